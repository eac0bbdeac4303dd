"""Typst makes the PDF; where it fails, the error names the cell of the notebook to mend."""

from __future__ import annotations

import json
import re
import struct
import unicodedata
import zlib
from html import unescape
from itertools import accumulate, chain, pairwise
from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from analysis.rendering.document import Exhibit, Figure, Listing, Prose
from analysis.rendering.errors import ReportError, printable
from analysis.rendering.html_tree import Element, classes, plain, walk
from analysis.rendering.links import AGAIN, HOLD, LONGEST, names_of, short
from analysis.rendering.typst_compiler import SettingFailed, typeset
from analysis.rendering.typst_text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.rendering.document import Block, Report


__all__ = [
    "FAST_ENOUGH",
    "NotPrinted",
    "Objects",
    "Place",
    "add_tags",
    "compile_pdf",
    "fill_files",
    "landings",
    "lead_to_places",
    "pack",
    "take_apart",
    "take_places",
    "unpacked",
]


# ----- landings --------------------------------------------------------------------------------------------
# What stands at a place to which a link leads, in few words: a section, a working or a source, a card, an exhibit.

FIRST = re.compile(r"[.:](?: |$)")
"""Where the first words of an entry end, which say what it is."""


def landings(report: Report) -> dict[str, str]:
    """Say what is at each place that has a name, for who hears a link without what it leads to.

    A section is called by the first words of its heading, and so is a number of it to which a working leads back.
    """
    sections = ((name, short(heading)) for _, name, heading in report.contents)
    found = chain(sections, *map(_of, report.blocks))
    return {name: words.replace(HOLD, " ") for name, words in found}


def _of(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, Exhibit) and block.name:
        yield block.label, f"{block.name}: {plain(block.title)}"
    for element in walk(block.body, past="workings") if isinstance(block, Prose) else ():
        if "workings" in classes(element):
            yield from _entries(element)
        elif "claim" in classes(element) and element.attrs.get("id"):
            yield element.attrs["id"], plain(it for it in walk(element.children) if it.tag == "h3")


def _entries(listed: Element) -> Iterator[tuple[str, str]]:
    """Call a working by its number, what it shares with its neighbours and its first words; a source by whose it is.

    Who published a number is heard at its working; the heading of such workings leads to the source.
    """
    heading = shared = whose = ""
    for part in (it for it in listed.children if isinstance(it, Element)):
        if part.tag == "dt":
            heading, shared = plain(part.children), ""
            whose = heading if any(it.tag == "a" for it in walk(part.children)) else ""
        elif not part.attrs.get("id"):
            note = plain(part.children)
            shared = note.removesuffix(":") if note.endswith(":") else ""
        else:
            number, _, own = plain(part.children).partition(" · ")
            first, *more = [number, shared or (heading if heading != whose else "")] if own else [heading]
            words = ", ".join(filter(None, [first, *more]))
            longer = ", ".join(filter(None, [words, FIRST.split(own or number)[0]]))
            if len(longer) > LONGEST:
                longer = shorten(longer, LONGEST, placeholder=" …") if words == number else words
            yield from ((name, longer) for name in names_of(part))
            yield from _ways_back(part)


def _ways_back(entry: Element) -> Iterator[tuple[str, str]]:
    """Call each place at which a number is shown as the working does that leads back there."""
    place = ""
    for link in (it for it in entry.children if isinstance(it, Element) and "use" in classes(it)):
        place = said if (said := plain(link.children)) != AGAIN else place
        yield link.attrs.get("href", "")[1:], place


# ----- pdf_objects -----------------------------------------------------------------------------------------
# A PDF of Typst is taken apart into its objects, and the small ones are packed together, at a third of the size.

Objects = dict[int, bytes]
"""The objects of a PDF as they are written in it, by their numbers."""

RETURN = b"\r\nendstream"
TOGETHER = 200
"""So many objects are packed into one stream: a reader has to unpack as many to see one."""

FAST_ENOUGH = 2
"""How hard zlib tries: three steps more cost half as much again, for a twentieth of the size."""

