"""What stands around a text of a page, and what follows from that: whether it may hold a digit, and whose it is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.rendering.errors import LintError
from analysis.rendering.html_tree import NOUN, VOID, MarkupParser
from analysis.rendering.words import TAKEN_IN, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


__all__ = [
    "ORIGINS",
    "OUTSIDE",
    "SHOWN",
    "WORDS",
    "Around",
    "Link",
    "Page",
    "Piece",
    "Working",
    "asks",
    "differing",
    "faults",
    "figures",
    "kinds_of",
    "page_faults",
    "read_page",
    "refuse",
    "sheet_faults",
    "summed_up",
]


# ----- around ----------------------------------------------------------------------------------------------

ORIGINS = frozenset({"label", "number", "ref", "tick", "use", "workings"})
"""Classes of elements that may hold a digit: a name from the data, the number of a figure or table, a reference to one,
a mark on an axis, the way back to a use, and the workings. A link to a working and a `<time>` may hold one as well."""

UNREAD = frozenset({"head", "script", "style"})
FRAME = frozenset({"nav", "footer", "form"})
"""The frame of the page: it repeats what stands in the main part, so its text is not read."""

OF_THE_PAGE = (("share", ""), ("drawn", ""), ("skip", ""), ("narrow", "svg"))
"""Classes, and the tag that has them if only one does, of what the PDF does not have."""


class Around(NamedTuple):
    """What is open around a text: the tags, their classes, and what follows from them for all that stands inside.

    `is_extra` is what the PDF does not have; what `has_origin` may hold a digit; what `is_unread` is no text of the
    report.
    """

    tags: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    is_extra: bool = False
    has_origin: bool = False
    is_unread: bool = False

    def within(self, tag: str, kinds: frozenset[str], given: dict[str, str]) -> Around:
        """Return what is around a text inside one more tag."""
        is_link = tag == "a" and given.get("href", "").startswith("#f-")
        return _within(self, tag, kinds, is_link, "hidden" in given)


@lru_cache(maxsize=4096)  # a page has many of the same
def _within(around: Around, tag: str, kinds: frozenset[str], is_link: bool, is_hidden: bool) -> Around:
    has_origin = (NOUN not in kinds or "label" in kinds) and (  # a noun is what a link takes in beside its number
        around.has_origin or is_link or tag == "time" or not kinds.isdisjoint(ORIGINS)
    )
    is_extra = around.is_extra or any(kind in kinds and of in ("", tag) for kind, of in OF_THE_PAGE)
    is_extra = is_extra or ("alt" in kinds and is_hidden)  # read out, and not seen
    tags = around.tags | {tag}
    is_unread = not tags.isdisjoint(UNREAD) or ("main" not in tags and not tags.isdisjoint(FRAME))
    return Around(tags, around.kinds | kinds, is_extra, has_origin, is_unread)


@lru_cache(maxsize=4096)
def kinds_of(written: str) -> frozenset[str]:
    """Return the classes that an attribute names."""
    return frozenset(written.split())


# ----- figures ---------------------------------------------------------------------------------------------
# Words of a text that hold a figure, in whatever script it is written.

DIGIT = re.compile("[0-9]")


def figures(text: str) -> list[str]:
    """List the words that hold a figure, without the comma or full stop behind them; Chinese numerals are letters.

    >>> figures("In 2024, ² of x3. No more")
    ['2024', '²', 'x3']
    """
    if text.isascii() and not DIGIT.search(text):
        return []  # as most are
    return [it.rstrip(",.") for it in text.split() if not it.isalpha() and any(map(_is_figure, it))]


def _is_figure(sign: str) -> bool:
    return sign.isnumeric() and not sign.isalpha()


# ----- hints -----------------------------------------------------------------------------------------------
# What the author of a notebook can do about numbers without origin.

FEW = 3
"""So many numbers of a table may have been typed by mistake, and are told one by one."""

LEAVE_OUT = "or tag the cell remove-cell to leave it out"
SHOWN = {
    "pre": f"what a cell prints has no source: say it in a sentence, as d.say(…), {LEAVE_OUT}",
    "table": f'give the table a source, as d.exhibit(table, source="whose numbers"), {LEAVE_OUT}',
}
"""What to do about the numbers of a cell that shows something of its own."""


def summed_up(faults: list[str], kind: str) -> list[str]:
    """Tell many numbers of one table, or of one text that a cell prints, in a line that says what to do about them."""
    return faults if len(faults) <= FEW else [f"{faults[0]}, as {len(faults) - 1} others; {SHOWN[kind]}"]


# ----- requests --------------------------------------------------------------------------------------------
# What of a page asks for something outside it, which none of ours may.

REQUESTS = frozenset({"action", "background", "data", "formaction", "ping", "poster", "src", "srcset", "xlink:href"})
OR_HREF = REQUESTS | {"href"}
LOADERS = frozenset({"base", "embed", "frame", "iframe", "link", "object"})
WORDS = frozenset({"alt", "aria-label", "content", "title"})
"""Attributes that hold text, which may say anything; so do those whose names begin with `data-`."""

OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?(?:#|data:))", re.IGNORECASE)


def asks(tag: str, given: Mapping[str, str]) -> bool:
    """Say whether a tag with its attributes asks for something outside the page."""
    if (not given and tag not in LOADERS) or (tag == "link" and given.get("rel") == "canonical"):
        return False  # the latter says where the page stands, and loads nothing
    loading, drawing = _asking(tag, tuple(given))
    if tag in LOADERS or any(not given[name].startswith(("#", "data:")) for name in loading):
        return True
    said = "".join([given[name] for name in drawing])  # whether it can ask is sooner known than what it asks for
    if ("(" in said or "@" in said) and any(OUTSIDE.search(given[name]) for name in drawing):
        return True
    return given.get("http-equiv", "").lower() == "refresh"


@lru_cache(maxsize=4096)  # a page has many of the same
def _asking(tag: str, names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return of the attributes of a tag those that load what they name, and those in which a style may ask for it."""
    loading = REQUESTS if tag in {"a", "area"} else OR_HREF
    said = WORDS | {"href"} if tag == "a" else WORDS  # an address may hold a table of any words
    styled = [name for name in names if name not in said and not name.startswith("data-")]
    return [name for name in names if name in loading], styled


