from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.findings import Catalogue
from analysis.rendering import ReportHTMLExporter
from analysis.report import Report, open_report
from analysis.report.linked_data import linked_data
from analysis.report.writer import PLAIN
from analysis.study import STUDY


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
        ({"focus": "KOR"}, " · A variant with South Korea in focus"),
        ({"peers": ("KOR", "USA")}, " · A variant with the peers South Korea and the United States"),
        ({"rate_rule": "own", "own_rate": 150}, " · A variant with rate rule own, own rate ¥150"),
    ],
)
def test_the_masthead_names_what_differs_from_the_default(reports, given, said):
    assert reports(as_of="2024-04-12", **given)._settings(PLAIN) == said


def test_the_masthead_names_article_and_day_of_knowledge(then, reports):
    own = reports(focus="KOR").masthead("{name:@}: a profile", "All of {entity:@}").metadata["report"]
    assert (own["title"], own["subtitle"]) == ("South Korea: a profile", "All of South Korea")
    block = then.masthead()
    about = block._repr_mimebundle_()[1]["report"]
    assert about["date"] == "2024-04-12"
    assert about["edition"] == "As known on 12 April 2024"
    assert about["title"] == "Is Japan getting its technological lead back?"
    by, article = page(block).select("div.masthead > p:not(h1 + p)")
    assert by.get_text() == "By the japan-tech-report maintainers · Figures available on 12 April 2024"
    assert article.get_text().endswith("12 April 2024.")


def test_the_table_of_choices_has_a_row_for_each_claim_that_depends_on_one(report):
    rows = page(report.choices()).select("tbody tr")
    assert [row.th.get_text() for row in rows] == list(report.catalogue.evidence.settings.sensitivity)


def test_a_choice_too_coarse_to_decide_is_marked_as_not_counted(report):
    """By hand: about 15 and about 13 billion dollars allow a billion on either side, more than 14 does."""
    (amazon,) = (row for row in page(report.choices()).select("tbody tr") if row.th.get_text() == "C04")
    assert "Reuters · White House (not counted) · NHK · Kyodo (not counted)" in amazon.get_text()


def test_the_table_of_choices_counts_what_it_lists_and_names_by_what_a_claim_does_not_hold(reports):
    """By hand, C26: eight ways, and not by METI nor per head; C23: three accounts, and by none of them."""
    for report in (reports(), reports(as_of="2024-04-12")):
        for row in page(report.choices()).select("tbody tr"):
            claim, _, holds, varied, fails = (cell.get_text() for cell in row.select("th, td"))
            ways = [it for it in varied.partition(": ")[2].split(" · ") if not it.endswith("(not counted)")]
            failing = [] if fails == "none" else fails.split(" · ")
            assert holds == f"{len(ways) - len(failing)} of {len(ways)}", claim
            assert set(failing) <= {it.removesuffix(" (both decide)") for it in ways}, claim
    fails = {row.th.get_text(): row.select("td")[-1].get_text() for row in page(reports().choices()).select("tbody tr")}
    assert fails["C26"] == "METI · per head at the rate of the article’s date, our count"
    assert fails["C23"] == "Kyodo · Nikkei · original plan"
    assert fails["C08"] == "none"


# -- countries left out ------------------------------------------------------------------------------


def comparing(report, **names):
    """The same report of a study whose comparisons need other findings of each country."""
    study = replace(STUDY, compared_by=names)
    return Report(Catalogue(report.catalogue.evidence, report.parameters, study))


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


def test_a_report_of_other_data_says_so_on_top_in_its_citation_and_at_the_foot_of_the_page(report):
    assert not any("other data" in part().plain for part in (report.masthead, report.colophon))
    report.other_data = "data2"
    try:
        assert all("(folder data2)" in part().plain for part in (report.masthead, report.colophon))
        blocks = [report.say("Japan has {unicorns.JPN.count} unicorns."), report.source_list(), report.workings()]
    finally:
        report.other_data = ""
    bundles = [block._repr_mimebundle_() for block in blocks]
    outputs = [new_output("display_data", data=data, metadata=about) for data, about in bundles]
    page, _ = ReportHTMLExporter().from_notebook_node(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    foot = BeautifulSoup(page, "html.parser").footer.get_text()
    assert "made from other data than those of the project (folder data2)" in foot


def test_who_writes_and_publishes_a_report_and_where_errors_go_is_set_by_its_study(report):
    study = replace(report.catalogue.study, author="A. Heron", publisher="The <Pond>", contact="desk@pond.example")
    report.catalogue.study = study
    said = page(report.colophon())
    assert "Written by A. Heron, published by The <Pond>." in said.get_text()
    assert said.find("a")["href"] == "mailto:desk@pond.example"
    assert said.select_one(".citation").get_text().startswith("A. Heron: ")
    assert page(report.masthead()).select(".masthead > p")[1].get_text().startswith("By A. Heron · ")
    nodes = {it["@id"]: it for it in linked_data(report.pen, "T", "D", {})["@graph"]}
    assert nodes["#publisher"]["contactPoint"]["email"] == "desk@pond.example"
    assert (nodes["#maintainers"]["name"], nodes["#report"]["publisher"]) == ("A. Heron", {"@id": "#publisher"})
