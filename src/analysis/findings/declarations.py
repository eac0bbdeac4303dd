"""Findings and judgements are declared here once each: name, how it is made, and what it is called.

    topic = Topic()
    topic.add("firms.{economy}.share", lambda c, economy: share(c[f"firms.{economy}"], c["firms.all"]),
              label="Share of all firms, {economy}")

A name may hold places in braces; each stands for one of several values, and the finding is declared for every
combination. `{economy}` stands for every economy of the dataset, unless others are given. What is declared is computed
when it is first asked for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.findings.finding import Finding
from analysis.findings.sway import again, vouch

if TYPE_CHECKING:
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.verdicts import Judgement

Values = Iterable[Any] | Callable[[Any], Iterable[Any]]
"""What a place in a name may stand for: values, values with the words for each, or how both follow from the data."""


class DeclaredTwice(AnalysisError, ValueError):
    """Two places declare the same finding or judge the same claim; the message names both."""

    exit_code = 1


class UnfitDeclaration(AnalysisError, ValueError):
    """A finding is declared in a way that cannot be meant; the message says where and what would be right."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Declared:
    """One finding as declared: its name, how it is made from which values, its label, and the line that says so."""

    name: str
    make: Callable[..., Finding]
    values: Mapping[str, Any]
    label: str
    choices: Mapping[str, str]
    place: str
    as_made: bool = False
    key: str = ""  # under which it is remembered, where that is not its name


@dataclass(frozen=True, slots=True)
class Judged:
    """How a claim is judged: on the declared reference, and under choices, each with the options that are known."""

    claim_id: str
    reference: Callable[..., Judgement]
    under: Callable[..., Judgement] | None
    axes: Mapping[str, Collection[str]]
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A finding as a topic declares it, for every combination of values."""

    name: str
    make: Callable[..., Finding]
    label: str
    choice: str
    values: Mapping[str, Values]
    place: str
    as_made: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A common name for findings that differ in one parameter, as a topic declares it."""

    name: str
    parameter: str
    options: str
    renamed: Mapping[str, str]
    values: Mapping[str, Values]
    place: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The findings of one subject and the judgements that rest on them, in the order in which they are declared."""

    patterns: list[Pattern] = field(default_factory=list)
    chosen: list[Choice] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def add(
        self, name: str, make: Callable[..., Finding], label: str = "", *, choice: str = "", **values: Values
    ) -> None:
        """Declare a finding, or one for every combination of `values`.

        `make` receives the catalogue, and each value by its name. `label` may hold the same places as the name; there
        a country stands with its name, and a value with the words given for it. Without a label the finding keeps its
        own. `choice` names a value that is an analyst's choice.
        """
        drawn = _with_economies(name, values)
        _check(name, label, drawn, choice, make, caller())
        self.patterns.append(Pattern(name, make, label, choice, drawn, caller()))

    def keep(self, name: str, make: Callable[..., Finding], **values: Values) -> None:
        """Declare a finding that is kept as it was made elsewhere, with its own label and place, under its own name."""
        drawn = _with_economies(name, values)
        _check(name, "", drawn, "", make, caller())
        self.patterns.append(Pattern(name, make, "", "", drawn, caller(), as_made=True))

    def choose(
        self, name: str, parameter: str, options: str, *, renamed: Mapping[str, str] | None = None, **values: Values
    ) -> None:
        """Give findings that differ in one parameter a common name, which stands for the one that the report shows.

        `options` is their name with the place `{option}` for the value of the parameter, or for what `renamed` makes
        of it.
        """
        drawn = _with_economies(name, values)
        _check(name, "", drawn, "", followed, caller())
        self.chosen.append(Choice(name, parameter, options, renamed or {}, drawn, caller()))

    def judge(
        self,
        claim_id: str,
        reference: Callable[..., Judgement],
        under: Callable[..., Judgement] | None = None,
        **axes: Collection[str],
    ) -> None:
        """Declare how a claim is judged.

        `reference` receives the case and gives the verdict. `under` receives the case and one option of each axis by
        its name, and judges under that choice; `axes` are the choices with the options known.
        """
        self.judged.append(Judged(claim_id, reference, under, axes, caller()))


def _with_economies(name: str, values: Mapping[str, Values]) -> Mapping[str, Values]:
    """Let `{economy}` stand for every economy of the dataset, unless the declaration says for which."""
    is_open = "{economy}" in name and "economy" not in values
    return {"economy": lambda evidence: evidence.economies, **values} if is_open else values


def _check(name: str, label: str, drawn: Mapping[str, Values], choice: str, make: Any, place: str) -> None:
    """Refuse a declaration whose name, label and values do not go together."""
    try:
        places, named = (
            {field for _, field, _, _ in Formatter().parse(text) if field is not None} for text in (name, label)
        )
    except (ValueError, TypeError) as error:
        raise UnfitDeclaration(f"finding {name!r}: {error}").at(shown(place)) from None
    faults = [
        *(["its name is empty or holds a blank"] if not name or re.search(r"\s", name) else []),
        *(f"its name has the place {{{it}}} without values" for it in sorted(places - drawn.keys())),
        *(f"the values {it!r} have no place in its name" for it in sorted(drawn.keys() - places)),
        *(f"its label has the place {{{it}}}, which its name has not" for it in sorted(named - places)),
        *([f"its choice {choice!r} is none of its values"] if choice and choice not in drawn else []),
        *(["how it is made is no function"] if not callable(make) else []),
    ]
    if faults:
        raise UnfitDeclaration(f"finding {name!r}: {'; '.join(faults)}").at(shown(place))


def caller() -> str:
    """Name the file and line that called the function that asks."""
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def shown(place: str) -> str:
    """Write a place in the code as it is found from the working folder, if it lies below it."""
    path, _, line = place.rpartition(":")
    here = Path.cwd()
    return f"{Path(path).relative_to(here) if Path(path).is_relative_to(here) else path}:{line}"


def followed(c: Any, alias: str, parameter: str, options: Mapping[str, str]) -> Finding:
    """Take the finding that the reader's choice puts in the place of a common name."""
    found: Finding = c[options[c.parameters[parameter]]]
    return again(found, alias=alias)


def made(c: Catalogue, declared: Declared) -> Finding:
    """Make a finding as declared, and give it, and the steps on the way, their names."""
    finding = declared.make(c, **declared.values)
    if not isinstance(finding, Finding):
        raise TypeError(f"gives a {type(finding).__name__}, not a Finding")
    if not declared.key:  # what was added by hand has to be computed of what we have
        vouch(finding)
    if declared.as_made:
        return finding
    steps = (part.named(f"{declared.name}{part.id}") if part.id[0] == "." else part for part in finding.inputs)
    return again(
        finding,
        id=declared.name,
        label=declared.label or finding.label,
        inputs=tuple(steps),
        choices=tuple(declared.choices.items()) or finding.choices,
        place=declared.place,
    )
