from datetime import date

import pytest

from analysis.dataset import frames
from analysis.errors import NotKnownError

from ..made_up import evidence as made
from ..made_up import observed

FIRST, REBASED = date(2013, 2, 1), date(2017, 3, 3)


def test_the_summary_of_an_earlier_day_counts_what_was_public_then(evidence, raw):
    day = "2024-04-12"
    rows = sum(row["published"] <= day for row in raw.observations.values())
    rates = sum(published.isoformat() <= day for published in raw.rates.values())
    known = evidence.as_known_on(date.fromisoformat(day))
    assert known.summary.endswith(f" claims, {rows:,} observations, {rates:,} exchange rates")
    assert len(list(known.rates.public())) == rates < len(raw.rates)


def test_of_two_vintages_the_newest_public_one_counts(evidence):
    before = evidence.as_known_on(date(2017, 3, 2)).latest("labour_force", "JPN", year=2012)
    after = evidence.as_known_on(REBASED).latest("labour_force", "JPN", year=2012)
    assert (before.value, before.published) == (65.55e6, FIRST)
    assert (after.value, after.published) == (65.65e6, REBASED)


def test_vintages_keep_what_was_replaced_and_a_series_does_not(evidence):
    rows = [o for o in evidence.vintages("labour_force", "JPN") if o.period_end.year == 2012]
    assert [o.value for o in rows] == [65.55e6, 65.65e6]
    assert [o.value for o in evidence.series("labour_force", "JPN") if o.period_end.year == 2012] == [65.65e6]


@pytest.mark.parametrize("economy", ["CHN", "DEU", "JPN", "USA"])
def test_the_second_account_is_unknown_until_its_day(evidence, economy):
    name = f"chip_support_pct_gdp.{economy}.meti.2024-05-31.2024-05-31"
    eve, day = evidence.as_known_on(date(2024, 5, 30)), evidence.as_known_on(date(2024, 5, 31))
    with pytest.raises(NotKnownError, match="2024-05-31"):
        eve.observation(name)
    with pytest.raises(NotKnownError):
        eve.latest("chip_support_pct_gdp", economy, account="meti")
    assert day.latest("chip_support_pct_gdp", economy, account="meti") == day.observation(name)


def test_gdp_is_known_by_the_vintage_of_the_day(evidence):
    """The outlook of April 2024 came four days after the article."""
    gdp = [evidence.as_known_on(date(2024, 4, day)).latest("gdp_nominal_lcu", "JPN", year=2022) for day in (15, 16)]
    assert [o.value for o in gdp] == [557_227.0e9, 559_710.0e9]


def test_the_articles_own_figures_are_no_evidence(evidence):
    rows = evidence.vintages("cb_insights_unicorns", "WLD")
    assert rows
    assert all(o.source_id != "article" for o in rows)
    assert evidence.observation("claim.C13").value == 1200
    assert {"claim.C13", *evidence.events}.isdisjoint(o.observation_id for o in evidence.public)


def test_the_last_period_is_the_one_that_has_ended(evidence):
    assert evidence.latest("imd_wdcr_rank", "JPN", until=date(2024, 4, 12)).value == 32
    assert evidence.latest("imd_wdcr_rank", "JPN").value == 30


def test_what_nobody_published_is_not_known(evidence):
    with pytest.raises(NotKnownError, match=r"population of JPN for 1800; known: 2015 to 2026$"):
        evidence.latest("population", "JPN", year=1800)


# -- claims ---------------------------------------------------------------------------------------------


def test_every_claim_names_sources_that_the_dataset_has(evidence):
    named = {source for claim in evidence.claims.values() for source in claim["source_ids"].split()}
    assert named
    assert named <= evidence.sources.keys()


def test_a_claim_judged_by_hand_has_a_verdict_and_a_source(evidence):
    by_hand = [claim for claim in evidence.claims.values() if claim["check"] == "editorial"]
    assert by_hand
    assert [c["claim_id"] for c in by_hand if not (c["editorial_verdict"] and c["source_ids"])] == []


# -- what there is ----------------------------------------------------------------------------------------


def test_sources_whose_figures_all_came_later_are_known_as_such(evidence):
    assert "meti_2024_05" in evidence.as_known_on(date(2024, 5, 30)).later_sources
    assert "meti_2024_05" not in evidence.as_known_on(date(2024, 5, 31)).later_sources
    assert evidence.later_sources == set()


# -- actors, accounts, parts of a year, and what other documents say ----------------------------------------


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
    assert data.key_of("hives.AAA.MAKER.2020.2024-04-01") == ("hives", "AAA", "MAKER", "")


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
