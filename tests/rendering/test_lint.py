import re

import pymupdf
import pytest
from bs4 import BeautifulSoup, NavigableString
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.rendering import lint
from analysis.rendering.lint import ADDED

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The year 2024</title><style>p { margin: 1em; fill: url(#a) }</style>
<script type="application/ld+json">{"version": 2}</script></head><body>
<a class="skip" href="#main">Skip</a><header><h1>Does it hold?</h1></header>
<nav><ol><li><a href="#part">Part 1</a></li></ol></nav>
<main id="main">
<!-- cell words --><h2 id="part">Part</h2><p>It fell to <a href="#f-share" id="use">0.71%</a>, the
<a href="#f-rank" id="use-2">32nd</a> place, on <time datetime="2024-04-12">12 April 2024</time>,
as <a class="ref" href="#fig-x">Figure 1</a> and release <span class="label">H.10</span> show.</p>
<!-- cell drawing --><figure id="fig-x"><figcaption><span class="number">Figure 1</span> What fell</figcaption>
<svg role="img" aria-label="It fell to 0.71 per cent."><g class="tick"><text>10</text></g>
<g class="label"><text>C04</text></g><g class="number"><text>Germany 0.71%</text></g><text>Japan</text>
</svg><p class="drawn"><a href="#f-share">Workings of Figure 1</a></p></figure>
<!-- cell table --><table><caption>Ranks</caption><tr><th>Country</th><td>Japan</td></tr></table>
<!-- cell list --><dl class="workings">
<dt>Share</dt><dd id="f-share">0.71% · Sum ÷ GDP: <a href="#f-sum">$4 billion</a>. Bounds 0.705% to 0.715%.
In <a class="use" href="#use">Part</a>, <a class="use" href="#fig-x">Figure 1</a>.</dd>
<dt><a href="#s-bank">Bank 24</a></dt><dd>Public since 2024-04-09.</dd><dd id="f-sum">$4 billion · Sum.</dd>
<dt>Places</dt><dd>By <a href="#s-bank">Bank 24</a>.</dd><dd>In 2023:</dd>
<dd id="f-rank"><span id="f-place">32nd · Japan. In <a class="use" href="#use-2">Part</a>.</span></dd>
<dt>Bank 24</dt><dd id="s-bank"><a href="https://example.org/24">Report</a>.</dd><dd>Terms: CC BY 4.0.</dd></dl>
</main><footer>Page of <span class="edition">12 April 2024</span></footer></body></html>"""
"""A page without a fault, with a digit in every place where one is allowed."""


def changed(*changes):
    """The faults of the page after some changes; each pair is a text that stands in it once, and what replaces it."""
    page = PAGE
    for old, new in changes:
        assert page.count(old) == 1, old
        page = page.replace(old, new)
    return lint.page_faults(page)


def test_a_page_whose_every_number_has_its_origin_has_no_fault():
    assert lint.page_faults(PAGE) == lint.faults(PAGE) == []


# -- numbers without origin -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("as <a", "after 7 years, as <a", "cell words: the number '7' has no origin, in “, after 7 years, as”"),
        (">Part</h2>", ">Part 2</h2>", "cell words: the number '2' has no origin, in “Part 2”"),
        ("<td>Japan", "<td>1,234.5%", "cell table: the number '1,234.5%' has no origin, in “1,234.5%”"),
        ("<th>Country", "<th>Since 2019", "cell table: the number '2019' has no origin, in “Since 2019”"),
        ("<caption>Ranks", "<caption>G7 ranks", "cell table: the number 'G7' has no origin, in “G7 ranks”"),
        (
            "<text>Japan",
            "<text>Japan −3 points",
            "cell drawing: the number '−3' has no origin, in “Japan −3 points”",
        ),
        ("What fell", "What fell in 2023", "cell drawing: the number '2023' has no origin, in “What fell in 2023”"),
        ("it hold?", "it 9 times?", "the top of the page: the number '9' has no origin, in “Does it 9 times?”"),
    ],
    ids=["paragraph", "heading", "cell", "head of a row", "title of a table", "drawing", "title of a figure", "title"],
)  # fmt: skip
def test_a_loose_digit_is_found_with_its_cell_and_its_text(old, new, fault):
    assert changed((old, new)) == [fault]


def test_each_loose_number_of_a_text_is_named():
    found = changed(("as <a", "by 3 and then by 4.5, as <a"))
    assert [re.search("number '(.+?)'", fault)[1] for fault in found] == ["3", "4.5"]


def test_of_a_long_text_the_words_around_the_number_are_shown():
    (fault,) = changed(("<td>Japan", f"<td>{'before ' * 20}77{' after' * 20}"))
    assert re.fullmatch("cell table: the number '77' has no origin, in “….{30}77.{28}…”", fault)


ORIGINS = {
    "a link to a working": '<a href="#f-rank">{}</a>',
    "a day of the calendar": "<time>{}</time>",
    "a name": '<span class="label">{}</span>',
    "the number of a figure": '<span class="number">{}</span>',
    "a reference": '<a class="ref" href="#fig-x">{}</a>',
    "a way back": '<a class="use" href="#use">{}</a>',
    "a mark on an axis": '<svg aria-label="x"><g class="tick"><text>{}</text></g></svg>',
    "a working": '<dl class="workings"><dt id="s-x">{}</dt></dl>',
    "deep inside": '<span class="verdict label"><b><i>{}</i></b></span>',
}


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=list(ORIGINS))
def test_a_number_with_an_origin_passes_and_the_same_one_beside_it_does_not(origin):
    assert changed(("<td>Japan", f"<td>{origin.format('32nd')} Japan")) == []
    assert changed(("<td>Japan", f"<td>{origin.format('32nd')} Japan 32nd")) == [
        "cell table: the number '32nd' has no origin, in “Japan 32nd”"
    ]


@pytest.mark.parametrize(
    "other",
    [
        *('<span class="labels">{}</span>', '<a href="https://example.org">{}</a>', '<a href="#part">{}</a>'),
        *("<span>{}</span>", '<g class="axis"><text>{}</text></g>', "<pre>{}</pre>", "<b><time></time>{}</b>"),
        *("<footer>{}</footer>", "<nav>{}</nav>", '<span class="verdict">{}</span>', '<p class="source">{}</p>'),
    ],
)
def test_nothing_else_is_an_origin(other):
    assert changed(("<td>Japan", f"<td>{other.format('32nd')}")) == [
        "cell table: the number '32nd' has no origin, in “32nd”"
    ]


@pytest.mark.parametrize("digits", ["٣", "३", "๔", "７", "𝟗", "১২"])
def test_digits_of_other_scripts_are_digits(digits):
    assert changed(("<td>Japan", f"<td>the {digits} first")) == [
        f"cell table: the number {digits!r} has no origin, in “the {digits} first”"
    ]


@pytest.mark.parametrize("words", ["It fell by half", "The G7", "Since the 1980s, at 2 nm and 2\u00a0nm", "G7’s H.10"])
def test_words_and_names_that_the_page_lists_pass(words):
    body = ("<body>", '<body data-names="G7|H.10|1980s|2 nm">')
    assert changed(body, ("<td>Japan", f"<td>{words}"), ("<caption>Ranks", f"<caption>{words}")) == []


def test_a_report_lists_the_names_that_its_cells_may_type(make):
    cells = make.text("## The G7\n\nHalf of the G7, twice.", id="typed"), make.html("<p>In the G7.</p>")
    assert lint.page_faults(make.to_html(make.document(title="A title", names=["H.10", "G7"]), *cells)) == []
    assert len(lint.page_faults(make.to_html(make.document(title="A title"), *cells))) == 3


@pytest.mark.parametrize(
    ("words", "number"), [("G77", "G77"), ("15G at 12 nm", "15G"), ("1.5G", "1.5G"), ("H.101", "H.101"), ("G20", "G20")]
)
def test_a_name_passes_as_a_whole_and_only_where_it_is_listed(words, number):
    found = changed(("<body>", '<body data-names="G7|5G|H.10|2 nm">'), ("<td>Japan", f"<td>{words}"))
    assert found[0].startswith(f"cell table: the number {number!r} has no origin")


def test_a_link_within_a_link_is_found():
    nested = '<td><a href="#f-rank">¥99 and <a href="#f-rank">32nd</a></a> Japan'
    fault = "cell table: a link stands within a link; end the one before the other begins"
    assert fault in changed(("<td>Japan", nested))


def test_frame_and_head_of_the_page_repeat_what_stands_elsewhere_and_are_not_read():
    assert changed(("The year 2024", "The year 2025"), ("Part 1", "Part 99"), ("Page of", "Page 7 of")) == []


@pytest.fixture(scope="module")
def clean(make):
    """A page from the exporter with every kind of block, and no fault."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="xtick_1"><text>2024</text></g>'
        '<g id="label-0"><text>C04</text></g><g id="number-1"><text>7%</text></g><text>Japan</text></svg>'
    )
    table = "<table><tr><th>Name</th><th>Share</th></tr><tr><th>Japan</th><td><a href='#f-a'>7%</a></td></tr></table>"
    page = make.to_html(
        make.document(title="A title", subtitle="Sub", date="2026-10-30", edition="As known on 30 October 2026"),
        make.html('<p>It is <a href="#f-a" title="by hand">7%</a> of <em>all</em>.</p>'),
        make.text("## Part\n\nText, see @fig-a.\n\n- one\n- two\n\n> quote"),
        make.figure(drawing, label="fig-a", title="It is [7%](#f-a)", subtitle="Share", source="Bank", numbers=["f-a"]),
        make.html(table, {"caption": "A table", "source": "Own"}),
        make.html('<dl class="workings"><dt id="s-x">Bank</dt><dd>Terms: 4.0.</dd></dl>'),
        make.html('<dl class="workings"><dt id="f-a">7% · Share</dt><dd><a href="#s-x">Bank</a>.</dd></dl>'),
    )
    assert lint.page_faults(page) == []
    assert {"Figure 1", "Table 1", "30 October 2026", "7%", "2024", "C04", "A title"} <= set(
        BeautifulSoup(page, "html.parser").stripped_strings
    ) | {"As known on 30 October 2026".removeprefix("As known on ")}
    return page


def is_allowed(text):
    """Read anew, with another reader: may a number stand here?"""
    for parent in text.parents:
        if parent.name in {"head", "nav", "footer", "time"} or parent.get("href", "").startswith("#f-"):
            return True
        if {"label", "number", "ref", "tick", "use", "workings"} & set(parent.get("class", [])):
            return True
    return False


@pytest.fixture(scope="module")
def places(clean):
    """The clean page, read, and every text in it that may hold no number."""
    page = BeautifulSoup(clean, "html.parser")
    texts = [t for t in page.find_all(string=True) if type(t) is NavigableString and not is_allowed(t)]
    assert len(texts) > 40
    return page, texts


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), digits=st.text(st.characters(categories=["Nd"]), min_size=1, max_size=4))
def test_a_group_of_digits_put_anywhere_into_a_clean_page_is_found(places, data, digits):
    page, texts = places
    place = data.draw(st.integers(0, len(texts) - 1))
    text = texts[place]
    at = data.draw(st.integers(0, len(text)))
    other = NavigableString(text[:at] + digits + text[at:])
    text.replace_with(other)
    found = lint.page_faults(str(page))
    other.replace_with(text)
    assert len(found) == 1
    assert re.search(r"^(cell |the top of the page).*: the number '.*' has no origin, in “", found[0])
    assert digits in found[0]


