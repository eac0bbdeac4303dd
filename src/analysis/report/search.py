"""Find indicators by words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from analysis.dataset import Evidence, Observation

TOO_SHORT_BY = 2
"""A word this many letters shorter than the one typed was not meant."""

DEFAULT = "(default)"
"""How figures of no account are called beside those of named accounts."""


def accounts_in_words(accounts: Iterable[str]) -> str:
    """Name the accounts of an indicator; empty where there is none but the default."""
    named = [account or DEFAULT for account in dict.fromkeys(accounts)]
    return "" if named == [DEFAULT] else ", ".join(named)


def find_indicators(evidence: Evidence, words: str) -> pd.DataFrame:
    """Return the indicators that have most of some words, those first whose id or name has them.

    A word counts if a word of the id, name, definition or publisher begins with it; years and names of countries do not
    count beside others. If nothing has any of the words, those are returned that have figures of somebody so called.
    Raises `UnknownNameError` if there is none either.
    """
    import pandas as pd

    places = set(_words(" ".join(f"{code} {row['name']}" for code, row in evidence.entities.items())))
    typed = [word for word in _words(words) if not word.isdecimal()]
    wanted = [word for word in typed if word not in places] or typed
    rows_by_indicator: dict[str, list[Observation]] = {}
    for row in evidence.public:
        rows_by_indicator.setdefault(row.indicator, []).append(row)

    # A score is the number of words that match, their weight, and the number of figures
    scores: dict[str, tuple[int, int, int]] = {}
    known_words: set[str] = set()
    for code, about in evidence.indicators.items():
        rows = rows_by_indicator.get(code, [])
        publishers = {f"{row.source_id} {evidence.sources[row.source_id]['publisher']}" for row in rows}
        name = _words(f"{code} {about['name']}")
        rest = _words(" ".join([about["definition"], *publishers]))
        weights = [2 if _begins(word, name) else int(_begins(word, rest)) for word in wanted]
        scores[code] = sum(map(bool, weights)), sum(weights), len(rows)
        known_words.update(name, rest)

    if not any(matches for matches, *_ in scores.values()):
        for code, rows in rows_by_indicator.items():
            who = _words(" ".join(f"{row.entity} {evidence.name(row.entity)}" for row in rows if row.entity))
            matches = sum(_begins(word, who) for word in wanted)
            scores[code] = matches, matches, len(rows)

    most = max((matches for matches, *_ in scores.values()), default=0)
    if not most:
        every = f"d.indicators lists all {len(scores)}"
        if not wanted:
            raise UnknownNameError(f'd.find takes words, such as d.find("chip sales"); {every}')
        shortest = len(wanted[0]) - TOO_SHORT_BY
        near = nearest(wanted[0], sorted(word for word in known_words if len(word) > shortest), every)
        where = "in its id, name, definition or publisher, or among those of whom it has figures"
        raise UnknownNameError(f"no indicator has {words!r} {where}{near}")

    best = [code for code, (matches, *_) in scores.items() if matches == most]
    best.sort(key=lambda code: scores[code], reverse=True)
    summaries = [_summary(evidence, code, rows_by_indicator.get(code, [])) for code in best]
    return pd.DataFrame(summaries).set_index("indicator")


def _summary(evidence: Evidence, code: str, rows: list[Observation]) -> dict[str, object]:
    years = sorted((row.period_end or row.published).year for row in rows)
    return {
        "indicator": code,
        "name": evidence.indicators[code]["name"],
        "unit": evidence.indicators[code]["unit"],
        "economies": len({row.entity for row in rows} & {*evidence.economies}),
        "years": "–".join(map(str, dict.fromkeys((years[0], years[-1])))) if years else "",
        "accounts": accounts_in_words(row.account for row in rows),
    }


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _begins(word: str, words: list[str]) -> bool:
    return any(longer.startswith(word) for longer in words)
