"""Write the way down from a number to where its figures were read: as a tree, or in a few lines for hovering."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

from analysis.dataset import Evidence, Observation
from analysis.dataset.records import KINDS, in_words
from analysis.errors import UnknownNameError
from analysis.findings import Catalogue, Finding, Outcome, Verdict
from analysis.findings.declarations import relative_place
from analysis.findings.finding import OF_A_FIGURE, named
from analysis.findings.quantity import alone
from analysis.findings.registry import AS_PUBLISHED
from analysis.findings.series import uses
from analysis.findings.user_numbers import source_row
from analysis.rendering.links import LONGEST
from analysis.report.markup import capital, in_quotes

MOST_SOURCES = 4

MEASURED = {"ratio": " times", "places": " places"}
"""What a number of evidence is followed by that no sentence introduces."""


def public(row: Observation) -> str:
    """Say since when a figure is public; where the day is not known, by which day it was."""
    return f"Public {'since' if row.published_is == 'exact' else 'by'} {in_words(row.published)}"


def in_the_article(claim: Mapping[str, str], row: Observation | None) -> str:
    """Say how the article prints a figure, and in which paragraph unless that is where the figure itself was read."""
    paragraph, words = f"paragraph {claim['paragraph']}" if claim["paragraph"] else "", in_quotes(claim["printed"])
    is_told = row is not None and (row.document_id, row.locator) == (claim["document_id"], paragraph)
    return f"The article prints {words}." if is_told else f"{capital(paragraph)} of the article, {words}."


def in_a_line(finding: Finding) -> str:
    """Write in a line what a number is and, if it was computed, how: with the numbers it was computed from."""
    how = in_figures(finding)
    return capital(f"{named(finding)}: {how}" if how else named(finding))


def in_figures(finding: Finding) -> str:
    """Write how a number was computed, with the numbers in place of their names; of any other way nothing.

    A figure from a source says nothing either, unless it was corrected or derived.
    """
    if not finding.inputs:
        return finding.method if finding.observation and finding.method != AS_PUBLISHED else ""
    return formula(finding, lambda _, part: alone(part.text, part.quantity.unit))


def formula(
    finding: Finding,
    number: Callable[[str, Finding], str],
    words: Callable[[str], str] = str,
    opening: Callable[[str], str] = str,
) -> str:
    """Write the method of a finding with its numbers in place of their names; nothing unless it names them all.

    `number` writes an input by its name, `words` what stands between, and `opening` what is first.
    """
    told, rest = "", str(finding.method)
    for part in finding.inputs:
        before, name, rest = rest.partition(part.label)
        if not name:
            return ""
        begin = str if told else opening
        told += words(begin(before)) + number(name if told or before else begin(name), part)
    return told + words(rest if told else opening(rest))


def is_named_after(finding: Finding) -> bool:
    """Tell whether the label of a number says it all: it comes from a source, or is a day or length of a figure."""
    parts = finding.inputs
    return not parts or finding.quantity.unit in OF_A_FIGURE or (len(parts) == 1 and parts[0].label in finding.label)


def with_what_it_is(finding: Finding) -> tuple[str, str]:
    """Write what follows a number of evidence, its unit and what it is: what keeps its link short, and the rest."""
    words = f"{MEASURED.get(finding.quantity.unit, '')} ({finding.label})"
    most = LONGEST - len(finding.text)
    end = len(words) if len(words) <= most else words.rfind(",", 0, most)
    return words[:end], words[end:]


def in_short(finding: Finding, evidence: Evidence) -> str:
    """Write in a few lines how a number was made and on whose figures it rests; the first line says what it is."""
    lines = [in_a_line(finding)]
    if not (in_figures(finding) or is_named_after(finding)):
        parts = [f"{part.text} ({named(part)})" for part in finding.inputs[:MOST_SOURCES]]
        lines.append("From " + "; ".join(parts) + (" and more" if len(finding.inputs) > MOST_SOURCES else ""))
    if finding.has_wider_bounds and finding.quantity.low and isfinite(finding.quantity.high):
        lines.append(f"Range: {finding.bounds}")  # “up to” and “at least” tell that themselves
    publishers = list(dict.fromkeys(source_row(source, evidence.sources)["publisher"] for source in finding.sources))
    lines.append("Source: " + "; ".join(publishers[:MOST_SOURCES]) + (" and more" if publishers[MOST_SOURCES:] else ""))
    if row := finding.observation:
        lines.append(f"{public(row)}; read in {evidence.documents[row.document_id].publisher}")
    return "\n".join(lines)


def tree(finding: Finding, evidence: Evidence, indent: str = "") -> Iterator[str]:
    """Write a finding, how it was computed, and beneath it its inputs down to claims, figures and sources."""
    yield f"{finding.id} = {finding.text}"
    below = indent + ("│ " if finding.inputs else "  ")
    yield f"{below}{named(finding)}; {finding.method}; bounds {finding.bounds}"
    if finding.place:
        yield f"{below}declared at {relative_place(finding.place)}"
    if finding.choices:
        yield f"{below}choice: {', '.join(f'{name}={value}' for name, value in finding.choices)}"
    yield from (f"{below}{line}" for line in _sources(finding, evidence))
    for number, part in enumerate(finding.inputs):
        last = number == len(finding.inputs) - 1
        lines = tree(part, evidence, indent + ("  " if last else "│ "))
        yield f"{indent}{'└─' if last else '├─'} {next(lines)}"
        yield from lines


def _sources(finding: Finding, evidence: Evidence) -> Iterator[str]:
    row = finding.observation
    for source_id in finding.source_ids:
        source = source_row(source_id, evidence.sources)
        since = f", p{public(row)[1:]}" if row else ""
        yield f"source {source_id}: {source['publisher']}, {source['title']}{since}"
        yield f"  terms: {source['licence']}"
    for number, document in enumerate(evidence.documents[name] for name in finding.documents):
        what = "read in part" if finding.in_parts else "also" if number else "read"
        where = f", {row.locator}" if row and row.locator and not number else ""
        yield f"  {what} in {document.document_id} ({KINDS[document.kind]}): {document.title}{where}"
        day, address = document.published or "without a day", document.url or document.checksum
        seen = f", seen on {document.seen}" if document.seen else ""
        yield f"    {document.publisher}, {day}{seen}: {address}"
    if row:
        yield from (
            f"  another document has {rival.printed}: {rival.document_id}"
            for rival in evidence.rivals(row.observation_id)
        )
        if row.observation_id in evidence.article:
            claim = evidence.claims[row.observation_id.removeprefix("claim.")]
            where = f", paragraph {claim['paragraph']}" if claim["paragraph"] else ""
            yield f"claim {claim['claim_id']}{where}, printed {in_quotes(claim['printed'])}"


class Trace(str):
    """The way down from a number, which shows itself line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def trace(it: Finding | Verdict | str, c: Catalogue) -> Trace:
    """Write how a finding was made, also one just computed, or anything that `trace` finds by a name."""
    name = it.claim_id if isinstance(it, Verdict) else str(it)
    return Trace("\n".join(tree(it, c.evidence) if isinstance(it, Finding) else trace_lines(name, c)))


