"""The pages of single claims: what each takes from the report, where it leads, and what it says to machines."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from analysis.editions.manifest import UnfitFolder

from ...shelves import THIRD, publish


def read(file):
    return BeautifulSoup(file.read_bytes(), "html.parser")


def test_each_claim_of_the_newest_edition_has_a_page_and_the_list_leads_to_all(built):
    folder = built() / "claims"
    assert sorted(path.name for path in folder.iterdir()) == ["C01.html", "C02.html", "index.html"]
    listed = [(a["href"], a.get_text()) for a in read(folder / "index.html").select("main li a")]
    assert listed == [("C01.html", "A claim"), ("C02.html", "A claim")]
    assert read(built() / "index.html").select_one('nav a[href="claims/index.html"]')


def test_a_page_shows_the_card_in_full_and_its_numbers_lead_into_the_report(built):
    page = read(built() / "claims" / "C01.html")
    assert page.h1.get_text() == "A claim"
    assert page.dd.get_text() == "Less < more & so on."
    assert page.select_one("article a")["href"] == f"../{THIRD}/report.html#f-a"
    assert page.details.has_attr("open")
    assert page.select_one("main p a")["href"] == f"../{THIRD}/report.html#c-C01"
    assert page.select_one('link[rel="alternate"]')["href"] == "../feed.xml"


def test_a_page_says_to_machines_what_was_reviewed_at_its_own_address(built):
    page = read(built(base="https://example.org/reports/") / "claims" / "C01.html")
    review = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert review["@type"] == "ClaimReview"
    assert review["url"] == "https://example.org/reports/claims/C01.html"
    assert page.select_one('link[rel="canonical"]')["href"] == review["url"]
    assert review["claimReviewed"] == "Less < more & so on."
    assert "We found 7" in review["reviewBody"]


def test_a_report_without_cards_has_no_pages_of_claims(tmp_path, built):
    publish(tmp_path / "reports" / "2027-01-01", claims={})
    out = built()
    assert not (out / "claims").exists()
    assert read(out / "index.html").select('nav a[href="claims/index.html"]') == []


def test_a_file_of_somebody_else_among_the_claims_is_not_lost(built):
    mine = built() / "claims" / "notes.html"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(UnfitFolder, match=r"notes\.html: is no page of such a site"):
        built()
    assert mine.read_text(encoding="utf-8") == "mine"
