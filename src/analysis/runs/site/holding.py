"""An edition of which no history tells is held against itself: its page must say what its own tables say.

Whoever edits a file can write its hash into the manifest as well. Numbers and verdicts of the page would have to be
changed in the tables, too, and everywhere in the page. Who does all that is not found out; a history and a copy are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.findings.snapshot import NotAnEdition
from analysis.rendering.lint.page import differing
from analysis.rendering.lint.reading import read_page
from analysis.runs.site import claims
from analysis.runs.site.shelf import FINDINGS, PAGE, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.lint.reading import Page
    from analysis.runs.site.shelf import Edition

DOT = " · "
"""What parts the number of a working from its words; pages before 1.2 have other workings."""


class Contradiction(NotAnEdition):
    """The page of an edition says other numbers or verdicts than the tables beside it."""

    exit_code = 1


def hold(edition: Edition) -> None:
    """Raise `Contradiction` with the file and the first thing in which a page and its tables differ."""
    page = (edition.folder / PAGE).read_text(encoding="utf-8", errors="replace")
    read = read_page(page)
    for fault in (*_numbers(edition, read), *_verdicts(edition, page), *differing(read)):
        raise Contradiction(f"{edition.folder / PAGE}: {fault}; bring it back from a copy, or make the edition anew")


def _numbers(edition: Edition, page: Page) -> Iterator[str]:
    printed: dict[str, set[str]] = defaultdict(set)
    for name, row in edition.snapshot.findings.items():
        printed[f"f-{row['observation_id'] or name}"].add(row["printed"])
    for anchor, working in page.workings.items():
        number, dot, _ = working.said.partition(DOT)
        if dot and anchor in printed and number not in printed[anchor]:
            told = " or ".join(sorted(printed[anchor]))
            yield f"{anchor[2:]} is {number[:60]} there and {told} in {FINDINGS}"


def _verdicts(edition: Edition, page: str) -> Iterator[str]:
    judged = edition.snapshot.verdicts
    cards = {card.name: card.verdict for card in claims.cards(page)}
    for name, said in (*cards.items(), *claims.ratings(page).items()):
        if name in judged and said.casefold() != judged[name]["verdict"]:
            yield f"{name} is {said[:60]} there and {judged[name]['verdict']} in {VERDICTS}"
