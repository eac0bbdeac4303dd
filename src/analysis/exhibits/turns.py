"""The verdicts that changed, in words: on which claim, from what to what, on which day, and by which new figures."""

from collections.abc import Iterator, Sequence

from analysis.exhibits.cards import UNLINKED, reason
from analysis.exhibits.markup import card
from analysis.exhibits.page import Block
from analysis.exhibits.prose import HTML, PLAIN, Markup, Writer
from analysis.findings import Finding, State
from analysis.findings.history import turns


def verdict_turns(w: Writer) -> Block | None:
    """Tell of each claim whose verdict changed since the article what changed it; None while none has."""
    changed = {claim_id: found for claim_id, states in w.catalogue.history.items() if (found := turns(states))}
    if not changed:
        return None
    page, plain = ([_told(w, *it, markup) for it in changed.items()] for markup in (HTML, PLAIN))
    return Block("\n".join(f"<p>{text}</p>" for text in page), "\n".join(plain), {})


def then_and_now(w: Writer) -> Block | None:
    """Name the claims on which the verdict is another one than when the article ran; None while there is none."""
    changed = {claim_id: states for claim_id, states in w.catalogue.history.items() if turns(states)}
    told = {
        claim_id: f"{states[0].verdict.outcome.value} then, {w.verdicts[claim_id].outcome.value} now"
        for claim_id, states in changed.items()
        if states[0].verdict.outcome is not w.verdicts[claim_id].outcome
    }
    if not told:
        return None
    titles = {claim_id: f"{{title:{claim_id}}}" for claim_id in told}
    page = [f'<a href="#{card(c)}">{w.fill(titles[c], UNLINKED)}</a>, {words}' for c, words in told.items()]
    plain = [f"{w.fill(titles[c], PLAIN)}, {words}" for c, words in told.items()]
    opening = "Other verdicts by the figures public when the article ran:"
    return Block(f"<p>{opening} {'; '.join(page)}.</p>", f"{opening} {'; '.join(plain)}.", {})


def _told(w: Writer, claim_id: str, found: Sequence[tuple[State, State]], markup: Markup) -> str:
    """Tell of a claim which verdict it had at first, which came after that, and what is held against the claim."""
    first = markup.verdict(found[0][0].verdict.outcome, "")
    later = ", then ".join(_turn(w, new, markup) for _, new in found)
    last = found[-1][1]
    why = reason(w, w.verdicts[claim_id], markup) if w.verdicts[claim_id].outcome is last.verdict.outcome else ""
    whose = "; ".join(dict.fromkeys(_publishers(w, last.because)))
    news = f"New that day were figures of: {markup.label(whose)}." if whose else ""
    claim = f"{markup.label(claim_id)} ({w.fill(f'{{title:{claim_id}}}', markup)})"
    told = f"{claim}: {first} by the figures public when the article ran, {later}."
    return " ".join(filter(None, (told, why, news)))


def _turn(w: Writer, new: State, markup: Markup) -> str:
    """Tell of a verdict from which day it held."""
    day = w.number(w.catalogue[f"history.{new.claim_id}.{new.since}"], markup)
    return f"{markup.verdict(new.verdict.outcome, new.claim_id)} from {day}"


def _publishers(w: Writer, news: Sequence[Finding]) -> Iterator[str]:
    """Name who made some figures, and in whose document each was read."""
    evidence = w.catalogue.evidence
    for finding in news:
        made = evidence.sources[finding.source_ids[0]]["publisher"]
        read = evidence.documents[finding.documents[0]].publisher if finding.documents else made
        yield made if read == made else f"{made}, read in {read}"
