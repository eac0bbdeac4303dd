"""One edition of a report: from parameters to a folder of files."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence import Evidence, find_data, load
from analysis.findings import Parameters, compute_with_history, parameters
from analysis.runs import folder, manifest, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbformat import NotebookNode

    from analysis.findings import Verdict

FORMATS = ("html", "pdf")


class UnknownNotebook(LookupError):
    """A notebook was asked for that is not among the project's own."""


class UnfitFolder(ValueError):
    """The folder to write holds something other than an edition, which would be lost."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: which notebook, with which parameters, into which folder and formats."""

    notebook: Path
    data: Path
    evidence: Evidence
    parameters: Parameters
    out: Path
    formats: tuple[str, ...]


def order(
    name: str, given: Mapping[str, Any], *, data: Path | None, out: Path | None, formats: tuple[str, ...]
) -> Order:
    """Check everything that can be checked before a kernel starts.

    Raises `UnknownNotebook`, `UnfitFolder`, `ParameterError` or `DataError`.
    """
    folder_of_data = data or find_data()
    notebook = find_notebook(name)
    evidence = load(folder_of_data)
    checked = parameters.check(given, evidence)
    if out is None:
        name_of_folder = checked.as_of.isoformat() + ("" if notebook.stem == "report" else f"-{notebook.stem}")
        target = reports_folder(notebook) / name_of_folder
    else:
        target = out.resolve()
    if target.exists() and not _replaceable(target):
        raise UnfitFolder(f"--out {target}: is no report and would be lost; name another folder")
    return Order(notebook, folder_of_data, evidence, checked, target, formats)


def make(work: Order, say: Callable[[str], None], *, progress: bool = False) -> dict[str, Verdict]:
    """Make an edition and put it in place; return its verdicts.

    `say` receives one line for each step. Raises `Locked` when another run writes the same folder, and
    `ReportError` when a cell or a page fails: then `<out>.failed.ipynb` is left and nothing else.
    """
    from analysis.rendering.errors import ReportError
    from analysis.rendering.execution import ExecutionError, execute

    failed = work.out.with_name(f"{work.out.name}.failed.ipynb")
    with folder.lock(work.out):
        say(f"running {work.notebook.stem} as known on {work.parameters.as_of}")
        notebook: NotebookNode | None = None
        try:
            environment = {"JAPAN_TECH_DATA": str(work.data.resolve())}
            notebook = execute(work.notebook, arguments(work.parameters), environment, progress=progress)
            files = _files(work, notebook, say)
        except ReportError as error:
            notebook = error.notebook if isinstance(error, ExecutionError) else notebook
            if notebook is not None:
                failed.parent.mkdir(parents=True, exist_ok=True)
                failed.write_bytes(_bytes(notebook))
            raise
        catalogue, verdicts, _ = compute_with_history(work.evidence, work.parameters)
        files["findings.csv"] = tables.findings_csv(catalogue)
        files["verdicts.csv"] = tables.verdicts_csv(verdicts)
        files["manifest.json"] = manifest.write(work.data, work.notebook, work.parameters, files)
        folder.publish(work.out, files)
        failed.unlink(missing_ok=True)
    return verdicts


def arguments(given: Parameters) -> dict[str, Any]:
    """Return parameters in the form that a notebook's cell takes them."""
    return {
        "as_of": given.as_of.isoformat(),
        "focus": given.focus,
        "peers": list(given.peers),
        "denominator": given.denominator,
        "basis": given.basis,
        "rate_rule": given.rate_rule,
    }


def find_notebook(name: str) -> Path:
    """Find one of the project's notebooks by its name; a path is refused."""
    folder_of_notebooks = notebooks_folder()
    known = sorted(path.stem for path in folder_of_notebooks.glob("*.ipynb"))
    if any(sign in name for sign in "/\\") or name.endswith(".ipynb"):
        raise UnknownNotebook(f"notebook {name!r}: give a name, not a path; known are {', '.join(known)}")
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        raise UnknownNotebook(f"notebook {name!r}: unknown; {hint}")
    return folder_of_notebooks / f"{name}.ipynb"


def notebooks_folder() -> Path:
    """Return the project's notebooks, from any folder inside it or from the installed package."""
    here = Path.cwd()
    for folder_ in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder_ / "notebooks" / "report.ipynb").is_file():
            return folder_ / "notebooks"
    raise UnknownNotebook("no notebooks folder found here or above")


def _replaceable(target: Path) -> bool:
    """Only an earlier edition or an empty folder may be replaced whole."""
    return target.is_dir() and ((target / "manifest.json").is_file() or not any(target.iterdir()))


def reports_folder(notebook: Path) -> Path:
    """Return the project's reports folder; an installed package writes into the working folder."""
    root = notebook.parent.parent
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "reports"


def _files(work: Order, notebook: NotebookNode, say: Callable[[str], None]) -> dict[str, bytes]:
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter

    files = {"report.ipynb": _bytes(notebook)}
    exporters: dict[str, Any] = {"html": ReportHTMLExporter, "pdf": ReportPDFExporter}
    for name in work.formats:
        say(f"setting {name.upper()}")
        content, _ = exporters[name]().from_notebook_node(notebook)
        files[f"report.{name}"] = content.encode() if isinstance(content, str) else content
    return files


def _bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()
