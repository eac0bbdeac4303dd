"""Write claims as cards and lists: what the article says, what was found, and why and how surely it holds."""

import html
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.dataset import Document
from analysis.errors import NotKnownError, UnknownNameError, nearest
from analysis.findings import LEGEND, Catalogue, Finding, Outcome, State, Verdict
from analysis.findings.compare import verdicts_frame
from analysis.findings.finding import PLAIN_TEXT
from analysis.findings.verdicts import Judge, weakest
from analysis.report.markup import card, from_data, in_quotes
from analysis.report.page import Block
from analysis.report.provenance import document_link, document_links, sentence
from analysis.report.templates import numbers_in
from analysis.report.writer import HTML, PLAIN, Markup, Writer

if TYPE_CHECKING:
    import pandas as pd


MOST_NAMED = 3
"""So many documents are named for a verdict; documents.csv and claims.csv name all."""


def _named_documents(w: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents that a card names as its sources, the nearest first: as many as readers want to see."""
    read = _read(w, verdict)
    most = MOST_NAMED if verdict.evidence_for or verdict.evidence_against else len(read)
    return sorted(read[:most], key=lambda it: it.kind.distance)


def _others(w: Writer, verdict: Verdict, named: Sequence[Document]) -> Iterator[str]:
    """Lead to the workings that name more documents than a card does: of the first figure read in another one.

    So do those of the figures of its context that was read elsewhere.
    """
    known = {it.document_id for it in named}
    if found := [leaf for leaf in _evidence(verdict) if not known.issuperset(leaf.documents)][:1]:
        numbers = ", ".join(w.number(leaf, HTML) for leaf in dict.fromkeys([*found, *_context(w, verdict)]))
        yield f"others in Workings, at {numbers}"


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


HOLDING = (Outcome.SUPPORTED, Outcome.MISSING_CONTEXT)
"""Verdicts by which the article's figure stands."""

ROUNDED = ("amount", "count")
"""Rules by which a figure may differ from its evidence by a reporter's rounding."""

UNLINKED = replace(HTML, link=lambda text, _target, _title: from_data(html.escape(text, quote=False)))
"""How a claim is written in a heading or a link, which cannot hold further links."""

JUDGED_BY = {
    Judge.RULE: "Judged by a rule.",
    Judge.RULE_AND_EDITOR: "Supported by the rule; an editor found that context is missing.",
    Judge.EDITOR: "Judged by an editor.",
}


def claim_list(w: Writer, outcomes: Sequence[Outcome], *, with_reason: bool) -> Block | None:
    """List the claims that have one of some verdicts, each with a link to its card.

    With several verdicts each claim names its own; `with_reason` adds why the claim is not simply supported.
    """
    found = [(c, v) for outcome in outcomes for c, v in w.verdicts.items() if v.outcome is outcome]
    if not found:
        return None
    items, lines = [], []
    for claim_id, verdict in found:
        title = f'<a href="#{card(claim_id)}">{w.fill(f"{{title:{claim_id}}}", UNLINKED)}</a>'
        outcome = verdict.outcome.value
        named = f" {HTML.verdict(verdict.outcome, '').replace(f'>{outcome}<', f'>{outcome.capitalize()}<')}."
        why = f" {reason(w, verdict)}" if with_reason else ""
        items.append(
            f"<li><strong>{title}.</strong>{named * (len(outcomes) > 1)}{why}</li>" if why else f"<li>{title}</li>"
        )
        lines.append(f"{w.fill(f'{{title:{claim_id}}}', PLAIN)} ({outcome})")
    return Block(f'<ul class="claims">{"".join(items)}</ul>', "\n".join(lines), {})


def cards(w: Writer) -> Block:
    """Write a card for each claim: verdict and reason, how sure it is, and the sources as links.

    The card of a claim that holds has one paragraph, with its sources folded.
    """
    parts, lines = [], []
    seen = {it for verdict in w.verdicts.values() for it in _named_documents(w, verdict)}
    seen |= {it for verdict in w.verdicts.values() if verdict.grounds for it in verdict.grounds.nearest}
    for claim_id, verdict in w.verdicts.items():
        for source_id in w.catalogue.evidence.claims[claim_id]["source_ids"].split():
            w.cited.add(source_id)
            w.read_for.setdefault(source_id, {})[claim_id] = None
        name = f'<a class="self" href="#{card(claim_id)}">{HTML.label(claim_id)}</a>'
        title = w.fill(f"{{title:{claim_id}}}", UNLINKED)
        own = f"{card(claim_id)}-h"
        head = f'<h4 id="{own}">{name} {title} {HTML.verdict(verdict.outcome, "")}</h4>'
        more = "".join(f"<p><b>{name}</b> {text}</p>" for name, text in _details(w, verdict, seen) if text)
        if verdict.outcome is Outcome.SUPPORTED:
            label = f'aria-label="Sources: {html.escape(claim_id)}"'
            more = f"<details><summary {label}>Sources</summary>{more}</details>" if more else ""
        body = f"{head}<p>{' '.join(filter(None, _told(w, verdict)))}</p>{more}"
        parts.append(f'<article class="claim" id="{card(claim_id)}" aria-labelledby="{own}">{body}</article>')
        lines.append(f"{claim_id} {verdict.outcome.value}: {w.fill(f'{{title:{claim_id}}}', PLAIN)}")
    return Block(f'<div class="cards">{"".join(parts)}</div>', "\n".join(lines), {})


def reason(w: Writer, verdict: Verdict, markup: Markup = HTML) -> str:
    """Say in a sentence why a claim is not simply supported: in the claim's own words, or else what its verdict means.

    Nothing is said of a supported claim. Where the evidence does not decide, what is missing is named.
    """
    if verdict.outcome is Outcome.SUPPORTED:
        return ""
    if verdict.because:
        return f"What decides was not public on this day: {markup.label(verdict.because)}."
    try:
        told = w.fill(w.catalogue.evidence.claims[verdict.claim_id]["caveat"], markup)
    except NotKnownError:
        told = ""
    return told or f"{markup.escape(LEGEND[verdict.outcome].capitalize())}."


def _told(w: Writer, verdict: Verdict) -> Iterator[str]:
    """Say what the article says and where, what was found, and why the claim is not simply supported."""
    claim = w.catalogue.evidence.claims[verdict.claim_id]
    where = f"paragraph\u00a0{HTML.label(claim['paragraph'])}" if claim["paragraph"] else ""
    printed = in_quotes(claim["printed"], lambda token: from_data(html.escape(token, quote=False)))
    place = f" <small>({', '.join(filter(None, (printed, where)))})</small>" if printed or where else ""
    statement = w.fill(f"{{statement:{verdict.claim_id}}}", HTML)
    yield f"<em>{statement}</em>{place}"
    yield reason(w, verdict)
    yield _leeway(w, verdict)
    yield w.sentences([claim["context"]], HTML) or w.grounds(verdict, HTML)


def _leeway(w: Writer, verdict: Verdict) -> str:
    """Say of a claim that holds although its evidence rounds to another figure by which leeway it does."""
    printed = w.catalogue.get(f"claim.{verdict.claim_id}")
    if printed is None or not verdict.evidence_for or verdict.rule not in ROUNDED:
        return ""
    if printed.quantity.overlaps(verdict.evidence_for[0].quantity):
        return ""
    allowed = w.number(w.catalogue["choice.rounding"], HTML)
    return f"Strictly, the evidence rounds to another number; we allow {allowed}."


def _details(w: Writer, verdict: Verdict, seen: Collection[Document]) -> Iterator[tuple[str, str]]:
    """Say how sure the verdict is, where the evidence was read, what the verdict was before, and what else to know."""
    yield "Worth knowing:", html.escape(sentence(w.catalogue.evidence.claims[verdict.claim_id]["note"]))
    yield "How sure:", " ".join(_certainty(w, verdict, seen))
    named = _named_documents(w, verdict)
    sources = "; ".join([*document_links(named, seen), *_others(w, verdict, named)])
    yield "Sources:", f"{sources}." if sources else ""
    yield "History:", _history(w, w.catalogue.history[verdict.claim_id])


def _certainty(w: Writer, verdict: Verdict, seen: Collection[Document]) -> Iterator[str]:
    """Say how a verdict was reached, how well it is sourced, how often the claim holds, and on what that hangs."""
    if verdict.outcome is Outcome.NOT_CHECKABLE:
        return
    if verdict.judged_by:
        yield JUDGED_BY[verdict.judged_by]
    if verdict.grounds:
        first, *more = document_links(verdict.grounds.nearest, seen)
        also = f", checked against {' and '.join(more)}" if more else ""
        yield f"{'Well' if verdict.grounds.are_firm else 'Thinly'} sourced; the weakest evidence is {first}{also}."
        context = weakest(_context(w, verdict), w.catalogue.evidence)
        if verdict.grounds.are_firm and context and not context.are_firm:
            yield f"The context is thinly sourced: {context.words}."
    if verdict.of > 1:
        failing = "; ".join(map(HTML.label, verdict.fails_by)) if verdict.holds_in else ""
        count = w.number(w.catalogue[f"holds.{verdict.claim_id}"], HTML, behind=" ways of counting")
        yield f"The claim holds in {count}{f' and fails by these: {failing}' if failing else ''}."
        yield from against_the_count(verdict)
    for turn in verdict.turns:  # thresholds with which the rule would say something else
        value = w.number(w.catalogue[f"choice.{turn.threshold}.{turn.value:g}"], HTML)
        name = HTML.label(w.catalogue.evidence.settings.word(turn.threshold))
        yield f"If {name} {value}, the verdict would be {turn.outcome.value}."


def against_the_count(verdict: Verdict) -> Iterator[str]:
    """Explain a verdict that the ways of counting seem to speak against."""
    stands = verdict.outcome in HOLDING
    if stands and verdict.holds_in * 2 < verdict.of:
        yield "The verdict follows the way closest to the claim’s wording, not the count."
    elif not stands and verdict.holds_in * 2 > verdict.of:
        yield "The verdict asks for every official account to agree."
    elif verdict.outcome is Outcome.DISPUTED and not verdict.holds_in:
        yield "The verdict is about the direction, not the size."


def _history(w: Writer, states: Sequence[State]) -> str:
    """Tell verdict by verdict what was to be said of a claim, from which day on, by whose figures and read where."""
    turned = (b for a, b in pairwise(states) if a.verdict.outcome is not b.verdict.outcome)
    states = [states[0], *turned]
    if len(states) < 2:
        return ""
    days = [w.number(w.catalogue[f"history.{state.claim_id}.{state.since}"], HTML) for state in states]
    told = "; ".join(
        f"{state.verdict.outcome.value} from {day}{_because(w, state)}" for state, day in zip(states, days, strict=True)
    )
    return f"{told}."


def _because(w: Writer, state: State) -> str:
    """Say whose figures changed a verdict, and in which documents they stand, if possible of no later day."""
    evidence, verdict = w.catalogue.evidence, state.verdict
    names = dict.fromkeys(html.escape(evidence.sources[it.source_ids[0]]["publisher"]) for it in state.because)
    read: dict[str, Document] = {}
    for figure in state.because or _evidence(verdict):
        documents = [evidence.documents[name] for name in figure.documents]
        by_then = [it for it in documents if it.is_not_before <= state.since]
        read |= {it.document_id: it for it in (by_then or documents)[:1]}
    where = f"read in {', '.join(map(document_link, [*read.values()][:MOST_NAMED]))}" if read else ""
    told = "; ".join(filter(None, (", ".join(names), where)))
    return f" ({told})" if told else ""


SHOWN = ["statement", "verdict", "why", "publishers"]
"""The columns that a person reads."""

LEFT = "<td style='text-align:left; vertical-align:top'>"
"""A cell of words: Jupyter would set it to the right, as it does with numbers."""


class Verdicts(dict[str, Verdict]):
    """The verdict on every claim: `d.verdicts["S02"]` is one of them, with its evidence.

    All else is asked of it as of a table of pandas, one row for each claim: `d.verdicts.verdict.value_counts()`,
    `d.verdicts[d.verdicts.margin > 2]`. The table itself, to be joined with others, is `frame`.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue.verdicts)
        self._catalogue = catalogue

    @property
    def frame(self) -> "pd.DataFrame":
        """The table: statement, verdict, why, and on what it rests, a row for each claim."""
        w, evidence, frame = Writer(self._catalogue), self._catalogue.evidence, verdicts_frame(self)
        publisher = {source_id: source["publisher"] for source_id, source in evidence.sources.items()}
        sources = {claim_id: _sources(verdict, evidence.claims[claim_id]) for claim_id, verdict in self.items()}
        told: dict[str, Any] = {
            "paragraph": [int(evidence.claims[claim_id]["paragraph"] or 0) for claim_id in self],
            "statement": [w.fill(f"{{statement:{claim_id}}}", PLAIN) for claim_id in self],
            "verdict": frame["verdict"].astype("category"),
            "why": [reason(w, verdict, PLAIN) for verdict in self.values()],
            "sources": [" ".join(names) for names in sources.values()],
            "publishers": ["; ".join(dict.fromkeys(publisher[it] for it in names)) for names in sources.values()],
        }
        rest = frame.drop(columns="verdict").astype(dict.fromkeys(("method", "rule", "weakest_kind"), "category"))
        whole = rest.assign(**told)[[*told, *rest.columns]]
        whole.attrs["as_of"] = self._catalogue.parameters.as_of.isoformat()
        return whole

    def __getitem__(self, name: Any) -> Any:
        if not isinstance(name, str):
            return self.frame[name]
        if name in self:
            return super().__getitem__(name)
        if name not in (frame := self.frame):
            raise UnknownNameError(f"no verdict on {name!r}{nearest(name, [*self, *frame])}")
        return frame[name]

    def __getattr__(self, name: str) -> Any:
        """Hand on what a table of pandas has, such as a column."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self.frame) if not name.startswith("_"))})

    def __repr__(self) -> str:
        return "\n".join(f"{claim_id}: {verdict}" for claim_id, verdict in self.frame["verdict"].items())

    def _repr_html_(self) -> str:
        """Show what a person reads of it, whole sentences included."""
        import pandas as pd

        with pd.option_context("display.max_colwidth", None):
            table = self.frame[SHOWN].to_html(border=0, index_names=False, justify="left")
        return f"<div{PLAIN_TEXT}>{table.replace('<td>', LEFT)}</div>"


def _sources(verdict: Verdict, claim: Mapping[str, str]) -> list[str]:
    """Name whose figures decide; of a verdict by hand, whose documents were read."""
    decisive = (*verdict.evidence_for, *verdict.evidence_against)
    return list(dict.fromkeys(it for f in decisive for it in f.sources)) or claim["source_ids"].split()
