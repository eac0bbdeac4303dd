"""The list of editions for machines: a schema.org feed of reports, each with its days, files and corrections."""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from analysis.dataset import load
from analysis.dataset.loading import digest, package_digest
from analysis.dataset.schema import read_text
from analysis.editions import archive, manifest
from analysis.editions.corrections import corrections as corrections_corrections
from analysis.editions.corrections import plain
from analysis.editions.files import lock, publish, replace_file
from analysis.editions.manifest import UnfitFolder
from analysis.editions.studies import study_named
from analysis.findings import LEGEND, Outcome
from analysis.publish import feed, verify
from analysis.publish.feed import FEED, GENERATOR, Addresses, Channel, WrongAddress, anchor, entries, write_feed
from analysis.publish.verify import FINDINGS, PAGE, PDF, VERDICTS, hold
from analysis.rendering.html import PREVIEW, write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.corrections import Correction
    from analysis.findings import Study
    from analysis.publish.feed import Entry
    from analysis.publish.verify import Edition


__all__ = ["Addresses", "Site", "WrongAddress", "build", "is_behind"]


# ----- linked_data -----------------------------------------------------------------------------------------

Node = dict[str, Any]
KINDS = {PDF: "application/pdf", FINDINGS: "text/csv", VERDICTS: "text/csv"}


def linked_data(title: str, maintainers: str, entries: Sequence[Entry], addresses: Addresses) -> Node:
    """Describe the editions in the vocabulary of schema.org, as JSON-LD, newest first."""
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "@id": addresses.of("index.html"),
        "url": addresses.of("index.html"),
        "name": f"{title}: editions",
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": maintainers},
        "dateModified": max(entry.updated for entry in entries),
        "dataFeedElement": [_item(title, entry, addresses) for entry in entries],
    }


def _item(title: str, entry: Entry, addresses: Addresses) -> Node:
    page = addresses.of(f"{entry.name}/{PAGE}")
    report: Node = {
        "@type": "Report", "@id": page, "url": page, "headline": title, "version": entry.name,
        "temporalCoverage": f"../{entry.as_of}", "dateModified": entry.updated,
        "creativeWorkStatus": "Superseded" if entry.superseded_by else "Published",
        "encoding": [
            {"@type": "MediaObject", "contentUrl": addresses.of(f"{entry.name}/{name}"), "encodingFormat": kind}
            for name, kind in KINDS.items()
            if name in entry.files
        ],
    }  # fmt: skip
    if entry.published:
        report["datePublished"] = entry.published
    if any(it.is_correction for it in entry.corrections):
        report["correction"] = [
            {"@type": "CorrectionComment", "datePublished": it.day, "text": it.text}
            for it in entry.corrections
            if it.is_correction
        ]
    return {"@type": "DataFeedItem", "dateModified": entry.updated, "item": report}


# ----- pages -----------------------------------------------------------------------------------------------
# The pages of the site: the list of editions, the corrections, and the one that leads from `latest` to an edition.

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
            say=feed,
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


def latest_pages(frame: Frame, newest: Entry) -> bytes:
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


# ----- building --------------------------------------------------------------------------------------------
# A site is built: from the editions of a folder to pages and a feed around them, each put in place in one step.

LATEST = "latest"
SHOWN = (*archive.PUBLISHED, archive.Kind.CORRECTION, archive.Kind.RENEWED)
"""Events of the history of which the site tells."""

STAMP = ".site"
"""Holds the hash of what the site around the editions was built from."""

INDEX, CORRECTIONS = "index.html", "corrections.html"


@dataclass(frozen=True, slots=True)
class Site:
    """What is to be built: from which editions and data, into which folder, for which address.

    Where `out` is the folder of the editions itself, the site stands around them; elsewhere it gets copies of them.
    """

    reports: Path
    data: Path
    out: Path
    addresses: Addresses
    study: str = ""


def build(site: Site, say: Callable[[str], None]) -> list[Path]:
    """Build a site and return what was written. All is read and checked before the first file is written.

    Raises `EditionError`, `Damaged`, `HistoryError` or `DataError` where what was given cannot be read, `UnfitFolder`
    where something of somebody else would be lost, and `Locked` where another run builds the same site.
    """
    _check_place(site)
    evidence, study = load(site.data), study_named(site.study)
    with lock(site.out / LATEST):  # before the editions are read: a slower run would else put an older one back
        return _build(site, evidence, study, say)


