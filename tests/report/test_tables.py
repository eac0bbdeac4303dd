"""Tables of findings: of the author's own rows, by economy, indicator and period, and of what came since."""

from unittest.mock import ANY

import pytest
from bs4 import BeautifulSoup

from analysis.errors import TemplateError, UnknownNameError
from analysis.findings import Outcome
from analysis.findings.number_periods import years
from analysis.study import tables
from analysis.writing.tables import Gap, Verbatim, make


def page_of(table):
    return BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")


def cells(table):
    """The cells of the rows of a table, as a reader sees them."""
    return [[cell.get_text() for cell in row.select("th, td")] for row in page_of(table).select("tbody tr")]


def test_text_of_the_dataset_stands_as_it_is_all_other_is_a_template_and_a_gap_says_why(pen):
    columns = ["Claim", "Number", "Verdict", "Words"]
    rows = [
        [Verbatim("C01 <b> {seven}"), pen.catalogue["seven"], Outcome.IMPRECISE, "{name:KOR}"],
        [Verbatim("C02"), None, Outcome.SUPPORTED, "it is {half}"],
        [Verbatim("C03"), Gap("nobody to compare"), Outcome.SUPPORTED, ""],
    ]
    table = make(pen, "tbl-x", "Firms, {seven} of them", columns, rows, "Own & {half}")
    page = page_of(table)
    assert cells(table) == [
        ["C01 <b> {seven}", "7", "imprecise", "South Korea"],
        ["C02", "–", "supported", "it is 50%"],
        ["C03", "–", "supported", ""],
    ]
    assert table.plain.startswith("Firms, 7 of them\nC01 <b> {seven}  7  imprecise  South Korea\nC02  –  supported")
    assert [a["href"] for a in page.select("td a")] == ["#f-seven", "#f-half"]
    assert set(pen.used) == {"seven", "half"}
    assert table.caption.startswith('Firms, <a href="#f-seven"')
    assert table.source.startswith('Own &amp; <a href="#f-half"')
    assert table.align == ("left", "right", "left", "left")
    assert [th.get_text() for th in page.select('tbody tr > th[scope="row"]')] == [row[0] for row in rows]
    assert [th.get_text() for th in page.select('thead th[scope="col"]')] == columns
    reasons = [gap["title"] for gap in page.select("td .gap")]
    assert reasons == ["not known on this day, not seen, or not applicable", "nobody to compare"]
    with pytest.raises(TemplateError):
        make(pen, "tbl-x", "Caption", ["a"], [["G20"]])


def test_columns_of_numbers_stand_right_with_their_gaps_and_all_others_left(report):
    day, year, count = (report[name] for name in ("since.yen.weakest_day", "since.imd.year", "unicorns.JPN.count"))
    rows = [["a", count, year, year, "words"], ["b", Gap("none"), day, year, "words"]]
    table = make(report.pen, "tbl-x", "T", ["", "count", "as of", "year", "read in"], rows)
    assert table.align == ("left", "right", "left", "right", "left")


# -- by economy, indicator and period --------------------------------------------------------------------


def test_a_table_by_indicator_is_one_by_economy_turned_round(report):
    names = {"Place": "imd.{}.rank", "Unicorns": "unicorns.{}.count"}
    across, down = cells(report.by_economy("tbl-a", "A", names)), cells(report.by_indicator("tbl-b", "B", names))
    assert [row[0] for row in down] == ["Place, 2023", "Unicorns, 2024"]
    assert [list(column) for column in zip(*(row[1:] for row in across), strict=True)] == [row[1:] for row in down]
    heads = [th.get_text() for th in page_of(report.by_economy("tbl-x", "X", names)).select("thead th")]
    assert heads == ["", "Place, 2023", "Unicorns, 2024"]
    newest, then = (report.figure("gdp_nominal_usd", "JPN", year=year) for year in (2025, 2015))
    assert years(newest / then) == "2015 to 2025"


def test_what_nothing_was_known_of_is_left_out(then):
    table = then.by_indicator("tbl-a", "A", {"METI": "subsidy.{}.share.meti", "Count": "unicorns.{}.count"})
    assert [row[0] for row in cells(table)] == ["Count, 2024"]
    assert then.by_period("tbl-a", "A", {"Framework": "ai_chip_framework.JPN"}) is None


