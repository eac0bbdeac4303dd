"""One finding side by side for several economies."""

import pytest
from bs4 import BeautifulSoup

import analysis as an
from analysis.errors import ParameterError, TemplateError, UnknownNameError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


def test_the_countries_chosen_stand_in_their_order_the_one_in_focus_first(d):
    found = d.compare("unicorns.{}.count")
    assert list(found.findings) == ["Japan", "South Korea", "Germany"]
    assert repr(found).splitlines()[:2] == ["Unicorns, 20 March 2024 (firms)", "Japan, 20 March 2024: 7"]


def test_its_table_of_pandas_holds_bounds_and_the_multiple_of_the_first(d):
    frame = d.compare("unicorns.{}.count").frame
    assert frame.loc["South Korea", ["value", "low", "high", "unit", "multiple"]].tolist() == [14, 14, 14, "firms", 2]


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
    assert repr(d.compare("imd.{}.rank")).splitlines()[0] == "Place in the digital ranking, 2023"


def test_a_country_without_the_figure_is_left_out(d):
    """The Finance Ministry set Korea's chip support beside nobody's."""
    assert list(d.compare("subsidy.{}.share.mof").findings) == ["Japan", "Germany"]


def test_nothing_known_is_said_in_a_sentence():
    found = an.load(as_of="2024-04-12", focus="SGP", peers=["IND"]).compare("subsidy.{}.share.meti")
    assert found.frame.empty
    assert "No country chosen has this figure" in found._repr_html_()
    assert repr(found) == "nothing known"


def test_a_name_that_no_rule_computes_is_refused(d):
    with pytest.raises(UnknownNameError, match="for any economy"):
        d.compare("imd.{}.rang")


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
    ("name", "told"),
    [
        ("fdi", r"names that begin so are fdi\.JPN\.inflow, "),
        ("unicorns.KOR", r"names that begin so are unicorns\.KOR\.count, unicorns\.KOR\.gdp, "),
        ("KOR.unicorns.count", r"did you mean unicorns\.KOR\.count\?$"),
        ("Micron", r"did you mean pledge\.MICRON\.announced or "),
        ("c1", r"did you mean C01\?$"),
        (
            "imd_wdcr_rank.JPN.2023",
            r'd\.figure\("imd_wdcr_rank", "JPN", year=2023\), d\.series\("imd_wdcr_rank\.JPN"\)',
        ),
        ("USD.JPY", r'that is an exchange rate: take d\.rate\("USD", "JPY", day\) or d\.series\("USD\.JPY mean"\)'),
        ("fdi_inflow_usd", r'that is a series: take d\.figure\("fdi_inflow_usd", "JPN"\), d\.series'),
        ("fdi_inflow_us", "did you mean fdi_inflow_usd"),
        ("ITA", "d.findings or findings.csv lists them all"),
        (5, "d.findings or findings.csv lists them all"),
    ],
)
def test_a_name_that_is_no_findings_is_refused_with_what_may_be_meant(d, name, told):
    with pytest.raises(UnknownNameError, match=f"no finding {name!r}; .*{told}"):
        d[name]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("fdi", r"names that begin so are fdi\.\{\}\.inflow"),
        ("fdi_inflo_usd.{}", "did you mean fdi_inflow_usd"),
        ("unicorns.{}.cuont", r"did you mean unicorns\.\{\}\.count"),
        (5, "write {} for the country"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_nearest(d, name, near):
    with pytest.raises(UnknownNameError, match=f"no finding or series {name!r} for any economy; {near}"):
        d.compare(name)


def test_a_verdict_asked_for_by_a_number_is_refused_with_the_nearest(d):
    with pytest.raises(UnknownNameError, match="no verdict on 23; did you mean C23"):
        d.verdicts[23]


def test_a_year_given_without_its_name_is_refused_in_a_line(d):
    with pytest.raises(UnknownNameError, match="2023 is no firm or project; a year is given by its name, as year=2023"):
        d.figure("population", "JPN", 2023)
    with pytest.raises(UnknownNameError, match="2023 is no account"):
        d.series("population", "JPN", 2023)


@pytest.mark.parametrize("name", ["imd.JPN.rank", "imd.{0}.rank", "imd.{}.{}"])
def test_a_name_that_is_not_made_for_every_country_is_refused(d, name):
    with pytest.raises(UnknownNameError):
        d.compare(name)


def test_the_names_of_findings_are_completed(d):
    assert "imd.JPN.rank" in d._ipython_key_completions_()


def test_a_figure_that_the_dataset_does_not_have_is_refused_with_the_nearest_name(d):
    with pytest.raises(UnknownNameError, match="no 'populaton' in the dataset; did you mean population"):
        d.figure("populaton", "JPN")
    with pytest.raises(UnknownNameError, match="no 'JPM' in the dataset; did you mean JPN"):
        d.figure("population", "JPM")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("US", "; did you mean USA?"),
        ("JP", "; did you mean JPN?"),
        ("ger", "; did you mean DEU?"),
        ("BRA", "; known are JPN, USA, "),
        ("CAN", "; known are JPN, USA, "),
    ],
)
def test_a_short_code_leads_to_its_country_and_that_of_another_country_to_none(d, code, told):
    with pytest.raises(UnknownNameError) as refused:
        d.figure("population", code)
    assert str(refused.value).startswith(f"no {code!r} in the dataset{told}")


