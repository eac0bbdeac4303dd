"""What an analyst shows in a notebook of their own stands in the page and the PDF with its working and source."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pandas as pd
import pypdfium2
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import analysis as an
from analysis.errors import TemplateError, UnitError
from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
from analysis.report import ipython as magic
from analysis.report.ipython import formatters

from ..kernelless import lint_faults


@pytest.fixture
def d(evidence):
    return an.load(as_of="2024-04-12")


def displayed(d, *things):
    """A notebook whose cells end in these, as IPython shows them beside an open document."""
    ways, cells = formatters(d), []
    for number, thing in enumerate(things, 1):
        it = thing() if callable(thing) else thing  # a list of workings comes after what it lists
        name = f"{type(it).__module__}.{type(it).__name__}"
        way = ways.get(type(it)) or ways.get(name)
        data, about = way(it) if way else it._repr_mimebundle_()
        output = new_output("execute_result", data, metadata=about, execution_count=number)
        cells.append(new_code_cell(f"thing({number})", outputs=[output], execution_count=number))
    return new_notebook(cells=cells)


def exported(notebook):
    page, pdf = (exporter().from_notebook_node(notebook)[0] for exporter in (ReportHTMLExporter, ReportPDFExporter))
    assert [*lint_faults(notebook), *lint.sheet_faults(pdf)] == []
    return page


def test_a_finding_a_comparison_and_a_verdict_carry_their_workings_and_sources(d):
    times = d["subsidy.JPN.share.mof"] / d["subsidy.DEU.share.mof"]
    page = exported(displayed(d, times, d.compare("unicorns.{}.count"), d.catalogue.verdicts["C26"]))
    assert f'id="f-{times.id}"' in page
    assert 'id="s-mof_fsc_2024"' in page
    assert ">Workings</h3>" in page


def test_a_number_leads_to_its_working_in_a_report_and_nowhere_at_a_prompt(d):
    times = d["subsidy.JPN.share.mof"] / d["subsidy.DEU.share.mof"]
    for it in (times, d.verdicts["C26"], d.compare("unicorns.{}.count")):
        notebook = displayed(d, it)
        assert "href" not in notebook.cells[0].outputs[0].data["text/html"]
        page, _ = ReportHTMLExporter().from_notebook_node(notebook)
        assert 'href="#f-' in page.partition(">Workings</h3>")[0]


def test_workings_that_the_notebook_lists_itself_are_listed_once(d):
    page = exported(displayed(d, d["unicorns.JPN.count"], d.source_list, d.workings))
    assert page.count('<dl class="workings">') == 2  # of sources, and of numbers
    assert ">Workings</h3>" not in page


def test_a_number_of_ones_own_is_marked_wherever_it_stands_and_so_is_what_rests_on_it(d):
    """By hand: 119 billion is a tenth of 1.19 trillion."""
    cost = an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the <plant>")
    tenth, counted = (cost / 10).named("mine.tenth"), d["unicorns.JPN.count"]
    said = d.say("It costs {cost}, in parts {tenth}; there are {count}.", cost=cost, tenth=tenth, count=counted)
    assert (
        said.plain == "It costs ¥1.19 trillion (own number), in parts ¥119 billion (rests on an own number); "
        "there are 7."
    )
    table = d.table("tbl-a", "Costs", ["", "Sum"], [["Plant", cost], ["Firms", counted]])
    assert table.plain.splitlines()[1:] == ["Plant  ¥1.19 trillion (own number)", "Firms  7"]
    figure = d.bars({"Plant": cost}, title="Costs")
    assert "Nikkei Asia, 3 May 2024. With own numbers of the notebook." in str(figure._repr_mimebundle_())
    assert "own numbers" not in str(d.bars({"Firms": counted}, title="Firms")._repr_mimebundle_())
    assert repr(cost).startswith("Cost of the <plant>, own number: ¥1.19 trillion (")
    assert repr(tenth).startswith("Cost of the <plant>, divided by 10, rests on an own number: ")
    assert "own" not in repr(counted)
    shown_alone = displayed(d, said, table, figure, cost, d.source_list, d.workings)
    page, pdf = exported(shown_alone), ReportPDFExporter().from_notebook_node(shown_alone)[0]
    assert page.count("</a> (own number)") == 2  # in the sentence and the table; what shows itself has it in its name
    assert "s given in the notebook, not dated. Own number." in " ".join(re.sub("<[^>]+>", "", page).split())
    assert "Cost of the &lt;plant&gt;, own number" in page
    printed = " ".join(text_of(pdf).split())
    assert printed.count("(own number)") == 2
    assert "Own number. " in printed
    assert "Rests on an own number. " in printed


UNITS = {
    ("furlongs", "It is {x}."): "It is 5 furlongs (own number).",
    ("storks", "It saw {x} storks."): "It saw 5 (own number) storks.",
    ("storks", "Storks: {x}."): "Storks: 5 (own number).",
    ("furlongs", "It is {furlongs}."): "It is 5 furlongs (own number).",
    ("furlongs per stork", "It is {x}."): "It is 5 furlongs per stork (own number).",
    ("JPY per stork", "It is {x}."): "It is ¥5 per stork (own number).",
    ("JPY per USD", "It is {x}."): "It is ¥5 per dollar (own number).",
    ("JPY per USD", "It is {x} to the dollar."): "It is ¥5 (own number) to the dollar.",
    ("<b>", "It is {x}."): "It is 5 <b> (own number).",
    ("persons", "It is {x}."): "It is 5 (own number).",
    ("share", "It is {x}."): "It is 500% (own number).",
}


@pytest.mark.parametrize(("given", "said"), UNITS.items())
def test_a_unit_that_is_not_known_stands_behind_the_number_unless_the_sentence_names_it(d, given, said):
    unit, template = given
    own = an.number(5, unit, "Nikkei Asia", "Length")
    assert d.say(template, x=own, furlongs=own).plain == said
    page = exported(displayed(d, d.say(template, x=own, furlongs=own), d.source_list, d.workings))
    assert "<b>" not in "".join(re.findall(r"</a>( [^<]*<b> [^<]*)", page))
    row = d.table("tbl-a", "Lengths", ["", "Length"], [["It", (own * 2).named("mine.twice")]]).plain.splitlines()[1]
    assert row.endswith("(rests on an own number)")
    assert (unit in row) == (unit not in {"persons", "share", "JPY per USD", "JPY per stork"})


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    finally:
        document.close()


def test_a_cell_of_prose_takes_findings_from_the_variables_of_the_notebook(d):
    times = d["subsidy.JPN.share.mof"] / d["subsidy.DEU.share.mof"]
    block = magic.write(d, "", "It is {times:more|less}: {times}.", {"times": times, "other": 3})
    assert block.plain == f"It is more: {times.text}."
    with pytest.raises(UnitError, match="3 has no unit"):
        magic.write(d, "", "It is {other}.", {"other": 3})


def test_a_table_of_ones_own_is_taken_as_it_is_with_its_source(d):
    table = pd.DataFrame({"<b>year</b>": [2023, 2024], "wages": [1.5, 2.5]})
    page = exported(displayed(d, d.exhibit(table, "My wages", source="Own count, 2 May 2024")))
    assert "My wages" in page
    assert "Own count, 2 May 2024" in page
    assert "<b>year</b>" not in page


def test_a_figure_of_ones_own_needs_words_and_a_source(d):
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    plt.close(figure)
    page = exported(displayed(d, d.exhibit(figure, "My figure", alt="A line rises.", source="Own count")))
    assert 'alt="A line rises."' in page
    with pytest.raises(TemplateError, match='alt="what it shows"'):
        d.exhibit(figure, source="Own count")
    with pytest.raises(TemplateError, match="needs a source"):
        d.exhibit(figure, alt="A line rises.", source=" ")


TABLES = ("article", "observations")


@pytest.mark.parametrize("name", TABLES)
def test_each_table_of_the_dataset_may_stand_on_a_page_also_one_that_pandas_cuts_short(d, name):
    page = exported(displayed(d, getattr(d, name)))
    assert page.count("Made in the notebook from the dataset of this report") == 1
    assert "of the notebook, not checked" not in page
    assert " rows × " not in page


def test_in_a_notebook_ipython_shows_findings_in_this_way():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.run_cell("import analysis as an; d = an.load(as_of='2024-04-12'); times = d['unicorns.JPN.count'] * 2")
        data, about = shell.display_formatter.format(shell.user_ns["times"])
        assert 'data-to="f-product(unicorns.JPN.count,2)"' in data["text/html"]
        assert list(about["report"]["annex"]) == ["Sources", "Workings"]
        assert "text/html" in shell.display_formatter.format(pd.DataFrame({"x": [1]}))[0]
        assert shell.run_cell("%%say\nThere are {times}.").result.plain == "There are 14."
    finally:
        InteractiveShell.clear_instance()
