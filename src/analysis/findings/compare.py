"""Findings and verdicts as tables, and two editions compared by these: what changed, why, and how much it weighs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.dataset.frames import SOURCE, with_gaps
from analysis.dataset.schema import FORMULA
from analysis.errors import EditionError
from analysis.findings.parameters import as_arguments
from analysis.findings.quantity import Quantity
from analysis.findings.registry import CORRECTED
from analysis.findings.series import news
from analysis.findings.verdicts import Grounds, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import pandas as pd

    from analysis.dataset import Document, Observation
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding


FINDINGS = (
    "finding_id", "label", "value", "low", "high", "unit", "printed", "method", "inputs", "sources",
    "observation_id", "published", "documents", "addresses",
)  # fmt: skip
VERDICTS = (
    *("claim_id", "verdict", "method", "rule", "margin", "holds_in", "of", "evidence"),
    *("weakest_document", "weakest_kind", "is_firm", "weakest_address", "judged_by", "turns"),
)
MEANINGS = {
    "rule": "the rule that decides; “editorial” means that an editor does",
    "margin": "how far the article’s figure is from the evidence, as a share of it; for a comparison the smallest "
    "ratio, for a level the level, for a trend the change",
    "is_firm": "yes if all that decides was read in its publisher’s own document, or in two independent ones",
    "judged_by": "rule, editor, or rule and editor (who found that context is missing)",
    "turns": "values of a threshold with which the verdict would be another one",
}
"""What those columns of the verdicts hold whose names do not say it."""

LATER = frozenset(
    {"judged_by", "turns", "documents", "weakest_document", "weakest_kind", "is_firm", "addresses", "weakest_address"}
)
"""Columns that early editions do not have, the addresses none before 1.17.0; there they read as empty."""

NO_ADDRESS = "none"
"""What stands for a document that lies nowhere on the web, so that there are as many addresses as documents."""


def findings_csv(findings: Iterable[Finding], documents: Mapping[str, Document]) -> str:
    """Write findings as CSV, a row each; a figure from a source names its observation and the day it was published."""
    return csv_text(FINDINGS, (_finding(it, documents) for it in findings))


def verdicts_csv(verdicts: Mapping[str, Verdict]) -> str:
    """Write the verdict on every claim as CSV; one that no figure decides has no margin and no count."""
    return csv_text(VERDICTS, verdict_rows(verdicts))


def findings_frame(catalogue: Catalogue) -> pd.DataFrame:
    """Return all findings as a table of pandas, one row each, by name."""
    import pandas as pd

    rows = [_finding(it, catalogue.evidence.documents) for it in catalogue.everything()]
    frame = with_gaps(pd.DataFrame.from_records(rows, columns=FINDINGS, index="finding_id"))
    frame["published"] = pd.to_datetime(frame["published"]).astype("datetime64[s]")
    frame.attrs["source"] = SOURCE
    return frame.astype({"unit": "category"})


def verdicts_frame(verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return all verdicts as a table of pandas, one row each, by claim."""
    import pandas as pd

    frame = with_gaps(pd.DataFrame.from_records(list(verdict_rows(verdicts)), columns=VERDICTS, index="claim_id"))
    frame.attrs["source"] = SOURCE
    frame["is_firm"] = frame["is_firm"].map({"yes": True, "no": False})
    return frame.astype({"holds_in": "Int64", "of": "Int64", "is_firm": "boolean"})


