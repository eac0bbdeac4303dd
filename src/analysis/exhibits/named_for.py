"""Which documents the card of a claim names: what its verdict rests on, and what changes how the claim reads."""

from collections.abc import Iterator, Sequence

from analysis.evidence import Document
from analysis.exhibits.prose import HTML, Writer
from analysis.exhibits.templates import numbers_in
from analysis.findings import Finding, Verdict

__all__ = ["MOST_NAMED", "named_for", "others", "weakest"]

MOST_NAMED = 3
"""So many documents are named for a verdict; documents.csv and claims.csv name all."""


def weakest(verdict: Verdict) -> Sequence[Document]:
    """Return the documents that the weakest evidence of a verdict was read in."""
    return verdict.grounds.nearest if verdict.grounds else ()


def named_for(w: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents that a card names as its sources, the nearest first: as many as readers want to see.

    Of each figure of its context that was read elsewhere one is named as well.
    """
    read = _read(w, verdict)
    most = MOST_NAMED if verdict.evidence_for or verdict.evidence_against else len(read)
    known, more = {it.document_id for it in read}, list[Document]()
    for leaf in _context(w, verdict):
        if known.isdisjoint(leaf.documents):
            more.append(w.catalogue.evidence.documents[leaf.documents[0]])
            known.add(leaf.documents[0])
    return sorted((*read[:most], *more), key=lambda it: it.kind.distance)


def others(w: Writer, verdict: Verdict, named: Sequence[Document]) -> Iterator[str]:
    """Lead to the workings that name more documents than a card does: of the first figure read in another one.

    So do the figures of a context that was read elsewhere.
    """
    known, read = {it.document_id for it in named}, {it.document_id for it in _read(w, verdict)}
    found = [leaf for leaf in _evidence(verdict) if not known.issuperset(leaf.documents)][:1]
    found += [leaf for leaf in _context(w, verdict) if read.isdisjoint(leaf.documents)]
    if any(not known.issuperset(leaf.documents) for leaf in found):
        numbers = ", ".join(w.number(leaf, HTML) for leaf in dict.fromkeys(found))
        yield f'others in Workings<span class="screen">, at {numbers}</span>'


def _read(w: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents in which a verdict's evidence was read: one for each source, then the others.

    Those that it hangs on come first. Where nobody can judge, they are those that were searched.
    """
    evidence = w.catalogue.evidence
    if verdict.method == "editorial" and not verdict.grounds:
        return [evidence.documents[name] for name in evidence.claims[verdict.claim_id]["evidence"].split()]
    of = {evidence.documents[name]: leaf.source_ids[0] for leaf in _evidence(verdict) for name in leaf.documents}
    read = list(dict.fromkeys([*(verdict.grounds.documents if verdict.grounds else ()), *of]))
    first = {of.get(it): it for it in reversed(read)}.values()
    return sorted(read, key=lambda it: it not in first)


def _evidence(verdict: Verdict) -> Iterator[Finding]:
    """Go through the figures that a verdict rests on."""
    return (leaf for it in (*verdict.evidence_for, *verdict.evidence_against) for leaf in it.leaves())


def _context(w: Writer, verdict: Verdict) -> Iterator[Finding]:
    """Go through the figures of a context that changes how a claim reads: the verdict hangs on them as well."""
    claim = w.catalogue.evidence.claims[verdict.claim_id]
    names = numbers_in(claim["context"]) if claim["context_changes_reading"] == "yes" else []
    known = (w.catalogue[name] for name in names if name in w.catalogue)
    return (leaf for finding in known for leaf in finding.leaves() if leaf.documents)
