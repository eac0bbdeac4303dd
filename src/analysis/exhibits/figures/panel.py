"""Axes of which nothing is drawn: what stands on a sheet is placed by them, and their scales are drawn by us."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis


class _Unmarked:
    """An axis that has limits and a scale, and makes no ticks: to make and to clip them cost a third of the axes."""

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Clip nothing, as there is nothing to clip."""


class _Across(_Unmarked, XAxis):
    pass


class _Up(_Unmarked, YAxis):
    pass


class Panel(Axes):
    """Axes without ticks and grid, which matplotlib would make, measure and then not draw."""

    name = "panel"

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _Across(self, clear=False), _Up(self, clear=False)

    def grid(self, *_: Any, **__: Any) -> None:
        """Draw no grid; the lines of a scale are drawn where its words stand."""

    def tick_params(self, *_: Any, **__: Any) -> None:
        """Change no ticks, as there are none."""
