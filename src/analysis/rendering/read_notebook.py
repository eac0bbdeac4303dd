"""Read an executed notebook into a document; what the package did not write loses the marks of its own output.

Outputs of the package are marked as its own in their metadata. Markdown cells and all other outputs are untrusted:
their text is kept, their numbers need a source, and only text is taken from their metadata. Forged marks are not
detected: whoever can write them could write the page as well.
"""

from __future__ import annotations

import base64
import re
from itertools import dropwhile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from analysis.rendering import document, links, tree
from analysis.rendering.document import (
    ANNEX,
    EVIDENCE,
    Attachment,
    Block,
    FigureBlock,
    ListingBlock,
    ProseBlock,
    ReportDocument,
    Summary,
    TableBlock,
)
from analysis.rendering.errors import ANSI, ReportError, cell_name, in_words
from analysis.rendering.links import OUR_PLACES
from analysis.rendering.svg import drawing_of, sealed
from analysis.rendering.tree import FORMULA, INVISIBLE, TASK, Element, Node, classes, parse, plain, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


OURS = "ours"
"""The name under which the metadata of an output say that the package wrote it."""

LINK, AT_A_PROMPT = '<a href="#', '<a data-to="'
"""How a link begins that leads to a working, and how it is written at a prompt, where no working stands."""

NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"
"""Classes by which JupyterLab reads dollar signs as they are; a page for readers has no mathematics."""

PAGE_SETTINGS = {
    "logo": re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=]+"),
    "accent": re.compile(r"#[0-9a-fA-F]{6}"),
    "header": re.compile(r".*"),
    "footer": re.compile(r".*"),
}
"""What a study says of its page, and of which form it is."""

DRAWN = "drawn"
"""The name under which the metadata of HTML say that it is a figure, whose drawing is a picture in it."""

LEFT_OUT = "left_out"
"""The name under which an output says that a figure or table was left out."""


def is_ours(metadata: Mapping[str, Any]) -> bool:
    """Return whether the metadata of an output say that the package wrote it."""
    return metadata.get(OURS) is True


