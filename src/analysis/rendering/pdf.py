"""Render a document as PDF: serialise its tree as JSON, which Typst reads.

The template `report.typ` says how each part looks. What is decided here is what it cannot know: which workings are
printed, how they and their sources are numbered and cited, where exhibits may float, and where long words may break.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from html import unescape
from itertools import chain, groupby, takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import typst

from analysis.rendering import backlinks, outline, table_grid
from analysis.rendering.document import FigureBlock, ListingBlock, ProseBlock
from analysis.rendering.fonts import compiler
from analysis.rendering.html_tree import (
    BLOCKS,
    TASK,
    WHITE_SPACE,
    Element,
    Node,
    classes,
    plain,
    text_as_typed,
    to_html,
    walk,
)
from analysis.rendering.id_prefixes import SOURCE, WORKING
from analysis.rendering.palette import LIGHT
from analysis.rendering.pdf_postprocessing import finish
from analysis.rendering.pdf_table_fit import LONGEST_WORD, fit
from analysis.rendering.report_errors import ReportError, printable
from analysis.rendering.svg import wrap_png
from analysis.rendering.template_filters import TEMPLATES, has_masthead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.rendering.document import Block, Exhibit, ReportDocument, ShortWorking
    from analysis.rendering.table_grid import Cell, TableGrid


STANDARDS = ["ua-1", "a-3a"]
"""The standards of the PDF: PDF/UA for screen readers, and PDF/A for archives."""

CACHE_AGES = 10
"""Typst evicts cache entries unused for this many compilations (about 300 MB a report)."""

MISSING_GLYPH = re.compile(
    r'the (?:text|PDF) (?:contains the codepoint )?`"((?:[^"\\]|\\.)+)"`(?: could not be displayed)?'
)
"""Typst's message about a character that its fonts lack, or one for private use; the group is that character."""


def render_pdf(report: ReportDocument, timestamp: int) -> tuple[bytes, list[str]]:
    """Return a report as PDF, and the warnings of Typst.

    Args:
        report: The report.
        timestamp: The date of the PDF, in seconds since 1970.

    Raises:
        ReportError: If Typst fails; the message names the cell of the notebook if that is known.

    """
    files = {table.name: table.text.encode() for table in report.attachments}
    data = _Writer(report, files).data()  # adds drawings and logo to the files
    colours = {"accent": report.accent} if report.accent else {}
    options = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": timestamp}
    try:
        pdf, warnings = typeset("report", data, files, colours, **options)
    except ReportError as error:
        raise ReportError(_explain(report, str(error))) from None
    finally:
        # Compile an empty text until Typst has forgotten this report
        for _ in range(CACHE_AGES):
            compiler().compile({"main.typ": b""}, format="svg")
    return finish(pdf), warnings


