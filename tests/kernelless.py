"""Notebooks run without a kernel, for trying many parameters in little time.

As a program it reads from standard input a list of notebooks with parameters, and writes the faults of each report.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_output

from analysis.exhibits import magic
from analysis.exhibits.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode


def run(path: Path, given: Mapping[str, Any]) -> NotebookNode:
    """The notebook as executed with some parameters: what the last line of each cell gives is what the cell shows."""
    notebook = nbformat.read(path, as_version=4)
    names: dict[str, Any] = {}
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        shown = _value(cell.source, cell.id, names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= given
        if shown is not None:
            data, about = shown._repr_mimebundle_()
            cell.outputs = [new_output("execute_result", data, metadata=about, execution_count=number)]
    return notebook


def _value(source: str, name: str, names: dict[str, Any]) -> Any:
    """The code is run; what its last line gives is returned if that is an expression. Sentences are written."""
    if source.startswith(f"%%{magic.NAME}"):
        first, _, cell = source.partition("\n")
        page = [value for value in names.values() if isinstance(value, Page)][-1]
        return magic.write(page, first.removeprefix(f"%%{magic.NAME}"), cell)
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names) if last else None


def faults(notebook: NotebookNode) -> Iterator[str]:
    """What the lint finds in page and PDF, and every drawn number that runs off its drawing."""
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint

    (page, _), (pdf, _) = (export().from_notebook_node(notebook) for export in (ReportHTMLExporter, ReportPDFExporter))
    yield from lint.faults(page, pdf)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for spot in output.metadata.get("image/svg+xml", {}).get("spots", []):
                for drawing in ("box", "narrow"):
                    left, top, width, height = spot[drawing]
                    if min(left, top) < 0 or left + width > 1 or top + height > 1:
                        yield f"cell {cell.id}: {spot['text']!r} runs off the drawing ({drawing})"


def _all_faults(path: str, given: Mapping[str, Any]) -> list[str]:
    try:
        return list(faults(run(Path(path), given)))
    except Exception as error:  # whatever goes wrong is told with its parameters
        return [f"{type(error).__name__}: {error}"]


if __name__ == "__main__":
    json.dump([_all_faults(*job) for job in json.load(sys.stdin)], sys.stdout)
