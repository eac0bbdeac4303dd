"""HTML and Markdown become a tree of harmless elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rendering.html_tree import parse, plain, to_html
from analysis.rendering.markdown import parse_markdown

HTML = {
    # what is written, and what is left
    '<p class="a b" id="x&amp;y">one &lt; two</p>': '<p class="a b" id="x&amp;y">one &lt; two</p>',
    "<P>capitals<p>left open <b>bold": "<p>capitals</p><p>left open <b>bold</b></p>",
    "<ul><li>a<ul><li>b</ul><li>c</ul>": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "<table><tr><th scope=row>a<td colspan=2>b</table>": '<table><tbody><tr><th scope="row">a</th>'
    '<td colspan="2">b</td></tr></tbody></table>',
    '<details open><summary aria-label="A">a</summary>b</details>': '<details open=""><summary aria-label="A">a'
    "</summary>b</details>",
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


MARKDOWN = {
    "It cost $5 and $6, *or so*.": "<p>It cost $5 and $6, <em>or so</em>.</p>\n",
    "~~a~~ <b>b</b> `c`": "<p><del>a</del> <b>b</b> <code>c</code></p>\n",
    "```python\na < b\n```": "<pre><code>a &lt; b\n</code></pre>\n",
    "| a | b |\n|---|--:|\n| c | d |": "a b c d",
    "Text\n: what it is": "Text what it is",
    "https://example.org/a": '<p><a href="https://example.org/a">https://example.org/a</a></p>\n',
}


@pytest.mark.parametrize(("markdown", "written"), MARKDOWN.items())
def test_markdown_is_read_as_html_is(markdown, written):
    tree = parse_markdown(markdown, "cell x")
    assert written in (to_html(tree), plain(tree))
