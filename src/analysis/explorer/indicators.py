"""The tab that shows any indicator of the dataset: a list to search, a figure, a table, and links to save both."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import pandas as pd

from analysis.charts import Figure
from analysis.dataset.dates import in_words
from analysis.dataset.text_files import csv_text
from analysis.errors import AnalysisError
from analysis.explorer.output import LOCK, Text, download, figure_html
from analysis.findings.finding import forecast_note
from analysis.findings.quantity import ORDINAL_UNITS
from analysis.report.report import Report
from analysis.writing.country_comparison import Comparison

if TYPE_CHECKING:
    from datetime import date

    from analysis.dataset.dataset_as_of import Key
    from analysis.dataset.records import Observation
    from analysis.findings import Catalogue

OVER_TIME, LATEST = "over time", "latest figures"
"""What can be drawn: series, or a bar for the latest figure of each."""

ALL_ACCOUNTS = "all"
"""The value of the account that stands for all of them."""

CSV_COLUMNS = (
    "line", "period", "value", "low", "high", "unit", "status", "printed", "published", "source", "observation",
)  # fmt: skip
"""Columns of the table that can be saved; "line" is the name of the series in the chart."""


class Indicators:
    """The list of indicators and what is shown of the chosen one; `box` holds the widgets.

    An indicator has a series for each key: indicator, entity, actor and account.
    """

    def __init__(self) -> None:
        self.search = w.Text(description="Search", placeholder="such as GDP or chip sales")
        self.indicator = w.Select(description="Indicator", rows=8)
        self.account = w.Dropdown(description="According to")
        self.view = w.Dropdown(description="Show", options=[OVER_TIME, LATEST])
        self.text, self.table = Text(), Text()
        self._shown = ""
        self._is_updating = False
        # Opening the tab calls `update` with a catalogue, so that there is one before anybody can change a control
        controls = [self.search, self.indicator, self.account, self.view]
        for control in controls:
            control.observe(lambda _: self.update(self._catalogue), "value")
        self.box = w.VBox([w.VBox(controls), self.text, self.table]).add_class("explorer-indicators")

    def update(self, catalogue: Catalogue) -> None:
        """Offer what is known, and show what is chosen."""
        with LOCK:
            if self._is_updating:  # a change of one control by this method calls it again
                return
            self._is_updating = True
            self._catalogue = catalogue
            try:
                self._offer_choices()
                self._show()
            finally:
                self._is_updating = False

    def _offer_choices(self) -> None:
        """Offer the indicators that match the search, and the accounts of the chosen one."""
        # At first, an indicator that every country in focus has
        first = next(iter(self._catalogue.study.focus_needs), "")
        _set_options(self.indicator, self._matching_indicators(), self.indicator.value or first)

        # another indicator begins with its own first account, even if it has one of the same code
        is_same = self.indicator.value == self._shown
        self._shown = self.indicator.value
        _set_options(self.account, self._accounts(), self.account.value if is_same else None)

    def _matching_indicators(self) -> list[tuple[str, str]]:
        """Return name and code of the indicators with figures that match the search; matches in the name come first."""
        words = self.search.value.casefold().split()
        matches = []
        for code, row in self._catalogue.evidence.indicators.items():
            name = row["name"].casefold()
            text = f"{row['name']} {row['definition']} {code}".casefold()
            is_match = all(word in text for word in words)
            if is_match and self._keys(code):
                is_elsewhere = not all(word in name for word in words)  # False, for a match in the name, sorts first
                matches.append((is_elsewhere, name, row["name"], code))
        return [(name, code) for _, _, name, code in sorted(matches)]

    def _keys(self, code: str) -> list[Key]:
        """Return the keys of the indicator that have figures as of the date chosen."""
        return [key for key in self._catalogue.evidence.keys(code) if self._rows(key)]

    def _rows(self, key: Key) -> list[Observation]:
        """Return the figures of a series by period, each in its latest vintage."""
        indicator, entity, actor, account = key
        return self._catalogue.evidence.series(indicator, entity, actor, account=account)

    def _accounts(self) -> list[tuple[str, str]]:
        """Return name and code of the indicator's accounts, first the one with most of the countries compared."""
        if not self._shown:  # no indicator matches the search
            return []
        evidence = self._catalogue.evidence
        keys_by_account: dict[str, list[Key]] = {}
        for key in self._keys(self._shown):
            _, _, _, account = key
            keys_by_account.setdefault(account, []).append(key)

        compared = set(self._catalogue.parameters.economies)

        def rank(account: str) -> tuple[int, int]:
            """Sort key: most of the countries compared first, then most series."""
            keys = keys_by_account[account]
            entities = {entity for _, entity, _, _ in keys}
            return -len(entities & compared), -len(keys)

        options = []
        for account in sorted(keys_by_account, key=rank):
            name = evidence.accounts.get(account)
            if not name:
                # where no account is named, the publishers of the last figures say whose they are
                last_rows = [self._rows(key)[-1] for key in keys_by_account[account]]
                publishers = [evidence.sources[row.source_id]["publisher"] for row in last_rows]
                name = ", ".join(dict.fromkeys(publishers))
            options.append((name, account))
        if len(options) > 1:
            options.append(("all of these, mixed", ALL_ACCOUNTS))
        return options

    def _lines(self) -> dict[str, Key]:
        """Return the series to be shown by their names: those of the countries compared, or all if they have none."""
        evidence = self._catalogue.evidence
        compared = self._catalogue.parameters.economies
        is_mixed = self.account.value == ALL_ACCOUNTS
        keys, keys_of_compared = [], []
        for key in self._keys(self._shown):
            _, entity, _, account = key
            if is_mixed or account == self.account.value:
                keys.append(key)
                if entity in compared:
                    keys_of_compared.append(key)

        # first the countries compared, in their order, then as in the table of entities
        order = [*compared, *evidence.entities]

        def position(key: Key) -> int:
            _, entity, _, _ = key
            return order.index(entity)

        lines = {}
        for key in sorted(keys_of_compared or keys, key=position):
            _, entity, actor, account = key
            name = evidence.name(actor or entity)
            account_name = evidence.accounts.get(account, "")
            if is_mixed and account_name:
                name = f"{name}, {account_name}"
            lines[name] = key
        return lines

    def _show(self) -> None:
        """Show the definition, the chart and the table of the chosen indicator, and what is missing from them."""
        if not self._shown:
            self.text.say(f"No indicator has “{self.search.value}” in its name or definition.")
            self.text.figure = self.table.words = ""
            return
        row = self._catalogue.evidence.indicators[self._shown]
        lines = self._lines()

        # A chart has one unit, that of the first series; the unit of a series is that of its latest figure
        units = {}
        for name, key in lines.items():
            latest = self._catalogue.row(self._latest(key))
            units[name] = latest.quantity.unit
        unit = next(iter(units.values()), "")
        drawn = {name: key for name, key in lines.items() if units[name] == unit}

        # The words above the chart
        entities = {entity for _, entity, _, _ in lines.values()}
        missing = [code for code in self._catalogue.parameters.economies if code not in entities]
        remarks = {
            "Not in the chart, because in other units": [name for name in lines if name not in drawn],
            "No figures of": [self._catalogue.name(code) for code in missing],
        }
        paragraphs = [f"<b>{html.escape(row['name'])}</b>: {html.escape(row['definition'])}"]
        for remark, names in remarks.items():
            if names:
                paragraphs.append(f"{remark}: {html.escape(', '.join(names))}.")
        self.text.words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)

        # The chart, if there can be one, and links to save it and the table
        links = [download(f"{self._shown}.csv", self._csv(lines), "text/csv", words="table (CSV)")]
        try:
            figure = self._draw(drawn)
        except AnalysisError as error:
            self.text.figure = f"<p>No chart: {html.escape(str(error))}</p>"
        else:
            if isinstance(figure, Figure):
                self.text.figure = figure_html(figure, is_wide=True)
                links.append(download(f"{self._shown}.svg", figure.svg, "image/svg+xml", words="figure (SVG)"))
            else:
                self.text.figure = figure.page
        self.table.words = f"<p>Save: {' · '.join(links)}</p>{self._table(lines)}"

    def _draw(self, lines: dict[str, Key]) -> Any:
        """Draw the series over time, or the latest figures if that is chosen or no figure is of a period."""
        report = Report(self._catalogue)
        if self.view.value == OVER_TIME:
            # such as semiconductor_sales_share_hq.JPN.sia; most accounts have no name
            series = {}
            for name, (indicator, entity, actor, account) in lines.items():
                parts = (indicator, actor or entity, account)
                series[name] = ".".join(part for part in parts if part)
            if self.account.value == ALL_ACCOUNTS:  # two series of a country need names that tell them apart
                figure = report.over_time(series)
            else:
                figure = report.over_time(*series.values())
            if isinstance(figure, Figure):  # and no note, as for amounts that were pledged on a day
                return figure

        findings = {name: self._catalogue.row(self._latest(key)) for name, key in lines.items()}
        latest = Comparison(findings)
        if any(finding.quantity.unit in ORDINAL_UNITS for finding in findings.values()):
            return report.dots(latest)
        return report.bars(latest)

    def _latest(self, key: Key) -> Observation:
        """Return the last figure of a period that had ended by the date chosen, or else the last forecast."""
        rows = self._rows(key)
        ended = [row for row in rows if (row.period_end or row.published) <= self._catalogue.parameters.as_of]
        return (ended or rows)[-1]

    def _table(self, lines: dict[str, Key]) -> str:
        """Return a table with a row for each period, the last first, and a column for each series."""
        # by the end of the period and its name, then by the name of the series; a year and its December end on one day
        cells: dict[tuple[date, str], dict[str, str]] = {}
        for name, key in lines.items():
            for row in self._rows(key):
                end = row.period_end or row.published
                words = row.when or in_words(row.published)
                finding = self._catalogue.row(row)
                cells.setdefault((end, words), {})[name] = f"{finding.text}{forecast_note(finding)}"

        periods = sorted(cells, reverse=True)
        rows = []
        for period in periods:
            rows.append([cells[period].get(name, "–") for name in lines])
        columns = pd.Index(list(lines), name="Period")
        frame = pd.DataFrame(rows, index=[words for _, words in periods], columns=columns)
        table = frame.to_html(border=0)
        return f'<div class="explorer-table" tabindex="0" role="region" aria-label="Table">{table}</div>'

    def _csv(self, lines: dict[str, Key]) -> str:
        """Return all figures of the series as CSV, with their bounds and sources."""
        rows: list[tuple[Any, ...]] = [CSV_COLUMNS]
        for name, key in lines.items():
            for row in self._rows(key):
                cells = (
                    name, row.period, row.value, row.low, row.high, row.unit, row.status, row.printed, row.published,
                    row.source_id, row.observation_id,
                )  # fmt: skip
                rows.append(cells)
        return csv_text(rows)


def _set_options(control: Any, options: list[tuple[str, str]], wanted: Any) -> None:
    """Set the options of a control, and choose the one that is wanted or else the first."""
    if list(control.options) != options:  # setting them resets the choice
        control.options = options
    values = [value for _, value in options]
    if wanted in values:
        control.value = wanted
    else:
        control.value = values[0] if values else None
