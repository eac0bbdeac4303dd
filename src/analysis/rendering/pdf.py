"""Render a document as PDF: serialise its tree as JSON, which Typst reads."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from html import unescape
from itertools import groupby, takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from analysis.rendering import document, links
from analysis.rendering.document import FigureBlock, ListingBlock, ProseBlock
from analysis.rendering.errors import ReportError, printable
from analysis.rendering.html import TEMPLATES, has_masthead
from analysis.rendering.palette import LIGHT
from analysis.rendering.pdf_structure import finish
from analysis.rendering.style import compiler
from analysis.rendering.svg import wrap_png
from analysis.rendering.tree import BLOCKS, TASK, Element, Node, classes, plain, to_html, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.rendering.document import Block, Cell, ReportDocument, ShortWorking, TableGrid


SPACE = re.compile(r"[ \t\n\r\f]+")  # not \s: a no-break space must stay
LONG_WORD = 24  # signs that fit into any column; a longer word may be parted, and words that are held together as well
LONG = re.compile(rf"(\S{{{LONG_WORD + 1},}})")
UNBROKEN = re.compile(rf"[\S\u00a0\u202f]{{{LONG_WORD + 1},}}")
PIECE = re.compile(r".{1,20}?[/._&=?,;:)-]{1,20}(?=[^/._&=?,;:)-])|.{1,20}")

ROLES = {
    "annex": "annex",
    "answer": "answer",
    "card": "pairs",
    "claim": "card",
    "masthead": "masthead",
    "unsourced": "unsourced",
    "workings": "small-pairs",
}
"""The kinds of elements in print by class; for others, the tag decides."""

TAGS = {
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emph"),
    **dict.fromkeys(("s", "del"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp"), "code"),
    **{tag: tag for tag in ("p", "sup", "sub", "small", "mark", "ul", "ol", "hr", "br", "blockquote", "aside")},
}
WIDE = frozenset({"heading", "table", "card", "pairs", "small-pairs", "annex"})
"""Kinds of elements that need the whole width of the page."""

UNCITED = frozenset({"heading", "annex", "small-pairs"})
CONTAINERS = frozenset({"div", "section", "article", "header", "footer", "address", "details"})

SECTION = 2  # the level of the headings of sections
FEWEST_LISTED = 4  # sections that make a list of contents worth its room
MANY = 6  # numbers on which a working rests, of which more are cited together, and sources that are named for one

SIZE, LINE, GAP = 8.0, 118, 2.5  # points of the print of a table, and letters of it across the page and between columns
SMALLEST, TURNED = 6.0, 1.5  # points below which the page is turned, and how much longer its lines are then
LONG_CARD, LONG_CAPTION = 600, 1500  # letters of a card, and of what stands around an exhibit, that may part at a page
ROW_LINE, ROW_SPACE, SHORT = 11.4, 6.7, 460  # points of a line and around a row, and of a table that stands on one page
TALL = 30  # lines of a row that may go over the end of a page
LISTED, SHORT_ITEM = 10, 90  # items that stand in two columns, and letters of each that do

MISSING_GLYPH = re.compile(
    r'the (?:text|PDF) (?:contains the codepoint )?`"((?:[^"\\]|\\.)+)"`(?: could not be displayed)?'
)
"""Typst's message about a character that its fonts lack, or one for private use."""

STANDARDS = ["ua-1", "a-3a"]
"""The standards of the PDF: PDF/UA for screen readers, and PDF/A for archives."""

CACHE_AGES = 10
"""Typst evicts cache entries unused for this many compilations (about 300 MB a report)."""


def render_pdf(report: ReportDocument, timestamp: int) -> tuple[bytes, list[str]]:
    """Return a report as PDF, and the warnings of Typst.

    Args:
        report: The report.
        timestamp: The date of the PDF, in seconds since 1970.

    Raises:
        ReportError: If Typst fails; the message names the cell of the notebook if that is known.

    """
    files = {table.name: table.text.encode() for table in report.attachments}
    data = _Writer(report, files).data()
    colours = {"accent": report.accent} if report.accent else {}
    options = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": timestamp}
    try:
        pdf, warnings = typeset("report", data, files, colours, **options)
    except ReportError as error:
        raise ReportError(_explain(report, str(error))) from None
    finally:
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
    import typst

    template = {
        "main.typ": (TEMPLATES / "report_pdf" / f"{name}.typ").read_bytes(),
        "palette.json": json.dumps({**LIGHT, **colours}).encode(),
    }
    text = json.dumps(data, ensure_ascii=False).encode()
    try:
        output, warnings = compiler().compile_with_warnings({**files, **template, f"{name}.json": text}, **options)
    except typst.TypstError as error:
        raise ReportError(error.message) from None
    return output, [warning.message for warning in warnings]


