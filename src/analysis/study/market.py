"""The market that Japan once led: its share of world chip sales, by the seat of the maker."""

from datetime import date

from analysis.evidence import NotKnown
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import mean_over, period_end, year_of

SHARE = "semiconductor_sales_share_hq"


def decade(c: Catalogue) -> tuple[date, date]:
    """Return the first and the last day of the decade that the article names."""
    row = c.evidence.observation("claim.C02")
    if row.period_start is None or row.period_end is None:
        raise NotKnown("the decade of the claim")
    return row.period_start, row.period_end


def in_decade(c: Catalogue, entity: str) -> list[Finding]:
    """List the shares of world chip sales in the years of the decade, as far as they were seen."""
    start, end = decade(c)
    rows = [o for o in c.evidence.series(SHARE, entity) if o.period_end and start <= o.period_end <= end]
    if not rows:
        raise NotKnown(f"a share of {entity} in the decade")
    return [c.row(row) for row in rows]


def before_decade(c: Catalogue) -> Finding:
    """Take Japan's share in the last year before the decade."""
    start, _ = decade(c)
    return c.observe(SHARE, "JPN", year=start.year - 1)


def years_seen(c: Catalogue) -> Finding:
    """Count the years of the decade of which Japan's share was seen."""
    found = tuple(in_decade(c, "JPN"))
    label = "Years of the decade of which Japan’s share of world chip sales was seen"
    return Finding("years", label, Quantity.exact(len(found), "years"), "counted", found)


def above_the_line(c: Catalogue) -> Finding:
    """Count those in which it was above what “dominated” takes, whichever way it was rounded."""
    line, seen = c["choice.dominates"], c["chips.seen"].inputs
    found = [share for share in seen if share.quantity.low > line.value]
    label = "Years in which Japan had more of world chip sales than “dominated” takes, beyond rounding"
    return Finding("years", label, Quantity.exact(len(found), "years"), "counted", (*seen, line), of=len(seen))


def ahead_year(c: Catalogue) -> Finding:
    """Return the first year of the decade in which Japan's makers are known to have sold more than North America's."""
    others = {period_end(it): it for it in in_decade(c, "NAM")}
    found = [it for it in in_decade(c, "JPN") if (other := others.get(period_end(it))) and it.value > other.value]
    if not found:
        raise NotKnown("a year in which Japan’s makers sold more")
    return year_of(found[0])


topic = Topic()
topic.add("chips.ahead_year", ahead_year)
topic.add("chips.JPN.before", before_decade)
topic.add("chips.{region}.peak", lambda c, region: in_decade(c, region)[-1], region=("JPN", "NAM"))
topic.add("chips.NAM.first", lambda c: in_decade(c, "NAM")[0])
topic.add("chips.before_year", lambda c: year_of(c["chips.JPN.before"]))
topic.add("chips.peak_year", lambda c: year_of(c["chips.JPN.peak"]))
topic.add(
    "chips.JPN.mean",
    lambda c: mean_over(in_decade(c, "JPN")),
    "Japan’s share of world chip sales, mean of the years of the decade that were seen",
)

topic.add("chips.seen", years_seen)
topic.add("chips.above", above_the_line)

WHEN = {"mean_of_decade": "chips.JPN.mean", "end_of_decade": "chips.JPN.peak"}


def dominated(case: Case, when: str = "mean_of_decade") -> Judgement:
    """Judge by the mean of the decade's years with a figure, or by its last year, which is the best for the claim."""
    return case.level(WHEN[when], "dominates", above=True)


topic.judge("C02", dominated, dominated, when=tuple(WHEN))
