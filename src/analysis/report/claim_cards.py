"""Write claims as cards and lists, and the overview of an article.

A card says what the article claims, the verdict with its reason and evidence, how sure it is, and its sources.
"""

import html
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from analysis.dataset import Document, expression
from analysis.errors import NotKnownError
from analysis.findings import LEGEND, Finding, Outcome, State, Verdict
from analysis.findings.verdict_documents import weakest
from analysis.findings.verdict_history import outcome_changes
from analysis.findings.verdicts import HOLDING, Judge
from analysis.report.provenance import document_link, document_links, sentence
from analysis.writing.block import Block
from analysis.writing.markup import card_id, mark_as_data, quote, quote_passages
from analysis.writing.template_parsing import finding_names
from analysis.writing.writer import HTML, PLAIN, Markup, Writer

MOST_DOCUMENTS = 3
"""Documents named for a verdict; documents.csv and claims.csv name all."""

RULES_WITH_ROUNDING = ("amount", "count")
"""Rules that allow a figure to differ from its evidence by a reporter's rounding."""

UNLINKED = replace(HTML, link=lambda text, _target, _title: mark_as_data(html.escape(text, quote=False)))
"""The markup for headings and links, which cannot contain links."""

JUDGED_BY = {
    Judge.RULE: "Judged by a rule.",
    Judge.RULE_AND_EDITOR: "Supported by the rule; an editor found that context is missing.",
    Judge.EDITOR: "Judged by an editor.",
}


