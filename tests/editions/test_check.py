"""What the check finds beyond the declaration of the dataset, and what it only remarks on."""

import sys
from dataclasses import replace

import pytest

from analysis import cli
from analysis.editions import checks
from analysis.findings import Finding, Quantity, Topic
from analysis.study import STUDY


def test_every_finding_that_rests_on_something_without_a_source_is_named(evidence):
    guess, topic = Finding("guess", "A guess", Quantity.exact(1, "share"), "made up"), Topic()
    topic.add("guess", lambda _: guess)
    topic.add("guess.doubled", lambda c: replace(guess, inputs=(c["imd.JPN.rank"], guess)))
    guessing = replace(STUDY, topics=(*STUDY.topics, topic))
    assert sorted((defect.column, defect.message) for defect in checks.defects(evidence, guessing, None)) == [
        (name, "rests on 'guess', which names no source; give it one") for name in ("guess", "guess.doubled")
    ]


def declare(copy, before, after):
    path = copy.folder / "choices.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_choice_that_no_rule_knows_gives_one_line_and_code_1(small_copy, monkeypatch, capsys):
    declare(small_copy, '"nikkei", "original_plan"', '"nikkei", "foo"')
    monkeypatch.setattr(sys, "argv", ["japan-tech", "check", "--data", str(small_copy.folder)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (1, "")
    assert said.err == (
        "choices.toml:1:sensitivity.C23.plant_account: "
        "'foo' is not an option that a rule knows, or is listed twice; expected one of kyodo, nikkei, original_plan\n"
    )


def test_a_row_that_is_hardly_plausible_is_a_defect_until_it_is_accepted_and_an_acceptance_without_need_a_remark(copy):
    name = "imd_wdcr_rank.JPN.2025.2025-11-04"
    copy.observe(name, value="90", low="90", high="90", printed="90")
    found, stale = checks.implausible(copy.folder, STUDY)
    assert stale == []
    assert {(it.file, it.row, it.column) for it in found} == {
        ("observations.csv", copy.row_of("observations.csv", name), "value")
    }
    rules = [it.message.rpartition(",")[2] for it in found]
    accepted = [[name, rule, "the list has it so", "2026-12-01"] for rule in rules]
    copy.write("accepted.csv", [*copy.rows("accepted.csv"), *accepted])
    assert checks.implausible(copy.folder, STUDY) == ([], [])
    copy.observe(name, value="30", low="30", high="30", printed="30")
    found, stale = checks.implausible(copy.folder, STUDY)
    assert (found, len(stale)) == ([], len(rules))
