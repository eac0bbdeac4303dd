"""*Sources and workings*: one entry for every number shown, down to where its figures were seen."""

import html
from collections import defaultdict
from collections.abc import Iterable

from analysis.evidence import Evidence
from analysis.exhibits.prose import HTML, Writer, anchor
from analysis.findings import Finding

KINDS = {
    "official": "Official sources",
    "primary": "Primary sources",
    "secondary": "Secondary sources",
    "choice": "Choices",
}
"""The kinds of sources in the order in which they are listed."""


def workings(writer: Writer) -> str:
    """Write the list of workings for every finding used so far, and for every finding beneath one.

    First what was computed, then the figures it rests on; figures seen at the same place share one explanation.
    """
    entries = sorted(_with_inputs(list(writer.used.values())).values(), key=lambda f: f.id)
    evidence = writer.catalogue.evidence
    claims = {row["observation_id"]: row for row in evidence.claims.values() if row["observation_id"]}
    computed = [_term(f) + f"<dd>{_explanation(f, evidence)}</dd>" for f in entries if f.observation is None]
    seen: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for finding in entries:
        if row := finding.observation:
            place = (row.source_id, row.published.isoformat(), row.seen_at, row.note)
            seen[place].append(_term(finding, claims.get(row.observation_id)))
    figures = ["".join(terms) + f"<dd>{_seen(evidence, *place)}</dd>" for place, terms in sorted(seen.items())]
    parts = (("Computed", computed), ("From sources", figures))
    return _annex(parts)


def sources(writer: Writer) -> str:
    """Write the list of all sources behind the findings used and of those cited for claims, with day and terms.

    A source all of whose figures came after the day of knowledge is left out.
    """
    evidence = writer.catalogue.evidence
    used = {source for finding in writer.used.values() for source in finding.sources}
    used |= writer.cited - evidence.later_sources
    by_kind = defaultdict(list)
    for source_id, row in evidence.sources.items():
        if source_id in used:
            by_kind[row["kind"]].append((source_id, row))
    return _annex((title, [_source_item(*item) for item in by_kind[kind]]) for kind, title in KINDS.items())


def _annex(parts: Iterable[tuple[str, list[str]]]) -> str:
    lists = (f'<h3>{title}</h3><dl class="workings">{"".join(items)}</dl>' for title, items in parts if items)
    return f'<div class="annex">{"".join(lists)}</div>'


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


def _term(finding: Finding, claim: dict[str, str] | None = None) -> str:
    """Name a finding with its number; a figure from a source is told apart from its neighbours here."""
    asides = [finding.method] if finding.observation and finding.method != "as published" else []
    if finding.observation and not finding.quantity.is_narrow:
        asides.append(f"bounds {finding.bounds}")
    if claim:
        asides.append(f"paragraph {claim['paragraph']} of the article, “{claim['printed']}”")
    aside = f" <small>{html.escape('; '.join(asides))}</small>" if asides else ""
    return f'<dt id="{html.escape(anchor(finding))}">{html.escape(f"{finding.text} · {finding.label}")}{aside}</dt>'


def _explanation(finding: Finding, evidence: Evidence) -> str:
    parts = []
    if finding.inputs:
        inputs = ", ".join(HTML.link(part.text, anchor(part), part.label) for part in finding.inputs)
        parts.append(f"{html.escape(_capital(finding.method))}: {inputs}.")
    if not finding.quantity.is_narrow:
        parts.append(f"Bounds {html.escape(finding.bounds)}.")
    if finding.choices:
        parts.append(f"Choice: {html.escape(', '.join(finding.choices).replace('=', ' ').replace('_', ' '))}.")
    parts += [_seen(evidence, s, "", evidence.sources[s]["seen_at"], "") for s in finding.source_ids]
    return " ".join(parts)


def _seen(evidence: Evidence, source_id: str, published: str, seen_at: str, note: str) -> str:
    """Say where figures were seen, and since when they are public."""
    publisher = html.escape(evidence.sources[source_id]["publisher"])
    public = f", public since {published}" if published else ""
    remark = f" {html.escape(_capital(note))}." if note else ""
    return f'<a href="#s-{html.escape(source_id)}">{publisher}</a>{public}. Seen at: {html.escape(seen_at)}.{remark}'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
