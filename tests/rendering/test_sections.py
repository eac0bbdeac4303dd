"""A heading stands only over something to read."""

import io

import pikepdf
import pytest
from bs4 import BeautifulSoup

from analysis.rendering.document_from_notebook import LEFT_OUT, OURS
from analysis.rendering.report_errors import ReportError

LEFT = '<aside class="note"><p>No figure here.</p></aside>'


def left_out(make, about=None):
    """The cell of a figure that was left out."""
    return make.output(
        {"text/html": LEFT, "text/plain": "left out"}, about or {"text/html": {OURS: True}, LEFT_OUT: True}
    )


def shown(page):
    """The headings and paragraphs of a page, in order."""
    return [it.text for it in BeautifulSoup(page, "html.parser").main.select("h2, h3, h4, p, figcaption")]


CASES = {
    "## A\n\n## B\n\nb": ["B", "b"],
    "## A\n\n### C\n\n## B\n\nb": ["B", "b"],
    "## A\n\n### C\n\n### D\n\nd": ["A", "D", "d"],
    "## A\n\na\n\n### C": ["A", "a"],
    "### C\n\n## A\n\na": ["A", "a"],
    "a\n\n## A": ["a"],
}


@pytest.mark.parametrize(("source", "rest"), CASES.items())
def test_a_heading_over_nothing_is_left_out(make, source, rest):
    assert shown(make.to_html(make.text("# T"), make.text(source))) == rest


def test_what_another_cell_shows_keeps_the_heading(make):
    assert shown(make.to_html(make.text("## A"), make.html("<p>a</p>"))) == ["A", "a"]
    assert shown(make.to_html(make.text("## A"), make.figure(title="one")))[0] == "A"
    assert shown(make.to_html(make.text("## A"), make.output({"text/plain": "printed"}))) == ["A"]


def test_a_section_with_nothing_but_what_was_left_out_goes_with_its_note(make):
    assert shown(make.to_html(make.text("## A"), left_out(make), make.text("## B\n\nb"))) == ["B", "b"]
    assert shown(make.to_html(make.text("## A\n\na"), left_out(make))) == ["A", "a", "No figure here."]
    assert shown(make.to_html(make.text("a"), left_out(make))) == ["a", "No figure here."]


def test_only_the_package_can_say_that_something_was_left_out(make):
    assert shown(make.to_html(make.text("## A"), left_out(make, {LEFT_OUT: True}))) == ["A", "No figure here."]


def test_a_link_to_a_section_left_out_becomes_text(make):
    page = make.to_html(make.text("See [the part](#part-one) and [b](#b).\n\n## Part one\n\n## B\n\nb"))
    assert [a["href"] for a in BeautifulSoup(page, "html.parser").select("main p a")] == ["#b"]
    with pytest.raises(ReportError, match="'#part-two' leads nowhere"):
        make.to_html(make.text("See [the part](#part-two).\n\n## Part one"))


def test_the_pdf_leaves_it_out_as_well(make):
    pdf = make.to_pdf(make.text("# T"), make.text("## A\n\na\n\n## B\n\n## C\n\nc"))
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["A", "C"]
