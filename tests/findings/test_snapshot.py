"""An edition as it can be compared: read back from its tables, or taken of what is computed now."""

from __future__ import annotations

import csv
import io
import json

import pytest

from analysis.errors import EditionError
from analysis.findings.compare import (
    FINDINGS,
    LATER,
    VERDICTS,
    Changes,
    findings_csv,
    parse,
    take,
    verdicts_csv,
)

MANIFEST = {
    "parameters": {"as_of": "2024-04-12", "focus": "JPN", "peers": ["USA", "DEU"]},
    "notebook": {"report.ipynb": "aa"},
    "package": {"japan-tech-report": "1.0.0", "sha256": "bb"},
    "data": {"observations.csv": "cc", "choices.toml": "dd"},
    "outputs": {},
}
FIGURE = {
    "finding_id": "obs.sum", "label": "Sum", "value": "3", "low": "2.5", "high": "3.5", "unit": "JPY", "printed": "¥3",
    "method": "as published", "inputs": "", "sources": "mof", "observation_id": "sum.2024", "published": "2024-04-09",
    "documents": "slide daily", "addresses": "https://example.org/slide none",
}  # fmt: skip
DOUBLE = FIGURE | {
    "finding_id": "double", "value": "6", "low": "5", "high": "7", "printed": "¥6", "method": "two times the sum",
    "inputs": "obs.sum", "sources": "mof", "observation_id": "", "published": "",
    "documents": "", "addresses": "",
}  # fmt: skip
VERDICT = {
    "claim_id": "C01", "verdict": "supported", "method": "computed", "rule": "amount", "margin": "0.1",
    "holds_in": "1", "of": "2", "evidence": "double", "weakest_document": "slide", "weakest_kind": "own",
    "is_firm": "yes", "weakest_address": "https://example.org/slide", "judged_by": "rule",
    "turns": "rounding 0.005: imprecise",
}  # fmt: skip


def table(columns, *rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(manifest=MANIFEST, findings=(DOUBLE, FIGURE), verdicts=(VERDICT,), renamed=()):
    return parse("old", manifest, table(FINDINGS, *findings), table(VERDICTS, *verdicts), dict(renamed))


def test_an_edition_is_read_back_with_all_that_it_says():
    snapshot = read()
    assert snapshot.name == "old"
    assert snapshot.as_of == "2024-04-12"
    assert snapshot.parameters == MANIFEST["parameters"]
    assert snapshot.findings == {"double": DOUBLE, "obs.sum": FIGURE}
    assert snapshot.verdicts == {"C01": VERDICT}


def test_program_notebook_and_each_file_of_the_data_are_parts_an_edition_is_made_of():
    assert read().made_of == {
        "package": "bb", "notebook report.ipynb": "aa", "data observations.csv": "cc", "data choices.toml": "dd",
    }  # fmt: skip


def test_what_is_computed_now_reads_like_an_edition_that_was_written_and_read_back(now):
    made_of = {"package": "bb", "data observations.csv": "cc"}
    taken = take("now", now.catalogue, made_of)
    written = {
        "parameters": json.loads(json.dumps(taken.parameters)),
        "notebook": {}, "package": {"sha256": "bb"}, "data": {"observations.csv": "cc"},
    }  # fmt: skip
    tables = findings_csv(now.catalogue.everything(), now.catalogue.evidence.documents), verdicts_csv(now.verdicts)
    assert parse("now", written, *tables, {}) == taken
    assert len(taken.findings) == len(now.catalogue.everything())
    assert len(taken.verdicts) == len(now.verdicts)


def test_a_text_with_commas_quotes_and_line_ends_comes_back_as_it_was():
    odd = FIGURE | {"label": 'A "sum",\nin yen'}
    assert read(findings=(odd,), verdicts=()).findings["obs.sum"]["label"] == 'A "sum",\nin yen'


def without(name):
    return {key: value for key, value in MANIFEST.items() if key != name}


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        without("package"),
        without("parameters"),
        MANIFEST | {"data": ["observations.csv"]},
        MANIFEST | {"parameters": 7},
        MANIFEST | {"parameters": {"as_of": "yesterday"}},
    ],
)
def test_a_manifest_that_is_not_that_of_a_report_is_refused(manifest):
    with pytest.raises(EditionError) as error:
        read(manifest=manifest)
    assert str(error.value) == "old: manifest.json is not that of an edition"


@pytest.mark.parametrize(
    "cells",
    [{"value": "many"}, {"value": ""}, {"low": "4"}, {"high": "2"}, {"value": "nan"}, {"low": "\x1b[31m"}],
    ids=str,
)
def test_a_value_that_is_no_number_within_its_bounds_is_refused(cells):
    with pytest.raises(
        EditionError, match=r"^old: findings\.csv:2:value: is not a number within its bounds: "
    ) as error:
        read(findings=(FIGURE | cells,), verdicts=())
    assert str(error.value).isprintable()


