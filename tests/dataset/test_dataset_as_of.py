"""What the evidence says as of a day: figures, their periods and bounds, and exchange rates."""

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.dataset import frames
from analysis.dataset.records import bounds, spans
from analysis.errors import NotKnownError

from ..builders import evidence as made
from ..builders import observed, rated


def test_the_summary_of_an_earlier_day_counts_what_was_public_then(evidence, raw):
    day = "2024-04-12"
    rows = sum(row["published"] <= day for row in raw.observations.values())
    rates = sum(published.isoformat() <= day for published in raw.rates.values())
    known = evidence.as_known_on(date.fromisoformat(day))
    assert known.summary.endswith(f" claims, {rows:,} observations, {rates:,} exchange rates")
    assert len(list(known.rates.public())) == rates < len(raw.rates)


def test_of_two_vintages_the_newest_public_one_counts_and_the_other_is_kept(evidence):
    """The labour force of 2012, revised on 3 March 2017."""
    before, after = (
        evidence.as_known_on(date(2017, 3, day)).latest("labour_force", "JPN", year=2012) for day in (2, 3)
    )
    assert (before.value, before.published) == (65.55e6, date(2013, 2, 1))
    assert (after.value, after.published) == (65.65e6, date(2017, 3, 3))
    of_2012 = [
        [o.value for o in rows("labour_force", "JPN") if o.period_end.year == 2012]
        for rows in (evidence.vintages, evidence.series)
    ]
    assert of_2012 == [[65.55e6, 65.65e6], [65.65e6]]


def test_what_becomes_public_on_a_day_is_not_known_before(evidence):
    name = "chip_support_pct_gdp.JPN.meti.2024-05-31.2024-05-31"
    eve, day = evidence.as_known_on(date(2024, 5, 30)), evidence.as_known_on(date(2024, 5, 31))
    with pytest.raises(NotKnownError, match="2024-05-31"):
        eve.observation(name)
    with pytest.raises(NotKnownError):
        eve.latest("chip_support_pct_gdp", "JPN", account="meti")
    assert day.latest("chip_support_pct_gdp", "JPN", account="meti") == day.observation(name)
    assert "meti_2024_05" in eve.later_sources
    assert "meti_2024_05" not in day.later_sources


def test_the_articles_own_figures_are_no_evidence(evidence):
    rows = evidence.vintages("cb_insights_unicorns", "WLD")
    assert rows
    assert all(o.source_id != "article" for o in rows)
    assert evidence.observation("claim.C13").value == 1200
    assert {"claim.C13", *evidence.events}.isdisjoint(o.observation_id for o in evidence.public)


def test_the_last_period_is_the_one_that_has_ended(evidence):
    assert evidence.latest("imd_wdcr_rank", "JPN", until=date(2024, 4, 12)).value == 32
    assert evidence.latest("imd_wdcr_rank", "JPN").value == 30
    with pytest.raises(NotKnownError, match=r"population of JPN for 1800; known: 2015 to 2026$"):
        evidence.latest("population", "JPN", year=1800)


def test_every_claim_names_sources_that_exist_and_one_judged_by_hand_has_a_verdict_and_a_reason(evidence):
    for claim_id, claim in evidence.claims.items():
        named = claim["source_ids"].split()
        assert evidence.sources.keys() >= set(named), claim_id
        if claim["check"] == "editorial":
            assert claim["editorial_verdict"], claim_id
            assert named, claim_id
        if claim["paragraph"]:
            assert claim["context_changes_reading"] in {"yes", "no"}, claim_id


def test_each_account_of_one_matter_is_looked_up_for_itself():
    rows = [observed("hives", "AAA", n, "2024-04-01", account=who, observation_id=f"row{n}")
            for n, who in enumerate(("", "one", "other"), 3)]  # fmt: skip
    data = made(*rows)
    found = [[o.value for o in data.series("hives", "AAA", account=who)] for who in ("", "one", "other", "third")]
    assert found == [[3], [4], [5], []]
    assert data.latest("hives", "AAA", account="other").value == 5


def test_what_an_actor_does_is_not_what_its_country_does():
    data = made(observed("hives", "AAA", 3, "2024-04-01"), observed("hives", "AAA", 4, "2024-04-01", of="MAKER"))
    assert [o.value for o in data.vintages("hives", "AAA")] == [3]
    assert [o.value for o in data.vintages("hives", "AAA", "MAKER")] == [4]
    assert data.key_of_figure("hives.AAA.MAKER.2020.2024-04-01") == ("hives", "AAA", "MAKER", "")


