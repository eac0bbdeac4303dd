"""From the files of a data folder to the evidence: read, checked, corrected; each defect is one line with its place."""

from __future__ import annotations

import json
from datetime import date

import pytest
from frictionless import validate

from analysis.dataset import DataError, load
from analysis.dataset.choices_toml import CHOICES_TOML, read_settings

from ..builders import claimed, observed, rated

HIVES = observed("hives", "AAA", 3, "2024-04-01")


def only(defects):
    assert len(defects) == 1, defects
    return defects[0]


def place(defect):
    return defect.file, defect.row, defect.column


FILES = {
    "empty": (lambda _: "", 1, "-", "is empty"),
    "a byte order mark": (lambda text: "\ufeff" + text, 1, "-", "byte order mark"),
    "not UTF-8": (lambda text: text.encode() + b"\xf3\n", 1, "-", "is not UTF-8"),
    "no end of line": (lambda text: text.rstrip("\n"), None, "-", "add a newline"),
    "a header alone": (lambda text: text.partition("\n")[0] + "\n", 2, "-", "no row"),
    "semicolons": (lambda text: text.replace(",", ";").replace('"', ""), 1, "-", "save it separated by commas"),
    "an open quote": (lambda text: text.replace("\n", '\n"open', 1), 2, "-", "does not end with the line"),
    "a line break in a cell": (lambda text: text.replace("\n", '\n"two\nlines"', 1), 2, "-", "does not end with"),
    "a cell too many": (lambda text: text.replace("\n", "\nmore,", 2).replace("more,", "", 1), 3, "-", "expected"),
    "a column too few": (lambda text: text.replace(",currency", "", 1), 1, "currency", "is missing"),
    "a column too many": (lambda text: text.replace(",currency", ",currency,x", 1), 1, "x", "is not declared"),
    "columns in another order": (lambda text: text.replace("entity,kind", "kind,entity"), 1, "kind", "another order"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_is_no_table_is_named(few_copy, fault):
    change, row, column, words = FILES[fault]
    path = few_copy.folder / "entities.csv"
    content = change(path.read_text(encoding="utf-8"))
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    defect = only(few_copy.defects())
    assert place(defect) == ("entities.csv", row or content.count("\n") + 1, column)
    assert words in defect.message


@pytest.mark.parametrize(
    ("table", "row", "column", "text", "words"),
    [
        ("observations.csv", 5, "value", "many", "not a number"),
        ("observations.csv", 5, "value", "NaN", "not a number"),
        ("claims.csv", 3, "paragraph", "2.5", "not a whole number"),
        ("observations.csv", 7, "published", "12 April 2024", "not a day"),
        ("observations.csv", 7, "published", "2024-02-30", "no day of the calendar"),
        ("observations.csv", 7, "published", "", "required"),
        ("observations.csv", 9, "unit", "US$", "form"),
        ("observations.csv", 9, "qualifier", "roughly", "expected one of exact"),
        ("exchange_rates.csv", 4, "quote", "XYZ", "unknown"),
        ("observations.csv", 9, "precision", "-1", "below 0"),
        ("sources.csv", 3, "title", "=1+1", "formula"),
    ],
)
def test_a_faulty_cell_is_named_with_file_row_and_column(few_copy, table, row, column, text, words):
    few_copy.set(table, row, column, text)
    defect = next(d for d in few_copy.defects() if d.column == column)
    assert place(defect) == (table, row, column)
    assert words in defect.message


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("observations.csv", "entity", "entities"),
        ("observations.csv", "disagrees_with", "observations"),
        ("observations.csv", "indicator", "indicators"),
        ("exchange_rates.csv", "document_id", "documents"),
        ("article.csv", "claim_id", "claims"),
        ("events.csv", "document_id", "documents"),
        ("corrections.csv", "observation_id", "observations"),
    ],
)
def test_a_name_that_its_table_does_not_hold_is_a_broken_key(few_copy, table, column, target):
    few_copy.set(table, 3, column, "nobody")
    broken = [d for d in few_copy.defects() if d.column == column]
    assert place(broken[0]) == (table, 3, column)
    assert "'nobody'" in broken[0].message
    assert target in broken[0].message


def test_a_repeated_key_names_both_rows(few_copy):
    rows = few_copy.rows("entities.csv")
    few_copy.write("entities.csv", [*rows, rows[1]])
    defect = only(few_copy.defects())
    assert place(defect) == ("entities.csv", len(rows) + 1, "entity")
    assert f"repeats the key {rows[1][0]} of row 2" in defect.message


@pytest.mark.parametrize("name", ["observations.csv", "exchange_rates.csv", "choices.toml"])
def test_a_missing_file_is_named(few_copy, name):
    (few_copy.folder / name).unlink()
    defect = only(few_copy.defects())
    assert place(defect) == (name, 1, "-")
    assert "missing" in defect.message


