from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from analysis.findings.snapshot import NotAnEdition, Snapshot, parse, take
from analysis.findings.tables import FINDINGS, VERDICTS, findings_csv, verdicts_csv

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
}  # fmt: skip
DOUBLE = FIGURE | {
    "finding_id": "double", "value": "6", "low": "5", "high": "7", "printed": "¥6", "method": "two times the sum",
    "inputs": "obs.sum", "sources": "mof", "observation_id": "", "published": "",
}  # fmt: skip
VERDICT = {
    "claim_id": "C01", "verdict": "supported", "method": "computed", "rule": "amount", "margin": "0.1",
    "holds_in": "1", "of": "2", "evidence": "double",
}  # fmt: skip


def table(columns, *rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(manifest=MANIFEST, findings=(DOUBLE, FIGURE), verdicts=(VERDICT,)):
    return parse("old", manifest, table(FINDINGS, *findings), table(VERDICTS, *verdicts))


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
    tables = findings_csv(now.catalogue.everything()), verdicts_csv(now.verdicts)
    assert parse("now", written, *tables) == taken
    assert len(taken.findings) == len(now.catalogue.everything())
    assert len(taken.verdicts) == len(now.verdicts)


def test_what_is_computed_now_knows_which_rows_a_finding_looked_for_and_one_read_back_does_not(now):
    """The population of October was restated by the outlooks of the monetary fund after the article."""
    taken = take("now", now.catalogue, {})
    rows = taken.news("population.imf_newest", "2024-04-12")
    assert {row.indicator for row in rows} == {"population", "population_total"}
    assert all(row.published > date(2024, 4, 12) for row in rows)
    assert taken.news("population.imf_newest", taken.as_of) == []
    assert read().news("double", "2024-04-12") == []


def test_an_edition_on_the_articles_day_knows_nothing_that_was_published_later(then):
    snapshot = take("then", then.catalogue, {})
    days = {row["published"] for row in snapshot.findings.values()}
    assert snapshot.as_of == max(days) == "2024-04-12"


def test_a_text_with_commas_quotes_and_line_ends_comes_back_as_it_was():
    odd = FIGURE | {"label": 'A "sum",\nin yen'}
    assert read(findings=(odd,), verdicts=()).findings["obs.sum"]["label"] == 'A "sum",\nin yen'


def test_columns_that_a_later_release_adds_do_no_harm():
    text = table((*FINDINGS, "colour"), FIGURE | {"colour": "blue"})
    snapshot = parse("new", MANIFEST, text, table(VERDICTS))
    assert snapshot.findings["obs.sum"]["value"] == "3"


def without(name):
    return {key: value for key, value in MANIFEST.items() if key != name}


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        "text",
        None,
        without("package"),
        without("data"),
        without("notebook"),
        without("parameters"),
        MANIFEST | {"data": ["observations.csv"]},
        MANIFEST | {"package": "1.0.0"},
        MANIFEST | {"parameters": 7},
        MANIFEST | {"parameters": {"before": "2024-04-12", "after": "2026-10-30"}},
        MANIFEST | {"parameters": {"as_of": "yesterday"}},
        MANIFEST | {"parameters": {"as_of": None}},
    ],
)
def test_a_manifest_that_is_not_that_of_a_report_is_refused(manifest):
    with pytest.raises(NotAnEdition) as error:
        read(manifest=manifest)
    assert str(error.value) == "old: manifest.json is not that of an edition"


@pytest.mark.parametrize("column", ["published", "inputs", "finding_id"])
def test_a_table_without_a_column_is_refused_with_the_name_of_the_column(column):
    columns = [name for name in FINDINGS if name != column]
    text = table(columns, {name: FIGURE[name] for name in columns})
    with pytest.raises(NotAnEdition) as error:
        parse("old", MANIFEST, text, table(VERDICTS))
    assert str(error.value) == f"old: findings.csv has no column {column}; make the edition anew"


@pytest.mark.parametrize("text", ["", "\n", "claim_id\n", "\x00"])
def test_a_table_without_its_header_is_refused(text):
    with pytest.raises(NotAnEdition, match=r"^old: verdicts\.csv has no column .*evidence.*; make the edition anew$"):
        parse("old", MANIFEST, table(FINDINGS), text)


def test_a_row_that_was_torn_off_is_refused_with_its_number():
    text = table(FINDINGS, DOUBLE | {"inputs": ""}, FIGURE)
    with pytest.raises(NotAnEdition) as error:
        parse("old", MANIFEST, text[: text.index("¥3")], table(VERDICTS))
    assert str(error.value) == "old: findings.csv:3: has another number of cells than its header"


def test_a_row_with_too_many_cells_is_refused_with_its_number():
    with pytest.raises(NotAnEdition, match=r"^old: verdicts\.csv:2: has another number of cells than its header$"):
        parse("old", MANIFEST, table(FINDINGS, FIGURE), table(VERDICTS, VERDICT).replace("amount", "amount,rank"))


def test_a_quotation_that_never_ends_is_refused_in_one_line():
    text = table(FINDINGS, FIGURE).replace("¥3", '"¥3')
    with pytest.raises(NotAnEdition, match=r"^old: findings\.csv:2: ") as error:
        parse("old", MANIFEST, text, table(VERDICTS))
    assert "\n" not in str(error.value)


def test_a_header_that_was_torn_off_is_refused_in_one_line():
    with pytest.raises(NotAnEdition, match=r"^old: findings\.csv:1: unexpected end of data$"):
        parse("old", MANIFEST, 'finding_id,"label', table(VERDICTS))


def test_a_finding_that_rests_on_nothing_in_the_table_is_refused():
    with pytest.raises(NotAnEdition) as error:
        read(findings=(DOUBLE,), verdicts=())
    assert str(error.value) == "old: findings.csv:2:inputs: 'obs.sum' is no finding of this table"


@pytest.mark.parametrize("inputs", [("double",), ("half", "double")])
def test_findings_that_rest_on_themselves_are_refused(inputs):
    names = ("double", "half")[: len(inputs)]
    rows = [DOUBLE | {"finding_id": name, "inputs": part} for name, part in zip(names, inputs, strict=True)]
    with pytest.raises(NotAnEdition, match=r"^old: findings\.csv: findings rest on themselves: '.*double.*'$"):
        read(findings=rows, verdicts=())


@pytest.mark.parametrize(
    "cells",
    [{"value": "many"}, {"value": ""}, {"low": "4"}, {"high": "2"}, {"value": "nan"}, {"low": "\x1b[31m"}],
    ids=str,
)
def test_a_value_that_is_no_number_within_its_bounds_is_refused(cells):
    with pytest.raises(NotAnEdition, match=r"^old: findings\.csv:2:value: is no number within its bounds: ") as error:
        read(findings=(FIGURE | cells,), verdicts=())
    assert str(error.value).isprintable()


def test_a_figure_without_an_upper_bound_is_a_number():
    assert read(findings=(FIGURE | {"high": "inf"},), verdicts=()).findings["obs.sum"]["high"] == "inf"


def test_a_verdict_that_no_report_knows_is_refused():
    with pytest.raises(NotAnEdition) as error:
        read(verdicts=(VERDICT | {"verdict": "likely\n"},))
    assert str(error.value) == "old: verdicts.csv:2:verdict: 'likely\\n' is no verdict"


def test_an_edition_without_findings_is_still_one():
    assert read(findings=(), verdicts=()) == Snapshot("old", MANIFEST["parameters"], read().made_of, {}, {})
