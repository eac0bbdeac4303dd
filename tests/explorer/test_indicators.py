"""Any indicator of the dataset: its lines, its figure, its table, and both to take along."""

from __future__ import annotations

import csv
import io
from base64 import b64decode

import pytest
from bs4 import BeautifulSoup

from analysis.explorer.indicators import ACROSS, OVER_TIME, Chosen, Indicators, chart, choices, known, table


@pytest.fixture
def c(computed):
    return computed()


@pytest.fixture
def view(c):
    view = Indicators(c)
    view.show()
    return view


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def links(view):
    found = BeautifulSoup(view.links.value, "html.parser").select("a")
    return {it["download"]: b64decode(it["href"].partition(",")[2]).decode() for it in found}


def test_every_indicator_of_which_anything_is_known_is_offered(view, c):
    offered = {code for _, code in view.indicator.options}
    assert offered == {code for code in c.evidence.indicators if known(c, code)}


@pytest.mark.parametrize("code", ["imd_wdcr_rank", "planned_investment_jpy", "chips_act_award", "reer_broad"])
def test_indicators_of_every_kind_are_drawn_and_tabulated(view, code):
    view.indicator.value = code
    for option in view.view.options:
        view.view.value = option
        assert "<img alt=" in view.figure.value
        assert "<table" in view.table.value
        assert f"{code}.csv" in links(view)


def test_the_file_holds_the_figures_of_the_lines_ticked(view, c):
    view.indicator.value = "population"
    for name, box in view._boxes.items():
        box.value = name == "Japan"
    found = rows(links(view)["population.csv"])
    assert {row["line"] for row in found} == {"Japan"}
    series = c.evidence.series("population", "JPN")
    assert [float(row["value"]) for row in found] == [row.value for row in series]
    assert links(view)["population-over-time.svg"].startswith("<?xml")


def test_a_line_is_named_by_what_tells_it_apart(c):
    assert set(choices(c, "population")) == {c.evidence.name(key[1]) for key in known(c, "population")}
    assert any(", " in name for name in choices(c, "semiconductor_sales_share_hq"))
    for code in c.evidence.indicators:
        assert len(choices(c, code)) == len(known(c, code))


def test_lines_in_other_units_are_not_drawn_on_one_axis_and_are_named(c):
    lines = ("Japan", "Germany")
    page = chart(c, Chosen("gdp_nominal_lcu", ACROSS, lines)).page
    assert "Not drawn, because in other units: Germany." in page


def test_what_is_known_of_one_year_only_is_not_offered_over_time(view, c):
    view.indicator.value = "chip_support_cut_eur"
    assert view.view.options == (ACROSS,)
    view.indicator.value = "population"
    assert view.view.options == (OVER_TIME, ACROSS)


def test_the_newest_figure_of_each_stands_in_the_table_with_its_publisher(c):
    page = BeautifulSoup(table(c, Chosen("population", ACROSS, ("Japan",))).page, "html.parser")
    row = c.current("population", "JPN").observation
    cells = [it.get_text() for it in page.select("tbody tr > *")]
    assert cells == ["Japan", c.row(row).text, row.period, c.evidence.sources[row.source_id]["publisher"]]


def test_forecasts_are_called_so_in_figure_and_table(c):
    """GDP of 2026 was a forecast in April 2026; of 2025 India’s was one, in the table and in the figure."""
    lines = ("Japan", "India")
    over_time = BeautifulSoup(table(c, Chosen("gdp_nominal_usd", OVER_TIME, lines)).page, "html.parser")
    said = {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in over_time.select("tbody tr")}
    assert said["2026, forecast"] == ["$4.379 trillion", "$4.153 trillion"]
    assert said["2025"] == ["$4.435 trillion", "$3.916 trillion, forecast"]
    drawn = chart(c, Chosen("gdp_nominal_usd", OVER_TIME, lines))
    assert "<p>Dashed: forecast.</p>" in drawn.page
    assert ">Japan $4.379 trillion, forecast<" in drawn.svg
    newest = chart(c, Chosen("gdp_nominal_usd", ACROSS, lines))
    assert "<p>Hollow: forecast.</p>" in newest.page
    assert "Japan: $4.435 trillion; India, forecast: $3.916 trillion" in newest.page
    assert "forecast" not in chart(c, Chosen("imd_wdcr_rank", OVER_TIME, lines)).page


def test_the_newest_figure_is_of_a_time_that_had_ended(c):
    page = chart(c, Chosen("advanced_logic_capacity_share", ACROSS, ("Japan", "Taiwan"))).page
    assert "Taiwan: 69%; Japan: 0%" in page


def test_without_a_line_it_says_what_to_do_and_nothing_is_left_to_see_or_save(view):
    for box in view._boxes.values():
        box.value = False
    assert view.figure.value == "<p>Tick at least one line above.</p>"
    assert (view.table.value, view.links.value) == ("", "")


def test_the_countries_compared_are_ticked(view, computed):
    view.indicator.value = "population"
    view.update(computed(peers=("KOR",)))
    assert {name for name, box in view._boxes.items() if box.value} == {"Japan", "South Korea"}


def test_an_indicator_of_which_nothing_was_known_on_a_day_gives_way(view, computed):
    early = computed(as_of="2024-04-12")
    code = next(code for _, code in view.indicator.options if not known(early, code))
    view.indicator.value = code
    view.update(early)
    assert code not in {it for _, it in view.indicator.options}
    assert "<img alt=" in view.figure.value


def test_it_follows_the_day_of_knowledge(view, computed):
    view.indicator.value = "cb_insights_unicorns"
    before = view.table.value
    view.update(computed(as_of="2024-04-12"))
    assert view.table.value != before


def test_undo_takes_back_one_change_of_the_view_after_the_other(view):
    first, seen = view.indicator.value, view.figure.value
    assert view.undo.disabled
    view.indicator.value = "population"
    view.view.value = ACROSS
    view._boxes["Japan"].value = False
    view.undo.click()
    assert (view.indicator.value, view.view.value, view._boxes["Japan"].value) == ("population", ACROSS, True)
    view.undo.click()
    assert (view.indicator.value, view.view.value) == ("population", OVER_TIME)
    view.undo.click()
    assert (view.indicator.value, view.figure.value) == (first, seen)
    assert view.undo.disabled
    view.undo.click()
    assert view.indicator.value == first
