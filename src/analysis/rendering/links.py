"""Number headings, exhibits and workings, and check and resolve the links between them."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from analysis.errors import nearest
from analysis.rendering.document import Exhibit, FigureBlock, ProseBlock
from analysis.rendering.errors import ReportError
from analysis.rendering.tree import NO_BREAK, Element, Node, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set

    from analysis.rendering.document import Block


LONGEST = 90
"""Letters of what is said of the place that a link leads to."""


# Headings get their ids and levels, and those of sections make the list of contents.

HEADING = re.compile(r"h[1-6]$")

UNLISTED = frozenset({"answer", "claim"})
"""Classes of what has headings of its own that the list of contents leaves out."""

EXPLAINED = re.compile(r"[fsc]-")
"""How the names begin of what explains something; a heading that would be called so is called a section."""


class _Part(NamedTuple):
    """What a section may hold: a heading with its level, something to read, or a note on what was left out."""

    block: Block
    node: Node | None = None
    level: int = 0
    is_content: bool = False


def remove_empty_sections(blocks: list[Block]) -> set[str]:
    """Remove each heading with nothing under it before the next one of its level or a higher one.

    A note that an exhibit was left out is not enough to keep a heading, and is removed with it. Returns the ids that
    links to these headings may have.
    """
    parts = [part for block in blocks for part in _parts(block)]
    removed = set()
    for at, part in enumerate(parts):
        if not part.level:
            continue
        section = _section(parts, at)
        if any(it.is_content for it in section):
            continue
        removed.add(_slug(plain([part.node or ""])))
        for it in (part, *section):
            if isinstance(it.block, ProseBlock):
                it.block.body = [node for node in it.block.body if node is not it.node]
    return removed


def _section(parts: list[_Part], at: int) -> list[_Part]:
    """Return the parts between a heading and the next one of its level or a higher one."""
    end = at + 1
    while end < len(parts) and not 0 < parts[end].level <= parts[at].level:
        end += 1
    return parts[at + 1 : end]


def _parts(block: Block) -> Iterator[_Part]:
    if not isinstance(block, ProseBlock):
        yield _Part(block, is_content=True)
        return
    for node in block.body:
        is_heading = isinstance(node, Element) and HEADING.match(node.tag) and plain([node])
        level = int(node.tag[1]) if isinstance(node, Element) and is_heading else 0
        yield _Part(block, node, level, is_content=not is_heading and not block.left_out and bool(plain([node])))


def outline(blocks: list[Block], names: set[str]) -> list[tuple[int, str, str]]:
    """Give each heading an id and a level at most one below the heading before it; return the list of contents."""
    headings = [found for b in blocks if isinstance(b, ProseBlock) for found in _headings(b.body)]
    shift, before = int(any(h.tag == "h1" for h, _ in headings)), 1
    contents = []
    for heading, is_listed in headings:
        text = plain(heading.children)
        if not text:
            heading.tag = "p"
            continue
        level = max(2, min(int(heading.tag[1]) + shift, before + 1, 6))
        heading.tag, before = f"h{level}", level
        if "id" not in heading.attrs:
            heading.attrs["id"] = unique(f"section {text}" if EXPLAINED.match(_slug(text)) else text, names)
        if level <= 3 and is_listed:
            contents.append((level, heading.attrs["id"], text))
    return contents


def unique(text: str, names: set[str], count: int = 1) -> str:
    """Make an id from a text, with a number added if the id is taken already; remember it as taken.

    `count` is the first number that can be free.
    """
    base = _slug(text) or "section"
    slug = base if count == 1 else f"{base}-{count}"
    while slug in names:
        count += 1
        slug = f"{base}-{count}"
    names.add(slug)
    return slug


def _headings(nodes: list[Node], *, is_listed: bool = True) -> Iterator[tuple[Element, bool]]:
    """Go through all headings, and whether the list of contents may have them: what is boxed has none there."""
    for node in nodes:
        if isinstance(node, Element):
            if HEADING.match(node.tag):
                yield node, is_listed
            is_boxed = node.tag in {"aside", "details", "blockquote"} or UNLISTED & set(classes(node))
            yield from _headings(node.children, is_listed=is_listed and not is_boxed)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))


# How a sentence leads to a figure, a table or a working; what was meant so and leads nowhere is told.

NO_WORKINGS = "; end the notebook with cells that call d.source_list() and d.workings()."
"""What a number lacks that leads to no working."""

REFERENCE = re.compile(r"(?<![\w.@/])@((?:fig|tbl)-\w+(?:[-:.]\w+)*)")

# Figures and tables get their numbers in reading order, and every link inside the report is checked.

RESERVED = frozenset({"main", "contents"})

OUR_PLACES = re.compile(r"(?:f|s|c|use|after)-")
"""How the names begin of workings, sources, cards, uses, and of what stands behind an exhibit."""


def number_exhibits(blocks: list[Block]) -> dict[str, str]:
    """Number the titled figures and tables, each kind by itself; return their names by label."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Exhibit) and block.title:
            block.number = counts[block.kind] = counts.get(block.kind, 0) + 1
            block.label = block.label or block.name.lower().replace(" ", "-")
            names[block.label] = block.name
    return names


