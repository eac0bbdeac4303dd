import pymupdf
import pytest
from bs4 import BeautifulSoup

from analysis.rendering.errors import ReportError

TABLE = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"


def test_figures_and_tables_are_numbered_apart_in_reading_order(make):
    page = BeautifulSoup(make.to_html(
        make.figure(title="one"), make.html(TABLE, {"caption": "two"}),
        make.figure(), make.figure(title="three"),
        make.html(TABLE, {"caption": "four"}),
    ), "html.parser")  # fmt: skip
    assert [n.text for n in page.select(".number")] == ["Figure 1", "Table 1", "Figure 2", "Table 2"]


def test_a_reference_becomes_a_link_with_the_number(make):
    page = BeautifulSoup(make.to_html(
        make.text("As @fig-b, @tbl-c-d. and (@fig-b) show, not a@fig-b or `@fig-z`."),
        make.figure(title="one"), make.figure(title="two", label="fig-b", source="See @tbl-c-d."),
        make.html(TABLE, {"caption": "x", "label": "tbl-c-d"}),
    ), "html.parser")  # fmt: skip
    assert [(a["href"], a.text) for a in page.select("main p a:not(.save)")] == [
        ("#fig-b", "Figure\u00a02"),
        ("#tbl-c-d", "Table\u00a01"),
        ("#fig-b", "Figure\u00a02"),
        ("#tbl-c-d", "Table\u00a01"),
    ]
    assert page.find(id="fig-b").name == "figure"


@pytest.mark.parametrize("way", ["to_html", "to_pdf"])
def test_a_cell_of_sentences_refers_to_what_stands_further_down(make, way):
    said = '<p>It fell (<a class="ref" href="#fig-b">the figure</a>), unlike <a href="#fig-b">that</a>.</p>'
    cells = [make.html(said), make.figure(title="one"), make.figure(title="two", label="fig-b")]
    made = getattr(make, way)(*cells)
    text = made if isinstance(made, str) else pymupdf.open(stream=made).load_page(0).get_text()
    text = " ".join(BeautifulSoup(text, "html.parser").text.replace("\u00a0", " ").split())
    assert "It fell (Figure 2), unlike that." in text
    with pytest.raises(ReportError, match="'#fig-b' leads nowhere"):
        getattr(make, way)(make.html('<a href="#fig-b">that</a>'))
    with pytest.raises(ReportError, match="@fig-b refers to a figure or table that does not exist or has no title"):
        getattr(make, way)(make.html(said))


def test_a_reference_to_what_no_cell_makes_is_refused_with_the_one_that_was_meant(make):
    said = make.html('<p>See <a class="ref" href="#tbl-robotz">the table</a> for it.</p>')
    table = make.html(TABLE, {"caption": "x", "label": "tbl-robots"})
    with pytest.raises(ReportError, match=r"@tbl-robotz refers .* no title; did you mean @tbl-robots\?"):
        make.to_html(said, table)


@pytest.mark.parametrize(("typed", "sign"), [("See @fig-none.", "@"), ("See [this](#fig-none).", "#")])
def test_a_reference_to_nothing_is_told_which_labels_there_are_if_they_are_few(make, typed, sign):
    labels = ["fig-a", "fig-b", "fig-c", "fig-d", "tbl-robots"]
    few = [make.html(TABLE, {"caption": "x", "label": labels[-1]})]
    few += [make.figure(title="one", label=label) for label in labels[:-1]]
    *others, last = (f"{sign}{label}" for label in labels)
    with pytest.raises(ReportError, match=rf"; there are {', '.join(others)} and {last}\.$"):
        make.to_html(make.text(typed), *few)
    with pytest.raises(ReportError, match=rf"; there is {sign}fig-a\.$"):
        make.to_html(make.text(typed), few[1])
    many = [*few, make.figure(title="one", label="fig-e")]
    with pytest.raises(ReportError, match="fig-none") as refused:
        make.to_html(make.text(typed), *many)
    assert "there are" not in str(refused.value)


def test_a_sentence_does_not_speak_of_what_was_left_out(make):
    said = make.html('<p>It fell (<a class="ref" href="#fig-b">the figure</a>).</p>')
    assert "<p>It fell.</p>" in make.to_html(said, make.output({"text/html": "<p>Not known.</p>"}, {"left_out": True}))
    named = make.output({})
    named.source = 'r.by_period("fig-b", "B", {})'
    assert "<p>It fell.</p>" in make.to_html(said, named)


def test_both_outputs_count_alike(make):
    cells = [make.text("See @fig-b."), make.figure(title="one"), make.figure(title="two", label="fig-b")]
    text = pymupdf.open(stream=make.to_pdf(*cells)).load_page(0).get_text().replace("\u00a0", " ")
    assert "See Figure 2." in text
    assert "See Figure 2." in BeautifulSoup(make.to_html(*cells), "html.parser").text.replace("\u00a0", " ")


@pytest.mark.parametrize("way", ["to_html", "to_pdf"])
def test_an_unknown_label_is_refused_with_its_cell(make, way):
    with pytest.raises(ReportError, match=r"cell abc, .*: @fig-none refers to"):
        getattr(make, way)(make.text("See @fig-none.", id="abc"))


def test_a_label_used_twice_is_refused(make):
    with pytest.raises(ReportError, match=r"cell b: the id 'fig-a' is used twice"):
        make.to_html(
            make.figure(title="x", label="fig-a", cell={"id": "a"}),
            make.figure(title="y", label="fig-a", cell={"id": "b"}),
        )


def test_a_heading_can_be_linked_to_by_its_words(make):
    assert 'href="#what-we-did"' in make.to_html(make.text("# T\n\n[see](#What-we-did)\n\n## What we did"))
