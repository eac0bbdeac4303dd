import re

import pytest

from analysis.rendering.errors import ReportError
from analysis.rendering.svg import COLOURS, inline_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def inside(body, prefix="s1-"):
    return inline_svg(f"{HEAD}{body}</svg>".encode(), "what it shows", prefix)


def test_the_alt_text_names_the_picture():
    svg = inline_svg(f"{HEAD}</svg>".encode(), 'a "quoted" <alt>', "s1-")
    assert svg == '<svg viewBox="0 0 9 9" role="img" aria-label="a &quot;quoted&quot; &lt;alt&gt;"></svg>'


@pytest.mark.parametrize(("colour", "name"), COLOURS.items())
def test_each_colour_of_the_palette_follows_the_page(colour, name):
    assert f'style="stroke:var({name})"' in inside(f'<path d="M0 0 1 1" style="stroke: {colour.upper()}"/>')
    assert f'style="fill:var({name})"' in inside(f'<rect fill="{colour}"/>')


def test_ids_and_what_points_at_them_are_made_unique():
    uses = '<use xlink:href="#m"/><g clip-path="url(#m)"><path d="M1 1 2 2"/></g>'
    svg = inside(f'<defs><path id="m-long-name" d="M0 0"/></defs>{uses.replace("#m", "#m-long-name")}', "s7-")
    assert 'id="s7-1"' in svg
    assert 'href="#s7-1"' in svg
    assert 'clip-path="url(#s7-1)"' in svg


def test_ids_are_numbered_as_they_are_met():
    svg = inside('<use xlink:href="#b"/><defs><path id="a" d="M0 0"/><path id="b" d="M1 1"/></defs>')
    assert re.findall(r'(?:id|href)="#?([^"]+)"', svg) == ["s1-1", "s1-2", "s1-1"]


@pytest.mark.parametrize(
    ("path", "tight"),
    [
        ("M 33.768 194.4 L 467.928 194.4", "M33.77 194.4 467.93 194.4"),
        (
            "M 0 0\nL 1 1\nL 2 2\nz\nM 3 3 M 4 4 C 1 2 3 4 5 6 C 1 2 3 4 5 6",
            "M0 0 1 1 2 2zM3 3M4 4C1 2 3 4 5 6 1 2 3 4 5 6",
        ),
        ("M 1 1 C 1 2 3 4 5 6 L 7 7", "M1 1C1 2 3 4 5 6L7 7"),
        ("m 0.001 -0.001 l -1.005e1 +2", "m0 0 -10.05 2"),
    ],
)
def test_a_path_is_told_shortly_and_to_a_hundredth_of_a_point(path, tight):
    assert f'<path d="{tight}"/>' in inside(f'<path d="{path}"/>')


def test_a_line_of_one_point_of_which_nothing_is_seen_is_left_out_unless_it_has_a_name():
    assert inside('<path d="M 1 1" style="stroke: red"/><path d="M 1 1 L 1 1"/>').count("<path") == 1
    assert inside('<defs><path id="a" d="M 1 1"/></defs>').count("<path") == 1


DOT = (
    "M 0 2 C 0.53 2 1.04 1.79 1.41 1.41 C 1.79 1.04 2 0.53 2 0 C 2 -0.53 1.79 -1.04 1.41 -1.41 "
    "C 1.04 -1.79 0.53 -2 0 -2 C -0.53 -2 -1.04 -1.79 -1.41 -1.41 C -1.79 -1.04 -2 -0.53 -2 0 "
    "C -2 0.53 -1.79 1.04 -1.41 1.41 C -1.04 1.79 -0.53 2 0 2 z"
)


def test_a_dot_is_told_as_the_circle_that_it_is():
    svg = inside(f'<defs><path id="m" d="{DOT}" style="stroke: #000001"/></defs><use xlink:href="#m" x="3"/>')
    assert '<circle id="s1-1" r="2" style="stroke:#000001"/>' in svg
    assert '<use href="#s1-1" x="3"/>' in svg


@pytest.mark.parametrize(("part", "other"), [("1.41 1.41", "1.1 1.1"), (" z", ""), ("M 0", "M 1"), ("M 0 2", "M 0 3")])
def test_a_path_that_is_no_circle_stays_a_path(part, other):
    assert "<circle" not in inside(f'<path d="{DOT.replace(part, other)}"/>')


def test_what_a_line_is_anyway_is_not_said():
    assert '<path d="M0 0 1 1"/>' in inside('<path d="M0 0 1 1" style="stroke-dashoffset: 0"/>')


def test_places_are_told_to_a_hundredth_of_a_point_and_words_as_they_are():
    svg = inside('<text x="1.23456" y="7" transform="rotate(-90 1.9999 0.5)">1.23456</text>')
    assert '<text x="1.23" y="7" transform="rotate(-90 2 0.5)">1.23456</text>' in svg


def test_what_a_part_says_of_itself_is_not_said_again_where_it_is_used():
    part = '<defs><path id="m" d="M0 0" style="stroke: #d55e00"/></defs>'
    svg = inside(f'{part}<use xlink:href="#m" style="stroke: #d55e00; fill: #0072b2"/>')
    assert '<use href="#s1-1" style="fill:var(--blue)"/>' in svg


def test_of_words_only_what_differs_from_all_lettering_is_told():
    style = "font-size: 9px; font-family: 'Source Sans Pro'; text-anchor: start; fill: #1b2733"
    assert '<text style="font-size:9px">' in inside(f'<text style="{style}">x</text>')
    assert '<text style="text-anchor:end;fill:var(--soft)">' in inside(
        '<text style="text-anchor: end; fill: #51606d">x</text>'
    )


def test_nothing_that_runs_or_loads_survives():
    svg = inside(
        '<script>alert(1)</script><style>@import "https://x.org"</style><metadata>m</metadata><!-- c -->'
        '<path d="M0 0 1 1" onclick="alert(1)" style="fill: url(https://x.org/a); stroke: red"/>'
        '<a xlink:href="https://x.org"><text>kept out</text></a><image xlink:href="https://x.org/a.png"/>'
        '<foreignObject><p>x</p></foreignObject><use xlink:href="https://x.org/a.svg#b"/>'
        '<set attributeName="href"/>'
    )
    for bad in ("script", "import", "x.org", "onclick", "metadata", "<!--", "foreignObject", "<set", "alert"):
        assert bad not in svg
    assert 'style="stroke:red"' in svg


def test_text_is_escaped():
    assert "&lt;b&gt; &amp; c" in inside("<text>&lt;b&gt; &amp; c</text>")


def test_a_broken_picture_is_refused_with_its_cell():
    with pytest.raises(ReportError, match="cell pic: the figure is not well-formed SVG"):
        inline_svg(b"<svg><g></svg>", "x", "s1-", "cell pic")


def test_dots_of_one_colour_say_it_once_and_others_each_for_themselves():
    """By hand: two of the first colour stand together; the last is alone, and keeps its own."""
    hues = ("red", "red", "blue")
    dots = "".join(f'<use href="#dot" x="{x}" y="1" style="fill: {hue}"/>' for x, hue in enumerate(hues))
    said = inside(f'<defs><path id="dot" d="M0 0L1 1"/></defs>{dots}')
    part = r'<use [^>]*x="{}" y="1"{}/>'
    both = part.format(0, "") + part.format(1, "")
    assert re.search(f'<g style="fill:red">{both}</g>{part.format(2, " style=.fill:blue.")}', said)
    assert said.count("fill:red") == 1
