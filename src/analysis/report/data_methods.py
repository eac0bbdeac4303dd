"""The data of a report: findings and verdicts by name, and the dataset as pandas tables and series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.dataset import frames
from analysis.errors import NotKnownError, ParameterError, UnknownNameError, nearest
from analysis.findings import Finding, State, Verdict, arithmetic
from analysis.findings.csv_tables import findings_frame
from analysis.findings.number_format import CURRENCIES, price
from analysis.findings.parameters import MIDNIGHT
from analysis.findings.series import Point, hint_where_known, series, series_key
from analysis.findings.verdict_history import outcome_changes
from analysis.report.base import Part
from analysis.report.indicator_search import accounts_in_words, find_indicators
from analysis.report.pandas_series import (
    ARTICLE_COLUMNS,
    forecast_attributes,
    is_yearly,
    newer_figures,
    pandas_series,
    series_by_entity,
    vintage_note,
)
from analysis.report.verdicts_by_claim import Verdicts
from analysis.writing.country_comparison import Comparison
from analysis.writing.exhibit_lookup import find_by_economy, find_ratio_terms, require_braces
from analysis.writing.trace import Trace, trace
from analysis.writing.writer import PLAIN, TEMPLATE_COLUMNS, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

Frame = TypeVar("Frame", bound="pd.DataFrame | pd.Series[float]")


class Data(Part):
    """Findings, verdicts and the dataset, as known on the day of the report."""

    # -- findings and verdicts by name ---------------------------------------------------------------------

    def __getitem__(self, name: str) -> Any:
        """Return a finding by any name of `findings.csv`, or the verdict on a claim.

        The `remark` of a finding names newer figures than those it uses, if there are any.
        """
        name = str(name)  # anything else is then refused as an unknown name
        if name in self.catalogue.evidence.claims:
            return self.verdicts[name]
        finding = self.catalogue.named(name)
        remark = newer_figures(self.catalogue, finding)
        return replace(finding, remark=remark) if remark else finding

    def __contains__(self, name: object) -> bool:
        try:
            return bool(self[str(name)])
        except (UnknownNameError, NotKnownError):
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    def _ipython_key_completions_(self) -> list[str]:
        """Complete `d["` with the claims, the findings, and the figures that these use."""
        names = list(self.catalogue.evidence.claims_judged)
        names += [finding.id for finding in self.catalogue.everything()]
        return names

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
        return self._dated(figures[list(ARTICLE_COLUMNS)].astype({"paragraph": "Int64"}))

    @property
    def claims(self) -> pd.DataFrame:
        """Every checkable claim of the article, in our own words, by claim.

        >>> d.claims.loc["S01", ["printed", "entity_name", "rule"]].tolist()
        ['120 nests', 'Avonia', 'count']
        """
        evidence = self.catalogue.evidence
        writer = Writer(self.catalogue)  # another one than the report's pen: a table uses no findings
        names = frames.names_of_codes(evidence)
        rows = []
        for claim in evidence.claims.values():
            # A text whose evidence was not yet public is empty
            texts = {column: writer.sentences([claim[column]], PLAIN) for column in TEMPLATE_COLUMNS}
            row = frames.with_names(claim | texts, names)
            # Not every claim has a paragraph; Int64, unlike int, can be missing
            row["paragraph"] = int(str(row["paragraph"])) if row["paragraph"] else None
            rows.append(row)
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
        rows.attrs |= {"hint": hint, "rows": len(rows)}  # with fewer rows it is an extract, shown without the hint
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
        vintages, "USD.JPY mean" the yearly means of a rate; `entity` and `account` then have no effect. With
        each="billion" values are in billions. The unit is in `attrs`, and `attrs["note"]` says which periods are
        forecasts; `d.observations` has the `status` of each figure.
        """
        if "." in str(indicator):
            name = str(indicator)
        else:
            if not entity:
                self._refuse_several(str(indicator))
            name = self._series_name(indicator, entity, account)
        points = series(self.catalogue, name)
        if not points:
            is_expression = " " in name or "/" in name
            hint = "" if is_expression else hint_where_known(self.catalogue, name)
            who = name.partition(".")[2] or "anybody"  # of stork_nests.AVO, that is AVO
            raise NotKnownError(f"{indicator} of {who} over time{hint}")
        return self._dated(pandas_series(points, name, each, yearly=is_yearly(points)))

    def _refuse_several(self, indicator: str) -> None:
        """Raise `UnknownNameError` if an article of a user's own has series of several countries or firms.

        It is called where the author named none of them.
        """
        evidence = self.catalogue.evidence
        # The sheet of an article without code has a column `meant`, and no country is in focus
        is_of_article = any("meant" in claim for claim in evidence.claims.values())
        if not is_of_article:
            return

        names = [actor or entity for _, entity, actor, _ in evidence.keys(indicator)]
        names = list(dict.fromkeys(names))
        if len(names) > 1:
            raise UnknownNameError(
                f'{indicator} has figures of {", ".join(names)}; write series("{indicator}", "{names[0]}"), '
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
        country, as in "stork_nests.{} / people.{}"; `account` then has no effect. `attrs["note"]` says which figures
        are forecasts, and so does `exhibit` below the table.
        """
        import pandas as pd

        indicator = str(indicator)
        if account and "." not in indicator:
            self._series_name(indicator, entity="", account=account)  # refuses an unknown account
        pattern, points_by_entity = series_by_entity(self.catalogue, indicator, account)
        yearly = all(map(is_yearly, points_by_entity.values()))
        columns: dict[str, pd.Series[float]] = {}
        points_by_name: dict[str, list[Point]] = {}
        all_points: list[Point] = []
        for entity, points in points_by_entity.items():
            if points:
                columns[entity] = pandas_series(points, entity, each, yearly=yearly)
                points_by_name[self.catalogue.name(entity)] = points
                all_points += points
        if not columns:
            example = pattern.partition(" ")[0].replace("{}", self.parameters.focus)  # of its first series
            raise NotKnownError(f"{indicator} over time{hint_where_known(self.catalogue, example)}")

        frame = pd.concat(columns, axis=1, sort=True)
        units: dict[str, str] = {}
        values: set[float] = set()
        for entity, column in columns.items():
            units[entity] = column.attrs["unit"]
            values.update(column)
        source_ids: dict[str, None] = {}
        for point in all_points:
            source_ids |= dict.fromkeys(point.finding.sources)
        frame.attrs = {
            "indicator": indicator,
            **vintage_note(self.catalogue, all_points),
            "unit": units,
            "values": sorted(values),
            **forecast_attributes(points_by_name),
            "sources": list(source_ids),
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
        _, code, actor, account_of_series = series_key(self.catalogue, name)
        by_day: dict[date, list[Point]] = {}
        for row in self.catalogue.evidence.vintages(indicator, code, actor, account=account_of_series):
            if row.period_end:  # a figure of no period has no place in a series
                point = Point(row.period, row.period_end, self.catalogue.row(row))
                by_day.setdefault(row.published, []).append(point)
        if not by_day:
            raise NotKnownError(
                f"{indicator} of {name.partition('.')[2]} over time{hint_where_known(self.catalogue, name)}"
            )

        yearly = all(map(is_yearly, by_day.values()))
        columns = {}
        for day in sorted(by_day):
            columns[pd.Timestamp(day)] = pandas_series(by_day[day], indicator, each="", yearly=yearly)
        frame = pd.concat(columns, axis=1, sort=True)
        return self._dated(frame.rename_axis(columns=f"{name}, published"))

    def _series_name(self, indicator: str, entity: str, account: str) -> str:
        """Return the full name of a series; the default entity is the country in focus."""
        entity = entity or self.parameters.focus
        self.catalogue.check_series(indicator, entity)

        accounts = [known_account for _, _, _, known_account in self.catalogue.evidence.keys(indicator)]
        if account and account not in accounts:
            names = accounts_in_words(accounts)
            hint = f"its accounts are {names}" if names else "leave account out"
            raise UnknownNameError(f"{account!r} is not an account of {indicator}; {hint}")
        return f"{indicator}.{entity}.{account}" if account else f"{indicator}.{entity}"

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
        # The third argument is easily taken for the year
        if not isinstance(actor, str) or actor.isdecimal():
            raise ParameterError(f"{actor!r} is not a firm or project; a year is given as year={actor}")
        if not str(year).isdecimal():
            raise ParameterError(f"{str(year)[:40]!r} is not a year, such as 2023")

        evidence = self.catalogue.evidence
        if entity in evidence.actors and entity not in evidence.entities:
            # The dataset has a firm or project as the actor, in its country
            _, entity, actor, _ = series_key(self.catalogue, f"{indicator}.{entity}")
        try:
            if int(year):  # zero stands for the latest
                return self.catalogue.observe(indicator, entity, actor, account=account, year=int(year))
            return self.catalogue.current(indicator, entity, actor, account=account)
        except NotKnownError:
            name = self._series_name(indicator, actor or entity, account)  # refuses what the dataset does not have
            when = f" in {year}" if year else ""
            hint = hint_where_known(self.catalogue, name)
            raise NotKnownError(f"no value of {indicator} for {actor or entity}{when}{hint}") from None

    def rate(self, base: str, quote: str, day: date | str) -> Finding:
        """Return the exchange rate of a day, or of the last working day before it, from the study's source.

        If that source does not have it, another source that quotes the pair is used and named. Raises
        `UnknownNameError` for a currency without rates.
        """
        evidence, fixing = self.catalogue.evidence, self.catalogue.study.fixing
        if fixing is None:
            raise NotKnownError("a rate: the study has no daily exchange rates")

        currencies = evidence.rates.currencies
        for currency in (base, quote):
            if currency not in currencies:
                names = {code: CURRENCIES.get(code, code) for code in currencies}
                hint = nearest(currency, currencies, f"there are rates of {', '.join(currencies)}", names)
                raise UnknownNameError(f"no rates of {currency!r}{hint}")
        try:
            as_date = date.fromisoformat(str(day).removesuffix(MIDNIGHT))  # which a day of pandas ends with
        except ValueError:
            raise ParameterError(f"{str(day)[:40]!r} is not a day, such as 2024-04-12") from None

        try:
            return fixing(self.catalogue, base, quote, as_date)
        except NotKnownError as error:
            last_error = error

        # The study's source does not have it: take the first other one that does
        for source in evidence.rates.sources_of(base, quote):
            label = f"{price(base, quote)}, {evidence.sources[source]['publisher']}, rate"
            try:
                return self.catalogue.rate(base, quote, as_date, source_id=source, label=label)
            except NotKnownError as error:
                last_error = error
        raise last_error from None  # that of the last source asked

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

        Raises `UnknownNameError` for an unknown name, `TemplateError` for a year without figures, and `ParameterError`
        for `each` without `per`.
        """
        if each and not per:
            raise ParameterError(f"each={each!r} is for how many of something a quotient is; give per as well")
        catalogue = self.catalogue
        divisors: dict[str, Finding] = {}
        if per:
            numerators, divisors = find_ratio_terms(catalogue, name, per, year)
        else:
            numerators = find_by_economy(catalogue, name, year)

        findings, codes, missing = {}, {}, []
        for code, numerator in numerators.items():
            economy = catalogue.name(code)
            # Unknown on the day, the number itself or what it is divided by
            if numerator is None or (per and code not in divisors):
                missing.append(economy)
                continue
            codes[economy] = code
            findings[economy] = numerator
            if per:
                findings[economy] = arithmetic.per(numerator, divisors[code], each or None)
        return Comparison(findings, missing=tuple(missing), codes=codes, as_of=self.parameters.as_of)

    def of_economies(self, name: str, without: str = "") -> dict[str, str]:
        """Name a series for every economy chosen, by the name of the country; `name` has braces: labour_force.{}.

        >>> d.of_economies("stork_nests.{}")
        {'Avonia': 'stork_nests.AVO', 'Borduria': 'stork_nests.BOR'}

        `without` leaves out an economy that would dwarf all others, unless it is the one in focus.
        """
        pattern = require_braces(name)
        names = {}
        for code in self.parameters.economies:
            if code != without or code == self.parameters.focus:
                economy = self.catalogue.evidence.entities[code]["name"]
                names[economy] = pattern.replace("{}", code)
        return names


class History(dict[str, list[State]]):
    """The states of each claim, by its name."""

    def __repr__(self) -> str:
        """List the changes of each verdict; states in which only the count changed are left out."""
        lines = []
        for claim_id, states in self.items():
            summaries = [states[0].summary]
            for _, changed in outcome_changes(states):
                summaries.append(changed.summary)
            lines.append(f"{claim_id}: {', then '.join(summaries)}")
        return "\n".join(lines)

    def __missing__(self, claim_id: str) -> list[State]:
        raise UnknownNameError(f"no history of {claim_id!r}{nearest(str(claim_id), self)}")
