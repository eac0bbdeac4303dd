"""Figures read from the evidence: which row is taken, and how it is called."""

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Catalogue, Parameters, Study
from analysis.findings.arithmetic import day_of_rate

from ..builders import SETTINGS, observed, rated
from ..builders import evidence as made

DAY, LATER = date(2024, 4, 12), date(2024, 6, 1)
ROWS = (
    observed("hives", "AAA", 1, "2021-02-01", year=2020),
    observed("hives", "AAA", 2, "2024-02-01", year=2023),
    observed("hives", "AAA", 3, "2024-05-01", year=2023),  # restated after the article
    observed("hives", "AAA", 4, "2024-06-01", year=2024),  # a period that had not ended then
    observed("honey", "AAA", 5, "2024-01-01", of="MAKER"),
    observed("honey", "AAA", 6, "2024-03-01", of="MAKER", year=2019),
    observed("honey", "AAA", 7, "2024-05-01", of="MAKER"),
    observed("people", "AAA", 8, "2024-01-01"),
)
RATES = [
    rated(day, rate) for day, rate in (("2024-04-08", 150.0), ("2024-04-09", 153.0), ("2024-04-12", 156.0))
]  # fmt: skip
WINDOWS = SETTINGS + "[windows]\nstart = 2019\n"
FIXES = [
    {
        "observation_id": "people.AAA.2020.2024-01-01", "column": "value", "expected": 8, "corrected": 9,
        "reason": "one was counted twice", "source_id": "office", "document_id": "report",
    }
]  # fmt: skip


@pytest.fixture(scope="module")
def now():
    data = made(*ROWS, rates=RATES, corrections=FIXES, settings=WINDOWS)
    return Catalogue(data, Parameters(LATER), Study("Bees", ""))


@pytest.fixture(scope="module")
def then(now):
    return now.on(DAY)


# -- which row -------------------------------------------------------------------------------------------


def test_a_figure_is_the_newest_vintage_of_the_last_period_that_ended_before_the_article(then, now):
    assert (then.observe("hives", "AAA").value, now.observe("hives", "AAA").value) == (2, 3)


def test_a_figure_of_a_year_is_the_newest_vintage_of_that_year_whenever_it_ended(then, now):
    assert [c.observe("hives", "AAA", year=2020).value for c in (then, now)] == [1, 1]
    assert now.observe("hives", "AAA", year=2024).value == 4
    with pytest.raises(NotKnownError, match=r"^hives of AAA for 2024; known: 2020, 2023$"):
        then.observe("hives", "AAA", year=2024)


def test_a_figure_up_to_a_day_is_of_the_last_period_that_ended_by_then(now):
    assert now.observe("hives", "AAA", until=date(2022, 12, 31)).value == 1


def test_the_newest_figure_is_of_the_last_period_of_all(then, now):
    assert (then.newest("hives", "AAA").value, now.newest("hives", "AAA").value) == (2, 4)


def test_a_later_figure_became_public_after_the_article(then, now):
    assert now.later("hives", "AAA").value == 4
    with pytest.raises(NotKnownError, match="hives of AAA: nothing newer than the article"):
        then.later("hives", "AAA")
    with pytest.raises(NotKnownError, match="people of AAA: nothing newer than the article"):
        now.later("people", "AAA")


def test_a_figure_at_the_time_is_the_vintage_that_was_newest_on_the_articles_day(then, now):
    assert [c.at_the_time("hives", "AAA", year=2023).value for c in (then, now)] == [2, 2]
    with pytest.raises(NotKnownError, match="hives of AAA for 2024, as of 2024-04-12"):
        now.at_the_time("hives", "AAA", year=2024)


def test_what_was_announced_last_counts_whatever_period_it_is_about(then, now):
    assert [c.announced("honey", "AAA", "MAKER").value for c in (then, now)] == [6, 6]
    assert now.announced("honey", "AAA", "MAKER", since=True).value == 7
    with pytest.raises(NotKnownError, match="honey of MAKER after 2024-04-12"):
        then.announced("honey", "AAA", "MAKER", since=True)
    with pytest.raises(NotKnownError, match="hives of MAKER by 2024-04-12"):
        now.announced("hives", "AAA", "MAKER")


# -- how it is called ------------------------------------------------------------------------------------


def test_a_row_is_called_by_what_was_measured_whom_it_is_about_and_when(now):
    label = now.newest("hives", "AAA").label
    assert (label, label.own) == ("Hives, Aaa, 2024", ("Aaa", "2024"))
    assert now.announced("honey", "AAA", "MAKER").label == "Honey, Maker, 2019"


def test_a_figure_knows_its_row_its_source_and_its_own_name(now):
    found = now.newest("hives", "AAA")
    assert (found.id, found.sources, found.inputs) == ("obs.hives.AAA.2024.2024-06-01", ("office",), ())
    assert found.observation.observation_id == found.figure == "hives.AAA.2024.2024-06-01"
    assert found.method == "as published"


def test_a_corrected_figure_says_what_its_source_published_and_why_that_is_wrong(now):
    found = now.newest("people", "AAA")
    assert found.value == 9
    assert found.method == "published as 8, corrected: one was counted twice"


