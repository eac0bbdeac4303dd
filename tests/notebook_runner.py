"""Notebooks run without a kernel, for trying many parameters in little time."""

from __future__ import annotations

import ast
import io
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_output

from analysis.report import ipython as magic
from analysis.report.page_methods import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode


def run(path: Path, given: Mapping[str, Any]) -> NotebookNode:
    """The notebook as executed with some parameters: what a cell prints and what its last line gives is its output."""
    return execute(path, given)[0]


def execute(
    path: Path, given: Mapping[str, Any], shown: Collection[str] | None = None
) -> tuple[NotebookNode, dict[str, Any]]:
    """The notebook as executed with some parameters, and its variables; as in Jupyter `_` is what was shown last.

    With `shown` only the cells with these ids write and draw, which takes most of the time; of all others the
    statements run, and their last line only if it is one.
    """
    notebook = nbformat.read(path, as_version=4)
    names: dict[str, Any] = {}
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        cell.execution_count = number
        is_shown = shown is None or cell.id in shown
        with redirect_stdout(io.StringIO()) as told, redirect_stderr(told):
            output = _value(cell.source, cell.id, names, is_shown=is_shown)
        cell.outputs = [new_output("stream", name="stdout", text=told.getvalue())] if told.getvalue() else []
        if "parameters" in cell.metadata.get("tags", []):
            names |= given
        if output is not None:
            names["_"] = output
            data, about = _bundle(output, [value for value in names.values() if isinstance(value, Page)])
            cell.outputs.append(new_output("execute_result", data, metadata=about, execution_count=number))
    return notebook, names


def _bundle(shown: Any, pages: Sequence[Page]) -> tuple[dict[str, str], dict[str, Any]]:
    """What is shown, in its forms; a table of pandas as a report shows it, and a widget says nothing about them."""
    if hasattr(shown, "_repr_mimebundle_"):
        forms = shown._repr_mimebundle_()
        return forms if isinstance(forms, tuple) else (forms, {})
    name = f"{type(shown).__module__.partition('.')[0]}.{type(shown).__name__}"
    formatter = magic.formatters(*pages).get(name)
    data, about = formatter(shown) if formatter else ({}, {})
    return data or {"text/html": shown._repr_html_(), "text/plain": repr(shown)}, about


def _value(source: str, name: str, names: dict[str, Any], *, is_shown: bool) -> Any:
    """The code is run; what its last line gives is returned if that is an expression. Sentences are written."""
    if source.startswith(f"%%{magic.MAGIC}"):
        if not is_shown:
            return None
        first, _, cell = source.partition("\n")
        page = [value for value in names.values() if isinstance(value, Page)][-1]
        return magic.write(page, first.removeprefix(f"%%{magic.MAGIC}"), cell, names)
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names) if last and is_shown else None


def lint_faults(notebook: NotebookNode, folder: Path | None = None) -> list[str]:
    """What the lint finds in the report that is read from a notebook; its tables may lie in a folder."""
    from analysis.rendering import ReportHTMLExporter, lint

    resources = {"metadata": {"path": str(folder)}} if folder else None
    return lint.faults(ReportHTMLExporter().read(notebook, resources)[0])


def faults(notebook: NotebookNode, *, printed: bool) -> Iterator[str]:
    """What the lint finds in the report, and if it is to be printed in the PDF."""
    from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint

    ReportHTMLExporter().from_notebook_node(notebook)
    yield from lint_faults(notebook)
    yield from lint.sheet_faults(ReportPDFExporter().from_notebook_node(notebook)[0]) if printed else ()
