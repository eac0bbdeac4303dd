"""The catalogue of findings: every number of the report by name, and those that are not known and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from analysis.errors import AnalysisError, nearest
from analysis.evidence import ECB, H10, Evidence, NotKnown, Observation
from analysis.findings import comparisons as by
from analysis.findings.finding import Finding
from analysis.findings.parameters import Parameters
from analysis.findings.quantity import Quantity


class UnknownFinding(AnalysisError, KeyError):
    """A name was asked for that no rule computes; the message names the nearest one."""


class Catalogue(Mapping[str, Finding]):
    """All findings of one report by name.

    A finding whose evidence was not yet public is kept as missing, with the reason, so that sentences and
    rows that need it can be left out rather than break.
    """

    def __init__(self, evidence: Evidence, parameters: Parameters) -> None:
        self.evidence = evidence
        self.parameters = parameters
        self.missing: dict[str, str] = {}
        self.alternatives: dict[str, tuple[str, dict[str, str]]] = {}
        self._findings: dict[str, Finding] = {}

    def __getitem__(self, finding_id: str) -> Finding:
        if finding_id in self._findings:
            return self._findings[finding_id]
        if finding_id in self.missing:
            raise NotKnown(f"{finding_id}: {self.missing[finding_id]}")
        raise UnknownFinding(f"no finding {finding_id!r}{nearest(finding_id, [*self._findings, *self.missing])}")

    def __contains__(self, finding_id: object) -> bool:
        return finding_id in self._findings

    def get(self, finding_id: str, default: Any = None) -> Any:
        """Return a finding, or the default where it is not among those known."""
        return self._findings.get(finding_id, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)

    def knows(self, finding_id: str) -> bool:
        """Say whether a finding can be shown; raise `UnknownFinding` for a name that no rule computes."""
        try:
            self[finding_id]
        except NotKnown:
            return False
        return True

    def set(self, finding_id: str, make: Callable[..., Finding]) -> None:
        """Compute a finding and keep it under a name, or keep why it is not known."""
        try:
            finding = make()
        except NotKnown as reason:
            self.missing[finding_id] = str(reason)
        else:
            self._findings[finding_id] = finding if finding.id == finding_id else finding.named(finding_id)

    def choose(self, alias: str, parameter: str, options: dict[str, str]) -> None:
        """Give findings that differ in one parameter a common name, which stands for the one that the report shows.

        `options` names the finding for each value of the parameter.
        """
        self.alternatives[alias] = parameter, options
        chosen = options[getattr(self.parameters, parameter)]
        if chosen in self._findings:
            self._findings[alias] = replace(self._findings[chosen], alias=alias)
        else:
            self.missing[alias] = self.missing[chosen]

    def everything(self) -> list[Finding]:
        """Return every named finding and every figure beneath one, each once, by name."""
        found: dict[str, Finding] = {}
        stack = list(self._findings.values())
        while stack:
            finding = stack.pop()
            if finding.id not in found:
                found[finding.id] = finding
                stack += finding.inputs
        return [found[finding_id] for finding_id in sorted(found)]

    @property
    def economies(self) -> tuple[str, ...]:
        """Every economy of the dataset; the parameters choose among them what is shown."""
        return tuple(e for e, row in self.evidence.entities.items() if row["kind"] == "economy")

    # -- figures from the evidence -------------------------------------------------------------------

    def check_series(self, indicator: str, entity: str) -> None:
        """Refuse an indicator or entity that the dataset does not have, with the nearest name."""
        for name, known in ((indicator, self.evidence.indicators), (entity, self.evidence.entities)):
            if name not in known:
                raise UnknownFinding(f"no {name!r} in the dataset{nearest(name, known)}")

    def label(self, row: Observation) -> str:
        """Say in words what a row of the evidence is: indicator, whom it is about, period."""
        who = self.evidence.entities[row.counterpart or row.entity]["name"]
        name = self.evidence.indicators[row.indicator]["name"]
        period = f", {row.period}" if row.period else ""
        return f"{name}, {who}{period}"

    def row(self, row: Observation) -> Finding:
        """Make a finding of one row of the evidence; a corrected one says what the source has."""
        found = by.observed(row, self.label(row))
        correction = self.evidence.corrections.get(row.observation_id)
        if correction:
            found = replace(found, method=f"published as {correction['expected']}, corrected: {correction['reason']}")
        return found

    def observe(
        self, indicator: str, entity: str, counterpart: str = "", *, until: date | None = None, year: int = 0
    ) -> Finding:
        """Make a finding of the newest public figure; by default of the last period before the article's day."""
        until = until or (None if year else self.evidence.judged_at)
        return self.row(self.evidence.latest(indicator, entity, counterpart, until=until, year=year))

    def announced(self, indicator: str, counterpart: str, *, since: bool = False) -> Finding:
        """Return what a company or ministry had last announced by the article's day, or, with `since`, after it."""
        day = self.evidence.judged_at
        rows = self.evidence.vintages(indicator, "JPN", counterpart)
        rows = sorted((o for o in rows if (o.published > day) == since), key=lambda o: o.published)
        if not rows:
            raise NotKnown(f"{indicator} of {counterpart} {'after' if since else 'by'} {day}")
        return self.row(rows[-1])

    def later(self, indicator: str, entity: str, counterpart: str = "") -> Finding:
        """Return the newest figure if it became public after the article; raise `NotKnown` otherwise."""
        row = self.evidence.latest(indicator, entity, counterpart)
        if row.published <= self.evidence.judged_at:
            raise NotKnown(f"{indicator} of {entity}: nothing newer than the article")
        return self.row(row)

    def at_the_time(self, indicator: str, entity: str, *, year: int) -> Finding:
        """Return the figure for a year in the vintage that was newest on the article's day."""
        rows = [o for o in self.evidence.vintages(indicator, entity) if o.published <= self.evidence.judged_at]
        rows = [o for o in rows if o.period_end is not None and o.period_end.year == year]
        if not rows:
            raise NotKnown(f"{indicator} of {entity} for {year}, as of {self.evidence.judged_at}")
        return self.row(max(rows, key=lambda o: o.published))

    def year_of(self, finding_id: str, because: Finding) -> Finding:
        """Return the year in which the period of a figure ends."""
        row = because.observation
        if row is None or row.period_end is None:
            raise NotKnown(f"year of {because.id}")
        quantity = Quantity.exact(row.period_end.year, "year")
        return Finding(finding_id, f"year of {because.label}", quantity, "the year of this figure", (because,))

    def month_of(self, finding_id: str, because: Finding) -> Finding:
        """Return the month in which the period of a figure ends."""
        row = because.observation
        if row is None or row.period_end is None:
            raise NotKnown(f"month of {because.id}")
        quantity = Quantity.exact(row.period_end.replace(day=1).toordinal(), "month")
        return Finding(finding_id, f"month of {because.label}", quantity, "the month of this figure", (because,))

    def years_of(self, finding_id: str, because: Finding) -> Finding:
        """Return the length of the period of a figure in whole years."""
        row = because.observation
        if row is None:
            raise NotKnown(f"period of {because.id}")
        return by.years_of(row, because, finding_id, f"Years of {because.label}")

    def day_of(self, finding_id: str, because: Finding, which: str = "period_end") -> Finding:
        """Return a day that belongs to a figure: the end of its period, or the day it became public."""
        row = because.observation
        value = row and getattr(row, which)
        if not isinstance(value, date):
            raise NotKnown(f"{which} of {because.id}")
        words = {
            "period_end": "last day of",
            "published": "day of publication of",
            "period_start": "first day of",
        }
        return by.day(value, f"{words[which]} {because.label}", finding_id, because)

    # -- exchange rates ------------------------------------------------------------------------------

    def fixing(self, base: str, quote: str, day: date) -> Finding:
        """Return the European Central Bank's rate of a day; crosses go over the euro, as the bank has them."""
        if base == quote:
            raise NotKnown(f"{base} needs no rate")
        if base == "EUR":
            rate = self.evidence.rates.on("EUR", quote, day, ECB)
            return by.rate_of_day(rate, f"euro in {quote}, fixing of {rate.day}")
        over = self.fixing("EUR", quote, day)
        if quote == "EUR":
            raise NotKnown("rates are quoted for one euro")
        under = self.fixing("EUR", base, day)
        finding_id = f"rate.{quote}_per_{base}.{over.day}.{ECB}"
        return by.cross(over, under, finding_id, f"{base} in {quote}, fixing of {over.day}")

    def noon_mean(self, start: date, end: date) -> Finding:
        """Return the mean noon price of a dollar in yen over a period, as far as it was public."""
        rates = self.evidence.rates.between("USD", "JPY", start, min(end, self.evidence.judged_at), H10)
        return by.mean_rate(rates, f"USD in JPY, mean of {rates[0].day} to {rates[-1].day}")

    def dollars(
        self,
        amount: Finding,
        finding_id: str,
        label: str,
        rule: str,
        *,
        economy: str = "JPN",
        announced: str = "",
    ) -> Finding:
        """Convert an amount into dollars by a named rule: day, announced, period_mean, ppp or own.

        `announced` names the finding that holds the dollar figure printed by the source itself.

        Raises `NotKnown` where the rule has no rate for the currency, such as an announced one that no
        source printed. Under `ppp` the result is in international dollars.
        """
        currency = amount.quantity.unit
        if currency == "USD" and (rule != "ppp" or economy == "USA"):
            return (
                self._as_international(amount, finding_id, label) if rule == "ppp" else amount.named(finding_id, label)
            )
        choice = (f"rate_rule={rule}",)
        row = next(leaf.observation for leaf in amount.leaves() if leaf.observation)
        if rule == "ppp":
            rate = self.observe("ppp_rate", economy, year=self.gdp_year)
            if (
                currency == "USD"
            ):  # dollars spent abroad buy at the prices there: first into the currency, then by parity
                local = self.day_rate(rate.quantity.unit.partition(" per ")[0])
                amount = by.converted(amount, local, f"{finding_id}.local", f"{label}, in national currency")
        elif rule == "announced" and announced:
            stated = self[announced]
            rate = by.per(amount, stated, f"{finding_id}.rate", f"rate implied by {stated.label}")
        elif rule == "period_mean" and currency == "JPY" and row.period_start and row.period_end:
            rate = self.noon_mean(row.period_start, row.period_end)
        elif rule == "day":
            rate = self.day_rate(currency)
        elif rule == "own" and currency == "JPY":
            rate = self["choice.own_rate"]
        else:
            raise NotKnown(f"no {rule} rate for {currency}")
        return by.converted(amount, rate, finding_id, label, choice)

    def _as_international(self, amount: Finding, finding_id: str, label: str) -> Finding:
        """Turn dollars into international dollars by the parity of the United States, which is one by definition."""
        rate = self.observe("ppp_rate", "USA", year=self.gdp_year)
        return by.converted(amount, rate, finding_id, label, ("rate_rule=ppp",))

    def day_rate(self, currency: str) -> Finding:
        """Return the price of a dollar in a currency on the article's day; for the euro, of a euro in dollars."""
        day = self.evidence.judged_at
        return self.fixing("EUR", "USD", day) if currency == "EUR" else self.fixing("USD", currency, day)

    # -- denominators --------------------------------------------------------------------------------

    def gdp_at_the_time(self, economy: str) -> Finding:
        """Return the GDP of the last full year as it was known on the article's day, in national currency."""
        year = _gdp_year(self.evidence.as_known_on(self.evidence.judged_at), self.economies)
        return self.at_the_time("gdp_nominal_lcu", economy, year=year)

    @cached_property
    def gdp_year(self) -> int:
        """The last full year before the article whose GDP is known for every economy, so that all share a year."""
        return _gdp_year(self.evidence, self.economies)

    def base(self, economy: str, denominator: str) -> Finding:
        """Return what figures of an economy are divided by: GDP in dollars or at purchasing power, or people."""
        indicator = {"gdp": "gdp_nominal_usd", "gdp_ppp": "gdp_ppp", "population": "population"}[denominator]
        return self.observe(indicator, economy, year=self.gdp_year)


def _gdp_year(evidence: Evidence, economies: tuple[str, ...]) -> int:
    """Return the last full year before the article that no newest vintage calls a forecast, for all economies."""
    years = []
    for economy in economies:
        rows = evidence.series("gdp_nominal_lcu", economy)
        ends = [o.period_end for o in rows if o.period_end is not None and o.status != "F"]
        known = [end.year for end in ends if end < evidence.judged_at]
        if not known:
            raise NotKnown(f"GDP of {economy}")
        years.append(known[-1])
    return min(years)
