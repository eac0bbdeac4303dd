from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

import analysis as an
from analysis import charts
from analysis.dataset import load
from analysis.editions.job import notebooks_folder
from analysis.rendering import ReportHTMLExporter

from .. import notebook_runner
from ..builders import write_edition

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.report.revisions import Revisions

NOTEBOOK = notebooks_folder() / "revisions.ipynb"
AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
SENTENCE = (
    "Verdicts that changed between the two editions: {changes.verdicts}. Findings that moved: {changes.moved}; "
    "that came in: {changes.new}; that went: {changes.gone}."
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory, evidence, data) -> dict[str, Path]:
    """Three folders, an edition of the article's day, one of everything known, one of data with another number.

    `data` is the folder of those other data: the chip subsidy is 4.4 instead of 3.9308 trillion yen.
    """
    home, own = tmp_path_factory.mktemp("editions"), data
    data = home / "data"
    shutil.copytree(own, data)
    rows = list(csv.reader((data / "observations.csv").read_text(encoding="utf-8").splitlines()))
    cells = dict(zip(rows[0], range(len(rows[0])), strict=True))
    row = next(row for row in rows if row[0] == AMOUNT)
    for name, text in {
        "value": "4.4e12",
        "low": "4.35e12",
        "high": "4.45e12",
        "printed": "4.4 trillion JPY",
        "precision": "1e11",
    }.items():
        row[cells[name]] = text
    with (data / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return {
        "then": write_edition(home / "then", evidence, evidence.judged_at, own),
        "now": write_edition(home / "now", evidence, evidence.newest, own),
        "other": write_edition(home / "other", load(data), evidence.newest, data),
        "data": data,
    }


PAIRS = {
    "two days": ("2024-04-12", "2026-10-30"),
    "two days, the later one first": ("2026-10-30", "2024-04-12"),
    "the same day twice": ("2024-04-12", "2024-04-12"),
    "two folders": ("then", "now"),
    "a folder and a day": ("then", "2026-10-30"),
    "folders made from other data": ("now", "other"),
    "a data folder": ("now", "data"),
}


@pytest.fixture(scope="module")
def given(editions):
    """Parameters of the notebook; names of folders stand for their paths."""

    def parameters(pair: str) -> dict[str, str]:
        return {
            name: str(editions.get(value, value)) for name, value in zip(("before", "after"), PAIRS[pair], strict=True)
        }

    return parameters


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS)
def test_every_number_of_the_page_leads_to_a_working_that_ends_in_a_source(given, pair):
    notebook = notebook_runner.run(NOTEBOOK, given(pair))
    assert notebook_runner.lint_faults(notebook) == []
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    links = BeautifulSoup(page, "html.parser").select('main a[href^="#f-"]')
    assert len(links) >= 4


@pytest.fixture(scope="module")
def days() -> Revisions:
    """What changed from the article's day to everything known."""
    return an.compare_editions("2024-04-12", "2026-10-30")


@pytest.fixture(scope="module")
def folders(editions) -> Revisions:
    """What changes when one row of the data has another number."""
    return an.compare_editions(str(editions["now"]), str(editions["other"]))


def rows(table) -> list[list[str]]:
    page = BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")
    return [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]


def test_the_two_verdicts_that_a_second_ministry_changed_are_listed_with_their_reason(days):
    listed = {cells[0]: cells for cells in rows(days.verdict_table())}
    assert listed["C26"][2:4] == ["supported, holds in 5 of 6", "overstated, holds in 6 of 8"]
    assert listed["C27"][2:4] == ["supported, holds in 1 of 1", "disputed, holds in 1 of 5"]
    causes = {change.name: {cause.name for cause in change.causes} for change in days.changes.verdicts}
    for claim, economy in (("C26", "USA"), ("C27", "DEU")):
        assert listed[claim][4].startswith("vintage: Chip support")
        assert f"chip_support_pct_gdp.{economy}.meti.2024-05-31.2024-05-31" in causes[claim]
    repeating = ("obs", "rate", "holds", "verdicts")
    assert not [change.name for change in days.moved if change.name.split(".")[0] in repeating]
    counts = [cells[0] for cells in listed.values() if cells[2].partition(",")[0] == cells[3].partition(",")[0]]
    assert counts == ["C08", "C23", "C25", "C30"]  # the same verdict, under more choices


