"""Read an executed notebook into a document.

Outputs of the package are marked in their metadata. Markdown cells and all other outputs are untrusted: they lose the
classes and ids of the package, their numbers need a source, and only text is taken from their metadata. Forged marks
are not detected: whoever can write them could write the page as well.
"""

from __future__ import annotations

import base64
import re
from itertools import dropwhile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from analysis.rendering import backlinks, cross_references, empty_sections, link_checks, markdown, outline, table_grid
from analysis.rendering.cell_failures import ANSI, assigned_names, cell_name, failure
from analysis.rendering.document import (
    ANNEX,
    EVIDENCE,
    Attachment,
    Block,
    Fault,
    FigureBlock,
    ListingBlock,
    ProseBlock,
    ReportDocument,
    ShortWorking,
    TableBlock,
    note_below,
)
from analysis.rendering.html_tree import FORMULA, INVISIBLE, TASK, Element, Node, classes, parse, plain, walk
from analysis.rendering.link_checks import OUR_PLACES
from analysis.rendering.pandas_styler import apply_styles, read_styles
from analysis.rendering.report_errors import ReportError, as_report_error
from analysis.rendering.svg import drawing_of, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


OURS = "ours"
"""The metadata key that marks an output of the package."""

LINK, AT_A_PROMPT = '<a href="#', '<a data-to="'
"""Link prefix in the page, and its replacement at a prompt, which has no workings."""

NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"
"""Classes that keep JupyterLab from reading dollar signs as mathematics; the page and the PDF do not need them."""

PAGE_SETTINGS = {
    "logo": re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=]+"),
    "accent": re.compile(r"#[0-9a-fA-F]{6}"),
    "header": re.compile(r".*"),
    "footer": re.compile(r".*"),
}
"""The settings of a page, and the pattern that each must match: the logo becomes an address in the page, and the accent
goes into its style sheet."""

DRAWN = "drawn"
"""The metadata key that marks HTML as a figure with its drawing in an `<img>`."""

LEFT_OUT = "left_out"
"""The metadata key of a note shown in place of a figure or table, whose data was not public on the day."""


def is_ours(metadata: Mapping[str, Any]) -> bool:
    """Return True if the metadata mark an output of the package."""
    return metadata.get(OURS) is True


