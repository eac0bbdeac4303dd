"""All verdicts: each by the name of its claim, and together as a table."""

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup


@pytest.fixture
def verdicts(report):
    return report.verdicts


def test_one_verdict_is_found_by_its_claim_as_in_a_mapping(report, verdicts):
    assert isinstance(verdicts, Mapping)
    assert verdicts["C26"] is report["C26"] is report.catalogue.verdicts["C26"]
    assert list(verdicts) == list(report.catalogue.verdicts)
    assert dict(verdicts) == report.catalogue.verdicts
    assert ("C26" in verdicts, "verdict" in verdicts, "D01" in verdicts) == (True, False, False)


def test_all_else_is_asked_of_it_as_of_a_table(verdicts):
    assert verdicts.loc["C26", "verdict"] == "overstated"
    disputed = [claim for claim, verdict in verdicts.items() if verdict.outcome.value == "disputed"]
    assert verdicts[verdicts.verdict == "disputed"].index.tolist() == disputed != []
    assert verdicts["margin"].loc["C26"] == pytest.approx(1.36)
    assert "statement" in dir(verdicts)
    assert len(verdicts) == len(verdicts.frame)


def test_the_table_tells_what_is_said_why_and_on_whose_figures_it_rests(verdicts):
    row = verdicts.frame.loc["C26"]
    assert (
        row["statement"]
        == "Japan’s chip subsidies are a much larger proportion (we read: of GDP) than the United States’."
    )
    assert row["why"].startswith("Larger, yes, but how much depends on which Japanese ministry counts:")
    assert row["sources"] == "mof_fsc_2024 meti_2024_05"
    assert row["publishers"] == "Ministry of Finance, Japan; Ministry of Economy, Trade and Industry, Japan"
    assert (row["paragraph"], row["holds_in"], row["of"]) == (23, 6, 8)


def test_a_claim_judged_by_hand_rests_on_the_sources_that_were_read(verdicts, report):
    assert verdicts.frame.loc["C03", "sources"] == report.claims.loc["C03", "source_ids"] == "google_centre"


def test_a_supported_claim_needs_no_reason_and_every_other_has_one(verdicts):
    frame = verdicts.frame
    assert ((frame["why"] == "") == (frame["verdict"] == "supported")).all()


def test_it_shows_whole_sentences_and_takes_no_dollar_for_mathematics(verdicts):
    page = BeautifulSoup(verdicts._repr_html_(), "html.parser")
    assert "mathjax_ignore" in page.div["class"]
    rows = {row.th.get_text(): row.get_text(" ") for row in page.select("tbody tr")}
    assert list(rows) == list(verdicts)
    assert (
        "Japan’s chip subsidies are a much larger proportion (we read: of GDP) than the United States’." in rows["C26"]
    )
    assert repr(verdicts).splitlines()[0] == "C01: missing context"


def test_words_of_the_data_are_no_markup(verdicts, monkeypatch):
    claims = verdicts._catalogue.evidence.claims
    monkeypatch.setitem(claims, "C03", {**claims["C03"], "statement": "A <script>alert()</script> of theirs."})
    assert "<script>" not in verdicts._repr_html_()
    assert "&lt;script&gt;" in verdicts._repr_html_()