def picture(figure: FigureBlock) -> bytes:
    """Return the drawing of a figure as SVG, the only format that the templates read."""
    return figure.data if figure.mime == "image/svg+xml" else wrap_png(figure.data, figure.cell)


class _Writer:
    """Write a report as JSON; each element is a dictionary with its kind `t`, its content `c` and other properties."""

    def __init__(self, report: ReportDocument, files: dict[str, bytes]) -> None:
        self.report, self.files = report, files
        self.linked = _linked(report.story)
        self.numbers = {name: at for at, names in enumerate(self._printed(), 1) for name in names}
        self.sources: dict[str, int] = {}
        if report.summaries:
            for block in report.blocks:
                for nodes in block.texts():
                    for element in walk(nodes):
                        name = element.attrs.get("id", "")
                        if name.startswith("s-"):
                            self.sources[name] = len(self.sources) + 1
        self.ids = set[str]()
        self.links = list[dict[str, Any]]()

    def _printed(self) -> list[list[str]]:
        """Return the ids of each entry of the workings that is printed, because the story links to it."""
        entries = [list(links.names_of(entry)) for block in self.report.blocks for entry in links.entries(block)]
        return [names for names in entries if not self.linked.isdisjoint(names)]

    def data(self) -> dict[str, Any]:
        """Return the whole report; links to what is only on the page become text."""
        report = self.report
        blocks = [self._block(block) for block in report.blocks]
        sections = [(name, links.short(text)) for name, text in report.sections]
        _hold_floats(blocks)
        front = self._part_off_front(blocks) if len(sections) >= FEWEST_LISTED else []
        about = {name: getattr(report, name) for name in ("title", "description", "authors", "keywords", "edition")}
        text = about | {
            "logo": self._logo(),
            "header": report.header,
            "footer": report.footer,
            "banner": report.banner,
            "lang": report.lang.split("-"),
            "heading": self._words(report.title),
            "subtitle": self._words(report.subtitle),
            "byline": "" if has_masthead(report) else report.byline,
            "contents": [(name, self._words(text)) for name, text in sections if front],
            "front": front,
            "summarised": bool(report.summaries and report.attachments),
            "blocks": blocks,
            "evidence": len(blocks) if report.story_length is None else report.story_length,
            "attachments": [(table.name, table.description) for table in report.attachments],
        }
        for link in self.links:
            if link["to"].startswith("#") and link["to"][1:] not in self.ids:
                link["t"] = "span"
        return text

    def _logo(self) -> str:
        """Add the logo to the files and return its name."""
        if not self.report.logo:
            return ""
        kind, _, content = self.report.logo.partition(";base64,")
        file = f"logo.{'png' if kind.endswith('png') else 'svg'}"
        self.files[file] = base64.b64decode(content)
        return file

    def _part_off_front(self, blocks: list[dict[str, Any]]) -> list[Any]:
        """Remove the text before anything wide from the blocks and return it, for the space beside the contents."""
        front: list[Any] = []
        for block in takewhile(lambda block: block["t"] == "prose", blocks):
            narrow = [*takewhile(lambda node: node["t"] not in WIDE, block["c"])]
            front += narrow
            block["c"] = block["c"][len(narrow) :]
            if block["c"]:
                break
        return front

    def _block(self, block: Block) -> dict[str, Any]:
        if isinstance(block, ProseBlock):
            return {"t": "prose", "c": self._paragraphs(block.body)}
        if isinstance(block, ListingBlock):
            return {"t": "listing", "text": block.text, "kind": block.kind}
        self.ids |= {block.label}
        drawn = block.numbers if isinstance(block, FigureBlock) else []
        is_short = sum(len(plain(nodes)) for nodes in block.captions()) < LONG_CAPTION
        written = {
            "id": block.label,
            "name": block.name,
            "title": self._nodes(block.title, inline=True),
            "subtitle": self._nodes(block.subtitle if isinstance(block, FigureBlock) else [], inline=True),
            "source": self._nodes(block.source, inline=True),
            "cites": self._cites([node for nodes in block.texts() for node in nodes], drawn),
            "floats": bool(block.name) and is_short,
        }
        if isinstance(block, FigureBlock):
            file = f"figure-{len(self.files)}.svg"
            self.files[file] = picture(block)
            return written | {"t": "figure", "file": file, "alt": block.alt}
        grid = self._grid(block.grid)
        is_short = is_short and grid["short"]
        floats = bool(block.name) and is_short and not grid["turned"]
        return written | grid | {"caption": [], "short": is_short, "floats": floats}

    def _paragraphs(self, nodes: Iterable[Node]) -> list[Any]:
        """Write running text, each part with the numbers of its workings; loose text becomes a paragraph."""
        written: list[Any] = []
        for is_block, run in groupby(nodes, lambda node: isinstance(node, Element) and node.tag in BLOCKS):
            for node in run if is_block else [Element("p", {}, list(run))]:
                assert isinstance(node, Element)
                if not _role(node) and node.tag in CONTAINERS:
                    named = self._named(node)
                    written += [named | {"t": "span", "c": []}] if named else []
                    written += self._paragraphs(node.children)
                elif is_block or plain([node]) or _has_id(node):
                    parts = self._nodes([node])
                    if not any(part["t"] in UNCITED for part in parts):
                        for part in parts:
                            self._cite(part, node)
                    written += parts
        return written

    def _cite(self, written: dict[str, Any], node: Element) -> None:
        """Append the numbers of its workings to a text, or to each item of a list."""
        if written["t"] in WIDE or "c" not in written:
            written["cites"] = self._cites([node])
        elif written["t"] in {"ul", "ol"}:
            for item, part in zip(written["c"], _items(node.children, "li"), strict=True):
                _append(item, self._cites([part]))
        else:
            _append(written, self._cites([node]))

    def _cites(self, nodes: Iterable[Node], drawn: Iterable[str] = ()) -> str:
        """Return the numbers of the workings that a text links to, such as "[3, 5–7]"; empty if there are none."""
        names = {element.attrs.get("href", "")[1:] for element in walk(nodes)}
        names.update(drawn)
        numbers = sorted({self.numbers[name] for name in names if name in self.numbers})

        # Number and position differ by the same amount within a run of consecutive numbers
        ranges = []
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
            consecutive = [number for _, number in run]
            first, last = consecutive[0], consecutive[-1]
            ranges.append(str(first) if first == last else f"{first}–{last}")
        return f"[{', '.join(ranges)}]" if ranges else ""

    def _nodes(self, nodes: Iterable[Node], *, inline: bool = False) -> list[Any]:
        written: list[Any] = []
        for node in nodes:
            if isinstance(node, str):
                written += self._words(node)
            elif "more" not in classes(node):  # on paper nothing is folded
                written += self._element(node, inline=inline)
        return written

    def _words(self, text: str) -> list[Any]:
        """Write text with single spaces, and allow line breaks within long words, without a hyphen."""
        text = SPACE.sub(" ", text)
        text = UNBROKEN.sub(lambda match: re.sub("[\u00a0\u202f]", " ", match[0]), text)
        if len(text) <= LONG_WORD:
            return [text] if text else []

        # Every second part is a long word
        written: list[Any] = []
        for position, part in enumerate(LONG.split(text)):
            if position % 2 == 0:
                if part:
                    written.append(part)
                continue
            first, *others = PIECE.findall(part)
            written.append(first)
            for piece in others:
                written += [{"t": "cut"}, piece]
        return written

    def _element(self, node: Element, *, inline: bool) -> list[Any]:
        tag, role, children, named = node.tag, _role(node), node.children, self._named(node)
        is_heading = links.HEADING.match(tag)
        if tag == "svg":
            return [self._formula(node)]
        if inline and tag in BLOCKS:  # as a paragraph within a link
            return [named | {"t": "span", "c": [" ", *self._nodes(children, inline=True), " "]}]
        if tag == "table":
            grid = document.read(node)
            return [named | self._grid(grid)] if grid.width else []
        if tag == "pre":
            return [named | {"t": "listing", "text": _typed(children).strip("\n"), "kind": "typed"}]
        if tag == "dl":
            parts = [*_items(children, "dt", "dd")]
            parts = [*self._abridged(parts)] if any(links.NUMBERED in it.attrs for it in parts) else parts
            return [named | {"t": role or "pairs", "c": [*self._terms(parts)]}]
        if tag in {"ul", "ol"}:
            named["start"] = int(start) if re.fullmatch("[0-9]{1,9}", start := node.attrs.get("start", "")) else 1
            children = [*_items(children, "li")]
            items = [item for item in children if isinstance(item, Element)]
            lengths = [len(plain([item])) for item in children]
            named["tasks"] = bool(items) and all(TASK in classes(item) for item in items)
            named["paired"] = len(lengths) >= LISTED and max(lengths) <= SHORT_ITEM and not named["tasks"]
        if role == "card":  # on paper it is not folded, so that nothing need say what is behind
            children = [part for it in children for part in _unfolded(it)]
        content = self._nodes(children, inline=bool(inline or is_heading or tag not in BLOCKS - {"summary"}))
        if is_heading:
            return [named | {"t": "heading", "level": int(tag[1]), "c": content}]
        if tag == "a" and (address := node.attrs.get("href", "")):
            is_working = address[1:] in self.numbers
            kind = "self" if "self" in classes(node) else "working" if is_working else "link"
            self.links.append(named | {"t": kind, "to": address, "c": content})
            return self.links[-1:]
        if verdict := next((it for it in classes(node) if it.startswith("verdict-")), ""):
            return [named | {"t": "verdict", "kind": verdict.removeprefix("verdict-"), "c": content}]
        if tag == "summary":
            return [named | {"t": "p", "c": [{"t": "strong", "c": content}]}]
        if role == "card":
            named["long"] = len(plain(children)) > LONG_CARD
        kind = role or TAGS.get(tag, "div" if tag in BLOCKS else "span")
        return content if kind == "span" and not named else [named | {"t": kind, "c": content}]

    def _formula(self, node: Element) -> dict[str, Any]:
        """Put the drawing of a formula among the files; its lengths are in ems."""
        file = f"formula-{len(self.files)}.svg"
        drawing = Element("svg", {**node.attrs, "xmlns": "http://www.w3.org/2000/svg", "fill": LIGHT["ink"]})
        drawing.attrs = {name: value for name, value in drawing.attrs.items() if name not in {"class", "style"}}
        drawing.attrs |= {name: node.attrs[name].replace("em", "pt") for name in ("width", "height")}
        drawing.children = [it for it in node.children if isinstance(it, Element) and it.tag == "path"]
        self.files[file] = to_html([drawing]).encode()
        numbers = {name: float(node.attrs[name].removesuffix("em")) for name in ("width", "height")}
        depth = -float(node.attrs["style"].removeprefix("vertical-align:").removesuffix("em"))
        is_display = "display" in classes(node)
        about = {"t": "formula", "file": file, "alt": plain(node.children), "depth": depth, "display": is_display}
        return about | numbers

    def _named(self, node: Element) -> dict[str, Any]:
        """Return the place to which a link leads, if the element is one."""
        name = node.attrs.get("id", "")
        self.ids |= {name}
        return {"id": name} if name else {}

    def _abridged(self, parts: Iterable[Element]) -> Iterator[Element]:
        """Leave out the entries of workings that the story does not need, and what is said of these alone."""
        waiting: list[Element] = []
        for part in parts:
            if self._summarised(part):
                if not self.linked.isdisjoint(links.names_of(part)):
                    yield part
            elif part.tag == "dt":
                waiting = [part]
            elif links.NUMBERED not in part.attrs and "id" not in part.attrs:
                is_name = plain(part.children).endswith(":")  # such a note holds below the one before it
                below = [it for it in waiting if it.tag == "dt" or (is_name and not plain(it.children).endswith(":"))]
                waiting = [*below, part]
            elif links.NUMBERED not in part.attrs or not self.linked.isdisjoint(links.names_of(part)):
                yield from waiting
                yield part
                waiting = []

    def _terms(self, parts: Iterable[Element]) -> Iterator[Any]:
        for part in parts:
            named = self._named(part)
            if named.get("id", "") in self.sources:
                yield named | {"t": "entry", "number": f"S{self.sources[named['id']]}", "c": self._nodes(part.children)}
                continue
            number = self.numbers.get(named.get("id", ""))
            if number is None:
                yield named | {"t": part.tag, "c": self._nodes(part.children)}
                continue
            entry = named | {"t": "entry", "number": str(number)}
            if summary := self._summarised(part):
                yield entry | {"c": self._summary(part, summary)}
            else:
                name = self._words(named["id"].removeprefix("f-"))
                yield entry | {"name": name, "c": self._nodes(self._numbered(part.children))}

    def _summarised(self, entry: Element) -> ShortWorking | None:
        """Return what an entry of the workings says on paper, if the report has that."""
        return next((self.report.summaries[it] for it in links.names_of(entry) if it in self.report.summaries), None)

    def _summary(self, entry: Element, summary: ShortWorking) -> list[Any]:
        """Write a working in a line or two: its number, what it is, the workings it rests on and its sources."""
        self.ids |= {*links.names_of(entry)}
        places = [{"t": "span", "id": name, "c": []} for name in links.names_of(entry) if name != entry.attrs["id"]]
        value = next(it for it in walk([entry]) if it.tag == "b")
        cites = self._cites(entry.children)
        words = f" · {summary.text.rstrip('.')}.{f' {cites}' if cites else ''}"
        written = [*places, *self._nodes([value]), *self._words(words)]
        sources = [name for name in dict.fromkeys(summary.sources) if name in self.sources]
        for name in sources[:MANY]:
            self.links.append({"t": "self", "to": f"#{name}", "c": [f"S{self.sources[name]}"]})
            written += [" ", self.links[-1]]
        return [*written, f" and {len(sources) - MANY} more"] if len(sources) > MANY else written

    def _grid(self, grid: TableGrid) -> dict[str, Any]:
        head, body = ([[self._cell(it, grid) for it in row] for row in rows] for rows in (grid.head, grid.body))
        has_links = any(walk(cell.content) for row in grid.head for cell in row)
        return fit(grid) | {
            "t": "table",
            "width": grid.width,
            "head": [it for row in head for it in row],
            "body": [it for row in body for it in row],
            "repeat": not has_links,  # a repeated header is an artifact for screen readers, which may hold no link
            "caption": self._nodes(grid.title, inline=True),
        }

    def _cell(self, cell: Cell, grid: TableGrid) -> dict[str, Any]:
        return self._named(Element("td", cell.attrs)) | {
            "head": cell.head,
            "colspan": cell.colspan,
            "rowspan": cell.rowspan,
            "align": "center" if 1 < cell.colspan < grid.width else grid.align[cell.column],
            "c": self._nodes(cell.content),
            "look": cell.look,
        }

    def _numbered(self, nodes: list[Node]) -> Iterator[Node]:
        """Say under which numbers one finds what a working rests on: behind each, or of many behind the last."""
        places = [at for at, node in enumerate(nodes) if not isinstance(node, str) and self._cites([node])]
        for at, node in enumerate(nodes):
            yield node
            if at in places and len(places) <= MANY:
                yield f" {self._cites([node])}"
            elif at in places[-1:]:
                yield f" {self._cites(nodes)}"