# -- editions before 1.6.0 ----------------------------------------------------------------------------------


def bare(row):
    """A row as an edition before 1.6.0 holds it."""
    return {column: text for column, text in row.items() if column not in LATER}


def test_columns_that_an_earlier_edition_does_not_have_read_as_empty():
    figures = table([column for column in FINDINGS if column not in LATER], bare(DOUBLE), bare(FIGURE))
    judged = table([column for column in VERDICTS if column not in LATER], bare(VERDICT))
    snapshot = parse("old", MANIFEST, figures, judged, {})
    assert snapshot.findings == {"double": DOUBLE, "obs.sum": FIGURE | {"documents": "", "addresses": ""}}
    empty = dict.fromkeys(LATER & set(VERDICTS), "")
    assert snapshot.verdicts == {"C01": VERDICT | empty}


# -- names that were changed since ----------------------------------------------------------------------------

RENAMED = {"sum.2024": "sum.office.2024", "double": "twice"}
TIMES = FIGURE | {
    "finding_id": "ratio(obs.sum.2024,double)", "value": "0.5", "low": "0.4", "high": "0.6", "unit": "ratio",
    "printed": "0.5", "inputs": "obs.sum.2024 double", "observation_id": "", "published": "", "documents": "",
}  # fmt: skip


def renamed(renames=RENAMED):
    """An edition in which a row is called sum.2024 and a finding double, read back after both were renamed."""
    row = FIGURE | {"finding_id": "obs.sum.2024"}
    double = DOUBLE | {"inputs": "obs.sum.2024"}
    verdict = VERDICT | {"evidence": "double obs.sum.2024"}
    return read(findings=(double, row, TIMES), verdicts=(verdict,), renamed=renames)


def test_what_was_renamed_is_read_under_its_new_name_wherever_it_stands():
    snapshot = renamed()
    assert list(snapshot.findings) == ["twice", "obs.sum.office.2024", "ratio(obs.sum.office.2024,twice)"]
    assert [row["finding_id"] for row in snapshot.findings.values()] == list(snapshot.findings)
    assert snapshot.findings["obs.sum.office.2024"]["observation_id"] == "sum.office.2024"
    assert snapshot.findings["twice"]["inputs"] == "obs.sum.office.2024"
    assert snapshot.findings["ratio(obs.sum.office.2024,twice)"]["inputs"] == "obs.sum.office.2024 twice"
    assert snapshot.verdicts["C01"]["evidence"] == "twice obs.sum.office.2024"


def test_an_edition_and_the_same_one_under_new_names_do_not_differ():
    new = read(
        findings=(
            DOUBLE | {"finding_id": "twice", "inputs": "obs.sum.office.2024"},
            FIGURE | {"finding_id": "obs.sum.office.2024", "observation_id": "sum.office.2024"},
        ),
        verdicts=(VERDICT | {"evidence": "twice"},),
    )
    old = read(findings=(DOUBLE | {"inputs": "obs.sum.2024"}, FIGURE | {"finding_id": "obs.sum.2024"}), renamed=RENAMED)
    assert Changes(old, new).same
    assert (Changes(old, new).findings, Changes(old, new).verdicts) == ((), ())


def test_the_project_s_own_renamings_lead_to_findings_that_there_are(now, evidence):
    """A snapshot under new names holds only names that a report of today knows, as far as they were renamed."""
    taken = take("now", now.catalogue, {})
    rows = {name.removeprefix("obs.") for name in taken.findings} | set(evidence.names_of_rows)
    known = rows | set(now.catalogue.names) | set(evidence.sources)
    assert [new for new in evidence.renamed.values() if new not in known] == []


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ((table([name for name in FINDINGS if name != "inputs"]), table(VERDICTS)), "findings.csv"),
        ((table(FINDINGS), ""), "verdicts.csv"),
        ((table(FINDINGS, FIGURE).partition("¥3")[0], table(VERDICTS)), "findings.csv:2"),
        ((table(FINDINGS, FIGURE).replace("¥3", '"¥3'), table(VERDICTS)), "findings.csv:2"),
        ((table(FINDINGS, DOUBLE), table(VERDICTS)), "findings.csv:2:inputs"),
        ((table(FINDINGS), table(VERDICTS, VERDICT | {"verdict": "likely"})), "verdicts.csv:2:verdict"),
    ],
)
def test_a_damaged_table_is_refused_in_one_line_with_its_place(tables, place):
    with pytest.raises(EditionError) as error:
        parse("old", MANIFEST, *tables, {})
    assert str(error.value).startswith(f"old: {place}")
    assert "\n" not in str(error.value)
