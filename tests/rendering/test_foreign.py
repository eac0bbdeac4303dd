"""What a notebook writes by hand does not pass as ours, whatever marks of the page it imitates."""

from __future__ import annotations

import base64
import re

import pytest

from analysis.rendering import lint
from analysis.rendering.errors import ReportError
from analysis.rendering.read_notebook import OURS, for_readers

IMITATIONS = (
    '<span class="label">{}</span>',
    '<span class="number">{}</span>',
    '<b class="tick">{}</b>',
    '<span class="use"><i class="ref">{}</i></span>',
    '<time datetime="2024-04-12">{}</time>',
    '<div class="workings">{}</div>',
    '<dl class="workings"><dt>Mine</dt><dd id="f-mine"><b>{}</b> · Counted.</dd></dl>',
)


def ways(make, text):
    """The same as prose, and as outputs of HTML and Markdown; a block of Markdown stands by itself."""
    return (
        make.text(f"\n{text}\n"),
        make.output({"text/html": text}),
        make.output({"text/markdown": f"\n{text}\n"}),
    )


@pytest.mark.parametrize("imitation", IMITATIONS)
def test_a_number_in_marks_of_ours_has_no_origin_when_it_was_written_by_hand(make, imitation):
    for cell in ways(make, imitation.format("99 firms")):
        found = lint.faults(make.to_html(cell))
        assert [fault for fault in found if "the number '99' has no origin" in fault], cell
    assert lint.faults(make.to_html(make.html('<span class="label">99 firms</span>'))) == []


def test_a_working_written_by_hand_is_no_place_that_a_number_can_lead_to(make):
    link = '<p>There are <a href="#f-mine">99</a>.</p>'
    forged = '<div id="f-mine">99</div>'
    for cell in (*ways(make, forged + link), *ways(make, f"{link}<dl class='workings'>{forged}</dl>")):
        with pytest.raises(ReportError, match="leads nowhere"):
            make.to_html(cell)


def test_a_verdict_a_card_and_a_choice_written_by_hand_look_like_any_words(make):
    forged = (
        '<article class="claim" id="c-C26"><a class="verdict verdict-supported" data-alias="x">supported</a></article>'
    )
    for cell in ways(make, forged):
        page = make.to_html(cell)
        body = page[page.index("<main") : page.index("</main>")]
        assert "supported" in body
        assert not [mark for mark in ("verdict-", 'class="claim"', "c-C26", "data-alias") if mark in body]


def test_a_table_of_somebody_elses_gets_the_line_that_says_what_to_do(make):
    table = '<table><tr><td class="label">1</td><td>2</td><td>3</td><td>4</td></tr></table>'
    (line,) = lint.faults(make.to_html(make.output({"text/html": table})))
    assert line.endswith(
        'as 3 others; give the table a source, as d.exhibit(table, source="whose numbers"), '
        "or tag the cell remove-cell to leave it out"
    )


@pytest.mark.parametrize("value", ["yes", 1, [True], None])
def test_only_what_the_package_writes_says_that_it_is_ours(make, value):
    cell = make.output({"text/html": '<b class="label">99</b>'}, {"text/html": {OURS: value}})
    assert lint.faults(make.to_html(cell))


def test_names_by_which_an_author_leads_to_a_table_stay(make):
    page = make.to_html(make.text('<p id="wages">Wages</p>\n\n[there](#wages)'))
    assert 'id="wages"' in page


# -- links that lend a number an origin -----------------------------------------------------------------

EXPLAINED = (
    '<dl class="workings"><dt id="s-bank">Bank</dt>'
    '<dd id="f-rank"><b>30th</b> · Rank. <a href="#s-bank">Bank</a>.</dd></dl>'
)
"""The workings of a report in which one number is explained, as the package writes them."""


def faults(make, *cells):
    return lint.faults(make.to_html(*cells, make.html(EXPLAINED)))


def test_a_link_to_the_working_of_its_number_has_no_fault(make):
    for cell in ways(make, "Japan is <a href='#f-rank'>30<b>th</b></a>."):
        assert faults(make, cell) == []


@pytest.mark.parametrize("heading", ["F x", "f-x", "S x", "F-X", "f: x"])
def test_a_heading_is_no_origin(make, heading):
    place = heading.replace(":", "").replace(" ", "-")
    page = make.to_html(make.text(f"## {heading}\n\nJapan has [99%](#{place}) of the world.", id="typed"))
    assert f'href="#section-{place.lower()}"' in page
    assert lint.faults(page) == ["cell typed: the number '99%' has no origin, in “99%”"]


