"""The lead that the title asks about: what makes one, where Japan stands in it, and whether it has moved since.

Whatever is asked of a measure can be asked as of a day: `by` is the last day on which a figure may have become public.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from analysis.evidence import NotKnown, Observation
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import period_end, places_behind, year_of
from analysis.findings.formats import ordinal
from analysis.findings.wording import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.evidence import Evidence

FIRST = "JPN"
AGGREGATES = frozenset({"WLD", "NAM", "ASIA"})
"""Whoever is not compared as one: the world, and regions that take in a country which is."""


class Measure(NamedTuple):
    """What is measured, and by whose accounts: figures of two of them are never compared with each other."""

    indicator: str
    accounts: tuple[str, ...] = ("",)


MEASURES = {
    "chips": Measure("semiconductor_sales_share_hq", ("sia",)),
    "tools": Measure("frontend_equipment_share_hq", ("", "morgan_stanley")),
    "wafers": Measure("silicon_wafer_sales_share_hq"),
    "logic": Measure("advanced_logic_capacity_share"),
    "research": Measure("rnd_share_gdp"),
    "exports": Measure("high_tech_export_share"),
    "patents": Measure("patent_family_rank"),
}
"""The measures of a technological lead; the first is the one in which Japan led when the article says that it did."""

OTHERS = {
    "ranking": Measure("imd_wdcr_rank"),
    "papers": Measure("top_cited_papers_rank"),
    "all_tools": Measure("chip_equipment_sales_share_hq", ("mufg",)),
    "research_oecd": Measure("rnd_share_gdp", ("oecd",)),
}
"""Measures that could have been taken as well, or in place of one of these."""

ALL = MEASURES | OTHERS

WHEN = ("then", "now")
"""On the article's day, and on the day of knowledge."""


def measured(c: Catalogue, measure: str, entity: str, by: date | None = None) -> list[Observation]:
    """List what was measured of an economy, the newest vintage of each period; a forecast is no measurement."""
    indicator, accounts = ALL[measure]
    rows = [o for account in accounts for o in c.evidence.vintages(indicator, entity, account=account, by=by)]
    newest = {o.period_end: o for o in rows if o.status != "F"}
    return [o for _, o in sorted(newest.items(), key=lambda it: it[0] or date.min)]


def compared(evidence: Evidence, indicator: str, accounts: Sequence[str] = ("",)) -> list[str]:
    """List the economies of which the dataset has a figure by some accounts, whenever that became public."""
    found = (entity for _, entity, actor, account in evidence.keys(indicator) if not actor and account in accounts)
    return [it for it in dict.fromkeys(found) if it not in AGGREGATES]


def standing(c: Catalogue, measure: str, by: date | None = None, entity: str = FIRST) -> Finding:
    """Take the newest figure of an economy."""
    rows = measured(c, measure, entity, by)
    if not rows:
        raise NotKnown(f"{measure} of {entity}")
    return c.row(rows[-1])


@once
def rivals(c: Catalogue, measure: str, by: date | None = None) -> list[Finding]:
    """List the figures of all others of the same year as Japan's newest, the best first."""
    own = standing(c, measure, by)
    assert own.observation
    same = [
        c.row(o)
        for entity in compared(c.evidence, *ALL[measure])
        for o in measured(c, measure, entity, by)
        if entity != FIRST and o.period_end == own.observation.period_end
    ]
    return sorted(same, key=lambda f: f.value, reverse=own.quantity.unit != "rank")


def place(c: Catalogue, measure: str, by: date | None = None) -> Finding:
    """Count how many of those compared stood before Japan in the same year, and add one.

    A rank that the source gives is kept. Who has nothing has no place to speak of: it says “none”.
    """
    return _place(standing(c, measure, by), rivals(c, measure, by), measure)


def _place(own: Finding, others: Sequence[Finding], measure: str) -> Finding:
    if own.quantity.unit == "rank":
        return own
    if not others:
        raise NotKnown(f"{measure}: nobody to compare with")
    above = [other for other in others if other.quantity.low > own.quantity.high]
    level = [other for other in others if other not in above and other.quantity.high >= own.quantity.low]
    label = worded("Place of Japan among ", f"{len(others) + 1}", " compared: ", own.label)
    text = f"{ordinal(len(above) + 1)} of {len(others) + 1}{', tied' if level else ''}" if own.value else "none"
    at, method = len(above) + 1 if own.value else len(others) + 1, "those above Japan, plus one"
    quantity = Quantity.exact(at, "rank")
    return Finding("place", label, quantity, method, (own, *others), as_printed=text)


