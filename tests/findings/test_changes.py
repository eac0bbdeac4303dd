from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from analysis.dataset import load
from analysis.dataset.loading import data_digests
from analysis.dataset.records import SAME_FIGURE, bounds
from analysis.findings import Catalogue, parameters
from analysis.findings.compare import STORED, Cause, Change, Changes, Kind, Snapshot, take
from analysis.study import STUDY

from ..builders import DAY, LATER, double, edition, figure, judged, row

if TYPE_CHECKING:
    from pathlib import Path

SUM, NEW = figure("sum", 3), figure("new", 4, LATER)
CORRECTED = "published as 3, corrected: a firm stands there twice"
OTHER_DATA = {"data observations.csv": "O"}


def causes(old: Snapshot, new: Snapshot, name: str = "double") -> list[Cause]:
    """What the change of a finding is attributed to; it has to be among the changes."""
    (change,) = [change for change in Changes(old, new).findings if change.name == name]
    return list(change.causes)


@dataclass(frozen=True)
class Case:
    """Two editions, and what the change of one finding is attributed to."""

    old: Snapshot
    new: Snapshot
    expected: tuple[Cause, ...]
    name: str = "double"


EDITED = Case(
    edition(SUM, double(3)),
    edition(figure("sum", 4), double(4), made_of=OTHER_DATA),
    (Cause(Kind.DATA, "sum", "¥3 → ¥4"),),
)
CASES = {
    "a newer vintage takes the place of an older one": Case(
        edition(SUM, double(3)),
        edition(NEW, double(4, "obs.new"), as_of=LATER),
        (Cause(Kind.VINTAGE, "new", "¥4, public since 2024-05-31"),),
    ),
    "a figure becomes public beside those known": Case(
        edition(SUM, double(3)),
        edition(SUM, NEW, row("double", 7, "obs.sum obs.new"), as_of=LATER),
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
    "another day of knowledge chooses among figures known to both": Case(
        edition(SUM, figure("old", 2), double(3)),
        edition(SUM, figure("old", 2), double(2, "obs.old"), as_of=LATER),
        (Cause(Kind.VINTAGE, "as_of", "what was public by the day of knowledge, 2024-04-12 → 2024-05-31"),),
    ),
    "an error of a source is corrected": Case(
        edition(SUM, double(3)),
        edition(figure("sum", 2, method=CORRECTED), double(2), made_of={"data corrections.csv": "k"}),
        (Cause(Kind.CORRECTION, "sum", "¥3 → ¥2"),),
    ),
    "a row is edited": EDITED,
    "a row is edited in its bounds alone": Case(
        edition(SUM, double(3)),
        edition(figure("sum", 3, low="1"), row("double", 6, "obs.sum", low="2"), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "sum", "¥3 (2.5 to 3.5) → ¥3 (1 to 3.5)"),),
    ),
    "a row that was corrected before and after is edited": Case(
        edition(figure("sum", 2, method=CORRECTED), double(2)),
        edition(figure("sum", 1, method=CORRECTED), double(1), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "sum", "¥2 → ¥1"),),
    ),
    "a day is left out of a mean of rates": Case(
        edition(row("rate.mean", 150, method="mean of 20 daily rates"), double(150, "rate.mean")),
        edition(row("rate.mean", 151, method="mean of 19 daily rates"), double(151, "rate.mean"), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "rate.mean", "¥150 → ¥151"),),
    ),
    "a row is added": Case(
        edition(SUM, double(3)),
        edition(SUM, figure("more", 1), row("double", 8, "obs.sum obs.more"), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "more", "¥1 added or newly used"),),
    ),
    "a row of the very day of knowledge is added": Case(
        edition(SUM, double(3)),
        edition(SUM, figure("more", 1, DAY), row("double", 8, "obs.sum obs.more"), as_of=LATER, made_of=OTHER_DATA),
        (Cause(Kind.DATA, "more", "¥1 added or newly used"),),
    ),
    "a row is removed": Case(
        edition(SUM, figure("more", 1), row("double", 8, "obs.sum obs.more")),
        edition(SUM, double(3), made_of=OTHER_DATA),
        (Cause(Kind.DATA, "more", "¥1 removed or no longer used"),),
    ),
    "a row is edited and another becomes public": Case(
        edition(SUM, double(3)),
        edition(figure("sum", 5), NEW, row("double", 18, "obs.sum obs.new"), as_of=LATER, made_of=OTHER_DATA),
        (Cause(Kind.VINTAGE, "new", "¥4, public since 2024-05-31"), Cause(Kind.DATA, "sum", "¥3 → ¥5")),
    ),
    "a parameter": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), rate_rule="ppp", peers=["USA", "DEU"]),
        (Cause(Kind.PARAMETER, "peers", "None → USA DEU"), Cause(Kind.PARAMETER, "rate_rule", "day → ppp")),
    ),
    "the program": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"package": "P"}),
        (Cause(Kind.METHOD, "package"),),
    ),
    "a declared choice": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"data choices.toml": "C"}),
        (Cause(Kind.METHOD, "choices.toml"),),
    ),
    "the notebook changed beside the program, but makes no number": Case(
        edition(SUM, double(3)),
        edition(SUM, double(4), made_of={"package": "P", "notebook report.ipynb": "N"}),
        (Cause(Kind.METHOD, "package"),),
    ),
    "words": Case(
        edition(SUM, double(3)),
        edition(SUM, double(3) | {"label": "Twice the sum"}, made_of={"package": "P"}),
        (Cause(Kind.TEXT, "double", "words or names"),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_change_is_laid_to(case):
    assert set(causes(case.old, case.new, case.name)) == set(case.expected)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_change_is_laid_to_the_same_when_the_editions_are_swapped(case):
    there, back = Changes(case.old, case.new), Changes(case.new, case.old)
    assert [change.name for change in there.findings] == [change.name for change in back.findings]
    for forth, reverse in zip(there.findings, back.findings, strict=True):
        assert (forth.before, forth.after) == (reverse.after, reverse.before)
        assert forth.moved == reverse.moved
        named = {(cause.kind, cause.name) for cause in forth.causes}
        assert named == {(cause.kind, cause.name) for cause in reverse.causes}
    assert there.same is back.same is False


def test_a_correction_that_is_dropped_is_a_correction_as_well():
    corrected = figure("sum", 2, method=CORRECTED)
    assert causes(edition(corrected, double(2)), edition(SUM, double(3))) == [Cause(Kind.CORRECTION, "sum", "¥2 → ¥3")]


def test_a_figure_is_the_cause_of_its_own_change_and_of_all_that_rest_on_it():
    old = edition(SUM, double(3), row("four times", 12, "double"), row("other", 1, "obs.else"), figure("else", 1))
    new = edition(
        figure("sum", 4), double(4), row("four times", 16, "double"), row("other", 1, "obs.else"), figure("else", 1)
    )
    found = {change.name: change.causes for change in Changes(old, new).findings}
    because = (Cause(Kind.DATA, "sum", "¥3 → ¥4"),)
    assert found == {"obs.sum": because, "double": because, "four times": because}


def test_one_row_under_two_names_is_one_figure():
    named = SUM | {"finding_id": "claim.C01", "label": "The sum as printed"}
    old = edition(SUM, named, row("double", 6, "claim.C01"))
    new = edition(
        figure("sum", 4), named | figure("sum", 4) | {"finding_id": "claim.C01"}, row("double", 8, "claim.C01")
    )
    assert causes(old, new) == [Cause(Kind.DATA, "sum", "¥3 → ¥4")]
    assert Changes(old, new).resting_on("sum") == ["claim.C01", "double", "obs.sum"]


def test_without_other_data_a_figure_that_only_one_edition_uses_is_no_edit():
    old = edition(SUM, figure("more", 1), double(3))
    new = edition(SUM, row("double", 8, "obs.sum obs.more"), figure("more", 1), made_of={"package": "P"})
    assert causes(old, new) == [Cause(Kind.METHOD, "package")]


def test_a_parameter_comes_before_the_program_when_no_figure_differs():
    new = edition(SUM, double(4), made_of={"package": "P"}, rate_rule="ppp")
    assert causes(edition(SUM, double(3)), new) == [Cause(Kind.PARAMETER, "rate_rule", "day → ppp")]


# -- moved, new, gone --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "moved"),
    [
        ({"value": "6.2"}, True),
        ({"low": "5"}, True),
        ({"high": "inf"}, True),
        ({"unit": "USD"}, True),
        ({"label": "Twice"}, False),
        ({"printed": "six yen"}, False),
        ({"method": "added"}, False),
        ({"sources": "meti"}, False),
    ],
    ids=str,
)
def test_a_finding_moves_when_its_value_bounds_or_unit_do_and_not_for_words(cells, moved):
    (change,) = Changes(edition(SUM, double(3)), edition(SUM, double(3) | cells)).findings
    assert (change.name, change.moved) == ("double", moved)


# -- the same ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True),
        ({"as_of": LATER}, True),  # nothing became public in between
        ({"rate_rule": "ppp"}, False),
        ({"made_of": {"package": "P"}}, False),
        ({"made_of": {"notebook report.ipynb": "N"}}, False),
        ({"made_of": OTHER_DATA}, False),
        ({"verdicts": (judged(),)}, False),
    ],
    ids=str,
)
def test_editions_are_the_same_when_a_reader_learns_nothing_new(other, same):
    changes = Changes(edition(SUM, double(3)), edition(SUM, double(3), **other))
    assert changes.same is same
    assert changes.findings == ()


