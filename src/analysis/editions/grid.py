"""The file of a grid: axes of parameters, which make up the sets of parameters that a notebook is run with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, product, tee
from math import prod
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from analysis.editions import manifest
from analysis.editions.build import ANEW, reasons
from analysis.editions.job import UnknownNotebook
from analysis.editions.manifest import FORMATS
from analysis.errors import AnalysisError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from analysis.editions.job import Ground, Order


# ----- axes ------------------------------------------------------------------------------------------------

Given = dict[str, Any]
"""One set of parameters, as they would be given to a single report."""

Excluded = dict[str, list[str]]
"""What sets are left out: any that has, of each parameter named, one of the values, written as on the command line."""

STEPS = {
    "day": relativedelta(days=1), "week": relativedelta(weeks=1), "month": relativedelta(months=1),
    "quarter": relativedelta(months=3), "year": relativedelta(years=1),
}  # fmt: skip
PARTS = {"notebook": str, "formats": list, "findings": list, "axes": dict, "zip": list, "exclude": list}
"""What a file may hold, and of which kind each part is."""

RANGE = {"from", "to", "every"}


class GridError(AnalysisError, ValueError):
    """The file of a grid cannot be read, or says what makes no grid; the message names file and key."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """What a file says: the notebook and the formats, and the axes, each with the sets of parameters along it.

    `findings` are the names of those wanted in a table, with * for any letters; all where there are none.
    """

    file: Path
    notebook: str
    formats: tuple[str, ...]
    axes: tuple[tuple[Given, ...], ...]
    exclude: tuple[Excluded, ...]
    findings: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many sets the axes make up, before any is left out."""
        return prod(map(len, self.axes))

    @property
    def names(self) -> list[str]:
        """The parameters that vary, in the order of the file."""
        return list(dict.fromkeys(name for axis in self.axes for name in axis[0]))

    def sets(self) -> Iterator[Given]:
        """Go through all sets of parameters, the last axis first, without those to be left out."""
        for parts in product(*self.axes):
            given = {name: value for part in parts for name, value in part.items()}
            if not any(_has(given, out) for out in self.exclude):
                yield given

    @property
    def idle(self) -> Excluded | None:
        """What is to be left out and stands in no set, as by a slip of the pen: a set has one part of each axis."""
        meets = (all(any(_has(part, out) for part in axis) for axis in self.axes) for out in self.exclude)
        return next((out for out, is_met in zip(self.exclude, meets, strict=True) if not is_met), None)


def read_grid(file: Path) -> Grid:
    """Read the file of a grid. Raises `GridError` with one line."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise GridError(f"{file}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GridError(f"{file}: is not TOML: {error}") from None
    for name, value in content.items():
        if name not in PARTS:
            raise GridError(f"{file}: {name} is unknown{nearest(name, PARTS, 'expected ' + ', '.join(PARTS))}")
        if not isinstance(value, PARTS[name]):
            raise GridError(f"{file}: {name} must be {WHAT[PARTS[name]]}")
    axes = [_axis(file, name, values) for name, values in content.get("axes", {}).items()]
    if rows := content.get("zip"):
        axes.append(_zipped(file, rows))
    if not axes:
        raise GridError(f"{file}: has no axes; write [axes] and below it lists of values, as focus = [ … ]")
    names = [name for axis in axes for name in axis[0]]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise GridError(f"{file}: {twice} stands on two axes; leave it on one")
    formats = tuple(content.get("formats", ["html"]))
    if not formats:
        raise GridError(f"{file}: formats is empty; give one or more of {', '.join(FORMATS)}, or leave it out")
    if unknown := [it for it in formats if it not in FORMATS]:
        raise GridError(f"{file}: formats: {unknown[0]!r} is none of {', '.join(FORMATS)}")
    lists = {name for axis in axes for part in axis for name, value in part.items() if isinstance(value, list)}
    exclude = tuple(_excluded(file, row, names, lists) for row in content.get("exclude", []))
    findings = tuple(map(str, content.get("findings", [])))
    return Grid(file, _notebook(file, content.get("notebook", "report")), formats, tuple(axes), exclude, findings)


def _notebook(file: Path, name: str) -> str:
    """Take the path of a notebook from the folder in which the file of the grid lies."""
    is_path = name.endswith(".ipynb") or any(sign in name for sign in "/\\")
    return str(file.parent.resolve() / name) if is_path else name


WHAT = {str: "a text in quotes", list: "a list", dict: "a table"}


def _axis(file: Path, name: str, values: Any) -> tuple[Given, ...]:
    """Read an axis: a list of values, a single one, or a range of days."""
    if isinstance(values, dict):
        values = list(_days(file, name, values))
    values = values if isinstance(values, list) else [values]
    if not values:
        raise GridError(f"{file}: axes.{name} is empty, so there is nothing to run; give it a value")
    return tuple({name: _plain(value)} for value in values)


def _zipped(file: Path, rows: list[Any]) -> tuple[Given, ...]:
    """Read the parameters that go together, a table for each pair, trio or more of values."""
    if any(not isinstance(row, dict) or row.keys() != rows[0].keys() or not row for row in rows):
        raise GridError(f'{file}: zip: each [[zip]] needs the same parameters; leave one out by giving it as ""')
    return tuple({name: _plain(value) for name, value in row.items()} for row in rows)


def _days(file: Path, name: str, of: Mapping[str, Any]) -> Iterator[date]:
    """Go through a range of days: from a day to another one, every so many days or every month."""
    where = f"{file}: axes.{name}"
    if of.keys() != RANGE:
        raise GridError(
            f'{where}: a range of days is written {{ from = 2024-04-12, to = 2026-10-30, every = "month" }}'
        )
    first, last, every = of["from"], of["to"], of["every"]
    if not (type(first) is date and type(last) is date):
        raise GridError(f"{where}: from and to are days, written without quotes, as 2024-04-12")
    if first > last:
        raise GridError(f"{where}: {first} lies after {last}; let from be the earlier day")
    if not (every in STEPS or (type(every) is int and every > 0)):
        raise GridError(f"{where}: every is a number of days or one of {', '.join(STEPS)}")
    number, day = 0, first
    while day <= last:
        yield day
        number += 1
        day = first + (timedelta(days=every * number) if isinstance(every, int) else STEPS[every] * number)


def _excluded(file: Path, row: Any, names: list[str], lists: set[str]) -> Excluded:
    """Read what is left out. A list means any of its values, but is itself one where the axis has lists of scalars."""
    if not isinstance(row, dict) or not row:
        raise GridError(f"{file}: exclude: each [[exclude]] names the parameters of the sets to be left out")
    for name in row:
        if name not in names:
            hint = nearest(name, names, f"on axes are {', '.join(names)}")
            raise GridError(f"{file}: exclude.{name}: is on no axis{hint}")
    return {name: list(map(_text, _any_of(value, is_list=name in lists))) for name, value in row.items()}


def _any_of(value: Any, *, is_list: bool) -> list[Any]:
    is_one = not isinstance(value, list) or (is_list and not any(isinstance(it, list) for it in value))
    return [value] if is_one else value


def _plain(value: Any) -> Any:
    """Write a day as it would be written on the command line; lists and numbers stay as they are."""
    return value.isoformat() if isinstance(value, date) else value


def _has(part: Given, out: Excluded) -> bool:
    """Say whether a set, or the part of it that is of one axis, has everything that is named, however it is written."""
    return all(_text(value) in out[name] for name, value in part.items() if name in out)


def _text(value: Any) -> str:
    """Write a value as it would stand on the command line, a list with commas."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(_plain(value))


