"""What changed between two editions, and why: each change is laid to data, a parameter, the program or words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from analysis.findings.readings import CORRECTED
from analysis.findings.snapshot import STORED, Row, Snapshot

NUMBERS = ("value", "low", "high", "unit")
"""Columns of a finding that make its number."""

JUDGED = ("verdict", "holds_in", "of", "margin", "rule", "method")
"""Columns of a verdict that say something; its evidence is traced through the findings."""


REPEATING = (
    *("obs.", "rate.", "claim.", "holds.", "margin.", "history."),
    *("verdict.", "verdicts.", "documents.", "robust."),
)
"""How findings begin that repeat a figure from a source or count verdicts: compared, but neither counted nor listed."""


class Kind(StrEnum):
    """What a change can be laid to."""

    VINTAGE = "vintage"
    CORRECTION = "correction"
    DATA = "data"
    PARAMETER = "parameter"
    METHOD = "method"
    TEXT = "text"


KINDS = {
    Kind.VINTAGE: "a figure became public, or a newer vintage took the place of an older one",
    Kind.CORRECTION: "a known error of a source was corrected, or the correction was dropped",
    Kind.DATA: "a row of the dataset was edited, added or removed, or came into use by that",
    Kind.PARAMETER: "the editions were made with other parameters",
    Kind.METHOD: "the program or a declared choice changed",
    Kind.TEXT: "words changed, no number",
}
"""What each kind of cause means."""


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """Why something changed: the kind of cause, the row, parameter or part that changed, and how."""

    kind: Kind
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding or a verdict that two editions do not share, with what it is laid to."""

    name: str
    before: Row | None
    after: Row | None
    causes: tuple[Cause, ...]

    @property
    def moved(self) -> bool:
        """True when the number itself is another one, not only its words or the figures that it rests on."""
        return self.before is not None and self.after is not None and _differ(self.before, self.after, NUMBERS)


