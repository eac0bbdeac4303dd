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

FORMULA = "math"
"""The tag of a formula that was read and is not set yet: HTML by hand cannot have it, since the cleaner removes it."""

TASK = "task"
"""The class of an item of a list of tasks, which keeps it in what a notebook writes by hand."""

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


# Markdown is read as nbconvert does, except that a dollar sign is money wherever it can be.

INLINE_FORMULA = (
    r"(?<![\w$\\])\$\$(?P<shown_formula>(?:\\.|[^$\\])+?)\$\$(?!\$)"
    r"|(?<![\w$\\])\$(?![\s$).,;:])(?P<formula>(?:\\[^\n]|[^$\\\n]|\n(?!\s*\n))*?(?<!\s))\$(?![\w$])"
)
"""A formula in a line: no blank stands inside its dollar signs, and no letter or digit outside them."""

BLOCK_FORMULA = (
    r"^ {0,3}(?:\$\$(?P<block_formula>(?:\\[\s\S]|[^$\\])+?)\$\$"
    r"|(?P<environment>\\begin\{(?P<kind>[a-z]+\*?)\}[\s\S]+?\\end\{(?P=kind)\}))[ \t]*$"
)

AMOUNT = re.compile(r"\d(?![^\n]*[\\^_=<>{+*/])")
"""How money begins that stands before another dollar sign: with a digit, and without a sign of mathematics."""

ONLY_NUMBER = re.compile(r"(?:[\d.,\s+\-−±~%$€£¥]|\\[,;:!%$ ])*")
"""A number between dollar signs is no formula: it was typed, and needs a source like any other."""

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
    nodes = _formulas(parse(page))
    if cell and (place := next(filter(None, map(UNFILLED.search, _words(nodes))), None)):
        hint = "a sentence with findings stands in a cell of code that begins with %%say"
        raise ReportError(f"{cell}: {place[0]} would be printed as it is typed; {hint}.")
    return nodes


def _words(nodes: list[Node]) -> Iterator[str]:
    """Go through the texts that are prose, not code."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag not in {"code", "pre", "kbd", "samp", FORMULA}:
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

        def task_list_item(self, text: str, checked: bool = False) -> str:
            start, inside = ("<p>", text[3:]) if text.startswith("<p>") else ("", text)
            return f'<li class="{TASK}">{start}{"☑" if checked else "☐"} {inside}</li>\n'

        def formula(self, text: str, is_display: bool = False) -> str:
            kind = "formula display" if is_display else "formula"
            return f'<span class="{kind}">{self.escape_html(text)}</span>'

        def block_formula(self, text: str) -> str:
            return f"<p>{self.formula(text, is_display=True)}</p>\n"

    names = ("strikethrough", "table", "url", "def_list", "task_lists")
    markdown = Markdown(CellRenderer(escape=False, exclude_anchor_links=True), plugins=list(map(import_plugin, names)))
    markdown.inline.register("math", INLINE_FORMULA, _read_formula, before="link")
    markdown.block.register("math", BLOCK_FORMULA, _read_block_formula, before="list")
    return markdown


def _read_formula(_inline: Any, found: re.Match[str], state: Any) -> int | None:
    shown, text = found["shown_formula"], found["formula"]
    if shown is None and AMOUNT.match(text):
        return None
    state.append_token({"type": "formula", "raw": shown or text, "attrs": {"is_display": shown is not None}})
    return found.end()


def _read_block_formula(_block: Any, found: re.Match[str], state: Any) -> int:
    state.append_token({"type": "block_formula", "raw": found["block_formula"] or found["environment"]})
    return found.end() + 1


def _formulas(nodes: list[Node]) -> list[Node]:
    """Give formulas their tag; only what Markdown reads has them, so that it is done once, behind the cleaner."""
    for element in walk(nodes):
        is_text = all(isinstance(part, str) for part in element.children)
        if "formula" in classes(element) and is_text and not ONLY_NUMBER.fullmatch(plain(element.children)):
            kind = "display" if "display" in classes(element) else ""
            element.tag, element.attrs = FORMULA, {"class": kind} if kind else {}
    return nodes
