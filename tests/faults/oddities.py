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
    "a number": "3",
    "only braces": "{}",
    "nested beyond reading": "[" * 100_000,
    "of version 3": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
    "of version 9": notebook(nbformat=9),
    "of version none": notebook(nbformat=None),
    "of version text": notebook(nbformat="4"),
    "no cells": notebook(),
    "cells that are none": notebook(cells=None),
    "cells by name": notebook(cells={"a": 1}),
    "a cell that is text": notebook("cell"),
    "a cell that is nothing": notebook(None),
    "no metadata": json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [words("Words.")]}),
    "metadata that are none": notebook(metadata=None),
    "metadata that are a list": notebook(metadata=[1]),
    "a kernel that is missing": notebook(code(), metadata={"kernelspec": {"name": "nowhere", "display_name": "No"}}),
    "a kernel that is a number": notebook(code(), metadata={"kernelspec": 3, "language_info": 3}),
    "a title that is a list": notebook(metadata={"title": ["a", {"b": 1}]}),
    # -- cells
    "a cell without a type": notebook({"metadata": {}, "source": "x"}),
    "a cell of an unknown type": notebook(words("x", cell_type="video")),
    "a heading cell": notebook(words("x", cell_type="heading", level=1)),
    "a raw cell": notebook(words("<b>raw</b> #set page(width: 1cm)", cell_type="raw")),
    "a cell without a source": notebook({"cell_type": "markdown", "id": "words", "metadata": {}}),
    "a source that is a number": notebook(words(7)),
    "a source of numbers": notebook(words([1, 2])),
    "a source of lines": notebook(words(["# One\n", "two"])),
    "an id that is a number": notebook(words("x", id=5)),
    "an id that steers": notebook(words("x", id="--><script>alert(1)</script>")),
    "one id twice": notebook(words("x"), words("y")),
    "tags that are a number": notebook(code(metadata={"tags": 3})),
    "tags of lists": notebook(code(metadata={"tags": [[1]]})),
    "metadata of a cell that are none": notebook(words("x", metadata=None)),
    "attachments that are text": notebook(words("![a](attachment:a.png)", attachments="x")),
    "outputs that are none": notebook(code(outputs=None)),
    "outputs that are text": notebook(code(outputs="text")),
    "no outputs": notebook({"cell_type": "code", "id": "c", "metadata": {}, "source": "1", "execution_count": None}),
    "a count that is text": notebook(code(execution_count="x")),
    # -- outputs
    "an output without a type": notebook(code({"data": {}})),
    "an output of an unknown type": notebook(code({"output_type": "update", "data": {}})),
    "an output that is nothing": notebook(code(None)),
    "a stream without text": notebook(code({"output_type": "stream", "name": "stdout"})),
    "a stream of numbers": notebook(code({"output_type": "stream", "name": "stdout", "text": [1]})),
    "a stream that steers": notebook(code({"output_type": "stream", "name": "stdout", "text": "\x1b[2J\x1b]0;\x07\0"})),
    "an error without a trace": notebook(code({"output_type": "error", "ename": "E", "evalue": "v"})),
    "an error with a trace of numbers": notebook(
        code({"output_type": "error", "ename": 1, "evalue": None, "traceback": [1]})
    ),
    "an output without data": notebook(code({"output_type": "display_data", "metadata": {}})),
    "data that are a list": notebook(code(shown(["text/html"]))),
    "metadata of an output that are a list": notebook(code(shown({"text/html": "x"}) | {"metadata": [1]})),
    "metadata of HTML that are text": notebook(code(shown({"text/html": "<p>x</p>"}, {"text/html": "x"}))),
    "an unknown kind of output": notebook(code(shown({"application/vnd.nobody+json": {"a": 1}}))),
    "a widget": notebook(code(shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}))),
    "JSON only": notebook(code(shown({"application/json": {"a": [1]}}))),
    "LaTeX only": notebook(code(shown({"text/latex": "$$x$$"}))),
    "a PDF as an output": notebook(code(shown({"application/pdf": "JVBERi0="}))),
    "a JPEG": notebook(code(shown({"image/jpeg": "/9j/4AAQ"}))),
    "plain text that is a number": notebook(code(shown({"text/plain": 5}))),
    "HTML that is a number": html(5),
    "HTML that is nothing": html(None),
    "HTML of lines": html(["<p>a", "</p>"]),
    "Markdown that is a number": notebook(code(shown({"text/markdown": 5}))),
    # -- what an output says of itself
    "a caption that is a list": html("<table><tr><td>x</td></tr></table>", caption=[1]),
    "a label that is a list": html("<table><tr><td>x</td></tr></table>", caption="T", label=[1]),
    "an alignment that is a number": html("<table><tr><td>x</td></tr></table>", caption="T", align=3),
    "an alignment of lists": html("<table><tr><td>x</td></tr></table>", caption="T", align=[[1]]),
    "numbers that are a number": svg("<svg/>", numbers=3),
    "numbers of mappings": svg("<svg/>", numbers=[{"to": "x"}]),
    "a report that is text": notebook(code(shown({"text/plain": ""}, {"text/plain": OURS, "report": "x"}))),
    "a title of a report that is a list": about(title=[1]),
    "authors that are a number": about(authors=3),
    "keywords that are text": about(keywords="abc"),
    "a day that is none": about(title="T", date="the 5th"),
    "a day in year one": about(title="T", date="0001-01-01"),
    "a language that is none": about(title="T", lang="x" * 50),
    "attachments of a report that are a list": about(attachments=[1]),
    "an attachment out of the folder": about(attachments={"../a.csv": {"description": "d", "text": "t"}}),
    "an attachment called as a part": about(attachments={"main.csv": {"description": 1, "text": None}}),
    "linked data that are a list": about(linked_data=[1]),
    # -- mark-up
    "tags nested deep": html("<div>" * 5000 + "x" + "</div>" * 5000),
    "lists nested deep": html("<ul><li>" * 600 + "x"),
    "quotations nested deep": html("<blockquote>" * 300 + "x"),
    "tables nested deep": html("<table><tr><td>" * 100 + "x"),
    "bold nested deep": html("<b>" * 3000 + "x"),
    "links nested deep": html('<a href="#main">' * 500 + "x"),
    "details nested deep": html("<details><summary>" * 200 + "x"),
    "definitions nested deep": html("<dl><dt>a<dd>" * 200 + "x"),
    "tags never closed": html("<p><b><i><u>" * 2000),
    "tags only closed": html("</p></div>" * 5000),
    "a tag without end": html("<a href='" + "x" * 100_000),
    "a comment without end": html("<!-- " + "x" * 1000),
    "a declaration without end": html("<![CDATA[ x"),
    "a hundred thousand ampersands": html("&" * 100_000),
    "cells that span a thousand": html(SQUARE, caption="A table"),
    "cells that span a thousand, in prose": html(f"<p>a</p>{SQUARE}"),
    "a table of a thousand rows": html("<table>" + "<tr><td>x</td><td>y</td></tr>" * 1000 + "</table>"),
    "a row of a thousand cells": html("<table><tr>" + "<td>x</td>" * 1000 + "</tr></table>", caption="T"),
    "a table of heads alone": html("<table><thead><tr><th>a</th></tr></thead></table>", caption="T"),
    "a row with nothing in it": html("<table><tr></tr><tr><td>x</td></tr></table>", caption="T"),
    "a span that is negative": html('<table><tr><td colspan="-3" rowspan="1e9">x</td></tr></table>', caption="T"),
    "a span below the head": html('<table><thead><tr><th rowspan="9">a</thead><tr><td>x</table>', caption="T"),
    "a start beyond counting": html(f'<ol start="{"9" * 40}"><li>x</li></ol>'),
    "a list of texts": html("<ul>text<b>bold</b><li>x</li></ul>"),
    "an id twice": html('<p id="a">x</p><p id="a">y</p>'),
    "an id that is quoted": html('<p id="a&quot;b\\">x</p>'),
    "an id with a blank": html('<h2 id="a b<c>">x</h2>'),
    "a dead link": html('<a href="#nowhere">x</a>'),
    "an address that is broken": html('<a href="http://[::1">x</a><a href="http://a b">y</a>'),
    "an address without letters": html('<a href="">x</a><a href="%%%">y</a>'),
    "a heading in a table": html("<table><tr><td><h2>x</h2></td></tr></table>", caption="T"),
    "a heading in a list": html("<ul><li><h2>x</h2></li></ul>"),
    "a heading in a link": html('<a href="https://example.org"><h2>x</h2><p>y</p></a>'),
    "a paragraph in a heading": html("<h2><p>x</p><ul><li>y</li></ul></h2>"),
    "a table in a heading": html("<h2><table><tr><td>x</td></tr></table></h2>"),
    # -- signs
    "half a sign": notebook(words("a \ud800 b"), code(shown({"text/html": "<p>\udfff</p>"}))),
    "half a sign in a title": about(title="a \ud800", authors=["\udfff"]),
    "half a sign in alt text": notebook(
        code(shown({"image/svg+xml": f"{ROOT}/>"}, {"image/svg+xml": {"alt": "\ud800"}}))
    ),
    "half a sign in a drawing": drawing("<text>\ud800</text>"),
    "half a sign in an attachment": about(attachments={"a.csv": {"description": "\ud800", "text": "\ud800"}}),
    "half a sign in linked data": about(linked_data={"a": "\ud800"}),
    "zero bytes": notebook(words("a\0b"), code(shown({"text/html": "<p>\0</p>", "text/plain": "\0"}))),
    "signs without a shape": notebook(words("\U0010ffff \ue000 \u0378 \U0001f9ff 𓀀 ཧཱུྃ")),
    "signs that turn the line": notebook(words("a \u202e b \u2066 c \u200f")),
    "a thousand accents": notebook(words("a" + "\u0301" * 1000)),
    "a word without end": notebook(words("x" * 200_000)),
    "a line of code without end": notebook(words("```\n" + "x" * 100_000 + "\n```")),
    # -- Markdown
    "Markdown quotations nested deep": notebook(words(">" * 3000 + " x")),
    "Markdown lists nested deep": notebook(words("\n".join("  " * n + "- x" for n in range(300)))),
    "Markdown brackets nested deep": notebook(words("[" * 3000 + "x" + "]" * 3000)),
    "Markdown stars": notebook(words("*" * 3000 + "x" + "*" * 3000)),
    "Markdown stars apart": notebook(words("*a " * 2000)),
    "Markdown backticks": notebook(words("`" * 999 + " " + "``" * 999)),
    "Markdown angles": notebook(words("<" * 5000)),
    "Markdown tables without rows": notebook(words("| a | b |\n|---|")),
    "Markdown headings alone": notebook(words("#\n##\n###### \n# #")),
    "Markdown fences without end": notebook(words("```python\nx")),
    "Markdown with mathematics": notebook(words(r"$x_1$ and $$\frac{1}{2}$$ and \(y\)")),
    "Markdown with a reference to nothing": notebook(words("See @fig-nowhere.")),
    # -- drawings and pictures
    "a drawing that is empty": svg(""),
    "a drawing that is a number": svg(5),
    "a drawing that is no XML": svg("<svg><g></svg>"),
    "a drawing of another root": svg("<html/>"),
    "a drawing without a name space": svg("<svg><rect width='5' height='5'/></svg>"),
    "a drawing of no size": svg('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'),
    "a drawing of odd sizes": svg(f'{ROOT} width="1e9" height="-5" viewBox="0 0 nan x"/>'),
    "a drawing without limits": svg('<svg xmlns="http://www.w3.org/2000/svg" width="1e30" height="1e30"/>'),
    "a drawing of laughs": svg(BOMB),
    "a drawing that loads": svg('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'),
    "a drawing that uses itself": drawing('<g id="a"><use xlink:href="#a"/></g><use href="#a"/>'),
    "a drawing that uses ever more": drawing(
        '<defs><g id="g0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
        + '</defs><use xlink:href="#g8"/>'
    ),
    "a drawing nested deep": drawing("<g>" * 20_000 + "</g>" * 20_000),
    "a drawing nested": drawing("<g>" * 900 + "<rect width='1' height='1'/>" + "</g>" * 900),
    "a drawing of odd colours": drawing('<rect width="1" height="1" fill="#zzz" stroke="url(#no)"/>'),
    "a drawing of odd paths": drawing('<path d="M 1e999 NaN L x Z Q 1" transform="rotate(x)"/>'),
    "a drawing with a picture that is none": drawing('<image xlink:href="data:image/png;base64,AAAA"/>'),
    "a drawing in another encoding": svg(f'<?xml version="1.0" encoding="utf-16"?>{ROOT}/>'),
    "a drawing without alt text": notebook(code(shown({"image/svg+xml": "<svg/>"}))),
    "alt text that is a list": notebook(code(shown({"image/svg+xml": "<svg/>"}, {"image/svg+xml": {"alt": [1]}}))),
    "a picture": png(PIXEL),
    "a picture that is empty": png(""),
    "a picture that is a number": png(5),
    "a picture that is no base64": png("*&^%$#@! not base64"),
    "a picture of letters beyond ASCII": png("äöü"),
    "a picture of half a byte": png("A"),
    "a picture cut off": png(PIXEL[:40]),
    "a picture cut off in its head": png(base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0").decode()),
    "a picture of no size": png(sized(0, 0)),
    "a picture of four milliards of columns": png(sized(2**32 - 1, 2**32 - 1)),
    "a picture of a hundred thousand columns": png(sized(100_000, 100_000)),
    "a picture that is another": png("R0lGODlhAQABAAAAACw="),
}  # fmt: skip
