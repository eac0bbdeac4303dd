"""What frames a report: masthead, choices, countries left out, colophon, and the data it is made from."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.findings import Catalogue
from analysis.rendering import ReportHTMLExporter
from analysis.report import Report, open_report
from analysis.report.linked_data import linked_data
from analysis.study import STUDY


def page(block):
    return BeautifulSoup(block._repr_mimebundle_()[0]["text/html"], "html.parser")


def test_a_report_opens_from_any_folder_and_with_any_data_folder(tmp_path, small, report, monkeypatch):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert open_report(STUDY, as_of="2024-04-12")["claim.C11"].text == "32nd"
    monkeypatch.setenv("JAPAN_TECH_DATA", "no such folder")
    opened = open_report(STUDY, small)
    assert opened.parameters == report.parameters
    assert len(opened.catalogue.evidence.rates) < len(report.catalogue.evidence.rates)


VARIANTS = {
    "": {},
    " · A variant with South Korea in focus": {"focus": "KOR"},
    " · A variant with the peers South Korea and the United States": {"peers": ("KOR", "USA")},
    " · A variant with rate rule own, own rate ¥150": {"rate_rule": "own", "own_rate": 150},
}


@pytest.mark.parametrize(("words", "parameters"), VARIANTS.items())
def test_the_masthead_names_article_day_and_what_differs_from_the_default(reports, words, parameters):
    block = reports(as_of="2024-04-12", **parameters).masthead()
    byline, article = page(block).select("div.masthead > p:not(h1 + p)")
    assert byline.get_text() == f"By the japan-tech-report maintainers · Figures available on 12 April 2024{words}"
    assert article.get_text().endswith("12 April 2024.")
    metadata = block._repr_mimebundle_()[1]["report"]
    assert (metadata["date"], metadata["edition"]) == ("2024-04-12", "As known on 12 April 2024")


def test_a_notebook_on_one_topic_has_a_title_of_its_own(report):
    own = Report(report.catalogue).masthead("{name:@}: a profile", "All of {entity:@}").metadata["report"]
    assert (own["title"], own["subtitle"]) == ("Japan: a profile", "All of Japan")


def test_the_table_of_choices_counts_what_it_lists_and_names_by_what_a_claim_does_not_hold(report):
    """By hand, C26: eight ways, and not by METI nor per head; C23: three accounts, and by none of them.

    C04: about 15 and about 13 billion dollars allow a billion on either side, more than 14 does, so two do not count.
    """
    rows = {row.th.get_text(): row for row in page(report.choices()).select("tbody tr")}
    assert list(rows) == list(report.catalogue.evidence.settings.sensitivity)
    fails = {}
    for claim, row in rows.items():
        _, holds, varied, failing = (cell.get_text() for cell in row.select("td"))
        ways = [it for it in varied.partition(": ")[2].split(" · ") if not it.endswith("(not counted)")]
        fails[claim] = [] if failing == "none" else failing.split(" · ")
        assert holds == f"{len(ways) - len(fails[claim])} of {len(ways)}", claim
    assert fails["C26"] == ["METI", "per head at the rate of the article’s date, our count"]
    assert fails["C23"] == ["Kyodo", "Nikkei", "original plan"]
    assert fails["C08"] == []
    assert "Reuters · White House (not counted) · NHK · Kyodo (not counted)" in rows["C04"].get_text()


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


def test_a_report_of_other_data_says_so_on_top_in_its_citation_and_at_the_foot_of_the_page(report):
    assert not any("other data" in part().plain for part in (report.masthead, report.colophon))
    other = Report(report.catalogue)
    other.other_data = "data2"
    assert all("(folder data2)" in part().plain for part in (other.masthead, other.colophon))
    blocks = [other.say("Japan has {unicorns.JPN.count} unicorns."), other.source_list(), other.workings()]
    bundles = [block._repr_mimebundle_() for block in blocks]
    outputs = [new_output("display_data", data=data, metadata=metadata) for data, metadata in bundles]
    html, _ = ReportHTMLExporter().from_notebook_node(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    foot = BeautifulSoup(html, "html.parser").footer.get_text()
    assert "made from other data than those of the project (folder data2)" in foot


def test_who_writes_and_publishes_a_report_and_where_errors_go_is_set_by_its_study(report):
    study = replace(STUDY, author="A. Heron", publisher="The <Pond>", contact="desk@pond.example")
    other = Report(Catalogue(report.catalogue.evidence, report.parameters, study))
    colophon = page(other.colophon())
    assert "Written by A. Heron, published by The <Pond>." in colophon.get_text()
    assert colophon.find("a")["href"] == "mailto:desk@pond.example"
    assert colophon.select_one(".citation").get_text().startswith("A. Heron: ")
    assert page(other.masthead()).select(".masthead > p")[1].get_text().startswith("By A. Heron · ")
    nodes = {it["@id"]: it for it in linked_data(other.pen, "T", "D", {})["@graph"]}
    assert nodes["#publisher"]["contactPoint"]["email"] == "desk@pond.example"
    assert (nodes["#maintainers"]["name"], nodes["#report"]["publisher"]) == ("A. Heron", {"@id": "#publisher"})
