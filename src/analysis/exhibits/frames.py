"""The dataset as an analyst reads it: each table as one of pandas, and figures as series over time."""

from typing import TYPE_CHECKING, TypeVar

from analysis.errors import nearest
from analysis.evidence import NotKnown, frames
from analysis.exhibits.as_made import AsMade
from analysis.exhibits.asked import asked, chosen_in
from analysis.exhibits.over_time import forecasts, is_yearly, of_all, series_of
from analysis.exhibits.page import Page
from analysis.exhibits.prose import PLAIN, TYPED, Writer
from analysis.exhibits.trace import Traced, traced
from analysis.exhibits.unknown import other_accounts
from analysis.exhibits.verdicts import Verdicts
from analysis.findings import Finding, UnknownFinding, Verdict
from analysis.findings.series import Point, elsewhere, key_of, series
from analysis.findings.tables import findings_frame

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

Frame = TypeVar("Frame", bound="pd.DataFrame | pd.Series[float]")

PRINTED = (
    *("printed", "paragraph", "value", "low", "high", "unit", "statement", "qualifier", "entity", "entity_name"),
    *("actor", "actor_name", "indicator", "indicator_name", "period_start", "period_end", "note"),
)
"""The columns of the table of the article's own figures."""


@asked
class Frames(Page):
    """All tables of the dataset, as far as they were public on the day of knowledge.

    Codes join them: `entity`, `actor`, `indicator`, `source_id` and `document_id` name a row of the table of that
    name, and names stand beside the codes. Days are days, and values stand in the base unit that `unit` names.
    """

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

        So a year of a country may have several rows. `is_default` marks one of each figure: the newest vintage, of each
        series by the account that stands first in `accounts.csv`, and before all by none.

        >>> seen = d.observations
        >>> seen[(seen.indicator == "stork_nests") & (seen.entity == "AVO")].value.tolist()[-1]
        118.0
        """
        return self._dated(frames.observations(self.catalogue.evidence))

    @property
    def latest(self) -> "pd.DataFrame":
        """The newest vintage of each figure: one row for each indicator, entity, actor, account and period.

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

    @property
    def sources(self) -> "pd.DataFrame":
        """Whose figures these are, by code, with the terms under which they may be used."""
        return self._dated(frames.sources(self.catalogue.evidence))

    @property
    def documents(self) -> "pd.DataFrame":
        """Every document, by code: title, address, and how near it is to whoever made the figures.

        At an earlier day it holds what had been published by then, and in what anything known then was read later.
        """
        return self._dated(frames.documents(self.catalogue.evidence))

    def trace(self, it: Finding | Verdict | str) -> Traced:
        """Show how a number was made, down to where its figures were seen; of a verdict, on what it rests.

        >>> d.trace(d["nests.AVO"] / d["nests.BOR"]).splitlines()[0]
        'ratio(nests.AVO,nests.BOR) = 1.57'
        """
        return traced(it, self.catalogue)

    # -- over time -----------------------------------------------------------------------------------------

    def series(self, indicator: str, entity: str = "", account: str = "", each: str = "") -> "pd.Series[float]":
        """Follow a figure over time: of each period the newest vintage that was public on the day.

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
            raise NotKnown(f"{indicator} of {name.partition('.')[2] or 'anybody'} over time{hint}")
        return self._dated(series_of(points, name, each, is_yearly(points)))

    def wide(self, indicator: str, account: str = "", each: str = "") -> "pd.DataFrame":
        """Set a figure side by side: a row for each period, a column for each country, region or firm that has it.

        >>> d.wide("stork_nests")
        entity    AVO   BOR
        year
        2018     98.0  70.0
        2019    118.0  75.0

        Of each period it is the newest vintage that was public on the day. `indicator` may be a series with braces for
        the country, as in "stork_nests.{} / people.{}". Which of the figures are forecasts stands in `attrs["note"]`,
        and beneath the table where `exhibit` shows it; `attrs["hint"]` says whose account has more countries.
        """
        import pandas as pd

        if not isinstance(indicator, str) or account in self.catalogue.evidence.indicators:
            raise UnknownFinding("d.wide takes one indicator; take a table of each, and join them with pd.concat")
        if account and "." not in indicator:
            self._named(indicator, "", account)  # which refuses an account that there is not
        name, found = of_all(self.catalogue, indicator, account)
        yearly = all(map(is_yearly, found.values()))
        columns = {who: series_of(points, who, each, yearly) for who, points in found.items() if points}
        if not columns:
            one = name.partition(" ")[0].replace("{}", self.parameters.focus)
            raise NotKnown(f"{indicator} over time{elsewhere(self.catalogue, one)}")
        frame = pd.concat(columns, axis=1, sort=True)
        units = {who: one.attrs["unit"] for who, one in columns.items()}
        noted = forecasts({self.catalogue.name(who): points for who, points in found.items()})
        if hint := other_accounts(self.catalogue, name):
            noted["hint"] = hint
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
            raise NotKnown(f"{indicator} of {name.partition('.')[2]} over time{elsewhere(self.catalogue, name)}")
        yearly = all(map(is_yearly, by_day.values()))
        columns = {pd.Timestamp(day): series_of(by_day[day], indicator, "", yearly) for day in sorted(by_day)}
        frame = pd.concat(columns, axis=1, sort=True).rename_axis(columns=f"{name}, published")
        return self._dated(frame)

    def _dated(self, frame: Frame) -> Frame:
        """Let a table carry the day of knowledge that it is of, so that no report of an earlier day shows it."""
        frame.attrs |= {"source": frames.SOURCE, "as_of": self.parameters.as_of.isoformat()}
        frame.attrs["made"] = AsMade(frame)
        return frame

    def _named(self, indicator: str, entity: str, account: str) -> str:
        """Name a series; without an entity it is that of the country in focus."""
        whose = entity or self.parameters.focus
        if str(account).isdecimal():
            raise UnknownFinding(f"{account} is no account; of a year there is d.figure(…, year={account}), or .loc")
        self.catalogue.check_series(indicator, whose)
        if account and account not in self.catalogue.evidence.accounts:
            keys = self.catalogue.evidence.keys(indicator)
            said = [it for _, place, actor, it in keys if it and whose in (place, actor)]
            there = f"accounts of {indicator}.{whose} are {', '.join(said)}" if said else "leave it out"
            is_place = account in self.catalogue.evidence.entities
            hint = f"; {chosen_in(self)}" if is_place else nearest(account, said, there)
            raise UnknownFinding(f"{account!r} is no account{hint}")
        return ".".join(filter(None, (indicator, whose, account)))

    def _in_words(self, claim: dict[str, str]) -> dict[str, str]:
        """Fill the places of a claim's sentences; one whose evidence was not public yet is empty."""
        w = Writer(self.catalogue)
        return {column: w.sentences([claim[column]], PLAIN) for column in TYPED}
