"""The pages of the site: the list of editions, the corrections, and the one that leads from `latest` to an edition."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from analysis.findings import LEGEND, Outcome
from analysis.rendering.sharing import PREVIEW
from analysis.rendering.site_pages import write_page
from analysis.runs.corrections import plain
from analysis.runs.site import wording
from analysis.runs.site.feed import GENERATOR, anchor
from analysis.runs.site.shelf import FINDINGS, PAGE, PDF, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from analysis.evidence import Evidence
    from analysis.runs.corrections import Correction
    from analysis.runs.site.addresses import Addresses
    from analysis.runs.site.record import Entry

WHOLE = 40
"""So many of the newest editions are told verdict by verdict; older ones only by the feed: the page stays small."""

WEB = re.compile(r"https?://[!-~]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the site has: the title of the report, and where the site will stand."""

    title: str
    addresses: Addresses

    def write(self, template: str, file: str, linked_data: Any = None, picture: str = "", **told: Any) -> bytes:
        """Write a page; its own address is named in it only where it is known."""
        return write_page(
            template,
            root="../" * file.count("/"),
            linked_data=linked_data,
            picture=picture,
            title=self.title,
            canonical=self.addresses.of(file) if self.addresses.base else "",
            generator=GENERATOR,
            outcomes=[outcome.value for outcome in Outcome],
            say=wording,
            anchor=anchor,
            page=PAGE,
            pdf=PDF,
            tables={FINDINGS: "Findings (CSV)", VERDICTS: "Verdicts (CSV)"},
            **told,
        )


def index(frame: Frame, entries: Sequence[Entry], linked_data: dict[str, Any], *, has_claims: bool = False) -> bytes:
    """Write the list of editions, the newest first and large, and lead to the pages of claims where there are any."""
    occurring = [outcome for outcome in Outcome if any(entry.counts[outcome] for entry in entries)]
    return frame.write(
        "index", "index.html", linked_data, entries=entries, occurring=occurring, whole=WHOLE,
        legend={outcome: LEGEND[outcome] for outcome in occurring}, has_claims=has_claims,
        picture=_picture(frame, entries[0]),
    )  # fmt: skip


def corrections(
    frame: Frame, found: Sequence[Correction], entries: Sequence[Entry], evidence: Evidence, report_to: str
) -> bytes:
    """Write the corrections of editions, the corrected errors of sources, and how to report an error."""
    return frame.write(
        "corrections", "corrections.html", corrections=found, names={entry.name for entry in entries},
        of_sources=[_of_source(row, evidence) for row in evidence.corrections.values()], report_to=report_to,
    )  # fmt: skip


def latest(frame: Frame, newest: Entry) -> bytes:
    """Write the page that leads from the stable address to the permanent one of the newest edition."""
    path = f"{newest.name}/{PAGE}"
    target = frame.addresses.of(path) if frame.addresses.base else f"../{path}"
    return write_page(
        "latest", title=frame.title, target=target, here=f"../{path}", newest=newest, generator=GENERATOR,
        picture=_picture(frame, newest),
    )  # fmt: skip


def _picture(frame: Frame, entry: Entry) -> str:
    """Return the address of the picture of an edition, where there is one and its address is known."""
    return frame.addresses.of(f"{entry.name}/{PREVIEW}") if frame.addresses.base and PREVIEW in entry.files else ""


def contact(home: Path) -> str:
    """Return the address for reports of errors that the project states in its own files, if it does.

    The files around the data may be of another project, or broken: what cannot be read there states nothing.
    """
    for text in (*_in_citation(home / "CITATION.cff"), *_in_project(home / "pyproject.toml")):
        if isinstance(text, str) and WEB.fullmatch(text):
            return text
        if isinstance(text, str) and MAIL.fullmatch(text):
            return f"mailto:{text}"
    return ""


def _in_citation(file: Path) -> list[Any]:
    try:
        told = yaml.safe_load(_text(file))
    except (OSError, RecursionError, ValueError, yaml.YAMLError):
        return []
    people = _part(told, "contact")
    person = people[0] if isinstance(people, list) and people else None
    return [_part(person, "email"), _part(told, "repository-code"), _part(told, "url")]


def _in_project(file: Path) -> list[Any]:
    try:
        told = tomllib.loads(_text(file))
    except (OSError, RecursionError, ValueError):
        return []
    return [_part(_part(_part(told, "project"), "urls"), "Issues")]


def _text(file: Path) -> str:
    """Return what a file holds; a pipe or a device in its place is not waited for."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _part(told: Any, name: str) -> Any:
    return told.get(name) if isinstance(told, dict) else None


def _of_source(row: dict[str, str], evidence: Evidence) -> dict[str, str]:
    """Tell of a known error of a source: the figure, what stands there, what is used instead, and why."""
    figure = evidence.observation(row["observation_id"])
    about = evidence.entities.get(figure.entity, {}).get("name", "") or figure.actor
    source = evidence.sources[row["source_id"]]
    indicator = evidence.indicators[figure.indicator].get("name", figure.indicator)
    cells = {
        "figure": ", ".join(filter(None, (indicator, about))), "period": figure.period, "stands": row["expected"],
        "used": row["corrected"], "why": row["reason"], "source": f"{source['publisher']}: {source['title']}",
    }  # fmt: skip
    return {name: plain(text) for name, text in cells.items()}