def test_text_written_by_hand_cannot_claim_an_origin(make):
    """The classes of what may hold a digit are taken from Markdown, and so is the tag of a day."""
    for origin in ORIGINS.values():
        if "href" not in origin and "svg" not in origin:
            page = make.to_html(make.text(f"Text {origin.format('32')}", id="typed"))
            assert lint.page_faults(page) == ["cell typed: the number '32' has no origin, in “32”"]


# -- links, figures, requests ---------------------------------------------------------------------------


def test_a_link_to_nowhere_is_found():
    assert changed(('class="ref" href="#fig-x"', 'class="ref" href="#fig-y"')) == [
        "cell words: the link to '#fig-y' leads nowhere"
    ]


@pytest.mark.parametrize("without", ['<svg role="img">', '<svg role="img" aria-label="">'])
def test_a_drawing_without_words_is_found(without):
    assert changed(('<svg role="img" aria-label="It fell to 0.71 per cent.">', without)) == [
        "cell drawing: a figure has no alt text"
    ]


@pytest.mark.parametrize(("picture", "count"), [("<img>", 1), ('<img alt="">', 1), ('<img alt="It fell.">', 0)])
def test_a_picture_without_words_is_found(picture, count):
    picture = picture.replace("<img", '<img src="data:image/png;base64,AAAA"')
    assert changed(("<td>Japan", f"<td>{picture}")) == ["cell table: a figure has no alt text"] * count


