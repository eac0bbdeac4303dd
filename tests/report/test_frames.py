"""The dataset as pandas tables and as series over time, on made-up storks and on the article's own data."""

from functools import cache

import pandas as pd
import pytest

import analysis as an

from ..findings.test_doctests import STORKS

TABLES = ("article", "claims", "indicators", "entities", "sources", "documents", "exchange_rates", "observations")


@cache
def storks(day=None):
    """The made-up article with everything known, or on an earlier day."""
    return an.load(study=f"{STORKS / 'study.py'}:STUDY", data=STORKS / "data", as_of=day)


@pytest.fixture
def d():
    return storks()


@pytest.fixture
def earlier():
    return storks("2020-05-04")


def test_the_articles_own_figures_are_one_table(report, evidence):
    """By hand: $25 billion in paragraph 23 is 24.5 to 25.5 billion; thirty-second is a rank without bounds."""
    article = report.article
    assert list(article.index) == list(evidence.claims_with_figures)
    columns = ["printed", "paragraph", "value", "low", "high", "unit"]
    assert article.loc["C25", columns].tolist() == ["$25 billion", 23, 25e9, 24.5e9, 25.5e9, "USD"]
    assert article.loc["C11", columns].tolist() == ["32nd", 10, 32, 32, 32, "rank"]
    assert article.loc["C25", "statement"] == "Japan put $25 billion into chip subsidies in three years."
    assert article.loc["C04", ["actor", "actor_name"]].tolist() == ["AWS", "Amazon Web Services"]


def test_events_are_a_table_with_their_days(report, reports):
    event = report.events.loc["milestone.JPN.PSMC_SBI.2024-09-27.2024-09-27"]
    assert (event.actor_name, event.what) == ("PSMC and SBI", "PSMC and SBI drop their plan for a chip plant.")
    assert event.day == pd.Timestamp("2024-09-27")
    assert event.name not in reports(as_of="2024-09-26").events.index


def test_claims_are_told_in_words_empty_where_their_evidence_was_not_public_yet(report, then):
    claims = report.claims
    assert len(claims) == len(report.catalogue.evidence.claims)
    for column in ("title", "statement", "context", "caveat"):
        assert not claims[column].str.contains(r"[{}]").any(), column
    assert claims.loc["C26", "caveat"].endswith("We take “much larger” to mean at least 1.5 times.")
    assert pd.isna(claims.loc["D01", "paragraph"])
    assert pd.isna(then.claims.loc["C26", "caveat"])


@pytest.mark.parametrize("name", TABLES)
def test_days_are_days_codes_that_repeat_are_categories_and_names_stand_beside_them(report, name):
    types = {column: str(kind) for column, kind in getattr(report, name).dtypes.items()}
    days = {"period_start", "period_end", "seen", "published_by"} | ({"published"} if name != "documents" else set())
    assert {types[column] for column in days & types.keys()} <= {"datetime64[s]"}
    codes = {"entity", "actor", "indicator", "unit", "source_id", "kind", "qualifier"} & types.keys()
    assert {types[column] for column in codes} <= {"category"}
    beside = {"entity": "entity_name", "actor": "actor_name", "indicator": "indicator_name", "source_id": "publisher"}
    assert {beside[code] for code in codes & beside.keys()} <= types.keys()


def test_documents_that_became_public_later_are_left_out_unless_what_was_known_was_read_in_them(then, report):
    """The list of unicorns of March 2024 was read in a copy of July, figures of research of years before in May."""
    known, evidence = then.documents, then.catalogue.evidence
    assert len(known) < len(report.documents) == len(evidence.documents)
    assert {"cbi_list_2024_03_20_longd3ad_xlsx", "owid_2024_05_16_rnd"} < set(known.index)
    read = {name for row in evidence.public for name in row.documents}
    read |= {document for rate, _ in evidence.rates.public() for document in rate.documents}
    assert set(known[known["published_by"] > "2024-12-31"].index) <= read
    assert set(then.observations["document_id"]) <= set(known.index)


def test_exchange_rates_are_those_that_were_public_by_their_day(then, report):
    """The Federal Reserve told the rate of 12 April 2024 on the fifteenth."""
    rates = report.exchange_rates
    assert len(rates) == len(report.catalogue.evidence.rates)
    assert rates[rates.unit == "JPY per USD"].loc["2024-04-12", "rate"] == 153.12
    assert then.exchange_rates["published"].max() <= pd.Timestamp("2024-04-12")


def test_every_name_of_the_table_of_findings_is_found_under_it(d):
    names = d.findings.index
    assert any(name.startswith("obs.") for name in names)
    assert [name for name in names if d[name].id != name] == []
    assert set(names) < set(d._ipython_key_completions_())


# -- over time ---------------------------------------------------------------------------------------------


def test_a_series_has_the_newest_vintage_public_on_the_day_and_is_that_of_the_country_in_focus(d, earlier):
    assert d.series("stork_nests").to_dict() == {2018: 98, 2019: 118, 2020: 131}
    assert earlier.series("stork_nests").to_dict() == {2018: 98, 2019: 118}
    assert d.series("stork_nests", "BOR").loc[2019] == 90
    assert earlier.series("stork_nests", "BOR").loc[2019] == 75
    assert d.series("stork_nests.BOR first").loc[2019] == 75
    assert d.wide("stork_nests")["BOR"].dropna().to_dict() == {2018: 70, 2019: 90}
    vintages = d.vintages("stork_nests", "BOR").loc[2019].dropna()
    assert {str(day.date()): value for day, value in vintages.items()} == {"2019-11-01": 75, "2020-11-01": 90}


def test_a_series_may_be_in_billions_by_the_day_of_a_firm_or_by_an_account(report):
    billions = report.series("fdi_inflow_usd", each="billion")
    assert billions.attrs["unit"] == "billion USD"
    assert billions.loc[2024] == pytest.approx(13.35657171)
    assert report.series("cb_insights_unicorns").loc["2024-03-20"] == 7
    assert report.series("planned_investment_usd", "ORACLE").tolist() == pytest.approx([8e9])
    assert report.series("chip_support_pct_gdp", "JPN", "mof").iloc[-1] == 0.0071


def test_a_table_over_time_notes_which_figures_are_forecasts_and_an_exhibit_says_so(report):
    """GDP of 2026 is a forecast for all, that of 2025 for India only; places in a ranking are none."""
    wide = report.wide("gdp_nominal_usd", each="billion")
    assert wide.attrs["note"].startswith("Forecast: 2025 to 2026 of India; 2026 of Japan, United States, ")
    assert report.series("gdp_nominal_usd", "JPN").attrs["note"] == "Forecast: 2026."
    assert report.series("gdp_nominal_usd.JPN change").attrs["note"] == "Forecast: 2026."
    assert "note" not in report.wide("imd_wdcr_rank").attrs
    exhibit = report.exhibit(wide / 2, title="Output", source="International Monetary Fund")
    assert wide.attrs["note"] in exhibit.metadata["text/html"]["source"]
    assert report.observations.loc["gdp_nominal_usd.JPN.2026.2026-04-14", "status"] == "F"


def test_the_latest_figures_have_one_row_each_the_newest_vintage_as_known_on_the_day(d, earlier):
    for opened, nests in ((d, 90), (earlier, 75)):
        latest = opened.latest
        assert not latest.duplicated(["indicator", "entity", "actor", "account", "period"]).any()
        found = latest.query("indicator == 'stork_nests' and entity == 'BOR' and period == '2019'")
        assert found.value.tolist() == [nests]
