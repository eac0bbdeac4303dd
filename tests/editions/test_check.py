"""What the check finds beyond the declaration of the dataset, and what it only remarks on."""

from dataclasses import replace

from analysis.dataset.loading import checked_tables
from analysis.editions import check, claim_checks
from analysis.findings import Finding, Quantity, Topic
from analysis.study import STUDY


def test_every_finding_that_rests_on_something_without_a_source_is_named(evidence):
    guess, topic = Finding("guess", "A guess", Quantity.exact(1, "share"), "made up"), Topic()
    topic.add("guess", lambda _: guess)
    topic.add("guess.doubled", lambda c: replace(guess, inputs=(c["imd.JPN.rank"], guess)))
    guessing = replace(STUDY, topics=(*STUDY.topics, topic))
    assert sorted((defect.column, defect.message) for defect in claim_checks.defects(evidence, guessing, None)) == [
        (name, "rests on 'guess', which names no source; give it one") for name in ("guess", "guess.doubled")
    ]


def implausible(copy):
    tables, _, derived = checked_tables(copy.folder)
    return check.implausible(tables, derived, STUDY)


def test_a_row_that_is_hardly_plausible_is_a_defect_until_it_is_accepted_and_an_acceptance_without_need_a_remark(
    small_copy,
):
    _, stale = implausible(small_copy)  # of rates that are not in it
    name = "imd_wdcr_rank.JPN.2025.2025-11-04"
    small_copy.observe(name, value="90", low="90", high="90", printed="90")
    found, remarks = implausible(small_copy)
    assert remarks == stale
    assert {(it.file, it.row, it.column) for it in found} == {
        ("observations.csv", small_copy.row_of("observations.csv", name), "value")
    }
    rules = [it.message.rpartition(",")[2] for it in found]
    accepted = [[name, rule, "the list has it so", "2026-12-01"] for rule in rules]
    small_copy.write("accepted.csv", [*small_copy.rows("accepted.csv"), *accepted])
    assert implausible(small_copy) == ([], stale)
    small_copy.observe(name, value="30", low="30", high="30", printed="30")
    found, remarks = implausible(small_copy)
    assert (found, len(remarks)) == ([], len(stale) + len(rules))  # an acceptance without need is remarked on
