"""The settings of an article or study, read from TOML."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.dataset.schema_checks import DataError, Defect
from analysis.dataset.toml_files import fault_of, read_toml

CHOICES_TOML = "choices.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the analyst has chosen, as `choices.toml` declares it.

    `judged_at` is the article's day. `thresholds` decide verdicts; `windows` are days and years between which is
    looked. `ranges` are other values that each threshold is varied over. `sensitivity` names for each claim the choices
    that are varied, `names` how these are called. `labels` are names that hold a digit; `switches` and `phrases` say
    how a reader's choices are asked for and told.
    """

    judged_at: date
    thresholds: Mapping[str, float]
    windows: Mapping[str, Any]
    ranges: Mapping[str, list[float]]
    sensitivity: Mapping[str, Mapping[str, list[str]]]
    names: Mapping[str, str]
    labels: Mapping[str, str]
    switches: Mapping[str, str]
    phrases: Mapping[str, Mapping[str, str]]

    def word(self, name: str) -> str:
        """Return the name of a choice or of one of its options in the report."""
        return self.names.get(name) or name.replace("_", " ")


TABLES: dict[str, type | None] = {
    "thresholds": float, "windows": None, "ranges": None, "sensitivity": None, "names": str, "labels": str,
    "switches": None, "phrases": None,
}  # fmt: skip
"""The tables of the file, and the type of their values; None if the study declares it."""


def read_settings(path: Path) -> Settings:
    """Read and check the settings; raise `DataError` with every fault of their form."""
    values = read_toml(path)
    defects = [Defect(path.name, 1, place, fault) for place, fault in _setting_faults(values)]
    if defects:
        raise DataError(defects)
    # TABLES has the fields of Settings but for the day; a table that is missing is empty
    tables = {name: values.get(name, {}) for name in TABLES}
    return Settings(judged_at=values["judged_at"], **tables)


def _setting_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the place of each faulty setting, and what is wrong with it."""
    fault = fault_of(values.get("judged_at"), date)
    if fault:
        yield "judged_at", fault
    for name, kind in TABLES.items():
        table = values.get(name, {})
        if not isinstance(table, dict):
            yield name, f"{table!r} is not a table"
            continue
        if kind is None:
            continue
        for key, value in table.items():
            fault = fault_of(value, kind)
            if not fault and kind is float and not 0 < value < math.inf:
                fault = f"{value} is no threshold; expected a number above zero"
            if fault:
                yield f"{name}.{key}", fault
