"""The tree of elements of a page, read from HTML, which is cleaned by nh3 and parsed by lxml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import lxml.html
import nh3

if TYPE_CHECKING:
    from collections.abc import Iterable


NOUN = "noun"
"""The class of the words beside a number that are part of its link."""

NUMBER_WITHOUT_LINK = "number"
"""The class of a number from a finding that has no link."""

NO_BREAK = "\u00a0"
"""The no-break space."""

FORMULA = "math"
"""The tag of a formula that is not set yet. The cleaner removes it, so that no HTML in a notebook can have it."""

NOT_SET = "not-set"
"""The class of the source of a formula that could not be set."""

WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
"""White space that HTML shows as one space, unlike a no-break space."""

TASK = "task"
"""The class of an item of a task list; untrusted Markdown may have it."""

INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, marks that change the direction of text, surrogates and noncharacters."""


@dataclass(slots=True)
class Element:
    """A tag with its attributes and children."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


Node = Element | str


def classes(element: Element) -> list[str]:
    """Return the class names of an element."""
    return element.attrs.get("class", "").split()


def walk(nodes: Iterable[Node], *, not_into: str = "") -> list[Element]:
    """List all elements in document order, without those inside an element of the class `not_into`."""
    elements: list[Element] = []
    _gather(nodes, not_into, elements)
    return elements


def _gather(nodes: Iterable[Node], not_into: str, elements: list[Element]) -> None:
    for node in nodes:
        if isinstance(node, str):
            continue
        elements.append(node)
        if node.children and not (not_into and not_into in classes(node)):
            _gather(node.children, not_into, elements)


def plain(nodes: Iterable[Node]) -> str:
    """Return the text of a tree without tags, with single spaces, as a screen reader would read it."""
    texts: list[str] = []
    _gather_texts(nodes, texts)
    return " ".join("".join(texts).split())


def _gather_texts(nodes: Iterable[Node], texts: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            texts.append(node)
            continue
        space = " " if node.tag in BLOCKS or node.tag == "br" else ""
        texts.append(space)
        _gather_texts(node.children, texts)
        texts.append(space)


def text_as_typed(nodes: Iterable[Node]) -> str:
    """Return the text of a tree with its white space unchanged, and a line break after each block."""
    texts = []
    for node in nodes:
        if isinstance(node, str):
            texts.append(node)
            continue
        texts.append(text_as_typed(node.children))
        if node.tag in BLOCKS or node.tag == "br":
            texts.append("\n")
    return "".join(texts)


def to_html(nodes: Iterable[Node]) -> str:
    """Serialise a tree as HTML, with all text escaped."""
    parts: list[str] = []
    _gather_html(nodes, parts)
    return "".join(parts)


def _gather_html(nodes: Iterable[Node], parts: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            parts.append(escape(node, quote=False))
            continue
        attributes = "".join([f' {name}="{escape(value)}"' for name, value in node.attrs.items()])
        parts.append(f"<{node.tag}{attributes}>")
        if node.tag not in VOID:
            _gather_html(node.children, parts)
            parts.append(f"</{node.tag}>")


# The tags and attributes that are allowed. Other tags are removed, some of them with their content.


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
"""The start of an address without a scheme that leads to another host."""


def parse(html: str) -> list[Node]:
    """Parse an HTML fragment; tags and attributes that are not on the list of allowed ones are removed."""
    cleaned = CLEANER.clean(INVISIBLE.sub("", html))
    return from_parsed(lxml.html.fragment_fromstring(cleaned, create_parent="div", parser=PARSER))


def from_parsed(parent: Any, tables: int = 4) -> list[Node]:
    """Return the content of an lxml element as nodes; `tables` is the maximum depth of nested tables.

    Deeper tables become text, because Typst's time for nested tables grows exponentially.
    """
    # References such as &#x202e; are characters only now that they are parsed
    nodes: list[Node] = [INVISIBLE.sub("", parent.text or "")]
    for child in parent:
        if child.tag == "table" and not tables:
            element = Element("div", {}, [INVISIBLE.sub("", " ".join(child.itertext()))])
        else:
            content = from_parsed(child, tables - 1 if child.tag == "table" else tables)
            element = Element(child.tag, _attributes(child.attrib), content)
        nodes += [element, INVISIBLE.sub("", child.tail or "")]
    return [node for node in nodes if node]  # without empty texts


def _attributes(attributes: Any) -> dict[str, str]:
    """Return attributes, without an address that a browser would parse differently from the cleaner."""
    safe = {}
    for name, value in attributes.items():
        if name == "href" and (INVISIBLE.search(value) or OTHER_HOST.match(value)):
            continue
        safe[name] = INVISIBLE.sub("", value)
    return safe
