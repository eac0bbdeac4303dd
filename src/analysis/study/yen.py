"""The yen: when it was last as weak, how weak it is in real terms, and what that does to a dollar figure."""

from dataclasses import replace
from datetime import date, timedelta

from analysis.evidence import NotKnown
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import change, convert, day_of_rate, month_of, per, year_of, years_between
from analysis.findings.readings import rate_of_day
from analysis.findings.wording import varying, worded
from analysis.study.economy import common_year
from analysis.study.rates import ECB, H10, dollars, fixing, noon, noon_mean
from analysis.study.yardsticks import RATE_NAMES, RATE_RULES

FEWEST_MONTHS = 120
"""A real rate is called weak or strong against at least ten years of months."""

DAYS_BACK = {"none": 0, "one": 1, "two": 2}
"""The quotation in the article may have been given on its own day or on one of the two before."""


def rate_of_claim(c: Catalogue, source: str, back: int) -> Finding:
    """Take the rate of the article's day, or of one of the days before, by one source."""
    day = c.evidence.judged_at - timedelta(days=back)
    rate = fixing(c, "USD", "JPY", day) if source == ECB else noon(c, day)
    if rate.day != day:
        raise NotKnown(f"{source} of {day}")
    return rate


def last_weaker(c: Catalogue, source: str, back: int) -> Finding:
    """Find the last earlier day on which a dollar cost at least as many yen, by the daily noon rate.

    `source` sets the rate of the day itself, `back` goes that many days before the article. Rates count as equal within
    their rounding. Days of the same fall are one episode and do not count as earlier: the declared number of days has
    to lie between.
    """
    today = rate_of_claim(c, source, back)
    before = c.evidence.judged_at - timedelta(days=back + c.evidence.settings.windows["record_gap_days"])
    return seen_at_least(c, today.quantity.low, before)


def seen_at_least(c: Catalogue, level: float, before: date) -> Finding:
    """Find the last day before another one on which a dollar cost at least so many yen at noon."""
    rate = c.evidence.rates.last_at_least("USD", "JPY", level, before, H10)
    return rate_of_day(rate, worded("dollar in yen, noon rate of ", varying(rate.day)))


def years_since(c: Catalogue, source: str, back: int) -> Finding:
    """Count the years since the yen was last as weak."""
    today = rate_of_claim(c, source, back)
    years = years_between(today, c[f"yen.last_weaker.{source}.{back}"])
    return years.named(years.id, worded("Years since the yen was as weak as on ", varying(today.day)))


def mean_of_programme(c: Catalogue) -> Finding:
    """Average the price of a dollar over the years of the chip programme."""
    row = c["subsidy.JPN.amount"].observation
    if row is None or row.period_start is None or row.period_end is None:
        raise NotKnown("period of the programme")
    return noon_mean(c, row.period_start, row.period_end)


def last_at_implied(c: Catalogue) -> Finding:
    """Find when a dollar last cost what the claim implies: the mildest rate that still rounds to it, in its favour."""
    implied = c["yen.AWS.implied"]
    seen = seen_at_least(c, implied.quantity.low, c.evidence.judged_at)
    return replace(seen, method="the last rate that reaches the implied one", inputs=(seen, implied), source_ids=())


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


def months_on_record(c: Catalogue) -> list[Finding]:
    """List the months of the real effective rate up to the article; a lower index means a weaker yen."""
    until = c.evidence.judged_at
    rows = [o for o in c.evidence.series("reer_broad_bis", "JPN") if o.period_end and o.period_end <= until]
    if len(rows) < FEWEST_MONTHS:
        raise NotKnown(f"only {len(rows)} months of the real rate were public")
    return [c.row(row) for row in rows]


def count_of_months(c: Catalogue) -> Finding:
    """Count the months on record; the count rests on the first and the last."""
    months = months_on_record(c)
    quantity, label = Quantity.exact(len(months), "months"), "Months of the real yen on record up to the article"
    return Finding("months", label, quantity, "counted", (months[0], months[-1]))


def weaker_months(c: Catalogue) -> Finding:
    """Count the months with a weaker real yen; the count rests on the month in question and on the weakest ones."""
    months, real = months_on_record(c), c["yen.real"]
    quantity = Quantity.exact(sum(f.value < real.value for f in months), "months")
    label = f"Months with a weaker real yen among the {len(months)} months on record"
    weakest = sorted(months, key=lambda f: f.value)[:3]
    return Finding("months", label, quantity, "count of months with a lower index", (real, *weakest))


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


topic = Topic()

topic.add("yen.day", lambda c: fixing(c, "USD", "JPY", c.evidence.judged_at))
topic.add("yen.last_weaker.{source}.{back}", last_weaker, source=(ECB, H10), back=DAYS_BACK.values())
topic.add("yen.years.{source}.{back}", years_since, source=(ECB, H10), back=DAYS_BACK.values())
topic.add("yen.last_weaker", lambda c: c[f"yen.last_weaker.{ECB}.0"])
topic.add("yen.last_weaker_day", lambda c: day_of_rate(c["yen.last_weaker"]))
topic.add("yen.years", lambda c: c[f"yen.years.{ECB}.0"])
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
    lambda c: per(c["pledge.AWS.announced"], c["claim.C04"]),
    "Yen for a dollar that the claim about Amazon Web Services implies",
)
topic.add("yen.AWS.implied_seen", last_at_implied)
topic.add("yen.AWS.implied_seen_day", lambda c: day_of_rate(c["yen.AWS.implied_seen"]))
topic.add(
    "yen.AWS.usd.{rule}",
    lambda c, rule: dollars(c, c["pledge.AWS.announced"], rule, announced="pledge.AWS.stated_usd"),
    "Pledge of Amazon Web Services in dollars ({rule})",
    rule={rule: RATE_NAMES[rule] for rule in RATE_RULES},
)
topic.choose("yen.AWS.chosen", "rate_rule", "yen.AWS.usd.{option}")
topic.add("yen.gdp.start", lambda c: gdp_year(c, 2))
topic.add("yen.gdp.end", lambda c: gdp_year(c, 0))
topic.add("yen.gdp.yen", lambda c: gdp_change(c, "yen", "gdp_nominal_lcu"))
topic.add("yen.gdp.dollars", lambda c: gdp_change(c, "dollars", "gdp_nominal_usd"))

topic.add("yen.real", lambda c: c.observe("reer_broad_bis", "JPN"))
topic.add("yen.real_month", lambda c: month_of(c["yen.real"]))
topic.add("yen.real.months", count_of_months)
topic.add("yen.real.first_month", lambda c: month_of(months_on_record(c)[0]))
topic.add("yen.real.weaker_months", weaker_months)

topic.add("since.yen.weakest", lambda c: since(c, weakest=True))
topic.add("since.yen.newest", lambda c: since(c, weakest=False))
topic.add("since.yen.{which}_day", lambda c, which: day_of_rate(c[f"since.yen.{which}"]), which=("weakest", "newest"))
topic.add(
    "since.AWS.usd",
    lambda c: convert(c["pledge.AWS.announced"], c["since.yen.newest"]),
    "Pledge of Amazon Web Services in dollars at the newest rate",
)


def record(case: Case, rate_source: str, days_before: str) -> Judgement:
    """Judge the record by the rate of one source on one day."""
    return case.record(f"yen.years.{rate_source}.{DAYS_BACK[days_before]}")


topic.judge(
    "C28", lambda case: case.record("yen.years"), record, rate_source=(ECB, H10), days_before=DAYS_BACK
)  # fmt: skip
