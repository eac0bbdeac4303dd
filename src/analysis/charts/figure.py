"""A chart as a figure for any output: a drawing, and separately its words, links and data."""

import html
import io
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from analysis.charts.axis_layout import NARROW, NUMBER, WIDE, Sheet
from analysis.dataset.text_files import csv_text
from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.rendering.document_from_notebook import DRAWN, OURS
from analysis.rendering.palette import GREY, INK, SOFT, STUDY_COLOUR, WHITE
from analysis.rendering.svg import picture_address, shorten
from analysis.writing.block import Block, note_left_out
from analysis.writing.markup import mark_as_data
from analysis.writing.tables import Verbatim
from analysis.writing.writer import HTML, PLAIN, Markup, Writer, for_jupyter

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")


class HasPen(Protocol):
    """A report: whatever has a pen that fills templates and records what was used."""

    @property
    def pen(self) -> Writer:
        """The writer of the report."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows and says, before it is drawn.

    Attributes:
        label: What sentences call it, such as fig-storks.
        title: A template, like `subtitle` and `source`, or `Verbatim` if it comes from the data.
        subtitle: What is shown, and in which unit.
        source: Whose figures these are.
        alt: What is drawn, for readers who cannot see it; the title is put before it.
        data: What is drawn, as rows of a table with the column names first.
        paint: Draws on an empty sheet. It is called with a wide sheet and with a narrow one.
    """

    label: str
    title: str
    subtitle: str
    source: str
    alt: str
    data: Iterable[tuple[object, ...]]
    paint: Callable[[Sheet], object]


def exhibit(
    chart_of: Callable[Concatenate[Writer, P], Chart | Block | None],
) -> Callable[Concatenate[HasPen | Writer, P], Any]:
    """Turn a function that describes a chart into one that is called with the report and returns the figure.

    If the title or points were not known on the day, it returns a note instead. What else than a chart the function
    returns is passed on.
    """

    @wraps(chart_of)
    def figure_of(report: HasPen | Writer, /, *args: P.args, **options: P.kwargs) -> Any:
        writer = report if isinstance(report, Writer) else report.pen
        try:
            chart = chart_of(writer, *args, **options)
            if isinstance(chart, Chart):
                return draw(writer, chart)
        except NotKnownError:
            return note_left_out("figure")
        return chart  # a note, which the function wrote itself, or None

    return figure_of


def known(writer: Writer, finding_id: str) -> Finding | None:
    """Return a finding to draw and record it for the workings, or None if it was not public."""
    if not writer.catalogue.knows(finding_id):
        return None
    finding = writer.catalogue[finding_id]
    writer.use(finding)
    return finding


def colour(writer: Writer, economy: str) -> str:
    """Return the colour of an economy, the same in every figure; only the study's own country has a hue."""
    if economy == writer.catalogue.study.focus:
        return STUDY_COLOUR
    if economy == writer.catalogue.parameters.focus:
        return INK
    return GREY


SAVED_LETTERS = {"title": 96, "subtitle": 110, "source": 130}
"""Characters of a line in a saved figure, as many as fit on a wide sheet; the smaller the type, the more."""


