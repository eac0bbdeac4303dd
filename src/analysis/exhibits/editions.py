"""Editions to be compared: read from a folder, or computed for a day or from another data folder."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from analysis.evidence import Evidence, NotKnown, Observation, load
from analysis.evidence.digests import data_digests, package_digest, stored_digest
from analysis.evidence.files import is_file, is_folder, read_text
from analysis.findings import Catalogue, Finding, ParameterError, Quantity, Study, parameters
from analysis.findings.snapshot import STORED, NotAnEdition, Row, Snapshot, parse, take
from analysis.findings.wording import Wording

PERIOD = r"\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?|\b(?:19|20)\d\d(?:–\d{4})?\b"
CLAIM = r"\bC\d\d\b"

TWO_EDITIONS = ("before", "after")
"""What a notebook that compares two editions takes."""


def open_snapshot(given: str, data: Path, evidence: Evidence, study: Study) -> Snapshot:
    """Read an edition from its folder, or compute what was known on a day or from another data folder."""
    day = evidence.judged_at.isoformat()
    if not given.strip():
        raise NotAnEdition(f"no edition was named; write reports/{day} or {day}")
    path = Path(given)
    if is_file(path / "manifest.json"):
        return _read(path, evidence.renamed)
    if is_file(path / "datapackage.json"):
        other = load(path)
        return _compute(path.resolve().name, path, other, other.newest, study)
    if is_folder(path):
        raise NotAnEdition(f"{given}: has no manifest.json, so it is no edition")
    try:
        as_of = date.fromisoformat(given)
    except ValueError:
        raise NotAnEdition(
            f"{given[:80]}: is no folder of an edition and no day; write reports/{day} or {day}"
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
        except (NotAnEdition, ParameterError) as error:
            raise ParameterError(f"parameter {name}: {error}") from None
    return chosen, snapshot.as_of


class Rebuilt:
    """Findings made anew from the rows of an edition, so that each can be shown and traced."""

    def __init__(self, snapshot: Snapshot, evidence: Evidence, prefix: str) -> None:
        self.snapshot, self.evidence, self.prefix = snapshot, evidence, prefix
        self._done: dict[str, Finding] = {}
        known = (*evidence.entities.values(), *evidence.actors.values())
        names = sorted((row["name"] for row in known), key=len, reverse=True)
        self._varies = re.compile(rf"(\b(?:{'|'.join(map(re.escape, names))})(?!\w)|{CLAIM}|{PERIOD})")

    def finding(self, name: str) -> Finding | None:
        """Return a finding as this edition has it, or None where it has none of that name."""
        row = self.snapshot.findings.get(name)
        if row is None:
            return None
        if name not in self._done:
            self._done[name] = self._make(row)
        return self._done[name]

    def _make(self, row: Row) -> Finding:
        inputs = tuple(found for part in row["inputs"].split() if (found := self.finding(part)))
        sources = () if inputs else tuple(row["sources"].split())
        if unknown := [source for source in sources if source not in self.evidence.sources]:
            raise NotAnEdition(f"{self.snapshot.name}: source {unknown[0]!r} is not in the table sources")
        quantity = Quantity(float(row["value"]), float(row["low"]), float(row["high"]), row["unit"])
        observation = self._observation(row, quantity)
        label, method = self._wording(row["label"]), self._wording(row["method"])
        return Finding(
            f"{self.prefix}.{row['finding_id']}", label, quantity, method, inputs, source_ids=sources,
            observation=observation, as_printed=row["printed"], of=self._whole(row["finding_id"]),
        )  # fmt: skip

    def _whole(self, name: str) -> int | None:
        """Of how many specifications a count is a part, as the verdict that it belongs to says."""
        _, _, claim_id = name.partition("holds.")
        whole = self.snapshot.verdicts.get(claim_id, {}).get("of", "")
        return int(whole) if whole.isdecimal() else None

    def _wording(self, text: str) -> Wording:
        """Find in a text read back from a table the words that may differ: names, claims, years and periods."""
        parts = self._varies.split(text)
        return Wording(parts[::2], parts[1::2])

    def _observation(self, row: Row, quantity: Quantity) -> Observation | None:
        """The row of the evidence, provided that it still says what it said in this edition."""
        try:
            found = self.evidence.observation(row["observation_id"])
        except (KeyError, NotKnown):
            return None
        return found if f"{found.value:.12g}" == row["value"] and found.unit == quantity.unit else None


def _read(folder: Path, renamed: Mapping[str, str]) -> Snapshot:
    def text(name: str) -> str:
        try:
            return read_text(folder / name)
        except FileNotFoundError:
            raise NotAnEdition(f"{folder}: has no {name}, so it cannot be compared") from None
        except OSError as error:
            raise NotAnEdition(f"{folder / name}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise NotAnEdition(f"{folder / name}: is not text in UTF-8") from None

    written = text("manifest.json")
    try:
        manifest = json.loads(written)
    except json.JSONDecodeError as error:
        raise NotAnEdition(f"{folder / 'manifest.json'}:{error.lineno}: is not JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise NotAnEdition(f"{folder / 'manifest.json'}: is not the manifest of an edition") from None
    return parse(folder.resolve().name, manifest, text("findings.csv"), text("verdicts.csv"), renamed)


def _compute(name: str, data: Path, evidence: Evidence, as_of: date, study: Study) -> Snapshot:
    catalogue = Catalogue(evidence, parameters.check({"as_of": as_of}, evidence, study), study)
    files = {f"data {file}": value for file, value in data_digests(data, as_of).items()}
    return take(name, catalogue, files | {STORED: stored_digest(data), "package": package_digest()})
