"""The typefaces that are written into every page, so that it looks the same everywhere and loads nothing.

They are parts of Adobe's Source Sans Pro and Source Serif Pro under the SIL Open Font License (`OFL.txt`), which
reserves the name Source for the whole; so the parts bear another name. `python -m analysis.rendering.webfonts`
makes the files anew.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

__all__ = ["CUTS", "FOLDER", "font_faces"]

FOLDER = Path(__file__).parent
CUTS = {
    "ReportSans-Regular": ("Report Sans", "normal", "400"),
    "ReportSans-Semibold": ("Report Sans", "normal", "600 900"),
    "ReportSerif-Regular": ("Report Serif", "normal", "400"),
    "ReportSerif-Semibold": ("Report Serif", "normal", "600 900"),
    "ReportSerif-It": ("Report Serif", "italic", "400"),
}
"""Each file, and the family, style and weights that a page uses it for."""


@cache
def font_faces(names: tuple[str, ...] = tuple(CUTS)) -> str:
    """Return the CSS rules that hold the typefaces of a page, all of them or those named."""
    return "\n".join(_face(name, *CUTS[name]) for name in names)


def _face(name: str, family: str, style: str, weight: str) -> str:
    data = base64.b64encode((FOLDER / f"{name}.woff2").read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url(data:font/woff2;base64,{data}); }}"
    )
