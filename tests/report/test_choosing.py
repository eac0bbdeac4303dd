"""Numbers, words and phrases by the option that was chosen for a parameter."""

import pytest

from analysis.errors import TemplateError
from analysis.report.writer import HTML, PLAIN, choose


@pytest.fixture
def found(finding):
    """A share that is a half in total and a tenth per year, and a number that never changes."""
    half, tenth = finding("half.total", 0.5, 0.5), finding("half.per_year", 0.1, 0.1)
    return {"half.total": half, "half.per_year": tenth, "seven": finding("seven", 7, 7, "firms")}


@pytest.fixture
def pen(choosing, found):
    """A pen that knows them, where the total was chosen."""
    return choosing(found)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "per trillion dollars of GDP, over the whole programme, at the rate of the article’s date"),
        (
            {"denominator": "population"},
            "per ten million people, over the whole programme, at the rate of the article’s date",
        ),
        (
            {"denominator": "gdp_ppp", "basis": "per_year", "rate_rule": "ppp"},
            "per trillion international dollars of GDP, per year of the programme, at purchasing power parity",
        ),
    ],
)
def test_a_phrase_reads_as_the_choice_made(reports, given, words):
    assert reports(**given).pen.fill("{phrase:denominator}, {phrase:basis}, {phrase:rate_rule}", PLAIN) == words


@pytest.mark.parametrize("parameter", ["as_of", "focus", "peers", "no_such_parameter"])
def test_a_phrase_of_what_no_reader_chooses_is_refused(pen, parameter):
    with pytest.raises(TemplateError, match="no phrase"):
        pen.fill(f"{{phrase:{parameter}}}", HTML)


@pytest.mark.parametrize("markup", [HTML, PLAIN], ids=["HTML", "plain"])
@pytest.mark.parametrize("template", ["{half.chosen}", "{half.chosen:more|as much|less}", "{phrase:basis}"])
def test_a_number_reads_by_its_alias_as_by_its_name(pen, template, markup):
    text = pen.fill(template, markup)
    if template.startswith("{half"):
        assert text == pen.fill(template.replace("chosen", "total"), markup)
    else:
        assert text == "over the whole programme"


@pytest.mark.parametrize(("words", "word"), [("more|as much|less", "as much"), ("more|less", "more")])
def test_the_word_for_neither_side_is_the_one_in_the_middle_or_else_the_first(choosing, found, finding, words, word):
    pen = choosing({"even.total": finding("even.total", -0.1, 0.1), "even.per_year": found["half.per_year"]})
    assert pen.fill(f"{{even.chosen:{words}}}", HTML) == word
    assert choose(pen.catalogue["even.chosen"], words.split("|")) == word
