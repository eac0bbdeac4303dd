"""The parameters of a report: read from text, checked before anything is computed, refused with what would be right."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.findings import Number, Option, Parameters, Study, parameters
from analysis.study import STUDY

from ..made_up import evidence as made
from ..made_up import observed


@pytest.fixture(scope="module")
def check(evidence):
    return lambda given: parameters.check(given, evidence, STUDY)


def test_without_parameters_or_with_empty_ones_everything_known_counts(check, evidence):
    assert check({}) == check({"as_of": "", "focus": None}) == parameters.default(STUDY, evidence.newest)


def test_a_day_may_be_text_or_one_of_python_or_of_pandas(check):
    for day in (date(2024, 6, 1), datetime(2024, 6, 1), pd.Timestamp("2024-06-01"), "2024-06-01"):
        assert check({"as_of": day}).as_of == date(2024, 6, 1)


def test_text_from_a_command_line_becomes_parameters(check):
    given = {"as_of": "2024-04-12", "focus": "KOR", "peers": "DEU,JPN", "denominator": "population"}
    found = check({**given, "basis": "per_year", "rate_rule": "ppp"})
    own = {"denominator": "population", "basis": "per_year", "rate_rule": "ppp", "own_rate": None, "much_larger": None}
    assert found == Parameters(date(2024, 4, 12), "KOR", ("DEU", "JPN"), own)


def test_a_parameter_of_the_study_can_be_read_as_an_attribute(check):
    found = check({"denominator": "population"})
    assert found["denominator"] == found.denominator == "population"
    with pytest.raises(AttributeError, match="no parameter 'denominators'"):
        _ = found.denominators


def test_parameters_in_plain_form_are_read_back_as_they_were(check):
    for given in ({}, {"focus": "KOR", "peers": "DEU,JPN", "rate_rule": "own", "own_rate": "120"}):
        plain = parameters.as_arguments(check(given))
        assert list(plain) == parameters.names(STUDY)
        assert check(plain) == check(given)


@pytest.mark.parametrize("peers", ["['USA', 'DEU']", '["USA","DEU"]', ["USA", "DEU"], ("USA", "DEU", "USA")])
def test_peers_are_read_as_a_list_or_as_its_text(check, peers):
    assert check({"peers": peers}).peers == ("USA", "DEU")


def test_the_first_country_stays_in_a_comparison_that_another_one_leads(check, evidence):
    found = check({"focus": "USA"})
    assert found.economies[0] == "USA"
    assert found.economies[-1] == "JPN"
    assert sorted(found.economies) == sorted((*STUDY.peers, "JPN"))
    assert parameters.default(STUDY, evidence.newest, "USA").economies == found.economies


def test_a_country_is_not_its_own_peer():
    assert Parameters(date(2024, 4, 12), "USA", ("USA", "DEU")).economies == ("USA", "DEU")


def test_days_are_those_from_the_article_to_the_newest_figure(check, evidence):
    assert check({"as_of": "2024-04-12"}).as_of == evidence.judged_at
    with pytest.raises(ParameterError, match="2024-04-11 lies before the article"):
        check({"as_of": "2024-04-11"})
    with pytest.raises(ParameterError, match=rf"lies after the newest figure of the data, {evidence.newest}"):
        check({"as_of": date(2100, 1, 1)})


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"asof": "2024-04-12"}, "parameter asof"),
        ({"as_of": "12 April"}, "parameter as_of: '12 April'"),
        ({"as_of": datetime(2024, 6, 1, 10)}, "parameter as_of: '2024-06-01 10:00:00'"),
        ({"focus": "South Korea"}, "parameter focus: 'South Korea'"),
        ({"focus": "WLD"}, "parameter focus: 'WLD'"),
        ({"peers": "USA,XXX"}, "parameter peers: 'XXX'"),
        ({"peers": []}, "parameter peers"),
        ({"peers": "USA,,DEU"}, "parameter peers"),
        ({"basis": "per year"}, "parameter basis: 'per year'"),
        ({"denominator": 3}, "parameter denominator: 3"),
    ],
)
def test_a_wrong_parameter_is_named_in_one_line(check, given, named):
    with pytest.raises(ParameterError) as caught:
        check(given)
    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)


# -- those of any study -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bees():
    """Two economies with hives, of which one became public after the article, and one without."""
    data = made(observed("hives", "AAA", 3, "2024-01-01"), observed("hives", "BBB", 4, "2024-05-01"))
    numbers = (
        Option("basis", ("total", "yearly")),
        Number("rate", 1, 2000, "rate of honey for wax", "7", goes_with=("basis", "yearly")),
        Number("share", 0, 1, "share", "0.5"),
    )
    study = Study("Bees", "", focus="AAA", peers=("BBB", "CCC"), focus_needs=("hives",), parameters=numbers)
    return lambda **given: parameters.check(given, data, study)


def test_the_first_option_is_taken_when_nothing_is_said_and_no_number(bees):
    assert bees() == Parameters(
        date(2024, 5, 1), "AAA", ("BBB", "CCC"), {"basis": "total", "rate": None, "share": None}
    )  # fmt: skip


@pytest.mark.parametrize(("given", "number"), [(0, 0), ("0.25", 0.25), (1, 1)])
def test_a_number_is_read_from_text_and_may_lie_on_its_bounds(bees, given, number):
    assert bees(share=given)["share"] == number


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"share": 1.5}, "share: 1.5"),
        ({"share": "half"}, "share: 'half'"),
        ({"share": True}, "share: 'True'"),
        ({"share": "nan"}, "share: 'nan'"),
        ({"basis": "yearly"}, "rate: "),
        ({"basis": "yearly", "rate": 2001}, "rate: 2001"),
        ({"rate": 7}, "rate: "),
        ({"focus": "CCC"}, "focus: CCC"),
        ({"focus": "BBB", "as_of": "2024-04-12"}, "focus: BBB"),
        ({"peers": "AAA"}, "peers: "),
    ],
)
def test_what_makes_no_report_is_refused(bees, given, named):
    with pytest.raises(ParameterError) as error:
        bees(**given)
    assert str(error.value).startswith(f"parameter {named}")


def test_a_country_that_has_what_is_needed_may_be_in_focus_once_that_is_public(bees):
    assert bees(focus="BBB").economies == ("BBB", "CCC", "AAA")
