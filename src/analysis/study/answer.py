"""The answer to the title's question: by which rule it follows from the measures and the money, and since when.

*Yes* is said where Japan is first in most measures; *partly* where it is not, but its newer figures are better in more
of them than they are worse; *no* otherwise. A *no* has a *but* where its state has budgeted more for the size of its
economy than that of the United States, the first in chips, by every official account known.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import day_of, period_end, ratio, share, year_of
from analysis.findings.wording import varying, worded
from analysis.study.lead import ALL, FIRST, MEASURES, change, moved, place, standing
from analysis.study.subsidies import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

YES, PARTLY, NO_BUT, NO = "Yes", "Partly", "No, but it budgets more of GDP than America", "No"
LEADER = "USA"
"""Whose makers sell most chips; against its state's support Japan's is held."""

SUPPORT = "chip_support_pct_gdp"
PACKAGE = "chip_support_package"
OUTPUT = "gdp_nominal_lcu"
COUNTS = {
    "first": "Measures in which Japan is first among those compared",
    "newer": "Measures with a newer figure of the same count than the one seen of the article’s day",
    "gained": "Measures whose newer figure is better than the one seen of the article’s day",
    "lost": "Measures whose newer figure is worse than the one seen of the article’s day",
    "measures": "Measures of a technological lead",
}
"""What is counted, and what it is called."""


class Money(NamedTuple):
    """Against whose support Japan's is held, and by which accounts."""

    partner: str = LEADER
    accounts: tuple[str, ...] = ACCOUNTS


OFFICIAL = Money()
"""The money that decides: against the first in chips, by every official account."""


class Standing(NamedTuple):
    """How Japan stands in one measure: whether it is first, whether a figure is newer, and which way that moved."""

    is_first: bool
    is_newer: bool
    moved: int


@once
def standings(c: Catalogue, by: date | None = None) -> dict[str, Standing]:
    """Say how Japan stands in each measure in which it has a place; one without a place does not count."""
    places = {it: at for it in ALL if (at := known(place, c, it, by))}
    return {
        it: Standing(at.value == 1, known(change, c, it, by) is not None, moved(c, it, by)) for it, at in places.items()
    }


def known(make: Callable[[Catalogue, str, date | None], Finding], c: Catalogue, *given: Any) -> Finding | None:
    """Make a finding, or None where it is not known."""
    try:
        return make(c, *given)
    except NotKnown:
        return None


BELONGS: dict[str, Callable[[Standing], bool]] = {
    "first": lambda it: it.is_first,
    "newer": lambda it: it.is_newer,
    "gained": lambda it: it.moved > 0,
    "lost": lambda it: it.moved < 0,
    "measures": lambda _: True,
}
"""Which measures belong to a count."""


def belonging(
    c: Catalogue, count: str, by: date | None = None, measures: Collection[str] = tuple(MEASURES)
) -> list[str]:
    """List the measures that belong to a count."""
    found = standings(c, by)
    return [it for it in measures if it in found and BELONGS[count](found[it])]


def counted(c: Catalogue, count: str, by: date | None = None) -> Finding:
    """Count the measures of which something is so, among those in which Japan has a place.

    Where no figure is newer than the article could know, nothing can be said of gains and losses.
    """
    whole, found = belonging(c, "measures", by), belonging(c, count, by)
    if not whole:
        raise NotKnown("no measure of a lead")
    if count in ("gained", "lost") and not belonging(c, "newer", by):
        raise NotKnown("no figure is newer than the article could know")
    inputs = [finding for measure in found or whole for finding in _grounds(c, count if found else "", measure, by)]
    quantity, method = Quantity.exact(len(found), "measures"), f"counted: {', '.join(found) or 'none'}"
    return Finding(count, COUNTS[count], quantity, method, tuple(inputs), of=len(whole))


def _grounds(c: Catalogue, count: str, measure: str, by: date | None) -> Sequence[Finding]:
    """Name what decides on a measure today; of an earlier day list the figures, for the names are those of today."""
    if by is None:
        return [c[name] for at in ("place.now", "change") if (name := f"lead.{measure}.{at}") in c]
    match count:
        case "first":
            found = place(c, measure, by)
            return found.inputs or (found,)
        case "newer" | "gained" | "lost":
            return change(c, measure, by).inputs
    return (standing(c, measure, by),)


@once
def support(c: Catalogue, by: date | None = None, partner: str = LEADER) -> dict[str, Finding]:
    """Hold Japan's chip support, as a share of GDP, against that of another country, by each official account."""
    found, name = {}, c.evidence.entities[partner]["name_in_prose"]
    for account in ACCOUNTS:
        ours, theirs = (printed(c, economy, account, by) for economy in (FIRST, partner))
        own = None if theirs else packaged(c, partner, by)  # which no account of Japan’s sets beside its own share
        if ours and (theirs := theirs or own):
            label = worded("Chip support for its economy, Japan against ", varying(name), ", ")
            by_account = worded(label, "our ratio, Japan by " if own else "", varying(c.evidence.accounts[account]))
            found[account] = (it := ratio(ours, theirs)).named(it.id, by_account)
    return found


