"""*Sources*: whose figures a report rests on, with their terms."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.exhibits.annexes import annex, heading, note
from analysis.exhibits.families import grouped
from analysis.exhibits.markup import card
from analysis.exhibits.prose import Writer
from analysis.findings.given import GivenSource, source_row

__all__ = ["source_anchor", "sources"]

SOURCES = {
    "official": "Official sources",
    "primary": "Primary sources",
    "secondary": "Secondary sources",
    "given": "Named in this notebook",
    "choice": "Choices",
}
"""The kinds of sources in the order in which they are listed."""


def sources(writer: Writer) -> str:
    """Write the list of all sources behind what was written, drawn or cited for claims, with day and terms.

    A source all of whose figures came after the day of knowledge is left out.
    """
    evidence = writer.catalogue.evidence
    leaves = [leaf for it in (*writer.used.values(), *writer.points.values()) for leaf in it.leaves()]
    named = {leaf.observation.source_id for leaf in leaves if leaf.observation}  # now, where an old edition had another
    figures = named | {source for leaf in leaves for source in leaf.source_ids}
    used = figures | writer.cited - evidence.later_sources
    known: list[tuple[str, Mapping[str, str]]] = [
        (source_id, row) for source_id, row in evidence.sources.items() if source_id in used
    ]
    given = sorted(source_id for source_id in used if isinstance(source_id, GivenSource))
    told = {source_id: _on_cards(claims) for source_id, claims in writer.read_for.items() if source_id not in figures}
    by_kind = grouped(known, lambda item: item[1]["kind"])
    by_kind["given"] = [(source_id, source_row(source_id, evidence.sources)) for source_id in given]
    return annex((title, list(_by_publisher(by_kind.get(kind, []), told))) for kind, title in SOURCES.items())


def source_anchor(source_id: str) -> str:
    """Return the name of the entry of a source in the list of sources."""
    return f"s-{source_id.anchor if isinstance(source_id, GivenSource) else html.escape(source_id)}"


def _on_cards(claims: Iterable[str]) -> str:
    """Lead from a source without a figure of its own to the cards of the claims that it was read for."""
    links = (f'<a href="#{card(name)}">{html.escape(name)}</a>' for name in claims)
    return f" Read for {', '.join(links)}."


def _by_publisher(known: Sequence[tuple[str, Mapping[str, str]]], told: Mapping[str, str]) -> Iterator[str]:
    for (publisher, terms), issued in grouped(known, lambda item: (item[1]["publisher"], item[1]["licence"])).items():
        yield heading(html.escape(publisher))
        for source_id, row in issued:
            yield f'<dd id="{source_anchor(source_id)}">{html.escape(row["title"])}.{told.get(source_id, "")}</dd>'
        yield note([f"Terms: {html.escape(terms)}."])