@pytest.mark.parametrize(("frequency", "start"), [("Q", "2020-10-01"), ("M", "2020-12-01"), ("D", "2020-12-31")])
def test_a_part_of_a_year_does_not_stand_for_the_year(frequency, start):
    """The part is newer than the figure of the year, and the last period to end; of the year it says nothing."""
    part = observed("hives", "AAA", 9, "2024-04-02", frequency=frequency, period_start=start)
    data = made(observed("hives", "AAA", 3, "2024-04-01"), part)
    assert data.latest("hives", "AAA", year=2020).value == 3
    assert [o.value for o in data.vintages("hives", "AAA")] == [3, 9]
    assert data.latest("hives", "AAA").value == 9
    assert data.as_known_on(date(2024, 4, 1)).latest("hives", "AAA").value == 3


RIVALS = (
    observed("hives", "AAA", 3, "2024-04-01", observation_id="used", document_id="daily"),
    observed("hives", "AAA", 4, "2024-04-01", observation_id="aside", document_id="blog", disagrees_with="used"),
)


def test_a_row_that_disagrees_with_the_one_in_use_is_set_aside():
    data = made(*RIVALS)
    assert [o.observation_id for o in data.vintages("hives", "AAA")] == ["used"]
    assert data.latest("hives", "AAA").value == 3
    assert data.observation("aside").value == 4  # it is kept, and found by its name
    assert set(data.names_of_rows) == set(frames.observations(data).index) == {"used", "aside"}


def test_the_rivals_of_a_row_are_those_that_name_it_as_far_as_they_were_public():
    late = {**RIVALS[1], "observation_id": "late", "published": "2024-05-01", "vintage": "2024-05-01"}
    data = made(*RIVALS, late)
    assert [o.observation_id for o in data.rivals("used")] == ["aside", "late"]
    assert [o.observation_id for o in data.as_known_on(date(2024, 4, 30)).rivals("used")] == ["aside"]
    assert data.rivals("aside") == data.rivals("no.such.row") == []


# -- periods and bounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "precision", "qualifier", "expected"),
    [
        (25e9, 1e9, "eq", (24.5e9, 25.5e9)),  # "$25 billion"
        (15.9e9, 0.3e9, "derived", (15.75e9, 16.05e9)),  # three parts, each to a tenth of a billion
        (13.5e9, 0.1e9, "approx", (13.4e9, 13.6e9)),  # "about 13.5 billion": twice the width
        (20e9, 1e9, "gt", (20e9, math.inf)),  # "more than 20 billion"
        (10e12, 1e12, "ge", (10e12, math.inf)),
        (476e9, 1e9, "le", (0, 476e9)),  # "up to 476 billion"
        (32, 0, "exact", (32, 32)),  # a rank
    ],
)
def test_bounds_follow_from_the_printed_digits_and_the_words_around_them(value, precision, qualifier, expected):
    assert bounds(value, precision, qualifier) == expected


@pytest.mark.parametrize(
    ("observation_id", "period"),
    [
        ("labour_force.JPN.2012.2017-03-03", "2012"),
        ("planned_investment_jpy.AWS.2023-01-01.2024-01-19", "2023–2027"),
        ("population_total.JPN.2023.2024-04-12", "2023-10-01"),
        ("chip_support_amount.JPN.mof.2021-04-01.2024-04-09", "2021-04-01 to 2024-03-31"),
        ("chip_support_amount.DEU.mof.2024-04-09.2024-05-21", ""),
    ],
)
def test_a_period_is_written_in_its_shortest_form(evidence, observation_id, period):
    assert evidence.observation(observation_id).period == period


def test_years_that_follow_each_other_are_named_in_one(evidence):
    assert spans(evidence.series("imd_wdcr_rank", "JPN")) == "2017 to 2025"
    assert spans(evidence.series("imd_wdcr_rank", "GBR")) == "2018 to 2019, 2022 to 2023"
    assert spans([]) == ""


@pytest.mark.parametrize(
    ("start", "end", "published", "words"),
    [
        ("2024-04-09", "2026-04-08", "2024-04-09", "9 April 2024, over 2 years"),
        ("2023-08-09", "2024-08-08", "2023-08-09", "9 August 2023, over 1 year"),
        ("2024-01-28", "2027-12-31", "2024-01-28", "28 January 2024, by the end of 2027"),
        ("2024-11-22", "2031-03-31", "2024-11-22", "22 November 2024, by the end of March 2031"),
        ("2024-11-22", "2031-03-15", "2024-11-22", "22 November 2024, by 15 March 2031"),
        ("2022-08-09", "2025-07-31", "2025-12-31", "9 August 2022 to 31 July 2025"),  # what has been, day by day
        ("2021-04-01", "2024-03-31", "2023-11-20", "April 2021 to March 2024"),
    ],
)
def test_a_plan_runs_as_long_as_its_source_says_and_to_no_day_that_nobody_named(start, end, published, words):
    row = observed("hives", "AAA", 3, published, period_start=start, period_end=end, frequency="_Z")
    data = made(row)
    assert data.observation(row["observation_id"]).when == words


