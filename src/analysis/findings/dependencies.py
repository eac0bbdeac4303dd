"""Which findings depend on a row of the dataset, and which rows are new.

Every finding records the look-ups made for it and the findings it was computed from. A look-up that returned another
row, or nothing, counts as well: a new row could change its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from datetime import date

    from analysis.dataset import Observation
    from analysis.findings.catalogue import Catalogue


LookUpKey = tuple[str, ...]
"""What was looked up: the key of a series, `(indicator, entity, actor, account)`, the name of a row, or a rate."""


class Uses(NamedTuple):
    """The names of the findings that are based on a row, and of those that looked it up and used another one."""

    resting: list[str]
    considering: list[str]


def uses(catalogue: Catalogue, observation_id: str) -> Uses:
    """Return which findings depend on a row of the evidence.

    Raises `UnknownNameError` for a row that the dataset does not have.
    """
    rows = catalogue.evidence.names_of_rows
    if observation_id not in rows:
        raise UnknownNameError(f"no row {observation_id!r} in observations.csv{nearest(observation_id, rows)}")

    resting = set()
    for name, finding in catalogue.items():
        if any(leaf.figure == observation_id for leaf in finding.leaves()):
            resting.add(name)

    # It may be looked up by its name, or as one of its series
    keys: set[LookUpKey] = {(observation_id,)}
    key = catalogue.evidence.key_of_figure(observation_id)
    if key:  # a figure of the article is no evidence, and is looked up by its name alone
        keys.add(key)
    considering = {name for name in catalogue.names if keys & looked_up(catalogue, name)}
    return Uses(sorted(resting), sorted(considering - resting))


def looked_up(catalogue: Catalogue, name: str) -> frozenset[LookUpKey]:
    """Return the keys looked up for a finding and, recursively, for its inputs, which never form a circle."""
    cache: dict[str, frozenset[LookUpKey]] = catalogue.looked_up
    if name not in cache:
        entry = catalogue.any_entry(name)
        of_inputs = [looked_up(catalogue, input_name) for input_name in entry.used]
        cache[name] = frozenset(entry.looked_up).union(*of_inputs)
    return cache[name]


def news(catalogue: Catalogue, name: str, since: date) -> list[Observation]:
    """Return the rows published after a day that a finding looked up."""
    if not catalogue.declares(name):  # such as a finding that only the other edition has
        return []
    rows = []
    for key in looked_up(catalogue, name):
        if len(key) == 4:  # not the name of a row or the pair of a rate
            indicator, entity, actor, account = key
            vintages = catalogue.evidence.vintages(indicator, entity, actor, account=account)
            rows += [row for row in vintages if row.published > since]
    return sorted(rows, key=lambda row: row.observation_id)
