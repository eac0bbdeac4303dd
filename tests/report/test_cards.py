from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.findings import LEGEND, Outcome
from analysis.report.claim_cards import cards

from ..opened import Pen


@pytest.fixture
def shown(report):
    return {card["id"]: card for card in BeautifulSoup(report.cards().page, "html.parser").select("article.claim")}


def told(card):
    """The parts of a card by their names, as text."""
    return {dt.get_text(): dt.find_next_sibling("dd").get_text() for dt in card.select("dt")}


def test_every_claim_has_a_card_to_link_to_with_heading_number_and_verdict(report, shown):
    assert list(shown) == [f"c-{claim_id}" for claim_id in report.verdicts]
    for claim_id, verdict in report.verdicts.items():
        heading = shown[f"c-{claim_id}"].h3
        assert heading.a["href"] == f"#c-{claim_id}"
        assert heading.a.get_text() == claim_id
        assert heading.select_one(".verdict").get_text() == verdict.outcome.value


def test_a_source_without_a_figure_leads_to_the_cards_that_it_was_read_for(report):
    """AFP's reports bear on three claims and gave no figure; the IMD's place of Japan is one, and leads to itself."""
    assert "Read for" not in report.source_list().page  # without cards there is nowhere to lead to
    report.pen.use(report["imd.JPN.rank"])
    report.cards()
    page = BeautifulSoup(report.source_list().page, "html.parser")
    (afp,) = page.select("#s-afp")
    assert [link["href"] for link in afp.select("a")] == ["#c-C02", "#c-C15", "#c-C20"]
    assert "Read for" not in page.select_one("#s-imd_wdcr_2023").text


def test_a_card_says_what_the_article_says_and_where(shown):
    said = told(shown["c-C23"])["The article says"]
    assert (
        said == "The second TSMC factory has a budget of $20 billion. (“second one” … “20 billion”, paragraph\u00a021)"
    )


def test_a_card_says_what_was_found(shown):
    assert "52.1%" in told(shown["c-C02"])["We found"]
    assert all(told(card).get("We found") or "not checkable" in card.h3.get_text() for card in shown.values())


def test_a_claim_that_holds_by_a_leeway_only_says_so(report, shown):
    """By hand: 25.66 billion round to 26; they lie 0.16 above 25.5, the end of what rounds to 25, or 0.6 per cent."""
    leeway = "That rounds to another figure; the claim holds by a leeway of 1% for a reporter’s rounding."
    assert leeway in told(shown["c-C25"])["We found"]
    assert [name for name, card in shown.items() if leeway in told(card)["We found"]] == ["c-C08", "c-C25"]


def test_only_a_claim_that_is_not_supported_says_why(report, shown):
    for claim_id, verdict in report.verdicts.items():
        has_reason = "Why not “supported”" in told(shown[f"c-{claim_id}"])
        assert has_reason is (verdict.outcome is not Outcome.SUPPORTED), claim_id
    assert told(shown["c-C23"])["Why not “supported”"].startswith("That is the price of both factories; the second ")


def test_a_claim_of_which_nothing_public_decides_says_what_was_missing(then):
    verdict = replace(then.verdicts["C23"], outcome=Outcome.NOT_CHECKABLE, grounds=None, because="no <price> known")
    page = BeautifulSoup(cards(Pen(then.catalogue, {"C23": verdict})).page, "html.parser")
    parts = told(page.article)
    assert parts["Why not “supported”"] == "What decides was not public on this day: no <price> known."
    assert "How sure" not in parts


def test_the_least_direct_document_that_decides_is_named_and_linked(report, shown):
    """By hand: METI's share was read in a newspaper and a comment, the rank on its publisher's page and others."""
    documents = report.catalogue.evidence.documents
    meti, rank = documents["yomiuri_2024_06_01"], documents["imd_news_2023_11_ja"]
    assert (meti.kind, rank.kind) == ("press", "own")
    said = f"Weakest evidence: {meti.publisher}, {meti.published} (press), checked against "
    assert said in (how_sure := told(shown["c-C26"])["How sure"])
    assert how_sure.endswith(" (a third party’s).")
    assert meti.url in [a["href"] for a in shown["c-C26"].select("a")]
    said = f"Weakest evidence: {rank.publisher}, {rank.published} (publisher’s own), checked against "
    assert said in (how_sure := told(shown["c-C11"])["How sure"])
    assert how_sure.endswith(" (press).")
    assert rank.url in [a["href"] for a in shown["c-C11"].select("a")]


