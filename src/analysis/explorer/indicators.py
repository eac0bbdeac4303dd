"""Any indicator of the dataset, over time or across economies: a figure, a table, and both to take along."""

from __future__ import annotations

import html
import io
import os
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import ipywidgets as w
import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from PIL import Image

from analysis.charts import marks, over_time
from analysis.charts.canvas import Place, Sheet, room_for
from analysis.charts.figure import Chart, Figure, colour, draw, look
from analysis.charts.marks import Bar
from analysis.dataset.records import in_words
from analysis.explorer.controls import button
from analysis.findings.compare import csv_text
from analysis.findings.finding import PLAIN_TEXT, forecast_said, is_forecast
from analysis.rendering.style import as_picture
from analysis.report.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from analysis.charts.interactive import Frame
    from analysis.dataset.dataset import Key
    from analysis.dataset.records import Observation
    from analysis.findings import Catalogue


# ----- canvas ----------------------------------------------------------------------------------------------
# The explorer's pictures, one a panel: drawn once, after which artists move and only what changed is painted.

DPI = 100


class Canvas:
    """One panel on a sheet of its own."""

    def __init__(self, frame: Frame, economies: Sequence[str]) -> None:
        with matplotlib.rc_context(look()):
            drawing, make = Drawing(figsize=frame.size, dpi=DPI, facecolor="white"), cast("Any", FigureCanvasAgg)
            self._agg = make(drawing)
            self._agg.draw()
            self.panel = frame.panel(drawing.add_axes(frame.axes), economies)
            if self.panel.moving:
                self.panel.axes.draw(self._agg.get_renderer())
            self._still = self._agg.copy_from_bbox(drawing.bbox)

    def update(self, catalogue: Catalogue) -> bool:
        """Move the artists to what was found; say whether anything moved and was painted."""
        with matplotlib.rc_context(look()):
            if not self.panel.update(catalogue):
                return False
            self._agg.restore_region(self._still)
            for artist in self.panel.moving or [self.panel.axes]:
                artist.draw(self._agg.get_renderer())
        return True

    def png(self) -> bytes:
        """Return the picture; what is quick to pack is quick to show."""
        size, pixels, file = self._agg.get_width_height(), self._agg.buffer_rgba(), io.BytesIO()
        Image.frombuffer("RGBA", size, pixels).convert("RGB").save(file, format="png", compress_level=1)
        return file.getvalue()


# ----- chart -----------------------------------------------------------------------------------------------
# One indicator drawn over time or across economies: its lines, and a figure of those chosen.

