"""How weak the yen was when the article appeared, in nominal and real terms, and has been since."""

import math
from dataclasses import replace
from datetime import date, timedelta

from analysis.dataset.dates import in_words
from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import change, convert, per
from analysis.findings.finding_dates import base_of, day_of_rate, month_of, period_end, year_of, years_between
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import printed
from analysis.findings.published_figures import rate_of_day
from analysis.study.choices import RATE_NAMES, RATE_RULES
from analysis.study.conversion import ECB, H10, dollars, fixing, noon, noon_mean
from analysis.study.economy import common_year

NOMINAL = (ECB, H10)
"""Sources of the rate on the article's date that is compared with earlier daily rates."""


def rate_of_claim(c: Catalogue, source: str) -> Finding:
    """Return the rate of the article's date according to one source."""
    day = c.evidence.judged_at
    rate = fixing(c, "USD", "JPY", day) if source == ECB else noon(c, day)
    if rate.day != day:
        raise NotKnownError(f"{source} of {day}")
    return rate


def last_weaker(c: Catalogue, source: str) -> Finding:
    """Find the last earlier day on which a dollar cost at least as many yen, by the daily noon rate.

    `source` sets the rate of the day itself. Rates count as equal within their rounding. Days of the same fall are one
    episode and do not count as earlier: the declared number of days has to lie between.
    """
    before = c.evidence.judged_at - timedelta(days=c.evidence.settings.windows["record_gap_days"])
    return seen_at_least(c, rate_of_claim(c, source).quantity.low, before)


def seen_at_least(c: Catalogue, level: float, before: date) -> Finding:
    """Return the last rate before a day at which a dollar cost at least so many yen."""
    rate = c.evidence.rates.last_at_least("USD", "JPY", level, before, H10)
    return rate_of_day(rate, compose("dollar in yen, noon rate of ", varying(in_words(rate.day))))


def years_since(c: Catalogue, source: str) -> Finding:
    """Return the years since the yen was last as weak."""
    rate_then = rate_of_claim(c, source)
    years = years_between(rate_then, c[f"yen.last_weaker.{source}"])
    return years.named(years.id, compose("Years since the yen was as weak as on ", varying(in_words(rate_then.day))))


def real_years(c: Catalogue) -> Finding:
    """Return the years from the oldest month on record to the latest one in which the real yen was weaker.

    It is a lower bound, since no weaker month is on record before that either.
    """
    day = c.evidence.judged_at
    old_rows = c.evidence.vintages("reer_broad", "JPN", account="boj", by=day)
    new_rows = c.evidence.vintages("reer_broad", "JPN", account="bis", by=day)
    if not old_rows:
        raise NotKnownError("a month before the series of the BIS begins")
    # the first month of the Bank of Japan's series, which has the same base year as that of the BIS
    oldest = c.row(old_rows[0])
    months = [c.row(row) for row in new_rows if row.period_end]
    below = [month for month in months if month.quantity.high < oldest.quantity.low]
    if not below:
        raise NotKnownError("a month in which the real yen was below the oldest one on record")
    last_below = below[-1]

    # months have no day; and decades are not short of one
    start, end = period_end(oldest), period_end(last_below)
    years = end.year - start.year + (end.month - start.month) / 12
    quantity = Quantity(years, years, math.inf, "years")
    label = "Years without a real yen as weak, at least"
    return Finding("years", label, quantity, "months from the one to the other ÷ 12", (last_below, oldest))


def real_published_since(c: Catalogue) -> Finding:
    """Return the real yen of the last month before the article, if it was published only afterwards."""
    index = c["yen.real"]
    if index.observation is None or index.observation.published <= c.evidence.judged_at:
        raise NotKnownError("a figure for the last month before the article")
    return index


def mean_of_programme(c: Catalogue) -> Finding:
    """Return the mean price of a dollar over the years of the chip programme."""
    row = c["subsidy.JPN.amount"].observation
    if row is None or row.period_start is None or row.period_end is None:
        raise NotKnownError("period of the programme")
    return noon_mean(c, row.period_start, row.period_end)


