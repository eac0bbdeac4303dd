"""Look up the dataset, findings and verdicts at the prompt: as tables of pandas, by name, and side by side."""

import html
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.dataset import frames
from analysis.dataset.records import years_in_words
from analysis.errors import NotKnownError, ParameterError, UnknownNameError, nearest
from analysis.findings import Catalogue, Finding, Verdict
from analysis.findings import arithmetic as by
from analysis.findings.compare import findings_frame
from analysis.findings.finding import OF_A_FIGURE, forecast_marked, is_forecast, newest_and_most, years
from analysis.findings.parameters import MIDNIGHT
from analysis.findings.quantity import CURRENCIES, each_of, price
from analysis.findings.series import Point, elsewhere, key_of, periods, series
from analysis.report import tables
from analysis.report.claim_cards import Verdicts
from analysis.report.comparison import Comparison, by_economy, of_each, of_each_pair, period_in_words, with_braces
from analysis.report.page import in_words
from analysis.report.search import accounts_in_words, find_indicators
from analysis.report.tables import Cell, Table, Verbatim
from analysis.report.trace import Trace, trace
from analysis.report.user_charts import OwnFigures
from analysis.report.writer import PLAIN, TYPED, Writer

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from analysis.dataset.dataset import Key

CONTENTS = {
    "d.article": "the article’s own figures, a table of pandas",
    "d.verdicts": "what became of each claim and why, a table",
    'd["{claim}"]': "one verdict, with its evidence",
    'd["{finding}"]': "one finding; Tab completes the name",
    "d.findings": "every finding, a table of pandas",
    "d.claims": "what the article says; so stand d.indicators, d.entities, d.actors, d.sources and d.documents",
    "d.latest": "the latest vintage of every figure, by account, a table of pandas; rates stand in d.exchange_rates",
    "d.observations": "every vintage of every figure, so that one may have several rows",
    "d.events": "what was decided, begun, changed and given up, a table of pandas",
    'd.find("{indicator}")': "indicators by words, with years and accounts",
    'd.series("{indicator}", "{entity}")': "a figure over time, a series of pandas",
    'd.wide("{indicator}")': "the same for every country, side by side",
    'd.vintages("{indicator}", "{entity}")': "the same as it was revised",
    'd.figure("{indicator}", "{entity}")': "a figure from the dataset, to calculate with",
    'd.compare("{pattern}")': "one finding for every country chosen",
    'd.trace("{finding}")': "how a number was made, down to where its figures were seen",
    'd.say("It was {{{finding}}}.")': "a sentence whose numbers lead to their origin",
}
"""Where to look in an open report, shown when it is displayed itself, with names from the report at hand."""


def contents(d: "Dataset") -> str:
    """Show in a notebook what there is and under which names it is found."""
    names = {name: html.escape(example) for name, example in _examples(d).items()}
    cell = "<td style='text-align:left'>"
    shown = "".join(
        f"<tr>{cell}<code>{code.format(**names)}</code></td>{cell}{words}</td></tr>" for code, words in CONTENTS.items()
    )
    return f"<div>{html.escape(repr(d))}<table><tbody>{shown}</tbody></table></div>"


def _examples(d: "Dataset") -> dict[str, str]:
    """Choose names that this report knows: a finding of the country in focus, its figure, and a claim."""
    c, focus = d.catalogue, d.parameters.focus
    own = [name for name in c.names if f".{focus}." in name and name in c]
    figures = [row for name in own if (row := c[name].observation) and row.indicator and not (row.account or row.actor)]
    finding = next((name for name in own if c[name].observation), next(iter(c), ""))
    return {
        "finding": finding,
        "claim": next(iter(d.verdicts), ""),
        "indicator": figures[0].indicator if figures else "",
        "entity": figures[0].entity if figures else focus,
        "pattern": finding.replace(f".{focus}.", ".{}."),
    }


MOST_NEWER = 3
"""So many newer figures are named; more are counted."""


