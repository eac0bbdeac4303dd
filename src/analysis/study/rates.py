"""Which exchange rate is whose, and how an amount becomes dollars by each rule."""

from dataclasses import replace
from datetime import date

from analysis.evidence import NotKnown
from analysis.evidence.observations import in_words
from analysis.findings import Catalogue, Finding
from analysis.findings.arithmetic import ceiling, convert, per
from analysis.findings.formats import price
from analysis.findings.wording import varying, worded
from analysis.study.economy import common_year

ECB = "ecb_exr"
"""The European Central Bank sets rates for one euro each afternoon; crosses go over the euro."""

H10 = "fed_h10"
"""The Federal Reserve's noon rates of the dollar, the only daily ones that go back to the nineteen-seventies."""


def fixing(c: Catalogue, base: str, quote: str, day: date) -> Finding:
    """Return the European Central Bank's rate of a day; crosses go over the euro, as the bank has them."""
    if base == quote:
        raise NotKnown(f"{base} needs no rate")
    if base == "EUR":
        return c.rate("EUR", quote, day, ECB, f"{price('EUR', quote)}, fixing")
    over = fixing(c, "EUR", quote, day)
    if quote == "EUR":
        raise NotKnown("rates are quoted for one euro")
    under = fixing(c, "EUR", base, day)
    if over.day != under.day:  # one of them has a newer rate than the other
        return fixing(c, base, quote, min(d for d in (over.day, under.day) if d))
    name, label = (
        f"rate.{quote}_per_{base}.{over.day}.{ECB}",
        worded(f"{price(base, quote)}, fixing of ", varying(in_words(over.day))),
    )
    return replace(per(over, under), id=name, label=label, day=over.day)


def noon(c: Catalogue, day: date) -> Finding:
    """Return the noon price of a dollar in yen on a day."""
    return c.rate("USD", "JPY", day, H10, "dollar in yen, noon rate")


def noon_mean(c: Catalogue, start: date, end: date) -> Finding:
    """Return the mean noon price of a dollar in yen over a period, as far as it lay before the article."""
    return c.mean_rate("USD", "JPY", start, min(end, c.evidence.judged_at), H10)


def day_rate(c: Catalogue, currency: str) -> Finding:
    """Return the price of a dollar in a currency on the article's day; for the euro, of a euro in dollars."""
    day = c.evidence.judged_at
    return fixing(c, "EUR", "USD", day) if currency == "EUR" else fixing(c, "USD", currency, day)


def dollars(c: Catalogue, amount: Finding, rule: str, *, economy: str = "JPN", announced: str = "") -> Finding:
    """Convert an amount into dollars by a named rule: day, announced, period_mean, ppp or own.

    `announced` names the finding that holds the dollar figure printed by the source itself. Raises `NotKnown` where the
    rule has no rate for the currency, such as an announced one that no source printed. Under `ppp` the result is in
    international dollars.
    """
    currency = amount.quantity.unit
    if rule == "ppp":
        return at_parity(c, amount, economy)
    if currency == "USD":
        return amount
    row = next(leaf.observation for leaf in amount.leaves() if leaf.observation)
    if rule == "announced" and announced:
        stated = c[announced]
        rate = per(ceiling(amount), ceiling(stated)).named(".rate", worded("rate implied by ", stated.label))
    elif rule == "period_mean" and currency == "JPY" and row.period_start and row.period_end:
        rate = noon_mean(c, row.period_start, row.period_end)
    elif rule == "day":
        rate = day_rate(c, currency)
    elif rule == "own" and currency == "JPY":
        rate = c["choice.own_rate"]
    else:
        raise NotKnown(f"no {rule} rate for {currency}")
    return convert(amount, rate).depending_on(rate_rule=rule)


def at_parity(c: Catalogue, amount: Finding, economy: str) -> Finding:
    """Convert an amount spent in an economy into international dollars, by what money buys there.

    Dollars spent abroad buy at the prices there: they first become the currency of that economy.
    """
    rate = c.observe("ppp_rate", economy, year=common_year(c))
    if amount.quantity.unit == "USD" and economy != "USA":
        local = day_rate(c, rate.quantity.unit.partition(" per ")[0])
        amount = convert(amount, local).named(".local", worded(amount.label, ", in national currency"))
    return convert(amount, rate).depending_on(rate_rule="ppp")
