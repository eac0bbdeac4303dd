"""Build an edition: run a notebook, render it, and put the files in place in one step.

Notebooks and exporters take about a second to import, so that is left to the functions that run or render something:
most calls of the command find that an edition is up to date.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset.article import is_article
from analysis.dataset.loading import digest, stored_digest
from analysis.editions import archive, manifest
from analysis.editions import publication_history as history
from analysis.editions.atomic_files import lock, replace_file, replace_folder
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError
from analysis.findings.diff import Changes, parse
from analysis.rendering.errors import LintError, ReportError
from analysis.rendering.execute import FAULTS, Limits, execute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.editions.job import Job
    from analysis.editions.publication_history import Event
    from analysis.rendering.document import ReportDocument


PAGE_TEMPLATE = "page.html.j2"
"""The template of the page in the data folder of an article, if it has one."""

ANEW = "a new run was asked for"
"""The reason for making an edition again although nothing has changed."""


class DataChangedError(AnalysisError, RuntimeError):
    """The data changed while a report was made from them."""

    exit_code = 75


@dataclass(frozen=True, slots=True)
class Made:
    """The result of a run.

    Attributes:
        files: every file of the edition by its path in the folder.
        summary: the result of the notebook, in a line.
        event: the line for the history, if this is an edition or a draft that awaits approval.
        faults: the findings of the lint in a draft.
    """

    files: dict[str, bytes]
    summary: str
    event: Event | None = None
    faults: Sequence[str] = ()


def make(
    work: Job,
    say: Callable[[str], None],
    *,
    limits: Limits | None = None,
    progress: bool = False,
    keep_kernel: bool = False,
) -> str:
    """Make an edition and put it in place; return the result of the notebook in a line.

    Args:
        work: the job.
        say: is called with one line for each step.
        limits: how long cells may run.
        progress: show papermill's progress bar.
        keep_kernel: let the next run in this process use the same kernel.

    Raises:
        LockedError: another run writes the same folder.
        ReportError: the kernel fails, or there are faults and this is not a draft. Then only `OUT.failed.ipynb` is
            written, the notebook as far as it ran.
    """
    with lock(work.out):
        say(f"running {work.notebook.stem} as known on {work.edition}")
        failed = work.out.with_name(f"{work.out.name}.failed.ipynb")
        try:
            made = _run(work, say, limits, progress=progress, keep_kernel=keep_kernel)
        except ReportError as error:
            if error.notebook is not None:
                error.left = failed
                replace_file(failed, _bytes(error.notebook))
            raise
        put(work, made)
        failed.unlink(missing_ok=True)
        if made.faults:
            for line in LintError(made.faults).lines:
                say(f"draft: {line}")
    return made.summary


def reasons(work: Job, *, force: bool = False) -> list[str]:
    """Return why an edition has to be made; empty if its folder holds what would be made."""
    if force:
        return [ANEW]
    stored = manifest.read(work.out)
    if stored is not None:
        return list(manifest.differences(work.out, stored, work.key))
    if (work.out / manifest.MANIFEST_JSON).exists():
        return ["its manifest cannot be read"]
    return ["there is none yet"]


def _run(work: Job, say: Callable[[str], None], limits: Limits | None, *, progress: bool, keep_kernel: bool) -> Made:
    """Run a notebook and render it. Raises `ReportError`, which holds the partly executed notebook."""
    from analysis.rendering.read_notebook import about, attachments

    key = work.key  # before the notebook is read, so that a change during the run leads to another run
    notebook = execute(
        work.notebook,
        work.parameters,
        work.environment,
        limits=limits or Limits(),
        progress=progress,
        keep_kernel=keep_kernel,
        allow_errors=work.draft,
        allow_error_names=FAULTS,
    )
    try:
        tables = {table.name: table.text.encode() for table in attachments(about(notebook))}
        has_tables = tables.keys() >= set(manifest.TABLES)  # a cell that failed may lack them, and is refused below
        event = _event(work, key, tables) if work.before and has_tables else None
        rendered, faults = _files(work, notebook, say, event)
        files = tables | rendered
    except ReportError as error:
        error.notebook = notebook
        raise

    # The tables are files of the edition, and longer than the rest of the notebook
    for _, table in _tables(notebook):
        table.pop("text", None)
    files["report.ipynb"] = _bytes(notebook)

    metadata = about(notebook)
    content = key | {name: str(text) for name, text in metadata.items() if name in manifest.SAID}
    content |= _first_picture(notebook, files)
    event = event or work.record
    if event:
        content[manifest.HISTORY] = history.hash_of_last_line(_reports(work))
    files[manifest.MANIFEST_JSON] = manifest.write(content, work.stored, work.defaults or {}, files)
    return Made(files, str(metadata.get("summary", "")), event, faults)


def _first_picture(notebook: NotebookNode, files: Iterable[str]) -> dict[str, str]:
    """Return the file of the first figure and its alternative text; empty if figures were not written as files."""
    picture = next((name for name in files if name.startswith("figures/fig-") and name.endswith(".png")), "")
    if not picture:
        return {}
    for output in _outputs(notebook):
        for metadata in output.get("metadata", {}).values():
            if isinstance(metadata, dict) and metadata.get("alt"):
                return {"picture": picture, "picture_alt": str(metadata["alt"])}
    return {"picture": picture, "picture_alt": ""}


def _outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    for cell in notebook.cells:
        yield from cell.get("outputs", ())


def _tables(notebook: NotebookNode) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the metadata of each table attached to a notebook."""
    for output in _outputs(notebook):
        tables = output.get("metadata", {}).get("report", {}).get("attachments") or {}
        yield from tables.items()


