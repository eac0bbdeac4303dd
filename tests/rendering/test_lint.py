"""The lint finds what was typed, what nobody can hear, and what runs off a sheet."""

import pymupdf
import pytest

from analysis.rendering import lint

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="xtick_1"><text>2024</text></g>'
    '<g id="label-0"><text>C04</text></g><g id="number_1"><text>7%</text></g><text>Japan{}</text></svg>'
)
TABLE = (
    "<table><tr><th>Name{head}</th><th>Share</th></tr>"
    "<tr><th>Japan{cell}</th><td><a href='#f-a'>7%</a></td></tr></table>"
)
WORKINGS = (
    '<dl class="workings"><dt>Bank 24</dt><dd id="s-x">Terms: 4.0.</dd>'
    '<dt>Share</dt><dd id="f-a"><b>7%</b> · Share of 2024. <a href="#s-x">Bank</a>.</dd></dl>'
)


def report(make, **typed):
    """The cells of a report with every kind of block and every kind of number; `typed` stands in some places."""
    parts = dict.fromkeys(PLACES, "") | typed
    said = (
        '<p>It{sentence} is <a href="#f-a">7%<span class="noun"> a year{noun}</span></a>{behind} on <time>1 May</time>'
    )
    text = "## Part{heading}\n\nSee @fig-a.\n\n- one{item}\n\n> two{quote} [of](https://a.org){link}"
    about = {
        "title": f'It is <a href="#f-a">7%</a>{parts["caption"]}',
        "subtitle": f"Share{parts['unit']}",
        "source": f"Bank{parts['source']}",
        "narrow": DRAWING.format(parts["narrow"]),
    }
    return [
        make.document(title=f"A title{parts['title']}", subtitle=f"Sub{parts['subtitle']}", date="2026-10-30"),
        make.html(said.format(**parts), id="said"),
        make.text(text.format(**parts), id="text"),
        make.figure(DRAWING.format(parts["drawing"]), cell={"id": "drawn"}, label="fig-a", numbers=["f-a"], **about),
        make.html(TABLE.format(**parts), {"caption": f"A table{parts['name']}", "source": "Own"}, id="table"),
        make.output({"text/plain": f"Printed{parts['printed']}"}, id="printed"),
        make.html(WORKINGS, id="workings"),
    ]


PLACES = {
    "title": ("the top of the page", "A title 31"),
    "subtitle": ("the top of the page", "Sub 31"),
    "sentence": ("cell 2 “said”", "It 31 is"),
    "noun": ("cell 2 “said”", "a year 31"),
    "behind": ("cell 2 “said”", "31 on"),
    "heading": ("text cell “## Part 31”", "Part 31"),
    "item": ("text cell “## Part”", "one 31"),
    "quote": ("text cell “## Part”", "two 31"),
    "link": ("text cell “## Part”", "31"),
    "drawing": ("cell 4 “drawn”", "Japan 31"),
    "narrow": ("cell 4 “drawn”", "Japan 31"),
    "caption": ("cell 4 “drawn”", "31"),
    "unit": ("cell 4 “drawn”", "Share 31"),
    "source": ("cell 4 “drawn”", "Bank 31"),
    "name": ("cell 5 “table”", "A table 31"),
    "head": ("cell 5 “table”", "Name 31"),
    "cell": ("cell 5 “table”", "Japan 31"),
    "printed": ("cell 6 “printed”", "Printed 31"),
}
"""Where a number can be typed; the cell that is named, and the words around the number."""


def test_a_report_whose_every_number_has_its_origin_has_no_fault(make):
    assert make.faults(*report(make)) == []


@pytest.mark.parametrize("place", PLACES)
def test_a_number_that_was_typed_is_found_wherever_it_stands(make, place):
    cell, words = PLACES[place]
    assert make.faults(*report(make, **{place: " 31"})) == [f"{cell}: the number '31' has no source, in “{words}”"]


@pytest.mark.parametrize("number", ["1,234.5%", "−3", "32nd", "½", "²", "٣", "７"])
def test_whatever_holds_a_numeral_is_a_number(make, number):
    assert make.faults(*report(make, item=f" the {number}, first")) == [
        f"text cell “## Part”: the number {number!r} has no source, in “one the {number}, first”"
    ]


@pytest.mark.parametrize(
    ("names", "words", "found"),
    [
        (["G7", "2 nm"], "the G7 at 2 nm and 2\u00a0nm, G7’s", []),
        (["G7", "5G"], "G77, 15G and 5G", ["G77", "15G"]),
        (["H.10"], "H.101 of H.10", ["H.101"]),
        ([], "the G7", ["G7"]),
    ],
)
def test_names_that_the_report_lists_may_be_typed_as_a_whole(make, names, words, found):
    faults = make.faults(make.document(title="T", names=names), make.text(words))
    assert [fault.split("'")[1] for fault in faults] == found


ORIGINS = (
    '<a href="#f-a">{}</a>', "<time>{}</time>", '<span class="label">{}</span>', '<span class="ref">{}</span>',
    '<span class="verdict label"><b><i>{}</i></b></span>',
)  # fmt: skip
OTHERS = (
    "<span>{}</span>", '<a href="https://a.org">{}</a>', '<span class="labels">{}</span>', "<b><time></time>{}</b>",
    '<p class="source">{}</p>', '<ol start="32"><li>one</li></ol>', "<pre>{}</pre>",
)  # fmt: skip


@pytest.mark.parametrize(("html", "count"), [*((it, 0) for it in ORIGINS), *((it, 1) for it in OTHERS)])
def test_what_gives_a_number_its_origin(make, html, count):
    assert len(make.faults(make.html(f"<div>{html.format('32')} words</div>"), make.html(WORKINGS))) == count


def test_text_that_runs_off_a_sheet_is_found(make):
    sheet = pymupdf.open()
    sheet.new_page(width=200, height=200).insert_text((150, 100), "half of this is beyond the edge")
    (fault,) = lint.sheet_faults(sheet.tobytes())
    assert fault.startswith("page 1 of the PDF: “half of this")
    assert lint.sheet_faults(make.to_pdf(*report(make))) == []
