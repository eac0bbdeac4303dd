"""*Sources and workings*: one entry for every number shown, down to where its figures were seen."""

import html
from collections import defaultdict

from analysis.evidence import Evidence
from analysis.exhibits.prose import HTML, Writer, anchor
from analysis.findings import Finding


def workings(writer: Writer) -> str:
    """Write the list of workings for every finding used so far, and for every finding beneath one."""
    entries = _with_inputs(list(writer.used.values()))
    evidence = writer.catalogue.evidence
    claims = {row["observation_id"]: row for row in evidence.claims.values() if row["observation_id"]}
    items = []
    for finding in sorted(entries.values(), key=lambda f: f.id):
        items.append(
            f'<dt id="{html.escape(anchor(finding))}">{html.escape(finding.text)} · {html.escape(finding.label)}</dt>'
        )
        items.append(f"<dd>{_explanation(finding, evidence, claims)}</dd>")
    return f'<dl class="workings">{"".join(items)}</dl>'


def sources(writer: Writer) -> str:
    """Write the list of all sources behind the findings used and the contexts of claims, with day and terms.

    A source all of whose figures came after the day of knowledge is left out.
    """
    evidence = writer.catalogue.evidence
    used = {source for finding in writer.used.values() for source in finding.sources}
    named = {source for claim in evidence.claims.values() for source in claim["source_ids"].split()}
    used |= named - evidence.later_sources
    by_kind = defaultdict(list)
    for source_id, row in evidence.sources.items():
        if source_id in used:
            by_kind[row["kind"]].append((source_id, row))
    parts = []
    for kind in ("official", "primary", "secondary"):
        items = "".join(_source_item(source_id, row) for source_id, row in by_kind[kind])
        parts.append(f'<h3>{kind.capitalize()} sources</h3><dl class="workings">{items}</dl>' if items else "")
    return "".join(parts)


def _source_item(source_id: str, row: dict[str, str]) -> str:
    title = html.escape(row["title"])
    if row["url"]:
        title = f'<a href="{html.escape(row["url"])}">{title}</a>'
    return (
        f'<dt id="s-{html.escape(source_id)}">{html.escape(row["publisher"])}</dt>'
        f"<dd>{title}. Published: {html.escape(row['published'])}. Terms: {html.escape(row['licence'])}.</dd>"
    )


def _with_inputs(used: list[Finding]) -> dict[str, Finding]:
    entries: dict[str, Finding] = {}
    stack = list(used)
    while stack:
        finding = stack.pop()
        if anchor(finding) not in entries:
            entries[anchor(finding)] = finding
            stack += finding.inputs
    return entries


def _explanation(finding: Finding, evidence: Evidence, claims: dict[str, dict[str, str]]) -> str:
    parts = []
    if finding.inputs:
        inputs = ", ".join(HTML.link(part.text, anchor(part), part.label) for part in finding.inputs)
        parts.append(f"{html.escape(_capital(finding.method))}: {inputs}.")
    if not finding.quantity.is_exact:
        parts.append(f"Bounds {html.escape(finding.bounds)}.")
    if finding.choices:
        parts.append(f"Choice: {html.escape(', '.join(finding.choices).replace('=', ' ').replace('_', ' '))}.")
    row = finding.observation
    for source_id in finding.source_ids:
        source = evidence.sources[source_id]
        link = f'<a href="#s-{html.escape(source_id)}">{html.escape(source["publisher"])}</a>'
        public = f", public since {row.published.isoformat()}" if row else ""
        seen = html.escape(row.seen_at if row else source["seen_at"])
        parts.append(f"{link}{public}. Seen at: {seen}.")
    if row:
        claim = claims.get(row.observation_id)
        if claim:
            parts.append(f"Paragraph {claim['paragraph']} of the article, “{html.escape(claim['printed'])}”.")
        if row.note:
            parts.append(html.escape(_capital(row.note)) + ".")
    return " ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
