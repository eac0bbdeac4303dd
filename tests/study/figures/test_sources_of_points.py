"""What a figure draws as points, without writing the numbers out, has its source and documents named all the same."""

from bs4 import BeautifulSoup

from analysis.report.provenance import sources, workings
from analysis.report.writer import Writer
from analysis.study import charts
from analysis.study.ranking import RANK

from ...opened import evidence, opened


def drawn(figure):
    """A pen that has drawn a figure, and what it writes of sources and workings."""
    pen = Writer(opened().catalogue)
    figure(pen)
    return BeautifulSoup(sources(pen), "html.parser"), BeautifulSoup(workings(pen), "html.parser")


def read_in(page, source):
    """The addresses of the documents that are named for points of a source."""
    entry = page.find(id=f"drawn-{source}")
    assert entry.find_previous_sibling("dt").get_text() == "Drawn, and not written out"
    return [a["href"] for a in entry.select("a[href^=http]")]


def test_every_edition_of_the_ranking_that_is_drawn_is_named_among_the_sources():
    listed, _ = drawn(charts.rank_path)
    editions = {row.source_id for economy in ("JPN", "KOR") for row in evidence().series(RANK, economy)}
    assert "imd_wdcr_2024" in editions
    assert all(listed.find(id=f"s-{source}") for source in editions)


def test_the_workings_name_the_documents_of_points_of_which_no_number_is_written_out():
    _, found = drawn(charts.rank_path)
    (japan,) = (row.documents[0] for row in evidence().series(RANK, "JPN") if row.source_id == "imd_wdcr_2024")
    assert evidence().documents[japan].url in read_in(found, "imd_wdcr_2024")
    assert not found.find(id="drawn-imd_wdcr_2025")  # whose numbers have entries of their own


def test_whose_figures_were_drawn_between_two_counts_is_named():
    """IHS counted chips between Dataquest and the American association; no number of its stands in the text."""
    listed, found = drawn(charts.chip_share_path)
    (source,) = {row.source_id for row in evidence().series("semiconductor_sales_share_hq", "JPN", account="ihs")}
    assert listed.find(id=f"s-{source}")
    assert read_in(found, source)
