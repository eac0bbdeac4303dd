"""Make the typefaces of the page from the fonts that the PDF is set in: the letters of western languages, renamed.

Needs `fonttools[woff]`, which the `test` extra brings.
"""

from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from analysis.rendering.style import CUTS, FOLDER

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "–—‘’“”†•…′″€₩−×÷≈≠≤≥←↑→↓"
FEATURES = ["kern", "liga", "pnum"]  # digits all have the same width, unless the style sheet asks for proportional ones


def make(name: str) -> None:
    """Write one cut of a typeface as WOFF2, under the name that the page knows it by."""
    family, cut = name.removeprefix("Report").split("-")
    spec = find_spec(f"font_source_{family.lower()}_pro")
    if spec is None or spec.origin is None:
        raise SystemExit(f"install font-source-{family.lower()}-pro first")
    font = TTFont(Path(spec.origin).parent / "files" / f"Source{family}Pro-{cut}.ttf", recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    for number, text in ((1, f"Report {family}"), (3, name), (4, f"Report {family} {cut}"), (6, name)):
        font["name"].setName(text, number, 3, 1, 0x409)
        font["name"].removeNames(nameID=number, platformID=1)
    font.flavor = "woff2"
    font.save(FOLDER / f"{name}.woff2", reorderTables=None)


if __name__ == "__main__":
    for name in CUTS:
        make(name)
