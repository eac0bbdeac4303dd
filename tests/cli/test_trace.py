"""The trace of a number, line by line."""

import re

import pytest


def test_a_trace_goes_down_to_sources_line_by_line(shell):
    done = shell("trace", "subsidy.ratio.DEU.mof")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "subsidy.ratio.DEU.mof = 1.73"
    assert [line for line in lines if line.startswith(("├─ ", "└─ "))] == [
        "├─ subsidy.JPN.share.mof = 0.71%", "└─ subsidy.DEU.share.mof = 0.41%",
    ]  # fmt: skip
    assert sum("source mof_fsc_2024: " in line for line in lines) == 2
    assert "seen at: " in lines[-1]


@pytest.mark.parametrize("finding", ["yen.AWS.usd.period_mean", "pledge.foreign.usd", "robust.always", "claim.C11"])
def test_every_branch_of_a_trace_ends_in_a_source(call, finding):
    lines = call("trace", finding).stdout.splitlines()
    nodes = [
        (re.search(r"[^│├└─ ]", line).start(), n) for n, line in enumerate(lines) if re.match(r"[│ ]*[├└]─ ", line)
    ]
    nodes.insert(0, (0, 0))
    for (depth, start), (next_depth, end) in zip(nodes, [*nodes[1:], (0, len(lines))], strict=True):
        if next_depth <= depth:  # nothing below: a figure from a source
            assert any("source " in line for line in lines[start:end]), lines[start]


def test_a_trace_of_the_articles_own_figure_names_claim_and_paragraph(call):
    assert "claim C11, paragraph 10, printed “32nd”" in call("trace", "claim.C11").stdout


def test_a_trace_may_be_asked_as_of_a_day(call):
    done = call("trace", "verdicts.all", "-p", "as_of", "2024-04-12")
    assert done.returncode == 0
    assert done.stdout.startswith("verdicts.all = 31\n")
