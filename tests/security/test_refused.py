"""What check, parameters and names refuse in one line each, so that it reaches no page at all."""

from __future__ import annotations

import json

import pytest

from analysis.dataset import DataError
from analysis.editions.archive import day_and_number
from analysis.editions.drafts import DraftError, find_draft
from analysis.editions.notebooks import find_notebook
from analysis.editions.open_edition import open_snapshot
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError, ParameterError, UnknownNameError
from analysis.findings import parameters
from analysis.study import STUDY

from . import hostile
from .signs import SEQUENCES, steering

FORMULAS = ("=1+1", "@SUM(A1)", "-1+1|cmd", "+1+1", " =1+1", "＝1+1", "＠SUM(A1)", "－1+1|cmd", "＋1+1")
SIGNS = ("\x00", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041")
ODD = (*FORMULAS, *SIGNS, *(it for it in SEQUENCES if "\r" not in it))


@pytest.fixture(scope="module")
def columns(data):
    """Every column of text of every table."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    return [
        (resource["path"], field["name"]) for resource in package["resources"]
        for field in resource["schema"]["fields"] if field["type"] == "string"
    ]  # fmt: skip


def test_more_than_a_thousand_odd_cells_are_refused_each_in_a_line_with_its_place(small_copy, columns):
    tables = {name: small_copy.rows(name) for name, _ in columns}
    refused = 0
    for text in ODD:
        for name, rows in tables.items():
            own = [column for table, column in columns if table == name]
            first = [text if column in own else cell for column, cell in zip(rows[0], rows[1], strict=True)]
            small_copy.write(name, [rows[0], first, *rows[2:4]])
        found = small_copy.defects()
        told = {(it.file, it.column) for it in found if it.row == 2}
        assert told >= set(columns), text
        lines = DataError(found).lines
        assert [line for line in lines if steering(line) or "\n" in line] == []
        refused += len(columns)
    assert refused > 1000


@pytest.mark.parametrize("name", parameters.names(STUDY))
def test_a_hostile_parameter_is_refused_in_a_line(evidence, tmp_path, name):
    for text in (*hostile.PAYLOADS, *ODD):
        with pytest.raises(ParameterError) as caught:
            parameters.check({name: text}, evidence, STUDY)
        assert len(caught.value.lines) == 1
        assert "\n" not in caught.value.lines[0]


def test_hostile_names_of_notebooks_drafts_editions_and_studies_are_refused_in_a_line(evidence, data, tmp_path):
    ways = (
        (UnknownNameError, find_notebook), (DraftError, lambda text: find_draft(tmp_path, text, [])),
        (AnalysisError, study_named),
        (AnalysisError, lambda text: open_snapshot(text, data, evidence, STUDY)),
    )  # fmt: skip
    for text in hostile.PAYLOADS:
        assert day_and_number(text) is None
        for kind, open_it in ways:
            with pytest.raises(kind) as caught:
                open_it(text)
            assert len(caught.value.lines) == 1
            assert "\n" not in caught.value.lines[0]
