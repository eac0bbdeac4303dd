"""A finding as HTML, in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NamedTuple

from analysis.findings.number_notes import named

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.findings.finding import Finding


PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keep JupyterLab from rendering dollar signs as mathematics."""


class Marks(NamedTuple):
    """How to write a number, and words of the dataset, as HTML."""

    number: Callable[[Finding], str]
    words: Callable[[str], str]


PLAIN = Marks(lambda finding: html.escape(finding.text), html.escape)
"""Escaped text without links."""


def finding_html(finding: Finding, marks: Marks = PLAIN) -> str:
    """Return a finding as HTML; its inputs unfold on a click, down to the sources."""
    about = f"bounds {finding.bounds} · {finding.quantity.unit} · {finding.id}"
    remark = f"<br><small>{marks.words(finding.remark)}</small>" if finding.remark else ""
    return (
        f"<div{PLAIN_TEXT}><strong>{marks.number(finding)}</strong> · {marks.words(named(finding))}<br>"
        f"<small>{marks.words(about)}</small>{remark}{_origin(finding, marks)}</div>"
    )


def _origin(finding: Finding, marks: Marks) -> str:
    """Return the inputs of a finding as nested details elements, or its source."""
    method = marks.words(finding.method)
    row = finding.observation
    if row is not None:
        source = marks.words(f"{row.source_id}, public since {row.published}, printed “{row.printed}”")
        read = marks.words(f"read in {', '.join(row.documents)}: {row.locator}")
        return f"<br><small>{method}: {source}; {read}</small>"
    if not finding.inputs:
        return f"<br><small>{method}: {marks.words(', '.join(finding.source_ids))}</small>"

    items = []
    for part in finding.inputs:
        items.append(f"<li>{marks.number(part)} · {marks.words(named(part))}{_origin(part, marks)}</li>")
    return f"<details><summary><small>{method}</small></summary><ul>{''.join(items)}</ul></details>"
