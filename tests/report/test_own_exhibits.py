"""A table of one's own in a report: of its day, with its unit and names, and said to be unchecked."""

import math
import re

import pandas as pd
import pytest

from analysis.errors import TemplateError
from analysis.report.user_exhibits import format_numbers


def said(own):
    return own.metadata["text/html"]["source"]


def test_a_table_of_a_later_day_is_refused(report, then):
    for table in (report.wide("imd_wdcr_rank"), report.observations.head(), report.compare("imd.{}.current").frame):
        with pytest.raises(TemplateError, match=r"this table is as of .*, and this report as of 2024-04-12"):
            then.exhibit(table, source="IMD")
    assert then.exhibit(then.wide("imd_wdcr_rank").loc[2020:], source="IMD")


def test_it_says_that_nobody_checked_it_and_its_source_stands_among_the_sources(report):
    shown = report.exhibit(report.wide("fdi_inflow_usd") * 2, source="My own  guess")
    assert said(shown) == "A table of the notebook, not checked; source as stated there: My own  guess"
    assert "My own guess" in report.source_list().page


def test_it_says_in_which_unit_it_is_and_names_the_countries(report):
    shown = report.exhibit(report.wide("fdi_inflow_usd", each="billion").tail(3), source="UNCTAD")
    assert said(shown).endswith("the dataset of this report. Unit: billion USD.")
    assert "<th>South Korea</th>" in shown.data["text/html"]
    assert "<th>KOR</th>" not in shown.data["text/html"]


def test_what_was_calculated_has_no_unit_that_it_no_longer_is_in(report):
    assert "Unit" not in said(report.exhibit(report.wide("fdi_inflow_usd") * 2, source="UNCTAD"))


def test_its_numbers_are_format_numbers_and_its_corner_says_what_the_rows_are(report):
    shown = report.exhibit(report.wide("fdi_inflow_usd")[["JPN", "TWN"]].loc[:2016], title="Capital from abroad")
    rows = re.sub(r"\s*\n\s*", "", shown.data["text/html"])
    assert "<th>year</th><th>Japan</th><th>Taiwan</th></tr></thead>" in rows
    assert "<th>2015</th><td>2,975,527,938</td><td>2,391,000,000</td>" in rows
    assert "e+" not in repr(shown)


COLUMNS = {
    "typical of three digits": ([123.456, 7.5, 1000.25], ["123", "8", "1,000"]),
    "typical below ten": ([2.345, 12.0, 0.5], ["2.35", "12.00", "0.50"]),
    "whole ones in a column with a gap": ([98.0, None, 118.0], ["98", "–", "118"]),
    "years": ([2019, 2023], ["2019", "2023"]),
    "small below zero": ([-0.001, 500.5, 700.0], ["0", "500", "700"]),
    "no end": ([math.inf, 1.5], ["inf", "1.5"]),
    "very small": ([1.5e-20], ["0.000000000000"]),
}


@pytest.mark.parametrize(("numbers", "printed"), COLUMNS.values(), ids=COLUMNS)
def test_a_column_has_as_few_decimals_as_its_typical_number_needs(numbers, printed):
    assert list(format_numbers(pd.DataFrame({"a": numbers}))["a"]) == printed


def test_a_source_has_letters(report):
    with pytest.raises(TemplateError, match="needs a source"):
        report.exhibit(report.wide("fdi_inflow_usd") * 2, source=". -")


def test_a_scale_that_does_not_begin_at_zero_says_so(report):
    cut = "The scale does not begin at zero"
    figures = [report.over_time("population.JPN"), report.dots("population.JPN")]
    figures.append(report.slope("population.JPN", "population.KOR"))
    assert [cut.lower() in figure.subtitle.lower() for figure in figures] == [True, True, True]
    whole = [report.over_time("fdi_inflow_usd.{}"), report.bars("population.{}"), report.dots("imd_wdcr_rank.{}")]
    assert not any(cut.lower() in figure.subtitle.lower() for figure in whole)


def test_a_table_of_the_dataset_names_its_sources_and_is_not_called_unchecked(report):
    wide = report.wide("fdi_inflow_usd")
    for shown in (report.exhibit(wide), report.exhibit(wide.tail(3)[["JPN"]], source="my blog")):
        assert said(shown).endswith("Made in the notebook from the dataset of this report. Unit: USD.")
        assert "not checked" not in said(shown)
        assert "my blog" not in said(shown)
    assert set(wide.attrs["sources"]) <= report.pen.cited
    assert "not checked" not in said(report.exhibit(report.observations.head(), title="Seen"))


def test_rows_that_pandas_only_counts_stand_without_their_numbers(report):
    shown = report.exhibit(pd.DataFrame({"Firm": ["One", "Other"], "Staff": [1200, 30]}), "Firms", source="Nikkei")
    rows = re.sub(r"\s*\n\s*", "", shown.data["text/html"])
    assert "<th>Firm</th><th>Staff</th></tr></thead><tbody><tr><td>One</td><td>1,200</td></tr>" in rows
    assert repr(shown).split() == ["Firm", "Staff", "One", "1,200", "Other", "30"]
    named = pd.DataFrame({"Staff": [1200]}, index=pd.RangeIndex(2024, 2025, name="year"))
    assert "<th>2024</th>" in report.exhibit(named, "Firms", source="Nikkei").data["text/html"]


CHANGES = {
    "a cell": lambda table: table.__setitem__("JPN", 99.0),
    "a new column": lambda table: table.__setitem__("XXX", 1.0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_table_of_the_dataset_that_was_changed_is_called_unchecked_and_needs_a_source(report, change):
    table = report.wide("fdi_inflow_usd").copy()
    change(table)
    assert "not checked; source as stated there: UNCTAD" in said(report.exhibit(table, source="UNCTAD"))
    with pytest.raises(TemplateError, match="source"):
        report.exhibit(table)
