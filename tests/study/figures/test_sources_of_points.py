"""What a figure draws as points, without writing the numbers out, stands among the sources all the same."""

from bs4 import BeautifulSoup

from analysis.exhibits.prose import Writer
from analysis.exhibits.source_list import sources
from analysis.exhibits.workings import workings
from analysis.study import figures
from analysis.study.competitiveness import RANK

from ...opened import evidence, opened


def entry(pen, source):
    found = BeautifulSoup(sources(pen), "html.parser").find(id=f"s-{source}")
    assert found, source
    return found


def test_every_edition_of_the_ranking_that_is_drawn_is_named_among_the_sources():
    pen = Writer(opened().catalogue)
    figures.rank_path(pen)
    drawn = {row.source_id for economy in ("JPN", "KOR") for row in evidence().series(RANK, economy)}
    assert "imd_wdcr_2024" in drawn
    assert all(entry(pen, source) for source in drawn)


def test_a_source_of_points_alone_says_in_which_documents_these_were_read():
    pen = Writer(opened().catalogue)
    figures.rank_path(pen)
    (japan,) = (row.documents[0] for row in evidence().series(RANK, "JPN") if row.source_id == "imd_wdcr_2024")
    listed = [a["href"] for a in entry(pen, "imd_wdcr_2024").select("a")]
    assert evidence().documents[japan].url in listed
    assert "imd_wdcr_2024" not in workings(pen)


def test_a_source_with_a_working_names_its_documents_there():
    pen = Writer(opened().catalogue)
    figures.rank_path(pen)
    assert entry(pen, "imd_wdcr_2025").select("a") == []
    assert "#s-imd_wdcr_2025" in workings(pen)


def test_whose_figures_were_drawn_between_two_counts_is_named():
    """IHS counted chips between Dataquest and the American association; no number of its stands in the text."""
    pen = Writer(opened().catalogue)
    figures.chip_share_path(pen)
    (source,) = {row.source_id for row in evidence().series("semiconductor_sales_share_hq", "JPN", account="ihs")}
    assert "read in" in entry(pen, source).get_text()
