"""Search for indicators by words: `d.find`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from analysis.dataset import Evidence, Observation

MOST_MISSING_LETTERS = 1
"""A word that is shorter than the one typed by more letters is not suggested: it is hardly what was meant."""

DEFAULT_ACCOUNT = "(default)"
"""What the default account is called beside those that have a name."""

WEIGHT_IN_NAME, WEIGHT_ELSEWHERE = 2, 1
"""How much a word counts in an id or a name, and in a definition or the name of a publisher."""


class Score(NamedTuple):
    """How well an indicator fits some words; better ones are larger, compared attribute by attribute.

    Attributes:
        matches: How many of the words it has.
        weight: The same, with words of its id or name counted twice.
        figures: How many figures it has.

    """

    matches: int
    weight: int
    figures: int


def accounts_in_words(accounts: Iterable[str]) -> str:
    """Name the accounts of an indicator; empty where there is none but the default."""
    names = [account or DEFAULT_ACCOUNT for account in dict.fromkeys(accounts)]
    if names == [DEFAULT_ACCOUNT]:
        return ""
    return ", ".join(names)


def find_indicators(evidence: Evidence, words: str) -> pd.DataFrame:
    """Return the indicators that have most of some words, those first whose id or name has them.

    A word counts if a word of the id, name, definition or publisher begins with it; years and names of countries do not
    count beside others. If nothing has any of the words, those are returned that have figures of somebody so called.
    Raises `UnknownNameError` if there is none either.
    """
    import pandas as pd

    wanted = _wanted_words(evidence, words)
    figures: dict[str, list[Observation]] = {code: [] for code in evidence.indicators}
    for row in evidence.public:
        figures[row.indicator].append(row)

    # Score each indicator by the words in its row, and in the names of its sources
    scores: dict[str, Score] = {}
    known_words: set[str] = set()
    for code, indicator in evidence.indicators.items():
        words_in_name = _split(f"{code} {indicator['name']}")
        words_elsewhere = _split(indicator["definition"])
        for source_id in {row.source_id for row in figures[code]}:
            publisher = evidence.sources[source_id]["publisher"]
            words_elsewhere += _split(f"{source_id} {publisher}")
        known_words.update(words_in_name, words_elsewhere)

        matches = weight = 0
        for word in wanted:
            if _any_begins_with(words_in_name, word):
                matches += 1
                weight += WEIGHT_IN_NAME
            elif _any_begins_with(words_elsewhere, word):
                matches += 1
                weight += WEIGHT_ELSEWHERE
        scores[code] = Score(matches, weight, len(figures[code]))

    # No indicator has any of the words, but some may have figures of a country or region so called. A word has only one
    # place to be found there, so that its weight is one
    if not any(score.matches for score in scores.values()):
        for code, rows in figures.items():
            words_of_entities = []
            for entity in {row.entity for row in rows if row.entity}:
                words_of_entities += _split(f"{entity} {evidence.name(entity)}")
            matches = sum(_any_begins_with(words_of_entities, word) for word in wanted)
            scores[code] = Score(matches, matches, len(rows))

    most = max((score.matches for score in scores.values()), default=0)
    if most == 0:
        raise UnknownNameError(_explain_no_match(words, wanted, known_words, len(scores)))
    best = [code for code, score in scores.items() if score.matches == most]
    best.sort(key=lambda code: scores[code], reverse=True)  # equal ones stay as in indicators.csv
    summaries = [_summary(evidence, code, figures[code]) for code in best]
    return pd.DataFrame(summaries).set_index("indicator")


def _wanted_words(evidence: Evidence, words: str) -> list[str]:
    """Return the words to search for: those typed without numbers, and without names of countries beside others."""
    words_of_countries: set[str] = set()
    for code, row in evidence.entities.items():
        words_of_countries.update(_split(f"{code} {row['name']}"))

    typed = [word for word in _split(words) if not word.isdecimal()]
    without_countries = [word for word in typed if word not in words_of_countries]
    return without_countries or typed


def _explain_no_match(words: str, wanted: list[str], known_words: set[str], count: int) -> str:
    """Return the message that no indicator has any of the words, with known words that are similar to the first."""
    hint = f"d.indicators lists all {count}"
    if not wanted:
        return f'd.find takes words, such as d.find("chip sales"); {hint}'
    shortest = len(wanted[0]) - MOST_MISSING_LETTERS
    long_enough = sorted(word for word in known_words if len(word) >= shortest)
    where = "in its id, name, definition or publisher, or among those of whom it has figures"
    return f"no indicator has {words!r} {where}{nearest(wanted[0], long_enough, hint)}"


def _summary(evidence: Evidence, code: str, rows: list[Observation]) -> dict[str, object]:
    """Describe an indicator and its figures, as a row of the result."""
    years = {(row.period_end or row.published).year for row in rows}
    span = ""
    if years:
        first, last = min(years), max(years)
        span = f"{first}" if first == last else f"{first}–{last}"

    entities = {row.entity for row in rows}
    return {
        "indicator": code,
        "name": evidence.indicators[code]["name"],
        "unit": evidence.indicators[code]["unit"],
        "economies": len(entities.intersection(evidence.economies)),
        "years": span,
        "accounts": accounts_in_words(row.account for row in rows),
    }


def _split(text: str) -> list[str]:
    """Split a text or an id into words, without regard to case.

    >>> _split("stork_nests: Nests of storks")
    ['stork', 'nests', 'nests', 'of', 'storks']
    """
    return re.findall(r"[^\W_]+", text.casefold())


def _any_begins_with(words: list[str], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)
