"""Fonts of the PDF, from Python packages so that every machine makes the same bytes, and typefaces of the page."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.rendering.report_errors import ReportError

SANS = "Source Sans Pro"
PACKAGES = ("font_source_sans_pro", "font_source_serif_pro")
FONT_CUTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


@cache
def compiler() -> Any:
    """Return the Typst compiler; it is made once in a run, because reading fonts takes time."""
    import typst

    # a drawing of somebody else may name a file to show: none but the fonts lies in reach
    return typst.Compiler(b"", root=_folder().name, font_paths=fonts(), ignore_system_fonts=True)


@cache
def fonts() -> Any:
    """Return the typefaces of the PDF as Typst takes them, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_folder().name])


@cache  # to the end: Typst opens fonts late, when first used
def _folder() -> TemporaryDirectory[str]:
    # The packages hold each cut as .otf and as .ttf; which one wins would depend on the order of the folder.
    folder = TemporaryDirectory(prefix="japan-tech-")
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ReportError(f"The PDF needs the Python package {package.replace('_', '-')}; install it with pip.")
        files = Path(spec.submodule_search_locations[0]) / "files"
        for cut in FONT_CUTS:
            (found,) = files.glob(f"*-{cut}.ttf")
            Path(folder.name, found.name).write_bytes(found.read_bytes())
    return folder


# The typefaces that are written into every page, so that it looks the same everywhere and loads nothing.
#
# They are parts of Adobe's Source Sans Pro and Source Serif Pro under the SIL Open Font License (`OFL.txt`), which
# reserves the name Source for the whole; so the parts bear another name. They were cut with
# `pyftsubset` of fonttools: Latin-1, the signs of numbers, and the features kern, liga and pnum.

FOLDER = Path(__file__).with_name("webfonts")
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


# The typeface of a figure that is shown as a picture, which can load nothing: in notebooks, and in the explorer.

STACK = f"'Report Sans', '{SANS}', 'Source Sans 3', sans-serif"
"""The typeface that comes along, the one it is a part of, its newer name, and whatever the reader has."""

WEIGHTS = {"Regular": "400", "Semibold": "600 900"}
"""The cuts that drawings use, and the font weights that each stands for."""


COMMON = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), *range(0x20A0, 0x20BF))))
"""Latin letters, digits, punctuation and currencies: nearly all that drawings show."""


def font_face_of(cut: str, letters: str) -> str:
    """Return the CSS rule that holds a cut of the typeface of figures, with no other glyphs than some letters have."""
    spec = find_spec(PACKAGES[0])
    if spec is None or spec.origin is None:
        return ""
    whole = (Path(spec.origin).parent / "files" / f"SourceSansPro-{cut}.ttf").read_bytes()
    font = _common_glyphs(whole) if set(letters) <= set(COMMON) else whole
    data = base64.b64encode(_subset(font, letters, "woff")).decode()
    return f"@font-face{{font-family:'Report Sans';font-weight:{WEIGHTS[cut]};src:url(data:font/woff;base64,{data})}}"


@cache
def _common_glyphs(font: bytes) -> bytes:
    """Return a font with the common letters only, of which those of a drawing are found several times sooner."""
    return _subset(font, COMMON)


def _subset(font: bytes, letters: str, flavor: str | None = None) -> bytes:
    """Return a font that has the glyphs of some letters and no others."""
    from fontTools import subset

    options = subset.Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=False)
    options.drop_tables += ["GDEF", "GPOS", "GSUB"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    file = io.BytesIO()
    with subset.load_font(io.BytesIO(font), options) as opened:
        subsetter.subset(opened)
        opened.flavor = flavor
        opened.save(file)
    return file.getvalue()