@dataclass(repr=False, eq=False)
class Figure:
    """A drawing, wide and narrow, with its words, a description for screen readers, and its data.

    `save` writes it to a file, `data` is what is drawn as a pandas table, and `axes` are matplotlib's, to add to. A
    chart of the author's own, with `is_own`, includes its workings in its output.

    `title`, `subtitle` and `source` are HTML; `plain` are the same words as plain text, by these names. `rows` are those
    of the table, the first with the column names.
    """

    label: str
    title: str
    subtitle: str
    source: str
    alt: str
    plain: Mapping[str, str]
    drawing: Drawing
    narrow_drawing: Drawing | None
    rows: Sequence[tuple[object, ...]]
    is_own: bool = False

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        about = {
            OURS: True,
            DRAWN: True,
            "label": self.label,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "narrow": self.narrow_svg,
            "numbers": self.numbers,
            "data": csv_text(self.rows),
        }
        # Jupyter takes a pair: the outputs by type, and metadata by type
        return {"text/html": for_jupyter(self._page()), "text/plain": repr(self)}, {"text/html": about}

    def _page(self) -> str:
        """Return the figure with its words as HTML that is shown where a notebook is not trusted, on any ground."""
        caption = f"<figcaption><strong>{self.title}</strong><br>{self.subtitle}</figcaption>"
        css = "background:#fff;max-width:100%"
        address = html.escape(picture_address(self.svg))
        image = f'<img alt="{html.escape(self.alt)}" style="{css}" src="{address}">'
        return f'<figure style="margin:0">{caption}{image}<div><small>{self.source}</small></div></figure>'

    @property
    def svg(self) -> str:
        """The drawing as SVG, without title and source."""
        return _svg(self.drawing)

    @property
    def narrow_svg(self) -> str:
        """The drawing for narrow screens as SVG; empty if something was added to the axes of the wide one."""
        return _svg(self.narrow_drawing) if self.narrow_drawing else ""

    @property
    def numbers(self) -> list[str]:
        """The anchors of all numbers in the drawing, each once."""
        # ids are such as number-3, and the label of a text is the anchor of its finding
        numbers = [text for text in _texts(self.drawing) if (text.get_gid() or "").startswith(NUMBER)]
        return list(dict.fromkeys(str(text.get_label()) for text in numbers))

    @property
    def data(self) -> "pd.DataFrame":
        """What is drawn, as a pandas table; unknown values are missing."""
        import pandas as pd

        header, *rows = self.rows
        cells = []
        for row in rows:
            cells.append([None if cell == "" else cell for cell in row])
        return pd.DataFrame(cells, columns=header)

    @property
    def axes(self) -> Axes:
        """The matplotlib axes, of several the first, to add to; the page then shows this drawing on narrow screens too."""
        self.narrow_drawing = None
        return self.drawing.axes[0]

    def save(self, path: str | Path) -> None:
        """Write the drawing with its title, subtitle and source to a .png, .svg or .pdf file."""
        point = 1 / (72 * self.drawing.get_figheight())  # as a share of the height, which matplotlib counts in
        wrapped = {name: textwrap.fill(self.plain[name], letters) for name, letters in SAVED_LETTERS.items()}

        # the subtitle is above the drawing, the title above the subtitle's lines of 12 points, and the source below
        title_rise = 12
        if wrapped["subtitle"]:
            title_rise += 12 * (wrapped["subtitle"].count("\n") + 1)
        with matplotlib.rc_context(look()):
            words = [
                self.drawing.text(
                    0, 1 + title_rise * point, wrapped["title"], va="bottom", fontsize=11, fontweight=600
                ),
                self.drawing.text(0, 1 + 10 * point, wrapped["subtitle"], va="bottom", color=SOFT),
                self.drawing.text(0, -8 * point, wrapped["source"], va="top", color=SOFT, fontsize=8),
            ]
            self.drawing.set_frameon(True)  # a file has a white ground
            try:
                self.drawing.savefig(path, dpi=200, facecolor=WHITE, bbox_inches="tight", pad_inches=0.15)
            finally:
                # the page has the words beside the drawing, so they are taken out again
                self.drawing.set_frameon(False)
                for text in words:
                    text.remove()


def _svg(drawing: Drawing) -> str:
    """Return a drawing as SVG, the same bytes each time."""
    buffer = io.StringIO()
    with matplotlib.rc_context(look()):
        canvas: Any = FigureCanvasSVG(drawing)  # `savefig` would draw twice
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
    return shorten(buffer.getvalue())


def _texts(drawing: Drawing) -> list[Text]:
    """Return all texts within axes, which are the numbers, names and labels of ticks."""
    return [text for axes in drawing.axes for text in axes.texts]


@cache
def look() -> Any:
    """Return the matplotlib style of all figures, with the typeface from the project's dependencies."""
    spec = find_spec("font_source_sans_pro")
    if spec and spec.origin:
        for weight in ("Regular", "Semibold"):
            path = Path(spec.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
            font_manager.fontManager.addfont(str(path))
    style = Path(__file__).with_name("report.mplstyle")
    return matplotlib.rc_params_from_file(style, use_default_template=False)


def draw(writer: Writer, chart: Chart) -> Figure:
    """Draw a chart, wide and narrow, and fill its templates."""
    texts = {"title": chart.title, "subtitle": chart.subtitle, "source": chart.source}

    # filled before anything is painted: without its title a figure is left out
    words = {name: _filled(writer, text, HTML) for name, text in texts.items()}
    plain = {name: _filled(writer, text, PLAIN) for name, text in texts.items()}
    return Figure(
        writer.label(chart.label, "fig"),
        title=words["title"],
        subtitle=words["subtitle"],
        source=words["source"],
        alt=f"{plain['title']}. {chart.alt}",
        plain=plain,
        drawing=_painted(chart.paint, WIDE),
        narrow_drawing=_painted(chart.paint, NARROW),
        rows=list(chart.data),
    )


def _filled(writer: Writer, words: str, markup: Markup) -> str:
    """Fill a template; `Verbatim` words from the data, which may hold digits, are marked as such."""
    if not isinstance(words, Verbatim):
        return writer.fill(words, markup)
    if markup is PLAIN or not words:
        return words
    return mark_as_data(markup.escape(words))


def _painted(paint: Callable[[Sheet], object], width: float) -> Drawing:
    """Paint on a sheet of a width, and return the drawing; its texts have ids such as number-3."""
    with matplotlib.rc_context(look()):
        sheet = Sheet(width)
        paint(sheet)

    # ids are unique in a drawing
    for index, text in enumerate(_texts(sheet.drawing)):
        kind = text.get_gid()
        if kind:
            text.set_gid(f"{kind}-{index}")
    return sheet.drawing
