"""An edition as it can be compared: read back from its files, or taken of what is computed now."""

from __future__ import annotations

import csv
import io
import json

import pytest

from analysis.errors import EditionError
from analysis.findings.csv_tables import FINDINGS, LATER_COLUMNS, VERDICTS, findings_csv, verdicts_csv
from analysis.findings.diff import Changes
from analysis.findings.edition_snapshot import parse, take

MANIFEST = {
    "parameters": {"as_of": "2024-04-12", "focus": "JPN", "peers": ["USA", "DEU"]},
    "notebook": {"report.ipynb": "aa"},
    "package": {"japan-tech-report": "1.0.0", "sha256": "bb"},
    "data": {"observations.csv": "cc", "choices.toml": "dd"},
    "outputs": {},
}
FIGURE = {
    "finding_id": "obs.sum", "label": "Sum", "value": "3", "low": "2.5", "high": "3.5", "unit": "JPY", "printed": "¥3",
    "method": "as published", "inputs": "", "sources": "mof", "observation_id": "sum", "published": "2024-04-09",
    "documents": "slide daily", "addresses": "https://example.org/slide none",
}  # fmt: skip
DOUBLE = FIGURE | {
    "finding_id": "double", "value": "6", "low": "5", "high": "7", "printed": "¥6", "method": "two times the sum",
    "inputs": "obs.sum", "observation_id": "", "published": "", "documents": "", "addresses": "",
}  # fmt: skip
VERDICT = {
    "claim_id": "C01", "verdict": "supported", "method": "computed", "rule": "amount", "margin": "0.1",
    "holds_in": "1", "of": "2", "evidence": "double obs.sum", "weakest_document": "slide", "weakest_kind": "own",
    "is_firm": "yes", "weakest_address": "https://example.org/slide", "judged_by": "rule",
    "turns": "rounding 0.005: imprecise", "verdict_then": "disputed", "since": "2024-05-31",
}  # fmt: skip


def table(columns, *rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(*findings, manifest=MANIFEST, verdicts=(VERDICT,), renamed=None):
    return parse("old", manifest, table(FINDINGS, *findings), table(VERDICTS, *verdicts), renamed or {})


def test_an_edition_is_read_back_with_all_that_it_says_and_what_it_was_made_of():
    snapshot = read(DOUBLE, FIGURE)
    assert (snapshot.name, snapshot.as_of, snapshot.parameters) == ("old", "2024-04-12", MANIFEST["parameters"])
    assert snapshot.findings == {"double": DOUBLE, "obs.sum": FIGURE}
    assert snapshot.verdicts == {"C01": VERDICT}
    assert snapshot.made_of == {
        "package": "bb", "notebook report.ipynb": "aa", "data observations.csv": "cc", "data choices.toml": "dd",
    }  # fmt: skip


def test_what_is_computed_now_is_equal_to_what_was_written_and_read_back(now):
    taken = take("now", now.catalogue, {"package": "bb", "data observations.csv": "cc"})
    manifest = MANIFEST | {"notebook": {}, "data": {"observations.csv": "cc"}}
    manifest["parameters"] = json.loads(json.dumps(taken.parameters))
    tables = findings_csv(now.catalogue.everything(), now.catalogue.evidence.documents), verdicts_csv(now.catalogue)
    assert parse("now", manifest, *tables, {}) == taken


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {key: value for key, value in MANIFEST.items() if key != "package"},
        MANIFEST | {"data": ["observations.csv"]},
        MANIFEST | {"parameters": {"as_of": "yesterday"}},
    ],
)
def test_a_manifest_that_is_not_that_of_a_report_is_refused(manifest):
    with pytest.raises(EditionError, match=r"^old: manifest\.json is not that of an edition$"):
        read(manifest=manifest)


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ((table([name for name in FINDINGS if name != "inputs"]), table(VERDICTS)), "findings.csv"),
        ((table(FINDINGS), ""), "verdicts.csv"),
        ((table(FINDINGS, FIGURE).partition("¥3")[0], table(VERDICTS)), "findings.csv:2"),
        ((table(FINDINGS, FIGURE).replace("¥3", '"¥3'), table(VERDICTS)), "findings.csv:2"),
        ((table(FINDINGS, DOUBLE), table(VERDICTS)), "findings.csv:2:inputs"),
        ((table(FINDINGS, FIGURE | {"label": "=1+1"}), table(VERDICTS)), "findings.csv:2:label"),
        ((table(FINDINGS, FIGURE | {"value": "nan"}), table(VERDICTS)), "findings.csv:2:value"),
        ((table(FINDINGS, FIGURE | {"low": "4"}), table(VERDICTS)), "findings.csv:2:value"),
        ((table(FINDINGS, FIGURE | {"low": "\x1b[31m"}), table(VERDICTS)), "findings.csv:2:value"),
        ((table(FINDINGS), table(VERDICTS, VERDICT | {"verdict": "likely"})), "verdicts.csv:2:verdict"),
    ],
)
def test_a_damaged_table_is_refused_in_one_line_with_its_place(tables, place):
    with pytest.raises(EditionError) as error:
        parse("old", MANIFEST, *tables, {})
    assert str(error.value).startswith(f"old: {place}")
    assert str(error.value).isprintable()


def test_columns_that_an_early_edition_does_not_have_are_read_as_empty():
    figures = table([name for name in FINDINGS if name not in LATER_COLUMNS], DOUBLE, FIGURE)
    verdicts = table([name for name in VERDICTS if name not in LATER_COLUMNS], VERDICT)
    snapshot = parse("old", MANIFEST, figures, verdicts, {})
    assert snapshot.findings == {"double": DOUBLE, "obs.sum": FIGURE | {"documents": "", "addresses": ""}}
    assert snapshot.verdicts == {"C01": VERDICT | dict.fromkeys(LATER_COLUMNS & set(VERDICTS), "")}


RENAMED = {"sum": "sum.office", "double": "twice"}


def test_what_was_renamed_since_is_read_under_its_new_name_in_every_column():
    ratio = DOUBLE | {"finding_id": "ratio(obs.sum,double)", "inputs": "obs.sum double"}
    old = read(DOUBLE, FIGURE, ratio, renamed=RENAMED)
    new_ratio = ratio | {"finding_id": "ratio(obs.sum.office,twice)", "inputs": "obs.sum.office twice"}
    new = read(
        DOUBLE | {"finding_id": "twice", "inputs": "obs.sum.office"},
        FIGURE | {"finding_id": "obs.sum.office", "observation_id": "sum.office"},
        new_ratio,
        verdicts=(VERDICT | {"evidence": "twice obs.sum.office"},),
    )
    assert (old, Changes(old, new).same) == (new, True)
    assert list(old.findings) == ["twice", "obs.sum.office", "ratio(obs.sum.office,twice)"]


def test_a_row_keeps_its_name_where_two_would_bear_the_new_one():
    rows = [FIGURE | {"finding_id": name, "observation_id": ""} for name in ("double", "twice")]
    assert list(read(*rows, verdicts=(), renamed=RENAMED).findings) == ["double", "twice"]


def test_the_projects_own_renamings_lead_to_names_that_exist(now, evidence):
    names = {name.removeprefix("obs.") for name in take("now", now.catalogue, {}).findings}
    assert set(evidence.renamed.values()) <= {*names, *evidence.names_of_rows, *now.catalogue.names, *evidence.sources}
