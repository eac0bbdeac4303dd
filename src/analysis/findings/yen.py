"""The yen: when it was last as weak, how weak it is in real terms, and what that does to a dollar figure."""

from dataclasses import replace
from datetime import date, timedelta

from analysis.evidence import ECB, H10, NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.parameters import RATE_NAMES, RATE_RULES
from analysis.findings.quantity import Quantity

FEWEST_MONTHS = 120
"""A real rate is called weak or strong against at least ten years of months."""

DAYS_BACK = range(3)
"""The quotation in the article may have been given on its own day or on one of the two before."""


def compute(c: Catalogue) -> None:
    """Compute every finding about the yen."""
    _record(c)
    _dollar_figures(c)
    _real(c)
    _since(c)


def _record(c: Catalogue) -> None:
    c.set("yen.day", lambda: c.fixing("USD", "JPY", c.evidence.judged_at))
    for source in (ECB, H10):
        for back in DAYS_BACK:
            c.set(f"yen.last_weaker.{source}.{back}", lambda s=source, b=back: last_weaker(c, s, b))
            c.set(f"yen.years.{source}.{back}", lambda s=source, b=back: _years(c, s, b))
    c.set("yen.last_weaker", lambda: c[f"yen.last_weaker.{ECB}.0"])
    c.set("yen.last_weaker_day", lambda: by.day_of_rate(c["yen.last_weaker"], "yen.last_weaker_day"))
    c.set("yen.years", lambda: c[f"yen.years.{ECB}.0"])
    c.set("yen.start", lambda: _noon(c, c.evidence.choices["windows"]["rates_start"]))
    c.set("yen.start_day", lambda: by.day_of_rate(c["yen.start"], "yen.start_day"))


def last_weaker(c: Catalogue, source: str, back: int) -> Finding:
    """Find the last earlier day on which a dollar cost at least as many yen, by the daily noon rate.

    `source` sets the rate of the day itself, `back` goes that many days before the article. Rates count as
    equal within their rounding. Days of the same fall are one episode and do not count as earlier: the
    declared number of days has to lie between.
    """
    today = _rate_of_claim(c, source, back)
    before = c.evidence.judged_at - timedelta(days=back + c.evidence.choices["windows"]["record_gap_days"])
    rate = c.evidence.rates.last_at_least("USD", "JPY", today.quantity.low, before, H10)
    return by.rate_of_day(rate, f"dollar in yen, noon rate of {rate.day}")


def _years(c: Catalogue, source: str, back: int) -> Finding:
    today, earlier = _rate_of_claim(c, source, back), c[f"yen.last_weaker.{source}.{back}"]
    if today.day is None or earlier.day is None:
        raise NotKnown("day of the rate")
    label = f"Years since the yen was as weak as on {today.day}"
    return by.years_between(today.day, earlier.day, (today, earlier), f"yen.years.{source}.{back}", label)


def _rate_of_claim(c: Catalogue, source: str, back: int) -> Finding:
    day = c.evidence.judged_at - timedelta(days=back)
    rate = c.fixing("USD", "JPY", day) if source == ECB else _noon(c, day)
    if rate.day != day:
        raise NotKnown(f"{source} of {day}")
    return rate


def _noon(c: Catalogue, day: date) -> Finding:
    rate = c.evidence.rates.on("USD", "JPY", day, H10)
    return by.rate_of_day(rate, f"dollar in yen, noon rate of {rate.day}")


def _dollar_figures(c: Catalogue) -> None:
    """Show what the choice of a rate does to the article's dollar figures."""

    def mean_of_programme() -> Finding:
        row = c["subsidy.JPN.amount"].observation
        if row is None or row.period_start is None or row.period_end is None:
            raise NotKnown("period of the programme")
        return c.noon_mean(row.period_start, row.period_end)

    c.set("yen.mean", mean_of_programme)
    label = "Rise of the dollar over its mean during the chip programme"
    c.set("yen.fall", lambda: by.changed(c["yen.day"], c["yen.mean"], "yen.fall", label))
    label_implied = "Yen for a dollar that the claim about Amazon Web Services implies"
    c.set(
        "yen.AWS.implied",
        lambda: by.per(c["pledge.AWS.announced"], c["claim.C04"], "yen.AWS.implied", label_implied),
    )
    c.set("yen.AWS.implied_seen", lambda: _last_at_implied(c))
    c.set(
        "yen.AWS.implied_seen_day",
        lambda: by.day_of_rate(c["yen.AWS.implied_seen"], "yen.AWS.implied_seen_day"),
    )
    for rule in RATE_RULES:
        c.set(f"yen.AWS.usd.{rule}", lambda r=rule: aws_in_dollars(c, r))
    for name, back in (("start", 2), ("end", 0)):
        c.set(f"yen.gdp.{name}", lambda n=name, b=back: _gdp_year(c, f"yen.gdp.{n}", b))
    for currency, indicator in (("yen", "gdp_nominal_lcu"), ("dollars", "gdp_nominal_usd")):
        c.set(f"yen.gdp.{currency}", lambda k=currency, i=indicator: _gdp_change(c, k, i))


