"""Python's own reader of HTML, with a short way for tags that are written as we write them, which most are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from analysis.rendering.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


__all__ = [
    "ALIGNMENT",
    "BLOCKS",
    "FORGOTTEN",
    "INLINES",
    "INVISIBLE",
    "NOUN",
    "READ_AT",
    "Element",
    "MarkupParser",
    "Node",
    "Reader",
    "classes",
    "inline",
    "parse",
    "plain",
    "prose",
    "take_as_data",
    "title",
    "to_html",
    "walk",
]


# ----- markup ----------------------------------------------------------------------------------------------

TEXT_ONLY = frozenset(
    {"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"}
)
"""Elements in which a tag may be mere text; how, depends on the version of Python, to which they are left."""

PLAIN = re.compile(
    r'([a-z][a-z0-9]*)((?: [a-z][a-z0-9:-]*="[^"]*")*)(/?)|/([a-z][a-z0-9]*)|!--((?:[^<>-]|-(?=[^<>-]))*)--'
)
"""A tag that opens, one that closes, or a comment, up to its end, in which nothing is left out or out of place."""

NOTHING = ("",) * 5
ATTRIBUTE = re.compile(r' ([^="]+)="([^"]*)"')

SHORT = 40
"""Signs of a tag that is remembered; the same short ones come again and again, in a page and in the next one."""


class _Tag(NamedTuple):
    """What stands in a plain tag: the name that it opens, or closes, or else a comment."""

    opened: str
    attrs: Sequence[tuple[str, str | None]]
    closes: str
    closed: str
    comment: str


class MarkupParser(HTMLParser):
    """Read HTML as `HTMLParser` does; a tag in which nothing is left out or out of place costs a third of the time."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def read(self, text: str) -> Self:
        """Read a text from beginning to end."""
        before, *pieces = text.split("<")
        if before:
            self.handle_data(unescape(before))
        rest, together = iter(pieces), 1
        for piece in rest:
            inner, end, text = piece.partition(">")
            is_outside = not self.cdata_elem and not self.rawdata
            together = 1 if is_outside else 2 * together
            tag = (_tag(inner) if len(inner) > SHORT else _known(inner)) if is_outside and end else None
            if not tag:  # what is not finished is read anew with each piece, so they are given in ever larger parts
                self.feed("".join([f"<{it}" for it in (piece, *islice(rest, together - 1))]))
                continue
            opened, attrs, closes, closed, comment = tag
            if opened:
                (self.handle_startendtag if closes else self.handle_starttag)(opened, [*attrs])
            elif closed:
                self.handle_endtag(closed)
            else:
                self.handle_comment(comment)
            if text:
                self.handle_data(unescape(text) if "&" in text else text)
        self.close()
        return self

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002  # as it is called
        """Count no lines; nobody asks in which one something stands."""
        return j


def _tag(inner: str) -> _Tag | None:
    """Read what stands between the brackets of a tag; nothing if it is not plain, or one whose content is."""
    found = PLAIN.fullmatch(inner)
    opened, given, closes, closed, comment = found.groups("") if found else NOTHING
    if not found or (opened or closed) in TEXT_ONLY:
        return None
    pairs = ATTRIBUTE.findall(given) if given else []
    return _Tag(
        opened, [(name, unescape(value)) for name, value in pairs] if "&" in given else pairs, closes, closed, comment
    )


_known = lru_cache(maxsize=4096)(_tag)


# ----- tree ------------------------------------------------------------------------------------------------
# HTML from a notebook is read into a tree of harmless tags, so that nothing unsafe reaches a reader.


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
ATTRIBUTES = _set("id class title lang dir aria-labelledby data-form")
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


# ----- markdown --------------------------------------------------------------------------------------------
# Markdown is read into the same tree of elements as HTML.

NO_BLOCK = "\u2060"
"""A sign that nobody sees: a line that begins with it is read as words."""


LOST = FORGOTTEN - {"script", "style"} | {"audio", "canvas", "img", "input", "meter", "picture", "progress", "video"}
"""What would show something and is not taken over, since it may load or run anything."""


