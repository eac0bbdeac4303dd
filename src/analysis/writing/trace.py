"""Explain how a number was computed, down to its documents: as a tree, or in a few lines."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

from analysis.dataset import Evidence, Observation
from analysis.dataset.dates import in_words
from analysis.dataset.records import KINDS
from analysis.errors import UnknownNameError
from analysis.findings import Catalogue, Finding, Outcome, Verdict
from analysis.findings.declarations import relative_place
from analysis.findings.dependencies import uses
from analysis.findings.finding import named
from analysis.findings.label_composition import capitalise
from analysis.findings.number_format import alone
from analysis.findings.published_figures import AS_PUBLISHED
from analysis.findings.quantity import TIME_UNITS
from analysis.findings.user_numbers import source_row
from analysis.rendering.backlinks import LONGEST_DESCRIPTION
from analysis.writing.markup import quote_passages

MOST_LISTED = 4
"""Inputs or publishers listed in a few lines about a number; the working has all."""

MEASURED = {"ratio": " times", "places": " places"}
"""What follows a number of evidence outside a sentence, by its unit."""


def public(row: Observation) -> str:
    """Return since when a figure is public, or by when, if the exact day is not known."""
    preposition = "since" if row.published_is == "exact" else "by"
    return f"Public {preposition} {in_words(row.published)}"


def in_the_article(claim: Mapping[str, str], row: Observation | None) -> str:
    """Return how the article prints a figure, and the paragraph unless the figure itself was read there."""
    paragraph = f"paragraph {claim['paragraph']}" if claim["paragraph"] else ""
    words = quote_passages(claim["printed"])
    # The figure may be read elsewhere, as in a chart; then the paragraph is that of the words
    is_read_there = row is not None and row.document_id == claim["document_id"] and row.locator == paragraph
    if is_read_there or not paragraph:
        return f"The article prints {words}."
    return f"{capitalise(paragraph)} of the article, {words}."


def _computation(finding: Finding) -> str:
    """Return how a number was computed, with numbers in place of names; empty if its method does not name them.

    It is also empty for a figure from a source, unless that was corrected or derived.
    """
    if finding.inputs:
        return formula(finding, lambda _, part: alone(part.text, part.quantity.unit))
    if finding.observation and finding.method != AS_PUBLISHED:
        return finding.method
    return ""


def formula(
    finding: Finding,
    number: Callable[[str, Finding], str],
    words: Callable[[str], str] = str,
    opening: Callable[[str], str] = str,
) -> str:
    """Return the method of a finding with its inputs filled in; empty if it does not name all of them.

    For the method “Nests, Avonia ÷ Nests, Borduria” and a `number` that writes the text of each input, that is
    “118 ÷ 75”.

    Args:
        finding: The number whose method it is; the method names inputs by their labels, in their order.
        number: Writes an input, given its name and the finding.
        words: Writes the text between inputs.
        opening: Writes the beginning of the whole, such as with a capital letter.

    """
    text = ""
    rest = str(finding.method)
    for part in finding.inputs:
        before, name, rest = rest.partition(part.label)
        if not name:
            return ""
        # the method begins with the words before its first input, or with that input
        if not text and before:
            before = opening(before)
        elif not text:
            name = opening(name)
        text += words(before) + number(name, part)
    if not text:
        return words(opening(rest))
    return text + words(rest)


def _is_explained_by_label(finding: Finding) -> bool:
    """True if the label needs no inputs: the number comes from a source, or is a day or length of a figure."""
    parts = finding.inputs
    if not parts or finding.quantity.unit in TIME_UNITS:
        return True
    return len(parts) == 1 and parts[0].label in finding.label


def evidence_label(finding: Finding) -> tuple[str, str]:
    """Return the unit and label that follow a number of evidence: what fits into its link, and the rest."""
    words = f"{MEASURED.get(finding.quantity.unit, '')} ({finding.label})"
    most = LONGEST_DESCRIPTION - len(finding.text)
    if len(words) <= most:
        return words, ""
    last_comma = words.rfind(",", 0, most)
    if last_comma < 0:  # a label of a study may have none
        return "", words
    return words[:last_comma], words[last_comma:]


def in_short(finding: Finding, evidence: Evidence) -> str:
    """Return a few lines on a number: what it is and how it was computed, its range and its sources.

    They are its tooltip in JupyterLab, and its working in the PDF. On the page the tooltip shows the working itself.
    """
    computation = _computation(finding)
    first = f"{named(finding)}: {computation}" if computation else named(finding)
    lines = [capitalise(first)]
    if not computation and not _is_explained_by_label(finding):
        parts = [f"{part.text} ({named(part)})" for part in finding.inputs]
        lines.append(f"From {_first_of(parts)}")

    # “up to” and “at least” are in the text itself
    if finding.has_wider_bounds and finding.quantity.low and isfinite(finding.quantity.high):
        lines.append(f"Range: {finding.bounds}")

    publishers = [source_row(source, evidence.sources)["publisher"] for source in finding.sources]
    lines.append(f"Source: {_first_of(list(dict.fromkeys(publishers)))}")
    row = finding.observation
    if row:
        lines.append(f"{public(row)}; read in {evidence.documents[row.document_id].publisher}")
    return "\n".join(lines)


def _first_of(names: list[str]) -> str:
    """List the first names, and say if there are more."""
    more = " and more" if len(names) > MOST_LISTED else ""
    return "; ".join(names[:MOST_LISTED]) + more


def tree(finding: Finding, evidence: Evidence, indent: str = "") -> Iterator[str]:
    """Yield a finding, how it was computed, and below it its inputs, down to claims, figures and sources.

    The lines draw a tree; `indent` is what stands before those of this finding, except the first.
    """
    yield f"{finding.id} = {finding.text}"
    below = indent + ("│ " if finding.inputs else "  ")
    yield f"{below}{named(finding)}; {finding.method}; bounds {finding.bounds}"
    if finding.place:
        yield f"{below}declared at {relative_place(finding.place)}"
    if finding.choices:
        choices = [f"{name}={value}" for name, value in finding.choices]
        yield f"{below}choice: {', '.join(choices)}"
    for line in _sources(finding, evidence):
        yield below + line

    # The first line of each input hangs on a branch, the others stand below it
    for number, part in enumerate(finding.inputs, 1):
        branch, stem = "├─", "│ "
        if number == len(finding.inputs):
            branch, stem = "└─", "  "
        lines = tree(part, evidence, indent + stem)
        yield f"{indent}{branch} {next(lines)}"
        yield from lines


def _sources(finding: Finding, evidence: Evidence) -> Iterator[str]:
    """Yield the sources of a finding, the documents it was read in, and what the article prints."""
    row = finding.observation
    for source_id in finding.source_ids:
        source = source_row(source_id, evidence.sources)
        words = f"source {source_id}: {source['publisher']}, {source['title']}"
        if row:
            since = public(row)
            words += f", {since[0].lower()}{since[1:]}"
        yield words
        yield f"  terms: {source['licence']}"

    # The locator of an observation is a place in the first document; the others have the same figure
    for number, name in enumerate(finding.documents):
        document = evidence.documents[name]
        if finding.in_parts:
            what = "read in part"
        elif number == 0:
            what = "read"
        else:
            what = "also"
        where = ""
        if row and row.locator and number == 0:
            where = f", {row.locator}"
        yield f"  {what} in {document.document_id} ({KINDS[document.kind]}): {document.title}{where}"
        day = f", {document.published}" if document.published else ""
        seen = f", seen on {document.seen}" if document.seen else ""
        yield f"    {document.publisher}{day}{seen}: {document.url or document.checksum}"

    if row is None:
        return
    for rival in evidence.rivals(row.observation_id):
        yield f"  another document has {rival.printed}: {rival.document_id}"
    if row.observation_id in evidence.article:
        claim = evidence.claims[row.observation_id.removeprefix("claim.")]
        where = f", paragraph {claim['paragraph']}" if claim["paragraph"] else ""
        yield f"claim {claim['claim_id']}{where}, printed {quote_passages(claim['printed'])}"


class Trace(str):
    """A trace, displayed line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def trace(subject: Finding | Verdict | str, catalogue: Catalogue) -> Trace:
    """Trace a finding, including one just computed, a verdict, or anything that has a name."""
    if isinstance(subject, Finding):
        lines = tree(subject, catalogue.evidence)
    elif isinstance(subject, Verdict):
        lines = trace_lines(subject.claim_id, catalogue)
    else:
        lines = trace_lines(subject, catalogue)
    return Trace("\n".join(lines))


