"""The figures of an article's sheet, found by the names that its claims give them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from operator import add, sub, truediv
from typing import NamedTuple

from analysis.dataset import expression, figures_csv
from analysis.dataset.expression import Expression
from analysis.dataset.schema_checks import Table
from analysis.dataset.unit_names import is_small_count
from analysis.errors import nearest

PUBLIC, ENDED, BEGUN = 2, 1, 0
"""Grades of a figure that the name of a series may mean, the best first: public by then, period ended, period begun."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The figure that a name without a period stands for."""

    figure: str
    was_public: bool
    """True if it had been published by the day of the article."""


def figure_name(observation_id: str) -> str:
    """Return the name of a figure in any of its vintages: that of its row without the day of publication.

    >>> figure_name("nests.AVONIA.2024.2024-11-01")
    'nests.AVONIA.2024'
    """
    return observation_id.rpartition(".")[0]


class _Candidate(NamedTuple):
    """A figure that the name of its series may mean; the largest one of a series is meant."""

    grade: int
    period_end: str
    period_start: str
    figure: str


def meanings(observations: Table, day: date) -> dict[str, Meaning]:
    """Return what each name without a period means: the figure of the last period that had ended.

    Only rows published by the day of the article count, so that later ones cannot move a name; a count made within
    its period counts as well. If no row was public by then, it is the last period that had ended, or else begun.
    """
    columns = (
        "observation_id",
        "indicator",
        "entity",
        "account",
        "unit",
        "status",
        "published",
        "period_start",
        "period_end",
    )
    today = day.isoformat()
    best: dict[str, _Candidate] = {}
    for row in zip(*(observations[column] for column in columns), strict=True):
        name, indicator, entity, account, unit, status, published, start, end = row
        # the name stands for the figures of the series' first publisher, which have no account
        if account:
            continue

        was_public = published <= today
        has_ended = end <= today
        is_count = is_small_count(unit) and status != "F"
        if was_public and (has_ended or is_count):
            grade = PUBLIC
        elif has_ended:
            grade = ENDED
        elif start <= today:
            grade = BEGUN
        else:
            continue

        series = f"{indicator}.{entity}"
        # the grade first, so that a figure public by then goes before a later period that was not
        candidate = _Candidate(grade, end, start, figure_name(name))
        best[series] = max(best.get(series, candidate), candidate)
    return {series: Meaning(meant.figure, meant.grade == PUBLIC) for series, meant in best.items()}


class FigureIndex:
    """The figures that the evidence of claims can name, each with its latest value."""

    def __init__(self, tables: Mapping[str, Table], day: date) -> None:
        """Index the figures of the full tables; `day` is that of the article."""
        observations, indicators = tables["observations"], tables["indicators"]
        self.units = dict(zip(indicators["indicator"], indicators["unit"], strict=True))
        self.meanings = meanings(observations, day)
        self.series = set()
        for indicator, entity in zip(observations["indicator"], observations["entity"], strict=True):
            self.series.add(f"{indicator}.{entity}")
        self.names = self.series | {figure_name(name) for name in observations["observation_id"]}

        # in the order of publication, so that the latest vintage of a figure replaces the ones before
        columns = [observations[name] for name in ("observation_id", "published", "value", "period_end", "frequency")]
        vintages = sorted(zip(*columns, strict=True), key=lambda row: row[1])
        self.values: dict[str, float] = {}
        self.ends: dict[str, str] = {}
        self.frequencies: dict[str, str] = {}
        for observation_id, _, value, period_end, frequency in vintages:
            name = figure_name(observation_id)
            self.values[name] = float(value)
            self.ends[name] = period_end
            self.frequencies[name] = frequency

    def figure(self, name: str) -> str:
        """Return the name of the figure that a name stands for, which may lack a period."""
        return self.meanings[name].figure if name in self.meanings else name

    def unit(self, name: str) -> str:
        """Return the unit of a figure."""
        indicator = name.partition(".")[0]
        return self.units[indicator]

    def frequency(self, name: str) -> str:
        """Return the frequency of a figure's period, as in SDMX."""
        return self.frequencies[self.figure(name)]

    def value(self, tree: Expression) -> float | None:
        """Compute an expression from the latest values; None if that cannot be done."""
        signs: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "/": truediv}
        try:
            return expression.compute(tree, lambda name: self.values[self.figure(name)], signs)
        except (KeyError, ZeroDivisionError):
            return None

    def last_period(self, tree: Expression) -> str:
        """Return the last day of the latest period among the figures of an expression, whose names are all known."""
        return max((self.ends[self.figure(name)] for name in expression.names(tree)), default="")

    def name_fault(self, name: str) -> str:
        """Return a fault, with names that may be meant, if there is no such figure; else an empty text."""
        if name in self.names:
            return ""
        # a slip first, then what there is of the indicator, then any name that is near
        indicator = name.partition(".")[0]
        same_indicator = sorted(series for series in self.series if series.startswith(f"{indicator}."))
        similar = get_close_matches(name, self.names, 1, figures_csv.LEAST_SIMILARITY)
        if similar:
            hint = f"; did you mean {similar[0]}?"
        elif same_indicator:
            hint = f"; there are {', '.join(same_indicator)}"
        else:
            hint = nearest(name, self.names)
        return f"{name[:60]!r} is not in figures.csv{hint}"
