"""The yen: when it was last as weak, how weak it is in real terms, and what that does to a dollar figure."""

import math
from dataclasses import replace
from datetime import date, timedelta

from analysis.evidence import NotKnown
from analysis.evidence.observations import in_words
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import (
    base_of,
    change,
    convert,
    day_of_rate,
    month_of,
    per,
    period_end,
    year_of,
    years_between,
)
from analysis.findings.formats import printed
from analysis.findings.readings import rate_of_day
from analysis.findings.wording import varying, worded
from analysis.study.economy import common_year
from analysis.study.rates import ECB, H10, dollars, fixing, noon, noon_mean
from analysis.study.yardsticks import RATE_NAMES, RATE_RULES

NOMINAL = (ECB, H10)
"""Whose rate of the article's day is set against the daily rates of all the years before."""


def rate_of_claim(c: Catalogue, source: str) -> Finding:
    """Take the rate of the article's day by one source."""
    day = c.evidence.judged_at
    rate = fixing(c, "USD", "JPY", day) if source == ECB else noon(c, day)
    if rate.day != day:
        raise NotKnown(f"{source} of {day}")
    return rate


def last_weaker(c: Catalogue, source: str) -> Finding:
    """Find the last earlier day on which a dollar cost at least as many yen, by the daily noon rate.

    `source` sets the rate of the day itself. Rates count as equal within their rounding. Days of the same fall are one
    episode and do not count as earlier: the declared number of days has to lie between.
    """
    before = c.evidence.judged_at - timedelta(days=c.evidence.settings.windows["record_gap_days"])
    return seen_at_least(c, rate_of_claim(c, source).quantity.low, before)


def seen_at_least(c: Catalogue, level: float, before: date) -> Finding:
    """Find the last day before another one on which a dollar cost at least so many yen at noon."""
    rate = c.evidence.rates.last_at_least("USD", "JPY", level, before, H10)
    return rate_of_day(rate, worded("dollar in yen, noon rate of ", varying(in_words(rate.day))))


def years_since(c: Catalogue, source: str) -> Finding:
    """Count the years since the yen was last as weak."""
    today = rate_of_claim(c, source)
    years = years_between(today, c[f"yen.last_weaker.{source}"])
    return years.named(years.id, worded("Years since the yen was as weak as on ", varying(in_words(today.day))))


def real_years(c: Catalogue) -> Finding:
    """Count the years in which the real yen had not been as weak as in the newest month known to the article.

    There are at least so many, since no weaker month is on record before the old low either.
    """
    day = c.evidence.judged_at
    old, new = (c.evidence.vintages("reer_broad", "JPN", account=account, by=day) for account in ("boj", "bis"))
    if not old:
        raise NotKnown("a month before the series of the BIS begins")
    low, months = c.row(old[0]), [c.row(row) for row in new if row.period_end]
    below = [month for month in months if month.quantity.high < low.quantity.low]
    if not below:
        raise NotKnown("a month in which the real yen was below the oldest one on record")
    month = below[-1]
    then, now = period_end(low), period_end(month)
    years = now.year - then.year + (now.month - then.month) / 12  # months have no day; and decades are not short of one
    quantity, label = Quantity(years, years, math.inf, "years"), "Years without a real yen as weak, at least"
    return Finding("years", label, quantity, "months from the one to the other ÷ 12", (month, low))


def real_told_since(c: Catalogue) -> Finding:
    """Take the real yen of the last month before the article, where it became public only after it."""
    found = c["yen.real"]
    if found.observation is None or found.observation.published <= c.evidence.judged_at:
        raise NotKnown("a figure for the last month before the article")
    return found


def mean_of_programme(c: Catalogue) -> Finding:
    """Average the price of a dollar over the years of the chip programme."""
    row = c["subsidy.JPN.amount"].observation
    if row is None or row.period_start is None or row.period_end is None:
        raise NotKnown("period of the programme")
    return noon_mean(c, row.period_start, row.period_end)


def gdp_year(c: Catalogue, back: int) -> Finding:
    """Return the common year of comparison, or one so many years before it."""
    return year_of(c.observe("gdp_nominal_lcu", "JPN", year=common_year(c) - back))


def gdp_change(c: Catalogue, currency: str, indicator: str) -> Finding:
    """Express the change of GDP over the two years up to the common one."""
    end = common_year(c)
    found = change(*(c.observe(indicator, "JPN", year=year) for year in (end, end - 2)))
    return found.named(
        found.id, worded(f"Change of Japan’s GDP in {currency}, ", varying(end - 2), " to ", varying(end))
    )


