"""The registry: findings by name, computed on first use and cached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import wraps
from itertools import count
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from analysis.dataset.choices_toml import CHOICES_TOML
from analysis.errors import (
    AnalysisError,
    NotKnownError,
    UnknownNameError,
    nearest,
)
from analysis.findings import declarations
from analysis.findings.cache import Memory, MemoryEntry
from analysis.findings.declarations import Declaration
from analysis.findings.finding import Finding
from analysis.findings.published_figures import PublishedFigures
from analysis.rendering.id_prefixes import WORKING

if TYPE_CHECKING:
    from datetime import date

    from analysis.dataset import Evidence
    from analysis.findings.declarations import ClaimRule, Topic
    from analysis.findings.parameters import Parameters
    from analysis.findings.study import Study

P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """Cache a function of a catalogue, for each set of arguments, like a finding.

    A decorator for what several findings share. Arguments of equal repr count as equal.
    """

    @wraps(make)
    def shared(c: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        name = f"{make.__module__}.{make.__qualname__} of {args} {kwargs}"
        result: T = c.once(name, lambda c: make(c, *args, **kwargs))
        return result

    return shared


NUMBERS_OF_ADDED = count()
"""Numbers the findings that notebooks add, so that two catalogues that share a memory may each add one of a name."""


class Registry(PublishedFigures, Mapping[str, Finding]):
    """Findings by name, and figures of the evidence as findings, as of one date.

    A finding whose evidence was not public is missing, with a reason, so that sentences and rows that need it can be
    left out. `on` returns the registry of another date, which shares what is valid for both.
    """

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study, topics: Iterable[Topic]) -> None:
        topics = list(topics)
        self.study = study
        self.judgements: dict[str, ClaimRule] = declarations.judgements(topics)
        self._declared = declarations.expand(topics, study.options, evidence)
        super().__init__()
        self._open_on(evidence, parameters, Memory(parameters.as_of))

    def _open_on(self, evidence: Evidence, parameters: Parameters, memory: Memory) -> None:
        """Set all that depends on the as-of date and the other parameters."""
        self.parameters, self.memory = parameters, memory
        self.evidence = evidence.as_known_on(parameters.as_of).noted_by(memory.note)
        self.looked_up: dict[str, frozenset[tuple[str, ...]]] = {}  # a cache of `series.looked_up`

    def on(self, day: date) -> Self:
        """Return the registry as of another date, which shares what is valid for both."""
        return self.under(replace(self.parameters, as_of=day), self.memory.on(day))

    def under(self, parameters: Parameters, memory: Memory | None = None) -> Self:
        """Return the registry with other parameters; without a memory nothing is shared."""
        registry = copy(self)  # with the same declarations and rows, which do not depend on the day
        registry._open_on(self.evidence, parameters, memory or Memory(parameters.as_of))
        return registry

    # -- findings by name

    def __getitem__(self, finding_id: str) -> Finding:
        answer = self.entry(finding_id).answer
        if isinstance(answer, NotKnownError):
            raise NotKnownError(f"{finding_id}: {answer}")
        finding: Finding = answer
        return finding

    def __contains__(self, finding_id: object) -> bool:
        name = str(finding_id)
        return self.declares(name) and not isinstance(self.entry(name).answer, NotKnownError)

    def get(self, finding_id: str, default: Any = None) -> Any:
        """Return a finding, or the default if it is not known.

        `Mapping.get` would return it only for a `KeyError`, which a finding that is missing does not raise.
        """
        is_known = finding_id in self
        return self[finding_id] if is_known else default

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def declaration(self, finding_id: str) -> Declaration | None:
        """Return the declaration of a finding, or None."""
        return self._declared.get(finding_id)

    @property
    def names(self) -> Mapping[str, Declaration]:
        """The declarations of all findings, known or missing."""
        return self._declared

    @property
    def missing(self) -> dict[str, str]:
        """The findings that are declared but not known, each with the reason."""
        answers = {name: self.entry(name).answer for name in self.names}
        return {name: str(answer) for name, answer in answers.items() if isinstance(answer, NotKnownError)}

    def declares(self, finding_id: str) -> bool:
        """Return whether a finding is declared, known or missing."""
        return self.declaration(finding_id) is not None

    def knows(self, finding_id: str) -> bool:
        """Return whether a finding is known; raise `UnknownNameError` if it is not declared."""
        return not isinstance(self.entry(finding_id).answer, NotKnownError)

    def add(self, finding_id: str, make: Callable[[Any], Finding], label: str = "") -> None:
        """Declare a finding for this catalogue only; raise `StudyError` if the name is taken."""
        key = f"{finding_id} ({next(NUMBERS_OF_ADDED)})"
        place = declarations.caller()
        declaration = Declaration(finding_id, make, values={}, label=label, choices={}, place=place, key=key)
        self._declared = declarations.together([declaration], self._declared)

    def named(self, finding_id: str) -> Finding:
        """Return a finding by a name of `findings.csv`, a row of the evidence, or an anchor of the page.

        These are, for example, `ratio.AVO`, `obs.nests.AVONIA.2024.2024-11-01` with or without `obs.`, and
        `#f-ratio.AVO`. Former names of rows are known as well.
        """
        name = finding_id.removeprefix("#").removeprefix(WORKING)
        row_name = name.removeprefix("obs.")
        if row_name in self.evidence.renamed:
            name = name.replace(row_name, self.evidence.renamed[row_name])  # an "obs." before it stays
            row_name = name.removeprefix("obs.")
        if self.declares(name):
            return self[name]

        # An input of another finding has a name of its own, or that of its row
        findings = self.everything()
        for finding in findings:
            if finding.id == name:
                return finding
        for finding in findings:  # of several with other names, any will do: they are the same figure
            if finding.figure == row_name:
                return finding
        if row_name in self.evidence.names_of_rows:  # which no finding uses
            return self.row(self.evidence.observation(row_name))

        # All that was meant may be misspelled; the rows are many, and count only for a name that starts like theirs
        names = [*self.names, *self.evidence.claims_judged]
        names += [finding.id for finding in findings]
        if name.startswith("obs."):
            names += [f"obs.{row}" for row in self.evidence.names_of_rows]
        raise self.unknown(name, names)

    def everything(self, *more: Finding) -> list[Finding]:
        """Return all known findings, more that a notebook made, and all their inputs, recursively, each once, by id."""
        stack = list(more)  # the end is taken first, so that a declared finding goes before one of a notebook
        for name in self.names:
            answer = self.entry(name).answer
            if isinstance(answer, Finding):
                stack.append(answer)
        by_id: dict[str, Finding] = {}
        while stack:
            finding = stack.pop()
            if finding.id not in by_id:
                by_id[finding.id] = finding
                stack += finding.inputs
        return [by_id[finding_id] for finding_id in sorted(by_id)]

    def once(self, name: str, make: Callable[[Any], T]) -> T:
        """Return the cached result of a function under a name, or compute it."""
        answer = self.memory.recall(name, lambda: make(self)).answer
        if isinstance(answer, NotKnownError):
            raise NotKnownError(str(answer))
        result: T = answer
        return result

    def depend_on(self, finding_id: str) -> None:
        """Make a finding an input of what is being computed, although its number is not needed.

        The memory then computes this again on every day on which the finding may change. Raises `NotKnownError` if the
        finding is missing.
        """
        _ = self[finding_id]

    def entry(self, finding_id: str) -> MemoryEntry:
        """Return the result for a finding, with the as-of dates for which it is valid.

        Raises `UnknownNameError` if it is not declared.
        """
        declared = self.declaration(finding_id)
        if declared is None:
            raise self.unknown(finding_id, self._declared)
        return self.memory.recall(finding_id, lambda: self._make(declared), declared.place, declared.key)

    def unknown(self, name: str, names: Iterable[str]) -> AnalysisError:
        """Return the error for a name that is not declared, with the nearest of those that are."""
        version = self.evidence.retired.get(name)
        if version:
            return UnknownNameError(f"finding {name!r}: no longer computed since version {version}")
        return UnknownNameError(f"no finding {name!r}{self._figures_hint(name) or nearest(name, names)}")

    def _figures_hint(self, name: str) -> str:
        """Say how to get the figures of a series for which a name of a finding was taken, as the end of a message."""
        # "output_per_hour.AAA.office", and possibly without account and entity
        indicator, _, rest = name.partition(".")
        entity, _, account = rest.partition(".")
        if indicator not in self.evidence.indicators:
            return ""

        # The accounts of the entity, or of any if the name has none, each with an entity of which it has figures
        entity_by_account: dict[str, str] = {}
        for _, economy, actor, other_account in self.evidence.keys(indicator):
            if entity in ("", economy, actor):
                entity_by_account.setdefault(other_account, actor or economy)
        if not entity_by_account:
            return ""

        # Take the account that the name has, or else the series without one, or the first
        if account not in entity_by_account:
            account = "" if "" in entity_by_account else next(iter(entity_by_account))
        arguments = f'"{indicator}", "{entity or entity_by_account[account]}"'
        if account:
            arguments += f', account="{account}"'
        return f"; its figures are d.figure({arguments}) and, over time, d.series({arguments})"

    def any_entry(self, name: str) -> MemoryEntry:
        """Return what was computed under any name: a finding, a verdict, or a shared value."""
        return self.entry(name) if self.declares(name) else self.memory.peek(name)

    def _make(self, declared: Declaration) -> Finding:
        """Compute a finding, and name it and its intermediate results as declared."""
        finding = declared.make(self, **declared.values)
        if not isinstance(finding, Finding):
            raise TypeError(f"gives a {type(finding).__name__}, not a Finding")
        if declared.as_made:  # it has its own id, label and place
            return finding

        # An intermediate result, such as `.rate`, becomes an input of the full name: `pledge.AVO.rate`
        inputs = []
        for part in finding.inputs:
            is_step = part.id.startswith(".")
            inputs.append(part.named(f"{declared.name}{part.id}") if is_step else part)
        return replace(
            finding,
            id=declared.name,
            label=declared.label or finding.label,
            inputs=tuple(inputs),
            choices=tuple(declared.choices.items()) or finding.choices,
            place=declared.place,
        )

    def threshold(self, name: str) -> float:
        """Return a threshold: that of the parameters, or else the declared one."""
        chosen = self.parameters.study_parameters.get(name)
        if chosen is not None:
            return float(chosen)
        declared = self.evidence.settings.thresholds
        if name not in declared:
            raise UnknownNameError(f"no threshold {name!r} in {CHOICES_TOML}{nearest(name, declared)}")
        return float(declared[name])
