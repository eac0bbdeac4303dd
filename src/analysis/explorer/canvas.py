"""The explorer's picture: drawn once, after which artists move and only the panels that changed are painted anew."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.transforms import Bbox
from PIL import Image

from analysis.exhibits.figures.figure import look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.exhibits.panels import Exploration, Panel
    from analysis.findings import Catalogue

SIZE, DPI = (8.2, 5.6), 100


class Canvas:
    """The panels of a study on one sheet."""

    def __init__(self, exploration: Exploration, economies: Sequence[str]) -> None:
        with matplotlib.rc_context(look()):
            drawing, make = Drawing(figsize=SIZE, dpi=DPI, facecolor="white"), cast("Any", FigureCanvasAgg)
            self._agg = make(drawing)
            self._agg.draw()
            panels = exploration.panels(drawing.add_axes, economies)
            width, height = self._agg.get_width_height()
            self._panels = [
                (self._still(panel, Bbox.from_extents(x0 * width, y0 * height, x1 * width, y1 * height)), panel)
                for (x0, y0, x1, y1), panel in panels.items()
            ]

    def _still(self, panel: Panel, box: Bbox) -> Any:
        """Keep what stands behind the artists that move: all the rest of a panel, or the bare sheet."""
        if panel.moving:
            panel.axes.draw(self._agg.get_renderer())
        return self._agg.copy_from_bbox(box)

    def update(self, catalogue: Catalogue) -> None:
        """Move the artists to what was found; a panel in which something moved is wiped and painted anew."""
        with matplotlib.rc_context(look()):
            for still, panel in self._panels:
                if panel.update(catalogue):
                    self._agg.restore_region(still)
                    for artist in panel.moving or [panel.axes]:
                        artist.draw(self._agg.get_renderer())

    def png(self) -> bytes:
        """Return the picture; what is quick to pack is quick to show."""
        size, pixels, file = self._agg.get_width_height(), self._agg.buffer_rgba(), io.BytesIO()
        Image.frombuffer("RGBA", size, pixels).convert("RGB").save(file, format="png", compress_level=1)
        return file.getvalue()
