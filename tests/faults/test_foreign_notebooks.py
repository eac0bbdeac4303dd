"""Odd notebooks, as other tools and other people write them: each becomes a page and a PDF, or a sentence says why not.

Each is the text of a file, by what is odd about it.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from nbconvert.nbconvertapp import NbConvertApp

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.report_errors import ReportError


def notebook(*cells: dict[str, Any], **changed: Any) -> str:
    """The text of a notebook with some cells."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | changed)


def cell(kind: str, source: Any) -> dict[str, Any]:
    """A cell that is not run."""
    return {"cell_type": kind, "id": kind, "metadata": {}, "source": source}


def ran(**output: Any) -> str:
    """A notebook with a cell of code and its output."""
    return notebook(cell("code", "1") | {"execution_count": 1, "outputs": [output]})


def shows(mime: str, content: str, report: dict[str, Any] | None = None, **about: Any) -> str:
    """A notebook that shows something of ours, which may say something of the whole report as well."""
    said = {mime: {"ours": True, "alt": "What it shows."} | about, **({"report": report} if report else {})}
    return ran(output_type="display_data", data={mime: content}, metadata=said)


def drawing(inner: str, before: str = "") -> str:
    """A notebook that shows a drawing."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
    return shows("image/svg+xml", f'{before}{start} width="9" height="9">{inner}</svg>')


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
ODD = {
    "empty": "",
    "no JSON": "{",
    "of version 9": notebook(nbformat=9),
    "a raw cell": notebook(cell("raw", "<b>raw</b> #set page(width: 1cm)")),
    "a source that is a number": notebook(cell("markdown", 7)),
    "signs without a shape": notebook(cell("markdown", "\U0010ffff \ue000 \u0378 \U0001f9ff 𓀀 ཧཱུྃ")),
    "Markdown brackets nested deep": notebook(cell("markdown", "[" * 3000 + "x" + "]" * 3000)),
    "a stream that steers": ran(output_type="stream", name="stdout", text="\x1b[2J\x1b]0;\x07\0"),
    "a label that is a list": shows("text/html", "<table><tr><td>x</td></tr></table>", caption="T", label=[1]),
    "an attachment out of the folder": shows("text/plain", "", {"attachments": {"../a.csv": {"text": "t"}}}),
    "half a sign in linked data": shows("text/plain", "", {"linked_data": {"a": "\ud800"}}),
    "tags nested deep": shows("text/html", "<div>" * 5000 + "x" + "</div>" * 5000),
    "a table of a thousand rows": shows("text/html", "<table>" + "<tr><td>x</td><td>y</td></tr>" * 1000 + "</table>"),
    "a dead link": shows("text/html", '<a href="#nowhere">x</a>'),
    "a drawing of laughs": drawing("<text>&l11;</text>", f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "a drawing that uses ever more": drawing(
        '<defs><g id="g0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
        + '</defs><use xlink:href="#g8"/>'
    ),
    "a drawing nested deep": drawing("<g>" * 20_000 + "</g>" * 20_000),
}


def outcome(exporter, text, path):
    """Export a notebook; return the sentence that says why it cannot be, or nothing."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        made, _ = exporter().from_filename(str(path))
    except ReportError as error:
        return str(error)
    assert len(made) > 1000
    return ""


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportPDFExporter])
def test_an_odd_notebook_is_made_or_told_in_a_sentence_and_soon(tmp_path, exporter, name):
    begun = time.monotonic()
    said = outcome(exporter, ODD[name], tmp_path / "odd.ipynb")
    assert said == "" or (said.isprintable() and 20 < len(said) < 400)
    assert time.monotonic() - begun < 20


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    size = (100_000).to_bytes(4)
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + size).decode()
    said = outcome(ReportPDFExporter, shows("image/png", picture), tmp_path / "odd.ipynb")
    assert said == "cell [1] “1”: the figure has 100,000 by 100,000 dots; 50,000,000 at most fit a PDF."


def test_nbconvert_as_a_command_ends_with_the_sentence_and_nothing_else(tmp_path):
    (tmp_path / "odd.ipynb").write_text(ODD["an attachment out of the folder"])
    try:
        with pytest.raises(SystemExit) as end:  # Python prints what it says
            NbConvertApp.launch_instance(["--to", "report-html", str(tmp_path / "odd.ipynb")])
    finally:
        NbConvertApp.clear_instance()
    assert str(end.value) == "the attachment '../a.csv' needs a plain file name that ends in .csv."
    assert [path.name for path in tmp_path.iterdir()] == ["odd.ipynb"]
