"""Number exhibits and workings, and check and resolve the links between them.

Every number links to its working by the id `f-` and the name of the finding, and the working links back to each place
that shows it. Sources have ids that begin with `s-`, and cards of claims ids that begin with `c-`.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analysis.errors import nearest
from analysis.rendering.document import (
    UNSOURCED,
    Exhibit,
    Fault,
    FigureBlock,
    ProseBlock,
    TableBlock,
    mark,
    note_below,
    unseen,
)
from analysis.rendering.html_tree import NO_BREAK, Element, Node, classes, plain, walk
from analysis.rendering.id_prefixes import CARD, SOURCE, WORKING
from analysis.rendering.outline import HEADING, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set

    from analysis.rendering.document import Block


LONGEST_DESCRIPTION = 90
"""Maximum length in characters of the description of a link's target."""

NO_WORKINGS = "; end the notebook with cells that call d.source_list() and d.workings()."
"""The end of the message about a number without a working."""

LABEL = r"(?:fig|tbl)-\w+(?:[-:.]\w+)*"
"""The label of a figure or table, such as fig-storks."""

REFERENCE = re.compile(rf"(?<![\w.@/])@({LABEL})")

EXPLAINED_LINK = re.compile(f"#(?:{WORKING}|{SOURCE})")
"""The start of a link to a working or a source."""

LABEL_LINK = re.compile(r"#(?:fig|tbl)-")
"""The start of a link to a figure or table."""

RESERVED = frozenset({"main", "contents"})
"""Ids that the template of the page uses itself."""

OUR_PLACES = re.compile(r"(?:f|s|c|use|after)-")
"""Prefixes of ids that the package generates: workings, sources, cards, uses, and the places after exhibits."""


