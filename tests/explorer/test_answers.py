"""What the explorer says follows from the assumptions, and every number in it can be explained."""

from functools import cache, partial
from html import unescape

import pytest
from bs4 import BeautifulSoup

from analysis.explorer.controls import answer, origin
from analysis.findings import Catalogue, Finding
from analysis.findings.parameters import check
from analysis.report.templates import CODES, PLACE
from analysis.study import STUDY
from analysis.study.explorer import EXPLORATION, SENTENCES


def answered(evidence, **given):
    return answer(Catalogue(evidence, check(given, evidence, STUDY), STUDY), EXPLORATION)


@pytest.fixture(scope="module")
def under(evidence):
    """What is said under some assumptions, each set of them answered once."""
    return cache(partial(answered, evidence))


def text(found):
    page = " ".join(sentence.plain for sentence in found.sentences if sentence)
    return " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def told(found):
    return [it for sentence in found.sentences if sentence for it in sentence.told]


def test_every_sentence_is_said_when_everything_is_known(under):
    found = under()
    assert found.gaps == ()
    assert len(found.sentences) == len(SENTENCES)
    assert None not in found.sentences


def test_every_number_and_verdict_said_can_be_clicked_in_its_order(under):
    found = under(focus="KOR")
    named = [place for sentence in SENTENCES for place in PLACE.finditer(sentence)]
    named = [place for place in named if place[1] not in CODES or place[1] == "verdict"]
    c = found.catalogue
    said = [c.verdict(it["words"]).outcome if it["words"] else c[it[1].replace("@", "KOR")].text for it in named]
    assert [it.text for it in told(found)] == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "If “much larger” means at least 1.5 times, the claim about the United States is overstated"),
        (
            {"much_larger": 1.25},
            "If “much larger” means at least 1.25 times, the claim about the United States is supported",
        ),
        (
            {"rate_rule": "own", "own_rate": 113},
            "Converted at the reader’s own rate, the support comes to $34.8 billion",
        ),
        (
            {"denominator": "population"},
            "On the list of 20 March 2024 Japan has 0.562 unicorns per ten million people, 7 in all",
        ),
        ({"focus": "GBR"}, "the United Kingdom has 15.5 unicorns per trillion dollars of GDP"),
        ({}, "the article has $25 billion and $14 billion"),
        ({"basis": "per_year"}, "Counted per year of the programme, Japan’s chip support comes to 0.213% of GDP"),
        ({"as_of": "2024-04-12"}, "the claim about Germany is supported and holds in"),
    ],
)
def test_sentences_and_verdicts_follow_an_assumption(under, given, said):
    """By hand: 3.9308 trillion yen at 113 are 34.8 billion dollars; three years make 0.638 per cent into 0.213."""
    assert said in text(under(**given))


def test_what_is_asked_for_and_not_known_is_named_with_what_to_choose(small_copy):
    """Korea's count and Amazon's pledge are given to others, so that nothing is known of them."""
    copy = small_copy
    for row in copy.rows("observations.csv")[1:]:
        entity, actor, indicator = row[1:4]
        if (entity, indicator) == ("KOR", "cb_insights_unicorns"):
            copy.give(row[0], entity="NAM")
        elif actor == "AWS" and indicator == "planned_investment_usd":
            copy.give(row[0], actor="ORACLE")
    found = answered(copy.load(), rate_rule="announced")
    assert found.gaps == (
        "No count of unicorns for South Korea by this date; choose another.",
        "Amazon’s pledge cannot be converted at this rate by this date; choose another rate.",
    )
    assert found.sentences.count(None) == 1


def test_an_explanation_leads_to_the_sources_in_a_few_lines(under):
    found = under()
    for about in (it.about for it in told(found) if isinstance(it.about, Finding)):
        said = unescape(origin(about, found.catalogue.evidence))
        assert about.label in said
        assert "Source: " in said
        assert said.count("<br>") < 5


def test_a_verdict_is_explained_by_its_rule_and_the_evidence_on_each_side(under):
    found = under()
    said = origin(found.catalogue.verdict("C26"), found.catalogue.evidence)
    for words in ("C26: overstated", "Rule: comparison", "For it: 3.4 (", "Against it: 1.36 (", "Holds in 6 of 8"):
        assert words in said