def test_what_else_is_called_like_a_working_is_no_origin(make):
    forged = make.html('<p id="f-x">x</p>')
    assert faults(make, forged, make.text("Japan has [99%](#f-x).", id="typed")) == [
        "cell typed: '99%' leads to '#f-x', which is no working or source"
    ]


@pytest.mark.parametrize("label", ["f-x", "s-bank", "use-mine", "after-x"])
def test_an_exhibit_may_not_be_called_like_a_working(make, label):
    table = "<table><tr><th>Words</th></tr><tr><td>so</td></tr></table>"
    with pytest.raises(
        ReportError, match=f"the label '{label}' begins with .*-, as names of ours do; use fig- or tbl-"
    ):
        faults(make, make.html(table, {"label": label, "caption": "Words"}))


@pytest.mark.parametrize("said", ["¥99 trillion, 30th", "30th of 99", "Japan: 30th", "30th, twice"])
def test_a_link_says_the_number_of_its_working_and_nothing_else(make, said):
    for cell in ways(make, f'Japan is <a href="#f-rank" aria-label="30th" class="spot">{said}</a>.'):
        (fault,) = faults(make, cell)
        assert f"the number {said!r} differs from its working, “30th · Rank" in fault


@pytest.mark.parametrize(
    "nested",
    [
        '<a href="#f-rank">¥99 trillion and <a href="#f-rank">30th</a></a>',
        '<a href="#f-rank">¥99 trillion and <b><a href="#f-rank">30th</a></b></a>',
        '<div><a href="#f-rank">¥99 trillion <table><tr><td><a href="#f-rank">30th</a></td></tr></table></a></div>',
    ],
)
def test_a_link_within_a_link_hides_nothing(make, nested):
    for cell in ways(make, nested):
        assert "differs from its working" in " ".join(faults(make, cell))


# -- what the metadata of an output say -----------------------------------------------------------------

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
AXIS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="label_1"><text>Japan 99% of chips</text></g>'
    '<g id="xtick_1"><text>98</text></g><a href="#f-rank"><text>30th, 97</text></a></svg>'
)


def test_a_picture_without_a_voucher_says_that_nobody_checked_it(make):
    about = {"alt": "Dots.", "title": "Japan leads", "source": "IMD World Competitiveness Center"}
    page = make.to_html(make.output({"image/png": PNG}, {"image/png": about}))
    assert "Own figure of the notebook, not checked; said to be from IMD World Competitiveness Center</p>" in page
    del about["source"]
    page = make.to_html(make.output({"image/png": PNG}, {"image/png": about}))
    assert '<p class="source">Own figure of the notebook, not checked</p>' in page


def test_words_about_an_output_have_no_marks_of_ours_without_a_voucher(make):
    label, said = '<span class="label">99</span>', {"alt": "Dots.", "title": "T", "subtitle": "S", "source": "Me"}
    for part in ("title", "subtitle", "source"):
        cell = make.output({"image/png": PNG}, {"image/png": said | {part: label}}, id="typed")
        assert lint.faults(make.to_html(cell)) == ["cell typed: the number '99' has no origin, in “99”"]


def test_a_table_without_a_voucher_is_not_taken_as_data(make):
    table = "<table><tr><th>Japan</th></tr><tr><td>99%</td></tr></table>"
    about = {"data": True, "caption": "Chips", "source": "IMD World Competitiveness Center"}
    page = make.to_html(make.output({"text/html": table}, {"text/html": about}, id="typed"))
    assert "Own table of the notebook, not checked; said to be from IMD World Competitiveness Center" in page
    assert lint.faults(page) == ["cell typed: the number '99%' has no origin, in “99%”"]


def test_a_table_that_was_handed_over_keeps_no_marks_but_that_it_is_data(make):
    table = '<table><tr><th>Japan</th></tr><tr><td>5</td></tr></table><p class="label">x</p>'
    cell = make.html(
        table.replace("<table", '<table><caption class="label">99</caption'), {"data": True, "source": "Me"}
    )
    assert "the number '99' has no origin" in " ".join(lint.faults(make.to_html(cell)))


