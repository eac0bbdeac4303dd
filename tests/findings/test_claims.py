"""The article's own figures as findings, and the day on which it appeared."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Parameters, Study

from .. import builders
from ..builders import claimed, observed
from ..builders import evidence as made


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("C01", "billions of dollars"),
        ("C04", "$14 billion"),
        ("C05", "$2.9 billion"),
        ("C07", "three million"),
        ("C08", "125 million"),
        ("C11", "32nd"),
        ("C12", "seven"),
        ("C13", "more than 1,200"),
        ("C14", "more than $1 billion"),
        ("C22", "$8.6 billion"),
        ("C23", "$20 billion"),
        ("C25", "$25 billion"),
        ("C28", "34 years"),
    ],
)
def test_a_figure_of_the_article_is_repeated_as_it_stands_there(then, claim, text):
    assert then.catalogue[f"claim.{claim}"].text == text


def test_the_articles_day_is_a_finding(then, now):
    assert then.catalogue["claim.day"].text == now.catalogue["claim.day"].text == "12 April 2024"


SAID = observed("hives", "AAA", 3, "2024-04-10", observation_id="said", printed="three", source_id="article")


def opened(*rows, dated_by="", claims=(("C01", "said"),)):
    data = made(*rows, claims=[claimed(claim, row, check="no", rule="not checkable") for claim, row in claims])
    return Catalogue(data, Parameters(date(2024, 4, 12)), Study("Bees", "", article="article", dated_by=dated_by))


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({}, "three"),  # counts, ranks, years and shares stand in the words of the article
        ({"unit": "USD", "precision": 1.0}, "$3"),  # a sum of money as the report prints it,
        ({"unit": "USD", "qualifier": "gt", "high": "INF"}, "three"),  # unless it is open upwards
    ],
)
def test_a_figure_is_repeated_in_the_words_of_the_article_where_the_report_would_say_it_otherwise(
    monkeypatch, cells, text
):
    monkeypatch.setitem(builders.UNITS, "hives", cells.get("unit", "firms"))
    row = observed(
        "hives", "AAA", 3, "2024-04-10", observation_id="said", printed="three", source_id="article", **cells
    )
    finding = opened(row)["claim.C01"]
    assert finding.text == text
    assert finding.label == "The article, claim C01: Hives, Aaa, 2020"
    assert finding.label.own == ("C01", "Aaa", "2020")


def test_the_day_is_that_of_a_figure_of_the_article_or_the_one_that_is_declared():
    """Without a figure that carries it, the day stands in the settings, with the article as its source."""
    carried, declared = opened(SAID, dated_by="C01")["claim.day"], opened(SAID)["claim.day"]
    assert (carried.text, carried.sources) == ("10 April 2024", ("article",))
    assert (declared.text, declared.sources, declared.inputs) == ("12 April 2024", ("article",), ())
    assert carried.day == date(2024, 4, 10)


def test_a_figure_of_the_article_counts_from_the_articles_own_day_on():
    later = observed("hives", "AAA", 3, "2024-04-13", observation_id="said", source_id="article")
    with pytest.raises(NotKnownError, match="public only since 2024-04-13"):
        opened(later)["claim.C01"]
