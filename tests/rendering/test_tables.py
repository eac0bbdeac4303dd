import pandas as pd
from bs4 import BeautifulSoup

FRAME = pd.DataFrame({"Money": [1.5, 20.25], "Note": ["a", "b"]}, index=pd.Index(["Japan", "Korea"], name="Country"))


def table(page):
    return BeautifulSoup(page, "html.parser").table


def test_the_name_of_a_pandas_index_heads_its_column(make):
    found = table(make.to_html(make.html(FRAME.to_html())))
    head = found.thead.find_all("tr")
    assert [(c.name, c.get("scope"), c.text) for c in head[0].find_all(["th", "td"])] == [
        ("th", "col", "Country"), ("th", "col", "Money"), ("th", "col", "Note"),
    ]  # fmt: skip
    assert len(head) == 1
    assert [(c["scope"], c.text) for c in found.tbody.find_all("th")] == [("row", "Japan"), ("row", "Korea")]


def test_no_header_cell_is_empty(make):
    columns = pd.MultiIndex.from_product([["Public", "Private"], ["2020", "2024"]])
    found = table(make.to_html(make.html(pd.DataFrame([[1, 2, 3, 4]], index=["x"], columns=columns).to_html())))
    assert all(th.text.strip() for th in found.find_all("th"))
    assert [(th.text, th["scope"], th["colspan"]) for th in found.find_all("th", colspan=True)] == [
        ("Public", "colgroup", "2"), ("Private", "colgroup", "2"),
    ]  # fmt: skip


def test_numbers_stand_on_the_right_and_words_on_the_left(make):
    source = "<table><tr><th>n</th><th>w</th></tr><tr><td>−1,234.5 %</td><td>word</td></tr></table>"
    rows = table(make.to_html(make.html(source))).find_all("tr")
    assert [[c.get("class") for c in row.find_all(["th", "td"])] for row in rows] == [[["start", "right"], ["end"]]] * 2


def test_the_author_may_choose_the_alignment(make):
    source = "<table><tr><th>n</th><th>w</th></tr><tr><td>1</td><td>word</td></tr></table>"
    cells = table(make.to_html(make.html(source, {"align": ["left", "center"]}))).find_all("td")
    assert [c.get("class") for c in cells] == [["start"], ["end", "center"]]


def test_a_table_scrolls_in_itself_and_is_named_by_the_words_of_its_caption(make):
    page = BeautifulSoup(
        make.to_html(make.html(FRAME.to_html(), {"caption": "Money *grew*", "source": "S"})), "html.parser"
    )
    scroller = page.select_one(".scroll")
    assert (scroller["tabindex"], scroller["role"]) == ("0", "group")
    assert (scroller["aria-label"], page.table["aria-label"]) == ("Table 1", "Table 1: Money grew")
    assert page.figcaption.em.text == "grew"
    assert page.select_one(".exhibit .source").text == "S"
    assert [it.text for it in page.select(".exhibit .share li")] == [
        "Link to this table", "To cite: Table 1, “Money grew”. In: “Notebook”.", "Save the data (CSV)",
    ]  # fmt: skip


def test_mark_up_and_chips_in_cells_are_kept(make):
    source = '<table><tr><td><span class="verdict verdict-disputed">disputed</span><br><a href="https://x.org">x</a></td></tr></table>'
    cell = table(make.to_html(make.html(source))).td
    assert cell.span["class"] == ["verdict", "verdict-disputed"]
    assert cell.a["href"] == "https://x.org"


def test_a_row_span_does_not_shift_the_columns(make):
    source = (
        "<table><thead><tr><th>g</th><th>w</th><th>n</th></tr></thead><tbody>"
        "<tr><th rowspan=2>G</th><td>word</td><td>1</td></tr>"
        "<tr><td>other</td><td>22</td></tr></tbody></table>"
    )
    last = table(make.to_html(make.html(source))).find_all("tr")[-1].find_all("td")
    assert [c.get("class") for c in last] == [None, ["end", "right"]]


COLUMNS = ("Of", "Number", "Share", "Day")
CELLS = ('<th scope="row">Japan</th>', '<td><a href="#f-x">7</a></td>', "<td>–</td>", "<td>May</td>")
BODY = "".join(CELLS)
HEADS = "".join(f"<th>{name}</th>" for name in COLUMNS)


def with_number(make, head=HEADS, body=BODY):
    source = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
    working = make.html('<dl class="workings"><dt>Any</dt><dd id="f-x"><b>7</b> · Number</dd></dl>')
    return table(make.to_html(make.html(source, {"caption": "T"}), working))


LINK = '<a href="#f-x">7</a>'


def test_each_cell_of_a_table_of_many_columns_says_what_it_is_so_that_its_row_can_be_a_card(make):
    found = with_number(make)
    assert found["class"] == ["stacks"]
    assert [cell.get("data-label") for cell in found.tbody.find_all(["th", "td"])] == [None, "Number", "Share", "Day"]


def test_a_table_that_fits_a_phone_or_spans_cells_stays_a_table(make):
    narrow = with_number(make, "<th>Of</th><th>Number</th>", "".join(CELLS[:2]))
    spanned = with_number(make, '<th>Of</th><th colspan="3">Number</th>')
    assert [found.get("class") for found in (narrow, spanned)] == [None, None]
