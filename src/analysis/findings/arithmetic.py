"""The arithmetic of the report: each function makes one finding from others and says in words how.

All functions are pure. They take findings and return a finding whose bounds follow from its inputs; its name and label
say what was done, until it is declared under a better one. The words of `method` appear in *Sources and workings*. The
same functions are at hand at the prompt.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter

from analysis.errors import NotKnownError, UnitError
from analysis.findings.finding import Finding, as_finding, enclosed, joined, of_two_accounts, varying, worded
from analysis.findings.quantity import Each, Quantity, each_of, total


def share(part: Finding, whole: Finding) -> Finding:
    """Express one figure as a share of another one of the same unit.

    Raises `UnitError` where the units differ: yen are no share of dollars before they are converted.
    """
    divided = as_finding(part) / as_finding(whole)
    part, whole = divided.inputs
    label = worded(part.label, ", as a share of ", whole.label)
    return replace(divided, id=_name("share", part, whole), label=label, quantity=divided.quantity.as_("share"))


def ratio(over: Finding, under: Finding) -> Finding:
    """Say how many times one figure is another one of the same unit.

    Raises `UnitError` where the units differ, and `NotKnownError` where the lower figure may be zero.
    """
    divided = as_finding(over) / as_finding(under)
    return replace(divided, quantity=divided.quantity.as_("ratio"))


def per(amount: Finding, base: Finding, each: Each | str | None = None) -> Finding:
    """Divide a figure by one of another unit, such as money by people, or firms by each million people.

    `each` is for how many of the base a figure is given: "thousand", "million", "ten million", "trillion" and so on.
    """
    quantity = (divided := as_finding(amount) / as_finding(base)).quantity
    if each is None:
        return divided
    each = each if isinstance(each, Each) else each_of(each)
    unit = f"{amount.quantity.unit} per {each.word} {base.quantity.unit}"
    scaled = Quantity(quantity.value * each.number, quantity.low * each.number, quantity.high * each.number, unit)
    name = f"{divided.id[:-1]},{each.word.replace(' ', '_')})"
    return replace(divided, id=name, quantity=scaled, method=worded(divided.method, f", for every {each.word}"))


def change(later: Finding, earlier: Finding) -> Finding:
    """Say by which share a figure rose or fell from an earlier to a later one."""
    as_finding(later).quantity.is_an_amount("changed by a share")
    if later.beside(earlier).quantity.low < 0:
        raise NotKnownError(f"a change by a share from {earlier.text}, which may lie below zero")
    return deviation(later, earlier)


def deviation(later: Finding, earlier: Finding) -> Finding:
    """Say by which share a figure departs from another one of the same sign."""
    times = (later.quantity / earlier.quantity).as_("ratio")
    quantity = Quantity(times.value - 1, times.low - 1, times.high - 1, "share")
    method = worded(later.label, " ÷ ", earlier.label, ", less one")
    label = worded("Change from ", earlier.label, " to ", later.label)
    name, remark = _name("change", later, earlier), of_two_accounts(later, earlier)
    return Finding(name, label, quantity, method, (later, earlier), remark=remark)


def convert(amount: Finding, rate: Finding) -> Finding:
    """Turn an amount of money into another currency by a rate, whichever way round the rate is quoted."""
    quote, _, base = rate.quantity.unit.partition(" per ") if isinstance(rate, Finding) else ("", "", "")
    if as_finding(amount).quantity.unit not in (quote, base) or not base:
        given = f"{amount.label} is in {amount.quantity.unit}"
        told = f"the rate is of {base} and {quote}" if base else "what follows is not a rate"
        example = 'an.convert(x, d.rate("USD", "JPY", "2024-04-12"))'
        raise UnitError(f"{given}, {told}; convert takes money and a rate of it, as {example}")
    converted = amount / rate if amount.quantity.unit == quote else amount * rate
    return replace(converted, id=_name("convert", amount, rate), label=worded(amount.label, ", at ", rate.label))


def added(parts: Sequence[Finding]) -> Finding:
    """Add findings of one unit."""
    quantity, labels = total(part.quantity for part in parts), [part.label for part in parts]
    label = joined(", ", map(enclosed, labels))
    return Finding(_name("sum", *parts), label, quantity, joined(" + ", labels), tuple(parts))


def mean_over(parts: Sequence[Finding]) -> Finding:
    """Average findings of one unit, each counting once."""
    whole, number, labels = total(part.quantity for part in parts), len(parts), [part.label for part in parts]
    quantity = Quantity(whole.value / number, whole.low / number, whole.high / number, whole.unit)
    label = worded("Mean of ", joined(", ", labels))
    return Finding(_name("mean", *parts), label, quantity, f"mean of {number} figures", tuple(parts))


def percentile(rank: Finding, panel: Finding) -> Finding:
    """Turn a rank into the share of the other ranked that stand below: first is one, last is zero."""
    r, n = rank.value, panel.value
    quantity, label = Quantity.exact((n - r) / (n - 1), "share"), worded(rank.label, ", share of the others below")
    method = "(number ranked − rank) ÷ (number ranked − one)"
    return Finding(_name("percentile", rank, panel), label, quantity, method, (rank, panel))


def places_behind(rank: Finding, other: Finding) -> Finding:
    """Count the places by which a rank stands behind another one."""
    quantity, label = Quantity.exact(rank.value - other.value, "places"), worded("Places behind of ", rank.label)
    method = worded(rank.label, " − ", other.label)
    return Finding(_name("places", rank, other), label, quantity, method, (rank, other))


def each_year(amount: Finding, years: Finding) -> Finding:
    """Spread the total of a programme evenly over its years."""
    spread = amount.quantity / Quantity.exact(years.value, "ratio")
    quantity = Quantity(spread.value, spread.low, spread.high, amount.quantity.unit)
    method, label = worded(amount.label, " ÷ ", years.label), worded(amount.label, ", per year")
    return Finding(_name("each_year", amount, years), label, quantity, method, (amount, years))


def years_between(later: Finding, earlier: Finding) -> Finding:
    """Count the years from the day of one finding to that of another, in years of 365.25 days."""
    quantity = Quantity.exact(_days_between(later, earlier) / 365.25, "years")
    label, method = worded("Years from ", earlier.label, " to ", later.label), "days between the two days ÷ 365.25"
    return Finding(_name("years", later, earlier), label, quantity, method, (later, earlier))


def weeks_between(later: Finding, earlier: Finding) -> Finding:
    """Count the whole weeks from the day of one finding to that of another."""
    quantity, method = Quantity.exact(_days_between(later, earlier) // 7, "weeks"), "days between the two days ÷ 7"
    label = worded("Weeks from ", earlier.label, " to ", later.label)
    return Finding(_name("weeks", later, earlier), label, quantity, f"{method}, whole weeks", (earlier, later))


def _days_between(later: Finding, earlier: Finding) -> int:
    if later.day is None or earlier.day is None:
        raise NotKnownError(f"the day of {(earlier if later.day else later).id}")
    return (later.day - earlier.day).days


def ceiling(amount: Finding) -> Finding:
    """Take the ceiling of a figure printed as "up to": the figure itself, with the rounding of its last digit."""
    row = amount.observation
    if row is None or row.qualifier != "le":
        return amount
    half = row.precision / 2
    quantity = Quantity(row.value, row.value - half, row.value + half, row.unit)
    label, method = worded("Ceiling of: ", amount.label), "the figure printed after “up to”"
    printed = amount.text.removeprefix("up to ")  # which is rounded upwards, as a ceiling is
    return Finding(_name("ceiling", amount), label, quantity, method, (amount,), as_printed=printed)


# -- days and periods that belong to a figure --------------------------------------------------------


def year_of(because: Finding) -> Finding:
    """Return the year in which the period of a figure ends."""
    end = period_end(because)
    return _of("year", because, Quantity.exact(end.year, "year"))


def month_of(because: Finding) -> Finding:
    """Return the month in which the period of a figure ends."""
    end = period_end(because)
    return _of("month", because, Quantity.exact(end.replace(day=1).toordinal(), "month"))


def base_of(because: Finding) -> Finding:
    """Return the year in which an index is a hundred."""
    row = because.observation
    if row is None or not row.base_period.isdecimal():
        raise NotKnownError(f"the base year of {because.id}")
    return _of("base", because, Quantity.exact(int(row.base_period), "year"))


def years_of(because: Finding) -> Finding:
    """Return the length of the period of a figure in whole years, from its first day to its last."""
    row = because.observation
    if row is None or row.period_start is None or row.period_end is None:
        raise NotKnownError(f"period of {because.id}")
    years = round((row.period_end - row.period_start).days / 365.25)
    name, label = _name("years", because), worded("Length in years: ", because.label)
    method = worded("length of ", varying(row.when))
    return Finding(name, label, Quantity.exact(years, "years"), method, (because,))


def day_of(because: Finding, which: str = "period_end") -> Finding:
    """Return a day that belongs to a figure: the end of its period, its start, or the day it became public."""
    value = because.observation and getattr(because.observation, which)
    if not isinstance(value, date):
        raise NotKnownError(f"{which} of {because.id}")
    words = {"period_end": "Last day of", "published": "Became public", "period_start": "First day of"}
    return on_day(value, worded(f"{words[which]}: ", because.label), because)


def public_by(whole: Finding) -> Finding:
    """Return the day by which all figures beneath a number were public; raise `NotKnownError` if none has one."""
    days = [(leaf.observation.published, leaf) for leaf in whole.leaves() if leaf.observation]
    if not days:
        raise NotKnownError(f"the day on which {whole.id} became public")
    return day_of(max(days, key=itemgetter(0))[1], "published")


def day_of_rate(rate: Finding) -> Finding:
    """Return the day of an exchange rate."""
    if rate.day is None:
        raise NotKnownError(f"the day of {rate.id}")
    return on_day(rate.day, worded("Day of: ", rate.label), rate)


def on_day(value: date, label: str, because: Finding) -> Finding:
    """Make a finding of a calendar day that a source or another finding supplies."""
    quantity = Quantity.exact(value.toordinal(), "date")
    return Finding(_name("day", because), label, quantity, "the day that goes with this figure", (because,), day=value)


def period_end(finding: Finding) -> date:
    """Return the last day of the period of a figure; raise `NotKnownError` for one that has no period."""
    row = finding.observation
    if row is None or row.period_end is None:
        raise NotKnownError(f"period of {finding.id}")
    return row.period_end


def _of(what: str, because: Finding, quantity: Quantity) -> Finding:
    name, label = _name(what, because), worded(f"{what.capitalize()} of: ", because.label)
    return Finding(name, label, quantity, f"the {what} of this figure", (because,))


def _name(what: str, *findings: Finding) -> str:
    """Name a finding without blanks, so that a page can lead to it."""
    return f"{what}({','.join(finding.id for finding in findings)})"
