"""A cache of what was computed, with the as-of dates for which it is valid and what was looked up for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, NotKnownError, StudyError, TerminatedError, UnitError, UnknownNameError
from analysis.findings.declarations import relative_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dataset import LookUp


@dataclass(slots=True)
class MemoryEntry:
    """What was computed under a name, and the as-of dates for which it is valid.

    Attributes:
        answer: The result, or the `NotKnownError` that says why there is none.
        since: The first as-of date for which it is valid.
        until: The first later date for which it may not be.
        looked_up: The keys of the look-ups made for it.
        used: The names of other entries it was computed from.
    """

    answer: Any = None
    since: date = date.min
    until: date = date.max
    looked_up: set[tuple[str, ...]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def holds_on(self, day: date) -> bool:
        """Return whether it is valid for an as-of date."""
        return self.since <= day < self.until

    def narrow(self, since: date, until: date) -> None:
        """Restrict the validity to that of something it was computed from."""
        if since > self.since:
            self.since = since
        if until < self.until:
            self.until = until


class Memory:
    """A cache of what was computed for one as-of date, shared with other dates for which it is valid.

    Whatever is computed under a name (a finding, a verdict, or a value that findings share) is computed by `recall`,
    which records every look-up in the evidence (`note`), with the range of as-of dates that have the same result, and
    every other entry it uses. The result is valid for all dates in the intersection of these ranges. The history of
    verdicts therefore needs to visit only the dates on which something may change.

    The records also tell which findings a row can affect: those that looked it up, whether they used it or not
    (`series.uses`, `series.news`). Comparisons of editions and `trace --uses` depend on that. Code that reads the
    evidence other than through the catalogue breaks all of this, as its look-ups are not recorded.
    """

    def __init__(self, day: date, shared: dict[str, list[MemoryEntry]] | None = None) -> None:
        self.day = day

        # The entries of all dates, by key: several of one key are valid for different dates
        self._shared: dict[str, list[MemoryEntry]] = defaultdict(list) if shared is None else shared
        # Those of this date, which saves a search
        self._recalled: dict[str, MemoryEntry] = {}

        # The names and the entries of what is being computed, outermost first
        self._names: list[str] = []
        self._entries: list[MemoryEntry] = []

    def on(self, day: date) -> Memory:
        """Return the memory of another as-of date."""
        return Memory(day, self._shared)

    def note(self, look_up: LookUp) -> None:
        """Record a look-up for what is being computed."""
        if self._entries:
            innermost = self._entries[-1]
            innermost.narrow(look_up.since, look_up.until)
            innermost.looked_up.add(look_up.key)

    def peek(self, name: str) -> MemoryEntry:
        """Return what was computed under a name for this date, or an empty entry."""
        return self._recalled.get(name, MemoryEntry())

    def recall(self, name: str, make: Callable[[], Any], place: str = "", key: str = "") -> MemoryEntry:
        """Return what was computed under a name, or compute it.

        Args:
            name: Its name.
            make: Computes it.
            place: The file and line of its declaration, for messages.
            key: The key of the cache, by default the name. A finding that one catalogue alone declares has a key of its
                own, as another date may have another one of that name.

        Raises:
            StudyError: If it needs itself to be computed.
        """
        key = key or name
        entry = self._recalled.get(key)
        if entry is None:
            entry = self._shared_entry(key)
            if entry is None:
                entry = self._compute(name, make, place)
                self._shared[key].append(entry)
            self._recalled[key] = entry

        # Whatever asked for it is valid no longer than it, also if it was computed long ago
        if self._entries:
            innermost = self._entries[-1]
            innermost.narrow(entry.since, entry.until)
            innermost.used.add(key)
        return entry

    def _shared_entry(self, key: str) -> MemoryEntry | None:
        """Return an entry that was computed for another date and is valid for this one, or None."""
        for entry in self._shared[key]:
            if entry.holds_on(self.day):
                return entry
        return None

    def _compute(self, name: str, make: Callable[[], Any], place: str) -> MemoryEntry:
        """Compute what has a name; its look-ups, and those of what it uses, are recorded in the entry.

        That something is not known is a result, which is valid until it becomes known. Any other error is raised, with
        the name and place of the declaration.
        """
        if name in self._names:
            circle = [*self._names[self._names.index(name) :], name]
            where = f"; {name} is declared at {relative_place(place)}" if place else ""
            raise StudyError(f"a circle among findings: {' → '.join(circle)}{where}")
        entry = MemoryEntry()
        self._names.append(name)
        self._entries.append(entry)
        try:
            entry.answer = make()
        except NotKnownError as reason:
            entry.answer = NotKnownError(str(reason))  # without the traceback, which an entry would keep alive
        except (UnknownNameError, UnitError) as error:
            raise error.at(_where(name, place)) from None
        except (AnalysisError, TerminatedError):
            raise  # these name the place themselves
        except (Exception, SystemExit) as error:  # code of a study, which may raise anything
            raise StudyError(f"{type(error).__name__}: {error}").at(_where(name, place)) from error
        finally:
            self._names.pop()
            self._entries.pop()
        return entry


def _where(name: str, place: str) -> str:
    """Return a name for a message, with the file and line that declare it if they are known."""
    return f"{name}, declared at {relative_place(place)}" if place else name
