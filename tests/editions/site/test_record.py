from __future__ import annotations

import pytest

from analysis.editions import archive
from analysis.editions.corrections import Correction, corrections, plain
from analysis.findings import Outcome
from analysis.publish import verify
from analysis.publish.feed import Turn, change, entries, grouped, verdicts
from analysis.study import STUDY

from ...shelves import FIRST, SECOND, THIRD, tell


@pytest.fixture
def told(reports, small, evidence):
    """Return the entries by name, with a history or without."""

    def of(*events):
        if events:
            tell(reports, *events)
        read = archive.read(reports / "history.jsonl")
        return {entry.name: entry for entry in entries(verify.editions(reports, small, evidence, STUDY), read)}

    return of


def test_without_a_history_each_edition_is_compared_with_the_one_before(told):
    found = told()
    assert list(found) == [THIRD, SECOND, FIRST]
    assert found[SECOND].turns == (
        Turn(
            "C01", "Less < more & so on.", "supported", "disputed",
            ("newly public: sum2 (¥4, public since 2025-01-31)",),
        ),
    )  # fmt: skip
    assert (found[SECOND].moved, found[SECOND].causes) == (1, ("1 figure that became public or was revised",))
    assert (found[THIRD].turns, found[THIRD].moved) == ((), 1)
    assert (found[FIRST].turns, found[FIRST].moved, found[FIRST].causes) == ((), 0, ())
    assert change(found[FIRST]) == "The first edition."
    assert change(found[SECOND]) == (
        "Changed against the edition of 12 April 2024: 1 verdict and 1 number. "
        "The cause: 1 figure that became public or was revised."
    )


def test_without_a_history_an_edition_is_superseded_by_the_next_on_a_day_that_is_not_known(told):
    found = told()
    assert [(it.superseded_by, it.superseded_on) for it in found.values()] == [("", ""), (THIRD, ""), (SECOND, "")]
    assert [it.updated for it in found.values()] == [THIRD, SECOND, FIRST]


def test_what_the_history_says_goes_first(told):
    found = told(
        {
            "day": "2025-07-02", "event": "approved", "edition": SECOND, "as_of": SECOND, "supersedes": FIRST,
            "why": "a draft was approved", "moved": 12, "causes": ["vintage a", "vintage b", "an office moved"],
            "verdicts": [
                {"claim": "C02", "before": "supported", "after": "imprecise", "causes": ["data x (1 → 2)"]},
                {"claim": "C01", "before": "disputed", "after": "disputed", "causes": []},
            ],
        }
    )  # fmt: skip
    second = found[SECOND]
    assert second.turns == (
        Turn("C02", "It was in March.", "supported", "imprecise", ("edited in the data: x (1 → 2)",)),
    )
    assert second.moved == 12
    assert second.causes == ("an office moved", "2 figures that became public or were revised")
    assert (second.published, second.why) == ("2025-07-02", "a draft was approved")
    assert (found[FIRST].superseded_by, found[FIRST].superseded_on) == (SECOND, "2025-07-02")
    assert (found[SECOND].superseded_by, found[SECOND].superseded_on) == (THIRD, "")
    assert found[THIRD].moved == 1  # the history says nothing of it


def test_drafts_failures_and_editions_that_are_not_there_change_nothing(told):
    before = told()
    assert before == told(
        {"day": "2026-11-01", "event": "draft", "edition": SECOND, "as_of": SECOND, "supersedes": FIRST},
        {"day": "2026-11-02", "event": "failed", "why": "the disk is full"},
        {"day": "2026-11-03", "event": "published", "edition": "2026-11-03", "supersedes": THIRD},
    )


def test_no_edition_is_superseded_by_an_older_one(told):
    found = told({"day": "2026-11-03", "event": "published", "edition": FIRST, "supersedes": THIRD})
    assert [(it.name, it.superseded_by) for it in found.values()] == [(THIRD, ""), (SECOND, THIRD), (FIRST, SECOND)]


def test_a_correction_stands_with_its_edition_and_makes_it_newer(told, reports):
    said = {"event": "correction", "edition": FIRST, "what": "It said 56%.", "why": "A column was mistaken."}
    found = told({"day": "2026-11-03", **said}, {"day": "2026-11-01", **said, "edition": SECOND})
    assert found[FIRST].corrections == (Correction("2026-11-03", FIRST, "It said 56%.", "A column was mistaken."),)
    assert found[FIRST].updated == "2026-11-03"
    assert found[THIRD].corrections == ()
    assert [it.edition for it in corrections(archive.read(reports / "history.jsonl"))] == [FIRST, SECOND]


def test_verdicts_are_counted_in_the_order_of_the_report(told):
    found = told()[THIRD]
    assert (found.counts[Outcome.SUPPORTED], found.counts[Outcome.DISPUTED], sum(found.counts.values())) == (1, 1, 2)
    assert verdicts(found) == "1 supported, 1 disputed"


def test_causes_are_counted_by_kind_once_each_and_the_others_told_up_to_three():
    causes = ["vintage a", "vintage a", "vintage b", "method package", "one", "two", "three", "four", "vintage-like"]
    assert grouped(causes) == (
        "one", "two", "three", "2 more", "1 change of the program or of a declared choice",
        "2 figures that became public or were revised",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [(" a\n b\t", "a b"), ("a\x1b[31m", "a\ufffd[31m"), ("\u202eevil", "\ufffdevil"), ("\ud800", "\ufffd"),
     ("x" * 401, "x" * 399 + "…")],
)  # fmt: skip
def test_a_text_is_one_line_of_bearable_length_that_steers_nothing(text, said):
    assert plain(text) == said