def test_a_folder_without_a_declaration_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"datapackage\.json"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"resources": [{"name": "claims"}]}'])
def test_a_declaration_that_declares_nothing_usable_is_a_defect_and_no_crash(few_copy, text):
    (few_copy.folder / "datapackage.json").write_text(text, encoding="utf-8")
    assert few_copy.defects()[0].file == "datapackage.json"


OPTIONAL = ("actors", "accounts", "renamed", "corrections", "exchange-rates")


def test_data_need_no_other_tables_than_those_of_claims_and_figures(bees):
    copy = bees(HIVES)
    path = copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [table for table in package["resources"] if table["name"] not in OPTIONAL]
    for table in package["resources"]:
        keys = table["schema"].get("foreignKeys", [])
        table["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] not in OPTIONAL]
    path.write_text(json.dumps(package), encoding="utf-8")
    data = copy.load()
    assert (data.actors, data.renamed, data.corrections, len(data.rates)) == ({}, {}, {}, 0)
    assert data.latest("hives", "AAA").value == 3


def test_a_figure_knows_the_documents_it_was_read_in_the_one_it_was_taken_from_first(bees):
    row = {**HIVES, "document_id": "daily", "confirmed_by": "report copy", "locator": "paragraph 2"}
    data = bees(row, rates=[rated("2024-04-08", 150.0) | {"confirmed_by": "blog"}]).load()
    found = data.latest("hives", "AAA")
    assert (found.documents, found.locator) == (("daily", "report", "copy"), "paragraph 2")
    rate = data.rates.on("USD", "JPY", date(2024, 4, 8), "bank")
    assert (rate.documents, rate.locator) == (("report", "blog"), "column of the currency")


def test_defects_of_every_kind_are_told_at_once_in_order_of_their_place(bees):
    rows = (
        {**HIVES, "observation_id": "a", "printed": "4"},
        {**HIVES, "observation_id": "b", "frequency": "Q", "confirmed_by": "report"},
        {**HIVES, "observation_id": "c", "low": 2, "published": "2024-04-03"},
    )
    copy = bees(*rows, rates=[rated("2024-04-08", 150.0), rated("2024-04-09", 150.0)])
    header, *rates = copy.rows("exchange_rates.csv")
    copy.write("exchange_rates.csv", [header, *reversed(rates)])
    copy.set("documents.csv", 3, "note", "")
    assert [(d.file, d.row, d.column) for d in copy.defects()] == [
        ("documents.csv", 3, "note"),
        ("exchange_rates.csv", 3, "date"),
        ("observations.csv", 2, "printed"),
        ("observations.csv", 3, "confirmed_by"),
        ("observations.csv", 3, "frequency"),
        ("observations.csv", 4, "low"),
    ]


@pytest.mark.parametrize("text", ["Japón", "日本", "½ – “x” …", "a\u00a0b", "🐝"])
def test_letters_and_signs_of_all_languages_are_no_control_characters(bees, text):
    copy = bees(HIVES)
    copy.set("observations.csv", 2, "note", text)
    assert copy.load().latest("hives", "AAA").note == text


def test_a_correction_replaces_the_value_and_its_bounds_and_leaves_the_file_alone(evidence, raw):
    """Of 1,298 firms 14 stand on the list twice."""
    name = "cb_insights_unicorns.WLD.2025-05-06.2025-05-06"
    row = evidence.observation(name)
    assert float(raw.observations[name]["value"]) == 1298
    assert (row.low, row.value, row.high, row.status) == (1298 - 14, 1298 - 14, 1298 - 14, "E")


def test_a_correction_whose_value_no_longer_stands_is_refused(small_copy):
    small_copy.observe("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", value="8", low="8", high="8", printed="8")
    (defect,) = small_copy.defects()
    assert (defect.file, defect.row, defect.column) == ("corrections.csv", 2, "expected")
    assert "is 8, not 9" in defect.message
    assert "remove the correction" in defect.message


def test_an_event_is_a_day_or_the_day_by_which_it_was_public(evidence):
    known = evidence.observation("milestone.JPN.JASM_FAB_2.2025-10-24.2025-10-24")
    by_then = evidence.observation("milestone.JPN.JASM_FAB_2.2025-10-16.2025-10-16")
    assert date.fromordinal(int(known.value)) == known.period_end == date(2025, 10, 24)
    assert date.fromordinal(int(by_then.value)) == by_then.published
    assert by_then.period_end is None


def test_a_figure_that_a_claim_prints_is_no_evidence(bees):
    data = bees(HIVES, observed("hives", "BBB", 2, "2024-04-01"), claims=[claimed("C01", HIVES["observation_id"])])
    loaded = data.load()
    assert loaded.vintages("hives", "AAA") == []
    assert [o.value for o in loaded.vintages("hives", "BBB")] == [2]


@pytest.mark.parametrize(
    "part",
    [
        {"schema": {"fields": 5, "primaryKey": ["claim_id"]}},
        {"schema": {"fields": [{"name": "claim_id"}], "primaryKey": ["claim_id"]}},
        {"schema": {"fields": [{"name": "claim_id", "type": "string"}], "primaryKey": ["claim"]}},
        {"schema": {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "("}}], "primaryKey": ["a"]}},
    ],
    ids=str,
)
def test_a_table_that_is_not_described_is_one_line(few_copy, part):
    path = few_copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][0] |= part
    path.write_text(json.dumps(package), encoding="utf-8")
    (defect,) = few_copy.defects()
    assert (defect.file, defect.row, defect.column) == ("datapackage.json", 1, "resources[0]")


