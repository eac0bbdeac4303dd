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


def test_a_link_leads_to_a_rule(sheets):
    (sheet,) = sheets('<p>See <a href="#end">there</a>.</p><hr id="end"><p>Behind.</p>')
    link = linked(sheet, "there")
    assert link["kind"] == pymupdf.LINK_GOTO
    assert sheet.search_for("there")[0].y0 - 12 < link["to"].y < sheet.search_for("Behind")[0].y0


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


def card(number, body):
    return f'<article class="claim" id="c-C{number:02d}"><h3>C{number:02d} A claim</h3>{body}</article>'


def test_cards_whose_workings_come_with_their_pages_are_all_printed_and_stay_on_the_page(sheets):
    dd = '<dl class="workings"><dt>Share</dt><dd id="f-w{0}"><b>7</b> · {1}</dd></dl>'
    told = f'<p>Words <a href="#f-w{{0}}">7</a>.</p>{dd}'
    document = sheets("".join(card(n, told.format(n, "some words " * 3)) for n in range(30)))
    text = "\n".join(sheet.get_text() for sheet in document)
    assert [n for n in range(30) if f"C{n:02d}" not in text] == []
    assert max(block[3] for sheet in document for block in sheet.get_text("blocks")) < document[0].rect.height - 20


def test_columns_of_reference_matter_are_of_one_length_however_short_the_numbers_of_pages_are(make):
    matter = f'<p>{"m" * 8} {"word " * 6}<a href="#c-C01">claim</a></p>' * 20
    cells = [make.html(card(1, "<p>Why.</p>")), make.text("## Method"), make.html(matter)]
    (sheet,) = pymupdf.open(stream=make.to_pdf(*cells))
    lines = [word for word in sheet.get_text("words") if word[4] == "claim"]
    left, right = (max(it[3] for it in lines if (it[0] > 300) == is_right) for is_right in (False, True))
    assert abs(left - right) < 60


def test_a_notebook_that_only_says_what_it_is_has_its_title_printed(make):
    (sheet,) = pymupdf.open(stream=make.to_pdf(make.document(title="A title", lang="en")))
    assert "A title" in sheet.get_text()