REQUESTS = {
    "a picture": ("img", '<img alt="x" src="https://example.org/a.png">'),
    "a picture beside the page": ("img", '<img alt="x" src="a.png">'),
    "a picture of the same protocol": ("img", '<img alt="x" src="//example.org/a.png">'),
    "a set of pictures": ("img", '<img alt="x" srcset="a.png 2x">'),
    "a script": ("script", '<script src="https://example.org/a.js"></script>'),
    "a style sheet": ("link", '<link rel="stylesheet" href="https://example.org/a.css">'),
    "an icon beside the page": ("link", '<link rel="icon" href="a.ico">'),
    "a frame": ("iframe", '<iframe src="https://example.org/"></iframe>'),
    "a frame with its text": ("iframe", '<iframe srcdoc="x"></iframe>'),
    "an object": ("object", '<object data="a.svg"></object>'),
    "a base": ("base", '<base href="https://example.org/">'),
    "a film": ("video", '<video poster="https://example.org/a.png"></video>'),
    "a form": ("form", '<form action="https://example.org/"></form>'),
    "a style": ("p", '<p style="background: url(https://example.org/a.png)">x</p>'),
    "a style in quotes": ("p", "<p style=\"background: URL( 'https://example.org/a.png')\">x</p>"),
    "a style beside the page": ("p", '<p style="background: url(a.png)">x</p>'),
    "a drawing in a drawing": ("image", '<svg aria-label="x"><image href="https://example.org/a.png"/></svg>'),
    "an old drawing": ("image", '<svg aria-label="x"><image xlink:href="https://example.org/a.png"/></svg>'),
    "a part of another file": ("use", '<svg aria-label="x"><use href="other.svg#a"/></svg>'),
    "a colour": ("path", '<svg aria-label="x"><path fill="url(https://example.org/a.svg#b)"/></svg>'),
    "an address named twice": ("img", '<img alt="x" src="https://example.org/a.png" src="data:,">'),
    "a way on": ("meta", '<meta http-equiv="Refresh" content="0; url=https://example.org/">'),
}


