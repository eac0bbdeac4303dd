"""A finished page is read once, for its anchors, links, running text and workings, and for what it may not hold."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from analysis.rendering.lint.around import Around, kinds_of
from analysis.rendering.lint.figures import figures
from analysis.rendering.lint.hints import SHOWN, summed_up
from analysis.rendering.lint.requests import OUTSIDE, asks
from analysis.rendering.markup import MarkupParser
from analysis.rendering.on_screen import SCREEN
from analysis.rendering.tree import NOUN, VOID
from analysis.rendering.words import TAKEN_IN, any_of

__all__ = ["Link", "Page", "Piece", "Working", "read_page"]

NEVER_CLOSED = VOID | {"img", "meta", "link", "base", "input"}
SHAPES = frozenset({"circle", "path", "rect", "use"})
"""Parts of a drawing in which nothing stands."""

CELL = re.compile(r" (cell .+) ")


class Piece(NamedTuple):
    """A piece of running text: the cell that wrote it, and the figure, table or list of workings that it belongs to.

    Figures and tables are counted from one, and so are lists of workings.
    """

    cell: str
    text: str
    exhibit: int
    listed: int = 0


class Link(NamedTuple):
    """A link inside the page: the cell that wrote it, the name it leads to, what it says, and if on a drawing.

    `form` is how it writes its number, where not as the working does.
    """

    cell: str
    target: str
    text: str
    is_drawn: bool = False
    in_workings: bool = False
    form: str = ""


class Working(NamedTuple):
    """An entry of the workings: its text, the names it links to, the group whose notes it shares, and its number."""

    text: list[str]
    leads: set[str]
    group: Working | None = None
    number: str = ""

    @property
    def said(self) -> str:
        """The text of the entry, then that of its group."""
        return " ".join("".join([*self.text, " ", *(self.group.text if self.group else [])]).split())

    @property
    def below(self) -> set[str]:
        """The workings and sources that the entry rests on."""
        return {name for name in self.leads | (self.group.leads if self.group else set()) if name[:2] in {"f-", "s-"}}


class Page(MarkupParser):
    """All that the lint needs to know of a page, collected while the page is read from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = "the top of the page"
        self.open: list[tuple[str, frozenset[str], dict[str, str], Around]] = []
        self._around = Around()
        self.names: set[str] = set()
        self.links: list[Link] = []
        self.text: list[Piece] = []
        self.named = any_of(())
        self.workings: dict[str, Working] = {}
        self.faults: list[str] = []
        self.edition = ""
        self.exhibits = self.lists = 0
        self.numbered: set[int] = set()
        self._entries: list[tuple[int, Working]] = []  # those that are open, with how many tags were open by then
        self._group = self._heading = Working([], set())
        self._after = ""
        self._shown: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._said: list[str] = []

    def close(self) -> None:
        """The page ends, and the numbers of its tables are summed up."""
        super().close()
        self.faults += (line for (_, kind), found in self._shown.items() for line in summed_up(found, kind))

    def handle_comment(self, data: str) -> None:
        """A comment says which cell of the notebook wrote what follows."""
        if found := CELL.fullmatch(data):
            self.cell = found[1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens: its name, its links and whatever it would load are noted."""
        given = _given(attrs)
        kinds = kinds_of(given.get("class", ""))
        if tag == "a" and "a" in self._around.tags:
            self.faults.append(f"{self.cell}: a link stands within a link; end the one before the other begins")
        if tag == "ol" and (first := given.get("start", "1")) != "1":
            self.faults.append(f"{self.cell}: a list begins with {first!r}, which has no origin; let it begin with 1")
        if tag == "body":
            self.named = any_of(tuple(given.get("data-names", "").split("|")))
        if tag not in NEVER_CLOSED:
            self._around = self._around.within(tag, kinds, given)
            self.open.append((tag, kinds, given, self._around))
        self.exhibits += "exhibit" in kinds
        self.lists += "workings" in kinds
        self.note(tag, given)
        if (tag == "svg" and not given.get("aria-label")) or (tag == "img" and not given.get("alt")):
            self.faults.append(f"{self.cell}: a figure has no alt text")
        if tag in {"dt", "dd"}:
            self._begin(tag, "entry" if given.get("id") else "note")
        if (name := given.get("id")) and "workings" in self._around.kinds:
            self.workings[name] = working = Working([], set(), self._group, given.get("data-number", ""))
            self._entries += [(len(self.open), working)] if tag not in NEVER_CLOSED else []
            self.numbered |= {self.lists} if "data-number" in given else set()
        if tag == "a":
            self._said = [given.get("aria-label", "")] if "spot" in kinds else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself opens and ends at once."""
        if tag in SHAPES:
            self.note(tag, _given(attrs))
            return
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1][0] == tag:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends, and with it every tag inside it that was left open."""
        if tag not in self._around.tags:
            return
        while self.open:
            name, _, given, _ = self.open.pop()
            self._around = self.open[-1][3] if self.open else Around()
            if self._entries and self._entries[-1][0] > len(self.open):
                self._entries.pop()
            if name == "a" and given.get("href", "").startswith("#"):
                self._close_link(given)
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        """Text is kept for comparison, and each number in it must have an origin."""
        tags, kinds, is_extra, has_origin, is_unread = self._around
        if is_unread:
            self.edition = data if "edition" in kinds else self.edition
            if self.open[-1][0] == "style" and OUTSIDE.search(data):
                self.faults.append(f"{self.cell}: the style sheet asks for something outside the page")
            return
        if not is_extra and "template" not in tags and SCREEN not in kinds:  # a choice alone puts it there
            exhibit, listed = self.exhibits * ("exhibit" in kinds), self.lists * ("workings" in kinds)
            self.text.append(Piece(self.cell, data, exhibit, listed))
        if NOUN not in kinds:
            self._said.append(data)
        elif "label" not in kinds and not TAKEN_IN.fullmatch(data):
            self.faults.append(f"{self.cell}: {data!r} is nothing that the link of a number may take in beside it")
        for working in self._explained() if SCREEN not in kinds else ():
            working.text.append(data)
        if digits := [] if has_origin else figures(self.named.sub("", data)):
            self._has_none(digits, data, next((kind for kind in SHOWN if kind in tags), ""))

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Note of each tag its name, and whatever it would load."""
        if name := given.get("id"):
            self.names.add(name)
        if asks(tag, given):
            self.faults.append(f"{self.cell}: the tag <{tag}> asks for something outside the page")

    def _has_none(self, digits: list[str], text: str, kind: str) -> None:
        """Note numbers without origin, apart those of a table or of what a cell printed, which may be many."""
        found = [f"{self.cell}: the number {word!r} has no origin, in “{_around(text, word)}”" for word in digits]
        (self._shown[self.cell, kind] if kind else self.faults).extend(found)

    def _close_link(self, given: dict[str, str]) -> None:
        kinds, target = kinds_of(given.get("class", "")), given["href"][1:]
        text, explained = " ".join("".join(self._said).split()), self._explained()
        self.links.append(Link(self.cell, target, text, "spot" in kinds, bool(explained), given.get("data-form", "")))
        for working in explained if "use" not in kinds else ():
            working.leads.add(target)

    def _begin(self, tag: str, kind: str) -> None:
        """Open a group of workings: at a heading, or at a note that follows an entry under the same heading."""
        if tag == "dt":
            self._group = Working([], set())
        elif self._after == "dt":
            self._heading = Working([*self._group.text], {*self._group.leads})
        elif kind == "note" and self._after == "entry":
            self._group = Working([*self._heading.text], {*self._heading.leads})
        self._after = tag if tag == "dt" else kind

    def _explained(self) -> list[Working]:
        """Return the workings that the current text belongs to: the entry around it, or else the whole group."""
        if "workings" not in self._around.kinds:
            return []
        return [working for _, working in self._entries] or [self._group]


@lru_cache(maxsize=1)
def read_page(page: str) -> Page:
    """Read a finished page from beginning to end; for its PDF it is not read again."""
    return Page().read(page)


def _given(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    return {name: value or "" for name, value in reversed(attrs)}  # of two of a name the first counts


def _around(text: str, part: str) -> str:
    text = " ".join(text.split())
    at = max(text.find(part), 0)
    return f"{'…' if at > 30 else ''}{text[max(at - 30, 0) : at + 30]}{'…' if at + 30 < len(text) else ''}"
