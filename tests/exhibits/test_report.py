import pytest
from bs4 import BeautifulSoup

from analysis.evidence import find_data
from analysis.exhibits import open_report
from analysis.exhibits.prose import PLAIN
from analysis.findings import ParameterError, UnknownFinding


def page(block):
    return BeautifulSoup(block._repr_mimebundle_()[0]["text/html"], "html.parser")


def test_a_report_opens_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert open_report(as_of="2024-04-12")["claim.C11"].text == "32nd"


def test_a_report_opens_any_data_folder_by_name(tmp_path, report, monkeypatch):
    folder = tmp_path / "elsewhere"
    folder.symlink_to(find_data())
    monkeypatch.setenv("JAPAN_TECH_DATA", "no such folder")
    assert open_report(data=folder).parameters == report.parameters


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ""),
        ({"focus": "KOR"}, " A variant with focus KOR."),
        ({"peers": ["KOR", "USA"]}, " A variant with peers KOR USA."),
        ({"rate_rule": "own", "own_rate": 150}, " A variant with rate rule own, own rate ¥150."),
    ],
)
def test_the_masthead_names_what_differs_from_the_default(given, said):
    assert open_report(as_of="2024-04-12", **given)._settings(PLAIN) == said


def test_a_wrong_parameter_is_refused_before_anything_is_computed():
    with pytest.raises(ParameterError, match="parameter focus: 'kor' is unknown; did you mean KOR"):
        open_report(focus="kor")


def test_the_masthead_names_article_and_day_of_knowledge(then):
    block = then.masthead()
    about = block._repr_mimebundle_()[1]["report"]
    assert about["date"] == "2024-04-12"
    assert about["edition"] == "As known on 12 April 2024"
    assert about["title"] == "Does Japan get its technological lead back?"
    assert (
        page(block)
        .select_one("div.masthead")
        .get_text()
        .endswith("12 April 2024. Every figure here was public on 12 April 2024.")
    )


def test_the_table_of_verdicts_has_one_row_for_each_of_the_31_claims(report):
    rows = page(report.verdict_table()).select("tbody tr")
    assert [row.th.get_text() for row in rows] == [f"C{n:02}" for n in range(1, 32)]
    verdicts = [row.select_one("span.verdict").get_text() for row in rows]
    assert {verdict: verdicts.count(verdict) for verdict in verdicts} == {
        "supported": 14, "missing context": 7, "imprecise": 3, "disputed": 1, "contradicted": 2, "not checkable": 4,
    }  # fmt: skip


def test_a_claim_without_a_figure_has_a_gap_for_its_margin(report):
    opinion = page(report.verdict_table()).select("tbody tr")[8]
    assert [cell.get_text() for cell in opinion.select("td")[-2:]] == ["–", "–"]


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
    assert [dt["id"] for dt in found] == [f"c-C{n:02}" for n in range(1, 32)]
    assert all(dt.find_next_sibling("dd").get_text().strip() for dt in found)


def test_a_verdict_by_hand_is_marked_so_and_a_computed_one_is_not(report):
    found = {dt["id"]: dt.find_next_sibling("dd").get_text() for dt in page(report.contexts()).select("dt")}
    marked = {name for name, text in found.items() if "by hand" in text.lower()}
    assert marked == {f"c-C{n:02}" for n in (3, 6, 14, 15, 16, 17, 19, 21, 29)}


def test_the_legend_explains_all_six_verdicts(report):
    items = page(report.legend()).select("li")
    assert [item.span.get_text() for item in items] == [
        "supported", "missing context", "imprecise", "disputed", "contradicted", "not checkable",
    ]  # fmt: skip


def test_the_table_of_choices_has_a_row_for_each_claim_that_depends_on_one(report):
    rows = page(report.choices()).select("tbody tr")
    assert [row.th.get_text() for row in rows] == list(report.catalogue.evidence.choices["sensitivity"])


def test_a_column_of_which_nothing_was_known_is_left_out(reports):
    columns = {"Place": "imd.{}.rank", "Newest": "since.{}.imd.rank"}
    assert reports().by_economy("tbl-a", "Places", columns).columns == ("", "Place", "Newest")
    assert reports(as_of="2024-04-12").by_economy("tbl-a", "Places", columns).columns == ("", "Place")


def test_a_misspelt_name_in_a_table_is_refused_and_not_taken_for_a_gap(reports):
    with pytest.raises(UnknownFinding, match=r"imd\.\{\}\.rnk"):
        reports().by_economy("tbl-a", "Places", {"Place": "imd.{}.rnk"})
