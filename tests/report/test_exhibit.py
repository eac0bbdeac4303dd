"""Charts of a study: a note where the data are missing, an error where the template is wrong, fixed colours."""

from dataclasses import replace

import pytest

from analysis.charts.figure import Chart, colour, exhibit
from analysis.errors import AnalysisError, TemplateError, UnknownNameError
from analysis.findings import Catalogue, Study, parameters
from analysis.rendering.palette import GREY, INK, STUDY_COLOUR
from analysis.report.explorer_declarations import exploration_of
from analysis.study import STUDY
from analysis.study.charts import dollar_figures, unicorn_density, workforce_paths
from analysis.writing.block import Block, note_left_out
from analysis.writing.writer import Writer


def drawing(title):
    """A chart under a title that fails when it is painted."""
    words = {"subtitle": "S", "alt": "A", "source": "Q", "data": [("a",)]}
    return exhibit(lambda _: Chart("fig-x", title=title, paint=lambda _: pytest.fail("was painted"), **words))


def test_a_chart_whose_title_was_not_known_leaves_a_note_and_is_not_painted(pen):
    assert drawing("Late: {late}")(pen) == note_left_out("figure")


@pytest.mark.parametrize(("title", "error"), [("{sevn}", UnknownNameError), ("In 2017", TemplateError)])
def test_a_wrong_template_is_an_error(pen, title, error):
    with pytest.raises(error):
        drawing(title)(pen)


WITHOUT = {
    "population_15_64": workforce_paths,
    "chip_support_amount": dollar_figures,
    "gdp_nominal_usd": unicorn_density,
}
"""Indicators without which a chart has no title, or no points."""


@pytest.mark.parametrize("indicator", WITHOUT)
def test_without_the_data_of_a_chart_there_is_a_note_in_its_place(evidence, indicator):
    known = {key: rows for key, rows in evidence._by_key.items() if key[0] != indicator}
    named = {name: row for name, row in evidence._by_id.items() if row.indicator != indicator}
    poorer = replace(evidence, _by_key=known, _by_id=named)
    catalogue = Catalogue(poorer, parameters.default(STUDY, evidence.newest), STUDY)
    assert isinstance(WITHOUT[indicator](Writer(catalogue)), Block)


def test_japan_has_one_colour_whoever_is_in_focus(reports):
    pen = reports(focus="KOR").pen
    assert [colour(pen, economy) for economy in ("JPN", "KOR", "USA", "CHN")] == [STUDY_COLOUR, INK, GREY, GREY]


def test_a_study_without_an_explorer_is_answered_in_one_line():
    with pytest.raises(AnalysisError, match="Have the storks come back"):
        exploration_of(Study("Have the storks come back?", ""))
