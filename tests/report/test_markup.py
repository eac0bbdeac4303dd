import pytest

from analysis.report.markup import HTML, PLAIN, for_jupyter


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
    assert (HTML.words(typed), PLAIN.words(typed)) == (page, plain)


def test_what_comes_from_the_data_is_never_emphasised():
    assert HTML.escape("*a* <b>") == "*a* &lt;b&gt;"


def test_jupyter_reads_no_dollar_of_any_paragraph_as_mathematics():
    page = for_jupyter("<p>$5</p>\n<p>$6</p>")
    assert page.count('<p class="mathjax_ignore tex2jax_ignore">') == 2