IN_FILE_PDF_OBJECTS, IN_STREAM = 1, 2
"""Where the table of a PDF says that an object is: at a byte of the file, or packed in a stream."""


def take_apart(pdf: bytes) -> tuple[Objects, bytes, bytes]:
    """Part a PDF with a plain table of its objects into what comes before them, the objects, and its trailer."""
    end = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table, _, trailer = pdf[end:].partition(b"trailer")
    starts = sorted(int(entry) for entry in re.findall(rb"(\d{10}) \d{5} n", table))
    objects = Objects()
    for start, stop in pairwise([*starts, end]):
        number, _, text = pdf[start:stop].partition(b" 0 obj\n")
        objects[int(number)] = text[: text.rindex(b"\nendobj")]
    return objects, pdf[: starts[0]], trailer[: trailer.rindex(b"startxref")].strip()


def pack(objects: Mapping[int, bytes], head: bytes, trailer: bytes) -> bytes:
    """Write a PDF in which all objects but streams are packed; the same objects make the same bytes."""
    file, places = bytearray(head), [(0, 0, 65535)] * (max(objects) + 1)

    def write(number: int, text: bytes) -> None:
        places[number] = IN_FILE_PDF_OBJECTS, len(file), 0
        file.extend(b"%d 0 obj\n%b\nendobj\n" % (number, text))

    for number, text in objects.items():
        if text.endswith(b"endstream"):
            write(number, _readable(text))
    for batch, packed in _together(objects):
        places += [(0, 0, 0)]
        write(len(places) - 1, packed)
        for place, number in enumerate(batch):
            places[number] = IN_STREAM, len(places) - 1, place
    start = len(file)
    places += [(IN_FILE_PDF_OBJECTS, start, 0)]
    about = b"/Type/XRef/W[1 4 2]/Size %d" % len(places) + re.sub(rb"^<<|/Size \d+|>>$", b"", trailer)
    write(len(places) - 1, _stream(about, b"".join(struct.pack(">BIH", *it) for it in places)))
    return bytes(file) + b"startxref\n%d\n%%%%EOF\n" % start


def _together(objects: Mapping[int, bytes]) -> Iterator[tuple[list[int], bytes]]:
    """Go through the streams in which small objects are packed, each with the numbers of its objects."""
    small = [number for number, text in objects.items() if not text.endswith(b"endstream")]
    for first in range(0, len(small), TOGETHER):
        batch = small[first : first + TOGETHER]
        texts = [objects[number] for number in batch]
        starts = accumulate((len(text) + 1 for text in texts), initial=0)
        index = b"".join(b"%d %d " % it for it in zip(batch, starts, strict=False))
        about = b"/Type/ObjStm/N %d/First %d" % (len(batch), len(index))
        yield batch, _stream(about, index + b"\n".join(texts))


def _stream(about: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, FAST_ENOUGH)
    return _readable(b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (len(data), about, data))


def _readable(stream: bytes) -> bytes:
    """Add a blank, which no decoder reads, to a stream that ends in a carriage return.

    The standard for archives forbids that end, because the line end before `endstream` could then be read as longer.
    """
    if not stream.endswith(RETURN):
        return stream
    longer = re.sub(rb"/Length (\d+)", lambda it: b"/Length %d" % (int(it[1]) + 1), stream, count=1)
    return longer.removesuffix(RETURN) + b"\r " + RETURN[1:]


# ----- pdf_files -------------------------------------------------------------------------------------------
# Files attached to a PDF are put in after Typst has set it, which would read through each of them several times.

FILE = b"/Type/EmbeddedFile"
PACKED = b"/Filter/FlateDecode"


def fill_files(objects: Objects, files: Mapping[str, bytes]) -> None:
    """Put each file where Typst has attached its name in its place."""
    for number, stream in objects.items():
        about = stream.partition(b"\nstream\n")[0] if stream.endswith(b"endstream") else b""
        if FILE in about and (content := files.get(unpacked(stream).decode("utf-8", "replace"))) is not None:
            data = zlib.compress(content, FAST_ENOUGH)
            about = re.sub(rb"/Length \d+", b"/Length %d" % len(data), about.replace(PACKED, b""), count=1)
            about = re.sub(rb"/Size \d+", b"/Size %d" % len(content), about.replace(FILE, FILE + PACKED), count=1)
            objects[number] = about + b"\nstream\n" + data + b"\nendstream"


