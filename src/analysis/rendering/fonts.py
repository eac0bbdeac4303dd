"""Fonts of the PDF, of the page and of drawings; none is taken from the machine, so that the bytes never differ."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from analysis.rendering.report_errors import ReportError

# The fonts of the PDF, from Python packages.

SANS = "Source Sans Pro"
PACKAGES = ("font_source_sans_pro", "font_source_serif_pro")
PDF_CUTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


@cache
def compiler() -> Any:
    """Return the Typst compiler; it is made once in a run, because reading fonts takes time."""
    folder = _pdf_font_folder().name
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    # a drawing from a foreign notebook may refer to a file, and Typst reads only those below its root; the empty text
    # is replaced in each compilation
    return typst.Compiler(b"", root=folder, font_paths=fonts, ignore_system_fonts=True)


@cache  # a folder without references would be deleted, and Typst opens a font only when a text needs it
def _pdf_font_folder() -> TemporaryDirectory[str]:
    """Copy the .ttf files of the packages to a folder: which of .ttf and .otf Typst takes depends on their order."""
    folder = TemporaryDirectory(prefix="japan-tech-")
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ReportError(f"The PDF needs the Python package {package.replace('_', '-')}; install it with pip.")
        files = Path(spec.submodule_search_locations[0]) / "files"
        for cut in PDF_CUTS:
            (font,) = files.glob(f"*-{cut}.ttf")  # each package has one family
            Path(folder.name, font.name).write_bytes(font.read_bytes())
    return folder


# The fonts that are written into every page, so that it looks the same everywhere and loads nothing.
#
# They are subsets of Adobe's Source Sans Pro and Source Serif Pro under the SIL Open Font License (`OFL.txt`), which
# reserves the name Source for the whole, so that subsets need another name. They were made with `pyftsubset` of
# fonttools: Latin-1, the signs of numbers, and the features kern, liga and pnum.

PAGE_FONT_FOLDER = Path(__file__).with_name("webfonts")
PAGE_FONTS = {
    "ReportSans-Regular": ("Report Sans", "normal", "400"),
    "ReportSans-Semibold": ("Report Sans", "normal", "600 900"),
    "ReportSerif-Regular": ("Report Serif", "normal", "400"),
    "ReportSerif-Semibold": ("Report Serif", "normal", "600 900"),
    "ReportSerif-It": ("Report Serif", "italic", "400"),
}
"""Each file, and the family, style and weights that a page uses it for."""


@cache
def font_faces(names: tuple[str, ...] = tuple(PAGE_FONTS)) -> str:
    """Return the CSS rules that hold the fonts of a page, all of them or those named."""
    rules = []
    for name in names:
        family, style, weight = PAGE_FONTS[name]
        data = base64.b64encode((PAGE_FONT_FOLDER / f"{name}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
            f"src: url(data:font/woff2;base64,{data}); }}"
        )
    return "\n".join(rules)


# The font of a figure that is shown as a picture, which can load nothing: in notebooks, and in the explorer.

STACK = f"'Report Sans', '{SANS}', 'Source Sans 3', sans-serif"
"""The embedded font, the one it is a subset of, its newer name, and whatever the reader has."""

WEIGHTS = {"Regular": "400", "Semibold": "600 900"}
"""The cuts that drawings use, and the font weights that each stands for."""

COMMON_RANGES = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x180),  # other Latin letters and signs
    range(0x2010, 0x2027),  # dashes and quotation marks
    range(0x20A0, 0x20BF),  # currencies
)
COMMON_LETTERS = "".join(chr(code) for code in chain.from_iterable(COMMON_RANGES))
"""Nearly all that drawings show."""


def font_face_of(cut: str, letters: str) -> str:
    """Return the CSS rule that holds a cut of the font of figures with the glyphs of some letters and no others."""
    spec = find_spec(PACKAGES[0])
    if spec is None or spec.origin is None:
        # unlike the PDF, a picture may have another font, since `STACK` names some
        return ""
    font = (Path(spec.origin).parent / "files" / f"SourceSansPro-{cut}.ttf").read_bytes()
    if set(letters) <= set(COMMON_LETTERS):
        font = _common_glyphs(font)
    data = base64.b64encode(_subset(font, letters, "woff")).decode()
    return f"@font-face{{font-family:'Report Sans';font-weight:{WEIGHTS[cut]};src:url(data:font/woff;base64,{data})}}"


@cache
def _common_glyphs(font: bytes) -> bytes:
    """Return a font with the common letters only, of which those of a drawing are found several times sooner."""
    return _subset(font, COMMON_LETTERS)


def _subset(font: bytes, letters: str, flavor: str | None = None) -> bytes:
    """Return a font that has the glyphs of some letters and no others."""
    from fontTools import subset  # takes a quarter of a second to load, and only new drawings need it

    # Kerning, ligatures, hints and names are left out, to keep notebooks small
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