def resolve_references(blocks: list[Block], names: dict[str, str], is_left_out: Callable[[str], bool]) -> None:
    """Replace each `@fig-x` or `@tbl-x` in prose, titles and sources by a link such as "Figure 3".

    Sentences do not speak of a figure or table that was left out for want of evidence; one that no cell makes is an
    error.
    """
    for block in blocks:
        if isinstance(block, ProseBlock) and not block.markdown:
            _name_exhibits(block.body, names, block.cell, is_left_out)
            continue
        for nodes in block.captions() if isinstance(block, Exhibit) else block.texts():
            _resolve(nodes, names, block.cell)


def collect_names(blocks: list[Block]) -> set[str]:
    """Collect every id and label; the same name twice is an error."""
    names: set[str] = set(RESERVED)
    for block in blocks:
        if isinstance(block, Exhibit) and OUR_PLACES.match(block.label):
            begun = block.label.partition("-")[0]
            said = f"the label {block.label!r} begins with {begun}-, as names of ours do; use fig- or tbl-."
            raise ReportError(f"{block.cell}: {said}")
    for cell, name in _names(blocks):
        if name in names:
            raise ReportError(f"{cell}: the id {name!r} is used twice in the document; ids and labels must be unique.")
        names.add(name)
    return names


def check_links(blocks: list[Block], names: set[str], removed: Set[str] = frozenset()) -> None:
    """Check that every link inside the document leads to a place that exists; a dead link is an error.

    A link to a section in `removed`, which was empty, becomes plain text.
    """
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes):
                if not (address := element.attrs.get("href", "")):
                    continue
                address = unquote(address) if "%" in address else address
                if not address.startswith("#"):
                    continue
                # JupyterLab keeps capitals in the ids of headings; here they are small.
                wanted = address[1:], address[1:].lower(), f"section-{address[1:].lower()}"
                target = next((name for name in wanted if name in names), None)
                if target is None and (address.startswith("#c-") or not removed.isdisjoint(wanted)):
                    element.tag = "span"  # a claim without a card in this document, or an empty section
                    del element.attrs["href"]
                    continue
                if target is None:
                    is_ours = address.startswith(("#f-", "#s-"))  # by a name that its author never wrote
                    told = f"“{plain(element.children)}”" if is_ours else f"the link to {address!r}"
                    hint = NO_WORKINGS if is_ours else "."
                    hint = nearest(address[1:], names) or "." if address.startswith(("#fig-", "#tbl-")) else hint
                    raise ReportError(f"{block.cell}: {told} leads nowhere in this document{hint}")
                element.attrs["href"] = f"#{target}"
        for name in block.numbers if isinstance(block, FigureBlock) else ():
            if name not in names:
                raise ReportError(f"{block.cell}: a number in the figure has no working{NO_WORKINGS}")


def _resolve(nodes: list[Node], names: dict[str, str], cell: str) -> None:
    for i in range(len(nodes) - 1, -1, -1):
        node = nodes[i]
        if isinstance(node, Element):
            if node.tag not in {"a", "code", "pre"}:
                _resolve(node.children, names, cell)
            continue
        pieces = REFERENCE.split(node)
        if len(pieces) == 1:
            continue
        replaced: list[Node] = []
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                replaced.append(piece)
            elif piece in names:
                replaced.append(
                    Element("a", {"href": f"#{piece}", "class": "ref"}, [names[piece].replace(" ", NO_BREAK)])
                )
            else:
                raise _unknown(cell, piece, names)
        nodes[i : i + 1] = replaced


def _unknown(cell: str, label: str, names: dict[str, str]) -> ReportError:
    hint = nearest(label, names) or "."
    return ReportError(f"{cell}: @{label} refers to a figure or table that does not exist or has no title{hint}")


def _name_exhibits(nodes: list[Node], names: dict[str, str], cell: str, is_left_out: Callable[[str], bool]) -> None:
    """Call each figure and table that a sentence leads to by its number; what was left out is not spoken of."""
    for at, node in reversed(list(enumerate(nodes))):
        if not isinstance(node, Element):
            continue
        label = node.attrs.get("href", "").removeprefix("#")
        if node.tag != "a" or "ref" not in classes(node):
            _name_exhibits(node.children, names, cell, is_left_out)
        elif label in names:
            node.children = [names[label].replace(" ", NO_BREAK)]
        elif is_left_out(label):
            _leave_out(nodes, at, node)
        else:
            raise _unknown(cell, label, names)


def _leave_out(nodes: list[Node], at: int, reference: Element) -> None:
    """Take a reference to what is not there out of a sentence, with the parentheses around it if it has some."""
    before, after = (nodes[i] if 0 <= i < len(nodes) else "" for i in (at - 1, at + 1))
    if isinstance(before, str) and isinstance(after, str) and before.endswith(" (") and after.startswith(")"):
        nodes[at - 1 : at + 2] = [before.removesuffix(" (") + after.removeprefix(")")]
    else:
        nodes[at : at + 1] = reference.children


