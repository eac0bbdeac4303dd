"""Markdown is read into the same tree of elements as HTML."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from analysis.rendering.tree import Element, Node, parse

__all__ = ["inline", "prose"]


def prose(source: str) -> list[Node]:
    """Read Markdown as nbconvert does, except that a dollar sign is money and never mathematics."""
    return parse(_reader()(re.sub(r"\r\n?", "\n", source)))


def inline(source: str) -> list[Node]:
    """Read a title or a source line, without a paragraph around it."""
    nodes = [node for node in prose(source.strip()) if isinstance(node, Element) or node.strip()]
    if len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag == "p":
        return nodes[0].children
    return nodes


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
            return self.escape_html(text)

    plugins = [import_plugin(name) for name in ("strikethrough", "table", "url", "def_list")]
    return Markdown(Renderer(escape=False, exclude_anchor_links=True), plugins=plugins)
