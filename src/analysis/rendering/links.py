"""What a link to a working is called, for who hears it in a list of links: few words, and never a number alone."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict, deque
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from analysis.rendering.document import ANNEX, Exhibit, Figure, Prose
from analysis.rendering.errors import ReportError, instead
from analysis.rendering.tree import INLINES, NOUN, READ_AT, Element, Node, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from analysis.rendering.document import Block


__all__ = [
    "AGAIN",
    "HEADING",
    "HOLD",
    "LONGEST",
    "NUMBERED",
    "OUR_PLACES",
    "RESERVED",
    "USED_IN",
    "check_links",
    "collect_names",
    "hold_together",
    "hosts",
    "lead_back",
    "names_of",
    "note_addresses",
    "number_exhibits",
    "numbers",
    "outline",
    "resolve_references",
    "short",
    "unique",
]


LONGEST = 90
"""Letters of what is said of the place that a link leads to."""


# ----- headings --------------------------------------------------------------------------------------------
# Headings get their ids and levels, and those of sections make the list of contents.

HEADING = re.compile(r"h[1-6]$")

UNLISTED = frozenset({"answer", "claim", "tile"})
"""Classes of what has headings of its own that the list of contents leaves out."""

EXPLAINED = re.compile(r"[fsc]-")
"""How the names begin of what explains something; a heading that would be called so is called a section."""


def outline(blocks: list[Block], names: set[str]) -> list[tuple[int, str, str]]:
    """Give each heading an id and a level at most one below the heading before it; return the list of contents."""
    headings = [found for b in blocks if isinstance(b, Prose) for found in _headings(b.body)]
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
    """Go through all headings, and whether the list of contents may have them: what is boxed has none there.

    One within a link or a word is no heading, on paper at least, but words.
    """
    for node in nodes:
        if isinstance(node, Element):
            if HEADING.match(node.tag):
                yield node, is_listed
            is_boxed = node.tag in {"aside", "details", "blockquote"} or UNLISTED & set(classes(node))
            for heading, is_free in _headings(node.children, is_listed=is_listed and not is_boxed):
                if node.tag in INLINES or node.tag == "pre":
                    heading.tag = "b"
                else:
                    yield heading, is_free


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))


# ----- lines -----------------------------------------------------------------------------------------------
# Where no line may end: a number keeps to its unit, and all other words may be parted.

HOLD = "\u00a0"
"""The space at which no line ends."""

UNIT_LINES = re.compile(r"(\S*\d\S*(?: of| [A-Z]\w+(?= \d{4}\b))?) (?=\S)")
"""What stays with the word behind it: what holds a digit, the "of" behind that, and the month before a year."""

COUNT = re.compile(r"\d$")
"""How a number ends that has no unit of its own: that is the first word of its noun, as in "12 claims"."""


def hold_together(link: Element) -> None:
    """Let a number and its unit stay on one line, as do "7.1 %", "2 of 7", "28 July 2026" and "12 claims"."""
    own = "".join(node for node in link.children if isinstance(node, str))
    for at, node in enumerate(link.children):
        if isinstance(node, str):
            link.children[at] = UNIT_LINES.sub(lambda found: found[0].replace(" ", HOLD), node)
        elif at and NOUN in classes(node) and COUNT.search(own):
            node.children = [f"{HOLD}{plain(node.children)}"]


# ----- read_at ---------------------------------------------------------------------------------------------
# Where the figures of a source were read, for print: its list of sources has no other way to them.


def note_addresses(blocks: Iterable[Block]) -> None:
    """Note at each source in the list the addresses at which the workings say that its figures were read."""
    bodies = [block.body for block in blocks if isinstance(block, Prose)]
    lists = [it for body in bodies for it in walk(body, past="workings") if "workings" in classes(it)]
    read: dict[str, dict[str, None]] = defaultdict(dict)
    for listed in lists:
        for source, address in _read(listed):
            read[source][address] = None
    for entry in (it for listed in lists for it in walk(listed.children) if it.attrs.get("id") in read):
        entry.attrs[READ_AT] = " ".join(read[entry.attrs["id"]])


def _read(listed: Element) -> Iterator[tuple[str, str]]:
    """Go through the addresses among workings, each with the source that was named last before it."""
    source = ""
    for it in walk(listed.children):
        address = it.attrs.get("href", "")
        if address.startswith("#s-"):
            source = address[1:]
        elif it.tag in {"dt", "dl"}:
            source = ""
        elif source and address.startswith("http"):
            yield source, address


def hosts(addresses: str) -> dict[str, str]:
    """Return for each host of some addresses the first address there.

    >>> hosts("https://www.example.org/a https://example.org/b http://example.com/c")
    {'example.org': 'https://www.example.org/a', 'example.com': 'http://example.com/c'}
    """
    found: dict[str, str] = {}
    for address in addresses.split():
        found.setdefault((urlsplit(address).hostname or "").removeprefix("www."), address)
    return {host: address for host, address in found.items() if host}


# ----- references ------------------------------------------------------------------------------------------
# How a sentence leads to a figure, a table or a working; what was meant so and leads nowhere is told.

NO_WORKINGS = "; end the notebook with cells that call d.source_list() and d.workings()."
"""What a number lacks that leads to no working."""

OF_ANOTHER = "; it is of another report than the workings: write with d.say(…) and so on alone, or open one report."
"""What is wrong with a number whose working is missing where workings follow, as where two reports are open."""

REFERENCE = re.compile(r"(?<![\w.@/])@((?:fig|tbl)-\w+(?:[-:.]\w+)*)")
HANDLE = re.compile(r"(?<![\w.@/])@(\w+(?:[-:.]\w+)*)")

KIND = re.compile(r"@?(?:fig|figure|tbl|table)(?:[\W_]+|$)", re.IGNORECASE)
"""How a label begins, in all the ways in which that is written."""


def fitting(label: str, kind: str) -> str:
    """Return the label that was meant by one to which no sentence could lead.

    >>> fitting("Figure: storks", "fig"), fitting("nests by year", "tbl")
    ('fig-storks', 'tbl-nests-by-year')
    """
    words = re.findall(r"[^\W_]+", KIND.sub("", label, count=1) if KIND.match(label) else label)
    return f"{kind}-{'-'.join(words) or 'storks'}"


def astray(text: str, labels: Collection[str]) -> str:
    """Name what in a text was to lead to a figure or table and cannot, and what would be right; else return nothing.

    >>> astray("Look (@fig_storks), @nests or a@fig.org.", ["fig-storks"])
    '@fig_storks leads nowhere; write @fig-storks'
    >>> astray("Look (@nests).", ["tbl-nests"]), astray("Look (@nests).", [])
    ('@nests leads nowhere; write @tbl-nests', '')
    """
    rests = {label.partition("-")[2]: label for label in labels}
    for word in HANDLE.findall(text):
        right = rests.get(word, "")
        if not right and KIND.match(word) and not REFERENCE.fullmatch(f"@{word}"):
            right = fitting(word, "fig" if word[:1] in "fF" else "tbl")
            right = (get_close_matches(right, labels, 1) or [right])[0]
        if right:
            return f"@{word} leads nowhere; write @{right}"
    return ""


def no_working(block: Block, blocks: Sequence[Block], begun: str) -> str:
    """Say why a number of a block has no working, or no source, whose names begin so: those that follow lack it."""
    behind = blocks[next((at for at, it in enumerate(blocks) if it is block), 0) :]
    listed = (it for later in behind if later.cell != ANNEX for nodes in later.texts() for it in walk(nodes))
    return OF_ANOTHER if any(it.attrs.get("id", "").startswith(begun) for it in listed) else NO_WORKINGS


# ----- numbering -------------------------------------------------------------------------------------------
# Figures and tables get their numbers in reading order, and every link inside the report is checked.

ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"“”]*[\w/]", re.IGNORECASE)
"""An address among the words of a link."""

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
        if isinstance(block, Prose) and not block.markdown:
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


def check_links(blocks: list[Block], names: set[str]) -> None:
    """Check that every link inside the document leads to a place that exists; a dead link is an error."""
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes):
                if not (address := element.attrs.get("href", "")):
                    continue
                address = unquote(address) if "%" in address else address
                if not address.startswith("#"):
                    _refuse_other_host(element, address, block.cell)
                    continue
                # JupyterLab keeps capitals in the ids of headings; here they are small.
                wanted = address[1:], address[1:].lower(), f"section-{address[1:].lower()}"
                target = next((name for name in wanted if name in names), None)
                if target is None and address.startswith("#c-"):
                    element.tag = "span"  # a claim is mentioned in a document that has no card of it
                    del element.attrs["href"]
                    continue
                if target is None:
                    is_ours = address.startswith(("#f-", "#s-"))  # by a name that its author never wrote
                    told = f"“{plain(element.children)}”" if is_ours else f"the link to {address!r}"
                    hint = no_working(block, blocks, address[1:3]) if is_ours else "."
                    hint = instead(address[1:], names, "#") if address.startswith(("#fig-", "#tbl-")) else hint
                    raise ReportError(f"{block.cell}: {told} leads nowhere in this document{hint}")
                element.attrs["href"] = f"#{target}"
                if target.startswith("f-"):
                    hold_together(element)
        for name in block.numbers if isinstance(block, Figure) else ():
            if name not in names:
                raise ReportError(
                    f"{block.cell}: a number in the figure has no working{no_working(block, blocks, 'f-')}"
                )


def _refuse_other_host(link: Element, address: str, cell: str) -> None:
    """Refuse a link whose typed words are an address, and which leads to somebody else; names of data are not typed."""
    is_named = any("label" in classes(it) for it in walk(link.children))
    said = None if is_named else ADDRESS.search(plain(link.children))
    if said and _host(said[0]) != _host(address):
        shown = f"the link says {said[0]!r} and leads to {address!r}"
        raise ReportError(f"{cell}: {shown}; let it say where it leads, or what is there.")


def _host(address: str) -> str:
    """Return whose an address is, as a browser reads it."""
    try:
        host = urlsplit(re.sub(r"^(?=www\.)", "https://", address.replace("\\", "/"), flags=re.IGNORECASE)).hostname
    except ValueError:
        return address
    return (host or "").removeprefix("www.")


def _resolve(nodes: list[Node], names: dict[str, str], cell: str) -> None:
    for i in range(len(nodes) - 1, -1, -1):
        node = nodes[i]
        if isinstance(node, Element):
            if node.tag not in {"a", "code", "pre"}:
                _resolve(node.children, names, cell)
            continue
        _refuse_half(node, names, cell)
        pieces = REFERENCE.split(node)
        if len(pieces) == 1:
            continue
        replaced: list[Node] = []
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                replaced.append(piece)
            elif piece in names:
                replaced.append(Element("a", {"href": f"#{piece}", "class": "ref"}, [names[piece].replace(" ", HOLD)]))
            else:
                raise _unknown(cell, piece, names)
        nodes[i : i + 1] = replaced


def _refuse_half(text: str, names: dict[str, str], cell: str) -> None:
    """Refuse what was to lead to a figure or table and begins in another way; other words with @ pass."""
    if "@" in text and (half := astray(text, names)):
        raise ReportError(f"{cell}: {half}.")


def _unknown(cell: str, label: str, names: dict[str, str]) -> ReportError:
    hint = instead(label, names, "@")
    return ReportError(f"{cell}: @{label} refers to a figure or table that does not exist or has no title{hint}")


def _name_exhibits(nodes: list[Node], names: dict[str, str], cell: str, is_left_out: Callable[[str], bool]) -> None:
    """Call each figure and table that a sentence leads to by its number; what was left out is not spoken of."""
    for at, node in reversed(list(enumerate(nodes))):
        if not isinstance(node, Element):
            _refuse_half(node, names, cell)
            continue
        label = node.attrs.get("href", "").removeprefix("#")
        if node.tag != "a" or "ref" not in classes(node):
            _name_exhibits(node.children, names, cell, is_left_out)
        elif label in names:
            node.children = [names[label].replace(" ", HOLD)]
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


# ----- uses ------------------------------------------------------------------------------------------------
# Each number links to its working, and each working has a number of its own and links back to every use.

Uses = dict[str, dict[str, list[str]]]


NUMBERED = "data-number"
"""The attribute in which an entry of the workings has its number."""

USED_IN = " In "
"""What stands before the places where the number of a working is shown."""

AGAIN = "again"
"""What a link says that leads to a further use in the same place."""


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and end its working in links to all places where it is shown.

    The workings are numbered as the report first leads to them, so that they can be looked up on paper.
    """
    uses = _name_uses(blocks, names)
    entries = [entry for block in blocks for entry in _entries(block)]
    _number(entries, uses)
    for entry in entries:
        for element in walk([entry]):
            if element.attrs.get("href", "").startswith("#f-"):
                element.attrs.pop("title", None)
        places: dict[str, list[str]] = defaultdict(list)
        for name in names_of(entry):
            for place, found in uses.get(name, {}).items():
                places[place] += found
        if places:
            entry.children += [USED_IN, *_links(places), "."]
    note_addresses(blocks)


