"""The way down from a number to where its figures were seen, as a tree for the terminal."""

from collections.abc import Iterator

from analysis.evidence import Evidence
from analysis.findings import Finding


def tree(finding: Finding, evidence: Evidence, indent: str = "") -> Iterator[str]:
    """Write a finding, how it was computed, and beneath it its inputs down to claims, figures and sources."""
    yield f"{finding.id} = {finding.text}"
    below = indent + ("│ " if finding.inputs else "  ")
    yield f"{below}{finding.label}; {finding.method}; bounds {finding.bounds}"
    if finding.choices:
        yield f"{below}choice: {', '.join(finding.choices)}"
    yield from (f"{below}{line}" for line in _sources(finding, evidence))
    for number, part in enumerate(finding.inputs):
        last = number == len(finding.inputs) - 1
        lines = tree(part, evidence, indent + ("  " if last else "│ "))
        yield f"{indent}{'└─' if last else '├─'} {next(lines)}"
        yield from lines


def _sources(finding: Finding, evidence: Evidence) -> Iterator[str]:
    row = finding.observation
    for source_id in finding.source_ids:
        source = evidence.sources[source_id]
        public = f", public since {row.published}" if row else ""
        yield f"source {source_id}: {source['publisher']}, {source['title']}{public}"
        yield f"  {source['url'] or 'address not seen'}; terms: {source['licence']}"
        yield f"  seen at: {row.seen_at if row else source['seen_at']}"
    if row:
        for claim_id, claim in evidence.claims.items():
            if claim["observation_id"] == row.observation_id:
                yield f"claim {claim_id}, paragraph {claim['paragraph']}, printed “{claim['printed']}”"
