"""Find indicators by words, and complete their names at the prompt."""

from __future__ import annotations

import re
from inspect import signature
from typing import TYPE_CHECKING, Any

from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from analysis.dataset import Evidence, Observation
    from analysis.findings import Catalogue

SLIP = 2
"""So many letters a word that may have been meant may be shorter."""

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

    places = {*_words(" ".join(f"{code} {row['name']}" for code, row in evidence.entities.items()))}
    asked = [word for word in _words(words) if not word.isdecimal()]
    wanted = [word for word in asked if word not in places] or asked
    rows_of, known = dict[str, list["Observation"]](), set[str]()
    for row in evidence.public:
        rows_of.setdefault(row.indicator, []).append(row)
    scores = {}
    for code, about in evidence.indicators.items():
        rows = rows_of.get(code, [])
        publishers = {f"{row.source_id} {evidence.sources[row.source_id]['publisher']}" for row in rows}
        name, rest = _words(f"{code} {about['name']}"), _words(" ".join([about["definition"], *publishers]))
        hits = [2 if _begins(word, name) else int(_begins(word, rest)) for word in wanted]
        scores[code] = sum(map(bool, hits)), sum(hits), len(rows)
        known |= {*name, *rest}
    if not any(found for found, *_ in scores.values()):
        for code, rows in rows_of.items():
            who = _words(" ".join(f"{row.entity} {evidence.name(row.entity)}" for row in rows if row.entity))
            hits = [int(_begins(word, who)) for word in wanted]
            scores[code] = sum(hits), sum(hits), len(rows)
    if not (most := max((found for found, *_ in scores.values()), default=0)):
        every = f"d.indicators lists all {len(scores)}"
        if not wanted:
            raise UnknownNameError(f'd.find takes words, such as d.find("chip sales"); {every}')
        near = nearest(wanted[0], sorted(it for it in known if len(it) > len(wanted[0]) - SLIP), every)
        where = "in its id, name, definition or publisher, or among those of whom it has figures"
        raise UnknownNameError(f"no indicator has {words!r} {where}{near}")
    best = sorted((code for code in scores if scores[code][0] == most), key=lambda code: scores[code], reverse=True)
    return pd.DataFrame([_summary(evidence, it, rows_of.get(it, [])) for it in best]).set_index("indicator")


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
    return any(it.startswith(word) for it in words)


# -- completion in IPython and JupyterLab

CALL = re.compile(
    r"\b(\w+)\.(figure|series|wide|vintages|compare)\("
    r"""((?:[^"'()]|"[^"]*"|'[^']*')*)["']([^"'()]*)$"""
)
"""A call whose last argument is a string that is not closed yet: object, method, earlier arguments, what is typed."""


MATCHER = "japan-tech names"
"""What the matcher is called among those of IPython, where it is registered once."""


def register_completion(shell: Any) -> None:
    """Let IPython, and so JupyterLab, complete names within calls such as d.figure("gdp."""
    from IPython.core.completer import completion_matcher

    matchers = shell.Completer.custom_matchers
    if all(getattr(it, "matcher_identifier", "") != MATCHER for it in matchers):
        register = completion_matcher(identifier=MATCHER, api_version=2)
        matchers.append(register(lambda context: _complete(shell, context)))


def _complete(shell: Any, context: Any) -> dict[str, Any]:
    """Return IPython's `SimpleMatcherResult` for its `CompletionContext`."""
    from IPython.core.completer import SimpleCompletion

    call = CALL.search(context.text_until_cursor)
    catalogue = getattr(shell.user_ns.get(call[1]), "catalogue", None) if call else None
    if call is None or catalogue is None:
        return {"completions": []}
    keyword = re.search(r"(\w+)\s*=\s*$", call[3])
    parameters = [*signature(getattr(shell.user_ns[call[1]], call[2])).parameters]
    at = call[3].count(",")
    parameter = keyword[1] if keyword else parameters[at] if at < len(parameters) else ""
    first = re.search(r"[\"']([^\"']*)", call[3])
    offered = _offered(catalogue, parameter, first[1] if first else "")
    found = [name for name in offered if name.startswith(call[4])] or [name for name in offered if call[4] in name]
    completions = [SimpleCompletion(text=name, type=parameter) for name in found]
    return {"completions": completions, "matched_fragment": call[4], "suppress": bool(completions), "ordered": True}


def _offered(catalogue: Catalogue, parameter: str, indicator: str) -> list[str]:
    """List what a parameter of `figure`, `series`, `wide`, `vintages` or `compare` may be."""
    evidence, focus = catalogue.evidence, f".{catalogue.parameters.focus}."
    keys = [key for key in evidence.keys(indicator) if evidence.series(*key[:3], account=key[3])]
    of_economies = (name.replace(focus, ".{}.") for name in catalogue.names if focus in name)
    found: dict[str, Iterable[str]] = {
        "indicator": evidence.indicators,
        "name": (*evidence.indicators, *of_economies),
        "per": evidence.indicators,
        "entity": (actor or entity for _, entity, actor, _ in keys),
        "actor": (actor for _, _, actor, _ in keys if actor),
        "account": (account for *_, account in keys if account),
    }
    return [*dict.fromkeys(found.get(parameter, ()))]
