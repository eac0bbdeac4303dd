"""What changed between two editions: tables, sentence and downloads, and editions opened from folders and days."""

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
from analysis.errors import EditionError, ParameterError
from analysis.rendering import ReportHTMLExporter
from analysis.report.revisions import Rebuilt, check, open_snapshot
from analysis.study import STUDY

from .. import notebook_runner
from ..builders import edition as made
from ..builders import judged, row, write_edition
from ..conftest import Copy

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.report.revisions import Revisions

NOTEBOOK = notebooks_folder() / "revisions.ipynb"
AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
OTHER = {"value": "4.4e12", "low": "4.35e12", "high": "4.45e12", "printed": "4.4 trillion JPY", "precision": "1e11"}
SENTENCE = (
    "Verdicts that changed between the two editions: {changes.verdicts}. Findings that moved: {changes.moved}; "
    "that came in: {changes.new}; that went: {changes.gone}."
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory, evidence, data) -> dict[str, Path]:
    """Editions of the article's day, of everything known, and of data in which one figure is 4.4 trillion yen."""
    home = tmp_path_factory.mktemp("editions")
    copy = Copy(shutil.copytree(data, home / "data"))
    copy.observe(AMOUNT, **OTHER)
    return {
        "then": write_edition(home / "then", evidence, evidence.judged_at, data),
        "now": write_edition(home / "now", evidence, evidence.newest, data),
        "other": write_edition(home / "other", load(copy.folder), evidence.newest, copy.folder),
        "data": copy.folder,
    }


PAIRS = {
    "two days": ("2024-04-12", "2026-10-30"),
    "two days, the later one first": ("2026-10-30", "2024-04-12"),
    "the same day twice": ("2024-04-12", "2024-04-12"),
    "a folder and a day": ("then", "2026-10-30"),
    "folders made from other data": ("now", "other"),
    "a data folder": ("now", "data"),
}


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_every_number_of_the_page_leads_to_a_working_that_ends_in_a_source(editions, pair):
    before, after = (str(editions.get(name, name)) for name in pair)
    notebook = notebook_runner.run(NOTEBOOK, {"before": before, "after": after})
    assert notebook_runner.lint_faults(notebook) == []
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    assert len(BeautifulSoup(page, "html.parser").select('main a[href^="#f-"]')) >= 4


@pytest.fixture(scope="module")
def folders(editions) -> Revisions:
    """What changes when one row of the data has another number."""
    return an.compare_editions(str(editions["now"]), str(editions["other"]))


def rows(table) -> list[list[str]]:
    page = BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")
    return [[cell.get_text() for cell in line.select("th, td")] for line in page.select("tbody tr")]


def test_the_two_verdicts_that_a_second_ministry_changed_are_listed_with_their_reason():
    days = an.compare_editions("2024-04-12", "2026-10-30")
    listed = {cells[0]: cells for cells in rows(days.verdict_table())}
    assert listed["C26"][2:4] == ["supported, holds in 5 of 6", "overstated, holds in 6 of 8"]
    assert listed["C27"][2:4] == ["supported, holds in 1 of 1", "disputed, holds in 1 of 4"]
    causes = {change.name: {cause.name for cause in change.causes} for change in days.changes.verdicts}
    for claim, economy in (("C26", "USA"), ("C27", "DEU")):
        assert listed[claim][4].startswith("vintage: Chip support")
        assert f"chip_support_pct_gdp.{economy}.meti.2024-05-31.2024-05-31" in causes[claim]
    assert not {change.name.split(".")[0] for change in days.moved} & {"obs", "rate", "holds", "verdicts"}
    counts = [cells[0] for cells in listed.values() if cells[2].partition(",")[0] == cells[3].partition(",")[0]]
    assert counts == ["C08", "C10", "C23", "C25", "C30"]  # the same verdict, under more choices


def test_one_row_with_another_number_is_the_only_cause(folders):
    (cause,) = rows(folders.cause_table())
    assert cause[1:3] == ["data", "¥3.931 trillion → ¥4.4 trillion"]
    others = {change.name for change in folders.changes.findings if not change.moved}
    assert "verdict.C25" in others  # one claim as before, of which something else is said
    assert int(cause[3]) == len(folders.moved) > 10  # counts and repeated figures are not counted again
    assert [cells[:2] for cells in rows(folders.making())] == [["observations.csv", "data"]]


def test_findings_stand_with_their_numbers_before_and_after_and_are_counted_in_the_sentence(folders):
    table = rows(folders.finding_table())
    numbers = {cells[0]: cells[1:3] for cells in table}
    # 3.9308 and 4.4 trillion yen at 153.17 yen for a dollar, and over three years
    assert numbers["Chip support, Japan, in dollars (rate of the article’s date)"] == ["$25.7 billion", "$28.7 billion"]
    assert ["¥1.31 trillion", "¥1.47 trillion"] in numbers.values()
    # 25.7 billion dollars are 0.6% more than what rounds to the article's 25, which a reporter's rounding may leave;
    # 28.7 are 11% more
    assert [cells[0:1] + cells[2:4] for cells in rows(folders.verdict_table())] == [
        ["C25", "missing context, holds in 2 of 4", "contradicted, holds in 1 of 4"]
    ]
    sentence = folders.say(SENTENCE).plain
    assert sentence == (
        f"Verdicts that changed between the two editions: 1. Findings that moved: {len(table)}; "
        "that came in: 0; that went: 0."
    )


