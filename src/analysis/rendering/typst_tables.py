"""The workings are printed as a list in the order of their numbers, so that each can be looked up on paper."""

from __future__ import annotations

import re
from itertools import groupby, permutations, takewhile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.rendering.html_tree import BLOCKS, Element, Node, classes, plain, to_html, walk
from analysis.rendering.links import AGAIN, HEADING, NUMBERED, USED_IN, names_of
from analysis.rendering.typst_text import line, quote, raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.rendering.document import Cell, Grid


__all__ = [
    "are_numbered",
    "in_brackets",
    "leads_to",
    "numbered",
    "parted",
    "shared",
    "tall_rows",
    "widths",
]


# ----- typst_workings --------------------------------------------------------------------------------------

LONG_NOTE = 40
"""A note of more signs stands in full in one entry only; the others that share it name the number of that one."""

BLANK = "…"
"""What stands in words that a group shares where each entry has its own."""

OWN = re.compile(r"([^,:]{1,40}?)(: |\.(?: |$)|, |$)")
"""What an entry calls its own, and what stands behind it."""

RUN = re.compile(rf"{BLANK}(?:, {BLANK})+")
"""Blanks that follow each other."""

DOT = " · "
"""What parts the value of a working from its text."""

READ = "Read in "
"""How a sentence begins that names the document in which a figure was read."""

MANY = 6
"""A working that rests on more numbers names their places together."""


class _Entry(NamedTuple):
    """A working with what its group says of it: a heading, a note on how it was seen or made, and a name for it."""

    number: int
    element: Element
    heading: list[Node]
    note: list[Node]
    kind: list[Node]


def are_numbered(nodes: Iterable[Node]) -> bool:
    """Say whether there are workings with numbers among some nodes."""
    return any(NUMBERED in element.attrs for element in walk(nodes))


def in_brackets(numbers: Iterable[int]) -> str:
    """Write numbers of workings as they are cited: in brackets, those that follow each other as a range."""
    return f"[{', '.join(map(_said, runs))}]" if (runs := _runs(numbers)) else ""


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    return [[n for _, n in run] for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda it: it[1] - it[0])]


