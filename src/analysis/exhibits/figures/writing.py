"""A drawing is written as SVG, with the numbers on it and where they stand; no text is measured twice."""

import io
from functools import cache, lru_cache
from typing import Any, cast

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path


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
