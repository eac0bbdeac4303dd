"""Figures read from the evidence: which row is taken, how it is called, and within which bounds."""

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Catalogue, Parameters, Study
from analysis.findings.finding_dates import day_of_rate

from ..builders import claimed, evidence, observed, rated

DAY, LATER = date(2024, 4, 12), date(2024, 6, 1)
ROWS = (
    observed("hives", "AAA", 1, "2021-02-01", year=2020),
    observed("hives", "AAA", 2, "2024-02-01", year=2023),
    observed("hives", "AAA", 3, "2024-05-01", year=2023),  # restated after the article
    observed("hives", "AAA", 4, "2024-06-01", year=2024),  # a period that had not ended then
    observed("honey", "AAA", 5, "2024-01-01", of="MAKER"),
    observed("honey", "AAA", 6, "2024-04-12", of="MAKER", year=2019),
    observed("honey", "AAA", 7, "2024-05-01", of="MAKER"),
    observed("people", "AAA", 8, "2024-01-01"),
    observed("people", "BBB", 8, "2024-04-12"),
)
RATES = [
    rated("2024-04-08", 150.0),
    rated("2024-04-09", 153.0),
    rated("2024-04-12", 156.0),
    rated("2024-04-15", 161.0, "2024-04-20"),
]
FIXES = [
    {
        "observation_id": "people.AAA.2020.2024-01-01", "column": "value", "expected": 8, "corrected": 9,
        "reason": "one was counted twice", "source_id": "office", "document_id": "report",
    }
]  # fmt: skip


@pytest.fixture(scope="module")
def now():
    return Catalogue(evidence(*ROWS, rates=RATES, corrections=FIXES), Parameters(LATER), Study("Bees", ""))


@pytest.fixture(scope="module")
def then(now):
    return now.on(DAY)


@pytest.mark.parametrize(
    ("read", "before", "after"),
    [
        (lambda c: c.observe("hives", "AAA"), 2, 3),  # of the last period that ended before the article
        (lambda c: c.observe("hives", "AAA", year=2020), 1, 1),
        (lambda c: c.observe("hives", "AAA", year=2024), "hives of AAA for 2024; known: 2020, 2023", 4),
        (lambda c: c.observe("hives", "AAA", until=date(2022, 12, 31)), 1, 1),
        (lambda c: c.newest("hives", "AAA"), 2, 4),  # of the last period of all
        (lambda c: c.current("hives", "AAA"), 2, 3),  # of the last that had ended on the as-of date
        (lambda c: c.later("hives", "AAA"), "hives of AAA: nothing newer than the article", 4),
        (lambda c: c.later("people", "BBB"), *("people of BBB: nothing newer than the article",) * 2),
        (lambda c: c.at_the_time("hives", "AAA", year=2023), 2, 2),  # the vintage of the article's day
        (lambda c: c.at_the_time("hives", "AAA", year=2024), *("hives of AAA for 2024, as of 2024-04-12",) * 2),
        (lambda c: c.announced("honey", "AAA", "MAKER"), 6, 6),  # the last one, whatever period it is about
        (lambda c: c.announced("honey", "AAA", "MAKER", since=True), "honey of MAKER after 2024-04-12", 7),
        (lambda c: c.announced("hives", "AAA", "MAKER"), *("hives of MAKER by 2024-04-12",) * 2),
    ],
)
def test_which_figure_is_taken_before_and_after_more_was_published(then, now, read, before, after):
    for c, expected in ((then, before), (now, after)):
        if isinstance(expected, str):
            with pytest.raises(NotKnownError) as error:
                read(c)
            assert str(error.value) == expected
        else:
            assert read(c).value == expected


def test_a_figure_is_called_by_what_was_measured_whom_it_is_about_and_when_and_knows_its_row(now):
    found = now.newest("hives", "AAA")
    assert (found.label, found.label.variable, found.method) == ("Hives, Aaa, 2024", ("Aaa", "2024"), "as published")
    assert (found.id, found.sources, found.inputs) == ("obs.hives.AAA.2024.2024-06-01", ("office",), ())
    assert found.observation.observation_id == found.figure == "hives.AAA.2024.2024-06-01"
    assert now.announced("honey", "AAA", "MAKER").label == "Honey, Maker, 2019"


def test_a_corrected_figure_says_what_its_source_published_and_a_derived_one_how_it_was_made(now):
    corrected = now.newest("people", "AAA")
    assert (corrected.value, corrected.method) == (9, "published as 8, corrected: one was counted twice")
    row = observed("hives", "AAA", 3, "2021-02-01", qualifier="derived", note="our sum: 1 and 2; seen in spring")
    derived = Catalogue(evidence(row), Parameters(DAY)).newest("hives", "AAA")
    assert (derived.method, derived.value, derived.inputs) == ("our sum: 1 and 2", 3, ())


