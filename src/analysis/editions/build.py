"""Notebooks that failed, left beside the place of the report: they are replaced as long as nobody worked in them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from glob import escape
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset.loading import stored_digest
from analysis.editions import archive, manifest
from analysis.editions.files import lock, publish, replace_file
from analysis.editions.job import UNREADABLE
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.editions.archive import Event
    from analysis.editions.job import Order
    from analysis.findings.compare import Row
    from analysis.rendering.errors import ReportError
    from analysis.rendering.execute import Limits


# ----- failed ----------------------------------------------------------------------------------------------

SEAL = "as_it_ran"
"""The name in the metadata of a notebook under which the hash of its cells stands, as they ran."""


def seal(notebook: dict[str, Any]) -> None:
    """Note in a notebook what its cells say, so that it shows later whether somebody changed them."""
    notebook.setdefault("metadata", {})[SEAL] = _hash(notebook)


def place(out: Path) -> Path:
    """Say where the notebook of a report is left that failed: not in place of one in which somebody has worked."""
    first = out.with_name(f"{out.name}.failed.ipynb")
    others = (out.with_name(f"{out.name}.failed-{number}.ipynb") for number in count(2))
    return first if _is_ours(first) else next(filter(_is_ours, others))


def clear_away(out: Path, say: Callable[[str], None]) -> None:
    """Remove what was left of runs that failed; what somebody has changed stays, and `say` is told."""
    for path in sorted(out.parent.glob(f"{escape(out.name)}.failed*.ipynb")):
        if _is_ours(path):
            path.unlink(missing_ok=True)
        else:
            say(f"keeping {path.name}, which was changed by hand")


def _is_ours(path: Path) -> bool:
    """Say whether nothing of somebody's would be lost: nothing stands there, no file, or a notebook as it ran."""
    if path.is_symlink() or not path.is_file():
        return True
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return bool(notebook["metadata"][SEAL] == _hash(notebook))
    except UNREADABLE:
        return False


def _hash(notebook: Mapping[str, Any]) -> str:
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return sha256(json.dumps(cells).encode()).hexdigest()


# ----- edition ---------------------------------------------------------------------------------------------
# One edition of a report: from an order to a folder of files.

ANEW = "it is to be made anew"
"""Why an edition is made that nothing has changed for."""


