"""Rules of plausibility for each kind of series; `accepted.csv` lists the rows that may break one."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from analysis.dataset.schema import Table
from analysis.dataset.units import CURRENCY, KNOWN, SCALES

BIG = {word: number for word, number in SCALES.items() if " " not in word}
HAN = {
    "兆": 1e12, "万亿": 1e12, "조": 1e12, "千億": 1e11, "百億": 1e10, "億": 1e8, "亿": 1e8, "억": 1e8,
    "千万": 1e7, "百万": 1e6, "万": 1e4, "만": 1e4, "千": 1e3,
}  # fmt: skip
MAGNITUDES = {**BIG, **HAN, "%": 0.01, "％": 0.01, "per cent": 0.01}
NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS = {word: number for number, word in enumerate(NAMES, 1)}
DIGITS = r"(\d[\d,]*)(?:\.(\d+))?(?:e([+-]?\d+))?"
TOKEN = re.compile(rf"([-−]?)[^\d−-]?{DIGITS}\s*({'|'.join(MAGNITUDES)})?", re.IGNORECASE)
MORE = re.compile(rf"\s*{DIGITS}\s*({'|'.join(HAN)})")
"""What follows in a number such as 1兆7,225億, which is one and the other."""


class Token(NamedTuple):
    """A number as printed: its value, the size of its last digit, and of the last before the noughts that end it.

    The noughts of 0.50 are digits like all others; those of 500 may be, or only fill it up.
    """

    value: float
    digit: float
    filled: float


def read_token(printed: str) -> Token | None:
    """Read the number in a printed token, in base units; None where it holds no number.

    >>> read_token("0.50%"), read_token("1兆7,200億円").filled
    (Token(value=0.005, digit=0.0001, filled=0.0001), 10000000000.0)
    """
    if found := TOKEN.search(printed):
        sign, *parts = found.groups()
        token = _number(*parts)
        while parts[-1] in HAN and (found := MORE.match(printed, found.end())):
            more = _number(*found.groups())
            token = Token(token.value + more.value, more.digit, more.filled)
        return token._replace(value=-token.value) if sign else token
    words = printed.lower().split()
    count = next((WORDS[word] for word in words if word in WORDS), None)
    size = math.prod(BIG[word] for word in words if word in BIG)
    return None if count is None else Token(count * size, size, size)


def _number(whole: str, decimals: str | None, power: str | None, magnitude: str | None) -> Token:
    shown, decimals = whole.replace(",", ""), decimals or ""
    exponent, size = int(power or 0), MAGNITUDES.get((magnitude or "").lower(), 1)
    digit = float(f"1e{exponent - len(decimals)}") * size
    noughts = 0 if decimals or not shown.strip("0") else len(shown) - len(shown.rstrip("0"))
    return Token(float(f"{shown}.{decimals or 0}e{exponent}") * size, digit, digit * 10**noughts)


def token_value(printed: str) -> float | None:
    """Read the number in a printed token; None where it holds no number.

    >>> token_value("3.9 trillion JPY"), token_value("more than 1,200"), token_value("three million")
    (3900000000000.0, 1200.0, 3000000.0)
    """
    token = read_token(printed)
    return token.value if token else None


def precision_fault(printed: str, precision: float, qualifier: str) -> str:
    """Say why a precision cannot be that of a printed token, or nothing.

    It is at least the last digit shown, and less than ten times that; noughts at the end of a whole number may only
    fill it up. What is exact has none, what was worked out here that of all it was worked out of, and a token without a
    number shows no digit.

    >>> precision_fault("0.5%", 0.0001, "eq")
    "'0.5%' shows no digit below 0.001, but the precision is 0.0001"
    """
    token = read_token(printed)
    if token is None or qualifier in ("exact", "range"):
        return ""
    if precision < token.digit * 0.999:
        return f"{printed[:40]!r} shows no digit below {token.digit:.12g}, but the precision is {precision:.12g}"
    if qualifier != "derived" and precision > token.filled * 9.99:
        return f"{printed[:40]!r} shows digits down to {token.filled:.12g}, but the precision is {precision:.12g}"
    return ""


OBSERVATIONS, RATES = "observations.csv", "exchange_rates.csv"
SERIES = ("indicator", "entity", "actor", "account", "base_period", "price_basis", "unit")
"""Rows that agree in all of these are one series, in as many vintages as there are days of publication."""

LEVEL, PERSONS, PRICE, PART, DAILY, PLACES = 4 / 3, 1.1, 1.2, 1.5, 0.05, 6
"""How far a figure may move from one to the next of its series.