def is_left_out(notebook: Any, label: str) -> bool:
    """Return True if an exhibit that is not in the document may have been left out, and not merely be misspelt."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        # the cell that makes the exhibit ran, but displayed none with this label
        if f'"{label}"' in cell.source or f"'{label}'" in cell.source:
            return True
        # the note in place of a chart of the package does not say which label the chart would have had
        if any(LEFT_OUT in output.get("metadata", {}) for output in cell.outputs):
            return True
    return False


def for_readers(page: str) -> str:
    """Return HTML of the package without what only JupyterLab or a prompt needs."""
    # the classes stand alone, or after others
    page = page.replace(f' class="{NO_MATHEMATICS}"', "").replace(f" {NO_MATHEMATICS}", "")
    return page.replace(AT_A_PROMPT, LINK)


def not_checked(kind: str, source: str) -> str:
    """Return the source line of a figure or table that the notebook made itself; `kind` is "figure" or "table"."""
    line = f"A {kind} of the notebook, not checked"
    return f"{line}; source as stated there: {source}" if source else line


PROTECTED_ATTRIBUTES = ("class", "title", "aria-label", "aria-labelledby")
"""Attributes that only the package may set: classes exempt numbers from the lint, and the others become tooltips or
are read aloud in place of the text, so that they could state numbers that nobody checks."""


def without_marks(nodes: list[Node]) -> list[Node]:
    """Remove classes, reserved ids and titles from foreign elements, except for formulas and task lists."""
    for element in walk(nodes):
        # no HTML in a notebook can have this tag, and its class says how the formula is set
        if element.tag == FORMULA:
            continue
        is_task = element.tag == "li" and TASK in classes(element)
        for name in PROTECTED_ATTRIBUTES:
            element.attrs.pop(name, None)
        if OUR_PLACES.match(element.attrs.get("id", "")):
            del element.attrs["id"]
        if is_task:
            element.attrs["class"] = TASK

        # a date in a <time> counts as sourced
        if element.tag == "time":
            element.tag = "span"
            element.attrs.pop("datetime", None)
    return nodes


# Read an executed notebook into a report.

PICTURES = ("image/svg+xml", "image/png")
"""Formats of pictures; of an output in several, the first is shown."""

HIDDEN = frozenset({"parameters", "injected-parameters", "hide_input", "remove_input"})
"""Tags of cells whose code is not shown."""


def read_report(
    notebook: Any, *, inputs: bool = False, outputs: bool = True, fallback: str = "Report", folder: Path | None = None
) -> ReportDocument:
    """Read what a notebook shows, number its figures and tables, and check its links.

    Args:
        notebook: The executed notebook.
        inputs: Whether to include the code.
        outputs: Whether to include the outputs.
        fallback: The title, if the notebook has none.
        folder: The folder of the notebook, which its pictures and attachments are read from.

    """
    data = about(notebook) if outputs else {}

    # Read the cells
    blocks: list[Block] = []
    lost: dict[str, str] = {}  # names that were not assigned, each with the failed cell that would have done so
    for index, cell in enumerate(notebook.cells):
        name = cell_name(cell, index)
        try:
            with as_report_error(f"{name} cannot be read"):
                blocks += _cell(cell, index, lost, inputs=inputs, outputs=outputs, folder=folder)
        except ReportError as error:
            blocks.append(_faulty(ProseBlock(name, [], markdown=False), str(error)))
    title = _take_title(blocks, _text(data.get("title") or notebook.metadata.get("title"))) or fallback
    blocks += _annex(data, blocks)  # has looked at all blocks before it yields one
    removed = empty_sections.remove_empty_sections(blocks)
    # a text cell may have held nothing but the title or such a heading
    blocks = [block for block in blocks if not isinstance(block, ProseBlock) or block.body]

    # Read what the outputs say about the whole document
    report = ReportDocument(title, blocks)
    for block in blocks:
        if isinstance(block, ProseBlock) and block.fault:
            report.faults.append(Fault(block.fault, block=block))
    for key in ("subtitle", "description", "answer", "contact", "date", "lang", "edition"):
        if data.get(key):
            setattr(report, key, _text(data[key]))
    other_data = _text(data.get("other_data"))
    report.edition = ", ".join(part for part in (report.edition, other_data) if part)
    # the page links to it, and a link must not run a script
    if not re.match(r"https?://|mailto:", report.contact):
        report.contact = ""
    report.authors = [_text(author) for author in data.get("authors") or []]
    report.keywords = [_text(word) for word in data.get("keywords") or []]
    report.names = [_text(name) for name in data.get("names") or []]
    page = data.get("page") or {}
    for name, pattern in PAGE_SETTINGS.items():
        value = _text(page.get(name))
        setattr(report, name, value if pattern.fullmatch(value) else "")
    report.attachments = attachments(data, folder)
    for name, summary in (data.get("summaries") or {}).items():
        sources = [_text(source) for source in summary["sources"]]
        report.summaries[name] = ShortWorking(_text(summary["text"]), sources)
    report.linked_data = data.get("linked_data") or {}
    _trim_masthead(report)

    # Number exhibits, headings and workings, and resolve the links between them. The order matters: ids that authors
    # gave come before those of headings, which must not repeat them; the heading of the evidence has its id before the
    # report is split there; and dead links are removed before uses are counted
    exhibits = cross_references.number_exhibits(report.blocks)
    report.faults += cross_references.resolve_references(
        report.blocks, exhibits, lambda label: is_left_out(notebook, label)
    )
    names, faults = link_checks.collect_names(report.blocks)
    report.faults += faults
    _begin_evidence(report.blocks, names)
    report.contents = outline.outline(report.blocks, names)
    _split_off_evidence(report)
    report.faults += link_checks.check_links(report.blocks, names, removed)
    backlinks.lead_back(report.blocks, names)
    backlinks.lead_to_places(report.blocks, data.get("places") or {}, names)
    return report


def _begin_evidence(blocks: list[Block], names: set[str]) -> None:
    """Insert a heading before the sources or workings if the notebook has no heading for its evidence."""
    # an element of the notebook has the id already
    if EVIDENCE in names:
        return
    place = None
    for block in blocks:
        if not isinstance(block, ProseBlock):
            continue
        for index, node in enumerate(block.body):
            if not isinstance(node, Element) or node.tag != "h2":
                continue
            name = "-".join(plain(node.children).lower().split())
            # this heading will get the id of the evidence
            if name == EVIDENCE:
                return
            if place is None and name in ("sources", "workings"):
                place = block, index
    if place:
        block, index = place
        block.body.insert(index, Element("h2", {}, [EVIDENCE.capitalize()]))


def _split_off_evidence(report: ReportDocument) -> None:
    """Split the block with the heading of the evidence before it, and set `story_length`."""
    for number, block in enumerate(report.blocks):
        if not isinstance(block, ProseBlock):
            continue
        for index, node in enumerate(block.body):
            if not isinstance(node, Element) or not outline.HEADING.match(node.tag) or node.attrs.get("id") != EVIDENCE:
                continue
            # What precedes the heading in its block belongs to the story; marks of the block have been read by now
            if index:
                report.blocks.insert(number, ProseBlock(block.cell, block.body[:index], block.markdown))
                number += 1
            report.blocks[number] = ProseBlock(block.cell, block.body[index:], block.markdown)
            report.story_length = number
            _demote(report.evidence)
            return


def _demote(evidence: list[Block]) -> None:
    """Lower the headings after that of the evidence by one level: their sections are parts of it."""
    headings = []
    for block in evidence:
        if isinstance(block, ProseBlock):
            headings += [element for element in walk(block.body) if outline.HEADING.match(element.tag)]

    # An h3 before the next h2 is a part already
    for heading in dropwhile(lambda heading: heading.tag != "h2", headings[1:]):
        heading.tag = f"h{min(int(heading.tag[1]) + 1, 6)}"


def _annex(data: Mapping[str, Any], blocks: list[Block]) -> Iterator[Block]:
    """Yield the workings that findings shown by themselves carry along, unless the notebook lists workings itself."""
    for block in blocks:
        if isinstance(block, ProseBlock) and any("workings" in classes(element) for element in walk(block.body)):
            return
    for heading, page in (data.get("annex") or {}).items():
        yield ProseBlock(ANNEX, [Element("h2", {}, [_text(heading)])], markdown=False)
        yield ProseBlock(ANNEX, parse(str(page)), markdown=False)


def about(notebook: Any) -> dict[str, Any]:
    """Return the metadata of the whole document from a notebook's outputs, such as title and attachments.

    If several outputs have an entry, that of the last counts.
    """
    data: dict[str, Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            # the mark is in the metadata of a format, such as "text/html"
            if any(is_ours(of_format) for of_format in metadata.values() if isinstance(of_format, dict)):
                data |= metadata.get("report", {})
    return data


def attachments(data: Mapping[str, Any], folder: Path | None = None) -> list[Attachment]:
    """Return the tables attached to the report; names with a path are refused.

    The notebook of an edition has descriptions only: its tables are files in its `folder`.
    """
    tables = []
    for name, table in (data.get("attachments") or {}).items():
        if not re.fullmatch(r"\w[\w-]*\.csv", name):
            raise ReportError(f"the attachment {name!r} needs a plain file name that ends in .csv.")
        if "text" in table:
            text = str(table["text"])
        elif folder and (folder / name).is_file():
            text = (folder / name).read_bytes().decode()
        else:
            raise ReportError(f"the attachment {name} is not in the notebook; put the file {name} beside it.")
        tables.append(Attachment(name, _text(table["description"]), text))
    return tables


PICTURE = re.compile(
    r"^!\[(?P<alt>[^\]\n]*)\]\((?P<target>[^()\s]+)(?: +\"(?P<title>[^\"\n]*)\")?\)[ \t]*$", re.MULTILINE
)
"""A picture in Markdown on a line of its own, with alternative text and an optional title."""

KINDS_OF_PICTURE = {".png": "image/png", ".svg": "image/svg+xml"}
"""The format of a picture by the suffix of its file."""


def _text_cell(cell: Any, name: str, folder: Path | None) -> Iterator[Block]:
    """Read a Markdown cell; its pictures become figures without a number."""
    end = 0
    for picture in PICTURE.finditer(cell.source):
        yield _text_block(cell.source[end : picture.start()], name)
        try:
            yield _picture(cell, name, picture, folder)
        except ReportError as error:
            yield _faulty(ProseBlock(name, []), str(error))
        end = picture.end()
    yield _text_block(cell.source[end:], name)


def _text_block(source: str, name: str) -> ProseBlock:
    """Read a part of a Markdown cell; if it would lose something, with a note below it."""
    try:
        return ProseBlock(name, _markdown(source, name))
    except ReportError as error:
        # without a name of its cell, no text is refused
        return _faulty(ProseBlock(name, _markdown(source)), str(error))


def _faulty(block: ProseBlock, fault: str) -> ProseBlock:
    """Mark a block as faulty, with a note below its text."""
    block.fault = fault
    note_below(block, fault)
    return block


def _markdown(source: str, cell: str = "") -> list[Node]:
    """Read Markdown of the notebook and set its formulas."""
    nodes = without_marks(markdown.parse_markdown(source, cell))
    if not any(element.tag == FORMULA for element in walk(nodes)):
        return nodes
    # matplotlib takes longer to import than a page to read
    from analysis.rendering.formulas import set_formulas

    return set_formulas(nodes)


def _picture(cell: Any, name: str, picture: re.Match[str], folder: Path | None) -> FigureBlock:
    """Read a picture from the attachments of a cell or from the folder of the notebook."""
    target = unquote(picture["target"])
    mime = KINDS_OF_PICTURE.get(PurePosixPath(target).suffix.lower(), "")
    place = f"{name}: the picture {target[:60]!r}"
    if not mime or "://" in target:
        raise ReportError(f"{place} is none that can be shown; give a PNG or SVG file beside the notebook.")

    attached = cell.get("attachments", {}).get(target.removeprefix("attachment:"), {}).get(mime)
    if attached is not None:
        content = _joined(attached)
        # an attachment is always in base64, but an SVG in an output is text, which `_figure` expects
        if mime == "image/svg+xml":
            content = base64.b64decode(content).decode("utf-8", "replace")
    else:
        # a notebook of somebody else must not show files from outside its folder
        path = (folder / target).resolve() if folder else None
        if not path or not folder or not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise ReportError(f"{place} is not there; attach it to the cell, or put it beside the notebook.")
        data = path.read_bytes()
        content = data.decode("utf-8", "replace") if mime == "image/svg+xml" else base64.b64encode(data).decode()
    return _figure(content, mime, {"alt": picture["alt"], "title": picture["title"] or ""}, name)


def _cell(
    cell: Any, index: int, lost: dict[str, str], *, inputs: bool, outputs: bool, folder: Path | None
) -> Iterator[Block]:
    """Read a cell; if it failed, add the names that it assigns to `lost`."""
    name = cell_name(cell, index)
    if cell.cell_type == "markdown":
        yield from _text_cell(cell, name, folder)
    if cell.cell_type != "code":
        return

    tags = set(cell.metadata.get("tags", []))
    # nbconvert marks cells as transient whose code it removes by the tags in its settings
    is_hidden = bool(tags & HIDDEN) or cell.get("transient", {}).get("remove_source")
    has_code = inputs and cell.source.strip() and not is_hidden
    if has_code:
        yield ListingBlock(name, cell.source, "code")
    if not outputs:
        return

    for output in cell.outputs:
        if output.output_type != "error":
            yield from _output(output, name)
            continue
        # The code of a failed cell is shown in any case
        if not has_code:
            yield from _listing(name, cell.source, "error")
        yield _faulty(ProseBlock(name, [], markdown=False), failure(cell, index, output, lost))
        lost |= dict.fromkeys(assigned_names(cell), name)


def _output(output: Any, name: str) -> Iterator[Block]:
    """Read an output in the richest of its formats that a report can show."""
    if output.output_type == "stream":
        yield from _listing(name, output.text, "output")
        return
    bundle = output.get("data", {})
    metadata = output.get("metadata", {})
    for mime in PICTURES:
        if mime in bundle:
            yield _figure(bundle[mime], mime, metadata.get(mime, {}), name)
            return
    if "text/html" in bundle:
        yield from _html_output(_joined(bundle["text/html"]), metadata, name)
    elif "text/markdown" in bundle:
        yield ProseBlock(name, _markdown(_joined(bundle["text/markdown"])))
    elif "text/latex" in bundle:
        yield ProseBlock(name, _latex(_joined(bundle["text/latex"])))
    elif "report" in metadata:
        # metadata of the whole document; its text is for JupyterLab only
        return
    elif "text/plain" in bundle:
        yield from _listing(name, _joined(bundle["text/plain"]), "output")
    elif bundle:
        yield _not_shown(f"an output of type {', '.join(sorted(bundle))} cannot be shown here", name)


def _html_output(html: str, metadata: Mapping[str, Any], name: str) -> Iterator[Block]:
    """Read an output in HTML: a figure of the package, a table, or prose."""
    about_html = metadata.get("text/html", {})
    if not is_ours(about_html):
        block = _html(html, about_html, name)
        yield block
        yield from _lost(html, block, name)
        return
    if about_html.get(DRAWN):
        yield _figure(drawing_of(html), "image/svg+xml", about_html, name)
        return
    block = _html(html, about_html, name)
    if isinstance(block, ProseBlock):
        block.left_out = LEFT_OUT in metadata
    yield block


def _lost(html: str, block: Block, name: str) -> Iterator[Block]:
    """Yield a note on tags that were removed because they could load or run anything."""
    page = re.sub(r"(?s)<!--.*?-->", "", html).lower()
    tags = list(dict.fromkeys(match[1] for match in markdown.REMOVED_TAG.finditer(page)))
    is_empty = isinstance(block, ProseBlock) and not plain(block.body)
    # a script matters only if it would have written all there is to see, as those of interactive charts do
    if not tags and is_empty and "<script" in page:
        tags = ["script"]
    if tags:
        names = ", ".join(f"<{tag}>" for tag in tags)
        yield _not_shown(f"what {names} shows cannot be shown here", name)


def _not_shown(reason: str, name: str) -> ProseBlock:
    """Return a note on what cannot be shown; it is a label, since names such as image/jp2 have digits."""
    note = Element("em", {"class": "label"}, [f"({reason})"])
    return ProseBlock(name, [Element("p", {}, [note])], markdown=False)


def _latex(source: str) -> list[Node]:
    """Read an output in LaTeX, such as one of SymPy, as a formula on lines of its own."""
    # matplotlib takes longer to import than a page to read
    from analysis.rendering.formulas import DISPLAY, set_formulas

    # $x$, $$x$$ or \[x\]
    formula = INVISIBLE.sub("", source).strip()
    delimited = re.fullmatch(r"(\$\$?)(.*)\1|\\\[(.*)\\\]", formula, re.DOTALL)
    if delimited:
        formula = (delimited[2] or delimited[3] or "").strip()
    return [Element("p", {}, set_formulas([Element(FORMULA, {"class": DISPLAY}, [formula])]))]


def _joined(text: str | list[str]) -> str:
    """Return a text that a notebook file may have as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _listing(name: str, text: str, kind: str) -> Iterator[Block]:
    """Yield a listing without the colours of a terminal; nothing for a text of white space."""
    text = INVISIBLE.sub("", ANSI.sub("", text)).strip("\n")
    if text.strip():
        yield ListingBlock(name, text, kind)


