"""The explorer's pictures, one a panel: drawn once, after which artists move and only what changed is painted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from PIL import Image

from analysis.exhibits.figures.figure import look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.exhibits.panels import Frame
    from analysis.findings import Catalogue

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