def test_a_table_by_period_has_a_row_for_each_and_gaps_where_nothing_was_seen(report):
    rows = cells(report.by_period("tbl-a", "A", report.of_economies("imd_wdcr_rank.{}")))
    assert [row[0] for row in rows] == [str(year) for year in range(2017, 2026)]
    assert rows[6][1] == "32nd"
    assert "–" in rows[7]  # in 2024 the place of France was not seen


def test_the_country_in_focus_comes_first(reports):
    r = reports(focus="KOR", peers=("SGP", "JPN"))
    countries = ["South Korea", "Singapore", "Japan"]
    assert [row[0] for row in cells(r.by_economy("tbl-x", "Ranks", {"Place": "imd.{}.rank"}))] == countries
    assert list(r.of_economies("a.{} / b.{}").values()) == ["a.KOR / b.KOR", "a.SGP / b.SGP", "a.JPN / b.JPN"]
    assert list(r.of_economies("a.{}", without="SGP")) == ["South Korea", "Japan"]
    assert list(r.of_economies("a.{}", without="KOR")) == countries


# -- what has come since ---------------------------------------------------------------------------------

RANK = ("Place in the ranking", "imd.JPN.rank", "since.JPN.imd.rank", "since.imd.year")
FIRMS = ("Unicorns", "unicorns.JPN.count", "since.JPN.unicorns", "since.JPN.unicorns.date")
GERMANY = ("German support", "subsidy.DEU.amount", "since.DEU.amount", "since.DEU.day")
FRAMEWORK = ("Framework", "", "since.JPN.framework", "since.JPN.framework.day")
SOFTBANK = ("SoftBank", "pledge.SOFTBANK.announced", "since.SOFTBANK.announced", "since.SOFTBANK.published")
ROWS = (RANK, FIRMS, GERMANY, FRAMEWORK, SOFTBANK)


def test_each_figure_known_then_stands_beside_what_it_has_come_to_and_when(report, reports, then):
    assert cells(report.updates(*ROWS)) == [
        ["Place in the ranking", "32nd", "30th", "2025", "EFE in SWI swissinfo.ch"],
        ["Unicorns", "7", "5", "29 June 2026", "CB Insights (list reshaped on GitHub)"],
        # 15.9 and about 4; less 9.9 for a plant given up, and with 0.92 and 0.623 for two others: 11.543
        ["German support", "€20 billion (public on 21 May 2024)", "€12 billion", "24 July 2025", ANY],
        ["Framework", "–", "at least ¥10 trillion", ANY, ANY],
        ["SoftBank", "about ¥20 billion", "about ¥2.0 trillion", ANY, ANY],
    ]
    assert then.updates(*ROWS) is None
    assert [row[:4] for row in cells(reports(as_of="2024-12-31").updates(RANK, FIRMS, GERMANY))] == [
        ["Place in the ranking", "32nd", "31st", "2024"],
        ["Unicorns", "7", "8", "6 December 2024"],
    ]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_name_that_no_rule_computes_is_refused_and_not_taken_for_a_gap(then, at):
    row = [*RANK]
    row[at] = "since.JPN.imd.rnak"
    with pytest.raises(UnknownNameError, match=r"since\.JPN\.imd\.rnak"):
        then.updates(tuple(row))


def test_milestones_stand_in_the_order_of_their_days_with_who_and_where_it_was_read(report, reports, then):
    names = [name for name in report.catalogue.names if name.startswith("since.milestone.JPN.")]
    rows = cells(report.milestones("tbl-m", "Milestones", names))
    assert rows[0][:2] == ["17 April 2024", "JSR"]
    dropped = "PSMC and SBI drop their plan for a chip plant."
    assert rows[1] == ["27 September 2024", "PSMC and SBI", dropped, "SBI Holdings"]
    assert "by 16 October 2025" in {row[0] for row in rows}  # of which the day was not seen
    assert all(len(row) == 4 and all(row) for row in rows)
    earlier = reports(as_of="2024-09-26").milestones("tbl-m", "Milestones", names)
    assert [row[1] for row in cells(earlier)] == ["JSR"]
    assert then.milestones("tbl-m", "Milestones", names) is None


def test_what_is_not_in_japan_stands_in_a_table_of_its_own(report):
    at_home, abroad = (cells(tables.milestones(report, at_home=where)) for where in (True, False))
    assert len(at_home) + len(abroad) == len(report.catalogue.evidence.events) - 1  # before the article
    assert "South Korea" in {row[1] for row in abroad}