# ----- planning --------------------------------------------------------------------------------------------
# The plan of a grid: for each set of parameters the order, where it goes, and why it has to be made, if at all.

MOST = 100_000
"""Runs above which somebody has to say yes."""


@dataclass(slots=True)
class Plan:
    """Every run of a grid, by the name of its folder; of two sets that come to the same report only one is run."""

    grid: Grid
    out: Path
    orders: dict[str, Order] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    """What a reader calls an economy or whatever else the data has a code for."""

    is_cut: bool = False
    """Whether only the first sets were looked at."""

    def due(self, *, force: bool = False) -> Iterator[tuple[str, str]]:
        """Go through the runs that have to be made, each with the reason; with `force` also those that need not be."""
        keys = Keys()
        for name, order in self.orders.items():
            if found := reasons(order, key=keys.of) or [ANEW] * force:
                yield name, found[0]


class Keys:
    """The keys of many runs; the part that a day has in common with others is computed once."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], manifest.Content] = {}

    def of(self, order: Order) -> manifest.Content:
        """Return the key of an order, as it has itself."""
        day = str(order.parameters.get("as_of", ""))
        common = (str(order.notebook), day)
        if common not in self._days:
            self._days[common] = {part: value for part, value in order.key.items() if part != "editions"}
        return self._days[common] | manifest.asked(order.parameters)


def plan(grid: Grid, on: Ground, out: Path, *, base: str = "", yes: bool = False, most: int | None = None) -> Plan:
    """Check every set of parameters, or so many at most, and name the folder of its run. Raises `GridError`."""
    if grid.size > MOST and not yes:
        raise GridError(
            f"{grid.file}: comes to {grid.size:,} runs; leave out values, or say --yes for more than {MOST:,}"
        )
    if idle := grid.idle:
        shown = _shown({name: " or ".join(values) for name, values in idle.items()})
        raise GridError(f"{grid.file}: exclude: {shown} stands in no set, so nothing would be left out")
    made, (ahead, sets) = _empty(grid, on, out, most), tee(islice(grid.sets(), most))
    orders = on.orders(grid.notebook, ahead, out, grid.formats, base)
    for given in sets:
        try:
            order = next(orders)
        except UnknownNotebook as error:  # no value on an axis would mend it
            raise GridError(f"{grid.file}: {error}") from None
        except AnalysisError as error:
            raise GridError(f"{grid.file}: {error}; it is on an axis as {_shown(given)}") from None
        if order.name not in made.orders:
            made.orders[order.name], made.given[order.name] = order, given
    if not made.orders:
        raise GridError(f"{grid.file}: every set of parameters is excluded, so there is nothing to run")
    return made


def _empty(grid: Grid, on: Ground, out: Path, most: int | None) -> Plan:
    named = {code: row["name"] for code, row in on.evidence.entities.items()}
    return Plan(grid, out, named=named, is_cut=most is not None)


def _shown(given: Given) -> str:
    """Write a set in a few words, however long its values are."""
    return ", ".join(f"{name} {str(value)[:40]}" for name, value in given.items())
