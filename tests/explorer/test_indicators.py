"""Any indicator of the dataset: the search, the account, the figure, the table, and the files to save."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from functools import cache

import pytest
from bs4 import BeautifulSoup

from analysis.explorer.indicators import ALL_ACCOUNTS, LATEST, OVER_TIME, Indicators
from analysis.findings import Catalogue
from analysis.findings.parameters import check
from analysis.study import STUDY


@pytest.fixture(scope="module")
def computed(evidence):
    """The findings under some assumptions, each set of them computed once."""
    return cache(lambda **given: Catalogue(evidence, check(given, evidence, STUDY), STUDY))


@pytest.fixture
def view(computed):
    view = Indicators()
    view.update(computed())
    return view


def show(view, indicator, shown=OVER_TIME):
    view.view.value = shown
    view.indicator.value = indicator


def files(view):
    found = BeautifulSoup(view.table.words, "html.parser").select("a[download]")
    return {it["download"]: b64decode(it["href"].partition(",")[2]).decode() for it in found}


def table(view):
    page = BeautifulSoup(view.table.words, "html.parser")
    heads = [it.get_text() for it in page.select("thead th")][1:]
    return {
        row.th.get_text(): dict(zip(heads, (it.get_text() for it in row.select("td")), strict=True))
        for row in page.select("tbody tr")
    }


def test_every_indicator_with_figures_can_be_drawn_or_says_why_not(view, computed):
    for code in dict(view.indicator.options).values():
        rows = {row.observation_id for row in computed().evidence.newest_vintages if row.indicator == code}
        assert rows, code
    for code in ("imd_wdcr_rank", "planned_investment_jpy", "chips_act_award", "reer_broad", "chip_support_pct_gdp"):
        for shown in (OVER_TIME, LATEST):
            show(view, code, shown)
            assert "<img alt=" in view.text.figure, (code, shown)
            assert table(view)
    show(view, "gdp_nominal_lcu")
    assert "<img alt=" in view.text.figure
    assert "Not in the chart, because in other units: United States, Germany" in view.text.words
    assert table(view)["2023"]["Japan"].startswith("¥")
    assert table(view)["2023"]["Germany"].startswith("€")


def test_the_search_finds_indicators_by_their_words(view):
    for words, first in (("", "AI patents granted"), ("share world CHIP sales", "Share of world chip sales")):
        view.search.value = words
        assert view.indicator.options[0][0] == first
    view.search.value = "no such thing"
    assert view.indicator.options == ()
    assert "No indicator has “no such thing”" in view.text.words
    assert (view.text.figure, view.table.words) == ("", "")
    view.search.value = ""
    assert "<img alt=" in view.text.figure


def test_one_account_is_shown_for_all_countries_unless_all_are_chosen(view):
    show(view, "semiconductor_sales_share_hq")
    assert view.account.options[0][0] == "SIA"
    assert {row["line"] for row in csv.DictReader(io.StringIO(files(view)["semiconductor_sales_share_hq.csv"]))} >= {
        "Japan", "United States", "South Korea",
    }  # fmt: skip
    assert all(", " not in line for line in next(iter(table(view).values())))
    assert "<p>No figures of: Germany" in view.text.words
    view.account.value = ALL_ACCOUNTS
    assert any(", " in line for line in next(iter(table(view).values())))
    show(view, "rnd_share_gdp")
    assert view.account.value != ALL_ACCOUNTS


def test_the_file_holds_the_figures_of_the_countries_compared(view, computed):
    show(view, "population")
    view.update(computed(peers=("KOR",)))
    rows = list(csv.DictReader(io.StringIO(files(view)["population.csv"])))
    assert {row["line"] for row in rows} == {"Japan", "South Korea"} == {*next(iter(table(view).values()))}
    series = computed().evidence.series("population", "JPN")
    assert [float(row["value"]) for row in rows if row["line"] == "Japan"] == [row.value for row in series]
    assert files(view)["population.svg"].startswith("<svg ")


def test_forecasts_are_called_so_and_are_no_latest_figures(view):
    """GDP of 2026 was a forecast in April 2026."""
    show(view, "gdp_nominal_usd")
    assert table(view)["2026"]["Japan"] == "$4.379 trillion, forecast"
    assert table(view)["2025"]["Japan"] == "$4.435 trillion"
    assert "Dashed where forecast" in view.text.figure
    show(view, "gdp_nominal_usd", LATEST)
    assert "Japan $4.435 trillion" in view.text.figure
    show(view, "advanced_logic_capacity_share", LATEST)
    assert "Taiwan, 2022: 69%" in view.text.figure
    assert "Japan, 2022: 0%" in view.text.figure


def test_it_follows_the_date_and_drops_what_was_not_known_then(view, computed):
    early = computed(as_of="2024-04-12")
    show(view, "cb_insights_unicorns")
    before = view.table.words
    view.update(early)
    assert view.indicator.value == "cb_insights_unicorns"
    assert view.table.words != before
    offered = {*dict(view.indicator.options).values()}
    view.update(computed())
    code = next(code for code in dict(view.indicator.options).values() if code not in offered)
    show(view, code)
    view.update(early)
    assert view.indicator.value != code
    assert view.text.words