def typeset(
    name: str, data: Any, files: Mapping[str, bytes], colours: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> tuple[Any, list[str]]:
    """Compile the Typst template of that name, which reads the data as JSON; return its output and the warnings.

    `colours` replace those of the palette.

    Raises:
        ReportError: If Typst fails, with its message.

    """
    sources = {
        **files,
        "main.typ": (TEMPLATES / "report_pdf" / f"{name}.typ").read_bytes(),
        "palette.json": json.dumps({**LIGHT, **colours}).encode(),
        f"{name}.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    try:
        output, warnings = compiler().compile_with_warnings(sources, **options)
    except typst.TypstError as error:
        raise ReportError(error.message) from None
    return output, [warning.message for warning in warnings]


def picture(figure: FigureBlock) -> bytes:
    """Return the drawing of a figure as SVG, the only format that the templates read."""
    return figure.data if figure.mime == "image/svg+xml" else wrap_png(figure.data, figure.cell)


# The writer, which turns elements of a page into parts of a printed report.

KINDS_BY_CLASS = {
    "annex": "annex",
    "answer": "answer",
    "card": "pairs",
    "claim": "card",
    "masthead": "masthead",
    "unsourced": "unsourced",
    "workings": "small-pairs",
}
"""The kinds of elements in print by class; for others, the tag decides."""

KINDS_BY_TAG = {
    "strong": "strong",
    "b": "strong",
    "em": "emph",
    "i": "emph",
    "cite": "emph",
    "dfn": "emph",
    "var": "emph",
    "s": "strike",
    "del": "strike",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "p": "p",
    "sup": "sup",
    "sub": "sub",
    "small": "small",
    "mark": "mark",
    "ul": "ul",
    "ol": "ol",
    "hr": "hr",
    "br": "br",
    "blockquote": "blockquote",
    "aside": "aside",
}
"""The kinds of elements by tag. Any other element is a `div` if it is a block, and a `span` if not."""

CONTAINERS = frozenset({"div", "section", "article", "header", "footer", "address", "details"})
"""Tags that only group what is in them."""

WIDE = frozenset({"heading", "table", "card", "pairs", "small-pairs", "annex"})
"""Kinds of elements that need the whole width of the page."""

UNCITED = frozenset({"heading", "annex", "small-pairs"})
"""Kinds of elements without the numbers of their workings at the end."""

SECTION_LEVEL = 2
"""The level of the headings of sections."""

FEWEST_SECTIONS = 4
"""Sections of a report with a list of contents; fewer are found by turning the pages."""

MOST_CITED_APART = 6
"""Inputs of a working that are cited each by itself; more are cited together at its end."""

MOST_SOURCES = 6
"""Sources named for a working; more are counted."""

LONGEST_UNBROKEN_CARD = 600
"""Characters of a card that is kept on one page; a longer one would leave too much of the page before it empty."""

LONGEST_UNBROKEN_CAPTION = 1500
"""Characters of the texts around an exhibit that floats and is kept on one page; longer ones may need a page more."""

FEWEST_LETTERS_AFTER_FLOAT = 400
"""Characters that have to follow a floating exhibit in its section: about four lines."""

FEWEST_PAIRED_ITEMS = 10
LONGEST_PAIRED_ITEM = 90
"""Items of a list that is set in two columns, and characters of each."""

LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD + 1},}})")
"""A word that does not fit into a narrow column."""

LONG_PHRASE = re.compile(rf"[\S\u00a0\u202f]{{{LONGEST_WORD + 1},}}")
"""Words that no-break spaces join to a piece that does not fit into a narrow column."""

WORD_PIECE = re.compile(r".{1,20}?[/._&=?,;:)-]{1,20}(?=[^/._&=?,;:)-])|.{1,20}")
"""A piece of a long word, which may be broken after it: up to a sign such as a slash, and at most 40 characters."""

Part = dict[str, Any]
"""An element as Typst reads it: its kind `t`, its content `c`, an `id` if links lead to it, and other properties."""


