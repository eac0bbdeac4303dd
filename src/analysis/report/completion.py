"""Complete names with Tab in IPython and JupyterLab: in calls, in `d.verdicts["`, in sentences and in `an.load(`."""

from __future__ import annotations

import re
from inspect import signature
from typing import TYPE_CHECKING, Any

from analysis.findings import Finding, parameters
from analysis.report.page import MAGIC, OPENED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.findings import Catalogue

ARGUMENTS = r"""((?:[^"'()]|"[^"]*"|'[^']*')*)"""
CALL = re.compile(rf"""\b(\w+)\.(figure|series|wide|vintages|compare|load)\({ARGUMENTS}["']([^"'()]*)$""")
"""A call whose last argument is a string that is not closed yet: object, method, earlier arguments, what is typed."""

LOAD = re.compile(rf"\b(\w+)\.load\({ARGUMENTS}$")
"""A call of `load` with no string open: object, and what is typed of the arguments."""

VERDICT = re.compile(r"""\b(\w+)\.(?:verdicts|history)\[\s*["']([^"']*)$""")
PLACEHOLDER = re.compile(r"\{([^{}:]*)$")


MATCHER = "japan-tech names"
"""What the matcher is called among those of IPython, where it is registered once."""


def register_completion(shell: Any) -> None:
    """Let IPython, and so JupyterLab, complete names once a report is open."""
    from IPython.core.completer import completion_matcher

    matchers = shell.Completer.custom_matchers
    if all(getattr(matcher, "matcher_identifier", "") != MATCHER for matcher in matchers):
        register = completion_matcher(identifier=MATCHER, api_version=2)
        matchers.append(register(lambda context: _complete(shell, context)))


def _complete(shell: Any, context: Any) -> dict[str, Any]:
    """Return IPython's `SimpleMatcherResult` for its `CompletionContext`."""
    from IPython.core.completer import SimpleCompletion

    typed, offered = _offer(shell.user_ns, context.full_text, context.text_until_cursor)
    names = list(dict.fromkeys(offered))
    found = [name for name in names if name.startswith(typed)] or [name for name in names if typed in name]
    completions = [SimpleCompletion(text=name, type="name") for name in found]
    return {"completions": completions, "matched_fragment": typed, "suppress": bool(completions), "ordered": True}


def _offer(variables: Mapping[str, Any], cell: str, line: str) -> tuple[str, Iterable[str]]:
    """Return what is typed of a name in a line, up to the cursor, and the names that may stand there."""
    if cell.lstrip().startswith(f"%%{MAGIC}"):
        place = PLACEHOLDER.search(line)
        return (place[1], _for_sentences(variables)) if place and OPENED else ("", [])
    if verdict := VERDICT.search(line):
        catalogue = _catalogue(variables, verdict[1])
        return verdict[2], catalogue.evidence.claims_judged if catalogue else []
    if call := CALL.search(line):
        catalogue = _catalogue(variables, call[1])
        if call[2] == "load":
            return call[4], _for_load(_keyword(call[3]) or "as_of") if _is_us(variables, call[1]) else []
        return call[4], _for_call(variables[call[1]], catalogue, call[2], call[3]) if catalogue else []
    if (load := LOAD.search(line)) and _is_us(variables, load[1]):
        name = re.search(r"(?:^|,)\s*(\w*)$", load[2])
        return (name[1], _load_parameters()) if name else ("", [])
    return "", []


def _catalogue(variables: Mapping[str, Any], name: str) -> Catalogue | None:
    """Return the findings of a variable that is an open report."""
    return getattr(variables.get(name), "catalogue", None)


def _is_us(variables: Mapping[str, Any], name: str) -> bool:
    return getattr(variables.get(name), "__name__", "") == "analysis"


def _keyword(arguments: str) -> str:
    """Return the name of the argument that is being typed, also within a list; empty for one without a name."""
    keyword = re.search(r"(\w+)\s*=\s*(?:\[[^\]]*)?$", arguments)
    return keyword[1] if keyword else ""


def _for_sentences(variables: Mapping[str, Any]) -> list[str]:
    """List the findings that a sentence may name: those of the report opened last, and variables."""
    own = [name for name, value in variables.items() if isinstance(value, Finding) and not name.startswith("_")]
    return [*own, *OPENED[0].catalogue.names]


def _load_parameters() -> list[str]:
    """List the parameters of `load`; without an open report IPython lists those that every study has."""
    names = parameters.names(OPENED[0].catalogue.study) if OPENED else []
    return [f"{name}=" for name in (*names, "study", "data")] if names else []


def _for_load(parameter: str) -> Iterable[str]:
    """List the values of a parameter of `load`, as far as there is a list of them."""
    if not OPENED:
        return []
    evidence, study = OPENED[0].catalogue.evidence, OPENED[0].catalogue.study
    if parameter == "as_of":
        return [day.isoformat() for day in (evidence.judged_at, evidence.newest)]
    if parameter in ("focus", "peers"):
        return evidence.economies
    return [value for option in study.parameters if option.name == parameter for value in getattr(option, "values", ())]


def _for_call(report: Any, catalogue: Catalogue, method: str, arguments: str) -> list[str]:
    """List what the argument of a method of a report may be that is being typed."""
    names = [*signature(getattr(report, method)).parameters]
    at = arguments.count(",")
    parameter = _keyword(arguments) or (names[at] if at < len(names) else "")
    first = re.search(r"[\"']([^\"']*)", arguments)
    indicator = first[1] if first else ""
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
    return [*found.get(parameter, ())]