def test_what_differs_as_a_whole_is_told_with_its_kind():
    old = edition(SUM)
    new = edition(
        SUM, as_of=LATER, made_of={"package": "P", "notebook report.ipynb": "N", "data choices.toml": "C", **OTHER_DATA}
    )
    assert Changes(old, new).general == (
        Cause(Kind.PARAMETER, "as_of", "2024-04-12 → 2024-05-31"),
        Cause(Kind.METHOD, "choices.toml"),
        Cause(Kind.DATA, "observations.csv"),
        Cause(Kind.TEXT, "notebook report.ipynb"),
        Cause(Kind.METHOD, "package"),
    )


# -- rows that were looked for -----------------------------------------------------------------------


def test_where_no_figure_differs_the_rows_that_became_public_and_were_looked_for_are_named(evidence):
    """A count of months rests on its first and last month; a month in between is attributed to no figure."""
    old, new = edition(SUM, double(3)), edition(SUM, double(4), as_of=LATER)
    found = evidence.observation("chip_support_pct_gdp.JPN.meti.2024-05-31.2024-05-31")
    asked = []

    def news(name, since):
        asked.append((name, since))
        return [found]

    assert causes(old, replace(new, news=news)) == [
        Cause(Kind.VINTAGE, found.observation_id, f"{found.printed}, public since 2024-05-31")
    ]
    assert asked == [("double", DAY)]
    assert causes(old, new)[0].name == "as_of"  # an edition read back knows of no look-ups