@pytest.mark.parametrize("column", ["document_id", "disagrees_with", "published_is"])
def test_a_column_that_is_needed_is_declared(few_copy, column):
    path = few_copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    table = next(it for it in package["resources"] if it["name"] == "observations")["schema"]
    table["fields"] = [field for field in table["fields"] if field["name"] != column]
    table["foreignKeys"] = [key for key in table["foreignKeys"] if key["fields"] != [column]]
    path.write_text(json.dumps(package), encoding="utf-8")
    header, *rows = few_copy.rows("observations.csv")
    at = header.index(column)
    few_copy.write("observations.csv", [row[:at] + row[at + 1 :] for row in (header, *rows)])
    assert [str(d) for d in few_copy.defects()] == [f"datapackage.json:1:observations: declares no column {column}"]


def test_an_independent_validator_finds_the_data_package_valid(data):
    report = validate(str(data / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "type"])[:5]


# -- choices.toml ---------------------------------------------------------------------------------------------

WHOLE = """
judged_at = 2024-04-12
[thresholds]
many = 3
[windows]
start = 2012
[sensitivity.C01]
source = ["a", "b"]
[names]
nhk = "NHK"
[labels]
G7 = "G7"
[switches]
basis = "Taken"
[phrases.basis]
total = "in all"
"""


@pytest.fixture
def read(tmp_path):
    def settings(text):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / CHOICES_TOML).write_bytes(content)
        return read_settings(tmp_path / CHOICES_TOML)

    return settings


def faults(read, text):
    with pytest.raises(DataError) as error:
        read(text)
    return error.value.lines


def test_settings_hold_what_the_file_declares(read):
    found = read(WHOLE)
    assert found.judged_at == date(2024, 4, 12)
    assert (found.thresholds, found.windows) == ({"many": 3}, {"start": 2012})
    assert (found.sensitivity, found.phrases) == ({"C01": {"source": ["a", "b"]}}, {"basis": {"total": "in all"}})
    assert (found.names, found.labels, found.switches) == ({"nhk": "NHK"}, {"G7": "G7"}, {"basis": "Taken"})


@pytest.mark.parametrize("content", [b"judged_at = \n", b"[thresholds\n", "name = 'Jap\xf3n'\n".encode("latin-1")])
def test_settings_that_are_not_toml_are_a_defect(read, content):
    (line,) = faults(read, content)
    assert line.startswith("choices.toml:1:-: is not TOML in UTF-8: ")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("judged_at = 2024-04-12", "judged_on = 2024-04-12", "judged_at: is missing"),
        ("judged_at = 2024-04-12", 'judged_at = "2024-04-12"', "judged_at: '2024-04-12' is not a date"),
        ("judged_at = 2024-04-12", "judged_at = 2024-04-12T10:00:00", "judged_at: datetime.datetime(2024, 4, 12, 10"),
        ("many = 3", "many = true", "thresholds.many: True is not a float"),
        ("many = 3", "many = 0", "thresholds.many: 0 is no threshold"),
        ("many = 3", "many = inf", "thresholds.many: inf is no threshold"),
        ('nhk = "NHK"', "nhk = 3", "names.nhk: 3 is not a str"),
        ('G7 = "G7"', "G7 = 7", "labels.G7: 7 is not a str"),
        ("[windows]\nstart = 2012", "windows = 3", "windows: 3 is not a table"),
    ],
)
def test_a_value_of_another_kind_is_a_defect_at_its_place(read, before, after, line):
    text = WHOLE if after[:7] != "windows" else after + "\n" + WHOLE.replace(before, "")
    assert before in WHOLE
    (found,) = faults(read, text.replace(before, after, 1))
    assert found.startswith(f"choices.toml:1:{line}")
