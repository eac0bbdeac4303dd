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
    assert f'style="stroke:var({name})"' in inside(f'<path d="M0 0" style="stroke: {colour.upper()}"/>')
    assert f'style="fill:var({name})"' in inside(f'<rect fill="{colour}"/>')


def test_ids_and_what_points_at_them_are_made_unique():
    uses = '<use xlink:href="#m"/><g clip-path="url(#m)"><path d="M1 1"/></g>'
    svg = inside(f'<defs><path id="m" d="M0 0"/></defs>{uses}', "s7-")
    assert 'id="s7-m"' in svg
    assert 'href="#s7-m"' in svg
    assert 'clip-path="url(#s7-m)"' in svg


def test_nothing_that_runs_or_loads_survives():
    svg = inside(
        '<script>alert(1)</script><style>@import "https://x.org"</style><metadata>m</metadata><!-- c -->'
        '<path d="M0 0" onclick="alert(1)" style="fill: url(https://x.org/a); stroke: red"/>'
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
