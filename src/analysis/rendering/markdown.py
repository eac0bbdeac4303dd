"""Markdown is read into the same tree of elements as HTML."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from analysis.rendering.errors import ReportError
from analysis.rendering.tree import BLOCKS, FORGOTTEN, Element, Node, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["inline", "prose", "title"]

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
