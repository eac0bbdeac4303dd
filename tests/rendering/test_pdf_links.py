import re

import pymupdf
import pytest

WORKINGS = (
    '<div class="annex"><h2>Workings</h2><dl class="workings"><dt>Share</dt>'
    '<dd id="f-a"><b>5 %</b> · five of a hundred.</dd><dd id="f-b"><b>6 %</b> · six of a hundred.</dd></dl></div>'
)
NUMBER = '<p>It is <a href="#f-{}">{} %</a>.</p>'
LONG = "<p>Text that fills a line of the column again and again.</p>" * 120
"""As much text as fills two pages and a part of a third."""


@pytest.fixture
def sheets(make):
    """Make a PDF of some HTML and open it."""
    return lambda *parts: pymupdf.open(stream=make.to_pdf(*map(make.html, parts)))


def linked(sheet, words):
    """The link that covers some words of a page."""
    (at,) = sheet.search_for(words)
    return next(link for link in sheet.get_links() if link["from"].intersects(at))


def test_a_link_leads_to_the_page_and_to_a_little_above_the_line_of_its_target(sheets):
    document = sheets(NUMBER.format("a", 5), LONG, WORKINGS)
    link = linked(document[0], "5 %")
    sheet = document[link["page"]]
    (line,) = sheet.search_for("five of a hundred")
    assert link["kind"] == pymupdf.LINK_GOTO
    assert 0 < line.y0 - link["to"].y < 12


def test_no_address_within_the_report_is_left_as_one_that_leads_out(sheets):
    document = sheets(NUMBER.format("a", 5), '<p><a href="https://example.org/#f-a">outside</a></p>', WORKINGS)
    uris = [link["uri"] for sheet in document for link in sheet.get_links() if link["kind"] == pymupdf.LINK_URI]
    assert uris == ["https://example.org/#f-a"]


def test_a_working_tells_the_pages_on_which_its_number_is_shown(sheets):
    document = sheets(NUMBER.format("a", 5), LONG, NUMBER.format("b", 6), WORKINGS)
    shown = next(number for number, sheet in enumerate(document, 1) if sheet.search_for("It is 6"))
    text = "\n".join(sheet.get_text() for sheet in document).replace("\u00a0", " ")
    assert shown > 1
    assert re.findall(r"\(p\. (\d+)\)", text) == ["1", str(shown)]


def test_pages_are_those_of_the_finished_document_even_where_text_follows_the_workings(sheets):
    names = range(200)
    numbers = "".join(f'<a href="#f-{n}">{n} %</a> ' for n in names)
    workings = "".join(f'<dd id="f-{n}"><b>{n} %</b> · a share of what is told in many words.</dd>' for n in names)
    annex = f'<div class="annex"><h2>Workings</h2><dl class="workings"><dt>Share</dt>{workings}</dl></div>'
    document = sheets(f"<p>{numbers}</p>", annex, LONG, '<p>It is <a href="#f-0">once more</a>.</p>')
    shown = next(number for number, sheet in enumerate(document, 1) if sheet.search_for("It is once more"))
    text = "\n".join(sheet.get_text() for sheet in document).replace("\u00a0", " ")
    assert re.findall(r"\(p\. 1\), Workings \(p\. (\d+)\)", " ".join(text.split())) == [str(shown)]


@pytest.mark.parametrize("name", ["f-ratio(a,share(b,c))", "f-größe", "f-a)>>b", "f-back\\slash"])
def test_a_name_may_hold_any_sign(sheets, name):
    workings = f'<dl class="workings"><dt>Share</dt><dd id="{name}"><b>5 %</b> · five of a hundred.</dd></dl>'
    annex = f'<div class="annex"><h2>Workings</h2>{workings}</div>'
    document = sheets(f'<p>It is <a href="#{name}">5 %</a>.</p>', LONG, annex)
    link = linked(document[0], "5 %")
    assert link["kind"] == pymupdf.LINK_GOTO
    assert document[link["page"]].search_for("five of a hundred")
