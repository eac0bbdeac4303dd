"""A forecast is called one wherever it is shown, and so is what rests on one."""

import pytest

import analysis as an
from analysis.report.writer import HTML


@pytest.fixture
def output(report):
    return report.figure("gdp_nominal_usd", "JPN", year=2026)


@pytest.fixture
def growth(report, output):
    return an.change(output, report.figure("gdp_nominal_usd", "JPN", year=2024))


def test_a_forecast_says_so_at_the_prompt_and_over_its_number(report, output):
    assert repr(output).startswith("GDP in dollars, Japan, 2026, forecast: ")
    assert ", 2026, forecast" in output._repr_html_()
    assert ", 2026, forecast&#10;" in report.pen.number(output, HTML)


def test_what_was_computed_from_a_forecast_says_that_it_rests_on_one(report, growth):
    assert ", rests on a forecast: " in repr(growth)
    assert ", rests on a forecast: $" in report.pen.number(growth, HTML)


def test_workings_call_a_forecast_one(report, growth):
    report.say("It grew by {growth}.", growth=growth)
    working = report.workings().page
    assert ". Rests on a forecast.</dd>" in working
    assert "· 2026. Forecast. " in working


def test_a_table_marks_the_cell_of_a_forecast_alone(report):
    *_, before, last = repr(report.by_period("tbl-x", "Output", {"Japan": "gdp_nominal_usd.JPN"})).splitlines()
    assert "forecast" not in before
    assert last.startswith("2026  ")
    assert last.endswith(", forecast")


def test_the_day_of_a_forecast_and_a_count_of_what_was_tried_are_none(report):
    year, tried = report["lead.capacity.year"], report["holds.C08"]
    for finding in (year, tried, report["robust.always"]):
        assert "forecast" not in repr(finding)
    assert "forecast" not in repr(report.table("tbl-x", "Years", ["a", "b"], [["Year", year], ["Ways", tried]]))


def test_a_sentence_marks_a_forecast_unless_it_says_that_it_is_one(report, output, growth):
    known = report.figure("gdp_nominal_usd", "JPN", year=2024)
    told = report.say("Japan measured {f} in {f.year}, {g} more than {k}.", f=output, g=growth, k=known)
    assert told.plain == (
        f"Japan measured {output.text} (forecast) in 2026, {growth.text} (in part forecast) more than {known.text}."
    )
    assert "</a> (forecast) in" in told.page
    assert report.say("A forecast gave it {f}.", f=output).plain == f"A forecast gave it {output.text}."
    assert report.say("It was projected to be {f}.", f=output).plain.endswith(f"{output.text}.")
    assert "(forecast)" in report.bars({"Japan": output}, title="Japan has {x}", x=output).title