OVER_TIME, ACROSS = "over time", "newest figures"
SIGNS = {OVER_TIME: "Dashed", ACROSS: "Hollow"}
"""How forecasts are drawn in each view."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be drawn: an indicator, one of the two views, and the names of its lines."""

    indicator: str
    view: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure for the page, and as SVG to take along."""

    page: str
    svg: str


def known(c: Catalogue, indicator: str) -> list[Key]:
    """Return under which entities, actors and accounts an indicator has figures that were public and have a number."""
    return [key for key in c.evidence.keys(indicator) if rows_of(c, key)]


def choices(c: Catalogue, indicator: str) -> dict[str, Key]:
    """Name the lines of an indicator: by country, firm and account, as far as these differ."""
    keys = known(c, indicator)
    economies = [*c.parameters.economies, *c.evidence.entities]
    keys.sort(key=lambda key: economies.index(key[1]))
    of_entity, of_actor = Counter(key[1] for key in keys), Counter(key[1:3] for key in keys)
    found: dict[str, Key] = {}
    for key in keys:
        actor = c.evidence.name(key[2]) if key[2] and of_entity[key[1]] > 1 else ""
        account = c.evidence.accounts.get(key[3], key[3]) if of_actor[key[1:3]] > 1 else ""
        found[", ".join(filter(None, (c.evidence.name(key[1]), actor, account)))] = key
    return found


def usual_chart(c: Catalogue, lines: dict[str, Key], most: int) -> list[str]:
    """Choose lines to begin with: those of the countries compared, one account of each, each in turn."""
    one_account = [*{key[1:3]: name for name, key in reversed(lines.items())}.values()][::-1]
    compared = [name for name in one_account if lines[name][1] in c.parameters.economies] or one_account
    of_entity = [lines[name][1] for name in compared]
    turn = {name: of_entity[:at].count(of_entity[at]) for at, name in enumerate(compared)}
    return sorted(compared, key=turn.__getitem__)[:most]


def lacking_chart(c: Catalogue, indicator: str) -> list[str]:
    """Name the countries compared of which nothing is known by an indicator that others have."""
    found = {key[1] for key in known(c, indicator)}
    compared = c.parameters.economies
    return [c.evidence.name(it) for it in compared if it not in found] if found & {*compared} else []


def breadth(c: Catalogue, indicator: str) -> tuple[int, int]:
    """Say of how many entities an indicator has a series, and how many figures: the widest is shown first."""
    series = {key[1]: len(rows_of(c, key)) for key in known(c, indicator) if _is_path(c, key)}
    return len(series), sum(series.values())


def chart(c: Catalogue, chosen: Chosen) -> Drawn:
    """Draw the lines chosen, over time as far as they have more than one year, or the newest figure of each."""
    lines, others = _of_one_unit(c, {n: key for n, key in choices(c, chosen.indicator).items() if n in chosen.lines})
    no_path = [n for n, key in lines.items() if chosen.view == OVER_TIME and not _is_path(c, key)]
    lines = {n: key for n, key in lines.items() if n not in no_path}
    figure = _over_time(c, lines) if chosen.view == OVER_TIME else _across(c, lines)
    if not isinstance(figure, Figure):
        return Drawn("<p>Nothing of these lines is known of more than one year; see the newest figures.</p>", "")
    wide, narrow = (b64encode(as_picture(svg).encode()).decode() for svg in (figure.svg, figure.narrow))
    source = f'<source media="(max-width: 600px)" srcset="data:image/svg+xml;base64,{narrow}">'
    image = f'<img alt="{html.escape(figure.alt)}" src="data:image/svg+xml;base64,{wide}">'
    why = {
        "because in other units": others,
        "because of a firm or of one year only; see the newest figures": no_path,
    }
    said = "".join(f"<p>Not drawn, {it}: {html.escape(', '.join(names))}.</p>" for it, names in why.items() if names)
    return Drawn(f"<picture>{source}{image}</picture>{_legend(c, lines, chosen.view)}{said}", figure.svg)


def _of_one_unit(c: Catalogue, lines: dict[str, Key]) -> tuple[dict[str, Key], list[str]]:
    """Return the lines in the unit of the first, and the names of the others: one axis cannot show both."""
    units = {name: c.row(rows_of(c, key)[-1]).quantity.unit for name, key in lines.items()}
    first = next(iter(units.values()))
    return {n: key for n, key in lines.items() if units[n] == first}, [n for n, unit in units.items() if unit != first]


def _over_time(c: Catalogue, lines: dict[str, Key]) -> object:
    series = {name: ".".join(filter(None, (key[0], key[1], key[3]))) for name, key in lines.items()}
    height = max(2.8, 0.36 * len(series))  # on a phone the names at their ends break into lines
    return over_time(Writer(c), "fig-indicator", series, title="Over time", subtitle="", source="", height=height)


def _across(c: Catalogue, lines: dict[str, Key]) -> Figure:
    pen = Writer(c)
    newest = {name: newest_of(c, rows_of(c, key)) for name, key in lines.items()}
    found, last = {name: c.row(row) for name, row in newest.items()}, _last(newest)
    unit_first = sorted(found, key=lambda name: -found[name].value)
    is_rank = any(it.quantity.unit == "rank" for it in found.values())
    order = [*reversed(unit_first)] if is_rank else unit_first
    of = {name: "" if _when(row) == last else f", {_when(row)}" for name, row in newest.items()}
    shown = [
        Bar(f"{name}{of[name]}{forecast_said(it)}", it, colour(pen, lines[name][1]), is_hollow=is_forecast(it))
        for name in order
        for it in (found[name],)
    ]
    left = min(3.4, room_for([bar.name for bar in shown]) + 0.1)
    place = Place(height=0.27 * len(shown) + 0.1, left=left, top=0.05, below=0.05)

    def paint(sheet: Sheet) -> None:
        marks.bars(sheet, shown, place, room=None)

    words, data = marks.describe_bars(shown), marks.bar_table(("", shown))
    return draw(pen, Chart("fig-indicator", "Latest figures", "", "", words, data, paint))


def _legend(c: Catalogue, lines: dict[str, Key], view: str) -> str:
    """Say how forecasts are drawn where there are any, and of when a figure is whose name does not say it."""
    shown = {name: rows_of(c, key) for name, key in lines.items()}
    newest = {name: newest_of(c, rows) for name, rows in shown.items()}
    seen = newest.values() if view == ACROSS else [row for rows in shown.values() for row in rows]
    said = [f"Figures are for {_last(newest)} unless another date is given." if view == ACROSS else ""]
    said.append(f"{SIGNS[view]}: forecast." if any(is_forecast(c.row(row)) for row in seen) else "")
    return "".join(f"<p>{html.escape(it)}</p>" for it in said if it)


def rows_of(c: Catalogue, key: Key) -> list[Observation]:
    """Return the figures of a line, one for each period, the newest period last."""
    return c.evidence.series(key[0], key[1], key[2], account=key[3])


def newest_of(c: Catalogue, rows: list[Observation]) -> Observation:
    """Return the last figure of a time that had ended on the day of knowledge, as everywhere; else the last of all."""
    ended = [row for row in rows if (row.period_end or row.published) <= c.parameters.as_of]
    return (ended or rows)[-1]


def _last(newest: dict[str, Observation]) -> str:
    """Say of when the newest of some figures is."""
    return _when(max(newest.values(), key=lambda row: row.period_end or row.published))


def _when(row: Observation) -> str:
    return row.when or in_words(row.published)


def _is_path(c: Catalogue, key: Key) -> bool:
    """Say whether a line can be followed over time: a country's, known of more than one year."""
    return not key[2] and _spans(rows_of(c, key))


