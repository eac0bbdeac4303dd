"""What was computed, kept by name: nothing is computed twice that is equal on two days of knowledge.

Whatever is computed remembers the look-ups made for it and what else it was made from, and so between which days of
knowledge it stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.evidence import LookUp, NotKnown
from analysis.findings.declarations import shown

if TYPE_CHECKING:
    from collections.abc import Callable


class Circle(AnalysisError, RuntimeError):
    """A finding rests on itself; the message names the way round and where it begins."""

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
        self.since, self.until = max(self.since, since), min(self.until, until)


class Memory:
    """What was computed on one day of knowledge; what was computed on other days is shared where it holds."""

    def __init__(self, day: date, shared: dict[str, list[Known]] | None = None) -> None:
        self.day = day
        self._shared: dict[str, list[Known]] = defaultdict(list) if shared is None else shared
        self._here: dict[str, Known] = {}
        self._making: dict[str, Known] = {}

    def on(self, day: date) -> Memory:
        """Return the memory of another day of knowledge."""
        return Memory(day, self._shared)

    def note(self, look_up: LookUp) -> None:
        """Let what is being computed hold no longer than the answer of a look-up."""
        if self._making:
            maker = next(reversed(self._making.values()))
            maker.rests_on(look_up.since, look_up.until)
            maker.looked_up.add(look_up.key)

    def known(self, name: str, make: Callable[[], Any], place: str = "") -> Known:
        """Return what was computed under a name, or compute it; `place` is where it is declared.

        Raises `Circle` where it is needed to compute itself.
        """
        known = self._here.get(name)
        if known is None:
            before = (it for it in self._shared[name] if it.holds_on(self.day))
            known = self._here[name] = next(before, None) or self._compute(name, make, place)
        if self._making:
            maker = next(reversed(self._making.values()))
            maker.rests_on(known.since, known.until)
            maker.used.add(name)
        return known

    def _compute(self, name: str, make: Callable[[], Any], place: str) -> Known:
        if name in self._making:
            way = [*self._making, name]
            where = f"; {name} is declared at {shown(place)}" if place else ""
            raise Circle(f"a circle among findings: {' → '.join(way[way.index(name) :])}{where}")
        known = self._making[name] = Known()
        try:
            known.answer = make()
        except NotKnown as reason:
            known.answer = NotKnown(str(reason))
        finally:
            del self._making[name]
        self._shared[name].append(known)
        return known
