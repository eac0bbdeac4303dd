"""A forecast is called one wherever it is shown, and so is what rests on one."""

import pytest

import analysis as an


@pytest.fixture
def output(report):
    return report.figure("gdp_nominal_usd", "JPN", year=2026)


@pytest.fixture
def growth(report, output):
    return an.change(output, report.figure("gdp_nominal_usd", "JPN", year=2024))


def test_a_forecast_and_what_rests_on_one_say_so_at_the_prompt_and_in_workings(report, output, growth):
    assert repr(output).startswith("GDP in dollars, Japan, 2026, forecast: ")
    assert ", rests on a forecast: " in repr(growth)
    assert ", 2026, forecast" in output._repr_html_()
    page = report.say("It grew by {growth}, to {output}.", growth=growth, output=output).page
    assert ", 2026, forecast&#10;" in page
    assert ", rests on a forecast: $" in page
    workings = report.workings().page
    assert ". Rests on a forecast.</dd>" in workings
    assert "· 2026. Forecast. " in workings


def test_a_table_marks_the_cell_of_a_forecast_alone(report):
    *_, before, last = repr(report.by_period("tbl-x", "Output", {"Japan": "gdp_nominal_usd.JPN"})).splitlines()
    assert "forecast" not in before
    assert (last[:6], last[-10:]) == ("2026  ", ", forecast")
    year, tried = report["lead.capacity.year"], report["holds.C08"]  # a day of a forecast and a count are none
    assert "forecast" not in repr(report.table("tbl-x", "Years", ["a", "b"], [["Year", year], ["Ways", tried]]))


def test_a_sentence_marks_a_forecast_unless_it_says_that_it_is_one(report, output, growth):
    known = report.figure("gdp_nominal_usd", "JPN", year=2024)
    block = report.say("Japan measured {f} in {f.year}, {g} more than {k}.", f=output, g=growth, k=known)
    assert block.plain == (
        f"Japan measured {output.text} (forecast) in 2026, {growth.text} (in part forecast) more than {known.text}."
    )
    assert "</a> (forecast) in" in block.page
    assert report.say("A forecast gave it {f}.", f=output).plain == f"A forecast gave it {output.text}."
    assert report.say("It was projected to be {f}.", f=output).plain.endswith(f"{output.text}.")
    assert "(forecast)" in report.bars({"Japan": output}, title="Japan has {x}", x=output).title
