"""What a grid has computed is a table of pandas, and tells how firm each verdict is."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import analysis as an
from analysis.editions.grid import GridError
from analysis.errors import ParameterError
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY


@pytest.fixture(scope="module")
def verdicts():
    return an.load_grid()


def test_the_example_has_every_month_and_every_sense_of_much(verdicts):
    """April 2024 to October 2026 are 31 months."""
    assert verdicts["run"].nunique() == 31 * 5
    assert verdicts["as_of"].dtype == "datetime64[s]"
    assert sorted(verdicts["much_larger"].unique()) == [1.2, 1.5, 2, 3, 4]
    assert verdicts.attrs["source"] == "Own computation: the grid “robustness”"


def test_a_row_says_what_a_report_under_these_parameters_says(verdicts, evidence):
    given = parameters.check({"as_of": "2025-06-12", "much_larger": 3}, evidence, STUDY)
    told = verdicts[(verdicts["as_of"] == pd.Timestamp(date(2025, 6, 12))) & (verdicts["much_larger"] == 3)]
    judged = Catalogue(evidence, given, STUDY).verdicts
    assert dict(zip(told["claim_id"], told["verdict"], strict=True)) == {
        claim: verdict.outcome.value for claim, verdict in judged.items()
    }


def test_the_share_of_sets_that_give_the_reports_verdict_is_counted_by_hand(verdicts):
    r = an.load()
    by = r.robustness(verdicts)
    rows = verdicts[verdicts["claim_id"] == "C26"]
    same = sum(verdict == r.verdicts["C26"].outcome.value for verdict in rows["verdict"])
    assert 0 < same < len(rows)
    assert by.shares["C26"].value == pytest.approx(same / len(rows))
    turned = [claim for claim, rows in verdicts.groupby("claim_id", observed=True) if rows["verdict"].nunique() > 1]
    assert by.firm.value == len(r.verdicts) - len(turned)
    assert by.sets.text == "155"
    assert by.shares["C26"].text in by.drawn.alt


def test_another_table_is_refused():
    with pytest.raises(ParameterError, match="give what an"):
        an.load().robustness(pd.DataFrame({"a": [1]}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("nowhere",), r"nowhere/verdicts.csv: is not there; japan-tech grid FILE --findings --out nowhere writes it"),
        (("nowhere", "rows"), r"table 'rows': unknown; expected findings or verdicts"),
    ],
)
def test_a_grid_that_is_not_there_gets_one_line(given, message):
    with pytest.raises(GridError, match=message):
        an.load_grid(*given)


def test_a_file_that_is_no_table_of_a_grid_gets_one_line(tmp_path):
    (tmp_path / "verdicts.csv").write_text("a,b\n")
    with pytest.raises(GridError, match="is no table of a grid"):
        an.load_grid(tmp_path)
