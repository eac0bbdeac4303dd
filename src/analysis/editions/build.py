"""Build an edition: run a notebook, render it, and put the files in place in one step."""

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
from analysis.editions.files import lock, replace_file, replace_folder
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.editions.archive import Event
    from analysis.editions.job import Job
    from analysis.rendering.execute import Limits


PAGE_TEMPLATE = "page.html.j2"
"""The template of the page in the data folder of an article, if it has one."""

ANEW = "a new run was asked for"
"""Why an edition is made that nothing has changed for."""


class DataChangedError(AnalysisError, RuntimeError):
    """The data were written while a report was made of them."""

    exit_code = 75


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made.

    Attributes:
        files: every file of the edition by its path in the folder.
        summary: what the notebook found, in a line.
        event: the line for the history, if it is an edition or a draft that awaits approval.
        faults: what the lint found in a draft.
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
    """Make an edition and put it in place; return in a line what the notebook found.

    Args:
        work: the job.
        say: is called with one line for each step.
        limits: how long cells may run.
        progress: show papermill's progress bar.
        keep_kernel: let the next run in this process use the same kernel.

    Raises:
        LockedError: another run writes the same folder.
        ReportError: a cell or a page fails, or the lint finds a fault. Then `OUT.failed.ipynb` is left, the notebook
            as far as it ran, and nothing else.
    """
    from analysis.rendering.errors import LintError, ReportError

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
        for line in LintError(made.faults).lines if made.faults else ():
            say(f"draft: {line}")
    return made.summary


def reasons(work: Job, *, force: bool = False) -> list[str]:
    """Return why an edition has to be made; empty if its folder holds what would be made."""
    if force:
        return [ANEW]
    kept = manifest.read(work.out)
    if kept is None:
        return ["its manifest cannot be read" if (work.out / manifest.NAME).exists() else "there is none yet"]
    return list(manifest.differences(work.out, kept, work.key))


def _run(work: Job, say: Callable[[str], None], limits: Limits | None, *, progress: bool, keep_kernel: bool) -> Made:
    """Run a notebook and render it. Raises `ReportError`, which holds the notebook as far as it ran."""
    from analysis.rendering.errors import ReportError
    from analysis.rendering.execute import Limits, execute
    from analysis.rendering.read_notebook import about, attachments

    key = work.key  # before the notebook is read: one that is changed in the meantime is another one
    notebook = execute(
        work.notebook,
        work.parameters,
        work.environment,
        limits=limits or Limits(),
        progress=progress,
        keep_kernel=keep_kernel,
    )
    try:
        tables = {table.name: table.text.encode() for table in attachments(about(notebook))}
        event = _event(work, key, tables) if work.before else None
        rendered, faults = _files(work, notebook, say, event)
        files = tables | rendered
    except ReportError as error:
        error.notebook = notebook
        raise
    said = {name: str(it) for name, it in about(notebook).items() if name in manifest.SAID}
    summary = str(about(notebook).get("summary", ""))
    said |= _first_picture(notebook, files)
    if event or work.record:
        said[manifest.HISTORY] = archive.last_line(_reports(work))
    for _, table in _tables(notebook):
        table.pop("text", None)  # they lie beside it, and are longer than all the rest
    files["report.ipynb"] = _bytes(notebook)
    files[manifest.NAME] = manifest.write(key | said, work.stored, work.defaults or {}, files)
    return Made(files, summary, event or work.record, faults)


