"""The arithmetic of the report: each function makes one finding from others and says in words how.

All functions are pure. They take findings and return a finding whose bounds follow from its inputs. The
name is given by the caller; the words of `method` appear in *Sources and workings*.
"""

import math
from dataclasses import replace
from datetime import date

from analysis.evidence import Observation, Rate
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity, total


def observed(row: Observation, label: str) -> Finding:
    """Take a figure from a source as it was printed there.

    "More than x" leaves x itself out and "up to x" takes it in, so those bounds lie a hair above x.
    """
    low = math.nextafter(row.low, math.inf) if row.qualifier == "gt" else row.low
    high = math.nextafter(row.high, math.inf) if row.qualifier == "le" else row.high
    quantity = Quantity(max(row.value, low), low, high, row.unit)
    return Finding(
        id=f"obs.{row.observation_id}",
        label=label,
        quantity=quantity,
        method="as published",
        source_ids=(row.source_id,),
        observation=row,
    )


def ceiling(amount: Finding, finding_id: str) -> Finding:
    """Take the ceiling of a figure printed as "up to": the figure itself, with the rounding of its last digit."""
    row = amount.observation
    if row is None or row.qualifier != "le":
        return amount
    half = row.precision / 2
    quantity = Quantity(row.value, row.value - half, row.value + half, row.unit)
    return Finding(finding_id, f"Ceiling of: {amount.label}", quantity, "the figure printed after “up to”", (amount,))


def rate_of_day(rate: Rate, label: str) -> Finding:
    """Take an exchange rate of one day, with the rounding of its source."""
    half = rate.precision / 2
    return Finding(
        id=f"rate.{rate.quote}_per_{rate.base}.{rate.day}.{rate.source_id}",
        label=label,
        quantity=Quantity(rate.value, rate.value - half, rate.value + half, f"{rate.quote} per {rate.base}"),
        method="as published",
        source_ids=(rate.source_id,),
        day=rate.day,
    )


def mean_rate(rates: list[Rate], label: str) -> Finding:
    """Average the daily exchange rates of a period, each day counting once."""
    first, last = rates[0], rates[-1]
    mean, half = sum(rate.value for rate in rates) / len(rates), first.precision / 2
    return Finding(
        id=f"rate.{first.quote}_per_{first.base}.{first.day}--{last.day}.{first.source_id}",
        label=label,
        quantity=Quantity(mean, mean - half, mean + half, f"{first.quote} per {first.base}"),
        method=f"mean of {len(rates):,} daily rates",
        source_ids=(first.source_id,),
    )


def cross(over: Finding, under: Finding, finding_id: str, label: str) -> Finding:
    """Make an exchange rate of two that were set on the same day for one euro."""
    return replace(per(over, under, finding_id, label), day=over.day)


def day(value: date, label: str, finding_id: str, because: Finding) -> Finding:
    """Make a finding of a calendar day that a source or another finding supplies."""
    quantity = Quantity.exact(value.toordinal(), "date")
    return Finding(finding_id, label, quantity, "the day that goes with this figure", (because,), day=value)


def day_of_rate(rate: Finding, finding_id: str) -> Finding:
    """Return the day of an exchange rate."""
    if rate.day is None:
        raise ValueError(f"{rate.id} is no rate of one day")
    return day(rate.day, f"day of {rate.label}", finding_id, rate)


def divided(
    over: Finding,
    under: Finding,
    finding_id: str,
    label: str,
    unit: str = "ratio",
    choices: tuple[str, ...] = (),
) -> Finding:
    """Divide one finding by another of the same unit; `unit` is share or ratio."""
    quantity = (over.quantity / under.quantity).as_(unit)
    return Finding(finding_id, label, quantity, f"{over.label} ÷ {under.label}", (over, under), choices)


def per(over: Finding, under: Finding, finding_id: str, label: str, choices: tuple[str, ...] = ()) -> Finding:
    """Divide one finding by another of a different unit, such as dollars by persons."""
    quantity = over.quantity / under.quantity
    return Finding(finding_id, label, quantity, f"{over.label} ÷ {under.label}", (over, under), choices)


