"""The registry: every finding that is declared, by name, computed when it is first asked for and only once.

Figures are read from the evidence as findings that say what they are and where they stand; what topics declare is made
of these.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from itertools import count
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from analysis.dataset.records import in_words, reliable
from analysis.errors import (
    AnalysisError,
    NotKnownError,
    StudyError,
    TerminatedError,
    UnitError,
    UnknownNameError,
    nearest,
)
from analysis.findings import declarations
from analysis.findings.declarations import Declared, Judged, Study, Topic, shown
from analysis.findings.finding import Finding, Wording, varying, worded
from analysis.findings.quantity import Quantity, price

if TYPE_CHECKING:
    from analysis.dataset import Evidence, LookUp, Observation, Rate
    from analysis.findings.parameters import Parameters

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Known:
    """What was computed under a name: the answer, or why there is none, and on which days of knowledge it holds.

    `looked_up` are the look-ups made for it, `used` the names of what else it was made from.
    """

    answer: Any = None
    since: date = date.min
    until: date = date.max
    looked_up: set[tuple[str, ...]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def holds_on(self, day: date) -> bool:
        """Say whether the same would be computed on a day."""
        return self.since <= day < self.until

    def rests_on(self, since: date, until: date) -> None:
        """Hold no longer than what it was made from."""
        if since > self.since:
            self.since = since
        if until < self.until:
            self.until = until


class Memory:
    """What was computed on one day of knowledge, and why it is right to take it for other days, too.

    Whatever is computed under a name (a finding, a verdict, what several findings share) runs inside `known`. While it
    runs, every look-up in the evidence is noted (`note`), with the days between which the answer to it stays the same,
    and so is everything else it was made from. What was computed therefore holds on all days on which none of these
    changes: on such a day it is taken over, not computed again. So the history of verdicts needs to look only at days
    on which something may change, and it misses none.

    The same notes say which findings could have been moved by a row: those that looked where it stands, whether they
    took it or not (`series.uses`, `series.news`); comparisons of editions and `trace --uses` rest on that. A function
    that reads the evidence past the catalogue breaks all of this, as its look-ups are not noted.
    """

    def __init__(self, day: date, shared: dict[str, list[Known]] | None = None) -> None:
        self.day = day
        self._shared: dict[str, list[Known]] = defaultdict(list) if shared is None else shared
        self._here: dict[str, Known] = {}
        self._making: list[str] = []
        self._makers: list[Known] = []

    def on(self, day: date) -> Memory:
        """Return the memory of another day of knowledge."""
        return Memory(day, self._shared)

    def note(self, look_up: LookUp) -> None:
        """Let what is being computed hold no longer than the answer of a look-up."""
        if self._makers:
            maker = self._makers[-1]
            maker.rests_on(look_up.since, look_up.until)
            maker.looked_up.add(look_up.key)

    def peek(self, name: str) -> Known:
        """Return what was computed under a name on this day, or what says of nothing."""
        return self._here.get(name, Known())

    def known(self, name: str, make: Callable[[], Any], place: str = "", key: str = "") -> Known:
        """Return what was computed under a name, or compute it; `place` is where it is declared.

        `key` tells it from something else of the same name. Raises `StudyError` where it is needed to compute itself.
        """
        key = key or name
        known = self._here.get(key)
        if known is None:
            known = next((it for it in self._shared[key] if it.holds_on(self.day)), None)
            if known is None:
                known = self._compute(name, make, place)
                self._shared[key].append(known)
            self._here[key] = known
        if self._makers:
            maker = self._makers[-1]
            maker.rests_on(known.since, known.until)
            maker.used.add(key)
        return known

    def _compute(self, name: str, make: Callable[[], Any], place: str) -> Known:
        if name in self._making:
            way = [*self._making, name]
            where = f"; {name} is declared at {shown(place)}" if place else ""
            raise StudyError(f"a circle among findings: {' → '.join(way[way.index(name) :])}{where}")
        known = Known()
        self._making.append(name)
        self._makers.append(known)
        try:
            known.answer = make()
        except NotKnownError as reason:
            known.answer = NotKnownError(str(reason))
        except (UnknownNameError, UnitError) as error:
            raise error.at(_where(name, place)) from None
        except (AnalysisError, TerminatedError):
            raise  # all other faults say where themselves
        except (Exception, SystemExit) as error:  # a study is somebody's own code, which may fail in any way
            raise StudyError(f"{type(error).__name__}: {error}").at(_where(name, place)) from error
        finally:
            self._making.pop()
            self._makers.pop()
        return known


def _where(name: str, place: str) -> str:
    return f"{name}, declared at {shown(place)}" if place else name


def once(make: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """Compute what several findings share once for each set of arguments, while its look-ups have the same answers.

    A decorator for functions of a catalogue and of what tells one answer from another.
    """

    @wraps(make)
    def shared(c: Any, /, *given: P.args, **named: P.kwargs) -> T:
        name = f"{make.__module__}.{make.__qualname__} of {given} {named}"
        found: T = c.once(name, lambda c: make(c, *given, **named))
        return found

    return shared


AS_PUBLISHED = "as published"
"""The method of a figure that was taken as its source has it."""

CORRECTED = ", corrected: "
"""What stands in the method of a corrected figure between what the source has and why that is wrong."""

ADDED = count()


class Registry(Mapping[str, Finding]):
    """Findings by name, and what the evidence had on a day, each figure as a finding.

    A finding whose evidence was not yet public is missing, with the reason, so that sentences and rows that need it can
    be left out rather than break. What holds on several days of knowledge is computed once for all of them: `on` gives
    the registry of another day.

    Without other words a figure is the newest public vintage of the last period that ended before the article.
    """

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study, topics: Iterable[Topic]) -> None:
        topics = list(topics)
        self.study = study
        self.judgements: dict[str, Judged] = declarations.judgements(topics)
        self._declared = declarations.expand(topics, study.options, evidence)
        self._rows: dict[Observation, Finding] = {}
        self._open_on(evidence, parameters, Memory(parameters.as_of))

    def _open_on(self, evidence: Evidence, parameters: Parameters, memory: Memory) -> None:
        self.parameters, self.memory = parameters, memory
        self.evidence = evidence.as_known_on(parameters.as_of).noted_by(memory.note)
        self.looked_up: dict[str, frozenset[tuple[str, ...]]] = {}

    def on(self, day: date) -> Self:
        """Return the same on another day of knowledge; what is equal on both is shared."""
        return self.under(replace(self.parameters, as_of=day), self.memory.on(day))

    def under(self, parameters: Parameters, memory: Memory | None = None) -> Self:
        """Return the same under other parameters; without a memory all is computed anew."""
        other = copy(self)
        other._open_on(self.evidence, parameters, memory or Memory(parameters.as_of))
        return other

    # -- findings by name

    def __getitem__(self, finding_id: str) -> Finding:
        answer = self.known(finding_id).answer
        if isinstance(answer, NotKnownError):
            raise NotKnownError(f"{finding_id}: {answer}")
        found: Finding = answer
        return found

    def __contains__(self, finding_id: object) -> bool:
        name = str(finding_id)
        return self.declares(name) and not isinstance(self.known(name).answer, NotKnownError)

    def get(self, finding_id: str, default: Any = None) -> Any:
        """Return a finding, or the default where it is not among those known."""
        is_known = finding_id in self
        return self[finding_id] if is_known else default

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def declaration(self, finding_id: str) -> Declared | None:
        """Find how a finding is made; None for a name that nothing declares."""
        return self._declared.get(finding_id)

    @property
    def names(self) -> Mapping[str, Declared]:
        """Every finding that is declared, known or not."""
        return self._declared

    @property
    def missing(self) -> dict[str, str]:
        """The findings that are declared and not known, each with the reason."""
        found = {name: self.known(name).answer for name in self.names}
        return {name: str(answer) for name, answer in found.items() if isinstance(answer, NotKnownError)}

    def declares(self, finding_id: str) -> bool:
        """Say whether anything declares a name, whether or not it is known."""
        return self.declaration(finding_id) is not None

    def knows(self, finding_id: str) -> bool:
        """Say whether a finding can be shown; raise `UnknownNameError` for a name that nothing declares."""
        return not isinstance(self.known(finding_id).answer, NotKnownError)

    def add(self, finding_id: str, make: Callable[[Any], Finding], label: str = "") -> None:
        """Declare a finding of this catalogue alone; raise `StudyError` for a name that is taken."""
        key = f"{finding_id} ({next(ADDED)})"  # another catalogue may add something else under this name
        one = Declared(finding_id, make, {}, label, {}, declarations.caller(), key=key)
        self._declared = declarations.together([one], self._declared)

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
        rows = [f"obs.{it}" for it in self.evidence.names_of_rows] if name[:4] == "obs." else []
        known = [*self.names, *self.evidence.claims_judged, *(it.id for it in found), *rows]
        raise self.unknown(name, known)

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

    def once(self, name: str, make: Callable[[Any], T]) -> T:
        """Compute something under a name, or return what was computed before with the same look-ups."""
        answer = self.memory.known(name, lambda: make(self)).answer
        if isinstance(answer, NotKnownError):
            raise NotKnownError(str(answer))
        found: T = answer
        return found

    def known(self, finding_id: str) -> Known:
        """Return what is remembered of a finding: the answer, and between which days of knowledge it holds.

        Raises `UnknownNameError` for a name that nothing declares.
        """
        declared = self.declaration(finding_id)
        if declared is None:
            raise self.unknown(finding_id, self._declared)
        return self.memory.known(finding_id, lambda: self._made(declared), declared.place, declared.key)

    def unknown(self, name: str, known: Iterable[str]) -> AnalysisError:
        """Return the error to raise for a name that nothing declares, with the nearest of those known."""
        return UnknownNameError(f"no finding {name!r}{nearest(name, known)}")

    def remembered(self, name: str) -> Known:
        """Return what was computed under any name: a finding, a verdict, or what findings share."""
        return self.known(name) if self.declares(name) else self.memory.peek(name)

    def _made(self, declared: Declared) -> Finding:
        """Make a finding as declared, and give it, and the steps on the way, their names."""
        finding = declared.make(self, **declared.values)
        if not isinstance(finding, Finding):
            raise TypeError(f"gives a {type(finding).__name__}, not a Finding")
        if declared.as_made:
            return finding
        steps = (part.named(f"{declared.name}{part.id}") if part.id[0] == "." else part for part in finding.inputs)
        return replace(
            finding,
            id=declared.name,
            label=declared.label or finding.label,
            inputs=tuple(steps),
            choices=tuple(declared.choices.items()) or finding.choices,
            place=declared.place,
        )

    # -- figures of the evidence

    def name(self, entity: str) -> str:
        """Return the name of a country, a region or a firm."""
        return self.evidence.name(entity)

    def check_series(self, indicator: str, entity: str) -> None:
        """Refuse an indicator or entity that the dataset does not have, with the nearest name."""
        evidence = self.evidence
        for name, tables in ((indicator, [evidence.indicators]), (entity, [evidence.entities, evidence.actors])):
            if not isinstance(name, str) or not any(name in table for table in tables):
                names = {code: row["name"] for table in tables for code, row in table.items()}
                rates = [f"{pair} mean" for pair in evidence.rates.pairs(self.study.daily_rates) if name is indicator]
                known = "d.indicators lists all" if name is indicator else f"known are {', '.join(evidence.economies)}"
                whose = f", whose {indicator} were meant; {known}"
                hint = nearest(name, [*names, *rates], known, names) if name else whose
                raise UnknownNameError(f"no {name!r} in the dataset{hint}")

    def label(self, row: Observation) -> Wording:
        """Say in words what a row of the evidence is: indicator, by whose account, whom it is about, period."""
        who = self.name(row.actor or row.entity)
        if row.observation_id in self.evidence.events:
            return worded("Day of the event: ", varying(who))
        name = self.evidence.indicators[row.indicator]["name"]
        if row.account:
            name = f"{name} ({self.evidence.accounts[row.account]})"
        return worded(name, ", ", varying(who), *((", ", varying(row.when)) if row.period else ()))

    def row(self, row: Observation) -> Finding:
        """Make a finding of one row; a corrected one says what the source has, a derived one of what it was made.

        Of an event it is the day, or with “by” that by which it was public, where its own was not seen.
        """
        if row not in self._rows:
            self._rows[row] = self._finding_of(row)
        return self._rows[row]

    def _finding_of(self, row: Observation) -> Finding:
        read = tuple(reliable(row.documents, self.evidence.documents)) or row.documents
        found = _observed(row, self.label(row), read)
        correction = self.evidence.corrections.get(row.observation_id)
        if correction:
            method = f"published as {correction['expected']}{CORRECTED}{correction['reason']}"
            found = replace(found, method=method)
        elif row.qualifier == "derived":
            found = replace(found, method=row.note.partition(";")[0])
        elif row.observation_id in self.evidence.events and not row.period_end:
            found = replace(found, as_printed=f"by {found.text}")
        return found

    def observe(
        self,
        indicator: str,
        entity: str,
        actor: str = "",
        *,
        account: str = "",
        until: date | None = None,
        year: int = 0,
    ) -> Finding:
        """Take the newest public figure; by default of the last period before the article's day.

        `account` says whose figure is wanted where several publish the same.
        """
        self.check_series(indicator, entity)
        until = until or (None if year else self.evidence.judged_at)
        return self.row(self.evidence.latest(indicator, entity, actor, account=account, until=until, year=year))

    def current(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest figure of a period that had ended on the day of knowledge, or where none has, of any."""
        self.check_series(indicator, entity)
        try:
            row = self.evidence.latest(indicator, entity, actor, account=account, until=self.evidence.as_of)
        except NotKnownError:
            row = self.evidence.latest(indicator, entity, actor, account=account)
        return self.row(row)

    def newest(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest vintage of the last period of all, be it before the article or after it."""
        self.check_series(indicator, entity)
        return self.row(self.evidence.latest(indicator, entity, actor, account=account))

    def later(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest figure if it became public after the article; raise `NotKnownError` otherwise."""
        found = self.newest(indicator, entity, actor, account=account)
        if found.observation is None or found.observation.published <= self.evidence.judged_at:
            raise NotKnownError(f"{indicator} of {entity}: nothing newer than the article")
        return found

    def at_the_time(self, indicator: str, entity: str, *, year: int, account: str = "") -> Finding:
        """Take the figure for a year in the vintage that was newest on the article's day."""
        self.check_series(indicator, entity)
        day = self.evidence.judged_at
        known = self.evidence.vintages(indicator, entity, account=account, by=day)
        rows = [o for o in known if o.period_end is not None and o.period_end.year == year]
        if not rows:
            raise NotKnownError(f"{indicator} of {entity} for {year}, as of {day}")
        return self.row(max(reversed(rows), key=lambda o: o.published))  # of two on one day the last one, as elsewhere

    def announced(self, indicator: str, entity: str, actor: str, *, account: str = "", since: bool = False) -> Finding:
        """Take what a company or ministry had last announced by the article's day, or, with `since`, after it."""
        self.check_series(indicator, actor or entity)
        day = self.evidence.judged_at
        rows = self.evidence.vintages(indicator, entity, actor, account=account, by=None if since else day)
        rows = sorted((o for o in rows if (o.published > day) == since), key=lambda o: o.published)
        if not rows:
            raise NotKnownError(f"{indicator} of {actor} {'after' if since else 'by'} {day}")
        return self.row(rows[-1])

    def rate(self, base: str, quote: str, day: date, source_id: str, label: str) -> Finding:
        """Take an exchange rate of a day, or of the last working day before it; `label` names it before its day."""
        rate = self.evidence.rates.on(base, quote, day, source_id)
        return rate_of_day(rate, worded(f"{label} of ", varying(in_words(rate.day))))

    def mean_rate(self, base: str, quote: str, start: date, end: date, source_id: str) -> Finding:
        """Average the daily rates of a period, each day counting once."""
        rates = self.evidence.rates.between(base, quote, start, end, source_id)
        period = f"{in_words(rates[0].day)} to {in_words(rates[-1].day)}"
        return mean_of(rates, worded(f"{price(base, quote)}, mean of ", varying(period)))


def _observed(row: Observation, label: str, read: tuple[str, ...]) -> Finding:
    """Take a figure from a source as it was printed there; `read` names the documents that vouch for it.

    "More than x" leaves x itself out and "up to x" takes it in, so those bounds lie a hair above x. A share that was
    rounded to nothing is not less than nothing.
    """
    low = math.nextafter(row.low, math.inf) if row.qualifier == "gt" else row.low
    low = max(low, 0.0) if row.unit == "share" and row.value >= 0 else low
    high = math.nextafter(row.high, math.inf) if row.qualifier == "le" else row.high
    quantity = Quantity(max(row.value, low), low, high, row.unit)
    return Finding(
        f"obs.{row.observation_id}", label, quantity, AS_PUBLISHED, source_ids=(row.source_id,),
        documents=read, observation=row,
    )  # fmt: skip


def rate_of_day(rate: Rate, label: str) -> Finding:
    """Take an exchange rate of one day, with the rounding of its source."""
    half, unit = rate.precision / 2, f"{rate.quote} per {rate.base}"
    quantity = Quantity(rate.value, rate.value - half, rate.value + half, unit)
    name = f"rate.{rate.quote}_per_{rate.base}.{rate.day}.{rate.source_id}"
    sources = (rate.source_id,)
    return Finding(name, label, quantity, AS_PUBLISHED, source_ids=sources, documents=rate.documents, day=rate.day)


def mean_of(rates: list[Rate], label: str) -> Finding:
    """Average daily exchange rates of one pair and one source."""
    first, last = rates[0], rates[-1]
    mean, half = sum(rate.value for rate in rates) / len(rates), first.precision / 2
    quantity = Quantity(mean, mean - half, mean + half, f"{first.quote} per {first.base}")
    name = f"rate.{first.quote}_per_{first.base}.{first.day}--{last.day}.{first.source_id}"
    sources, read = (first.source_id,), dict.fromkeys(rate.documents for rate in rates)
    names = tuple(dict.fromkeys(name for documents in read for name in documents))
    method = f"mean of {len(rates):,} daily rates"
    return Finding(name, label, quantity, method, source_ids=sources, documents=names, in_parts=len(read) > 1)
