import re

import pytest
from bs4 import BeautifulSoup

from analysis.rendering.report_errors import ReportError
from analysis.rendering.template_filters import hash_for_policy

from .conftest import SVG

FULL = {
    "title": "A <b>title</b> & more",
    "subtitle": "What is known",
    "description": 'A "short" description',
    "authors": ["The desk"],
    "date": "2026-10-30",
    "lang": "en-GB",
    "keywords": ["one", "two"],
    "edition": "First edition",
}


def soup(page):
    return BeautifulSoup(page, "html.parser")


def test_the_document_data_fill_the_head_of_the_page(make):
    page = soup(make.to_html(make.document(**FULL), make.text("Text.")))
    assert page.html["lang"] == "en-GB"
    assert page.title.text == "A <b>title</b> & more"
    assert page.h1.text == "A <b>title</b> & more"
    assert page.find("meta", {"name": "description"})["content"] == 'A "short" description'
    assert page.find("time")["datetime"] == "2026-10-30"
    assert "First edition" in page.footer.text
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    assert [hash_for_policy(script.string) in policy for script in page.find_all("script")] == [True]


def test_headings_never_skip_a_level(make):
    page = soup(make.to_html(make.text("# T"), make.text("## A\n\n#### B\n\nb\n\n### C\n\nc\n\n## D\n\n##### E\n\ne")))
    assert [(h.name, h.text) for h in page.main.find_all(re.compile("h[1-6]"))] == [
        ("h2", "A"), ("h3", "B"), ("h3", "C"), ("h2", "D"), ("h3", "E"),
    ]  # fmt: skip
    assert [a["href"] for a in page.nav.find_all("a")] == ["#a", "#d"]  # sections only, as in print


LOST = {
    '<svg viewBox="0 0 9 9"><text>Chips</text></svg>': "svg",
    'A map: <IMG alt="a map" src="map.png">': "img",
    "<math><mi>x</mi></math>": "math",
    "See ![Chips](chips.png)": "img",
}


@pytest.mark.parametrize(("source", "tag"), LOST.items())
def test_what_a_cell_of_text_shows_and_the_page_would_lose_is_named_with_its_cell(make, source, tag):
    with pytest.raises(ReportError, match=rf"^text cell “.*: what <{tag}> shows would be lost; "):
        make.to_html(make.text(source))
    make.to_html(make.text(f"<!-- {source} -->"), make.text(f"```\n{source}\n```"))


@pytest.mark.parametrize(
    "evil",
    [
        '"><img src=x onerror=alert(1)>',
        '<a href=" java\nscript:alert(1)">x</a>',
        '<p onclick="alert(1)">x</p>',
        "<style>body{background:url(https://example.org)}</style>",
        '<div style="background:url(https://example.org)">x</div>',
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
    ],
)
def test_unsafe_markup_never_survives(make, evil):
    text = make.text("before " + evil)
    if is_shown := any(f"<{tag}" in evil for tag in ("img", "svg", "iframe", "math")):
        with pytest.raises(ReportError, match="would be lost"):
            make.to_html(text)
    cells = [
        *([] if is_shown else [text]),
        make.output({"text/markdown": evil}),
        make.html(f"<section><p>{evil}</p></section>"),
        make.html(f"<table><tr><th>{evil}</th><td>{evil}</td></tr></table>", {"caption": evil, "source": evil}),
        make.figure(title=evil, subtitle=evil, alt="alt " + evil, source=evil),
        make.document(title=evil, subtitle=evil, edition=evil, description=evil),
    ]
    tree = soup(make.to_html(*cells))
    assert len(tree.find_all("script")) == 1
    tree.script.decompose()
    assert tree.find(["script", "iframe", "img", "math", "object", "embed"]) is None
    assert len(tree.find_all("style")) == 1
    for tag in tree.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not tag.get("href", "").lower().startswith("javascript")
        assert "example.org" not in tag.get("style", "")


def test_inputs_are_hidden_unless_asked_for(make):
    cell = make.html("<p>out</p>")
    assert "1 + 1" not in make.to_html(cell)
    assert "1 + 1" in make.to_html(cell, exclude_input=False)
    hidden = make.html("<p>out</p>", metadata={"tags": ["parameters"]})
    assert "1 + 1" not in make.to_html(hidden, exclude_input=False)


def test_an_id_used_twice_is_refused_by_name(make):
    with pytest.raises(ReportError, match=r"cell 2 “two”: the id 'f-x' is used twice"):
        make.to_html(make.html('<p id="f-x">a</p>', id="one"), make.html('<p id="f-x">b</p>', id="two"))


def test_a_figure_with_a_narrow_drawing_holds_both_with_the_same_words_for_those_who_cannot_see_them(make):
    figure = make.figure(title="T", narrow=SVG.replace("</svg>", "<script>alert(1)</script></svg>"))
    page = make.to_html(make.text("# T"), figure)
    drawing = soup(page).select_one(".drawing")
    assert [svg["class"] for svg in drawing.select("svg")] == [["wide"], ["narrow"]]
    assert len({svg["aria-label"] for svg in drawing.select("svg")}) == 1
    assert "alert" not in page
