"""What the rows of a dataset have to agree on: each fault is one line with its file, row and column."""

from __future__ import annotations

import pytest

from analysis.dataset import unit_names

from .. import builders
from ..builders import claimed, observed, rated

CHECKSUM = "sha256:" + "0123456789abcdef" * 4


def hives(value=3, **cells):
    """A figure of 2020, public since 1 April 2024, read in the report."""
    return observed("hives", "AAA", value, cells.pop("published", "2024-04-01"), **cells)


FIRST = hives()
NAME = FIRST["observation_id"]


def rival(**cells):
    """Another row about the same figure, read in the blog, with another number."""
    return hives(4) | {"observation_id": "other", "document_id": "blog"} | cells


# -- one row ------------------------------------------------------------------------------------------------


def is_told(told, rows, place, word, **tables):
    """Whether loading tells one fault, at a place and with a word."""
    (line,) = told(*rows, **tables)
    assert line.startswith(f"{place}: ")
    assert word in line


@pytest.mark.parametrize(
    ("unit", "cells", "column", "word"),
    [
        ("firms", {"value": 3, "printed": "4"}, "printed", "reads 4, but the value is 3"),
        ("share", {"value": 3, "printed": "−3"}, "printed", "reads -3"),
        ("firms", {"value": 3, "printed": "some bees"}, "printed", "holds no number; say in note"),
        ("firms", {"value": 3, "qualifier": "derived", "precision": 1.0}, "note", "is empty"),
        ("firms", {"value": 3, "low": 4}, "low", "does not hold"),
        ("firms", {"value": -1}, "value", "is no number of firms"),
        ("rank", {"value": 0}, "value", "is no place"),
        ("index", {"value": 99.5}, "base_period", "is empty; an index needs the year"),
        ("index", {"value": 99.5, "base_period": "2020-01"}, "base_period", "is no year"),
        ("firms", {"unit": "persons"}, "unit", "is not the unit of hives; expected firms"),
        ("currency", {"unit": "JPY per USD"}, "unit", "expected a currency"),
        ("firms", {"frequency": "A", "period_end": "2020-11-30"}, "frequency", "is no period of frequency A"),
        ("firms", {"period_start": ""}, "frequency", "needs a period"),
        ("firms", {"frequency": "_Z", "period_end": "2019-12-31"}, "period_end", "lies before 2020-01-01"),
        ("firms", {"account": "nobody"}, "account", "is not in the table accounts"),
        ("firms", {"confirmed_by": "daily nowhere"}, "confirmed_by", "is not in the table documents"),
        ("firms", {"confirmed_by": "blog report"}, "confirmed_by", "cannot confirm itself"),
        ("firms", {"confirmed_by": "blog blog"}, "confirmed_by", "names a document twice"),
    ],
)
def test_a_row_that_contradicts_itself_is_one_line(told, monkeypatch, unit, cells, column, word):
    monkeypatch.setitem(builders.UNITS, "hives", unit)
    is_told(told, [hives(**{"unit": unit} | cells)], f"observations.csv:2:{column}", word)


@pytest.mark.parametrize(
    ("unit", "cells"),
    [
        ("share", {"value": 0.0071, "printed": "0.71%"}),
        ("firms", {"printed": "some bees", "note": "read as three"}),
        ("index", {"value": 99.5, "base_period": "2020"}),
        ("firms", {"frequency": "A", "period_start": "2020-04-01", "period_end": "2021-03-31"}),  # a fiscal year
        ("firms", {"frequency": "Q", "period_start": "2020-10-01"}),
        ("firms", {"frequency": "_Z", "period_end": ""}),
        ("firms", {"confirmed_by": "daily copy"}),
    ],
)
def test_a_row_that_agrees_with_itself_is_read(bees, monkeypatch, unit, cells):
    monkeypatch.setitem(builders.UNITS, "hives", unit)
    row = hives(**{"unit": unit} | cells)
    assert bees(row).load().observation(row["observation_id"]).value == row["value"]


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("percent", "per cent is share, as 0.397 for 39.7%"),
        ("dollars per robot", "money is named by its code, such as USD"),
        ("robots per 500 workers", unit_names.ALLOWED_DIVISORS[:60]),
    ],
)
def test_a_word_that_is_no_unit_is_told_at_its_indicator(told, monkeypatch, unit, word):
    monkeypatch.setitem(builders.UNITS, "hives", unit)
    is_told(told, [hives(unit=unit), hives(4, unit=unit, year=2021)], "indicators.csv:2:unit", word)


