"""Any indicator of the dataset, over time or across economies: a figure, a table, and both to take along."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from analysis.explorer import chart
from analysis.explorer.chart import ACROSS, OVER_TIME, Chosen
from analysis.explorer.controls import button
from analysis.explorer.downloads import download
from analysis.explorer.table import table
from analysis.findings.display import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.findings import Catalogue


MOST = 10
"""So many lines are ticked when an indicator is chosen."""


class Indicators:
    """The second view; `box` is what is shown, and `update` tells it of another day or other countries.

    `chosen` is the indicator that a reader asked for, if any, and `changed` is called when anything else is asked for.
    """

    def __init__(self, catalogue: Catalogue, changed: Callable[[], None] = lambda: None) -> None:
        self.catalogue, self.chosen, self._told = catalogue, "", changed
        self._shown: tuple[Any, ...] = ()
        self._is_seen, self._is_built, self._wanted = False, False, OVER_TIME
        self._boxes, self._own = dict[str, w.Checkbox](), dict[str, bool]()
        self._before, self._earlier = self.asked, list[dict[str, Any]]()
        self.undo = button("Undo", "undo", "Take back the last change of this view", self._undo)
        self.undo.disabled = True
        self.box = w.VBox().add_class("explorer-indicators")

    def show(self, is_seen: bool = True) -> None:
        """Build the view when it is first looked at, and draw it only while it is: until then it costs nothing."""
        self._is_seen = is_seen
        chosen = self.catalogue.parameters
        if is_seen and self._shown != (shown := (chosen.as_of, chosen.economies)):
            self._shown = shown
            if not self._is_built:
                self._build()
            self._offer_indicators()

    def update(self, catalogue: Catalogue) -> None:
        """Take other assumptions; once other countries are compared, these are ticked, whatever was before."""
        if {*catalogue.parameters.economies} != {*self.catalogue.parameters.economies}:
            self._own.clear()
            self._earlier.clear()
            self._before, self.undo.disabled = self.asked, True
        self.catalogue = catalogue
        self.show(self._is_seen)

    @property
    def asked(self) -> dict[str, Any]:
        """What a reader asked for, as far as it is not what the view opens with."""
        wanted = "" if self._wanted == OVER_TIME else self._wanted
        return {"indicator": self.chosen, "drawn": wanted, "lines": dict(self._own)}

    def ask(self, values: Mapping[str, Any]) -> None:
        """Ask for what was asked for before, as far as it can be had."""
        self.chosen = values.get("indicator", "")
        self._wanted = ACROSS if values.get("drawn") == ACROSS else OVER_TIME
        lines = values.get("lines")
        of_lines = lines.items() if isinstance(lines, dict) else ()
        self._own = {name: is_ticked for name, is_ticked in of_lines if isinstance(is_ticked, bool)}
        self._before = self.asked

    def refresh(self) -> None:
        """Draw the lines that are ticked, and say of which countries there is none."""
        ticked = tuple(name for name, box in self._boxes.items() if box.value)
        chosen = Chosen(self.indicator.value, self.view.value, ticked)
        if not ticked:
            self.figure.value, self.table.value, self.links.value = "<p>Tick at least one line above.</p>", "", ""
            return
        drawn = chart.chart(self.catalogue, chosen)
        lacking = chart.lacking(self.catalogue, chosen.indicator)
        self.figure.value = drawn.page + _paragraph("No figure of this indicator", lacking)
        found = table(self.catalogue, chosen)
        self.table.value = f"<div{PLAIN_TEXT}>{found.page}</div>"
        links = [download(f"{chosen.indicator}.csv", found.csv, "text/csv", "table (CSV)")]
        if drawn.svg:
            name = f"{chosen.indicator}-{chosen.view.replace(' ', '-')}.svg"
            links.append(download(name, drawn.svg, "image/svg+xml", "figure (SVG)"))
        self.links.value = "Save: " + " · ".join(links)

    def _build(self) -> None:
        self._is_built = True
        label = {"description_width": "6em"}
        wide = w.Layout(width="28em", max_width="calc(100% - 4px)")
        self.indicator = w.Dropdown(description="Indicator", style=label, layout=wide)
        self.view = w.ToggleButtons(options=[OVER_TIME, ACROSS], style={"button_width": "auto"})
        self.lines = w.Box().add_class("explorer-peers")
        self.about, self.figure, self.table, self.links = (w.HTML() for _ in range(4))
        self.figure.add_class("explorer-figure")
        self.table.add_class("explorer-table")
        self.indicator.observe(self._asked, "value")
        self.view.observe(self._viewed, "value")
        reset = button("Reset", "refresh", "Go back to what this view shows by itself", self._reset)
        top = w.HBox([self.indicator, self.view, self.undo, reset, self.links]).add_class("explorer-row")
        shown = w.HBox([self.figure, self.table]).add_class("explorer-row")
        self.box.children = [top, self.about, self.lines, shown]

    def _reset(self) -> None:
        if any(self.asked.values()):
            self._earlier.append(self.asked)
            self._go_to({})

    def _undo(self) -> None:
        if self._earlier:
            self._go_to(self._earlier.pop())

    def _go_to(self, values: Mapping[str, Any]) -> None:
        self.ask(values)
        self._changed()
        self._offer_indicators()

    def _changed(self) -> None:
        """Keep the way back from what is asked for now, and tell of it."""
        if self.asked != self._before:
            self._earlier.append(self._before)
        self._before, self.undo.disabled = self.asked, not self._earlier
        self._told()

    def _offer_indicators(self) -> None:
        """Offer what anything is known of on this day; what was chosen stays where it can, else the widest comes."""
        rows = self.catalogue.evidence.indicators.items()
        names = {row["name"]: code for code, row in rows if chart.known(self.catalogue, code)}
        codes = names.values()
        widest = max(codes, key=partial(chart.breadth, self.catalogue))
        chosen = self.chosen if self.chosen in codes else widest
        self._set(self.indicator, self._asked, sorted(names.items(), key=lambda it: it[0].casefold()), chosen)
        self._offer_lines()

    def _asked(self, change: Any) -> None:
        self.chosen = change["new"]
        self._changed()
        self._offer_lines()

    def _offer_lines(self) -> None:
        """Offer the lines that an indicator has, in the view that was wanted unless it shows but a few."""
        code = self.indicator.value
        row = self.catalogue.evidence.indicators[code]
        self.about.value = f"<p{PLAIN_TEXT}><b>{html.escape(row['name'])}</b>: {html.escape(row['definition'])}</p>"
        paths, countries = chart.breadth(self.catalogue, code)[0], {key[1] for key in chart.known(self.catalogue, code)}
        views = [OVER_TIME, ACROSS] if paths else [ACROSS]
        self._set(self.view, self._viewed, views, self._wanted if 2 * paths >= len(countries) else ACROSS)
        lines = chart.choices(self.catalogue, code)
        usual = chart.usual(self.catalogue, lines, MOST)
        alone = len(lines) == 1  # nobody is asked to tick the only line that there is
        self._boxes = {name: self._box(name, alone or self._own.get(name, name in usual)) for name in lines}
        self.lines.children = [] if alone else [*self._boxes.values()]
        self.refresh()

    @staticmethod
    def _set(control: Any, heard: Any, options: list[Any], value: str) -> None:
        """Offer other options without its being heard as a choice of the reader's."""
        control.unobserve(heard, "value")
        if list(control.options) != options:
            control.options = options
        control.value = value
        control.observe(heard, "value")

    def _viewed(self, change: Any) -> None:
        self._wanted = change["new"]
        self._changed()
        self.refresh()

    def _box(self, name: str, is_ticked: bool) -> w.Checkbox:
        box = w.Checkbox(description=name, value=is_ticked, indent=False, layout=w.Layout(width="auto"))
        box.observe(partial(self._ticked, name), "value")
        return box

    def _ticked(self, name: str, change: Any) -> None:
        """Keep in mind what the reader ticked, for other indicators that have a line of that name."""
        self._own[name] = change["new"]
        self._changed()
        self.refresh()


def _paragraph(said: str, names: Sequence[str]) -> str:
    return f"<p>{said}: {html.escape(', '.join(names))}.</p>" if names else ""
