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
"""The parameters of a notebook that compares two editions."""


def open_snapshot(given: str, data: Path, evidence: Evidence, study: Study) -> Snapshot:
    """Read an edition from its folder, or compute it as of a day or from another data folder."""
    day = evidence.judged_at.isoformat()
    if not given.strip():
        raise EditionError(f"no edition named; try reports/{day} or {day}")
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
        raise EditionError(f"{given[:80]}: not an edition folder or a date (try reports/{day} or {day})") from None
    return _compute(given, data, evidence, as_of, study)


def check(given: Mapping[str, Any], evidence: Evidence, data: Path, study: Study) -> tuple[dict[str, Any], str]:
    """Check the parameters before a kernel starts; return them and the day of the later edition."""
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
    """Findings rebuilt from the rows of an edition, so that they can be displayed and traced."""

    def __init__(self, snapshot: Snapshot, evidence: Evidence, prefix: str) -> None:
        self.snapshot, self.evidence, self.prefix = snapshot, evidence, prefix
        self._findings: dict[str, Finding] = {}

    def finding(self, name: str) -> Finding | None:
        """Return a finding as this edition has it, or None if it has none of that name."""
        if name not in self._findings and (row := self.snapshot.findings.get(name)):
            self._findings[name] = self._make(row)
        return self._findings.get(name)

    def _make(self, row: Row) -> Finding:
        inputs = tuple(it for name in row["inputs"].split() if (it := self.finding(name)))
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
        """Return the total of a count of specifications, from the verdict that it belongs to."""
        _, _, claim_id = name.partition("holds.")
        whole = self.snapshot.verdicts.get(claim_id, {}).get("of", "")
        return int(whole) if whole.isdecimal() else None

    def _observation(self, row: Row, quantity: Quantity) -> Observation | None:
        """Return the observation, if its value and unit are still those of this edition."""
        try:
            observation = self.evidence.observation(row["observation_id"])
        except (KeyError, NotKnownError):
            return None
        is_same = f"{observation.value:.12g}" == row["value"] and observation.unit == quantity.unit
        return observation if is_same else None


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
"""Units whose values have no meaningful ratio."""


