"""What an analyst shows in a notebook of their own stands in the page and the PDF with its working and source."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pypdfium2
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import analysis as an
from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
from analysis.report.ipython import formatters

from ..notebook_runner import lint_faults


@pytest.fixture
def d():
    return an.load(as_of="2024-04-12")


def displayed(d, *things):
    """A notebook whose cells end in these, as IPython displays them with an open report."""
    display, cells = formatters(d), []
    for number, thing in enumerate(things, 1):
        it = thing() if callable(thing) else thing  # a list of workings comes after what it lists
        way = display.get(type(it)) or display.get(f"{type(it).__module__}.{type(it).__name__}")
        data, metadata = way(it) if way else it._repr_mimebundle_()
        output = new_output("execute_result", data, metadata=metadata, execution_count=number)
        cells.append(new_code_cell(f"thing({number})", outputs=[output], execution_count=number))
    return new_notebook(cells=cells)


def exported(notebook):
    """The page and the text of the PDF, neither of which the lint finds fault with."""
    page, pdf = (exporter().from_notebook_node(notebook)[0] for exporter in (ReportHTMLExporter, ReportPDFExporter))
    assert [*lint_faults(notebook), *lint.sheet_faults(pdf)] == []
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    return page, " ".join(text.split())


def test_a_finding_a_comparison_and_a_verdict_carry_workings_to_which_they_link_in_a_report_only(d):
    times = d["subsidy.JPN.share.mof"] / d["subsidy.DEU.share.mof"]
    notebook = displayed(d, times, d.compare("unicorns.{}.count"), d.catalogue.verdicts["C26"])
    assert not any("href" in cell.outputs[0].data["text/html"] for cell in notebook.cells)
    page, _ = exported(notebook)
    assert all(name in page for name in (f'id="f-{times.id}"', 'id="s-mof_fsc_2024"', ">Workings</h3>"))
    assert page.partition(">Workings</h3>")[0].count('href="#f-') > len(notebook.cells)


def test_workings_that_the_notebook_lists_itself_are_listed_once(d):
    page, _ = exported(displayed(d, d["unicorns.JPN.count"], d.source_list, d.workings))
    assert page.count('<dl class="workings">') == 2  # of sources, and of numbers
    assert ">Workings</h3>" not in page


def test_a_number_of_ones_own_is_marked_wherever_it_stands_and_so_is_what_rests_on_it(d):
    """By hand: 119 billion is a tenth of 1.19 trillion."""
    cost = an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the <plant>")
    tenth, count = (cost / 10).named("mine.tenth"), d["unicorns.JPN.count"]
    block = d.say("It costs {cost}, in parts {tenth}; there are {count}.", cost=cost, tenth=tenth, count=count)
    marked = "It costs ¥1.19 trillion (own number), in parts ¥119 billion (rests on an own number); there are 7."
    assert block.plain == marked
    table = d.table("tbl-a", "Costs", ["", "Sum"], [["Plant", cost], ["Firms", count]])
    assert table.plain.splitlines()[1:] == ["Plant  ¥1.19 trillion (own number)", "Firms  7"]
    figure = d.bars({"Plant": cost}, title="Costs")
    assert "Nikkei Asia, 3 May 2024. With own numbers of the notebook." in figure.source
    assert "own numbers" not in d.bars({"Firms": count}, title="Firms").source
    page, printed = exported(displayed(d, block, table, figure, cost, d.source_list, d.workings))
    assert page.count("</a> (own number)") == 2  # in the sentence and the table; what shows itself has it in its name
    assert "s given in the notebook, not dated. Own number." in " ".join(re.sub("<[^>]+>", "", page).split())
    assert "Cost of the &lt;plant&gt;, own number" in page
    assert printed.count("(own number)") == 2
    assert all(words in printed for words in ("plant>, own number.", "divided by 10, rests on an own number"))


def test_tables_and_figures_of_ones_own_stand_in_a_report_with_their_words(d):
    table = pd.DataFrame({"<b>year</b>": [2023, 2024], "wages": [1.5, 2.5]})
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    wages = d.exhibit(table, "My wages", source="Own count, 2 May 2024")
    line = d.exhibit(figure, "My figure", alt="A line rises.", source="Own count")
    page, _ = exported(displayed(d, wages, line))
    assert all(words in page for words in ("My wages", "Own count, 2 May 2024", "My figure", 'alt="A line rises."'))
    assert "<b>year</b>" not in page


def test_a_table_of_the_dataset_may_stand_on_a_page_also_one_that_pandas_cuts_short(d):
    page, _ = exported(displayed(d, d.article, d.observations))
    assert page.count("Made in the notebook from the dataset of this report") == 2
    assert "of the notebook, not checked" not in page
    assert " rows × " not in page


def test_in_a_notebook_ipython_shows_findings_in_this_way():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.run_cell("import analysis as an; d = an.load(as_of='2024-04-12'); times = d['unicorns.JPN.count'] * 2")
        data, metadata = shell.display_formatter.format(shell.user_ns["times"])
        assert 'data-to="f-product(unicorns.JPN.count,2)"' in data["text/html"]
        assert list(metadata["report"]["annex"]) == ["Sources", "Workings"]
        assert "text/html" in shell.display_formatter.format(pd.DataFrame({"x": [1]}))[0]
        assert shell.run_cell("%%say\nThere are {times}.").result.plain == "There are 14."
    finally:
        InteractiveShell.clear_instance()
