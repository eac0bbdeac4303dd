"""A figure for any output: a drawing without words around it, and its title, subtitle, source and alt text."""

import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, wraps
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Transform

from analysis.charts.canvas import FINGER, NARROW, SHOWN, WIDE, Sheet
from analysis.dataset import NotKnown
from analysis.findings import Finding
from analysis.findings.compare import csv_text
from analysis.findings.user_numbers import named
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, ORANGE, PURPLE
from analysis.rendering.read_notebook import OURS
from analysis.rendering.style import with_typeface
from analysis.report.markup import from_data
from analysis.report.page import Block, Page, left_out
from analysis.report.tables import Verbatim
from analysis.report.writer import HTML, MARKDOWN, PLAIN, Markup, Writer, anchor, for_jupyter

# ----- exhibit ---------------------------------------------------------------------------------------------
# What every function that draws a figure shares: it takes the report, and leaves a note where it cannot draw.

P = ParamSpec("P")
T = TypeVar("T")


def exhibit(drawn: Callable[Concatenate[Writer, P], T]) -> Callable[Concatenate[Page | Writer, P], T | Block]:
    """Let a function that draws with a pen be called with the report itself, and leave a note where it cannot draw.

    A figure whose title or points were not known on the day of knowledge is left out; the report is made all the same.
    """

    @wraps(drawn)
    def of(report: Page | Writer, /, *given: P.args, **named: P.kwargs) -> T | Block:
        pen = report if isinstance(report, Writer) else report.pen
        try:
            return drawn(pen, *given, **named)
        except NotKnown:
            return left_out("figure")

    return of


def known(w: Writer, finding_id: str) -> Finding | None:
    """Return a finding to draw, or None where it was not public; what is drawn is also explained."""
    if not w.catalogue.knows(finding_id):
        return None
    finding = w.catalogue[finding_id]
    w.use(finding)
    return finding


NAMED_HUES = {"green": GREEN, "orange": ORANGE, "purple": PURPLE}
"""Colours that a study may give to countries, by their names."""


def colour(w: Writer, economy: str) -> str:
    """Return the colour of an economy, the same in every figure: those held against each other can be told apart.

    The focus is vermillion; blue is the first country of the study beside it, or else its rival.
    """
    study, focus = w.catalogue.study, w.catalogue.parameters.focus
    if economy == focus:
        return FOCUS
    if economy == (study.rival if focus == study.focus else study.focus):
        return BLUE
    return NAMED_HUES.get(study.hues.get(economy, ""), GREY)


# ----- writing ---------------------------------------------------------------------------------------------
# A drawing is written as SVG, with the numbers on it and where they stand; no text is measured twice.


class Renderer(RendererSVG):
    """Writes a drawing as SVG; what is written in several drawings, wide and narrow, is measured for all of them."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return how much room a text takes, and how far it reaches below its line."""
        return _measured(s, prop, ismath)


@lru_cache(4096)
def _measured(words: str, font: FontProperties, ismath: Any) -> tuple[float, float, float]:
    measured: tuple[float, float, float] = text_to_path.get_text_width_height_descent(words, font, ismath)
    return measured


@cache
def _ruler() -> Any:
    """Return what measures lettering before anything is written."""
    return cast("Any", Renderer)(1, 1, io.StringIO())


def as_svg(drawing: Drawing) -> str:
    """Write a drawing as SVG."""
    for number, text in enumerate(_texts(drawing)):
        if kind := text.get_gid():
            text.set_gid(f"{kind}-{number}")  # a name may stand once in a drawing
    buffer = io.StringIO()
    renderer = cast("Any", Renderer)(*drawing.bbox.size, buffer, metadata={"Date": None, "Creator": None})
    drawing.draw(renderer)
    renderer.finalize()
    return buffer.getvalue()


def spots(drawing: Drawing) -> list[dict[str, Any]]:
    """List the numbers on a drawing in the order in which they were drawn: to what each leads, and where it stands."""
    width, height = drawing.bbox.size
    found = []
    for text in _texts(drawing):
        address = text.get_url() or ""
        if address.startswith("#f-"):
            if isinstance(text, Annotation):
                text.update_positions(_ruler())
            box = Text.get_window_extent(text, _ruler())  # without the arrow of an annotation
            place = (box.x0 / width, 1 - box.y1 / height, box.width / width, box.height / height)
            words = " ".join(text.get_text().split())
            beside, _, about = str(text.get_label()).partition("\n")
            told = {"to": address[1:], "text": words, "beside": beside, "about": about}
            found.append({**told, "box": [round(float(part), 4) for part in place]})
    return found