def _hold_floats(blocks: list[dict[str, Any]]) -> None:
    """Keep floats in their section, and never leave a heading without text."""
    exhibits, has_text = list[dict[str, Any]](), False
    for block in reversed(blocks):
        exhibits += [block] if block["t"] in ("figure", "table") else []
        for node in reversed(block["c"] if block["t"] == "prose" else []):
            if node["t"] != "heading" or node["level"] != SECTION:
                has_text = True
                continue
            node["flush"] = True
            for exhibit in exhibits:
                exhibit["floats"] = exhibit["floats"] and has_text
            exhibits, has_text = [], False


def _linked(blocks: Iterable[Block]) -> set[str]:
    """Return the ids of the workings that some blocks link to."""
    names: set[str] = set()
    for block in blocks:
        for nodes in block.texts():
            names.update(element.attrs.get("href", "")[1:] for element in walk(nodes))
        if isinstance(block, FigureBlock):
            names.update(block.numbers)
    return names


def _has_id(node: Node) -> bool:
    return any(element.attrs.get("id") for element in walk([node]))


def _append(written: dict[str, Any], cites: str) -> None:
    """Append citations to the last words of a text."""
    inside = [part for part in written.get("c", ()) if not isinstance(part, str) or part.strip()]
    if cites and inside and isinstance(inside[-1], dict) and inside[-1]["t"] in {"p", "div", "ul", "ol"}:
        _append(inside[-1], cites)
    elif cites and "c" in written:
        written["c"].append({"t": "cites", "c": cites})


