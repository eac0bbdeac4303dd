"""Build an edition: run a notebook, render it, and put the files in place in one step.

Nbconvert takes most of a second to import, so commands import this module only once they know that an edition has to
be built, which `Job.reasons_to_make` says.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset.article_folder import is_article
from analysis.dataset.digests import digest, stored_digest
from analysis.editions import archive_integrity, manifest
from analysis.editions import publication_history as history
from analysis.editions.atomic_files import lock, replace_file, replace_folder
from analysis.editions.dateline import add_dateline
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError
from analysis.findings.diff import Changes
from analysis.findings.edition_snapshot import parse
from analysis.rendering import lint
from analysis.rendering.document_from_notebook import about, attachments
from analysis.rendering.execute import ALLOWED_ERRORS, Limits, execute, without
from analysis.rendering.link_preview import draw_link_previews, of_report
from analysis.rendering.report_errors import LintError, ReportError
from analysis.rendering.template_filters import LINK_PREVIEW

with without("rfc3987_syntax"):  # nbformat would import it, which takes longer than all the rest
    import nbformat

    from analysis.rendering.exporters import ReportHTMLExporter, ReportPDFExporter, graphics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.editions.job import Job
    from analysis.editions.publication_history import Event
    from analysis.rendering.document import ReportDocument


PAGE_TEMPLATE = "page.html.j2"
"""The template of the page in the data folder of an article, if it has one."""


class DataChangedError(AnalysisError, RuntimeError):
    """The data changed while a report was made from them."""

    exit_code = 75


@dataclass(frozen=True, slots=True)
class RenderedEdition:
    """The content of an edition that is not in its place yet.

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
    job: Job,
    say: Callable[[str], None],
    *,
    limits: Limits | None = None,
    progress: bool = False,
    keep_kernel: bool = False,
) -> str:
    """Make an edition and put it in place; return the result of the notebook in a line.

    Args:
        job: the report to be made.
        say: is called with one line for each step.
        limits: how long cells may run.
        progress: show papermill's progress bar.
        keep_kernel: let the next run in this process use the same kernel.

    Raises:
        LockedError: another run writes the same folder.
        ReportError: the kernel fails, or there are faults and this is not a draft. Then only `OUT.failed.ipynb` is
            written, the notebook as far as it ran.
    """
    with lock(job.out):
        say(f"running {job.notebook.stem} as known on {job.edition}")
        failed_notebook = job.out.with_name(f"{job.out.name}.failed.ipynb")
        try:
            rendered = _run(job, say, limits, progress=progress, keep_kernel=keep_kernel)
        except ReportError as error:
            if error.notebook is not None:
                error.left = failed_notebook
                replace_file(failed_notebook, _notebook_bytes(error.notebook))
            raise
        put(job, rendered)
        failed_notebook.unlink(missing_ok=True)  # of an earlier run
        if rendered.faults:
            for line in LintError(rendered.faults).lines:
                say(f"draft: {line}")
    return rendered.summary


def _run(
    job: Job, say: Callable[[str], None], limits: Limits | None, *, progress: bool, keep_kernel: bool
) -> RenderedEdition:
    """Run a notebook and render it. Raises `ReportError`, which holds the partly executed notebook."""
    key = job.key  # before the notebook is read, so that a change during the run leads to another run
    notebook = execute(
        job.notebook,
        job.parameters,
        job.environment,
        limits=limits or Limits(),
        progress=progress,
        keep_kernel=keep_kernel,
        allow_errors=job.draft,
        allow_error_names=ALLOWED_ERRORS,  # which the lint refuses afterwards, all at once
    )
    metadata = about(notebook)
    try:
        tables = {table.name: table.text.encode() for table in attachments(metadata)}

        # A cell that failed may have left the tables out; then there is nothing to compare, and the lint refuses it
        has_tables = tables.keys() >= set(manifest.TABLES)
        event = _renewal_event(job, key, tables) if job.before and has_tables else None
        files, faults = _render(job, notebook, say, event)
    except ReportError as error:
        error.notebook = notebook
        raise
    files |= tables

    # The tables are files of the edition, and longer than the rest of the notebook
    for _, table in _attached_tables(notebook):
        table.pop("text", None)
    files["report.ipynb"] = _notebook_bytes(notebook)

    content = dict(key)
    for name in manifest.REPORT_METADATA:
        if name in metadata:
            content[name] = str(metadata[name])
    content |= _first_picture(notebook, files)
    event = event or job.record  # the latter for a new edition or a draft
    if event:
        content[manifest.HISTORY] = history.hash_of_last_line(_folder_of_editions(job))
    files[manifest.MANIFEST_JSON] = manifest.write(content, job.stored, job.defaults or {}, files)
    return RenderedEdition(files, str(metadata.get("summary", "")), event, faults)


