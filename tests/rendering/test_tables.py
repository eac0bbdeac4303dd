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


def test_a_table_scrolls_in_itself_and_is_named_by_the_words_of_its_caption(make):
    page = BeautifulSoup(
        make.to_html(make.html(FRAME.to_html(), {"caption": "Money <em>grew</em>", "source": "S"})), "html.parser"
    )
    scroller = page.select_one(".scroll")
    assert (scroller["tabindex"], scroller["role"]) == ("0", "group")
    assert (scroller["aria-label"], page.table["aria-label"]) == ("Table 1", "Table 1: Money grew")
    assert page.figcaption.em.text == "grew"
    assert page.select_one(".exhibit .source").text == "S"
    assert [it.text for it in page.select(".exhibit .share li")] == [
        "Link to this table", "To cite: Table 1, “Money grew”. In: “Notebook”.", "Save the data (CSV)",
    ]  # fmt: skip


CELLS = '<th scope="row">Japan</th><td><a href="#f-x">7</a></td><td>–</td><td>May</td>'
HEADS = "<th>Of</th><th>Number</th><th>Share</th><th>Day</th>"


def test_each_cell_of_a_table_of_many_columns_says_what_it_is_so_that_its_row_can_be_a_card(make):
    source = f"<table><thead><tr>{HEADS}</tr></thead><tbody><tr>{CELLS}</tr></tbody></table>"
    working = make.html('<dl class="workings"><dt>Any</dt><dd id="f-x"><b>7</b> · Number</dd></dl>')
    found = table(make.to_html(make.html(source, {"caption": "T"}), working))
    assert found["class"] == ["stacks"]
    assert [cell.get("data-label") for cell in found.tbody.find_all(["th", "td"])] == [None, "Number", "Share", "Day"]


def test_a_column_of_days_does_not_wrap(make):
    rows = "".join(f"<tr><td>{name}</td><td>{day}</td></tr>" for name, day in (("a", "27 September 2024"), ("b", "–")))
    page = BeautifulSoup(
        make.to_html(make.html(f"<table><tr><th>A</th><th>As of</th></tr>{rows}</table>")), "html.parser"
    )
    assert ["day" in td.get("class", []) for td in page.select("td")] == [False, True, False, True]