def test_rows_of_another_unit_than_their_indicator_are_one_line(told):
    is_told(told, [hives(unit="persons"), hives(unit="persons", year=2021)], "observations.csv:2:unit", "(in 2 rows)")


def test_a_figure_is_in_its_countrys_own_currency_where_the_indicator_says_so(bees, monkeypatch):
    monkeypatch.setitem(builders.UNITS, "hives", "national currency per INTUSD")
    copy = bees(hives(unit="EUR per INTUSD"))
    copy.set("entities.csv", 2, "currency", "JPY")
    (defect,) = copy.defects()
    assert defect.message.endswith("expected JPY per INTUSD")
    copy.set("observations.csv", 2, "unit", "JPY per INTUSD")
    assert copy.load().latest("hives", "AAA").unit == "JPY per INTUSD"


# -- two rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "place", "word"),
    [
        ([FIRST, rival()], "3:value", f"contradicts the 3 of row 2, {NAME}"),
        ([FIRST, rival(source_id="article", vintage="another")], "3:value", "in the same vintage"),
        ([FIRST, FIRST | {"observation_id": "b", "qualifier": "ge", "high": "INF"}], "3:high", "contradicts the 3"),
        ([FIRST, rival(disagrees_with="nowhere")], "3:disagrees_with", "is not in the table observations"),
        ([FIRST, rival(disagrees_with="other")], "3:disagrees_with", "is no other row"),
        ([FIRST, rival(disagrees_with=NAME, indicator="people")], "3:disagrees_with", "indicator differs"),
        ([FIRST, rival(disagrees_with=NAME) | {"value": 3, "low": 3, "high": 3, "printed": "3"}], "3:disagrees_with",
         "has the same value"),
        ([FIRST, rival(disagrees_with=NAME), hives(9) | {"observation_id": "third", "document_id": "daily",
          "disagrees_with": "other"}], "4:disagrees_with", "is itself set aside"),
    ],
)  # fmt: skip
def test_two_rows_that_contradict_each_other_are_one_line(told, rows, place, word):
    is_told(told, rows, f"observations.csv:{place}", word)


@pytest.mark.parametrize(
    "cells",
    [
        {"indicator": "people"}, {"entity": "BBB"}, {"actor": "MAKER"}, {"account": "one"}, {"published": "2024-04-02"},
        {"period_end": "2020-11-30", "frequency": "_Z"}, {"base_period": "2015"}, {"price_basis": "real"},
    ],
    ids=lambda cells: next(iter(cells)),
)  # fmt: skip
def test_a_figure_of_another_thing_or_vintage_contradicts_nothing(bees, cells):
    assert bees(FIRST, rival(**cells)).load().observation("other").value == 4


@pytest.mark.parametrize("rows", [[FIRST, rival(disagrees_with=NAME)], [rival(disagrees_with=NAME), FIRST]])
def test_two_documents_that_disagree_are_both_kept_where_one_names_the_other(bees, rows):
    data = bees(*rows).load()
    assert (data.latest("hives", "AAA").value, data.observation("other").value) == (3, 4)


@pytest.mark.parametrize(
    ("rates", "place", "word"),
    [
        ([rated("2024-04-08", 1, "2024-04-12"), rated("2024-04-09", 1, "2024-04-11")], "3:published", "is earlier"),
        ([rated("2024-04-08", 1), rated("2024-04-09", 1) | {"precision": 0.1}], "3:precision", "within one series"),
        ([rated("2024-04-08", 1, "2024-04-07")], "2:published", "lies before the day"),
        ([rated("2024-04-08", 1, quote="USD")], "2:quote", "no rate in itself"),
        ([rated("2024-04-08", float("inf"))], "2:rate", ""),
        ([rated("2024-04-08", 1) | {"confirmed_by": "report"}], "2:confirmed_by", "cannot confirm itself"),
    ],
)
def test_a_rate_that_cannot_be_is_one_line(told, rates, place, word):
    is_told(told, [FIRST], f"exchange_rates.csv:{place}", word, rates=rates)


