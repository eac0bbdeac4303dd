"""Compare two editions in a notebook: what changed, by how much, and why."""

import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import Evidence, Observation, find_data, load, other_data
from analysis.dataset.loading import data_digests, package_digest, stored_digest
from analysis.dataset.schema import is_file, is_folder, read_text
from analysis.errors import EditionError, NotKnownError, ParameterError
from analysis.findings import Catalogue, Finding, Outcome, Quantity, Study, parameters
from analysis.findings.compare import (
    KINDS,
    REPEATING,
    STORED,
    Cause,
    Change,
    Changes,
    Kind,
    Row,
    Snapshot,
    changes_csv,
    parse,
    take,
)
from analysis.report import tables
from analysis.report.ipython import bind
from analysis.report.page import Block, Page, in_words, timed
from analysis.report.tables import Cell, Table, Verbatim
from analysis.report.writer import HTML

if TYPE_CHECKING:
    import pandas as pd


TWO_EDITIONS = ("before", "after")
"""What a notebook that compares two editions takes."""


def open_snapshot(given: str, data: Path, evidence: Evidence, study: Study) -> Snapshot:
    """Read an edition from its folder, or compute it as of a day or from another data folder."""
    day = evidence.judged_at.isoformat()
    if not given.strip():
        raise EditionError(f"no edition was named; write reports/{day} or {day}")
    path = Path(given)
    if is_file(path / "manifest.json"):
        return _read(path, evidence.renamed)
    if is_file(path / "datapackage.json"):
        other = load(path)
        return _compute(path.resolve().name, path, other, other.newest, study)
    if is_folder(path):
        raise EditionError(f"{given}: has no manifest.json, so it is not an edition")
    try:
        as_of = date.fromisoformat(given)
    except ValueError:
        raise EditionError(
            f"{given[:80]}: is neither the folder of an edition nor a day; write reports/{day} or {day}"
        ) from None
    return _compute(given, data, evidence, as_of, study)


def check(given: Mapping[str, Any], evidence: Evidence, data: Path, study: Study) -> tuple[dict[str, Any], str]:
    """Check the parameters of the notebook before a kernel starts; return them and the name of the edition."""
    for name in given:
        if name not in TWO_EDITIONS:
            raise ParameterError(f"parameter {name}: unknown; expected before or after")
    default = {"before": evidence.judged_at, "after": evidence.newest}
    chosen = {name: str(given.get(name) or default[name]) for name in TWO_EDITIONS}
    for name, value in chosen.items():
        try:
            snapshot = open_snapshot(value, data, evidence, study)
        except (EditionError, ParameterError) as error:
            raise ParameterError(f"parameter {name}: {error}") from None
    return chosen, snapshot.as_of


class Rebuilt:
    """Findings made anew from the rows of an edition, so that each can be shown and traced."""

    def __init__(self, snapshot: Snapshot, evidence: Evidence, prefix: str) -> None:
        self.snapshot, self.evidence, self.prefix = snapshot, evidence, prefix
        self._done: dict[str, Finding] = {}

    def finding(self, name: str) -> Finding | None:
        """Return a finding as this edition has it, or None where it has none of that name."""
        if name not in self._done and (row := self.snapshot.findings.get(name)):
            self._done[name] = self._make(row)
        return self._done.get(name)

    def _make(self, row: Row) -> Finding:
        inputs = tuple(found for part in row["inputs"].split() if (found := self.finding(part)))
        sources = () if inputs else tuple(row["sources"].split())
        if unknown := [source for source in sources if source not in self.evidence.sources]:
            raise EditionError(f"{self.snapshot.name}: source {unknown[0]!r} is not in the table sources")
        quantity = Quantity(float(row["value"]), float(row["low"]), float(row["high"]), row["unit"])
        observation = self._observation(row, quantity)
        return Finding(
            f"{self.prefix}.{row['finding_id']}", row["label"], quantity, row["method"], inputs, source_ids=sources,
            observation=observation, as_printed=row["printed"], of=self._whole(row["finding_id"]),
        )  # fmt: skip

    def _whole(self, name: str) -> int | None:
        """Of how many specifications a count is a part, as the verdict that it belongs to says."""
        _, _, claim_id = name.partition("holds.")
        whole = self.snapshot.verdicts.get(claim_id, {}).get("of", "")
        return int(whole) if whole.isdecimal() else None

    def _observation(self, row: Row, quantity: Quantity) -> Observation | None:
        """Return the row of the evidence, provided that it still says what it said in this edition."""
        try:
            found = self.evidence.observation(row["observation_id"])
        except (KeyError, NotKnownError):
            return None
        return found if f"{found.value:.12g}" == row["value"] and found.unit == quantity.unit else None


