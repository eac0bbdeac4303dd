"""The size of economies."""

from datetime import date

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Topic, once
from analysis.findings.arithmetic import per
from analysis.findings.finding_dates import year_of

FIRST = "JPN"
"""The country that the article is about."""

PEERS = ("USA", "DEU", "FRA", "GBR", "KOR", "CHN", "TWN", "IND", "SGP")
"""The countries it is compared with by default."""

ECONOMIES = (FIRST, *PEERS)
"""All of them: those among which ranks and first places are counted, whichever ones a notebook compares."""

SIZES = {"gdp": "gdp_nominal_usd", "gdp_ppp": "gdp_ppp", "population": "population"}
"""Denominators, each with its indicator."""


def common_year(c: Catalogue) -> int:
    """Return the last full year before the article whose GDP is known for every economy compared by default.

    All figures of one table share that year. An economy that was added to the data does not move it: where it has no
    figure for that year it is left out, and the report says so.
    """
    return _common_year(c)


def common_year_then(c: Catalogue) -> int:
    """Return the same year as it was known on the article's day."""
    return _common_year(c, c.evidence.judged_at)


@once
def _common_year(c: Catalogue, by: date | None = None) -> int:
    """Return the common year in the vintages that were public on a day, by default on the catalogue's own date."""
    day = c.evidence.judged_at
    years = []
    for economy in ECONOMIES:
        rows = c.evidence.vintages("gdp_nominal_lcu", economy, by=by)
        newest = {row.period_end: row for row in rows if row.period_end}  # the last vintage of each year stays
        known = [end.year for end, row in newest.items() if end < day and row.status != "F"]
        if known:
            years.append(max(known))
        elif economy == FIRST:  # any other economy without GDP is left out
            raise NotKnownError(f"GDP of {economy}")
    return min(years)  # series of GDP have no gaps, so that every economy has a figure for it


def base(c: Catalogue, economy: str, size: str) -> Finding:
    """Return a denominator of an economy in the common year."""
    return c.observe(SIZES[size], economy, year=common_year(c))


def gdp(c: Catalogue, economy: str) -> Finding:
    """Return GDP in national currency, in the newest vintage of the common year."""
    return c.observe("gdp_nominal_lcu", economy, year=common_year(c))


def as_first_published(c: Catalogue, indicator: str, economy: str, account: str = "") -> Finding:
    """Return the latest figure that was public on the article's date, in the vintage of that date."""
    rows = c.evidence.vintages(indicator, economy, account=account, by=c.evidence.judged_at)
    if not rows:
        raise NotKnownError(f"{indicator} of {economy}, on the article’s date")
    # a figure without a period counts as one of the day of its publication
    return c.row(max(rows, key=lambda row: (row.period_end or row.published, row.published)))


def gdp_then(c: Catalogue, economy: str) -> Finding:
    """Return GDP in national currency as it was known on the article's day."""
    return c.at_the_time("gdp_nominal_lcu", economy, year=common_year_then(c))


topic = Topic()
topic.add("economy.year", lambda c: year_of(base(c, FIRST, "gdp")))
topic.add("economy.year.{size}", lambda c, size: year_of(base(c, FIRST, size)), size=("gdp_ppp", "population"))
topic.add("economy.{economy}.{size}", base, size=tuple(SIZES))
topic.add(
    "economy.{economy}.{size}_per_head",
    lambda c, economy, size: per(c[f"economy.{economy}.{size}"], c[f"economy.{economy}.population"]),
    "GDP a head, {economy}, {size}",
    size={"gdp": "in dollars", "gdp_ppp": "at purchasing power"},
)
