import re

import pytest
from bs4 import BeautifulSoup

from analysis.findings import Outcome
from analysis.report.tables import Gap, UnknownCell, Verbatim, make
from analysis.report.writer import DigitInTemplate


@pytest.fixture
def table(pen):
    rows = [
        [Verbatim("C01 <b> {seven}"), pen.catalogue["seven"], Outcome.IMPRECISE, "{name:KOR}"],
        [Verbatim("C02"), None, Outcome.SUPPORTED, "it is {half}"],
    ]
    return make(pen, "tbl-x", "Firms, {seven} of them", ["Claim", "Number", "Verdict", "Words"], rows, "Own & {half}")


@pytest.fixture
def page(table):
    return BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")


def test_a_gap_is_a_dash_that_says_why(page):
    gap = page.select("tbody tr")[1].select("td")[0]
    assert gap.get_text() == "–"
    assert gap.span["title"].startswith("not known on this day")


def test_a_gap_can_say_its_own_reason_and_is_still_no_word_of_a_column_of_numbers(pen):
    rows = [["A", Gap("nobody to compare")], ["B", pen.catalogue["seven"]]]
    made = make(pen, "tbl-x", "Firms", ["Who", "Number"], rows)
    assert "nobody to compare" in made.rows[0][1]
    assert (made.align, made.plain.splitlines()[1]) == (("left", "right"), "A  –")


def test_the_first_cell_of_each_row_is_its_header(page):
    assert [th.get_text() for th in page.select('tbody tr > th[scope="row"]')] == ["C01 <b> {seven}", "C02"]
    assert [th.get_text() for th in page.select('thead th[scope="col"]')] == ["Claim", "Number", "Verdict", "Words"]
    assert len(page.select("tbody th")) == 2


def test_columns_of_numbers_stand_right_with_their_gaps_and_all_others_left(table):
    assert table.align == ("left", "right", "left", "left")
    assert table._repr_mimebundle_()[1]["text/html"]["align"] == ["left", "right", "left", "left"]


def test_days_and_years_of_one_column_stand_left_as_words_do(report):
    """Set to the right, the days touched the words of the next column; a column of years alone is one of numbers."""
    day, year, count = (report[name] for name in ("since.yen.weakest_day", "since.imd.year", "unicorns.JPN.count"))
    rows = [["a", count, year, year, "words"], ["b", None, day, year, "words"]]
    table = make(report.pen, "tbl-x", "T", ["", "count", "as of", "year", "read in"], rows)
    assert table.align == ("left", "right", "left", "right", "left")


def test_text_of_the_dataset_is_never_read_as_a_template(page, pen, table):
    assert page.select("tbody th")[0].get_text() == "C01 <b> {seven}"
    assert page.select("tbody th b, tbody th a") == []
    assert "C01 <b> {seven}" in table.plain


def test_other_text_is_read_as_a_template_and_may_hold_no_digit(page, pen):
    assert page.select("tbody tr")[0].select("td")[2].get_text() == "South Korea"
    assert page.select("tbody tr")[1].select("td")[2].a["href"] == "#f-half"
    with pytest.raises(DigitInTemplate):
        make(pen, "tbl-x", "Caption", ["a"], [["G20"]])


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (7, "7 is a plain number and has no origin; a cell holds a finding, or the name of one behind a = sign"),
        (0.5, "0.5 is a plain number and has no origin"),
        (("so ", 7), "7 is a plain number and has no origin"),
        ([7], r"\[7\]; a cell holds a finding"),
    ],
)
def test_a_number_that_was_typed_is_no_cell_and_its_place_is_named(pen, cell, words):
    with pytest.raises(UnknownCell, match=f"^row 2, column 'Count': {words}"):
        make(pen, "tbl-x", "Caption", ["Who", "Count"], [["Some", None], ["Others", cell]])


def test_every_number_of_a_table_is_a_link_and_is_remembered(page, pen, table):
    assert [a["href"] for a in page.select("td a")] == ["#f-seven", "#f-half"]
    assert set(pen.used) == {"seven", "half"}


def test_a_verdict_in_a_table_is_marked(page):
    assert page.select_one("td span.verdict-imprecise").get_text() == "imprecise"


def test_caption_and_source_are_templates_too(table):
    title = "Label of seven&#10;Source: Ministry of Finance, Japan"
    assert table.caption == f'Firms, [7](#f-seven "{title}") of them'
    assert table.source.startswith("Own & [50%](#f-half")


def test_a_table_in_plain_text_holds_caption_and_cells(table):
    assert table.plain == "Firms, 7 of them\nC01 <b> {seven}  7  imprecise  South Korea\nC02  –  supported  it is 50%"


def test_a_heading_is_escaped(pen):
    source = make(pen, "tbl-x", "Caption", ["<i>&"], [[Verbatim("a")]])._repr_mimebundle_()[0]["text/html"]
    assert re.search(r'<th scope="col"[^>]*>&lt;i&gt;&amp;</th>', source)