def render_again(work: Job, stored: manifest.Content, event: Event, say: Callable[[str], None]) -> Made:
    """Render an edition from its executed notebook, with an event on its page; `stored` is its manifest."""
    import nbformat

    executed = (work.out / "report.ipynb").read_bytes()
    notebook = nbformat.reads(executed.decode(), as_version=4)
    for name, table in _tables(notebook):
        table.setdefault("text", (work.out / name).read_bytes().decode())
    rendered, _ = _files(work, notebook, say, event)

    # Keep every other file of the edition as it is
    files = {name: (work.out / name).read_bytes() for name in stored["outputs"]}
    files |= rendered
    files["report.ipynb"] = executed
    content = stored | {manifest.HISTORY: history.hash_of_last_line(work.out.parent)}
    files[manifest.MANIFEST_JSON] = manifest.write(content, stored.get("stored", ""), stored.get("defaults", {}), files)
    return Made(files, "", event)


def put(work: Job, made: Made) -> None:
    """Put an edition in place and record it, in one step.

    Raises:
        DataChangedError: the data have changed since it was made.
        EditionError: something was put in its place in the meantime.
        LockedError: the edition is re-rendered while an update is running.
    """
    if work.stored != stored_digest(work.data):  # by a refresh, or by hand
        raise DataChangedError(f"{work.data}: has changed while the report was made of it; make it again")
    manifest.check_replaceable(work.out)
    if made.event is None:
        replace_folder(work.out, made.files)
        return
    reports = _reports(work)
    event = replace(made.event, manifest=digest(made.files[manifest.MANIFEST_JSON]), rows=archive.count_rows(work.data))
    is_locked = work.record is not None  # an update holds the lock already
    history_lock = nullcontext() if is_locked else lock(reports / history.LOCK)
    with history_lock, history.recording(reports, event):
        replace_folder(work.out, made.files)


def _reports(work: Job) -> Path:
    """Return the folder of the editions, given that of an edition or a draft."""
    folder = work.out.parent
    return folder.parent if folder.name == history.DRAFTS else folder


def _event(work: Job, key: manifest.Content, tables: Mapping[str, bytes]) -> Event:
    """Compare an edition with the one that it replaces, and return the event for the history."""
    assert work.before
    findings, verdicts = (tables[name].decode() for name in manifest.TABLES)
    after = parse(work.out.name, {**key, "stored": work.stored}, findings, verdicts, {})
    answer = study_named(work.study, work.data).answer
    return history.renewed(date.today(), work.out.name, work.reason, Changes(work.before, after), answer)


def _files(
    work: Job, notebook: NotebookNode, say: Callable[[str], None], event: Event | None
) -> tuple[dict[str, bytes], list[str]]:
    """Render a notebook; return the files of its edition, without tables and manifest, and the faults of a draft.

    Raises `LintError` with all faults if there are any and this is not a draft.
    """
    from analysis.editions.corrections import add_dateline
    from analysis.rendering import lint

    # Read the notebook
    page_exporter = _exporters()["html"]
    page_exporter.address = f"{work.base}{quote(work.out.name)}/report.html" if work.base else ""
    page_exporter.has_files = "figures" in work.formats
    page_exporter.has_tables = True
    report, _ = page_exporter.read(notebook, {"metadata": {"path": str(work.notebook.parent)}})
    events = [*work.events, event] if event else work.events
    add_dateline(report, events)

    if work.draft:
        faults = lint.make_draft(report)
    else:
        for line in lint.remarks(report):
            say(line)
        faults = lint.faults(report)
        if faults:
            raise LintError(faults)

    # Write each format; a draft lacks one that cannot be written, such as a PDF with a character that no font has
    files: dict[str, bytes] = {}
    for name in work.formats:
        try:
            files |= _format_files(work, name, report, say)
        except ReportError as error:
            if not work.draft:
                raise
            faults += error.faults

    # What runs off a sheet shows only in the PDF itself
    sheet_faults = lint.sheet_faults(files["report.pdf"]) if "report.pdf" in files else []
    if sheet_faults and not work.draft:
        raise LintError(sheet_faults)
    return files, [*faults, *sheet_faults]


def _format_files(work: Job, name: str, report: ReportDocument, say: Callable[[str], None]) -> dict[str, bytes]:
    """Write one format of a report: a page, a PDF, or each figure by itself."""
    from analysis.rendering.exporters import graphics
    from analysis.rendering.html import LINK_PREVIEW
    from analysis.rendering.link_preview import draw_link_previews, of_report

    if name == "figures":
        say("drawing each figure by itself")
        figures = {f"figures/{file}": content for file, content in graphics(report).items()}
        return figures | {LINK_PREVIEW: draw_link_previews([of_report(report)])[0]}

    say(f"setting {name.upper()}")
    exporter = _exporters()[name]
    template = work.data / PAGE_TEMPLATE
    if name == "html" and is_article(work.data) and template.is_file():
        page = exporter.render(report, template)
    else:
        page = exporter.render(report)
    return {f"report.{name}": page.encode() if isinstance(page, str) else page}


@cache
def _exporters() -> dict[str, Any]:
    """Return the exporters of this process, kept because reading their templates takes longer than rendering a page."""
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter

    return {"html": ReportHTMLExporter(), "pdf": ReportPDFExporter()}


def _bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