class _Writer:
    """Write a report as parts for Typst, and its drawings as files beside them."""

    def __init__(self, report: ReportDocument, files: dict[str, bytes]) -> None:
        self.report = report
        self.files = files
        self.linked = _linked_ids(report.story)
        self.ids: set[str] = set()
        self.links: list[Part] = []

        # Number the workings to which the story links; only these are printed. A working may have several ids
        self.numbers: dict[str, int] = {}
        count = 0
        for block in report.blocks:
            for entry in backlinks.entries(block):
                names = list(backlinks.names_of(entry))
                if self.linked.isdisjoint(names):
                    continue
                count += 1
                for name in names:
                    self.numbers[name] = count

        # Number the sources, which short workings name
        self.sources: dict[str, int] = {}
        if report.summaries:
            for block in report.blocks:
                for nodes in block.texts():
                    for element in walk(nodes):
                        name = element.attrs.get("id", "")
                        if name.startswith(SOURCE):
                            self.sources[name] = len(self.sources) + 1

    def data(self) -> dict[str, Any]:
        """Return the whole report as the template reads it; links to what is only on the page become text."""
        report = self.report
        blocks = [self._block(block) for block in report.blocks]
        _hold_floats(blocks)

        # A list of contents follows the text before anything wide; without such text it has no place
        sections = report.sections
        front = _take_front(blocks) if len(sections) >= FEWEST_SECTIONS else []
        contents = []
        if front:
            contents = [(name, self._words(backlinks.short(heading))) for name, heading in sections]

        data = {
            "title": report.title,
            "description": report.description,
            "authors": report.authors,
            "keywords": report.keywords,
            "edition": report.edition,
            "lang": report.lang.split("-"),
            "logo": self._logo(),
            "header": report.header,
            "footer": report.footer,
            "banner": report.banner,
            "heading": self._words(report.title),
            "subtitle": self._words(report.subtitle),
            "byline": "" if has_masthead(report) else report.byline,
            "front": front,
            "contents": contents,
            "summarised": bool(report.summaries and report.attachments),
            "blocks": blocks,
            "evidence": len(blocks) if report.story_length is None else report.story_length,
            "attachments": [(table.name, table.description) for table in report.attachments],
        }

        # Only now all ids that are printed are known
        for link in self.links:
            is_inside = link["to"].startswith("#")
            if is_inside and link["to"][1:] not in self.ids:
                link["t"] = "span"
        return data

    def _logo(self) -> str:
        """Add the logo to the files and return its name."""
        if not self.report.logo:
            return ""
        # A data URI of PNG or SVG in base64, as was checked when the notebook was read
        kind, _, content = self.report.logo.partition(";base64,")
        file = "logo.png" if kind.endswith("png") else "logo.svg"
        self.files[file] = base64.b64decode(content)
        return file

    # Blocks: paragraphs, listings, figures and tables.

    def _block(self, block: Block) -> Part:
        if isinstance(block, ProseBlock):
            return {"t": "prose", "c": self._paragraphs(block.body)}
        if isinstance(block, ListingBlock):
            return {"t": "listing", "text": block.text, "kind": block.kind}

        caption_length = sum(len(plain(nodes)) for nodes in block.captions())
        has_short_caption = caption_length < LONGEST_UNBROKEN_CAPTION
        floats = bool(block.name) and has_short_caption
        if isinstance(block, FigureBlock):
            part = self._caption(block, block.subtitle, block.numbers)
            file = f"figure-{len(self.files)}.svg"  # unique, as files are only added
            self.files[file] = picture(block)
            part |= {"t": "figure", "file": file, "alt": block.alt}
            part |= {"short": has_short_caption, "floats": floats}
            return part

        part = self._caption(block)
        table = self._grid(block.grid)
        part |= table
        part["caption"] = []  # a numbered table has its title in the caption of the exhibit
        part["short"] = has_short_caption and table["short"]
        part["floats"] = floats and part["short"] and not table["turned"]
        return part

    def _caption(self, exhibit: Exhibit, subtitle: Iterable[Node] = (), names: Iterable[str] = ()) -> Part:
        """Return the texts around an exhibit, and what it cites; `names` are the ids of numbers drawn in it."""
        if exhibit.label:
            self.ids.add(exhibit.label)
        texts = chain.from_iterable(exhibit.texts())
        return {
            "id": exhibit.label,
            "name": exhibit.name,
            "title": self._nodes(exhibit.title, inline=True),
            "subtitle": self._nodes(subtitle, inline=True),
            "source": self._nodes(exhibit.source, inline=True),
            "cites": self._cites(texts, names),
        }

    # Running text, with the numbers of its workings.

    def _paragraphs(self, nodes: Iterable[Node]) -> list[Any]:
        """Write running text, each part with the numbers of its workings; loose text becomes a paragraph."""
        elements = []
        for is_block, run in groupby(nodes, lambda node: isinstance(node, Element) and node.tag in BLOCKS):
            if is_block:
                elements += [node for node in run if isinstance(node, Element)]
                continue
            paragraph = Element("p", {}, list(run))
            # White space between blocks is no paragraph
            if plain([paragraph]) or _has_id(paragraph):
                elements.append(paragraph)

        parts: list[Any] = []
        for element in elements:
            if element.tag in CONTAINERS and not _kind_by_class(element):
                # Of a container only its content is written, and a place for links to it
                place = self._place(element)
                if place:
                    parts.append(place | {"t": "span", "c": []})
                parts += self._paragraphs(element.children)
                continue

            paragraphs = self._element(element)
            is_cited = not any(part["t"] in UNCITED for part in paragraphs)
            if is_cited:
                for part in paragraphs:
                    self._cite(part, element)
            parts += paragraphs
        return parts

    def _cite(self, part: Part, element: Element) -> None:
        """Append the numbers of its workings to the part made of an element, or to each item of a list."""
        if part["t"] in WIDE or "c" not in part:
            part["cites"] = self._cites([element])
        elif part["t"] in {"ul", "ol"}:
            # `_element` wrote one part for each of these items
            for item, source in zip(part["c"], _items(element.children, "li"), strict=True):
                _append_cites(item, self._cites([source]))
        else:
            _append_cites(part, self._cites([element]))

    def _cites(self, nodes: Iterable[Node], names: Iterable[str] = ()) -> str:
        """Return the numbers of the workings that a text links to, such as "[3, 5–7]", or nothing.

        `names` are the ids of further workings.
        """
        # Without "#"; what is left of other addresses is no id of a working
        linked = {element.attrs.get("href", "")[1:] for element in walk(nodes)}
        linked.update(names)
        numbers = sorted({self.numbers[name] for name in linked if name in self.numbers})

        # Number and position differ by the same amount within a run of consecutive numbers
        ranges = []
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
            consecutive = [number for _, number in run]
            first, last = consecutive[0], consecutive[-1]
            ranges.append(str(first) if first == last else f"{first}–{last}")
        return f"[{', '.join(ranges)}]" if ranges else ""

    # Elements, and the text in them.

    def _nodes(self, nodes: Iterable[Node], *, inline: bool = False) -> list[Any]:
        """Write text and elements as strings and parts."""
        parts: list[Any] = []
        for node in nodes:
            if isinstance(node, str):
                parts += self._words(node)
            else:
                parts += self._element(node, inline=inline)
        return parts

    def _words(self, text: str) -> list[Any]:
        """Write text with single spaces, and allow line breaks within long words, without a hyphen."""
        text = WHITE_SPACE.sub(" ", text)
        # Where no-break spaces make too long a piece, they become ordinary ones
        text = LONG_PHRASE.sub(lambda phrase: re.sub("[\u00a0\u202f]", " ", phrase[0]), text)
        if len(text) <= LONGEST_WORD:
            return [text] if text else []

        # Every second part is a long word
        parts: list[Any] = []
        for position, words in enumerate(LONG_WORD.split(text)):
            if position % 2 == 0:
                if words:
                    parts.append(words)
                continue
            first, *others = WORD_PIECE.findall(words)
            parts.append(first)
            for piece in others:
                parts += [{"t": "cut"}, piece]
        return parts

    def _element(self, element: Element, *, inline: bool = False) -> list[Any]:
        """Write an element as one part; as none if it is an empty table, or as its content if it adds nothing to that.

        `inline` asks for parts that may stand within a line, as in a title or a link.
        """
        tag = element.tag
        kind_by_class = _kind_by_class(element)
        children = element.children
        part = self._place(element)

        # Elements whose content is not written as it is
        if tag == "svg":
            return [self._formula(element)]
        if inline and tag in BLOCKS:
            # A paragraph in a link, for instance; spaces keep its words apart from those beside it
            content = [" ", *self._nodes(children, inline=True), " "]
            return [part | {"t": "span", "c": content}]
        if tag == "table":
            grid = table_grid.read(element)
            return [part | self._grid(grid)] if grid.width else []
        if tag == "pre":
            text = text_as_typed(children).strip("\n")
            return [part | {"t": "listing", "text": text, "kind": "typed"}]
        if tag == "dl":
            return [part | {"t": kind_by_class or "pairs", "c": self._terms(element)}]

        # Lists and cards have properties of their own
        if tag in {"ul", "ol"}:
            items = list(_items(children, "li"))
            part |= _list_properties(element, items)
            children = [*items]  # a copy, as a list of elements is no list of nodes to mypy
        if kind_by_class == "card":
            children = _unfolded(children)
            part["long"] = len(plain(children)) > LONGEST_UNBROKEN_CARD

        # All other elements are written with their content
        is_heading = outline.HEADING.match(tag)
        is_block = tag in BLOCKS and tag != "summary"
        content = self._nodes(children, inline=bool(inline or is_heading or not is_block))
        if is_heading:
            return [part | {"t": "heading", "level": int(tag[1]), "c": content}]
        if tag == "a" and element.attrs.get("href"):
            return [self._link(element, part, content)]
        for name in classes(element):
            if name.startswith("verdict-"):
                return [part | {"t": "verdict", "kind": name.removeprefix("verdict-"), "c": content}]
        if tag == "summary":
            return [part | {"t": "p", "c": [{"t": "strong", "c": content}]}]
        kind = kind_by_class or KINDS_BY_TAG.get(tag, "div" if tag in BLOCKS else "span")
        if kind == "span" and not part:
            return content
        return [part | {"t": kind, "c": content}]

    def _place(self, element: Element) -> Part:
        """Return the id of an element if it has one, which makes it a place that links can lead to."""
        name = element.attrs.get("id", "")
        if not name:
            return {}
        self.ids.add(name)
        return {"id": name}

    def _link(self, element: Element, part: Part, content: list[Any]) -> Part:
        """Write a link, and record it, as its target may turn out not to be printed.

        A link of the class `self` looks like the text around it.
        """
        address = element.attrs["href"]
        if "self" in classes(element):
            kind = "self"
        elif address[1:] in self.numbers:
            kind = "working"
        else:
            kind = "link"
        link = part | {"t": kind, "to": address, "c": content}
        self.links.append(link)
        return link

    def _formula(self, element: Element) -> Part:
        """Add the drawing of a formula to the files; its lengths are in ems."""
        width, height = element.attrs["width"], element.attrs["height"]
        attrs = {name: value for name, value in element.attrs.items() if name not in {"class", "style"}}
        attrs |= {
            "xmlns": "http://www.w3.org/2000/svg",
            "fill": LIGHT["ink"],
            # A file has no em; any unit will do, as the template gives the size
            "width": width.replace("em", "pt"),
            "height": height.replace("em", "pt"),
        }
        # Without its title, which is the text alternative in the PDF
        paths: list[Node] = [node for node in element.children if isinstance(node, Element) and node.tag == "path"]
        file = f"formula-{len(self.files)}.svg"
        self.files[file] = to_html([Element("svg", attrs, paths)]).encode()

        alignment = element.attrs["style"].removeprefix("vertical-align:")
        return {
            "t": "formula",
            "file": file,
            "alt": plain(element.children),
            "width": float(width.removesuffix("em")),
            "height": float(height.removesuffix("em")),
            "depth": -float(alignment.removesuffix("em")),
            "display": "display" in classes(element),
        }

    # Lists of terms: the workings, the sources, and others.

    def _terms(self, element: Element) -> list[Part]:
        """Write the entries of a list of terms: workings and sources with their numbers, others as they are."""
        terms = list(_items(element.children, "dt", "dd"))
        if any(backlinks.NUMBERED in term.attrs for term in terms):
            terms = self._without_unused(terms)

        parts = []
        for term in terms:
            part = self._place(term)
            name = part.get("id", "")
            if name in self.sources:
                part |= {"t": "entry", "number": f"S{self.sources[name]}", "c": self._nodes(term.children)}
            elif name in self.numbers:
                part |= {"t": "entry", "number": str(self.numbers[name]), **self._working(term)}
            else:
                part |= {"t": term.tag, "c": self._nodes(term.children)}
            parts.append(part)
        return parts

    def _without_unused(self, terms: list[Element]) -> list[Element]:
        """Leave out workings that the story does not link to, and headings and notes of these alone.

        The terms of a group are a heading, a note on what all have in common, and for each part of the group a name
        such as “Japan:” with the workings below it. Short workings need no heading.
        """
        used: list[Element] = []
        pending: list[Element] = []  # headings and notes of workings that may follow
        for term in terms:
            is_linked = not self.linked.isdisjoint(backlinks.names_of(term))
            is_numbered = backlinks.NUMBERED in term.attrs
            is_note = not is_numbered and "id" not in term.attrs
            if self._short_working(term):
                if is_linked:
                    used.append(term)
            elif term.tag == "dt":
                pending = [term]
            elif is_note and _is_name(term):
                # It replaces the name before it, and leaves the heading and its note
                pending = [note for note in pending if note.tag == "dt" or not _is_name(note)]
                pending.append(term)
            elif is_note:
                pending = [heading for heading in pending if heading.tag == "dt"]
                pending.append(term)
            elif is_linked or not is_numbered:  # the entry of a source that is only drawn has no number
                used += [*pending, term]
                pending = []
        return used

    def _working(self, entry: Element) -> Part:
        """Return the content of a working: its short form if the report has one, or else all of it and its name."""
        short = self._short_working(entry)
        if short:
            return {"c": self._short_content(entry, short)}
        name = entry.attrs["id"].removeprefix(WORKING)
        return {"name": self._words(name), "c": self._nodes(self._with_cited_inputs(entry.children))}

    def _short_working(self, entry: Element) -> ShortWorking | None:
        """Return the short form of a working, by any of its ids."""
        for name in backlinks.names_of(entry):
            if name in self.report.summaries:
                return self.report.summaries[name]
        return None

    def _short_content(self, entry: Element, short: ShortWorking) -> list[Any]:
        """Write a working in a line or two: its number, what it is, the workings of its inputs, and its sources."""
        # Workings with the same content share an entry, which has an id for each
        parts: list[Any] = []
        for name in backlinks.names_of(entry):
            self.ids.add(name)
            if name != entry.attrs["id"]:
                parts.append({"t": "span", "id": name, "c": []})

        # Every working begins with its number in bold
        number = next(element for element in walk([entry]) if element.tag == "b")
        parts += self._nodes([number])
        text = f" · {short.text.rstrip('.')}."
        cites = self._cites(entry.children)
        if cites:
            text += f" {cites}"
        parts += self._words(text)

        # Without repetitions, and without sources that the notebook does not list
        sources = [name for name in dict.fromkeys(short.sources) if name in self.sources]
        for name in sources[:MOST_SOURCES]:
            link = {"t": "self", "to": f"#{name}", "c": [f"S{self.sources[name]}"]}
            self.links.append(link)
            parts += [" ", link]
        if len(sources) > MOST_SOURCES:
            parts.append(f" and {len(sources) - MOST_SOURCES} more")
        return parts

    def _with_cited_inputs(self, nodes: list[Node]) -> list[Node]:
        """Add the numbers of the inputs to a working: each behind its link, or all behind the last if they are many."""
        cites = [self._cites([node]) for node in nodes]
        positions = [position for position, cite in enumerate(cites) if cite]
        cited: list[Node] = list(nodes)
        if len(positions) > MOST_CITED_APART:
            cited.insert(positions[-1] + 1, f" {self._cites(nodes)}")
            return cited

        # From the end, so that positions before stay the same
        for position in reversed(positions):
            cited.insert(position + 1, f" {cites[position]}")
        return cited

    # Tables.

    def _grid(self, grid: TableGrid) -> Part:
        """Write a table: its cells in reading order, and what `fit` decides on the widths of its columns."""
        head = list(chain.from_iterable(grid.head))
        body = list(chain.from_iterable(grid.body))
        is_plain_head = not any(walk(cell.content) for cell in head)
        return fit(grid) | {
            "t": "table",
            "width": grid.width,
            "head": [self._cell(cell, grid) for cell in head],
            "body": [self._cell(cell, grid) for cell in body],
            # A repeated header is an artifact for screen readers, which must not contain links
            "repeat": is_plain_head,
            "caption": self._nodes(grid.title, inline=True),
        }

    def _cell(self, cell: Cell, grid: TableGrid) -> Part:
        # A cell as wide as the table heads the rows below it, and is aligned as their first cells are
        spans_some = 1 < cell.colspan < grid.width
        return self._place(Element("td", cell.attrs)) | {
            "head": cell.head,
            "colspan": cell.colspan,
            "rowspan": cell.rowspan,
            "align": "center" if spans_some else grid.align[cell.column],
            "c": self._nodes(cell.content),
            "look": cell.look,
        }