def _spans(rows: list[Observation]) -> bool:
    ends = [row.period_end for row in rows if row.period_end]
    return len(ends) > 1 and (max(ends) - min(ends)).days >= 365


# ----- downloads -------------------------------------------------------------------------------------------
# Links to what the explorer makes: a download that holds its file, or the address under which Jupyter serves one.


def download(name: str, content: str | bytes, kind: str, words: str) -> str:
    """Write a link that saves a file; the file stands in the link, so that it works wherever the page is shown."""
    packed = b64encode(content.encode() if isinstance(content, str) else content).decode()
    return f'<a class="explorer-link" download="{html.escape(name)}" href="data:{kind};base64,{packed}">{words}</a>'


def opened(file: Path, kind: str) -> str:
    """Write a link that opens a file in a tab of its own, or that saves it where no Jupyter serves the folder."""
    words, address = html.escape(file.name), address_of(file)
    if not address:
        return download(file.name, file.read_bytes(), kind, words)
    return f'<a class="explorer-link" href="{html.escape(address)}" target="_blank" rel="noopener">{words}</a>'


def address_of(file: Path) -> str:
    """Return where the Jupyter that started this kernel serves a file; nothing where none does."""
    from jupyter_server.serverapp import list_running_servers

    server = next((it for it in list_running_servers() if it.get("pid") == os.getppid()), None)
    if server is None or not file.resolve().is_relative_to(Path(server["root_dir"]).resolve()):
        return ""
    place = file.resolve().relative_to(Path(server["root_dir"]).resolve())
    return f"{server['base_url']}files/{quote(place.as_posix())}"


# ----- table -----------------------------------------------------------------------------------------------
# One indicator as a table, over time or across economies, and as a file for a spreadsheet.

COLUMNS = ("line", "period", "value", "low", "high", "unit", "status", "printed", "published", "source", "observation")

