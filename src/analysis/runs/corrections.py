"""Corrections: what changed in an edition after it was published, in words for its page, the site and the feed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence.cells import CONTROL
from analysis.runs.history import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.runs.history import Event

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to a published edition: when, which edition, what changed and why.

    A re-rendering that changed no verdict and no number is listed as well, but `is_correction` is false.
    """

    day: str
    edition: str
    what: str
    why: str
    is_correction: bool = True

    @property
    def verb(self) -> str:
        """What was done, such as “Corrected”."""
        return "Corrected" if self.is_correction else "Re-rendered"

    @property
    def text(self) -> str:
        """What changed and why, in one line."""
        return f"{self.what} {self.why}".strip()


def corrections(events: Iterable[Event]) -> list[Correction]:
    """Return every correction and every re-rendering with a reason, newest first."""
    found = [
        _correction(event)
        for event in events
        if event.event == Kind.CORRECTION or (event.event == Kind.RENEWED and event.why)
    ]
    return sorted(found, key=lambda it: it.day)[::-1]


def plain(text: str) -> str:
    """Return a text in one line of bearable length, without signs that steer what shows it."""
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _correction(event: Event) -> Correction:
    what = " ".join(filter(None, (plain(event.what), _verdicts(event), _numbers(event))))
    is_correction = event.event == Kind.CORRECTION or bool(what)
    what = what if is_correction else "No verdict and no number changed."
    return Correction(event.day, plain(event.edition), what, _sentence(plain(event.why)), is_correction)


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1].isalnum() else text


def _verdicts(event: Event) -> str:
    """Name the claims whose verdicts changed in the same way together."""
    claims: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for it in event.verdicts:
        claims[it["before"], it["after"]].append(it["claim"])
    told = [f"{', '.join(names)} {_turn(*turn)}" for turn, names in claims.items()]
    return plain(f"Verdicts changed: {'; '.join(told)}.") if told else ""


def _turn(before: str, after: str) -> str:
    if before and after:
        return f"from {before} to {after}"
    return f"new, {after}" if after else "dropped"


def _numbers(event: Event) -> str:
    if not event.moved:
        return ""
    return f"{event.moved:,} numbers changed." if event.moved > 1 else "One number changed."
