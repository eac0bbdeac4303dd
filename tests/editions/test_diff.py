from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analysis.dataset import find_data, load
from analysis.editions import checks
from analysis.findings import Catalogue, parameters
from analysis.findings.compare import Changes, Kind
from analysis.report.revisions import open_snapshot
from analysis.study import STUDY

from ..made_editions import LATER, double, edition, figure, judged, row

CHANGED = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
SUM, NEW = figure("sum", 3), figure("new", 4, LATER)
BEFORE = Path(__file__).with_name("edition_before")
FINDINGS = (BEFORE / "findings.csv").read_text(encoding="utf-8")


def told(*editions) -> list[str]:
    return list(checks.lines(Changes(*editions)))


# -- for the terminal --------------------------------------------------------------------------------


def test_editions_that_say_the_same_are_told_in_two_lines():
    one = edition(SUM, double(3), verdicts=(judged(),))
    assert told(one, one) == [
        "2024-04-12 (as known on 2024-04-12) → 2024-04-12 (as known on 2024-04-12)",
        "no finding, verdict or word differs",
    ]


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


def test_three_causes_are_told_and_the_others_counted():
    names = [f"a{number}" for number in range(5)]
    whole = " ".join(f"obs.{name}" for name in names)
    old, new = (edition(*(figure(name, value) for name in names), row("sum", 5 * value, whole)) for value in (1, 2))
    (line,) = [line for line in told(old, new) if line.startswith("  sum ")]
    assert line == "  sum  ¥5 → ¥10  [data a0 (¥1 → ¥2); data a1 (¥1 → ¥2); data a2 (¥1 → ¥2); 2 more]"


def test_a_verdict_that_no_figure_decides_has_no_count_and_one_that_is_new_stood_nowhere():
    by_hand = judged(method="editorial", margin="", holds_in="", of="", evidence="")
    lines = told(
        edition(made_of={"data claims.csv": "1"}), edition(verdicts=(by_hand,), made_of={"data claims.csv": "2"})
    )
    assert "  C01  none → supported  [data claims.csv]" in lines


HOSTILE = {
    "an escape sequence": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "an escape of eight bits": "\x9b31mred",
    "a line end": "¥3\nno finding, verdict or word differs",
    "a return to the start of the line": "¥3\rnothing",
    "a turn of the direction": "\u202e3¥",
    "other ends of lines": "a\u2028b\x85c\x0bd",
    "nothing to be seen": "a\u200bb\ufeff\x00",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("column", ["printed", "finding_id", "observation_id", "published"])
def test_words_of_a_foreign_edition_cannot_steer_the_terminal_or_break_a_line(column, text):
    foreign = figure("sum", 4) | {column: text}
    old = edition(SUM, verdicts=(judged(evidence="obs.sum"),))
    new = edition(
        foreign, verdicts=(judged(rule=text, holds_in=text),), made_of={"package": text}, rate_rule=text, as_of=text
    )
    harmless = foreign | {column: "x"}
    expected = told(old, edition(harmless, verdicts=(judged(rule="x", holds_in="x"),), made_of={"package": "x"},
                                 rate_rule="x", as_of="x"))  # fmt: skip
    lines = told(old, new)
    assert len(lines) == len(expected)
    for line in lines:
        assert line.isprintable(), line


def test_signs_of_the_reports_own_are_kept_as_they_are():
    old, new = (edition(SUM, double(3) | cells) for cells in ({"printed": "¥3 – “about”"}, {"printed": "−€3.5 × 2"}))
    assert "  double  ¥3 – “about” → −€3.5 × 2" not in told(old, new)  # words alone
    moved = edition(SUM, double(4) | {"printed": "−€3.5 × 2"})
    assert any(line.startswith("  double  ¥3 – “about” → −€3.5 × 2  [") for line in told(old, moved))


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


def test_a_cause_that_is_no_figure_has_nothing_resting_on_it():
    told = checks.as_json(Changes(edition(SUM, double(3)), edition(SUM, double(4), made_of={"package": "P"})))
    assert told["general"] == [{"kind": "method", "name": "package", "words": ""}]
    assert told["resting_on"] == {}


# -- rows that bear another name since an edition was published ----------------------------------------


@pytest.fixture(scope="module")
def since_1_5(evidence):
    """What changed from the edition that 1.4.0 and 1.5.0 published, of 30 October 2026, to the same day now."""
    data, day = find_data(), "2026-10-30"
    before, after = (open_snapshot(str(name), data, evidence, STUDY) for name in (BEFORE, day))
    assert (before.as_of, after.as_of) == (day, day)
    return Changes(before, after)


@pytest.fixture(scope="module")
def renamed():
    """The table of names, read without the program: for each old name the new one."""
    with (find_data() / "renamed.csv").open(encoding="utf-8", newline="") as file:
        return {row["old"]: row["new"] for row in csv.DictReader(file)}


def used(text):
    """The rows of the evidence that a table of findings names, with their numbers."""
    rows = csv.DictReader(io.StringIO(text))
    return {row["observation_id"]: row["value"] for row in rows if row["observation_id"]}


def test_nothing_is_laid_to_a_rename(since_1_5, renamed):
    """A row listed there was in use then and is now: it is no cause, unless its number is another one."""
    now = {row["observation_id"]: row["value"] for row in since_1_5.after.findings.values() if row["observation_id"]}
    then = {renamed.get(name, name): value for name, value in used(FINDINGS).items()}
    both = {name for name in renamed.values() if name in then and name in now}
    assert len(both) >= 40
    changes = (*since_1_5.findings, *since_1_5.verdicts)
    named = {cause.name: cause.words for change in changes for cause in change.causes if cause.kind is not Kind.TEXT}
    assert renamed.keys() & named.keys() == set()
    assert {name for name in both & named.keys() if then[name] == now[name] and " to " not in named[name]} == set()
    assert [named[name] for name in sorted(both & named.keys()) if " → " not in named[name]] == []


def test_no_finding_of_an_old_name_has_gone_and_none_of_its_new_name_has_come(since_1_5, renamed):
    old = {f"obs.{name}" for name in renamed}
    assert "obs.chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09" not in {it.name for it in since_1_5.findings}
    assert [change.name for change in since_1_5.findings if change.name in old] == []
    once = {row["finding_id"] for row in csv.DictReader(io.StringIO(FINDINGS))}
    came = {it.name.removeprefix("obs.") for it in since_1_5.findings if it.before is None}
    assert {new for name, new in renamed.items() if f"obs.{name}" in once} & came == set()


def test_a_figure_that_a_row_of_another_name_gives_keeps_its_number_without_a_cause(since_1_5):
    """Germany's share by the Finance Ministry is 0.41% in both, and so is what is made of it and of Japan's."""
    moved = {change.name for change in since_1_5.findings if change.moved}
    kept = {"subsidy.DEU.share.mof", "subsidy.JPN.share.mof", "subsidy.ratio.DEU.mof", "imd.JPN.rank", "claim.C11"}
    assert kept & moved == set()
    assert all(since_1_5.before.findings[name]["value"] == since_1_5.after.findings[name]["value"] for name in kept)


def test_what_rests_on_a_changed_row_is_named_exactly(changed_data):
    """Held against the findings themselves, which know their inputs without the table."""
    old, new = find_data(), changed_data
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