def density(
    count: Finding, base: Finding, each: float, finding_id: str, label: str, choices: tuple[str, ...] = ()
) -> Finding:
    """Count things per so many dollars or persons: `each` is 1e12 for a trillion dollars."""
    quantity = count.quantity / base.quantity
    words = {1e12: "trillion", 1e7: "ten million"}[each]
    unit = f"{count.quantity.unit} per {words} {base.quantity.unit}"
    scaled = Quantity(quantity.value * each, quantity.low * each, quantity.high * each, unit)
    method = f"{count.label} ÷ {base.label}, for every {words}"
    return Finding(finding_id, label, scaled, method, (count, base), choices)


def converted(amount: Finding, rate: Finding, finding_id: str, label: str, choices: tuple[str, ...] = ()) -> Finding:
    """Convert an amount of money by a named rate: divides where the rate is a price in the amount's currency."""
    quote = rate.quantity.unit.partition(" per ")[0]
    if amount.quantity.unit == quote:
        quantity, sign = amount.quantity / rate.quantity, "÷"
    else:
        quantity, sign = amount.quantity * rate.quantity, "×"
    return Finding(finding_id, label, quantity, f"{amount.label} {sign} {rate.label}", (amount, rate), choices)


def changed(later: Finding, earlier: Finding, finding_id: str, label: str, choices: tuple[str, ...] = ()) -> Finding:
    """Express a change as a share of the earlier figure."""
    ratio = (later.quantity / earlier.quantity).as_("ratio")
    quantity = Quantity(ratio.value - 1, ratio.low - 1, ratio.high - 1, "share")
    method = f"{later.label} ÷ {earlier.label}, less one"
    return Finding(finding_id, label, quantity, method, (later, earlier), choices)


def difference(over: Finding, under: Finding, finding_id: str, label: str, choices: tuple[str, ...] = ()) -> Finding:
    """Subtract one finding from another."""
    quantity = over.quantity - under.quantity
    return Finding(finding_id, label, quantity, f"{over.label} − {under.label}", (over, under), choices)


def added(parts: list[Finding], finding_id: str, label: str, choices: tuple[str, ...] = ()) -> Finding:
    """Add findings of one unit."""
    quantity = total(part.quantity for part in parts)
    return Finding(finding_id, label, quantity, " + ".join(part.label for part in parts), tuple(parts), choices)


def mean(parts: list[Finding], finding_id: str, label: str) -> Finding:
    """Average findings of one unit, each counting once."""
    quantity = total(part.quantity for part in parts) / Quantity.exact(len(parts), "ratio")
    return Finding(finding_id, label, quantity, "mean of " + ", ".join(p.label for p in parts), tuple(parts))


def percentile(rank: Finding, panel: Finding, finding_id: str, label: str) -> Finding:
    """Turn a rank into the share of the other ranked that stand below: first is one, last is zero."""
    r, n = rank.value, panel.value
    quantity = Quantity.exact((n - r) / (n - 1), "share")
    return Finding(finding_id, label, quantity, "(number ranked − rank) ÷ (number ranked − one)", (rank, panel))


def each_year(amount: Finding, years: Finding, finding_id: str, label: str) -> Finding:
    """Spread the total of a programme evenly over its years."""
    quantity = amount.quantity / Quantity.exact(years.value, "ratio")
    spread = Quantity(quantity.value, quantity.low, quantity.high, amount.quantity.unit)
    return Finding(finding_id, label, spread, f"{amount.label} ÷ {years.label}", (amount, years), ("basis=per_year",))


def years_of(row: Observation, amount: Finding, finding_id: str, label: str) -> Finding:
    """Count the years that a programme runs, from the first day of its period to the last."""
    if row.period_start is None or row.period_end is None:
        raise ValueError(f"{row.observation_id} has no period")
    years = round((row.period_end - row.period_start).days / 365.25)
    return Finding(finding_id, label, Quantity.exact(years, "years"), f"length of {row.period}", (amount,))


def years_between(later: date, earlier: date, inputs: tuple[Finding, ...], finding_id: str, label: str) -> Finding:
    """Count the years from one day to another, in years of 365.25 days."""
    quantity = Quantity.exact((later - earlier).days / 365.25, "years")
    return Finding(finding_id, label, quantity, "days between the two days ÷ 365.25", inputs)


def weeks_between(later: date, earlier: date, inputs: tuple[Finding, ...], finding_id: str, label: str) -> Finding:
    """Count the whole weeks from one day to another."""
    quantity = Quantity.exact((later - earlier).days // 7, "weeks")
    return Finding(finding_id, label, quantity, "days between the two days ÷ 7, whole weeks", inputs)