def _unfolded(node: Node) -> list[Node]:
    if isinstance(node, str) or node.tag != "details":
        return [node]
    return [it for it in node.children if isinstance(it, str) or it.tag != "summary"]


def _role(node: Element) -> str:
    return next((ROLES[name] for name in classes(node) if name in ROLES), "")


def _items(nodes: Iterable[Node], *tags: str) -> Iterator[Element]:
    """Yield the items of a list; other content between them becomes an item as well, as in browsers."""
    for node in nodes:
        if isinstance(node, Element) and node.tag in tags:
            yield node
        elif isinstance(node, Element) and node.tag in CONTAINERS and any(it.tag in tags for it in walk(node.children)):
            first, *others = _items(node.children, *tags)
            yield Element(first.tag, first.attrs, [Element("span", node.attrs), *first.children])
            yield from others
        elif plain([node]) or _has_id(node):
            yield Element(tags[-1], {}, [node])


def _typed(nodes: Iterable[Node]) -> str:
    """Return all text with its white space unchanged, and a line break after each block."""
    texts = []
    for node in nodes:
        if isinstance(node, str):
            texts.append(node)
            continue
        texts.append(_typed(node.children))
        if node.tag in BLOCKS or node.tag == "br":
            texts.append("\n")
    return "".join(texts)


