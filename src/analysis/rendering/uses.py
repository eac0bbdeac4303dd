"""Each number links to its working, and each working has a number of its own and links back to every use."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from analysis.rendering import on_screen
from analysis.rendering.blocks import Exhibit, Figure, Prose, variants
from analysis.rendering.called import LONGEST, in_short, of_several
from analysis.rendering.headings import HEADING, unique
from analysis.rendering.read_at import note_addresses
from analysis.rendering.tree import Element, Node, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from analysis.rendering.blocks import Block, Spot

__all__ = ["AGAIN", "NUMBERED", "USED_IN", "lead_back", "names_of", "numbers", "short"]

Uses = dict[str, dict[str, list[str]]]


NUMBERED = "data-number"
"""The attribute in which an entry of the workings has its number."""

NUMBER = r"[−-]?[$€£¥₩]?\d[\d.,]*(?:%|st|nd|rd|th| thousand| [mbtr]+illion)?"
SHORT = "(?: (?:times|years|(?:by )?[a-z]{2,4}))?"
"""What may stand behind a number and not say of what it is: a unit or a verb, or *by then*."""

ALONE = re.compile(
    rf"(?:(?:up to|at least|about|more than|less than|end of) )?{NUMBER}(?:(?:–| to | of ){NUMBER}|{SHORT})|no"
)
"""A number without a noun, which says nothing in a list of links."""

USED_IN = " In "
"""What stands before the places where the number of a working is shown."""

AGAIN = "again"
"""What a link says that leads to a further use in the same place."""


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and end its working in links to all places where it is shown.

    The workings are numbered as the report first leads to them, so that they can be looked up on paper.
    """
    _name_alone(blocks)
    on_screen.mark(blocks)
    uses, unprinted = _name_uses(blocks, names)
    for figure in variants(blocks):  # nothing leads back to what is not in the page before it is chosen
        for link in (element for nodes in figure.texts() for element in walk(nodes)):
            link.attrs.pop("title", "")
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
            entry.children += [USED_IN, *_links(places, unprinted), "."]
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
    """Number what the report shows in the order of its first use, then in turn what that rests on.

    What neither shows, such as what a reader may choose instead, has no number.
    """
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


def _name_alone(blocks: list[Block]) -> None:
    """Name each link that shows but a number by what that is, a verdict by its claim too; headings by what is seen."""
    shown = [*blocks, *variants(blocks)]
    texts = [nodes for block in shown for nodes in block.texts()]
    elements = [it for nodes in texts for it in walk(nodes, past="workings")]
    links = [it for it in elements if it.tag == "a"]
    spots = [spot for block in shown if isinstance(block, Figure) for spot in block.spots]
    several = of_several([*(_about(it) for it in links), *(spot.about for spot in spots)])
    for link in links:
        number, about = plain(link.children), _about(link)
        if about and (ALONE.fullmatch(number) or ("data-form" in link.attrs and len(link.children) == 1)):
            link.attrs.setdefault("aria-label", in_short(number, about, ", ", several))
        elif "verdict" in classes(link):
            link.attrs["aria-label"] = f"{number}, {link.attrs.get('href', '').removeprefix('#c-')}"
    for heading in (it for it in elements if HEADING.match(it.tag)):
        if any("aria-label" in it.attrs for it in walk(heading.children)):
            heading.attrs["aria-label"] = plain(heading.children)  # what is seen of it, without the names of links
    for spot in spots:
        spot.link.attrs["aria-label"] = _drawn(spot, several)


def _about(link: Element) -> str:
    """Return what a link to a number says that the number is."""
    is_number = link.attrs.get("href", "").startswith("#f-")
    return link.attrs.get("title", "").partition("\n")[0] if is_number else ""


def _drawn(spot: Spot, several: Collection[str]) -> str:
    """Name a number in a drawing; the words beside it come first, unless what they are about says them first."""
    about, drawn = spot.about or "working", plain(spot.link.children)
    is_said = spot.beside in about.split(", ")[0]
    seen = drawn if is_said else f"{spot.beside} {drawn}"
    if about.split(", ")[0].casefold().removeprefix("the ") in seen.casefold():
        return seen
    name = in_short(seen, about, ": ", several, is_told=not is_said)
    return seen if not is_said and len(name) > LONGEST else name


def _name_uses(blocks: list[Block], names: set[str]) -> tuple[Uses, set[str]]:
    """Return for each working the places that show its number, with ids of the numbers there; and which lack print."""
    uses: Uses = defaultdict(lambda: defaultdict(list))
    unprinted = set[str]()
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
                    unprinted |= {name} if on_screen.SCREEN in classes(element) else set()
    return uses, unprinted


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


def _links(places: dict[str, list[str]], unprinted: set[str]) -> Iterator[Node]:
    """Write links to all places; of several uses in one place the first has its name, the others say *again*.

    Those that are not printed come last, and say so, as print names no place for them alone.
    """
    for number, (place, names) in enumerate(places.items()):
        for count, name in enumerate(sorted(names, key=unprinted.__contains__)):
            yield ", " if number or count else ""
            named = {"aria-label": f"again in {place}"} if count else {}  # a list of links is heard without its line
            kind = f"use {on_screen.SCREEN}" if name in unprinted else "use"
            said = AGAIN if count else _kept_together(place)
            yield Element("a", {"href": f"#{name}", "class": kind, **named}, [said])


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
