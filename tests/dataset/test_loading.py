"""The way from the files of a data folder to the evidence: read, checked, corrected, and limited to a day."""

from __future__ import annotations

import json
from datetime import date

import pytest

from analysis.dataset import load

from ..made_up import claimed, observed, rated

HIVES = observed("hives", "AAA", 3, "2024-04-01")


def test_loading_up_to_a_day_equals_limiting_to_it(data, evidence):
    day = date(2024, 4, 12)
    loaded, limited = load(data, day), evidence.as_known_on(day)
    assert loaded.as_of == limited.as_of == day
    assert loaded.series("cb_insights_unicorns", "JPN") == limited.series("cb_insights_unicorns", "JPN")
    assert loaded.latest("cb_insights_unicorns", "JPN").period_end == date(2024, 3, 20)


# -- what has to be there ---------------------------------------------------------------------------------


def without(copy, *names):
    """Take tables out of the declaration of a data folder."""
    path = copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [table for table in package["resources"] if table["name"] not in names]
    for table in package["resources"]:
        keys = table["schema"].get("foreignKeys", [])
        table["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] not in names]
    path.write_text(json.dumps(package), encoding="utf-8")
    return copy


def test_data_need_neither_actors_nor_accounts_nor_anything_renamed(bees):
    data = without(bees(HIVES), "actors", "accounts", "renamed").load()
    assert (data.actors, data.renamed) == ({}, {})
    assert data.latest("hives", "AAA").value == 3


def test_a_figure_knows_the_documents_it_was_read_in_the_one_it_was_taken_from_first(bees):
    row = {**HIVES, "document_id": "daily", "confirmed_by": "report copy", "locator": "paragraph 2"}
    data = bees(row, rates=[rated("2024-04-08", 150.0) | {"confirmed_by": "blog"}]).load()
    found = data.latest("hives", "AAA")
    assert (found.documents, found.locator) == (("daily", "report", "copy"), "paragraph 2")
    rate = data.rates.on("USD", "JPY", date(2024, 4, 8), "bank")
    assert (rate.documents, rate.locator) == (("report", "blog"), "column of the currency")


# -- all that is wrong, at once -----------------------------------------------------------------------------


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


# -- characters that print nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Japón", "日本", "½ – “x” …", "a\u00a0b", "🐝"])
def test_letters_and_signs_of_all_languages_are_no_control_characters(bees, text):
    copy = bees(HIVES)
    copy.set("observations.csv", 2, "note", text)
    assert copy.load().latest("hives", "AAA").note == text


# -- corrections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "printed", "corrected"),
    [
        ("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", 9, 9 - 1),  # one firm stands twice
        ("cb_insights_unicorns.WLD.2025-05-06.2025-05-06", 1298, 1298 - 14),
        ("cb_insights_unicorns.WLD.2025-10-07.2025-10-07", 1298, 1298 - 3),
    ],
)
def test_a_correction_replaces_the_value_and_its_bounds_and_leaves_the_file_alone(
    evidence, raw, name, printed, corrected
):
    row = evidence.observation(name)
    assert float(raw.observations[name]["value"]) == printed
    assert (row.low, row.value, row.high) == (corrected, corrected, corrected)
    assert row.status == "E"


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


# -- a declaration that is none ------------------------------------------------------------------------------


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