def _texts(drawing: Drawing) -> list[Text]:
    return [text for axes in drawing.axes for text in axes.texts]


# ----- figure ----------------------------------------------------------------------------------------------

LABEL = "label"

MOST = 1.5
"""A sheet is made so many times as high at most: numbers that are closer stand on one point, however high it is."""


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """A drawing as SVG, with everything a reader needs who cannot see it or wants to check it.

    `narrow` is the same drawing for narrow screens; `caption` and `foot` are its words for JupyterLab. `spots` are the numbers drawn: to which working each leads, what
    it says and is about, and where it stands in either drawing, as left, top, width and height in parts of the whole.
    `pane` says in the same way where lines over time stand, and from when to when; the points stand in `data`.
    `variants` are the same figure under the other options of a parameter, whose name is `choice`. One that `is_own` of
    an analyst carries its workings along, and its `hint` tells the analyst, but no reader, what else could be drawn.
    """

    label: str
    title: str
    subtitle: str
    caption: str
    source: str
    alt: str
    svg: str
    narrow: str
    foot: str
    spots: list[dict[str, Any]]
    data: str
    pane: dict[str, Any] | None = None
    choice: str = ""
    variants: "dict[str, Figure]" = field(default_factory=dict)
    is_own: bool = False
    hint: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, (self.alt, self.hint)))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        hint = f"<p>{html.escape(self.hint)}</p>" if self.hint else ""
        page = with_typeface(self.caption, self.svg, self.foot + hint)
        variants = {option: {"svg": other.svg, **other.about} for option, other in self.variants.items()}
        about = {**self.about, "choice": self.choice, "variants": variants}
        return {"image/svg+xml": self.svg, "text/html": for_jupyter(page), "text/plain": repr(self)}, {
            "image/svg+xml": about
        }

    @property
    def about(self) -> dict[str, Any]:
        """All that goes with the drawing: its words, the numbers on it and the data, as an output of a notebook says it."""
        return {
            OURS: True,
            "label": self.label,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "narrow": self.narrow,
            "spots": self.spots,
            "data": self.data,
            "pane": self.pane,
        }


