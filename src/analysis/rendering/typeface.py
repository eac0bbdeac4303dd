"""The typeface of a figure where nothing else brings it along: in JupyterLab, and in pages by other tools than ours."""

from functools import cache

from analysis.rendering.fonts import SANS
from analysis.rendering.webfonts import font_faces

STACK = f"'Report Sans', '{SANS}', 'Source Sans 3', sans-serif"
"""The typeface that comes along, the one it is a part of, its newer name, and whatever the reader has."""


def with_typeface(caption: str, svg: str, foot: str) -> str:
    """Return a drawing as a figure for a page, with the words above and below it, and the typeface in it.

    Our own exporters take the bare drawing: their page holds the typeface once for all figures.
    """
    drawing = svg[svg.index("<svg") :].replace(f"'{SANS}'", STACK).replace("<svg", '<svg overflow="visible"', 1)
    style = f'style="font-family: {STACK}; margin: 0"'
    return f"<figure {style}><style>{_faces()}</style><figcaption>{caption}</figcaption>{drawing}{foot}</figure>"


def as_picture(svg: str) -> str:
    """Return a drawing that holds its typeface, as one shown as a picture has to: that can load nothing."""
    return svg.replace(f"'{SANS}'", STACK).replace("</defs>", f"<style>{_faces()}</style></defs>", 1)


@cache
def _faces() -> str:
    return font_faces(("ReportSans-Regular", "ReportSans-Semibold"))
