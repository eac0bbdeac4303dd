"""Which documents the card of a claim names: what its verdict rests on, and what changes how the claim reads."""

from collections.abc import Iterator, Sequence

from analysis.evidence import Document
from analysis.exhibits.prose import HTML, Writer
from analysis.exhibits.templates import numbers_in
from analysis.findings import Finding, Verdict, grounds
from analysis.findings.grounds import Grounds

__all__ = ["MOST_NAMED", "named_for", "of_context", "others", "weakest"]

MOST_NAMED = 3
"""So many documents are named for a verdict; documents.csv and claims.csv name all."""


def weakest(verdict: Verdict) -> Sequence[Document]:
    """Return the documents that the weakest evidence of a verdict was read in."""
    return verdict.grounds.nearest if verdict.grounds else ()


def of_context(w: Writer, verdict: Verdict) -> Grounds | None:
    """Return the documents of that figure of a context that decides which was read farthest from its maker."""
    return grounds.weakest(_context(w, verdict), w.catalogue.evidence)


def named_for(w: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents that a card names as its sources, the nearest first: as many as readers want to see."""
    read = _read(w, verdict)
    most = MOST_NAMED if verdict.evidence_for or verdict.evidence_against else len(read)
    return sorted(read[:most], key=lambda it: it.kind.distance)


def others(w: Writer, verdict: Verdict, named: Sequence[Document]) -> Iterator[str]:
    """Lead to the workings that name more documents than a card does: of the first figure read in another one.

    So do those of the figures of its context that was read elsewhere.
    """
    known = {it.document_id for it in named}
    if found := [leaf for leaf in _evidence(verdict) if not known.issuperset(leaf.documents)][:1]:
        numbers = ", ".join(w.number(leaf, HTML) for leaf in dict.fromkeys([*found, *_context(w, verdict)]))
        yield f'others in Workings<span class="screen">, at {numbers}</span>'


def _read(w: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents in which a verdict's evidence was read: one for each source, its context's, then the others.

    Those that it hangs on come first. Where nobody can judge, they are those that were searched.
    """
    evidence = w.catalogue.evidence
    if verdict.method == "editorial" and not verdict.grounds:
        return [evidence.documents[name] for name in evidence.claims[verdict.claim_id]["evidence"].split()]
    of = {evidence.documents[name]: leaf.source_ids[0] for leaf in _evidence(verdict) for name in leaf.documents}
    read = list(dict.fromkeys([*(verdict.grounds.documents if verdict.grounds else ()), *of]))
    first = {of.get(it): it for it in reversed(read)}.values()
    context = [evidence.documents[leaf.documents[0]] for leaf in _context(w, verdict)]
    return list(dict.fromkeys([*(it for it in read if it in first), *context, *read]))


def _evidence(verdict: Verdict) -> Iterator[Finding]:
    """Go through the figures that a verdict rests on."""
    return (leaf for it in (*verdict.evidence_for, *verdict.evidence_against) for leaf in it.leaves())


def _context(w: Writer, verdict: Verdict) -> Iterator[Finding]:
    """Go through the figures, read in other documents, of a context that changes how a claim reads."""
    read = {name for leaf in _evidence(verdict) for name in leaf.documents}
    claim = w.catalogue.evidence.claims[verdict.claim_id]
    names = numbers_in(claim["context"]) if claim["context_changes_reading"] == "yes" else []
    leaves = (leaf for name in names if name in w.catalogue for leaf in w.catalogue[name].leaves())
    return (leaf for leaf in leaves if leaf.documents and read.isdisjoint(leaf.documents))