def test_a_verdict_by_hand_names_the_documents_read_for_it(report, shown):
    claims, documents = report.catalogue.evidence.claims, report.catalogue.evidence.documents
    by_hand = [claim_id for claim_id in report.verdicts if claims[claim_id]["check"] == "editorial"]
    assert len(by_hand) > 5
    for claim_id in by_hand:
        read = {documents[name].publisher for name in claims[claim_id]["evidence"].split()}
        listed, *others = told(shown[f"c-{claim_id}"])["Sources"].split("; others in Workings")
        listed = listed.split("; ")
        assert len(listed) == (3 if others else len(claims[claim_id]["evidence"].split())), claim_id
        assert all(any(source.startswith(publisher) for publisher in read) for source in listed), claim_id


def test_how_often_a_claim_is_supported_stands_in_a_sentence_with_the_ways_by_which_it_is_not(report, shown):
    """By hand: three accounts give the second plant's price, and none of them the printed one."""
    assert "supported in 0 of 3 ways of counting." in told(shown["c-C23"])["How sure"]
    sure = told(shown["c-C31"])["How sure"]
    assert "supported in 1 of 3 ways of counting, not by: labour force; employed." in sure
    assert "ways of counting" not in told(shown["c-C11"])["How sure"]  # there is one way only


def test_each_card_says_first_how_well_its_verdict_is_sourced(shown):
    """By hand: C11 was read with its maker, C26 in one newspaper and a comment; C16 was judged by hand, by a blog."""
    first = {
        claim: told(shown[f"c-{claim}"])["How sure"].partition(".")[0] for claim in ("C11", "C12", "C15", "C16", "C26")
    }
    assert first == {
        "C11": "Well sourced",
        "C12": "Thinly sourced",  # the list was read in what two people put on GitHub, copies of one file
        "C15": "Thinly sourced",  # in one newspaper, and in a copy of the article, which proves nothing that it says
        "C16": "Thinly sourced",
        "C26": "Thinly sourced",
    }
    assert "How sure" not in told(shown["c-C09"])


def test_a_history_names_documents_of_each_day_and_says_where_one_is_of_a_later_day(shown):
    """The shares of 9 April 2024 stand in a report of that day; METI's of 31 May were read in a paper of 1 June."""
    for claim_id, later in (("C26", "overstated"), ("C27", "disputed")):
        assert told(shown[f"c-{claim_id}"])["History"] == (
            "supported from 12 April 2024 (read in Jiji Press in nippon.com, 2024-04-09); "
            f"{later} from 31 May 2024 (Ministry of Economy, Trade and Industry, Japan; "
            "read in The Yomiuri Shimbun (The Japan News), 2024-06-01). "
            "A document may be later than the day on which its figures became public."
        )


def test_a_verdict_that_changed_tells_its_history_and_the_others_none(report, shown):
    changed = [
        f"c-{claim_id}"
        for claim_id, states in report.history.items()
        if len({state.verdict.outcome for state in states}) > 1
    ]
    assert [name for name, card in shown.items() if "History" in told(card)] == changed


def test_the_tiles_sort_all_claims_by_verdict_and_each_leads_to_its_card(report):
    page = BeautifulSoup(report.tiles().page, "html.parser")
    for tile in page.select(".tile"):
        outcome = Outcome(tile.select_one(".verdict").get_text())
        alike = [claim_id for claim_id, verdict in report.verdicts.items() if verdict.outcome is outcome]
        assert [a["href"] for a in tile.select("li a")] == [f"#c-{claim_id}" for claim_id in alike]
        assert tile.h3.get_text() == f"{outcome.value} {len(alike)}"
        assert tile.p.get_text() == f"{LEGEND[outcome].capitalize()}."
    assert len(page.select("li")) == len(report.verdicts)