def unpacked(stream: bytes) -> bytes:
    """Return what is in a stream; Typst does not compress what is short."""
    about, _, data = stream.removesuffix(b"\nendstream").partition(b"\nstream\n")
    return zlib.decompress(data) if PACKED in about else data


# ----- pdf_links -------------------------------------------------------------------------------------------
# Links from one place of a PDF to another, which Typst writes as addresses, become links to pages and heights.

ABOVE = 10.0
"""Points that a reader sees above a place, so that its first line is whole."""

LINK = re.compile(
    rb"/A<</Type/Action/S/URI/URI(\(#.*\)|<23[0-9A-F]*>)>>(/F \d+(?:/StructParent \d+)?)/Contents[(<].*>>", re.DOTALL
)
"""How Typst writes a link to an address that begins with `#`: from its action to its end."""


NAME = b"places.json"
LISTED = b"<</Type/Filespec/F(" + NAME + b")"
IN_FILE = re.compile(rb"/EF<</F (\d+) 0 R")
"""How Typst writes the file in which `report.typ` lists the places, and where its content is."""


class NotPrinted(LookupError):
    """A link leads to what has no place in print, as a part of a table may have none; it is called by its name."""


class Place(NamedTuple):
    """Where something with a name stands: its page, and points from the left and the top of it."""

    page: int
    left: float
    top: float


def take_places(objects: Objects) -> dict[str, Place]:
    """Take the list of places out of a PDF, to which Typst has attached it as a file."""
    number = next(number for number, text in objects.items() if text.startswith(LISTED))
    stream = objects.pop(int(IN_FILE.search(objects.pop(number))[1]))  # type: ignore[index]
    catalog = next(number for number, text in objects.items() if b"/Type/Catalog" in text)
    text = objects[catalog].replace(b"(%b)%d 0 R" % (NAME, number), b"", 1)
    text = re.sub(rb"(/AF\[(?:\d+ 0 R )*?) ?%d 0 R ?" % number, rb"\1", text, count=1)
    objects[catalog] = text.replace(b"/AF[]", b"").replace(b"/EmbeddedFiles<</Names[]>>", b"")
    return {name: Place(*at) for name, at in json.loads(unpacked(stream))}


def lead_to_places(objects: Objects, places: Mapping[str, Place], called: Mapping[str, str]) -> None:
    """Let each link whose address begins with `#` lead to the place of that name, and say what is there.

    `called` says that by the name of the place; a link to any other place says the page alone. Raises `NotPrinted`.
    """
    pages = _pages(objects)
    heights = [_height(objects[page]) for page in pages]
    targets = dict[bytes, tuple[bytes, bytes]]()
    for number, text in objects.items():
        if b"/S/URI" in text and (found := LINK.search(text)):
            if (address := found[1]) not in targets:
                if (name := _read(address)[1:]) not in places:
                    raise NotPrinted(name)
                page, left, top = places[name]
                at = (pages[page - 1], left, heights[page - 1] - max(top - ABOVE, 0))
                words = ", ".join(filter(None, (called.get(name), f"page {page}")))
                targets[address] = b"/Dest[%d 0 R/XYZ %.3f %.3f 0]" % at, b"/Contents%b>>" % _written(words)
            target, contents = targets[address]
            objects[number] = text[: found.start()] + target + found[2] + contents


def _pages(objects: Objects) -> list[int]:
    (tree,) = (text for text in objects.values() if text.startswith(b"<</Type/Pages"))
    return [int(number) for number in re.findall(rb"(\d+) 0 R", tree)]


def _height(page: bytes) -> float:
    return float(page[page.index(b"/MediaBox[") :].split(b"]", 1)[0].split()[-1])


