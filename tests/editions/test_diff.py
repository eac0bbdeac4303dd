"""What changed between two editions, for the terminal and for machines."""

from __future__ import annotations

import json
from dataclasses import replace

from analysis.editions import diff_text
from analysis.findings.diff import Changes

from ..builders import LATER, double, edition, figure, judged, row

SUM, NEW = figure("sum", 3), figure("new", 4, LATER)


def test_verdicts_come_first_then_what_moved_came_and_went_each_with_its_reason():
    old = edition(SUM, double(3), figure("old", 1), row("half", 1, "obs.old"), verdicts=(judged(),))
    new = edition(
        figure("sum", 4), double(4), NEW, row("triple", 12, "obs.new"), as_of=LATER,
        verdicts=(judged(verdict="imprecise", holds_in="0"),), made_of={"data observations.csv": "O"},
    )  # fmt: skip
    assert list(diff_text.lines(Changes(old, new))) == [
        "2024-04-12 (as known on 2024-04-12) → 2024-05-31 (as known on 2024-05-31)",
        "parameter as_of: 2024-04-12 → 2024-05-31",
        "data observations.csv: differs",
        "verdicts that changed: 1",
        "  C01  supported (1 of 2) → imprecise (0 of 2)  [data sum (¥3 → ¥4)]",
        "findings that moved: 1",
        "  double  ¥6 → ¥8  [data sum (¥3 → ¥4)]",
        "findings that are new: 1",
        "  triple  ¥12  [vintage new (¥4, public since 2024-05-31)]",
        "findings that are gone: 1",
        "  half  ¥1  [data old (¥1 removed or no longer used)]",
        "findings that differ in words or in what they rest on, repeat a source or count verdicts: 3",
    ]


def test_the_json_holds_everything_in_plain_types():
    old = edition(SUM, double(3), verdicts=(judged(),))
    new = edition(figure("sum", 4), double(4), verdicts=(judged(margin="0.2"),))
    told = json.loads(json.dumps(diff_text.as_json(Changes(old, new))))
    cause = {"kind": "data", "name": "sum", "words": "¥3 → ¥4"}
    assert told == {
        "before": {"name": "2024-04-12", "parameters": {"as_of": "2024-04-12", "rate_rule": "day"}},
        "after": {"name": "2024-04-12", "parameters": {"as_of": "2024-04-12", "rate_rule": "day"}},
        "same": False,
        "general": [],
        "verdicts": [{"name": "C01", "before": judged(), "after": judged(margin="0.2"), "causes": [cause]}],
        "findings": [
            {"name": "double", "before": double(3), "after": double(4), "causes": [cause], "moved": True},
            {"name": "obs.sum", "before": SUM, "after": figure("sum", 4), "causes": [cause], "moved": True},
        ],
        "no_longer_computed": [],
        "resting_on": {"sum": ["double", "obs.sum"]},
    }


def test_what_a_later_version_no_longer_computes_is_said_and_is_no_change():
    old, new = edition(SUM, double(3), figure("tally", 1)), edition(SUM, double(3))
    changes = Changes(replace(old, retired=("obs.tally",)), new)
    assert changes.same
    assert list(diff_text.lines(changes))[1:] == [
        "findings no longer computed: 1: obs.tally",
        "nothing else differs",
    ]
