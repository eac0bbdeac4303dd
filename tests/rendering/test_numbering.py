import pytest
from bs4 import BeautifulSoup

from analysis.rendering.report_errors import ReportError

TABLE = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"


def test_figures_and_tables_are_numbered_apart_in_reading_order(make):
    page = BeautifulSoup(make.to_html(
        make.figure(title="one"), make.html(TABLE, {"caption": "two"}),
        make.figure(), make.figure(title="three"),
        make.html(TABLE, {"caption": "four"}),
    ), "html.parser")  # fmt: skip
    assert [n.text for n in page.select(".number")] == ["Figure 1", "Table 1", "Figure 2", "Table 2"]


def test_a_reference_becomes_a_link_with_the_number(make):
    page = BeautifulSoup(make.to_html(
        make.text("As @fig-b, @tbl-c-d. and (@fig-b) show, not a@fig-b or `@fig-z`."),
        make.figure(title="one"), make.figure(title="two", label="fig-b", source="See @tbl-c-d."),
        make.html(TABLE, {"caption": "x", "label": "tbl-c-d"}),
    ), "html.parser")  # fmt: skip
    assert [(a["href"], a.text) for a in page.select("main p a:not(.save)")] == [
        ("#fig-b", "Figure\u00a02"),
        ("#tbl-c-d", "Table\u00a01"),
        ("#fig-b", "Figure\u00a02"),
        ("#tbl-c-d", "Table\u00a01"),
    ]
    assert page.find(id="fig-b").name == "figure"


def test_a_cell_of_sentences_refers_to_what_stands_further_down(make):
    said = '<p>It fell (<a class="ref" href="#fig-b">the figure</a>), unlike <a href="#fig-b">that</a>.</p>'
    cells = [make.html(said), make.figure(title="one"), make.figure(title="two", label="fig-b")]
    text = " ".join(BeautifulSoup(make.to_html(*cells), "html.parser").text.replace("\u00a0", " ").split())
    assert "It fell (Figure 2), unlike that." in text
    with pytest.raises(ReportError, match="'#fig-b' leads nowhere"):
        make.to_html(make.html('<a href="#fig-b">that</a>'))
    with pytest.raises(ReportError, match="@fig-b refers to a figure or table that does not exist or has no title"):
        make.to_html(make.html(said))