def trace_lines(name: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of the trace of a finding, figure or claim, by its name."""
    if name in catalogue.evidence.claims_judged:
        yield from _verdict_lines(name, catalogue)
        return
    claim = catalogue.evidence.claims.get(name)
    if claim:
        # listed but not judged, such as a defect of the article's text
        yield f"{name}: not judged ({claim['kind']})"
        yield claim["statement"]
        return

    finding = catalogue.named(name)
    yield from tree(finding, catalogue.evidence)
    if finding.observation is None:
        return

    # A figure may be declared under several names, which share the row itself
    for other_name, other in catalogue.items():
        if other.observation is finding.observation and other_name != finding.id:
            yield f"the same figure is {other_name}, declared at {relative_place(other.place)}"


def _verdict_lines(claim_id: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the verdict on a claim, the line of code that judges it, and the evidence on each side."""
    verdict = catalogue.verdicts[claim_id]
    yield repr(verdict)
    standing = catalogue.standings[claim_id]
    if standing.shift:
        yield f"{standing.then} by the figures public when the article ran; {standing.words}"
    if verdict.outcome is Outcome.NOT_CHECKABLE and verdict.method == "computed":
        yield f"cannot be checked: {verdict.because}"
    if claim_id in catalogue.judgements:
        yield f"judged at {relative_place(catalogue.judgements[claim_id].place)}"
    for finding in verdict.evidence_for:
        yield "for it:"
        yield from tree(finding, catalogue.evidence)
    for finding in verdict.evidence_against:
        yield "against it:"
        yield from tree(finding, catalogue.evidence)


def dependents(catalogue: Catalogue, observation_id: str) -> Iterator[str]:
    """Yield the findings that depend on an observation, a line each.

    First those that use it, then those that looked it up and used another one, or none.
    """
    # The id may be that of a finding, obs.NAME, or one that the row had in earlier editions
    name = observation_id.removeprefix("obs.")
    observation_id = catalogue.evidence.renamed.get(name, name)
    if observation_id not in catalogue.evidence.names_of_rows and catalogue.declares(name):
        hint = f"japan-tech trace {name} names its rows"
        raise UnknownNameError(f"{name} is a finding, not a row of observations.csv; {hint}")
    uses_of_row = uses(catalogue, observation_id)
    yield f"findings that rest on {observation_id}: {len(uses_of_row.resting)}"
    for name in uses_of_row.resting:
        yield f"  {name} = {catalogue[name].text}"
    yield f"findings that looked it up and took another: {len(uses_of_row.considering)}"
    for name in uses_of_row.considering:
        text = catalogue[name].text if name in catalogue else "not known"
        yield f"  {name} = {text}"
