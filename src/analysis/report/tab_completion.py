"""Complete names with Tab in IPython and JupyterLab.

Four places are completed: an attribute (`d["nests.AVO"].`), a key (`d.verdicts["`), a string in a call of a report or
of `an.load` (`d.figure("`), and a placeholder of a sentence with its format (`%%say` and `d.say("It was {`).

IPython asks its matchers in turn. This one answers first and suppresses the others, above all jedi, which reads the
source code of pandas to guess what `d["nests.AVO"]` might be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import AnalysisError
from analysis.findings import Finding, Outcome, Verdict, parameters
from analysis.report.base import Part
from analysis.report.page_methods import MAGIC, OPENED
from analysis.writing.markup import PARAGRAPH_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dataset.dataset_as_of import Key
    from analysis.findings import Catalogue

TOKEN = re.compile(
    r"""
    \#[^\n]*                                          # a comment
    | (?P<prefix>\b[A-Za-z]{1,2})?                    # a string, whose end may be missing
      (?P<quote>\'\'\'|\"\"\"|'|")
      (?:\\.|(?!(?P=quote)).)*
      (?P<end>(?P=quote))?
    | (?P<opening>[(\[{])
    | (?P<closing>[)\]}])
    | (?P<comma>,)
    """,
    re.DOTALL | re.VERBOSE,
)
"""What opens and closes brackets and strings in Python."""

CHAIN = re.compile(
    r"""
    (?<![\w.)\]])                                     # not in the middle of a longer expression
    ([^\W\d]\w*)                                      # a variable
    ((?:\.\w+ | \[\s*(?:"[^"\n]*"|'[^'\n]*')\s*\])*)  # its attributes and keys
    \s*$
    """,
    re.VERBOSE,
)
"""A variable with attributes and keys that are strings, such as `d.verdicts["S02"]`, at the end of a text."""

LINK = re.compile(r"""\.(\w+)|\[\s*["']([^"'\n]*)["']\s*\]""")
"""One attribute or key of such a chain."""

ATTRIBUTE = re.compile(r"\.(\w*)$")
"""An attribute that is being typed."""

KEYWORD = re.compile(r"\s*(\w+)\s*=(?!=)")
"""The keyword at the beginning of an argument, such as `title=`."""

PLACEHOLDER = re.compile(r"\{([^{}:]*)$")
"""The name of a finding that is being typed in a sentence."""

FORMAT = re.compile(r"\{[^{}:]+:(\w*)$")
"""The format of a number that is being typed behind a colon."""

FORMATS = ("words", "Words", "plain")
"""What may stand behind the colon."""

OPERAND = re.compile(CHAIN.pattern.rstrip().removesuffix(r"\s*$"), re.VERBOSE)
"""A variable with attributes and keys anywhere in a computation."""

EVALUATED = (Part, Finding, Verdict, Mapping)
"""The types of which Tab reads attributes and items; reading `axes` of a figure would change how it is drawn."""


class Offer(NamedTuple):
    """What may stand at the cursor.

    Attributes:
        typed: What is typed of a name so far.
        names: The names that may stand there.
        kind: Their kind, as JupyterLab shows it.
        is_only: Whether nothing else may stand there, so that IPython's own matchers are not asked even if there is no
            name.

    """

    typed: str = ""
    names: Iterable[str] = ()
    kind: str = "name"
    is_only: bool = False


NOTHING = Offer()
NO_CODE = Offer(is_only=True)
"""Where prose stands, Python's names and the names of files are of no use."""


@dataclass
class Bracket:
    """A bracket that is not closed yet.

    Attributes:
        character: The bracket itself.
        at: Its position in the text.
        items: The positions at which its items begin, such as the arguments of a call.

    """

    character: str
    at: int
    items: list[int]


def complete(shell: Any, context: Any) -> dict[str, Any]:
    """Return IPython's `SimpleMatcherResult` for its `CompletionContext`."""
    from IPython.core.completer import SimpleCompletion  # which is there whenever Tab is pressed

    # IPython's text until the cursor is that of the line alone
    earlier_lines = context.full_text.split("\n")[: context.cursor_line]
    offer = _offer(shell.user_ns, "\n".join([*earlier_lines, context.text_until_cursor]))

    # Names that contain what is typed are offered where none begins with it
    names = list(dict.fromkeys(offer.names))
    matching = [name for name in names if name.startswith(offer.typed)]
    if not matching:
        matching = [name for name in names if offer.typed in name]
    completions = [SimpleCompletion(text=name, type=offer.kind) for name in matching]
    return {
        "completions": completions,
        "matched_fragment": offer.typed,
        "suppress": bool(completions) or offer.is_only,
        "ordered": True,
    }


def _offer(variables: Mapping[str, Any], text: str) -> Offer:
    """Return what may stand at the cursor; `text` is the cell up to there."""
    if text.lstrip().startswith(f"%%{MAGIC}"):
        return _offer_in_sentences(variables, text.lstrip())

    brackets, string_start = _parse(text)
    if string_start is None:
        return _offer_outside_strings(variables, text, brackets)

    # A key stands directly behind its bracket, an argument anywhere in that of its call
    innermost = brackets[-1] if brackets else None
    if innermost and innermost.character == "[":
        between = text[innermost.at + 1 : string_start].strip()
        is_quote_only = between in ("'", '"')  # the string begins behind its quote
        value = _evaluate(variables, text[: innermost.at]) if is_quote_only else None
        if value is not None:
            return Offer(text[string_start:], _keys(value))
    return _offer_argument(variables, text, brackets, string_start)


def _offer_in_sentences(variables: Mapping[str, Any], text: str) -> Offer:
    """Offer the kinds of paragraphs behind `%%say`, and below it findings in braces and their formats."""
    magic_line, line_end, _ = text.partition("\n")
    if not line_end:
        _, blank, typed = magic_line.rpartition(" ")
        return Offer(typed, PARAGRAPH_KINDS) if blank else NOTHING

    placeholder = PLACEHOLDER.search(text)
    if placeholder and OPENED:
        return Offer(placeholder[1], _names_for_sentences(variables))
    number_format = FORMAT.search(text)
    if number_format:
        return Offer(number_format[1], FORMATS)
    return NO_CODE


def _parse(text: str) -> tuple[list[Bracket], int | None]:
    """Return the brackets that are open at the end of a text, and where a string begins that is open there.

    The string of a formatted literal such as f"{x}" is code, so that it does not count as one.

    >>> _parse('d.bars("nests.AVO", title="Ne')
    ([Bracket(character='(', at=6, items=[7, 19])], 27)
    """
    brackets: list[Bracket] = []
    string_start = None
    for token in TOKEN.finditer(text):
        if token["opening"]:
            brackets.append(Bracket(token["opening"], token.start(), [token.end()]))
        elif token["closing"]:
            if brackets:
                brackets.pop()
        elif token["comma"]:
            if brackets:
                brackets[-1].items.append(token.end())
        elif token["quote"] and not token["end"]:
            # A string without an end reaches to the end of the text, so that no token follows
            is_formatted = "f" in (token["prefix"] or "").lower()
            string_start = None if is_formatted else token.end("quote")
    return brackets, string_start


def _offer_outside_strings(variables: Mapping[str, Any], text: str, brackets: list[Bracket]) -> Offer:
    """Offer the attributes of an object, or the parameters of `an.load`."""
    attribute = ATTRIBUTE.search(text)
    if attribute:
        expression = text[: attribute.start()].rstrip()
        value = _evaluate(variables, expression)
        if value is None and expression.endswith(")"):
            value = _evaluate_computation(variables, expression)
        if value is None:
            return NOTHING
        names = [name for name in dir(value) if not name.startswith("_")]
        return Offer(attribute[1], names, kind="attribute")

    # Keywords are offered of `an.load` alone: IPython reads those of other functions from their signatures
    if not brackets:
        return NOTHING
    innermost = brackets[-1]
    function = CHAIN.search(text[: innermost.at])
    if function and function[2] == ".load" and _is_package(variables.get(function[1])):
        argument = text[innermost.items[-1] :].lstrip()
        if re.fullmatch(r"\w*", argument):
            return Offer(argument, _load_parameters())
    return NOTHING


def _offer_argument(variables: Mapping[str, Any], text: str, brackets: list[Bracket], string_start: int) -> Offer:
    """Offer what a string may be in a call: the innermost one, in whose lists and mappings it may stand."""
    calls = [bracket for bracket in brackets if bracket.character == "("]
    chain = CHAIN.search(text[: calls[-1].at]) if calls else None
    if not chain or not chain[2].startswith("."):
        return NOTHING

    call = calls[-1]
    # Of d.bars(" these are d and bars; a longer chain, as of d.verdicts.query(", is no method of a report
    function = chain[2].removeprefix(".")
    owner = variables.get(chain[1])
    typed = text[string_start:]
    keyword = KEYWORD.match(text, call.items[-1])
    if function == "load" and _is_package(owner):
        return Offer(typed, _values_for_load(keyword[1] if keyword else "as_of"))  # a day may come first
    if not isinstance(owner, Part) or not hasattr(type(owner), function):
        return NOTHING

    # The keys of a mapping are headings, its values are names
    innermost = brackets[-1]
    is_heading = innermost.character == "{" and ":" not in text[innermost.items[-1] : string_start]
    if not is_heading:
        parameter = keyword[1] if keyword else _parameter_at(getattr(owner, function), len(call.items) - 1)
        names = _names_for_call(owner.catalogue, function, parameter, text[call.at : string_start])
        if names:
            return Offer(typed, names)

    # What takes no names may be a sentence, a title or a description
    placeholder = PLACEHOLDER.search(typed)
    if placeholder:
        return Offer(placeholder[1], owner.catalogue.names)
    return NOTHING


def _evaluate(variables: Mapping[str, Any], text: str) -> Any:
    """Return the object that the end of a text means, or None for what this package did not make.

    Reading data of a report takes at most 0.2 s and has no side effects.
    """
    chain = CHAIN.search(text)
    if chain is None:
        return None
    value: Any = variables.get(chain[1])
    is_ours = _is_package(value) or type(value).__module__.startswith("analysis.")
    if not is_ours:
        return None

    for attribute, key in LINK.findall(chain[2]):
        is_evaluated = isinstance(value, EVALUATED)
        if not is_evaluated:
            return None
        try:
            value = getattr(value, attribute) if attribute else value[key]
        except AttributeError:
            return None
        except AnalysisError:
            # With nothing offered for a misspelt name, jedi would search pandas for seconds. The class has the
            # attributes of a finding
            value = Finding
    return value


def _evaluate_computation(variables: Mapping[str, Any], text: str) -> Any:
    """Return the type of a computation in parentheses: that of a finding if its first operand is one, or None.

    Nothing is computed; the attributes of `(d["a"] / d["b"])` depend on the type alone.
    """
    # Without its last character, the innermost open bracket is the one that this character closes
    brackets, _ = _parse(text.removesuffix(")"))
    if not brackets:
        return None
    opening = brackets[-1].at
    is_call = re.search(r"\w\s*$", text[:opening])
    operand = OPERAND.search(text, opening)
    if is_call or not operand:
        return None

    value = _evaluate(variables, operand[0])
    return Finding if isinstance(value, Finding) else None


def _keys(value: Any) -> Iterable[str]:
    """List the keys of a report, of a mapping, or the columns of a pandas table."""
    if hasattr(value, "_ipython_key_completions_"):
        keys = value._ipython_key_completions_()
    elif hasattr(value, "keys"):
        keys = value.keys()
    else:
        keys = ()
    return [key for key in keys if isinstance(key, str)]


def _is_package(value: Any) -> bool:
    return isinstance(value, ModuleType) and value.__name__ == "analysis"


def _names_for_sentences(variables: Mapping[str, Any]) -> list[str]:
    """List the findings that a sentence may name: variables, and those of the report opened last."""
    names = []
    for name, value in variables.items():
        if isinstance(value, Finding) and not name.startswith("_"):  # IPython's are called _ and _1
            names.append(name)
    return names + list(OPENED[0].catalogue.names)


def _load_parameters() -> list[str]:
    """List the parameters of `load` with an equals sign; those of a study are known once a report is open."""
    names = ["as_of", "focus", "peers"]
    if OPENED:
        names = list(parameters.names(OPENED[0].catalogue.study))
    names += ["study", "data"]
    return [f"{name}=" for name in names]


def _values_for_load(parameter: str) -> Iterable[str]:
    """List the values of a parameter of `load`, as far as there is a list of them."""
    if not OPENED:
        return []
    catalogue = OPENED[0].catalogue
    evidence = catalogue.evidence
    if parameter == "as_of":
        return [evidence.judged_at.isoformat(), evidence.newest.isoformat()]
    if parameter in ("focus", "peers"):
        return evidence.economies
    for option in catalogue.study.parameters:
        if option.name == parameter:
            return getattr(option, "values", ())  # a number has none
    return []


def _parameter_at(function: Any, position: int) -> str:
    """Return the name of the parameter that takes a positional argument."""
    # The first parameter that takes several, such as *content, takes all that follow
    for index, parameter in enumerate(signature(function).parameters.values()):
        if index == position or parameter.kind is Parameter.VAR_POSITIONAL:
            return parameter.name
    return ""


def _names_for_call(catalogue: Catalogue, method: str, parameter: str, arguments: str) -> list[str]:
    """List the names that a parameter of a method of a report takes; empty for one that takes none.

    `arguments` is the text of the call so far; its first string is taken for the indicator of an entity or account.
    """
    evidence = catalogue.evidence
    match method, parameter:
        # Findings
        case "trace", "it":
            return [*evidence.claims_judged, *(finding.id for finding in catalogue.everything())]
        case ("updates", "rows") | ("milestones", "names"):
            return list(catalogue.names)
        case "table", "rows":
            return [f"={name}" for name in catalogue.names]

        # One figure for each country, or for each period
        case (("bars" | "dots"), "content"):
            return [*_patterns(catalogue), *catalogue.names]
        case ("by_economy", "columns") | ("by_indicator", "rows") | (_, "name" | "per"):
            return _patterns(catalogue)
        case "by_period", "columns":
            return _series_names(catalogue)
        case ("over_time", "content") | ("series", "indicator"):
            return [*evidence.indicators, *_series_names(catalogue)]

        # Rows of the dataset
        case _, "indicator":
            return list(evidence.indicators)
        case _, ("entity" | "actor" | "account"):
            indicator = re.search(r"[\"']([^\"']*)", arguments)
            return _parts_of_series(catalogue, indicator[1] if indicator else "", parameter)
        case _, ("base" | "quote"):
            return list(evidence.rates.currencies)

        # Words
        case "claim_list", "verdicts":
            return [outcome.value for outcome in Outcome]
        case "say", "kind":
            return list(PARAGRAPH_KINDS)
        case (("bars" | "dots" | "over_time"), "label"):
            return ["fig-"]
        case "exhibit", "label":
            return ["fig-", "tbl-"]
        case _, "label":
            return ["tbl-"]
    return []


def _parts_of_series(catalogue: Catalogue, indicator: str, part: str) -> list[str]:
    """List the entities, actors or accounts of which an indicator has public figures."""
    names = []
    for _, entity, actor, account in _public_keys(catalogue, indicator):
        match part:
            case "entity":
                names.append(actor or entity)
            case "actor":
                names.append(actor)
            case "account":
                names.append(account)
    return [name for name in names if name]


def _public_keys(catalogue: Catalogue, indicator: str) -> list[Key]:
    """List the series of an indicator of which a figure is public."""
    keys = []
    for key in catalogue.evidence.keys(indicator):
        _, entity, actor, account = key
        if catalogue.evidence.series(indicator, entity, actor, account=account):
            keys.append(key)
    return keys


def _patterns(catalogue: Catalogue) -> list[str]:
    """List what has a figure for each country: indicators, and findings with {} for the country in focus."""
    names = list(catalogue.evidence.indicators)
    focus = f".{catalogue.parameters.focus}."
    for name in catalogue.names:
        if focus in name:
            names.append(name.replace(focus, ".{}."))
    return names


def _series_names(catalogue: Catalogue) -> list[str]:
    """List the names of all series of which a figure is public, those of exchange rates last."""
    names = []
    for indicator in catalogue.evidence.indicators:
        for _, entity, actor, account in _public_keys(catalogue, indicator):
            name = f"{indicator}.{actor or entity}"
            names.append(f"{name}.{account}" if account else name)
    for pair in catalogue.evidence.rates.pairs(catalogue.study.daily_rates):
        names.append(f"{pair} mean")
    return names