def _said(run: list[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"


def leads_to(nodes: Iterable[Node], numbers: Mapping[str, int]) -> list[int]:
    """List the numbers of the workings that some nodes link to."""
    targets = (element.attrs.get("href", "")[1:] for element in walk(nodes))
    return [numbers[target] for target in targets if target in numbers]


UNNUMBERED = "Shown without a number of its own"
"""What stands above entries at the end that nothing can cite by a number, as of what is drawn alone."""

LAST = "unnumbered"
"""The name of the place where they stand."""


def numbered(nodes: Iterable[Node]) -> str:
    """Write the entries of the workings that have a number in the order of their numbers."""
    parts = [*walk(nodes)]
    entries = sorted(_entries(parts), key=lambda entry: entry.number)
    numbers = {name: entry.number for entry in entries for name in names_of(entry.element)}
    told: dict[str, tuple[int, str]] = {}
    written = [_write(entry, numbers, told) for entry in entries]
    others = [f"#par[{_place(it.attrs['id'])}{line(it.children)}]" for it in parts if _is_other(it)]
    lead = ""
    if others:
        others.insert(0, f"#unnumbered[{_place(LAST)}#strong[{line([UNNUMBERED])}]]")
        words: list[Node] = [
            f"What is {UNNUMBERED.lower()} stands ",
            Element("a", {"href": f"#{LAST}"}, ["at the end"]),
            ".",
        ]
        lead = f"#column[#par[{line(words)}]]"
    headings = (_place(it.attrs["id"]) for it in parts if HEADING.match(it.tag) and it.attrs.get("id"))
    text = "\n".join([*headings, *written, *others])
    return f"{lead}#numbered((pages, inside, outside) => [{text}])"


def _is_other(element: Element) -> bool:
    """Whether an entry has a name but is no working, such as a source; a working that nothing shows is left out."""
    name = element.attrs.get("id", "")
    return element.tag == "dd" and bool(name) and not name.startswith("f-") and NUMBERED not in element.attrs


def _entries(parts: Iterable[Element]) -> Iterator[_Entry]:
    """Read the groups: a heading holds until the next, a note until the next note, a name in it until the next name."""
    heading, note, kind = list[Node](), list[Node](), list[Node]()
    for part in parts:
        if part.tag == "dt":
            heading, note, kind = part.children, [], []
        elif part.tag == "dd" and NUMBERED in part.attrs:
            yield _Entry(int(part.attrs[NUMBERED]), part, heading, note, kind)
        elif part.tag == "dd" and not part.attrs.get("id"):
            if plain(part.children).endswith(":"):
                kind = part.children
            else:
                note, kind = part.children, []


def _write(entry: _Entry, numbers: Mapping[str, int], told: dict[str, tuple[int, str]]) -> str:
    """Write an entry: number, value, what it is, how it was made or seen, and where and on which pages it is shown."""
    names, value, body = _parts(entry.element)
    entry, body = _filled(entry, body)
    at = body.index(USED_IN) if USED_IN in body else len(body)
    said: list[Node] = [*entry.kind, " " if entry.kind else "", *body[:at]]
    dot = DOT if entry.heading and plain(said) else ""
    words = [*entry.heading, dot, *_read_once(_cited(said, numbers), _note(entry, numbers, told))]
    shown = f"{line(value)}#{quote(DOT)};" if value else ""
    uses = "".join(f"({quote(place)}, ({', '.join(map(quote, ids))},)), " for place, ids in _uses(body[at:]))
    places = f"#working-place({quote(names[0])}, {entry.number});{''.join(map(_place, names[1:]))}"
    head = f"{entry.number}, [{places}{shown}], ({uses})"
    name = quote(entry.element.attrs["id"].removeprefix("f-"))  # as in the table of findings
    return f"#entry(pages, {head}, {name})[{line(words)}]"


def _uses(nodes: list[Node]) -> Iterator[tuple[str, list[str]]]:
    """Go through the places that show a number: what each is called, and the names of the number there."""
    links = [("".join(map(str, it.children)), it.attrs["href"][1:]) for it in walk(nodes) if "use" in classes(it)]
    for at, (place, first) in enumerate(links):
        if place != AGAIN:
            behind = takewhile(lambda link: link[0] == AGAIN, links[at + 1 :])
            yield place, [first, *(name for _, name in behind)]


def _read_once(own: list[Node], note: list[Node]) -> list[Node]:
    """Put the note behind what an entry says, or where that names the same document; its own place there is kept."""
    found = next((at for at, it in enumerate(note[:-1], 1) if isinstance(it, str) and it.endswith(READ)), 0)
    sentence = re.compile(rf"\s*{READ}{re.escape(plain(note[found : found + 1]))}((?:, .+?)?)\.(?= [A-Z“]|\s*$)")
    for at, node in enumerate(own if found else ()):
        if isinstance(node, str) and (said := sentence.search(node)):
            before, behind = node[: said.start()], node[said.end() :]
            return [*own[:at], before, *note[: found + 1], said[1], *note[found + 1 :], behind, *own[at + 1 :]]
    return [*own, *note]


def _filled(entry: _Entry, body: list[Node]) -> tuple[_Entry, list[Node]]:
    """Put what an entry calls its own into the blanks of its group; on paper a blank looks like words cut off.

    What the group names before a colon takes the first of several names. What ends a heading is not said again.
    """
    said = body[0] if body and isinstance(body[0], str) else ""
    if not (found := OWN.match(said)):
        return entry, body
    entry = entry._replace(kind=_with(found[1], entry.kind))
    is_last = plain(entry.heading).endswith(BLANK)
    heading = _with(found[1], entry.heading)
    if found[2] == ", ":  # of several names the first ends what the group is called, and all stand where blanks meet
        note = [RUN.sub(lambda _: said.partition(": ")[0], it) if isinstance(it, str) else it for it in entry.note]
        return entry._replace(heading=heading if is_last else entry.heading, note=note), body
    note = _with(found[1], entry.note)
    if entry.note and isinstance(last := entry.note[-1], str) and last.endswith(BLANK):
        note.append(".")
    if is_last and not entry.kind:
        body = [said[found.end() :], *body[1:]]
        heading += ["."] if found[2] == "." else []
    return entry._replace(heading=heading, note=note), body


def _with(own: str, shared: list[Node]) -> list[Node]:
    return [node.replace(BLANK, own) if isinstance(node, str) else node for node in shared]


def _note(entry: _Entry, numbers: Mapping[str, int], told: dict[str, tuple[int, str]]) -> list[Node]:
    """Return the note of an entry; a long one that was said before is replaced by the number where it stands."""
    if len(plain(entry.note)) <= LONG_NOTE:
        return [" ", *_cited(entry.note, numbers)] if entry.note else []
    first, name = told.setdefault(to_html(entry.note), (entry.number, entry.element.attrs["id"]))
    if first == entry.number:
        return [" ", *_cited(entry.note, numbers)]
    return [" More at ", Element("a", {"href": f"#{name}"}, [in_brackets([first])]), "."]


def _parts(element: Element) -> tuple[list[str], list[Node], list[Node]]:
    """Part an entry into its names, its value and its text; the text begins behind the dot that parts the two."""
    names, children = list(names_of(element)), element.children
    while children and isinstance(first := children[0], Element) and first.tag == "span" and first.attrs.get("id"):
        children = [*first.children, *children[1:]]
    first, rest = children[0] if children else "", children[1:]
    if isinstance(first, str):
        value, dot, words = first.partition(DOT)
        return (names, [value], [words, *rest]) if dot else (names, [], children)
    if rest and isinstance(rest[0], str):
        rest = [rest[0].removeprefix(DOT), *rest[1:]]
    return (names, [first], rest) if first.tag == "b" else (names, [], children)


def _cited(nodes: list[Node], numbers: Mapping[str, int]) -> list[Node]:
    """Say under which numbers one finds what a working rests on: behind each, or of many behind the last."""
    rests = leads_to(nodes, numbers)
    last = max((i for i, node in enumerate(nodes) if isinstance(node, Element)), default=-1)
    cited: list[Node] = []
    for i, node in enumerate(nodes):
        own = leads_to([node], numbers) if isinstance(node, Element) else []
        now = rests if i == last else []
        cited += [node, *_at(own if len(rests) <= MANY else now)]
    return cited


def _at(numbers: list[int]) -> list[Node]:
    return [Element("span", {"class": "at"}, ["\u00a0" + in_brackets(numbers)])] if numbers else []


def _place(name: str) -> str:
    return f"#working-place({quote(name)});"


# ----- widths ----------------------------------------------------------------------------------------------
# How wide the columns of a printed table are, where prose saves the most lines, and which of its rows may be tall.

if TYPE_CHECKING:
    Widths = NDArray[np.int_]


LONGEST_RIGID = 22  # signs; headings may wrap, numbers and names as short as that stay on one line
LEAST, MOST_HELD = 10, 22  # signs of the longest word of a column of prose, for which it has room
LINES = ((11, 117), (21, 125), (1_000_000, 135))  # signs across the page in a table of fewer rows: long ones are small
BOLD = 1.07  # how much wider bold letters are
GAP = 3  # signs that the gap between columns would hold
RAGGED = 3  # signs that stay free where a line ends before a long word
MOST_ROWS = 60  # of a long table that are looked at
MANY_WIDTHS = 40  # lines that may be as high as a page
NARROW, SHARED = 12, 100  # signs on a line where a column is narrow, and those that all columns share at least
NO_BREAK = re.compile("[\u00a0\u202f]")
HELD = re.compile(rf"[\S\u00a0\u202f]{{{MOST_HELD + 1},}}")
SPACE = re.compile(r"[ \t\n\r\f]+")  # not \s: a no-break space parts no words


def widths(grid: Grid) -> list[tuple[int, int]]:
    """Say how each column shares the room: its weight, and how long a word it holds; both are 0 where nothing wraps."""
    found: list[tuple[int, int]] = []
    taken, prose = 0, dict[int, int]()
    for column, (head, body) in enumerate(zip(grid.columns(grid.head), grid.columns(grid.body), strict=True)):
        heads, texts = [cell.text for cell in head], [cell.text for cell in body]
        longest = max(map(len, texts), default=0)
        if longest <= LONGEST_RIGID:
            inside = max(map(len, [*(word for text in heads for word in text.split()), *texts]), default=0)
            found.append((0, inside if inside < max(map(len, heads), default=0) else 0))
            taken += inside + GAP
        else:
            signs = ("".join(raw(cell.content)) for cell in [*head, *body])  # a no-break space parts no words
            found.append((0, min(max(LEAST, *(len(word) for text in signs for word in SPACE.split(text))), MOST_HELD)))
            prose[column] = found[-1][1]
    rows = [
        {cell.column: round(len(cell.text) * (BOLD if cell.head else 1)) for cell in row if cell.colspan == 1}
        for row in [*grid.head, *grid.body]
    ]
    line = next(signs for most, signs in LINES if len(grid.body) < most)
    lengths = [[row.get(column, 0) for row in rows[:MOST_ROWS]] for column in prose]
    for column, width in zip(prose, shared(lengths, list(prose.values()), line - taken), strict=True):
        found[column] = (width + GAP, found[column][1])
    return found


def shared(lengths: Sequence[Sequence[int]], least: Sequence[int], room: int) -> list[int]:
    """Share a line among columns, given how long their texts are row by row and how wide each column is at least.

    >>> shared([[30, 30, 12], [80, 12, 12]], [10, 10], 80)
    [31, 43]
    """
    if not lengths:
        return []
    taken, texts = np.array(least), np.array(lengths)
    free = max(room - int(taken.sum()) - GAP * len(taken), 0)
    for column in range(len(taken)):
        taken[column] += free // len(taken) + (column < free % len(taken))
    while tried := list(_moved(taken, least)):
        best = min(tried, key=lambda widths: _height(texts, widths))
        if _height(texts, best) >= _height(texts, taken):
            break
        taken = best
    return [int(width) for width in taken]


def tall_rows(grid: Grid) -> Iterator[tuple[int, int]]:
    """Say from which cell to which a row goes that may be taller than a page, or several that a cell holds together."""
    begin = end = lines = last = 0
    signs = max(NARROW, SHARED // max(grid.width, 1))
    for number, row in enumerate(grid.body):
        lines += max((_lines(cell, signs) for cell in row), default=1)
        end += len(row)
        last = max([last, *(number + cell.rowspan for cell in row)])
        if last <= number + 1 or number + 1 == len(grid.body):
            if lines > MANY_WIDTHS:
                yield begin, end
            begin, lines = end, 0


def parted(nodes: Iterable[Node]) -> list[Node]:
    """Let a line end where blanks hold more words together than a column has room for."""
    return [
        HELD.sub(lambda found: NO_BREAK.sub(" ", found[0]), node)
        if isinstance(node, str)
        else Element(node.tag, node.attrs, parted(node.children))
        for node in nodes
    ]


def _moved(widths: Widths, least: Sequence[int]) -> Iterator[Widths]:
    """Go through all ways in which one column can give room to another one."""
    for giver, taker in permutations(range(len(widths)), 2):
        for signs in range(1, int(widths[giver]) - least[giver] + 1):
            moved = widths.copy()
            moved[[giver, taker]] += [-signs, signs]
            yield moved


def _height(texts: Widths, widths: Widths) -> float:
    """Say how many lines a table has; one in a cell beside a higher one counts a little, as less to read around."""
    breadths = widths[:, None]
    lines = np.where(texts <= breadths, 1, np.ceil(texts / np.maximum(breadths - RAGGED, 1)))
    return float(lines.max(axis=0).sum() + 0.02 * lines.sum())


def _lines(cell: Cell, signs: int) -> int:
    """Return as many lines as a cell may have in a column of so many signs."""
    inside = walk(cell.content)
    ends = sum(it.tag == "br" or it.tag in BLOCKS for it in inside)
    typed = sum("".join(raw(it.children)).count("\n") for it in inside if it.tag == "pre")
    return 1 + ends + typed + len(cell.text) // signs
