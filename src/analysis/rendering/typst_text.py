"""Text is written as Typst strings, so that no character in it can be taken for a command."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from analysis.rendering.html_tree import BLOCKS, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from analysis.rendering.html_tree import Element, Node

__all__ = ["CUT", "anchor", "anchors", "colours", "line", "quote", "raw", "steady", "truth"]

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}  # in this order: what escapes comes first
CUT = "#h(.01pt);"  # a space too thin to see: the line can break there, as it could not at a space of no width
CARD = "#c-"
"""How a link to the card of a claim begins."""

WITH_PAGES = "#exhibit-page(", "#page-of(", "#numbered("
"""What is written that is as long as the numbers of pages in it, or is not there before these are known."""

REMEMBERED = 8192
"""So many pieces of text are kept as they are written: half of those of a report stand in it more than once."""

LONG_WORD, LONG_HELD = 26, 60
"""Signs of a word that fits a line of any column, and of several that blanks hold together."""

LONG = re.compile(rf"(\S{{{LONG_WORD + 1},}}|[\S\u00a0\u202f]{{{LONG_HELD + 1},}})")
PIECE = re.compile(r".{1,20}?[/._&=?,;:)\u00a0\u202f-]{1,20}(?=[^/._&=?,;:)\u00a0\u202f-])|.{1,20}", re.DOTALL)
NOT_SINGLE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # not \s: a no-break space must stay
UNIT = re.compile(r" (?<=\d )(?=(?:thousand|[mbtr]+illion)\b)")
HOST = rf"(?<![\w./@:-])(?=\S*-|\S{{{LONG_WORD + 1}}})(?!\S{{33}})(?:[a-z\d-]+\.)+[a-z]{{2,}}(?![\w/-])"
"""The name of a site that would be parted where a line ends, although it fits one."""

TOGETHER = re.compile(rf"(\d[\d.,]*–\d+|{HOST})")
"""A number keeps to its unit, and a range or the name of a site together, where a line ends."""

VERDICTS = frozenset(
    f"verdict-{name}"
    for name in ("supported", "imprecise", "overstated", "missing-context", "disputed", "contradicted", "not-checkable")
)
WRAPPERS = {
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emph"),
    **dict.fromkeys(("s", "del"), "strike"),
    "sup": "super",
    "sub": "sub",
    "small": "fine",
    "mark": "highlight",
}


def quote(text: str) -> str:
    """Quote a text, so that Typst prints exactly the same text."""
    for sign, escaped in ESCAPES.items():
        text = text.replace(sign, escaped)
    return f'"{text}"'


def truth(value: bool) -> str:
    """Write true or false as Typst does."""
    return str(value).lower()


def colours(named: Mapping[str, str]) -> str:
    """Write a file of Typst in which each colour has its name: `palette.ink`, `palette.green-ink` and so on."""
    entries = ", ".join(f"{name.replace('_', '-')}: rgb({quote(colour)})" for name, colour in named.items())
    return f"#let palette = ({entries})"


def anchor(node: Element) -> str:
    """Write the place that a link to this element leads to; nothing if it has no id."""
    return f"#anchor({quote(node.attrs['id'])});" if node.attrs.get("id") else ""


def anchors(nodes: Iterable[Node]) -> str:
    """Write the places of all elements in what is written as mere text."""
    return "".join(map(anchor, walk(nodes)))


def steady(written: str) -> str:
    """Write whether something is as high with each setting: what names pages is not, as they are only known later."""
    return truth(not any(call in written for call in WITH_PAGES))


def line(nodes: Iterable[Node], *, is_heading: bool = False) -> str:
    """Write inline text; white space is reduced to single spaces as in a browser."""
    written: list[str] = []
    _inline(nodes, written.append, [True], is_heading=is_heading)
    return "".join(written).replace('";#"', "")  # what follows each other is one text, which costs less to set


def _inline(nodes: Iterable[Node], write: Callable[[str], None], after_space: list[bool], *, is_heading: bool) -> None:
    nodes = [*nodes]
    for node, following in zip_longest(nodes, nodes[1:], fillvalue=""):
        if isinstance(node, str):
            words, after_space[0] = _words(node, after_space=after_space[0])
            write(words)
            continue
        write(anchor(node))
        if node.tag == "br":
            is_typed = is_heading and not node.attrs  # bookmarks know no lines, and a verdict stands apart anyway
            write('#" ";#linebreak();' if is_typed else "#linebreak();")
            after_space[0] = True
        elif node.tag in {"code", "kbd", "samp"}:
            write(
                anchors(node.children) + CUT.join(f"#raw({quote(part)});" for part in _breakable(plain(node.children)))
            )
            after_space[0] = False
        elif wrapper := _wrapper(node, is_heading=is_heading):
            write(f"#{wrapper}[")
            _inline(node.children, write, after_space, is_heading=is_heading)
            write(f"];{_page(node, following)}")
        else:
            parting = node.tag in BLOCKS  # as a paragraph within a link
            write('#" ";' if parting and not after_space[0] else "")
            _inline(node.children, write, [True] if parting else after_space, is_heading=is_heading)
            write('#" ";' if parting else "")
            after_space[0] = after_space[0] or parting


@lru_cache(REMEMBERED)
def _words(text: str, *, after_space: bool) -> tuple[str, bool]:
    """Write some text, and say whether a space stands before what follows it."""
    text = NOT_SINGLE.sub(" ", text)
    text = text.removeprefix(" ") if after_space else text
    return (_held(UNIT.sub("\u00a0", text)), text.endswith(" ")) if text else ("", after_space)


def _held(text: str) -> str:
    """Write text with each range of numbers and each name of a site in a box, within which no line ends."""
    if ("–" in text or "." in text) and len(parts := TOGETHER.split(text)) > 1:
        return "".join([f"#box[#{quote(part)};]" if i % 2 else _cut(part) for i, part in enumerate(parts) if part])
    return _cut(text)


def _cut(text: str) -> str:
    return CUT.join([f"#{quote(part)};" for part in _breakable(text)])


def _breakable(text: str) -> list[str]:
    """Cut long words such as web addresses where a line may end; no sign is added."""
    if len(text) <= LONG_WORD:
        return [text]
    parts: list[str] = []
    for place, piece in enumerate(LONG.split(text)):
        if place % 2:
            parts += PIECE.findall(piece)
        elif parts and piece:  # text between two long words is not cut but joined to the first
            parts[-1] += piece
        elif piece:
            parts.append(piece)
    return parts


def _wrapper(node: Element, *, is_heading: bool) -> str:
    if node.tag == "a" and (address := node.attrs.get("href", "")):
        if "self" in classes(node) and address.startswith("#"):  # the name of a claim in its own heading stays plain
            return f"link(to({quote(address[1:])}))"
        if is_heading and not address.startswith("#f-"):
            return f"titled({quote(address)})"
        if not address.startswith("#"):
            return f"outside({quote(address)})"
        return f"{_link(address, node)}({quote(address[1:])})"
    if node.tag == "span" and (found := VERDICTS & set(classes(node))):
        return f"verdict({quote(next(iter(found)).removeprefix('verdict-'))})"
    return "at" if node.tag == "span" and "at" in classes(node) else WRAPPERS.get(node.tag, "")


def _page(node: Element, following: Node) -> str:
    """Say on which page an exhibit stands, or a card where a link to it does not say the claim's own name."""
    address = node.attrs.get("href", "")
    inside = isinstance(following, str) and following.startswith(")")
    if "ref" in classes(node):
        return f"#exhibit-page({quote(address[1:])}, inside: {truth(inside)});"
    if not address.startswith(CARD) or "self" in classes(node) or plain(node.children) == address.removeprefix(CARD):
        return ""
    return f"#page-of({quote(address[1:])}, inside: {truth(inside)});"


def _link(address: str, node: Element) -> str:
    """Name the look of a link within the report; a range of numbers is not parted at the end of a line."""
    if not address.startswith("#f-"):
        return "inside"
    if all(isinstance(it, str) and "–" not in it for it in node.children):  # which most are, and sooner known
        return "working"
    text = plain(node.children)
    return "range-working" if "–" in text and len(text) <= LONG_WORD else "working"


def raw(nodes: Iterable[Node]) -> list[str]:
    """Return all text of some nodes with its blanks as they are; a paragraph ends its line."""
    return [piece for n in nodes for piece in ([n] if isinstance(n, str) else [*raw(n.children), _end_of_line(n)])]


def _end_of_line(node: Element) -> str:
    return "\n" * (node.tag == "br" or node.tag in BLOCKS)
