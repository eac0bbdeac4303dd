"""The links inside a PDF, read by other libraries than those that wrote it."""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import groupby
from math import hypot, inf
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
import pymupdf

if TYPE_CHECKING:
    from collections.abc import Iterator

ABOVE = 10
"""Typst leads to a place this many points above its line, so that the line is not cut off."""

HEAD, FOOT = 50, 794
"""Between them stands the text of a sheet: above is its head, below its foot."""

LEFT, PITCH = 57, 248
"""Where the first of the two columns of workings or sources begins, and how far at least the next one lies from it."""

NEAR, BESIDE = 30, 2
"""So far to the side of a place its line is looked for, and so far above or below it the line may be, in points."""

Key = tuple[int, float, int, float, float]
"""Reading order: sheet, the last heading above, column, line and place in the line."""

END = (inf,)
"""Behind everything that is read."""


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
    """The box around all that may be clicked, the place to which it leads, the middle of its first line, and its lines.

    The box of a link that is broken at the end of a column reaches over both columns.
    """

    box: Box
    to: Place
    middle: tuple[int, float, float]
    lines: list[Box]


class Links:
    """What each link says, what stands where it leads to, and where one gets from there.

    Workings and sources run on in columns; an entry reaches from its place to the next one, perhaps in the next column
    or on the next sheet.
    """

    def __init__(self, content: bytes) -> None:
        with pymupdf.open(stream=content) as document:
            heights = [sheet.rect.height for sheet in document]
            self.signs = [list(_signs(sheet)) for sheet in document]
            toc = [(level, t, Place(at - 1, *more["to"])) for level, t, at, more in document.get_toc(simple=False)]
        self.headings = {text: place for level, text, place in toc if level == 1}
        self.all = []
        with pikepdf.open(io.BytesIO(content)) as document:
            sheets = {sheet.objgen: number for number, sheet in enumerate(document.pages)}
            for number, sheet in enumerate(document.pages):
                for note in sheet.get("/Annots", ()):
                    if isinstance(note.get("/Dest"), pikepdf.Array):
                        to = sheets[note.Dest[0].objgen]
                        x0, y0, x1, y1 = map(float, note.Rect)
                        box = Box(number, x0, heights[number] - y1, x1, heights[number] - y0)
                        place = Place(to, float(note.Dest[2]), heights[to] - float(note.Dest[3]) + ABOVE)
                        if any(it.sheet == to and hypot(it.x - place.x, it.y + ABOVE - place.y) < 1 for *_, it in toc):
                            continue  # to a heading, as those of the contents
                        place = self._on_its_line(place)
                        corners = [*map(float, note.get("/QuadPoints", (x0, y0, x1, y0, x1, y1, x0, y1)))]
                        quads = [
                            (corners[n : n + 8 : 2], corners[n + 1 : n + 8 : 2]) for n in range(0, len(corners), 8)
                        ]
                        lines = [
                            Box(number, min(x), heights[number] - max(y), max(x), heights[number] - min(y))
                            for x, y in quads
                        ]
                        x0, y0, x1, y1 = lines[0][1:]
                        self.all.append(Link(box, place, (number, (x0 + x1) / 2, (y0 + y1) / 2), lines))
        self.places = sorted({link.to for link in self.all if self.kind(link.to) != "use"}, key=self._key)

    def _on_its_line(self, place: Place) -> Place:
        """Put a place that lies a point beside its line onto it, as places in some columns do."""
        lines = (it.line for it in self.signs[place.sheet] if abs(it.middle[0] - place.x) < NEAR)
        line = min(lines, key=lambda line: abs(line - place.y), default=place.y)
        return place._replace(y=line) if abs(line - place.y) < BESIDE else place

    def kind(self, place: Place) -> str:
        """A working, a source, or any other place, which can only show a number."""
        for kind, heading in (("working", "Workings"), ("source", "Sources")):
            start = self.headings.get(heading)
            if start and (place.sheet, place.y) > (start.sheet, start.y):
                return kind
        return "use"

    def said(self, link: Link) -> str:
        """The words that a link covers, without blanks."""
        number, signs = link.box.sheet, self.signs[link.box.sheet]
        return "".join(sign.text for sign in signs if any(line.holds(number, *sign.middle) for line in link.lines))

    def text(self, place: Place) -> str:
        """What an entry says, without blanks, and what stands between it and the next one."""
        at = self.places.index(place)
        next_one = self._key(self.places[at + 1]) if at + 1 < len(self.places) else END
        start, end = (bisect_left(self._read, key, key=itemgetter(0)) for key in (self._key(place), next_one))
        return "".join(text for _, text in self._read[start:end])

    def number(self, place: Place) -> str:
        """The number with which a working begins."""
        return self.text(place).partition("·")[0]

    def onward(self, place: Place) -> list[Place]:
        """To which places an entry leads."""
        return self._leads[place]

    def below(self, place: Place) -> list[Place]:
        """On what a working rests; one without links of its own shares the source that was named last before it."""
        found = [to for to in self.onward(place) if self.kind(to) != "use"]
        named = (to for key, to in reversed(self._ways) if key < self._key(place) and self.kind(to) == "source")
        return found or [next(named)]

    def ends(self, place: Place, seen: frozenset[Place] = frozenset()) -> bool:
        """Whether every way down from a working ends in an entry of the sources; two may share a note."""
        below, seen = self.below(place), seen | {place}
        return bool(below) and all(it in seen or self.kind(it) == "source" or self.ends(it, seen) for it in below)

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

    def _key(self, place: Place) -> Key:
        band = max((h.y for h in self.headings.values() if h.sheet == place.sheet and h.y < place.y), default=0)
        return place.sheet, band, int((place.x - LEFT + 2) // PITCH), round(place.y, 1), place.x

    @cached_property
    def _read(self) -> list[tuple[Key, str]]:
        """Every sign of the workings and sources in reading order."""
        first = min(place.sheet for place in self.places)
        signs = ((n, sign) for n, sheet in enumerate(self.signs[first:], first) for sign in sheet)
        return sorted((self._key(Place(n, s.middle[0], s.line)), s.text) for n, s in signs if HEAD < s.line < FOOT)

    @cached_property
    def _ways(self) -> list[tuple[Key, Place]]:
        """Every link of the workings and sources in reading order, with the place to which it leads."""
        found = []
        for link in self.all:
            sheet, x, y = link.middle
            if self.kind(Place(sheet, x, y)) != "use":
                nearest = min(self.signs[sheet], key=lambda sign: hypot(sign.middle[0] - x, sign.middle[1] - y))
                found.append((self._key(Place(sheet, nearest.middle[0], nearest.line)), link.to))
        return sorted(found)

    @cached_property
    def _leads(self) -> dict[Place, list[Place]]:
        """The places to which each entry leads."""
        keys = list(map(self._key, self.places))
        leads: dict[Place, list[Place]] = {place: [] for place in self.places}
        for key, to in self._ways:
            if at := bisect_right(keys, key):
                leads[self.places[at - 1]].append(to)
        return leads


class Sign(NamedTuple):
    """A letter or figure: how far down its line stands, its middle, and itself."""

    line: float
    middle: tuple[float, float]
    text: str


def _signs(sheet: pymupdf.Page) -> Iterator[Sign]:
    """Every letter and figure of a sheet in the order in which it was set."""
    for block in sheet.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for sign in span["chars"]:
                    x0, y0, x1, y1 = sign["bbox"]
                    if sign["c"].strip():
                        yield Sign(sign["origin"][1], ((x0 + x1) / 2, (y0 + y1) / 2), sign["c"])
