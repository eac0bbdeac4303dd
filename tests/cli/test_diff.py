from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import analysis as an
from analysis.dataset import load
from analysis.editions import checks

from ..made_editions import write

AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"


@pytest.fixture(scope="module")
def old(tmp_path_factory, small) -> Path:
    """The edition of the article's day, in a folder."""
    evidence = load(small)
    return write(tmp_path_factory.mktemp("home") / "old", evidence, evidence.judged_at, small)


@pytest.fixture
def edition(old, tmp_path) -> Path:
    """A copy of that edition to break, in the folder from which the command is called."""
    return Path(shutil.copytree(old, tmp_path / "edition"))


def one_line(done) -> str:
    """The only line that a refused command wrote, to standard error."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("japan-tech: ")
    return done.stderr.removeprefix("japan-tech: ").rstrip("\n")


# -- exit codes --------------------------------------------------------------------------------------


def test_code_0_when_nothing_differs(call, old, small):
    for pair in ([old, "2024-04-12"], [small, "2026-10-30"]):
        done = call("diff", *pair)
        assert (done.returncode, done.stderr) == (0, ""), pair
        assert done.stdout.splitlines()[1:] == ["no finding, verdict or word differs"]


def test_code_1_when_something_differs(call, old):
    done = call("diff", old, "2026-10-30")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "old (as known on 2024-04-12) → 2026-10-30 (as known on 2026-10-30)"
    assert any(re.match(r"  C26  supported .* → overstated .*  \[vintage ", line) for line in lines)


def test_twenty_changes_are_listed_with_the_counts_of_python_and_with_all_every_one(call, old, small):
    changes = an.compare_editions(str(old), "2026-10-30", data=small).changes
    few, whole = call("diff", old, "2026-10-30").stdout.splitlines(), list(checks.lines(changes))
    for lines in (few, whole):
        told = [
            int(count[1]) for line in lines if (count := re.fullmatch(r"(?:verdicts|findings) that .*: (\d+)", line))
        ]
        assert [told[0], *told[2:5]] == [len(found) for found in changes.counted.values()]
    listed = [[line for line in lines if line.startswith("  ")] for lines in (few, whole)]
    assert (listed[0], few[-1]) == (listed[1][:20], f"{len(listed[1]) - 20} more changes; --all lists them")
    assert listed[0][len(changes.verdicts)].split()[0] == changes.furthest[0].name


# -- what cannot be compared -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 300, "2025-02-29", "../nowhere", "report.html"])
def test_a_strange_name_gets_one_line(call, name):
    one_line(call("diff", name, "2024-04-12"))


@pytest.mark.parametrize("name", ["findings.csv", "verdicts.csv"])
def test_an_edition_without_a_table_cannot_be_compared(call, edition, name):
    (edition / name).unlink()
    assert one_line(call("diff", "2024-04-12", "edition")) == f"edition: has no {name}, so it cannot be compared"


@pytest.fixture
def broken(tmp_path, small) -> Path:
    """A copy of the data with two defects."""
    folder = Path(shutil.copytree(small, tmp_path / "broken"))
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(text.replace(",amount,", ",sum,", 2), encoding="utf-8")
    return folder


def test_defects_of_a_data_folder_are_told_with_code_2_as_1_would_say_that_the_editions_differ(call, broken):
    told = call("check", "--data", broken)
    assert told.returncode == 1
    assert told.stderr.startswith("claims.csv:")
    for arguments in (["2024-04-12", broken], [broken, "2024-04-12"], ["2024-04-12", "2024-04-12", "--data", broken]):
        done = call("diff", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", told.stderr), arguments


# -- for machines ------------------------------------------------------------------------------------


def test_a_row_with_another_number_is_told_as_the_cause(call, tmp_path, small):
    folder = Path(shutil.copytree(small, tmp_path / "other"))
    path = folder / "observations.csv"
    text = path.read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{re.escape(AMOUNT)},.*$", text, re.MULTILINE)
    numbers = {"3930800000000": "4400000000000", "3930650000000": "4399850000000", "3930950000000": "4400150000000"}
    other = line.replace("3930.8 billion", "4400.0 billion")
    for before, after in numbers.items():
        assert f",{before}," in other
        other = other.replace(f",{before},", f",{after},")
    path.write_text(text.replace(line, other), encoding="utf-8")
    lines = call("diff", "2026-10-30", "other", "--all").stdout.splitlines()
    assert lines[0] == "2026-10-30 (as known on 2026-10-30) → other (as known on 2026-10-30)"
    assert lines[1] == "data observations.csv: differs"
    because = f"[data {AMOUNT} (¥3.931 trillion → ¥4.400 trillion)]"
    # 28.7 billion dollars are 11% above what rounds to the article's 25, and a tenth is the limit
    assert f"  C25  missing context (2 of 4) → contradicted (1 of 4)  {because}" in lines
    assert f"  subsidy.JPN.amount_usd.day  $25.7 billion → $28.7 billion  {because}" in lines
