"""Drawings: what runs or loads is left out, and those of ours follow the page."""

import base64
import re

import pytest
from bs4 import BeautifulSoup

from analysis.rendering.errors import ReportError
from analysis.rendering.svg import COLOURS, inline_svg, sealed

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def inside(body, prefix="s1-"):
    return inline_svg(f"{HEAD}{body}</svg>".encode(), "what it shows", prefix)


def test_the_alt_text_names_the_picture():
    svg = BeautifulSoup(inline_svg(f"{HEAD}</svg>".encode(), 'a "quoted" <alt>', "s1-"), "html.parser").svg
    assert (svg["role"], svg["aria-label"], svg["viewbox"]) == ("img", 'a "quoted" <alt>', "0 0 9 9")


@pytest.mark.parametrize(("colour", "name"), COLOURS.items())
def test_each_colour_of_the_palette_follows_the_page(colour, name):
    assert f'style="stroke: var({name})"' in inside(f'<path d="M0 0 1 1" style="stroke: {colour.upper()}"/>')


def test_ids_and_what_points_at_them_are_made_unique():
    svg = inside('<defs><path id="m" d="M0 0"/></defs><use xlink:href="#m"/><g clip-path="url(#m)"/>', "s7-")
    assert 'id="s7-m"' in svg
    assert 'href="#s7-m"' in svg
    assert 'clip-path="url(#s7-m)"' in svg


@pytest.mark.parametrize(
    ("name", "kind"), [("xtick_1", "tick"), ("ytick-3", "tick"), ("label-0", "label"), ("number-2", "number")]
)
def test_a_group_says_whether_its_words_are_a_mark_a_name_or_a_number(name, kind):
    assert f'<g class="{kind}"><text>7</text></g>' in inside(f'<g id="{name}"><text>7</text></g>')


def test_places_are_rounded_to_a_hundredth_and_words_are_not():
    svg = inside('<text x="1.23456" y="7" transform="rotate(-90 1.9999 0.5)">1.23456</text>')
    assert '<text x="1.23" y="7" transform="rotate(-90 2.00 0.5)">1.23456</text>' in svg


HOSTILE = (
    "<script>alert(1)</script><metadata>m</metadata><!-- c -->"
    '<path d="M0 0 1 1" onclick="alert(1)" style="fill: url(https://x.org/a)"/>'
    '<a xlink:href="javascript:alert(1)"><text>words</text></a><image xlink:href="/etc/x.org.png"/>'
    '<foreignObject><p>x.org</p></foreignObject><use xlink:href="https://x.org/a.svg#b"/>'
    '<set attributeName="href" to="x.org"/>'
)


@pytest.mark.parametrize("write", [inside, lambda body: sealed(f"{HEAD}{body}</svg>".encode()).decode()])
def test_nothing_that_runs_or_loads_survives(write):
    svg = write(HOSTILE)
    assert not [bad for bad in ("script", "x.org", "onclick", "<!--", "foreignObject", "<set", "alert") if bad in svg]
    assert "<text>words</text>" in svg


def test_an_entity_reads_no_file(tmp_path):
    (tmp_path / "secret").write_text("told")
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    with pytest.raises(ReportError, match="Entity 'x' not defined"):
        sealed(f"{entity}{HEAD}<text>&x;</text></svg>".encode())


def test_a_broken_picture_is_refused_with_its_cell():
    with pytest.raises(ReportError, match="cell pic: the figure is not well-formed SVG"):
        sealed(b"<svg><g></svg>", "cell pic")


def test_a_drawing_of_somebody_else_is_an_image(make):
    """A browser neither runs nor loads anything in one."""
    drawing = f"{HEAD}{HOSTILE}</svg>"
    page = make.to_html(make.output({"image/svg+xml": drawing}, {"image/svg+xml": {"alt": "It rose."}}))
    image = BeautifulSoup(page, "html.parser").select_one(".drawing img")
    assert image["alt"] == "It rose."
    kind, data = image["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert re.search(rb"<text>words</text>", base64.b64decode(data))
    assert "<svg" not in page
