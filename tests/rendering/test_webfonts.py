"""The typefaces of a page: under names of their own, with every letter that a report prints."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from analysis.rendering.style import CUTS, font_faces


def test_a_page_names_the_families_that_it_brings_and_no_other_comes_first(make):
    page = make.to_html(make.text("# Words"))
    brought = set(re.findall(r'@font-face \{ font-family: "([^"]+)"', page))
    assert brought == {family for family, *_ in CUTS.values()} == {"Report Sans", "Report Serif"}
    first = set(re.findall(r'--(?:serif|sans): "([^"]+)"', page))
    assert first == brought
    assert font_faces() in BeautifulSoup(page, "html.parser").style.string