# -- what a table is sorted by ---------------------------------------------------------------------------


def values(pen, *rows, **more):
    """By which number each cell of a table is sorted; empty where none is said."""
    made = make(pen, "tbl-x", "Caption", ["column"] * len(rows[0]), rows, **more)
    page = BeautifulSoup(made._repr_mimebundle_()[0]["text/html"], "html.parser")
    return [[cell.get("data-value", "") for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]


def test_a_column_of_one_unit_is_sorted_by_the_numbers_themselves_and_a_gap_by_none(pen, finding):
    rows = [[Verbatim("a"), finding("sum", 24.5e9, 25.5e9, "USD")], [Verbatim("b"), None]]
    rows += [[Verbatim("c"), finding("loss", -2000.0, -1000.0, "USD")]]
    assert values(pen, *rows) == [["", "2.5e+10"], ["", ""], ["", "-1500"]]


def test_dollars_and_yen_have_no_common_order(pen, finding):
    rows = [[Verbatim("a"), finding("one", 1, 1, "USD")], [Verbatim("b"), finding("two", 2, 2, "JPY")]]
    assert values(pen, *rows) == [["", ""], ["", ""]]


def test_a_number_among_words_keeps_its_value_whatever_its_unit(pen, finding):
    """The page sorts no column in which some cells have a value and others have none."""
    rows = [[finding("one", 1, 1, "USD"), "half"], [finding("two", 2, 2, "JPY"), finding("three", 3, 3, "firms")]]
    assert values(pen, [Verbatim("a"), "many"], [Verbatim("b"), rows[1][1]]) == [["", ""], ["", "3"]]
    assert values(pen, [Verbatim("a")], rows[0][:1], rows[1][:1]) == [[""], ["1"], ["2"]]


def test_a_part_of_a_whole_is_sorted_by_its_share(pen, finding):
    rows = [
        [Verbatim(text), finding(text, count, count, "specifications", as_printed=text, of=whole)]
        for text, count, whole in (("2 of 4", 2, 4), ("3 of 4", 3, 4), ("0 of 5", 0, 5))
    ]
    assert values(pen, *rows) == [["", "0.5"], ["", "0.75"], ["", "0"]]


def test_what_is_told_in_words_alone_is_sorted_by_no_number(pen, finding):
    """A country without any has no place; its finding holds the last one, by which it would come first or last."""
    last, none = finding("last", 4, 4, "rank", as_printed="4 of 4"), finding("none", 4, 4, "rank", as_printed="none")
    assert values(pen, [Verbatim("a"), last], [Verbatim("b"), none]) == [["", "4"], ["", ""]]


def test_nothing_is_read_back_out_of_what_is_printed(pen, finding):
    one = finding("one", 3, 3, "specifications", as_printed="3 of 4")
    assert values(pen, [Verbatim("a"), one]) == [["", "3"]]


def test_the_counts_of_a_report_are_sorted_by_their_share(report):
    """Every one of them is a part of the specifications tried."""
    found = [verdict for verdict in report.verdicts.values() if verdict.of]
    rows = [[Verbatim(verdict.claim_id), report[f"holds.{verdict.claim_id}"]] for verdict in found]
    shares = [[number] for _, number in values(report.pen, *rows)]
    assert shares == [[f"{verdict.holds_in / verdict.of:.7g}"] for verdict in found]


def test_rows_that_measure_different_things_are_sorted_by_nothing(pen):
    assert values(pen, [Verbatim("a"), pen.catalogue["seven"]], sortable=False) == [["", ""]]


def test_a_number_that_follows_a_choice_says_what_it_would_be_under_each(choosing, finding):
    pen = choosing({"half.total": finding("half.total", 0.5, 0.5), "half.per_year": finding("half.per_year", 0.1, 0.1)})
    assert chosen(pen) == {"data-value": "0.5", "data-value-total": "0.5", "data-value-per_year": "0.1"}


def test_a_number_that_is_not_known_under_a_choice_says_nothing_of_it(choosing, finding):
    pen = choosing({"half.total": finding("half.total", 0.5, 0.5), "half.per_year": None})
    assert chosen(pen) == {"data-value": "0.5", "data-value-total": "0.5"}


def chosen(pen):
    """By which numbers a cell is sorted that follows a choice."""
    made = make(pen, "tbl-x", "Caption", ["", "column"], [[Verbatim("a"), pen.catalogue["half.chosen"]]])
    cell = BeautifulSoup(made._repr_mimebundle_()[0]["text/html"], "html.parser").td
    return {name: value for name, value in cell.attrs.items() if name.startswith("data-")}


def test_a_column_of_numbers_is_set_right_also_where_words_stand_behind_some(report):
    number = report.catalogue["unicorns.JPN.count"]
    rows = [["one", number, Verbatim("word")], ["two", (number, Verbatim(" (late)")), (Verbatim("by "), number)]]
    assert make(report.pen, "tbl-x", "T", ["", "then", "since"], rows).align == ("left", "right", "left")
