"""What a notebook writes by hand does no harm, and does not pass as ours, whatever marks of the page it imitates."""

from __future__ import annotations

import base64

import pytest

from analysis.rendering.errors import ReportError
from analysis.rendering.read_notebook import OURS, for_readers, without_marks
from analysis.rendering.tree import parse, to_html

HOSTILE = {
    # what would run, load or lead away
    "<script>run()</script>": "",
    "<style>* { display: none }</style>": "",
    "<p onclick='run()' style='position: fixed'>a</p>": "<p>a</p>",
    "<p/onmouseover=run()>a": "<p>a</p>",
    "<img src=x onerror=run()>": "",
    "<svg onload=run()><text>a</text></svg>": "",
    "<math><mi xlink:href='javascript:run()'>a</mi></math>": "",
    "<iframe src='https://evil.example'>a</iframe>": "",
    "<object data=x>a</object><embed src=x>": "",
    "<link rel=stylesheet href=x><base href=x><meta http-equiv=refresh content=0>": "",
    "<form action=x><button formaction=y>a</button><input value=b></form>": "a",
    "<noscript><p title='</noscript><img src=x onerror=run()>'>": "'&gt;",
    "<a href='javascript:run()'>a</a>": "<a>a</a>",
    "<a href='JaVa&#10;Script:run()'>a</a>": "<a>a</a>",
    "<a href='java&#1;script:run()'>a</a>": "<a>a</a>",
    "<a href='&#1;javascript:run()'>a</a>": "<a>a</a>",
    "<a href='vbscript:run()'>a</a>": "<a>a</a>",
    "<a href='data:text/html,a'>a</a>": "<a>a</a>",
    "<a href='file:///etc/passwd'>a</a>": "<a>a</a>",
    "<a href='//evil.example'>a</a>": "<a>a</a>",
    "<a href='/\\evil.example'>a</a>": "<a>a</a>",
    "<a href=' \\\\evil.example'>a</a>": "<a>a</a>",
    "<a href='/&#9;/evil.example'>a</a>": "<a>a</a>",
    "<a href='https://a.org' target=_blank ping=x>a</a>": '<a href="https://a.org">a</a>',
    "<td style='text-align: right; background: url(x)'>a": "a",
    "<table><tr><td style='text-align: right; background: url(x)'>a</table>": '<table><tbody><tr><td style="text-align:'
    'right">a</td></tr></tbody></table>',
    "<p>&#x202e;a\x00\u2066b</p>": "<p>ab</p>",
    "half \ud83d a sign": "half  a sign",
    # what would pass as ours
    '<span class="label">9</span>': "<span>9</span>",
    '<b class="tick">9</b><i class="ref">9</i>': "<b>9</b><i>9</i>",
    '<time datetime="2024-04-12">9</time>': "<span>9</span>",
    '<dl class="workings"><dd id="f-mine">9</dd></dl>': "<dl><dd>9</dd></dl>",
    '<h3 id="c-C26"><a class="verdict" data-alias="x" href="#c-C26">a</a></h3>': '<h3><a href="#c-C26">a</a></h3>',
    '<b id="use-3">a</b><b id="s-mof">b</b><b id="wages">c</b>': '<b>a</b><b>b</b><b id="wages">c</b>',
    "<abbr title='99 trillion'>Japan</abbr>": "<abbr>Japan</abbr>",
    '<summary aria-label="b">a</summary><p data-value="9">b</p>': "<summary>a</summary><p>b</p>",
}
"""HTML that was written by hand, and what is left of it."""


@pytest.mark.parametrize(("html", "left"), HOSTILE.items())
def test_of_html_that_was_written_by_hand_only_harmless_words_are_left(html, left):
    assert to_html(without_marks(parse(html))) == left


def ways(make, text):
    """The same as prose, and as outputs of HTML and Markdown; a block of Markdown stands by itself."""
    return (
        make.text(f"\n{text}\n", id="typed"),
        make.output({"text/html": text}, id="typed"),
        make.output({"text/markdown": f"\n{text}\n"}, id="typed"),
        *(make.output({"text/html": text}, {"text/html": {OURS: it}}, id="typed") for it in ("yes", 1, [True], None)),
    )


@pytest.mark.parametrize("imitation", [it for it in HOSTILE if "9<" in it])
def test_a_number_in_marks_of_ours_has_no_origin_when_it_was_written_by_hand(make, imitation):
    for cell in ways(make, imitation):
        assert make.faults(cell)[0] == "cell typed: the number '9' has no origin, in “9”"
    assert make.faults(make.html('<span class="label">9</span>')) == []


def test_a_working_written_by_hand_is_no_place_that_a_number_can_lead_to(make):
    for cell in ways(make, '<p>There are <a href="#f-mine">99</a>.</p><div id="f-mine">99</div>'):
        with pytest.raises(ReportError, match="leads nowhere"):
            make.to_html(cell)


