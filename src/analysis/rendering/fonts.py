"""The fonts of the PDF come from Python packages, so that it has the same bytes on every machine."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis.rendering.errors import ReportError
from analysis.rendering.workspace import workspace

__all__ = ["SANS", "SERIF", "compiler", "fonts"]

SANS = "Source Sans Pro"
SERIF = "Source Serif Pro"
PACKAGES = ("font_source_sans_pro", "font_source_serif_pro")
CUTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


_held = ExitStack()
atexit.register(_held.close)


@cache
def compiler() -> Any:
    """Return the Typst compiler; it is made once in a run, because reading fonts takes time."""
    import typst

    return typst.Compiler(b"", font_paths=fonts(), ignore_system_fonts=True)


@cache
def fonts() -> Any:
    """Return the typefaces of the PDF as Typst takes them, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_folder()])


def _folder() -> str:
    # The packages hold each cut as .otf and as .ttf; which one wins would depend on the order of the folder.
    folder = _held.enter_context(workspace())  # to the end: Typst opens fonts late, when first used
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ReportError(f"The PDF needs the Python package {package.replace('_', '-')}; install it with pip.")
        files = Path(spec.submodule_search_locations[0]) / "files"
        for cut in CUTS:
            (found,) = files.glob(f"*-{cut}.ttf")
            (folder / found.name).write_bytes(found.read_bytes())  # a full disk is told as such, and not as this font
    return str(folder)
