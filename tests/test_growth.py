"""Data may grow: new economies, rates, vintages, indicators and claims move nothing that does not need them."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from analysis.dataset.records import bounds
from analysis.findings import Catalogue, Outcome, Topic, parameters
from analysis.findings.csv_tables import findings_csv, verdicts_csv
from analysis.study import STUDY

AUSTRIA = ["AUT", "economy", "Austria", "Austria", "", "", "EUR", ""]
WHOLE = {"rank", "firms", "economies", "persons"}
SIZES = ("gdp_nominal_lcu", "gdp_nominal_usd", "gdp_ppp", "population", "ppp_rate")


def said(evidence, day, **given):
    """All that is said as of a day: findings and verdicts, as they are written down."""
    catalogue = Catalogue(evidence, parameters.check({"as_of": day, **given}, evidence, STUDY), STUDY)
    return findings_csv(catalogue.everything(), catalogue.evidence.documents), verdicts_csv(catalogue)


def by_name(text):
    return {row["finding_id"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def before(evidence):
    """What was said as of a day before the data grew, each day once."""
    return cache(lambda day: said(evidence, day))


def opened(copy):
    """Append a document that was opened after everything else; return its name."""
    cells = {"document_id": "grown", "publisher": "A made-up office", "title": "Grown", "language": "en", "kind": "own"}
    cells |= {"url": "https://example.org/grown", "seen": "9999-12-31"}
    header, *rows = copy.rows("documents.csv")
    if not any(row[0] == "grown" for row in rows):
        copy.write("documents.csv", [header, *rows, [cells.get(column, "") for column in header]])
    return "grown"


def grown(copy, evidence):
    """Append a later vintage of every fifth figure, a new indicator, and an economy with the sizes of another one."""
    header, *rows = copy.rows("observations.csv")
    known = [dict(zip(header, row, strict=True)) for row in rows]
    copy.write("entities.csv", [*copy.rows("entities.csv"), AUSTRIA])
    like = next(row for row in copy.rows("indicators.csv") if row[0] == "population")
    copy.write("indicators.csv", [*copy.rows("indicators.csv"), ["grown", "Something new", *like[2:]]])
    later = (evidence.newest + timedelta(30)).isoformat()
    changes = [(row, {}) for row in known[::5] if row["source_id"] != "article" and not row["disagrees_with"]]
    changes += [(row, {"indicator": "grown"}) for row in known if row["indicator"] == "population"][:3]
    changes += [(row, {"entity": "AUT"}) for row in known if row["entity"] == "DEU" and row["indicator"] in SIZES]
    told = set()
    for number, (row, cells) in enumerate(changes):
        of = tuple((row | cells)[name] for name in ("indicator", "entity", "actor", "account", "period_end"))
        if of in told:
            continue  # no figure becomes public twice on one day
        told.add(of)
        value = float(row["value"]) + 1 if row["unit"] in WHOLE else float(f"{float(row['value']) * 1.02:.12g}")
        low, high = bounds(value, float(row["precision"]), row["qualifier"])
        new = row | {"value": f"{value:.12g}", "low": f"{low:.12g}", "high": f"{high:.12g}".upper(), **cells}
        new |= {"published": later, "vintage": f"grown {later}", "printed": f"{value:.12f}", "confirmed_by": ""}
        new |= {"published_is": "exact", "document_id": opened(copy), "disagrees_with": ""}
        new["observation_id"] = f"{new['indicator']}.{new['actor'] or new['entity']}.{new['period_end']}.grown{number}"
        rows.append([new[name] for name in header])
    copy.write("observations.csv", [header, *rows])
    return copy.load()


def test_whatever_is_appended_the_old_days_say_the_same(copy, evidence, before):
    later = grown(copy, evidence)
    for day in (evidence.judged_at, evidence.newest, evidence.judged_at + timedelta(400)):
        (findings, verdicts), (old, judged) = said(later, day), before(day)
        assert verdicts == judged
        here, there = by_name(findings), by_name(old)
        assert {name: here.get(name) for name in there} == there
        assert not [name for name in here.keys() - there.keys() if "AUT" not in name.split(".")]


def test_a_computed_claim_whose_evidence_came_later_is_judged_from_that_day_on(copy, evidence, monkeypatch):
    """On the days before it cannot be checked, and no report of those days dies of it."""
    header, *rows = copy.rows("claims.csv")
    new = dict(zip(header, next(row for row in rows if row[0] == "C11"), strict=True))
    new |= {
        "claim_id": "C99",
        "statement": "Something else is said.",
        "printed": "",
        "observation_id": "",
        "context": "",
    }
    copy.write("claims.csv", [header, *rows, [new[column] for column in header]])
    topic = Topic()
    topic.judge("C99", lambda case: case.level("since.INTEL.stake", 0.05, above=True))
    later = replace(STUDY, topics=(*STUDY.topics, topic))
    whole = Catalogue(copy.load(), parameters.default(later, evidence.newest), later)
    public = whole["since.INTEL.stake"].observation.published
    then = whole.on(public - timedelta(1))
    assert (then.verdicts["C99"].outcome, whole.verdicts["C99"].outcome) == (Outcome.NOT_CHECKABLE, Outcome.SUPPORTED)
    assert [state.since for state in whole.history["C99"]] == [evidence.judged_at, public]
