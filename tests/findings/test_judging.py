from __future__ import annotations

import sys

import pytest

from analysis import cli
from analysis.evidence import DataError
from analysis.findings import Parameters, compute
from analysis.findings.checks import contract_faults
from analysis.runs import order

CLAIM_ROW = 4
"""C03 is the third claim, beneath the header."""

FAULTS = {
    "a claim to be computed that no rule computes": (
        {"check": "computed"},
        "claims.csv:4:check: no rule computes C03; write editorial or no",
    ),
    "a claim to be judged by hand without a verdict": (
        {"editorial_verdict": ""},
        (
            "claims.csv:4:editorial_verdict: is empty; a verdict by hand is required; "
            "expected one of supported, missing context, imprecise, disputed, contradicted"
        ),
    ),
}


@pytest.fixture(params=FAULTS.values(), ids=list(FAULTS))
def faulty(request, copy):
    """A copy of the data in which C03 cannot be judged, and the line that says so."""
    cells, line = request.param
    assert copy.row_of("claims.csv", "C03") == CLAIM_ROW
    for column, text in cells.items():
        assert copy.set("claims.csv", CLAIM_ROW, column, text) != text
    return copy, line


def call(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["japan-tech", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


def test_a_claim_that_cannot_be_judged_is_one_defect_and_no_crash(faulty):
    copy, line = faulty
    evidence = copy.load()
    with pytest.raises(DataError) as caught:
        compute(evidence, Parameters(evidence.newest))
    assert [str(defect) for defect in caught.value.defects] == [line]


def test_the_check_of_the_data_names_it_in_one_line_with_code_1(faulty, monkeypatch, capsys):
    copy, line = faulty
    assert call(monkeypatch, capsys, "check", "--data", copy.folder) == (1, "", f"{line}\n")


def test_a_report_of_such_data_is_refused_before_a_kernel_starts(faulty, tmp_path):
    copy, line = faulty
    with pytest.raises(DataError, match=r"^claims\.csv:4:") as caught:
        order("report", {}, data=copy.folder, out=tmp_path / "out", formats=("html",))
    assert str(caught.value) == line
    assert not (tmp_path / "out").exists()


def test_every_claim_that_cannot_be_judged_is_named_at_once(copy):
    copy.set("claims.csv", CLAIM_ROW, "check", "computed")
    copy.set("claims.csv", copy.row_of("claims.csv", "C06"), "editorial_verdict", "")
    copy.set(
        "claims.csv", copy.row_of("claims.csv", "C04"), "check", "editorial"
    )  # judged by rule, so no verdict stands there
    places = [(defect.row, defect.column) for defect in contract_faults(copy.load())]
    assert places == [(4, "check"), (5, "editorial_verdict"), (7, "editorial_verdict")]


def test_a_verdict_by_hand_that_no_report_knows_is_refused_where_the_table_is_read(copy):
    copy.set("claims.csv", CLAIM_ROW, "editorial_verdict", "likely")
    (defect,) = copy.defects()
    assert str(defect).startswith("claims.csv:4:editorial_verdict: 'likely' is unknown; expected one of supported")


def test_a_claim_said_to_be_not_checkable_needs_no_verdict(copy):
    copy.set("claims.csv", CLAIM_ROW, "check", "no")
    copy.set("claims.csv", CLAIM_ROW, "editorial_verdict", "")
    evidence = copy.load()
    assert contract_faults(evidence) == []
    _, verdicts = compute(evidence, Parameters(evidence.newest))
    assert (verdicts["C03"].outcome, verdicts["C03"].method) == ("not checkable", "editorial")


def test_the_projects_own_claims_can_all_be_judged(evidence):
    assert contract_faults(evidence) == []
