"""Correct a published edition: on its page, at the latest address, in the list of corrections and in the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.digests import stored_digest
from analysis.editions import archive, build, check, manifest
from analysis.editions import publication_history as history
from analysis.editions.atomic_files import lock
from analysis.editions.job import Job
from analysis.editions.publication_history import Event, EventKind
from analysis.errors import EditionError
from analysis.publish import site as site_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.publish.site import Site


def correct(site: Site, edition: str, what: str, why: str, say: Callable[[str], None]) -> list[Path]:
    """Enter a correction in the history, render the page of its edition again with it, and build the site.

    The page is rendered from the executed notebook of the edition: no number in it changes. Returns the paths of the
    site's parts. Raises `EditionError` if there is no such edition, or it has no executed notebook.
    """
    with lock(site.reports / history.LOCK):
        checked = check.check(site.data, site.study, site.reports, site.today)
        known = history.published(checked.events)
        if edition not in known:
            names = ", ".join(sorted(known)) or "none"
            raise EditionError(f"{edition}: not a published edition; expected one of: {names}")
        folder = site.reports / edition
        notebook = folder / "report.ipynb"
        stored = manifest.read(folder)
        if stored is None or not notebook.is_file():
            raise EditionError(f"{folder}: has no executed notebook; re-render it: {archive.RENEWAL.format(folder)}")

        day = site.today.isoformat()
        as_of = edition[:10]  # its name without the number of a second one of the day
        correction = Event(day, EventKind.CORRECTION, edition, as_of, what=what, why=why)
        job = Job(
            notebook=notebook,
            data=site.data,
            parameters=stored["parameters"],
            edition=as_of,
            out=folder,
            formats=tuple(stored["formats"]),
            stored=stored_digest(site.data),  # the present hash, which `put` compares; the edition keeps its own
            base=stored.get("base", ""),
            events=tuple(event for event in checked.events if event.edition == edition),
            record=correction,
        )
        build.put(job, build.render_again(job, stored, correction, say))
    return site_module.build(site, say)  # which has a lock of its own
