"""A figure for any output: a drawing without words around it, and its title, subtitle, source and alt text."""

import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from importlib.util import find_spec
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
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from analysis.charts.canvas import NARROW, WIDE, Sheet
from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.findings.compare import csv_text
from analysis.rendering.palette import FOCUS, GREY, INK
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
        except NotKnownError:
            return left_out("figure")

    return of


def known(w: Writer, finding_id: str) -> Finding | None:
    """Return a finding to draw, or None where it was not public; what is drawn is also explained."""
    if not w.catalogue.knows(finding_id):
        return None
    finding = w.catalogue[finding_id]
    w.use(finding)
    return finding


def colour(w: Writer, economy: str) -> str:
    """Return the colour of an economy, the same in every figure: only the study's own country has a hue."""
    if economy == w.catalogue.study.focus:
        return FOCUS
    return INK if economy == w.catalogue.parameters.focus else GREY


# ----- writing ---------------------------------------------------------------------------------------------
# A drawing is written as SVG; no text is measured twice.


class Renderer(RendererSVG):
    """Writes a drawing as SVG; what is written in several drawings, wide and narrow, is measured for all of them."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return how much room a text takes, and how far it reaches below its line."""
        return _measured(s, prop, ismath)


@lru_cache(4096)
def _measured(words: str, font: FontProperties, ismath: Any) -> tuple[float, float, float]:
    measured: tuple[float, float, float] = text_to_path.get_text_width_height_descent(words, font, ismath)
    return measured


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


def numbers(drawing: Drawing) -> list[str]:
    """List the anchors of the workings of all numbers on a drawing, each once, in the order in which they are drawn."""
    return [*dict.fromkeys(str(text.get_label()) for text in _texts(drawing) if text.get_gid() == NUMBER)]


def _texts(drawing: Drawing) -> list[Text]:
    return [text for axes in drawing.axes for text in axes.texts]


# ----- figure ----------------------------------------------------------------------------------------------

LABEL, NUMBER = "label", "number"


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """A drawing as SVG, with everything a reader needs who cannot see it or wants to check it.

    `narrow` is the same drawing for narrow screens; `caption` and `foot` are its words for JupyterLab.
    `numbers` are the anchors of the workings of the numbers written in it, and `data` is what is drawn, as CSV. One
    that `is_own` of an analyst carries its workings along, and its `hint` tells the analyst, but no reader, what else
    could be drawn.
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
    numbers: list[str]
    data: str
    is_own: bool = False
    hint: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, (self.alt, self.hint)))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        hint = f"<p>{html.escape(self.hint)}</p>" if self.hint else ""
        page = with_typeface(self.caption, self.svg, self.foot + hint)
        return {"image/svg+xml": self.svg, "text/html": for_jupyter(page), "text/plain": repr(self)}, {
            "image/svg+xml": self.about
        }

    @property
    def about(self) -> dict[str, Any]:
        """All that goes with the drawing: its words, what explains its numbers, and the data, for the output of a cell."""
        return {
            OURS: True,
            "label": self.label,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "narrow": self.narrow,
            "numbers": self.numbers,
            "data": self.data,
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
        svg, found = _drawn(paint, Sheet(WIDE))
        narrow, _ = _drawn(paint, Sheet(NARROW))
    return Figure(
        label=writer.label(label, "fig"),
        **words,
        svg=svg,
        narrow=narrow,
        numbers=found,
        data=csv_text(tuple(map(str, header)), rows),
    )


def _written(writer: Writer, words: str, markup: Markup) -> str:
    """Fill a template; what is taken from the data stands as it is there, marked as such, for it may hold digits."""
    if not isinstance(words, Verbatim):
        return writer.fill(words, markup)
    return words if markup is PLAIN or not words else from_data(markup.escape(words))


def _drawn(paint: Callable[[Sheet], None], sheet: Sheet) -> tuple[str, list[str]]:
    """Paint a sheet; return it as SVG, with the anchors of the workings of its numbers."""
    paint(sheet)
    found = numbers(sheet.drawing)
    return as_svg(sheet.drawing), found


def set_origin(text: Text, finding: Finding) -> None:
    """Mark a drawn text as the number of a finding."""
    text.set_gid(NUMBER)
    text.set_label(anchor(finding))


def is_label(text: Text) -> None:
    """Mark a drawn text as a name from the data: the digits in it are no figure."""
    text.set_gid(LABEL)


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
