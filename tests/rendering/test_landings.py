"""What a link of the PDF is said to lead to, for who hears it: a working, a source, a card, a figure or a table."""

from __future__ import annotations

import pymupdf

WORKINGS = (
    '<dl class="workings"><dt>Sales</dt><dd id="f-a"><b>7%</b> · Avonia: 7 ÷ 100.</dd>'
    '<dt><a href="#s-b">Bank</a></dt><dd>Public since 2024.</dd>'
    '<dd id="f-b"><b>6%</b> · Share of storks, 2023. Read in a book.</dd><dd>Share of nests:</dd>'
    '<dd id="f-c"><span id="f-old"><b>€5</b> · Avonia, 2022.</span></dd></dl>'
    '<dl class="workings"><dt>Bank</dt><dd id="s-b">Rates (daily). More.</dd></dl>'
)
TEXT = '<p>It is <a href="#f-a">7%</a>, <a href="#f-b">6%</a>, <a href="#f-old">€5</a>, by <a href="#s-b">Bank</a>.</p>'
CARD = '<article class="claim" id="c-C1"><h3>C1 Storks nest</h3><p>So.</p></article><p>See <a href="#c-C1">C1</a>.</p>'


def said(pdf: bytes) -> list[str]:
    """What the links of all pages say, but for the number of the page."""
    with pymupdf.open(stream=pdf) as document:
        found = [document.xref_get_key(it[0], "Contents")[1] for page in document for it in page.annot_xrefs()]
    return [text.rpartition(", page")[0] for text in found]


def test_a_link_of_the_pdf_says_in_few_words_what_it_leads_to(make):
    cells = make.text("## Part"), make.html(TEXT + CARD), make.text("## Workings"), make.html(WORKINGS)
    found = said(make.to_pdf(*cells))
    # a working by its number, what it is and of whom; one that was read by its own words, not by its publisher
    assert found[:4] == ["7%, Sales, Avonia", "6%, Share of storks, 2023", "€5, Share of nests, Avonia, 2022",
                         "Bank, Rates (daily)"]  # fmt: skip
    assert found[4] == "C1 Storks nest"


def test_a_link_to_a_section_says_which_one_and_the_way_back_of_a_working_where_it_leads(make):
    """By hand: the part is called by the words before its colon; 7% is shown twice in it, 6% in the opening."""
    part = make.text("## The part: of storks"), make.html(TEXT + TEXT.replace(">7%<", ">7 of 100<"))
    opening = make.html('<p>As <a href="#the-part-of-storks">told below</a>, <a href="#f-b">6%</a>.</p>')
    found = said(make.to_pdf(opening, *part, make.text("## Workings"), make.html(WORKINGS)))
    assert found[0] == "The part"
    assert [found.count(place) for place in ("the opening", "The part")] == [1, 1 + 3]
    assert "" not in found