def number_exhibits(blocks: list[Block]) -> dict[str, str]:
    """Number the titled figures and tables, each kind separately, and return their names by label."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Exhibit) and block.title:
            block.number = counts.get(block.kind, 0) + 1
            counts[block.kind] = block.number
            block.label = block.label or block.name.lower().replace(" ", "-")
            names[block.label] = block.name
    return names


def resolve_references(blocks: list[Block], names: dict[str, str], is_left_out: Callable[[str], bool]) -> list[Fault]:
    """Replace each `@fig-x` or `@tbl-x` in prose, titles and sources by a link such as "Figure 3".

    References to an exhibit that was left out for lack of evidence are removed. Those to an unknown one are marked, and
    returned as faults.
    """
    unknown: list[tuple[Block, str]] = []
    for block in blocks:
        labels: list[str] = []
        if isinstance(block, ProseBlock) and not block.markdown:
            _name_exhibits(block.body, names, labels, is_left_out)
        else:
            texts = block.captions() if isinstance(block, Exhibit) else block.texts()
            for nodes in texts:
                _resolve(nodes, names, labels)
        # References are replaced from the end, and reported in the order of reading
        for label in reversed(labels):
            unknown.append((block, label))

    faults = []
    for block, label in unknown:
        hint = nearest(label, names) or "."
        line = f"{block.cell}: @{label} refers to a figure or table that does not exist or has no title{hint}"
        faults.append(Fault(line, block=block))
    return faults


def collect_names(blocks: list[Block]) -> tuple[set[str], list[Fault]]:
    """Collect every id and label; remove those that are taken or reserved.

    Returns:
        The ids and labels, and the faults for those that were removed.

    """
    names: set[str] = set(RESERVED)
    faults = []
    for block in blocks:
        taken: list[str] = []
        if isinstance(block, Exhibit) and OUR_PLACES.match(block.label):
            prefix = block.label.partition("-")[0]
            why = f"the label {block.label!r} begins with {prefix}-, as names of ours do; use fig- or tbl-."
            faults.append(_noted(block, why))
            block.label = ""
        if isinstance(block, Exhibit) and block.label in names:
            taken.append(block.label)
            block.label = ""
        elif isinstance(block, Exhibit) and block.label:
            names.add(block.label)

        for attrs in _attributes(block):
            if not attrs.get("id"):
                attrs.pop("id", None)  # an empty id is none
            elif attrs["id"] in names:
                taken.append(attrs.pop("id"))
            else:
                names.add(attrs["id"])

        if taken:
            others = f", as {len(taken) - 1} others" if len(taken) > 1 else ""
            why = f"the id {taken[0]!r} is used twice in the document{others}; ids and labels must be unique."
            faults.append(_noted(block, why))
    return names, faults


def _noted(block: Block, why: str) -> Fault:
    """Write a fault below its block, and return it."""
    note_below(block, why)
    return Fault(f"{block.cell}: {why}", block=block)


def _attributes(block: Block) -> Iterator[dict[str, str]]:
    """Yield the attributes of every cell of a table and of every element in the texts of a block."""
    if isinstance(block, TableBlock):
        for row in block.grid.head + block.grid.body:
            for cell in row:
                yield cell.attrs
    for nodes in block.texts():
        for element in walk(nodes):
            yield element.attrs


def check_links(blocks: list[Block], names: set[str], removed: Set[str] = frozenset()) -> list[Fault]:
    """Mark each link inside the document that has no target, and return them as faults.

    A link to a section in `removed`, which was empty, becomes plain text.
    """
    faults = []
    unexplained: list[tuple[Block, str]] = []
    for block in blocks:
        for link in _dead_links(block, names, removed):
            address = unquote(link.attrs["href"])
            if EXPLAINED_LINK.match(address):
                # the author knows a generated link by its text only
                unexplained.append((block, f"“{plain(link.children)}” leads nowhere in this document"))
            else:
                hint = nearest(address[1:], names) if LABEL_LINK.match(address) else ""
                line = f"{block.cell}: the link to {address!r} leads nowhere in this document{hint or '.'}"
                faults.append(Fault(line, block=block))
            link.tag = "mark"
            link.attrs = {"class": UNSOURCED}
            link.children.append(unseen("leads nowhere"))

        if isinstance(block, FigureBlock) and not names.issuperset(block.numbers):
            block.numbers = [number for number in block.numbers if number in names]
            note_below(block, "A number in the figure has no working.")
            unexplained.append((block, "a number in the figure has no working"))

    # Without workings no number has one, and there is one remedy
    if unexplained:
        block, why = unexplained[0]
        others = f", as {len(unexplained) - 1} others" if len(unexplained) > 1 else ""
        faults.append(Fault(f"{block.cell}: {why}{others}{NO_WORKINGS}", block=block))
    return faults


def _dead_links(block: Block, names: set[str], removed: Set[str]) -> Iterator[Element]:
    """Yield the links of a block that lead to a missing place of the document."""
    for nodes in block.texts():
        for element in walk(nodes):
            if element.attrs.get("href") and not _has_target(element, names, removed):
                yield element


def _has_target(link: Element, names: set[str], removed: Set[str]) -> bool:
    """Return True unless a link leads to a missing place of the document; write its target as the id is written."""
    address = link.attrs["href"]
    if "%" in address:
        address = unquote(address)
    if not address.startswith("#"):
        return True

    # JupyterLab keeps capitals in the ids of headings; here they are lower case
    name = address[1:]
    candidates = [name, name.lower(), f"section-{name.lower()}"]
    for candidate in candidates:
        if candidate in names:
            link.attrs["href"] = f"#{candidate}"
            return True

    # A claim may have no card in this document, and a section may have been empty
    if name.startswith(CARD) or not removed.isdisjoint(candidates):
        link.tag = "span"
        del link.attrs["href"]
        return True
    return False


def _resolve(nodes: list[Node], names: dict[str, str], unknown: list[str]) -> None:
    """Replace references in a text; mark those to unknown exhibits and append their labels to `unknown`."""
    # from the end, so that replacements do not move what is still to come
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        if isinstance(node, Element):
            if node.tag not in {"a", "code", "pre"}:
                _resolve(node.children, names, unknown)
            continue

        # Every second piece is a label
        pieces = REFERENCE.split(node)
        if len(pieces) == 1:
            continue
        replacement: list[Node] = []
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                replacement.append(piece)
            elif piece in names:
                name = names[piece].replace(" ", NO_BREAK)
                replacement.append(Element("a", {"href": f"#{piece}", "class": "ref"}, [name]))
            else:
                replacement.append(mark([f"@{piece}"], "refers to nothing"))
                unknown.append(piece)
        nodes[index : index + 1] = replacement


def _name_exhibits(
    nodes: list[Node], names: dict[str, str], unknown: list[str], is_left_out: Callable[[str], bool]
) -> None:
    """Write the number of each exhibit that a sentence refers to; remove references to omitted ones.

    References to unknown exhibits are marked, and their labels appended to `unknown`.
    """
    for index, node in reversed(list(enumerate(nodes))):
        if not isinstance(node, Element):
            continue
        label = node.attrs.get("href", "").removeprefix("#")
        if node.tag != "a" or "ref" not in classes(node):
            _name_exhibits(node.children, names, unknown, is_left_out)
        elif label in names:
            node.children = [names[label].replace(" ", NO_BREAK)]
        elif is_left_out(label):
            _leave_out(nodes, index, node)
        else:
            nodes[index] = mark([f"@{label}"], "refers to nothing")
            unknown.append(label)


def _leave_out(nodes: list[Node], index: int, reference: Element) -> None:
    """Remove a reference from a sentence, with any parentheses around it."""
    before = nodes[index - 1] if index > 0 else ""
    after = nodes[index + 1] if index + 1 < len(nodes) else ""
    if isinstance(before, str) and isinstance(after, str) and before.endswith(" (") and after.startswith(")"):
        nodes[index - 1 : index + 2] = [before.removesuffix(" (") + after.removeprefix(")")]
    else:
        # It reads “the figure”, which stays as words
        nodes[index : index + 1] = reference.children


# Each number links to its working; each working is numbered and links back to all uses.

BARE = re.compile(r"[A-Za-z]+|[0-9]{1,3}")
"""The text of a link such as “four” or “11”, which is meaningless in a screen reader's list of links."""