def placed(c: Catalogue, measure: str, when: str) -> Finding:
    """Place Japan then or now among the same economies: those with a figure of both years, of the newest vintage."""
    if when == "now" and not measured(c, measure, FIRST, c.evidence.judged_at):
        return place(c, measure)
    years = [period_of(standing(c, measure, by)) for by in (c.evidence.judged_at, None)]
    found = {e: {o.period_end: o for o in measured(c, measure, e)} for e in compared(c.evidence, *ALL[measure])}
    both = {e: [c.row(rows[year]) for year in years] for e, rows in found.items() if set(years) <= rows.keys()}
    own, others = both.pop(FIRST), list(both.values())
    at = 0 if when == "then" else 1
    return _place(own[at], [other[at] for other in others], measure)


def period_of(finding: Finding) -> date | None:
    """Return the end of the period of a figure."""
    return finding.observation.period_end if finding.observation else None


def best(c: Catalogue, measure: str) -> Finding:
    """Take the best of all others, which Japan would have to pass, with its name."""
    others = rivals(c, measure)
    if not others:
        raise NotKnown(f"{measure}: nobody to compare with")
    found = others[0]
    assert found.observation
    name = c.evidence.entities[found.observation.entity]["name"]
    label, text = worded("Best of the others: ", found.label), f"{name}, {found.text}"
    return Finding("best", label, found.quantity, "the best of all others", (found,), as_printed=text)


def change(c: Catalogue, measure: str, by: date | None = None) -> Finding:
    """Subtract the figure of the year that was the newest to the article, as revised since, from the newest one.

    Of a rank the other way round, so that a gain is always above zero. Figures of two houses are not compared, nor one
    with another whose house was not seen.
    """
    known, now = standing(c, measure, c.evidence.judged_at), standing(c, measure, by)
    assert known.observation
    assert now.observation
    end = known.observation.period_end
    if now.observation.period_end == end or now.observation.account != known.observation.account:
        raise NotKnown(f"{measure}: no newer figure of the same count")
    then = c.row(next(o for o in measured(c, measure, FIRST, by) if o.period_end == end))
    if now.quantity.unit == "rank":
        return places_behind(then, now)
    return now - then


def apart(c: Catalogue, measure: str) -> Finding:
    """Take the figure seen of the article's day where the newest is another house's, or a house was not seen."""
    known, now = standing(c, measure, c.evidence.judged_at), standing(c, measure)
    accounts = {it.observation.account for it in (known, now) if it.observation}
    if len(accounts) < 2:
        raise NotKnown(f"{measure}: a newer figure of another count")
    return known


def moved(c: Catalogue, measure: str, by: date | None = None) -> int:
    """Say whether Japan gained (1) or lost (-1) in a measure since the article, by more than rounding, or neither (0).

    A figure that is newer must differ by more than both are rounded, and by more than the share of it that a reporter's
    rounding may take up.
    """
    try:
        found = change(c, measure, by)
    except NotKnown:
        return 0
    whole = standing(c, measure, by).quantity
    trivial = c.threshold("rounding") * (whole - whole.between(0, 0, 0)).value  # in what the change is counted in
    return (found.quantity.low > 0 and found.value > trivial) - (found.quantity.high < 0 and found.value < -trivial)


topic = Topic()
topic.add("lead.{measure}.then", lambda c, measure: standing(c, measure, c.evidence.judged_at), measure=tuple(MEASURES))
topic.add("lead.{measure}.now", standing, measure=tuple(MEASURES))
topic.add(
    "lead.{measure}.{when}.year",
    lambda c, measure, when: year_of(c[f"lead.{measure}.{when}"]),
    measure=tuple(MEASURES), when=WHEN,
)  # fmt: skip
topic.add(
    "lead.{measure}.place.{when}",
    lambda c, measure, when: place(c, measure, c.evidence.judged_at if when == "then" else None),
    measure=tuple(MEASURES), when=WHEN,
)  # fmt: skip
topic.add("lead.{measure}.placed.{when}", placed, measure=tuple(MEASURES), when=WHEN)
topic.add("lead.{measure}.change", change, measure=tuple(MEASURES))
topic.add("lead.{measure}.apart", apart, measure=tuple(MEASURES))
topic.add("lead.{measure}.best", best, measure=tuple(MEASURES))

topic.add(
    "lead.newest.year",
    lambda c: year_of(max((c[n] for m in MEASURES if (n := f"lead.{m}.now") in c), key=period_end)),
    "The newest year of a figure of a measure",
)