def _take_front(blocks: list[Part]) -> list[Any]:
    """Remove the text before anything wide from the blocks and return it.

    Of a list of blocks that begins with prose, that is all prose up to the first heading, table or card. A block that
    becomes empty stays in the list, so that the places of the others do not change.
    """
    front: list[Any] = []
    for block in blocks:
        if block["t"] != "prose":
            break
        narrow = list(takewhile(lambda part: part["t"] not in WIDE, block["c"]))
        front += narrow
        block["c"] = block["c"][len(narrow) :]
        if block["c"]:
            break
    return front


def _hold_floats(blocks: list[Part]) -> None:
    """Let exhibits float only if enough text of their section follows to take their place.

    Others stay where they are: they could move past the next heading, or leave their own heading without text.
    """
    letters = 0
    for block in reversed(blocks):
        if block["t"] in ("figure", "table"):
            block["floats"] = block["floats"] and letters >= FEWEST_LETTERS_AFTER_FLOAT
        parts = block["c"] if block["t"] == "prose" else []
        for part in reversed(parts):
            if part["t"] == "heading" and part["level"] == SECTION_LEVEL:
                part["flush"] = True  # exhibits that still float are printed before this heading
                letters = 0
            else:
                letters += _count_letters(part)


def _count_letters(part: Any) -> int:
    """Count the characters of a part as printed."""
    if isinstance(part, str):
        return len(part)
    content = part.get("c", ())
    if isinstance(content, str):
        return 0  # citations
    return sum(_count_letters(child) for child in content)


