"""Japan's share of world chip sales in the decade that the article names."""

from __future__ import annotations

from datetime import date

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import mean_over, ratio
from analysis.findings.claim_rules import level
from analysis.findings.finding_dates import day_of, period_end, year_of
from analysis.findings.label_composition import compose
from analysis.study.economy import FIRST

CHIP_SALES_SHARE = "semiconductor_sales_share_hq"
"""The share of world chip sales of the firms with their home in a country."""


def decade(c: Catalogue) -> tuple[date, date]:
    """Return the first and the last day of the decade that the article names."""
    row = c.evidence.observation("claim.C02")
    if row.period_start is None or row.period_end is None:
        raise NotKnownError("the decade of the claim")
    return row.period_start, row.period_end


def in_decade(c: Catalogue, entity: str) -> list[Finding]:
    """List the available shares of world chip sales in the years of the decade."""
    start, end = decade(c)
    rows = [
        row for row in c.evidence.series(CHIP_SALES_SHARE, entity) if row.period_end and start <= row.period_end <= end
    ]
    return c.figures(rows, f"a share of {entity} in the decade")


def before_decade(c: Catalogue) -> Finding:
    """Return Japan's share in the last year before the decade."""
    start, _ = decade(c)
    return c.observe(CHIP_SALES_SHARE, "JPN", year=start.year - 1)


def years_available(c: Catalogue) -> Finding:
    """Count the years of the decade for which Japan's share is available."""
    shares = tuple(in_decade(c, "JPN"))
    label = "Years of the decade for which Japan’s share of world chip sales is available"
    return Finding("years", label, Quantity.exact(len(shares), "years"), "counted", shares)


def years_unavailable(c: Catalogue) -> Finding:
    """Count the years of the decade for which Japan's share was not found."""
    start, end = decade(c)
    years = c["chips.seen"]
    missing = end.year - start.year + 1 - int(years.value)
    label = "Years of the decade for which Japan’s share of world chip sales was not found"
    return Finding("years", label, Quantity.exact(missing, "years"), "counted", (years,))


def mean_with_a_line(c: Catalogue) -> Finding:
    """Return the mean of the decade, with the years before the first one known on a line from the year before it."""
    before = c["chips.JPN.before"]
    available = in_decade(c, FIRST)
    first = available[0]  # after it no year of the decade is missing
    steps = period_end(first).year - period_end(before).year
    on_line = []
    for step in range(1, steps):
        weighted = before * (steps - step) + first * step
        on_line.append(weighted / steps)
    return mean_over(on_line + available)


def verdict_with_a_line(c: Catalogue) -> Finding:
    """Return the verdict that this mean would give."""
    mean = c["chips.JPN.mean.line"]
    outcome = level(mean, c.threshold("dominates"), above=True, imprecise=c.threshold("imprecise")).outcome
    inputs = (mean, c["choice.dominates"], c["choice.imprecise"])
    label = "Verdict on the claim with a straight line through the years without a figure"
    return Finding("verdict", label, mean.quantity, "by the rule", inputs, as_printed=outcome.value)


def first_year_of_rank(c: Catalogue) -> Finding:
    """Return the first of the years for which the industry's association names Japan's firms as the largest."""
    rank = c["chips.rank.first"]
    start = day_of(rank, "period_start").day
    assert start  # for the type checker: it is a day
    label = compose("First year of: ", rank.label)
    return Finding("year", label, Quantity.exact(start.year, "year"), "as published", (rank,))


def chips_of_korea(c: Catalogue, when: str) -> Finding:
    """Return Japan's share of world chip sales against South Korea's: the first of one count, or the last of another.

    IHS has the earliest years with both countries, SIA the latest. `when` is "start" or "now".
    """
    account = {"start": "ihs", "now": "sia"}[when]
    japan = {row.period_end: row for row in c.evidence.series(CHIP_SALES_SHARE, FIRST, account=account)}
    korea = {row.period_end: row for row in c.evidence.series(CHIP_SALES_SHARE, "KOR", account=account)}
    in_both = japan.keys() & korea.keys()
    ends = sorted(in_both, key=lambda end: end or date.min)  # for the type checker: each has an end
    if not ends:
        raise NotKnownError("a year with chip sales of both countries")
    end = ends[0] if when == "start" else ends[-1]
    return ratio(c.row(japan[end]), c.row(korea[end]))


def years_above(c: Catalogue) -> Finding:
    """Count the years in which Japan's share was above the threshold of “dominated” by more than rounding."""
    threshold = c["choice.dominates"]
    shares = c["chips.seen"].inputs
    above = [share for share in shares if share.quantity.low > threshold.value]
    label = "Years in which Japan had more of world chip sales than “dominated” takes, beyond rounding"
    quantity = Quantity.exact(len(above), "years")
    return Finding("years", label, quantity, "counted", (*shares, threshold), of=len(shares))


def ahead_year(c: Catalogue) -> Finding:
    """Return the first year of the decade in which Japan's share, as printed, is larger than North America's."""
    american = {period_end(share): share for share in in_decade(c, "NAM")}  # by year, each of which ends on one day
    for japanese in in_decade(c, "JPN"):
        rival = american.get(period_end(japanese))
        if rival and japanese.value > rival.value:
            return year_of(japanese)
    raise NotKnownError("a year in which Japan’s makers sold more")


topic = Topic()
topic.add("chips.ahead_year", ahead_year)
topic.add("chips.JPN.before", before_decade)
# Japan's share was at its peak in the last year of the decade; that of North America is of the same year.
topic.add("chips.{region}.peak", lambda c, region: in_decade(c, region)[-1], region=("JPN", "NAM"))
topic.add("chips.NAM.first", lambda c: in_decade(c, "NAM")[0])
topic.add("chips.before_year", lambda c: year_of(c["chips.JPN.before"]))
topic.add("chips.peak_year", lambda c: year_of(c["chips.JPN.peak"]))
topic.add(
    "chips.JPN.mean",
    lambda c: mean_over(in_decade(c, "JPN")),
    "Japan’s share of world chip sales, mean of the years of the decade for which it is available",
)

topic.add(
    "chips.JPN.mean.line",
    mean_with_a_line,
    "Japan’s share of world chip sales, mean of the decade with a straight line through the years without a figure",
)
topic.add("chips.JPN.mean.line.verdict", verdict_with_a_line)
topic.add("chips.seen", years_available)
topic.add("chips.unseen", years_unavailable)
topic.add("chips.rank.first", lambda c: c.newest("semiconductor_sales_rank_hq", FIRST, account="sia"))
topic.add("chips.rank.first_year", first_year_of_rank)
topic.add("chips.JPN_of_KOR.{when}", chips_of_korea, when=("start", "now"))
topic.add(
    "chips.JPN_of_KOR.{when}.year",
    lambda c, when: year_of(c[f"chips.JPN_of_KOR.{when}"].inputs[0]),
    when=("start", "now"),
)
topic.add("chips.above", years_above)

DOMINANCE_MEASURES = {"mean_of_decade": "chips.JPN.mean", "end_of_decade": "chips.JPN.peak"}
"""Ways to read “dominated in the decade”, each with its share of world chip sales."""


def dominated(case: Case, when: str = "mean_of_decade") -> Judgement:
    """Judge by the mean of the decade, or by its last year, the most favourable to the claim."""
    return case.level(DOMINANCE_MEASURES[when], "dominates", above=True)


topic.judge("C02", dominated, dominated, when=tuple(DOMINANCE_MEASURES))