def _written(words: str) -> bytes:
    """Write a string of a PDF: in signs where all are plain, and else in the digits of its bytes."""
    if words.isascii():
        return b"(%b)" % re.sub(r"([\\()])", r"\\\1", words).encode()
    return b"<FEFF%b>" % words.encode("utf-16-be").hex().upper().encode()


def _read(string: bytes) -> str:
    """Read a string of a PDF, which is written in signs or in the digits of its bytes."""
    inside = string[1:-1]
    return (re.sub(rb"\\(.)", rb"\1", inside) if string.startswith(b"(") else bytes.fromhex(inside.decode())).decode()


# ----- pdf_tags --------------------------------------------------------------------------------------------
# Tags of a PDF that Typst cannot be told: which cell heads a row, and that the title is the first heading.

ROOT = b"<</Type/StructTreeRoot"
ELEMENT = b"<</Type/StructElem/S/"
TITLE = b"/Title/P"
TABLE = b"<</O/Table"
HEADS = re.compile(rb"/Headers\[(.*?)\]")
HEADING = re.compile(ELEMENT + rb"H([1-5])(?!\d)")
LINK_ITSELF = re.compile(rb"<</Type/OBJR.*?>>")
REFERENCE = re.compile(rb"(\d+) 0 R")
NAMES = re.compile(rb"/IDTree<</Names\[(.*?)\]>>")
NAME_PDF_TAGS = re.compile(rb"(\(.*?\))(\d+ 0 R)")


def add_tags(objects: Objects) -> None:
    """Make the title a heading for who hears the PDF, and a first cell in bold the heading of its row."""
    root = next((number for number, text in objects.items() if text.startswith(ROOT)), None)
    if root is None:
        return
    rows = []
    is_titled = TITLE in objects[root]
    for number, text in objects.items():
        if text.startswith(ELEMENT):
            if is_titled and (found := HEADING.match(text)):
                objects[number] = ELEMENT + b"H%d" % (int(found[1]) + 1) + text[found.end() :]
            elif _kind(text) == b"TR" and _kind(objects[_parent(text)]) != b"THead":
                rows.append(_inside(text))
    of_columns = NAMES.search(objects[root])
    named = dict[bytes, bytes]()
    for first, *others in rows:
        if _kind(objects[first]) == b"TD" and _is_bold(objects, first):
            name = b"(row-%06d)" % len(named)
            named[name] = b"%d 0 R" % first
            head = objects[first].replace(TABLE, TABLE + b"/Scope/Row", 1)
            objects[first] = head.replace(b"/S/TD", b"/S/TH/ID" + name, 1)
            for cell in others:
                objects[cell] = HEADS.sub(rb"/Headers[\1%b]" % name, objects[cell], count=1)
    text = objects[root].replace(TITLE, b"/Title/H1", 1)
    if named:
        named |= NAME_PDF_TAGS.findall(of_columns[1]) if of_columns else ()
        names = b"/IDTree<</Names[%b]>>" % b"".join(map(b"".join, sorted(named.items())))
        text = NAMES.sub(b"", text).removesuffix(b">>") + names + b">>"
    objects[root] = text


def _kind(element: bytes) -> bytes:
    return element[len(ELEMENT) :].split(b"/", 1)[0]


def _parent(element: bytes) -> int:
    return int(element.split(b"/P ", 1)[1].split(b" ", 1)[0])


def _held(element: bytes) -> bytes:
    """Return what an element holds: other elements, marks on a page, and the link that it is."""
    return element.rpartition(b"/K[")[2].split(b"]", 1)[0]


def _inside(element: bytes) -> list[int]:
    return [int(number) for number in REFERENCE.findall(LINK_ITSELF.sub(b"", _held(element)))]


def _is_bold(objects: Objects, number: int) -> bool:
    """Whether all that an element shows is in bold, as the head of a row is; a link may be around it."""
    if _kind(objects[number]) == b"Strong":
        return True
    shown = LINK_ITSELF.sub(b"", _held(objects[number]))
    inside = REFERENCE.findall(shown)
    return bool(inside) and not REFERENCE.sub(b"", shown).strip() and all(_is_bold(objects, int(it)) for it in inside)


# ----- pdf -------------------------------------------------------------------------------------------------

