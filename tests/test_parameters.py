"""Every parameter of every notebook changes what it is said to change."""

from functools import cache
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import pytest
from bs4 import BeautifulSoup

from analysis.editions.grid import plan, read_grid, write_tables
from analysis.editions.notebooks import notebooks_folder, parameter_names
from analysis.editions.project import open_project
from analysis.explorer.output import Text

from . import notebook_runner

NOW, THEN = "2026-10-30", "2024-04-12"


class Case(NamedTuple):
    """A parameter of a notebook, another value, and what a cell says by default and with that value.

    Either text may be empty: then the other one comes or goes.
    """

    notebook: str
    parameter: str
    value: Any
    cell: str
    before: str
    after: str

    def __repr__(self) -> str:
        return f"{self.notebook}-{self.parameter}"


CASES = [
    Case("report", "as_of", THEN, "basis", "comes to 0.638% of GDP", "comes to 0.70% of GDP"),
    Case("report", "denominator", "population", "unicorns", "Unicorns per trillion dollars of GDP", "per ten million"),
    Case("report", "basis", "per_year", "basis", "over the whole programme, ", "per year of the programme, "),
    Case("report", "rate_rule", "ppp", "dollar-figure", "chip support is $25.7 billion", "chip support is Int$42.0"),
    Case("report", "own_rate", 100.0, "dollar-figure", "chip support is $26.2 billion", "chip support is $39.3"),
    Case("report", "much_larger", 4.0, "choices", "C26  overstated  6 of 8", "C26  overstated  2 of 8"),
    Case("chip_subsidies", "as_of", THEN, "answer", "According to its economy ministry Japan, at 0.68%", ""),
    Case("chip_subsidies", "focus", "KOR", "yardstick-table", "Total, 2024  ¥3.931", "Total, 2024  ₩33"),
    Case("chip_subsidies", "peers", ["USA"], "yardstick-table", "€20 billion", ""),
    Case("chip_subsidies", "much_larger", 4.0, "accounts-text", "at least 1.5 times", "at least 4 times"),
    Case("country_profile", "as_of", THEN, "rank-text", "to 30th in 2025", "to 32nd in 2023"),
    Case("country_profile", "focus", "KOR", "answer", "Japan was 30th of 69", "South Korea was 15th of 69"),
    Case("country_profile", "peers", ["USA"], "size-table", "Germany  ", ""),
    Case("digital_competitiveness", "as_of", THEN, "answer", "In 2025 Japan was 30th of 69", ""),
    Case("digital_competitiveness", "focus", "FRA", "standing-figure", "", "France: "),
    Case("digital_competitiveness", "peers", ["USA"], "places-figure", "Germany 18th", ""),
    Case("exchange_rate", "as_of", THEN, "answer", "Since then a dollar has cost as much as ¥164", ""),
    Case("exchange_rate", "rate_rule", "ppp", "dollar-figure", "chip support is $25.7 billion", "is Int$42.0 billion"),
    Case("exchange_rate", "own_rate", 100.0, "sums-table", "own rate  $26.2 billion", "own rate  $39.3 billion"),
    Case("investment_pledges", "as_of", THEN, "target-text", "to reach ¥120 trillion", "to reach ¥100 trillion"),
    Case("investment_pledges", "focus", "KOR", "stock-figure", "", "South Korea 15.3%"),
    Case("investment_pledges", "peers", ["USA"], "flow-figure", "Germany 1.5%", ""),
    Case("investment_pledges", "rate_rule", "ppp", "pledges-table", "$14.8 billion  $14.8", "$14.8 billion  Int$24.2"),
    Case("investment_pledges", "own_rate", 100.0, "pledges-table", "$14.8 billion  $15.1", "$14.8 billion  $22.6"),
    Case("technological_lead", "as_of", THEN, "chips-text", "8.2% in 2024", "9% in 2021"),
    Case("technological_lead", "focus", "KOR", "exports-figure", "Japan: 20% at first", "South Korea: 32% at first"),
    Case("technological_lead", "peers", ["USA"], "research-figure", "Germany 3.15%", ""),
    Case("unicorns", "as_of", THEN, "answer", "A copy of the list of 29 June 2026 has five", ""),
    Case("unicorns", "focus", "KOR", "density-figure", "Japan 1.6.", "Japan 1.6; South Korea 7.6."),
    Case("unicorns", "peers", ["USA"], "density-table", "Germany  30", ""),
    Case("unicorns", "denominator", "population", "density-figure", "per trillion dollars of GDP", "per ten million"),
    Case("workforce_productivity", "as_of", THEN, "answer", "In 2025 the labour force was 70 million", ""),
    Case("explore", "as_of", THEN, "explore", "comes to 0.638% of GDP", "comes to 0.70% of GDP"),
    Case("explore", "focus", "GBR", "explore", "", "the United Kingdom has 15.5 unicorns"),
    Case("explore", "peers", ["USA"], "explore", "From 0 (Taiwan) to 33 (Singapore)", "United States: 24"),
    Case("explore", "denominator", "population", "explore", "", "Japan has 0.562 unicorns per ten million people"),
    Case("explore", "basis", "per_year", "explore", "comes to 0.638% of GDP, 3.37", "comes to 0.213% of GDP, 5.61"),
    Case("explore", "rate_rule", "ppp", "explore", "chip support comes to $25.7", "chip support comes to Int$42.0"),
    Case("explore", "own_rate", 100.0, "explore", "chip support comes to $26.2", "chip support comes to $39.3"),
    Case("explore", "much_larger", 1.25, "explore", "holds in 6 of 8", "holds in 8 of 8"),
    Case("grid", "as_of", THEN, "figure", "than Germany does: 50%", "than Germany does: 25%"),
    Case("grid", "grid", "without choices", "answer", "Under all 4 sets", "Under all 2 sets"),
]

