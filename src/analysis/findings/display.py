"""How findings and verdicts show themselves in a notebook: the number first, then its bounds, then its origin."""

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Verdict

PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keeps JupyterLab from reading dollar signs as mathematics."""


def finding_text(finding: "Finding") -> str:
    """Write a finding in a line: what it is, the number, its bounds and its unit."""
    return f"{finding.label}: {finding.text} (bounds {finding.bounds}; {finding.quantity.unit}; {finding.id})"


def finding_html(finding: "Finding") -> str:
    """Write a finding for a notebook; a click unfolds how it was made, input by input, down to the sources."""
    return (
        f"<div{PLAIN_TEXT}><strong>{html.escape(finding.text)}</strong> · {html.escape(finding.label)}<br>"
        f"<small>bounds {html.escape(finding.bounds)} · {html.escape(finding.quantity.unit)} · "
        f"<code>{html.escape(finding.id)}</code></small>{_origin(finding)}</div>"
    )


def _origin(finding: "Finding") -> str:
    """Unfold one step of the way down; each input unfolds in turn."""
    row, said = finding.observation, html.escape(finding.method)
    if row is not None:
        seen = f"{html.escape(row.source_id)}, public since {row.published}, printed “{html.escape(row.printed)}”"
        read = f"read in {html.escape(', '.join(row.documents))}: {html.escape(row.locator)}"
        return f"<br><small>{said}: {seen}; {read}</small>"
    if not finding.inputs:
        return f"<br><small>{said}: {html.escape(', '.join(finding.source_ids))}</small>"
    items = "".join(
        f"<li>{html.escape(part.text)} · {html.escape(part.label)}{_origin(part)}</li>" for part in finding.inputs
    )
    return f"<details><summary><small>{said}</small></summary><ul>{items}</ul></details>"


def verdict_text(verdict: "Verdict") -> str:
    """Write a verdict in a line: what it says, by which rule, and in how many specifications it holds."""
    margin = f"; margin {verdict.margin.text}" if verdict.margin else ""
    holds = f"; holds in {verdict.holds_in} of {verdict.of} specifications" if verdict.of else ""
    rests = f"; rests at the weakest on {verdict.grounds.words}" if verdict.grounds else ""
    return f"{verdict.claim_id}: {verdict.outcome.value} ({verdict.method}, {verdict.rule}{margin}{holds}{rests})"


def verdict_html(verdict: "Verdict") -> str:
    """Write a verdict for a notebook, with the evidence on each side and what would turn it round."""
    parts = [f"<div{PLAIN_TEXT}><strong>{html.escape(verdict_text(verdict))}</strong>"]
    for word, evidence in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if evidence:
            parts.append(f"<p>{word}:</p>{''.join(map(finding_html, evidence))}")
    if verdict.flips:
        parts.append(
            f"<p>The answer differs when {html.escape('; '.join(': '.join(flip) for flip in verdict.flips))}.</p>"
        )
    return "".join(parts) + "</div>"
