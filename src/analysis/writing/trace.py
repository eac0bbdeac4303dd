"""Explain how a number was computed, down to its documents: as a tree, or in a few lines for a tooltip."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

from analysis.dataset import Evidence, Observation
from analysis.dataset.records import KINDS, in_words
from analysis.errors import UnknownNameError
from analysis.findings import Catalogue, Finding, Outcome, Verdict
from analysis.findings.declarations import relative_place
from analysis.findings.finding import named
from analysis.findings.quantity import TIME_UNITS, alone
from analysis.findings.registry import AS_PUBLISHED
from analysis.findings.series import uses
from analysis.findings.user_numbers import source_row
from analysis.rendering.links import LONGEST_DESCRIPTION
from analysis.writing.labels import capitalise
from analysis.writing.markup import quote_passages

MOST_SOURCES = 4

MEASURED = {"ratio": " times", "places": " places"}
"""What follows a number of evidence outside a sentence, by its unit."""


def public(row: Observation) -> str:
    """Return since when a figure is public, or by when, if the exact day is not known."""
    return f"Public {'since' if row.published_is == 'exact' else 'by'} {in_words(row.published)}"


def in_the_article(claim: Mapping[str, str], row: Observation | None) -> str:
    """Return how the article prints a figure, and the paragraph unless the figure itself was read there."""
    paragraph = f"paragraph {claim['paragraph']}" if claim["paragraph"] else ""
    words = quote_passages(claim["printed"])
    is_same_place = row is not None and row.document_id == claim["document_id"] and row.locator == paragraph
    return f"The article prints {words}." if is_same_place else f"{capitalise(paragraph)} of the article, {words}."


def _computation(finding: Finding) -> str:
    """Return how a number was computed, with numbers in place of names; empty if its method does not name them.

    It is also empty for a figure from a source, unless that was corrected or derived.
    """
    if not finding.inputs:
        is_corrected = finding.observation and finding.method != AS_PUBLISHED
        return finding.method if is_corrected else ""
    return formula(finding, lambda _, part: alone(part.text, part.quantity.unit))


def formula(
    finding: Finding,
    number: Callable[[str, Finding], str],
    words: Callable[[str], str] = str,
    opening: Callable[[str], str] = str,
) -> str:
    """Return the method of a finding with its inputs filled in; empty if it does not name all of them.

    `number` writes an input and its name, `words` the text between inputs, and `opening` the beginning.
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
    return text + words(rest if text else opening(rest))


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
    end = len(words) if len(words) <= most else words.rfind(",", 0, most)
    return words[:end], words[end:]


def in_short(finding: Finding, evidence: Evidence) -> str:
    """Return a few lines for a tooltip: what a number is and how it was computed, its range and its sources."""
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
    more = " and more" if len(names) > MOST_SOURCES else ""
    return "; ".join(names[:MOST_SOURCES]) + more


def tree(finding: Finding, evidence: Evidence, indent: str = "") -> Iterator[str]:
    """Yield a finding, how it was computed, and below it its inputs, down to claims, figures and sources."""
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
        is_last = number == len(finding.inputs)
        branch, stem = ("└─", "  ") if is_last else ("├─", "│ ")
        lines = tree(part, evidence, indent + stem)
        yield f"{indent}{branch} {next(lines)}"
        yield from lines


def _sources(finding: Finding, evidence: Evidence) -> Iterator[str]:
    row = finding.observation
    for source_id in finding.source_ids:
        source = source_row(source_id, evidence.sources)
        since = f", p{public(row)[1:]}" if row else ""
        yield f"source {source_id}: {source['publisher']}, {source['title']}{since}"
        yield f"  terms: {source['licence']}"

    for name in finding.documents:
        document = evidence.documents[name]
        is_first = name == finding.documents[0]
        what = "read" if is_first else "also"
        if finding.in_parts:
            what = "read in part"
        where = f", {row.locator}" if row and row.locator and is_first else ""
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
    for word, evidence in (("for it", verdict.evidence_for), ("against it", verdict.evidence_against)):
        for finding in evidence:
            yield f"{word}:"
            yield from tree(finding, catalogue.evidence)


def dependents(catalogue: Catalogue, observation_id: str) -> Iterator[str]:
    """Yield the findings that depend on an observation, a line each.

    First those that use it, then those that looked it up and used another one, or none.
    """
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