def numbers(blocks: list[Block]) -> dict[str, int]:
    """Return the numbers of the workings, by every name that a link may call one."""
    return {
        name: int(entry.attrs[NUMBERED])
        for block in blocks
        for entry in _entries(block)
        if NUMBERED in entry.attrs
        for name in names_of(entry)
    }


def _number(entries: list[Element], uses: Uses) -> None:
    """Number what the report shows in the order of its first use, then in turn what that rests on."""
    found = {name: entry for entry in entries for name in names_of(entry)}
    waiting = deque(uses)
    count = 0
    while waiting:
        entry = found.get(waiting.popleft())
        if entry is not None and NUMBERED not in entry.attrs:
            count += 1
            entry.attrs[NUMBERED] = str(count)
            waiting += (
                link.attrs["href"][1:] for link in walk([entry]) if link.attrs.get("href", "").startswith("#f-")
            )


def names_of(entry: Element) -> Iterator[str]:
    """Go through the ids of an entry: its own, and those at its start of workings with the same content."""
    begin: list[Node] = [entry]
    while begin and isinstance(first := begin[0], Element) and (name := first.attrs.get("id")):
        yield name
        begin = [*first.children, *begin[1:]]


def _name_uses(blocks: list[Block], names: set[str]) -> Uses:
    """Return for each working the places that show its number, with ids of the numbers there."""
    uses: Uses = defaultdict(lambda: defaultdict(list))
    section, order = "the opening", itertools.count(1)
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes, past="workings"):
                if title := _place(element):
                    section = title
                if element.tag == "a" and (target := element.attrs.get("href", "")).startswith("#f-"):
                    element.attrs.pop("title", "")  # the working says what its number is
                    element.attrs["id"] = name = element.attrs.get("id") or unique("use", names, next(order))
                    place = block.name if isinstance(block, Exhibit) and block.name else section
                    uses[target[1:]][place].append(name)
        if isinstance(block, Figure) and block.name:
            for target in block.numbers:
                uses[target][block.name].append(block.label)
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


def _entries(block: Block) -> Iterator[Element]:
    """Return the entries of the workings; notes that a group of entries shares have no id and are left out."""
    for element in walk(block.body, past="workings") if isinstance(block, Prose) else ():
        if element.tag == "dl" and "workings" in classes(element):
            yield from (part for part in walk(element.children) if part.tag == "dd" and part.attrs.get("id"))


def _links(places: dict[str, list[str]]) -> Iterator[Node]:
    """Write links to all places; of several uses in one place the first has its name, the others say *again*."""
    for number, (place, names) in enumerate(places.items()):
        for count, name in enumerate(names):
            yield ", " if number or count else ""
            said = AGAIN if count else _kept_together(place)
            yield Element("a", {"href": f"#{name}", "class": "use"}, [said])


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
