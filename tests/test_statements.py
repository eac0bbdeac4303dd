"""Seventy statements on made-up figures, each with the verdict, or the refusal, that was expected before the rules."""

import csv
from pathlib import Path

import pytest

import analysis as an
from analysis.dataset import DataError, load

FOLDER = Path(__file__).parent / "statements"
COLUMNS = ("statement", "printed", "rule", "evidence")


def statements():
    with (FOLDER / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", statements(), ids=lambda row: f"{row['truth']}: {row['statement']}")
def test_a_statement_gets_the_verdict_that_was_expected_of_it(row, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for name in ("article.toml", "figures.csv"):
        (data / name).write_text((FOLDER / "data" / name).read_text(encoding="utf-8"), encoding="utf-8")
    with (data / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        verdict = "supported" if row["rule"] == "by hand" else ""
        writer.writerows([(*COLUMNS, "editorial_verdict"), (*(row[name] for name in COLUMNS), verdict)])
    if row["expected"].startswith("refused: "):
        with pytest.raises(DataError, match=r"claims\.csv:2:") as refused:
            load(data)
        assert row["expected"].removeprefix("refused: ") in str(refused.value)
        return
    verdict = an.load(data=data, as_of=row["as_of"]).verdicts["C01"]
    assert verdict.outcome.value == row["expected"], verdict.because
    if verdict.method == "computed" and verdict.outcome.value == "not checkable":
        assert verdict.because
    if row["truth"] == "true":
        assert verdict.outcome.value == "supported"
    if row["truth"] == "false":
        assert verdict.outcome.value != "supported"
