"""A figure for any output: a drawing without words around it, and its title, subtitle, source and alt text."""

import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Annotation, Text

from analysis.exhibits.prose import HTML, MARKDOWN, PLAIN, Writer, anchor
from analysis.findings import Finding
from analysis.findings.tables import csv_text

INK, SOFT, LINE = "#1b2733", "#51606d", "#d6dde3"
FOCUS, BLUE, GREEN, ORANGE, PURPLE, SKY, GREY = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#e69f00",
    "#cc79a7",
    "#56b4e9",
    "#8a96a0",
)
"""The colours of Okabe and Ito, which colour-blind readers tell apart; the focus is always vermillion."""

LETTERING = {FOCUS: "#a84300", GREY: SOFT, ORANGE: "#7a5200", PURPLE: "#8a3d74"}
"""Darker tints for words, where the colour of a line or bar would be too pale to read."""

LABEL = "label"

WIDTH = 6.7
"""Width of every drawing in inches: the text block of an A4 page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, with everything a reader needs who cannot see it or wants to check it.

    `spots` are the numbers drawn: to which working each leads, what it says, and where it stands, as left, top,
    width and height in parts of the drawing.
    """

    label: str
    title: str
    subtitle: str
    caption: str
    source: str
    alt: str
    svg: str
    spots: list[dict[str, Any]]
    data: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        about = {
            "label": self.label,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "spots": self.spots,
            "data": self.data,
        }
        page = f"<figure><figcaption>{self.caption}</figcaption>{self.svg[self.svg.index('<svg') :]}</figure>"
        return {"image/svg+xml": self.svg, "text/html": page, "text/plain": self.alt}, {"image/svg+xml": about}


@cache
def use_fonts() -> None:
    """Tell matplotlib about the font files that come with the project's own dependencies."""
    spec = find_spec("font_source_sans_pro")
    if spec and spec.origin:
        for weight in ("Regular", "Semibold"):
            path = Path(spec.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
            font_manager.fontManager.addfont(str(path))


def style() -> AbstractContextManager[None]:
    """Return the look of all figures, for use in a with statement."""
    use_fonts()
    context: AbstractContextManager[None] = matplotlib.style.context(Path(__file__).with_name("report.mplstyle"))
    return context


def draw(
    writer: Writer,
    label: str,
    *,
    title: str,
    subtitle: str,
    alt: str,
    source: str,
    height: float,
    paint: Callable[[Drawing], None],
    data: Iterable[tuple[object, ...]],
) -> Figure:
    """Draw a figure and put its words beside it.

    `title`, `subtitle` and `source` are templates; the subtitle says what is shown and in which unit; `alt` is
    written from the data drawn. `paint` receives an empty drawing of fixed width and `height` inches. `data` is what is
    drawn as a table, the names of the columns first, for those who want to draw it themselves.
    """
    with style():
        drawing = Drawing(figsize=(WIDTH, height))
        paint(drawing)
        for number, text in enumerate(drawing.findobj(lambda part: part.get_gid() == LABEL)):
            text.set_gid(f"{LABEL}-{number}")  # a name may stand once in a drawing
        buffer = io.StringIO()
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        spots = _spots(drawing)
    return Figure(
        label=label,
        title=writer.fill(title, MARKDOWN),
        subtitle=writer.fill(subtitle, MARKDOWN),
        caption=f"<strong>{writer.fill(title, HTML)}</strong><br>{writer.fill(subtitle, HTML)}",
        source=writer.fill(source, MARKDOWN),
        alt=f"{writer.fill(title, PLAIN)}. {alt}",
        svg=buffer.getvalue(),
        spots=spots,
        data=csv_text(*_headed(data)),
    )


def _headed(data: Iterable[tuple[object, ...]]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header, *rows = data
    return tuple(map(str, header)), rows


def leads_to(finding: Finding, text: Text) -> None:
    """Make a number that is drawn lead to its working, as one in a sentence does."""
    text.set_url(f"#{anchor(finding)}")


def is_label(text: Text) -> None:
    """Mark a drawn text as a name from the data: the digits in it are no figure."""
    text.set_gid(LABEL)


def _spots(drawing: Drawing) -> list[dict[str, Any]]:
    canvas: Any = FigureCanvasAgg(drawing)
    width, height = canvas.get_width_height()
    renderer = canvas.get_renderer()
    found = []
    for text in drawing.findobj(Text):
        address = text.get_url() or ""
        if address.startswith("#f-"):
            if isinstance(text, Annotation):
                text.update_positions(renderer)
            box = Text.get_window_extent(text, renderer)  # without the arrow of an annotation
            place = (box.x0 / width, 1 - box.y1 / height, box.width / width, box.height / height)
            words = " ".join(text.get_text().split())
            found.append({"to": address[1:], "text": words, "box": [round(float(part), 4) for part in place]})
    return found


def bare(axes: Axes, *, grid: str = "") -> None:
    """Strip an axis to what is needed; `grid` is x or y for light lines behind the data."""
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    if grid:
        axes.grid(axis=grid)  # type: ignore[arg-type]