"""By hand: 3.931 trillion yen are $26.2 billion at 150 yen and $39.3 billion at 100; Amazon’s 2.26 trillion are $15.1
and $22.6 billion. 33 trillion won come first where South Korea is in focus."""

DAYS = "as_of = [2024-04-12, 2026-10-30]"
GRIDS = {"usual": f"{DAYS}\nmuch_larger = [1.5, 4]", "without choices": DAYS}


@pytest.fixture(scope="module")
def grids(tmp_path_factory):
    """The folder with the tables of two small grids, of four and of two sets of parameters."""
    home, project = tmp_path_factory.mktemp("grids"), open_project()
    for name, axes in GRIDS.items():
        file = home / f"{name}.toml"
        file.write_text(f"[axes]\n{axes}\n", encoding="utf-8")
        write_tables(plan(read_grid(file), project, home / name), project, tick=bool)
    return home


def usual(case, grids):
    """The parameters with which a notebook is compared: those of a day whose numbers stand in the table."""
    if case.notebook == "grid":
        return {"as_of": NOW, "grid": str(grids / "usual")}
    return {"as_of": NOW, "rate_rule": "own", "own_rate": 150.0} if case.parameter == "own_rate" else {"as_of": NOW}


def words(notebook, given, cells):
    """What some cells say: their plain text, which for a figure is its description; the explorer all that it shows."""
    executed, names = notebook_runner.execute(notebooks_folder() / f"{notebook}.ipynb", given, cells)
    plt.close("all")
    if notebook == "explore":
        page = BeautifulSoup("".join(explored(names["_"])), "html.parser")
        return {"explore": " ".join([*page.get_text().split(), *(image["alt"] for image in page.select("img[alt]"))])}
    outputs = {cell.id: cell.outputs for cell in executed.cells if cell.id in cells}
    return {cell: "\n".join(it.data["text/plain"] for it in shown) for cell, shown in outputs.items()}


@cache
def usual_words(notebook, given):
    """What all cells of a notebook say that the table names."""
    return words(notebook, dict(given), {case.cell for case in CASES if case.notebook == notebook})


def explored(widget):
    """The mark-up of each text in a widget."""
    shown = [widget.words, widget.figure] if isinstance(widget, Text) else []
    return shown + [text for child in getattr(widget, "children", ()) for text in explored(child)]


def is_only_in(text, here, there):
    """Whether a text, if there is one, is here and not there."""
    return not text or (text in here and text not in there)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_parameter_changes_what_the_table_names(case, grids):
    given = usual(case, grids)
    value = str(grids / case.value) if case.parameter == "grid" else case.value
    before = usual_words(case.notebook, tuple(given.items()))[case.cell]
    after = words(case.notebook, given | {case.parameter: value}, {case.cell})[case.cell]
    assert case.before or case.after
    assert is_only_in(case.before, before, after), before
    assert is_only_in(case.after, after, before), after


def test_the_table_has_every_parameter_of_every_notebook():
    declared = {(path.stem, name) for path in notebooks_folder().glob("*.ipynb") for name in parameter_names(path)}
    assert sorted((case.notebook, case.parameter) for case in CASES) == sorted(declared)
