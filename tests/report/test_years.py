"""A table by economy says of which year its numbers are."""

import re

from analysis.findings.finding import years


def shown(table):
    return re.sub(r"<[^>]+>", "", table._repr_mimebundle_()[0]["text/html"])


def test_a_heading_says_of_which_year_its_column_is(report):
    table = report.by_economy("tbl-x", "Output", {"GDP": "economy.{}.gdp"})
    assert "GDP, 2023Japan$" in shown(table)


def test_what_rests_on_several_years_is_of_the_first_to_the_last(report):
    newest, then = (report.figure("gdp_nominal_usd", "JPN", year=year) for year in (2025, 2015))
    assert years(newest / then) == "2015 to 2025"
