"""A report open in a notebook: what `d` and `r` can do."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.dataset import find_data, frames, load, other_data
from analysis.errors import NotKnownError, ParameterError, UnknownNameError, nearest
from analysis.findings import Catalogue, Finding, Outcome, State, Study, Verdict, arithmetic, parameters
from analysis.findings.arithmetic import public_by
from analysis.findings.csv_tables import MEANINGS, findings_csv, findings_frame, verdicts_csv
from analysis.findings.finding import forecast_marked, newest_and_most, years
from analysis.findings.history import turns
from analysis.findings.parameters import MIDNIGHT
from analysis.findings.quantity import CURRENCIES, price
from analysis.findings.series import Point, elsewhere, key_of, periods, series
from analysis.findings.user_numbers import number
from analysis.report import article_page, claim_cards
from analysis.report.chart_method import chart
from analysis.report.claim_cards import Verdicts
from analysis.report.ipython import bind
from analysis.report.linked_data import linked_data
from analysis.report.page import Page, in_words, timed
from analysis.report.pandas_series import (
    PRINTED,
    forecast_note,
    is_yearly,
    newer_figures,
    overview_html,
    pandas_series,
    series_by_entity,
    vintage_note,
)
from analysis.report.search import accounts_in_words, find_indicators
from analysis.writing import tables
from analysis.writing.block import Block
from analysis.writing.by_country import Comparison, by_economy, of_each, of_each_pair, period_in_words, with_braces
from analysis.writing.tables import ABOUT, Cell, Claim, Gap, Table, Verbatim
from analysis.writing.trace import Trace, trace
from analysis.writing.writer import HTML, PLAIN, TYPED, Markup, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas as pd

    from analysis.charts import Figure
    from analysis.charts.figure import Chart
    from analysis.charts.user_charts import Words
    from analysis.report.chart_method import Content

Frame = TypeVar("Frame", bound="pd.DataFrame | pd.Series[float]")


class Report(Page):
    """The dataset, findings and verdicts as known on a day, and everything a notebook writes from them.

    `catalogue` holds every finding by name; findings, verdicts and their history are computed when first asked for. In
    the examples below, `d` is a made-up article about storks in Avonia (AVO) and Borduria (BOR), open as of 4 May 2020.

    Codes join the tables: `entity`, `actor`, `indicator`, `source_id` and `document_id` refer to a row of the table of
    that name, and names stand next to the codes. Days are dates, and values are in the base unit that `unit` names.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.title, self.subtitle = catalogue.study.title, catalogue.study.subtitle

    def __repr__(self) -> str:
        size = f"{self.catalogue.evidence.summary}, {len(self.catalogue):,} findings, {len(self.verdicts)} verdicts"
        return f"As known on {in_words(self.parameters.as_of)}: {size}"

    def _repr_html_(self) -> str:
        return overview_html(self)

    # -- findings and verdicts by name ---------------------------------------------------------------------

    def __getitem__(self, name: str) -> Any:
        """Return a finding by any name of `findings.csv`, or the verdict on a claim.

        The `remark` of a finding names newer figures than those it uses, if there are any.
        """
        if str(name) in self.catalogue.evidence.claims:
            return self.verdicts[str(name)]
        finding = self.catalogue.named(str(name))
        return replace(finding, remark=newer_figures(self.catalogue, finding) or finding.remark)

    def __contains__(self, name: object) -> bool:
        try:
            return bool(self[str(name)])
        except (UnknownNameError, NotKnownError):
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    def _ipython_key_completions_(self) -> list[str]:
        """Complete `d["` with the claims, the findings, and the figures that these use."""
        return [*self.catalogue.evidence.claims_judged, *(finding.id for finding in self.catalogue.everything())]

    @property
    def verdicts(self) -> Verdicts:
        """The verdict on every claim: one by its name, `d.verdicts["S02"]`, and all of them as a table.

        >>> d.verdicts["S02"].outcome.value, d.verdicts.loc["S02", "verdict"]
        ('supported', 'supported')
        """
        return Verdicts(self.catalogue)

    @property
    def history(self) -> Mapping[str, list[State]]:
        """The state of each claim on every day since the article was published, oldest first."""
        return History(self.catalogue.history)

    def trace(self, it: Finding | Verdict | str) -> Trace:
        """Show how a number was computed, down to its documents; for a verdict, show its evidence.

        >>> d.trace(d["nests.AVO"] / d["nests.BOR"]).splitlines()[0]
        'ratio(nests.AVO,nests.BOR) = 1.57'
        """
        return trace(it, self.catalogue)

    # -- the dataset as pandas tables ----------------------------------------------------------------------

    @property
    def article(self) -> pd.DataFrame:
        """The article's own figures: as printed, in which paragraph, and the bounds implied by rounding.

        >>> d.article[["printed", "paragraph", "low", "high", "unit"]]
                 printed  paragraph    low   high   unit
        claim_id
        S01          120          1  115.0  125.0  nests
        """
        figures = frames.article(self.catalogue.evidence).join(self.claims[["paragraph", "statement"]])
        return self._dated(figures[list(PRINTED)].astype({"paragraph": int}))

    @property
    def claims(self) -> pd.DataFrame:
        """Every checkable claim of the article, in our own words, by claim.

        >>> d.claims.loc["S01", ["printed", "entity_name", "rule"]].tolist()
        ['120 nests', 'Avonia', 'count']
        """
        evidence, writer = self.catalogue.evidence, Writer(self.catalogue)
        names = frames.names(evidence)
        rows = []
        for claim in evidence.claims.values():
            filled = {column: writer.sentences([claim[column]], PLAIN) for column in TYPED}  # empty if not yet public
            row = frames.named(claim | filled, names)
            rows.append({**row, "paragraph": int(str(row["paragraph"])) if row["paragraph"] else None})
        return self._dated(frames.tidy(rows, "claim_id").astype({"paragraph": "Int64"}))

    @property
    def findings(self) -> pd.DataFrame:
        """All findings: value, bounds, unit, method, inputs, sources.

        The value of a date is its ordinal, for `date.fromordinal`; `printed` has the date in words.

        >>> d.findings.loc["nests.AVO", "printed"]
        '118'
        """
        return self._dated(findings_frame(self.catalogue))

    @property
    def observations(self) -> pd.DataFrame:
        """The tidy dataset: every vintage, by every account, that was public by the day.

        A year of a country may have several rows; `d.latest` has only the latest vintage. `is_default` marks one per
        figure: the latest vintage, by the account that comes first in `accounts.csv`, or by none if there is such a
        series.

        >>> rows = d.observations
        >>> rows[(rows.indicator == "stork_nests") & (rows.entity == "AVO")].value.tolist()[-1]
        118.0
        """
        rows = self._dated(frames.observations(self.catalogue.evidence))
        hint = "Every vintage by every account, so that a figure may have several rows; d.latest has the latest ones."
        rows.attrs |= {"hint": hint, "rows": len(rows)}
        return rows

    @property
    def latest(self) -> pd.DataFrame:
        """The latest vintage of each figure: one row for each indicator, entity, actor, account and period.

        Figures contradicted by another document are left out. A `status` of F is a forecast, and `is_default` marks
        the preferred account.

        >>> nests = d.latest.query("indicator == 'stork_nests'")
        >>> nests.pivot(index="year", columns="entity", values="value").loc[2019].to_dict()
        {'AVO': 118.0, 'BOR': 75.0}
        """
        evidence = self.catalogue.evidence
        return self._dated(frames.observations(evidence, evidence.newest_vintages))

    @property
    def events(self) -> pd.DataFrame:
        """What was decided, begun, changed and given up, as far as it was public: one row per event."""
        return self._dated(frames.events(self.catalogue.evidence))

    @property
    def exchange_rates(self) -> pd.DataFrame:
        """Every exchange rate that was public: the price of one unit of `base` on a day, in `unit`."""
        return self._dated(frames.exchange_rates(self.catalogue.evidence))

    @property
    def entities(self) -> pd.DataFrame:
        """The countries and regions, by code.

        >>> d.entities["name"].to_dict()
        {'AVO': 'Avonia', 'BOR': 'Borduria'}
        """
        return self._dated(frames.entities(self.catalogue.evidence))

    @property
    def actors(self) -> pd.DataFrame:
        """The firms and projects, by code."""
        return self._dated(frames.actors(self.catalogue.evidence))

    @property
    def indicators(self) -> pd.DataFrame:
        """What is measured, by code: name, unit, which direction is better, and definition."""
        return self._dated(frames.indicators(self.catalogue.evidence))

    def find(self, words: str) -> pd.DataFrame:
        """Find indicators by words of their id, name, definition or publisher, the best first.

        >>> d.find("stork")
                               name   unit  economies      years accounts
        indicator
        stork_nests  Nests of storks  nests          2  2018–2019

        Beginnings of words are enough. If nothing has all words, those with most are returned. `accounts` are what
        `account` of `figure`, `series` and `wide` can be. Raises `UnknownNameError` if nothing has any of the words.
        """
        return self._dated(find_indicators(self.catalogue.evidence, str(words)))

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the figures, by code, with their terms of use."""
        return self._dated(frames.sources(self.catalogue.evidence))

    @property
    def documents(self) -> pd.DataFrame:
        """Every document, by code: title, address, and how close it is to the publisher of the figures.

        On an earlier day this includes documents published later, if a figure known that day was read in them.
        """
        return self._dated(frames.documents(self.catalogue.evidence))

    def _dated(self, frame: Frame) -> Frame:
        """Record in a table its day of knowledge, so that a report of an earlier day refuses to show it."""
        frame.attrs |= {"source": frames.SOURCE, "as_of": self.parameters.as_of.isoformat()}
        return frame

    # -- series over time ----------------------------------------------------------------------------------

    def series(self, indicator: str, entity: str = "", account: str = "", each: str = "") -> pd.Series[float]:
        """Return a figure over time: for each period the latest vintage that was public on the day.

        >>> d.series("stork_nests", "BOR").to_dict()
        {2018: 70.0, 2019: 75.0}

        `entity` may also be a firm or project; the default is the country in focus, which an article of your own does
        not have: there it can be left out only if a single one has figures. Alternatively, give the series in
        full, as in `by_period`: "stork_nests.AVO / people.AVO" is a share, "stork_nests.AVO first" has the first
        vintages, "USD.JPY mean" the yearly means of a rate. With each="billion" values are in billions. The unit is in
        `attrs`, and `attrs["note"]` says which periods are forecasts; `d.observations` has the `status` of each figure.
        """
        if "." not in str(indicator) and not entity:
            self._refuse_several(str(indicator))
        name = str(indicator) if "." in str(indicator) else self._series_name(indicator, entity, account)
        points = series(self.catalogue, name)
        if not points:
            hint = "" if set(name) & {" ", "/"} else elsewhere(self.catalogue, name)
            raise NotKnownError(f"{indicator} of {name.partition('.')[2] or 'anybody'} over time{hint}")
        return self._dated(pandas_series(points, name, each, yearly=is_yearly(points)))

    def _refuse_several(self, indicator: str) -> None:
        """Raise `UnknownNameError` if an article has a series of several, of which none was named."""
        whose = list(dict.fromkeys(key[2] or key[1] for key in self.catalogue.evidence.keys(indicator)))
        is_of_article = any("meant" in claim for claim in self.catalogue.evidence.claims.values())
        if is_of_article and len(whose) > 1:
            raise UnknownNameError(
                f'{indicator} has figures of {", ".join(whose)}; write series("{indicator}", "{whose[0]}"), '
                f'or wide("{indicator}") for all'
            )

    def wide(self, indicator: str, account: str = "", each: str = "") -> pd.DataFrame:
        """Return a figure over time with one column for each country, region or firm that has it.

        >>> d.wide("stork_nests")
        entity    AVO   BOR
        year
        2018     98.0  70.0
        2019    118.0  75.0

        Each period has the latest vintage that was public on the day; `attrs["vintages"]` says so where some figures
        were revised and others were not, and the table shows it. `indicator` may be a series with braces for the
        country, as in "stork_nests.{} / people.{}". `attrs["note"]` says which figures are forecasts, and so does
        `exhibit` below the table.
        """
        import pandas as pd

        if account and "." not in indicator:
            self._series_name(indicator, "", account)  # refuses an unknown account
        pattern, points_by_entity = series_by_entity(self.catalogue, indicator, account)
        yearly = all(map(is_yearly, points_by_entity.values()))
        columns = {
            entity: pandas_series(points, entity, each, yearly=yearly)
            for entity, points in points_by_entity.items()
            if points
        }
        if not columns:
            example = pattern.partition(" ")[0].replace("{}", self.parameters.focus)
            raise NotKnownError(f"{indicator} over time{elsewhere(self.catalogue, example)}")
        frame = pd.concat(columns, axis=1, sort=True)
        source_ids = (it for points in points_by_entity.values() for point in points for it in point.finding.sources)
        points_of_all = [point for points in points_by_entity.values() for point in points]
        frame.attrs = {
            "indicator": indicator,
            **vintage_note(self.catalogue, points_of_all),
            "unit": {entity: column.attrs["unit"] for entity, column in columns.items()},
            "values": sorted(set().union(*columns.values())),
            **forecast_note({self.catalogue.name(entity): points for entity, points in points_by_entity.items()}),
            "sources": list(dict.fromkeys(source_ids)),
        }
        return self._dated(frame.rename_axis(columns="entity"))

    def vintages(self, indicator: str, entity: str = "", account: str = "") -> pd.DataFrame:
        """Return the revisions of a figure: one row per period, one column per day of publication.

        >>> d.vintages("stork_nests", "AVO")
        stork_nests.AVO, published  2018-11-01  2019-11-01
        year
        2018                              98.0         NaN
        2019                               NaN       118.0
        """
        import pandas as pd

        name = self._series_name(indicator, entity, account)
        _, code, actor, account = key_of(self.catalogue, name)
        by_day: dict[date, list[Point]] = {}
        for row in self.catalogue.evidence.vintages(indicator, code, actor, account=account):
            if row.period_end:
                by_day.setdefault(row.published, []).append(Point(row.period, row.period_end, self.catalogue.row(row)))
        if not by_day:
            raise NotKnownError(f"{indicator} of {name.partition('.')[2]} over time{elsewhere(self.catalogue, name)}")
        yearly = all(map(is_yearly, by_day.values()))
        columns = {
            pd.Timestamp(day): pandas_series(by_day[day], indicator, "", yearly=yearly) for day in sorted(by_day)
        }
        return self._dated(pd.concat(columns, axis=1, sort=True).rename_axis(columns=f"{name}, published"))

    def _series_name(self, indicator: str, entity: str, account: str) -> str:
        """Return the full name of a series; the default entity is the country in focus."""
        entity = entity or self.parameters.focus
        self.catalogue.check_series(indicator, entity)
        accounts = [it for *_, it in self.catalogue.evidence.keys(indicator)]
        if account and account not in accounts:
            hint = f"its accounts are {names}" if (names := accounts_in_words(accounts)) else "leave account out"
            raise UnknownNameError(f"{account!r} is not an account of {indicator}; {hint}")
        return ".".join(filter(None, (indicator, entity, account)))

    # -- single figures, comparisons -----------------------------------------------------------------------

    def figure(self, indicator: str, entity: str, actor: str = "", *, account: str = "", year: int = 0) -> Finding:
        """Return a figure from the dataset: that of a year, or the latest whose period had ended.

        >>> d.figure("stork_nests", "AVO", year=2018).text
        '98'
        >>> d.figure("stork_nests", "AVO")
        Nests of storks, Avonia, 2019: 118 (bounds exact; nests; obs.stork_nests.AVO.2019.2019-11-01)

        `entity` may also be a firm or project. `compare` and the charts choose in the same way: the last period that
        had ended on the day of knowledge, unless `year` names another.

        Raises:
            UnknownNameError: The dataset has no such indicator or entity.
            NotKnownError: No such figure was public on the day.

        """
        if not str(year).isdecimal():
            raise ParameterError(f"{str(year)[:40]!r} is not a year, such as 2023")
        if entity in self.catalogue.evidence.actors and entity not in self.catalogue.evidence.entities:
            _, entity, actor, _ = key_of(self.catalogue, f"{indicator}.{entity}")
        try:
            if int(year):
                return self.catalogue.observe(indicator, entity, actor, account=account, year=int(year))
            return self.catalogue.current(indicator, entity, actor, account=account)
        except NotKnownError:
            name = self._series_name(indicator, actor or entity, account)
            missing = f"no value of {indicator} for {actor or entity}{f' in {year}' if year else ''}"
            raise NotKnownError(f"{missing}{elsewhere(self.catalogue, name)}") from None

    def rate(self, base: str, quote: str, day: date | str) -> Finding:
        """Return the exchange rate of a day, or of the last working day before it, from the study's source.

        If that source does not have it, another source that quotes the pair is used and named. Raises
        `UnknownNameError` for a currency without rates.
        """
        evidence, fixing = self.catalogue.evidence, self.catalogue.study.fixing
        if fixing is None:
            raise NotKnownError("a rate: the study has no daily exchange rates")
        for currency in (base, quote):
            if currency not in (currencies := evidence.rates.currencies):
                names = {it: CURRENCIES.get(it, it) for it in currencies}
                hint = nearest(currency, currencies, f"there are rates of {', '.join(currencies)}", names)
                raise UnknownNameError(f"no rates of {currency!r}{hint}")
        try:
            as_date = date.fromisoformat(str(day).removesuffix(MIDNIGHT))
        except ValueError:
            raise ParameterError(f"{str(day)[:40]!r} is not a day, such as 2024-04-12") from None
        try:
            return fixing(self.catalogue, base, quote, as_date)
        except NotKnownError as error:
            found = error
            for source in evidence.rates.sources_of(base, quote):
                try:
                    label = f"{price(base, quote)}, {evidence.sources[source]['publisher']}, rate"
                    return self.catalogue.rate(base, quote, as_date, source, label)
                except NotKnownError as other:
                    found = other
            raise found from None

    def compare(self, name: str, per: str = "", each: str = "", year: int = 0) -> Comparison:
        """Compare a finding across the economies chosen; `name` has braces for the country: rank.{}.

        >>> d.compare("nests.{}")
        Nests of storks, 2019 (nests)
        Avonia, 2019: 118
        Borduria, 2019: 75

        `name` may also be an indicator or a series of the dataset, for the figure of the `year` or the latest, as in
        `figure`. `per` divides by another finding or series, and `each` scales the result, such as to a million people;
        two series are divided for the latest year in which both have a figure.

        >>> d.compare("stork_nests", per="people.{}", each="million").frame["value"].round(1).to_dict()
        {'Avonia': 295.0, 'Borduria': 178.6}

        Raises `UnknownNameError` for an unknown name, and `TemplateError` for a year without figures.
        """
        catalogue = self.catalogue
        numerators, divisors = of_each_pair(catalogue, name, per, year) if per else (of_each(catalogue, name, year), {})
        known = {code: it for code, it in numerators.items() if it and (code in divisors or not per)}
        findings = {
            catalogue.name(code): arithmetic.per(it, divisors[code], each or None) if per else it
            for code, it in known.items()
        }
        missing = tuple(catalogue.name(code) for code in numerators if code not in known)
        codes = {catalogue.name(code): code for code in known}
        return Comparison(findings, missing, codes, self.parameters.as_of)

    def of_economies(self, name: str, without: str = "") -> dict[str, str]:
        """Name a series for every economy chosen, by the name of the country; `name` has braces: labour_force.{}.

        >>> d.of_economies("stork_nests.{}")
        {'Avonia': 'stork_nests.AVO', 'Borduria': 'stork_nests.BOR'}

        `without` leaves out an economy that would dwarf all others, unless it is the one in focus.
        """
        entities, focus = self.catalogue.evidence.entities, self.parameters.focus
        codes = [code for code in self.parameters.economies if code != without or code == focus]
        return {entities[code]["name"]: with_braces(name).replace("{}", code) for code in codes}

    # -- tables of the page --------------------------------------------------------------------------------

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        A heading shows the year of its column; a figure of another year shows its own. Economies and columns without
        any known figure are left out. Raises `UnknownNameError` for an unknown name.
        """
        measured, economies, heading_years, remark = self._measured(columns)
        cells = zip(economies, zip(*measured.values(), strict=True), strict=True)
        rows = [[f"{{name:{economy}}}", *findings] for economy, findings in cells]
        headings, suffixes = ["", *measured], ["", *heading_years]
        return tables.make(self.pen, label, caption, headings, rows, source, suffixes=suffixes, remark=remark)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table transposed: one row for each measure, one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests, 2019  118  75
        """
        measured, economies, row_years, remark = self._measured(rows)
        names = [self.catalogue.evidence.entities[code]["name"] for code in economies]
        cells: list[list[Cell]] = [
            [(heading, Verbatim(year)) if year else heading, *findings]
            for (heading, findings), year in zip(measured.items(), row_years, strict=True)
        ]
        return tables.make(self.pen, label, caption, ["", *names], cells, source, remark=remark)

    def _measured(
        self, names: dict[str, str]
    ) -> tuple[dict[str, list[Finding | None]], list[str], list[str], Callable[[Finding], str]]:
        """Look up measures by their headings, for the economies that have any of them.

        Returns the findings, these economies, what follows each heading (the year of most of its figures), and a
        function that returns what follows a number (its year, if that is another one).
        """
        by_heading = {heading: by_economy(self.catalogue, name) for heading, name in names.items()}
        economies = [code for code in self.parameters.economies if any(code in row for row in by_heading.values())]
        measured = {heading: [row.get(code) for code in economies] for heading, row in by_heading.items() if row}
        rows = [[it for it in row if it] for row in measured.values()]
        usual_years = [newest_and_most(row) for row in rows]
        other_years = {
            it.id: f", {years(it)}"
            for row, usual in zip(rows, usual_years, strict=True)
            for it in row
            if years(it) != usual
        }
        suffixes = [f", {usual}" if usual else "" for usual in usual_years]
        return measured, economies, suffixes, lambda it: f"{other_years.get(it.id, '')}{forecast_marked(it)}"

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        Series without any known figure are left out; if all are, the result is None. Raises `UnknownNameError` for an
        unknown series.
        """
        points_by_heading = {heading: series(self.catalogue, name) for heading, name in columns.items()}
        points_by_heading = {heading: points for heading, points in points_by_heading.items() if points}
        if not points_by_heading:
            return None
        rows: list[list[Cell]] = [
            [Verbatim(period_in_words(period)), *cells] for period, cells in periods(list(points_by_heading.values()))
        ]
        return tables.make(self.pen, label, caption, ["", *points_by_heading], rows, source)

    def updates(
        self, *rows: tuple[str, str, str, str], source: str = "", caption: str = "Then and now"
    ) -> Table | None:
        """Make a table of figures as the article could know them and as they are now; None if nothing is newer.

        Args:
            rows: A label and the names of three findings: the figure then (may be empty), the figure now, and the day
                or year of the latter. Rows whose figure now is not yet public are left out. A figure of which a part
                was first published after the article shows when.
            source: What readers should know about the rows, below the table.
            caption: The title, a template.

        """
        cells: list[list[Cell]] = [
            [*map(self._cell, (label, *(f"={name}" if name else None for name in names)))] for label, *names in rows
        ]
        known = [
            [label, self._public_by(row[1], then or Gap("not known then")), _with_about(now), day, self._read_in(now)]
            for row, (label, then, now, day) in zip(rows, cells, strict=True)
            if isinstance(now, Finding)
        ]
        columns = ["What", "When the article ran", "Latest", "As of", "Source"]
        if not known:
            return None
        table = tables.make(self.pen, "tbl-since", caption, columns, known, source)
        return replace(table, align=("left",) * len(columns))  # amounts of different units, and words, in both columns

    def _public_by(self, name: str, then: Cell) -> Cell:
        """Add to a figure the day by which all of it was public, if that is after the article's day.

        The study may declare that day as the finding `NAME.public`.
        """
        if not isinstance(then, Finding) or not any(leaf.observation for leaf in then.leaves()):
            return then
        declared = f"{name}.public"
        day = self.catalogue[declared] if self.catalogue.declares(declared) else public_by(then)
        if day.value <= self.catalogue.evidence.judged_at.toordinal():
            return _with_about(then)
        return (then, Verbatim(" (public on "), day, Verbatim(")"))

    def milestones(self, label: str, caption: str, names: Iterable[str], source: str = "") -> Table | None:
        """Make a table of events, earliest first, from findings that are the days of events.

        The column Who has the firm or project of the event, or its country; events not yet public are left out.
        """
        days = [self.catalogue[name] for name in names if self.catalogue.knows(name)]
        rows: list[list[Cell]] = [
            [day, self.catalogue.evidence.name(event.actor or event.entity), Verbatim(event.note), self._read_in(day)]
            for day in sorted(days, key=lambda it: it.value)
            if (event := day.observation)
        ]
        columns = ["Day", "Who", "What", "Read in"]
        return tables.make(self.pen, label, caption, columns, rows, source) if rows else None

    def _read_in(self, finding: Finding) -> Verbatim | None:
        """Name the publishers of the documents in which a figure, or the figures it is computed from, was read."""
        documents = self.catalogue.evidence.documents
        names = dict.fromkeys(documents[it.documents[0]].publisher for it in finding.leaves() if it.documents)
        return Verbatim("; ".join(names)) if names else None

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and under which options the claim does not hold."""
        settings = self.catalogue.evidence.settings
        rows = []
        for claim_id, axes in settings.sensitivity.items():
            verdict = self.verdicts[claim_id]
            varied = "; ".join(
                f"{settings.word(axis)}: {_options(verdict, axis, options, settings.word)}"
                for axis, options in axes.items()
            )
            fails = Verbatim(" · ".join(verdict.fails_by) or "none")
            holds = self.catalogue[f"holds.{claim_id}"] if verdict.of else None
            rows.append([Claim(claim_id), verdict.outcome, holds, Verbatim(varied), fails])
        caption = "What was varied, and by which ways a claim does not hold"
        columns = ["Claim", "Verdict", "Holds in", "Choices, the deciding first", "Does not hold by"]
        return tables.make(self.pen, "tbl-choices", caption, columns, rows)

    # -- charts --------------------------------------------------------------------------------------------
    # Each has its title, unit, sources, description and data from what it shows; every number links to its working.
    # Each raises `UnitError` for numbers that no axis can show together, `UnknownNameError` for an unknown name, and
    # `TemplateError` for what such a chart cannot show.

    @chart
    def bars(self, w: Writer, words: Words, *content: Content, year: int = 0) -> Chart:
        """Draw bars from zero, for amounts: each with its number, and with its bounds where they can be seen.

        Countries are sorted by length; lists of your own keep their order. One series is drawn as a bar for each
        period, a series with {} as the latest figure of each country, as in `d.figure`, or that of the `year`. For
        ranks use `d.dots`.

        >>> d.bars("nests.{}")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.bars("nests.{}.per_head", title="More nests for its people")
        More nests for its people. Nests for every million people; 2019 and 1 January 2020; nests per million people.
        Avonia: 295; Borduria: 179.
        >>> d.bars("stork_nests.AVO", label="fig-storks")
        Nests of storks, Avonia. 2018: 98; 2019: 118.
        """  # fmt: skip
        from analysis.charts import user_charts

        return user_charts.bars(w, words, *content, year=year)

    @chart
    def dots(self, w: Writer, words: Words, *content: Content, log: bool | None = None, year: int = 0) -> Chart:
        """Draw dots with their bounds, for ratios, ranks and whatever need not start at zero.

        The scale is logarithmic if the numbers lie far apart, or as `log` says. `year` is as in `d.bars`.

        >>> d.dots("nests.{}", highlight="BOR")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.dots({"In all": "nests.ratio.in_all", "By people": "nests.ratio.by_people"})
        Avonia against Borduria. In all: 1.57; By people: 1.65.
        """
        from analysis.charts import user_charts

        return user_charts.dots(w, words, *content, log=log, year=year)

    @chart
    def over_time(self, w: Writer, words: Words, *content: Content) -> Chart:
        """Draw series over time, each labelled at its end with its last number.

        A finding that is a figure from a source stands for its series. A series is named by its indicator and its
        country, and may be a share of another one, as in "stork_nests.AVO / population.AVO", or a change since its
        first period, as in "stork_nests.AVO change". A single period is drawn as bars.

        >>> d.over_time("stork_nests.{}")
        Nests of storks. Avonia rises from 98 in 2018 to 118 in 2019. In 2019: Borduria 75.
        >>> d.over_time("nests.AVO", title="Storks come back to Avonia").data["printed"].to_list()
        ['98', '118']
        >>> d.over_time("population.{}")
        Population, 1 January 2020. Borduria: 420,000; Avonia: 400,000.
        """
        from analysis.charts import user_charts

        return user_charts.lines(w, words, *content)

    def by_choice(self, parameter: str, drawn: Callable[[Writer], Figure | Block]) -> Figure | Block:  # noqa: ARG002
        """Draw a study's chart that depends on a parameter, for the option chosen for this report.

        `drawn` is the chart's function, which reads the parameter itself. `parameter` only tells readers of the
        notebook which one that is; it is not used.
        """
        return drawn(self.pen)

    def robustness(self, grid: pd.DataFrame) -> Robustness:
        """Count how many parameter sets of a grid give the verdicts of this report, and draw those that differ.

        `grid` is what `an.load_grid` returns. The result has `sets`, `firm` and the `shares` by claim, for sentences.
        Raises `ParameterError` for another table.
        """
        if not set(getattr(grid, "columns", ())) >= GRID_COLUMNS:
            raise ParameterError("the table has no verdicts of a grid; pass what an.load_grid(FOLDER) returns")
        source = str(grid.attrs.get("source", "Own computation: a grid"))

        def finding(value: int, label: str, unit: str = "sets of parameters") -> Finding:
            return number(int(value), unit, source, label)

        verdicts = {claim: verdict.outcome.value for claim, verdict in self.verdicts.items()}
        rows = grid[grid["claim_id"].isin(verdicts)]
        is_same = rows["verdict"].astype(str) == rows["claim_id"].astype(str).map(verdicts)
        counts = is_same.groupby(rows["claim_id"].astype(str)).agg(["sum", "count"])
        sets = finding(grid["run"].nunique(), "Sets of parameters in the grid")
        shares = {
            str(claim): arithmetic.share(
                finding(row["sum"], f"Sets that give the verdict of the report on {claim}"),
                finding(row["count"], f"Sets under which {claim} is judged"),
            )
            for claim, row in counts.iterrows()
        }
        is_firm = counts["sum"] == counts["count"]
        firm = finding(is_firm.sum(), "Verdicts that are the same under all sets", "verdicts")
        changing = sorted((claim for claim in shares if not is_firm[claim]), key=lambda claim: shares[claim].value)
        if not changing:
            return Robustness(sets, firm, shares, None)
        figure = self.bars(
            {f"{{title:{claim}}}": shares[claim] for claim in changing},
            title="{firm} of [{verdicts.all} verdicts] are the same under all [{sets} sets] of parameters",
            subtitle="Share of the sets under which the verdict is that of the report; "
            "claims with another one under some",
            label="fig-robustness",
            firm=firm,
            sets=sets,
        )
        return Robustness(sets, firm, shares, figure)

    # -- the page of the report ----------------------------------------------------------------------------

    def masthead(
        self,
        title: str = "",
        subtitle: str = "",
        *,
        author: str | None = None,
        keywords: Iterable[str] | None = None,
        article: bool = True,
    ) -> Block:
        """Begin the report: title, author, the article it checks, and the day of knowledge.

        Args:
            title: For a notebook on a single topic, a template like `subtitle`.
            subtitle: What the notebook is about.
            author: Who signs it instead of the study's author; "" for nobody.
            keywords: These replace the keywords of the study.
            article: False if the notebook does not check the article.

        """
        if title:
            self.title, self.subtitle = self.pen.fill(title, PLAIN), self.pen.fill(subtitle, PLAIN)
        day, study = self.parameters.as_of, self.catalogue.study

        def text(markup: Markup, as_of: str, line: str) -> str:
            study_author = markup.escape(study.author).replace("The ", "the ", 1)
            signature = study_author if author is None else markup.label(author)
            byline = f"By {signature} · " if signature else ""
            head = line.format(f"{byline}Figures available on {as_of}{self._settings(markup)}")
            if not article:
                return head
            source = f"The article: {self._article(markup)}, {self.pen.fill('{claim.day}', markup)}."
            return head + line.format(source)

        metadata: dict[str, Any] = {"description": self.subtitle, "edition": f"As known on {in_words(day)}"}
        if article:
            metadata["description"] += f": {self.catalogue.evidence.sources[study.article]['title']}"
        if author is not None:
            metadata |= {"authors": [author] if author else [], "contact": ""}
        if keywords is not None:
            metadata["keywords"] = [*keywords]
        page, plain = text(HTML, timed(day), "<p>{}</p>"), text(PLAIN, in_words(day), "{}\n")
        return self._masthead(page, plain, day, metadata)

    def _article(self, markup: Markup) -> str:
        """Name the article and its publisher; on the page the title links to where it was read."""
        evidence = self.catalogue.evidence
        source = evidence.sources[self.catalogue.study.article]
        document = next((evidence.documents[claim["document_id"]] for claim in evidence.claims.values()), None)
        title = markup.escape(f"“{source['title']}”")
        if markup is HTML and document and document.url:
            title = f'<a href="{html.escape(document.url)}">{title}</a>'
        return f"{title}, {markup.escape(source['publisher'])}"

    def _settings(self, markup: Markup) -> str:
        """Name the parameters that differ from the defaults, so that no variant is taken for the edition itself."""
        current, study = self.parameters, self.catalogue.study
        default = parameters.default(study, current.as_of, current.focus)
        names = {code: markup.label(row["name_in_prose"]) for code, row in self.catalogue.evidence.entities.items()}
        parts = [f"{names[current.focus]} in focus"] if current.focus != study.focus else []
        if current.peers != default.peers:
            peers = " and ".join(names[code] for code in current.peers)
            parts.append(f"the peers {peers}" if peers else "no peers")
        for name, value in current.given.items():
            if value != default[name]:
                is_number = isinstance(value, float)
                text = self.pen.fill(f"{{choice.{name}}}", markup) if is_number else str(value).replace("_", " ")
                parts.append(f"{name.replace('_', ' ')} {text}")
        variant = f" · A variant with {', '.join(parts)}" if parts else ""
        return variant + (f" · {self._data_origin(markup)}" if self.other_data else "")

    def claim_list(self, *verdicts: str, why: bool = False, shifted: bool | None = None) -> Block | None:
        """List the claims that have one of these verdicts, each with a link to its card.

        Args:
            verdicts: Such as "disputed".
            why: Whether to add the reason for the verdict.
            shifted: True for only those that figures published after the article put in doubt or cleared, False for
                only the others.

        Returns:
            The list, or None if no claim belongs in it.

        Raises:
            ValueError: For a verdict that does not exist.

        """
        outcomes = [Outcome(verdict) for verdict in verdicts]
        return claim_cards.claim_list(self.pen, outcomes, with_reason=why, shifted=shifted)

    def overview(self) -> Block:
        """Write how many claims got which verdict, a list of the claims, and a key of the verdicts and thresholds."""
        return article_page.overview(self.pen)

    def cards(self) -> Block | article_page.Sequenced:
        """Write a card for each claim: the claim, what was found, the reason for the verdict, and how sure it is.

        In the report of an article of your own a chart follows each card on a rank, a comparison or a course over time,
        unless `article.toml` says charts = false.
        """
        if self.catalogue.study.page.get("charts"):
            charts = article_page.Charts(self.bars, self.dots, self.over_time)
            return article_page.cards_with_charts(self.pen, charts)
        return claim_cards.cards(self.pen)

    def left_out(self) -> Block | None:
        """Name the countries chosen that are left out of comparisons by size, and what is missing for them."""
        parts = []
        for economy in self.parameters.economies:
            missing = [
                words
                for name, words in self.catalogue.study.compared_by.items()
                if name.format(economy) not in self.catalogue
            ]
            if missing:
                parts.append(f"{{entity:{economy}}} (not known for the year that all share: {', '.join(missing)})")
        return self.say(f"Left out of comparisons by size: {'; '.join(parts)}.", kind="note") if parts else None

    def downloads(self) -> Block:
        """Attach all findings and verdicts as CSV files, and the schema.org description of the report."""
        counts: Counter[str] = Counter()
        for claim_id, verdict in self.verdicts.items():
            shift = self.catalogue.standings[claim_id].shift
            counts[f"{shift} since" if shift else verdict.outcome.value] += 1
        meanings = "; ".join(f"{column}: {words}" for column, words in MEANINGS.items())
        files = {
            "findings.csv": "Every finding of the report, with bounds, method, sources and addresses of the documents; "
            "days are told in “printed”",
            "verdicts.csv": f"The verdict on every claim, with rule and evidence; {meanings}",
        }
        findings = findings_csv(
            self.catalogue.everything(*self.pen.used.values(), *self.pen.plain.values()),
            self.catalogue.evidence.documents,
        )
        metadata = {
            "summary": ", ".join(f"{count} {name}" for name, count in counts.most_common()),
            "attachments": {
                name: {"description": words, "text": text}
                for (name, words), text in zip(files.items(), (findings, verdicts_csv(self.catalogue)), strict=True)
            },
            "linked_data": linked_data(self.pen, self.title, self.subtitle, files),
        }
        columns = "".join(f"<li><code>{column}</code>: {meaning}</li>" for column, meaning in MEANINGS.items())
        words = "All findings and verdicts are tables that come with this report and are attached to its PDF"
        page = (
            f"<p>{words}. In <code>findings.csv</code> every finding has a name (<code>finding_id</code> or "
            "<code>observation_id</code>), bounds, method, sources and the web addresses of its documents "
            "(<code>addresses</code>). Cite a number by its name, a figure or table by its number and title.</p>"
            "<p><code>verdicts.csv</code> has the verdict on every claim. Its less obvious columns:</p>"
            f"<ul>{columns}</ul>"
            '<p class="paper">Numbers in brackets lead to the workings. “Save the data” on the page has every point of '
            "a figure.</p>"
        )
        return Block(page, f"{words}.", {"report": metadata})


GRID_COLUMNS = {"run", "claim_id", "verdict"}
"""The columns of a grid's verdicts that `Report.robustness` needs."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many parameter sets there are, how many verdicts are equal under all, and what share agrees on each claim."""

    sets: Finding
    firm: Finding
    shares: dict[str, Finding]
    figure: Figure | Block | None

    def __repr__(self) -> str:
        return f"{self.firm.text} verdicts are the same under all {self.sets.text} sets of parameters"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.figure._repr_mimebundle_(**options) if self.figure else {}


