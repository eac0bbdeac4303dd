"""Small executed notebooks, made by hand, and ways to look inside what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.document_from_notebook import OURS
from analysis.rendering.report_errors import LintError

from ..notebook_runner import lint_faults

SVG = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="400pt" height="100pt" viewBox="0 0 400 100"
 xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata>who and when</metadata>
 <defs><clipPath id="p1"><rect x="0" y="0" width="400" height="100"/></clipPath></defs>
 <g id="figure_1"><!-- a comment -->
  <path d="M 0 50
L 400 50" clip-path="url(#p1)" style="fill: none; stroke: #d55e00; stroke-width: 2"/>
  <text style="font: 10px 'Source Sans Pro'; fill: #1b2733" x="10" y="40">Japan &amp; others</text>
 </g>
</svg>"""


class Make:
    """Short names for the cells that a notebook of this project holds."""

    @staticmethod
    def text(source: str, **cell: Any) -> Any:
        """A cell of prose."""
        return new_markdown_cell(source, **cell)

    @staticmethod
    def output(data: dict[str, Any], about: dict[str, Any] | None = None, **cell: Any) -> Any:
        """A code cell that shows something, with what is known about it."""
        shown = new_output("display_data", data, metadata=about or {})
        return new_code_cell(cell.get("id", "1 + 1"), outputs=[shown], **cell)

    @classmethod
    def html(cls, source: str, about: dict[str, Any] | None = None, **cell: Any) -> Any:
        """A cell that shows HTML as the package does, which says in the metadata that it is its own."""
        return cls.output(
            {"text/html": source, "text/plain": "plain"}, {"text/html": {OURS: True, **(about or {})}}, **cell
        )

    @classmethod
    def figure(cls, svg: str = SVG, cell: dict[str, Any] | None = None, **about: Any) -> Any:
        """A cell that shows a figure with an alt text."""
        about = {OURS: True, "alt": "Japan stays where it was.", **about}
        data = {"image/svg+xml": svg, "text/html": "<div>for JupyterLab only</div>", "text/plain": "a figure"}
        return cls.output(data, {"image/svg+xml": about}, **(cell or {}))

    @classmethod
    def document(cls, **data: Any) -> Any:
        """The cell that says what the whole document is."""
        return cls.output({"text/plain": ""}, {"text/plain": {OURS: True}, "report": data})

    @staticmethod
    def notebook(*cells: Any) -> Any:
        """The notebook of these cells."""
        return new_notebook(cells=list(cells))

    @staticmethod
    def faults(*cells: Any) -> list[str]:
        """What the lint finds in the report of these cells."""
        return lint_faults(new_notebook(cells=list(cells)))

    @staticmethod
    def to_html(*cells: Any, **traits: Any) -> str:
        """The page made of these cells, which a report is refused if they cannot be read."""
        exporter = ReportHTMLExporter(**traits)
        return exporter.render(_read(exporter, cells))

    @staticmethod
    def to_pdf(*cells: Any, **traits: Any) -> bytes:
        """The PDF made of these cells, which a report is refused if they cannot be read."""
        exporter = ReportPDFExporter(**traits)
        return exporter.render(_read(exporter, cells))


def _read(exporter: Any, cells: Any) -> Any:
    document = exporter.read(new_notebook(cells=list(cells)))[0]
    if document.faults:
        raise LintError([fault.line for fault in document.faults])
    return document


@pytest.fixture(scope="session")
def make() -> type[Make]:
    """Short names for making notebooks."""
    return Make
