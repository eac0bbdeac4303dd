from __future__ import annotations

import json

from analysis.dataset import find_data, load
from analysis.editions import checks
from analysis.findings import Catalogue, parameters
from analysis.findings.compare import Changes
from analysis.report.revisions import open_snapshot
from analysis.study import STUDY

from ..builders import LATER, double, edition, figure, judged, row

CHANGED = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
SUM, NEW = figure("sum", 3), figure("new", 4, LATER)


def told(*editions) -> list[str]:
    return list(checks.lines(Changes(*editions)))


# -- for the terminal --------------------------------------------------------------------------------


def test_verdicts_come_first_then_what_moved_came_and_went_each_with_its_reason():
    old = edition(SUM, double(3), figure("old", 1), row("half", 1, "obs.old"), verdicts=(judged(),))
    new = edition(
        figure("sum", 4), double(4), NEW, row("triple", 12, "obs.new"), as_of=LATER,
        verdicts=(judged(verdict="imprecise", holds_in="0"),), made_of={"data observations.csv": "O"},
    )  # fmt: skip
    assert told(old, new) == [
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


# -- for machines ------------------------------------------------------------------------------------


def test_the_json_holds_everything_in_plain_types():
    old = edition(SUM, double(3), verdicts=(judged(),))
    new = edition(figure("sum", 4), double(4), verdicts=(judged(margin="0.2"),))
    told = json.loads(json.dumps(checks.as_json(Changes(old, new))))
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
        "resting_on": {"sum": ["double", "obs.sum"]},
    }


def test_what_rests_on_a_changed_row_is_named_exactly(copy):
    """Held against the findings themselves, which know their inputs without the table."""
    copy.observe(CHANGED, value="4.4e12", low="4.35e12", high="4.45e12", printed="4.4 trillion JPY", precision="1e11")
    old, new = find_data(), copy.folder
    changes = Changes(*(open_snapshot(str(folder), folder, load(folder), STUDY) for folder in (old, new)))
    told = checks.as_json(changes)
    expected: set[str] = set()
    for folder in (old, new):
        evidence = load(folder)
        catalogue = Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)
        expected |= {
            finding.id
            for finding in catalogue.everything()
            if any(leaf.observation and leaf.observation.observation_id == CHANGED for leaf in finding.leaves())
        }
    assert len(expected) > 30
    assert told["resting_on"] == {CHANGED: sorted(expected)}
    assert {cause["name"] for finding in told["findings"] for cause in finding["causes"]} == {CHANGED}
    assert {finding["name"] for finding in told["findings"] if finding["moved"]} <= expected
