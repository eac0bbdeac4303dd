from urllib.parse import unquote

import pytest

from analysis.rendering.tree import inline, plain, walk
from analysis.report.markup import HTML, MARKDOWN, PLAIN, for_jupyter


@pytest.mark.parametrize(
    ("typed", "page", "plain"),
    [
        ("it is *imprecise* here", "it is <em>imprecise</em> here", "it is imprecise here"),
        ("**Rules.** An amount", "<strong>Rules.</strong> An amount", "Rules. An amount"),
        ("*a* and **b c**", "<em>a</em> and <strong>b c</strong>", "a and b c"),
        ("a * b * c", "a * b * c", "a * b * c"),
        ("*<i>*", "<em>&lt;i&gt;</em>", "<i>"),
        ("one * alone", "one * alone", "one * alone"),
        ("as @fig-a-b shows", 'as <a class="ref" href="#fig-a-b">the figure</a> shows', "as the figure shows"),
        ("(@tbl-a)", '(<a class="ref" href="#tbl-a">the table</a>)', "(the table)"),
        ("a@fig-a", "a@fig-a", "a@fig-a"),
    ],
)
def test_words_are_emphasised_and_refer_as_in_markdown(typed, page, plain):
    assert (HTML.words(typed), PLAIN.words(typed), MARKDOWN.words(typed)) == (page, plain, typed.replace("<", r"\<"))


def test_what_comes_from_the_data_is_never_emphasised():
    assert HTML.escape("*a* <b>") == "*a* &lt;b&gt;"
    assert MARKDOWN.escape("*a*") == r"\*a\*"


@pytest.mark.parametrize(
    "text",
    ["https://example.org/", "<https://example.org/>", "[a](//example.org/)", "![a](//example.org/)", "<a href=/>"],
)
def test_a_name_of_the_data_is_no_link_in_a_caption(text):
    assert plain(inline(MARKDOWN.escape(text))) == text
    assert list(walk(inline(MARKDOWN.escape(text)))) == []


@pytest.mark.parametrize("target", ["f-a.2023", "f-a)[b](//example.org/", 'f-a"b', "f-'a'", "f-a\\"])
def test_a_link_of_a_caption_leads_to_its_working_whatever_that_is_called_and_whatever_it_shows(target):
    (link,) = walk(inline(f"It was {MARKDOWN.link('5', target, f'{target} [c](//example.org/) {chr(92)}')} then."))
    assert (link.tag, plain([link])) == ("a", "5")
    assert unquote(link.attrs["href"]) == f"#{target}"
    assert link.attrs["title"] == f"{target} [c](//example.org/) \\"


def test_jupyter_reads_no_dollar_of_any_paragraph_as_mathematics():
    page = for_jupyter("<p>$5</p>\n<p>$6</p>")
    assert page.count('<p class="mathjax_ignore tex2jax_ignore">') == 2