class Changes:
    """The comparison of two editions, the older one first."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.before, self.after = before, after
        self._leaves = _Leaves(before.findings), _Leaves(after.findings)

    @cached_property
    def general(self) -> tuple[Cause, ...]:
        """What differs between the editions as a whole: parameters, program, notebook, files of the data."""
        return (*self._parameters(), *self._made_of())

    @cached_property
    def findings(self) -> tuple[Change, ...]:
        """Every finding that differs, is new or is gone, by name."""
        old, new = self.before.findings, self.after.findings
        names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        return tuple(Change(name, old.get(name), new.get(name), self._causes(name)) for name in names)

    @cached_property
    def verdicts(self) -> tuple[Change, ...]:
        """Every claim whose verdict, count, margin or rule differs."""
        old, new = self.before.verdicts, self.after.verdicts
        return tuple(
            Change(name, old.get(name), new.get(name), self._causes_of_verdict(name))
            for name in sorted(old.keys() | new.keys())
            if name not in old or name not in new or _differ(old[name], new[name], JUDGED)
        )

    @cached_property
    def counted(self) -> dict[str, list[Change]]:
        """What a reader is told to have changed: verdicts of another outcome; findings that moved, are new or are gone.

        Findings that repeat a figure from a source or count verdicts are left out.
        """
        own = [change for change in self.findings if not change.name.startswith(REPEATING)]
        return {
            "verdicts": [
                v for v in self.verdicts if v.before and v.after and v.before["verdict"] != v.after["verdict"]
            ],
            "moved": [change for change in own if change.moved],
            "new": [change for change in own if change.before is None],
            "gone": [change for change in own if change.after is None],
        }

    @property
    def same(self) -> bool:
        """True when a reader of the one edition learns nothing else from the other."""
        return not self.findings and not self.verdicts and not [c for c in self.general if c.name != "as_of"]

    def resting_on(self, figure: str) -> list[str]:
        """Name every finding of either edition that rests on a figure from a source."""
        return sorted({*self._leaves[0].resting_on(figure), *self._leaves[1].resting_on(figure)})

    # -- why ----------------------------------------------------------------------------------------

    def _causes(self, name: str) -> tuple[Cause, ...]:
        old, new = (leaves.of(name) for leaves in self._leaves)
        found = {*self._edited(old, new), *self._came_and_went(old, new)}
        if not found:
            found = set(self._without_new_figures(name, moved_leaves=old.keys() != new.keys()))
        return tuple(sorted(found))

    def _edited(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Name the figures that both editions know, but not with the same number."""
        before, after = self._leaves
        for figure in old.keys() | new.keys():
            then, now = before.figures.get(figure), after.figures.get(figure)
            if then and now and _differ(then, now, NUMBERS):
                methods = {then["method"], now["method"]}
                is_corrected = len(methods) > 1 and any(CORRECTED in method for method in methods)
                kind = Kind.CORRECTION if is_corrected else Kind.DATA
                yield Cause(kind, figure, f"{_shown(then, now)} → {_shown(now, then)}")

    def _came_and_went(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Name the figures that only one edition rests on: the other could not know them, or does not have them."""
        before, after = self._leaves
        yield from self._unknown_to(self.before.as_of, before, new, "added or newly used")
        is_later = self.before.as_of != self.after.as_of  # then what still lies in the data was superseded, not removed
        gone = {name: row for name, row in old.items() if not (is_later and self.after.holds(row["observation_id"]))}
        yield from self._unknown_to(self.after.as_of, after, gone, "removed or no longer used")

    def _unknown_to(self, as_of: str, known: "_Leaves", figures: dict[str, Row], word: str) -> Iterator[Cause]:
        for figure in figures.keys() - known.figures.keys():
            public, printed = figures[figure]["published"], figures[figure]["printed"]
            if public > as_of:
                yield Cause(Kind.VINTAGE, figure, f"{printed}, public since {public}")
            elif not public and self.before.as_of != self.after.as_of:
                yield Cause(Kind.VINTAGE, figure, printed)
            elif self._data_differ():
                yield Cause(Kind.DATA, figure, f"{printed} {word}")

    def _without_new_figures(self, name: str, *, moved_leaves: bool) -> Iterator[Cause]:
        """Where all figures beneath are the same, what is made of them differs."""
        old, new = self.before.findings.get(name), self.after.findings.get(name)
        if old and new and not moved_leaves and not _differ(old, new, NUMBERS):
            yield Cause(Kind.TEXT, name, "words or names")
        elif parameters := [cause for cause in self._parameters() if cause.name != "as_of"]:
            yield from parameters
        elif method := [cause for cause in self._made_of() if cause.kind is Kind.METHOD]:
            yield from method
        elif news := self.after.news(name, self.before.as_of):
            for row in news:
                yield Cause(Kind.VINTAGE, row.observation_id, f"{row.printed}, public since {row.published}")
        elif made_of := [cause for cause in self._made_of() if cause.kind is not Kind.TEXT]:
            yield from made_of
        else:
            words = f"{self.before.as_of} → {self.after.as_of}"
            yield Cause(Kind.VINTAGE, "as_of", f"what was public by the day of knowledge, {words}")

    def _causes_of_verdict(self, claim_id: str) -> tuple[Cause, ...]:
        """A verdict rests on its evidence, its count of specifications and the article's own figure."""
        rows = [row for row in (self.before.verdicts.get(claim_id), self.after.verdicts.get(claim_id)) if row]
        names = {name for row in rows for name in row["evidence"].split()}
        names |= {f"{kind}.{claim_id}" for kind in ("holds", "margin", "claim")}
        changed = {change.name: change for change in self.findings}
        found = {cause for name in names if name in changed for cause in changed[name].causes}
        numbers = {cause for cause in found if cause.kind is not Kind.TEXT}
        return tuple(sorted(numbers or self._made_of() or found or self._parameters()))

    def _parameters(self) -> list[Cause]:
        old, new = self.before.parameters, self.after.parameters
        return [
            Cause(Kind.PARAMETER, name, f"{_words(old.get(name))} → {_words(new.get(name))}")
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        ]

    def _made_of(self) -> list[Cause]:
        """Name the files and the program that differ, as far as both editions say what they were made of.

        Of editions of two days each table holds other rows; where all that was stored is the same, none differs.
        """
        old, new = self.before.made_of, self.after.made_of
        parts = [part for part in sorted(old.keys() & new.keys() - {STORED}) if old[part] != new[part]]
        if STORED in old and old[STORED] == new.get(STORED):
            parts = [part for part in parts if not part.startswith("data ")]
        return [Cause(_kind_of(part), part.removeprefix("data ")) for part in parts]

    def _data_differ(self) -> bool:
        return any(cause.kind is Kind.DATA for cause in self._made_of())


class _Leaves:
    """The figures from sources beneath each finding, by their row of the evidence."""

    def __init__(self, rows: dict[str, Row]) -> None:
        self.rows = rows
        self._known: dict[str, dict[str, Row]] = {}
        self.figures = {_figure(row): row for row in rows.values() if not row["inputs"]}

    def of(self, name: str) -> dict[str, Row]:
        if name not in self.rows:
            return {}
        if name not in self._known:
            row = self.rows[name]
            found: dict[str, Row] = {}
            for part in row["inputs"].split():
                found |= self.of(part)
            self._known[name] = found if row["inputs"] else {_figure(row): row}
        return self._known[name]

    def resting_on(self, figure: str) -> Iterator[str]:
        return (name for name in self.rows if figure in self.of(name))


def _shown(row: Row, other: Row) -> str:
    """A figure as printed, with its bounds where they alone tell it from the other one."""
    same = row["printed"] == other["printed"]
    return f"{row['printed']} ({row['low']} to {row['high']})" if same else row["printed"]


def _figure(row: Row) -> str:
    return row["observation_id"] or row["finding_id"]


NAMED = ("entities.csv", "actors.csv", "accounts.csv", "indicators.csv", "sources.csv", "CODEBOOK.md")
FILES_OF_WORDS = tuple(f"data {file}" for file in NAMED)
"""Files of the data that hold words and names; their figures are rows of another file."""


def _kind_of(part: str) -> Kind:
    if part.startswith("notebook ") or part in FILES_OF_WORDS:
        return Kind.TEXT
    return Kind.METHOD if part in ("package", "data choices.toml") else Kind.DATA


def _differ(old: Row, new: Row, columns: tuple[str, ...]) -> bool:
    return any(old[column] != new[column] for column in columns)


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