FEW = 6
"""So many columns stand in letters of the usual size."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table for the page, and as CSV to take along."""

    page: str
    csv: str


def table(c: Catalogue, chosen: Chosen) -> Tabled:
    """Set the lines chosen side by side, the newest period first; the file has a row for each figure."""
    lines = {name: rows_of(c, key) for name, key in choices(c, chosen.indicator).items() if name in chosen.lines}
    by_period: dict[date, dict[str, Observation]] = {}
    for name, rows in lines.items():
        for row in rows:
            by_period.setdefault(row.period_end or row.published, {})[name] = row
    ends = sorted(by_period, reverse=True)
    if chosen.view == OVER_TIME:
        head = ["", *lines]
        body = [_row(c, by_period[end], list(lines)) for end in ends]
    else:
        newest = {name: newest_of(c, rows) for name, rows in lines.items()}
        head = ["", "newest figure", "of", "source"]
        body = [
            [html.escape(name), _cell(c, row), _period({name: row}), html.escape(_publisher(c, row))]
            for name, row in newest.items()
        ]
    heads = "".join(f'<th scope="col">{html.escape(it)}</th>' for it in head)
    rows_of_page = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in body
    )
    wide = ' class="explorer-many"' if len(lines) > FEW else ""
    look = wide if chosen.view == OVER_TIME else ' class="explorer-newest"'
    page = f"<table{look}><thead><tr>{heads}</tr></thead><tbody>{rows_of_page}</tbody></table>"
    return Tabled(page, csv_text(COLUMNS, [*_records(lines)]))


def _publisher(c: Catalogue, row: Observation) -> str:
    return str(c.evidence.sources[row.source_id]["publisher"])


def _period(rows: dict[str, Observation]) -> str:
    """Write a period the way a reader says it: the shortest that the rows of one day have."""
    said = min((row.period or row.published.isoformat() for row in rows.values()), key=len)
    return in_words(date.fromisoformat(said)) if len(said) == len("2024-04-12") else html.escape(said)


def _row(c: Catalogue, rows: dict[str, Observation], lines: Sequence[str]) -> list[str]:
    """Write the figures of one period; where all are forecasts that is said once, at its head."""
    said = {forecast_said(c.row(row)) for row in rows.values()}
    common = said.pop() if len(said) == 1 else ""
    return [f"{_period(rows)}{common}", *(_cell(c, rows.get(name), common) for name in lines)]


def _cell(c: Catalogue, row: Observation | None, said: str = "") -> str:
    """Write a figure, and that it is a forecast unless that is said beside it."""
    if row is None:
        return '<span title="not known on this day">–</span>'
    finding = c.row(row)
    told, forecast = html.escape(finding.text), html.escape(forecast_said(finding).removesuffix(said))
    return f'<span title="{html.escape(_publisher(c, row))}">{told}</span>{forecast}'


def _records(lines: dict[str, list[Observation]]) -> Iterator[tuple[object, ...]]:
    for name, rows in lines.items():
        for row in rows:
            numbers = (row.value, row.low, row.high, row.unit, row.status, row.printed)
            yield name, row.period, *numbers, row.published, row.source_id, row.observation_id


# ----- indicators ------------------------------------------------------------------------------------------

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
        self.undo = button("Undo", "undo", "Undo the last change in this view", self._undo)
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
        drawn = chart(self.catalogue, chosen)
        lacking = lacking_chart(self.catalogue, chosen.indicator)
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
        reset = button("Reset", "refresh", "Restore the default view", self._reset)
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
        names = {row["name"]: code for code, row in rows if known(self.catalogue, code)}
        codes = names.values()
        widest = max(codes, key=partial(breadth, self.catalogue))
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
        paths, countries = breadth(self.catalogue, code)[0], {key[1] for key in known(self.catalogue, code)}
        views = [OVER_TIME, ACROSS] if paths else [ACROSS]
        self._set(self.view, self._viewed, views, self._wanted if 2 * paths >= len(countries) else ACROSS)
        lines = choices(self.catalogue, code)
        usual = usual_chart(self.catalogue, lines, MOST)
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
