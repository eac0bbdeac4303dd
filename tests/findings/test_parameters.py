from datetime import date

import pytest

from analysis.findings.parameters import PEERS, ParameterError, Parameters, check


def test_without_parameters_everything_known_counts(evidence):
    assert check({}, evidence) == Parameters(evidence.newest)


def test_empty_values_are_as_good_as_none(evidence):
    assert check({"as_of": "", "focus": None}, evidence) == Parameters(evidence.newest)


def test_text_from_a_command_line_becomes_parameters(evidence):
    given = {"as_of": "2024-04-12", "focus": "KOR", "peers": "DEU,JPN", "denominator": "population"}
    found = check({**given, "basis": "per_year", "rate_rule": "ppp"}, evidence)
    assert found == Parameters(date(2024, 4, 12), "KOR", ("DEU", "JPN"), "population", "per_year", "ppp")


@pytest.mark.parametrize("peers", ["['USA', 'DEU']", '["USA","DEU"]', ["USA", "DEU"], ("USA", "DEU", "USA")])
def test_peers_are_read_as_a_list_or_as_its_text(evidence, peers):
    assert check({"peers": peers}, evidence).peers == ("USA", "DEU")


def test_japan_stays_in_a_comparison_that_another_country_leads(evidence):
    found = check({"focus": "USA"}, evidence)
    assert found.economies[0] == "USA"
    assert found.economies[-1] == "JPN"
    assert sorted(found.economies) == sorted((*PEERS, "JPN"))


def test_a_country_is_not_its_own_peer():
    assert Parameters(date(2024, 4, 12), "USA", ("USA", "DEU")).economies == ("USA", "DEU")


def test_the_article_is_not_judged_before_its_day(evidence):
    assert check({"as_of": "2024-04-12"}, evidence).as_of == date(2024, 4, 12)
    with pytest.raises(ParameterError, match="2024-04-11 lies before the article"):
        check({"as_of": "2024-04-11"}, evidence)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"asof": "2024-04-12"}, "parameter asof: unknown; did you mean as_of?"),
        ({"zzz": 1}, "expected one of as_of, focus"),
        ({"as_of": "12 April"}, "'12 April' is not a day; write 2024-04-12"),
        ({"focus": "jpn"}, "did you mean JPN?"),
        ({"focus": "WLD"}, "parameter focus: 'WLD' is unknown"),
        ({"focus": 3}, "parameter focus: 3 is not a word"),
        ({"peers": "USA,XXX"}, "parameter peers: 'XXX' is unknown"),
        ({"peers": []}, "expected country codes"),
        ({"peers": "USA,,DEU"}, "expected country codes"),
        ({"denominator": "gdpp"}, "did you mean gdp?"),
        ({"basis": "per year"}, "did you mean per_year?"),
        ({"rate_rule": "spot"}, "expected one of day, announced, period_mean, ppp"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_be_right(evidence, given, words):
    with pytest.raises(ParameterError) as caught:
        check(given, evidence)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
