"""What changed between two editions, why, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from analysis.dataset import load
from analysis.dataset.digests import data_digests
from analysis.dataset.records import bounds
from analysis.findings import Catalogue, parameters
from analysis.findings.diff import Cause, Changes, Kind
from analysis.findings.diff_weight import Weight, weigh
from analysis.findings.edition_snapshot import STORED, Snapshot, take
from analysis.study import STUDY

from ..builders import DAY, LATER, double, edition, figure, judged, row

SUM, NEW = figure("sum", 3), figure("new", 4, LATER)
CORRECTED = "published as 3, corrected: a firm stands there twice"
OTHER_DATA = {"data observations.csv": "O"}
EDITED = Cause(Kind.DATA, "sum", "¥3 → ¥4")


def causes(old: Snapshot, new: Snapshot, name: str = "double") -> set[Cause]:
    """Return what the change of a finding is attributed to."""
    (change,) = [change for change in Changes(old, new).findings if change.name == name]
    return set(change.causes)


@dataclass(frozen=True)
class Case:
    """Two editions, and what the change of `double` is attributed to."""

    old: Snapshot
    new: Snapshot
    expected: tuple[Cause, ...]


CASES = {
    "a newer vintage takes the place of an older one": Case(
        edition(SUM, double(3)),
        edition(NEW, double(4, "obs.new"), as_of=LATER),
        (Cause(Kind.VINTAGE, "new", "¥4, public since 2024-05-31"),),
    ),
    "a finding is new because its figure was not public": Case(
        edition(SUM),
        edition(SUM, NEW, double(4, "obs.new"), as_of=LATER),
        (Cause(Kind.VINTAGE, "new", "¥4, public since 2024-05-31"),),
    ),
    "a rate of a later day, which has no day of publication": Case(
        edition(row("rate.april", 150), row("double", 300, "rate.april")),
        edition(row("rate.may", 157), row("double", 314, "rate.may"), as_of=LATER),
        (Cause(Kind.VINTAGE, "rate.may", "¥157"), Cause(Kind.VINTAGE, "rate.april", "¥150")),
    ),
    "another as-of date chooses among figures known to both": Case(
        edition(SUM, figure("old", 2), double(3)),
        edition(SUM, figure("old", 2), double(2, "obs.old"), as_of=LATER),
        (Cause(Kind.VINTAGE, "as_of", "what was public by the day of knowledge, 2024-04-12 → 2024-05-31"),),
    ),
    "an error of a source is corrected": Case(
        edition(SUM, double(3)),
        edition(figure("sum", 2, method=CORRECTED), double(2), made_of={"data corrections.csv": "k"}),
        (Cause(Kind.CORRECTION, "sum", "¥3 → ¥2"),),
    ),
    "a row that was corrected before and after is edited": Case(
        edition(figure("sum", 2, method=CORRECTED), double(2)),
        edition(figure("sum", 1, method=CORRECTED), double(1), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "sum", "¥2 → ¥1"),),
    ),
    "a row is edited": Case(
        edition(SUM, double(3)), edition(figure("sum", 4), double(4), made_of=OTHER_DATA), (EDITED,)
    ),
    "a row is edited in its bounds alone": Case(
        edition(SUM, double(3)),
        edition(figure("sum", 3, low="1"), row("double", 6, "obs.sum", low="2"), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "sum", "¥3 (2.5 to 3.5) → ¥3 (1 to 3.5)"),),
    ),
    "a day is left out of a mean of rates": Case(
        edition(row("rate.mean", 150, method="mean of 20 daily rates"), double(150, "rate.mean")),
        edition(row("rate.mean", 151, method="mean of 19 daily rates"), double(151, "rate.mean"), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "rate.mean", "¥150 → ¥151"),),
    ),
    "a row of the earlier as-of date is added": Case(
        edition(SUM, double(3)),
        edition(SUM, figure("more", 1, DAY), row("double", 8, "obs.sum obs.more"), as_of=LATER, made_of=OTHER_DATA),
        (Cause(Kind.DATA, "more", "¥1 added or newly used"),),
    ),
    "a row is removed": Case(
        edition(SUM, figure("more", 1), row("double", 8, "obs.sum obs.more")),
        edition(SUM, double(3), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "more", "¥1 removed or no longer used"),),
    ),
    "the program takes another row of the same data": Case(
        edition(SUM, figure("more", 1), double(3)),
        edition(SUM, figure("more", 1), row("double", 8, "obs.sum obs.more"), made_of={"package": "P"}),
        (Cause(Kind.METHOD, "package"),),
    ),
    "parameters, which come before the program": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"package": "P"}, rate_rule="ppp", peers=["USA", "DEU"]),
        (Cause(Kind.PARAMETER, "peers", "None → USA DEU"), Cause(Kind.PARAMETER, "rate_rule", "day → ppp")),
    ),
    "the program, not the notebook, which makes no number": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"package": "P", "notebook report.ipynb": "N"}),
        (Cause(Kind.METHOD, "package"),),
    ),
    "a declared choice": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"data choices.toml": "C"}),
        (Cause(Kind.METHOD, "choices.toml"),),
    ),
    "words": Case(
        edition(SUM, double(3)),
        edition(SUM, double(3) | {"label": "Twice the sum"}, made_of={"package": "P"}),
        (Cause(Kind.TEXT, "double", "words or names"),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_change_is_attributed_to_its_causes_and_to_the_same_ones_when_editions_are_swapped(case):
    assert causes(case.old, case.new) == set(case.expected)
    swapped = {(cause.kind, cause.name) for cause in causes(case.new, case.old)}
    assert swapped == {(cause.kind, cause.name) for cause in case.expected}


def test_a_figure_is_the_cause_for_all_that_rest_on_it_under_whichever_name():
    named = {"finding_id": "claim.C01", "label": "The sum as printed"}
    above, other = row("four times", 12, "double"), (figure("else", 1), row("other", 1, "obs.else"))
    old = edition(SUM, SUM | named, double(3, "claim.C01"), above, *other)
    new = edition(figure("sum", 4), figure("sum", 4) | named, double(4, "claim.C01"), above | {"value": "16"}, *other)
    changes, names = Changes(old, new), ["claim.C01", "double", "four times", "obs.sum"]
    assert {change.name: change.causes for change in changes.findings} == dict.fromkeys(names, (EDITED,))
    assert changes.resting_on("sum") == names


def test_figures_that_became_public_and_were_looked_up_are_named_where_no_input_differs(evidence):
    """A count of months rests on its first and last month; a month in between is an input of none."""
    old, new = edition(SUM, double(3)), edition(SUM, double(4), as_of=LATER)
    found = evidence.observation("chip_support_pct_gdp.JPN.meti.2024-05-31.2024-05-31")
    new = replace(new, news=lambda name, since: [found] if (name, since) == ("double", DAY) else [])
    assert causes(old, new) == {Cause(Kind.VINTAGE, found.observation_id, f"{found.printed}, public since 2024-05-31")}


@pytest.mark.parametrize(
    ("cells", "moved"),
    [({"value": "6.2"}, True), ({"high": "inf"}, True), ({"unit": "USD"}, True), ({"printed": "six yen"}, False)],
    ids=str,
)
def test_a_finding_moves_with_its_value_bounds_or_unit_and_not_with_words(cells, moved):
    (change,) = Changes(edition(SUM, double(3)), edition(SUM, double(3) | cells)).findings
    assert (change.name, change.moved) == ("double", moved)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"as_of": LATER}, True),  # nothing became public in between
        ({"rate_rule": "ppp"}, False),
        ({"made_of": {"notebook report.ipynb": "N"}}, False),
        ({"verdicts": (judged(),)}, False),
    ],
    ids=str,
)
def test_editions_are_the_same_when_nothing_but_their_as_of_date_differs(other, same):
    changes = Changes(edition(SUM, double(3)), edition(SUM, double(3), **other))
    assert (changes.same, changes.findings) == (same, ())


def test_parameters_program_notebook_and_files_that_differ_are_listed_with_their_kinds():
    made_of = {"package": "P", "notebook report.ipynb": "N", "data choices.toml": "C", **OTHER_DATA}
    assert Changes(edition(SUM), edition(SUM, as_of=LATER, made_of=made_of)).general == (
        Cause(Kind.PARAMETER, "as_of", "2024-04-12 → 2024-05-31"),
        Cause(Kind.METHOD, "choices.toml"),
        Cause(Kind.DATA, "observations.csv"),
        Cause(Kind.TEXT, "notebook report.ipynb"),
        Cause(Kind.METHOD, "package"),
    )


@pytest.mark.parametrize(("stored", "kinds"), [("one", [Kind.PARAMETER]), ("two", [Kind.PARAMETER, Kind.DATA])])
def test_editions_of_the_same_stored_data_differ_in_no_file_although_each_day_has_other_rows(stored, kinds):
    old = edition(SUM, made_of={STORED: "one"})
    new = edition(SUM, as_of=LATER, made_of={STORED: stored, **OTHER_DATA})
    assert [cause.kind for cause in Changes(old, new).general] == kinds


def test_a_figure_that_a_newer_one_superseded_was_not_removed_from_the_data():
    old = edition(SUM, double(2), made_of={STORED: "one"})
    newer = figure("newer", 3, published=LATER)
    new = edition(newer, double(3, "obs.newer"), as_of=LATER, made_of={STORED: "two", **OTHER_DATA})
    stored = replace(new, holds={"sum"}.__contains__)
    assert {cause.kind for cause in causes(old, stored)} == {Kind.VINTAGE}
    assert {cause.kind for cause in causes(old, new)} == {Kind.VINTAGE, Kind.DATA}  # of an edition read from files


# -- verdicts


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        ({"verdict": "imprecise"}, True),
        ({"of": "3"}, True),
        ({"margin": "0.11"}, True),
        ({"evidence": "obs.sum"}, False),
    ],
    ids=str,
)
def test_a_verdict_changes_with_what_it_says_and_not_with_the_name_of_its_evidence(cells, changed):
    old, new = (edition(SUM, double(3), verdicts=(judged(**it),)) for it in ({}, cells))
    assert [change.name for change in Changes(old, new).verdicts] == (["C01"] if changed else [])


@pytest.mark.parametrize("name", ["double", "holds.C01", "margin.C01", "claim.C01"])
def test_a_verdict_is_attributed_to_figures_behind_its_evidence_count_margin_and_claim(name):
    old = edition(SUM, row(name, 1, "obs.sum"), verdicts=(judged(),))
    new = edition(figure("sum", 4), row(name, 2, "obs.sum"), verdicts=(judged(holds_in="2"),))
    (change,) = Changes(old, new).verdicts
    assert change.causes == (EDITED,)


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        ("data claims.csv", Cause(Kind.DATA, "claims.csv")),
        ("data choices.toml", Cause(Kind.METHOD, "choices.toml")),
        ("package", Cause(Kind.METHOD, "package")),
    ],
)
def test_a_verdict_that_changed_on_the_same_evidence_is_attributed_to_what_the_edition_was_made_of(part, cause):
    old = edition(SUM, double(3), verdicts=(judged(),), made_of={part: "1"})
    new = edition(SUM, double(3), verdicts=(judged(verdict="imprecise"),), made_of={part: "2"})
    (change,) = Changes(old, new).verdicts
    assert change.causes == (cause,)


# -- the project's data with one row changed


def made(folder):
    evidence = load(folder)
    catalogue = Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)
    return catalogue, take("made", catalogue, {f"data {name}": it for name, it in data_digests(folder).items()})


@pytest.fixture(scope="module")
def original(small):
    return made(small)


def resting_on(catalogue, figure):
    return {f.id for f in catalogue.everything() if any(leaf.figure == figure for leaf in f.leaves())}


def enlarge(copy, name, cells):
    """Make a figure a tenth larger, with the bounds and the words that go with it."""
    precision = float(cells["precision"])
    value = (round(float(cells["value"]) * 1.1 / precision) + 1) * precision
    low, high = bounds(value, precision, "eq")
    texts = {key: f"{number:.15g}" for key, number in {"value": value, "low": low, "high": high}.items()}
    copy.observe(name, **texts, printed=f"{texts['value']} {cells['unit']}")


def test_a_row_with_another_number_is_the_cause_of_all_that_moved_and_of_nothing_else(small_copy, original, raw):
    """The row is one side of a disputed verdict."""
    (catalogue, before), name = original, "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09"
    enlarge(small_copy, name, raw.rows[name])
    changed, after = made(small_copy.folder)
    changes, resting = Changes(before, after), resting_on(catalogue, name) | resting_on(changed, name)
    moved = {it.name: {(cause.kind, cause.name) for cause in it.causes} for it in changes.findings if it.moved}
    assert moved
    assert moved.keys() <= resting
    assert all((Kind.DATA, name) in causes for causes in moved.values())
    assert all((Kind.DATA, name) in {(it.kind, it.name) for it in verdict.causes} for verdict in changes.verdicts)
    assert changes.resting_on(name) == sorted(resting)


def test_a_correction_is_the_cause_of_all_that_rests_on_the_figure(small_copy, original):
    """By hand: 14 ÷ 14.4 − 1 = −2.8%: the claim of fourteen billion, 13.5 to 14.5, now agrees with one account."""
    name = "planned_investment_usd.AWS.nhk.2023-01-01.2024-01-19"
    correction = [name, "value", "14900000000", "14400000000", "a slip of the pen", "aws", "article_text"]
    small_copy.write("corrections.csv", [*small_copy.rows("corrections.csv"), correction])
    changes = Changes(original[1], made(small_copy.folder)[1])
    moved = {it.name: {(cause.kind, cause.name) for cause in it.causes} for it in changes.findings if it.moved}
    assert moved.keys() >= {"pledge.AWS.nhk", "margin.C04.nhk", "holds.C04"}
    assert all(found == {(Kind.CORRECTION, name)} for found in moved.values())
    assert changes.after.findings["margin.C04.nhk"]["value"][:7] == "-0.0277"
    (verdict,) = changes.verdicts
    assert (verdict.name, verdict.before["holds_in"], verdict.after["holds_in"]) == ("C04", "0", "1")
    assert verdict.causes == (Cause(Kind.CORRECTION, name, "$14.9 billion → $14.4 billion"),)


# -- how much a change weighs: days pass, daily rates are numbers, a verdict weighs most

APRIL, MAY = (row(name, value, unit="JPY per USD") for name, value in (("rate.april", 150), ("rate.may", 151)))


def dollars(value, rate):
    return row("dollars", value, f"obs.sum {rate}")


WEIGHTS = {
    "days pass": ([row("dollars", 1, unit="date")], [row("dollars", 2, unit="date")], Weight.NOTHING),
    "a day is gone": ([row("dollars", 1, unit="year")], [], Weight.NOTHING),
    "a rate of another day": ([APRIL], [MAY], Weight.NUMBER),
    "a rate of another day, and what rests on it": (
        [SUM, APRIL, dollars(300, "rate.april")], [SUM, MAY, dollars(302, "rate.may")], Weight.NUMBER,
    ),
    "a rate of another day, and a figure": (
        [SUM, APRIL, dollars(300, "rate.april")], [figure("sum", 4), MAY, dollars(453, "rate.may")], Weight.SENTENCE,
    ),
    "another method": (
        [SUM, APRIL, dollars(300, "rate.april")], [SUM, APRIL, dollars(600, "rate.april")], Weight.SENTENCE,
    ),
    "bounds alone": ([SUM, dollars(6, "")], [SUM, dollars(6, "") | {"low": "3"}], Weight.NUMBER),
    "a figure, but not in the sentence": ([SUM], [figure("sum", 4)], Weight.NUMBER),
    "a finding is new": ([SUM], [SUM, dollars(300, "")], Weight.SENTENCE),
    "a finding is gone": ([SUM, dollars(300, "")], [SUM], Weight.SENTENCE),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WEIGHTS.values(), ids=list(WEIGHTS))
def test_what_a_change_weighs_when_a_sentence_names_dollars_and_both_rates(old, new, expected):
    assert weigh(Changes(edition(*old), edition(*new)), {"dollars", "rate.april", "rate.may"}) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [({"verdict": "imprecise"}, Weight.VERDICT), ({"of": "3"}, Weight.COUNT), ({"margin": "0.2"}, Weight.NOTHING)],
)
def test_a_verdict_weighs_more_than_its_count_and_a_count_more_than_a_sentence(cells, expected):
    moved = Changes(edition(SUM, verdicts=(judged(),)), edition(SUM, verdicts=(judged(**cells),)))
    assert weigh(moved, ()) is expected
