import json

import pytest
from frictionless import validate

from analysis.dataset import DataError, Defect, load
from analysis.dataset.schema import read_package


def only(defects):
    assert len(defects) == 1, defects
    return defects[0]


def place(defect):
    return defect.file, defect.row, defect.column


def test_the_data_folder_has_no_defect(data):
    assert load(data).claims


def test_a_missing_column_is_named(few_copy):
    rows = few_copy.rows("sources.csv")
    at = rows[0].index("licence")
    few_copy.write("sources.csv", [row[:at] + row[at + 1 :] for row in rows])
    defect = only(few_copy.defects())
    assert place(defect) == ("sources.csv", 1, "licence")
    assert "missing" in defect.message


def test_an_extra_column_is_named(few_copy):
    few_copy.write("entities.csv", [[*row, "x"] for row in few_copy.rows("entities.csv")])
    defect = only(few_copy.defects())
    assert place(defect) == ("entities.csv", 1, "x")
    assert "not declared" in defect.message
    assert "name_ja" in defect.message


def test_reordered_columns_are_refused(few_copy):
    rows = few_copy.rows("indicators.csv")
    few_copy.write("indicators.csv", [[row[1], row[0], *row[2:]] for row in rows])
    defect = only(few_copy.defects())
    assert place(defect) == ("indicators.csv", 1, "name")
    assert "another order" in defect.message


@pytest.mark.parametrize(
    ("table", "row", "column", "text", "words"),
    [
        ("observations.csv", 5, "value", "many", "not a number"),
        ("observations.csv", 5, "value", "1,000", "not a number"),
        ("observations.csv", 5, "value", "NaN", "not a number"),
        ("claims.csv", 3, "paragraph", "2.5", "not a whole number"),
        ("claims.csv", 3, "paragraph", "0", "below 1"),
        ("observations.csv", 7, "published", "12 April 2024", "not a day"),
        ("observations.csv", 7, "published", "2024-02-30", "no day of the calendar"),
        ("observations.csv", 7, "published", "", "required"),
        ("observations.csv", 9, "unit", "US$", "form"),
        ("observations.csv", 9, "qualifier", "roughly", "expected one of exact"),
        ("exchange_rates.csv", 4, "quote", "XYZ", "unknown"),
        ("exchange_rates.csv", 4, "rate", "0", "below"),
        ("observations.csv", 9, "precision", "-1", "below 0"),
        ("claims.csv", 2, "claim_id", "claim one", "form"),
        ("sources.csv", 3, "title", "=1+1", "formula"),
        ("sources.csv", 3, "title", "@SUM(A1)", "formula"),
    ],
)
def test_a_faulty_cell_is_named_with_file_row_and_column(few_copy, table, row, column, text, words):
    few_copy.set(table, row, column, text)
    defect = next(d for d in few_copy.defects() if d.column == column)
    assert place(defect) == (table, row, column)
    assert words in defect.message


@pytest.mark.parametrize(
    ("text", "row"), [('"open', 2), ('"two\nlines"', 2)], ids=["an open quote", "a line break in a cell"]
)
def test_a_row_that_does_not_end_with_its_line_is_named(few_copy, text, row):
    path = few_copy.folder / "entities.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, f"{text}{first}", *rest]) + "\n", encoding="utf-8")
    defect = only(few_copy.defects())
    assert place(defect) == ("entities.csv", row, "-")
    assert "does not end with the line" in defect.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p["resources"][0]["schema"]["fields"][0].update(type="year"), "of the types string, number"),
        (
            lambda p: p.update(resources=[it for it in p["resources"] if it["name"] != "accounts"]),
            "which is not declared",
        ),
        (lambda p: p["resources"].__delitem__(slice(0, 2)), "declares no table claims"),
    ],
)
def test_a_declaration_that_leads_nowhere_is_refused(few_copy, change, words):
    path = few_copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")
    assert words in only(few_copy.defects()).message


@pytest.mark.parametrize("name", ["corrections", "exchange-rates"])
def test_data_need_neither_corrections_nor_exchange_rates(few_copy, name):
    path = few_copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [table for table in package["resources"] if table["name"] != name]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert few_copy.load().claims_judged


def test_a_formula_is_quoted_and_its_first_character_blamed(few_copy):
    few_copy.set("observations.csv", 6, "note", "=cmd|' /C calc'!A0")
    defect = only(few_copy.defects())
    assert place(defect) == ("observations.csv", 6, "note")
    assert "'='" in defect.message


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("observations.csv", "entity", "entities"),
        ("observations.csv", "actor", "actors"),
        ("observations.csv", "account", "accounts"),
        ("observations.csv", "document_id", "documents"),
        ("observations.csv", "disagrees_with", "observations"),
        ("observations.csv", "indicator", "indicators"),
        ("observations.csv", "source_id", "sources"),
        ("exchange_rates.csv", "source_id", "sources"),
        ("exchange_rates.csv", "document_id", "documents"),
        ("claims.csv", "entity", "entities"),
        ("article.csv", "claim_id", "claims"),
        ("events.csv", "document_id", "documents"),
        ("corrections.csv", "observation_id", "observations"),
        ("corrections.csv", "document_id", "documents"),
        ("claims.csv", "counterpart", "entities"),
        ("claims.csv", "actor", "actors"),
        ("claims.csv", "document_id", "documents"),
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


