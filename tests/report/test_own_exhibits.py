"""Tables and figures of the author's own: of their day, with unit and names, source and alternative text."""

import math
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.errors import TemplateError
from analysis.report.user_exhibits import format_numbers


def source_of(exhibit):
    return exhibit.metadata["text/html"]["source"]


def html_of(exhibit):
    return re.sub(r"\s*\n\s*", "", exhibit.data["text/html"])


def test_a_table_of_a_later_day_is_refused(report, then):
    for table in (report.wide("imd_wdcr_rank"), report.observations.head(), report.compare("imd.{}.current").frame):
        with pytest.raises(TemplateError, match=r"this table is as of .*, and this report as of 2024-04-12"):
            then.exhibit(table, source="IMD")
    assert then.exhibit(then.wide("imd_wdcr_rank").loc[2020:], source="IMD")


def test_a_table_of_the_dataset_names_its_sources_unit_and_countries(report):
    wide = report.wide("fdi_inflow_usd", each="billion")
    for exhibit in (report.exhibit(wide), report.exhibit(wide.tail(3)[["JPN"]], source="my blog")):
        assert source_of(exhibit).endswith("Made in the notebook from the dataset of this report. Unit: billion USD.")
        assert "not checked" not in source_of(exhibit)
        assert "my blog" not in source_of(exhibit)
    assert "<th>South Korea</th>" in html_of(report.exhibit(wide))
    assert set(wide.attrs["sources"]) <= report.pen.cited
    assert "not checked" not in source_of(report.exhibit(report.observations.head(), title="Seen"))


CHANGES = {
    "a product": lambda table: table * 2,
    "a cell": lambda table: table.assign(JPN=99.0),
    "a new column": lambda table: table.assign(XXX=1.0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_table_of_the_dataset_is_called_unchecked_has_no_unit_and_needs_a_source(report, change):
    table = change(report.wide("fdi_inflow_usd"))
    exhibit = report.exhibit(table, source="My own  guess")
    assert source_of(exhibit) == "A table of the notebook, not checked; source as stated there: My own  guess"
    assert "My own guess" in report.source_list().page
    for no_source in ("", ". -"):
        with pytest.raises(TemplateError, match="needs a source"):
            report.exhibit(table, source=no_source)


def test_numbers_are_formatted_and_the_corner_says_what_the_rows_are(report):
    exhibit = report.exhibit(report.wide("fdi_inflow_usd")[["JPN", "TWN"]].loc[:2016], title="Capital from abroad")
    assert "<th>year</th><th>Japan</th><th>Taiwan</th></tr></thead>" in html_of(exhibit)
    assert "<th>2015</th><td>2,975,527,938</td><td>2,391,000,000</td>" in html_of(exhibit)
    assert "e+" not in repr(exhibit)


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


def test_rows_that_pandas_only_counts_stand_without_their_numbers(report):
    exhibit = report.exhibit(pd.DataFrame({"Firm": ["One", "Other"], "Staff": [1200, 30]}), "Firms", source="Nikkei")
    assert "<th>Firm</th><th>Staff</th></tr></thead><tbody><tr><td>One</td><td>1,200</td></tr>" in html_of(exhibit)
    assert repr(exhibit).split() == ["Firm", "Staff", "One", "1,200", "Other", "30"]
    named = pd.DataFrame({"Staff": [1200]}, index=pd.RangeIndex(2024, 2025, name="year"))
    assert "<th>2024</th>" in html_of(report.exhibit(named, "Firms", source="Nikkei"))


def test_a_figure_shows_its_title_alternative_text_and_source_outside_the_report_too(report):
    """JupyterLab and plain nbconvert prefer HTML to a picture; the report takes the picture."""
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    exhibit = report.exhibit(figure, "<Mine> of {unicorns.JPN.count}", alt='It "rises" & falls.', source="Own <count>")
    page = BeautifulSoup(html_of(exhibit), "html.parser").figure
    assert page.figcaption.get_text() == "<Mine> of 7"
    assert page.img["alt"] == 'It "rises" & falls.'
    assert page.img["src"] == f"data:image/png;base64,{exhibit.data['image/png']}"
    assert page.small.get_text() == "A figure of the notebook, not checked; source as stated there: Own <count>"


def test_a_figure_that_is_refused_is_closed_so_that_jupyter_does_not_show_it_without_words(report):
    figure, axes = plt.subplots()
    with pytest.raises(TemplateError, match='alt="what it shows"'):
        report.exhibit(figure, source="Own count")
    assert not plt.fignum_exists(figure.number)
    figure, axes = plt.subplots()
    with pytest.raises(TemplateError, match="needs a source"):
        report.exhibit(figure, alt="A line rises.", source=" ")
    assert not plt.fignum_exists(figure.number)
    assert report.exhibit(figure, alt="A line rises.", source="Own count")
    figure, axes = plt.subplots()
    with pytest.raises(TemplateError, match=r"ax\.figure"):
        report.exhibit(axes, alt="A line rises.", source="Own count")
    assert not plt.fignum_exists(figure.number)
