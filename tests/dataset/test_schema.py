import json

import pytest
from frictionless import validate

from analysis.dataset import DataError, load


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
    "a cell too many": (
        lambda text: text.replace("\n", "\nmore,", 2).replace("more,", "", 1),
        3,
        "-",
        "cells; expected",
    ),
    "a column too few": (lambda text: text.replace(",currency", "", 1), 1, "currency", "is missing"),
    "a column too many": (lambda text: text.replace(",currency", ",currency,x", 1), 1, "x", "is not declared"),
    "columns in another order": (
        lambda text: text.replace("entity,kind", "kind,entity", 1),
        1,
        "kind",
        "another order",
    ),
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
        ("claims.csv", 2, "claim_id", "claim one", "form"),
        ("sources.csv", 3, "title", "=1+1", "formula"),
    ],
)
def test_a_faulty_cell_is_named_with_file_row_and_column(few_copy, table, row, column, text, words):
    few_copy.set(table, row, column, text)
    defect = next(d for d in few_copy.defects() if d.column == column)
    assert place(defect) == (table, row, column)
    assert words in defect.message


@pytest.mark.parametrize("name", ["corrections", "exchange-rates"])
def test_data_need_neither_corrections_nor_exchange_rates(few_copy, name):
    path = few_copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [table for table in package["resources"] if table["name"] != name]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert few_copy.load().claims_judged


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("observations.csv", "entity", "entities"),
        ("observations.csv", "document_id", "documents"),
        ("observations.csv", "disagrees_with", "observations"),
        ("observations.csv", "indicator", "indicators"),
        ("observations.csv", "source_id", "sources"),
        ("exchange_rates.csv", "document_id", "documents"),
        ("claims.csv", "entity", "entities"),
        ("article.csv", "claim_id", "claims"),
        ("events.csv", "document_id", "documents"),
        ("corrections.csv", "observation_id", "observations"),
        ("actors.csv", "origin", "entities"),
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


def test_every_defect_is_reported_at_once_and_in_order(few_copy):
    few_copy.set("claims.csv", 9, "kind", "rumour")
    few_copy.set("claims.csv", 4, "kind", "rumour")
    few_copy.set("documents.csv", 2, "seen", "today")
    assert [place(d) for d in few_copy.defects()] == [
        ("claims.csv", 4, "kind"),
        ("claims.csv", 9, "kind"),
        ("documents.csv", 2, "seen"),
    ]


# -- an independent judge -------------------------------------------------------------------------------


def test_an_independent_validator_finds_the_data_package_valid(data):
    report = validate(str(data / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "type"])[:5]
