"""What is fetched: one row of `interfaces.csv` for each series, with where and how its publisher serves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import AnalysisError, nearest
from analysis.evidence.schema import Table

RATES = "exchange_rates"


class NoInterface(AnalysisError, LookupError):
    """A source is asked for that no row of `interfaces.csv` tells how to fetch."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One series as its publisher serves it, and the rows of ours that it continues.

    `multiplier` turns what is served into base units. `revises` says whether values change: in vintages that the source
    names, always and without a name, or never. `published` says how the day of publication is known, `vintage` is how
    an edition is called, a pattern for its day.
    """

    source_id: str
    protocol: str
    agency: str
    flow: str
    key: str
    table: str
    indicator: str
    entity: str
    account: str
    base: str
    quote: str
    unit: str
    multiplier: float
    precision: str
    revises: str
    published: str
    vintage: str

    @property
    def name(self) -> str:
        """What the series is about, as a person would look for it."""
        parts = (self.base, self.quote) if self.table == RATES else (self.indicator, self.entity, self.account)
        return ".".join(filter(None, parts))


Ways = dict[str, list[Interface]]
"""The series of one source by protocol, in the order in which the ways are tried."""


def parse(table: Table) -> list[Interface]:
    """Turn the checked text of `interfaces.csv` into interfaces."""
    columns = {**table, "multiplier": [float(text) for text in table["multiplier"]]}
    return [Interface(*row) for row in zip(*columns.values(), strict=True)]


def chosen(interfaces: Iterable[Interface], sources: Iterable[str], data: Path) -> dict[str, Ways]:
    """Sort the series by source, and by the ways in which it is served, the first of which is tried first.

    Raises `NoInterface` where a source is asked for that has none.
    """
    found: dict[str, Ways] = {}
    for interface in interfaces:
        found.setdefault(interface.source_id, {}).setdefault(interface.protocol, []).append(interface)
    for source in sources:
        if source not in found:
            hint = nearest(source, found, f"expected {', '.join(found) or 'none: the table is missing'}")
            raise NoInterface(f"{source!r} has no row in {data.name}/interfaces.csv{hint}")
    return {source: found[source] for source in (dict.fromkeys(sources) or found)}
