"""How a page and its figures are shared: by address, by file, by a few lines to embed, and with a preview."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from analysis.rendering import ReportHTMLExporter
from analysis.rendering.link_preview import draw_link_previews, of_report

ADDRESS = "https://example.org/reports/2026-10-30/report.html"
NAMED = {"title": "It <em>grew</em> &amp; grew", "label": "fig-grew"}


def menu(page):
    """What the menu below the only figure offers: the words and the address of each entry."""
    entries = BeautifulSoup(page, "html.parser").select(".share li")
    return [(entry.get_text(), entry.a["href"] if entry.a else "") for entry in entries]


def test_a_table_of_the_report_is_linked_where_it_is_spoken_of_if_it_lies_there(make):
    about = make.document(title="T", attachments={"all.csv": {"description": "All", "text": "a,b"}})
    cells = about, make.html("<p>See <code>all.csv</code> and <code>other.csv</code>.</p>")
    linked = BeautifulSoup(make.to_html(*cells, has_tables=True), "html.parser").main.select("a")
    assert [(link["href"], link.get_text(), link.has_attr("download")) for link in linked] == [
        ("all.csv", "all.csv", True)
    ]
    assert BeautifulSoup(make.to_html(*cells), "html.parser").main.select("a") == []


def test_where_it_is_known_where_the_page_will_stand_a_figure_can_be_embedded_anywhere(make):
    page = make.to_html(make.figure(**NAMED), has_files=True, address=ADDRESS)
    (words, address), *_, (told, _) = menu(page)
    assert (words, address) == ("Link to this figure", f"{ADDRESS}#fig-grew")
    link = BeautifulSoup(told.removeprefix("To embed: "), "html.parser").a
    assert link["href"] == f"{ADDRESS}#fig-grew"
    assert link.img["src"] == "https://example.org/reports/2026-10-30/figures/fig-grew.png"
    assert link.img["alt"] == "It grew & grew"


def test_the_head_of_the_page_says_where_it_stands_and_how_it_looks_to_those_who_share_it(make):
    cells = make.document(title="A <b> & more", description="What"), make.text("Text.")
    page = BeautifulSoup(make.to_html(*cells, has_files=True, address=ADDRESS), "html.parser")
    assert page.find("link", rel="canonical")["href"] == ADDRESS
    assert page.footer.a["href"] == page.footer.a.text == ADDRESS  # to be cited, on paper as well
    told = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert told == {
        "og:type": "article", "og:title": "A <b> & more", "og:description": "What", "og:url": ADDRESS,
        "og:image": "https://example.org/reports/2026-10-30/figures/preview.png",
    }  # fmt: skip


@pytest.mark.parametrize("answer", ["", "It is a long story. " * 30, "long" * 300, '"#panic() \\ $x$ [*]'])
def test_the_preview_is_a_picture_of_the_size_that_services_ask_for(make, answer):
    notebook = make.notebook(make.document(title='T "#x', authors=["The desk"], answer=answer), make.text("Text."))
    (picture,) = draw_link_previews([of_report(ReportHTMLExporter().read(notebook)[0])])
    assert picture[:4] == b"\x89PNG"
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1200, 630]


def test_a_label_cannot_break_out_of_the_lines_to_embed(make):
    """They are copied into other people's pages, which run what is not escaped."""
    label = 'fig-"><script>x</script>'
    page = make.to_html(make.figure(title="T", label=label), has_files=True, address=ADDRESS)
    *_, (told, _) = menu(page)
    code = BeautifulSoup(told.removeprefix("To embed: "), "html.parser")
    assert code.select("script") == []
    assert code.a["href"] == f"{ADDRESS}#{label}"


@pytest.mark.parametrize(("answer", "told"), [
    ("No. It fell.", "No. It fell."),
    ("It fell. " * 60, ("It fell. " * 44).strip()),
    ("", "What"),
])  # fmt: skip
def test_who_shares_the_page_shares_the_sentences_of_its_answer_that_fit(make, answer, told):
    cells = make.document(title="T", description="What", answer=answer), make.text("Text.")
    page = BeautifulSoup(make.to_html(*cells), "html.parser")
    found = {meta.get("property") or meta.get("name"): meta["content"] for meta in page.select("meta[content]")}
    assert found["og:description"] == found["description"] == told
