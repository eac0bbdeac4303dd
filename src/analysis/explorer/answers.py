"""What the explorer says under one set of assumptions: sentences, verdicts, and the numbers in them to be traced."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.evidence import Evidence
from analysis.exhibits.markup import HTML
from analysis.exhibits.panels import Exploration
from analysis.exhibits.prose import CODES, PLACE, Writer
from analysis.exhibits.trace import in_short
from analysis.findings import Catalogue, Finding, Parameters, Study
from analysis.findings.display import PLAIN_TEXT


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that follows from one set of assumptions."""

    catalogue: Catalogue
    page: str
    numbers: dict[str, Finding]
    gaps: tuple[str, ...]


def answer(evidence: Evidence, parameters: Parameters, study: Study, shown_by: Exploration) -> Answers:
    """Compute what the sentences need under the assumptions, and write what is to be said."""
    catalogue, sentences = Catalogue(evidence, parameters, study), shown_by.sentences
    writer = Writer(catalogue)
    markup = replace(HTML, link=lambda text, _target, title: _number(text, title))
    said = [text for sentence in sentences if (text := writer.sentences([sentence], markup))]
    shown = {name: catalogue[name] for name in _names(sentences, parameters.focus) if name in catalogue}
    page = f"<div{PLAIN_TEXT}>{''.join(f'<p>{text}</p>' for text in said)}</div>"
    return Answers(catalogue, page, shown, tuple(shown_by.gaps(catalogue)))


def origin(found: Answers, name: str) -> str:
    """Say in a few lines how a number was made and on whose figures it rests."""
    lines = in_short(found.catalogue[name], found.catalogue.evidence).splitlines()
    return f"<div{PLAIN_TEXT}>{'<br>'.join(map(html.escape, lines))}</div>"


def _number(text: str, title: str) -> str:
    return f'<b title="{html.escape(title)}" style="border-bottom: 1px dotted">{html.escape(text)}</b>'


def _names(sentences: Sequence[str], focus: str) -> list[str]:
    """List the findings that the sentences name, each once, in their order."""
    places = [place for sentence in sentences for place in PLACE.finditer(sentence)]
    return list(dict.fromkeys(place[1].replace("@", focus) for place in places if place[1] not in CODES))