# -- exchange rates -------------------------------------------------------------------------------------------

ECB, H10 = "ecb_exr", "fed_h10"


@pytest.mark.parametrize(
    ("known", "source", "pair", "day", "found"),
    [
        ("2026-10-30", ECB, "EUR.JPY", "2024-04-14", ("2024-04-12", 163.16)),  # on a Sunday that of the Friday before
        ("2026-10-30", H10, "USD.JPY", "2026-10-05", ("2026-09-25", ...)),  # ten days later
        ("2024-04-14", H10, "USD.JPY", "2024-04-12", ("2024-04-05", 151.59)),  # a week is public on the Monday after
        ("2024-04-15", H10, "USD.JPY", "2024-04-12", ("2024-04-12", 153.12)),
        ("2024-04-11", ECB, "EUR.USD", "2024-04-12", ("2024-04-11", 1.0729)),  # a fixing on its own day
        ("2024-04-12", ECB, "EUR.USD", "2024-04-12", ("2024-04-12", 1.0652)),
    ],
)
def test_a_day_has_the_last_rate_up_to_it_that_was_public(evidence, known, source, pair, day, found):
    rate = evidence.as_known_on(date.fromisoformat(known)).rates.on(*pair.split("."), date.fromisoformat(day), source)
    assert rate.day == date.fromisoformat(found[0])
    assert found[1] in (..., rate.value)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda it: it.on("USD", "JPY", date(2026, 10, 6), H10), "2026-10-06; the last before it is of 2026-09-25"),
        (lambda it: it.on("USD", "JPY", date(1971, 1, 3), H10), "the first is of 1971-01-04"),
        (lambda it: it.between("USD", "JPY", date(2024, 4, 13), date(2024, 4, 14), H10), "from 2024-04-13"),
        (lambda it: it.last_at_least("USD", "JPY", 400.0, date(2024, 4, 12), H10), "400"),
        (lambda it: it.on("USD", "XXX", date(2024, 4, 12), H10), "USD/XXX of fed_h10"),
    ],
)
def test_a_rate_that_nobody_published_is_not_known(evidence, ask, words):
    with pytest.raises(NotKnownError, match=words):
        ask(evidence.rates)


def test_both_ends_of_a_period_count_and_a_level_is_of_an_earlier_day(evidence):
    rates = evidence.rates.between("USD", "JPY", date(2024, 4, 8), date(2024, 4, 12), H10)
    assert [rate.value for rate in rates] == [151.78, 151.73, 152.90, 153.19, 153.12]
    last = [evidence.rates.last_at_least("USD", "JPY", 153.17, date(1990, 6, day), H10).day for day in (29, 28)]
    assert last == [date(1990, 6, 28), date(1990, 6, 27)]


BASE = observed("hives", "AAA", 3, "2021-02-01")


def test_a_source_ends_with_the_last_day_of_which_it_has_a_rate_of_every_pair():
    """The dollar goes on to the ninth, but the yen, published a day late, is known of the eighth alone."""
    rates = [
        rated("2024-04-08", 150.0), rated("2024-04-09", 151.0, published="2024-04-10"),
        rated("2024-04-08", 1.1, base="EUR", quote="USD"), rated("2024-04-09", 1.1, base="EUR", quote="USD"),
    ]  # fmt: skip
    data = made(BASE, rates=rates)
    assert data.rates.newest == date(2024, 4, 10)
    assert data.rates.newest_by_source == {"bank": date(2024, 4, 9)}
    assert data.as_known_on(date(2024, 4, 9)).rates.newest_by_source == {"bank": date(2024, 4, 8)}
    assert data.as_known_on(date(2024, 4, 7)).rates.newest_by_source == {"bank": date.min}


def test_data_without_any_exchange_rates_are_data():
    data = made(BASE)
    assert (len(data.rates), data.newest) == (0, date(2021, 2, 1))
    with pytest.raises(NotKnownError, match="USD/JPY of bank"):
        data.rates.on("USD", "JPY", date(2024, 4, 12), "bank")
