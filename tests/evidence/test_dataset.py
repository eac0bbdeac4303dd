from datetime import date

import pytest

from analysis.evidence import NotKnown, load

FIRST, REBASED = date(2013, 2, 1), date(2017, 3, 3)


def test_without_a_day_everything_that_is_public_counts(evidence, raw):
    newest = max(*(row["published"] for row in raw.observations.values()), *map(str, raw.rates.values()))
    assert evidence.as_of == evidence.newest == date.fromisoformat(newest)


def test_the_claims_judged_are_those_that_stand_in_a_paragraph(evidence):
    assert evidence.claims_judged
    assert [c for c in evidence.claims if c not in evidence.claims_judged] == [
        c for c in evidence.claims if c[0] == "D"
    ]


def test_the_summary_counts_claims_without_the_defects_of_the_text(evidence, raw):
    claims, rows, rates = len(evidence.claims_judged), len(raw.observations), len(raw.rates)
    assert evidence.summary == f"{claims} claims, {rows:,} observations, {rates:,} exchange rates"


def test_of_two_vintages_the_newest_public_one_counts(evidence):
    before = evidence.as_known_on(date(2017, 3, 2)).latest("labour_force", "JPN", year=2012)
    after = evidence.as_known_on(REBASED).latest("labour_force", "JPN", year=2012)
    assert (before.value, before.published) == (65.55e6, FIRST)
    assert (after.value, after.published) == (65.65e6, REBASED)


def test_vintages_keep_what_was_replaced_and_a_series_does_not(evidence):
    rows = [o for o in evidence.vintages("labour_force", "JPN") if o.period_end.year == 2012]
    assert [o.value for o in rows] == [65.55e6, 65.65e6]
    assert [o.value for o in evidence.series("labour_force", "JPN") if o.period_end.year == 2012] == [65.65e6]


def test_a_series_stands_in_order_of_time(evidence):
    ends = [o.period_end for o in evidence.series("labour_force", "JPN")]
    assert ends == sorted(ends)
    assert ends[0].year == 2012


@pytest.mark.parametrize("economy", ["CHN", "DEU", "JPN", "USA"])
def test_the_second_account_is_unknown_until_its_day(evidence, economy):
    name = f"chip_support_pct_gdp_meti.{economy}.2024-05-31.2024-05-31"
    eve, day = evidence.as_known_on(date(2024, 5, 30)), evidence.as_known_on(date(2024, 5, 31))
    with pytest.raises(NotKnown, match="2024-05-31"):
        eve.observation(name)
    with pytest.raises(NotKnown):
        eve.latest("chip_support_pct_gdp_meti", economy)
    assert day.latest("chip_support_pct_gdp_meti", economy) == day.observation(name)


def test_gdp_is_known_by_the_vintage_of_the_day(evidence):
    """The outlook of April 2024 came four days after the article."""
    gdp = [evidence.as_known_on(date(2024, 4, day)).latest("gdp_nominal_lcu", "JPN", year=2022) for day in (15, 16)]
    assert [o.value for o in gdp] == [557_227.0e9, 559_710.0e9]


def test_the_articles_own_figures_are_no_evidence(evidence):
    rows = evidence.vintages("cb_insights_unicorns", "WLD")
    assert rows
    assert all(o.source_id != "article" for o in rows)
    assert evidence.observation("cb_insights_unicorns.WLD.2024-04-12.article").value == 1200


def test_the_last_period_is_the_one_that_has_ended(evidence):
    assert evidence.latest("imd_wdcr_rank", "JPN", until=date(2024, 4, 12)).value == 32
    assert evidence.latest("imd_wdcr_rank", "JPN").value == 30


def test_what_nobody_published_is_not_known(evidence):
    with pytest.raises(NotKnown, match="population JPN 1800"):
        evidence.latest("population", "JPN", year=1800)


def test_a_limit_on_knowledge_can_be_lifted_again(evidence):
    early = evidence.as_known_on(date(2024, 4, 12))
    assert early.as_known_on(evidence.newest).latest("imd_wdcr_rank", "JPN").value == 30


def test_loading_up_to_a_day_equals_limiting_to_it(data, evidence):
    day = date(2024, 4, 12)
    loaded, limited = load(data, day), evidence.as_known_on(day)
    assert loaded.as_of == limited.as_of == day
    assert loaded.series("cb_insights_unicorns", "JPN") == limited.series("cb_insights_unicorns", "JPN")
    assert loaded.latest("cb_insights_unicorns", "JPN").period_end == date(2024, 3, 20)


# -- corrections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "printed", "corrected"),
    [
        ("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", 9, 9 - 1),  # one firm stands twice
        ("cb_insights_unicorns.WLD.2025-05-06.2025-05-06", 1296, 1296 - 14),
        ("cb_insights_unicorns.WLD.2025-10-07.2025-10-07", 1296, 1296 - 3),
    ],
)
def test_a_correction_replaces_the_value_and_its_bounds_and_leaves_the_file_alone(
    evidence, raw, name, printed, corrected
):
    row = evidence.observation(name)
    assert float(raw.observations[name]["value"]) == printed
    assert (row.low, row.value, row.high) == (corrected, corrected, corrected)
    assert row.status == "E"


def test_a_correction_whose_value_no_longer_stands_is_refused(small_copy):
    small_copy.observe("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", value="8", low="8", high="8", printed="8")
    (defect,) = small_copy.defects()
    assert (defect.file, defect.row, defect.column) == ("corrections.csv", 2, "expected")
    assert "is 8, not 9" in defect.message
    assert "remove the correction" in defect.message


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


def test_the_economies_are_those_of_the_data_and_neither_regions_nor_firms(evidence):
    assert set(evidence.economies) == {e for e, row in evidence.entities.items() if row["kind"] == "economy"}
    assert "WLD" not in evidence.economies


def test_a_row_is_looked_up_under_its_indicator_entity_and_counterpart(evidence, raw):
    for name in list(raw.observations)[:5]:
        cells = raw.observations[name]
        assert evidence.key_of(name) == (cells["indicator"], cells["entity"], cells["counterpart"])
    assert evidence.key_of("no.such.row") is None
    assert set(evidence.names_of_rows) == set(raw.observations)


def test_the_years_of_an_indicator_are_those_of_which_there_is_a_figure_on_whatever_day(evidence):
    known = evidence.as_known_on(date(2024, 4, 12))
    assert known.years("imd_wdcr_rank") == evidence.years("imd_wdcr_rank")
    assert evidence.years("imd_wdcr_rank") == tuple(range(2017, 2026))
    assert evidence.years("no_such_indicator") == ()


def test_sources_whose_figures_all_came_later_are_known_as_such(evidence):
    assert "meti_2024_05" in evidence.as_known_on(date(2024, 5, 30)).later_sources
    assert "meti_2024_05" not in evidence.as_known_on(date(2024, 5, 31)).later_sources
    assert evidence.later_sources == set()


def test_the_tidy_dataset_holds_what_was_public(evidence, raw):
    known = evidence.as_known_on(date(2024, 4, 12))
    public = {name for name, row in raw.observations.items() if row["published"] <= "2024-04-12"}
    assert set(known.frame().index) == public
    assert len(evidence.frame()) == len(raw.observations)