class Revisions(Page):
    """A comparison of two editions: sentences, and tables of what changed.

    `before` and `after` return a finding by name as the earlier and the later edition have it, or None.
    """

    title = "What changed between two editions, and why"
    subtitle = "Findings and verdicts that moved, each attributed to data, a parameter, the program or words"

    def __init__(self, before: Snapshot, after: Snapshot, evidence: Evidence, study: Study) -> None:
        self.changes = Changes(before, after)
        as_of = max(date.fromisoformat(before.as_of), date.fromisoformat(after.as_of))
        super().__init__(Catalogue(evidence, parameters.default(study, as_of), study))
        self.before = Rebuilt(before, self.catalogue.evidence, "before").finding
        self.after = Rebuilt(after, self.catalogue.evidence, "after").finding
        for name, changes in self.changes.counted.items():
            self.catalogue.add(f"changes.{name}", partial(self._count, changes), f"Changes counted: {name}")

    def __repr__(self) -> str:
        old, new = (f"{it.name}, as of {it.as_of}" for it in (self.changes.before, self.changes.after))
        counts = ", ".join(f"{name} {len(changes)}" for name, changes in self.changes.counted.items())
        return f"From {old} to {new}: {counts}; all in .frame, the largest first in .finding_table()"

    @property
    def frame(self) -> "pd.DataFrame":
        """Every change as a pandas table, as in changes.csv."""
        import pandas as pd

        return pd.read_csv(io.StringIO(changes_csv(self.changes)))

    @property
    def moved(self) -> list[Change]:
        """Findings whose number changed, except those that only repeat a source or count verdicts."""
        return self.changes.counted["moved"]

    def pairs(self, most: int = 24) -> list[tuple[str, Finding, Finding]]:
        """Return the label, the old and the new finding of the largest changes, for a chart of ratios.

        Days, years, ranks, changes of sign, limits such as “at least”, and numbers in words have no ratio and are only
        in the table. Duplicates are left out.
        """
        pairs: dict[tuple[str, float, float], tuple[str, Finding, Finding]] = {}
        for change in self.changes.furthest:
            old, new = self.before(change.name), self.after(change.name)
            same = old and new and old.label == new.label  # not the figure of another year
            if not (old and new and same) or _is_bound(old) or _is_bound(new):
                continue
            if old.value * new.value > 0 and old.quantity.unit not in NO_RATIO:
                pairs.setdefault((new.label, old.value, new.value), (new.label, old, new))
        return [*pairs.values()][:most]

    def masthead(self) -> Block:
        """Begin the comparison: which two editions, and as of which days."""
        old, new = self.changes.before, self.changes.after
        days = [date.fromisoformat(snapshot.as_of) for snapshot in (old, new)]
        page, plain = (
            f"Compared are {name(old.name)}, as known on {write(days[0])}, "
            f"and {name(new.name)}, as known on {write(days[1])}."
            for write, name in ((timed, HTML.label), (in_words, str))
        )
        metadata = {"description": self.subtitle, "edition": f"From {in_words(days[0])} to {in_words(days[1])}"}
        return self._masthead(page, plain, days[1], metadata)

    def verdict_table(self) -> Table | None:
        """List every claim whose verdict or count of specifications changed, with the reason."""
        rows: list[list[Cell]] = []
        for change in self.changes.verdicts:
            old, new = change.before, change.after
            if old and new and any(old[column] != new[column] for column in ("verdict", "holds_in", "of")):
                holds = f"holds.{change.name}"
                words, because = f"{{statement:{change.name}}}", self._because(change.causes)
                then, now = (
                    _verdict_cell(old["verdict"], self.before(holds)),
                    _verdict_cell(new["verdict"], self.after(holds)),
                )
                rows.append([Verbatim(change.name), words, then, now, because])
        columns = ["Claim", "In our own words", "Before", "After", "Because of"]
        return self._listed("tbl-verdicts", "Verdicts and counts that changed", columns, rows)

    def finding_table(self, most: int = 40) -> Table | None:
        """List at most `most` findings that moved, the largest changes first."""
        rows: list[list[Cell]] = []
        for change in self.changes.furthest[:most]:
            then, now = self.before(change.name), self.after(change.name)
            rows.append([Verbatim(_name_of(then, now)), then, now, self._because(change.causes)])
        caption = "Findings that moved, those first that moved furthest"
        return self._listed("tbl-findings", caption, ["Number", "Before", "After", "Because of"], rows)

    def cause_table(self, most: int = 40) -> Table | None:
        """List at most `most` causes of changes, and how many findings each affects."""
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
        """Attach all changes as a CSV file."""
        name = "changes.csv"
        counts = {name: len(changes) for name, changes in self.changes.counted.items()}
        metadata = {
            "summary": f"verdicts changed: {counts.pop('verdicts')}, findings: {sum(counts.values())}",
            "attachments": {name: {"description": "Every change with its causes", "text": changes_csv(self.changes)}},
        }
        words = "All changes are a table beside this report and attached to its PDF"
        return Block(f"<p>{words}: <code>{name}</code>.</p>", f"{words}.", {"report": metadata})

    def kinds(self) -> Block:
        """Explain what each kind of cause means."""
        items = "".join(f"<li><strong>{kind.value}</strong>: {words}</li>" for kind, words in KINDS.items())
        return Block(f"<ul>{items}</ul>", "\n".join(f"{kind.value}: {words}" for kind, words in KINDS.items()), {})

    def _listed(self, label: str, caption: str, columns: list[str], rows: list[list[Cell]]) -> Table | None:
        return tables.make(self.pen, label, caption, columns, rows) if rows else None

    def _because(self, causes: Sequence[Cause], most: int = 2) -> tuple[Cell, ...]:
        """Return the first causes; changes.csv has all."""
        parts: list[Cell] = []
        for cause in causes[:most]:
            parts += [Verbatim(f"{'; ' if parts else ''}{cause.kind.value}: {self._name(cause)} ("), self._how(cause)]
            parts.append(")")
        return (*parts, " and others") if len(causes) > most else tuple(parts)

    def _how(self, cause: Cause) -> tuple[Cell, ...]:
        """Return the figure that changed, before and after, with its day, or another cause in words."""
        then, now = self._figure(cause, self.before), self._figure(cause, self.after)
        if then and now:
            return then, " → ", now
        if figure := now or then:
            row = figure.observation
            return figure, Verbatim(f", public since {in_words(row.published)}" if row else "")
        return (Verbatim(cause.words or "differs"),)

    def _name(self, cause: Cause) -> str:
        """Return the label of an observation, or the name of another cause."""
        figure = self._figure(cause, self.after) or self._figure(cause, self.before)
        return figure.label if figure else cause.name

    @staticmethod
    def _figure(cause: Cause, edition: Callable[[str], Finding | None]) -> Finding | None:
        return edition(f"obs.{cause.name}") or edition(cause.name)

    def _count(self, changes: list[Change], *_: Catalogue) -> Finding:
        """Count changes; the inputs of the count are the article and the figures that caused the changes."""
        names = dict.fromkeys(cause.name for change in changes for cause in change.causes)
        figures = (self.after(f"obs.{name}") or self.before(f"obs.{name}") for name in names)
        inputs = (self.catalogue["claim.day"], *filter(None, figures))
        return Finding("changes", "Changes", Quantity.exact(len(changes), "changes"), "counted", inputs[:12])


def open_revisions(study: Study, before: str = "", after: str = "", data: Path | str | None = None) -> Revisions:
    """Compare two editions, each given as a folder, a day of knowledge, or a data folder.

    `before` defaults to the article's day, `after` to the latest day of the data. Raises `EditionError` for anything
    else.
    """
    folder = Path(data) if data else find_data()
    evidence = load(folder)
    days = before or evidence.judged_at.isoformat(), after or evidence.newest.isoformat()
    old, new = (open_snapshot(day, folder, evidence, study) for day in days)
    revisions = Revisions(old, new, evidence, study)
    revisions.other_data = other_data(folder, evidence.newest)
    bind(revisions)
    return revisions


def _verdict_cell(verdict: str, count: Finding | None) -> Cell:
    """Return a verdict and in how many specifications the claim holds, if any were tried."""
    return (Outcome(verdict), Verbatim(", holds in "), count) if count else Outcome(verdict)


def _is_bound(finding: Finding) -> bool:
    """True if a figure is an upper or lower limit, or is printed in words alone."""
    low, high = finding.quantity.low, finding.quantity.high
    return math.isinf(high) or low == 0 < finding.value or not any(map(str.isdigit, finding.text))


def _name_of(then: Finding | None, now: Finding | None) -> str:
    """Return the label of a finding, and the earlier label if that was another one."""
    names = list(dict.fromkeys(f.label for f in (now, then) if f))
    return f"{names[0]} (before: {names[1]})" if len(names) > 1 else names[0]
