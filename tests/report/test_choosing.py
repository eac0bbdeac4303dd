"""Numbers, words and phrases that follow a reader's choice: marked for the page, and as ever in all other forms."""

import pytest
from bs4 import BeautifulSoup

from analysis.findings import UnknownFinding
from analysis.report import tables
from analysis.report.writer import HTML, MARKDOWN, PLAIN, UnknownPlace, choose

HOSTILE = ['"><script>alert()</script>', "a & b", "it's", '"quoted"', "<b>", "]]>", "x' onclick='y"]


@pytest.fixture
def found(finding):
    """A share that is a half in total and a tenth per year, and a number that never changes."""
    half, tenth = finding("half.total", 0.5, 0.5), finding("half.per_year", 0.1, 0.1)
    return {"half.total": half, "half.per_year": tenth, "seven": finding("seven", 7, 7, "firms")}


@pytest.fixture
def pen(choosing, found):
    """A pen that knows them, where the total was chosen."""
    return choosing(found)


@pytest.fixture
def worded(choosing, found):
    """A pen of the same where the total is called as given."""
    return lambda words: choosing(found, phrases={"basis": {"total": words}})


def tag(source):
    """The one element that a text in HTML is."""
    (element,) = BeautifulSoup(source, "html.parser").contents
    return element


def test_a_number_that_follows_a_choice_is_a_link_that_says_by_which_name(pen):
    link = tag(pen.fill("{half.chosen}", HTML))
    assert (link.name, link.get_text()) == ("a", "50%")
    assert (link["data-alias"], link["href"]) == ("half.chosen", "#f-half.total")
    assert set(link.attrs) == {"data-alias", "href", "title"}


def test_it_is_the_same_link_as_under_its_own_name_but_for_that_mark(pen):
    chosen, own = tag(pen.fill("{half.chosen}", HTML)), tag(pen.fill("{half.total}", HTML))
    del chosen["data-alias"]
    assert str(chosen) == str(own)


@pytest.mark.parametrize(
    "template", ["{seven}", "{half.total}", "{seven:many|some|none}", "{half.total:up|level|down}"]
)
def test_what_no_choice_changes_bears_no_mark(pen, template):
    assert "data-" not in pen.fill(template, HTML)


def test_a_word_that_follows_a_choice_names_all_the_words_to_choose_from(pen):
    word = tag(pen.fill("{half.chosen:more|as much|less}", HTML))
    assert (word.name, word.get_text()) == ("span", "more")
    assert word.attrs == {"data-alias": "half.chosen", "data-words": "more|as much|less"}


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_escaped_in_the_text_and_in_the_mark(pen, words):
    word = tag(pen.fill(f"{{half.chosen:{words}|as much|less}}", HTML))
    assert word.get_text() == words
    assert word.attrs == {"data-alias": "half.chosen", "data-words": f"{words}|as much|less"}


def test_a_phrase_says_which_parameter_it_follows(pen):
    phrase = tag(pen.fill("{phrase:basis}", HTML))
    assert (phrase.name, phrase.get_text()) == ("span", "over the whole programme")
    assert phrase.attrs == {"data-phrase": "basis"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "per trillion dollars of GDP, over the whole programme, at the rate of the article’s day"),
        (
            {"denominator": "population"},
            "per ten million people, over the whole programme, at the rate of the article’s day",
        ),
        (
            {"denominator": "gdp_ppp", "basis": "per_year", "rate_rule": "ppp"},
            "per trillion international dollars of GDP, per year of the programme, at purchasing power",
        ),
    ],
)
def test_a_phrase_reads_as_the_choice_made(reports, given, words):
    assert reports(**given).pen.fill("{phrase:denominator}, {phrase:basis}, {phrase:rate_rule}", PLAIN) == words


@pytest.mark.parametrize("words", HOSTILE)
def test_a_phrase_is_escaped(worded, words):
    phrase = tag(worded(words).fill("{phrase:basis}", HTML))
    assert (phrase.get_text(), phrase.attrs) == (words, {"data-phrase": "basis"})