def _named_documents(writer: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents that a card names, those closest to the publisher first.

    Of the documents with the evidence, these are the most important; those that were searched in vain are all named.
    """
    documents = _documents(writer, verdict)
    # They are in order of importance, so that they are cut before they are sorted
    if verdict.evidence_for or verdict.evidence_against:
        documents = documents[:MOST_DOCUMENTS]
    return sorted(documents, key=lambda document: document.kind.distance)


def _other_documents(writer: Writer, verdict: Verdict, named: Sequence[Document]) -> Iterator[str]:
    """Yield, if there are documents that a card does not name, links to the workings that name them.

    They are the workings of the first figure that was read in such a document, and of the figures of the context.
    """
    ids = {document.document_id for document in named}
    for leaf in _figures(verdict):
        if ids.issuperset(leaf.documents):
            continue
        figures = dict.fromkeys([leaf, *_context_figures(writer, verdict)])
        links = [writer.number(figure, HTML) for figure in figures]
        yield f"others in Workings, at {', '.join(links)}"
        return


def _documents(writer: Writer, verdict: Verdict) -> Sequence[Document]:
    """Return the documents of a verdict's evidence: the decisive one of each source, those of the context, the others.

    For a claim that cannot be checked, return the documents that were searched.
    """
    evidence = writer.catalogue.evidence
    if verdict.method == "editorial" and not verdict.grounds:
        return [evidence.documents[name] for name in evidence.claims[verdict.claim_id]["evidence"].split()]

    # A figure is from one source
    source_of: dict[Document, str] = {}
    for leaf in _figures(verdict):
        for name in leaf.documents:
            source_of[evidence.documents[name]] = leaf.source_ids[0]
    decisive = list(verdict.grounds.documents) if verdict.grounds else []
    if verdict.method == "editorial":
        # An editor may have read later documents; they are named only where there are no others. A document may state
        # only the month or year of its publication.
        day = evidence.as_of.isoformat()
        public = []
        for document in decisive:
            # “2026-10” is compared with the month of the day; a document without a date counts as public
            if document.published <= day[: len(document.published)]:
                public.append(document)
        decisive = public or decisive
    documents = list(dict.fromkeys([*decisive, *source_of]))

    # Documents that only an editor read have no source here; the first of them counts like that of a source
    first_of_source: dict[str | None, Document] = {}
    for document in documents:
        first_of_source.setdefault(source_of.get(document), document)
    # The first document of a figure is the one that its row of the dataset names first
    of_context = [evidence.documents[leaf.documents[0]] for leaf in _context_figures(writer, verdict)]
    in_order = [*first_of_source.values(), *of_context, *documents]
    return list(dict.fromkeys(in_order))


def _figures(verdict: Verdict) -> Iterator[Finding]:
    """Yield the figures that a verdict rests on."""
    for finding in verdict.evidence_for + verdict.evidence_against:
        yield from finding.leaves()


def _context_figures(writer: Writer, verdict: Verdict) -> Iterator[Finding]:
    """Yield the figures of a context that changes how the claim reads, if they were read in other documents."""
    claim = writer.catalogue.evidence.claims[verdict.claim_id]
    if claim["context_changes_reading"] != "yes":
        return

    documents: set[str] = set()
    for leaf in _figures(verdict):
        documents.update(leaf.documents)
    for name in finding_names(claim["context"]):
        if name not in writer.catalogue:
            continue
        for leaf in writer.catalogue[name].leaves():
            if leaf.documents and documents.isdisjoint(leaf.documents):
                yield leaf


def claim_list(
    writer: Writer, outcomes: Sequence[Outcome], *, with_reason: bool, shifted: bool | None = None
) -> Block | None:
    """List the claims that have one of some verdicts, each with a link to its card.

    With several verdicts each claim shows its own. `with_reason` adds why the claim is not simply supported, `shifted`
    chooses those that later figures put in doubt or cleared, or the others.
    """
    standings = writer.catalogue.standings
    claims = []
    for outcome in outcomes:
        for claim_id, verdict in writer.verdicts.items():
            is_chosen = shifted is None or bool(standings[claim_id].shift) is shifted
            if verdict.outcome is outcome and is_chosen:
                claims.append((claim_id, verdict))
    if not claims:
        return None

    items, lines = [], []
    for claim_id, verdict in claims:
        title = f'<a href="#{card_id(claim_id)}">{quoted_claim(writer, claim_id, UNLINKED)}</a>'
        word = verdict.outcome.value
        since = shifted_since(writer, claim_id, HTML)
        remark = f", {since}" if since else ""
        if with_reason:
            if len(outcomes) > 1:
                # The verdict begins a sentence here
                label = _word(verdict.outcome).replace(f">{word}<", f">{word.capitalize()}<")
                remark = f" {label}{remark}"
            heading = f"<strong>{title}:</strong>{remark}." if remark else f"<strong>{title}.</strong>"
            items.append(f"<li>{heading} {reason(writer, verdict)}</li>")
        else:
            items.append(f"<li>{title}{remark}</li>")

        plain_since = shifted_since(writer, claim_id, PLAIN)
        in_brackets = f"{word}, {plain_since}" if plain_since else word
        lines.append(f"{quoted_claim(writer, claim_id, PLAIN)} ({in_brackets})")
    return Block(f'<ul class="claims">{"".join(items)}</ul>', "\n".join(lines), metadata={})


def _word(outcome: Outcome) -> str:
    """Write a verdict without a link: it stands on the card itself, or beside the link to it."""
    return HTML.verdict(outcome, "")


def quoted_claim(writer: Writer, claim_id: str, markup: Markup) -> str:
    """Return a claim in quotation marks, for it is what the article says, not what was found: as its title has it.

    Where a title may be any heading, it is the statement.
    """
    column = "statement" if writer.catalogue.study.has_free_headings else "title"
    return quote(writer.fill(f"{{{column}:{claim_id}}}", markup).removesuffix("."))


def _heading(writer: Writer, claim_id: str, markup: Markup) -> str:
    """Return the heading of a card: the claim in quotation marks, or the title if that may be any heading."""
    if writer.catalogue.study.has_free_headings:
        return writer.fill(f"{{title:{claim_id}}}", markup)
    return quoted_claim(writer, claim_id, markup)


def shifted_since(writer: Writer, claim_id: str, markup: Markup) -> str:
    """Return since when later figures put a claim in doubt or cleared it, with a link to the day; else nothing."""
    standing = writer.catalogue.standings[claim_id]
    if not standing.shift:
        return ""
    day = writer.catalogue[f"history.{claim_id}.{standing.since}"]
    return f"{standing.shift} since {writer.number(day, markup)}"


def _standing(writer: Writer, claim_id: str) -> str:
    """Say what the verdict was when the article ran, if later figures put the claim in doubt or cleared it."""
    since = shifted_since(writer, claim_id, HTML)
    if not since:
        return ""
    then = writer.catalogue.standings[claim_id].then
    return f"By the figures public when the article ran it was {then.value}; it has been {since}."


def cards(writer: Writer, only: Collection[str] | None = None) -> Block:
    """Write a card for each claim, or for some: verdict and reason, how sure it is, and the sources as links.

    The card of a supported claim has one paragraph, with its sources folded.
    """
    # Documents are told apart among those of all cards, also of those that are not written now
    documents: set[Document] = set()
    for verdict in writer.verdicts.values():
        documents.update(_named_documents(writer, verdict))
        if verdict.grounds:
            documents.update(verdict.grounds.nearest)

    parts, lines = [], []
    for claim_id, verdict in writer.verdicts.items():
        if only is not None and claim_id not in only:
            continue
        for source_id in writer.catalogue.evidence.claims[claim_id]["source_ids"].split():
            writer.cited.add(source_id)
            writer.read_for.setdefault(source_id, {})[claim_id] = None  # the keys are a set that keeps its order

        link = f'<a class="self" href="#{card_id(claim_id)}">{HTML.label(claim_id)}</a>'
        title = _heading(writer, claim_id, UNLINKED)
        heading_id = f"{card_id(claim_id)}-h"
        since = writer.catalogue.standings[claim_id].words
        remark = f" <small>{HTML.label(since)}</small>" if since else ""
        head = f'<h4 id="{heading_id}">{link} {title} {_word(verdict.outcome)}{remark}</h4>'

        more = ""
        for name, text in _details(writer, verdict, documents):
            if text:
                more += f"<p><b>{name}</b> {text}</p>"
        if more and verdict.outcome is Outcome.SUPPORTED:
            label = f'aria-label="Sources: {html.escape(claim_id)}"'
            more = f"<details><summary {label}>Sources</summary>{more}</details>"
        sentences = " ".join(filter(None, _sentences(writer, verdict)))
        body = f"{head}<p>{sentences}</p>{more}"
        parts.append(f'<article class="claim" id="{card_id(claim_id)}" aria-labelledby="{heading_id}">{body}</article>')
        lines.append(f"{claim_id} {verdict.outcome.value}: {_heading(writer, claim_id, PLAIN)}")
    return Block(f'<div class="cards">{"".join(parts)}</div>', "\n".join(lines), metadata={})


def sections(writer: Writer, claim_id: str) -> dict[str, str]:
    """Return what the card of a claim says, as HTML by heading, for a page of its own.

    Documents are told apart among those of this claim alone, because the page has no others.
    """
    verdict = writer.verdicts[claim_id]
    # The statement comes first, and is never empty
    statement, *reasons = filter(None, _sentences(writer, verdict))
    documents = set(_named_documents(writer, verdict))
    if verdict.grounds:
        documents.update(verdict.grounds.nearest)
    details = {name.removesuffix(":"): text for name, text in _details(writer, verdict, documents)}
    texts = {"The article says": statement, "Why": " ".join(reasons)} | details
    return {heading: text for heading, text in texts.items() if text}


def reason(writer: Writer, verdict: Verdict, markup: Markup = HTML) -> str:
    """Return why a claim is not simply supported: its caveat, or else what its verdict means.

    The reason is empty for a supported claim. If the evidence does not decide, it names what is missing.
    """
    if verdict.outcome is Outcome.SUPPORTED:
        return ""
    if verdict.because:
        return f"The evidence does not decide: {markup.label(verdict.because)}."
    try:
        caveat = writer.fill(writer.catalogue.evidence.claims[verdict.claim_id]["caveat"], markup)
    except NotKnownError:
        caveat = ""
    return caveat or f"{markup.escape(LEGEND[verdict.outcome].capitalize())}."


def _sentences(writer: Writer, verdict: Verdict) -> Iterator[str]:
    """Yield what the article says and where, why the claim is not simply supported, and what was found."""
    claim = writer.catalogue.evidence.claims[verdict.claim_id]
    places = []
    if claim["printed"]:
        places.append(quote_passages(claim["printed"], lambda token: mark_as_data(html.escape(token, quote=False))))
    if claim["paragraph"]:
        places.append(f"paragraph\u00a0{HTML.label(claim['paragraph'])}")
    place = f" <small>({', '.join(places)})</small>" if places else ""
    statement = writer.fill(f"{{statement:{verdict.claim_id}}}", HTML)
    yield f"<em>{statement}</em>{place}"

    yield _standing(writer, verdict.claim_id)
    yield reason(writer, verdict)
    yield _leeway(writer, verdict)
    context = writer.sentences([claim["context"]], HTML)
    # Prose explains the evidence of a study's claims; in an article without code the claim names figures and a rule,
    # whose result no prose explains
    if claim.get("figures") or not context:
        yield writer.grounds(verdict, HTML)
    yield context


def _leeway(writer: Writer, verdict: Verdict) -> str:
    """Return the leeway by which a claim holds although its evidence rounds to another figure."""
    printed = writer.catalogue.get(f"claim.{verdict.claim_id}")
    if printed is None or not verdict.evidence_for or verdict.rule not in RULES_WITH_ROUNDING:
        return ""
    # A claim by one of these rules is held against a single figure
    if printed.quantity.overlaps(verdict.evidence_for[0].quantity):
        return ""
    allowed = writer.number(writer.catalogue["choice.rounding"], HTML)
    return f"Strictly, the evidence rounds to another number; we allow {allowed}."


def _details(writer: Writer, verdict: Verdict, documents: Collection[Document]) -> Iterator[tuple[str, str]]:
    """Yield headings and texts: what else to know, how sure the verdict is, the sources, and earlier verdicts."""
    yield "Worth knowing:", html.escape(sentence(writer.catalogue.evidence.claims[verdict.claim_id]["note"]))
    yield "How sure:", " ".join(_certainty(writer, verdict, documents))
    named = _named_documents(writer, verdict)
    sources = "; ".join([*document_links(named, documents), *_other_documents(writer, verdict, named)])
    yield "Sources:", f"{sources}." if sources else ""
    yield "History:", _history(writer, writer.catalogue.history[verdict.claim_id])


def _certainty(writer: Writer, verdict: Verdict, documents: Collection[Document]) -> Iterator[str]:
    """Yield how a verdict was reached, how well it is sourced, how often the claim holds, and what would change it."""
    if verdict.outcome is Outcome.NOT_CHECKABLE:
        return
    if verdict.judged_by:
        yield JUDGED_BY[verdict.judged_by]
    yield from _explain_rule(writer, verdict)
    yield from _explain_sources(writer, verdict, documents)
    yield from _explain_alternatives(writer, verdict)


def _explain_rule(writer: Writer, verdict: Verdict) -> Iterator[str]:
    """Yield what to know about the rule of a claim, and about the figures that it is applied to."""
    # Only the claims of an article without code name these figures in the column `figures`
    catalogue = writer.catalogue
    figures = catalogue.evidence.claims[verdict.claim_id].get("figures", "")
    is_trend = verdict.rule == "trend"  # its figures are several series, and no expression
    if figures and not is_trend and isinstance(expression.parse(figures), expression.Operation):
        yield "The number it is held against is our own arithmetic on published figures."
    if figures:
        yield from _other_publishers(writer, verdict)

    swing = catalogue.get(f"swing.{verdict.claim_id}") if is_trend else None
    if swing:
        factor = writer.number(catalogue["choice.trend_swing"], HTML)
        usual = writer.number(swing, HTML)
        yield f"A change counts beyond {factor} times the usual yearly swing, {usual}, and the root of the years."


def _explain_sources(writer: Writer, verdict: Verdict, documents: Collection[Document]) -> Iterator[str]:
    """Yield how well a verdict is sourced, and its context if that is less so."""
    if not verdict.grounds:
        return
    how = "Well" if verdict.grounds.are_firm else "Thinly"
    first, *more = document_links(verdict.grounds.nearest, documents)
    also = f", checked against {' and '.join(more)}" if more else ""
    yield f"{how} sourced; the weakest evidence is {first}{also}."
    context = weakest(_context_figures(writer, verdict), writer.catalogue.evidence)
    if verdict.grounds.are_firm and context and not context.are_firm:
        yield f"The context is thinly sourced: {context.words}."


def _explain_alternatives(writer: Writer, verdict: Verdict) -> Iterator[str]:
    """Yield what would change a verdict: other ways of counting, and other thresholds."""
    catalogue = writer.catalogue
    if verdict.of > 1:
        count = writer.number(catalogue[f"holds.{verdict.claim_id}"], HTML, behind=" ways of counting")
        # Where it holds in none, all fail, and need not be listed
        failing = ""
        if verdict.holds_in and verdict.fails_by:
            failing = f" and fails by these: {'; '.join(map(HTML.label, verdict.fails_by))}"
        yield f"The claim holds in {count}{failing}."
        yield from explain_despite_count(verdict)
    for turn in verdict.turns:
        value = writer.number(catalogue[f"choice.{turn.threshold}.{turn.value:g}"], HTML)
        name = HTML.label(catalogue.evidence.settings.word(turn.threshold))
        yield f"If {name} {value}, the verdict would be {turn.outcome.value}."


def _other_publishers(writer: Writer, verdict: Verdict) -> Iterator[str]:
    """Yield what other publishers have for the figures of a verdict, where it is certainly another number."""
    evidence = writer.catalogue.evidence
    for leaf in dict.fromkeys(_figures(verdict)):
        row = leaf.observation
        if row is None:
            continue
        # The same figure by other accounts, each of which may be listed several times, as for firms
        accounts = []
        for _, entity, _, account in evidence.keys(row.indicator):
            if entity == row.entity and account != row.account:
                accounts.append(account)
        for account in dict.fromkeys(accounts):
            for other_row in evidence.series(row.indicator, row.entity, account=account):
                other = writer.catalogue.row(other_row)
                if other_row.period == row.period and not other.quantity.overlaps(leaf.quantity):
                    publisher = html.escape(evidence.sources[other_row.source_id]["publisher"])
                    other_number, number = writer.number(other, HTML), writer.number(leaf, HTML)
                    yield f"{publisher} has {other_number} where this has {number}."


def explain_despite_count(verdict: Verdict) -> Iterator[str]:
    """Yield an explanation of a verdict that the count of specifications seems to contradict."""
    if verdict.of < 2:  # a single way cannot contradict it
        return
    is_holding = verdict.outcome in HOLDING
    if is_holding and verdict.holds_in * 2 < verdict.of:
        yield "The verdict follows the way closest to the claim’s wording, not the count."
    elif not is_holding and verdict.holds_in * 2 > verdict.of:
        yield "The verdict asks for every official account to agree."
    elif verdict.outcome is Outcome.DISPUTED and not verdict.holds_in:
        yield "The verdict is about the direction, not the size."


def _history(writer: Writer, states: list[State]) -> str:
    """Return the verdicts that a claim has had, each with its first day, publishers and documents.

    `states` begin with the one on the day of the article. The text is empty if the verdict has never changed.
    """
    changes = [states[0]]
    for _, changed in outcome_changes(states):
        changes.append(changed)
    if len(changes) < 2:
        return ""

    verdicts = []
    for state in changes:
        day = writer.number(writer.catalogue[f"history.{state.claim_id}.{state.since}"], HTML)
        verdicts.append(f"{state.verdict.outcome.value} from {day}{_because(writer, state)}")
    return f"{'; '.join(verdicts)}."


def _because(writer: Writer, state: State) -> str:
    """Return the publishers whose figures changed a verdict, and documents, preferably published by that day."""
    evidence = writer.catalogue.evidence
    publishers = []
    for figure in state.because:
        source = evidence.sources[figure.source_ids[0]]
        publishers.append(html.escape(source["publisher"]))

    documents: dict[str, Document] = {}
    for figure in state.because or _figures(state.verdict):
        read_in = [evidence.documents[name] for name in figure.documents]
        # A figure may be known from a document that we read later; one that was there on the day is better proof
        published_by_then = [document for document in read_in if document.is_not_before <= state.since]
        if read_in:
            document = (published_by_then or read_in)[0]
            documents[document.document_id] = document

    parts = []
    if publishers:
        parts.append(", ".join(dict.fromkeys(publishers)))
    if documents:
        shown = list(documents.values())[:MOST_DOCUMENTS]
        parts.append(f"read in {', '.join(map(document_link, shown))}")
    return f" ({'; '.join(parts)})" if parts else ""


THRESHOLDS = (
    "A gap of up to {choice.rounding} counts as a reporter’s rounding, one of up to {choice.imprecise} as imprecise. ",
    "A trend counts if the change exceeds {choice.trend_swing} times the usual swing of its series. ",
    "Where the bounds of the figures overlap, a claim is not checkable.",
)


def overview(writer: Writer) -> Block:
    """Write the tally of the verdicts, a list of the claims with theirs, and a key of the words and thresholds."""
    counts = []
    for outcome in Outcome:
        name = f"verdicts.{outcome.value.replace(' ', '_')}"  # a finding, such as verdicts.missing_context
        if writer.catalogue[name].value:
            counts.append(f"[{{{name}}} {outcome.value}]")
    tally = f"Of [{{verdicts.all}} claims]: {', '.join(counts)}."

    claims = "".join(_item(writer, claim_id) for claim_id in writer.verdicts)
    key = ""
    for outcome, meaning in LEGEND.items():
        key += f"<li><b>{html.escape(outcome.value.capitalize())}</b>: {html.escape(meaning)}</li>"
    thresholds = _thresholds(writer, HTML)
    page = f'<p>{writer.fill(tally, HTML)}</p><ul class="claims">{claims}</ul>'
    page += f"<h4>What the verdicts mean</h4><ul>{key}</ul><p>{thresholds}</p>"
    plain = f"{writer.fill(tally, PLAIN)}\n{_thresholds(writer, PLAIN)}"
    return Block(page, plain, metadata={})


def _item(writer: Writer, claim_id: str) -> str:
    """Write a claim of the list: its title, linked to its card, and its verdict, with what it was at first."""
    verdict = writer.verdicts[claim_id]
    title = f'<a href="#{card_id(claim_id)}">{quoted_claim(writer, claim_id, UNLINKED)}</a>'
    outcome = _word(verdict.outcome)
    since = shifted_since(writer, claim_id, HTML)
    if since:
        return f"<li>{title}: {outcome}, {since}</li>"
    return f"<li>{title}: {outcome}</li>"


def _thresholds(writer: Writer, markup: Markup) -> str:
    return "".join(writer.fill(sentence, markup) for sentence in THRESHOLDS)