# -- verdicts ----------------------------------------------------------------------------------------

EVIDENCE = (SUM, double(3))


def verdict_change(old: Snapshot, new: Snapshot) -> Change:
    (change,) = Changes(old, new).verdicts
    return change


def test_a_verdict_is_laid_to_the_figures_beneath_its_evidence():
    old = edition(*EVIDENCE, verdicts=(judged(),))
    new = edition(figure("sum", 4), double(4), verdicts=(judged(verdict="imprecise", margin="0.2"),))
    change = verdict_change(old, new)
    assert (change.name, change.before, change.after) == ("C01", old.verdicts["C01"], new.verdicts["C01"])
    assert change.causes == (Cause(Kind.DATA, "sum", "¥3 → ¥4"),)


@pytest.mark.parametrize("beside", ["holds.C01", "margin.C01", "claim.C01"])
def test_a_verdict_is_laid_to_its_count_its_margin_and_the_articles_own_figure_as_well(beside):
    old = edition(*EVIDENCE, figure("more", 1), row(beside, 1, "obs.more"), verdicts=(judged(),))
    new = edition(*EVIDENCE, figure("more", 2), row(beside, 2, "obs.more"), verdicts=(judged(holds_in="2"),))
    assert verdict_change(old, new).causes == (Cause(Kind.DATA, "more", "¥1 → ¥2"),)


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        ("data claims.csv", Cause(Kind.DATA, "claims.csv")),
        ("data choices.toml", Cause(Kind.METHOD, "choices.toml")),
        ("package", Cause(Kind.METHOD, "package")),
    ],
)
def test_a_verdict_that_changed_on_the_same_evidence_is_laid_to_what_it_was_made_of(part, cause):
    old = edition(*EVIDENCE, verdicts=(judged(),), made_of={part: "1"})
    new = edition(*EVIDENCE, verdicts=(judged(verdict="imprecise"),), made_of={part: "2"})
    assert verdict_change(old, new).causes == (cause,)


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        ({"verdict": "imprecise"}, True),
        ({"holds_in": "2"}, True),
        ({"of": "3"}, True),
        ({"margin": "0.11"}, True),
        ({"rule": "rank"}, True),
        ({"method": "editorial"}, True),
        ({"evidence": "obs.sum"}, False),
    ],
    ids=str,
)
def test_a_verdict_changes_with_what_it_says_and_not_with_the_name_of_its_evidence(cells, changed):
    changes = Changes(edition(*EVIDENCE, verdicts=(judged(),)), edition(*EVIDENCE, verdicts=(judged(**cells),)))
    assert [change.name for change in changes.verdicts] == (["C01"] if changed else [])
    assert changes.same is not changed


