"""Days, months, years and periods of figures, as findings."""

from datetime import date

from analysis.errors import NotKnownError
from analysis.findings.arithmetic import operation_name
from analysis.findings.finding import Finding
from analysis.findings.label_composition import compose, varying
from analysis.findings.quantity import Quantity


def years_between(later: Finding, earlier: Finding) -> Finding:
    """Return the years between the days of two findings, in years of 365.25 days."""
    quantity = Quantity.exact(_days_between(later, earlier) / 365.25, "years")
    label = compose("Years from ", earlier.label, " to ", later.label)
    method = "days between the two days ÷ 365.25"
    return Finding(operation_name("years", later, earlier), label, quantity, method, (later, earlier))


def weeks_between(later: Finding, earlier: Finding) -> Finding:
    """Return the whole weeks between the days of two findings, rounded down."""
    quantity = Quantity.exact(_days_between(later, earlier) // 7, "weeks")
    label = compose("Weeks from ", earlier.label, " to ", later.label)
    method = "days between the two days ÷ 7, whole weeks"
    return Finding(operation_name("weeks", later, earlier), label, quantity, method, (earlier, later))


def _days_between(later: Finding, earlier: Finding) -> int:
    if later.day is None or earlier.day is None:
        raise NotKnownError(f"the day of {(earlier if later.day else later).id}")
    return (later.day - earlier.day).days


def year_of(because: Finding) -> Finding:
    """Return the year in which the period of a figure ends."""
    end = period_end(because)
    return _attribute("year", because, Quantity.exact(end.year, "year"))


def month_of(because: Finding) -> Finding:
    """Return the month in which the period of a figure ends, as the number of its first day."""
    end = period_end(because)
    return _attribute("month", because, Quantity.exact(end.replace(day=1).toordinal(), "month"))


def base_of(because: Finding) -> Finding:
    """Return the base year of an index."""
    row = because.observation
    if row is None or not row.base_period.isdecimal():  # empty, or the name of a census
        raise NotKnownError(f"the base year of {because.id}")
    return _attribute("base", because, Quantity.exact(int(row.base_period), "year"))


def years_of(because: Finding) -> Finding:
    """Return the length of the period of a figure in whole years."""
    row = because.observation
    if row is None or row.period_start is None or row.period_end is None:
        raise NotKnownError(f"period of {because.id}")
    # A year counts one day less, from 1 January to 31 December: rounding takes care of that
    years = round((row.period_end - row.period_start).days / 365.25)
    label = compose("Length in years: ", because.label)
    method = compose("length of ", varying(row.when))
    return Finding(operation_name("years", because), label, Quantity.exact(years, "years"), method, (because,))


def day_of(because: Finding, which: str = "period_end") -> Finding:
    """Return the first or last day of the period of a figure, or the day on which it was published.

    `which` is `period_start`, `period_end` or `published`. Raises `NotKnownError` if the figure has no such day.
    """
    value = because.observation and getattr(because.observation, which)
    if not isinstance(value, date):
        raise NotKnownError(f"{which} of {because.id}")
    words = {"period_end": "Last day of", "published": "Became public", "period_start": "First day of"}
    return on_day(value, compose(f"{words[which]}: ", because.label), because)


def public_by(whole: Finding) -> Finding:
    """Return the day on which the last input from a source was published, as that of the first input of this day.

    Raises `NotKnownError` if there is none.
    """
    latest: Finding | None = None
    last_day = date.min
    for leaf in whole.leaves():
        row = leaf.observation  # a rate or a choice has none
        if row is not None and row.published > last_day:
            latest, last_day = leaf, row.published
    if latest is None:
        raise NotKnownError(f"the day on which {whole.id} became public")
    return day_of(latest, "published")


def day_of_rate(rate: Finding) -> Finding:
    """Return the day of an exchange rate."""
    if rate.day is None:
        raise NotKnownError(f"the day of {rate.id}")
    return on_day(rate.day, compose("Day of: ", rate.label), rate)


def on_day(value: date, label: str, because: Finding) -> Finding:
    """Make a finding of a calendar day; `because` is the finding that the day belongs to."""
    quantity = Quantity.exact(value.toordinal(), "date")
    return Finding(
        operation_name("day", because), label, quantity, "the day that goes with this figure", (because,), day=value
    )


def period_end(finding: Finding) -> date:
    """Return the last day of the period of a figure; raise `NotKnownError` if it has no period."""
    row = finding.observation
    if row is None or row.period_end is None:
        raise NotKnownError(f"period of {finding.id}")
    return row.period_end


def _attribute(kind: str, because: Finding, quantity: Quantity) -> Finding:
    label = compose(f"{kind.capitalize()} of: ", because.label)
    return Finding(operation_name(kind, because), label, quantity, f"the {kind} of this figure", (because,))