def test_a_repeated_day_of_one_series_is_a_repeated_key(few_copy):
    rows = few_copy.rows("exchange_rates.csv")
    few_copy.write("exchange_rates.csv", [*rows[:3], rows[2], *rows[3:]])
    defect = only(few_copy.defects())
    assert place(defect) == ("exchange_rates.csv", 4, "date")
    assert "of row 3" in defect.message


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"", 1, "empty"),
        (b"\n\n", 1, "empty"),
        ("entity,kind\nJapón,x\n".encode("latin-1"), 1, "UTF-8"),
    ],
)
def test_a_file_that_is_empty_or_not_utf_8_is_named(few_copy, content, row, words):
    (few_copy.folder / "entities.csv").write_bytes(content)
    defect = only(few_copy.defects())
    assert place(defect) == ("entities.csv", row, "-")
    assert words in defect.message


def test_a_table_with_a_header_alone_is_refused(few_copy):
    few_copy.write("corrections.csv", few_copy.rows("corrections.csv")[:1])
    assert place(only(few_copy.defects())) == ("corrections.csv", 2, "-")


def test_a_last_line_without_its_end_is_named(few_copy):
    path = few_copy.folder / "claims.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n"), encoding="utf-8")
    defect = only(few_copy.defects())
    assert place(defect) == ("claims.csv", text.count("\n"), "-")
    assert "newline" in defect.message


def test_a_row_that_is_too_short_is_named(few_copy):
    rows = few_copy.rows("claims.csv")
    few_copy.write("claims.csv", [*rows[:4], rows[4][:-1], *rows[5:]])
    defect = only(few_copy.defects())
    assert place(defect) == ("claims.csv", 5, "-")
    assert f"{len(rows[0]) - 1} cells; expected {len(rows[0])}" in defect.message


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


def test_a_defect_reads_as_file_row_column():
    assert str(Defect("claims.csv", 4, "kind", "is odd")) == "claims.csv:4:kind: is odd"


# -- an independent judge -------------------------------------------------------------------------------


def test_an_independent_validator_finds_the_data_package_valid(data):
    report = validate(str(data / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "type"])[:5]


def test_the_independent_validator_finds_few_rows_valid_too(few):
    """What it refuses below, it refuses for what was changed."""
    assert validate(str(few.folder / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("table", "row", "column", "text"),
    [
        ("observations.csv", 5, "value", "many"),
        ("observations.csv", 9, "unit", "US$"),
        ("observations.csv", 8, "source_id", "nobody"),
        ("claims.csv", 2, "kind", "rumour"),
        ("entities.csv", 3, "entity", "JPN"),
        ("documents.csv", 2, "seen", "2026-02-30"),
        ("observations.csv", 8, "published", ""),
    ],
)
def test_what_the_independent_validator_refuses_the_loader_refuses_too(few_copy, table, row, column, text):
    few_copy.set(table, row, column, text)
    assert not validate(str(few_copy.folder / "datapackage.json")).valid
    assert {(d.file, d.row) for d in few_copy.defects()} & {(table, row)}


def test_a_column_that_is_declared_but_absent_is_refused_by_both(few_copy):
    package = read_package(few_copy.folder)
    fields = next(r for r in package["resources"] if r["name"] == "sources")["schema"]["fields"]
    fields.append(
        {"name": "colour", "type": "string", "description": "none has one", "constraints": {"required": True}}
    )
    (few_copy.folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert not validate(str(few_copy.folder / "datapackage.json")).valid
    assert place(only(few_copy.defects())) == ("sources.csv", 1, "colour")


def test_an_indicator_with_a_unit_that_no_row_may_have_is_the_one_that_is_named(few_copy):
    few_copy.set("indicators.csv", 2, "unit", "Percent")
    (line,) = map(str, few_copy.defects())
    assert line.startswith("indicators.csv:2:unit: 'Percent' does not have the form of a unit")
    assert "per cent is share; what else is counted in plain words, such as nests; or currency, economies" in line


def test_a_unit_that_is_not_declared_is_told_in_words(copy):
    copy.set("observations.csv", 2, "unit", "cafés")
    (line,) = map(str, copy.defects())
    assert line.startswith(
        "observations.csv:2:unit: 'cafés' does not have the form of a unit, as datapackage.json declares"
    )
    assert line.endswith(
        "; per cent is share; what else is counted in plain words, such as nests; "
        "or economies, firms, index, persons, rank, share, years"
    )


def test_a_file_whose_name_is_misspelt_is_named(few_copy):
    (few_copy.folder / "observations.csv").rename(few_copy.folder / "observation.csv")
    assert str(only(few_copy.defects())) == "observations.csv:1:-: is missing; is observation.csv meant to be it?"


def test_a_table_separated_by_semicolons_is_told_so(few_copy):
    path = few_copy.folder / "indicators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";").replace('"', ""), encoding="utf-8")
    assert only(few_copy.defects()).message == "is separated by semicolons; save it separated by commas"


def test_a_misspelt_code_is_told_with_the_one_that_was_meant(few_copy):
    few_copy.set("observations.csv", 3, "entity", "JAP")
    assert [str(it) for it in few_copy.defects() if it.column == "entity"] == [
        "observations.csv:3:entity: 'JAP' is not in the table entities; did you mean JPN?"
    ]