def fit(grid: TableGrid) -> dict[str, Any]:
    """Return how a table fits the page, by the letters in its cells.

    Returns:
        `columns`, the share of the page that each has, or nothing if all are as wide as what is in them; `size` of the
        print in points; whether the page is `turned`; whether the table is `short` enough to stand on one page; and
        whether a row may be so `tall` that it goes over the end of a page.

    """
    columns = zip(grid.columns(grid.head), grid.columns(grid.body), strict=True)
    longest, least = list[float](), list[float]()
    for cells in ([*head, *body] for head, body in columns):
        words = (_breadth(word) for cell in cells for word in SPACE.split(_typed(cell.content)))
        longest.append(max([3.0, *(_breadth(cell.text) for cell in cells)]))
        least.append(min(max([3.0, *words]), LONG_WORD))
    gaps = GAP * grid.width
    need = sum(least) + gaps
    is_turned = need * SMALLEST > LINE * SIZE
    line = LINE * TURNED if is_turned else LINE
    is_natural = sum(longest) + gaps <= line
    # what a column needs beyond its longest word is shared out by the root of its longest text
    spare, shares = max(line - need, 0), [max(text - word, 0) ** 0.5 for text, word in zip(longest, least, strict=True)]
    widths = [word + spare * share / (sum(shares) or 1) for word, share in zip(least, shares, strict=True)]
    spans = [[(cell, sum(widths[cell.column :][: cell.colspan])) for cell in row] for row in grid.body]
    lines = [max((_lines(cell, width) for cell, width in row), default=1) for row in spans]
    return {
        "columns": [] if is_natural else [width + GAP for width in widths],
        "size": SIZE * min(1, line / need),
        "turned": is_turned,
        "short": sum(lines) * ROW_LINE + len(lines) * ROW_SPACE <= SHORT,
        "tall": max(lines, default=0) > TALL or any(cell.rowspan > 1 for row in grid.body for cell in row),
    }


