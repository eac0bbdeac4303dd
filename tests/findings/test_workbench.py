"""The arithmetic at the prompt is that of the report: same numbers, same bounds, origin included."""

import pytest

import analysis as an
from analysis.findings.quantity import UnitError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12")


def test_the_package_shows_few_names_and_names_them_when_another_is_asked_for():
    assert dir(an) == ["change", "convert", "load", "per", "ratio", "share"]
    with pytest.raises(AttributeError, match=r"has no attribute 'shares'; it has change, convert, load, per"):
        an.shares  # noqa: B018


def test_what_the_report_computes_comes_out_the_same_at_the_prompt(d):
    people = d.figure("population", "JPN", year=d.catalogue.gdp_year)
    pairs = [
        (an.ratio(d["subsidy.JPN.share.mof"], d["subsidy.DEU.share.mof"]), "subsidy.ratio.DEU.mof"),
        (an.share(d["subsidy.JPN.amount"], d["subsidy.JPN.gdp"]), "subsidy.JPN.share.total"),
        (an.convert(d["subsidy.JPN.amount"], d.rate("USD", "JPY", "2024-04-12")), "subsidy.JPN.amount_usd.day"),
        (an.change(d["work.labour_force"], d["work.labour_force.start"]), "work.labour_force.since_start"),
        (an.per(d["subsidy.JPN.usd.day"], people), "subsidy.JPN.per_head.day"),
    ]  # fmt: skip
    for found, name in pairs:
        assert found.quantity == d[name].quantity, name
        assert found.sources == d[name].sources, name


def test_the_name_of_a_result_says_how_it_was_made(d):
    found = an.ratio(d["unicorns.KOR.count"], d["unicorns.JPN.count"])
    assert found.id == f"ratio({d['unicorns.KOR.count'].id},{d['unicorns.JPN.count'].id})"
    assert found.inputs == (d["unicorns.KOR.count"], d["unicorns.JPN.count"])


def test_yen_and_dollars_have_no_change_between_them(d):
    with pytest.raises(UnitError):
        an.change(d["subsidy.JPN.amount"], d["subsidy.JPN.amount_usd.day"])


def test_yen_are_no_share_of_dollars(d):
    with pytest.raises(UnitError, match="JPY per USD is not share"):
        an.share(d["subsidy.JPN.amount"], d.figure("gdp_nominal_usd", "JPN", year=2023))
