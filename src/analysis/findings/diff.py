"""What differs between two editions, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from analysis.findings.edition_snapshot import STORED, Row, Snapshot
from analysis.findings.parameters import as_text
from analysis.findings.published_figures import CORRECTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


NUMBER_COLUMNS = ("value", "low", "high", "unit")
"""Columns of a finding with its number."""

VERDICT_COLUMNS = ("verdict", "holds_in", "of", "margin", "rule", "method")
"""Columns of a verdict that count as changes; its evidence is compared as findings."""

REPEATING = (
    "obs.",
    "rate.",
    "claim.",
    "holds.",
    "margin.",
    "history.",
    "verdict.",
    "verdicts.",
    "documents.",
)
"""Prefixes of findings that repeat a figure or count verdicts: compared, but neither counted nor listed."""


class Kind(StrEnum):
    """The kinds of causes of a change."""

    VINTAGE = "vintage"  # a figure became public, or a newer vintage took the place of an older one
    CORRECTION = "correction"  # a known error of a source was corrected, or the correction was dropped
    DATA = "data"  # a row of the dataset was edited, added or removed, or came into use by that
    PARAMETER = "parameter"  # the editions were made with other parameters
    METHOD = "method"  # the program or a declared choice changed
    TEXT = "text"  # words changed, no number


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """A cause of a change: its kind, the row, parameter or part that changed, and how."""

    kind: Kind
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding or a verdict that differs between two editions, with the causes."""

    name: str
    before: Row | None
    after: Row | None
    causes: tuple[Cause, ...]

    @property
    def moved(self) -> bool:
        """True if the number differs, not only words or inputs."""
        return self.before is not None and self.after is not None and _differ(self.before, self.after, NUMBER_COLUMNS)


def printed(change: Change) -> str:
    """Write the number of a finding before and after, or the only one that there is."""
    return " → ".join(row["printed"] for row in (change.before, change.after) if row)


def by_how_much(change: Change) -> float:
    """Return by which share of the larger value a finding moved."""
    if change.before is None or change.after is None:
        return 0.0
    old, new = float(change.before["value"]), float(change.after["value"])
    return abs(new - old) / max(abs(old), abs(new), 1e-300)  # both may be zero


