"""Find indicators by words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from analysis.dataset import Evidence, Observation

MOST_MISSING_LETTERS = 1
"""A word that is shorter than the one typed by more letters is not suggested."""

DEFAULT = "(default)"
"""What the default account is called beside those that have a name."""


class Score(NamedTuple):
    """How well an indicator fits some words; better ones are larger.

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
    names = [account or DEFAULT for account in dict.fromkeys(accounts)]
    if names == [DEFAULT]:
        return ""
    return ", ".join(names)


def find_indicators(evidence: Evidence, words: str) -> pd.DataFrame:
    """Return the indicators that have most of some words, those first whose id or name has them.

    A word counts if a word of the id, name, definition or publisher begins with it; years and names of countries do not
    count beside others. If nothing has any of the words, those are returned that have figures of somebody so called.
    Raises `UnknownNameError` if there is none either.
    """
    import pandas as pd

    countries = [f"{code} {row['name']}" for code, row in evidence.entities.items()]
    words_of_countries = set(_words(" ".join(countries)))
    typed = [word for word in _words(words) if not word.isdecimal()]
    wanted = [word for word in typed if word not in words_of_countries] or typed

    figures: dict[str, list[Observation]] = {code: [] for code in evidence.indicators}
    for row in evidence.public:
        figures[row.indicator].append(row)

    scores: dict[str, Score] = {}
    known_words: set[str] = set()
    for code, indicator in evidence.indicators.items():
        publishers = {f"{row.source_id} {evidence.sources[row.source_id]['publisher']}" for row in figures[code]}
        in_name = _words(f"{code} {indicator['name']}")
        elsewhere = _words(" ".join([indicator["definition"], *publishers]))
        weights = [2 if _has(in_name, word) else int(_has(elsewhere, word)) for word in wanted]
        scores[code] = Score(sum(map(bool, weights)), sum(weights), len(figures[code]))
        known_words.update(in_name, elsewhere)

    # No indicator has any of the words, but some may have figures of somebody so called
    if not any(score.matches for score in scores.values()):
        for code, rows in figures.items():
            names = {f"{row.entity} {evidence.name(row.entity)}" for row in rows if row.entity}
            in_names = _words(" ".join(names))
            matches = sum(_has(in_names, word) for word in wanted)
            scores[code] = Score(matches, matches, len(rows))

    most = max((score.matches for score in scores.values()), default=0)
    if most == 0:
        raise UnknownNameError(_explain_no_match(words, wanted, known_words, len(scores)))
    best = [code for code, score in scores.items() if score.matches == most]
    best.sort(key=lambda code: scores[code], reverse=True)
    summaries = [_summary(evidence, code, figures[code]) for code in best]
    return pd.DataFrame(summaries).set_index("indicator")


def _explain_no_match(words: str, wanted: list[str], known_words: set[str], count: int) -> str:
    """Say that no indicator has any of some words, with words that are similar to the first."""
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
    return {
        "indicator": code,
        "name": evidence.indicators[code]["name"],
        "unit": evidence.indicators[code]["unit"],
        "economies": len({row.entity for row in rows}.intersection(evidence.economies)),
        "years": span,
        "accounts": accounts_in_words(row.account for row in rows),
    }


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _has(longer_words: list[str], word: str) -> bool:
    """True if any word begins with the one wanted."""
    return any(longer.startswith(word) for longer in longer_words)
