from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.exhibits import Report, open_report
from analysis.exhibits.contexts import contexts
from analysis.exhibits.prose import PLAIN
from analysis.findings import Outcome, ParameterError, UnknownFinding
from analysis.study import STUDY

from ..opened import Pen


def page(block):
    return BeautifulSoup(block._repr_mimebundle_()[0]["text/html"], "html.parser")


def test_a_report_opens_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert open_report(STUDY, as_of="2024-04-12")["claim.C11"].text == "32nd"


def test_a_report_opens_any_data_folder_by_name(tmp_path, small, report, monkeypatch):
    folder = tmp_path / "elsewhere"
    folder.symlink_to(small)
    monkeypatch.setenv("JAPAN_TECH_DATA", "no such folder")
    opened = open_report(STUDY, folder)
    assert opened.parameters == report.parameters
    assert len(opened.catalogue.evidence.rates) < len(report.catalogue.evidence.rates)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ""),
        ({"focus": "KOR"}, " A variant with focus KOR."),
        ({"peers": ("KOR", "USA")}, " A variant with peers KOR USA."),
        ({"rate_rule": "own", "own_rate": 150}, " A variant with rate rule own, own rate ¥150."),
    ],
)
def test_the_masthead_names_what_differs_from_the_default(reports, given, said):
    assert reports(as_of="2024-04-12", **given)._settings(PLAIN) == said


def test_a_wrong_parameter_is_refused_before_anything_is_computed():
    with pytest.raises(ParameterError, match="parameter focus: 'kor' is unknown; did you mean KOR"):
        open_report(STUDY, focus="kor")


def test_the_masthead_names_article_and_day_of_knowledge(then):
    block = then.masthead()
    about = block._repr_mimebundle_()[1]["report"]
    assert about["date"] == "2024-04-12"
    assert about["edition"] == "As known on 12 April 2024"
    assert about["title"] == "Is Japan getting its technological lead back?"
    assert (
        page(block)
        .select_one("div.masthead")
        .get_text()
        .endswith("12 April 2024. Every figure here was public on 12 April 2024.")
    )


def test_the_table_of_verdicts_has_one_row_for_each_claim_with_its_verdict(report):
    rows = page(report.verdict_table()).select("tbody tr")
    assert [row.th.get_text() for row in rows] == list(report.catalogue.evidence.claims_judged)
    told = {row.th.get_text(): row.select_one("span.verdict").get_text() for row in rows}
    assert told == {claim_id: verdict.outcome.value for claim_id, verdict in report.verdicts.items()}


def test_a_claim_without_a_figure_has_gaps_for_its_margin_its_count_and_its_document(report):
    rows = {row.th.get_text(): row.select("td")[-3:] for row in page(report.verdict_table()).select("tbody tr")}
    opinions = [c for c, verdict in report.verdicts.items() if verdict.outcome is Outcome.NOT_CHECKABLE]
    assert "C09" in opinions
    assert [[cell.get_text() for cell in rows[claim_id]] for claim_id in opinions] == [["–", "–", "–"]] * len(opinions)


def test_a_paragraph_without_public_evidence_is_not_there_at_all(then):
    assert then.say("{subsidy.JPN.share.meti} by the other account.") is None


def test_a_paragraph_shows_itself_as_page_and_as_text(report):
    shown, about = report.say("The {claim.C11} place.")._repr_mimebundle_()
    assert shown["text/plain"] == "The 32nd place."
    start = '<p class="mathjax_ignore tex2jax_ignore">The <a href="#f-imd_wdcr_rank.JPN.2023.article"'
    assert shown["text/html"].startswith(start)  # two dollar signs are no formula
    assert about == {}


@pytest.mark.parametrize(
    ("kind", "start"),
    [("p", "<p>"), ("answer", '<div class="answer"><p>'), ("note", '<aside class="note"><p>')],
)
def test_each_kind_of_paragraph_has_its_frame(report, kind, start):
    assert report.say("Words.", kind=kind).page.startswith(f"{start}Words.</p>")


def test_the_country_in_focus_comes_first_and_gaps_stay_gaps(reports):
    report = reports(focus="KOR", peers="USA,JPN")
    table = page(report.by_economy("tbl-x", "Ranks", {"Place": "imd.{}.rank"}))
    assert [th.get_text() for th in table.select("tbody th")] == ["South Korea", "United States", "Japan"]


def test_an_economy_without_any_figure_has_no_row(report):
    table = page(report.by_economy("tbl-x", "Sums", {"Sum": "subsidy.{}.amount"}))
    assert "Singapore" not in [th.get_text() for th in table.select("tbody th")]
    assert "Germany" in [th.get_text() for th in table.select("tbody th")]


def test_a_name_in_a_table_that_no_rule_computes_is_refused(report):
    with pytest.raises(UnknownFinding, match=r"did you mean work\.year"):
        report.table("tbl-x", "Caption", ["", "n"], [["a", "=work.yaer"]])


def test_every_claim_has_its_context_with_a_name_to_link_to(report):
    found = page(report.contexts()).select("dt")
    assert [dt["id"] for dt in found] == [f"c-{claim_id}" for claim_id in report.verdicts]
    assert all(dt.find_next_sibling("dd").get_text().strip() for dt in found)


