"""Figures and exchange rates of the evidence as findings."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words
from analysis.dataset.records import reliable
from analysis.errors import NotKnownError, UnknownNameError, nearest
from analysis.findings.finding import Finding
from analysis.findings.label_composition import Wording, compose, varying
from analysis.findings.number_format import price
from analysis.findings.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from analysis.dataset import Evidence, Observation, Rate
    from analysis.findings.study import Study


AS_PUBLISHED = "as published"
"""The method of a figure that is neither corrected nor derived."""

CORRECTED = ", corrected: "
"""What the method of a corrected figure has between the published value and the reason."""


class PublishedFigures:
    """Figures and rates of the evidence as findings: by indicator, entity and period, or on a day.

    Attributes:
        evidence: The dataset as of a date.
        study: The study, which names the source of daily rates.
    """

    evidence: Evidence
    study: Study

    def __init__(self) -> None:
        self._rows: dict[Observation, Finding] = {}

    def name(self, entity: str) -> str:
        """Return the name of a country, a region or a firm."""
        return self.evidence.name(entity)

    def check_series(self, indicator: str, entity: str) -> None:
        """Raise `UnknownNameError` for an indicator or entity that the dataset does not have, with the nearest one."""
        evidence = self.evidence
        if not isinstance(indicator, str) or indicator not in evidence.indicators:
            # an exchange rate may have been meant, whose series is "USD.JPY mean"
            rates = [f"{pair} mean" for pair in evidence.rates.pairs(self.study.daily_rates)]
            self._refuse(
                indicator, evidence.indicators, advice="d.indicators lists all", indicator=indicator, rates=rates
            )
        is_known = isinstance(entity, str) and (entity in evidence.entities or entity in evidence.actors)
        if not is_known:
            rows = {**evidence.entities, **evidence.actors}
            advice = f"known are {', '.join(evidence.economies)}"
            self._refuse(entity, rows, advice=advice, indicator=indicator)

    def _refuse(
        self,
        name: str,
        rows: Mapping[str, Mapping[str, str]],
        *,
        advice: str,
        indicator: str,
        rates: Sequence[str] = (),
    ) -> None:
        """Raise `UnknownNameError` for a name that is not among the rows of a table, nor the rates.

        `indicator` is that of the series, for an example if the name is empty.
        """
        names = {code: row["name"] for code, row in rows.items()}
        if name:
            hint = nearest(name, [*names, *rates], otherwise=advice, labels=names)
        else:
            hint = f"; write {indicator}.CODE; {advice}"
        raise UnknownNameError(f"no {name!r} in the dataset{hint}")

    def label(self, row: Observation) -> Wording:
        """Return the label of a row: indicator, account, entity or firm, and period."""
        entity = varying(self.name(row.actor or row.entity))
        if row.observation_id in self.evidence.events:
            return compose("Day of the event: ", entity)
        name = self.evidence.indicators[row.indicator]["name"]
        if row.account:
            name = f"{name} ({self.evidence.accounts[row.account]})"
        if not row.period:
            return compose(name, ", ", entity)
        return compose(name, ", ", entity, ", ", varying(row.when))

    def row(self, row: Observation) -> Finding:
        """Return a row as a finding.

        The method says what a source published, if it was corrected, or how a row was derived. For an event the finding
        is its day, or if that is not known, "by" the day on which it was public.
        """
        if row not in self._rows:
            self._rows[row] = self._finding_of(row)
        return self._rows[row]

    def _finding_of(self, row: Observation) -> Finding:
        # a document that is not reliable counts only if there is no other
        documents = tuple(reliable(row.documents, self.evidence.documents)) or row.documents
        finding = _observed(row, self.label(row), documents)
        correction = self.evidence.corrections.get(row.observation_id)
        if correction:
            method = f"published as {correction['expected']}{CORRECTED}{correction['reason']}"
            return replace(finding, method=method)
        if row.qualifier == "derived":
            # the note begins with how the row was derived; remarks for the reader of the table follow
            return replace(finding, method=row.note.partition(";")[0])
        if row.observation_id in self.evidence.events and not row.period_end:
            return replace(finding, as_printed=f"by {finding.text}")
        return finding

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
        """Return the newest public vintage, by default of the last period that ended before the article.

        Args:
            indicator: The indicator.
            entity: The economy or region.
            actor: The firm or project, if it is a figure of one.
            account: Whose figure, if several publish the same.
            until: The last day on which the period may end.
            year: The year of the period.
        """
        self.check_series(indicator, entity)
        if not until and not year:
            until = self.evidence.judged_at
        return self.row(self.evidence.latest(indicator, entity, actor, account=account, until=until, year=year))

    def current(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Return the newest vintage of the last period that had ended on the as-of date, or if none had, of any."""
        self.check_series(indicator, entity)
        try:
            row = self.evidence.latest(indicator, entity, actor, account=account, until=self.evidence.as_of)
        except NotKnownError:
            row = self.evidence.latest(indicator, entity, actor, account=account)
        return self.row(row)

    def newest(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Return the newest vintage of the last period, whether or not it has ended."""
        self.check_series(indicator, entity)
        return self.row(self.evidence.latest(indicator, entity, actor, account=account))

    def later(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> Finding:
        """Return the newest figure if it was published after the article; raise `NotKnownError` otherwise."""
        finding = self.newest(indicator, entity, actor, account=account)
        if finding.observation is None or finding.observation.published <= self.evidence.judged_at:
            raise NotKnownError(f"{indicator} of {entity}: nothing newer than the article")
        return finding

    def at_the_time(self, indicator: str, entity: str, *, year: int, account: str = "") -> Finding:
        """Return the figure for a year in the vintage that was newest on the day of the article."""
        self.check_series(indicator, entity)
        day = self.evidence.judged_at
        vintages = self.evidence.vintages(indicator, entity, account=account, by=day)
        rows = [row for row in vintages if row.period_end is not None and row.period_end.year == year]
        if not rows:
            raise NotKnownError(f"{indicator} of {entity} for {year}, as of {day}")
        # reversed, so that the last one of two of the same day is taken, as elsewhere
        return self.row(max(reversed(rows), key=lambda row: row.published))

    def announced(self, indicator: str, entity: str, actor: str, *, account: str = "", since: bool = False) -> Finding:
        """Return the figure last announced by the day of the article, or after it with `since`."""
        self.check_series(indicator, actor or entity)
        day = self.evidence.judged_at
        if since:
            vintages = self.evidence.vintages(indicator, entity, actor, account=account)
            rows = [row for row in vintages if row.published > day]
        else:
            rows = self.evidence.vintages(indicator, entity, actor, account=account, by=day)
        if not rows:
            raise NotKnownError(f"{indicator} of {actor} {'after' if since else 'by'} {day}")
        rows.sort(key=lambda row: row.published)  # they are in the order of periods
        return self.row(rows[-1])

    def figures(self, rows: Iterable[Observation], missing: str) -> list[Finding]:
        """Return rows as findings; raise `NotKnownError` with what is missing if there are none."""
        findings = [self.row(row) for row in rows]
        if not findings:
            raise NotKnownError(missing)
        return findings

    def rate(self, base: str, quote: str, day: date, source_id: str, label: str) -> Finding:
        """Return an exchange rate of a day, or of the last working day before it; the day is added to `label`."""
        rate = self.evidence.rates.on(base, quote, day, source_id)
        return rate_of_day(rate, compose(f"{label} of ", varying(in_words(rate.day))))

    def mean_rate(self, base: str, quote: str, start: date, end: date, source_id: str) -> Finding:
        """Return the mean of the daily rates of a period; raise `NotKnownError` if there are none."""
        rates = self.evidence.rates.between(base, quote, start, end, source_id)  # never empty: it raises
        period = f"{in_words(rates[0].day)} to {in_words(rates[-1].day)}"
        return mean_of(rates, compose(f"{price(base, quote)}, mean of ", varying(period)))


def _observed(row: Observation, label: str, documents: tuple[str, ...]) -> Finding:
    """Return a row as a finding, with the documents it was read in.

    "More than x" excludes x; "up to x" and "20 to x" include it, so these bounds are the next float above x. A share
    that was rounded to zero is not negative.
    """
    low, high = row.low, row.high
    if row.qualifier == "gt":
        low = math.nextafter(low, math.inf)
    if row.unit == "share" and row.value >= 0:
        low = max(low, 0.0)
    if row.qualifier in ("le", "range"):
        high = math.nextafter(high, math.inf)
    return Finding(
        f"obs.{row.observation_id}",
        label,
        Quantity(max(row.value, low), low, high, row.unit),  # of "more than x" the value is x, now below its bound
        AS_PUBLISHED,
        source_ids=(row.source_id,),
        documents=documents,
        observation=row,
    )


def rate_of_day(rate: Rate, label: str) -> Finding:
    """Return an exchange rate of one day, within the rounding of its source."""
    half = rate.precision / 2
    return Finding(
        f"rate.{rate.quote}_per_{rate.base}.{rate.day}.{rate.source_id}",
        label,
        Quantity(rate.value, rate.value - half, rate.value + half, f"{rate.quote} per {rate.base}"),
        AS_PUBLISHED,
        source_ids=(rate.source_id,),
        documents=rate.documents,
        day=rate.day,
    )


def mean_of(rates: list[Rate], label: str) -> Finding:
    """Return the mean of daily exchange rates of one pair and one source.

    There has to be at least one, and all are taken to have the precision of the first.
    """
    first, last = rates[0], rates[-1]
    mean = sum(rate.value for rate in rates) / len(rates)
    half = first.precision / 2

    # The documents of one rate confirm each other; those of different rates each have a part of the mean
    by_rate = dict.fromkeys(rate.documents for rate in rates)
    documents = dict.fromkeys(chain.from_iterable(by_rate))
    return Finding(
        f"rate.{first.quote}_per_{first.base}.{first.day}--{last.day}.{first.source_id}",
        label,
        Quantity(mean, mean - half, mean + half, f"{first.quote} per {first.base}"),
        f"mean of {len(rates):,} daily rates",
        source_ids=(first.source_id,),
        documents=tuple(documents),
        in_parts=len(by_rate) > 1,
    )
