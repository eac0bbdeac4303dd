"""What every function that draws a figure shares: what it is called with, and what it leaves where it cannot draw."""

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.charts.figure import Chart, exhibit
from analysis.errors import TemplateError, UnknownNameError
from analysis.findings import Catalogue, parameters
from analysis.rendering import ReportHTMLExporter
from analysis.report import Report
from analysis.report.page import Block, left_out
from analysis.study import STUDY
from analysis.study.charts import dollar_figures, unicorn_density, workforce_paths

from ..kernelless import lint_faults


def drawing(title, paint=lambda _: None):
    """A figure of nothing under a title."""
    words = {"subtitle": "S", "alt": "A", "source": "Q", "data": [("a",)]}
    return exhibit(lambda _: Chart("fig-x", title=title, paint=paint, **words))


def test_a_figure_whose_title_was_not_known_leaves_a_note_and_is_not_drawn_in_vain(pen):
    def paint(sheet):
        pytest.fail("was drawn")

    assert drawing("Late: {late}", paint)(pen) == left_out("figure")


@pytest.mark.parametrize(("title", "error"), [("{sevn}", UnknownNameError), ("In 2017", TemplateError)])
def test_a_fault_in_what_is_typed_is_no_gap(pen, title, error):
    with pytest.raises(error):
        drawing(title)(pen)


WITHOUT = {
    "population_15_64": workforce_paths,
    "chip_support_amount": dollar_figures,
    "gdp_nominal_usd": unicorn_density,
}
"""Indicators without which a figure has no title, or no points."""


@pytest.mark.parametrize("indicator", WITHOUT)
def test_where_the_data_have_no_such_figure_the_report_is_made_with_a_note_in_its_place(evidence, indicator):
    known = {key: rows for key, rows in evidence._by_key.items() if key[0] != indicator}
    named = {name: row for name, row in evidence._by_id.items() if row.indicator != indicator}
    poorer = replace(evidence, _by_key=known, _by_id=named)
    report = Report(Catalogue(poorer, parameters.default(STUDY, evidence.newest), STUDY))
    note = WITHOUT[indicator](report)
    assert isinstance(note, Block)
    data, about = note._repr_mimebundle_()
    cells = [new_code_cell("figure", outputs=[new_output("display_data", data, metadata=about)])]
    notebook = new_notebook(cells=cells)
    assert lint_faults(notebook) == []
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    assert note.plain in page