@pytest.mark.parametrize(("tag", "request_"), REQUESTS.values(), ids=list(REQUESTS))
def test_what_asks_for_something_outside_the_page_is_found(tag, request_):
    assert changed(("<td>Japan", f"<td>{request_}")) == [
        f"cell table: the tag <{tag}> asks for something outside the page"
    ]


@pytest.mark.parametrize(
    "style", ["@import 'a.css';", "@IMPORT url(a.css);", "p { color: url(https://example.org) }", 'url( "a.png" )']
)
def test_a_style_sheet_that_asks_for_something_is_found(style):
    fault = "the top of the page: the style sheet asks for something outside the page"
    assert changed(("p { margin", f"{style} p {{ margin")) == [fault]


@pytest.mark.parametrize(
    "harmless",
    [
        '<img alt="x" src="data:image/png;base64,AAAA">',
        '<a href="https://example.org/">page</a>',
        '<a href="https://example.org/" data-about="of @import and url(a)" title="url(a)">page</a>',
        '<p style="fill: url(#a); background: url(data:image/png;base64,AAAA)">x</p>',
        '<svg aria-label="x"><use href="#a"/><path fill="url(#a)" clip-path="url(#a)"/></svg>',
    ],
)
def test_what_stays_inside_the_page_is_no_request(harmless):
    assert changed(("<td>Japan", f'<td id="a">{harmless}')) == []


