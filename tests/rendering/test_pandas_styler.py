"""The Styler of pandas: colours and weights of cells are kept, and what is left out is named."""

from __future__ import annotations

import page
import pandas as pd
import pytest
from lxml import html

FRAME = pd.DataFrame({"firm": ["A", "B"], "rise": ["up", "down"]}, index=["first", "second"])


def shown(make, styler):
    """The page of a notebook that shows a table in colours."""
    output = make.output({"text/html": styler.to_html(), "text/plain": "table"})
    return html.fromstring(make.to_html(make.text("# Title"), output))


@pytest.mark.parametrize(
    ("css", "style"),
    [
        ("background-color: yellow", "background-color:#ffff00;color:#000000"),
        ("background-color: rgb(0, 0, 128)", "background-color:#000080;color:#ffffff"),
        ("color: red; font-weight: bold", "color:#ff0000;font-weight:600;background-color:#ffffff"),
        ("background-color: rgba(0, 0, 0, 0.5)", "background-color:#808080;color:#000000"),
        ("font-style: italic", "font-style:italic"),
    ],
)
def test_a_cell_keeps_its_colours_and_can_be_read_on_a_dark_page(make, css, style):
    tree = shown(make, FRAME.style.map(lambda value: css if value == "down" else ""))
    assert [(it.text_content(), it.get("style")) for it in tree.find_class("styled")] == [("down", style)]
    assert "not shown here" not in tree.xpath("//main")[0].text_content()


@pytest.mark.parametrize(
    "css", ["width: 3em", "background: linear-gradient(red, blue)", "color: url(x)", "background-image: url(//a.org)"]
)
def test_a_style_that_is_left_out_is_named(make, css):
    tree = shown(make, FRAME.style.map(lambda _: css))
    assert f"(styles not shown here: {css.partition(':')[0]})" in tree.xpath("//main")[0].text_content()
    assert tree.find_class("styled") == []


def test_two_runs_write_the_same_page_though_the_styler_names_its_cells_anew(make):
    pages = [html.tostring(shown(make, FRAME.style.set_uuid(name))) for name in ("a1", "b2")]
    assert pages[0] == pages[1]


def test_a_table_in_colours_is_printed_for_screen_readers(make):
    styler = FRAME.style.map(lambda _: "background-color: navy; font-weight: bold; font-style: italic")
    pdf = make.to_pdf(make.text("# Title"), make.output({"text/html": styler.to_html()}))
    assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile="ua1").failures] == []
