"""Topics, in which a study declares its findings and the rules for its claims.

    topic = Topic()
    topic.add("firms.{economy}.share", lambda c, economy: share(c[f"firms.{economy}"], c["firms.all"]),
              label="Share of all firms, {economy}")

A name may have placeholders, for which the finding is declared with every combination of values. `{economy}` takes
every economy of the dataset, unless other values are given. A finding is computed on first use.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, StudyError, nearest
from analysis.findings.label_composition import fill_template, varying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dataset import Evidence
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Judgement


Values = Iterable[Any] | Callable[[Any], Iterable[Any]]
"""The values of a placeholder: an iterable, a mapping to the words for each, or a function of the evidence."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declaration of one finding: how to compute it, with which values, and in which file and line.

    Attributes:
        make: Returns the finding; it is called with the catalogue, and with each value as a keyword.
        values: The value of each placeholder of the name.
        choices: The analyst choices it depends on, as axis and option.
        place: File and line, with a colon between them.
        as_made: True if the finding keeps the id, label and place that `make` gives.
        key: The key under which it is cached, if that is not its name.
    """

    name: str
    make: Callable[..., Finding]
    values: Mapping[str, Any]
    label: str
    choices: Mapping[str, str]
    place: str
    as_made: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """How to judge a claim: by the reference, and under choices, each axis with its options (see `Topic.judge`)."""

    claim_id: str
    reference: Callable[..., Judgement]
    under: Callable[..., Judgement] | None
    axes: Mapping[str, Collection[str]]
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """The declaration of a finding for every combination of values (see `Topic.add` and `Topic.keep`)."""

    name: str
    make: Callable[..., Finding]
    label: str
    choice: str
    values: Mapping[str, Values]
    place: str
    as_made: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The declaration of an alias, for the finding that a parameter selects (see `Topic.choose`)."""

    name: str
    parameter: str
    options: str
    renamed: Mapping[str, str]
    values: Mapping[str, Values]
    place: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The findings of one subject and the rules for claims about it, in the order of declaration."""

    patterns: list[Pattern] = field(default_factory=list)
    aliases: list[Choice] = field(default_factory=list)
    rules: list[ClaimRule] = field(default_factory=list)

    def add(
        self, name: str, make: Callable[..., Finding], label: str = "", *, choice: str = "", **values: Values
    ) -> None:
        """Declare a finding, or one for every combination of `values`.

        Args:
            name: Its name, which may have placeholders.
            make: Returns the finding; it is called with the catalogue, and with each value as a keyword.
            label: A label with the same placeholders, filled with the names of countries and the words for values. By
                default the finding keeps its own label.
            choice: The placeholder that is an analyst's choice.
            values: The values of each placeholder.
        """
        all_values = _with_economies(name, values)
        _check(name, all_values, make, caller(), label=label, choice=choice)
        self.patterns.append(Pattern(name, make, label, choice, all_values, caller()))

    def keep(self, name: str, make: Callable[..., Finding], **values: Values) -> None:
        """Declare a finding that exists already, with its own id, label and place, under another name."""
        all_values = _with_economies(name, values)
        _check(name, all_values, make, caller())
        self.patterns.append(Pattern(name, make, label="", choice="", values=all_values, place=caller(), as_made=True))

    def choose(
        self, name: str, parameter: str, options: str, *, renamed: Mapping[str, str] | None = None, **values: Values
    ) -> None:
        """Declare an alias for the finding that a parameter selects.

        `options` is the name of these findings, with the placeholder `{option}` for the value of the parameter, or for
        what `renamed` maps it to.
        """
        all_values = _with_economies(name, values)
        _check(name, all_values, _resolve, caller())
        self.aliases.append(Choice(name, parameter, options, renamed or {}, all_values, caller()))

    def judge(
        self,
        claim_id: str,
        reference: Callable[..., Judgement],
        under: Callable[..., Judgement] | None = None,
        **axes: Collection[str],
    ) -> None:
        """Declare how to judge a claim.

        Args:
            claim_id: The claim.
            reference: Returns the judgement that is the verdict; it is called with the `Case`.
            under: Returns the judgement under a choice; it is called with the case and an option of each axis.
            axes: The options of each axis.
        """
        self.rules.append(ClaimRule(claim_id, reference, under, axes, caller()))


def _with_economies(name: str, values: Mapping[str, Values]) -> Mapping[str, Values]:
    """Add every economy of the dataset as values of `{economy}`, unless there are values already."""
    if "{economy}" not in name or "economy" in values:
        return values
    return {"economy": lambda evidence: evidence.economies, **values}


def _check(
    name: str, all_values: Mapping[str, Values], make: Any, place: str, *, label: str = "", choice: str = ""
) -> None:
    """Raise `StudyError` if name, label and values do not match."""
    try:
        in_name, in_label = _placeholders(name), _placeholders(label)
    except (ValueError, TypeError) as error:
        raise StudyError(f"finding {name!r}: {error}").at(relative_place(place)) from None

    faults = []
    if not name or re.search(r"\s", name):
        faults.append("its name is empty or has a blank")
    for placeholder in sorted(in_name - all_values.keys()):
        faults.append(f"its name has the placeholder {{{placeholder}}}, which has no values")
    for value_name in sorted(all_values.keys() - in_name):
        faults.append(f"the values {value_name!r} have no placeholder in its name")
    for placeholder in sorted(in_label - in_name):
        faults.append(f"its label has the placeholder {{{placeholder}}}, which its name does not have")
    if choice and choice not in all_values:
        faults.append(f"its choice {choice!r} is not a placeholder in its name")
    if not callable(make):
        faults.append("what computes it is not a function")
    if faults:
        raise StudyError(f"finding {name!r}: {'; '.join(faults)}").at(relative_place(place))


def _placeholders(text: str) -> set[str]:
    """Return the names in braces; raise `ValueError` or `TypeError` if the braces do not match, or for no text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def caller() -> str:
    """Return file and line of the caller of the calling function, where a study declares something.

    It has to be called by the very method that the study calls, not by a function that this one calls.
    """
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def relative_place(place: str) -> str:
    """Return file and line, or a file alone, relative to the working directory, if the file is inside it."""
    here = Path.cwd()
    if Path(place).is_relative_to(here):
        return str(Path(place).relative_to(here))
    return place