def test_the_least_direct_document_that_decides_is_named_in_the_table_and_claim_by_claim(report):
    """By hand: METI's share was read in a newspaper and a comment, the rank on its publisher's page and others."""
    cells = {
        row.th.get_text(): row.select("td")[-1].get_text() for row in page(report.verdict_table()).select("tbody tr")
    }
    said = {dt["id"]: dt.find_next_sibling("dd") for dt in page(report.contexts()).select("dt")}
    documents = report.catalogue.evidence.documents
    meti, rank = documents["yomiuri_2024_06_01"], documents["imd_news_2023_11_ja"]
    assert (meti.kind, rank.kind) == ("press", "own")
    assert (cells["C26"], cells["C11"]) == ("press, confirmed", "publisher’s own, confirmed")
    assert f"Weakest document: press, confirmed ({meti.publisher}, {meti.published}" in said["c-C26"].get_text()
    assert meti.url in [a["href"] for a in said["c-C26"].select("a")]
    assert "Weakest document: publisher’s own, confirmed (" in said["c-C11"].get_text()
    assert rank.url in [a["href"] for a in said["c-C11"].select("a")]


def test_every_computed_verdict_names_its_weakest_document_and_one_by_hand_those_it_was_read_in(report):
    cells = {
        row.th.get_text(): row.select("td")[-1].get_text() for row in page(report.verdict_table()).select("tbody tr")
    }
    said = {dt["id"]: dt.find_next_sibling("dd").get_text() for dt in page(report.contexts()).select("dt")}
    claims, documents = report.catalogue.evidence.claims, report.catalogue.evidence.documents
    kinds = {"publisher’s own", "copy of the publisher’s", "press", "third party’s"}
    for claim_id, verdict in report.verdicts.items():
        if verdict.outcome is Outcome.NOT_CHECKABLE:
            continue
        assert cells[claim_id].split(",")[0] in kinds, claim_id
        if claims[claim_id]["check"] == "computed":
            assert f"Weakest document: {cells[claim_id]} (" in said[f"c-{claim_id}"], claim_id
            continue
        evidence = [documents[name] for name in claims[claim_id]["evidence"].split()[:3]]  # the table has all
        assert evidence, claim_id
        assert all(document.publisher in said[f"c-{claim_id}"] for document in evidence), claim_id


def test_a_claim_of_which_nothing_public_decides_says_why(then):
    verdict = replace(then.verdicts["C23"], outcome=Outcome.NOT_CHECKABLE, grounds=None, because="no <price> known")
    told = page(contexts(Pen(then.catalogue, {"C23": verdict}))).dd.get_text()
    assert "Not decided: no <price> known." in told
    assert "Weakest document" not in told


def test_a_verdict_by_hand_is_marked_so_and_a_computed_one_is_not(report):
    found = {dt["id"]: dt.find_next_sibling("dd").get_text() for dt in page(report.contexts()).select("dt")}
    marked = {name for name, text in found.items() if "by hand" in text.lower()}
    claims = report.catalogue.evidence.claims
    by_hand = {f"c-{claim_id}" for claim_id in report.verdicts if claims[claim_id]["check"] == "editorial"}
    assert marked == by_hand
    assert {"c-C03", "c-C29"} < by_hand < {f"c-{claim_id}" for claim_id in report.verdicts}


def test_the_legend_explains_every_verdict(report):
    items = page(report.legend()).select("li")
    assert [item.span.get_text() for item in items] == [outcome.value for outcome in Outcome]
    assert all(item.get_text().removeprefix(item.span.get_text()).strip() for item in items)


def test_the_table_of_choices_has_a_row_for_each_claim_that_depends_on_one(report):
    rows = page(report.choices()).select("tbody tr")
    assert [row.th.get_text() for row in rows] == list(report.catalogue.evidence.settings.sensitivity)


def test_a_column_of_which_nothing_was_known_is_left_out(reports):
    columns = {"Place": "imd.{}.rank", "Newest": "since.{}.imd.rank"}
    assert reports().by_economy("tbl-a", "Places", columns).columns == ("", "Place", "Newest")
    assert reports(as_of="2024-04-12").by_economy("tbl-a", "Places", columns).columns == ("", "Place")


def test_a_misspelt_name_in_a_table_is_refused_and_not_taken_for_a_gap(reports):
    with pytest.raises(UnknownFinding, match=r"imd\.\{\}\.rnk"):
        reports().by_economy("tbl-a", "Places", {"Place": "imd.{}.rnk"})


# -- countries left out ------------------------------------------------------------------------------


def comparing(report, **names):
    """The same report of a study whose comparisons need other findings of each country."""
    study = replace(STUDY, compared_by=names)
    return Report(report.catalogue.evidence, report.parameters, study)


def test_where_everything_is_known_of_all_countries_chosen_none_is_named(report):
    assert report.left_out() is None


def test_a_country_chosen_that_stands_in_no_comparison_is_named_with_what_was_not_known(reports):
    """METI's account, of May 2024, has four countries, and none of them was public on the article's day."""
    needed = {"subsidy.{}.share.meti": "METI’s share", "imd.{}.rank": "rank"}
    now = comparing(reports(peers=("USA", "FRA")), **needed).left_out()
    assert now.plain == "Left out of comparisons by size: France (not known for the year that all share: METI’s share)."
    then = comparing(reports(as_of="2024-04-12", peers=("IND",)), **needed).left_out()
    assert then.plain == (
        "Left out of comparisons by size: Japan (not known for the year that all share: METI’s share); "
        "India (not known for the year that all share: METI’s share)."
    )
    assert then.page.startswith('<aside class="note"><p>')
