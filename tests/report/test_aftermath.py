"""What became of figures, plans and programmes: two tables, each number with its working and its document."""

from unittest.mock import ANY

import pytest
from bs4 import BeautifulSoup

from analysis.errors import UnknownNameError
from analysis.study import tables


def page(table):
    return BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")


def told(table):
    """The cells of the rows of a table, as a reader sees them."""
    return [[cell.get_text() for cell in row.select("th, td")] for row in page(table).select("tbody tr")]


RANK = ("Place in the ranking", "imd.JPN.rank", "since.JPN.imd.rank", "since.imd.year")
FIRMS = ("Unicorns", "unicorns.JPN.count", "since.JPN.unicorns", "since.JPN.unicorns.date")
GERMANY = ("German support", "subsidy.DEU.amount", "since.DEU.amount", "since.DEU.day")
WORK = ("Labour force", "work.labour_force", "since.labour_force", "since.work.year")
ROWS = (RANK, FIRMS, GERMANY, WORK)


def test_on_the_articles_day_nothing_had_become_of_anything(then):
    assert then.updates(*ROWS) is None


def test_each_figure_known_then_stands_beside_what_it_has_come_to_and_when(report):
    assert told(report.updates(*ROWS)) == [
        ["Place in the ranking", "32nd", "30th", "2025", "EFE in SWI swissinfo.ch"],
        ["Unicorns", "7", "5", "29 June 2026", "CB Insights (list reshaped on GitHub)"],
        # 15.9 and about 4; less 9.9 for a plant given up, and with 0.92 and 0.623 for two others: 11.543
        ["German support", "€20 billion (public on 21 May 2024)", "€12 billion", "24 July 2025", ANY],
        ["Labour force", "69.25 million", "70.04 million", "2025", "Gifu Shimbun"],
    ]


def test_a_row_whose_later_figure_is_not_public_yet_is_left_out(reports):
    rows = told(reports(as_of="2024-12-31").updates(*ROWS))
    assert [row[:4] for row in rows] == [
        ["Place in the ranking", "32nd", "31st", "2024"],
        ["Unicorns", "7", "8", "6 December 2024"],
    ]


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("day", ["", "2024-04-12"])
def test_a_name_that_no_rule_computes_is_refused_and_not_taken_for_a_gap(reports, at, day):
    row = [*RANK]
    row[at] = "since.JPN.imd.rnak"
    with pytest.raises(UnknownNameError, match=r"since\.JPN\.imd\.rnak"):
        (reports(as_of=day) if day else reports()).updates(tuple(row))


def test_a_figure_that_the_article_did_not_know_has_a_dash(report):
    row = ("Framework", "", "since.JPN.framework", "since.JPN.framework.day")
    assert told(report.updates(row))[0][1:3] == ["–", "at least ¥10 trillion"]


def test_a_figure_that_its_source_calls_about_right_says_so(report):
    row = ("SoftBank", "pledge.SOFTBANK.announced", "since.SOFTBANK.announced", "since.SOFTBANK.published")
    assert told(report.updates(row))[0][1:3] == ["about ¥20 billion", "about ¥2.0 trillion"]


# -- milestones --------------------------------------------------------------------------------------


def milestones(report, of="JPN"):
    names = [name for name in report.catalogue.names if name.startswith(f"since.milestone.{of}.")]
    return told(report.milestones("tbl-m", "Milestones", names))


def test_milestones_stand_in_the_order_of_their_days_with_who_and_where_it_was_read(report):
    rows = milestones(report)
    assert rows[0][:2] == ["17 April 2024", "JSR"]
    assert rows[-1][:2] == ["4 July 2026", "Micron"]
    assert rows[1] == [
        "27 September 2024",
        "PSMC and SBI",
        "PSMC and SBI drop their plan for a chip plant.",
        "SBI Holdings",
    ]
    assert all(len(row) == 4 and all(row) for row in rows)


def test_a_milestone_whose_day_was_not_seen_stands_at_the_day_by_which_it_was_public_and_says_so(report):
    assert [row[0] for row in milestones(report) if row[2] == "Construction has started, behind schedule."] == [
        "by 16 October 2025"
    ]


def test_a_milestone_stands_under_its_own_country_alone(report):
    assert {"Intel", "United States"} <= {row[1] for row in milestones(report, "USA")}
    assert not {"Intel", "United States"} & {row[1] for row in milestones(report)}


def test_a_milestone_that_was_not_public_yet_is_left_out(reports, then):
    names = [name for name in then.catalogue.names if name.startswith("since.milestone.")]
    assert then.milestones("tbl-m", "Milestones", names) is None
    assert [row[1] for row in milestones(reports(as_of="2024-09-26"))] == ["JSR"]
    assert [row[1] for row in milestones(reports(as_of="2024-09-27"))] == ["JSR", "PSMC and SBI"]


def test_what_is_not_in_japan_stands_in_a_table_of_its_own(report):
    at_home, abroad = (told(tables.milestones(report, at_home=where)) for where in (True, False))
    assert len(at_home) + len(abroad) == len(report.catalogue.evidence.events) - 1  # before the article
    assert "South Korea" in {row[1] for row in abroad}