def _read(folder: Path, renamed: Mapping[str, str]) -> Snapshot:
    files = {}
    for name in ("manifest.json", "findings.csv", "verdicts.csv"):
        if not (folder / name).exists():
            raise EditionError(f"{folder}: has no {name}, so it cannot be compared")
        try:
            files[name] = read_text(folder / name)
        except (OSError, UnicodeDecodeError) as error:
            raise EditionError(f"{folder / name}: cannot be read: {error}") from None
    try:
        manifest = json.loads(files["manifest.json"])
    except (RecursionError, ValueError) as error:
        raise EditionError(f"{folder / 'manifest.json'}: is not JSON: {error}") from None
    return parse(folder.resolve().name, manifest, files["findings.csv"], files["verdicts.csv"], renamed)


def _compute(name: str, data: Path, evidence: Evidence, as_of: date, study: Study) -> Snapshot:
    catalogue = Catalogue(evidence, parameters.check({"as_of": as_of}, evidence, study), study)
    files = {f"data {file}": value for file, value in data_digests(data, as_of).items()}
    return take(name, catalogue, files | {STORED: stored_digest(data), "package": package_digest()})


NO_RATIO = ("date", "month", "year", "rank")


class Revisions(Page):
    """Everything the notebook on revisions needs: `say` writes, the tables list what changed.

    `before` and `after` return a finding by its name as the first and the second edition have it, or None.
    """

    title = "What changed between two editions, and why"
    subtitle = "Findings and verdicts that moved, each attributed to data, a parameter, the program or words"

    def __init__(self, before: Snapshot, after: Snapshot, evidence: Evidence, study: Study) -> None:
        self.changes = Changes(before, after)
        known = max(date.fromisoformat(before.as_of), date.fromisoformat(after.as_of))
        super().__init__(c := Catalogue(evidence, parameters.default(study, known), study))
        self.before = Rebuilt(before, c.evidence, "before").finding
        self.after = Rebuilt(after, c.evidence, "after").finding
        for name, chosen in self.changes.counted.items():
            c.add(f"changes.{name}", partial(self._count, chosen), f"Changes counted: {name}")

    def __repr__(self) -> str:
        old, new = (f"{it.name}, as of {it.as_of}" for it in (self.changes.before, self.changes.after))
        told = ", ".join(f"{name} {len(found)}" for name, found in self.changes.counted.items())
        return f"From {old} to {new}: {told}; all in .frame, those that moved furthest first in .finding_table()"

    @property
    def frame(self) -> "pd.DataFrame":
        """Every change as a table of pandas, as in changes.csv."""
        import pandas as pd

        return pd.read_csv(io.StringIO(changes_csv(self.changes)))

    @property
    def moved(self) -> list[Change]:
        """Findings whose number changed, those apart that only repeat a source or count verdicts."""
        return self.changes.counted["moved"]

    def pairs(self, most: int = 24) -> list[tuple[str, Finding, Finding]]:
        """Return the name, the old and the new value of what moved furthest, for a figure of ratios.

        Days, years, ranks, and what changed its sign, have no ratio and are left to the table, as are figures said to
        be at least or at most so much, or told in words. What has two names is one.
        """
        found: dict[tuple[str, float, float], tuple[str, Finding, Finding]] = {}
        for change in sorted(self.moved, key=_by_how_much, reverse=True):
            old, new = self.before(change.name), self.after(change.name)
            same = old and new and old.label == new.label  # the same thing, not the figure of another year
            if not (old and new and same) or _is_bound(old) or _is_bound(new):
                continue
            if old.value * new.value > 0 and old.quantity.unit not in NO_RATIO:
                found.setdefault((new.label, old.value, new.value), (new.label, old, new))
        return [*found.values()][:most]

    def masthead(self) -> Block:
        """Open the comparison: which two editions, and as of which days."""
        old, new = self.changes.before, self.changes.after
        days = [date.fromisoformat(snapshot.as_of) for snapshot in (old, new)]
        page, plain = (
            f"Compared are {name(old.name)}, as known on {write(days[0])}, "
            f"and {name(new.name)}, as known on {write(days[1])}."
            for write, name in ((timed, HTML.label), (in_words, str))
        )
        about = {"description": self.subtitle, "edition": f"From {in_words(days[0])} to {in_words(days[1])}"}
        return self._masthead(page, plain, days[1], about)

    def verdict_table(self) -> Table | None:
        """List every claim whose verdict or count of specifications changed, with the reason."""
        rows: list[list[Cell]] = []
        for change in self.changes.verdicts:
            old, new = change.before, change.after
            if old and new and any(old[column] != new[column] for column in ("verdict", "holds_in", "of")):
                holds = f"holds.{change.name}"
                words, because = f"{{statement:{change.name}}}", self._because(change.causes)
                then, now = _held(old["verdict"], self.before(holds)), _held(new["verdict"], self.after(holds))
                rows.append([Verbatim(change.name), words, then, now, because])
        columns = ["Claim", "In our own words", "Before", "After", "Because of"]
        return self._listed("tbl-verdicts", "Verdicts and counts that changed", columns, rows)

    def finding_table(self, most: int = 40) -> Table | None:
        """List the findings that moved, those first whose value changed most; `most` limits the rows."""
        rows: list[list[Cell]] = []
        for change in sorted(self.moved, key=_by_how_much, reverse=True)[:most]:
            then, now = self.before(change.name), self.after(change.name)
            rows.append([Verbatim(_named(then, now)), then, now, self._because(change.causes)])
        caption = "Findings that moved, those first that moved furthest"
        return self._listed("tbl-findings", caption, ["Number", "Before", "After", "Because of"], rows)

    def cause_table(self, most: int = 40) -> Table | None:
        """List the causes of the changes, and how many findings each one reaches; `most` limits the rows."""
        reach: dict[Cause, list[Change]] = {}
        for change in self.changes.findings:
            for cause in () if change.name.startswith(REPEATING) else change.causes:
                reach.setdefault(cause, []).append(change)
        rows: list[list[Cell]] = []
        numbers = [cause for cause in reach if cause.kind is not Kind.TEXT]
        for cause in sorted(numbers, key=lambda cause: (-len(reach[cause]), cause))[:most]:
            count = self._count(reach[cause]).named(f"changes.reach.{len(rows)}", "Findings reached by a cause")
            rows.append([Verbatim(self._name(cause)), Verbatim(cause.kind.value), self._how(cause), count])
        columns = ["What changed", "Kind", "How", "Findings"]
        return self._listed("tbl-causes", "What caused the changes, in order of the findings reached", columns, rows)

    def making(self) -> Table | None:
        """List the parameters, files and parts of the program that differ between the editions."""
        rows: list[list[Cell]] = [
            [Verbatim(cause.name), Verbatim(cause.kind.value), Verbatim(cause.words or "differs")]
            for cause in self.changes.general
        ]
        return self._listed("tbl-making", "What differs between the editions as a whole", ["Part", "Kind", "How"], rows)

    def downloads(self) -> Block:
        """Hand on every change as a table, which stands beside the report and inside its PDF."""
        name = "changes.csv"
        counted = {name: len(found) for name, found in self.changes.counted.items()}
        about = {
            "summary": f"verdicts changed: {counted.pop('verdicts')}, findings: {sum(counted.values())}",
            "attachments": {name: {"description": "Every change with its causes", "text": changes_csv(self.changes)}},
        }
        words = "All changes are a table beside this report and attached to its PDF"
        return Block(f"<p>{words}: <code>{name}</code>.</p>", f"{words}.", {"report": about})

    def kinds(self) -> Block:
        """Explain what each kind of cause means."""
        items = "".join(f"<li><strong>{kind.value}</strong>: {words}</li>" for kind, words in KINDS.items())
        return Block(f"<ul>{items}</ul>", "\n".join(f"{kind.value}: {words}" for kind, words in KINDS.items()), {})

    def _listed(self, label: str, caption: str, columns: list[str], rows: list[list[Cell]]) -> Table | None:
        return tables.make(self.pen, label, caption, columns, rows) if rows else None

    def _because(self, causes: Sequence[Cause], most: int = 2) -> tuple[Cell, ...]:
        """Name the first causes; all of them stand in the table of changes."""
        parts: list[Cell] = []
        for cause in causes[:most]:
            parts += [Verbatim(f"{'; ' if parts else ''}{cause.kind.value}: {self._name(cause)} ("), self._how(cause)]
            parts.append(")")
        return (*parts, " and others") if len(causes) > most else tuple(parts)

    def _how(self, cause: Cause) -> tuple[Cell, ...]:
        """Show the figure that changed, before and after, with its day; any other cause in words."""
        then, now = self._figure(cause, self.before), self._figure(cause, self.after)
        if then and now:
            return then, " → ", now
        if found := now or then:
            row = found.observation
            return found, Verbatim(f", public since {in_words(row.published)}" if row else "")
        return (Verbatim(cause.words or "differs"),)

    def _name(self, cause: Cause) -> str:
        """Call a row of the evidence by its name in words rather than by its key."""
        found = self._figure(cause, self.after) or self._figure(cause, self.before)
        return found.label if found else cause.name

    @staticmethod
    def _figure(cause: Cause, edition: Callable[[str], Finding | None]) -> Finding | None:
        return edition(f"obs.{cause.name}") or edition(cause.name)

    def _count(self, changes: list[Change], *_: Catalogue) -> Finding:
        """Count changes; the count rests on the article and on the figures that caused the changes."""
        figures = dict.fromkeys(cause.name for change in changes for cause in change.causes)
        found = (self.after(f"obs.{figure}") or self.before(f"obs.{figure}") for figure in figures)
        inputs = (self.catalogue["claim.day"], *filter(None, found))
        return Finding("changes", "Changes", Quantity.exact(len(changes), "changes"), "counted", inputs[:12])