def newer_said(c: Catalogue, finding: Finding) -> str:
    """Name the newest public figures where a declared finding rests on older ones, and how to take them."""
    if not c.declares(finding.id) or finding.quantity.unit in OF_A_FIGURE:
        return ""
    used: dict[Key, tuple[date, date]] = {}
    for leaf in finding.leaves():
        row = leaf.observation
        if row and row.period_end and (key := c.evidence.key_of(row.observation_id)):
            used[key] = max(used.get(key, (date.min, date.min)), (row.period_end, row.published))
    newer = []
    for (*names, account), latest in used.items():
        it = c.current(*names, account=account)
        if it.observation and (it.observation.period_end or date.min, it.observation.published) > latest:
            arguments = [*(f'"{name}"' for name in names if name), *([f'account="{account}"'] if account else [])]
            newer.append(f"{it.label}: {it.text}, d.figure({', '.join(arguments)})")
    if len(newer) > MOST_NEWER:
        return f"newest: {len(newer)} of the figures beneath have newer ones"
    return f"newest: {'; '.join(newer)}" if newer else ""


def is_yearly(points: list[Point]) -> bool:
    """Tell whether every period of a series is a year."""
    return all(point.period.isdecimal() for point in points)


def series_of(points: list[Point], name: str, each: str, yearly: bool) -> "pd.Series[float]":
    """Make a series of pandas: by year where each period is one, or else by the last day of each."""
    import pandas as pd

    number, unit = each_of(each).number if each else 1.0, points[0].finding.quantity.unit
    values = {(int(p.period) if yearly else pd.Timestamp(p.end)): p.finding.value / number for p in points}
    index = pd.Index(list(values), name="year" if yearly else "period_end")
    found = pd.Series(list(values.values()), index=index, name=name, dtype=float)
    noted = forecasts({"": points})
    found.attrs = {"unit": f"{each} {unit}".strip(), "source": frames.SOURCE, "values": sorted(set(found)), **noted}
    return found


def forecasts(found: "Mapping[str, list[Point]]") -> "dict[Hashable, Any]":
    """Note of which years the figures are forecasts or rest on one, by the names of whose figures they are."""
    of: dict[str, list[str]] = {}
    for who, points in found.items():
        if years := years_in_words(point.end.year for point in points if is_forecast(point.finding)):
            of.setdefault(years, []).append(who)
    told = "; ".join(f"{years} of {', '.join(of[years])}".removesuffix(" of ") for years in sorted(of))
    return {"note": f"Forecast: {told}."} if told else {}


def of_all(c: Catalogue, indicator: str, account: str = "") -> tuple[str, dict[str, list[Point]]]:
    """Find the series of an indicator for each country, region or firm that has it, and how all are named in one."""
    name = indicator if "." in indicator else ".".join(filter(None, (indicator, "{}", account)))
    code, _, rest = name.partition(".")
    who, _, said = rest.partition(" ")[0].partition(".")
    c.check_series(code, c.parameters.focus if "{}" in rest else who)
    if "{}" not in rest:
        raise UnknownNameError(
            f"{indicator!r} is one series, which d.series follows; d.wide takes {code} or {code}.{{}}"
        )
    keys = (actor or place for _, place, actor, whose in c.evidence.keys(code) if whose == said)
    return name, {who: series(c, name.replace("{}", who)) for who in dict.fromkeys(keys)}


Frame = TypeVar("Frame", bound="pd.DataFrame | pd.Series[float]")

PRINTED = (
    *("printed", "paragraph", "value", "low", "high", "unit", "statement", "qualifier", "entity", "entity_name"),
    *("actor", "actor_name", "indicator", "indicator_name", "period_start", "period_end", "note"),
)
"""The columns of the table of the article's own figures."""