ATTACHING = {"a-2a": "a-3a", "a-2u": "a-3u", "a-2b": "a-3b"}
"""PDF/A-2 allows nothing to be attached; PDF/A-3 does, and allows no more than that besides."""

RAISED, AS_CHOSEN = b"<pdfaid:part>3<", b"<pdfaid:part>2<"
"""How a PDF says which it is."""

MISSING_GLYPH = re.compile(
    r'the (?:text|PDF) (?:contains the codepoint )?`"((?:[^"\\]|\\.)+)"`(?: could not be displayed)?'
)
"""What Typst says of a sign that its fonts lack, and of one for private use, which no font has."""

PICTURE = re.compile(r"picture-(\d+)\.")


def compile_pdf(
    report: Report, files: dict[str, bytes], standards: list[str], timestamp: int
) -> tuple[bytes, list[str]]:
    """Return the PDF and the warnings of Typst; if Typst fails, raise `ReportError` with one clear sentence."""
    raised = [ATTACHING.get(name, name) for name in standards]
    try:
        pdf, warnings = typeset(files, format="pdf", pdf_standards=raised, timestamp=timestamp)
    except SettingFailed as error:
        raise ReportError(_in_words(report, files, str(error))) from None
    if raised != standards and not report.attachments:  # but for the list of places, which is taken out
        pdf = pdf.replace(RAISED, AS_CHOSEN, 1)
    return _packed(pdf, report), warnings


def _packed(pdf: bytes, report: Report) -> bytes:
    """Pack the small objects of a PDF together; Typst writes each tag and link by itself, at three times the size."""
    objects, head, trailer = take_apart(pdf)
    try:
        lead_to_places(objects, take_places(objects), landings(report))
    except NotPrinted as name:
        raise ReportError(f"{_leading_to(str(name), report)}; give its id to a paragraph or a heading.") from None
    fill_files(objects, {table.name: table.text.encode() for table in report.attachments})
    add_tags(objects)
    return pack(objects, head, trailer)


def _leading_to(name: str, report: Report) -> str:
    """Say where a link leads to what is not printed as a place."""
    links = ((block, link) for block in report.blocks for nodes in block.texts() for link in walk(nodes))
    cell = next((block.cell for block, link in links if link.attrs.get("href") == f"#{name}"), report.title)
    return f"{cell}: the link to {'#' + name!r} leads to what has no place in print, as a part of a table"


def _in_words(report: Report, files: Mapping[str, bytes], message: str) -> str:
    if found := MISSING_GLYPH.search(message):
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), found[1])
        signs = [f"{c!r} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in dict.fromkeys(text)]
        found_in = [(block.cell, _all_text(block)) for block in report.blocks if text in _all_text(block)]
        where, words = found_in[0] if found_in else (report.title, text)
        (word,) = re.findall(rf"\S*{re.escape(text)}\S*", words)[:1] or [text]
        seen = printable(word)
        hint = "leave that word or column out, as by table.drop(columns=…), or make the page alone, with --to html"
        return f"{where}: the fonts of the PDF have no sign for {', '.join(signs)}, as in “{seen:.40}”; {hint}."
    figures = [block for block in report.blocks if isinstance(block, Figure)]
    broken = (int(found[1]) for name in files if (found := PICTURE.match(name)) and not _is_picture(name, files))
    if number := next(broken, 0):
        return f"{figures[number - 1].cell}: the figure cannot be printed: {message}"
    return f"The PDF cannot be made: {message}"


def _is_picture(name: str, files: Mapping[str, bytes]) -> bool:
    """Whether Typst can read a picture."""
    try:
        typeset({name: files[name], "main.typ": f"#image({quote(name)})".encode()}, format="svg")
    except SettingFailed:
        return False
    return True


def _all_text(block: Block) -> str:
    parts = [plain(nodes) for nodes in block.texts()]
    if isinstance(block, Listing):
        parts.append(block.text)
    if isinstance(block, Figure):
        parts += [plain(block.subtitle), unescape(block.data.decode("utf-8", "replace"))]
    return "\n".join(parts)
