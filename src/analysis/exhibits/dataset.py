"""The dataset as known on a day, with every finding and verdict: to be looked at, calculated with and tabulated."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from analysis.errors import AnalysisError, meant
from analysis.evidence import NotKnown
from analysis.evidence.observations import spans
from analysis.exhibits import tables, unknown
from analysis.exhibits.asked import NotTaken, asked, chosen_in, mapping
from analysis.exhibits.comparison import Comparison
from analysis.exhibits.contents import contents
from analysis.exhibits.frames import Frames
from analysis.exhibits.heads import refuse_other_unit
from analysis.exhibits.naming import refuse_swapped
from analysis.exhibits.own_figures import OwnFigures
from analysis.exhibits.page import in_words
from analysis.exhibits.selection import by_economy, of_each, of_each_pair, with_braces
from analysis.exhibits.tables import Cell, Table, Verbatim
from analysis.findings import Finding, UnknownFinding
from analysis.findings import arithmetic as by
from analysis.findings.formats import CURRENCIES, price
from analysis.findings.parameters import MIDNIGHT
from analysis.findings.periods import forecast_marked, newest_and_most, years
from analysis.findings.series import elsewhere, periods, series
from analysis.findings.sway import vouch


class UnknownRate(AnalysisError, LookupError):
    """A rate was asked for of a currency without rates, or of a day that is none."""


@asked
class Dataset(OwnFigures, Frames):
    """What was known on a day: figures and findings by name, in tables of pandas, and side by side.

    `catalogue` holds every finding by name, and `verdicts` every verdict by claim. In the examples below, `d` is a
    made-up article about storks in Avonia (AVO) and Borduria (BOR), open as of 4 May 2020.
    """

    def __repr__(self) -> str:
        return f"As known on {in_words(self.parameters.as_of)}: {self._size}"

    def _repr_html_(self) -> str:
        return contents(self)

    def __getitem__(self, name: str) -> Any:
        """Return a finding by any name of `findings.csv`, or the verdict on a claim."""
        if str(name) in self.catalogue.evidence.claims:
            return self.verdicts[str(name)]
        try:
            return self.catalogue.named(str(name))
        except UnknownFinding as fault:
            raise unknown.no_finding(self.catalogue, name, fault) from None

    def __contains__(self, name: object) -> bool:
        try:
            return bool(self[str(name)])
        except (UnknownFinding, NotKnown):
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    def _ipython_key_completions_(self) -> list[str]:
        """Offer the claims, the findings and the figures beneath them after `d["` and Tab."""
        return [*self.catalogue.evidence.claims_judged, *(finding.id for finding in self.catalogue.everything())]

    @property
    def _size(self) -> str:
        return f"{self.catalogue.evidence.summary}, {len(self.catalogue):,} findings, {len(self.verdicts)} verdicts"

    def figure(self, indicator: str, entity: str, actor: str = "", *, account: str = "", year: int = 0) -> Finding:
        """Take a figure from the dataset: that of a year, or the newest that is no forecast of a time to come.

        >>> d.figure("stork_nests", "AVO", year=2018).text
        '98'
        >>> d.figure("stork_nests", "AVO")
        Nests of storks, Avonia, 2019: 118 (bounds exact; nests; obs.stork_nests.AVO.2019.2019-11-01)

        The same holds of `compare` and of all figures of your own: of the periods that had ended on the day of
        knowledge the last one counts, unless `year` names another. Raises `UnknownFinding` for an indicator or entity
        that the dataset does not have, and `NotKnown` where it has no such figure that was public on the day.
        """
        if str(actor).isdecimal():
            raise UnknownFinding(f"{actor} is no firm or project; a year is given by its name, as year={actor}")
        try:
            if year:
                return self.catalogue.observe(indicator, entity, actor, account=account, year=year)
            return self.catalogue.current(indicator, entity, actor, account=account)
        except NotKnown as unknown:
            if self.catalogue.evidence.vintages(indicator, entity, actor, account=account):
                raise NotKnown(f"{unknown}{self._by_others(indicator, entity, actor, account)}") from None
            name = ".".join(filter(None, (indicator, actor or entity, account)))
            raise NotKnown(f"{unknown}{elsewhere(self.catalogue, name)}") from None

    def _by_others(self, indicator: str, entity: str, actor: str, account: str) -> str:
        """Say of which periods other accounts have figures, where the one that was asked has none of a period."""
        evidence = self.catalogue.evidence
        keys = [key for key in evidence.keys(indicator) if key[1:3] == (entity, actor) and key[3] != account]
        known = [(said, evidence.series(indicator, entity, actor, account=said)) for *_, said in keys]
        return "".join(f'; account="{said}" has {spans(rows)}' for said, rows in known if rows)

    def rate(self, base: str, quote: str, day: date | str) -> Finding:
        """Take the exchange rate of a day, or of the last working day before it, from the source of the study.

        Where that has none, another source that quotes the pair is taken, and named. Raises `UnknownRate` for a
        currency without rates, or a day that is none.
        """
        if self.catalogue.study.fixing is None:
            raise NotKnown("a rate: the study has no daily exchange rates")
        known = self.catalogue.evidence.rates.currencies
        for currency in (base, quote):
            if currency not in known:
                hint = meant(currency, {it: CURRENCIES.get(it, it) for it in known})
                raise UnknownRate(f"no rates of {currency!r}{hint or '; there are rates of ' + ', '.join(known)}")
        try:
            asked = date.fromisoformat(str(day).removesuffix(MIDNIGHT))
        except ValueError:
            raise UnknownRate(f"{str(day)[:40]!r} is not a day, such as 2024-04-12") from None
        try:
            return vouch(self.catalogue.study.fixing(self.catalogue, base, quote, asked))
        except NotKnown:
            if found := self._rate_elsewhere(base, quote, asked):
                return found
            if (first := self.catalogue.evidence.rates.first_of(base, quote)) > asked.isoformat():
                raise NotKnown(f"{base}/{quote} on {asked}: the first is of {first}") from None
            raise

    def _rate_elsewhere(self, base: str, quote: str, day: date) -> Finding | None:
        """Take the rate of a day from another source than that of the study, which is named in what the rate is."""
        evidence = self.catalogue.evidence
        for source in evidence.rates.sources_of(base, quote):
            with suppress(NotKnown):
                what = f"{price(base, quote)}, {evidence.sources[source]['publisher']}, rate"
                return self.catalogue.rate(base, quote, day, source, what)
        return None

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

        Raises `UnknownFinding` for a name that nothing computes, and `UnfitFigure` for a year without figures.
        """
        if not isinstance(per, str):
            raise NotTaken(f"d.compare: per is the name of an indicator or finding; {chosen_in(self)}")
        if each and not per:
            raise NotTaken(f"d.compare: each={each!r} is of what per names, which was not given")
        c = self.catalogue
        found, below = of_each_pair(c, name, per, year) if per else (of_each(c, name, year), {})
        known = {e: one for e, one in found.items() if one and (e in below or not per)}
        above = {c.name(e): by.per(one, below[e], each or None) if per else one for e, one in known.items()}
        missing = tuple(c.name(e) for e in found if e not in known)
        codes = {c.name(e): e for e in known}
        return Comparison(above, unknown.other_accounts(c, [name, per]), missing, codes, self.parameters.as_of)

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        A heading says of which year the figures of its column are; one of another year has that behind it. An economy
        or a column of which nothing was known on the day is left out. Raises `UnknownFinding` for an unknown name.
        """
        headings, economies, found = self._found(mapping("columns", columns))
        rows = [[f"{{name:{e}}}", *(found[e, heading] for heading in headings)] for e in economies]
        behind, remark = _dated([[found[e, heading] for e in economies] for heading in headings])
        heads, behind = ["", *headings], ["", *behind]
        return tables.make(self.pen, label, caption, heads, rows, source, behind=behind, remark=remark)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table turned round: one row for each thing measured, and one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests, 2019  118  75
        """
        headings, economies, found = self._found(mapping("rows", rows))
        names = [self.catalogue.evidence.entities[e]["name"] for e in economies]
        measured = [[found[e, heading] for e in economies] for heading in headings]
        behind, remark = _dated(measured)
        heads = [(heading, Verbatim(more)) if more else heading for heading, more in zip(headings, behind, strict=True)]
        cells: list[list[Cell]] = [[head, *row] for head, row in zip(heads, measured, strict=True)]
        return tables.make(self.pen, label, caption, ["", *names], cells, source, sortable=False, remark=remark)

    def _found(self, names: dict[str, str]) -> tuple[list[str], list[str], dict[tuple[str, str], Finding | None]]:
        """Return of which measures and economies anything was known, and what of each pair."""
        economies = self.parameters.economies
        all_known = {heading: by_economy(self.catalogue, name) for heading, name in names.items()}
        for heading, known_of in all_known.items():
            refuse_other_unit(heading, list(known_of.values()))
        found = {(e, heading): known.get(e) for e in economies for heading, known in all_known.items()}
        known = {pair for pair, finding in found.items() if finding}
        headings = [heading for heading in names if any((e, heading) in known for e in economies)]
        return headings, [e for e in economies if any((e, heading) in known for heading in headings)], found

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        A series of which nothing was known on the day is left out; without any there is no table. An unknown raises.
        """
        for heading, name in mapping("columns", columns).items():
            refuse_swapped(self.catalogue, heading, name)
        found = {heading: series(self.catalogue, name) for heading, name in columns.items()}
        found = {heading: points for heading, points in found.items() if points}
        if not found:
            return None
        rows: list[list[Cell]] = [[Verbatim(_said(period)), *cells] for period, cells in periods(list(found.values()))]
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


def _dated(measured: list[list[Finding | None]]) -> tuple[list[str], Callable[[Finding], str]]:
    """Say behind each measure of which year most of its figures are, and behind a figure of another year of which."""
    known = [[finding for finding in row if finding] for row in measured]
    most = [newest_and_most(row) for row in known]
    others = {f.id: f", {years(f)}" for row, usual in zip(known, most, strict=True) for f in row if years(f) != usual}
    behind = [f", {usual}" if usual else "" for usual in most]
    return behind, lambda finding: f"{others.get(finding.id, '')}{forecast_marked(finding)}"


def _said(period: str) -> str:
    """Write a period the way a reader says it: a day in words, a year as it is."""
    return in_words(date.fromisoformat(period)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else period