def test_the_same_holds_wherever_a_country_is_named(d):
    with pytest.raises(UnknownNameError, match=r"did you mean unicorns\.KOR\.count\?"):
        d["unicorns.KR.count"]
    with pytest.raises(UnknownNameError, match=r"called 'US'; did you mean USA\?"):
        d.bars("unicorns.{}.count", highlight="US")
    with pytest.raises(TemplateError, match=r"no entity 'US'; did you mean USA\?"):
        d.say("Like {entity:US}.")
    with pytest.raises(ParameterError, match="'BRA' is unknown; expected one of JPN, USA, "):
        an.load(focus="BRA")


@pytest.mark.parametrize("series", ["fdi_inflow_usd", "fdi_inflow_usd.{}"])
def test_a_series_of_no_country_in_a_table_is_told_how_to_name_one(d, series):
    told = r'say whose fdi_inflow_usd is meant, as fdi_inflow_usd\.JPN; .* d\.of_economies\("fdi_inflow_usd\.\{\}"\)$'
    with pytest.raises(UnknownNameError, match=told):
        d.by_period("tbl-inflow", "Inflow", {"Inflow": series})


OTHERS = "nothing of South Korea, Germany; labour_force.{}.wdi has them"


def test_where_another_account_has_the_others_it_is_named(d):
    """Of South Korea and Germany only the World Bank's labour force was entered, of Japan its office's as well."""
    assert repr(d.compare("labour_force")).splitlines()[2:] == [OTHERS]
    assert f"<p>{OTHERS}</p>" in d.compare("labour_force")._repr_html_()
    assert OTHERS in repr(d.compare("labour_force", per="population.{}"))
    assert OTHERS not in repr(d.compare("labour_force.{}.wdi"))
    for draw in (d.bars, d.over_time, d.slope):
        figure = draw("labour_force.{}")
        assert repr(figure).splitlines()[1:] == [OTHERS]
        assert OTHERS in figure._repr_mimebundle_()[0]["text/html"]
        assert OTHERS not in str(figure.about)
    assert d.wide("labour_force.{} / population.{}").attrs["hint"] == OTHERS
    assert "hint" not in d.wide("labour_force.{}.wdi").attrs


def test_what_nobody_has_of_others_is_said_as_well(d):
    assert repr(d.compare("employed")).splitlines()[2:] == ["nothing of South Korea, Germany"]
