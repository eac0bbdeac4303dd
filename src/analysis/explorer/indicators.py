"""Any indicator of the dataset: a list to search, a figure, a table, and both to save."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import pandas as pd

from analysis.charts import Figure
from analysis.charts.user_charts import NOT_FROM_ZERO
from analysis.dataset.records import in_words
from analysis.dataset.schema import csv_text
from analysis.errors import AnalysisError
from analysis.explorer.text import LOCK, Text, download, figure_html
from analysis.findings.finding import forecast_said
from analysis.report.report import Report
from analysis.writing.by_country import Comparison

if TYPE_CHECKING:
    from datetime import date

    from analysis.dataset.dataset import Key
    from analysis.dataset.records import Observation
    from analysis.findings import Catalogue

OVER_TIME, LATEST = "over time", "latest figures"
ALL = "all"
COLUMNS = ("line", "period", "value", "low", "high", "unit", "status", "printed", "published", "source", "observation")


class Indicators:
    """The list of indicators and what is shown of the chosen one; `box` holds the widgets."""

    def __init__(self) -> None:
        self.search = w.Text(description="Search", placeholder="such as GDP or chip sales")
        self.indicator = w.Select(description="Indicator", rows=8)
        self.account = w.Dropdown(description="According to")
        self.view = w.Dropdown(description="Show", options=[OVER_TIME, LATEST])
        self.text, self.table = Text(), Text()
        self._shown, self._is_updating = "", False
        controls = [self.search, self.indicator, self.account, self.view]
        for control in controls:
            control.observe(lambda _: self.update(self._catalogue), "value")
        self.box = w.VBox([w.VBox(controls), self.text, self.table]).add_class("explorer-indicators")

    def update(self, catalogue: Catalogue) -> None:
        """Offer what is known, and show what is chosen."""
        with LOCK:
            if self._is_updating:
                return
            self._catalogue, self._is_updating = catalogue, True
            try:
                self._offer()
                self._show()
            finally:
                self._is_updating = False

    def _offer(self) -> None:
        first = next(iter(self._catalogue.study.focus_needs), "")
        _offer(self.indicator, self._found(), self.indicator.value or first)
        is_other, self._shown = self.indicator.value != self._shown, self.indicator.value
        _offer(self.account, self._accounts(), None if is_other else self.account.value)

    def _found(self) -> list[tuple[str, str]]:
        """List the indicators that have figures and all words of the search, first those that have them in the name."""
        words = self.search.value.casefold().split()
        found = []
        for code, row in self._catalogue.evidence.indicators.items():
            name, text = row["name"].casefold(), f"{row['name']} {row['definition']} {code}".casefold()
            if all(word in text for word in words) and self._keys(code):
                found.append((not all(word in name for word in words), name, row["name"], code))
        return [(name, code) for *_, name, code in sorted(found)]

    def _keys(self, code: str) -> list[Key]:
        return [key for key in self._catalogue.evidence.keys(code) if self._rows(key)]

    def _rows(self, key: Key) -> list[Observation]:
        indicator, entity, actor, account = key
        return self._catalogue.evidence.series(indicator, entity, actor, account=account)

    def _accounts(self) -> list[tuple[str, str]]:
        """List the accounts of the indicator, first the one that has most of the countries compared."""
        keys, evidence = self._keys(self._shown) if self._shown else [], self._catalogue.evidence
        of: dict[str, list[Key]] = {}
        for key in keys:
            of.setdefault(key[3], []).append(key)
        compared = {*self._catalogue.parameters.economies}
        order = sorted(of, key=lambda it: (-len({key[1] for key in of[it]} & compared), -len(of[it])))
        names = []
        for account in order:
            publishers = dict.fromkeys(
                evidence.sources[self._rows(key)[-1].source_id]["publisher"] for key in of[account]
            )
            names.append((evidence.accounts.get(account) or ", ".join(publishers), account))
        return [*names, ("all of these, mixed", ALL)] if len(names) > 1 else names

    def _lines(self) -> dict[str, Key]:
        """Return the series to be shown by their names: those of the countries compared, or all if they have none."""
        account, evidence = self.account.value, self._catalogue.evidence
        economies = [*self._catalogue.parameters.economies, *evidence.entities]
        keys = [key for key in self._keys(self._shown) if account in (ALL, key[3])]
        keys = [key for key in keys if key[1] in self._catalogue.parameters.economies] or keys
        found = {}
        for key in sorted(keys, key=lambda key: economies.index(key[1])):
            whose = evidence.accounts.get(key[3], "") if account == ALL else ""
            found[", ".join(filter(None, (evidence.name(key[2] or key[1]), whose)))] = key
        return found

    def _show(self) -> None:
        if not self._shown:
            self.text.say(f"No indicator has “{self.search.value}” in its name or definition.")
            self.text.figure = self.table.words = ""
            return
        row, lines = self._catalogue.evidence.indicators[self._shown], self._lines()
        units = {name: self._catalogue.row(self._latest(key)).quantity.unit for name, key in lines.items()}
        drawn = {name: key for name, key in lines.items() if units[name] == next(iter(units.values()))}
        with_figures, compared = {key[1] for key in lines.values()}, self._catalogue.parameters.economies
        remarks = {
            "Not in the chart, because in other units": [name for name in lines if name not in drawn],
            "No figures of": [self._catalogue.name(it) for it in compared if it not in with_figures],
        }
        words = [f"<b>{html.escape(row['name'])}</b>: {html.escape(row['definition'])}"]
        words += [f"{said}: {html.escape(', '.join(names))}." for said, names in remarks.items() if names]
        self.text.words = "".join(f"<p>{it}</p>" for it in words)
        links = [download(f"{self._shown}.csv", self._csv(lines), "text/csv", "table (CSV)")]
        try:
            figure = self._drawn(drawn)
        except AnalysisError as error:
            self.text.figure = f"<p>No chart: {html.escape(str(error))}</p>"
        else:
            self.text.figure = figure_html(figure, is_wide=True) if isinstance(figure, Figure) else figure.page
            if isinstance(figure, Figure):
                links.append(download(f"{self._shown}.svg", figure.svg, "image/svg+xml", "figure (SVG)"))
        self.table.words = f"<p>Save: {' · '.join(links)}</p>{self._table(lines)}"

    def _drawn(self, lines: dict[str, Key]) -> Any:
        """Draw the series over time, or the latest figures if that is chosen or no series has two periods."""
        report = Report(self._catalogue)
        if self.view.value == OVER_TIME:
            series = {name: ".".join(filter(None, (key[0], key[2] or key[1], key[3]))) for name, key in lines.items()}
            figure = report.over_time(series) if self.account.value == ALL else report.over_time(*series.values())
            if isinstance(figure, Figure):
                return figure
        latest = Comparison({name: self._catalogue.row(self._latest(key)) for name, key in lines.items()})
        has_ranks = any(it.quantity.unit in NOT_FROM_ZERO for it in latest.findings.values())
        return report.dots(latest) if has_ranks else report.bars(latest)

    def _latest(self, key: Key) -> Observation:
        """Return the last figure of a period that had ended by the date chosen, or else the last forecast."""
        rows = self._rows(key)
        ended = [row for row in rows if (row.period_end or row.published) <= self._catalogue.parameters.as_of]
        return (ended or rows)[-1]

    def _table(self, lines: dict[str, Key]) -> str:
        cells: dict[tuple[date, str], dict[str, str]] = {}
        for name, key in lines.items():
            for row in self._rows(key):
                period = row.period_end or row.published, row.when or in_words(row.published)
                finding = self._catalogue.row(row)
                cells.setdefault(period, {})[name] = f"{finding.text}{forecast_said(finding)}"
        periods = sorted(cells, reverse=True)
        rows = [[cells[period].get(name, "–") for name in lines] for period in periods]
        frame = pd.DataFrame(rows, index=[words for _, words in periods], columns=pd.Index([*lines], name="Period"))
        return (
            f'<div class="explorer-table" tabindex="0" role="region" aria-label="Table">{frame.to_html(border=0)}</div>'
        )

    def _csv(self, lines: dict[str, Key]) -> str:
        rows = [
            (name, row.period, row.value, row.low, row.high, row.unit, row.status, row.printed, row.published,
             row.source_id, row.observation_id)
            for name, key in lines.items()
            for row in self._rows(key)
        ]  # fmt: skip
        return csv_text([COLUMNS, *rows])


def _offer(control: Any, options: list[tuple[str, str]], wanted: Any) -> None:
    """Offer other options, and choose the one that is wanted or else the first."""
    values = [value for _, value in options]
    if [*control.options] != options:
        control.options = options
    control.value = wanted if wanted in values else next(iter(values), None)
