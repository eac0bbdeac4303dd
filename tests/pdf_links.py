"""The links inside a PDF, read by other libraries than those that wrote it."""

from __future__ import annotations

import io
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
import pymupdf

if TYPE_CHECKING:
    from collections.abc import Iterator

ABOVE = 10
"""Typst leads to a place this many points above its line, so that the line is not cut off."""

HEAD, FOOT = 60, 9999
"""Below the head of a sheet, and beyond its foot."""


class Place(NamedTuple):
    """A sheet, and how far right and down on it, in points."""

    sheet: int
    x: float
    y: float


class Box(NamedTuple):
    """A part of a sheet: left, top, right and bottom."""

    sheet: int
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, sheet: int, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return sheet == self.sheet and self.left < x < self.right and self.top < y < self.bottom


class Link(NamedTuple):
    """The box that may be clicked, the place to which it leads, and the middle of its first line.

    The box of a link that is broken at the end of a column reaches over both columns.
    """

    box: Box
    to: Place
    middle: tuple[int, float, float]


class Links:
    """What each link says, what stands where it leads to, and where one gets from there.

    Workings and sources are lists in columns; an entry reaches from its place to the next one, perhaps in the next
    column or on the next sheet.
    """

    def __init__(self, content: bytes) -> None:
        with pymupdf.open(stream=content) as document:
            heights = [sheet.rect.height for sheet in document]
            self.signs = [list(_signs(sheet)) for sheet in document]
            toc = [(level, t, Place(at - 1, *more["to"])) for level, t, at, more in document.get_toc(simple=False)]
        self.headings = {text: place for level, text, place in toc if level == 1}
        self.subheadings = [place for level, _, place in toc if level > 1]
        self.all = []
        with pikepdf.open(io.BytesIO(content)) as document:
            sheets = {sheet.objgen: number for number, sheet in enumerate(document.pages)}
            for number, sheet in enumerate(document.pages):
                for note in sheet.get("/Annots", ()):
                    if "/Dest" in note:
                        to = sheets[note.Dest[0].objgen]
                        x0, y0, x1, y1 = map(float, note.Rect)
                        box = Box(number, x0, heights[number] - y1, x1, heights[number] - y0)
                        place = Place(to, float(note.Dest[2]), heights[to] - float(note.Dest[3]) + ABOVE)
                        x0, y0, _, _, x1, y1, *_ = map(float, note.get("/QuadPoints", (x0, y0, x1, y0, x1, y1)))
                        self.all.append(Link(box, place, (number, (x0 + x1) / 2, heights[number] - (y0 + y1) / 2)))
        self.places = sorted({link.to for link in self.all if self.kind(link.to) != "use"}, key=self._in_order)

    def kind(self, place: Place) -> str:
        """A working, a source, or any other place, which can only show a number."""
        for kind, heading in (("working", "Workings"), ("source", "Sources")):
            start = self.headings.get(heading)
            if start and (place.sheet, place.y) > (start.sheet, start.y):
                return kind
        return "use"

    def said(self, link: Link) -> str:
        """The words that a link covers, without blanks."""
        return self._inside(link.box)

    def text(self, place: Place) -> str:
        """What an entry says, without blanks."""
        return "".join(map(self._inside, self._boxes(place)))

    def number(self, place: Place) -> str:
        """The number with which a working begins."""
        return self.text(place).partition("·")[0]

    def onward(self, place: Place) -> Iterator[Place]:
        """To which places an entry leads."""
        boxes = self._boxes(place)
        for link in self.all:
            if any(box.holds(*link.middle) for box in boxes):
                yield link.to

    def below(self, place: Place) -> list[Place]:
        """On what a working rests; one without an explanation of its own shares that of the next one."""
        found = [to for to in self.onward(place) if self.kind(to) != "use"]
        at = self.places.index(place)
        return found or (self.below(self.places[at + 1]) if at + 1 < len(self.places) else [])

    def ends(self, place: Place) -> bool:
        """Whether every way down from a working ends in an entry of the sources."""
        below = self.below(place)
        return bool(below) and all(self.kind(to) == "source" or self.ends(to) for to in below)

    @cached_property
    def shown(self) -> list[Link]:
        """Every link from a number in the report itself to its working."""
        return [
            link
            for link in self.all
            if self.kind(link.to) == "working" and self.kind(Place(link.box.sheet, 0, link.box.bottom)) == "use"
        ]

    def numbers(self) -> Iterator[tuple[list[str], str]]:
        """What numbers say beside that with which their working begins; one may be broken over several lines."""
        for place, group in groupby(self.shown, key=lambda link: link.to):
            yield [self.said(link) for link in group], self.number(place)

    @cached_property
    def _column(self) -> float:
        """The width of a column of workings."""
        starts = sorted({round(place.x) for place in self.places})
        return min((after - before for before, after in pairwise(starts)), default=110) - 5

    def _inside(self, box: Box) -> str:
        return "".join(sign for x, y, sign in self.signs[box.sheet] if box.holds(box.sheet, x, y))

    def _band(self, sheet: int, y: float) -> tuple[float, float]:
        """From where to where columns run on a sheet: headings reach over all of them."""
        cuts = [heading.y for heading in self.headings.values() if heading.sheet == sheet]
        return max((cut for cut in cuts if cut < y), default=HEAD), min((c for c in cuts if c > y), default=FOOT)

    def _in_order(self, place: Place) -> tuple[int, float, float, float]:
        """Reading order: sheet by sheet, band by band, column by column."""
        return place.sheet, self._band(place.sheet, place.y)[0], place.x, place.y

    def _boxes(self, place: Place) -> list[Box]:
        top, bottom = self._band(place.sheet, place.y)
        at = self.places.index(place)
        wide = self._column
        after = self.places[at + 1] if at + 1 < len(self.places) else None
        if after and after.sheet == place.sheet and after.x == place.x and after.y < bottom:
            return [Box(place.sheet, place.x - 2, place.y - 1, place.x + wide, self._end(place, place.y, after.y - 1))]
        boxes = [Box(place.sheet, place.x - 2, place.y - 1, place.x + wide, self._end(place, place.y, bottom))]
        if after and (after.sheet, self._band(after.sheet, after.y)[0]) in (
            (place.sheet, top),
            (place.sheet + 1, HEAD),
        ):
            start = top if after.sheet == place.sheet else HEAD
            boxes.append(Box(after.sheet, after.x - 2, start, after.x + wide, self._end(after, start, after.y - 1)))
        return boxes

    def _end(self, column: Place, top: float, bottom: float) -> float:
        """Where an entry ends that reaches down to `bottom`: before a heading in its own column, if there is one."""
        inside = (h.y for h in self.subheadings if h.sheet == column.sheet and abs(h.x - column.x) < self._column)
        return min((y for y in inside if top <= y < bottom), default=bottom)


def _signs(sheet: pymupdf.Page) -> Iterator[tuple[float, float, str]]:
    """Every letter and figure of a sheet in reading order, with the middle of it."""
    for block in sheet.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for sign in span["chars"]:
                    x0, y0, x1, y1 = sign["bbox"]
                    if sign["c"].strip():
                        yield (x0 + x1) / 2, (y0 + y1) / 2, sign["c"]
