"""The parameters of a report, checked before any kernel starts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from analysis.errors import AnalysisError, nearest
from analysis.evidence import Evidence

DENOMINATORS = ("gdp", "gdp_ppp", "population")
BASES = ("total", "per_year")
RATE_RULES = ("day", "announced", "period_mean", "ppp", "own")
RATE_NAMES = {
    "day": "day’s rate",
    "announced": "rate of the announcement",
    "release_day": "rate of the release",
    "period_mean": "mean rate of the period",
    "ppp": "purchasing power parity",
    "own": "the reader’s own rate",
}
"""How the name of a sum in dollars says by which rate it was converted."""

OPTIONS = {"denominator": DENOMINATORS, "basis": BASES, "rate_rule": RATE_RULES}
"""The parameters that a reader of the finished page may still change, with every value of each."""

FOCUS = "JPN"
PEERS = ("USA", "DEU", "FRA", "GBR", "KOR", "CHN", "TWN", "IND", "SGP")


MOST_YEN = 10_000
"""No rate of a reader's own goes beyond that: it has never been worth considering."""


class ParameterError(AnalysisError, ValueError):
    """A parameter is unknown or has a value that no report can be made with."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a reader may vary: the day of knowledge, the countries, and the yardsticks.

    `as_of`: only figures public on that day count. `focus`: the country set first and highlighted in
    comparisons; the claims stay about Japan. `peers`: the countries it is compared with. `denominator`: gdp,
    gdp_ppp or population. `basis`: total of a programme or per_year. `rate_rule`: the exchange rate that
    turns yen into dollars. `own_rate`: the yen for a dollar under the rule own. `much_larger`: the ratio from which
    on larger counts as much larger, where it is not to be the declared one.
    """

    as_of: date
    focus: str = FOCUS
    peers: tuple[str, ...] = PEERS
    denominator: str = "gdp"
    basis: str = "total"
    rate_rule: str = "day"
    own_rate: float | None = None
    much_larger: float | None = None

    @property
    def economies(self) -> tuple[str, ...]:
        """The countries of a comparison, the one in focus first."""
        return (self.focus, *(peer for peer in self.peers if peer != self.focus))


def default(as_of: date, focus: str = FOCUS) -> Parameters:
    """Return what is taken for a country in focus when nothing else is said: it leaves the peers, and Japan joins."""
    joined = () if focus == FOCUS else (FOCUS,)
    return Parameters(as_of, focus, tuple(peer for peer in PEERS if peer != focus) + joined)


def as_arguments(given: Parameters) -> dict[str, Any]:
    """Return parameters in the plain form that a notebook's cell and a manifest hold them in."""
    plain = {field.name: getattr(given, field.name) for field in fields(Parameters)}
    return plain | {"as_of": given.as_of.isoformat(), "peers": list(given.peers)}


def check(given: Mapping[str, Any], evidence: Evidence) -> Parameters:
    """Turn raw values, such as text from a command line, into parameters.

    Raises `ParameterError` with one sentence that names the parameter and what would be right.
    """
    names = [field.name for field in fields(Parameters)]
    for name in given:
        if name not in names:
            hint = nearest(name, names, f"expected one of {', '.join(names)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    values = {name: value for name, value in given.items() if value not in (None, "")}
    economies = [e for e, row in evidence.entities.items() if row["kind"] == "economy"]
    as_of = _day(values.get("as_of", evidence.newest), evidence)
    rate_rule = _one("rate_rule", values.get("rate_rule", "day"), RATE_RULES)
    focus = _one("focus", values.get("focus", FOCUS), economies)
    peers = tuple(peer for peer in _peers(values.get("peers", PEERS), economies) if peer != focus)
    if focus != FOCUS and FOCUS not in peers:
        peers += (FOCUS,)
    if not peers:
        raise ParameterError(
            f"parameter peers: names no country besides {focus}, which is in focus; add one, such as USA"
        )
    return Parameters(
        as_of=as_of,
        focus=focus,
        peers=peers,
        denominator=_one("denominator", values.get("denominator", "gdp"), DENOMINATORS),
        basis=_one("basis", values.get("basis", "total"), BASES),
        rate_rule=rate_rule,
        own_rate=_own_rate(values.get("own_rate"), rate_rule),
        much_larger=_much_larger(values.get("much_larger")),
    )


def _day(value: Any, evidence: Evidence) -> date:
    try:
        day = value if type(value) is date else date.fromisoformat(str(value))  # a datetime is a date to isinstance
    except ValueError:
        raise ParameterError(f"parameter as_of: {str(value)[:40]!r} is not a day; write 2024-04-12") from None
    if day < evidence.judged_at:
        raise ParameterError(f"parameter as_of: {day} lies before the article of {evidence.judged_at}")
    if day > evidence.newest:
        raise ParameterError(f"parameter as_of: {day} lies after the newest figure of the data, {evidence.newest}")
    return day


def _own_rate(value: Any, rate_rule: str) -> float | None:
    if value is None and rate_rule != "own":
        return None
    if value is None:
        raise ParameterError("parameter own_rate: is needed with rate_rule own; give the yen for a dollar, such as 150")
    rate = _number("own_rate", value)
    if not 1 <= rate <= MOST_YEN:
        raise ParameterError(
            f"parameter own_rate: {rate:g} yen for a dollar is no rate; give one to {MOST_YEN:,}, such as 150"
        )
    if rate_rule != "own":
        raise ParameterError(f"parameter own_rate: has no effect with rate_rule {rate_rule}; set rate_rule to own")
    return rate


def _much_larger(value: Any) -> float | None:
    if value is None:
        return None
    ratio = _number("much_larger", value)
    if not 1 <= ratio <= 100:
        raise ParameterError(f"parameter much_larger: {ratio:g} times; give a ratio from one to a hundred, such as 1.5")
    return ratio


def _number(name: str, value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ParameterError(f"parameter {name}: {str(value)[:40]!r} is not a number; write 1.5")
    return number


def _one(name: str, value: Any, options: tuple[str, ...] | list[str]) -> str:
    if not isinstance(value, str):
        raise ParameterError(f"parameter {name}: {value!r} is not a word; expected one of {', '.join(options)}")
    if value not in options:
        hint = nearest(value.upper() if name in ("focus", "peers") else value, options)
        raise ParameterError(f"parameter {name}: {value[:40]!r} is unknown{hint}; expected one of {', '.join(options)}")
    return value


def _peers(value: Any, economies: list[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.strip("[]").replace("'", "").replace('"', "").split(",")]
    if not isinstance(value, (list, tuple)) or not value or not all(value):
        raise ParameterError("parameter peers: expected country codes such as USA,DEU,KOR")
    return tuple(dict.fromkeys(_one("peers", peer, economies) for peer in value))
