"""The dataset as known on a day, with every finding and verdict: to be looked at, calculated with and tabulated."""

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from analysis.errors import nearest
from analysis.evidence import NotKnown
from analysis.exhibits import tables
from analysis.exhibits.comparison import Comparison
from analysis.exhibits.page import Page, in_words
from analysis.exhibits.tables import Cell, Table, Verbatim
from analysis.findings import Finding, UnknownFinding
from analysis.findings.series import periods, series
from analysis.findings.tables import findings_frame, verdicts_frame

if TYPE_CHECKING:
    import pandas as pd

CONTENTS = {
    "d.observations": "the tidy dataset, a table of pandas",
    "d.findings": "every finding, a table of pandas",
    "d.judgements": "every verdict, a table of pandas",
    'd["{finding}"]': "one finding; Tab completes the name",
    'd.verdicts["{claim}"]': "one verdict, with its evidence",
    'd.figure("{indicator}", "{entity}")': "a figure from the dataset, to calculate with",
    'd.compare("{pattern}")': "one finding for every country chosen",
    'd.say("It was {{{finding}}}.")': "a sentence whose numbers lead to their origin",
}
"""Where to look in an open report, shown when it is asked for itself, with names from the report at hand."""


class Dataset(Page):
    """What was known on a day: figures and findings by name, in tables of pandas, and side by side.

    `catalogue` holds every finding by name, and `verdicts` every verdict by claim. In the examples below, `d` is a
    made-up article about storks in Avonia (AVO) and Borduria (BOR), open as of 4 May 2020.
    """

    def __repr__(self) -> str:
        return f"As known on {in_words(self.parameters.as_of)}: {self._size}"

    def _repr_html_(self) -> str:
        """Show in a notebook what there is and under which names it is found."""
        names = {name: html.escape(example) for name, example in self._examples().items()}
        cell = "<td style='text-align:left'>"
        shown = "".join(
            f"<tr>{cell}<code>{code.format(**names)}</code></td>{cell}{words}</td></tr>"
            for code, words in CONTENTS.items()
        )
        return f"<div>{html.escape(repr(self))}<table><tbody>{shown}</tbody></table></div>"

    def _examples(self) -> dict[str, str]:
        """Choose names that this report knows: a finding of the country in focus, its figure, and a claim."""
        c, focus = self.catalogue, self.parameters.focus
        own = [name for name in c.names if f".{focus}." in name and name in c]
        figures = [row for name in own if (row := c[name].observation)]
        finding = next((name for name in own if c[name].observation), next(iter(c), ""))
        return {
            "finding": finding,
            "claim": next(iter(self.verdicts), ""),
            "indicator": figures[0].indicator if figures else "",
            "entity": figures[0].entity if figures else focus,
            "pattern": finding.replace(f".{focus}.", ".{}."),
        }

    def __contains__(self, name: object) -> bool:
        return name in self.catalogue

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue)

    @property
    def _size(self) -> str:
        return f"{self.catalogue.evidence.summary}, {len(self.catalogue):,} findings, {len(self.verdicts)} verdicts"

    def figure(self, indicator: str, entity: str, actor: str = "", *, account: str = "", year: int = 0) -> Finding:
        """Take a figure from the dataset: the newest before the article, or the one of a year.

        >>> d.figure("stork_nests", "AVO", year=2018).text
        '98'

        Raises `UnknownFinding` for an indicator or entity that the dataset does not have, and `NotKnown` where it has
        no such figure that was public on the day of knowledge.
        """
        self.catalogue.check_series(indicator, entity)
        return self.catalogue.observe(indicator, entity, actor, account=account, year=year)

    def rate(self, base: str, quote: str, day: date | str) -> Finding:
        """Take the exchange rate of a day, or of the last working day before it, from the source of the study."""
        if self.catalogue.study.fixing is None:
            raise NotKnown("a rate: the study has no daily exchange rates")
        return self.catalogue.study.fixing(self.catalogue, base, quote, date.fromisoformat(str(day)))

    def compare(self, name: str) -> Comparison:
        """Set one finding side by side for all economies chosen; `name` has braces for the country: rank.{}.

        >>> d.compare("nests.{}")
        Avonia: 118
        Borduria: 75

        Raises `UnknownFinding` for a name that no rule computes for any economy.
        """
        self._declared(name)
        found = {e: self.catalogue.get(_of(name, e)) for e in self.parameters.economies}
        names = {e: self.catalogue.evidence.entities[e]["name"] for e in found}
        return Comparison({names[e]: finding for e, finding in found.items() if finding})

    @property
    def findings(self) -> "pd.DataFrame":
        """All findings as a table of pandas: value, bounds, unit, method, inputs, sources.

        >>> d.findings.loc["nests.AVO", "printed"]
        '118'
        """
        return findings_frame(self.catalogue)

    @property
    def judgements(self) -> "pd.DataFrame":
        """All verdicts as a table of pandas: verdict, rule, margin, and in how many specifications it holds.

        >>> d.judgements.loc["S02", "verdict"]
        'supported'
        """
        return verdicts_frame(self.verdicts)

    @property
    def observations(self) -> "pd.DataFrame":
        """The tidy dataset as a table of pandas: every figure that was public on the day of knowledge.

        >>> seen = d.observations
        >>> seen[(seen.indicator == "stork_nests") & (seen.entity == "AVO")].value.tolist()[-1]
        118.0
        """
        return self.catalogue.evidence.frame()

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        An economy or a column of which nothing was known on the day is left out. Raises `UnknownFinding` for a
        name that no rule computes for any economy.
        """
        headings, economies, found = self._found(columns)
        rows = [[f"{{name:{e}}}", *(found[e, heading] for heading in headings)] for e in economies]
        return tables.make(self.pen, label, caption, ["", *headings], rows, source)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table turned round: one row for each thing measured, and one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests  118  75
        """
        headings, economies, found = self._found(rows)
        names = [self.catalogue.evidence.entities[e]["name"] for e in economies]
        cells = [[heading, *(found[e, heading] for e in economies)] for heading in headings]
        return tables.make(self.pen, label, caption, ["", *names], cells, source, sortable=False)

    def _found(self, names: dict[str, str]) -> tuple[list[str], list[str], dict[tuple[str, str], Finding | None]]:
        """Return of which measures and economies anything was known, and what of each pair."""
        for name in names.values():
            self._declared(name)
        economies = self.parameters.economies
        found = {(e, heading): self.catalogue.get(_of(name, e)) for e in economies for heading, name in names.items()}
        known = {pair for pair, finding in found.items() if finding}
        headings = [heading for heading in names if any((e, heading) in known for e in economies)]
        return headings, [e for e in economies if any((e, heading) in known for heading in headings)], found

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        A series of which nothing was known on the day is left out; without any there is no table. Raises
        `UnknownFinding` for a series that the dataset does not have.
        """
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
        return {entities[e]["name"]: _of(name, e) for e in chosen}

    def _declared(self, name: str) -> None:
        """Refuse a name that no rule computes for any economy."""
        names = [_of(name, e) for e in self.catalogue.evidence.economies]
        if not any(map(self.catalogue.declares, names)):
            raise UnknownFinding(f"no finding {name!r} for any economy{nearest(names[0], self.catalogue.names)}")


def _said(period: str) -> str:
    """Write a period the way a reader says it: a day in words, a year as it is."""
    return in_words(date.fromisoformat(period)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else period


def _of(name: str, economy: str) -> str:
    """Put a country in the place of the braces; a name without them would say the same of every country."""
    if "{}" not in name:
        raise UnknownFinding(f"{name!r} is the same for every country; write {{}} for the country, as rank.{{}}")
    return name.replace("{}", economy)