def _linked_ids(blocks: Iterable[Block]) -> set[str]:
    """Return the ids that some blocks link to, and those of the workings of numbers in their figures."""
    names: set[str] = set()
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes):
                # Without "#"; what is left of other addresses is no id of the document
                names.add(element.attrs.get("href", "")[1:])
        if isinstance(block, FigureBlock):
            names.update(block.numbers)
    return names


def _has_id(node: Node) -> bool:
    return any(element.attrs.get("id") for element in walk([node]))


def _is_name(note: Element) -> bool:
    """Return True for a note that names the workings below it, such as “Japan:”."""
    return plain(note.children).endswith(":")


def _append_cites(part: Part, cites: str) -> None:
    """Append citations to the last words of a text, which may be in the last item of a list in it.

    The items of a list are parts as well.
    """
    if not cites or "c" not in part:
        return
    content = [child for child in part["c"] if not isinstance(child, str) or child.strip()]
    last = content[-1] if content else ""
    if isinstance(last, dict) and last["t"] in {"p", "div", "ul", "ol"}:
        _append_cites(last, cites)
    else:
        part["c"].append({"t": "cites", "c": cites})


def _unfolded(nodes: list[Node]) -> list[Node]:
    """Return the content of a card without the headings of what is folded on a screen."""
    content: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or node.tag != "details":
            content.append(node)
            continue
        for child in node.children:
            if isinstance(child, str) or child.tag != "summary":
                content.append(child)
    return content


