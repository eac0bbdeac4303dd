"""Correct a published edition: on its page, at the latest address, in the list of corrections and in the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.loading import stored_digest
from analysis.editions import archive, build, gate, manifest
from analysis.editions.archive import Event, EventKind
from analysis.editions.files import lock
from analysis.editions.job import Job
from analysis.errors import EditionError
from analysis.publish import site as site_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.publish.site import Site


def correct(site: Site, edition: str, what: str, why: str, say: Callable[[str], None]) -> list[Path]:
    """Enter a correction in the history, render the page of its edition again with it, and build the site.

    The page is rendered from the executed notebook of the edition: no number in it changes. Returns what the site
    consists of. Raises `EditionError` where there is no such edition, or it was kept without its notebook.
    """
    with lock(site.reports / archive.LOCK):
        checked = gate.check(site.data, site.study, site.reports, site.today)
        known = archive.published(checked.events)
        if edition not in known:
            names = ", ".join(sorted(known)) or "none"
            raise EditionError(f"{edition}: not a published edition; expected one of: {names}")
        folder = site.reports / edition
        kept = manifest.read(folder)
        if kept is None or not (folder / "report.ipynb").is_file():
            raise EditionError(f"{folder}: has no executed notebook; re-render it: {archive.RENEWAL.format(folder)}")
        day = site.today.isoformat()
        event = Event(day, EventKind.CORRECTION, edition, edition[:10], what=what, why=why)
        job = Job(
            folder / "report.ipynb", site.data, kept["parameters"], edition[:10], folder, tuple(kept["formats"]),
            stored=stored_digest(site.data), base=kept.get("base", ""), record=event,
            events=tuple(earlier for earlier in checked.events if earlier.edition == edition),
        )  # fmt: skip
        build.put(job, build.render_again(job, kept, event, say))
    return site_module.build(site, say)
