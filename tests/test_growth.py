"""Data may grow: new economies, rates, vintages, indicators and claims move nothing that does not need them."""

import contextlib
import csv
import io
import os
import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from analysis.dataset import load
from analysis.dataset.records import bounds
from analysis.editions.checks import defects, notes
from analysis.editions.job import notebooks_folder
from analysis.errors import ParameterError
from analysis.findings import Catalogue, Outcome, Topic, parameters
from analysis.findings.compare import findings_csv, verdicts_csv
from analysis.rendering import ReportHTMLExporter
from analysis.study import STUDY

from . import kernelless
from .conftest import DATA

NEWCOMERS = {"AUT": ("Austria", "EUR"), "AUS": ("Australia", "AUD"), "POL": ("Poland", "PLN")}
WHOLE = {"rank", "firms", "economies", "persons"}
SIZES = ("gdp_nominal_lcu", "gdp_nominal_usd", "gdp_ppp", "population", "ppp_rate")


def said(evidence, day, **given):
    """All that is said as of a day: findings and verdicts, as they are written down."""
    catalogue = Catalogue(evidence, parameters.check({"as_of": day, **given}, evidence, STUDY), STUDY)
    return findings_csv(catalogue.everything(), catalogue.evidence.documents), verdicts_csv(catalogue.verdicts)


