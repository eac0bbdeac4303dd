"""Findings and judgements are declared here once each: name, how it is made, and what it is called.

    topic = Topic()
    topic.add("firms.{economy}.share", lambda c, economy: share(c[f"firms.{economy}"], c["firms.all"]),
              label="Share of all firms, {economy}")

A name may hold places in braces; each stands for one of several values, and the finding is declared for every
combination. `{economy}` stands for every economy of the dataset, unless others are given. What is declared is computed
when it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.findings.wording import filled, varying

if TYPE_CHECKING:
    from analysis.evidence import Evidence
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Judgement

Values = Iterable[Any] | Callable[[Any], Iterable[Any]]
"""What a place in a name may stand for: values, values with the words for each, or how both follow from the data."""


class DeclaredTwice(AnalysisError, ValueError):
    """Two places declare the same finding or judge the same claim; the message names both."""

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


@dataclass(frozen=True, slots=True)
class Judged:
    """How a claim is judged: on the declared reference, and under choices, each with the options that are known."""

    claim_id: str
    reference: Callable[..., Judgement]
    under: Callable[..., Judgement] | None
    axes: Mapping[str, Collection[str]]
    place: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    make: Callable[..., Finding]
    label: str
    choice: str
    values: Mapping[str, Values]
    place: str
    as_made: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str
    parameter: str
    options: str
    renamed: Mapping[str, str]
    values: Mapping[str, Values]
    place: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The findings of one subject and the judgements that rest on them, in the order in which they are declared."""

    patterns: list[_Pattern] = field(default_factory=list)
    chosen: list[_Choice] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def add(
        self, name: str, make: Callable[..., Finding], label: str = "", *, choice: str = "", **values: Values
    ) -> None:
        """Declare a finding, or one for every combination of `values`.

        `make` receives the catalogue, and each value by its name. `label` may hold the same places as the name; there
        a country stands with its name, and a value with the words given for it. Without a label the finding keeps its
        own. `choice` names a value that is an analyst's choice.
        """
        self.patterns.append(_Pattern(name, make, label, choice, _with_economies(name, values), caller()))

    def keep(self, name: str, make: Callable[..., Finding], **values: Values) -> None:
        """Declare a finding that is kept as it was made elsewhere, with its own label and place, under its own name."""
        self.patterns.append(_Pattern(name, make, "", "", values, caller(), as_made=True))

    def choose(
        self, name: str, parameter: str, options: str, *, renamed: Mapping[str, str] | None = None, **values: Values
    ) -> None:
        """Give findings that differ in one parameter a common name, which stands for the one that the report shows.

        `options` is their name with the place `{option}` for the value of the parameter, or for what `renamed` makes
        of it.
        """
        drawn = _with_economies(name, values)
        self.chosen.append(_Choice(name, parameter, options, renamed or {}, drawn, caller()))

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


def caller() -> str:
    """Name the file and line that called the function that asks."""
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def shown(place: str) -> str:
    """Write a place in the code as it is found from the working folder, if it lies below it."""
    path, _, line = place.rpartition(":")
    here = Path.cwd()
    return f"{Path(path).relative_to(here) if Path(path).is_relative_to(here) else path}:{line}"


def expand(topics: Iterable[Topic], source: Any, evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name; `source` is what values are drawn from where the data decides them.

    Raises `DeclaredTwice` where two lines declare one name.
    """
    found: dict[str, Declared] = {}
    for topic in topics:
        for pattern in topic.patterns:
            for values, words in _combinations(pattern.values, source, evidence):
                choices = {pattern.choice: values[pattern.choice]} if pattern.choice else {}
                name, label = pattern.name.format_map(values), filled(pattern.label, words)
                _keep(found, Declared(name, pattern.make, values, label, choices, pattern.place, pattern.as_made))
    return found


def alternatives(
    topics: Iterable[Topic], options: Mapping[str, Collection[str]], evidence: Evidence
) -> tuple[dict[str, Declared], dict[str, tuple[str, dict[str, str]]]]:
    """Return the names that follow a reader's choice: how each is made, and its parameter with the name for each value.

    `options` are the values of each parameter.
    """
    found: dict[str, Declared] = {}
    names: dict[str, tuple[str, dict[str, str]]] = {}
    for topic in topics:
        for it in topic.chosen:
            for values, _ in _combinations(it.values, evidence, evidence):
                alias = it.name.format_map(values)
                chosen = {o: it.options.format(option=it.renamed.get(o, o), **values) for o in options[it.parameter]}
                names[alias] = it.parameter, chosen
                follow = {"alias": alias, "parameter": it.parameter, "options": chosen}
                _keep(found, Declared(alias, _followed, follow, "", {}, it.place, as_made=True))
    return found, names


def _followed(c: Any, alias: str, parameter: str, options: Mapping[str, str]) -> Finding:
    found: Finding = c[options[c.parameters[parameter]]]
    return replace(found, alias=alias)


def together(declared: Mapping[str, Declared], more: Mapping[str, Declared]) -> dict[str, Declared]:
    """Put declarations together; raise `DeclaredTwice` for a name that both have."""
    found = dict(declared)
    for one in more.values():
        _keep(found, one)
    return found


def judgements(topics: Iterable[Topic]) -> dict[str, Judged]:
    """Return how each claim is judged, by claim; raise `DeclaredTwice` where two lines judge one claim."""
    found: dict[str, Judged] = {}
    for topic in topics:
        for one in topic.judged:
            if one.claim_id in found:
                _refuse(f"claim {one.claim_id}", found[one.claim_id].place, one.place)
            found[one.claim_id] = one
    return found


def _keep(found: dict[str, Declared], one: Declared) -> None:
    if one.name in found:
        _refuse(f"finding {one.name}", found[one.name].place, one.place)
    found[one.name] = one


def _refuse(what: str, first: str, second: str) -> None:
    raise DeclaredTwice(f"{what}: declared at {shown(first)} and again at {shown(second)}; keep one of the two")


def _combinations(
    given: Mapping[str, Values], source: Any, evidence: Evidence
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Go through all combinations of values, each as given and in words."""
    drawn = {name: values(source) if callable(values) else values for name, values in given.items()}
    for combination in product(*drawn.values()):
        values = dict(zip(drawn, combination, strict=True))
        yield values, {name: _words(value, drawn[name], evidence) for name, value in values.items()}


def _words(value: Any, among: Iterable[Any], evidence: Evidence) -> str:
    """Say a value in words: those given for it, the name of a country or firm, or the value itself.

    Countries, firms and years may differ between findings that are made alike.
    """
    if isinstance(among, Mapping):
        return str(among[value])
    row = evidence.entities.get(value)
    return varying(row["name"] if row else value) if row or isinstance(value, int) else str(value)