def test_a_count_that_rests_on_an_edited_figure_is_named_only_when_it_moves_and_rests_on_it_anyway():
    def counted(value, supported):
        return edition(
            figure("sum", value), figure("else", 1), double(value), row("holds.C01", 1, "double"),
            row("verdicts.supported", supported, "double obs.else"), row("verdicts.all", 1, "obs.else"),
        )  # fmt: skip

    still, moved = Changes(counted(3, 7), counted(4, 7)), Changes(counted(3, 7), counted(4, 6))
    assert [change.name for change in still.findings] == ["double", "obs.sum"]
    assert [change.name for change in moved.findings] == ["double", "obs.sum", "verdicts.supported"]
    assert moved.findings[-1].causes == (Cause(Kind.DATA, "sum", "¥3 → ¥4"),)
    resting = ["double", "holds.C01", "obs.sum", "verdicts.supported"]
    assert still.resting_on("sum") == moved.resting_on("sum") == resting


# -- the rule: a changed row is the cause of all that moved, and of nothing else ----------------------


@dataclass(frozen=True)
class Made:
    """Everything computed from a data folder, and the same as an edition."""

    catalogue: Catalogue
    snapshot: Snapshot

    def resting_on(self, observation_id: str) -> set[str]:
        """Every finding that rests on a row, by the findings themselves."""
        return {
            finding.id
            for finding in self.catalogue.everything()
            if any(leaf.figure == observation_id for leaf in finding.leaves())
        }


def made(folder: Path) -> Made:
    evidence = load(folder)
    catalogue = Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)
    made_of = {f"data {name}": value for name, value in data_digests(folder).items()}
    return Made(catalogue, take(folder.name, catalogue, made_of))


@pytest.fixture(scope="module")
def original(small) -> Made:
    return made(small)


CHOSEN = [
    "claim.C04",  # the article's own figure, which counts of verdicts rest on
    "planned_investment_jpy.AWS.2023-01-01.2024-01-19",  # decides which day's rate is the last high enough
    "chip_support_amount.DEU.mof.2024-04-09.2024-05-21",  # decides on which day a count of choices changed
    "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09",  # one side of a disputed verdict
]
"""Rows that decide which other rows are used."""


@pytest.fixture(scope="module")
def drawn(evidence, original, raw) -> dict[str, list[str]]:
    """Twelve rows that the report rests on and two that it does not, all of them rounded figures that stand once."""
    keys = {name: tuple(cells[column] for column in SAME_FIGURE) for name, cells in raw.observations.items()}
    times = Counter(keys.values())
    fit = [
        name
        for name, cells in sorted(raw.observations.items())
        if cells["qualifier"] == "eq" and times[keys[name]] == 1 and name not in evidence.corrections
    ]
    leaves = {leaf.figure for finding in original.catalogue.everything() for leaf in finding.leaves()}
    choose = random.Random(20240412)
    return {
        "chosen": CHOSEN,
        "used": choose.sample([name for name in fit if name in leaves], 12),
        "unused": choose.sample([name for name in fit if name not in leaves], 2),
    }


def mutate(copy, name: str, cells: dict[str, str]) -> None:
    """Make a figure a tenth larger, with the bounds and the words that go with it."""
    precision = float(cells["precision"])
    value = (round(float(cells["value"]) * 1.1 / precision) + 1) * precision
    low, high = bounds(value, precision, "eq")
    numbers = {"value": value, "low": low, "high": high}
    texts = {name: f"{number:.15g}" for name, number in numbers.items()}
    copy.observe(name, **texts, printed=f"{texts['value']} {cells['unit']}")


@pytest.fixture
def mutated(request, small_copy, original, drawn, raw) -> tuple[str, Made, Changes]:
    """One row drawn, and what the report says with another number in it."""
    kind, number = request.param
    name = drawn[kind][number]
    mutate(small_copy, name, raw.rows[name])
    after = made(small_copy.folder)
    return name, after, Changes(original.snapshot, after.snapshot)