def aws_in_dollars(c: Catalogue, rule: str) -> Finding:
    """Convert the pledge of Amazon Web Services into dollars by a rate rule."""
    label = f"Pledge of Amazon Web Services in dollars ({RATE_NAMES[rule]})"
    finding_id, stated = f"yen.AWS.usd.{rule}", "pledge.AWS.stated_usd"
    return c.dollars(c["pledge.AWS.announced"], finding_id, label, rule, announced=stated)


def _last_at_implied(c: Catalogue) -> Finding:
    """The mildest rate that still rounds to the claim, not the middle one: in favour of the claim."""
    implied = c["yen.AWS.implied"]
    rate = c.evidence.rates.last_at_least("USD", "JPY", implied.quantity.low, c.evidence.judged_at, H10)
    seen = by.rate_of_day(rate, f"dollar in yen, noon rate of {rate.day}")
    return replace(seen, method="the last rate that reaches the implied one", inputs=(seen, implied), source_ids=())


def _gdp_year(c: Catalogue, finding_id: str, back: int) -> Finding:
    return c.year_of(finding_id, c.observe("gdp_nominal_lcu", "JPN", year=c.gdp_year - back))


def _gdp_change(c: Catalogue, currency: str, indicator: str) -> Finding:
    end = c.gdp_year
    later, earlier = (c.observe(indicator, "JPN", year=year) for year in (end, end - 2))
    return by.changed(later, earlier, f"yen.gdp.{currency}", f"Change of Japan’s GDP in {currency}, {end - 2} to {end}")


def _real(c: Catalogue) -> None:
    """The real effective rate; a lower index means a weaker yen."""
    c.set("yen.real", lambda: c.observe("reer_broad_bis", "JPN"))
    c.set("yen.real_month", lambda: c.month_of("yen.real_month", c["yen.real"]))

    def months_on_record() -> list[Finding]:
        until = c.evidence.judged_at
        rows = [o for o in c.evidence.series("reer_broad_bis", "JPN") if o.period_end and o.period_end <= until]
        if len(rows) < FEWEST_MONTHS:
            raise NotKnown(f"only {len(rows)} months of the real rate were public")
        return [c.row(row) for row in rows]

    def count_of_months() -> Finding:
        months = months_on_record()
        quantity, ends = Quantity.exact(len(months), "months"), (months[0], months[-1])
        return Finding(
            "yen.real.months", "Months of the real yen on record up to the article", quantity, "counted", ends
        )

    def weaker_months() -> Finding:
        months = months_on_record()
        lower = [f for f in months if f.value < c["yen.real"].value]
        quantity = Quantity.exact(len(lower), "months")
        label = f"Months with a weaker real yen among the {len(months)} months on record"
        weakest = tuple(sorted(months, key=lambda f: f.value)[:3])
        return Finding(
            "yen.real.weaker_months",
            label,
            quantity,
            "count of months with a lower index",
            (c["yen.real"], *weakest),
        )

    c.set("yen.real.months", count_of_months)
    c.set("yen.real.first_month", lambda: c.month_of("yen.real.first_month", months_on_record()[0]))
    c.set("yen.real.weaker_months", weaker_months)


def _since(c: Catalogue) -> None:
    """The weakest fixing after the article, and the newest one."""

    def later(weakest: bool) -> Finding:
        start, end = c.evidence.judged_at + timedelta(days=1), c.parameters.as_of
        yen = c.evidence.rates.between("EUR", "JPY", start, end, ECB)
        usd = {rate.day: rate.value for rate in c.evidence.rates.between("EUR", "USD", start, end, ECB)}
        day = max(yen, key=lambda rate: rate.value / usd[rate.day]).day if weakest else yen[-1].day
        return c.fixing("USD", "JPY", day)

    for name in ("weakest", "newest"):
        c.set(f"since.yen.{name}", lambda n=name: later(n == "weakest"))
        c.set(f"since.yen.{name}_day", lambda n=name: by.day_of_rate(c[f"since.yen.{n}"], f"since.yen.{n}_day"))
    c.set(
        "since.AWS.usd",
        lambda: by.converted(
            c["pledge.AWS.announced"],
            c["since.yen.newest"],
            "since.AWS.usd",
            "Pledge of Amazon Web Services in dollars at the newest rate",
        ),
    )