def _kind_by_class(element: Element) -> str:
    """Return the kind that the first class with one gives to an element, or nothing."""
    for name in classes(element):
        if name in KINDS_BY_CLASS:
            return KINDS_BY_CLASS[name]
    return ""


def _list_properties(element: Element, items: list[Element]) -> Part:
    """Return the number of the first item, and whether a list has boxes to tick or is set in two columns."""
    start = element.attrs.get("start", "")
    is_number = re.fullmatch("[0-9]{1,9}", start)  # HTML may have anything here, and Typst reads no longer integers
    has_tasks = bool(items) and all(TASK in classes(item) for item in items)
    lengths = [len(plain([item])) for item in items]
    has_many_short_items = len(lengths) >= FEWEST_PAIRED_ITEMS and max(lengths) <= LONGEST_PAIRED_ITEM
    return {
        "start": int(start) if is_number else 1,
        "tasks": has_tasks,
        "paired": has_many_short_items and not has_tasks,
    }


def _items(nodes: Iterable[Node], *tags: str) -> Iterator[Element]:
    """Yield the items of a list; other content between them becomes an item as well, as in browsers.

    Such an item gets the last of the tags, so that in a list of terms it is a `dd`.
    """
    for node in nodes:
        if isinstance(node, Element) and node.tag in tags:
            yield node
            continue

        holds_items = False
        if isinstance(node, Element) and node.tag in CONTAINERS:
            holds_items = any(element.tag in tags for element in walk(node.children))
        if holds_items:
            # Keep the id of the container in its first item
            assert isinstance(node, Element)
            first, *others = _items(node.children, *tags)
            yield Element(first.tag, first.attrs, [Element("span", node.attrs), *first.children])
            yield from others
        elif plain([node]) or _has_id(node):
            yield Element(tags[-1], {}, [node])


