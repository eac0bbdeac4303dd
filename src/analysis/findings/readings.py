"""Figures read from the evidence: each becomes a finding that says what it is and where it stands."""

import math
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, meant
from analysis.evidence import Evidence, NotKnown, Observation, Rate
from analysis.evidence.documents import reliable
from analysis.evidence.observations import in_words
from analysis.findings.finding import Finding
from analysis.findings.formats import price
from analysis.findings.quantity import Quantity
from analysis.findings.wording import Wording, varying, worded

if TYPE_CHECKING:
    from analysis.findings.study import Study

AS_PUBLISHED = "as published"
"""The method of a figure that was taken as its source has it."""

CORRECTED = ", corrected: "
"""What stands in the method of a corrected figure between what the source has and why that is wrong."""


class UnknownFinding(AnalysisError, KeyError):
    """A name was asked for that nothing declares; the message names the nearest one."""


class Readings:
    """What the evidence had on a day, each figure as a finding.

    Without other words a figure is the newest public vintage of the last period that ended before the article.
    """

    evidence: Evidence
    study: "Study"
    _rows: dict[Observation, Finding]

    def name(self, entity: str) -> str:
        """Return the name of a country, a region or a firm."""
        return self.evidence.name(entity)

    def window(self, name: str) -> date | int:
        """Return a day or year that the settings declare, such as the first year that is looked at."""
        found: date | int = self.evidence.settings.windows[name]
        return found

    def check_series(self, indicator: str, entity: str) -> None:
        """Refuse an indicator or entity that the dataset does not have, with the nearest name."""
        evidence = self.evidence
        given: tuple[object, ...] = (indicator, entity)
        if several := next((it for it in given if isinstance(it, list | tuple | set | dict)), None):
            one = next(iter(several)) if several is given[0] else indicator
            side = f'several countries stand side by side in d.wide("{one}") and d.compare("{one}")'
            raise UnknownFinding(f"one name is wanted, not {str(several)[:60]}; {side}")
        if indicator in evidence.indicators and entity in ("", "{}"):
            every = f'of all countries there is d.of_economies("{indicator}.{{}}")'
            raise UnknownFinding(
                f"say whose {indicator} is meant, as {indicator}.{next(iter(evidence.economies))}; {every}"
            )
        for name, tables in ((indicator, [evidence.indicators]), (entity, [evidence.entities, evidence.actors])):
            if not any(name in table for table in tables):
                names = {code: row["name"] for table in tables for code, row in table.items()}
                rest = (
                    "; d.indicators lists them all"
                    if name == indicator
                    else f"; known are {', '.join(evidence.economies)}"
                )
                hint = self._rate_meant(indicator, entity) or self._in_parts(name) or meant(name, names) or rest
                raise UnknownFinding(f"no {name!r} in the dataset{hint}")

    def _rate_meant(self, currency: str, other: str) -> str:
        """Say how a rate is taken and followed, where a currency was taken for a series, and which rates there are."""
        pairs, asked = self.evidence.rates.pairs(self.study.daily_rates), re.split(r"[._]", str(currency).upper())
        is_rate = {*asked} <= {*self.evidence.rates.currencies, "FX"} or ("EXCHANGE" in asked and "REAL" not in asked)
        of_it = [pair for pair in pairs if {*asked} & {*pair.split("."), "FX", "EXCHANGE"}] if is_rate else []
        if not of_it:
            return ""
        pair = next((it for it in of_it if {*it.split(".")} <= {*asked, other}), of_it[0])
        base, quote = pair.split(".")
        day = f'd.rate("{base}", "{quote}", "2024-04-12")'
        return f'; of an exchange rate there are {day} and d.series("{pair} mean"), daily of {", ".join(pairs)}'

    def _in_parts(self, name: str) -> str:
        """Say how what is made of several series is written: with the country behind each of them."""
        parts = str(name).split(" ")
        of_all, of_one = (
            " ".join(f"{it}.{who}" if it in self.evidence.indicators else it for it in parts)
            for who in ("{}", next(iter(self.evidence.economies)))
        )
        return f'; write "{of_all}", or of one country "{of_one}"' if len(parts) > 1 and of_all != name else ""

    def label(self, row: Observation) -> Wording:
        """Say in words what a row of the evidence is: indicator, by whose account, whom it is about, period."""
        who = self.name(row.actor or row.entity)
        if row.observation_id in self.evidence.events:
            return worded("Day of the event: ", varying(who))
        name = self.evidence.indicators[row.indicator]["name"]
        if row.account:
            name = f"{name} ({self.evidence.accounts[row.account]})"
        return worded(name, ", ", varying(who), *((", ", varying(row.when)) if row.period else ()))

    def row(self, row: Observation) -> Finding:
        """Make a finding of one row; a corrected one says what the source has, a derived one of what it was made.

        Of an event it is the day, or with “by” that by which it was public, where its own was not seen.
        """
        if row not in self._rows:
            self._rows[row] = self._finding_of(row)
        return self._rows[row]

    def _finding_of(self, row: Observation) -> Finding:
        read = tuple(reliable(row.documents, self.evidence.documents)) or row.documents
        found = _observed(row, self.label(row), self.evidence.sources[row.source_id]["publisher"], read)
        correction = self.evidence.corrections.get(row.observation_id)
        if correction:
            method = f"published as {correction['expected']}{CORRECTED}{correction['reason']}"
            found = replace(found, method=method)
        elif row.qualifier == "derived":
            found = replace(found, method=row.note.partition(";")[0])
        elif row.observation_id in self.evidence.events and not row.period_end:
            found = replace(found, as_printed=f"by {found.text}")
        return found

    def observe(
        self,
        indicator: str,
        entity: str,
        actor: str = "",
        *,
        account: str = "",
        until: date | None = None,
        year: int = 0,
    ) -> Finding:
        """Take the newest public figure; by default of the last period before the article's day.

        `account` says whose figure is wanted where several publish the same.
        """
        self.check_series(indicator, entity)
        until = until or (None if year else self.evidence.judged_at)
        return self.row(self.evidence.latest(indicator, entity, actor, account=account, until=until, year=year))

    def current(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest figure of a period that had ended on the day of knowledge, or where none has, of any."""
        self.check_series(indicator, entity)
        try:
            row = self.evidence.latest(indicator, entity, actor, account=account, until=self.evidence.as_of)
        except NotKnown:
            row = self.evidence.latest(indicator, entity, actor, account=account)
        return self.row(row)

    def newest(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest vintage of the last period of all, be it before the article or after it."""
        self.check_series(indicator, entity)
        return self.row(self.evidence.latest(indicator, entity, actor, account=account))

    def later(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Take the newest figure if it became public after the article; raise `NotKnown` otherwise."""
        found = self.newest(indicator, entity, actor, account=account)
        if found.observation is None or found.observation.published <= self.evidence.judged_at:
            raise NotKnown(f"{indicator} of {entity}: nothing newer than the article")
        return found

    def at_the_time(self, indicator: str, entity: str, *, year: int, account: str = "") -> Finding:
        """Take the figure for a year in the vintage that was newest on the article's day."""
        self.check_series(indicator, entity)
        day = self.evidence.judged_at
        known = self.evidence.vintages(indicator, entity, account=account, by=day)
        rows = [o for o in known if o.period_end is not None and o.period_end.year == year]
        if not rows:
            raise NotKnown(f"{indicator} of {entity} for {year}, as of {day}")
        return self.row(max(reversed(rows), key=lambda o: o.published))  # of two on one day the last one, as elsewhere

    def announced(self, indicator: str, entity: str, actor: str, *, account: str = "", since: bool = False) -> Finding:
        """Take what a company or ministry had last announced by the article's day, or, with `since`, after it."""
        self.check_series(indicator, actor or entity)
        day = self.evidence.judged_at
        rows = self.evidence.vintages(indicator, entity, actor, account=account, by=None if since else day)
        rows = sorted((o for o in rows if (o.published > day) == since), key=lambda o: o.published)
        if not rows:
            raise NotKnown(f"{indicator} of {actor} {'after' if since else 'by'} {day}")
        return self.row(rows[-1])

    # -- exchange rates ------------------------------------------------------------------------------

    def rate(self, base: str, quote: str, day: date, source_id: str, label: str) -> Finding:
        """Take an exchange rate of a day, or of the last working day before it; `label` names it before its day."""
        rate = self.evidence.rates.on(base, quote, day, source_id)
        return rate_of_day(rate, worded(f"{label} of ", varying(in_words(rate.day))))

    def mean_rate(self, base: str, quote: str, start: date, end: date, source_id: str) -> Finding:
        """Average the daily rates of a period, each day counting once."""
        rates = self.evidence.rates.between(base, quote, start, end, source_id)
        period = f"{in_words(rates[0].day)} to {in_words(rates[-1].day)}"
        return mean_of(rates, worded(f"{price(base, quote)}, mean of ", varying(period)))


def _observed(row: Observation, label: str, publisher: str, read: tuple[str, ...]) -> Finding:
    """Take a figure from a source as it was printed there; `read` names the documents that vouch for it.

    "More than x" leaves x itself out and "up to x" takes it in, so those bounds lie a hair above x. A share that was
    rounded to nothing is not less than nothing.
    """
    low = math.nextafter(row.low, math.inf) if row.qualifier == "gt" else row.low
    low = max(low, 0.0) if row.unit == "share" and row.value >= 0 else low
    high = math.nextafter(row.high, math.inf) if row.qualifier == "le" else row.high
    quantity = Quantity(max(row.value, low), low, high, row.unit)
    return Finding(
        f"obs.{row.observation_id}", label, quantity, AS_PUBLISHED, source_ids=(row.source_id,),
        documents=read, observation=row, publisher=publisher,
    )  # fmt: skip


def rate_of_day(rate: Rate, label: str) -> Finding:
    """Take an exchange rate of one day, with the rounding of its source."""
    half, unit = rate.precision / 2, f"{rate.quote} per {rate.base}"
    quantity = Quantity(rate.value, rate.value - half, rate.value + half, unit)
    name = f"rate.{rate.quote}_per_{rate.base}.{rate.day}.{rate.source_id}"
    sources = (rate.source_id,)
    return Finding(name, label, quantity, AS_PUBLISHED, source_ids=sources, documents=rate.documents, day=rate.day)


def mean_of(rates: list[Rate], label: str) -> Finding:
    """Average daily exchange rates of one pair and one source."""
    first, last = rates[0], rates[-1]
    mean, half = sum(rate.value for rate in rates) / len(rates), first.precision / 2
    quantity = Quantity(mean, mean - half, mean + half, f"{first.quote} per {first.base}")
    name = f"rate.{first.quote}_per_{first.base}.{first.day}--{last.day}.{first.source_id}"
    sources, read = (first.source_id,), dict.fromkeys(rate.documents for rate in rates)
    names = tuple(dict.fromkeys(name for documents in read for name in documents))
    method = f"mean of {len(rates):,} daily rates"
    return Finding(name, label, quantity, method, source_ids=sources, documents=names, in_parts=len(read) > 1)