def _breadth(text: str) -> float:
    """Return how many small letters are as broad as a text."""
    return sum(2.2 if unicodedata.east_asian_width(it) in "WF" else 1.3 if it.isupper() else 1 for it in text)


def _lines(cell: Cell, width: float) -> int:
    """Return an upper estimate of the lines of a cell in a column of so many letters."""
    elements = walk(cell.content)
    breaks = sum(element.tag == "br" or element.tag in BLOCKS for element in elements)
    typed = sum(_typed(element.children).count("\n") for element in elements if element.tag == "pre")
    return 1 + breaks + typed + int(_breadth(cell.text) / width)


def _explain(report: ReportDocument, message: str) -> str:
    """Return a message of Typst in one line, with the cell of the notebook if it can be found."""
    missing_glyph = MISSING_GLYPH.search(message)
    if missing_glyph:
        return _explain_missing_glyph(report, missing_glyph[1])

    # Find the figure by setting each by itself
    for figure in report.blocks:
        if not isinstance(figure, FigureBlock):
            continue
        try:
            typeset("graphics", [("it.svg", *[""] * 4)], {"it.svg": picture(figure)}, format="svg")
        except ReportError:
            return f"{figure.cell}: the figure cannot be printed: {message}"
    return f"The PDF cannot be made: {message}"


def _explain_missing_glyph(report: ReportDocument, escaped: str) -> str:
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), escaped)
    signs = []
    for character in dict.fromkeys(text):
        signs.append(f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})")

    # Quote the first word with the character
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
    texts = [plain(nodes) for nodes in block.texts()]
    if isinstance(block, ListingBlock):
        texts.append(block.text)
    if isinstance(block, FigureBlock):
        texts.append(unescape(block.data.decode("utf-8", "replace")))
    return "\n".join(texts)