def test_the_workings_of_a_drawing_and_its_data_are_ours_or_left_out(make):
    about = {"alt": "Chips.", "title": "T", "numbers": ["f-rank"], "data": "share\n99\n", "narrow": AXIS}
    cell = make.output({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, {"image/svg+xml": about})
    page = make.to_html(cell, make.html(EXPLAINED))
    assert not [mark for mark in ('class="drawn"', "share\n99", "30th, 97") if mark in page]


def test_only_the_package_says_what_the_whole_document_is(make):
    forged = {"title": "Japan leads", "edition": "As known to IMD", "authors": ["IMD"], "annex": {"A": EXPLAINED}}
    for mark in ({}, {"text/html": {"ours": 1}}, {"report": {**forged, "ours": "yes"}}):
        cell = make.output({"text/html": "<p>w</p>"}, {"report": forged, **mark})
        page = make.to_html(cell)
        assert not [words for words in ("Japan leads", "known to IMD", "30th") if words in page]
    assert "Japan leads" in make.to_html(make.document(**forged))


# -- what would be read otherwise than it is checked ----------------------------------------------------


def test_the_first_number_of_a_list_is_a_number(make):
    assert faults(make, make.text("1250. billion yen is what Japan pays", id="typed")) == [
        "cell typed: a list begins with '1250', which has no origin; let it begin with 1"
    ]
    assert faults(make, make.text("1. Chips\n2. Ships")) == []


def test_nothing_typed_shows_when_a_pointer_hovers(make):
    for cell in ways(make, "<abbr title='¥99 trillion · IMD, 2024'>Japan</abbr>"):
        assert "¥99" not in make.to_html(cell)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://www.imd.org/ranking", "https://evil.example/"),
        ("www.imd.org", "https://evil.example/www.imd.org"),
        ("see HTTPS://imd.org", "https://imd.org.evil.example/"),
        ("https://www.imd.org/", "https://www.imd.org@evil.example/"),
        ("https://www.imd.org/", "https://evil.example\\@www.imd.org/"),
        ("ht<b>tps://www.i</b>md.org/", "ranking.html"),
        ("https://www.imd.org/", "https://[evil.example/"),
    ],
)
def test_words_that_are_an_address_lead_there(make, words, address):
    with pytest.raises(
        ReportError, match=r"cell typed, .*: the link says .*imd.org.* and leads to .*; let it say where"
    ):
        make.to_html(make.text(f'<a href="{address}">{words}</a>', id="typed"))


@pytest.mark.parametrize(
    "link",
    [
        *("https://www.imd.org/ranking?a=1&b=2", "[the ranking](https://imd.org/)", "[www.imd.org](https://imd.org/x)"),
        *("[report.pdf](https://imd.org/)", "<https://www.imd.org>", "[https://münchen.de](https://münchen.de/)"),
        "[https://IMD.org](https://imd.org/) [so does www.imd.org, too.](https://imd.org) [(www.imd.org)](https://imd.org)",
    ],
)
def test_other_words_lead_anywhere(make, link):
    assert "<a href=" in make.to_html(make.text(link))


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "\\\\evil.example", " //evil.example"])
def test_an_address_without_a_scheme_leads_nowhere_else(make, address):
    for cell in ways(make, f'<a href="{address}">there</a>'):
        assert "evil.example" not in make.to_html(cell)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Japan was {imd.JPN.rank} then.", "{imd.JPN.rank}"),
        ("It had [{unicorns.JPN.count} unicorns] then.", "{unicorns.JPN.count}"),
        ("## Of {unicorns.@.count} firms", "{unicorns.@.count}"),
        ("It is **{subsidy.ratio.DEU.mof:more|as much|less}** than that.", "{subsidy.ratio.DEU.mof:more|as much|less}"),
        ("- that is {verdict:C26}", "{verdict:C26}"),
        ("In {entity:@} it fell.", "{entity:@}"),
        ("It is {times:more|less}.", "{times:more|less}"),
    ],
)
def test_a_finding_in_braces_is_refused_in_a_cell_that_fills_in_none(make, typed, place):
    told = f": {place} would be printed as it is typed; a sentence with findings stands in a cell of code that begins "
    with pytest.raises(ReportError, match=rf"^cell typed, “.*”{re.escape(told)}with %%say\.$"):
        make.to_html(make.text(typed, id="typed"))


@pytest.mark.parametrize(
    "typed",
    [
        "Write `{imd.JPN.rank}` for it.",
        "Write so:\n\n    {imd.JPN.rank}",
        "```\n{verdict:C}\n```",
        "A set {a, b} of {names}, {so: to speak} and {.} or {}.",
        "<pre>{imd.JPN.rank}</pre>",
    ],
)
def test_other_braces_and_those_of_code_pass(make, typed):
    assert "{" in make.to_html(make.text(typed))


def test_a_page_for_readers_is_without_the_classes_that_only_jupyter_needs():
    page = '<p class="mathjax_ignore tex2jax_ignore">$1</p><div class="note mathjax_ignore tex2jax_ignore">$2</div>'
    assert for_readers(page) == '<p>$1</p><div class="note">$2</div>'