# What to say if Typst fails.


def _explain(report: ReportDocument, message: str) -> str:
    """Return a message of Typst in one line, with the cell of the notebook if it can be found."""
    missing_glyph = MISSING_GLYPH.search(message)
    if missing_glyph:
        return _explain_missing_glyph(report, missing_glyph[1])

    # Find the figure by setting each by itself, without title, subtitle, source and credit
    for figure in report.blocks:
        if not isinstance(figure, FigureBlock):
            continue
        try:
            typeset("graphics", [("figure.svg", "", "", "", "")], {"figure.svg": picture(figure)}, format="svg")
        except ReportError:
            return f"{figure.cell}: the figure cannot be printed: {message}"
    return f"The PDF cannot be made: {message}"


def _explain_missing_glyph(report: ReportDocument, escaped: str) -> str:
    """Return the message that a character cannot be printed; Typst may write it as an escape of its code."""
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), escaped)
    signs = []
    for character in dict.fromkeys(text):
        signs.append(f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})")

    # Quote the first word with the character; if no block has it, it is in the title or the like
    place, word = report.title, text
    for block in report.blocks:
        words = _all_text(block)
        if text in words:
            place = block.cell
            word = next((word for word in words.split() if text in word), text)
            break
    hint = "leave that word or column out, as by table.drop(columns=…), or make the page alone, with --to html"
    missing = f"the fonts of the PDF have no sign for {', '.join(signs)}, as in “{printable(word):.40}”"
    return f"{place}: {missing}; {hint}."


def _all_text(block: Block) -> str:
    """Return every text of a block, including the lettering of a figure."""
    texts = [plain(nodes) for nodes in block.texts()]
    if isinstance(block, ListingBlock):
        texts.append(block.text)
    if isinstance(block, FigureBlock):
        texts.append(unescape(block.data.decode("utf-8", "replace")))
    return "\n".join(texts)