@pytest.mark.parametrize(
    ("cells", "low", "value", "high"),
    [
        ({"precision": 1.0}, 2.5, 3.0, 3.5),
        ({"qualifier": "gt", "high": "INF"}, math.nextafter(3, 4), math.nextafter(3, 4), math.inf),
        ({"qualifier": "ge", "high": "INF"}, 3, 3, math.inf),
        ({"qualifier": "le", "low": 0}, 0, 3, math.nextafter(3, 4)),
    ],
    ids=["rounded", "more than", "at least", "up to"],
)
def test_bounds_are_those_of_the_words_around_the_figure(cells, low, value, high):
    """The words "more than three" leave three itself out, and "up to three" take it in."""
    row = observed("hives", "AAA", 3, "2021-02-01", **cells)
    found = Catalogue(evidence(row), Parameters(DAY)).newest("hives", "AAA")
    assert (found.quantity.low, found.quantity.value, found.quantity.high) == (low, value, high)


@pytest.mark.parametrize(
    ("indicator", "entity", "words"), [("hivess", "AAA", "no 'hivess'"), ("hives", "AAB", "no 'AAB'")]
)
def test_a_series_that_the_dataset_does_not_have_is_refused(now, indicator, entity, words):
    with pytest.raises(UnknownNameError, match=f"^{words}"):
        now.observe(indicator, entity)


@pytest.mark.parametrize(("who", "before", "after"), [("one", 1, 3), ("other", 2, 4)])
def test_of_several_accounts_the_one_asked_for_is_read(who, before, after):
    rows = [(1, "2024-01-01", "one"), (2, "2024-02-01", "other"), (3, "2024-05-01", "one"), (4, "2024-05-01", "other")]
    found = [observed("hives", "AAA", value, day, account=it, observation_id=f"{it}.{day}") for value, day, it in rows]
    now = Catalogue(evidence(*found), Parameters(LATER), Study("Bees", ""))
    for read in ("observe", "newest", "current"):
        assert [getattr(c, read)("hives", "AAA", account=who).value for c in (now.on(DAY), now)] == [before, after]
    assert now.later("hives", "AAA", account=who).value == after
    assert now.at_the_time("hives", "AAA", year=2020, account=who).value == before
    assert now.announced("hives", "AAA", "", account=who, since=True).value == after
    for account, reason in (("", "hives of AAA"), ("third", "hives of AAA, third")):
        with pytest.raises(NotKnownError, match=f"^{reason}$"):
            now.observe("hives", "AAA", account=account)


def test_the_articles_figure_and_its_day_count_from_its_own_day_on():
    """Without a figure that carries it, the day is that of the settings, with the article as its source."""
    said = observed("hives", "AAA", 3, "2024-04-10", observation_id="said", printed="three", source_id="article")
    claims = [claimed("C01", "said", check="no", rule="not checkable")]

    def opened(row, **study):
        return Catalogue(evidence(row, claims=claims), Parameters(DAY), Study("Bees", "", article="article", **study))

    carried, declared = opened(said, dated_by="C01")["claim.day"], opened(said)["claim.day"]
    assert (carried.text, carried.sources, carried.day) == ("10 April 2024", ("article",), date(2024, 4, 10))
    assert (declared.text, declared.sources, declared.inputs) == ("12 April 2024", ("article",), ())
    with pytest.raises(NotKnownError, match="public only since 2024-04-13"):
        opened(said | {"published": "2024-04-13", "vintage": "2024-04-13"})["claim.C01"]


# -- exchange rates


def test_a_rate_of_a_day_is_that_of_the_last_working_day_with_the_rounding_of_its_source(now):
    found = now.rate("USD", "JPY", date(2024, 4, 11), "bank", "dollar in yen")
    assert (found.value, found.quantity.low, found.quantity.high) == (153.0, 152.995, 153.005)
    assert (found.day, found.label) == (date(2024, 4, 9), "dollar in yen of 9 April 2024")
    assert (found.id, found.sources) == ("rate.JPY_per_USD.2024-04-09.bank", ("bank",))
    assert day_of_rate(found).text == "9 April 2024"


def test_a_mean_rate_counts_each_public_day_once_and_keeps_the_rounding_of_one(then, now):
    period = date(2024, 4, 9), date(2024, 4, 15), "bank"
    means = [c.mean_rate("USD", "JPY", *period) for c in (then, now)]
    assert [it.value for it in means] == pytest.approx([(153 + 156) / 2, (153 + 156 + 161) / 3])
    found = means[0]
    assert (found.quantity.low, found.quantity.high) == (154.5 - 0.005, 154.5 + 0.005)
    assert (found.quantity.unit, found.method) == ("JPY per USD", "mean of 2 daily rates")
    assert found.label == "dollar in yen, mean of 9 April 2024 to 12 April 2024"
    with pytest.raises(NotKnownError, match="the day of rate"):
        day_of_rate(found)