`LEVEL` is the factor of a year: what moves by a third, be it an economy, a stock or a share of either, has rather been
measured anew. People are born, move and grow old more slowly than `PERSONS`. An index of prices, which has no inertia,
has `PRICE` for a month. Shares of a market are won by `PART` at most. The logarithm of a rate moves by `DAILY` in a
day and, as what moves by chance does, by the root of the days in more. A rank moves by one of `PLACES` parts of all
that are ranked. What goes up and comes down again, or down and up, has half of each.
"""

POINT = 0.01
"""What a part may move by whatever its size; a share of a country's own may by half of it."""

REVISED = 1.2
"""What factor a figure may be revised by: a new base year moves the accounts of a country by a tenth."""

FAR, FARTHEST, FEW = 100, 10, 4
"""How many times beyond all others of its indicator a figure may lie; where these are `FEW`, beyond all in its
currency, which go from a town's subsidy to a country's output."""

ONE_DAY = 5
"""How many rows of an edition have to agree on its day for another one to be a slip."""


class Suspicion(NamedTuple):
    """A row that breaks a rule: its file, its place there, its name, the rule, the column and what is wrong."""

    file: str
    row: int
    name: str
    rule: str
    column: str
    why: str


class _Row(NamedTuple):
    """What the rules ask of a row of `observations.csv`."""

    at: int
    series: tuple[str, ...]
    kind: str
    name: str
    start: str
    end: str
    value: float
    low: float
    printed: str
    precision: float
    qualifier: str
    status: str
    source: str
    published: str
    vintage: str
    frequency: str

    @property
    def indicator(self) -> str:
        return self.series[0]

    @property
    def entity(self) -> str:
        return self.series[1]

    @property
    def account(self) -> str:
        return self.series[3]

    @property
    def unit(self) -> str:
        return self.series[-1]

    def breaks(self, rule: str, column: str, why: str) -> Suspicion:
        return Suspicion(OBSERVATIONS, self.at, self.name, rule, column, why)


def suspicions(tables: Mapping[str, Table], panels: Mapping[str, str] = MappingProxyType({})) -> list[Suspicion]:
    """Return the figures and rates that break a rule, in the order of the files.

    `panels` names for the indicator of a rank the series that says how many are ranked, as INDICATOR.ENTITY. A
    figure that is set aside for another one is held against none.
    """
    rows = list(_rows(tables))
    ranked = _ranked(rows, panels)
    found = [
        *_precisions(tables["observations"]),
        *_ranks(rows, ranked),
        *_wholes(rows),
        *_steps(rows, ranked),
        *_revisions(rows),
        *_signs(rows),
        *_early(rows),
        *_far(rows),
        *_accounts(rows),
        *_editions(rows),
        *_periods(rows),
    ]
    if "exchange-rates" in tables:
        found += _rates(tables["exchange-rates"])
    return sorted(found)


def unaccepted(tables: Mapping[str, Table], found: Iterable[Suspicion]) -> tuple[list[Suspicion], list[str]]:
    """Return the suspicions that `accepted.csv` lacks, and a remark on each of its rows that breaks no rule."""
    table = tables.get("accepted", {"row": [], "rule": []})
    known = list(zip(table["row"], table["rule"], strict=True))
    left = {(it.name, it.rule): it for it in found}
    stale = [
        f"accepted.csv:{at}: {name} keeps the rule {rule}; remove the line"
        for at, (name, rule) in enumerate(known, 2)
        if (name, rule) not in left
    ]
    for key in known:
        left.pop(key, None)
    return list(left.values()), stale


