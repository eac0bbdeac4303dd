"""Exchange rates of a day or a period, and amounts converted into dollars at them or at purchasing power parity."""

from dataclasses import replace
from datetime import date

from analysis.dataset.dates import in_words
from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding
from analysis.findings.arithmetic import ceiling, convert, per
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import price
from analysis.study.economy import common_year

ECB = "ecb_exr"
"""Daily fixings of the European Central Bank, per euro."""

H10 = "fed_h10"
"""Noon rates of the Federal Reserve, the only daily ones that go back to the 1970s."""


def fixing(c: Catalogue, base: str, quote: str, day: date) -> Finding:
    """Return the European Central Bank's rate of a day; other pairs are computed from their rates per euro."""
    if base == quote:
        raise NotKnownError(f"{base} needs no rate")
    if base == "EUR":
        return c.rate("EUR", quote, day, ECB, f"{price('EUR', quote)}, fixing")
    if quote == "EUR":
        raise NotKnownError("rates are quoted for one euro")
    over = fixing(c, "EUR", quote, day)
    under = fixing(c, "EUR", base, day)
    if over.day != under.day:  # one pair lacks the latest day: take the last day that both have
        return fixing(c, base, quote, min(rate.day for rate in (over, under) if rate.day))
    name = f"rate.{quote}_per_{base}.{over.day}.{ECB}"
    label = compose(f"{price(base, quote)}, fixing of ", varying(in_words(over.day)))
    return replace(per(over, under), id=name, label=label, day=over.day)


def noon(c: Catalogue, day: date) -> Finding:
    """Return the noon price of a dollar in yen on a day."""
    return c.rate("USD", "JPY", day, H10, "dollar in yen, noon rate")


def noon_mean(c: Catalogue, start: date, end: date) -> Finding:
    """Return the mean noon price of a dollar in yen over a period, up to the article's date at most."""
    return c.mean_rate("USD", "JPY", start, min(end, c.evidence.judged_at), H10)


def day_rate(c: Catalogue, currency: str) -> Finding:
    """Return the price of a dollar on the article's date; for the euro, the price of a euro in dollars."""
    day = c.evidence.judged_at
    if currency == "EUR":
        return fixing(c, "EUR", "USD", day)
    return fixing(c, "USD", currency, day)


def dollars(c: Catalogue, amount: Finding, rule: str, *, economy: str = "JPN", announced: str = "") -> Finding:
    """Convert an amount into dollars by a named rule: day, announced, period_mean, ppp or own.

    `announced` names the finding that holds the dollar figure printed by the source itself. Raises `NotKnownError`
    where the rule has no rate for the currency, such as an announced one that no source printed. Under `ppp` the result
    is in international dollars, by the prices of `economy`, which the other rules do not need.
    """
    currency = amount.quantity.unit
    if rule == "ppp":
        return at_parity(c, amount, economy)
    if currency == "USD":
        return amount
    row = next(leaf.observation for leaf in amount.leaves() if leaf.observation)  # its period is that of the amount
    if rule == "announced" and announced:
        stated = c[announced]
        # of “up to” a sum, which has no lower bound, the printed numbers give the rate
        rate = per(ceiling(amount), ceiling(stated)).named(".rate", compose("rate implied by ", stated.label))
    elif rule == "period_mean" and currency == "JPY" and row.period_start and row.period_end:
        rate = noon_mean(c, row.period_start, row.period_end)
    elif rule == "day":
        rate = day_rate(c, currency)
    elif rule == "own" and currency == "JPY":
        rate = c["choice.own_rate"]
    else:
        raise NotKnownError(f"no {rule} rate for {currency}")
    return convert(amount, rate).depending_on(rate_rule=rule)


def at_parity(c: Catalogue, amount: Finding, economy: str) -> Finding:
    """Convert an amount spent in an economy into international dollars, by what money buys there.

    Dollars spent abroad buy at the prices there: they first become the currency of that economy.
    """
    rate = c.observe("ppp_rate", economy, year=common_year(c))
    if amount.quantity.unit == "USD" and economy != "USA":
        currency, _, _ = rate.quantity.unit.partition(" per ")  # JPY per INTUSD
        local = day_rate(c, currency)  # `convert` takes a rate either way round
        amount = convert(amount, local).named(".local", compose(amount.label, ", in national currency"))
    return convert(amount, rate).depending_on(rate_rule="ppp")