def _names(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Exhibit) and block.label:
            yield block.cell, block.label
        grid = getattr(block, "grid", None)
        for row in [*grid.head, *grid.body] if grid else []:
            yield from ((block.cell, cell.attrs["id"]) for cell in row if cell.attrs.get("id"))
        for nodes in block.texts():
            for element in walk(nodes):
                if element.attrs.get("id"):
                    yield block.cell, element.attrs["id"]
                elif "id" in element.attrs:
                    del element.attrs["id"]


# Each number links to its working, and each working has a number of its own and links back to every use.

BARE = re.compile(r"[A-Za-z]+|[0-9]{1,3}")
"""A link such as “four” or “11”, which says nothing by itself when links are read out one by one."""


def shortened(words: str) -> str:
    """Return the first words of a text, as many as there is room for in a description.

    >>> shortened("Storks of Avonia")
    'Storks of Avonia'
    """
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0]} …"


Uses = dict[str, dict[str, str]]
"""By the name of a working the places that show its number, each with the id of the first use there."""


NUMBERED = "data-number"
"""The attribute in which an entry of the workings has its number."""


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and end its working in links to all places where it is shown.

    The workings are numbered in their order, so that they can be looked up on paper.
    """
    uses = _name_uses(blocks, names)
    found = [entry for block in blocks for entry in entries(block)]
    for number, entry in enumerate(found, 1):
        entry.attrs[NUMBERED] = str(number)
        for element in walk([entry]):
            if element.attrs.get("href", "").startswith("#f-"):
                element.attrs.pop("title", None)
        places: dict[str, str] = {}
        for name in names_of(entry):
            places = uses.get(name, {}) | places
        for place, use in places.items():
            entry.children += [" In " if use == next(iter(places.values())) else ", "]
            entry.children += [Element("a", {"href": f"#{use}", "class": "use"}, [place])]
        entry.children += ["."] if places else []


PLACE = "data-place"
"""The attribute of a link to a working that says where it leads on a page instead."""


def lead_to_places(blocks: list[Block], places: Mapping[str, str], names: Set[str]) -> None:
    """Mark the links of an answer that lead to a section, figure or table on a page; in print they keep their workings.

    `places` has ids by the names of workings; an id that is not in `names` was left out.
    """
    for block in blocks:
        for element in walk(block.body) if isinstance(block, ProseBlock) else ():
            if "answer" not in classes(element):
                continue
            for link in walk(element.children):
                place = places.get(link.attrs.get("href", "")[1:], "")
                if place in names:
                    link.attrs[PLACE] = place


def names_of(entry: Element) -> Iterator[str]:
    """Go through the ids of an entry: its own, and those at its start of workings with the same content."""
    begin: list[Node] = [entry]
    while begin and isinstance(first := begin[0], Element) and (name := first.attrs.get("id")):
        yield name
        begin = [*first.children, *begin[1:]]


def _name_uses(blocks: list[Block], names: set[str]) -> Uses:
    """Give each number an id; return where each working is used."""
    uses: Uses = defaultdict(dict)
    section, order = "the opening", itertools.count(1)
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes, past="workings"):
                if title := _place(element):
                    section = title
                if element.tag == "a" and (target := element.attrs.get("href", "")).startswith("#f-"):
                    said = element.attrs.pop("title", "").partition("\n")[0]  # the working says what its number is
                    if said and BARE.fullmatch(plain(element.children)) and isinstance(block, ProseBlock):
                        element.attrs["aria-description"] = shortened(said)
                    element.attrs["id"] = name = element.attrs.get("id") or unique("use", names, next(order))
                    place = block.name if isinstance(block, Exhibit) and block.name else section
                    uses[target[1:]].setdefault(_kept_together(place), name)
        if isinstance(block, FigureBlock) and block.name:
            for target in block.numbers:
                uses[target].setdefault(_kept_together(block.name), block.label)
    return uses


def _place(element: Element) -> str:
    """Return the name of the place that a heading begins: the name of the claim it is about, or its first words."""
    if not HEADING.match(element.tag):
        return ""
    named = next((part for part in element.children if isinstance(part, Element) and "self" in classes(part)), None)
    return plain(named.children) if named else short(plain(element.children))


def short(heading: str) -> str:
    """Return the first words of a heading, up to a colon or a comma, by which its section is called elsewhere."""
    return re.split(r"[:,] ", heading)[0]


def entries(block: Block) -> Iterator[Element]:
    """Return the entries of the workings, without the notes that a group of entries shares."""
    for element in walk(block.body, past="workings") if isinstance(block, ProseBlock) else ():
        if element.tag == "dl" and "workings" in classes(element):
            yield from (
                part
                for part in walk(element.children)
                if part.tag == "dd" and part.attrs.get("id", "").startswith("f-")
            )


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
