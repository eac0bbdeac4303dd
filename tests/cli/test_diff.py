"""The command `diff`: what it prints, and its exit codes."""

from __future__ import annotations

import re
import shutil

import pytest

from analysis.dataset import load
from analysis.editions import diff_text
from analysis.editions.open_edition import open_snapshot
from analysis.findings.diff import Changes
from analysis.study import STUDY

from ..builders import write_edition

AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"


@pytest.fixture(scope="module")
def old(tmp_path_factory, small):
    """The edition of the article's day, in a folder."""
    evidence = load(small)
    return write_edition(tmp_path_factory.mktemp("home") / "old", evidence, evidence.judged_at, small)


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
    changes = Changes(*(open_snapshot(name, small, load(small), STUDY) for name in (str(old), "2026-10-30")))
    few, whole = call("diff", old, "2026-10-30").stdout.splitlines(), list(diff_text.lines(changes))
    for lines in (few, whole):
        told = [
            int(count[1]) for line in lines if (count := re.fullmatch(r"(?:verdicts|findings) that .*: (\d+)", line))
        ]
        assert [told[0], *told[2:5]] == [len(found) for found in changes.counted.values()]
    listed = [[line for line in lines if line.startswith("  ")] for lines in (few, whole)]
    assert (listed[0], few[-1]) == (listed[1][:20], f"{len(listed[1]) - 20} more changes; --all lists them")
    first, *others = (line.split()[0] for line in listed[0][len(changes.verdicts) :])
    decisive = {name for change in changes.verdicts for name in change.after["evidence"].split()}
    assert first in decisive
    furthest = [it.name for it in changes.furthest if float(it.before["value"]) and float(it.after["value"])]
    assert others[-1] in furthest[: len(others) + 1]  # what was none before or is now comes last


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 300, "2025-02-29", "../nowhere", "report.html"])
def test_a_strange_name_gets_one_line_and_code_2(call, name):
    done = call("diff", name, "2024-04-12")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    assert done.stderr.startswith("japan-tech: ")


def test_an_edition_without_a_table_cannot_be_compared(call, old, tmp_path):
    shutil.copytree(old, tmp_path / "edition")
    (tmp_path / "edition" / "verdicts.csv").unlink()
    done = call("diff", "2024-04-12", "edition")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "japan-tech: edition: has no verdicts.csv, so it cannot be compared\n"


def test_defects_of_a_data_folder_are_told_with_code_2_as_1_would_say_that_the_editions_differ(call, small_copy):
    broken = small_copy.folder
    small_copy.set("claims.csv", 2, "kind", "guess")
    told = call("check", "--data", broken)
    assert told.returncode == 1
    assert told.stderr.startswith("claims.csv:2:kind: ")
    for arguments in (["2024-04-12", broken], ["2024-04-12", "2024-04-12", "--data", broken]):
        done = call("diff", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", told.stderr), arguments


def test_a_row_with_another_number_is_told_as_the_cause(call, small_copy):
    cells = {"value": "4400000000000", "low": "4399850000000", "high": "4400150000000"}
    small_copy.observe(AMOUNT, **cells, printed="4400.0 billion JPY")
    lines = call("diff", "2026-10-30", "copy", "--all").stdout.splitlines()
    assert lines[0] == "2026-10-30 (as known on 2026-10-30) → copy (as known on 2026-10-30)"
    assert lines[1] == "data observations.csv: differs"
    because = f"[data {AMOUNT} (¥3.931 trillion → ¥4.400 trillion)]"
    # 28.7 billion dollars are 11% above what rounds to the article's 25, and a tenth is the limit
    assert f"  C25  missing context (2 of 4) → contradicted (1 of 4)  {because}" in lines
    assert f"  subsidy.JPN.amount_usd.day  $25.7 billion → $28.7 billion  {because}" in lines
