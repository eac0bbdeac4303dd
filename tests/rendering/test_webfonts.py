"""The typefaces of a page: under names of their own, with every letter that a report prints."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from analysis.rendering.style import CUTS, FOLDER, font_faces


@pytest.fixture(params=CUTS)
def font(request):
    return TTFont(FOLDER / f"{request.param}.woff2")


def test_no_typeface_bears_the_name_that_its_licence_reserves(font):
    names = [str(record) for record in font["name"].names if record.nameID in {1, 3, 4, 6}]
    assert len(names) == 4
    assert [name for name in names if not name.startswith("Report")] == []
    assert any("Open Font License" in str(record) for record in font["name"].names if record.nameID == 13)
    assert "Reserved Font Name 'Source'" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_a_page_names_the_families_that_it_brings_and_no_other_comes_first(make):
    page = make.to_html(make.text("# Words"))
    brought = set(re.findall(r'@font-face \{ font-family: "([^"]+)"', page))
    assert brought == {family for family, *_ in CUTS.values()} == {"Report Sans", "Report Serif"}
    first = set(re.findall(r'--(?:serif|sans): "([^"]+)"', page))
    assert first == brought
    assert font_faces() in BeautifulSoup(page, "html.parser").style.string
