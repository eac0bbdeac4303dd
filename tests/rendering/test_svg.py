"""Drawings: what runs or loads is left out, and those of ours follow the page."""

import base64
import re

import pytest
from bs4 import BeautifulSoup

from analysis.rendering.report_errors import ReportError
from analysis.rendering.svg import inline_svg, sealed

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def inside(body, prefix="s1-"):
    return inline_svg(f"{HEAD}{body}</svg>".encode(), "what it shows", prefix)


def test_ids_and_what_points_at_them_are_made_unique():
    svg = inside('<defs><path id="m" d="M0 0"/></defs><use xlink:href="#m"/><g clip-path="url(#m)"/>', "s7-")
    assert 'id="s7-m"' in svg
    assert 'href="#s7-m"' in svg
    assert 'clip-path="url(#s7-m)"' in svg


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
