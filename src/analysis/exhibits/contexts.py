"""*Claim by claim*: what was found on each claim, the evidence on each side, and where it was read."""

import html
from collections.abc import Iterator

from analysis.evidence.documents import KINDS
from analysis.exhibits.page import Block
from analysis.exhibits.prose import HTML, Writer
from analysis.exhibits.workings import linked, sentence
from analysis.findings import Outcome, Verdict

MOST_NAMED = 5
"""So many documents are named for a claim; documents.csv and claims.csv name all."""


def contexts(w: Writer) -> Block:
    """Write for each claim what was found: the context with its numbers, and the evidence on each side."""
    parts, lines = [], []
    for claim_id, verdict in w.verdicts.items():
        claim = w.catalogue.evidence.claims[claim_id]
        w.cited.update(claim["source_ids"].split())
        statement = w.fill(f"{{statement:{claim_id}}}", HTML)
        context, grounds = w.sentences([claim["context"]], HTML), w.grounds(verdict, HTML)
        note = html.escape(sentence(claim["note"]))
        told = (f"<strong>{statement}</strong>", context, grounds, *_read(verdict), note)
        name = f"{HTML.label(claim_id)} {HTML.verdict(verdict.outcome)}"
        parts.append(f'<dt id="c-{html.escape(claim_id)}">{name}</dt><dd>{" ".join(filter(None, told))}</dd>')
        lines.append(f"{claim_id} {verdict.outcome.value}")
    return Block(f'<dl class="claims">{"".join(parts)}</dl>', "\n".join(lines), {})


def _read(verdict: Verdict) -> Iterator[str]:
    """Say how a verdict was reached and in which documents its grounds were read, the weakest of those that decide."""
    if verdict.method == "editorial" and verdict.outcome is not Outcome.NOT_CHECKABLE:
        read = verdict.grounds.documents if verdict.grounds else ()
        told = "; ".join(f"{linked(it)} ({KINDS[it.kind]})" for it in read[:MOST_NAMED])
        yield f"Judged by hand{f', read in {told}' if told else ''}."
    elif verdict.grounds:
        told = ", ".join(map(linked, verdict.grounds.documents[:MOST_NAMED]))
        yield f"Weakest document: {verdict.grounds.words} ({told})."
    elif verdict.because:
        yield f"Not decided: {HTML.label(verdict.because)}."