def csv_text(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Write rows beneath a header; numbers keep twelve digits, which is more than any source supports."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue()


def _finding(f: Finding, documents: Mapping[str, Document]) -> tuple[object, ...]:
    quantity, inputs = f.quantity, " ".join(part.id for part in f.inputs)
    row = (f.observation.observation_id, f.observation.published.isoformat()) if f.observation else ("", "")
    bounds = (quantity.value, quantity.low, quantity.high, quantity.unit)
    return (f.id, f.label, *bounds, f.text, f.method, inputs, " ".join(f.sources), *row, *_read(f, documents))


def _read(f: Finding, documents: Mapping[str, Document]) -> tuple[str, str]:
    """Name the documents of a finding, and the address of each."""
    return " ".join(f.documents), " ".join(documents[name].url or NO_ADDRESS for name in f.documents)


def verdict_rows(verdicts: Mapping[str, Verdict]) -> Iterator[tuple[object, ...]]:
    """Go through verdicts as rows of a table, whose columns are `VERDICTS`."""
    for v in verdicts.values():
        margin = v.margin.value if v.margin else None
        count = (v.holds_in, v.of) if v.of else (None, None)
        evidence = " ".join(dict.fromkeys(f.id for f in (*v.evidence_for, *v.evidence_against)))
        turns = "; ".join(f"{it.threshold} {it.value:g}: {it.outcome.value}" for it in v.turns)
        said = v.claim_id, v.outcome.value, v.method, v.rule, margin
        yield (*said, *count, evidence, *_weakest(v.grounds), v.judged_by or "", turns)


def _weakest(on: Grounds | None) -> tuple[str, ...]:
    if on is None:
        return ("",) * 4
    first = on.documents[0]
    return first.document_id, on.kind.value, "yes" if on.are_firm else "no", first.url or NO_ADDRESS


def changes_csv(changes: Changes) -> str:
    """Write every change of a verdict or finding as CSV, with its causes."""
    return csv_text(
        ("what", "name", "before", "after", "causes"),
        [
            *(("verdict", c.name, _said(c.before), _said(c.after), _told(c.causes)) for c in changes.verdicts),
            *(("finding", c.name, _printed(c.before), _printed(c.after), _told(c.causes)) for c in changes.findings),
        ],
    )


def _told(causes: Iterable[Cause]) -> str:
    return "; ".join(f"{c.kind.value} {c.name}" + (f": {c.words}" if c.words else "") for c in causes)


def _said(row: Row | None) -> str:
    count = f", holds in {row['holds_in']} of {row['of']}" if row and row["of"] else ""
    return f"{row['verdict']}{count}" if row else ""


def _printed(row: Row | None) -> str:
    return row["printed"] if row else ""


# -- an edition as it can be compared: its findings and verdicts, its parameters, and what it was made of.

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition says and what it was made of.

    `made_of` holds a hash for the program, the notebook and each file of the data, as far as they are known. `news`
    names the rows that a finding looked for and that became public after a day; `holds` says whether a row still lies
    in the data, be it used or not. An edition read back knows of neither.
    """

    name: str
    parameters: dict[str, Any]
    made_of: dict[str, str]
    findings: dict[str, Row]
    verdicts: dict[str, Row]
    news: Callable[[str, str], list[Observation]] = field(default=lambda _name, _since: [], compare=False)
    holds: Callable[[str], bool] = field(default=lambda _row: False, compare=False)

    @property
    def as_of(self) -> str:
        """The day of knowledge, as an ISO date."""
        return str(self.parameters.get("as_of", ""))


def parse(name: str, manifest: Mapping[str, Any], findings: str, verdicts: str, renamed: Mapping[str, str]) -> Snapshot:
    """Read an edition back from its manifest and its tables; what was renamed since bears its new name.

    Raises `EditionError` when one of them is not what an edition holds.
    """
    try:
        made_of = {
            "package": manifest["package"]["sha256"],
            **{f"notebook {name}": value for name, value in manifest["notebook"].items()},
            **{f"data {name}": value for name, value in manifest["data"].items()},
            **({STORED: manifest["stored"]} if "stored" in manifest else {}),
        }
        parameters = dict(manifest["parameters"])
        date.fromisoformat(parameters["as_of"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise EditionError(f"{name}: manifest.json is not that of an edition") from None
    found = _rows(name, "findings.csv", findings, FINDINGS), _rows(name, "verdicts.csv", verdicts, VERDICTS)
    figures, judged = (_under_new_names(rows, renamed) for rows in found)
    return Snapshot(name, parameters, made_of, figures, judged)


def take(name: str, catalogue: Catalogue, made_of: dict[str, str]) -> Snapshot:
    """Take a snapshot of what is computed now, in the same form as of an edition read back."""
    parameters = as_arguments(catalogue.parameters)
    findings = _rows(name, "findings.csv", findings_csv(catalogue.everything(), catalogue.evidence.documents), FINDINGS)

    def of(finding_id: str, since: str) -> list[Observation]:
        return news(catalogue, finding_id, date.fromisoformat(since))

    judged = _rows(name, "verdicts.csv", verdicts_csv(catalogue.verdicts), VERDICTS)
    rows = frozenset(catalogue.evidence.names_of_rows)
    return Snapshot(name, parameters, made_of, findings, judged, of, rows.__contains__)


STORED = "data as stored"
"""The part that all data make, of whichever day: two editions that share it were made from the same rows."""

NAMES = ("finding_id", "observation_id", "inputs", "evidence", "sources")
"""Columns that hold names of findings, rows and sources."""

PART = re.compile(r"[^\s(),]+")
"""One name among those in a cell; that of a computed finding can hold the names of two others."""


def _under_new_names(rows: dict[str, Row], renamed: Mapping[str, str]) -> dict[str, Row]:
    """Give rows the names of today, unless the edition has a row of that name already or two rows would bear it."""
    taken = Counter([*rows, *(renamed[name] for name in rows if name in renamed)])
    renamed = {old: new for old, new in renamed.items() if old not in rows or taken[new] == 1}

    def new(found: re.Match[str]) -> str:
        stem = found[0].removeprefix("obs.")
        return found[0].replace(stem, renamed.get(stem, stem))

    def under_new_names(row: Row) -> Row:
        return {column: PART.sub(new, text) if column in NAMES else text for column, text in row.items()}

    return {PART.sub(new, key): under_new_names(row) for key, row in rows.items()}


def _rows(name: str, table: str, text: str, columns: Iterable[str]) -> dict[str, Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    key, *_ = columns
    rows: dict[str, Row] = {}
    try:
        if missing := set(columns) - LATER - set(reader.fieldnames or ()):
            raise EditionError(f"{name}: {table} has no column {', '.join(sorted(missing))}; make the edition anew")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise EditionError(f"{name}: {table}:{number}: has another number of cells than its header")
            rows[row[key]] = dict.fromkeys(columns, "") | row
    except csv.Error as error:
        raise EditionError(f"{name}: {table}:{reader.reader.line_num}: {error}") from None
    for number, row in enumerate(rows.values(), 2):
        if lost := next((part for part in row.get("inputs", "").split() if part not in rows), ""):
            raise EditionError(f"{name}: {table}:{number}:inputs: {lost!r} is not in this table")
        if fault := _fault(row):
            raise EditionError(f"{name}: {table}:{number}:{fault}")
    return rows


def _fault(row: Row) -> str:
    """Say which cell of a finding or a verdict cannot be what it is said to be."""
    for column, text in row.items():
        if FORMULA.match(text):
            return f"{column}: {text[:40]!r} starts like a spreadsheet formula"
    if "verdict" in row:
        return "" if row["verdict"] in [*Outcome] else f"verdict: {row['verdict']!r} is not a verdict"
    try:
        Quantity(float(row["value"]), float(row["low"]), float(row["high"]), row["unit"])
    except ValueError as error:
        return f"value: is not a number within its bounds: {error}"
    return ""


# -- what changed between two editions, and why: each change is attributed to data, a parameter, the program or words.

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
    """What a change can be attributed to."""

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
    """A finding or a verdict that two editions do not share, with its causes."""

    name: str
    before: Row | None
    after: Row | None
    causes: tuple[Cause, ...]

    @property
    def moved(self) -> bool:
        """True when the number itself is another one, not only its words or the figures that it rests on."""
        return self.before is not None and self.after is not None and _differ(self.before, self.after, NUMBERS)


def printed(change: Change) -> str:
    """Write the number of a finding before and after, or the only one that there is."""
    return " → ".join(row["printed"] for row in (change.before, change.after) if row)


def by_how_much(change: Change) -> float:
    """Return by which share of the larger value a finding moved."""
    if change.before is None or change.after is None:
        return 0.0
    old, new = float(change.before["value"]), float(change.after["value"])
    return abs(new - old) / max(abs(old), abs(new), 1e-300)


def moved(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[Change]:
    """Return the findings of two tables whose number is another one, without causes, those first that moved furthest.

    Those that repeat a figure from a source or count verdicts are left out.
    """
    both = (Change(name, before[name], row, ()) for name, row in after.items() if name in before)
    found = (change for change in both if change.moved and not change.name.startswith(REPEATING))
    return sorted(found, key=by_how_much, reverse=True)


class Changes:
    """The comparison of two editions, the older one first."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.before, self.after = before, after
        self.leaves = _Leaves(before.findings), _Leaves(after.findings)

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
    def furthest(self) -> list[Change]:
        """The findings that moved, those first whose value changed by the largest share."""
        return sorted(self.counted["moved"], key=by_how_much, reverse=True)

    @property
    def same(self) -> bool:
        """True when a reader of the one edition learns nothing else from the other."""
        return not self.findings and not self.verdicts and not [c for c in self.general if c.name != "as_of"]

    def resting_on(self, figure: str) -> list[str]:
        """Name every finding of either edition that rests on a figure from a source."""
        return sorted({*self.leaves[0].resting_on(figure), *self.leaves[1].resting_on(figure)})

    # -- why ----------------------------------------------------------------------------------------

    def _causes(self, name: str) -> tuple[Cause, ...]:
        old, new = (leaves.of(name) for leaves in self.leaves)
        found = {*self._edited(old, new), *self._came_and_went(old, new)}
        if not found:
            found = set(self._without_new_figures(name, moved_leaves=old.keys() != new.keys()))
        return tuple(sorted(found))

    def _edited(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Name the figures that both editions know, but not with the same number."""
        before, after = self.leaves
        for figure in old.keys() | new.keys():
            then, now = before.figures.get(figure), after.figures.get(figure)
            if then and now and _differ(then, now, NUMBERS):
                methods = {then["method"], now["method"]}
                is_corrected = len(methods) > 1 and any(CORRECTED in method for method in methods)
                kind = Kind.CORRECTION if is_corrected else Kind.DATA
                yield Cause(kind, figure, f"{_shown(then, now)} → {_shown(now, then)}")

    def _came_and_went(self, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Cause]:
        """Name the figures that only one edition rests on: the other could not know them, or does not have them."""
        before, after = self.leaves
        yield from self._unknown_to(self.before.as_of, before, new, "added or newly used")
        is_later = self.before.as_of != self.after.as_of  # then what still lies in the data was superseded, not removed
        gone = {name: row for name, row in old.items() if not (is_later and self.after.holds(row["observation_id"]))}
        yield from self._unknown_to(self.after.as_of, after, gone, "removed or no longer used")

    def _unknown_to(self, as_of: str, known: _Leaves, figures: dict[str, Row], word: str) -> Iterator[Cause]:
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
            row, found = self.rows[name], self._known.setdefault(name, {})
            found |= {} if row["inputs"] else {_figure(row): row}
            for part in row["inputs"].split():
                found |= self.of(part)
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


# -- how much a change between two editions weighs: what readers should hear of at once, and what can wait.

CLOCK = frozenset({"date", "month", "year"})
"""Units of what moves by itself as time goes by."""


class Weight(IntEnum):
    """What the weightiest change between two editions is; each weighs more than the one before it."""

    NOTHING = 0
    NUMBER = 1
    SENTENCE = 2
    COUNT = 3
    VERDICT = 4

    @property
    def words(self) -> str:
        """What changed, as a reader is told."""
        return WORDS[self]


WORDS = {
    Weight.NOTHING: "nothing but days",
    Weight.NUMBER: "numbers in tables or figures",
    Weight.SENTENCE: "a sentence",
    Weight.COUNT: "under how many choices a claim holds",
    Weight.VERDICT: "a verdict",
}


def weigh(changes: Changes, said: Collection[str]) -> Weight:
    """Return the weight of the weightiest change; `said` names the findings that stand in sentences.

    Days pass: they are others every week, and no reader learns anything from that. Daily rates weigh as numbers, also
    where they stand in a sentence.
    """
    if any(_cells(it.before, "verdict") != _cells(it.after, "verdict") for it in changes.verdicts):
        return Weight.VERDICT
    if any(_cells(it.before, "holds_in", "of") != _cells(it.after, "holds_in", "of") for it in changes.verdicts):
        return Weight.COUNT
    weighty = [it for it in changes.findings if not _is_day(it) and not _is_only_of_rates(it, changes)]
    if any(it.name in said and _printed(it.before) != _printed(it.after) for it in weighty):
        return Weight.SENTENCE
    others = [it for it in changes.findings if not _is_day(it)]
    moved = any(it.moved or not (it.before and it.after) for it in others)
    return Weight.NUMBER if moved else Weight.NOTHING


def _cells(row: Row | None, *columns: str) -> list[str]:
    return [row[column] if row else "" for column in columns]


def _is_day(change: Change) -> bool:
    return all(row["unit"] in CLOCK for row in (change.before, change.after) if row)


def _is_only_of_rates(change: Change, changes: Changes) -> bool:
    """Say whether a finding is another one only because of the daily rates beneath it."""
    (rates, figures), (new_rates, new_figures) = (_beneath(leaves.of(change.name)) for leaves in changes.leaves)
    return rates != new_rates and figures == new_figures


def _beneath(leaves: Mapping[str, Row]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the daily rates beneath a finding, and the figures, each with its number."""
    sides: tuple[list[list[str]], list[list[str]]] = [], []
    for figure, row in sorted(leaves.items()):
        is_rate = not row["observation_id"] and " per " in row["unit"]
        sides[0 if is_rate else 1].append([figure, row["value"], row["low"], row["high"]])
    return sides
