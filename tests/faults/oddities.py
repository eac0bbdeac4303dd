"""Odd notebooks, as other tools and other people write them: each as the text of a file, by what is odd about it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

OURS = {"ours": True}
ALT = {"alt": "What it shows."}
PIXEL = base64.b64encode(
    b"\x89PNG\r\n\x1a\n"
    + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0\0")),
            (b"IEND", b""),
        )
    )
).decode()


def notebook(*cells: Any, **changed: Any) -> str:
    """The text of a notebook with some cells."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | changed)


def words(source: Any, **changed: Any) -> dict[str, Any]:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "id": "words", "metadata": {}, "source": source} | changed


def code(*outputs: Any, **changed: Any) -> dict[str, Any]:
    """A cell of code with some outputs."""
    cell = {"cell_type": "code", "id": "code", "metadata": {}, "source": "1", "execution_count": 1}
    return cell | {"outputs": list(outputs)} | changed


def shown(data: Any, metadata: Any = None) -> dict[str, Any]:
    """An output that a cell displays."""
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def html(text: Any, **about: Any) -> str:
    """A notebook that displays HTML."""
    return notebook(code(shown({"text/html": text}, {"text/html": OURS | about} if about else None)))


def svg(text: Any, **about: Any) -> str:
    """A notebook that displays a drawing."""
    return notebook(code(shown({"image/svg+xml": text}, {"image/svg+xml": OURS | ALT | about})))


def png(text: Any) -> str:
    """A notebook that displays a picture."""
    return notebook(code(shown({"image/png": text}, {"image/png": ALT})))


def sized(width: int, height: int) -> str:
    """A picture that says it is of some size, and is not."""
    data = base64.b64decode(PIXEL)
    head = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    return base64.b64encode(data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]).decode()


def about(**said: Any) -> str:
    """A notebook whose output says something about the whole report."""
    return notebook(code(shown({"text/plain": ""}, {"text/plain": OURS, "report": said})))


def drawing(inner: str) -> str:
    """A drawing as matplotlib begins one."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return svg(f'{start} width="9" height="9" viewBox="0 0 9 9">{inner}</svg>')


SQUARE = "<table>" + ("<tr>" + '<td rowspan="1000" colspan="1000">x</td>' * 30 + "</tr>") * 30 + "</table>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l11;</text></svg>'

ROOT = '<svg xmlns="http://www.w3.org/2000/svg"'

ODD: dict[str, str] = {
    # -- the file
    "empty": "",
    "no JSON": "{",
    "a list": "[]",
    "nested beyond reading": "[" * 100_000,
    "of version 3": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
    "of version 9": notebook(nbformat=9),
    "no cells": notebook(),
    "a kernel that is missing": notebook(code(), metadata={"kernelspec": {"name": "nowhere", "display_name": "No"}}),
    # -- cells
    "a raw cell": notebook(words("<b>raw</b> #set page(width: 1cm)", cell_type="raw")),
    "a cell without a source": notebook({"cell_type": "markdown", "id": "words", "metadata": {}}),
    "a source that is a number": notebook(words(7)),
    "one id twice": notebook(words("x"), words("y")),
    "tags that are a number": notebook(code(metadata={"tags": 3})),
    "outputs that are none": notebook(code(outputs=None)),
    # -- outputs
    "a stream that steers": notebook(code({"output_type": "stream", "name": "stdout", "text": "\x1b[2J\x1b]0;\x07\0"})),
    "an error without a trace": notebook(code({"output_type": "error", "ename": "E", "evalue": "v"})),
    "a widget": notebook(code(shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}))),
    "LaTeX only": notebook(code(shown({"text/latex": "$$x$$"}))),
    "HTML that is a number": html(5),
    # -- what an output says of itself
    "a label that is a list": html("<table><tr><td>x</td></tr></table>", caption="T", label=[1]),
    "an attachment out of the folder": about(attachments={"../a.csv": {"description": "d", "text": "t"}}),
    # -- mark-up
    "tags nested deep": html("<div>" * 5000 + "x" + "</div>" * 5000),
    "tables nested deep": html("<table><tr><td>" * 100 + "x"),
    "a tag without end": html("<a href='" + "x" * 100_000),
    "cells that span a thousand": html(SQUARE, caption="A table"),
    "a table of a thousand rows": html("<table>" + "<tr><td>x</td><td>y</td></tr>" * 1000 + "</table>"),
    "a row of a thousand cells": html("<table><tr>" + "<td>x</td>" * 1000 + "</tr></table>", caption="T"),
    "a span that is negative": html('<table><tr><td colspan="-3" rowspan="1e9">x</td></tr></table>', caption="T"),
    "an id twice": html('<p id="a">x</p><p id="a">y</p>'),
    "a dead link": html('<a href="#nowhere">x</a>'),
    "an address that is broken": html('<a href="http://[::1">x</a><a href="http://a b">y</a>'),
    "a heading in a table": html("<table><tr><td><h2>x</h2></td></tr></table>", caption="T"),
    "a table in a heading": html("<h2><table><tr><td>x</td></tr></table></h2>"),
    # -- signs
    "half a sign": notebook(words("a \ud800 b"), code(shown({"text/html": "<p>\udfff</p>"}))),
    "half a sign in linked data": about(linked_data={"a": "\ud800"}),
    "zero bytes": notebook(words("a\0b"), code(shown({"text/html": "<p>\0</p>", "text/plain": "\0"}))),
    "signs without a shape": notebook(words("\U0010ffff \ue000 \u0378 \U0001f9ff 𓀀 ཧཱུྃ")),
    "a word without end": notebook(words("x" * 200_000)),
    # -- Markdown
    "Markdown quotations nested deep": notebook(words(">" * 3000 + " x")),
    "Markdown brackets nested deep": notebook(words("[" * 3000 + "x" + "]" * 3000)),
    "Markdown fences without end": notebook(words("```python\nx")),
    "Markdown with mathematics": notebook(words(r"$x_1$ and $$\frac{1}{2}$$ and \(y\)")),
    "Markdown with a reference to nothing": notebook(words("See @fig-nowhere.")),
    # -- drawings and pictures
    "a drawing that is empty": svg(""),
    "a drawing that is no XML": svg("<svg><g></svg>"),
    "a drawing of odd sizes": svg(f'{ROOT} width="1e9" height="-5" viewBox="0 0 nan x"/>'),
    "a drawing of laughs": svg(BOMB),
    "a drawing that loads": svg('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'),
    "a drawing that uses ever more": drawing(
        '<defs><g id="g0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
        + '</defs><use xlink:href="#g8"/>'
    ),
    "a drawing nested deep": drawing("<g>" * 20_000 + "</g>" * 20_000),
    "a drawing nested": drawing("<g>" * 900 + "<rect width='1' height='1'/>" + "</g>" * 900),
    "a drawing without alt text": notebook(code(shown({"image/svg+xml": "<svg/>"}))),
    "a picture": png(PIXEL),
    "a picture that is no base64": png("*&^%$#@! not base64"),
    "a picture of half a byte": png("A"),
    "a picture cut off": png(PIXEL[:40]),
    "a picture of no size": png(sized(0, 0)),
    "a picture of a hundred thousand columns": png(sized(100_000, 100_000)),
}  # fmt: skip
