"""Odd notebooks, as other tools and other people write them: each as the text of a file, by what is odd about it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

OURS = {"ours": True}
ALT = {"alt": "What it shows."}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
"""A picture of one dot."""


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


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l11;</text></svg>'

ODD: dict[str, str] = {
    "empty": "",
    "no JSON": "{",
    "of version 9": notebook(nbformat=9),
    "a raw cell": notebook(words("<b>raw</b> #set page(width: 1cm)", cell_type="raw")),
    "a source that is a number": notebook(words(7)),
    "a stream that steers": notebook(code({"output_type": "stream", "name": "stdout", "text": "\x1b[2J\x1b]0;\x07\0"})),
    "a label that is a list": html("<table><tr><td>x</td></tr></table>", caption="T", label=[1]),
    "an attachment out of the folder": about(attachments={"../a.csv": {"description": "d", "text": "t"}}),
    "tags nested deep": html("<div>" * 5000 + "x" + "</div>" * 5000),
    "a table of a thousand rows": html("<table>" + "<tr><td>x</td><td>y</td></tr>" * 1000 + "</table>"),
    "a dead link": html('<a href="#nowhere">x</a>'),
    "half a sign in linked data": about(linked_data={"a": "\ud800"}),
    "signs without a shape": notebook(words("\U0010ffff \ue000 \u0378 \U0001f9ff 𓀀 ཧཱུྃ")),
    "Markdown brackets nested deep": notebook(words("[" * 3000 + "x" + "]" * 3000)),
    "a drawing of laughs": svg(BOMB),
    "a drawing that uses ever more": drawing(
        '<defs><g id="g0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
        + '</defs><use xlink:href="#g8"/>'
    ),
    "a drawing nested deep": drawing("<g>" * 20_000 + "</g>" * 20_000),
}  # fmt: skip