def test_changes_are_attached_as_a_table(folders):
    metadata = folders.downloads()._repr_mimebundle_()[1]["report"]
    listed = list(csv.DictReader(io.StringIO(metadata["attachments"]["changes.csv"]["text"])))
    assert list(listed[0]) == ["what", "name", "before", "after", "causes"]
    names = [line["name"] for line in listed if line["what"] == "finding"]
    assert names == [change.name for change in folders.changes.findings]
    assert {line["causes"] for line in listed} == {f"data {AMOUNT}: ¥3.931 trillion → ¥4.4 trillion"}
    assert metadata["summary"] == f"verdicts changed: 1, findings: {len(folders.moved)}"


def test_editions_that_say_the_same_have_no_table_and_a_readable_sentence(editions):
    same = an.compare_editions(str(editions["now"]), "2026-10-30")
    assert same.changes.same
    assert [same.verdict_table(), same.finding_table(), same.cause_table(), same.making()] == [None] * 4
    assert charts.revisions(same, same.pairs()) is None
    assert "edition" in same.say(SENTENCE).plain
    assert same.say("{changes.verdicts}, {changes.moved}, {changes.new}, {changes.gone}").plain == "0, 0, 0, 0"


def test_an_edition_whose_labels_hold_markup_cannot_break_the_page(editions, tmp_path):
    copy = Copy(shutil.copytree(editions["other"], tmp_path / "foreign"))
    name = copy.row_of("findings.csv", "subsidy.JPN.amount_usd.day")
    copy.set("findings.csv", name, "label", "<script>alert('x')</script>{claim.C04} $a_b$ *c*")
    notebook = notebook_runner.run(NOTEBOOK, {"before": str(editions["now"]), "after": str(copy.folder)})
    assert notebook_runner.lint_faults(notebook) == []
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# -- editions that are opened ----------------------------------------------------------------------------

NO_EDITION = {
    "an unknown name": ("yesterday", EditionError, "yesterday"),
    "a folder without a manifest": ("{home}", EditionError, "manifest.json"),
    "a day before the article": ("2024-04-11", ParameterError, "parameter as_of: 2024-04-11 "),
    "a day after the data": ("2030-01-01", ParameterError, "parameter as_of: 2030-01-01 "),
}


@pytest.mark.parametrize(("name", "error", "words"), NO_EDITION.values(), ids=NO_EDITION)
def test_what_is_not_an_edition_is_refused_in_one_line(tmp_path, evidence, data, name, error, words):
    with pytest.raises(error) as caught:
        open_snapshot(name.format(home=tmp_path), data, evidence, STUDY)
    assert words in str(caught.value)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("content", [b'{"parameters": ', b"\xff\xfe", b"[]"])
def test_a_manifest_that_cannot_be_read_is_named(editions, evidence, data, tmp_path, content):
    copy = shutil.copytree(editions["then"], tmp_path / "old")
    (copy / "manifest.json").write_bytes(content)
    with pytest.raises(EditionError, match=r"manifest\.json"):
        open_snapshot(str(copy), data, evidence, STUDY)


def test_without_parameters_the_articles_day_is_compared_with_everything_known(evidence, data):
    assert check({}, evidence, data, STUDY) == ({"before": "2024-04-12", "after": "2026-10-30"}, "2026-10-30")
    for name, value in (("focus", "KOR"), ("before", "nowhere")):
        with pytest.raises(ParameterError, match=f"^parameter {name}: "):
            check({name: value}, evidence, data, STUDY)


@pytest.mark.parametrize(("verdicts", "whole"), [((judged(of="2"),), 2), ((judged(of=""),), None), ((), None)])
def test_a_count_read_back_knows_the_whole_from_the_verdict_it_belongs_to(evidence, verdicts, whole):
    """The table of findings holds only what is printed; nothing is read out of that."""
    count = row("holds.C01", 1, printed="1 of 7", unit="specifications", sources="")
    assert Rebuilt(made(count, verdicts=verdicts), evidence, "before").finding("holds.C01").of == whole


def test_a_figure_read_back_is_an_observation_only_while_its_value_is_the_same(evidence):
    figure = row("same", 1, observation_id=AMOUNT, sources="") | {"low": "0", "high": "1e13"}
    same, other = figure | {"value": "3.9308e+12"}, figure | {"finding_id": "other", "value": "4e12"}
    rebuilt = Rebuilt(made(same, other), evidence, "before")
    assert rebuilt.finding("same").observation == evidence.observation(AMOUNT)
    assert rebuilt.finding("other").observation is None