class _CellReader(Reader):
    """Read a cell of text, and note what of it would be lost first: all but comments, and what shows nothing."""

    lost = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lost = self.lost or tag * (tag in LOST)
        super().handle_starttag(tag, attrs)

    def handle_pi(self, data: str) -> None:
        self.lost = self.lost or f"?{data.rstrip('?').strip()}"

    def unknown_decl(self, data: str) -> None:
        self.lost = self.lost or f"![{data}"

    def parse_bogus_comment(self, i: int, report: bool = True) -> int:
        end = super().parse_bogus_comment(i, report)
        self.lost = self.lost or self.rawdata[i + 1 : end].rstrip(">")
        return end

    def close(self) -> None:
        super().close()
        self.lost = self.lost or next(iter(self.forgotten), "")  # one left open forgets the rest of the cell


PLACE = re.compile(
    r"\{(?:[^\W\d]\w*(?:\.[\w@-]+)+(?::[^{}]*)?|(?:verdict|entity|name|label|statement|title|phrase):[^{}\s]+"
    r"|[^\W\d]\w*:(?:[Ww]ords|[1-9]|[^{}|]+(?:\|[^{}|]+){1,2}))\}"
)
"""What only a sentence fills in: the name of a finding, with dots in it, a code such as verdict, or words to choose."""


def prose(source: str, cell: str = "") -> list[Node]:
    """Read Markdown as nbconvert does, except that a dollar sign is money and never mathematics.

    Raises `ReportError` where a cell holds HTML, or a picture, that shows something, which would be lost, or a finding
    in braces, which would be printed as it is typed.
    """
    reader = _CellReader().read(_page(re.sub(r"\r\n?", "\n", source)))
    if cell and reader.lost:
        hint = "show it from a cell of code, as d.exhibit(figure, alt=…, source=…), or leave it out"
        raise ReportError(f"{cell}: what <{' '.join(reader.lost.split())}> shows would be lost; {hint}.")
    nodes = reader.root.children
    if cell and (place := next(filter(None, map(PLACE.search, _read(nodes))), None)):
        hint = "a sentence with findings stands in a cell of code that begins with %%say"
        raise ReportError(f"{cell}: {place[0]} would be printed as it is typed; {hint}.")
    return nodes


def _read(nodes: list[Node]) -> Iterator[str]:
    """Return the texts that are read as prose, which those of code are not."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag not in {"code", "pre", "kbd", "samp"}:
            yield from _read(node.children)


def inline(source: str) -> list[Node]:
    """Read a title or a source line, without a paragraph around it."""
    nodes = [node for node in prose(source.strip()) if isinstance(node, Element) or node.strip()]
    if len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag == "p":
        return nodes[0].children
    return nodes


def title(source: str) -> list[Node]:
    """Read a title: what would begin a list, a heading or a quotation elsewhere, as `1.` does, are its first words."""
    nodes = inline(source)
    if not any(isinstance(node, Element) and node.tag in BLOCKS for node in nodes):
        return nodes
    first, *others = inline(f"{NO_BLOCK}{' '.join(source.split())}")
    return [first.removeprefix(NO_BLOCK) if isinstance(first, str) else first, *others]


@lru_cache(maxsize=1024)  # of the runs of a grid, most cells of text are the same
def _page(source: str) -> str:
    page: str = _reader()(source)
    return page


@cache
def _reader() -> Any:
    # nbconvert's renderer with mistune's own parsers: those of nbconvert take "$5 and $6" for mathematics.
    from mistune import Markdown
    from mistune.plugins import import_plugin
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class Renderer(IPythonRenderer):
        def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
            return f"<pre><code>{self.escape_html(code)}</code></pre>\n"

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return f"{self.escape_html(text)}<img>"  # of which a cell of text is told

    plugins = [import_plugin(name) for name in ("strikethrough", "table", "url", "def_list")]
    return Markdown(Renderer(escape=False, exclude_anchor_links=True), plugins=plugins)
