"""What the explorer says follows from the assumptions, and every number in it can be explained."""

from functools import cache, partial
from html import unescape

import pytest
from bs4 import BeautifulSoup

from analysis.exhibits.prose import CODES, PLACE
from analysis.explorer.answers import answer, origin
from analysis.findings.parameters import check
from analysis.study import STUDY
from analysis.study.exploration import EXPLORATION, SENTENCES


def answered(evidence, **given):
    return answer(evidence, check(given, evidence, STUDY), STUDY, EXPLORATION)


@pytest.fixture(scope="module")
def under(evidence):
    """What is said under some assumptions, each set of them answered once."""
    return cache(partial(answered, evidence))


def text(found):
    return " ".join(BeautifulSoup(found.page, "html.parser").get_text(" ").split())


def test_every_sentence_is_said_when_everything_is_known(under):
    found = under()
    assert found.gaps == ()
    assert found.page.count("<p>") == len(SENTENCES)


def test_every_number_said_is_offered_to_be_explained_in_its_order(under):
    found = under(focus="KOR")
    said = [b.get_text() for b in BeautifulSoup(found.page, "html.parser").select("b")]
    named = [place[1] for sentence in SENTENCES for place in PLACE.finditer(sentence) if place[1] not in CODES]
    named = [name.replace("@", "KOR") for name in named]
    assert said == [found.numbers[name].text for name in named]
    assert list(found.numbers) == list(dict.fromkeys(named))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Where 1.5 times counts as much, “much larger than the United States” is overstated"),
        ({"much_larger": 1.25}, "Where 1.25 times counts as much, “much larger than the United States” is supported"),
        ({"rate_rule": "own", "own_rate": 113}, "Converted at the reader’s own rate, the support is $34.8 billion"),
        ({"denominator": "population"}, "In Japan there are 0.562 unicorns for ten million people, 7 in all"),
        ({"focus": "GBR"}, "In the United Kingdom there are"),
        ({"basis": "per_year"}, "Taken per year of the programme, Japan’s chip support is 0.213% of GDP"),
        ({"as_of": "2024-04-12"}, "“much larger than Germany” is supported and holds in"),
    ],
)
def test_sentences_and_verdicts_follow_an_assumption(under, given, said):
    """By hand: 3.9308 trillion yen at 113 are 34.8 billion dollars; three years make 0.638 per cent into 0.213."""
    assert said in text(under(**given)).replace(" .", ".").replace(" ,", ",")


def test_what_is_asked_for_and_not_known_is_named_with_what_to_choose(small_copy):
    """Korea's count and Amazon's pledge are given to others, so that nothing is known of them."""
    copy = small_copy
    for row in copy.rows("observations.csv")[1:]:
        entity, actor, indicator = row[1:4]
        if (entity, indicator) == ("KOR", "cb_insights_unicorns"):
            copy.observe(row[0], entity="NAM")
        elif actor == "AWS" and indicator == "planned_investment_usd":
            copy.observe(row[0], actor="ORACLE")
    found = answered(copy.load(), rate_rule="announced")
    assert found.gaps == (
        "No count of unicorns for South Korea on this day; choose another country.",
        "Amazon’s pledge has no dollar figure by this rate rule on this day; choose another rule.",
    )
    assert found.page.count("<p>") == len(SENTENCES) - 1


def test_an_explanation_leads_to_the_sources_in_a_few_lines(under):
    found = under()
    for name, finding in found.numbers.items():
        said = unescape(origin(found, name))
        assert finding.label in said
        assert "Source: " in said
        assert said.count("<br>") < 5


def test_a_number_tells_its_origin_on_hovering_too(under):
    titles = [b["title"] for b in BeautifulSoup(under().page, "html.parser").select("b")]
    assert all("Source: " in title for title in titles)
