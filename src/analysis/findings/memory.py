"""What was computed, kept by name: nothing is computed twice whose look-ups have the same answers on two days.

Whatever is computed remembers the look-ups made for it and what else it was made from, and so between which days of
knowledge it stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from analysis.errors import AnalysisError, Ended
from analysis.evidence import LookUp, NotKnown
from analysis.findings.declarations import shown
from analysis.findings.quantity import UnitError
from analysis.findings.readings import UnknownFinding

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Circle(AnalysisError, RuntimeError):
    """A finding rests on itself; the message names the way round and where it begins."""

    exit_code = 1


class FaultyStudy(AnalysisError, RuntimeError):
    """The code of a study fails, or gives something else than it should; the message names the finding and the line."""

    exit_code = 1


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
    """What was computed on one day of knowledge; what was computed on other days is shared where it holds."""

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

        `key` tells it from something else of the same name. Raises `Circle` where it is needed to compute itself.
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
            raise Circle(f"a circle among findings: {' → '.join(way[way.index(name) :])}{where}")
        known = Known()
        self._making.append(name)
        self._makers.append(known)
        try:
            known.answer = make()
        except NotKnown as reason:
            known.answer = NotKnown(str(reason))
        except (UnknownFinding, UnitError) as error:
            raise error.at(_where(name, place)) from None
        except (AnalysisError, Ended):
            raise  # all other faults say where themselves
        except (Exception, SystemExit) as error:  # a study is somebody's own code, which may fail in any way
            raise FaultyStudy(f"{type(error).__name__}: {error}").at(_where(name, place)) from error
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
