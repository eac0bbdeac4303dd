"""The catalogue: every finding of a report by name, computed when it is first asked for and only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import nearest
from analysis.evidence import DataError, Evidence, NotKnown
from analysis.evidence.settings import FILE
from analysis.findings import claims, declarations, history, plan, tally
from analysis.findings.contract import contract_faults
from analysis.findings.declarations import Declared, Judged
from analysis.findings.finding import Finding
from analysis.findings.judging import judge
from analysis.findings.memory import Known, Memory
from analysis.findings.readings import Readings, UnknownFinding
from analysis.findings.study import Study

if TYPE_CHECKING:
    from analysis.findings.history import State
    from analysis.findings.parameters import Parameters
    from analysis.findings.verdicts import Verdict

T = TypeVar("T")
ADDED = count()
DATED = re.compile(r".+\.\d{4}-\d{2}-\d{2}")


class Catalogue(Readings, Mapping[str, Finding]):
    """All findings of one report by name.

    A finding whose evidence was not yet public is missing, with the reason, so that sentences and rows that need it can
    be left out rather than break. What holds on several days of knowledge is computed once for all of them: `on` gives
    the catalogue of another day.
    """

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study | None = None) -> None:
        self.study, self._rows = study or Study("", ""), {}
        self._declare(evidence)
        self._open_on(evidence, parameters, Memory(parameters.as_of))

    def _declare(self, evidence: Evidence) -> None:
        topics = (claims.topic(self.study), tally.TOPIC, *self.study.topics)
        self.judgements: dict[str, Judged] = plan.judgements(topics)
        aliases, self.alternatives = plan.alternatives(topics, self.study.options, evidence)
        declared = plan.expand(topics, evidence)
        self._declared: dict[str, Declared] = plan.together(declared, aliases)

    def _open_on(self, evidence: Evidence, parameters: Parameters, memory: Memory) -> None:
        self.parameters, self._memory = parameters, memory
        self.evidence = evidence.as_known_on(parameters.as_of).noted_by(memory.note)
        self.looked_up: dict[str, frozenset[tuple[str, ...]]] = {}

    def on(self, day: date) -> Catalogue:
        """Return the same catalogue on another day of knowledge; what is equal on both is shared."""
        return self.under(replace(self.parameters, as_of=day), self._memory.on(day))

    def under(self, parameters: Parameters, memory: Memory | None = None) -> Catalogue:
        """Return the same catalogue under other parameters; without a memory all is computed anew."""
        other = copy(self)
        other.__dict__ = {name: it for name, it in vars(self).items() if name not in ("names", "_of_history")}
        other._open_on(self.evidence, parameters, memory or Memory(parameters.as_of))
        return other

    # -- names -------------------------------------------------------------------------------------

    def __getitem__(self, finding_id: str) -> Finding:
        answer = self.known(finding_id).answer
        if isinstance(answer, NotKnown):
            raise NotKnown(f"{finding_id}: {answer}")
        found: Finding = answer
        return found

    def __contains__(self, finding_id: object) -> bool:
        name = str(finding_id)
        return self.declares(name) and not isinstance(self.known(name).answer, NotKnown)

    def get(self, finding_id: str, default: Any = None) -> Any:
        """Return a finding, or the default where it is not among those known."""
        is_known = finding_id in self
        return self[finding_id] if is_known else default

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def declared_at(self, place: str) -> list[str]:
        """Name the findings that a line of a study declares; the history is computed only if none of the others is."""
        found = [name for name, one in self._declared.items() if one.place == place]
        return found or [name for name, one in self.names.items() if one.place == place]

    def _declaration(self, finding_id: str) -> Declared | None:
        """Find how a finding is made; the history is computed only for a name that could be of it."""
        if finding_id in self._declared or not finding_id.startswith(tally.HISTORICAL):
            return self._declared.get(finding_id)
        return self.names.get(finding_id)

    @cached_property
    def names(self) -> Mapping[str, Declared]:
        """Every finding that is declared, known or not: of every report, and from the history of this one."""
        return self._declared if self.evidence.as_of <= self.evidence.judged_at else self._declared | self._of_history

    @cached_property
    def _of_history(self) -> dict[str, Declared]:
        return plan.expand_with([tally.HISTORY], self, self.evidence)

    @property
    def missing(self) -> dict[str, str]:
        """The findings that are declared and not known, each with the reason."""
        found = {name: self.known(name).answer for name in self.names}
        return {name: str(answer) for name, answer in found.items() if isinstance(answer, NotKnown)}

    def declares(self, finding_id: str) -> bool:
        """Say whether anything declares a name, whether or not it is known."""
        return self._declaration(finding_id) is not None

    def knows(self, finding_id: str) -> bool:
        """Say whether a finding can be shown; raise `UnknownFinding` for a name that nothing declares."""
        return not isinstance(self.known(finding_id).answer, NotKnown)

    def add(self, finding_id: str, make: Callable[[Catalogue], Finding], label: str = "") -> None:
        """Declare a finding of this catalogue alone; raise `DeclaredTwice` for a name that is taken."""
        key = f"{finding_id} ({next(ADDED)})"  # another catalogue may add something else under this name
        one = Declared(finding_id, make, {}, label, {}, declarations.caller(), key=key)
        self._declared = plan.together(self._declared, {finding_id: one})
        self.__dict__.pop("names", None)

    def named(self, finding_id: str) -> Finding:
        """Return a finding by its name, be it declared or a figure beneath one.

        The name may be one of `findings.csv`, that of a row of the evidence, or what a link of the page leads to.
        """
        name = finding_id.removeprefix("#").removeprefix("f-")  # as it stands in a link of the page
        row = name.removeprefix("obs.")
        name = name.replace(row, self.evidence.renamed.get(row, row))
        if self.declares(name):
            return self[name]
        row, found = name.removeprefix("obs."), self.everything()
        shown = [finding for finding in found if finding.id == name] or [it for it in found if it.figure == row]
        if shown or row in self.evidence.names_of_rows:
            return shown[0] if shown else self.row(self.evidence.observation(row))  # on which nothing rests
        if name.startswith(tally.HISTORICAL):
            return self[name]
        rows = [f"obs.{it}" for it in self.evidence.names_of_rows] if name[:4] == "obs." else []
        known = [*self.names, *self.evidence.claims_judged, *(it.id for it in found), *rows]
        raise UnknownFinding(f"no finding {finding_id!r}{nearest(name, known)}")

    def everything(self, *made: Finding) -> list[Finding]:
        """Return every named finding, what a notebook has made besides, and every figure beneath one, each once."""
        found: dict[str, Finding] = {}
        stack = [*made, *(it for name in self.names if isinstance(it := self.known(name).answer, Finding))]
        while stack:
            finding = stack.pop()
            if finding.id not in found:
                found[finding.id] = finding
                stack += finding.inputs
        return [found[finding_id] for finding_id in sorted(found)]

    # -- verdicts ----------------------------------------------------------------------------------

    def threshold(self, name: str) -> float:
        """Return a threshold: the reader's own where the parameters give one, or else the declared one."""
        own, declared = self.parameters.given.get(name), self.evidence.settings.thresholds
        if own is None and name not in declared:
            raise UnknownFinding(f"no threshold {name!r} in {FILE}{nearest(name, declared)}")
        return float(declared[name] if own is None else own)

    def verdict(self, claim_id: str) -> Verdict:
        """Return the verdict on a claim."""
        verdict: Verdict = self._judged(claim_id).answer
        return verdict

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on every claim of the article, in its order.

        Raises `DataError` where a claim cannot be judged, or the settings lack what a rule needs.
        """
        return self.once("all verdicts", _verdicts)

    @property
    def history(self) -> dict[str, list[State]]:
        """What was to be said of each claim on every day since the article, oldest first."""
        return self.once("history of verdicts", history.states)

    def verdicts_hold_until(self) -> date:
        """Return the first day of knowledge on which some verdict may be another one."""
        return min((self._judged(claim_id).until for claim_id in self.verdicts), default=date.max)

    def _judged(self, claim_id: str) -> Known:
        judged = self.judgements.get(claim_id)
        place = judged.place if judged else ""
        return self._memory.known(f"the verdict on {claim_id}", lambda: judge(self, claim_id), place)

    def once(self, name: str, make: Callable[[Catalogue], T]) -> T:
        """Compute something under a name, or return what was computed before with the same look-ups."""
        answer = self._memory.known(name, lambda: make(self)).answer
        if isinstance(answer, NotKnown):
            raise NotKnown(str(answer))
        found: T = answer
        return found

    def known(self, finding_id: str) -> Known:
        """Return what is remembered of a finding: the answer, and between which days of knowledge it holds.

        Raises `UnknownFinding` for a name that nothing declares.
        """
        declared = self._declaration(finding_id)
        if declared is None and DATED.fullmatch(finding_id) and finding_id.startswith(tally.HISTORICAL):
            raise NotKnown("nothing changed on that day, as far as is known")
        if declared is None:
            raise UnknownFinding(f"no finding {finding_id!r}{nearest(finding_id, self._declared)}")
        return self._memory.known(finding_id, lambda: declarations.made(self, declared), declared.place, declared.key)

    def remembered(self, name: str) -> Known:
        """Return what was computed under any name: a finding, a verdict, or what findings share."""
        return self.known(name) if self.declares(name) else self._memory.peek(name)


def _verdicts(c: Catalogue) -> dict[str, Verdict]:
    if faulty := contract_faults(c.evidence, c.study, c.judgements):
        raise DataError(faulty)
    return {claim_id: c.verdict(claim_id) for claim_id in c.evidence.claims_judged}
