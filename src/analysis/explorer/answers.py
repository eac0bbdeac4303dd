"""What the explorer says under one set of assumptions: sentences with the numbers in them, each to be explained."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analysis.evidence import NotKnown
from analysis.exhibits.cards import against_the_count, reason
from analysis.exhibits.markup import HTML
from analysis.exhibits.prose import Writer
from analysis.exhibits.trace import in_short
from analysis.findings import Finding, Outcome, Verdict
from analysis.findings.display import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.evidence import Evidence
    from analysis.exhibits.markup import Markup
    from analysis.exhibits.panels import Exploration
    from analysis.findings import Catalogue

MARK = re.compile("\x00(\\d+)\x00")
"""Stands in a sentence where something can be clicked, until the sentence is taken apart there."""


@dataclass(frozen=True, slots=True)
class Told:
    """What can be clicked in a sentence: how it is written, and the number or verdict that it is."""

    text: str
    about: Finding | Verdict


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence taken apart: mark-up between what can be clicked, one piece more than there is of that."""

    words: tuple[str, ...]
    told: tuple[Told, ...]

    @property
    def pieces(self) -> list[str]:
        """The sentence as mark-up, in pieces: words and what can be clicked in turn."""
        told = (html.escape(it.text) for it in self.told)
        return [it for both in zip(self.words, (*told, ""), strict=True) for it in both]

    @property
    def plain(self) -> str:
        """The sentence as mark-up without anything to click."""
        return "".join(self.pieces)

    def marked(self, before: Sentence | None) -> str:
        """The sentence as mark-up in which is marked what was said otherwise before."""
        earlier = before.pieces if before else []
        if len(earlier) != len(self.pieces):
            return self.plain
        both = zip(self.pieces, earlier, strict=True)
        return "".join(it if it == was else f"<mark>{it}</mark>" for it, was in both)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that follows from one set of assumptions; a sentence whose evidence was not known is None."""

    catalogue: Catalogue
    sentences: tuple[Sentence | None, ...]
    result: Sentence | None
    gaps: tuple[str, ...] = field(default=())


def answer(catalogue: Catalogue, shown: Exploration) -> Answers:
    """Compute what the sentences need under the assumptions of a catalogue, and write what is to be said."""
    speaker = Speaker(catalogue)
    sentences = tuple(speaker.spoken(template, explains=True) for template in shown.sentences)
    return Answers(catalogue, sentences, speaker.spoken(shown.result), tuple(shown.gaps(catalogue)))


def origin(about: Finding | Verdict, evidence: Evidence) -> str:
    """Say in a few lines how a number was made and on whose figures it rests, or what a verdict rests on."""
    lines = list(_of_verdict(about)) if isinstance(about, Verdict) else in_short(about, evidence).splitlines()
    first, *others = map(html.escape, lines)
    return f"<div{PLAIN_TEXT}>{'<br>'.join((f'<strong>{first}</strong>', *others))}</div>"


def _of_verdict(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.claim_id}: {verdict.outcome.value}"
    yield f"Rule: {verdict.rule}" + (f"; margin {verdict.margin.text}" if verdict.margin else "")
    for words, found in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if found:
            yield f"{words}: " + "; ".join(f"{it.text} ({it.label})" for it in found)
    if verdict.of:
        yield f"Holds in {verdict.holds_in} of {verdict.of} ways of counting"


class Speaker(Writer):
    """Write sentences in which numbers and verdicts can be clicked; only what is named is judged."""

    def spoken(self, template: str, *, explains: bool = False) -> Sentence | None:
        """Take apart a sentence where something can be clicked; None where its evidence was not known.

        One that `explains` goes on to say why a verdict in it is not what the count beside it seems to say.
        """
        self._told: list[Told] = []
        markup = replace(HTML, verdict=self._verdict)
        try:
            said = self.fill(template, markup)
        except NotKnown:
            return None
        judged = [it.about for it in self._told if explains and isinstance(it.about, Verdict)]
        pieces = MARK.split(" ".join([said, *(why for it in judged for why in self._whys(it, markup))]))
        told = tuple(self._told[int(number)] for number in pieces[1::2])
        return Sentence(tuple(pieces[::2]), told)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", _around: str = "", form: str = ""
    ) -> str:
        """Leave a mark where a number stands."""
        return markup.reach(self._marked(Told(finding.written(form), finding)), before, behind)

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdicts by claim, judged when they are named: a slider that moves waits for no others."""
        return _Judged(self.catalogue)

    def _whys(self, verdict: Verdict, markup: Markup) -> Iterator[str]:
        for why in against_the_count(verdict):
            yield f"Why “{verdict.outcome.value}”: {why[0].lower()}{why[1:]}"
            if verdict.outcome is Outcome.DISPUTED:
                yield reason(self, verdict, markup)

    def _verdict(self, outcome: object, claim_id: str) -> str:
        return self._marked(Told(str(outcome), self.verdicts[claim_id]))

    def _marked(self, told: Told) -> str:
        self._told.append(told)
        return f"\x00{len(self._told) - 1}\x00"


class _Judged(dict[str, Verdict]):
    """Verdicts by claim, each judged when it is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self.catalogue.evidence.claims_judged

    def __missing__(self, claim_id: str) -> Verdict:
        return self.catalogue.verdict(claim_id)
