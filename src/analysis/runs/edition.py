"""One edition of a report: from parameters to a folder of files."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.errors import AnalysisError
from analysis.evidence import DataError, Evidence, find_data, load
from analysis.evidence.digests import stored_digest
from analysis.evidence.folders import DATA_VARIABLE
from analysis.exhibits import editions
from analysis.findings import Study, parameters
from analysis.findings.contract import contract_faults
from analysis.findings.plan import judgements
from analysis.runs import folder, history, manifest
from analysis.runs.locking import lock
from analysis.runs.notebooks import find_notebook, is_the_projects, place_of
from analysis.runs.publication import publish
from analysis.runs.studies import STUDY_VARIABLE, study_named
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbformat import NotebookNode

    from analysis.findings.snapshot import Row
    from analysis.rendering.execution import Limits

FORMATS = ("html", "pdf", "figures")


class DataChanged(AnalysisError, RuntimeError):
    """The data were written while a report was made of them."""

    exit_code = 75


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: a notebook of a study, with checked parameters, into a folder in some formats.

    `stored` is the hash of the data as they lay there when they were checked, `verdicts` what somebody has read in them
    already: a report is made of no others, and says nothing else. Below the address `base` editions will stand.
    """

    notebook: Path
    data: Path
    parameters: dict[str, Any]
    edition: str
    out: Path
    formats: tuple[str, ...]
    study: str = ""
    stored: str = ""
    verdicts: Mapping[str, Row] | None = None
    base: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a kernel is told: where the data lies, and which study it is if not the project's own."""
        study = {STUDY_VARIABLE: self.study} if self.study else {}
        return {DATA_VARIABLE: str(self.data.resolve()), **study}


def order(
    name: str,
    given: Mapping[str, Any],
    *,
    data: Path | None,
    out: Path | None,
    formats: tuple[str, ...],
    study: str = "",
    renew: bool = False,
    stored: str = "",
    verdicts: Mapping[str, Row] | None = None,
    base: str = "",
) -> Order:
    """Check everything that can be checked before a kernel starts; `renew` lets a published edition be made anew.

    `stored` is the hash of the data that somebody has compared before, `verdicts` what they say.

    Raises `UnknownNotebook`, `UnfitFolder`, `ParameterError`, `NotAnEdition` or `DataError`.
    """
    folder_of_data, of = data or find_data(), study_named(study)
    notebook = find_notebook(name)
    stored = stored or (stored_digest(folder_of_data) if folder_of_data.is_dir() else "")
    evidence = load(folder_of_data)
    if faulty := contract_faults(evidence, of, judgements(of.topics)):
        raise DataError(faulty)
    checked, edition = CHECKS.get(notebook.stem, _check)(given, evidence, folder_of_data, of)
    if unused := _unused(notebook, given):
        message = f"{notebook.name} does not use it; write an.load({unused}={unused}) in it"
        raise parameters.ParameterError(f"parameter {unused}: {message}")
    shown = _name(notebook, edition, checked, of)
    is_own_study = not (study or os.environ.get(STUDY_VARIABLE))
    target = Path(os.path.realpath(out or place_of(shown, notebook, folder_of_data, is_own_study=is_own_study)))
    folder.check_replaceable(target)
    is_own = folder_of_data.resolve() == target.parent.parent / "data" and is_own_study
    is_whole = is_own and set(formats) == set(FORMATS) and shown == target.name[:10]
    history.check_unpublished(target, renew=renew, is_whole=is_whole)
    return Order(notebook, folder_of_data, checked, edition, target, formats, study, stored, verdicts, base)


def _name(notebook: Path, edition: str, checked: Mapping[str, Any], study: Study) -> str:
    """Name the folder of an edition; a notebook other than the report and parameters other than the default show."""
    parts = [edition] if notebook.stem == "report" and is_the_projects(notebook) else [edition, notebook.stem]
    focus = str(checked.get("focus", study.focus))
    default = parameters.as_arguments(parameters.default(study, date.min, focus)) | {"focus": study.focus}
    for name, value in checked.items():
        if name in default and name != "as_of" and value != default[name]:
            parts += [name, "+".join(value) if isinstance(value, list) else _plain(value)]
    return "-".join(parts)


