"""The output of the explorer: sentences with numbers to click, figures, and links to files."""

from __future__ import annotations

import html
import os
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import quote

import anywidget
import traitlets

from analysis.charts import Figure
from analysis.rendering.svg import as_picture
from analysis.report.claim_cards import explain_despite_count, reason
from analysis.writing.writer import HTML, PLAIN, Writer

if TYPE_CHECKING:
    from analysis.findings import Catalogue, Outcome
    from analysis.report.explorer_declarations import ExplorerTopic

LOCK = RLock()
"""Held while something is computed and drawn: JupyterLab handles the messages of widgets in several threads."""


class Text(anywidget.AnyWidget):
    """Words, which are read out when they change, and a figure, both as HTML."""

    _esm = Path(__file__).with_name("text.js")
    words, figure = traitlets.Unicode().tag(sync=True), traitlets.Unicode().tag(sync=True)

    def say(self, *lines: str, links: str = "") -> None:
        """Show plain lines, and links, which are HTML, below them; without either, nothing."""
        paragraphs = [html.escape(line) for line in lines] + [links]
        self.words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)

    def show(self, topic: ExplorerTopic, catalogue: Catalogue) -> None:
        """Show the sentences and the figure of a topic; a sentence whose numbers were not public yet is left out.

        Where the figure could not be drawn for that reason, a note stands in its place.
        """
        writer = Writer(catalogue)

        def verdict_link(outcome: Outcome, claim_id: str) -> str:
            """Return a verdict whose tooltip says why; the explorer has no claim cards to lead to."""
            verdict = catalogue.verdict(claim_id)
            lines = [
                f"{claim_id}: {outcome.value}",
                reason(writer, verdict, PLAIN),
                *explain_despite_count(verdict),
                writer.grounds(verdict, PLAIN),
            ]
            title = html.escape("\n".join(line for line in lines if line))
            return f'<a class="verdict" href="#{claim_id}" title="{title}">{outcome.value}</a>'

        markup = replace(HTML, verdict=verdict_link)
        paragraphs = [writer.sentences([sentence], markup) for sentence in topic.sentences]
        words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)
        self.words = words or "<p>No data by this date.</p>"
        figure = topic.figure(writer)
        self.figure = figure_html(figure) if isinstance(figure, Figure) else figure.page


def figure_html(figure: Figure, *, is_wide: bool = False) -> str:
    """Return a figure with its words as HTML; one that `is_wide` has its narrow drawing on small screens only."""
    narrow = figure.narrow_svg or figure.svg
    image = f'<img alt="{html.escape(figure.alt)}" src="{_image(narrow)}">'
    if is_wide:
        wide = f'<source media="(min-width: 700px)" srcset="{_image(figure.svg)}">'
        image = f"<picture>{wide}{image}</picture>"
    caption = f"<figcaption><strong>{figure.title}</strong><br>{figure.subtitle}</figcaption>"
    return f"<figure>{caption}{image}<div><small>{figure.source}</small></div></figure>"


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{_base64(as_picture(svg))}"


def download(name: str, content: str | bytes, media_type: str, words: str) -> str:
    """Return a link that saves a file; its address contains the file, so that it works wherever the page is shown."""
    address = f"data:{media_type};base64,{_base64(content)}"
    return f'<a download="{html.escape(name)}" href="{address}">{html.escape(words)}</a>'


def link_to(file: Path, media_type: str) -> str:
    """Return a link that opens a file in a new tab, or that saves it if no Jupyter server serves its folder."""
    from jupyter_server.serverapp import list_running_servers  # 0.2 s, which the explorer can do without at its start

    path = file.resolve()
    for server in list_running_servers():
        if server.get("pid") != os.getppid():  # kernels are started by their server
            continue
        root = Path(server["root_dir"]).resolve()
        if path.is_relative_to(root):
            address = f"{server['base_url']}files/{quote(path.relative_to(root).as_posix())}"
            return f'<a href="{html.escape(address)}" target="_blank" rel="noopener">{html.escape(file.name)}</a>'
    return download(file.name, file.read_bytes(), media_type, words=file.name)


def _base64(content: str | bytes) -> str:
    if isinstance(content, str):
        content = content.encode()
    return b64encode(content).decode()
