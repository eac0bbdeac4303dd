"""The view of what a study says: its sentences, the number explained, and its pictures with their key."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import ipywidgets as w

from analysis.explorer.answers import answer, origin
from analysis.explorer.brief import Brief
from analysis.explorer.canvas import Canvas
from analysis.explorer.prose import Place, Prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.exhibits.panels import Exploration
    from analysis.findings import Catalogue

HINT = "Click a number or a verdict in a sentence to see how it was made."


class Topics:
    """The widgets of this view; `show` brings them up to date with a catalogue."""

    def __init__(self, exploration: Exploration, economies: Sequence[str]) -> None:
        self.exploration = exploration
        self.prose = Prose(len(exploration.sentences), self._clicked)
        self.canvases = [Canvas(frame, economies) for frame in exploration.frames]
        self.pictures = [w.Image(format="png") for frame in exploration.frames]
        self.origin = w.HTML(f"<em>{HINT}</em>").add_class("explorer-origin")
        self.brief = Brief()
        self.gaps: tuple[str, ...] = ()
        self._place: Place | None = None
        columns: dict[int, list[w.Image]] = {}
        for frame, picture in zip(exploration.frames, self.pictures, strict=True):
            columns.setdefault(frame.column, []).append(picture)
        pictures = w.HBox([w.VBox(column) for column in columns.values()]).add_class("explorer-pictures")
        drawn = w.HBox([pictures, w.HTML(self._key()).add_class("explorer-signs")]).add_class("explorer-drawn")
        self.box = w.VBox([self.prose.box, drawn]).add_class("explorer-main")

    def show(self, catalogue: Catalogue, is_new_move: bool) -> bool:
        """Show what follows from a catalogue; say whether anything to be seen has changed."""
        found = answer(catalogue, self.exploration)
        before = [it and it.plain for it in self.prose.sentences]
        self.catalogue, self.gaps = catalogue, found.gaps
        seen = [it.value for it in self.pictures]
        for canvas, picture in zip(self.canvases, self.pictures, strict=True):
            if canvas.update(catalogue):
                picture.value = canvas.png()
        has_moved = seen != [it.value for it in self.pictures]  # less than a pixel is nothing to be seen
        self.prose.show(found.sentences)
        if is_new_move:
            self.brief.begin()
        self.brief.show((found.result, *found.sentences), has_moved)
        self._explain()
        return has_moved or before != [it and it.plain for it in found.sentences]

    def _clicked(self, place: Place) -> None:
        self._place = place
        self.prose.mark(place)
        self._explain()

    def _explain(self) -> None:
        """Explain what was clicked last; it stays explained while it changes."""
        told = self.prose.at(self._place) if self._place else None
        self.origin.value = origin(told.about, self.catalogue.evidence) if told else f"<em>{HINT}</em>"

    def _key(self) -> str:
        signs = (
            f'<span><b style="color:{it.colour}">{it.sign}</b> {html.escape(it.words)}</span>'
            for it in self.exploration.key
        )
        return f'<div class="explorer-key">{" ".join(signs)}</div>'
