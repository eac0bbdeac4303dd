"""What a notebook writes by hand does no harm, and does not pass as ours, whatever marks of the page it imitates."""

from __future__ import annotations

import base64

import pytest

from analysis.rendering.document_from_notebook import without_marks
from analysis.rendering.html_tree import parse, to_html
from analysis.rendering.report_errors import ReportError

HOSTILE = {
    # what would run, load or lead away
    "<script>run()</script>": "",
    "<p onclick='run()' style='position: fixed'>a</p>": "<p>a</p>",
    "<svg onload=run()><text>a</text></svg>": "",
    "<math><mi xlink:href='javascript:run()'>a</mi></math>": "",
    "<iframe src='https://evil.example'>a</iframe>": "",
    "<object data=x>a</object><embed src=x>": "",
    "<link rel=stylesheet href=x><base href=x><meta http-equiv=refresh content=0>": "",
    "<form action=x><button formaction=y>a</button><input value=b></form>": "a",
    "<noscript><p title='</noscript><img src=x onerror=run()>'>": "'&gt;",
    "<a href='javascript:run()'>a</a>": "<a>a</a>",
    "<a href='JaVa&#10;Script:run()'>a</a>": "<a>a</a>",
    "<a href='&#1;javascript:run()'>a</a>": "<a>a</a>",
    "<a href='data:text/html,a'>a</a>": "<a>a</a>",
    "<a href='//evil.example'>a</a>": "<a>a</a>",
    "<a href='/\\evil.example'>a</a>": "<a>a</a>",
    "<a href='/&#9;/evil.example'>a</a>": "<a>a</a>",
    "<a href='https://a.org' target=_blank ping=x>a</a>": '<a href="https://a.org">a</a>',
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


# -- what the metadata of an output say -----------------------------------------------------------------

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


@pytest.mark.parametrize(("source", "told"), [("", ""), ("IMD", "; source as stated there: IMD")])
def test_a_picture_or_table_without_a_voucher_says_that_nobody_checked_it(make, source, told):
    table = "<table><tr><th>Japan</th></tr><tr><td>9</td></tr></table>"
    for kind, mime, content, title in (("figure", "image/png", PNG, "title"), ("table", "text/html", table, "caption")):
        about = {"alt": "Dots.", title: "Japan leads", "source": source, "data": True}
        page = make.to_html(make.output({mime: content}, {mime: about}))
        assert f'<p class="source">A {kind} of the notebook, not checked{told}</p>' in page


# -- what would be read otherwise than it is checked ----------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Japan was {imd.JPN.rank} then.", "{imd.JPN.rank}"),
        ("## Of {unicorns.@.count} firms", "{unicorns.@.count}"),
        ("It is **{subsidy.ratio.DEU.mof:more|as much|less}** than that.", "{subsidy.ratio.DEU.mof:more|as much|less}"),
        ("- that is {verdict:C26}", "{verdict:C26}"),
        ("It is {times:more|less}.", "{times:more|less}"),
    ],
)
def test_a_finding_in_braces_is_refused_in_a_cell_that_fills_in_none(make, typed, place):
    with pytest.raises(ReportError) as refused:
        make.to_html(make.text(typed, id="typed"))
    assert f": {place} would be printed as it is typed; a sentence with findings stands in a cell" in str(refused.value)