def test_a_digit_in_a_phrase_is_marked_as_a_name_from_the_data(worded):
    phrase = tag(worded("for 10 million people").fill("{phrase:basis}", HTML))
    assert phrase["data-phrase"] == "basis"
    assert phrase.select_one("span.label").get_text() == "for 10 million people"


@pytest.mark.parametrize("parameter", ["as_of", "focus", "peers", "no_such_parameter"])
def test_a_phrase_of_what_no_reader_chooses_is_refused(pen, parameter):
    with pytest.raises(UnknownPlace, match="no phrase"):
        pen.fill(f"{{phrase:{parameter}}}", HTML)


@pytest.mark.parametrize("markup", [MARKDOWN, PLAIN], ids=["Markdown", "plain"])
@pytest.mark.parametrize("template", ["{half.chosen}", "{half.chosen:more|as much|less}", "{phrase:basis}"])
def test_markdown_and_plain_text_bear_no_mark_and_say_the_same(pen, template, markup):
    text = pen.fill(template, markup)
    assert "data-" not in text
    assert "<" not in text
    if template.startswith("{half"):
        assert text == pen.fill(template.replace("chosen", "total"), markup)
    else:
        assert text == "over the whole programme"


def test_a_sentence_reads_the_same_with_its_marks_as_without(pen):
    sentence = "Taken {phrase:basis}, {half.chosen} is {half.chosen:more|as much|less} & {seven} firms."
    page = BeautifulSoup(pen.fill(sentence, HTML), "html.parser")
    assert page.get_text() == pen.fill(sentence, PLAIN)
    assert page.get_text() == "Taken over the whole programme, 50% is more & 7 firms."
    assert len(page.select("[data-alias], [data-phrase]")) == 3


def test_a_cell_of_a_table_bears_the_mark_and_its_caption_none(pen):
    cells = [["Japan", pen.catalogue["half.chosen"]]]
    page = tables.make(pen, "tbl-x", "{half.chosen} in Japan", ["", "Share"], cells)
    bundle, about = page._repr_mimebundle_()
    (link,) = BeautifulSoup(bundle["text/html"], "html.parser").select("td [data-alias]")
    assert (link["data-alias"], link.get_text()) == ("half.chosen", "50%")
    assert "data-alias" not in about["text/html"]["caption"]
    assert bundle["text/plain"].splitlines() == ["50% in Japan", "Japan  50%"]


@pytest.mark.parametrize("template", ["{half.chosen}", "{half.chosen:more|as much|less}"])
def test_whatever_may_be_chosen_counts_as_shown_so_that_the_workings_explain_it(pen, template):
    pen.fill(template, HTML)
    assert list(pen.aliases) == ["half.chosen"]
    assert set(pen.used) == {"half.total", "half.per_year"}


def test_what_is_not_chosen_in_words_alone_is_not_explained_without_need(pen):
    pen.fill("{half.total:more|as much|less}", HTML)
    assert (pen.used, pen.aliases) == ({}, {})


def test_an_alias_under_which_nothing_is_known_is_no_fault_of_the_pen(choosing, found):
    pen = choosing(found | {"half.per_year": None})
    assert tag(pen.fill("{half.chosen}", HTML))["data-alias"] == "half.chosen"
    assert set(pen.used) == {"half.total"}
    with pytest.raises(UnknownFinding, match=r"did you mean half\.chosen"):
        pen.fill("{half.chosn}", HTML)


@pytest.mark.parametrize(("words", "word"), [("more|as much|less", "as much"), ("more|less", "more")])
def test_the_word_for_neither_side_is_the_one_in_the_middle_or_else_the_first(choosing, found, finding, words, word):
    pen = choosing({"even.total": finding("even.total", -0.1, 0.1), "even.per_year": found["half.per_year"]})
    assert tag(pen.fill(f"{{even.chosen:{words}}}", HTML)).get_text() == word
    assert choose(pen.catalogue["even.chosen"], words.split("|")) == word