def _build(site: Site, evidence: Evidence, study: Study, say: Callable[[str], None]) -> list[Path]:
    editions = verify.editions(site.reports, site.data, evidence, study)
    events = archive.read(site.reports / archive.FILE)
    archive.check_seals(site.reports, events)
    for edition in (it for it in editions if it.name not in archive.seals(events)):
        hold(edition)
    told, newest = entries(editions, events), editions[-1]
    title = plain(newest.title or study.title)
    frame = Frame(title, site.addresses)
    name = json.loads((site.data / "datapackage.json").read_text(encoding="utf-8")).get("name", "")
    channel = Channel(title, study.maintainers, str(name), evidence.judged_at.isoformat())
    told_apart = verify.pages(frame, newest, told[0].published)
    files = {
        CORRECTIONS: corrections(
            frame, corrections_corrections(events), told, evidence, contact(site.data.resolve().parent)
        ),
        FEED: write_feed(channel, told, site.addresses),
        INDEX: index(
            frame, told, linked_data(title, study.maintainers, told, site.addresses), has_claims=bool(told_apart)
        ),
    }
    latest = newest.read() | {INDEX: latest_pages(frame, told[0])}
    copies = [] if site.out.resolve() == site.reports.resolve() else editions
    with ExitStack() as held:
        for edition in copies:
            held.enter_context(lock(site.out / edition.name))
        _check_replaceable(site.out, [edition.name for edition in copies])
        for edition in copies:
            _copy(edition, site.out / edition.name, say)
        if _held(site.out / LATEST) != latest:
            say(f"putting {newest.name} at {LATEST}")
            publish(site.out / LATEST, latest)
        if told_apart and _held(site.out / verify.FOLDER) != told_apart:
            publish(site.out / verify.FOLDER, told_apart)
        for file, content in files.items():  # the list last: it never names what is not there yet
            replace_file(site.out / file, content)
    if not copies:
        replace_file(site.out / STAMP, _stamp(site).encode())
    return [site.out / file for file in (INDEX, CORRECTIONS, FEED, *([verify.FOLDER] if told_apart else []), LATEST)]


def is_behind(site: Site) -> bool:
    """Say whether what stands there is not what would be built: of other editions, history, address or program."""
    return _stamp(site) != _kept(site)


def _stamp(site: Site) -> str:
    """Return one hash for all that a site is built from."""
    names = [(path.name, archive.seal(path)) for path in archive.editions(site.reports)]
    told = [event for event in archive.read(site.reports / archive.FILE) if event.event in SHOWN]
    return digest(repr((names, told, site.addresses.base, package_digest())).encode())


def _kept(site: Site) -> str:
    """Return the hash that was kept when the site was built, if all of it is there."""
    parts = [site.out / name for name in (INDEX, CORRECTIONS, FEED, f"{LATEST}/{INDEX}")]
    try:
        return read_text(site.out / STAMP) if all(path.is_file() for path in parts) else ""
    except (OSError, ValueError):
        return ""


def _copy(edition: Edition, target: Path, say: Callable[[str], None]) -> None:
    files = edition.read()
    if _held(target) != files:
        say(f"copying {edition.name}")
        publish(target, files)


def _held(target: Path) -> dict[str, bytes]:
    """Return what a folder holds; in what was built before, nothing is written that is there already."""
    found = [path for path in target.rglob("*") if path.is_file()]
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in found}


def _check_place(site: Site) -> None:
    """Refuse a place inside the data or inside an edition, where a page of the site is a foreign file."""
    out, data = site.out.resolve(), site.data.resolve()
    for place in (out, *out.parents):
        if place == data:
            raise UnfitFolder(f"{site.out}: lies inside the data folder; name another folder")
        if (place / "manifest.json").exists():
            raise UnfitFolder(f"{site.out}: lies inside a published edition, {place}; name another folder")


def _check_replaceable(out: Path, copies: list[str]) -> None:
    """Refuse to replace what no site of ours has written. Raises `UnfitFolder` with what would be lost."""
    for name in (INDEX, CORRECTIONS, FEED):
        path = out / name
        if (path.exists() or path.is_symlink()) and not _is_ours(path):
            raise UnfitFolder(f"{path}: is no page of such a site and would be lost; move it or name another folder")
    for path in sorted((out / verify.FOLDER).rglob("*")):
        if path.is_symlink() or not _is_ours(path):
            raise UnfitFolder(f"{path}: is no page of such a site and would be lost; move it or name another folder")
    for name in copies:
        manifest.check_replaceable(out / name)
    target = out / LATEST
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UnfitFolder(f"{target}: is no folder of such a site and would be lost; move it or name another folder")
    listed = manifest.listed_manifest(target / "manifest.json") | {INDEX}
    for path in sorted(target.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in listed:
            raise UnfitFolder(f"{path}: is no part of the site and would be lost; move it or name another folder")


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and GENERATOR.encode() in path.read_bytes()[:4096]


# ----- site ------------------------------------------------------------------------------------------------
# The editions as a small static site: a list, a stable address, corrections and a feed around published folders.