@cache
def look() -> Any:
    """Return the look of all figures, in the typeface that comes with the project's own dependencies; read once."""
    spec = find_spec("font_source_sans_pro")
    if spec and spec.origin:
        for weight in ("Regular", "Semibold"):
            path = Path(spec.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
            font_manager.fontManager.addfont(str(path))
    style = Path(__file__).with_name("report.mplstyle")
    return matplotlib.rc_params_from_file(style, use_default_template=False)


def draw(
    writer: Writer,
    label: str,
    *,
    title: str,
    subtitle: str,
    alt: str,
    source: str,
    paint: Callable[[Sheet], None],
    data: Iterable[tuple[object, ...]],
) -> Figure:
    """Draw a figure, wide and narrow, and put its words beside it.

    `title`, `subtitle` and `source` are templates, or `Verbatim` where they are taken from the data; the subtitle says
    what is shown and in which unit; `alt` is written from the data drawn. `paint` receives an empty sheet, first a wide and then a narrow one, and draws the
    same on both. `data` is what is drawn as a table, the names of the columns first, for those who want to draw it
    themselves.
    """
    words: dict[str, Any] = {
        "title": _written(writer, title, MARKDOWN),
        "subtitle": _written(writer, subtitle, MARKDOWN),
        "caption": f"<strong>{_written(writer, title, HTML)}</strong><br>{_written(writer, subtitle, HTML)}",
        "source": _written(writer, source, MARKDOWN),
        "foot": f"<div><small>{_written(writer, source, HTML)}</small></div>",
        "alt": f"{_written(writer, title, PLAIN)}. {alt}",
    }  # before anything is drawn: without its title a figure is left out
    header, *rows = data
    with matplotlib.rc_context(look()):
        sheets = Sheet(WIDE), Sheet(NARROW)
        (svg, wide), (narrow_svg, narrow) = (_drawn(paint, sheet) for sheet in sheets)
        pane = _pane(*sheets)
    return Figure(
        label=writer.label(label, "fig"),
        **words,
        svg=svg,
        narrow=narrow_svg,
        spots=[{**spot, "narrow": other["box"]} for spot, other in zip(wide, narrow, strict=True)],
        data=csv_text(tuple(map(str, header)), rows),
        pane=pane,
    )


def _written(writer: Writer, words: str, markup: Markup) -> str:
    """Fill a template; what is taken from the data stands as it is there, marked as such, for it may hold digits."""
    if not isinstance(words, Verbatim):
        return writer.fill(words, markup)
    return words if markup is PLAIN or not words else from_data(markup.escape(words))


def _stretch(boxes: Sequence[Sequence[float]], sheet: Sheet) -> float:
    """Say how much higher a sheet must be so that no two links one above the other are too close."""
    height = sheet.bottom * SHOWN[sheet.width] / sheet.width
    middles = [(left, left + width, height * (top + tall / 2)) for left, top, width, tall in boxes]
    gaps = [abs(a[2] - b[2]) for a, b in combinations(middles, 2) if a[0] < b[1] and b[0] < a[1]]
    return max((1.0, *(FINGER / gap for gap in gaps if gap > FINGER / MOST)))


def _drawn(paint: Callable[[Sheet], None], sheet: Sheet) -> tuple[str, list[dict[str, Any]]]:
    """Paint a sheet; return it as SVG, with the numbers on it in the order in which they were drawn."""
    paint(sheet)
    numbers = spots(sheet.drawing)
    if (times := _stretch([number["box"] for number in numbers], sheet)) > 1:
        sheet.stretch(times)
        numbers = spots(sheet.drawing)
    return as_svg(sheet.drawing), numbers


def leads_to(finding: Finding, text: Text, beside: str = "") -> None:
    """Make a number that is drawn lead to its working and say what it is, as one in a sentence does.

    `beside` is what stands beside it in the drawing and tells it apart, such as the name of its row.
    """
    text.set_url(f"#{anchor(finding)}")
    text.set_label(f"{' '.join(beside.split())}\n{named(finding)}")


def is_label(text: Text) -> None:
    """Mark a drawn text as a name from the data: the digits in it are no figure."""
    text.set_gid(LABEL)


def _pane(*sheets: Sheet) -> dict[str, Any] | None:
    """Say where the axes stand on each sheet along which one may look up what was the case at a moment."""
    panes = [sheet.pane for sheet in sheets if sheet.pane]
    if len(panes) < len(sheets):
        return None
    places = [(at.x0, 1 - at.y1, at.width, at.height) for at in (axes.get_position() for axes in panes)]
    box, narrow = ([round(float(part), 4) for part in place] for place in places)
    return {"box": box, "narrow": narrow, "x": [round(float(end), 4) for end in panes[0].get_xlim()]}


def in_numbers(finding: Finding) -> tuple[float, float, float, str]:
    """Return value, bounds and unit for the table of a figure: a share in per cent, as the figure shows it."""
    q = finding.quantity
    scale, unit = (100, "per cent") if q.unit == "share" else (1, q.unit)
    return q.value * scale, q.low * scale, q.high * scale, unit


def mark(axes: Axes, points: Sequence[tuple[float, float]], **sign: Any) -> None:
    """Draw a sign at each of some points, without a line from one to the next."""
    line(axes, points, linestyle="", clip_on=False, **sign)


def line(axes: Axes, points: Sequence[tuple[float, float]], **look: Any) -> None:
    """Draw a line from point to point; the limits of the axes, which a drawing sets itself, stay as they are."""
    axes.add_artist(Line2D([x for x, _ in points], [y for _, y in points], **look))


def block(axes: Axes, y: float, ends: tuple[float, float], height: float, **look: Any) -> None:
    """Draw a bar that lies level, from one end to the other; the limits of the axes stay as they are."""
    axes.add_artist(Rectangle((ends[0], y - height / 2), ends[1] - ends[0], height, **look))


def key(axes: Axes, point: Transform, words: str, sign: dict[str, Any], **lettering: Any) -> None:
    """Say in words what a sign means, which is drawn at a point of the sheet."""
    mark(axes, [(0, 0)], transform=point, **sign)
    axes.annotate(words, (0, 0), xycoords=point, xytext=(7, -0.7), textcoords="offset points", va="center", **lettering)