def _figure(content: Any, mime: str, metadata: Mapping[str, Any], name: str) -> FigureBlock:
    """Read a figure; `content` is SVG as text, or PNG in base64."""
    alt = _text(metadata.get("alt"))
    text = _joined(content)
    is_svg = mime == "image/svg+xml"
    try:
        data = text.encode() if is_svg else base64.b64decode(text)
    except ValueError:
        raise ReportError(f"{name}: the figure is not written as {mime} is, in UTF-8 or base64.") from None
    if is_svg:
        data = sealed(data, name)

    label, title, source, subtitle = _caption(metadata, "title", "figure")
    figure = FigureBlock(
        cell=name, label=label, title=title, source=source, data=data, mime=mime, alt=alt, subtitle=subtitle
    )
    if not is_ours(metadata):
        figure.is_ours = False
        return figure
    figure.numbers = [_text(number) for number in metadata.get("numbers") or []]
    figure.table = str(metadata.get("data") or "")
    figure.narrow = str(metadata.get("narrow") or "").encode()
    return figure


def _html(text: str, metadata: Mapping[str, Any], name: str) -> Block:
    """Read HTML as a table if it contains nothing else, and as prose otherwise."""
    # The package may add a source to a table that it did not write
    is_foreign_table = is_ours(metadata) and bool(metadata.get("data"))
    note_on_styles: list[Node] = []
    if is_ours(metadata) and not is_foreign_table:
        nodes = parse(for_readers(text))
    else:
        nodes = without_marks(parse(text))
        note_on_styles = _apply_styles(nodes, text)

    table = table_grid.lone_table(nodes)
    if table is None:
        return ProseBlock(name, nodes + note_on_styles, markdown=False)
    cells = [element for element in walk(table.children) if element.tag in {"td", "th"}]
    if not cells:
        return ProseBlock(name, note_on_styles, markdown=False)

    label, title, source, _ = _caption(metadata, "caption", "table")
    if is_foreign_table and source:
        # the source below the table is that of all its numbers
        for cell in cells:
            cell.children = [Element("span", {"class": "label"}, cell.children)]
    grid = table_grid.read(table, metadata.get("align"))
    return TableBlock(
        cell=name,
        label=label or table.attrs.get("id", ""),
        title=title or grid.title,
        source=source + note_on_styles,
        grid=grid,
    )


