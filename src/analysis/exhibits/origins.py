"""Whether what a number rests on is what the dataset, the study or the notebook has under the name of its source."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding
from analysis.findings.given import GivenSource, NoNumber, numbers_in
from analysis.findings.readings import mean_of, rate_of_day
from analysis.findings.sway import is_computed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEAN = re.compile(r"rate\.(?P<quote>\w+)_per_(?P<base>\w+)\.(?P<first>\d{4}-\d\d-\d\d)--(?P<last>\d{4}-\d\d-\d\d)\.\w+")


HINT = "bring a number of your own as an.number(value, unit, source)"


class NotOfItsSource(AnalysisError, ValueError):
    """A number bears the name of a source that does not have it."""


class NotComputed(AnalysisError, ValueError):
    """A number says what it was computed from, but no rule computed it."""


def refuse_forged(finding: Finding, c: Catalogue, sound: dict[int, Finding]) -> None:
    """Refuse a number that rests on a figure which its source does not have, or that prints it as another one.

    `sound` holds what was looked at before, by identity, and is added to once all beneath the number holds, too.
    """
    looked_at, waiting = {}, [finding]
    while waiting:
        it = waiting.pop()
        if id(it) not in looked_at and sound.get(id(it)) is not it:
            _refuse(it, c)
            looked_at[id(it)] = it
            waiting += reversed(it.inputs)
    sound |= looked_at


def _refuse(it: Finding, c: Catalogue) -> None:
    if type(it) is not Finding:
        raise NotOfItsSource(f"{it.id} is a {type(it).__name__}, no finding of ours; take it from the report")
    named = [source for source in it.source_ids if not isinstance(source, GivenSource)]
    if unknown := next((source for source in named if source not in c.evidence.sources), ""):
        raise NotOfItsSource(f"{it.label}: there is no source {unknown!r}; leave it as it was computed")
    is_own = bool(it.source_ids) and not named and it.observation is None
    if (it.observation or not it.inputs) and not is_own:
        said = _said(it)
        if not any(said == _said(known) for known in _known(it, c)):
            raise NotOfItsSource(f"{it.label}: {it.text} is not what its source has; {HINT}")
    elif it.inputs and not is_computed(it):
        raise NotComputed(f"{it.label}: {it.text} was put together by hand; name it with .named(), or {HINT}")
    _refuse_numbers(it, c)


def _refuse_numbers(it: Finding, c: Catalogue) -> None:
    """Refuse a label with a number that neither the study put there, nor is in the words for what it was made from."""
    if not (found := numbers_in(it.label)):
        return
    known = [it.method, *(below.label for below in it.inputs)]
    known += [c.label(it.observation)] if it.observation else []
    known += [c[name].label for name in c.declared_at(it.place) if c.knows(name)]
    said = {number for words in known for number in numbers_in(words)}
    if other := next((number for number in found if number not in said), ""):
        raise NoNumber(f"{other!r} in the label {it.label!r} of {it.id} is another number; leave it out")


class NotItsName(AnalysisError, ValueError):
    """A number was given the name of another country than the one it is about."""


def refuse_mislabelled(finding: Finding, c: Catalogue) -> None:
    """Refuse a label of one's own with a country that the number does not rest on; a rate or a firm may be of any."""
    if c.declares(finding.id):
        return
    are_plain = all(leaf.observation and not leaf.observation.actor for leaf in finding.leaves())
    if are_plain and (others := countries(finding.label, c) - about(finding, c)):
        told = " and ".join(sorted(map(c.name, others)))
        raise NotItsName(f"{finding.label!r} names {told}, on which {finding.id} does not rest; give it another label")


def countries(words: str, c: Catalogue) -> set[str]:
    """Return which countries some words name."""
    rows = {code: c.evidence.entities[code] for code in c.evidence.economies}
    return {code for code, row in rows.items() if re.search(rf"\b{_either(row)}\b", words)}


def _either(row: Mapping[str, str]) -> str:
    return f"(?:{re.escape(row['name'])}|{re.escape(row['name_in_prose'])})"


def about(finding: Finding, c: Catalogue) -> set[str]:
    """Return of which countries the figures are on which a number rests, or which their names name."""
    rows = [leaf.observation for leaf in finding.leaves() if leaf.observation]
    return {row.entity for row in rows}.union(*(countries(c.label(row), c) for row in rows))


def _said(leaf: Finding) -> tuple[object, ...]:
    """All that a figure says but for its name and its label, which may be one's own."""
    return leaf.quantity, leaf.text, leaf.source_ids, leaf.documents, leaf.day, leaf.observation, leaf.inputs


def _known(leaf: Finding, c: Catalogue) -> Iterator[Finding]:
    """Go through what the figure may be: a row, an exchange rate, or what is declared where it says it is."""
    try:
        if leaf.observation:
            yield c.row(c.evidence.observation(leaf.observation.observation_id))
        elif leaf.day and " per " in leaf.quantity.unit and leaf.source_ids:
            quote, base = leaf.quantity.unit.split(" per ")
            yield rate_of_day(c.evidence.rates.on(base, quote, leaf.day, leaf.source_ids[0]), leaf.label)
        elif (mean := MEAN.fullmatch(leaf.id)) and leaf.source_ids:
            first, last = (date.fromisoformat(mean[day]) for day in ("first", "last"))
            yield mean_of(
                c.evidence.rates.between(mean["base"], mean["quote"], first, last, leaf.source_ids[0]), leaf.label
            )
    except (KeyError, NotKnown):
        return
    yield from (c[name] for name in c.declared_at(leaf.place) if c.knows(name))
