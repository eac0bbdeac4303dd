"""Which findings depend on a row of the evidence: those that rest on it, and those that it could have moved.

Every finding remembers the look-ups made for it and the findings it was made from. A look-up that took another row, or
found nothing, counts as well: a new row can win it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import nearest
from analysis.findings.readings import UnknownFinding

if TYPE_CHECKING:
    from datetime import date

    from analysis.evidence import Observation
    from analysis.findings.catalogue import Catalogue

Key = tuple[str, ...]


class Uses(NamedTuple):
    """The findings that depend on a row, by name: those that rest on it, and those that looked where it stands."""

    resting: list[str]
    considering: list[str]


def uses(c: Catalogue, observation_id: str) -> Uses:
    """Return which findings depend on a row of the evidence.

    Raises `UnknownFinding` for a row that the dataset does not have.
    """
    rows, key = c.evidence.names_of_rows, c.evidence.key_of(observation_id)
    if observation_id not in rows:
        raise UnknownFinding(f"no row {observation_id!r} in observations.csv{nearest(observation_id, rows)}")
    resting = sorted(name for name, f in c.items() if any(leaf.figure == observation_id for leaf in f.leaves()))
    keys: set[Key] = {key or (), (observation_id,)}
    considering = sorted(name for name in c.names if keys & looked_up(c, name))
    return Uses(resting, [name for name in considering if name not in set(resting)])


def looked_up(c: Catalogue, name: str) -> frozenset[Key]:
    """Return what was looked up for a finding, and for all that it was made from."""
    done: dict[str, frozenset[Key]] = c.looked_up
    if name not in done:
        known = c.remembered(name)
        done[name] = frozenset(known.looked_up).union(*(looked_up(c, part) for part in known.used))
    return done[name]


def news(c: Catalogue, name: str, since: date) -> list[Observation]:
    """Return the rows that became public after a day and that a finding looked for."""
    keys = looked_up(c, name) if c.declares(name) else frozenset()
    figures = (key for key in keys if len(key) == 4)
    rows = (row for *of, account in figures for row in c.evidence.vintages(*of, account=account))
    return sorted((row for row in rows if row.published > since), key=lambda row: row.observation_id)
