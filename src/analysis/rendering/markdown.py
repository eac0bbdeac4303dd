"""Markdown with formulas, read into the tree of elements.

It is parsed as nbconvert does, except that a dollar sign is a currency wherever possible.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from mistune import BlockState, Markdown
from mistune.plugins import import_plugin

from analysis.rendering.html_tree import FORMULA, TASK, Element, Node, classes, parse, plain, walk
from analysis.rendering.report_errors import ReportError
from analysis.rendering.sentence_syntax import UNFILLED

if TYPE_CHECKING:
    from collections.abc import Iterator


INLINE_FORMULA = (
    r"(?<![\w$\\])\$\$(?P<shown_formula>(?:\\.|[^$\\])+?)\$\$(?!\$)"
    r"|(?<![\w$\\])\$(?![\s$).,;:])(?P<formula>(?:\\[^\n]|[^$\\\n]|\n(?!\s*\n))*?(?<!\s))\$(?![\w$])"
)
"""A formula in a line: no space just inside its dollar signs, and no letter or digit just outside them."""

BLOCK_FORMULA = (
    r"^ {0,3}(?:\$\$(?P<block_formula>(?:\\[\s\S]|[^$\\])+?)\$\$"
    r"|(?P<environment>\\begin\{(?P<kind>[a-z]+\*?)\}[\s\S]+?\\end\{(?P=kind)\}))[ \t]*$"
)
"""A formula on lines of its own, between double dollar signs or as an environment of LaTeX."""

AMOUNT = re.compile(r"\d(?![^\n]*[\\^_=<>{+*/])")
"""The start of an amount of money before another dollar sign: a digit, and no mathematical sign."""

ONLY_NUMBER = re.compile(r"(?:[\d.,\s+\-−±~%$€£¥]|\\[,;:!%$ ])*")
"""A plain number between dollar signs, which is not a formula and needs a source like any other."""

TAGS_THAT_SHOW = "audio canvas embed iframe img input math meter object picture progress select svg textarea video"

REMOVED_TAG = re.compile(rf"<({TAGS_THAT_SHOW.replace(' ', '|')})\b")
"""Tags that show something but are removed, because they could load files or run scripts."""


def parse_markdown(source: str, cell: str = "") -> list[Node]:
    """Parse Markdown; `cell` names its text cell, if it is from one.

    Raises:
        ReportError: The cell has HTML or a picture that would be removed, or a placeholder for a finding, which would
            be printed as it is.

    """
    page = _markdown()(source)
    if cell:
        # Refuse what the parser would remove without a word
        without_comments = re.sub(r"(?s)<!--.*?-->", "", page)
        removed = REMOVED_TAG.search(without_comments.lower())
        if removed:
            hint = "write a picture on a line of its own, as ![what it shows](file.png), or leave it out"
            raise ReportError(f"{cell}: what <{removed[1]}> shows would be lost; {hint}.")

    nodes = parse(page)
    _tag_formulas(nodes)
    if cell:
        # Refuse placeholders, which nothing replaces in a text cell
        for text in _texts_outside_code(nodes):
            placeholder = UNFILLED.search(text)
            if placeholder:
                hint = "a sentence with findings stands in a cell of code that begins with %%say"
                raise ReportError(f"{cell}: {placeholder[0]} would be printed as it is typed; {hint}.")
    return nodes


def _texts_outside_code(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag not in {"code", "pre", "kbd", "samp", FORMULA}:
            yield from _texts_outside_code(node.children)


def parse_inline_markdown(source: str) -> list[Node]:
    """Parse a title or the line of a source: Markdown without paragraphs, headings or lists."""
    markdown = _markdown()
    # The inline parser looks up the targets of links here, which only a whole page could define
    environment: dict[str, Any] = {"ref_links": {}}
    return parse(markdown.renderer(markdown.inline(source.strip(), environment), BlockState()))


@cache
def _markdown() -> Any:
    """Return nbconvert's renderer with mistune's parsers, since those of nbconvert read "$5 and $6" as mathematics."""
    # Importing nbconvert takes half a second
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class CellRenderer(IPythonRenderer):
        def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
            # Code is not coloured, so its language does not matter
            return f"<pre><code>{self.escape_html(code)}</code></pre>\n"

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            # `parse_markdown` refuses the <img> in a text cell; elsewhere the cleaner removes it
            return f"{self.escape_html(text)}<img>"

        def task_list_item(self, text: str, checked: bool = False) -> str:
            box = "☑" if checked else "☐"
            if text.startswith("<p>"):
                words = text.removeprefix("<p>")
                return f'<li class="{TASK}"><p>{box} {words}</li>\n'
            return f'<li class="{TASK}">{box} {text}</li>\n'

        def formula(self, text: str, is_display: bool = False) -> str:
            kind = "formula display" if is_display else "formula"
            return f'<span class="{kind}">{self.escape_html(text)}</span>'

        def block_formula(self, text: str) -> str:
            return f"<p>{self.formula(text, is_display=True)}</p>\n"

    plugins = [import_plugin(name) for name in ("strikethrough", "table", "url", "def_list", "task_lists")]
    markdown = Markdown(CellRenderer(escape=False, exclude_anchor_links=True), plugins=plugins)
    markdown.inline.register("math", INLINE_FORMULA, _read_formula, before="link")
    # where mistune's own plugin for mathematics has its rule
    markdown.block.register("math", BLOCK_FORMULA, _read_block_formula, before="list")
    return markdown


def _read_formula(_inline: Any, match: re.Match[str], state: Any) -> int | None:
    in_double_signs, in_single_signs = match["shown_formula"], match["formula"]
    is_display = in_double_signs is not None
    if not is_display and AMOUNT.match(in_single_signs):
        return None  # mistune reads the dollar sign as text
    text = in_double_signs or in_single_signs
    state.append_token({"type": "formula", "raw": text, "attrs": {"is_display": is_display}})
    return match.end()


def _read_block_formula(_block: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "block_formula", "raw": match["block_formula"] or match["environment"]})
    return match.end() + 1  # behind the line break


def _tag_formulas(nodes: list[Node]) -> None:
    """Give formulas their tag: only now, because the cleaner would have removed it."""
    for element in walk(nodes):
        names = classes(element)
        # HTML of the author may have this class too, and is no formula if it has tags
        has_elements = any(isinstance(child, Element) for child in element.children)
        if "formula" not in names or has_elements:
            continue
        if not ONLY_NUMBER.fullmatch(plain(element.children)):
            element.tag = FORMULA
            element.attrs = {"class": "display"} if "display" in names else {}