def _unused(notebook: Path, given: Mapping[str, Any]) -> str:
    """Return the first parameter given that no code of a notebook reads: it would be told of and not heeded."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    read = {name for cell in cells if cell["cell_type"] == "code" for name in _read("".join(cell["source"]))}
    return next((name for name in given if name not in read), "")


def _read(code: str) -> set[str]:
    """Name what a cell reads; of one that is more than Python, such as a magic, every word counts."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return set(re.findall(r"\w+", code))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _check(given: Mapping[str, Any], evidence: Evidence, _data: Path, study: Study) -> tuple[dict[str, Any], str]:
    checked = parameters.as_arguments(parameters.check(given, evidence, study))
    return checked, str(checked["as_of"])


CHECKS: dict[str, Callable[[Mapping[str, Any], Evidence, Path, Study], tuple[dict[str, Any], str]]] = {
    "revisions": editions.check,
}
"""Notebooks with parameters of their own; all others take those of the report."""


def make(work: Order, say: Callable[[str], None], *, limits: Limits | None = None, progress: bool = False) -> str:
    """Make an edition and put it in place; return in a line what the notebook found.

    `say` receives one line for each step. Raises `Locked` when another run writes the same folder, and
    `ReportError` when a cell or a page fails, or when the lint finds a fault in what was rendered: then
    `<out>.failed.ipynb` is left and nothing else.
    """
    from analysis.rendering.errors import ReportError
    from analysis.rendering.execution import ExecutionError, Limits, execute
    from analysis.rendering.reading import about

    failed = work.out.with_name(f"{work.out.name}.failed.ipynb")
    with lock(work.out):
        say(f"running {work.notebook.stem} as known on {work.edition}")
        notebook: NotebookNode | None = None
        try:
            notebook = execute(
                work.notebook, work.parameters, work.environment, limits=limits or Limits(), progress=progress
            )
            files = _files(work, notebook, say)
        except ReportError as error:
            notebook = error.notebook if isinstance(error, ExecutionError) else notebook
            if notebook is not None:
                replace_file(failed, _bytes(notebook))
                error.left = failed
            raise
        files["manifest.json"] = manifest.write(work.data, work.notebook, work.parameters, files)
        if work.stored != stored_digest(work.data) or not _says(files, work.verdicts):  # by a refresh, or by hand
            raise DataChanged(f"{work.data}: has changed while the report was made of it; make it again")
        folder.check_replaceable(work.out)  # something may have been put there in the meantime
        publish(work.out, files)
        failed.unlink(missing_ok=True)
    return str(about(notebook).get("summary", ""))


def _says(files: Mapping[str, bytes], verdicts: Mapping[str, Row] | None) -> bool:
    """Say whether a report gives the verdicts that were read before; data may have been changed and put back."""
    rows = csv.DictReader(io.StringIO(files["verdicts.csv"].decode())) if verdicts is not None else []
    return verdicts is None or {row["claim_id"]: row["verdict"] for row in rows} == {
        claim: row["verdict"] for claim, row in verdicts.items()
    }


def _files(work: Order, notebook: NotebookNode, say: Callable[[str], None]) -> dict[str, bytes]:
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
    from analysis.rendering.cells import cells_by_name
    from analysis.rendering.graphics import graphics
    from analysis.rendering.preview import preview
    from analysis.rendering.reading import about, attachments
    from analysis.rendering.sharing import PREVIEW as PREVIEW_PICTURE

    files = {"report.ipynb": _bytes(notebook)}
    files |= {table.name: table.text.encode() for table in attachments(about(notebook))}
    address = f"{work.base}{quote(work.out.name)}/report.html" if work.base else ""
    page = ReportHTMLExporter(address=address, has_files="figures" in work.formats)
    exporters: dict[str, Any] = {"html": page, "pdf": ReportPDFExporter()}
    report, _ = exporters["html"].read(notebook)
    rendered: dict[str, Any] = {}
    for name in dict.fromkeys(("html", *work.formats)):  # the lint reads the page, whether or not it is handed on
        say(f"setting {name.upper()}" if name in exporters else "drawing each figure by itself")
        if name in exporters:
            rendered[name] = exporters[name].render(report)
        else:
            files |= {f"figures/{file}": content for file, content in graphics(report).items()}
            files[PREVIEW_PICTURE] = preview(report)
    files |= {f"report.{name}": _bytes_of(rendered[name]) for name in work.formats if name in rendered}
    with cells_by_name(notebook):
        lint.refuse(rendered["html"], rendered.get("pdf"))
    return files


def _bytes_of(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