def test_a_derived_figure_says_of_what_it_was_worked_out_and_not_that_it_was_published():
    row = observed("hives", "AAA", 3, "2021-02-01", qualifier="derived", note="our sum: 1 and 2; seen in spring")
    found = Catalogue(made(row), Parameters(DAY)).newest("hives", "AAA")
    assert (found.method, found.value, found.inputs) == ("our sum: 1 and 2", 3, ())


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
    found = Catalogue(made(observed("hives", "AAA", 3, "2021-02-01", **cells)), Parameters(DAY)).newest("hives", "AAA")
    assert (found.quantity.low, found.quantity.value, found.quantity.high) == (low, value, high)


@pytest.mark.parametrize(
    ("indicator", "entity", "words"),
    [
        ("hivess", "AAA", "no 'hivess'"),
        ("hives", "AAB", "no 'AAB'"),
    ],
)
def test_a_series_that_the_dataset_does_not_have_is_refused_with_the_nearest_name(now, indicator, entity, words):
    now.check_series("hives", "AAA")
    with pytest.raises(UnknownNameError) as error:
        now.check_series(indicator, entity)
    assert str(error.value).startswith(words)


# -- whose account, and whom it is about -------------------------------------------------------------------

BY_ACCOUNT = [
    observed("hives", "AAA", value, day, account=who, observation_id=f"{who}.{day}")
    for value, day, who in (
        (1, "2024-01-01", "one"), (2, "2024-02-01", "other"), (3, "2024-05-01", "one"), (4, "2024-05-01", "other"),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def accounts():
    return Catalogue(made(*BY_ACCOUNT), Parameters(LATER), Study("Bees", ""))


@pytest.mark.parametrize(("who", "before", "after"), [("one", 1, 3), ("other", 2, 4)])
def test_of_several_accounts_the_one_asked_for_is_read(accounts, who, before, after):
    then = accounts.on(DAY)
    for read in ("observe", "newest"):
        found = [getattr(c, read)("hives", "AAA", account=who).value for c in (then, accounts)]
        assert found == [before, after], read
    assert accounts.later("hives", "AAA", account=who).value == after
    assert accounts.at_the_time("hives", "AAA", year=2020, account=who).value == before
    announced = [accounts.announced("hives", "AAA", "", account=who, since=since).value for since in (False, True)]
    assert announced == [before, after]


def test_an_account_that_nobody_gave_is_not_known(accounts):
    with pytest.raises(NotKnownError, match=r"^hives of AAA$"):
        accounts.observe("hives", "AAA")
    with pytest.raises(NotKnownError, match=r"^hives of AAA, third$"):
        accounts.observe("hives", "AAA", account="third")
    with pytest.raises(NotKnownError, match="hives of AAA: nothing newer than the article"):
        accounts.on(DAY).later("hives", "AAA", account="one")


def test_a_firm_is_called_by_its_name_and_may_be_asked_for(now):
    now.check_series("honey", "MAKER")
    assert now.name("MAKER") == "Maker"
    assert now.observe("honey", "AAA", "MAKER").value == 7


# -- exchange rates ---------------------------------------------------------------------------------------


def test_a_rate_of_a_day_has_the_rounding_of_its_source_and_is_called_after_its_day(now):
    found = now.rate("USD", "JPY", date(2024, 4, 11), "bank", "dollar in yen")
    assert (found.value, found.quantity.low, found.quantity.high) == (153.0, 152.995, 153.005)
    assert (found.day, found.label) == (date(2024, 4, 9), "dollar in yen of 9 April 2024")
    assert (found.id, found.sources) == ("rate.JPY_per_USD.2024-04-09.bank", ("bank",))
    assert day_of_rate(found).text == "9 April 2024"


def test_a_mean_rate_counts_each_day_once_and_keeps_the_rounding_of_one(now):
    found = now.mean_rate("USD", "JPY", date(2024, 4, 8), date(2024, 4, 9), "bank")
    assert found.value == 151.5
    assert (found.quantity.low, found.quantity.high) == (151.5 - 0.005, 151.5 + 0.005)
    assert found.quantity.unit == "JPY per USD"
    assert found.method == "mean of 2 daily rates"
    assert found.label == "dollar in yen, mean of 8 April 2024 to 9 April 2024"


def test_the_day_of_a_mean_rate_does_not_exist(now):
    with pytest.raises(NotKnownError, match="the day of rate"):
        day_of_rate(now.mean_rate("USD", "JPY", date(2024, 4, 8), date(2024, 4, 12), "bank"))


def test_a_mean_goes_as_far_as_rates_were_public():
    late = [rated("2024-04-08", 150.0), rated("2024-04-09", 154.0, published="2024-04-15")]
    c = Catalogue(made(ROWS[0], rates=late), Parameters(DAY))
    period = date(2024, 4, 1), date(2024, 4, 30)
    assert c.mean_rate("USD", "JPY", *period, "bank").value == 150
    assert c.on(date(2024, 4, 15)).mean_rate("USD", "JPY", *period, "bank").value == 152