def _first_picture(notebook: NotebookNode, files: Iterable[str]) -> dict[str, str]:
    """Return the file of the first figure and its alternative text; nothing if figures were not drawn by themselves."""
    pictures = [name for name in files if name.startswith("figures/fig-") and name.endswith(".png")]
    if not pictures:
        return {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for about_output in output.get("metadata", {}).values():
                if isinstance(about_output, dict) and about_output.get("alt"):
                    return {"picture": pictures[0], "picture_alt": str(about_output["alt"])}
    return {"picture": pictures[0], "picture_alt": ""}


def _tables(notebook: NotebookNode) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the metadata of each table attached to a notebook."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield from (output.get("metadata", {}).get("report", {}).get("attachments") or {}).items()


def render_again(work: Job, kept: manifest.Content, event: Event, say: Callable[[str], None]) -> Made:
    """Render an edition from its executed notebook, with an event on its page; `kept` is its manifest."""
    import nbformat

    executed = (work.out / "report.ipynb").read_bytes()
    notebook = nbformat.reads(executed.decode(), as_version=4)
    for name, table in _tables(notebook):
        table.setdefault("text", (work.out / name).read_bytes().decode())
    rendered, _ = _files(work, notebook, say, event)
    files = {name: (work.out / name).read_bytes() for name in kept["outputs"]} | rendered
    files["report.ipynb"] = executed
    content = kept | {manifest.HISTORY: archive.last_line(work.out.parent)}
    files[manifest.NAME] = manifest.write(content, kept.get("stored", ""), kept.get("defaults", {}), files)
    return Made(files, "", event)


def put(work: Job, made: Made) -> None:
    """Put an edition in place and record it, in one step.

    Raises:
        DataChangedError: other data lie there than it was made of.
        EditionError: something was put in its place in the meantime.
        LockedError: the edition is re-rendered while an update is at work.
    """
    if work.stored != stored_digest(work.data):  # by a refresh, or by hand
        raise DataChangedError(f"{work.data}: has changed while the report was made of it; make it again")
    manifest.check_replaceable(work.out)
    if made.event is None:
        replace_folder(work.out, made.files)
        return
    reports = _reports(work)
    event = replace(made.event, manifest=digest(made.files[manifest.NAME]), rows=archive.count_rows(work.data))
    is_locked = work.record is not None  # by the update that it belongs to
    with nullcontext() if is_locked else lock(reports / archive.LOCK), archive.recording(reports, event):
        replace_folder(work.out, made.files)


def _reports(work: Job) -> Path:
    """Return the folder of the editions, from that of an edition or a draft."""
    return work.out.parent.parent if work.out.parent.name == archive.FOLDER else work.out.parent


def _event(work: Job, key: manifest.Content, tables: Mapping[str, bytes]) -> Event:
    """Compare an edition with the one that it replaces, and return the event of that for the history."""
    from analysis.findings.diff import Changes, parse

    assert work.before
    findings, verdicts = (tables[name].decode() for name in manifest.TABLES)
    after = parse(work.out.name, {**key, "stored": work.stored}, findings, verdicts, {})
    answer = study_named(work.study, work.data).answer
    return archive.renewed(date.today(), work.out.name, work.reason, Changes(work.before, after), answer)


def _files(
    work: Job, notebook: NotebookNode, say: Callable[[str], None], event: Event | None
) -> tuple[dict[str, bytes], list[str]]:
    """Render a notebook; return the files of its edition, without tables and manifest, and the faults of a draft."""
    from analysis.editions.corrections import add_dateline
    from analysis.rendering import lint
    from analysis.rendering.errors import LintError
    from analysis.rendering.exporters import graphics
    from analysis.rendering.html import PREVIEW
    from analysis.rendering.preview import draw_previews, of_report

    files: dict[str, bytes] = {}
    exporters = _exporters()
    exporters["html"].address = f"{work.base}{quote(work.out.name)}/report.html" if work.base else ""
    exporters["html"].has_files, exporters["html"].has_tables = "figures" in work.formats, True
    report, _ = exporters["html"].read(notebook, {"metadata": {"path": str(work.notebook.parent)}})
    add_dateline(report, [*work.events, *([event] if event else [])])
    found = lint.make_draft(report) if work.draft else lint.faults(report)
    if found and not work.draft:
        raise LintError(found)
    for name in work.formats:
        say(f"setting {name.upper()}" if name in exporters else "drawing each figure by itself")
        if name in exporters:
            template = work.data / PAGE_TEMPLATE
            own = [template] if name == "html" and is_article(work.data) and template.is_file() else []
            page = exporters[name].render(report, *own)
            files[f"report.{name}"] = page.encode() if isinstance(page, str) else page
        else:
            files |= {f"figures/{file}": content for file, content in graphics(report).items()}
            files[PREVIEW] = draw_previews([of_report(report)])[0]
    beyond = lint.sheet_faults(files["report.pdf"]) if "report.pdf" in files else []
    if beyond and not work.draft:
        raise LintError(beyond)
    return files, [*found, *beyond]


@cache
def _exporters() -> dict[str, Any]:
    """Return the exporters of this process; their templates take longer to read than a page to write."""
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter

    return {"html": ReportHTMLExporter(), "pdf": ReportPDFExporter()}


def _bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