def _rows(tables: Mapping[str, Table]) -> Iterator[_Row]:
    table, indicators = tables["observations"], tables["indicators"]
    kinds = dict(zip(indicators["indicator"], indicators.get("kind", ()), strict=False))
    series = zip(*(table[name] for name in SERIES), strict=True)
    columns = (
        *("observation_id", "period_start", "period_end", "value", "low", "printed", "precision", "qualifier"),
        *("status", "source_id", "published", "vintage", "frequency", "disagrees_with"),
    )
    cells = zip(*(table[name] for name in columns), strict=True)
    for at, (key, (name, start, end, value, low, printed, precision, *more, rival)) in enumerate(
        zip(series, cells, strict=True), 2
    ):
        if not rival:
            numbers = float(value), float(low), printed, float(precision)
            yield _Row(at, key, kinds.get(key[0], ""), name, start, end, *numbers, *more)


def counts(unit: str) -> bool:
    """Say whether a unit is of things that are counted one by one, few enough for chance to tell."""
    return unit in {"firms", "economies", "events"} or (unit.islower() and unit not in KNOWN and " per " not in unit)


def _precisions(table: Table) -> Iterator[Suspicion]:
    columns = (table[name] for name in ("observation_id", "printed", "precision", "qualifier"))
    for at, (name, printed, precision, qualifier) in enumerate(zip(*columns, strict=True), 2):
        if why := precision_fault(printed, float(precision), qualifier):
            yield Suspicion(OBSERVATIONS, at, name, "precision", "precision", why)


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], Hashable]) -> list[list[_Row]]:
    groups = defaultdict[Hashable, list[_Row]](list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.values())


def _ranked(rows: Sequence[_Row], panels: Mapping[str, str]) -> dict[int, float]:
    """Return among how many a rank is one, by its row: as printed beside it, or as the study knows."""
    sizes = {(f"{it.indicator}.{it.entity}", it.end): it.value for it in rows}
    found = {}
    for row in rows:
        if row.unit == "rank":
            printed = re.search(r"\bof (\d+)$", row.printed)
            size = float(printed[1]) if printed else sizes.get((panels.get(row.indicator, ""), row.end))
            if size:
                found[row.at] = size
    return found


def _ranks(rows: Sequence[_Row], ranked: Mapping[int, float]) -> Iterator[Suspicion]:
    for row in rows:
        if row.value > ranked.get(row.at, math.inf):
            yield row.breaks("rank", "value", f"{row.value:g} is a place among {ranked[row.at]:g}")