class DataChanged(AnalysisError, RuntimeError):
    """The data were written while a report was made of them."""

    exit_code = 75


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made: every file of the edition by name, and in a line what the notebook found.

    `event` goes into the history when a published edition was re-rendered.
    """

    files: dict[str, bytes]
    summary: str
    event: Event | None = None


def make(work: Order, say: Callable[[str], None], *, limits: Limits | None = None, progress: bool = False) -> str:
    """Make an edition and put it in place; return in a line what the notebook found.

    `say` receives one line for each step. Raises `Locked` when another run writes the same folder, and `ReportError`
    when a cell or a page fails, or when the lint finds a fault in what was rendered: then `<out>.failed.ipynb` is left
    and nothing else; one in which somebody has worked stays as it is.
    """
    from analysis.rendering.errors import ReportError

    with lock(work.out):
        say(f"running {work.notebook.stem} as known on {work.edition}")
        try:
            made = run(work, say, limits=limits, progress=progress)
        except ReportError as error:
            leave(work, error)
            raise
        put(work, made, say)
    return made.summary


def reasons(
    work: Order, *, force: bool = False, key: Callable[[Order], manifest.Content] = lambda work: work.key
) -> list[str]:
    """Say why an edition has to be made: there is no reason where its folder holds what would be made.

    `key` gives the key of an order, for who asks of many and knows what they have in common.
    """
    if force:
        return [ANEW]
    kept = manifest.read(work.out)
    if kept is None:
        return ["its manifest cannot be read" if (work.out / manifest.NAME).exists() else "there is none yet"]
    return list(manifest.differences(work.out, kept, key(work)))


def run(
    work: Order, say: Callable[[str], None], *, limits: Limits | None = None, progress: bool = False, engine: str = ""
) -> Made:
    """Run a notebook and render it; nothing is written. `engine` is one of papermill's, by default its own.

    Raises `ReportError`, which holds the notebook as far as it got, and `DataChanged`.
    """
    from analysis.rendering.errors import ReportError
    from analysis.rendering.execute import Limits, execute
    from analysis.rendering.read_notebook import about, attachments

    key = work.key  # before the notebook is read: one that is changed in the meantime is another one
    notebook = execute(
        work.notebook, work.parameters, work.environment, limits=limits or Limits(), progress=progress, engine=engine
    )
    try:
        tables = {table.name: table.text.encode() for table in attachments(about(notebook))}
        event = _event(work, key, tables) if work.before else None
        files = tables | _files(work, notebook, say, event)
    except ReportError as error:
        error.notebook = notebook
        raise
    files[manifest.NAME] = manifest.write(key, work.stored, work.defaults or {}, files)
    return Made(files, str(about(notebook).get("summary", "")), event)


def put(work: Order, made: Made, say: Callable[[str], None]) -> None:
    """Put an edition in place, and take away what an earlier run that failed had left.

    Raises `DataChanged` where it is of other data than lie there, and `UnfitFolder` where something was put in its
    place in the meantime.
    """
    if work.stored != stored_digest(work.data) or not _says(made.files, work.verdicts):  # by a refresh, or by hand
        raise DataChanged(f"{work.data}: has changed while the report was made of it; make it again")
    manifest.check_replaceable(work.out)
    publish(work.out, made.files)
    if made.event:
        archive.append(work.out.parent / archive.FILE, [replace(made.event, manifest=archive.seal(work.out))])
    clear_away(work.out, say)


def leave(work: Order, error: ReportError) -> None:
    """Leave the notebook of a run that failed beside the folder, as far as it got, and let the error say where."""
    if error.notebook is not None:
        error.left = place(work.out)
        seal(error.notebook)
        replace_file(error.left, _bytes(error.notebook))


def _says(files: Mapping[str, bytes], verdicts: Mapping[str, Row] | None) -> bool:
    """Say whether a report gives the verdicts that were read before; data may have been changed and put back."""
    rows = csv.DictReader(io.StringIO(files["verdicts.csv"].decode())) if verdicts is not None else []
    return verdicts is None or {row["claim_id"]: row["verdict"] for row in rows} == {
        claim: row["verdict"] for claim, row in verdicts.items()
    }


def _event(work: Order, key: manifest.Content, tables: Mapping[str, bytes]) -> Event:
    """Compare an edition with the one that it replaces, and return the event of that for the history."""
    from analysis.findings.compare import Changes, parse

    assert work.before
    findings, verdicts = (tables[name].decode() for name in manifest.TABLES)
    after = parse(work.out.name, {**key, "stored": work.stored}, findings, verdicts, {})
    return archive.renewed(date.today(), work.out.name, work.reason, Changes(work.before, after))


def _files(
    work: Order, notebook: NotebookNode, say: Callable[[str], None], event: Event | None = None
) -> dict[str, bytes]:
    from analysis.editions.corrections import add_dateline
    from analysis.rendering import lint
    from analysis.rendering.errors import cells_by_name
    from analysis.rendering.exporters import graphics, preview
    from analysis.rendering.html import PREVIEW as PREVIEW_PICTURE

    files = {"report.ipynb": _bytes(notebook)}
    address = f"{work.base}{quote(work.out.name)}/report.html" if work.base else ""
    exporters = _exporters()
    exporters["html"].address, exporters["html"].has_files = address, "figures" in work.formats
    exporters["html"].has_tables = True
    report, _ = exporters["html"].read(notebook, complete=False)  # the lint names every figure without words
    add_dateline(report, [*work.events, *([event] if event else [])])
    with cells_by_name(notebook):
        lint.refuse(report)
        for name in work.formats:
            say(f"setting {name.upper()}" if name in exporters else "drawing each figure by itself")
            if name in exporters:
                files[f"report.{name}"] = _bytes_of(exporters[name].render(report))
            else:
                files |= {f"figures/{file}": content for file, content in graphics(report).items()}
                files[PREVIEW_PICTURE] = preview(report)
        if "report.pdf" in files:
            lint.refuse_overflow(files["report.pdf"])
    return files


@cache
def _exporters() -> dict[str, Any]:
    """Return the exporters of this process; their templates take longer to read than a page to write."""
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter

    return {"html": ReportHTMLExporter(), "pdf": ReportPDFExporter()}


def _bytes_of(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