@pytest.mark.parametrize(
    "mutated",
    [
        *(pytest.param(("chosen", n), marks=pytest.mark.long if n > 2 else ()) for n in range(len(CHOSEN))),
        *(pytest.param(("used", n), marks=pytest.mark.long if n > 0 else ()) for n in range(6)),
    ],
    indirect=True,
    ids=str,
)
def test_a_row_with_another_number_is_the_cause_of_all_that_moved_and_of_nothing_else(mutated, original):
    name, after, changes = mutated
    resting = original.resting_on(name) | after.resting_on(name)
    named = {change.name: change for change in changes.findings}
    moved = {n for n, change in named.items() if change.moved}

    assert moved
    counts = {n for n in moved - resting if n.startswith("robust.")}  # a claim joined: the choice it failed is gone
    assert moved - counts <= resting
    for n in moved:
        table = "article.csv" if name.startswith("claim.") else "observations.csv"
        cause = (Kind.DATA, table if n in counts else name)
        assert cause in {(cause.kind, cause.name) for cause in named[n].causes}, n

    before, now = original.snapshot.findings, changes.after.findings
    differ = {
        n for n in resting & before.keys() & now.keys()
        if any(before[n][column] != now[n][column] for column in ("value", "low", "high", "unit"))
    }  # fmt: skip
    assert differ == moved - counts

    for n in named.keys() - resting:  # another row is the highest or the last now, and comes or goes as a whole
        assert named[n].before is None or named[n].after is None, n
    assert changes.resting_on(name) == sorted(resting)
    for change in changes.verdicts:
        assert (Kind.DATA, name) in {(cause.kind, cause.name) for cause in change.causes}, change.name


@pytest.mark.parametrize("mutated", [("unused", number) for number in range(2)], indirect=True, ids=str)
def test_a_row_that_nothing_rests_on_moves_nothing(mutated, original):
    name, after, changes = mutated
    assert original.resting_on(name) == after.resting_on(name) == set()
    assert (changes.findings, changes.verdicts, changes.resting_on(name)) == ((), (), [])
    assert changes.general == (Cause(Kind.DATA, "observations.csv"),)
    assert not changes.same  # the data are others, and a reader is told so


# -- corrections -------------------------------------------------------------------------------------

NHK = "planned_investment_usd.AWS.nhk.2023-01-01.2024-01-19"


def correct(copy, expected: str, corrected: str = "14400000000") -> None:
    rows = copy.rows("corrections.csv")
    copy.write(
        "corrections.csv", [*rows, [NHK, "value", expected, corrected, "a slip of the pen", "aws", "article_text"]]
    )


def test_a_correction_is_told_as_one_with_all_that_rests_on_it(small_copy, original):
    correct(small_copy, "14900000000")
    after = made(small_copy.folder)
    changes = Changes(original.snapshot, after.snapshot)
    moved = [change for change in changes.findings if change.moved]
    # 14 ÷ 14.4 − 1 = −2.8%: the claim of fourteen billion, 13.5 to 14.5, now agrees with one account
    assert {change.name for change in moved} >= {"pledge.AWS.nhk", "margin.C04.nhk", "holds.C04"}
    assert changes.after.findings["margin.C04.nhk"]["value"][:7] == "-0.0277"
    for change in moved:
        assert {(cause.kind, cause.name) for cause in change.causes} == {(Kind.CORRECTION, NHK)}, change.name
        assert change.name in original.resting_on(NHK) | after.resting_on(NHK)
    (verdict,) = changes.verdicts
    assert (verdict.name, verdict.before["holds_in"], verdict.after["holds_in"]) == ("C04", "0", "1")
    assert verdict.causes == (Cause(Kind.CORRECTION, NHK, "$14.9 billion → $14.4 billion"),)
    assert changes.general == (Cause(Kind.DATA, "corrections.csv"),)


# -- manifests whose files are hashed as of their own day --------------------------------------------------------


def test_where_all_that_was_stored_is_the_same_no_row_of_the_data_differs_though_each_day_has_other_rows():
    parts = {"data observations.csv": "of the earlier day", STORED: "one"}
    old = edition(SUM, double(2), made_of=parts)
    new = edition(SUM, double(4), as_of=LATER, made_of={**parts, "data observations.csv": "of the later day"})
    assert [cause.kind for cause in Changes(old, new).general] == [Kind.PARAMETER]
    grown = edition(SUM, double(4), as_of=LATER, made_of={"data observations.csv": "of the later day", STORED: "two"})
    assert [cause.kind for cause in Changes(old, grown).general] == [Kind.PARAMETER, Kind.DATA]


def test_a_figure_that_a_newer_one_took_the_place_of_was_not_removed_from_the_data():
    old = edition(SUM, double(2), made_of={STORED: "one"})
    newer = figure("newer", 3, published=LATER)
    new = edition(newer, double(3, "obs.newer"), as_of=LATER, made_of={STORED: "two", **OTHER_DATA})
    told = {change.name: change.causes for change in Changes(old, replace(new, holds={"sum"}.__contains__)).findings}
    assert [cause.kind for cause in told["double"]] == [Kind.VINTAGE]
    told = {change.name: change.causes for change in Changes(old, new).findings}
    assert {cause.kind for cause in told["double"]} == {Kind.VINTAGE, Kind.DATA}  # an edition read back cannot know