def trace_lines(name: str, c: Catalogue) -> Iterator[str]:
    """Write all that `trace` tells of a finding, of a figure, or of a claim."""
    if name in c.evidence.claims_judged:
        yield from _verdict_lines(name, c)
    elif claim := c.evidence.claims.get(name):  # in the list, but not of the article, such as a defect of its text
        yield from (f"{name}: not judged ({claim['kind']})", claim["statement"])
    else:
        finding = c.named(name)
        yield from tree(finding, c.evidence)
        for other_name, other in c.items() if finding.observation else ():
            if other.observation is finding.observation and other_name != finding.id:
                yield f"the same figure is {other_name}, declared at {relative_place(other.place)}"


def _verdict_lines(claim_id: str, c: Catalogue) -> Iterator[str]:
    """Write the verdict on a claim, the line that judges it, and the evidence on each side."""
    verdict = c.verdicts[claim_id]
    yield repr(verdict)
    if verdict.outcome is Outcome.NOT_CHECKABLE and verdict.method == "computed":
        yield f"cannot be checked: {verdict.because}"
    if claim_id in c.judgements:
        yield f"judged at {relative_place(c.judgements[claim_id].place)}"
    for word, evidence in (("for it", verdict.evidence_for), ("against it", verdict.evidence_against)):
        for finding in evidence:
            yield f"{word}:"
            yield from tree(finding, c.evidence)


def dependents(c: Catalogue, observation_id: str) -> Iterator[str]:
    """Name every finding that depends on a row of the evidence, a line each, with its number.

    First those that rest on it, then those that looked where it stands and took another row, or none.
    """
    name = observation_id.removeprefix("obs.")
    observation_id = c.evidence.renamed.get(name, name)
    if observation_id not in c.evidence.names_of_rows and c.declares(name):
        hint = f"japan-tech trace {name} names its rows"
        raise UnknownNameError(f"{name} is a finding, not a row of observations.csv; {hint}")
    found = uses(c, observation_id)
    yield f"findings that rest on {observation_id}: {len(found.resting)}"
    yield from (f"  {name} = {c[name].text}" for name in found.resting)
    yield f"findings that looked it up and took another: {len(found.considering)}"
    yield from (f"  {name} = {c[name].text if name in c else 'not known'}" for name in found.considering)