# -- numbers and their workings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ('id="use">0.71%', 'id="use">0.72%', "0.72%"),
        ('id="use">0.71%', 'id="use">0.7%', "0.7%"),  # a part of the number
        ('id="use">0.71%', 'id="use">71%', "71%"),
        ('id="use">0.71%', 'id="use">−0.71%', "−0.71%"),
        ('id="use">0.71%', 'id="use">0.715%', "0.715%"),  # a bound of the number
        ('id="use">0.71%', 'id="use">10.71%', "10.71%"),
        ('id="use">0.71%', 'id="use">', ""),
        (">$4 billion</a>", ">$5 billion</a>", "$5 billion"),
    ],
)
def test_a_number_that_differs_from_its_working_is_found(old, new, shown):
    (fault,) = changed((old, new))
    assert re.match("cell (words|drawing|list): the number ", fault)
    assert f": the number {shown!r} differs from its working, “" in fault
    assert ("$4 billion · Sum" if "$" in shown else "0.71% · Sum ÷ GDP") in fault


def test_a_number_in_a_working_may_stand_in_brackets_behind_what_it_is_and_nowhere_else():
    assert changed((">$4 billion</a>", ">Sum of 2023 ($4 billion)</a>")) == []
    for old, new, said in [
        (">$4 billion</a>", ">Sum ($5 billion)</a>", "Sum ($5 billion)"),
        (">$4 billion</a>", ">Sum $4 billion (of 2023)</a>", "Sum $4 billion (of 2023)"),
        ('id="use">0.71%', 'id="use">Share (0.71%)', "Share (0.71%)"),
    ]:
        assert [fault for fault in changed((old, new)) if f"{said!r} differs from its working" in fault]


@pytest.mark.parametrize("shown", ["2023", "2nd", "3", "132nd", "Japan", "Places"])
def test_another_word_of_a_working_is_not_its_number(shown):
    (fault,) = changed(('id="use-2">32nd', f'id="use-2">{shown}'))
    assert fault.startswith(f"cell words: the number {shown!r} differs from its working, “32nd · Japan.")


def test_a_number_may_keep_its_line_with_blanks_that_do_not_break():
    assert changed((">$4 billion</a>", ">$4\u00a0billion</a>")) == []


def test_a_working_without_anything_below_is_found_and_named_alone():
    assert changed(('<dt><a href="#s-bank">Bank 24</a></dt>', "<dt>The bank</dt>")) == [
        "the working sum: its trace does not end in a source"
    ]


def test_workings_that_rest_on_each_other_end_in_no_source():
    assert changed(('<dt><a href="#s-bank">Bank 24</a></dt>', '<dt><a href="#f-share">0.71%</a></dt>')) == [
        "the working share: its trace does not end in a source",
        "the working sum: its trace does not end in a source",
    ]


def test_a_source_beside_a_way_that_comes_round_again_is_not_enough():
    assert changed(("Public since 2024-04-09", 'From <a href="#f-share">0.71%</a>')) == [
        "the working share: its trace does not end in a source",
        "the working sum: its trace does not end in a source",
    ]


def test_one_source_is_not_enough_where_another_way_down_ends_in_nothing():
    more = '<dt>Guess</dt><dd id="f-guess">9 · Made up.</dd><dt>Bank 24</dt>'
    found = changed(("<dt>Bank 24</dt>", more), ("Sum ÷ GDP: ", 'Sum ÷ guess: <a href="#f-guess">9</a>, '))
    assert found == ["the working guess: its trace does not end in a source"]