class Dataset(OwnFigures):
    """What was known on a day: figures and findings by name, in tables of pandas, and side by side.

    `catalogue` holds every finding by name, and `verdicts` every verdict by claim. In the examples below, `d` is a
    made-up article about storks in Avonia (AVO) and Borduria (BOR), open as of 4 May 2020.

    Codes join the tables: `entity`, `actor`, `indicator`, `source_id` and `document_id` name a row of the table of that
    name, and names stand beside the codes. Days are days, and values stand in the base unit that `unit` names.
    """

    def __repr__(self) -> str:
        size = f"{self.catalogue.evidence.summary}, {len(self.catalogue):,} findings, {len(self.verdicts)} verdicts"
        return f"As known on {in_words(self.parameters.as_of)}: {size}"

    def _repr_html_(self) -> str:
        return contents(self)

    def __getitem__(self, name: str) -> Any:
        """Return a finding by any name of `findings.csv`, or the verdict on a claim.

        A finding that rests on older figures than there are now remarks on these.
        """
        if str(name) in self.catalogue.evidence.claims:
            return self.verdicts[str(name)]
        found = self.catalogue.named(str(name))
        return replace(found, remark=newer_said(self.catalogue, found) or found.remark)

    def __contains__(self, name: object) -> bool:
        try:
            return bool(self[str(name)])
        except (UnknownNameError, NotKnownError):
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    def _ipython_key_completions_(self) -> list[str]:
        """Offer the claims, the findings and the figures beneath them after `d["` and Tab."""
        return [*self.catalogue.evidence.claims_judged, *(finding.id for finding in self.catalogue.everything())]

    # -- tables of the dataset -----------------------------------------------------------------------------

    @property
    def article(self) -> "pd.DataFrame":
        """The article's own figures: what it printed, in which paragraph, and between which bounds that may lie.

        >>> d.article[["printed", "paragraph", "low", "high", "unit"]]
                 printed  paragraph    low   high   unit
        claim_id
        S01          120          1  115.0  125.0  nests
        """
        found = frames.article(self.catalogue.evidence).join(self.claims[["paragraph", "statement"]])
        return self._dated(found[list(PRINTED)].astype({"paragraph": int}))

    @property
    def claims(self) -> "pd.DataFrame":
        """Everything that the article says and that can be checked, in our own words, by claim.

        >>> d.claims.loc["S01", ["printed", "entity_name", "rule"]].tolist()
        ['120 nests', 'Avonia', 'count']
        """
        evidence, names = self.catalogue.evidence, frames.names(self.catalogue.evidence)
        rows = [frames.named(row | self._in_words(row), names) for row in evidence.claims.values()]
        numbered = ({**row, "paragraph": int(str(row["paragraph"])) if row["paragraph"] else None} for row in rows)
        return self._dated(frames.tidy(numbered, "claim_id").astype({"paragraph": "Int64"}))

    @property
    def verdicts(self) -> Verdicts:
        """The verdict on every claim: one by its name, `d.verdicts["S02"]`, and all of them as a table.

        >>> d.verdicts["S02"].outcome.value, d.verdicts.loc["S02", "verdict"]
        ('supported', 'supported')
        """
        return Verdicts(self.catalogue)

    @property
    def findings(self) -> "pd.DataFrame":
        """All findings as a table of pandas: value, bounds, unit, method, inputs, sources.

        Of a day the value is its ordinal, which `date.fromordinal` turns back; `printed` tells the day in words.

        >>> d.findings.loc["nests.AVO", "printed"]
        '118'
        """
        return self._dated(findings_frame(self.catalogue))

    @property
    def observations(self) -> "pd.DataFrame":
        """The tidy dataset as a table of pandas: every vintage, by every account, that was public by the day.

        So a year of a country may have several rows; `d.latest` has the latest vintage alone. `is_default` marks one of
        each figure: the latest vintage, of each series by the account that stands first in `accounts.csv`, and before
        all by none.

        >>> seen = d.observations
        >>> seen[(seen.indicator == "stork_nests") & (seen.entity == "AVO")].value.tolist()[-1]
        118.0
        """
        found = self._dated(frames.observations(self.catalogue.evidence))
        hint = "Every vintage by every account, so that a figure may have several rows; d.latest has the latest ones."
        found.attrs |= {"hint": hint, "rows": len(found)}
        return found

    @property
    def latest(self) -> "pd.DataFrame":
        """The latest vintage of each figure: one row for each indicator, entity, actor, account and period.

        What another document contradicts is left out. A `status` of F is a forecast, and `is_default` marks the account
        that is preferred.

        >>> nests = d.latest.query("indicator == 'stork_nests'")
        >>> nests.pivot(index="year", columns="entity", values="value").loc[2019].to_dict()
        {'AVO': 118.0, 'BOR': 75.0}
        """
        evidence = self.catalogue.evidence
        return self._dated(frames.observations(evidence, evidence.newest_vintages))

    @property
    def events(self) -> "pd.DataFrame":
        """What was decided, begun, changed and given up, as far as it was public: a row for each event."""
        return self._dated(frames.events(self.catalogue.evidence))

    @property
    def exchange_rates(self) -> "pd.DataFrame":
        """Every exchange rate that was public: what one unit of `base` cost on a day, in `unit`."""
        return self._dated(frames.exchange_rates(self.catalogue.evidence))

    @property
    def entities(self) -> "pd.DataFrame":
        """The countries and regions, by code.

        >>> d.entities["name"].to_dict()
        {'AVO': 'Avonia', 'BOR': 'Borduria'}
        """
        return self._dated(frames.entities(self.catalogue.evidence))

    @property
    def actors(self) -> "pd.DataFrame":
        """The firms and projects, by code."""
        return self._dated(frames.actors(self.catalogue.evidence))

    @property
    def indicators(self) -> "pd.DataFrame":
        """What is measured, by code: name, unit, which direction is better, and definition."""
        return self._dated(frames.indicators(self.catalogue.evidence))

    def find(self, words: str) -> "pd.DataFrame":
        """Find indicators by words of their id, name, definition or publisher, the best first.

        >>> d.find("stork")
                               name   unit  economies      years accounts
        indicator
        stork_nests  Nests of storks  nests          2  2018–2019

        Beginnings of words are enough. Where nothing has all words, those with most are returned. `accounts` are what
        `account` of `figure`, `series` and `wide` can be. Raises `UnknownNameError` if nothing has any of the words.
        """
        return self._dated(find_indicators(self.catalogue.evidence, str(words)))

    @property
    def sources(self) -> "pd.DataFrame":
        """Whose figures these are, by code, with the terms under which they may be used."""
        return self._dated(frames.sources(self.catalogue.evidence))

    @property
    def documents(self) -> "pd.DataFrame":
        """Every document, by code: title, address, and how close it is to the maker of the figures.

        At an earlier day it holds what had been published by then, and in what anything known then was read later.
        """
        return self._dated(frames.documents(self.catalogue.evidence))

    def trace(self, it: Finding | Verdict | str) -> Trace:
        """Show how a number was made, down to where its figures were seen; of a verdict, on what it rests.

        >>> d.trace(d["nests.AVO"] / d["nests.BOR"]).splitlines()[0]
        'ratio(nests.AVO,nests.BOR) = 1.57'
        """
        return trace(it, self.catalogue)

    # -- over time -----------------------------------------------------------------------------------------

    def series(self, indicator: str, entity: str = "", account: str = "", each: str = "") -> "pd.Series[float]":
        """Follow a figure over time: of each period the latest vintage that was public on the day.

        >>> d.series("stork_nests", "BOR").to_dict()
        {2018: 70.0, 2019: 75.0}

        Without `entity` it is that of the country in focus; a firm or project may stand in its place. Or name all that
        is wanted, as a table by period does: "stork_nests.AVO / people.AVO" is a share, "stork_nests.AVO first" has
        the first vintages, "USD.JPY mean" yearly means of a rate. With each="billion" it counts billions. The unit
        stands in `attrs`, and in `attrs["note"]` which of the periods are forecasts; `d.observations` has the `status`
        of each figure.
        """
        name = str(indicator) if "." in str(indicator) else self._named(indicator, entity, account)
        points = series(self.catalogue, name)
        if not points:
            hint = "" if set(name) & {" ", "/"} else elsewhere(self.catalogue, name)
            raise NotKnownError(f"{indicator} of {name.partition('.')[2] or 'anybody'} over time{hint}")
        return self._dated(series_of(points, name, each, is_yearly(points)))

    def wide(self, indicator: str, account: str = "", each: str = "") -> "pd.DataFrame":
        """Set a figure side by side: a row for each period, a column for each country, region or firm that has it.

        >>> d.wide("stork_nests")
        entity    AVO   BOR
        year
        2018     98.0  70.0
        2019    118.0  75.0

        Of each period it is the latest vintage that was public on the day. `indicator` may be a series with braces for
        the country, as in "stork_nests.{} / people.{}". Which of the figures are forecasts stands in `attrs["note"]`,
        and beneath the table where `exhibit` shows it.
        """
        import pandas as pd

        if account and "." not in indicator:
            self._named(indicator, "", account)  # which refuses an unknown account
        name, found = of_all(self.catalogue, indicator, account)
        yearly = all(map(is_yearly, found.values()))
        columns = {who: series_of(points, who, each, yearly) for who, points in found.items() if points}
        if not columns:
            one = name.partition(" ")[0].replace("{}", self.parameters.focus)
            raise NotKnownError(f"{indicator} over time{elsewhere(self.catalogue, one)}")
        frame = pd.concat(columns, axis=1, sort=True)
        units = {who: one.attrs["unit"] for who, one in columns.items()}
        noted = forecasts({self.catalogue.name(who): points for who, points in found.items()})
        whose = (source for points in found.values() for point in points for source in point.finding.sources)
        noted["sources"] = list(dict.fromkeys(whose))
        frame.attrs = {"indicator": indicator, "unit": units, "values": sorted(set().union(*columns.values())), **noted}
        return self._dated(frame.rename_axis(columns="entity"))

    def vintages(self, indicator: str, entity: str = "", account: str = "") -> "pd.DataFrame":
        """Follow how a figure was revised: a row for each period, a column for each day on which one became public.

        >>> d.vintages("stork_nests", "AVO")
        stork_nests.AVO, published  2018-11-01  2019-11-01
        year
        2018                              98.0         NaN
        2019                               NaN       118.0
        """
        import pandas as pd

        name = self._named(indicator, entity, account)
        _, place, actor, said = key_of(self.catalogue, name)
        rows = self.catalogue.evidence.vintages(indicator, place, actor, account=said)
        by_day: dict[date, list[Point]] = {}
        for row in rows:
            if row.period_end:
                by_day.setdefault(row.published, []).append(Point(row.period, row.period_end, self.catalogue.row(row)))
        if not by_day:
            raise NotKnownError(f"{indicator} of {name.partition('.')[2]} over time{elsewhere(self.catalogue, name)}")
        yearly = all(map(is_yearly, by_day.values()))
        columns = {pd.Timestamp(day): series_of(by_day[day], indicator, "", yearly) for day in sorted(by_day)}
        frame = pd.concat(columns, axis=1, sort=True).rename_axis(columns=f"{name}, published")
        return self._dated(frame)

    def _dated(self, frame: Frame) -> Frame:
        """Let a table carry the day of knowledge that it is of, so that no report of an earlier day shows it."""
        frame.attrs |= {"source": frames.SOURCE, "as_of": self.parameters.as_of.isoformat()}
        return frame

    def _named(self, indicator: str, entity: str, account: str) -> str:
        """Name a series; without an entity it is that of the country in focus."""
        whose = entity or self.parameters.focus
        self.catalogue.check_series(indicator, whose)
        accounts = [it for *_, it in self.catalogue.evidence.keys(indicator)]
        if account and account not in accounts:
            known = f"its accounts are {named}" if (named := accounts_in_words(accounts)) else "leave account out"
            raise UnknownNameError(f"{account!r} is not an account of {indicator}; {known}")
        return ".".join(filter(None, (indicator, whose, account)))

    def _in_words(self, claim: dict[str, str]) -> dict[str, str]:
        """Fill the places of a claim's sentences; one whose evidence was not public yet is empty."""
        w = Writer(self.catalogue)
        return {column: w.sentences([claim[column]], PLAIN) for column in TYPED}

    # -- single figures and comparisons --------------------------------------------------------------------

    def figure(self, indicator: str, entity: str, actor: str = "", *, account: str = "", year: int = 0) -> Finding:
        """Take a figure from the dataset: that of a year, or the latest whose period had ended.

        >>> d.figure("stork_nests", "AVO", year=2018).text
        '98'
        >>> d.figure("stork_nests", "AVO")
        Nests of storks, Avonia, 2019: 118 (bounds exact; nests; obs.stork_nests.AVO.2019.2019-11-01)

        The same holds of `compare` and of all figures of your own: of the periods that had ended on the day of
        knowledge the last one counts, unless `year` names another. Raises `UnknownNameError` for an indicator or entity
        that the dataset does not have, and `NotKnownError` where it has no such figure that was public on the day.
        """
        try:
            if year:
                return self.catalogue.observe(indicator, entity, actor, account=account, year=year)
            return self.catalogue.current(indicator, entity, actor, account=account)
        except NotKnownError:
            name = self._named(indicator, actor or entity, account)
            what = f"no value of {indicator} for {actor or entity}{f' in {year}' if year else ''}"
            raise NotKnownError(f"{what}{elsewhere(self.catalogue, name)}") from None

    def rate(self, base: str, quote: str, day: date | str) -> Finding:
        """Take the exchange rate of a day, or of the last working day before it, from the source of the study.

        Where that has none, another source that quotes the pair is taken, and named. Raises `UnknownNameError` for a
        currency without rates.
        """
        evidence, fixing = self.catalogue.evidence, self.catalogue.study.fixing
        if fixing is None:
            raise NotKnownError("a rate: the study has no daily exchange rates")
        for currency in (base, quote):
            if currency not in (known := evidence.rates.currencies):
                names = {it: CURRENCIES.get(it, it) for it in known}
                hint = nearest(currency, known, f"there are rates of {', '.join(known)}", names)
                raise UnknownNameError(f"no rates of {currency!r}{hint}")
        try:
            wanted = date.fromisoformat(str(day).removesuffix(MIDNIGHT))
        except ValueError:
            raise ParameterError(f"{str(day)[:40]!r} is not a day, such as 2024-04-12") from None
        try:
            return fixing(self.catalogue, base, quote, wanted)
        except NotKnownError:
            for source in evidence.rates.sources_of(base, quote):
                with suppress(NotKnownError):
                    what = f"{price(base, quote)}, {evidence.sources[source]['publisher']}, rate"
                    return self.catalogue.rate(base, quote, wanted, source, what)
            raise

    def compare(self, name: str, per: str = "", each: str = "", year: int = 0) -> Comparison:
        """Set one finding side by side for all economies chosen; `name` has braces for the country: rank.{}.

        >>> d.compare("nests.{}")
        Nests of storks, 2019 (nests)
        Avonia, 2019: 118
        Borduria, 2019: 75

        It may also be an indicator of the dataset or a series of it: then it is the figure of the `year`, or the newest
        as of `figure`. With `per` it is divided by another one, and with `each` told for so many of these, such as a
        million people; of two series that is of the latest year of which both have a figure.

        >>> d.compare("stork_nests", per="people.{}", each="million").frame["value"].round(1).to_dict()
        {'Avonia': 295.0, 'Borduria': 178.6}

        Raises `UnknownNameError` for a name that nothing computes, and `TemplateError` for a year without figures.
        """
        c = self.catalogue
        found, below = of_each_pair(c, name, per, year) if per else (of_each(c, name, year), {})
        known = {e: one for e, one in found.items() if one and (e in below or not per)}
        above = {c.name(e): by.per(one, below[e], each or None) if per else one for e, one in known.items()}
        missing = tuple(c.name(e) for e in found if e not in known)
        codes = {c.name(e): e for e in known}
        return Comparison(above, missing, codes, self.parameters.as_of)

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        A heading says of which year the figures of its column are; one of another year has that behind it. An economy
        or a column of which nothing was known on the day is left out. Raises `UnknownNameError` for an unknown name.
        """
        measured, economies, behind, remark = self._measured(columns)
        cells = zip(economies, zip(*measured.values(), strict=True), strict=True)
        rows = [[f"{{name:{economy}}}", *found] for economy, found in cells]
        heads, behind = ["", *measured], ["", *behind]
        return tables.make(self.pen, label, caption, heads, rows, source, behind=behind, remark=remark)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table turned round: one row for each thing measured, and one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests, 2019  118  75
        """
        measured, economies, behind, remark = self._measured(rows)
        names = [self.catalogue.evidence.entities[e]["name"] for e in economies]
        heads = [(heading, Verbatim(more)) if more else heading for heading, more in zip(measured, behind, strict=True)]
        cells: list[list[Cell]] = [[head, *found] for head, found in zip(heads, measured.values(), strict=True)]
        return tables.make(self.pen, label, caption, ["", *names], cells, source, remark=remark)

    def _measured(
        self, names: dict[str, str]
    ) -> tuple[dict[str, list[Finding | None]], list[str], list[str], Callable[[Finding], str]]:
        """Find measures by their headings, each for the economies of which any is known.

        Returns them with these economies, with the year that most figures of each are of, as words behind its heading,
        and with a function that writes the year behind a figure of another one.
        """
        by_heading = {heading: by_economy(self.catalogue, name) for heading, name in names.items()}
        economies = [e for e in self.parameters.economies if any(e in known for known in by_heading.values())]
        measured = {heading: [known.get(e) for e in economies] for heading, known in by_heading.items() if known}
        found = [[it for it in row if it] for row in measured.values()]
        usual = [newest_and_most(row) for row in found]
        others = {
            f.id: f", {years(f)}" for row, most in zip(found, usual, strict=True) for f in row if years(f) != most
        }
        behind = [f", {most}" if most else "" for most in usual]
        return measured, economies, behind, lambda f: f"{others.get(f.id, '')}{forecast_marked(f)}"

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        A series of which nothing was known on the day is left out; without any there is no table. Raises
        `UnknownNameError` for an unknown series.
        """
        found = {heading: series(self.catalogue, name) for heading, name in columns.items()}
        found = {heading: points for heading, points in found.items() if points}
        if not found:
            return None
        rows: list[list[Cell]] = [
            [Verbatim(period_in_words(period)), *cells] for period, cells in periods(list(found.values()))
        ]
        return tables.make(self.pen, label, caption, ["", *found], rows, source)

    def of_economies(self, name: str, without: str = "") -> dict[str, str]:
        """Name a series for every economy chosen, by the name of the country; `name` has braces: labour_force.{}.

        >>> d.of_economies("stork_nests.{}")
        {'Avonia': 'stork_nests.AVO', 'Borduria': 'stork_nests.BOR'}

        `without` names one that would dwarf all others; in focus it stays.
        """
        entities, focus = self.catalogue.evidence.entities, self.parameters.focus
        chosen = [e for e in self.parameters.economies if e != without or e == focus]
        return {entities[e]["name"]: with_braces(name).replace("{}", e) for e in chosen}