def gdp_year(c: Catalogue, back: int) -> Finding:
    """Return the common year, or the one `back` years before it."""
    return year_of(c.observe("gdp_nominal_lcu", "JPN", year=common_year(c) - back))


def gdp_change(c: Catalogue, currency: str, indicator: str) -> Finding:
    """Return the change of GDP over the two years up to the common year."""
    end = common_year(c)
    later = c.observe(indicator, "JPN", year=end)
    earlier = c.observe(indicator, "JPN", year=end - 2)
    growth = change(later, earlier)
    label = compose(f"Change of Japan’s GDP in {currency}, ", varying(end - 2), " to ", varying(end))
    return growth.named(growth.id, label)


def fixing_since(c: Catalogue, *, weakest: bool) -> Finding:
    """Return the weakest fixing after the article, or the latest; days need both rates per euro."""
    start = c.evidence.judged_at + timedelta(days=1)
    yen = {rate.day: rate.value for rate in c.evidence.rates.between("EUR", "JPY", start, date.max, ECB)}
    usd = {rate.day: rate.value for rate in c.evidence.rates.between("EUR", "USD", start, date.max, ECB)}
    days = sorted(yen.keys() & usd.keys())
    if not days:
        raise NotKnownError("no fixing after the article")
    day = days[-1]
    if weakest:
        day = max(days, key=lambda day: yen[day] / usd[day])  # the most yen per dollar
    return fixing(c, "USD", "JPY", day)


def inner_range(finding: Finding) -> Finding:
    """Print the bounds of a finding rounded inwards, so that both ends lie within them."""
    unit = finding.quantity.unit
    # in whole yen, of which the range of the claim holds more than one
    low = printed(Quantity.exact(float(math.ceil(finding.quantity.low)), unit))
    high = printed(Quantity.exact(float(math.floor(finding.quantity.high)), unit))
    return replace(finding, as_printed=f"{low} to {high}")


TO_THE_DAY = {"announced": "rate implied by Reuters", "period_mean": "mean rate up to the article’s date"}
"""Names of two rules for Amazon's pledge: its period goes on, and an agency converted it."""


topic = Topic()
topic.add("yen.day", lambda c: fixing(c, "USD", "JPY", c.evidence.judged_at))
topic.add("yen.last_weaker.{source}", last_weaker, source=NOMINAL)
topic.add("yen.years.{source}", years_since, source=NOMINAL)
topic.add("yen.last_weaker", lambda c: c[f"yen.last_weaker.{ECB}"])
topic.add("yen.last_weaker_day", lambda c: day_of_rate(c["yen.last_weaker"]))
topic.add("yen.years", lambda c: c[f"yen.years.{ECB}"])
topic.add("yen.start", lambda c: noon(c, c.evidence.settings.windows["rates_start"]))
topic.add("yen.start_day", lambda c: day_of_rate(c["yen.start"]))

topic.add("yen.mean", mean_of_programme)
topic.add(
    "yen.fall",
    lambda c: change(c["yen.day"], c["yen.mean"]),
    "Rise of the dollar over its mean during the chip programme",
)
topic.add(
    "yen.AWS.implied",
    lambda c: inner_range(per(c["pledge.AWS.announced"], c["claim.C04"])),
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
topic.add("since.yen.real_then", real_published_since)
topic.add("since.yen.real", lambda c: c.later("reer_broad", "JPN", account="bis"))
topic.add("since.yen.real_month", lambda c: month_of(c["since.yen.real"]))

topic.add("since.yen.weakest", lambda c: fixing_since(c, weakest=True))
topic.add("since.yen.newest", lambda c: fixing_since(c, weakest=False))
topic.add("since.yen.{which}_day", lambda c, which: day_of_rate(c[f"since.yen.{which}"]), which=("weakest", "newest"))
topic.add(
    "since.AWS.usd",
    lambda c: convert(c["pledge.AWS.announced"], c["since.yen.newest"]),
    "Pledge of Amazon Web Services in dollars at the latest rate",
)


topic.judge("C28", lambda case: case.record("yen.years"))