def _wholes(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find shares of one kind that are more than all of it; the largest of them is named."""
    parts = [it for it in rows if it.kind == "part" and it.value < 1]
    for group in _grouped(parts, lambda it: (it.indicator, it.series[3:], it.start, it.end, it.source, it.published)):
        least = sum(it.low for it in group)
        if least > 1 + 1e-9:
            shares = ", ".join(f"{it.entity} {it.value:.4g}" for it in group)
            why = f"shares of {group[0].end[:4]} add up to {least:.4g} at least: {shares}"
            yield max(group, key=lambda it: it.value).breaks("whole", "value", why)
    for row in rows:
        if row.kind == "part" and row.value > 1:
            yield row.breaks("whole", "value", f"{row.value:g} is more than the whole")


Steps = Mapping[int, tuple[int, float]]
"""To each of some rows the one before it, and how far it is from there, the limit being one."""


def _outliers(steps: Steps, back: Steps) -> Iterator[tuple[int, int]]:
    """Name rows that are too far from the one before, and such as go there and back; each with that before.

    `back` leads to each row from the one after it.
    """
    peaks = set()
    for at, (_, up) in steps.items():
        _, down = back.get(at, (at, 0.0))
        if up * down > 0 and min(abs(up), abs(down)) > max(0.5, 2 * abs(up - down)):
            peaks.add(at)
    for at, (before, step) in steps.items():
        if at in peaks or (abs(step) > 1 and before not in peaks):
            yield at, before


def _steps(rows: Sequence[_Row], ranked: Mapping[int, float]) -> Iterator[Suspicion]:
    """Find figures too far from those before and after them: of the same vintage, or else of the nearest one."""
    moving = [it for it in rows if it.end and (it.kind in {"level", "part"} or it.at in ranked)]
    by_row = {it.at: it for it in moving}
    steps, back = dict[int, tuple[int, float]](), dict[int, tuple[int, float]]()
    for series in _grouped(moving, lambda it: (it.series, it.frequency)):
        periods = defaultdict[str, list[_Row]](list)
        for row in series:
            periods[row.end].append(row)
        for (_, earlier), (_, later) in pairwise(sorted(periods.items())):
            for row in later:
                other = _nearest(row, earlier)
                steps[row.at] = other.at, _step(other, row, ranked)
            for row in earlier:
                other = _nearest(row, later)
                back[row.at] = other.at, -_step(row, other, ranked)
    for at, before in _outliers(steps, back):
        row, other = by_row[at], by_row[before]
        yield row.breaks(
            "step", "value", f"{row.value:.6g} is far from the {other.value:.6g} of {other.end}, {other.name}"
        )


def _nearest(row: _Row, others: Sequence[_Row]) -> _Row:
    """Return the one of the same edition, else the newest one known by then, else the first."""
    same = [it for it in others if (it.source, it.published) == (row.source, row.published)]
    known = sorted(others, key=lambda it: it.published)
    return same[0] if same else next((it for it in reversed(known) if it.published <= row.published), known[0])


def _step(a: _Row, b: _Row, ranked: Mapping[int, float]) -> float:
    """Return how far it is from one figure to the next, the limit of its kind being one."""
    days = (date.fromisoformat(b.end) - date.fromisoformat(a.end)).days
    years = max(1.0, days / 365)
    if a.at in ranked:
        return (b.value - a.value) * PLACES / ranked[a.at] / years
    if a.unit == "index" and a.frequency == "M":
        return _ratio(a, b, PRICE) / max(1.0, days / 31)
    return _ratio(a, b, PERSONS if a.unit == "persons" else PART if a.kind == "part" else LEVEL) / years


def _ratio(a: _Row, b: _Row, limit: float) -> float:
    """Return how many times a limit two figures differ by; what rounding or chance explains counts as nothing."""
    least = POINT if a.kind == "part" else POINT / 2 if a.unit == "share" else 0.0
    if counts(a.unit):  # which vary by chance as their root does
        least = 3 * math.sqrt(max(a.value, b.value, 0))
    rounded = (a.precision + b.precision) / 2
    if abs(b.value - a.value) <= max(least, rounded):
        return 0.0
    below, above = sorted((a.value, b.value))
    below, above = max(below + rounded / 2, least), above - rounded / 2
    far = math.log(max(1.0, above / below)) / math.log(limit) if below > 0 else 0.0  # which is told as a sign
    return math.copysign(far, b.value - a.value)


def _revisions(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find figures that a later vintage has quite otherwise, and counts of one day that were made twice."""
    told = [it for it in rows if it.end and it.kind]
    by_row = {it.at: it for it in told}
    steps, back = dict[int, tuple[int, float]](), dict[int, tuple[int, float]]()
    for figure in _grouped(told, lambda it: (it.series, it.start, it.end, it.frequency)):
        for a, b in pairwise(sorted(figure, key=lambda it: it.published)):
            step = _revision(a, b)
            steps[b.at], back[a.at] = (a.at, step), (b.at, -step)
    for at, before in _outliers(steps, back):
        row, other = by_row[at], by_row[before]
        yield row.breaks(
            "revision", "value", f"{row.value:.6g} was {other.value:.6g} on {other.published}, {other.name}"
        )


def _revision(a: _Row, b: _Row) -> float:
    if counts(a.unit) and a.start == a.end and a.qualifier == b.qualifier == "exact":
        return 0.0 if a.value == b.value else math.copysign(math.inf, b.value - a.value)
    if a.kind == "flow":  # a balance of two large sums may be anything, but seldom the other way round
        return 0.0 if a.value * b.value >= 0 else math.copysign(2, b.value)
    return _ratio(a, b, PERSONS if a.unit == "persons" else LEVEL if "F" in (a.status, b.status) else REVISED)


def _signs(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find what cannot be negative, and the one period of a series that differs in sign from all others."""
    for row in rows:
        is_level = row.kind == "level" and not counts(row.unit)
        if (row.value < 0 and row.kind == "part") or (row.value <= 0 and is_level):
            yield row.breaks("sign", "value", f"{row.value:.6g} is not above zero")
    for series in _grouped([it for it in rows if it.kind == "flow"], lambda it: it.series):
        for sign in (1, -1):
            other = [it for it in series if it.value * sign < 0]
            if len({it.end for it in other}) == 1 and len({it.end for it in series}) > FEW:
                for row in other:
                    yield row.breaks("sign", "value", f"{row.value:.6g} alone has this sign in its series")


def _early(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find what was measured before its period was over; things are counted on a day of it."""
    for row in rows:
        if row.kind and not counts(row.unit) and row.status == "A" and row.end > row.published:
            why = f"A is measured, but {row.end} lies after the day of publication, {row.published}; F is a forecast"
            yield row.breaks("status", "status", why)


def _far(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find figures some powers of ten away from all others."""
    sums = [it for it in rows if it.value]
    in_unit = {group[0].unit: group for group in _grouped(sums, lambda it: it.unit)}
    for group in _grouped(sums, lambda it: (it.indicator, it.unit)):
        unit, others, far, where = group[0].unit, group, FAR, group[0].indicator
        if len(group) <= FEW and CURRENCY.fullmatch(unit):
            others, far, where = in_unit[unit], FARTHEST, unit
        if len(others) <= FEW or (far == FARTHEST and len({it.indicator for it in others}) <= FEW):
            continue
        low, *_, high = ordered = sorted(abs(it.value) for it in others)
        for row in group:
            value = abs(row.value)
            least, most = ordered[value == low], ordered[-1 - (value == high)]
            if not least / far <= value <= most * far:
                why = f"{row.value:.6g} lies far from all others in {where}, {least:.6g} to {most:.6g}"
                yield row.breaks("size", "value", why)


def _alone(rows: Sequence[_Row], key: Callable[[_Row], str], least: int) -> tuple[_Row, str] | None:
    """Return the row that differs from all others, at least so many, which agree; and what they have."""
    by_key = sorted(_grouped(rows, key), key=len)
    if len(by_key) == 2 and len(by_key[0]) == 1 and len(by_key[1]) >= least:
        return by_key[0][0], key(by_key[1][0])
    return None


def _accounts(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    for group in _grouped(rows, lambda it: (it.source, it.indicator)):
        if found := _alone(group, lambda it: it.account, 3):
            row, usual = found
            why = f"{row.account or 'none'!r} is alone among the figures of {row.source}, which stand under {usual!r}"
            yield row.breaks("account", "account", why)


def _editions(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    for group in _grouped(rows, lambda it: (it.source, it.vintage)):
        if (found := _alone(group, lambda it: it.published, ONE_DAY)) and found[0].published < found[1]:
            row, usual = found  # a later day is that on which a figure was seen elsewhere
            why = f"{row.published} lies before the day of the other rows of {row.vintage}, {usual}"
            yield row.breaks("edition", "published", why)


def _periods(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find a period that one alone has, in an edition which gives all others another one that it lacks."""
    regular = [it for it in rows if it.frequency != "_Z"]
    for group in _grouped(regular, lambda it: (it.source, it.indicator, it.account, it.published)):
        by_period = {it[0].end: it for it in _grouped(group, lambda it: it.end)}
        for alone in (it for it in by_period.values() if len(it) == 1):
            for end, others in by_period.items():
                if len(others) > 1 and alone[0].entity not in {it.entity for it in others}:
                    why = f"{alone[0].end} is not the period of the others of its edition, {end}"
                    yield alone[0].breaks("period", "period_end", why)


def _rates(table: Table) -> Iterator[Suspicion]:
    columns = (table[name] for name in ("source_id", "base", "quote", "date", "rate"))
    rows = [
        (key, date.fromisoformat(day).toordinal(), math.log(float(rate)), day, rate)
        for *key, day, rate in zip(*columns, strict=True)
    ]
    steps, back = dict[int, tuple[int, float]](), dict[int, tuple[int, float]]()
    for at, (a, b) in enumerate(pairwise(rows), 3):
        if a[0] == b[0]:
            step = (b[2] - a[2]) / DAILY / math.sqrt(max(1, b[1] - a[1]))
            steps[at], back[at - 1] = (at - 1, step), (at, -step)
    for at, before in _outliers(steps, back):
        key, _, _, day, rate = rows[at - 2]
        why = f"{rate} is far from the {rows[before - 2][4]} of {rows[before - 2][3]}"
        yield Suspicion(RATES, at, ".".join((*key, day)), "step", "rate", why)
