"""Each figure as a file of its own, with title, source and credit, so that it can be used elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Figure
from analysis.rendering.errors import ReportError
from analysis.rendering.palette import LIGHT
from analysis.rendering.tree import plain
from analysis.rendering.typesetting import typeset
from analysis.rendering.typst_markup import picture
from analysis.rendering.typst_text import colours, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.blocks import Report

__all__ = ["graphics"]

STYLE = Path(__file__).with_name("templates") / "report_pdf" / "report.typ"
SHARP = 192.0
"""Dots per inch of the PNG: twice as many as a page shows."""


def graphics(report: Report) -> dict[str, bytes]:
    """Return each titled figure of a report as SVG and PNG, by file name; a credit names the report and its edition."""
    figures = [block for block in report.blocks if isinstance(block, Figure) and block.name]
    if not figures:
        return {}
    for figure in figures:
        if not re.fullmatch(r"\w[\w.-]*", figure.label):
            raise ReportError(f"{figure.cell}: the label {figure.label!r} cannot name a file; use letters and hyphens.")
    files = {
        "palette.typ": colours(LIGHT).encode(),
        "report.typ": STYLE.read_bytes(),
        "plan.typ": STYLE.with_name("plan.typ").read_bytes(),
        "main.typ": "\n".join(_source(report, figures)).encode(),
    }
    files |= dict(picture(figure, number) for number, figure in enumerate(figures, 1))
    drawn = {
        suffix: typeset(files, format=suffix, **({"ppi": SHARP} if suffix == "png" else {}))[0]
        for suffix in ("svg", "png")
    }
    pages = {suffix: made if isinstance(made, list) else [made] for suffix, made in drawn.items()}
    return {
        f"{figure.label}.{suffix}": page
        for suffix, found in pages.items()
        for figure, page in zip(figures, found, strict=True)
    }


def _source(report: Report, figures: list[Figure]) -> Iterator[str]:
    credit = " · ".join(part for part in (report.title, report.edition, *report.authors) if part)
    yield '#import "report.typ": graphic, graphics\n#show: graphics'
    for number, figure in enumerate(figures, 1):
        path, _ = picture(figure, number)
        texts = [quote(plain(nodes)) for nodes in (figure.title, figure.subtitle, figure.source)]  # without links
        yield f"#graphic({', '.join([quote(path), *texts, quote(credit)])})"
