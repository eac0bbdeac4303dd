"""The analyst's settings, read from `choices.toml`: the article's day, thresholds, windows, and what is varied."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.evidence.cells import CONTROL
from analysis.evidence.files import read_text
from analysis.evidence.schema import DataError, Defect

FILE = "choices.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the analyst has chosen, as `choices.toml` declares it.

    `judged_at` is the article's day. `thresholds` decide verdicts; `windows` are days and years between which is
    looked. `ranges` are other values that each threshold is varied over. `sensitivity` names for each claim the choices
    that are varied, `names` how these are called. `labels` are names that hold a digit; `switches` and
    `phrases` say how a reader's choices are asked for and told; `combinations`
    are results of a script, by day.
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
    combinations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Say how a choice or one of its options is called in the report."""
        return self.names.get(name) or name.replace("_", " ")


TABLES: dict[str, type | None] = {
    "thresholds": float, "windows": None, "ranges": None, "sensitivity": None, "names": str, "labels": str,
    "switches": None, "phrases": None, "combinations": None,
}  # fmt: skip
"""The tables of the file, and what each of their values has to be; None where the study says it."""


def read_settings(path: Path) -> Settings:
    """Read and check the settings; raise `DataError` with every fault of their form."""
    try:
        given = tomllib.loads(read_text(path))
    except FileNotFoundError:
        raise DataError([Defect(path.name, 1, "-", "is missing")]) from None
    except OSError as error:
        raise DataError([Defect(path.name, 1, "-", f"cannot be read: {error.strerror}")]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, no TOML, too deep, or a number of many thousand digits
        raise DataError([Defect(path.name, 1, "-", f"is not TOML in UTF-8: {error}")]) from None
    if found := [Defect(path.name, 1, place, fault) for place, fault in _faults(given)]:
        raise DataError(found)
    return Settings(judged_at=given["judged_at"], **{name: given.get(name, {}) for name in TABLES})


def _unprintable(given: Any, place: str) -> Iterator[tuple[str, str]]:
    """Find signs that print nothing and steer what shows them, in names as in what they stand for."""
    if isinstance(given, str) and (found := CONTROL.search(given)):
        yield place, f"{given[:40]!r} holds the control character U+{ord(found[0]):04X}; remove it"
    elif isinstance(given, list):
        for part in given:
            yield from _unprintable(part, place)
    elif isinstance(given, dict):
        for name, value in given.items():
            yield from _unprintable(name, place or "-")
            yield from _unprintable(value, f"{place}.{name}" if place else name)


def _faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unprintable(given, "")
    if fault := fault_of(given.get("judged_at"), date):
        yield "judged_at", fault
    for table, kind in TABLES.items():
        values = given.get(table, {})
        if not isinstance(values, dict):
            yield table, f"{values!r} is not a table"
        elif kind:
            for name, value in values.items():
                if fault := fault_of(value, kind):
                    yield f"{table}.{name}", fault
                elif kind is float and not 0 < value < math.inf:
                    yield f"{table}.{name}", f"{value} is no threshold; expected a number above zero"


def fault_of(value: Any, kind: type) -> str:
    """Say what is wrong with a value that should be of a kind, or nothing."""
    if value is None:
        return "is missing"
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return ""
    if not isinstance(value, kind) or isinstance(value, (bool, datetime)):
        return f"{value!r} is not a {kind.__name__}"
    return ""