def test_the_way_back_to_a_use_is_no_way_down():
    found = changed(('By <a href="#s-bank">Bank 24</a>.', "By a bank."))
    assert found == [f"the working {name}: its trace does not end in a source" for name in ("rank", "place")]


def test_what_a_group_shares_is_said_by_each_of_its_entries_and_by_no_other():
    other = '<dt>Others</dt><dd id="f-other">9 · Other.</dd><dt>Bank 24</dt>'
    assert changed(("<dt>Bank 24</dt>", other)) == ["the working other: its trace does not end in a source"]
    assert changed(("<dd>In 2023:</dd>", '<dd>In 2023:</dd><dd id="f-other">9 · Other.</dd>')) == []


# -- the PDF --------------------------------------------------------------------------------------------


def report(make, first="7%", second="12 April 2024", more=""):
    """The same small report with other numbers in it."""
    return [
        make.document(title="The 2024 title", date="2026-10-30", edition="As known on 30 October 2026"),
        make.html(f"<p>It is {first} of all.</p>", id="one"),
        make.html(f"<p>It was {second}.{more}</p><p>{'Words. ' * 900}</p>", id="two"),
        make.html("<p>In the end $3.5 billion.</p>", id="three"),
    ]


def test_a_pdf_with_the_numbers_of_the_page_has_no_fault_on_any_sheet(make):
    cells = report(make)
    assert lint.pdf_faults(make.to_html(*cells), make.to_pdf(*cells)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"first": "8%"}, "cell one: a number differs: the page says 7%, the PDF 8%"),
        ({"first": "0.7%"}, "cell one: a number differs: the page says 7%, the PDF 0.7%"),
        ({"first": "−7%"}, "cell one: a number differs: the page says 7%, the PDF −7%"),
        ({"second": "13 April 2024"}, "cell two: a number differs: the page says 12, the PDF 13"),
        ({"second": "April 2024"}, "cell two: a number differs: the page says 12, the PDF 2024."),
        ({"more": " And 5."}, "cell three: a number differs: the page says $3.5billion, the PDF 5."),
    ],
)
def test_a_number_of_the_pdf_that_differs_from_the_page_is_found(make, changes, fault):
    page, pdf = make.to_html(*report(make)), make.to_pdf(*report(make, **changes))
    assert lint.pdf_faults(page, pdf) == [fault]
    assert lint.faults(page, pdf)[-1] == fault


def test_a_number_too_few_or_too_many_at_the_end_of_the_pdf_is_found(make):
    cells = report(make)
    longer = [*cells, make.html("<p>And 99 more.</p>", id="four")]
    assert lint.pdf_faults(make.to_html(*longer), make.to_pdf(*cells)) == [
        "cell four: a number differs: the page says 99, the PDF nothing"
    ]
    assert lint.pdf_faults(make.to_html(*cells), make.to_pdf(*longer)) == [
        "cell three: a number differs: the page says nothing, the PDF 99"
    ]


def annexed(make, words):
    """A report with a number, its working, and what else the working says."""
    entry = f'<dl class="workings"><dt>Share</dt><dd id="f-a"><b>7%</b> · 7 of 100{words}.</dd></dl>'
    return make.html('<p>It is <a href="#f-a">7%</a>.</p>'), make.text("## Workings"), make.html(entry)


def test_the_words_of_a_working_are_looked_for_in_the_annex(make):
    page = make.to_html(*annexed(make, " by 2"))
    assert lint.pdf_faults(page, make.to_pdf(*annexed(make, " by 2"))) == []
    assert lint.pdf_faults(page, make.to_pdf(*annexed(make, " by 3"))) == ["working 1: the PDF lacks “7of100by2”"]


def test_workings_without_a_heading_are_an_annex_as_well(make):
    said, _, workings = annexed(make, "")
    assert lint.pdf_faults(make.to_html(said, workings), make.to_pdf(said, workings)) == []