def open_revisions(study: Study, before: str = "", after: str = "", data: Path | str | None = None) -> Revisions:
    """Compare two editions, each given as a folder, as a day of knowledge, or as a data folder.

    Without `before` the article's day is taken, without `after` the newest day of the data. Raises `EditionError` with
    one sentence.
    """
    folder = Path(data) if data else find_data()
    evidence = load(folder)
    days = before or evidence.judged_at.isoformat(), after or evidence.newest.isoformat()
    old, new = (open_snapshot(day, folder, evidence, study) for day in days)
    revisions = Revisions(old, new, evidence, study)
    revisions.other_data = other_data(folder, evidence.newest)
    bind(revisions)
    return revisions


def _held(verdict: str, count: Finding | None) -> Cell:
    """Write a verdict, and in how many ways of counting the claim holds, where any were tried."""
    return (Outcome(verdict), Verbatim(", holds in "), count) if count else Outcome(verdict)


def _is_bound(finding: Finding) -> bool:
    """Tell whether a figure is an upper or lower limit, or is printed in words alone."""
    low, high = finding.quantity.low, finding.quantity.high
    return math.isinf(high) or low == 0 < finding.value or not any(map(str.isdigit, finding.text))


def _named(then: Finding | None, now: Finding | None) -> str:
    """Name a finding; one that is now of another year says which it was of."""
    names = list(dict.fromkeys(f.label for f in (now, then) if f))
    return f"{names[0]} (before: {names[1]})" if len(names) > 1 else names[0]


def _by_how_much(change: Change) -> float:
    if change.before is None or change.after is None:
        return 0.0
    old, new = float(change.before["value"]), float(change.after["value"])
    return abs(new - old) / max(abs(old), abs(new), 1e-300)