def _apply_styles(nodes: list[Node], text: str) -> list[Node]:
    """Apply the styles of a pandas Styler to the cells, and return a note on those that are not supported."""
    # the Styler's ids begin with T_
    if "<style" not in text.lower() or "T_" not in text:
        return []
    styles = read_styles(text)
    apply_styles(nodes, styles)
    if not styles.unsupported:
        return []
    names = ", ".join(sorted(styles.unsupported))
    return [" ", Element("em", {"class": "label"}, [f"(styles not shown here: {names})"])]


def _text(value: Any) -> str:
    """Return a value from metadata as one line of text, without control characters."""
    return " ".join(INVISIBLE.sub("", str(value or "")).split())


def _caption(metadata: Mapping[str, Any], key: str, kind: str) -> tuple[str, list[Node], list[Node], list[Node]]:
    """Return label, title, source and subtitle of an exhibit; those of the package are HTML, others Markdown."""
    label = str(metadata.get("label") or "")
    title = str(metadata.get(key) or "")
    source = str(metadata.get("source") or "")
    subtitle = str(metadata.get("subtitle") or "")
    if is_ours(metadata):
        return label, parse(title), parse(source), parse(subtitle)
    # a picture without either, such as a photograph, claims nothing
    if title or source:
        source = not_checked(kind, source)
    return label, _inline(title), _inline(source), _inline(subtitle)


def _inline(source: str) -> list[Node]:
    return without_marks(markdown.parse_inline_markdown(source))


def _take_title(blocks: list[Block], title: str) -> str:
    """Remove every heading that repeats the title, which the page shows at its top, and return the title.

    Without a `title`, the text of the first heading of level 1 is the title. Any other `h1` with the same words is
    removed as well: it would be a section named like the report, and lower all other headings by one level.
    """
    for block in blocks:
        if not isinstance(block, ProseBlock):
            continue
        headings = [node for node in block.body if isinstance(node, Element) and node.tag == "h1"]
        for heading in headings:
            text = plain(heading.children)
            if not title or text == title:
                block.body.remove(heading)
                title = text
    return title


def _trim_masthead(report: ReportDocument) -> None:
    """Remove from the masthead of the notebook what the page shows above it."""
    shown_above = {report.title, report.subtitle, report.date, report.byline, ""}

    def is_needed(node: Node) -> bool:
        return isinstance(node, str) or plain([node]) not in shown_above

    for block in report.blocks:
        if not isinstance(block, ProseBlock):
            continue
        for element in block.body:
            if isinstance(element, Element) and "masthead" in classes(element):
                element.children = [node for node in element.children if is_needed(node)]