# -- the declarations of all findings


def expand(
    topics: Iterable[Topic], options: Mapping[str, Collection[str]], evidence: Evidence
) -> dict[str, Declaration]:
    """Return the declarations of all findings by name, aliases last.

    `options` are the values of each parameter. Raises `StudyError` if a name is declared twice.
    """
    topics = list(topics)
    declarations: list[Declaration] = []

    # Every combination of values, then the aliases
    for topic in topics:
        for pattern in topic.patterns:
            declarations += expand_pattern(pattern, source=evidence, evidence=evidence)
    for topic in topics:
        for choice in topic.aliases:
            declarations += _expand_choice(choice, options, evidence)
    return together(declarations)


def expand_pattern(pattern: Pattern, source: Any, evidence: Evidence) -> Iterator[Declaration]:
    """Yield the declarations of a pattern; functions that return values are called with `source`."""
    for values, words in _combinations(pattern, source, evidence):
        choices = {pattern.choice: values[pattern.choice]} if pattern.choice else {}
        name = pattern.name.format_map(values)
        label = fill_template(pattern.label, words)
        yield Declaration(name, pattern.make, values, label, choices, pattern.place, pattern.as_made)


def _expand_choice(choice: Choice, options: Mapping[str, Collection[str]], evidence: Evidence) -> Iterator[Declaration]:
    """Yield the declarations of an alias, each of which knows the finding for every value of its parameter."""
    if choice.parameter not in options:
        hint = nearest(choice.parameter, options, f"expected one of {', '.join(options)}" if options else "")
        message = f"finding {choice.name!r}: no parameter {choice.parameter!r}{hint}"
        raise StudyError(message).at(relative_place(choice.place))
    for values, _ in _combinations(choice, evidence, evidence):
        name_by_option = {}
        for option in options[choice.parameter]:
            part_of_name = choice.renamed.get(option, option)
            name_by_option[option] = choice.options.format(option=part_of_name, **values)
        arguments = {"parameter": choice.parameter, "options": name_by_option}
        alias = choice.name.format_map(values)
        yield Declaration(alias, _resolve, arguments, label="", choices={}, place=choice.place, as_made=True)


def _resolve(c: Any, parameter: str, options: Mapping[str, str]) -> Finding:
    """Return the finding that the parameter selects for an alias."""
    finding: Finding = c[options[c.parameters[parameter]]]
    return finding


def together(new: Iterable[Declaration], present: Mapping[str, Declaration] | None = None) -> dict[str, Declaration]:
    """Return declarations by name; raise `StudyError` if a name is declared twice."""
    by_name = dict(present or {})
    for declaration in new:
        _refuse_second(f"finding {declaration.name}", by_name.get(declaration.name), declaration)
        by_name[declaration.name] = declaration
    return by_name


def judgements(topics: Iterable[Topic]) -> dict[str, ClaimRule]:
    """Return the rule for each claim; raise `StudyError` if a claim has two."""
    rules: dict[str, ClaimRule] = {}
    for topic in topics:
        for rule in topic.rules:
            _refuse_second(f"claim {rule.claim_id}", rules.get(rule.claim_id), rule)
            rules[rule.claim_id] = rule
    return rules


def _refuse_second(name: str, first: Declaration | ClaimRule | None, second: Declaration | ClaimRule) -> None:
    """Raise `StudyError` with both places if there is a first declaration of a name."""
    if first:
        places = f"declared at {relative_place(first.place)} and again at {relative_place(second.place)}"
        raise StudyError(f"{name}: {places}; keep one of the two")


def _combinations(
    declared: Pattern | Choice, source: Any, evidence: Evidence
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield all combinations of values, each as they are and in words, by the name of the placeholder.

    One of them is `({"economy": "AAA", "size": "gdp"}, {"economy": "Avonia", "size": "GDP"})`.
    """
    all_values: dict[str, Any] = {}
    try:
        for name, values in declared.values.items():
            all_values[name] = values(source) if callable(values) else values
    except AnalysisError as error:
        raise error.at(relative_place(declared.place)) from None
    except Exception as error:
        message = f"finding {declared.name!r}: its values fail: {type(error).__name__}: {error}"
        raise StudyError(message).at(relative_place(declared.place)) from error
    for combination in product(*all_values.values()):
        values_by_name = dict(zip(all_values, combination, strict=True))
        words = {name: _words(value, all_values[name], evidence) for name, value in values_by_name.items()}
        yield values_by_name, words


def _words(value: Any, declared_values: Iterable[Any], evidence: Evidence) -> str:
    """Return the words for a value: those declared, the name of a country or firm, or the value itself.

    Countries, firms and years are variable parts of a label.
    """
    if isinstance(declared_values, Mapping):
        return str(declared_values[value])
    row = evidence.entities.get(value) or evidence.actors.get(value)
    if row:
        return varying(row["name"])
    if isinstance(value, int):  # a year
        return varying(value)
    return str(value)
