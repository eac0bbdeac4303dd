"""The verdicts that changed, in words: on which claim, from what to what, on which day, and by which new figures."""

from collections.abc import Iterator, Sequence

from analysis.exhibits.page import Block
from analysis.exhibits.prose import HTML, MOST_EVIDENCE, PLAIN, Markup, Writer
from analysis.findings import Finding, State
from analysis.findings.history import turns


def verdict_turns(w: Writer) -> Block | None:
    """Tell of each claim whose verdict changed since the article what changed it; None while none has."""
    changed = {claim_id: found for claim_id, states in w.catalogue.history.items() if (found := turns(states))}
    if not changed:
        return None
    page, plain = ([_told(w, *it, markup) for it in changed.items()] for markup in (HTML, PLAIN))
    return Block("\n".join(f"<p>{text}</p>" for text in page), "\n".join(plain), {})


def _told(w: Writer, claim_id: str, found: Sequence[tuple[State, State]], markup: Markup) -> str:
    """Tell of a claim which verdict it had at first, and which one came after that."""
    first = markup.verdict(found[0][0].verdict.outcome, "")
    later = " Then ".join(_turn(w, new, markup) for _, new in found)
    return f"{w.fill(f'{{title:{claim_id}}}', markup)}: {first} at first, {later}"


def _turn(w: Writer, new: State, markup: Markup) -> str:
    """Tell of a verdict from which day it held, and which figures were new on it."""
    day = w.number(w.catalogue[f"history.{new.claim_id}.{new.since}"], markup)
    told = f"{markup.verdict(new.verdict.outcome, new.claim_id)} from {day}"
    if not new.because:
        return f"{told}."
    news = [f"{markup.label(it.label)}, {w.number(it, markup)}" for it in new.because[:MOST_EVIDENCE]]
    news += ["and others"] if len(new.because) > MOST_EVIDENCE else []
    whose = markup.label("; ".join(dict.fromkeys(_publishers(w, new.because))))
    return f"{told}. New that day: {'; '.join(news)}. Source: {whose}."


def _publishers(w: Writer, news: Sequence[Finding]) -> Iterator[str]:
    """Name who made some figures, and in whose document each was read."""
    evidence = w.catalogue.evidence
    for finding in news:
        made = evidence.sources[finding.source_ids[0]]["publisher"]
        read = evidence.documents[finding.documents[0]].publisher if finding.documents else made
        yield made if read == made else f"{made}, read in {read}"