def test_one_row_with_another_number_is_the_only_cause(folders):
    (cause,) = rows(folders.cause_table())
    assert cause[1] == "data"
    assert cause[2] == "¥3.931 trillion → ¥4.4 trillion"
    moved = [change for change in folders.changes.findings if change.moved]
    others = {change.name for change in folders.changes.findings} - {change.name for change in moved}
    assert others == {"verdict.C25"}  # one claim as before, of which something else is said
    assert int(cause[3]) == len(folders.moved) > 10  # counts and repeated figures are not counted again
    assert [cells[:2] for cells in rows(folders.making())] == [["observations.csv", "data"]]


def test_findings_stand_with_their_numbers_before_and_after(folders):
    table = rows(folders.finding_table())
    numbers = {cells[0]: cells[1:3] for cells in table}
    # 3.9308 and 4.4 trillion yen at 153.17 yen for a dollar, and over three years
    assert numbers["Chip support, Japan, in dollars (rate of the article’s date)"] == ["$25.7 billion", "$28.7 billion"]
    assert ["¥1.31 trillion", "¥1.47 trillion"] in numbers.values()
    assert len(table) == len(folders.moved)


def test_the_sentence_counts_what_the_tables_list(folders):
    # 25.7 billion dollars are 0.6% more than what rounds to the article's 25, which a reporter's rounding may leave;
    # 28.7 are 11% more
    assert [cells[0:1] + cells[2:4] for cells in rows(folders.verdict_table())] == [
        ["C25", "missing context, holds in 2 of 4", "contradicted, holds in 1 of 4"]
    ]
    moved = len(rows(folders.finding_table()))
    said = folders.say(SENTENCE).plain
    assert said.startswith(f"Verdicts that changed between the two editions: 1. Findings that moved: {moved}; ")
    assert said.endswith("; that came in: 0; that went: 0.")


def test_changes_are_handed_on_as_a_table_for_machines(folders):
    about = folders.downloads()._repr_mimebundle_()[1]["report"]
    listed = list(csv.DictReader(io.StringIO(about["attachments"]["changes.csv"]["text"])))
    assert list(listed[0]) == ["what", "name", "before", "after", "causes"]
    names = [row["name"] for row in listed if row["what"] == "finding"]
    assert names == [change.name for change in folders.changes.findings]
    assert {row["causes"] for row in listed} == {f"data {AMOUNT}: ¥3.931 trillion → ¥4.4 trillion"}
    assert about["summary"] == f"verdicts changed: 1, findings: {len(folders.moved)}"


@pytest.mark.parametrize("pair", [("2024-04-12", "2024-04-12"), ("now", "2026-10-30")])
def test_editions_that_say_the_same_have_no_table_and_a_readable_sentence(editions, pair):
    r = an.compare_editions(*(str(editions.get(value, value)) for value in pair))
    assert r.changes.same
    assert [r.verdict_table(), r.finding_table(), r.cause_table(), r.making()] == [None] * 4
    assert charts.revisions(r, r.pairs()) is None
    assert (
        r.say(SENTENCE).plain
        == "Verdicts that changed between the two editions: 0. Findings that moved: 0; that came in: 0; that went: 0."
    )


def edited(folder: Path, home: Path, change) -> str:
    """A copy of an edition with other rows of findings."""
    copy = home / "foreign"
    shutil.copytree(folder, copy)
    path = copy / "findings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *cells = csv.reader(file)
    found = [dict(zip(header, row, strict=True)) for row in cells]
    for row in found:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return str(copy)


def test_an_edition_whose_labels_hold_markup_cannot_break_the_page(editions, tmp_path):
    def change(row):
        if row["finding_id"] == "subsidy.JPN.amount_usd.day":
            row["label"] = "<script>alert('x')</script>{claim.C04} $a_b$ *c*"

    given = {"before": str(editions["now"]), "after": edited(editions["other"], tmp_path, change)}
    notebook = notebook_runner.run(NOTEBOOK, given)
    assert notebook_runner.lint_faults(notebook) == []
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