def test_text_that_runs_off_a_sheet_is_found():
    sheet = pymupdf.open()
    sheet.new_page(width=200, height=200).insert_text((150, 100), "half of this is beyond the edge")
    (fault,) = lint.sheet_faults(sheet.tobytes())
    assert fault.startswith("page 1 of the PDF: “half of this")


def test_a_list_of_workings_as_long_as_a_page_runs_on_to_the_next(make):
    """Few entries may be long ones."""
    entries = "".join(f"<dt>Entry</dt><dd>{'word ' * 400}</dd>" for _ in range(40))
    cell = make.output({"text/html": f'<div class="annex"><dl>{entries}</dl></div>'})
    assert lint.sheet_faults(make.to_pdf(cell)) == []


def test_faults_of_page_and_pdf_are_told_together(make):
    found = lint.faults(make.to_html(*report(make)), make.to_pdf(*report(make, first="8%")))
    assert [fault for fault in found if "has no origin" in fault][1].startswith("cell one: the number '7%' has no")
    assert found[-1] == "cell one: a number differs: the page says 7%, the PDF 8%"


# -- words that the link of a number takes in ------------------------------------------------------------

RANKED = '<a href="#f-rank" id="use-2">32nd</a> place'


def taking_in(before, behind):
    """The faults of the page after the link of a number has taken in words before and behind it."""
    nouns = (f'<span class="noun">{words}</span>' if words else "" for words in (before, behind))
    return changed((RANKED, '<a href="#f-rank" id="use-2">{}32nd{}</a>'.format(*nouns)))


@pytest.mark.parametrize(
    ("before", "behind"),
    [("", " place"), ("", "\u00a0place of all"), ("the ", " place"), ("edition’s R&amp;D place ", "")],
)
def test_the_link_of_a_number_may_take_in_words_that_belong_to_it(before, behind):
    assert taking_in(before, behind) == []


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        *(("", words) for words in ("-fold", "bn", "place", ", place", " (place)", " 7 places", "½", ".5", " or so")),
        *(("", words) for words in (" %", " not", " than all")),
        *((words, "") for words in ("−", "¥", "¥ ", "not ", "at least ", "place", "2 ", "0.")),
        ("", ' place</span><span class="label">7'),
        ("", ' place <span class="label">7</span>'),
    ],
)
def test_words_in_the_link_of_a_number_may_be_no_number_and_change_none(before, behind):
    assert taking_in(before, behind) != []


def test_the_number_itself_is_still_held_against_its_working():
    link = '<a href="#f-rank" id="use-2">31st<span class="noun"> place</span></a>'
    (fault,) = changed((RANKED, link))
    assert fault.startswith("cell words: the number '31st' differs from its working, “32nd · Japan")


def test_a_number_in_another_form_is_not_held_against_the_digits_of_its_working():
    assert changed(("as <a", 'or <a href="#f-share" data-form="words">about a tenth</a>, as <a')) == []
    assert changed(("as <a", 'or <a href="#f-gone" data-form="words">about a tenth</a>, as <a')) != []


def test_words_marked_so_by_hand_are_held_for_the_number_they_say():
    """Whoever writes a notebook has no such marks; in a forged page they may say no more than elsewhere."""
    link = '<a href="#f-rank" id="use-2"><span class="noun">32nd</span></a>'
    assert changed((RANKED, link)) != []


def test_pages_on_which_cards_stand_are_no_numbers_of_the_report(make):
    card = '<article class="claim" id="c-C7"><h3>A claim</h3><p>Why.</p></article>'
    cells = make.html(f'<p>See (<a href="#c-C7">it</a>) or <a href="#c-C7">that</a>.</p>{card}')
    assert lint.pdf_faults(make.to_html(cells), make.to_pdf(cells)) == []


def test_sites_that_print_adds_are_no_numbers_wherever_their_line_ends():
    printed = "after Morgan Stanley. Read \r\nat thin2c.test,\r\nb.test. Terms: none."
    assert ADDED.sub("", printed) == "after Morgan Stanley. Terms: none."
