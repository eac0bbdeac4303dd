"""The picture that others show beside a link: what the report answers, or a claim with its verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.rendering.document import FigureBlock, opening
from analysis.rendering.pdf import picture, typeset
from analysis.rendering.tree import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.document import ReportDocument

DOTS = 144.0
"""Dots per inch, so that a picture has the 1,200 by 630 dots that most services ask for."""

LONGEST_TITLE, LONGEST_TEXT, LONGEST_CREDIT, LONGEST_CAPTION = 110, 300, 80, 110
"""Letters for which there is room; of what is longer the first sentences are shown."""

SHORT_ANSWER = 40
"""Up to this length the first sentence of an answer is printed large."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a picture shows: a text printed large with more above and below it, a verdict, and a drawing as SVG."""

    large: str
    credit: str
    kicker: str = ""
    verdict: str = ""
    text: str = ""
    drawing: bytes = b""
    caption: str = ""


def of_report(report: ReportDocument) -> Preview:
    """Return what the picture of a report shows: its answer beside its first figure."""
    answer = report.answer or report.description or report.subtitle
    first, rest = split_answer(answer)
    title, text = (report.title, answer) if len(first) > SHORT_ANSWER or not first else ("", rest)
    figure = next((it for it in report.story if isinstance(it, FigureBlock) and it.name), None)
    return Preview(
        large=title or first.rstrip("."),
        kicker="" if title else report.title,
        text=text,
        credit=" · ".join(part for part in (*report.authors, report.edition) if part),
        drawing=(figure.narrow or picture(figure)) if figure else b"",
        caption=plain(figure.title) if figure else "",
    )


def split_answer(answer: str) -> tuple[str, str]:
    """Split an answer into its first sentence and the rest.

    >>> split_answer("Not yet. By our rule that means in front somewhere.")
    ('Not yet.', 'By our rule that means in front somewhere.')
    """
    found = re.match(r"(.+?[.?!][”’)]*)(?:\s+|$)(.*)", answer, re.DOTALL)
    return (found[1], found[2]) if found else (answer, "")


def draw_previews(previews: Sequence[Preview]) -> list[bytes]:
    """Draw pictures of 1,200 by 630 dots, as PNG."""
    if not previews:
        return []
    files = {f"{number}.svg": it.drawing for number, it in enumerate(previews) if it.drawing}
    data = [
        {
            "kicker": opening(it.kicker, LONGEST_TITLE),
            "large": opening(it.large, LONGEST_TITLE),
            "verdict": it.verdict[:1].upper() + it.verdict[1:],
            "kind": it.verdict.partition(",")[0].replace(" ", "-"),
            "text": opening(it.text, LONGEST_TEXT),
            "credit": opening(it.credit, LONGEST_CREDIT),
            "caption": opening(it.caption, LONGEST_CAPTION),
            "file": f"{number}.svg" if it.drawing else "",
        }
        for number, it in enumerate(previews)
    ]
    made, _ = typeset("preview", data, files, format="png", ppi=DOTS)
    return list(map(bytes, made)) if isinstance(made, list) else [bytes(made)]