def moved(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[Change]:
    """Return the findings of two tables whose number is another one, without causes, those first that moved furthest.

    Those that repeat a figure from a source or count verdicts are left out.
    """
    changes = []
    for name, row in after.items():
        if name in before and not name.startswith(REPEATING):
            change = Change(name, before[name], row, ())
            if change.moved:
                changes.append(change)
    return sorted(changes, key=by_how_much, reverse=True)


class Changes:
    """The comparison of two editions, the older one first."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.before, self.after = before, after
        self.leaves = _Leaves(before.findings), _Leaves(after.findings)

    @cached_property
    def general(self) -> tuple[Cause, ...]:
        """Differences of the editions as a whole: parameters, program, notebook, data files."""
        return tuple(self._parameters() + self._made_of())

    @cached_property
    def findings(self) -> tuple[Change, ...]:
        """Every finding that differs, was added or was removed, by name; without those no longer computed."""
        old, new = self.before.findings, self.after.findings
        names = (old.keys() | new.keys()) - set(self.retired)
        changes = []
        for name in sorted(names):
            before, after = old.get(name), new.get(name)
            if before != after:
                changes.append(Change(name, before, after, self._causes(name)))
        return tuple(changes)

    @cached_property
    def retired(self) -> list[str]:
        """Findings of one edition that the version of the other no longer computes, by name."""
        names = self.before.findings.keys() ^ self.after.findings.keys()
        return sorted(names.intersection(chain(self.before.retired, self.after.retired)))

    @cached_property
    def verdicts(self) -> tuple[Change, ...]:
        """Every claim whose verdict, count, margin or rule differs."""
        old, new = self.before.verdicts, self.after.verdicts
        changes = []
        for claim_id in sorted(old.keys() | new.keys()):
            in_both = claim_id in old and claim_id in new
            if not in_both or _differ(old[claim_id], new[claim_id], VERDICT_COLUMNS):
                causes = self._causes_of_verdict(claim_id)
                changes.append(Change(claim_id, old.get(claim_id), new.get(claim_id), causes))
        return tuple(changes)

    @cached_property
    def counted(self) -> dict[str, list[Change]]:
        """The changes for readers: verdicts with another outcome, and findings that moved, are new or are gone.

        Findings with the prefixes `REPEATING` are left out.
        """
        verdicts = []
        for change in self.verdicts:
            if change.before and change.after and change.before["verdict"] != change.after["verdict"]:
                verdicts.append(change)
        findings = [change for change in self.findings if not change.name.startswith(REPEATING)]
        return {
            "verdicts": verdicts,
            "moved": [change for change in findings if change.moved],
            "new": [change for change in findings if change.before is None],
            "gone": [change for change in findings if change.after is None],
        }

    @property
    def furthest(self) -> list[Change]:
        """The findings that moved, those first whose value changed by the largest share."""
        return sorted(self.counted["moved"], key=by_how_much, reverse=True)

    @property
    def same(self) -> bool:
        """True if nothing but the as-of date differs."""
        other_causes = [cause for cause in self.general if cause.name != "as_of"]
        return not self.findings and not self.verdicts and not other_causes

    def resting_on(self, figure: str) -> list[str]:
        """Return the names of the findings of either edition that are based on a figure."""
        before, after = self.leaves
        return sorted(set(before.resting_on(figure)).union(after.resting_on(figure)))

    # -- causes

    def _causes(self, name: str) -> tuple[Cause, ...]:
        """Return the causes of the change of a finding, of the first kind in `_possible_causes` that has any."""
        # taken from a generator, since the later kinds query the catalogue; the last kind always has a cause
        causes = next(filter(None, self._possible_causes(name)))
        return tuple(sorted(set(causes)))

    def _possible_causes(self, name: str) -> Iterator[list[Cause]]:
        """Yield the causes that a finding may have changed for, one kind after the other, as lists that may be empty.

        What happened to its figures is certain, as the tables have them. If nothing did, the cause is a guess: the
        other differences are known only for the editions as a whole, and the more likely ones come first. The last
        list is never empty.
        """
        before, after = self.leaves
        old_figures, new_figures = before.of(name), after.of(name)

        # A figure has another number, or is in one edition alone:
        # "¥3 → ¥4", "¥4, public since 2024-05-31", "¥1 added or newly used"
        yield [*self._edited(old_figures, new_figures), *self._came_and_went(old_figures, new_figures)]

        # Number and figures are the same: its label was reworded
        old, new = self.before.findings.get(name), self.after.findings.get(name)
        has_same_figures = old_figures.keys() == new_figures.keys()
        if old and new and has_same_figures and not _differ(old, new, NUMBER_COLUMNS):
            yield [Cause(Kind.TEXT, name, "words or names")]

        # Somebody asked for another number: rate_rule "day → ppp"
        yield [cause for cause in self._parameters() if cause.name != "as_of"]

        # The program computes it otherwise, or a threshold was changed: "package", "choices.toml"
        yield [cause for cause in self._made_of() if cause.kind is Kind.METHOD]

        # A row that was looked up became public, and is the input of no finding: a count of months has its first and
        # its last month as inputs, and a later row may be one in between
        yield [
            Cause(Kind.VINTAGE, row.observation_id, f"{row.printed}, public since {row.published}")
            for row in self.after.news(name, self.before.as_of)
        ]

        # Such a row was added or edited, of which only its file is known: "observations.csv"
        yield [cause for cause in self._made_of() if cause.kind is not Kind.TEXT]

        # Nothing but the day differs, which chooses among figures that both editions have
        days = f"{self.before.as_of} → {self.after.as_of}"
        yield [Cause(Kind.VINTAGE, "as_of", f"what was public by the day of knowledge, {days}")]

    def _edited(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Yield a cause for each figure, of a finding in one edition or both, whose number differs between editions."""
        before, after = self.leaves
        for figure in old.keys() | new.keys():
            old_row, new_row = before.figures.get(figure), after.figures.get(figure)
            if old_row and new_row and _differ(old_row, new_row, NUMBER_COLUMNS):
                methods = {old_row["method"], new_row["method"]}
                # A correction that is in both editions is not what changed the number
                is_corrected = len(methods) > 1 and any(CORRECTED in method for method in methods)
                kind = Kind.CORRECTION if is_corrected else Kind.DATA
                texts = f"{_figure_text(old_row, new_row)} → {_figure_text(new_row, old_row)}"
                yield Cause(kind, figure, texts)

    def _came_and_went(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Yield a cause for each figure of a finding that no finding of the other edition is based on."""
        before, after = self.leaves
        yield from self._absent_from(before, self.before.as_of, new, "added or newly used")

        # On a later day, a row that the data still have was superseded, not removed
        gone = old
        if self.before.as_of != self.after.as_of:
            gone = {figure: row for figure, row in old.items() if not self.after.holds(row["observation_id"])}
        yield from self._absent_from(after, self.after.as_of, gone, "removed or no longer used")

    def _absent_from(self, leaves: _Leaves, as_of: str, figures: dict[str, Row], fate: str) -> Iterator[Cause]:
        """Yield a cause for each figure of one edition that is not among the leaves of the other one.

        `as_of` is the day of the other edition, `fate` what to say if its data differ. If they do not, it could have
        used the figure, and the cause is another one, such as the program.
        """
        for figure in figures.keys() - leaves.figures.keys():
            printed, published = figures[figure]["printed"], figures[figure]["published"]
            if published > as_of:
                # It was not public yet: "¥4, public since 2024-05-31"
                yield Cause(Kind.VINTAGE, figure, f"{printed}, public since {published}")
            elif not published and self.before.as_of != self.after.as_of:
                # An exchange rate has no day of publication, and its own day is part of its name: editions of two days
                # have two rates, "¥150" and "¥157", neither of which was added or removed
                yield Cause(Kind.VINTAGE, figure, printed)
            elif self._data_differ():
                # It could be used on that day, so it is the data that differ: "¥1 added or newly used". Which of the
                # two is not known, as a table has only the rows that are used
                yield Cause(Kind.DATA, figure, f"{printed} {fate}")

    def _causes_of_verdict(self, claim_id: str) -> tuple[Cause, ...]:
        """Return the causes for the evidence, the count of specifications, the margin and the figure of the article."""
        names = {f"holds.{claim_id}", f"margin.{claim_id}", f"claim.{claim_id}"}
        for snapshot in (self.before, self.after):
            row = snapshot.verdicts.get(claim_id)
            if row:
                names.update(row["evidence"].split())

        causes: set[Cause] = set()
        for change in self.findings:
            if change.name in names:
                causes.update(change.causes)
        # Without a number that moved it is the program, the choices or the data, rather than words or a parameter
        causes_of_numbers = {cause for cause in causes if cause.kind is not Kind.TEXT}
        return tuple(sorted(causes_of_numbers or self._made_of() or causes or self._parameters()))

    def _parameters(self) -> list[Cause]:
        old, new = self.before.parameters, self.after.parameters
        causes = []
        for name in dict.fromkeys(chain(old, new)):
            before, after = old.get(name), new.get(name)
            if before != after:
                causes.append(Cause(Kind.PARAMETER, name, f"{as_text(before, ' ')} → {as_text(after, ' ')}"))
        return causes

    def _made_of(self) -> list[Cause]:
        """Return causes for the program and the files that differ, as far as both editions have their hashes.

        Data files are hashed with the rows public on the as-of date; if the stored data are the same, none differs.
        """
        old, new = self.before.made_of, self.after.made_of
        common = sorted(old.keys() & new.keys() - {STORED})
        parts = [part for part in common if old[part] != new[part]]
        if STORED in old and old[STORED] == new.get(STORED):
            parts = [part for part in parts if not part.startswith("data ")]
        return [Cause(_kind_of(part), part.removeprefix("data ")) for part in parts]

    def _data_differ(self) -> bool:
        return any(cause.kind is Kind.DATA for cause in self._made_of())


class _Leaves:
    """The figures that each finding is based on, by id of the row."""

    def __init__(self, rows: dict[str, Row]) -> None:
        self.rows = rows
        self._cache: dict[str, dict[str, Row]] = {}
        self.figures = {_figure(row): row for row in rows.values() if not row["inputs"]}

    def of(self, name: str) -> dict[str, Row]:
        if name not in self.rows:
            return {}
        if name not in self._cache:
            row = self.rows[name]
            # entered before its inputs are followed, so that a circle in a damaged table ends
            leaves = self._cache[name] = {}
            if not row["inputs"]:
                leaves[_figure(row)] = row
            for input_name in row["inputs"].split():
                leaves |= self.of(input_name)
        return self._cache[name]

    def resting_on(self, figure: str) -> Iterator[str]:
        return (name for name in self.rows if figure in self.of(name))


def _figure_text(row: Row, other_row: Row) -> str:
    """Return a figure as printed, with its bounds if the other one is printed the same."""
    if row["printed"] != other_row["printed"]:
        return row["printed"]
    return f"{row['printed']} ({row['low']} to {row['high']})"


def _figure(row: Row) -> str:
    return row["observation_id"] or row["finding_id"]


FILES_OF_WORDS = (
    "data entities.csv",
    "data actors.csv",
    "data accounts.csv",
    "data indicators.csv",
    "data sources.csv",
    "data CODEBOOK.md",
)
"""Data files with words and names, but no figures."""


def _kind_of(part: str) -> Kind:
    if part.startswith("notebook ") or part in FILES_OF_WORDS:
        return Kind.TEXT
    return Kind.METHOD if part in ("package", "data choices.toml") else Kind.DATA


def _differ(old: Row, new: Row, columns: tuple[str, ...]) -> bool:
    return any(old[column] != new[column] for column in columns)
