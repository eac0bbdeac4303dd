"""The tree of elements that a page is made of: HTML cleaned by nh3 and parsed by lxml, or Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import lxml.html
import nh3

from analysis.rendering.errors import ReportError
from analysis.rendering.placeholders import UNFILLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


NOUN = "noun"
"""The class of the words that the link of a number takes in beside the number."""

NUMBER = "number"
"""The class of a number from a finding that has no link."""

NO_BREAK = "\u00a0"
"""The space at which no line ends."""

INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, those that change the direction of text, and what no file can hold."""


@dataclass(slots=True)
class Element:
    """A tag with its attributes and its content."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


Node = Element | str


def classes(element: Element) -> list[str]:
    """Return the class names of an element."""
    return element.attrs.get("class", "").split()


def walk(nodes: Iterable[Node], *, past: str = "") -> list[Element]:
    """List all elements in reading order, each before its children; of the class `past` without its children."""
    _gather(nodes, past, found := list[Element]())
    return found


def _gather(nodes: Iterable[Node], past: str, found: list[Element]) -> None:
    for node in nodes:
        if not isinstance(node, str):
            found.append(node)
            if node.children and not (past and past in classes(node)):
                _gather(node.children, past, found)


def plain(nodes: Iterable[Node]) -> str:
    """Return the text of a tree without tags, with single spaces, as a screen reader would read it."""
    _read_out(nodes, words := list[str]())
    return " ".join("".join(words).split())


def _read_out(nodes: Iterable[Node], words: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            words.append(node)
            continue
        words.append(around := " " * (node.tag in BLOCKS or node.tag == "br"))
        _read_out(node.children, words)
        words.append(around)


def to_html(nodes: Iterable[Node]) -> str:
    """Write a tree as HTML, with all text escaped."""
    _write(nodes, written := list[str]())
    return "".join(written)


def _write(nodes: Iterable[Node], written: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            written.append(escape(node, quote=False))
            continue
        attributes = "".join([f' {name}="{escape(value)}"' for name, value in node.attrs.items()])
        written.append(f"<{node.tag}{attributes}>")
        if node.tag not in VOID:
            _write(node.children, written)
            written.append(f"</{node.tag}>")


# What of HTML is kept. Everything else is removed: tags, or with their content what is not text for readers.


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _set("br hr wbr")
BLOCKS = _set(
    "address article aside blockquote details div dl dt dd figure figcaption footer h1 h2 h3 h4 "
    "h5 h6 header hr li ol p pre section summary table tbody td tfoot thead th tr ul caption"
)
INLINES = _set(
    "a abbr b bdi br cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
UNREADABLE = _set("iframe math noembed noframes noscript object script select style svg template textarea title xmp")
"""Tags that are removed with their content."""

CLEANER = nh3.Cleaner(
    tags=set(BLOCKS | INLINES),
    clean_content_tags=set(UNREADABLE),
    attributes={
        "*": {"id", "class", "title", "lang", "dir", "aria-labelledby"},
        "a": {"href"},
        "td": {"colspan", "rowspan", "style"},
        "th": {"colspan", "rowspan", "scope", "style"},
        "ol": {"start"},
        "details": {"open"},
        "summary": {"aria-label", "aria-description"},
        "time": {"datetime"},
    },
    filter_style_properties={"text-align"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
PARSER = lxml.html.HTMLParser(huge_tree=True)
OTHER_HOST = re.compile(r"\s*[/\\]\s*[/\\]")
"""How an address without a scheme begins that leads to another host."""


def parse(html: str) -> list[Node]:
    """Read an HTML fragment; tags and attributes that are not known to be harmless are left out."""
    cleaned = CLEANER.clean(INVISIBLE.sub("", html))
    return from_parsed(lxml.html.fragment_fromstring(cleaned, create_parent="div", parser=PARSER))


def from_parsed(parent: Any, tables: int = 4) -> list[Node]:
    """Return the content of an element of lxml as nodes; `tables` may stand inside each other.

    Further ones are read as text: the time to set nested tables in print grows exponentially.
    """
    nodes: list[Node] = [INVISIBLE.sub("", parent.text or "")]
    for child in parent:
        if child.tag == "table" and not tables:
            element = Element("div", {}, [INVISIBLE.sub("", " ".join(child.itertext()))])
        else:
            content = from_parsed(child, tables - (child.tag == "table"))
            element = Element(child.tag, _attributes(child.attrib), content)
        nodes += [element, INVISIBLE.sub("", child.tail or "")]
    return [node for node in nodes if node]


def _attributes(attributes: Any) -> dict[str, str]:
    """Return attributes, without an address that a browser would read otherwise than the cleaner does."""
    return {
        name: INVISIBLE.sub("", value)
        for name, value in attributes.items()
        if name != "href" or not (INVISIBLE.search(value) or OTHER_HOST.match(value))
    }


# Markdown is read as nbconvert does, except that a dollar sign is money and never mathematics.

SHOWN = "audio canvas embed iframe img input math meter object picture progress select svg textarea video"
LOST = re.compile(rf"<({SHOWN.replace(' ', '|')})\b")
"""Tags that would show something and are not taken over, since they may load or run anything."""


def prose(source: str, cell: str = "") -> list[Node]:
    """Read Markdown; `cell` names the cell of text that it stands in, if it does.

    Raises:
        ReportError: The cell holds HTML or a picture that would be lost, or a finding in braces, which would be
            printed as it is typed.

    """
    page = _markdown()(source)
    if cell and (lost := LOST.search(re.sub(r"(?s)<!--.*?-->", "", page).lower())):
        hint = "write a picture on a line of its own, as ![what it shows](file.png), or leave it out"
        raise ReportError(f"{cell}: what <{lost[1]}> shows would be lost; {hint}.")
    nodes = parse(page)
    if cell and (place := next(filter(None, map(UNFILLED.search, _words(nodes))), None)):
        hint = "a sentence with findings stands in a cell of code that begins with %%say"
        raise ReportError(f"{cell}: {place[0]} would be printed as it is typed; {hint}.")
    return nodes


def _words(nodes: list[Node]) -> Iterator[str]:
    """Go through the texts that are prose, not code."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag not in {"code", "pre", "kbd", "samp"}:
            yield from _words(node.children)


def inline(source: str) -> list[Node]:
    """Read a title or a source line: Markdown without paragraphs, headings or lists."""
    from mistune import BlockState

    markdown = _markdown()
    return parse(markdown.renderer(markdown.inline(source.strip(), {"ref_links": {}}), BlockState()))


@cache
def _markdown() -> Any:
    # nbconvert's renderer with mistune's own parsers: those of nbconvert take "$5 and $6" for mathematics.
    from mistune import Markdown
    from mistune.plugins import import_plugin
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class CellRenderer(IPythonRenderer):
        def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
            return f"<pre><code>{self.escape_html(code)}</code></pre>\n"

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return f"{self.escape_html(text)}<img>"  # which a cell of text may not hold

    plugins = [import_plugin(name) for name in ("strikethrough", "table", "url", "def_list")]
    return Markdown(CellRenderer(escape=False, exclude_anchor_links=True), plugins=plugins)