def since(c: Catalogue, *, weakest: bool) -> Finding:
    """Take the weakest fixing after the article, or the newest one; a day counts that has both rates for the euro."""
    start = c.evidence.judged_at + timedelta(days=1)
    yen, usd = (
        {rate.day: rate.value for rate in c.evidence.rates.between("EUR", quote, start, date.max, ECB)}
        for quote in ("JPY", "USD")
    )
    both = sorted(yen.keys() & usd.keys())
    if not both:
        raise NotKnown("no fixing after the article")
    return fixing(c, "USD", "JPY", max(both, key=lambda day: yen[day] / usd[day]) if weakest else both[-1])


def within(found: Finding) -> Finding:
    """Print a span by the first and the last whole number inside it, so that what is said of the span holds at both."""
    low, high = math.ceil(found.quantity.low), math.floor(found.quantity.high)
    ends = (printed(Quantity.exact(float(end), found.quantity.unit)) for end in (low, high))
    return replace(found, as_printed=" to ".join(ends))


TO_THE_DAY = {"announced": "rate implied by Reuters", "period_mean": "mean rate up to the article’s day"}
"""What two of the rules come to for Amazon's pledge, whose period goes on, and whose dollars an agency told."""

topic = Topic()

topic.add("yen.day", lambda c: fixing(c, "USD", "JPY", c.evidence.judged_at))
topic.add("yen.last_weaker.{source}", last_weaker, source=NOMINAL)
topic.add("yen.years.{source}", years_since, source=NOMINAL)
topic.add("yen.last_weaker", lambda c: c[f"yen.last_weaker.{ECB}"])
topic.add("yen.last_weaker_day", lambda c: day_of_rate(c["yen.last_weaker"]))
topic.add("yen.years", lambda c: c[f"yen.years.{ECB}"])
topic.add("yen.start", lambda c: noon(c, c.evidence.settings.windows["rates_start"]))
topic.add("yen.start_day", lambda c: day_of_rate(c["yen.start"]))

# What the choice of a rate does to the article's dollar figures.
topic.add("yen.mean", mean_of_programme)
topic.add(
    "yen.fall",
    lambda c: change(c["yen.day"], c["yen.mean"]),
    "Rise of the dollar over its mean during the chip programme",
)
topic.add(
    "yen.AWS.implied",
    lambda c: within(per(c["pledge.AWS.announced"], c["claim.C04"])),
    "Yen for a dollar that the claim about Amazon Web Services implies",
)
topic.add(
    "yen.AWS.usd.{rule}",
    lambda c, rule: dollars(c, c["pledge.AWS.announced"], rule, announced="pledge.AWS.stated_usd"),
    "Pledge of Amazon Web Services in dollars ({rule})",
    rule={rule: RATE_NAMES[rule] for rule in RATE_RULES} | TO_THE_DAY,
)
topic.choose("yen.AWS.chosen", "rate_rule", "yen.AWS.usd.{option}")
topic.add("yen.gdp.start", lambda c: gdp_year(c, 2))
topic.add("yen.gdp.end", lambda c: gdp_year(c, 0))
topic.add("yen.gdp.yen", lambda c: gdp_change(c, "yen", "gdp_nominal_lcu"))
topic.add("yen.gdp.dollars", lambda c: gdp_change(c, "dollars", "gdp_nominal_usd"))

topic.add("yen.real", lambda c: c.observe("reer_broad", "JPN", account="bis"))
topic.add("yen.real_month", lambda c: month_of(c["yen.real"]))
topic.add("yen.real.base", lambda c: base_of(c["yen.real"]))
topic.add("yen.real.years", real_years)
topic.add("yen.real.month_below", lambda c: month_of(c["yen.real.years"].inputs[0]))
topic.add("yen.real.below", lambda c: c["yen.real.years"].inputs[0])
topic.add("yen.real.old_low", lambda c: c["yen.real.years"].inputs[1])
topic.add("yen.real.old_month", lambda c: month_of(c["yen.real.years"].inputs[1]))
topic.add("since.yen.real_then", real_told_since)
topic.add("since.yen.real", lambda c: c.later("reer_broad", "JPN", account="bis"))
topic.add("since.yen.real_month", lambda c: month_of(c["since.yen.real"]))

topic.add("since.yen.weakest", lambda c: since(c, weakest=True))
topic.add("since.yen.newest", lambda c: since(c, weakest=False))
topic.add("since.yen.{which}_day", lambda c, which: day_of_rate(c[f"since.yen.{which}"]), which=("weakest", "newest"))
topic.add(
    "since.AWS.usd",
    lambda c: convert(c["pledge.AWS.announced"], c["since.yen.newest"]),
    "Pledge of Amazon Web Services in dollars at the newest rate",
)


topic.judge("C28", lambda case: case.record("yen.years"))