def shortened(words: str) -> str:
    """Return the first words of a text, up to the maximum length of a description.

    >>> shortened("Storks of Avonia")
    'Storks of Avonia'
    >>> shortened("Nests of storks in all countries of the continent as far as they are known, counted in spring 2019")
    'Nests of storks in all countries of the continent as far as they are known, counted in …'
    """
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return f"{words[:LONGEST_DESCRIPTION].rpartition(' ')[0]} …"


Uses = dict[str, dict[str, str]]
"""For the id of each working, the places that show its number, each with the id of the first use there."""


NUMBERED = "data-number"
"""The attribute with the number of an entry of the workings."""


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and append to its working backlinks to the places that show it.

    The workings are numbered in order, so that they can be found in print.
    """
    uses = _name_uses(blocks, names)
    workings: list[Element] = []
    for block in blocks:
        workings += entries(block)
    for number, entry in enumerate(workings, 1):
        entry.attrs[NUMBERED] = str(number)
        # The title of a link, its tooltip in JupyterLab, sums a working up; here it would repeat its neighbours
        for element in walk([entry]):
            if element.attrs.get("href", "").startswith(f"#{WORKING}"):
                element.attrs.pop("title", None)

        # An entry of several workings leads back to the uses of each, and to one use in each place
        places: dict[str, str] = {}
        for name in names_of(entry):
            places = uses.get(name, {}) | places
        separator = " In "
        for place, use in places.items():
            backlink = Element("a", {"href": f"#{use}", "class": "use"}, [place])
            entry.children += [separator, backlink]
            separator = ", "
        if places:
            entry.children.append(".")


PLACE = "data-place"
"""The attribute of a link to a working that says where it leads on a page instead."""


def lead_to_places(blocks: list[Block], places: Mapping[str, str], names: Set[str]) -> None:
    """Mark the links of an answer that lead to a section, figure or table on a page; in print they keep their workings.

    `places` has ids by the names of workings; an id that is not in `names` was left out.
    """
    for block in blocks:
        if not isinstance(block, ProseBlock):
            continue
        for element in walk(block.body):
            if "answer" not in classes(element):
                continue
            for link in walk(element.children):
                place = places.get(link.attrs.get("href", "")[1:], "")
                if place in names:
                    link.attrs[PLACE] = place


def names_of(entry: Element) -> Iterator[str]:
    """Yield the ids of an entry: its own, then those of workings with the same content, which are at its start."""
    nodes: list[Node] = [entry]
    while nodes:
        first = nodes[0]
        if not isinstance(first, Element) or not first.attrs.get("id"):
            return
        yield first.attrs["id"]
        nodes = first.children + nodes[1:]


def _name_uses(blocks: list[Block], names: set[str]) -> Uses:
    """Give each number an id; return where each working is used.

    A place is a figure or table, or else the section.
    """
    uses: Uses = defaultdict(dict)
    section = "the opening"
    order = itertools.count(1)
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes, not_into="workings"):
                if HEADING.match(element.tag):
                    section = _place(element) or section
                target = element.attrs.get("href", "")
                if element.tag != "a" or not target.startswith(f"#{WORKING}"):
                    continue

                # The page shows workings itself, in place of titles; but a number that says nothing by itself is
                # described by the first line of its title, for screen readers
                description = element.attrs.pop("title", "").partition("\n")[0]
                is_bare = BARE.fullmatch(plain(element.children)) is not None
                if description and is_bare and isinstance(block, ProseBlock):
                    element.attrs["aria-description"] = shortened(description)

                use = element.attrs.get("id") or unique("use", names, next(order))
                element.attrs["id"] = use
                place = block.name if isinstance(block, Exhibit) and block.name else section
                uses[target[1:]].setdefault(_kept_together(place), use)
        if isinstance(block, FigureBlock) and block.name:
            for target in block.numbers:
                uses[target].setdefault(_kept_together(block.name), block.label)
    return uses


def _place(heading: Element) -> str:
    """Return the short name of a section: the number of its claim, or the first words of its heading."""
    for part in heading.children:
        if isinstance(part, Element) and "self" in classes(part):
            return plain(part.children)
    return short(plain(heading.children))


def short(heading: str) -> str:
    """Return the first words of a heading, up to a colon or a comma, as a short name of its section."""
    return re.split(r"[:,] ", heading)[0]


def entries(block: Block) -> Iterator[Element]:
    """Yield the entries of the workings, without the notes that a group of entries shares."""
    if not isinstance(block, ProseBlock):
        return
    for element in walk(block.body, not_into="workings"):
        if element.tag == "dl" and "workings" in classes(element):
            for part in walk(element.children):
                if part.tag == "dd" and part.attrs.get("id", "").startswith(WORKING):
                    yield part


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