# ----- reading ---------------------------------------------------------------------------------------------
# A finished page is read once, for its anchors, links, running text and workings, and for what it may not hold.

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
    """A link inside the page: the cell that wrote it, the name it leads to, and what it says.

    `form` is how it writes its number, where not as the working does.
    """

    cell: str
    target: str
    text: str
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
            self._said = []

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
        if not is_extra:
            exhibit, listed = self.exhibits * ("exhibit" in kinds), self.lists * ("workings" in kinds)
            self.text.append(Piece(self.cell, data, exhibit, listed))
        if NOUN not in kinds:
            self._said.append(data)
        elif "label" not in kinds and not TAKEN_IN.fullmatch(data):
            self.faults.append(f"{self.cell}: {data!r} is nothing that the link of a number may take in beside it")
        for working in self._explained():
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
        self.links.append(Link(self.cell, target, text, bool(explained), given.get("data-form", "")))
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


# ----- page ------------------------------------------------------------------------------------------------
# Faults of a page: a number without origin, a link to nowhere, a request, a number that differs from its working.


def page_faults(page: str) -> list[str]:
    """Return a sentence for each fault of a page; it names the cell of the notebook and quotes the text."""
    read = read_page(page)
    lost = (link for link in read.links if link.target not in read.names)
    vain = (link for link in read.links if link.target in read.names and _explains_nothing(link, read))
    found = [*read.faults]
    found += [f"{link.cell}: the link to {'#' + link.target!r} leads nowhere" for link in lost]
    found += [f"{it.cell}: {it.text!r} leads to {'#' + it.target!r}, which is no working or source" for it in vain]
    found += differing(read)
    groundless = (name.removeprefix("f-") for name in _groundless(read.workings))
    return found + [f"the working {name}: its trace does not end in a source" for name in groundless]


def differing(read: Page) -> Iterator[str]:
    """Say where a page prints another number than the working to which it leads, unless it writes it in words."""
    said = {name: read.workings[name].said for name in {link.target for link in read.links} & read.workings.keys()}
    for link in read.links:
        working = said.get(link.target)
        if working and not (link.form or link.text.startswith("Workings of ")) and not _agrees(link, working):
            yield f"{link.cell}: the number {link.text!r} differs from its working, “{working[:60]}”"


def _explains_nothing(link: Link, read: Page) -> bool:
    """Whether a link is trusted with a number, or a source, and leads to a place of another kind."""
    return link.target.startswith(("f-", "s-")) and link.target not in read.workings


def _agrees(link: Link, working: str) -> bool:
    """Whether a link says the same number as the working it leads to, or names a source as the list of sources does.

    Only one in the workings may say more: ahead of the number in brackets, what that is.
    """
    if not link.target.startswith("f-"):
        return link.text in working
    number = working.split(" · ")[0]
    return number == link.text or (link.in_workings and link.text.endswith(f" ({number})"))


def _groundless(workings: dict[str, Working]) -> list[str]:
    """Find the workings whose trace ends in no source: those that rest on nothing, or else those that go in circles."""
    below = {name: working.below for name, working in workings.items()}
    ended = {name for name in below if name.startswith("s-")}
    while more := {name for name, found in below.items() if found and found <= ended} - ended:
        ended |= more
    left = [name for name in below if name.startswith("f-") and name not in ended]
    return [name for name in left if not below[name]] or left


# ----- pdf -------------------------------------------------------------------------------------------------


def sheet_faults(pdf: bytes) -> list[str]:
    """Name the sheets of the PDF on which text runs off the edge."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        beyond = [_beyond(sheet) for sheet in document]
    finally:
        document.close()
    return [f"page {n} of the PDF: “{words[:60]}” runs off the sheet" for n, words in enumerate(beyond, 1) if words]


def _beyond(page: Any) -> str:
    """Return the first words of a sheet that run off its edge, if any do."""
    (width, height), text = page.get_size(), page.get_textpage()
    for rectangle in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(rectangle)
        if min(left, bottom) < 0 or right > width or top > height:
            return " ".join(text.get_text_bounded(left, bottom, right, top).split())
    return ""


# ----- lint ------------------------------------------------------------------------------------------------
# The lint finds faults of a finished report, such as a number without origin, a dead link or a missing alt text.
#
# It reads the page and the PDF that a reader gets, not the templates they were made from.


def faults(page: str, pdf: bytes | None = None) -> list[str]:
    """Return a sentence for each fault of a page, and of the PDF of the same report if there is one."""
    return [*page_faults(page), *(sheet_faults(pdf) if pdf else [])]


def refuse(page: str, pdf: bytes | None = None) -> None:
    """Raise `LintError` with every fault of a page and its PDF, if there is any."""
    if found := faults(page, pdf):
        raise LintError(found)