def printed(c: Catalogue, economy: str, account: str, by: date | None) -> Finding | None:
    """Take the newest share of GDP that an account prints."""
    rows = c.evidence.vintages(SUPPORT, economy, account=account, by=by)
    return c.row(max(reversed(rows), key=lambda o: o.published)) if rows else None


def packaged(c: Catalogue, economy: str, by: date | None) -> Finding | None:
    """Set the first package of a country that no account of Japan's compares against its last full year's GDP."""
    packages = c.evidence.vintages(PACKAGE, economy, by=by)
    years = [o for o in c.evidence.vintages(OUTPUT, economy, by=by) if o.status != "F" and o.period_end]
    ended = [o for o in years if o.period_end and o.period_end < c.evidence.judged_at]
    if not (packages and ended):
        return None
    newest = max(ended, key=lambda o: (o.period_end or date.min, o.published))
    return share(c.row(min(packages, key=lambda o: o.published)), c.row(newest))


def supported_by(c: Catalogue, account: str) -> Finding:
    """Take the comparison of one account; raise `NotKnown` where it has not been published."""
    found = support(c)
    if account not in found:
        raise NotKnown(f"chip support of both by {account}")
    return found[account]


def by_rule(first: int, gained: int, lost: int, whole: int, *, budgets_more: bool) -> str:
    """Give the answer that follows from the counts, and from whether Japan's state has budgeted more."""
    if 2 * first > whole:
        return YES
    if gained > lost:
        return PARTLY
    return NO_BUT if budgets_more else NO


@once
def budgets_more(c: Catalogue, by: date | None = None, money: Money = OFFICIAL) -> bool:
    """Say whether Japan's state has budgeted more for its economy than another, by every one of some accounts known."""
    found = [it for account, it in support(c, by, money.partner).items() if account in money.accounts]
    return bool(found) and all(it.quantity.low > 1 for it in found)


def said(
    c: Catalogue,
    by: date | None = None,
    measures: Collection[str] = tuple(MEASURES),
    money: Money | None = OFFICIAL,
) -> str:
    """Give the answer as of a day, from some of the measures, and from the money unless it is left out."""
    found = standings(c, by)
    taken = [found[it] for it in measures if it in found]
    counts = (sum(map(BELONGS[count], taken)) for count in ("first", "gained", "lost", "measures"))
    return by_rule(*counts, budgets_more=bool(money and budgets_more(c, by, money)))


def answer(c: Catalogue, by: date | None = None, on: str = "") -> Finding:
    """Give the answer with the counts and the money that decide it, the counts of a day `on` which it stood so.

    Its number is the majority: the measures in which Japan is first, less all others.
    """
    first, whole = len(belonging(c, "first", by)), len(belonging(c, "measures", by))
    counts = [c[name] for count in COUNTS if (name := f"lead.{count}{on and f'.{on}'}") in c]
    money = [f for it in support(c, by).values() for f in ((it,) if by is None else it.inputs)]
    quantity, label = Quantity.exact(2 * first - whole, "measures"), "Is Japan getting its technological lead back?"
    return Finding("answer", label, quantity, "the rule for the answer", (*counts, *money), as_printed=said(c, by))


def alone(c: Catalogue) -> Finding:
    """Say what the answer would be by the measures alone, whatever the money."""
    counts = [c[name] for count in COUNTS if (name := f"lead.{count}") in c]
    text = said(c, money=None).lower()
    return replace(
        c["lead.answer"], id="alone", method="the rule without the money", inputs=tuple(counts), as_printed=text
    )


def first_year(c: Catalogue) -> Finding:
    """Return the newest year on which a first place of Japan rests."""
    found = [standing(c, measure) for measure in belonging(c, "first")]
    if not found:
        raise NotKnown("a measure in which Japan is first")
    return year_of(max(found, key=period_end))


def dated(c: Catalogue) -> Finding:
    """Say in words of which year the figures are by which Japan is first, or up to which where they take in others."""
    year, found = c["lead.first.year"], tuple(standing(c, it) for it in belonging(c, "first"))
    ends = {period_end(it).year for it in found}
    begins = {o.period_start.year for it in found if (o := it.observation) and o.period_start}
    head = ("both " if len(found) == 2 else "all ") if len(found) > 1 else ""
    text = f"by {year.text} figures" if begins == ends else f"by figures to {year.text}"
    label, method = "Last year of the figures by which Japan is first", "the last of the years in which these end"
    told = f"{head}{text}" if len(ends) == 1 else f"by figures up to {year.text}"
    return replace(year, id="dated", label=label, method=method, inputs=found, as_printed=told)


topic = Topic()
topic.add("lead.{count}", counted, count=tuple(COUNTS))
topic.add("lead.answer", answer)
topic.add("lead.answer.alone", alone)
topic.add("lead.first.year", first_year)
topic.add("lead.first.dated", dated)
topic.add("lead.support.{account}", supported_by, account=ACCOUNTS)
topic.add(
    "lead.support.{account}.day",
    lambda c, account: day_of(c[f"lead.support.{account}"].inputs[0], "published"),
    account=ACCOUNTS,
)
