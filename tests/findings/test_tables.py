"""Findings and verdicts as CSV and as tables of pandas."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest

from analysis.dataset.records import DocumentKind
from analysis.findings import Catalogue, csv_tables, parameters
from analysis.study import STUDY


@pytest.fixture(scope="module", params=[{"as_of": "2024-04-12"}, {"rate_rule": "ppp", "focus": "KOR"}], ids=str)
def catalogue(request, evidence):
    return Catalogue(evidence, parameters.check(request.param, evidence, STUDY), STUDY)


@pytest.fixture(scope="module")
def findings(catalogue):
    text = csv_tables.findings_csv(catalogue.everything(), catalogue.evidence.documents)
    return {row["finding_id"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def verdicts(catalogue):
    return list(csv.DictReader(io.StringIO(csv_tables.verdicts_csv(catalogue))))


def test_every_finding_and_every_input_has_a_row_of_its_own_under_its_own_name(catalogue, findings):
    aliases = {name for name, finding in catalogue.items() if finding.id != name}  # what a reader's choice selects
    assert aliases
    assert not aliases & findings.keys()
    assert set(catalogue) - aliases <= findings.keys()
    assert {name for row in findings.values() for name in row["inputs"].split()} <= findings.keys()


def test_every_figure_from_the_dataset_was_public_on_the_day_and_names_its_documents(catalogue, findings, raw):
    documents = catalogue.evidence.documents
    for name, row in findings.items():
        if row["observation_id"]:
            cells = raw.rows[row["observation_id"]]
            assert (row["published"], row["inputs"]) == (cells["published"], ""), name
            assert date.fromisoformat(row["published"]) <= catalogue.parameters.as_of, name
            read = [cells["document_id"], *cells["confirmed_by"].split()]
            reliable = [it for it in read if documents[it].kind is not DocumentKind.UNRELIABLE]
            assert row["documents"].split() == (reliable or read), name
        else:
            assert (row["published"], bool(row["documents"] and row["inputs"])) == ("", False), name
        assert row["addresses"].split() == [documents[it].url or "none" for it in row["documents"].split()], name


def test_tables_of_pandas_hold_the_same_rows_and_columns_with_gaps_for_empty_cells(catalogue, findings, verdicts):
    figures, judged = csv_tables.findings_frame(catalogue), csv_tables.verdicts_frame(catalogue)
    for frame, written in ((figures, list(findings.values())), (judged, verdicts)):
        assert list(frame.index) == [next(iter(row.values())) for row in written]
        assert [frame.index.name, *frame.columns] == list(written[0])
    assert figures.loc["claim.C25", "value"] == 25e9
    assert figures["observation_id"].isna().sum() == sum(row["observation_id"] == "" for row in findings.values())
    assert (judged["is_firm"].dtype, judged["holds_in"].dtype) == ("boolean", "Int64")
    firm = {"yes": True, "no": False, "": None}
    assert [None if pd.isna(it) else it for it in judged["is_firm"]] == [firm[row["is_firm"]] for row in verdicts]
