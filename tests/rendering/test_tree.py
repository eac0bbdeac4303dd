"""HTML and Markdown become a tree of harmless elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rendering.tree import Element, inline, parse, plain, prose, to_html, walk

HTML = {
    # what is written, and what is left
    '<p class="a b" id="x&amp;y">one &lt; two</p>': '<p class="a b" id="x&amp;y">one &lt; two</p>',
    "<P>capitals<p>left open <b>bold": "<p>capitals</p><p>left open <b>bold</b></p>",
    "a<br>b<hr>": "a<br>b<hr>",
    "<dl><dt>A<dd>1<dt>B<dd>2</dl>": "<dl><dt>A</dt><dd>1</dd><dt>B</dt><dd>2</dd></dl>",
    "<ul><li>a<ul><li>b</ul><li>c</ul>": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "<table><tr><th scope=row>a<td colspan=2>b</table>": '<table><tbody><tr><th scope="row">a</th>'
    '<td colspan="2">b</td></tr></tbody></table>',
    '<details open><summary aria-label="A">a</summary>b</details>': '<details open=""><summary aria-label="A">a'
    "</summary>b</details>",
    '<article><a href="#x"><div>a block</div></a></article>': '<article><a href="#x"><div>a block</div></a></article>',
    "<pre>  two\n  lines</pre>": "<pre>  two\n  lines</pre>",
    "<!-- a comment -->text": "text",
    "<table><tr><td>" * 5 + "a<td>b": "<table><tbody><tr><td>" * 4
    + "<div>a b</div>"
    + "</td></tr></tbody></table>" * 4,
    '<section data-value="words">a</section>': "<section>a</section>",
    "<p>&amp;lt; 1 &lt; 2 &nbsp;&euro;</p>": "<p>&amp;lt; 1 &lt; 2 \u00a0€</p>",
}
"""HTML, and what it is as written again."""


@pytest.mark.parametrize(("html", "written"), HTML.items())
def test_html_is_read_and_written(html, written):
    assert to_html(parse(html)) == to_html(parse(written)) == written


@given(st.lists(st.sampled_from([*"<>/!&\"'= a", "p", "a", "li", "td", "table", "<p>", "</p>", "<a>", "&amp;"]))
       .map("".join))  # fmt: skip
def test_what_is_written_is_read_as_the_same_tree(html):
    tree = parse(html)
    assert parse(to_html(tree)) == parse(to_html(parse(to_html(tree))))


def test_a_screen_reader_hears_blocks_apart():
    assert plain(parse("<p>one</p><p>t<b>w</b>o<br>three</p>")) == "one two three"


def test_elements_are_listed_in_reading_order_and_not_past_a_class():
    nodes = parse('<div><p class="stop"><b>a</b></p></div><i>c</i>')
    assert [it.tag for it in walk(nodes)] == ["div", "p", "b", "i"]
    assert [it.tag for it in walk(nodes, past="stop")] == ["div", "p", "i"]


MARKDOWN = {
    "It cost $5 and $6, *or so*.": "<p>It cost $5 and $6, <em>or so</em>.</p>\n",
    "~~a~~ <b>b</b> `c`": "<p><del>a</del> <b>b</b> <code>c</code></p>\n",
    "```python\na < b\n```": "<pre><code>a &lt; b\n</code></pre>\n",
    "| a | b |\n|---|--:|\n| c | d |": "a b c d",
    "Text\n: what it is": "Text what it is",
    "https://example.org/a": '<p><a href="https://example.org/a">https://example.org/a</a></p>\n',
    "one\r\ntwo": "<p>one\ntwo</p>\n",
}


@pytest.mark.parametrize(("markdown", "written"), MARKDOWN.items())
def test_markdown_is_read_as_html_is(markdown, written):
    tree = prose(markdown, "cell x")
    assert written in (to_html(tree), plain(tree))


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("It *grew*, see [here](#x)", 'It <em>grew</em>, see <a href="#x">here</a>'),
        ("1. Chips", "1. Chips"),
        ("# Chips", "# Chips"),
        ("> - Chips\n> 2", "&gt; - Chips\n&gt; 2"),
        (" ¥5 and $6 ", "¥5 and $6"),
    ],
)
def test_a_title_begins_no_block(title, written):
    assert to_html(inline(title)) == written


def test_an_element_is_written_without_what_print_alone_has():
    assert to_html([Element("dt", {"print-read-at": "https://example.org", "id": "a"}, ["<"])]) == (
        '<dt id="a">&lt;</dt>'
    )
