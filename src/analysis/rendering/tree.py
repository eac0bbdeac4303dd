"""HTML from a notebook is read into a tree of harmless tags, so that nothing unsafe reaches a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from analysis.rendering.markup import MarkupParser

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALIGNMENT",
    "BLOCKS",
    "FIGURES",
    "FORGOTTEN",
    "INLINES",
    "INVISIBLE",
    "NOUN",
    "READ_AT",
    "VALUE",
    "Element",
    "Node",
    "Reader",
    "classes",
    "parse",
    "plain",
    "take_as_data",
    "to_html",
    "walk",
]


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


DEEPEST, MOST = 100, {"table": 4, "a": 1}
"""Elements inside each other, and those of one tag; what lies deeper is read as text, as browsers do, and can be set in
time. What says two things leads to neither."""

NOUN = "noun"
"""The class of words that the link of a number takes in, and that are none of the number's own."""

READ_AT = "print-read-at"
"""The attribute in which a source has the addresses of its documents. It is for print alone."""

VOID = frozenset({"br", "hr", "wbr"})
BLOCKS = _set(
    "address article aside blockquote details div dl dt dd figure figcaption footer h1 h2 h3 h4 "
    "h5 h6 header hr li ol p pre section summary table tbody td tfoot th thead tr ul caption"
)
INLINES = _set(
    "a abbr b bdi br cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
FORGOTTEN = _set(
    "script style template iframe object embed noscript svg math head title textarea select xmp noembed noframes"
)
ATTRIBUTES = _set("id class title lang dir aria-labelledby data-alias data-form data-phrase data-words")
ATTRIBUTES_OF = {
    "a": ATTRIBUTES | {"href"},
    "td": ATTRIBUTES | {"colspan", "rowspan", "style", "align"},
    "th": ATTRIBUTES | {"colspan", "rowspan", "scope", "style", "align"},
    "ol": ATTRIBUTES | {"start"},
    "details": ATTRIBUTES | {"open"},
    "summary": ATTRIBUTES | {"aria-label", "aria-description"},
    "time": ATTRIBUTES | {"datetime"},
}
SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|#|(?![a-z][a-z0-9+.-]*:|[/\\]{2}))", re.IGNORECASE)
VALUE = re.compile(r"data-value(?:-[a-z_]+)?")
"""Attributes in which a cell has the number that it is sorted by, now and under each choice that a reader has."""

FIGURES = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
"""A number as both Python and a browser's script write it."""

ALIGNMENT = re.compile(r"text-align:\s*(left|right|center)")
"""The only part of a style that is kept."""

INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
FENCES = frozenset({"table", "ul", "ol", "dl", "div", "section", "aside", "blockquote", "details", "td", "th"})
LEFT_OPEN = {
    "a": {"a"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th"},
    "tbody": {"thead", "tbody", "tr", "td", "th"},
    "tfoot": {"thead", "tbody", "tr", "td", "th"},
}


@dataclass(slots=True)
class Element:
    """A tag with its attributes and its content."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


Node = Element | str


def parse(html: str) -> list[Node]:
    """Read an HTML fragment; tags and attributes that are not known to be harmless are left out."""
    return Reader().read(html).root.children


def to_html(nodes: Iterable[Node]) -> str:
    """Write a tree as HTML, with all text escaped."""
    _write(nodes, written := list[str]())
    return "".join(written)


def plain(nodes: Iterable[Node]) -> str:
    """Return the text of a tree without tags, with single spaces, as a screen reader would read it."""
    _read_out(nodes, words := list[str]())
    return " ".join("".join(words).split())


def walk(nodes: Iterable[Node], *, past: str = "") -> list[Element]:
    """List all elements in reading order, each before its children; of the class `past` without its children."""
    _gather(nodes, past, found := list[Element]())
    return found


def classes(element: Element) -> list[str]:
    """The class names of an element, as a list."""
    return element.attrs.get("class", "").split()


def _gather(nodes: Iterable[Node], past: str, found: list[Element]) -> None:
    for node in nodes:
        if not isinstance(node, str):
            found.append(node)
            if node.children and not (past and past in classes(node)):
                _gather(node.children, past, found)


def _write(nodes: Iterable[Node], written: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            written.append(escape(node, quote=False))
            continue
        attributes = "".join([f' {name}="{escape(value)}"' for name, value in node.attrs.items() if name != READ_AT])
        written.append(f"<{node.tag}{attributes}>")
        if node.tag not in VOID:
            _write(node.children, written)
            written.append(f"</{node.tag}>")


def _read_out(nodes: Iterable[Node], words: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            words.append(node)
            continue
        words.append(around := " " * (node.tag in BLOCKS or node.tag == "br"))
        _read_out(node.children, words)
        words.append(around)


def _visible(text: str) -> str:
    return text if text.isprintable() else INVISIBLE.sub("", text)


def _harmless(tag: str, pairs: list[tuple[str, str | None]]) -> dict[str, str]:
    if not pairs:
        return {}
    allowed = ATTRIBUTES_OF.get(tag, ATTRIBUTES)
    attrs = {name: _visible(value or "") for name, value in pairs if name in allowed}
    if tag in {"td", "th"}:
        attrs |= {
            name: value or "" for name, value in pairs if VALUE.fullmatch(name) and FIGURES.fullmatch(value or "")
        }
    if "href" in attrs:
        attrs["href"] = re.sub(r"[\t\n\r]", "", attrs["href"]).strip()  # as browsers do before they read it
        if not SAFE_ADDRESS.match(attrs["href"]):
            del attrs["href"]
    if found := ALIGNMENT.search(attrs.pop("style", "")):
        attrs["style"] = found[0]
    return attrs


class Reader(MarkupParser):
    """Build the tree; tags that were left open are closed where a browser would close them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]
        self.forgotten: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens, unless it lies in what is forgotten."""
        if self.forgotten or tag in FORGOTTEN:
            self.forgotten += [tag] if tag in FORGOTTEN and tag != "embed" else []
            return
        if tag not in BLOCKS and tag not in INLINES:
            return
        self._close_what_was_left_open(tag)
        if len(self.open) > DEEPEST or (tag in MOST and [it.tag for it in self.open].count(tag) >= MOST[tag]):
            return
        element = Element(tag, _harmless(tag, attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, with all that is open inside it."""
        if self.forgotten:
            if tag == self.forgotten[-1]:
                self.forgotten.pop()
            return
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        """Text belongs to what was opened last."""
        if not self.forgotten:
            text, siblings = _visible(data), self.open[-1].children
            if siblings and isinstance(siblings[-1], str):
                siblings[-1] += text
            else:
                siblings.append(text)

    def _close_what_was_left_open(self, tag: str) -> None:
        closed = LEFT_OPEN.get(tag, {"p"} if tag in BLOCKS else set())
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in closed:
                del self.open[depth:]
            elif self.open[depth].tag in FENCES or not closed:
                return


def take_as_data(table: Element) -> None:
    """Take the cells of a table as they are: its source stands beneath it."""
    for cell in walk(table.children):
        if cell.tag in {"td", "th"}:
            cell.children = [Element("span", {"class": "label"}, cell.children)]