@pytest.mark.parametrize("heading", ["F x", "f-x", "S x", "F-X", "f: x"])
def test_a_heading_is_no_origin(make, heading):
    place = heading.replace(":", "").replace(" ", "-")
    typed = make.text(f"## {heading}\n\nJapan has [99%](#{place}) of the world.", id="typed")
    assert f'href="#section-{place.lower()}"' in make.to_html(typed)
    assert make.faults(typed) == ["cell typed: the number '99%' has no origin, in “99%”"]


@pytest.mark.parametrize("label", ["f-x", "s-bank", "use-mine", "after-x"])
def test_an_exhibit_may_not_be_called_like_a_working(make, label):
    table = "<table><tr><th>Words</th></tr><tr><td>so</td></tr></table>"
    with pytest.raises(
        ReportError, match=f"the label '{label}' begins with .*-, as names of ours do; use fig- or tbl-"
    ):
        make.to_html(make.html(table, {"label": label, "caption": "Words"}))


# -- what the metadata of an output say -----------------------------------------------------------------

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
AXIS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><metadata>96</metadata><style>.a { x: 95 }</style>'
    '<g id="label_1"><text>Japan 99% of chips</text></g>'
    '<g id="xtick_1"><text>98</text></g><a href="#f-rank"><text>30th, 97</text></a></svg>'
)
EXPLAINED = (
    '<dl class="workings"><dt id="s-bank">Bank</dt>'
    '<dd id="f-rank"><b>30th</b> · Rank. <a href="#s-bank">Bank</a>.</dd></dl>'
)


@pytest.mark.parametrize(("source", "told"), [("", ""), ("IMD", "; said to be from IMD")])
def test_a_picture_or_table_without_a_voucher_says_that_nobody_checked_it(make, source, told):
    table = "<table><tr><th>Japan</th></tr><tr><td>9</td></tr></table>"
    for kind, mime, content, title in (("figure", "image/png", PNG, "title"), ("table", "text/html", table, "caption")):
        about = {"alt": "Dots.", title: "Japan leads", "source": source, "data": True}
        page = make.to_html(make.output({mime: content}, {mime: about}))
        assert f'<p class="source">Own {kind} of the notebook, not checked{told}</p>' in page


@pytest.mark.parametrize("part", ["title", "subtitle", "source"])
def test_words_about_an_output_have_no_marks_of_ours_without_a_voucher(make, part):
    about = {"alt": "Dots.", "title": "T", "source": "Me", part: '<span class="label">99</span>'}
    cell = make.output({"image/png": PNG}, {"image/png": about}, id="typed")
    assert make.faults(cell) == ["cell typed: the number '99' has no origin, in “99”"]


def test_a_table_that_was_handed_over_with_a_source_keeps_no_marks_but_that_it_is_data(make):
    table = '<table><caption class="label">99</caption><tr><th>Japan</th></tr><tr><td>5</td></tr></table>'
    cell = make.html(table, {"data": True, "source": "Me"}, id="typed")
    assert make.faults(cell) == ["cell typed: the number '99' has no origin, in “99”"]


def test_groups_of_a_drawing_without_a_voucher_vouch_for_nothing(make):
    cell = make.output({"image/svg+xml": AXIS}, {"image/svg+xml": {"alt": "Chips."}}, id="typed")
    found = [fault.split(" has no")[0].removeprefix("cell typed: the number ") for fault in make.faults(cell)]
    assert found == ["'99%'", "'98'", "'30th'", "'97'"]


def test_what_is_said_of_a_drawing_is_ours_or_left_out(make):
    about = {"alt": "Chips.", "title": "T", "numbers": ["f-rank"], "data": "share\n99\n", "narrow": AXIS}
    cell = make.output({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, {"image/svg+xml": about})
    page = make.to_html(cell, make.html(EXPLAINED))
    assert not [mark for mark in ('class="use"', "share\n99", "30th, 97") if mark in page]


def test_only_the_package_says_what_the_whole_document_is(make):
    forged = {"title": "Japan leads", "edition": "As known to IMD", "authors": ["IMD"], "annex": {"A": EXPLAINED}}
    for mark in ({}, {"text/html": {"ours": 1}}, {"report": {**forged, "ours": "yes"}}):
        page = make.to_html(make.output({"text/html": "<p>w</p>"}, {"report": forged, **mark}))
        assert not [words for words in ("Japan leads", "known to IMD", "30th") if words in page]
    assert "Japan leads" in make.to_html(make.document(**forged))


# -- what would be read otherwise than it is checked ----------------------------------------------------


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://www.imd.org/ranking", "https://evil.example/"),
        ("www.imd.org", "https://evil.example/www.imd.org"),
        ("see HTTPS://imd.org", "https://imd.org.evil.example/"),
        ("https://www.imd.org/", "https://www.imd.org@evil.example/"),
        ("https://www.imd.org/", "https://evil.example\\@www.imd.org/"),
        ("ht<b>tps://www.i</b>md.org/", "ranking.html"),
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
    with pytest.raises(ReportError) as refused:
        make.to_html(make.text(typed, id="typed"))
    assert f": {place} would be printed as it is typed; a sentence with findings stands in a cell" in str(refused.value)


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
