"""Link previews: the pictures that other sites show beside a link to a report or to a claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.rendering.document import FigureBlock, opening
from analysis.rendering.html_tree import plain
from analysis.rendering.pdf import picture, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.document import ReportDocument

DOTS_PER_INCH = 144.0
"""The resolution at which a picture has the 1,200 by 630 pixels that most services recommend."""

LONGEST_TITLE, LONGEST_TEXT, LONGEST_CREDIT, LONGEST_CAPTION = 110, 300, 80, 110
"""Maximum lengths in characters; of longer texts the first sentences are shown."""

LONGEST_LARGE_ANSWER = 40
"""Maximum length in characters of a first sentence that is printed large."""


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """The content of a picture: a large text, the texts above and below it, a verdict, and a drawing as SVG."""

    large: str
    credit: str
    kicker: str = ""
    verdict: str = ""
    text: str = ""
    drawing: bytes = b""
    caption: str = ""


def of_report(report: ReportDocument) -> LinkPreview:
    """Return the content of a report's picture: its answer beside its first figure."""
    answer = report.answer or report.description or report.subtitle
    # A short answer is printed large, with the title above it; otherwise the title is
    first, rest = split_answer(answer)
    if 0 < len(first) <= LONGEST_LARGE_ANSWER:
        large, kicker, text = first.rstrip("."), report.title, rest
    else:
        large, kicker, text = report.title, "", answer

    drawing, caption = b"", ""
    for block in report.story:
        if isinstance(block, FigureBlock) and block.name:
            # the letters of a narrow drawing are larger
            drawing = block.narrow or picture(block)
            caption = plain(block.title)
            break
    credit = " · ".join(part for part in (*report.authors, report.edition) if part)
    return LinkPreview(large=large, credit=credit, kicker=kicker, text=text, drawing=drawing, caption=caption)


def split_answer(answer: str) -> tuple[str, str]:
    """Split an answer into its first sentence and the rest.

    >>> split_answer("Not yet. By our rule that means in front somewhere.")
    ('Not yet.', 'By our rule that means in front somewhere.')
    """
    sentence = re.match(r"(.+?[.?!][”’)]*)(?:\s+|$)(.*)", answer, re.DOTALL)
    return (sentence[1], sentence[2]) if sentence else (answer, "")


def draw_link_previews(previews: Sequence[LinkPreview]) -> list[bytes]:
    """Draw pictures of 1,200 by 630 pixels, as PNG."""
    if not previews:
        return []
    files: dict[str, bytes] = {}
    data = []
    for number, preview in enumerate(previews):
        file = ""
        if preview.drawing:
            file = f"{number}.svg"
            files[file] = preview.drawing
        data.append(
            {
                "kicker": opening(preview.kicker, LONGEST_TITLE),
                "large": opening(preview.large, LONGEST_TITLE),
                # not capitalize(), which would put the rest in small letters
                "verdict": preview.verdict[:1].upper() + preview.verdict[1:],
                # "missing context, …" has the mark of "missing-context"
                "kind": preview.verdict.partition(",")[0].replace(" ", "-"),
                "text": opening(preview.text, LONGEST_TEXT),
                "credit": opening(preview.credit, LONGEST_CREDIT),
                "caption": opening(preview.caption, LONGEST_CAPTION),
                "file": file,
            }
        )

    # Typst returns a list only if there are several pages
    pages, _ = typeset("link_preview", data, files, format="png", ppi=DOTS_PER_INCH)
    if not isinstance(pages, list):
        pages = [pages]
    return [bytes(page) for page in pages]