class History(dict[str, list[State]]):
    """The states of each claim, by its name."""

    def __repr__(self) -> str:
        """List the changes of each verdict; states in which only the count changed are left out."""
        changes = ((claim_id, [states[0], *(new for _, new in turns(states))]) for claim_id, states in self.items())
        return "\n".join(
            f"{claim_id}: {', then '.join(state.summary for state in states)}" for claim_id, states in changes
        )

    def __missing__(self, claim_id: str) -> list[State]:
        raise UnknownNameError(f"no history of {claim_id!r}{nearest(str(claim_id), self)}")


def _with_about(figure: Finding) -> Cell:
    """Put “about” before a figure that its source calls approximate; other limits are part of the number's text."""
    is_about = figure.observation is not None and figure.observation.qualifier == "approx"
    return (ABOUT, figure) if is_about else figure


def _options(verdict: Verdict, axis: str, options: Iterable[str], word: Callable[[str], str]) -> str:
    """List the options of a choice: first those that decide the verdict, then the others and whether they count."""
    counted = {choice for it in verdict.specifications if it.holds is not None for choice in it.choices}
    deciding = [it for it in options if (axis, it) in verdict.decided_by]
    remark = f" ({'both' if len(deciding) == 2 else 'these'} decide)" if len(deciding) > 1 else ""
    others = [word(it) + ("" if (axis, it) in counted else " (not counted)") for it in options if it not in deciding]
    return " · ".join(filter(None, [" · ".join(map(word, deciding)) + remark, *others]))


def open_report(study: Study, data: Path | str | None = None, **given: Any) -> Report:
    """Load the dataset and check the parameters; findings and verdicts are computed when they are asked for.

    Args:
        study: Which findings and claims there are.
        data: A data folder; by default the project's own, found from the working folder.
        given: The parameters of the report: as_of, focus, peers, and those of the study.

    Raises:
        ParameterError: A parameter is unknown or has a value that it cannot have.

    """
    folder = Path(data) if data else find_data()
    evidence = load(folder)
    report = Report(Catalogue(evidence, parameters.check(given, evidence, study), study))
    report.other_data = other_data(folder, report.parameters.as_of)
    bind(report)
    return report