def is_left_out(notebook: Any, label: str) -> bool:
    """Say whether a figure or table may be one that was left out: a cell names it, or says that it left one out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    metadata = [output.get("metadata", {}) for cell in cells for output in cell.outputs]
    is_named = any(f"{quote}{label}{quote}" in cell.source for cell in cells for quote in "\"'")
    return is_named or any(LEFT_OUT in it for it in metadata)


def for_readers(page: str) -> str:
    """Return HTML of the package without what only JupyterLab or a prompt needs."""
    page = page.replace(f' class="{NO_MATHEMATICS}"', "").replace(f" {NO_MATHEMATICS}", "")
    return page.replace(AT_A_PROMPT, LINK)


def not_checked(kind: str, source: str) -> str:
    """Return the source line of a figure or table that the notebook made itself and nobody checked."""
    return f"A {kind} of the notebook, not checked{f'; source as stated there: {source}' if source else ''}"


def without_marks(nodes: list[Node]) -> list[Node]:
    """Remove classes, reserved ids and titles from foreign elements; formulas and tasks stay what they are."""
    for element in walk(nodes):
        if element.tag == FORMULA:
            continue
        is_task = element.tag == "li" and TASK in classes(element)
        is_place = OUR_PLACES.match(element.attrs.get("id", "")) is not None
        element.attrs = {
            name: value
            for name, value in element.attrs.items()
            if name not in {"class", "title", "aria-label", "aria-labelledby"} and not (name == "id" and is_place)
        }
        element.attrs |= {"class": TASK} if is_task else {}
        if element.tag == "time":
            element.tag = "span"
            element.attrs.pop("datetime", None)
    return nodes


# An executed notebook is read into a report: what is shown, in which order, under which title.

PICTURES = ("image/svg+xml", "image/png")
HIDDEN = frozenset({"parameters", "injected-parameters", "hide_input", "remove_input"})


def read_report(
    notebook: Any, *, inputs: bool = False, outputs: bool = True, fallback: str = "Report", folder: Path | None = None
) -> ReportDocument:
    """Read what a notebook shows, number its figures and tables, and check its links.

    `folder` is that of the notebook, beside which the pictures of its text lie.
    """
    data = about(notebook) if outputs else {}
    blocks: list[Block] = []
    for index, cell in enumerate(notebook.cells):
        name = cell_name(cell, index)
        with in_words(f"{name} cannot be read"):
            blocks += _cell(cell, name, inputs=inputs, outputs=outputs, folder=folder)
    title = _take_title(blocks, _text(data.get("title") or notebook.metadata.get("title"))) or fallback
    blocks += _annex(data, blocks)
    removed = links.remove_empty_sections(blocks)
    report = ReportDocument(title, [block for block in blocks if not isinstance(block, ProseBlock) or block.body])
    for key in ("subtitle", "description", "answer", "contact", "date", "lang", "edition"):
        if data.get(key):
            setattr(report, key, _text(data[key]))
    report.edition = ", ".join(filter(None, (report.edition, _text(data.get("other_data")))))
    report.contact = report.contact if re.match(r"https?://|mailto:", report.contact) else ""
    report.authors = [_text(author) for author in data.get("authors") or []]
    report.keywords = [_text(word) for word in data.get("keywords") or []]
    report.names = [_text(name) for name in data.get("names") or []]
    for name, form in PAGE_SETTINGS.items():
        value = _text((data.get("page") or {}).get(name))
        setattr(report, name, value if form.fullmatch(value) else "")
    report.attachments = attachments(data, folder)
    for name, summary in (data.get("summaries") or {}).items():
        report.summaries[name] = Summary(_text(summary["text"]), [_text(source) for source in summary["sources"]])
    report.linked_data = data.get("linked_data") or {}
    _trim_masthead(report)
    named = links.number_exhibits(report.blocks)
    links.resolve_references(report.blocks, named, lambda label: is_left_out(notebook, label))
    names = links.collect_names(report.blocks)
    _begin_evidence(report.blocks, names)
    report.contents = links.outline(report.blocks, names)
    _part(report)
    links.check_links(report.blocks, names, removed)
    links.lead_back(report.blocks, names)
    links.lead_to_places(report.blocks, data.get("places") or {}, names)
    return report


def _begin_evidence(blocks: list[Block], names: set[str]) -> None:
    """Put a heading before the sources and workings of a notebook that has none for its evidence."""
    headings = [
        (block, at, "-".join(plain(node.children).lower().split()))
        for block in blocks
        if isinstance(block, ProseBlock)
        for at, node in enumerate(block.body)
        if isinstance(node, Element) and node.tag == "h2"
    ]
    if EVIDENCE in names or EVIDENCE in {name for *_, name in headings}:
        return
    if found := next(((block, at) for block, at, name in headings if name in ("sources", "workings")), None):
        block, at = found
        block.body.insert(at, Element("h2", {}, [EVIDENCE.capitalize()]))


def _part(report: ReportDocument) -> None:
    """Let the block with the heading of the evidence begin with it, and remember where that is."""
    for number, block in enumerate(report.blocks):
        for at, node in enumerate(block.body if isinstance(block, ProseBlock) else ()):
            if isinstance(node, Element) and links.HEADING.match(node.tag) and node.attrs.get("id") == EVIDENCE:
                assert isinstance(block, ProseBlock)
                first = ProseBlock(block.cell, block.body[:at], block.markdown)
                second = ProseBlock(block.cell, block.body[at:], block.markdown)
                report.blocks[number : number + 1] = [*([first] if at else []), second]
                report.story_length = number + bool(at)
                _demote(report.evidence)
                return


def _demote(evidence: list[Block]) -> None:
    """Put the sections that follow in the evidence a level lower: they are parts of it."""
    nodes = [node for block in evidence if isinstance(block, ProseBlock) for node in walk(block.body)]
    headings = [it for it in nodes if links.HEADING.match(it.tag)][1:]
    for node in dropwhile(lambda it: it.tag != "h2", headings):
        node.tag = f"h{min(int(node.tag[1]) + 1, 6)}"


def _annex(data: Mapping[str, Any], blocks: list[Block]) -> Iterator[Block]:
    """Add the workings that findings shown by themselves carry along, unless the notebook lists workings itself."""
    if any("workings" in classes(it) for block in blocks if isinstance(block, ProseBlock) for it in walk(block.body)):
        return
    for heading, page in (data.get("annex") or {}).items():
        yield ProseBlock(ANNEX, [Element("h2", {}, [_text(heading)])], markdown=False)
        yield ProseBlock(ANNEX, parse(str(page)), markdown=False)


def about(notebook: Any) -> dict[str, Any]:
    """Return what the outputs of a notebook say about the whole document, such as its title and its attachments."""
    data: dict[str, Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            if any(is_ours(about) for about in metadata.values() if isinstance(about, dict)):
                data |= metadata.get("report", {})
    return data


def attachments(data: Mapping[str, Any], folder: Path | None = None) -> list[Attachment]:
    """Return the tables attached to the report; their names must be plain, so that none leads out of a folder.

    The notebook of an edition holds their descriptions only: its tables are files in its `folder`.
    """
    found = []
    for name, table in (data.get("attachments") or {}).items():
        if not re.fullmatch(r"\w[\w-]*\.csv", name):
            raise ReportError(f"the attachment {name!r} needs a plain file name that ends in .csv.")
        if "text" not in table and not (folder and (folder / name).is_file()):
            raise ReportError(f"the attachment {name} is not in the notebook; put the file {name} beside it.")
        text = str(table["text"]) if "text" in table or not folder else (folder / name).read_bytes().decode()
        found.append(Attachment(name, _text(table["description"]), text))
    return found


PICTURE = re.compile(
    r"^!\[(?P<alt>[^\]\n]*)\]\((?P<target>[^()\s]+)(?: +\"(?P<title>[^\"\n]*)\")?\)[ \t]*$", re.MULTILINE
)
"""A picture in Markdown on a line of its own, with an alternative text and perhaps a title."""

KINDS_OF_PICTURE = {".png": "image/png", ".svg": "image/svg+xml"}


def _text_cell(cell: Any, name: str, folder: Path | None) -> Iterator[Block]:
    """Read a cell of Markdown; its pictures become figures without a number."""
    end = 0
    for found in PICTURE.finditer(cell.source):
        yield ProseBlock(name, _markdown(cell.source[end : found.start()], name))
        yield _picture(cell, name, found, folder)
        end = found.end()
    yield ProseBlock(name, _markdown(cell.source[end:], name))


def _markdown(source: str, cell: str = "") -> list[Node]:
    """Read Markdown of the notebook, with its formulas set."""
    nodes = without_marks(tree.prose(source, cell))
    if not any(element.tag == FORMULA for element in walk(nodes)):
        return nodes
    from analysis.rendering.formulas import set_formulas  # matplotlib takes longer to import than a page to read

    return set_formulas(nodes)


def _picture(cell: Any, name: str, found: re.Match[str], folder: Path | None) -> FigureBlock:
    """Read a picture that is attached to a cell, or lies in the folder of the notebook."""
    target = unquote(found["target"])
    mime = KINDS_OF_PICTURE.get(PurePosixPath(target).suffix.lower(), "")
    place = f"{name}: the picture {target[:60]!r}"
    if not mime or "://" in target:
        raise ReportError(f"{place} is none that can be shown; give a PNG or SVG file beside the notebook.")
    content = cell.get("attachments", {}).get(target.removeprefix("attachment:"), {}).get(mime)
    if content is None:
        path = (folder / target).resolve() if folder else None
        if not path or not folder or not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise ReportError(f"{place} is not there; attach it to the cell, or put it beside the notebook.")
        data = path.read_bytes()
        content = data.decode("utf-8", "replace") if mime == "image/svg+xml" else base64.b64encode(data).decode()
    elif mime == "image/svg+xml":
        content = base64.b64decode(_joined(content)).decode("utf-8", "replace")
    return _figure(content, mime, {"alt": found["alt"], "title": found["title"] or ""}, name)


def _cell(cell: Any, name: str, *, inputs: bool, outputs: bool, folder: Path | None) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield from _text_cell(cell, name, folder)
    if cell.cell_type != "code":
        return
    tags = set(cell.metadata.get("tags", []))
    hidden = bool(tags & HIDDEN) or cell.get("transient", {}).get("remove_source")
    if inputs and cell.source.strip() and not hidden:
        yield ListingBlock(name, cell.source, "code")
    for output in cell.outputs if outputs else []:
        yield from _output(output, name)


def _output(output: Any, name: str) -> Iterator[Block]:
    if output.output_type == "stream":
        yield from _listing(name, output.text, "output")
    elif output.output_type == "error":
        text = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
        yield from _listing(name, text, "error")
    else:
        bundle, metadata = output.get("data", {}), output.get("metadata", {})
        if mime := next((it for it in PICTURES if it in bundle), ""):
            yield _figure(bundle[mime], mime, metadata.get(mime, {}), name)
        elif "text/html" in bundle:
            about_html = metadata.get("text/html", {})
            if is_ours(about_html) and about_html.get(DRAWN):
                yield _figure(drawing_of(_joined(bundle["text/html"])), "image/svg+xml", about_html, name)
                return
            block = _html(_joined(bundle["text/html"]), about_html, name)
            if isinstance(block, ProseBlock):
                block.left_out = is_ours(about_html) and LEFT_OUT in metadata
            yield block
            if not is_ours(about_html):
                yield from _lost(_joined(bundle["text/html"]), block, name)
        elif "text/markdown" in bundle:
            yield ProseBlock(name, _markdown(_joined(bundle["text/markdown"])))
        elif "text/latex" in bundle:
            yield ProseBlock(name, _latex(_joined(bundle["text/latex"])))
        elif "text/plain" in bundle and "report" not in metadata:
            yield from _listing(name, _joined(bundle["text/plain"]), "output")
        elif bundle and "report" not in metadata:
            yield _not_shown(f"an output of type {', '.join(sorted(bundle))} cannot be shown here", name)


def _lost(html: str, block: Block, name: str) -> Iterator[Block]:
    """Say which parts of HTML are not taken over, since they may load or run anything."""
    page = re.sub(r"(?s)<!--.*?-->", "", html).lower()
    tags = list(dict.fromkeys(found[1] for found in tree.LOST.finditer(page)))
    is_empty = isinstance(block, ProseBlock) and not plain(block.body)
    if not tags and is_empty and "<script" in page:
        tags = ["script"]
    if tags:
        yield _not_shown(f"what {', '.join(f'<{tag}>' for tag in tags)} shows cannot be shown here", name)


def _not_shown(reason: str, name: str) -> ProseBlock:
    return ProseBlock(name, [Element("p", {}, [Element("em", {"class": "label"}, [f"({reason})"])])], markdown=False)


def _latex(source: str) -> list[Node]:
    """Read an output in LaTeX, such as one of SymPy, as a formula with lines of its own."""
    from analysis.rendering.formulas import DISPLAY, set_formulas

    source = INVISIBLE.sub("", source).strip()
    inside = re.fullmatch(r"(\$\$?)(.*)\1|\\\[(.*)\\\]", source, re.DOTALL)
    formula = (inside[2] or inside[3] or "").strip() if inside else source
    return [Element("p", {}, set_formulas([Element(FORMULA, {"class": DISPLAY}, [formula])]))]


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)  # which would take a text apart sign by sign


def _listing(name: str, text: str, kind: str) -> Iterator[Block]:
    text = INVISIBLE.sub("", ANSI.sub("", text)).strip("\n")
    if text.strip():
        yield ListingBlock(name, text, kind)


def _figure(content: Any, mime: str, metadata: Mapping[str, Any], name: str) -> FigureBlock:
    alt = _text(metadata.get("alt"))
    text = _joined(content)
    try:
        data = text.encode() if mime == "image/svg+xml" else base64.b64decode(text)
    except ValueError:
        raise ReportError(f"{name}: the figure is not written as {mime} is, in UTF-8 or base64.") from None
    data = sealed(data, name) if mime == "image/svg+xml" else data
    label, title, source, subtitle = _caption(metadata, "title", "figure")
    if not is_ours(metadata):
        return FigureBlock(name, label, title, source, data, mime, alt, subtitle, is_ours=False)
    numbers, drawn = [_text(name) for name in metadata.get("numbers") or []], str(metadata.get("data") or "")
    narrow = str(metadata.get("narrow") or "").encode()
    return FigureBlock(name, label, title, source, data, mime, alt, subtitle, numbers, drawn, narrow)


def _html(text: str, metadata: Mapping[str, Any], name: str) -> Block:
    is_taken = is_ours(metadata) and bool(metadata.get("data"))  # a table of somebody else's, with a source from us
    is_trusted = is_ours(metadata) and not is_taken
    nodes = parse(for_readers(text)) if is_trusted else without_marks(parse(text))
    left_out = [] if is_trusted else _take_styles(nodes, text)
    table = document.lone_table(nodes)
    if table is None or not any(cell.tag in {"td", "th"} for cell in walk(table.children)):
        return ProseBlock(name, [*([] if table else nodes), *left_out], markdown=False)
    label, title, source, _ = _caption(metadata, "caption", "table")
    if is_taken and source:  # its numbers have a source, which stands beneath it
        for cell in (it for it in walk(table.children) if it.tag in {"td", "th"}):
            cell.children = [Element("span", {"class": "label"}, cell.children)]
    grid = document.read(table, metadata.get("align"))
    return TableBlock(name, label or table.attrs.get("id", ""), title or grid.title, [*source, *left_out], grid)


def _take_styles(nodes: list[Node], text: str) -> list[Node]:
    """Keep the colours that the Styler of pandas gives to cells; return a note on the styles that are left out."""
    if "<style" not in text.lower() or "T_" not in text:
        return []
    from analysis.rendering.table_styles import apply_styles, read_styles

    styles = read_styles(text)
    apply_styles(nodes, styles)
    names = ", ".join(sorted(styles.left_out))
    return [" ", Element("em", {"class": "label"}, [f"(styles not shown here: {names})"])] if names else []


def _text(value: Any) -> str:
    """Return a value from metadata as one line of text, without control characters."""
    return " ".join(INVISIBLE.sub("", str(value or "")).split())


def _caption(metadata: Mapping[str, Any], key: str, kind: str) -> tuple[str, list[Node], list[Node], list[Node]]:
    """Read the label, the title, the source and the subtitle; those that nobody vouches for lose the marks of ours."""
    named, source, subtitle = (str(metadata.get(name) or "") for name in (key, "source", "subtitle"))
    trusted = is_ours(metadata)
    if not trusted and (named or source):
        source = not_checked(kind, source)
    read = parse if trusted else tree.inline  # ours are HTML, those of somebody else Markdown
    said = [read(named), read(source), read(subtitle)]
    first, below, second = said if trusted else map(without_marks, said)
    return str(metadata.get("label") or ""), first, below, second


def _take_title(blocks: list[Block], title: str) -> str:
    """Remove the heading that is the title, because the page shows the title on top, and return the title."""
    for block in (it for it in blocks if isinstance(it, ProseBlock)):
        for heading in [it for it in block.body if isinstance(it, Element) and it.tag == "h1"]:
            text = plain(heading.children)
            if not title or text == title:
                block.body.remove(heading)
                title = text
    return title


def _trim_masthead(report: ReportDocument) -> None:
    """Remove from the masthead of the notebook what the page says above it anyway."""
    said = {report.title, report.subtitle, report.date, report.byline, ""}
    for block in report.blocks:
        for node in block.body if isinstance(block, ProseBlock) else []:
            if isinstance(node, Element) and "masthead" in classes(node):
                node.children = [
                    it for it in node.children if isinstance(it, str) or it.tag == "span" or plain([it]) not in said
                ]
