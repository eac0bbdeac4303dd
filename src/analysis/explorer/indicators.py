"""Any indicator of the dataset, over time or across economies: a figure, a table, and both to take along."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from analysis.explorer.chart import ACROSS, OVER_TIME, Chosen, breadth, chart, choices, is_over_time, known, table
from analysis.explorer.downloads import download
from analysis.findings.display import PLAIN_TEXT

if TYPE_CHECKING:
    from analysis.findings import Catalogue


MOST = 10
"""So many lines are ticked when an indicator is chosen."""


class Indicators:
    """The second view; `box` is what is shown, and `update` tells it of another day or another country in focus."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        names = {row["name"]: code for code, row in catalogue.evidence.indicators.items() if known(catalogue, code)}
        options = sorted(names.items(), key=lambda it: it[0].casefold())
        widest = max(names.values(), key=lambda code: breadth(catalogue, code))
        label = {"description_width": "6em"}
        wide = w.Layout(width="28em", max_width="100%")
        self.indicator = w.Dropdown(description="Indicator", options=options, value=widest, style=label, layout=wide)
        self.view = w.ToggleButtons(options=[OVER_TIME, ACROSS], style={"button_width": "auto"})
        self.lines = w.Box().add_class("explorer-peers")
        self.about, self.figure, self.table, self.links = (w.HTML() for _ in range(4))
        self.figure.add_class("explorer-figure")
        self.table.add_class("explorer-table")
        self.indicator.observe(self._chosen, "value")
        self.view.observe(self._viewed, "value")
        top = w.HBox([self.indicator, self.view, self.links]).add_class("explorer-row")
        shown = w.HBox([self.figure, self.table]).add_class("explorer-row")
        self.box = w.VBox([top, self.about, self.lines, shown]).add_class("explorer-indicators")
        self._is_shown, self._boxes = False, dict[str, w.Checkbox]()

    def show(self) -> None:
        """Draw what is chosen, when the view is first looked at: until then it costs nothing."""
        if not self._is_shown:
            self._is_shown = True
            self._chosen()

    def update(self, catalogue: Catalogue) -> None:
        """Take other assumptions; a view that nobody has looked at is not drawn."""
        is_same = (catalogue.parameters.as_of, catalogue.parameters.focus) == (
            self.catalogue.parameters.as_of,
            self.catalogue.parameters.focus,
        )
        self.catalogue = catalogue
        if self._is_shown and not is_same:
            self._chosen()

    def refresh(self) -> None:
        """Draw the lines that are ticked."""
        ticked = tuple(name for name, box in self._boxes.items() if box.value)
        chosen = Chosen(self.indicator.value, self.view.value, ticked)
        if not ticked:
            self.figure.value = "<p>Tick at least one line above.</p>"
            return
        drawn = chart(self.catalogue, chosen)
        self.figure.value = drawn.page
        found = table(self.catalogue, chosen)
        self.table.value = f"<div{PLAIN_TEXT}>{found.page}</div>"
        links = [download(f"{chosen.indicator}.csv", found.csv, "text/csv", "table (CSV)")]
        if drawn.svg:
            name = f"{chosen.indicator}-{chosen.view.replace(' ', '-')}.svg"
            links.append(download(name, drawn.svg, "image/svg+xml", "figure (SVG)"))
        self.links.value = "Save: " + " · ".join(links)

    def _chosen(self, _change: Any = None) -> None:
        """Offer the lines that an indicator has, and both views only where it has points in time to draw."""
        code = self.indicator.value
        row = self.catalogue.evidence.indicators[code]
        self.about.value = f"<p{PLAIN_TEXT}>{html.escape(row['definition'])}</p>"
        self._offer([OVER_TIME, ACROSS] if is_over_time(self.catalogue, code) else [ACROSS])
        before = {name for name, box in self._boxes.items() if not box.value}
        lines = choices(self.catalogue, code)
        usual = [*{key[1:3]: name for name, key in reversed(lines.items())}.values()][-MOST:]  # one account of each
        self._boxes = {name: self._box(name, name in usual and name not in before) for name in lines}
        self.lines.children = [*self._boxes.values()] if len(self._boxes) > 1 else []
        self.refresh()

    def _offer(self, views: list[str]) -> None:
        """Offer views; the one that was chosen stays where it can."""
        if views != list(self.view.options):
            before = self.view.value
            self.view.unobserve(self._viewed, "value")
            self.view.options = views
            self.view.value = before if before in views else views[0]
            self.view.observe(self._viewed, "value")

    def _viewed(self, _change: Any) -> None:
        self.refresh()

    def _box(self, name: str, is_ticked: bool) -> w.Checkbox:
        box = w.Checkbox(description=name, value=is_ticked, indent=False, layout=w.Layout(width="auto"))
        box.observe(lambda _: self.refresh(), "value")
        return box