def _first_picture(notebook: NotebookNode, files: Iterable[str]) -> dict[str, str]:
    """Return the file of the first figure and its alternative text; empty if figures were not written as files."""
    picture = ""
    for name in files:  # in the order of the figures
        if name.startswith("figures/fig-") and name.endswith(".png"):
            picture = name
            break
    if not picture:
        return {}

    # The first alternative text is that of the first figure, as the lint lets no figure pass without one
    for output in _outputs(notebook):
        for metadata in output.get("metadata", {}).values():
            if isinstance(metadata, dict) and metadata.get("alt"):
                return {"picture": picture, "picture_alt": str(metadata["alt"])}
    return {"picture": picture, "picture_alt": ""}


def _outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    for cell in notebook.cells:
        yield from cell.get("outputs", ())


def _attached_tables(notebook: NotebookNode) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the file name and the metadata of each table attached to a notebook; `text` there is its content."""
    for output in _outputs(notebook):
        tables = output.get("metadata", {}).get("report", {}).get("attachments") or {}
        yield from tables.items()


def render_again(job: Job, stored: manifest.Content, event: Event, say: Callable[[str], None]) -> RenderedEdition:
    """Render an edition from its executed notebook, with an event on its page; `stored` is its manifest."""
    executed = (job.out / "report.ipynb").read_bytes()
    notebook = nbformat.reads(executed.decode(), as_version=4)
    for name, table in _attached_tables(notebook):  # without their text, except by older versions
        table.setdefault("text", (job.out / name).read_bytes().decode())
    rendered, _ = _render(job, notebook, say, event)  # an edition is no draft: faults would be raised

    # Keep every other file of the edition as it is
    files = {name: (job.out / name).read_bytes() for name in stored["outputs"]}
    files |= rendered
    files["report.ipynb"] = executed
    content = stored | {manifest.HISTORY: history.hash_of_last_line(job.out.parent)}
    files[manifest.MANIFEST_JSON] = manifest.write(content, stored.get("stored", ""), stored.get("defaults", {}), files)
    return RenderedEdition(files, summary="", event=event)


def put(job: Job, rendered: RenderedEdition) -> None:
    """Put an edition in place and record it, in one step.

    Raises:
        DataChangedError: the data have changed since it was made.
        EditionError: something was put in its place in the meantime.
        LockedError: the edition is re-rendered while an update is running.
    """
    if job.stored != stored_digest(job.data):  # by a refresh, or by hand
        raise DataChangedError(f"{job.data}: has changed while the report was made of it; make it again")
    manifest.check_replaceable(job.out)
    if rendered.event is None:
        replace_folder(job.out, rendered.files)
        return

    reports = _folder_of_editions(job)
    manifest_hash = digest(rendered.files[manifest.MANIFEST_JSON])
    event = replace(rendered.event, manifest=manifest_hash, rows=archive_integrity.count_rows(job.data))
    is_locked = job.record is not None  # an update holds the lock already
    history_lock = nullcontext() if is_locked else lock(reports / history.LOCK)
    with history_lock, history.recording(reports, event):
        replace_folder(job.out, rendered.files)


def _folder_of_editions(job: Job) -> Path:
    """Return the folder that holds the history: the parent of an edition, and that above the folder of a draft."""
    parent = job.out.parent
    return parent.parent if parent.name == history.DRAFTS else parent


def _renewal_event(job: Job, key: manifest.Content, tables: Mapping[str, bytes]) -> Event:
    """Compare a re-rendered edition with the one that it replaces, and return the event for the history."""
    assert job.before  # the caller compares only what replaces an edition
    findings, verdicts = (tables[name].decode() for name in manifest.TABLES)
    after = parse(job.out.name, key | {"stored": job.stored}, findings, verdicts, renamed={})
    answer = study_named(job.study, job.data).answer
    return history.renewed(date.today(), job.out.name, job.reason, Changes(job.before, after), answer)


def _render(
    job: Job, notebook: NotebookNode, say: Callable[[str], None], event: Event | None
) -> tuple[dict[str, bytes], list[str]]:
    """Render a notebook; return the files of its edition, without tables and manifest, and the faults of a draft.

    `event` is a re-rendering or a correction, for the dateline; all others on the page are in `job.events` already.
    Raises `LintError` with all faults if there are any and this is not a draft.
    """
    # Read the notebook; the exporter is also that of earlier reports, so all that differs is set anew
    page_exporter = _exporters()["html"]
    page_exporter.address = f"{job.base}{quote(job.out.name)}/report.html" if job.base else ""
    page_exporter.has_files = "figures" in job.formats
    page_exporter.has_tables = True
    report, _ = page_exporter.read(notebook, {"metadata": {"path": str(job.notebook.parent)}})
    events = list(job.events)
    if event:
        events.append(event)
    add_dateline(report, events)

    if job.draft:
        faults = lint.make_draft(report)
    else:
        for line in lint.remarks(report):
            say(line)
        faults = lint.faults(report)
        if faults:
            raise LintError(faults)

    # Write each format; a draft lacks one that cannot be written, such as a PDF with a character that no font has
    files: dict[str, bytes] = {}
    for format_name in job.formats:
        try:
            files |= _format_files(job, format_name, report, say)
        except ReportError as error:
            if not job.draft:
                raise
            faults += error.faults

    # What runs off a sheet shows only in the PDF itself
    sheet_faults = lint.sheet_faults(files["report.pdf"]) if "report.pdf" in files else []
    if sheet_faults and not job.draft:
        raise LintError(sheet_faults)
    return files, faults + sheet_faults


def _format_files(job: Job, format_name: str, report: ReportDocument, say: Callable[[str], None]) -> dict[str, bytes]:
    """Return the files of one format of a report by their paths: `report.html`, `report.pdf`, or those in `figures/`.

    The link preview, which other sites show beside a link to the page, counts among the figures: it is drawn from the
    first of them, and the page names it only if there are files beside it. A page alone would refer to a missing file.
    """
    if format_name == "figures":
        say("drawing each figure by itself")
        files = {f"figures/{file}": content for file, content in graphics(report).items()}
        [files[LINK_PREVIEW]] = draw_link_previews([of_report(report)])
        return files

    say(f"setting {format_name.upper()}")
    exporter = _exporters()[format_name]

    # The folder of an article is all that its author writes, so a template of the page lies there. Other data folders
    # hold nothing but figures: the look of the page comes from this package and from the study.
    template = job.data / PAGE_TEMPLATE
    if format_name == "html" and is_article(job.data) and template.is_file():
        content = exporter.render(report, template)
    else:
        content = exporter.render(report)
    if isinstance(content, str):  # a PDF is bytes already
        content = content.encode()
    return {f"report.{format_name}": content}


@cache
def _exporters() -> dict[str, Any]:
    """Return the exporters of this process, kept because reading their templates takes longer than rendering a page."""
    return {"html": ReportHTMLExporter(), "pdf": ReportPDFExporter()}


def _notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return the content of a notebook's file, with exactly one line break at its end."""
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
