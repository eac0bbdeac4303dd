"""One finding side by side for several economies."""

import pytest
from bs4 import BeautifulSoup

import analysis as an
from analysis.errors import TemplateError, UnknownNameError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


def test_the_countries_chosen_stand_in_their_order_the_one_in_focus_first(d):
    found = d.compare("unicorns.{}.count")
    assert list(found.findings) == ["Japan", "South Korea", "Germany"]
    assert repr(found).splitlines()[:2] == ["Unicorns, 20 March 2024 (firms)", "Japan, 20 March 2024: 7"]


def test_its_table_joins_others_by_the_code_of_the_country_and_says_of_which_day_it_is(d):
    frame = d.compare("unicorns.{}.count").frame
    assert [frame.index[1], frame.columns[0], *frame["entity"]] == ["South Korea", "entity", "JPN", "KOR", "DEU"]
    assert frame.merge(d.entities, on="entity")["name"].tolist() == ["Japan", "South Korea", "Germany"]
    assert frame.attrs["as_of"] == d.wide("cb_insights_unicorns").attrs["as_of"] == "2024-04-12"


def test_a_series_is_compared_in_the_year_asked_for_which_is_shown():
    d = an.load(as_of="2026-10-30", peers=["DEU"])
    told = repr(d.compare("fdi_inflow_usd.{}", year=2022)).splitlines()
    assert told[1:] == ["Japan, 2022: $34.35 billion", "Germany, 2022: $42.09 billion"]
    assert d.compare("fdi_inflow_usd.{} / gdp_nominal_usd.{}").frame["period"].tolist() == ["2025", "2025"]
    assert d.compare("gdp_nominal_usd", year=2026).frame["period"].tolist() == ["2026, forecast"] * 2
    with pytest.raises(TemplateError, match="nothing is known for 1990; there are 2015 to 2026"):
        d.compare("gdp_nominal_usd", year=1990)


def test_two_series_are_divided_in_the_latest_year_that_both_have():
    d = an.load(as_of="2026-10-30", peers=["TWN"])
    found = d.compare("fdi_inward_stock_usd", per="gdp_nominal_usd")
    stock, gdp = (d.figure(name, "JPN", year=2024) for name in ("fdi_inward_stock_usd", "gdp_nominal_usd"))
    assert found.frame["period"].tolist() == ["2024", "2024"]
    assert found.frame.loc["Japan", "value"] == pytest.approx(stock.value / gdp.value)
    assert d.figure("gdp_nominal_usd", "JPN").observation.period == "2025"  # is newer, and not taken
    assert "2024" in repr(found).splitlines()[0]


@pytest.mark.parametrize(
    ("per", "units"), [("", "JPY, KRW, EUR"), ("population", "JPY per persons, KRW per persons, ")]
)
def test_what_is_in_different_units_is_no_multiple_of_another_and_says_so(d, per, units):
    found = d.compare("gdp_nominal_lcu", per=per)
    assert "multiple" not in found.frame
    for told in (repr(found), found._repr_html_()):
        assert f"in different units ({units}" in told


def test_a_comparison_says_in_words_what_is_compared_and_in_which_unit(d):
    found = d.compare("unicorns.{}.count", per="population.{}", each="million")
    assert repr(found).splitlines()[0].endswith("(firms per million people)")
    assert repr(d.compare("imd.{}.rank")).splitlines()[0] == "Rank in the digital ranking, 2023"


def test_a_country_without_the_figure_is_left_out(d):
    """The Finance Ministry set Korea's chip support beside nobody's."""
    assert list(d.compare("subsidy.{}.share.mof").findings) == ["Japan", "Germany"]


def test_nothing_known_is_said_in_a_sentence():
    found = an.load(as_of="2024-04-12", focus="SGP", peers=["IND"]).compare("subsidy.{}.share.meti")
    assert found.frame.empty
    assert "No country chosen has this figure" in found._repr_html_()
    assert repr(found) == "nothing known"


def test_it_shows_value_and_bounds_of_each(d):
    table = BeautifulSoup(d.compare("unicorns.{}.gdp")._repr_html_(), "html.parser").table
    assert len(table.tbody.find_all("tr")) == 3
    japan = [cell.get_text() for cell in table.tbody.tr.find_all(["th", "td"])]
    assert japan == ["Japan", "2022 and 20 March 2024", d["unicorns.JPN.gdp"].text, d["unicorns.JPN.gdp"].bounds]


def test_an_open_report_says_what_there_is_and_where(d):
    page = BeautifulSoup(d._repr_html_(), "html.parser")
    assert page.div.get_text().startswith("As known on 12 April 2024: 32 claims, ")
    for tag in page.select("code"):
        eval(tag.get_text(), {"d": d})


def test_it_can_be_gone_through_and_asked_by_name(d):
    assert "imd.JPN.rank" in d
    assert "imd.JPN.rnak" not in d
    assert "imd.JPN.rank" in list(d)


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (lambda d: d["fdi_inflow_us"], "fdi_inflow_us"),
        (lambda d: d["unicorns.KR.count"], "unicorns.KR.count"),
        (lambda d: d.compare("imd.JPN.rank"), "imd.JPN.rank"),
        (lambda d: d.compare("imd.{}.rang"), "rang"),
        (lambda d: d.compare("imd.{}.{}"), "imd"),
        (lambda d: d.verdicts[23], "23"),
        (lambda d: d.figure("populaton", "JPN"), "populaton"),
        (lambda d: d.figure("population", "JPM"), "JPM"),
        (lambda d: d.by_period("tbl-inflow", "Inflow", {"Inflow": "fdi_inflow_usd"}), "fdi_inflow_usd"),
    ],
)
def test_a_name_that_nothing_has_is_named(d, ask, named):
    with pytest.raises(UnknownNameError) as refused:
        ask(d)
    assert named in str(refused.value)