# -- documents ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "place", "word"),
    [
        ({"url": ""}, "documents.csv:2:url", "is empty; give the address, or the checksum"),
        ({"url": "example.org/x"}, "documents.csv:2:url", "does not have the form"),
        ({"url": "https://example.org/blog"}, "documents.csv:5:url", "is that of row 2 as well"),
        ({"kind": "copy", "note": ""}, "documents.csv:2:note", "say of which file or release"),
        ({"checksum": "md5:0123"}, "documents.csv:2:checksum", "does not have the form"),
        ({"published": "2024-02-30"}, "documents.csv:2:published", "is in no calendar"),
        ({"published": "2030-02"}, "documents.csv:2:seen", "lies before 2030-02, its publication"),
        ({"published": "2024-03-31"}, "observations.csv:2:document_id", "is older than the figure"),
        ({"seen": "2024-03-31"}, "observations.csv:2:document_id", "was opened on 2024-03-31, before"),
        ({"kind": "unseen", "seen": ""}, "observations.csv:2:document_id", "was not opened"),
        ({"kind": "unreliable"}, "claims.csv:2:document_id", "is unreliable and proves nothing"),
    ],
)
def test_a_document_that_cannot_carry_a_figure_is_told_where_it_can_be_mended(bees, cells, place, word):
    copy = bees(FIRST)
    for column, text in cells.items():
        copy.set("documents.csv", 2, column, text)
    assert [line for line in map(str, copy.defects()) if line.startswith(f"{place}: ") and word in line]


@pytest.mark.parametrize(
    "cells",
    [
        {"url": "", "checksum": CHECKSUM}, {"url": "https://example.org/?p=123"}, {"note": ""},
        {"published": "2024-04-01"}, {"published": "2024-04"}, {"published": "2024"}, {"published": ""},
        {"seen": "2024-04-01"},
    ],
    ids=str,
)  # fmt: skip
def test_a_document_that_can_be_found_again_carries_a_figure(bees, cells):
    copy = bees(FIRST)
    for column, text in cells.items():
        copy.set("documents.csv", 2, column, text)
    assert copy.load().latest("hives", "AAA").value == 3


@pytest.mark.parametrize(
    ("evidence", "word"),
    [
        ("daily daily", "names a document twice"),
        ("report", "is what is checked, and proves nothing"),
        ("nowhere", "is not in the table documents"),
    ],
)
def test_a_claim_is_proved_by_other_documents_than_its_own(told, evidence, word):
    is_told(told, [FIRST], "claims.csv:2:evidence", word, claims=[claimed("C01", NAME, evidence=evidence)])


def test_a_figure_that_only_unreliable_pages_carry_is_kept_and_not_looked_up(bees):
    newer = observed("hives", "AAA", 9, "2024-05-01", document_id="blog", confirmed_by="daily")
    copy = bees(FIRST, newer)
    copy.set("documents.csv", 5, "kind", "unreliable")
    assert copy.load().latest("hives", "AAA").value == 9  # the daily has it too
    copy.set("documents.csv", 4, "kind", "unreliable")
    data = copy.load()
    assert (data.latest("hives", "AAA").value, data.observation(newer["observation_id"]).value) == (3, 9)


# -- the project's own rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("corrected", "word"),
    [("8.5", "is no number of firms"), ("-8", "is no number of firms"), ("INF", "has no end"),
     ("9", "is what the source has")],
)  # fmt: skip
def test_a_correction_gives_a_figure_that_can_be_and_another_one(few_copy, corrected, word):
    header, *rows = few_copy.rows("corrections.csv")
    at = next(n for n, row in enumerate(rows, 2) if row[header.index("expected")] == "9")
    few_copy.set("corrections.csv", at, "corrected", corrected)
    (defect,) = few_copy.defects()
    assert (defect.file, defect.row, defect.column) == ("corrections.csv", at, "corrected")
    assert word in defect.message


@pytest.mark.parametrize(
    ("claim", "column", "text"),
    [("C01", "paragraph", "9"), ("C13", "printed", "more than 1,300"), ("C12", "unit", "USD"), ("C05", "low", "1")],
)
def test_the_articles_own_figures_are_held_against_the_same_rules(few_copy, claim, column, text):
    few_copy.set("article.csv", few_copy.row_of("article.csv", claim), column, text)
    (defect,) = few_copy.defects()
    assert (defect.file, defect.column) == ("article.csv", column)


@pytest.mark.parametrize(
    ("old", "new", "column", "word"),
    [
        ("labour_force.JPN.2012.2017-03-03", "claim.C11", "old", "is still in use"),
        ("gone", "gone", "new", "was renamed itself"),
        ("chips_digest", "awp", "new", "was renamed itself"),
    ],
)
def test_a_name_is_changed_once_and_for_one_that_is_not_in_use(few_copy, old, new, column, word):
    header, *rows = few_copy.rows("renamed.csv")
    rows = [*(row for row in rows if row[0] != old), [old, new, "1.6.0"]]
    few_copy.write("renamed.csv", [header, *rows])
    found = [(d.file, d.row, d.column) for d in few_copy.defects() if word in d.message]
    assert ("renamed.csv", len(rows) + 1, column) in found
