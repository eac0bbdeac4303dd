"""The plan of a grid: for each set of parameters the order, where it goes, and why it has to be made, if at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, tee
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.runs import manifest
from analysis.runs.edition import ANEW, reasons
from analysis.runs.grid.axes import GridError
from analysis.runs.notebooks import UnknownNotebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from analysis.runs.grid.axes import Given, Grid
    from analysis.runs.orders import Ground, Order

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
