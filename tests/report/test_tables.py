import pytest
from bs4 import BeautifulSoup

from analysis.errors import TemplateError
from analysis.findings import Outcome
from analysis.report.tables import Gap, Verbatim, make


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
    with pytest.raises(TemplateError):
        make(pen, "tbl-x", "Caption", ["a"], [["G20"]])


def test_every_number_of_a_table_is_a_link_and_is_remembered(page, pen, table):
    assert [a["href"] for a in page.select("td a")] == ["#f-seven", "#f-half"]
    assert set(pen.used) == {"seven", "half"}


def test_caption_and_source_are_templates_too(table):
    title = "Label of seven&#10;Source: Ministry of Finance, Japan"
    assert table.caption == f'Firms, <a href="#f-seven" title="{title}">7</a> of them'
    assert table.source.startswith('Own &amp; <a href="#f-half"')


def test_a_table_in_plain_text_holds_caption_and_cells(table):
    assert table.plain == "Firms, 7 of them\nC01 <b> {seven}  7  imprecise  South Korea\nC02  –  supported  it is 50%"


# -- what a table is sorted by ---------------------------------------------------------------------------


@pytest.mark.parametrize("cell", [7, 0.5, ("so ", 7), [7]])
def test_a_number_that_was_typed_is_no_cell_and_its_place_is_named(pen, cell):
    with pytest.raises(TemplateError, match="row 2, column 'Count'"):
        make(pen, "tbl-x", "Caption", ["Who", "Count"], [["Some", None], ["Others", cell]])
