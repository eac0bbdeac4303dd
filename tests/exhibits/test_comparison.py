"""One finding side by side for several economies."""

import pytest
from bs4 import BeautifulSoup

import analysis as an
from analysis.findings import UnknownFinding


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


def test_the_countries_chosen_stand_in_their_order_the_one_in_focus_first(d):
    found = d.compare("unicorns.{}.count")
    assert list(found.findings) == ["Japan", "South Korea", "Germany"]
    assert repr(found).splitlines()[0] == "Japan: 7"


def test_its_table_of_pandas_holds_bounds_and_the_multiple_of_the_first(d):
    frame = d.compare("unicorns.{}.count").frame
    assert frame.loc["South Korea", ["value", "low", "high", "unit", "multiple"]].tolist() == [14, 14, 14, "firms", 2]


def test_a_country_without_the_figure_is_left_out(d):
    """The Finance Ministry set Korea's chip support beside nobody's."""
    assert list(d.compare("subsidy.{}.share.mof").findings) == ["Japan", "Germany"]


def test_nothing_known_is_said_in_a_sentence():
    found = an.load(as_of="2024-04-12", focus="SGP", peers=["IND"]).compare("subsidy.{}.share.meti")
    assert found.frame.empty
    assert "No country chosen has this figure" in found._repr_html_()
    assert repr(found) == "nothing known"


def test_a_name_that_no_rule_computes_is_refused(d):
    with pytest.raises(UnknownFinding, match="for any economy"):
        d.compare("imd.{}.rang")


def test_it_shows_value_and_bounds_of_each(d):
    table = BeautifulSoup(d.compare("unicorns.{}.gdp")._repr_html_(), "html.parser").table
    assert len(table.tbody.find_all("tr")) == 3
    japan = [cell.get_text() for cell in table.tbody.tr.find_all(["th", "td"])]
    assert japan == ["Japan", d["unicorns.JPN.gdp"].text, d["unicorns.JPN.gdp"].bounds]


def test_an_open_report_says_what_there_is_and_where(d):
    page = BeautifulSoup(d._repr_html_(), "html.parser")
    assert page.div.get_text().startswith("As known on 12 April 2024: 32 claims, ")
    for tag in page.select("code"):
        eval(tag.get_text(), {"d": d})


def test_it_can_be_gone_through_and_asked_by_name(d):
    assert "imd.JPN.rank" in d
    assert "imd.JPN.rnak" not in d
    assert "imd.JPN.rank" in list(d)


@pytest.mark.parametrize("name", ["imd.JPN.rank", "imd.{0}.rank", "imd.{}.{}"])
def test_a_name_that_is_not_made_for_every_country_is_refused(d, name):
    with pytest.raises(UnknownFinding):
        d.compare(name)


def test_the_names_of_findings_are_completed(d):
    assert "imd.JPN.rank" in d._ipython_key_completions_()


def test_a_figure_that_the_dataset_does_not_have_is_refused_with_the_nearest_name(d):
    with pytest.raises(UnknownFinding, match="no 'populaton' in the dataset; did you mean population"):
        d.figure("populaton", "JPN")
    with pytest.raises(UnknownFinding, match="no 'JPM' in the dataset; did you mean JPN"):
        d.figure("population", "JPM")
