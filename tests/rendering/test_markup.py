"""HTML is read by the short way exactly as by Python's own reader."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rendering.html_tree import MarkupParser

KINDS = ("starttag", "startendtag", "endtag", "comment", "decl", "data")


def told_by(reader, read):
    """Let a reader read a text, and list all that it tells of it, in order."""
    told = []
    for kind in KINDS:
        setattr(reader, f"handle_{kind}", lambda *said, kind=kind: told.append((kind, *said)))
    read(reader)
    return told


def by_python(text):
    reader = HTMLParser()
    return told_by(reader, lambda it: (it.feed(text), it.close()))


def by_the_short_way(text):
    return told_by(MarkupParser(), lambda it: it.read(text))


ODD = [
    '<p class="a b" id="x&amp;y">one &lt; two</p>',
    "<p class=\"a\"id='b' hidden data-x=1>",
    '<path d="M 0 0"/><path d="M 0 0" />',
    '<svg viewBox="0 0 1 1"><linearGradient ID="A"/></svg>',
    "<P>capitals</P><p\n>lines</p\n>",
    '<script>if (a < b) "</p>"</script><style>p > a {}</style>after</p>',
    '<textarea><b class="x">text?</b></textarea><title><i>text?</i></title>',
    "<!-- a <b> comment --><!doctype html><p>",
    "a < b <5> <> </> </5> <p <b>",
    '<a href="x"y"z">',
    '<a href="1>2">',
    "<p>unfinished <b",
    "<p>unfinished </b",
    '<p class="unfinished',
    "<iframe><b></iframe></b><xmp><i></xmp><noscript><u></noscript>",
    '<a-b c="d"></a-b><h1 a:b-c="">',
    '<a href="1<2">x</a> &amp; <b>y</b>',
    "&am<b>p;</b> &amp<i>x</i> a & b &",
    "<script>one<two</script><p>three<script>four",
    "<!-- cell [3], “a” --><p><!-- a - b --><!-- a -- b --><!-->",
]


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_read_as_python_reads_it(text):
    assert by_the_short_way(text) == by_python(text)


PIECES = st.sampled_from(
    [
        *'<>/!-"=& \n',
        "p",
        "b",
        "script",
        "title",
        "svg",
        "</",
        "/>",
        ' class="x"',
        " id='y'",
        "&amp;",
        "<!-- c -->",
        "</script>",
        "<p>",
        "</p>",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_put_together_is_read_as_python_reads_it(text):
    assert by_the_short_way(text) == by_python(text)


def test_what_is_not_finished_is_not_read_anew_with_each_piece(monkeypatch):
    fed = []
    feed = MarkupParser.feed
    monkeypatch.setattr(MarkupParser, "feed", lambda self, text: (fed.append(len(text)), feed(self, text))[1])
    MarkupParser().read(f"<script>{'<b>' * 10_000}</script>")
    assert len(fed) < 20
