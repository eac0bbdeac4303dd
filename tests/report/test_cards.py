"""Cards and lists of claims: the claim, what was found, why, how surely, and by which documents."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.findings import Outcome
from analysis.report.claim_cards import cards

from ..reports import Pen


@pytest.fixture
def shown(report):
    return {card["id"]: card for card in BeautifulSoup(report.cards().page, "html.parser").select("article.claim")}


def parts(card):
    """What a card says, under each of its headings."""
    return {b.get_text(): " ".join(b.parent.get_text().split()) for b in card.select("p > b")}


def first(card):
    """The paragraph of a card that says what is claimed, why it fails and what was found."""
    return " ".join(card.p.get_text().split())


def test_every_claim_has_a_card_to_link_to_with_heading_number_and_verdict(report, shown):
    assert list(shown) == [f"c-{claim_id}" for claim_id in report.verdicts]
    for claim_id, verdict in report.verdicts.items():
        card = shown[f"c-{claim_id}"]
        assert (card.h4.a["href"], card.h4.a.get_text()) == (f"#c-{claim_id}", claim_id)
        assert card.h4.select_one(".verdict").get_text() == verdict.outcome.value
        assert (card.details is not None) is (verdict.outcome is Outcome.SUPPORTED), claim_id  # folded sources


def test_a_source_without_a_figure_leads_to_the_cards_that_it_was_read_for(report):
    """AFP's reports bear on three claims and gave no figure; the IMD's place of Japan is one, and leads to itself."""
    assert "Read for" not in report.source_list().page  # without cards there is nowhere to lead to
    report.pen.use(report["imd.JPN.rank"])
    report.cards()
    page = BeautifulSoup(report.source_list().page, "html.parser")
    (afp,) = page.select("#s-afp")
    assert [link["href"] for link in afp.select("a")] == ["#c-C02", "#c-C15", "#c-C20"]
    assert "Read for" not in page.select_one("#s-imd_wdcr_2023").text


def test_a_card_says_what_the_article_says_and_where_and_then_what_was_found(shown):
    assert first(shown["c-C23"]).startswith(
        "TSMC’s second factory in Japan has a budget of $20 billion. (“second one” … “20 billion”, paragraph 21) "
        "That is the price of two."
    )
    assert "to a peak of 52% in 1989" in first(shown["c-C02"])


def test_a_claim_that_holds_within_a_reporters_rounding_only_says_so(shown):
    """By hand: 25.66 billion round to 26; they lie 0.16 above 25.5, the end of what rounds to 25, or 0.6 per cent."""
    strictly = "Strictly, the evidence rounds to another number; we allow 1%."
    assert [name for name, card in shown.items() if strictly in first(card)] == ["c-C08", "c-C25"]


def test_a_claim_of_which_nothing_public_decides_says_what_was_missing(then):
    verdict = replace(then.verdicts["C23"], outcome=Outcome.NOT_CHECKABLE, grounds=None, because="no <price> known")
    card = BeautifulSoup(cards(Pen(then.catalogue, {"C23": verdict})).page, "html.parser").article
    assert "The evidence does not decide: no <price> known." in first(card)
    assert "How sure:" not in parts(card)


def test_the_least_direct_document_that_decides_is_named_and_linked(report, shown):
    """By hand: METI's share was read in a newspaper and a comment, the rank on its publisher's page and others."""
    for claim_id, name, kind, also in (
        ("C26", "yomiuri_2024_06_01", "second-hand", "a third party’s, in Chinese"),
        ("C11", "imd_news_2023_11_ja", "publisher’s own, in Japanese", "second-hand, in Japanese"),
    ):
        weakest = report.catalogue.evidence.documents[name]
        words = f"the weakest evidence is {weakest.publisher}, {weakest.published} ({kind}), checked against "
        assert f" ({also})." in parts(shown[f"c-{claim_id}"])["How sure:"].partition(words)[2]
        assert weakest.url in [a["href"] for a in shown[f"c-{claim_id}"].select("a")]


def test_a_verdict_by_hand_names_the_documents_read_for_it(report, shown):
    claims, documents = report.catalogue.evidence.claims, report.catalogue.evidence.documents
    by_hand = [claim_id for claim_id in report.verdicts if claims[claim_id]["check"] == "editorial"]
    assert len(by_hand) > 5
    for claim_id in by_hand:
        read = tuple(documents[name].publisher for name in claims[claim_id]["evidence"].split())
        listed = parts(shown[f"c-{claim_id}"])["Sources:"].removeprefix("Sources: ").split("; others in Workings")[0]
        assert all(source.startswith(read) for source in listed.split("; ")), claim_id


def test_each_card_says_how_well_its_verdict_is_sourced_and_how_often_the_claim_holds(shown):
    """By hand: C11 was read with its maker, C26 in one newspaper and a comment; C16 was judged by hand, by a blog.

    The list of C12 was read in what two people put on GitHub, copies of one file. C15 stands in one newspaper, and in a
    copy of the article, which proves nothing that it says. Three accounts give the second plant's price in C23, and
    none of them the printed one.
    """
    sure = {
        claim: parts(shown[f"c-{claim}"])["How sure:"] for claim in ("C11", "C12", "C15", "C16", "C23", "C26", "C31")
    }
    thin = [claim for claim in ("C11", "C12", "C15", "C16", "C26") if "Thinly sourced;" in sure[claim]]
    assert thin == ["C12", "C15", "C16", "C26"]
    assert "Well sourced;" in sure["C11"]
    assert "How sure:" not in parts(shown["c-C09"])
    assert "holds in 0 of 3 ways of counting." in sure["C23"]
    assert "holds in 1 of 3 ways of counting and fails by these: labour force; employed." in sure["C31"]
    assert "ways of counting" not in sure["C11"]  # there is one way only


def test_a_verdict_that_changed_tells_its_history_with_documents_and_the_others_none(report, shown):
    """The shares of 9 April 2024 stand in a report of that day; METI's of 31 May were read in a paper of 1 June."""
    for claim_id, later in (("C26", "overstated"), ("C27", "disputed")):
        assert parts(shown[f"c-{claim_id}"])["History:"] == (
            "History: supported from 12 April 2024 (read in Jiji Press in nippon.com, 2024-04-09); "
            f"{later} from 31 May 2024 (Ministry of Economy, Trade and Industry, Japan; "
            "read in The Yomiuri Shimbun (The Japan News), 2024-06-01)."
        ), claim_id
    changed = [f"c-{it}" for it, states in report.history.items() if len({s.verdict.outcome for s in states}) > 1]
    assert [name for name, card in shown.items() if "History:" in parts(card)] == changed


def test_claims_are_listed_by_verdict_with_the_reason_and_lead_to_their_cards(report):
    listed = BeautifulSoup(report.claim_list("overstated", "contradicted", why=True).page, "html.parser")
    assert [li.a["href"] for li in listed.select("li")] == ["#c-C26", "#c-C23"]
    assert "Overstated, in doubt since 31 May 2024. By both Japanese ministries" in listed.li.get_text()
    assert report.claim_list() is None
