"""What the explorer says under one set of assumptions: sentences, verdicts, and the numbers in them to be traced."""

import html
from dataclasses import dataclass, replace

from analysis.evidence import Evidence, NotKnown
from analysis.exhibits.prose import CODES, HTML, PLACE, Writer
from analysis.exhibits.trace import in_short
from analysis.findings import Catalogue, Finding, Parameters, Verdict, compute
from analysis.findings.display import PLAIN_TEXT

SENTENCES = """
In {entity:@} there are {unicorns.@.chosen} unicorns {phrase:denominator}, {unicorns.@.count} in all.

Japan has {unicorns.JPN.chosen}, {entity:USA} {unicorns.USA.chosen}: {unicorns.ratio.USA.chosen} times as many.

Taken {phrase:basis}, Japan’s chip support is {subsidy.JPN.chosen} of GDP, {subsidy.ratio.USA.chosen} times the
American one.

Where {choice.much_larger} times counts as much, “much larger than the United States” is {verdict:C26} and holds in
{holds.C26} ways of counting; “much larger than Germany” is {verdict:C27} and holds in {holds.C27}.

Converted {phrase:rate_rule}, the support is {yen.subsidy.chosen} and Amazon’s pledge {yen.AWS.chosen}; the article
prints {claim.C25} and {claim.C04}.
""".strip().split("\n\n")


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that follows from one set of assumptions."""

    catalogue: Catalogue
    verdicts: dict[str, Verdict]
    page: str
    numbers: dict[str, Finding]
    gaps: tuple[str, ...]


def answer(evidence: Evidence, parameters: Parameters) -> Answers:
    """Compute every finding under the assumptions and write what is to be said."""
    catalogue, verdicts = compute(evidence, parameters)
    writer = Writer(catalogue, verdicts)
    markup = replace(HTML, link=lambda text, _target, title: _number(text, title))
    said = [text for sentence in SENTENCES if (text := writer.sentences([sentence], markup))]
    shown = {name: catalogue[name] for name in _names(parameters.focus) if name in catalogue}
    page = f"<div{PLAIN_TEXT}>{''.join(f'<p>{text}</p>' for text in said)}</div>"
    return Answers(catalogue, verdicts, page, shown, tuple(_gaps(catalogue)))


def origin(found: Answers, name: str) -> str:
    """Say in a few lines how a number was made and on whose figures it rests."""
    lines = in_short(found.catalogue[name], found.catalogue.evidence).splitlines()
    return f"<div{PLAIN_TEXT}>{'<br>'.join(map(html.escape, lines))}</div>"


def _number(text: str, title: str) -> str:
    return f'<b title="{html.escape(title)}" style="border-bottom: 1px dotted">{html.escape(text)}</b>'


def _names(focus: str) -> list[str]:
    """List the findings that the sentences name, each once, in their order."""
    places = [place for sentence in SENTENCES for place in PLACE.finditer(sentence)]
    return list(dict.fromkeys(place[1].replace("@", focus) for place in places if place[1] not in CODES))


def _gaps(catalogue: Catalogue) -> list[str]:
    """Name what the assumptions ask for and the evidence does not have, and what to choose instead."""
    parameters, entities = catalogue.parameters, catalogue.evidence.entities
    missing = [e for e in parameters.economies if f"unicorns.{e}.chosen" not in catalogue]
    said = [
        f"No count of unicorns for {entities[e]['name_in_prose']} on this day; choose another country." for e in missing
    ]
    for name, what in (("yen.subsidy.chosen", "The chip support"), ("yen.AWS.chosen", "Amazon’s pledge")):
        try:
            catalogue[name]
        except NotKnown:
            said.append(f"{what} has no dollar figure by this rate rule on this day; choose another rule.")
    return said