def by_name(text):
    return {row["finding_id"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def before(evidence):
    """What was said as of a day before the data grew, each day once."""
    return cache(lambda day: said(evidence, day))


def report(folder, monkeypatch, **given):
    """The newest report made from a data folder, without a kernel; a fault of the page fails the test."""
    monkeypatch.setenv("JAPAN_TECH_DATA", str(folder))
    notebook = kernelless.run(notebooks_folder() / "report.ipynb", given)
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    assert kernelless.lint_faults(notebook) == []
    return page


def opened(copy):
    """Append a document that was opened after everything else; return its name."""
    cells = {"document_id": "grown", "publisher": "A made-up office", "title": "Grown", "language": "en", "kind": "own"}
    cells |= {"url": "https://example.org/grown", "seen": "9999-12-31"}
    header, *rows = copy.rows("documents.csv")
    if not any(row[0] == "grown" for row in rows):
        copy.write("documents.csv", [header, *rows, [cells.get(column, "") for column in header]])
    return "grown"


def carried(copy):
    """The last cells of a rate: the document that has it, where in it, and no other."""
    return opened(copy), "a column", ""


class Growth:
    """Appends rows to a copy of the data, as somebody would who follows the README."""

    def __init__(self, copy, newest, chance):
        self.copy, self.newest, self.chance = copy, newest, chance
        self.header, *rows = copy.rows("observations.csv")
        self.known = [dict(zip(self.header, row, strict=True)) for row in rows]
        self.told = set()

    def append(self, table, *rows):
        """Append rows to a table."""
        self.copy.write(table, [*self.copy.rows(table), *map(list, rows)])

    def later(self):
        """Draw a day after all that was known."""
        return (self.newest + timedelta(self.chance.randint(1, 400))).isoformat()

    def observe(self, row, published, value, **cells):
        """Append a figure like another one, with the bounds that follow from its value; things are counted whole.

        No figure becomes public twice on one day: that would be a contradiction.
        """
        of = tuple((row | cells)[column] for column in ("indicator", "entity", "actor", "account", "period_end"))
        while (*of, published) in self.told:
            published = (date.fromisoformat(published) + timedelta(1)).isoformat()
        self.told.add((*of, published))
        value = float(round(value)) if row["unit"] in WHOLE else float(f"{value:.12g}")
        low, high = bounds(value, float(row["precision"]), row["qualifier"])
        new = row | {"value": f"{value:.12g}", "low": f"{low:.12g}", "high": f"{high:.12g}".upper(), **cells}
        new |= {"published": published, "vintage": f"grown {published}", "printed": f"{value:.12f}"}
        new |= {"published_is": "exact", "document_id": opened(self.copy), "confirmed_by": "", "disagrees_with": ""}
        name = ".".join((new["indicator"], new["actor"] or new["entity"], new["period_end"], published))
        new["observation_id"] = f"{name}.{self.chance.randint(0, 10**9)}"
        self.append("observations.csv", (new[column] for column in self.header))

    def economy(self, *, figures):
        """A new economy, with or without the sizes that comparisons need."""
        code = self.chance.choice([e for e in NEWCOMERS if not any(r[0] == e for r in self.copy.rows("entities.csv"))])
        name, currency = NEWCOMERS[code]
        self.append("entities.csv", (code, "economy", name, name, "", "", currency, ""))
        for row in self.known if figures else ():
            if row["entity"] == "DEU" and row["indicator"] in SIZES and self.chance.random() < 0.7:
                published = self.chance.choice([row["published"], self.later()])
                unit = row["unit"].replace("EUR", currency)
                self.observe(row, published, float(row["value"]) / 4, entity=code, unit=unit)
        return code

    def rate(self):
        """A rate of one source and one pair that is newer than all others."""
        header, *rows = self.copy.rows("exchange_rates.csv")
        series = sorted({(row[5], row[2], row[1]) for row in rows})
        source, quote, base = self.chance.choice(series)
        at = max(n for n, row in enumerate(rows) if (row[5], row[2], row[1]) == (source, quote, base))
        day = self.newest + timedelta(self.chance.randint(1, 60))
        rows.insert(at + 1, [day.isoformat(), *rows[at][1:6], (day + timedelta(3)).isoformat(), *carried(self.copy)])
        self.copy.write("exchange_rates.csv", [header, *rows])

    def vintage(self):
        """A newer vintage of any figure, or the same of the next year."""
        row = self.chance.choice([r for r in self.known if r["source_id"] != "article" and not r["disagrees_with"]])
        exact, value = row["qualifier"] == "exact", float(row["value"])
        new = max(1.0, value + self.chance.choice([-1, 1])) if exact else value * self.chance.choice([0.9, 1.02, 1.2])
        period = {}
        if row["period_start"] and row["period_end"][5:] == "12-31" and self.chance.random() < 0.5:
            period = {c: f"{int(row[c][:4]) + 1}{row[c][4:]}" for c in ("period_start", "period_end")}
        self.observe(row, self.later(), new, **period)

    def indicator(self):
        """An indicator that no rule knows, with figures of a few economies."""
        name = f"grown_{self.chance.randint(0, 10**9)}"
        like = next(row for row in self.copy.rows("indicators.csv") if row[0] == "population")
        self.append("indicators.csv", (name, "Something new", *like[2:]))
        for row in self.chance.sample([r for r in self.known if r["indicator"] == "population"], 3):
            self.observe(row, self.later(), float(row["value"]), indicator=name)

    def anything(self):
        """One to six of these, drawn at random."""
        for _ in range(self.chance.randint(1, 6)):
            self.chance.choice(
                [self.rate, self.vintage, self.vintage, self.indicator, lambda: self.economy(figures=False),
                 lambda: self.economy(figures=True)]
            )()  # fmt: skip


def grown_by(seed, copy, newest):
    growth = Growth(copy, newest, random.Random(seed))
    with contextlib.suppress(IndexError):  # all newcomers are in already
        growth.anything()
    return copy.load()


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 40))]


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_appended_the_old_days_say_the_same_and_the_newest_report_is_made(
    seed, copy, evidence, before, monkeypatch
):
    grown = grown_by(seed, copy, evidence.newest)
    chance = random.Random(seed)
    days = (evidence.judged_at, evidence.newest, evidence.judged_at + timedelta(chance.randint(1, 800)))
    for day in days:
        (findings, verdicts), (old, judged) = said(grown, day), before(day)
        assert verdicts == judged
        here, there = by_name(findings), by_name(old)
        assert {name: here.get(name) for name in there} == there
        assert not [name for name in here.keys() - there.keys() if not set(name.split(".")) & NEWCOMERS.keys()]
    assert defects(grown, STUDY, None) == []
    report(copy.folder, monkeypatch)


@pytest.mark.long
def test_an_economy_without_figures_takes_no_finding_and_no_report_away(copy, evidence, before, monkeypatch):
    """One row for a country in entities.csv passed the check and then removed findings of all others."""
    code = Growth(copy, evidence.newest, random.Random(1)).economy(figures=False)
    grown = copy.load()
    assert said(grown, evidence.newest) == before(evidence.newest)
    assert [note.partition(":")[0] for note in notes(grown, STUDY) if note.startswith(code)] == [code]
    page = report(copy.folder, monkeypatch, peers=[code, "USA"])
    name = NEWCOMERS[code][0]
    assert f"Left out of comparisons by size: {name} (not known for the year that all share: GDP" in page


@pytest.mark.parametrize("code", ["AUT"])
def test_an_economy_without_the_figures_that_the_focus_needs_is_refused_in_one_line(code, copy, evidence):
    copy.write("entities.csv", [*copy.rows("entities.csv"), [code, "economy", "Austria", "Austria",
                                                             "", "", "EUR", ""]])  # fmt: skip
    message = (
        f"parameter focus: {code} has no gdp_nominal_usd that was public on {evidence.newest}; "
        "add it to observations.csv or choose another country"
    )
    with pytest.raises(ParameterError, match=f"^{message}$"):
        parameters.check({"focus": code}, copy.load(), STUDY)


