"""A site is built: from the editions of a folder to pages and a feed around them, each put in place in one step."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence import load
from analysis.evidence.digests import digest, package_digest
from analysis.evidence.files import read_text
from analysis.runs import archive, folder, history, manifest, seals
from analysis.runs.corrections import corrections, plain
from analysis.runs.folder import UnfitFolder
from analysis.runs.locking import lock
from analysis.runs.publication import publish
from analysis.runs.site import claims, pages, shelf
from analysis.runs.site.feed import FEED, GENERATOR, Channel, write_feed
from analysis.runs.site.holding import hold
from analysis.runs.site.linked_data import linked_data
from analysis.runs.site.record import entries
from analysis.runs.studies import study_named
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.evidence import Evidence
    from analysis.findings import Study
    from analysis.runs.site.addresses import Addresses
    from analysis.runs.site.shelf import Edition

LATEST = "latest"
SHOWN = (*history.PUBLISHED, history.Kind.CORRECTION, history.Kind.RENEWED)
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

    Raises `NotAnEdition`, `Damaged`, `HistoryError` or `DataError` where what was given cannot be read, `UnfitFolder`
    where something of somebody else would be lost, and `Locked` where another run builds the same site.
    """
    _check_place(site)
    evidence, study = load(site.data), study_named(site.study)
    with lock(site.out / LATEST):  # before the editions are read: a slower run would else put an older one back
        return _build(site, evidence, study, say)


def _build(site: Site, evidence: Evidence, study: Study, say: Callable[[str], None]) -> list[Path]:
    editions = shelf.editions(site.reports, site.data, evidence, study)
    events = history.read(site.reports / history.FILE)
    seals.check(site.reports, events)
    for edition in (it for it in editions if it.name not in seals.seals(events)):
        hold(edition)
    told, newest = entries(editions, events), editions[-1]
    title = plain(newest.title or study.title)
    frame = pages.Frame(title, site.addresses)
    name = json.loads((site.data / "datapackage.json").read_text(encoding="utf-8")).get("name", "")
    channel = Channel(title, study.maintainers, str(name), evidence.judged_at.isoformat())
    told_apart = claims.pages(frame, newest, told[0].published)
    files = {
        CORRECTIONS: pages.corrections(
            frame, corrections(events), told, evidence, pages.contact(site.data.resolve().parent)
        ),
        FEED: write_feed(channel, told, site.addresses),
        INDEX: pages.index(
            frame, told, linked_data(title, study.maintainers, told, site.addresses), has_claims=bool(told_apart)
        ),
    }
    latest = newest.read() | {INDEX: pages.latest(frame, told[0])}
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
        if told_apart and _held(site.out / claims.FOLDER) != told_apart:
            publish(site.out / claims.FOLDER, told_apart)
        for file, content in files.items():  # the list last: it never names what is not there yet
            replace_file(site.out / file, content)
    if not copies:
        replace_file(site.out / STAMP, _stamp(site).encode())
    return [site.out / file for file in (INDEX, CORRECTIONS, FEED, *([claims.FOLDER] if told_apart else []), LATEST)]


def is_behind(site: Site) -> bool:
    """Say whether what stands there is not what would be built: of other editions, history, address or program."""
    return _stamp(site) != _kept(site)


def _stamp(site: Site) -> str:
    """Return one hash for all that a site is built from."""
    names = [(path.name, seals.seal(path)) for path in archive.editions(site.reports)]
    told = [event for event in history.read(site.reports / history.FILE) if event.event in SHOWN]
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
    for path in sorted((out / claims.FOLDER).rglob("*")):
        if path.is_symlink() or not _is_ours(path):
            raise UnfitFolder(f"{path}: is no page of such a site and would be lost; move it or name another folder")
    for name in copies:
        folder.check_replaceable(out / name)
    target = out / LATEST
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UnfitFolder(f"{target}: is no folder of such a site and would be lost; move it or name another folder")
    listed = manifest.listed(target / "manifest.json") | {INDEX}
    for path in sorted(target.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in listed:
            raise UnfitFolder(f"{path}: is no part of the site and would be lost; move it or name another folder")


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and GENERATOR.encode() in path.read_bytes()[:4096]
