import pytest
from bs4 import BeautifulSoup

WORKINGS = (
    '<div class="annex"><dl class="workings">'
    '<dt>Share</dt><dd id="f-a">7% · <a href="#f-b" title="x">3</a> of <a href="#f-c">40</a>.</dd>'
    '<dt><a href="#s-x">Bank</a></dt><dd id="f-b">3 · Count.</dd><dd id="f-c">40 · All.</dd>'
    '<dt>Bank</dt><dd id="s-x">Title.</dd><dd>Terms.</dd></dl></div>'
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
A, B = '<a href="#f-a">7%</a>', '<a href="#f-b">3</a>'


@pytest.fixture
def page(make):
    """Write a page of some cells, with the workings at its end, and read it."""

    def write(*cells):
        return BeautifulSoup(make.to_html(*cells, make.text("## Workings"), make.html(WORKINGS)), "html.parser")

    return write


def shown_in(page, name):
    """The places that a working names, and what stands there."""
    links = page.find(id=name).select("a.use")
    return [(link.get_text(), page.find(id=link["href"][1:])) for link in links]


def test_no_name_is_given_that_another_place_has(make, page):
    found = page(make.text("## Use\n\na\n\n## Use 3"), make.html(f'<p id="use-2">{A} {B}</p>'))
    assert [h["id"] for h in found.select("h2[id]")] == ["use", "use-3"]
    assert [a["id"] for a in found.select("p a")] == ["use-4", "use-5"]
    names = [tag["id"] for tag in found.select("[id]")]
    assert len(names) == len(set(names))


def test_a_working_ends_in_links_to_the_sections_that_show_its_number_each_named_once(make, page):
    cells = [make.text("## One part"), make.html(f"<p>{A} and {A}</p>"), make.text("## Two"), make.html(f"<p>{A}</p>")]
    found = page(*cells, make.text("### Three"), make.html(f"<p>{A}, {A}, {A}</p>"))
    assert found.find(id="f-a").get_text() == "7% · 3 of 40. In One part, Two, Three."
    places = [place for _, place in shown_in(found, "f-a")]
    assert [place["id"] for place in places] == ["use", "use-3", "use-4"]
    assert {(place.name, place["href"], place.get_text()) for place in places} == {("a", "#f-a", "7%")}


def test_a_number_of_a_figure_or_table_is_shown_in_that_and_one_without_a_title_in_its_section(make, page):
    table = f"<table><tr><th>a</th></tr><tr><td>{A}</td></tr></table>"
    found = page(
        make.text("## Part"),
        make.figure(title=f"It is {A}"),
        make.html(table, {"caption": "A table"}),
        make.html(table),
        make.figure(title="No number"),
        make.figure(title="Source only", source=f"By {A}", subtitle=f"Of {A}"),
    )
    assert [n for n, _ in shown_in(found, "f-a")] == [
        "Figure\u00a01", "Table\u00a01", "Part", "Figure\u00a03",
    ]  # fmt: skip


def test_a_number_drawn_in_a_figure_is_shown_in_it(make, page):
    found = page(make.figure(SVG, title="It is so", numbers=["f-b", "f-a"]))
    for working in ("f-b", "f-a"):
        ((name, place),) = shown_in(found, working)
        assert (name, place.name, place["id"]) == ("Figure\u00a01", "figure", "figure-1")
    link = found.select_one("figure .drawn a")
    assert (link["href"], link.get_text()) == ("#f-b", "Workings of Figure 1")


def test_a_number_in_the_card_of_a_claim_is_shown_in_that_claim(make, page):
    cards = "".join(
        f'<article class="claim" id="c-{name}"><h3><a class="self" href="#c-{name}"><span class="label">{name}</span>'
        f"</a> It is so</h3><dl><dt>We found</dt><dd>It is {A}.</dd></dl></article>"
        for name in ("C01", "C02")
    )
    assert [n for n, _ in shown_in(page(make.text("## Claims"), make.html(cards)), "f-a")] == ["C01", "C02"]


def test_workings_are_numbered_in_the_order_of_their_list(make, page):
    entries = page(make.html(f"<p>{B} of all, or {A}.</p>")).select("dl.workings dd[id]")
    numbers = {entry["id"]: entry.get("data-number") for entry in entries}
    assert numbers == {"f-a": "1", "f-b": "2", "f-c": "3", "s-x": None}


def test_a_link_of_the_answer_leads_to_its_place_on_the_page_unless_that_was_left_out(make, page):
    places = {"f-a": "tbl-x", "f-b": "tbl-left-out"}
    answer = make.html(f'<div class="answer"><p>{A} and {B}</p></div>')
    table = make.html(f"<table><tr><td>{A}</td></tr></table>", {"caption": "A table", "label": "tbl-x"})
    found = page(make.document(places=places), answer, table, make.html(f"<p>{A}</p>"))
    assert [a["href"] for a in found.select(".answer a")] == ["#tbl-x", "#f-b"]
    assert {a["href"] for a in found.select("td a, .answer ~ p > a[id]")} == {"#f-a"}
    assert shown_in(found, "f-a")[0][0] == "the opening"