@pytest.mark.long
@pytest.mark.parametrize(("source", "base", "quote"), [
    ("fed_h10", "USD", "JPY"), pytest.param("ecb_exr", "EUR", "JPY", marks=pytest.mark.long),
])  # fmt: skip
def test_a_rate_of_one_source_newer_than_all_others_lets_the_report_be_made(
    source, base, quote, copy, evidence, before, monkeypatch
):
    """A weekly feed brings one source first; the report then ended with "not known"."""
    header, *rows = copy.rows("exchange_rates.csv")
    own = [n for n, row in enumerate(rows) if (row[5], row[1], row[2]) == (source, base, quote)]
    rows.insert(own[-1] + 1, ["2026-11-20", *rows[own[-1]][1:6], "2026-11-23", *carried(copy)])
    copy.write("exchange_rates.csv", [header, *rows])
    grown = copy.load()
    assert grown.newest == date(2026, 11, 23)
    assert said(grown, evidence.newest) == before(evidence.newest)
    assert any(f"{source} ends on" not in note and "exchange_rates.csv" in note for note in notes(grown, STUDY))
    report(copy.folder, monkeypatch)


@pytest.mark.long
def test_a_claim_by_hand_is_counted_and_moves_no_other(copy, evidence, before, monkeypatch):
    header, *rows = copy.rows("claims.csv")
    new = dict(zip(header, next(row for row in rows if row[header.index("check")] == "editorial"), strict=True))
    new |= {"claim_id": "C99", "statement": "Something else is said.", "printed": "", "observation_id": ""}
    copy.write("claims.csv", [header, *rows, [new[column] for column in header]])
    grown = copy.load()
    (findings, verdicts), (old, judged) = said(grown, evidence.newest), before(evidence.newest)
    assert verdicts.splitlines()[:-1] == judged.splitlines()
    assert verdicts.splitlines()[-1].startswith("C99,")
    here, there = by_name(findings), by_name(old)
    moved = {name for name in there if here[name] != there[name]}
    assert moved == {"judged.editor", "verdicts.all", f"verdicts.{new['editorial_verdict'].replace(' ', '_')}"}
    assert "Something else is said." in report(copy.folder, monkeypatch)
    assert os.environ["JAPAN_TECH_DATA"] == str(copy.folder)


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


@pytest.mark.long
@pytest.mark.parametrize("statement", [
    "Japan has {since.JPN.unicorns} firms.", pytest.param("It held in {holds.C26.2024-05-31}.", marks=pytest.mark.long),
])  # fmt: skip
def test_a_claim_that_names_what_was_not_public_yet_lets_the_reports_of_earlier_days_be_made(
    statement, copy, monkeypatch
):
    header, *rows = copy.rows("claims.csv")
    new = dict(zip(header, next(row for row in rows if row[header.index("check")] == "editorial"), strict=True))
    new |= {"claim_id": "C99", "statement": statement, "printed": "", "observation_id": ""}
    copy.write("claims.csv", [header, *rows, [new[column] for column in header]])
    assert defects(copy.load(), STUDY, None) == []
    assert "A claim with a number that was not known on this day." in report(
        copy.folder, monkeypatch, as_of="2024-04-12"
    )


def test_a_name_that_no_figure_has_room_for_is_a_defect(copy):
    row = copy.row_of("entities.csv", "GBR")
    copy.set("entities.csv", row, "name", "United Kingdom of Great Britain and Northern Ireland")
    (defect,) = defects(copy.load(), STUDY, None)
    assert str(defect).startswith(f"entities.csv:{row}:name: 'United Kingdom of Great")
    assert defect.message.endswith("has 52 letters; a figure has room for 32")


def test_a_day_of_knowledge_at_the_end_of_the_calendar_ends(copy, evidence):
    """A row that became public on the last of all days once let the history look for a later one for ever."""
    header, *rows = copy.rows("observations.csv")
    last = dict(zip(header, next(row for row in rows if row[0].startswith("imd_wdcr_rank.KOR.2023")), strict=True))
    last |= {"observation_id": "last", "published": "9999-12-31", "vintage": "last"}
    last |= {"document_id": opened(copy), "confirmed_by": ""}
    copy.write("observations.csv", [header, *rows, [last[column] for column in header]])
    grown = copy.load()
    assert grown.newest == date.max
    assert said(grown, evidence.newest) == said(load(DATA), evidence.newest)
    assert len(Catalogue(grown, parameters.check({}, grown, STUDY), STUDY).history) == len(grown.claims_judged)
