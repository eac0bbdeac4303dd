"""Tables by economy, by indicator and by period."""

import pytest

from analysis.errors import UnknownNameError


def test_a_table_by_indicator_is_one_by_economy_turned_round(report):
    names = {"Place": "imd.{}.rank", "Unicorns": "unicorns.{}.count"}
    across = [line.split("  ") for line in report.by_economy("tbl-a", "A", names).plain.splitlines()[1:]]
    down = [line.split("  ") for line in report.by_indicator("tbl-b", "B", names).plain.splitlines()[1:]]
    assert [row[0] for row in down] == ["Place, 2023", "Unicorns, 2024"]
    assert [list(column) for column in zip(*(row[1:] for row in across), strict=True)] == [row[1:] for row in down]


def test_what_nothing_was_known_of_is_left_out(then):
    found = then.by_indicator("tbl-a", "A", {"METI": "subsidy.{}.share.meti", "Count": "unicorns.{}.count"})
    assert found.plain.splitlines()[1].startswith("Count, 2024  ")
    assert len(found.rows) == 1


def test_a_table_by_period_has_a_row_for_each_and_gaps_where_nothing_was_seen(report):
    found = report.by_period("tbl-a", "A", report.of_economies("imd_wdcr_rank.{}"))
    rows = [line.split("  ") for line in found.plain.splitlines()[1:]]
    assert [row[0] for row in rows] == [str(year) for year in range(2017, 2026)]
    assert rows[6][1] == "32nd"
    assert "–" in rows[7]  # in 2024 the place of France was not seen


def test_without_anything_known_there_is_no_table(then):
    assert then.by_period("tbl-a", "A", {"Framework": "ai_chip_framework.JPN"}) is None


def test_series_are_named_for_the_countries_chosen_the_one_in_focus_first(reports):
    r = reports(focus="KOR", peers=("SGP", "JPN"))
    assert r.of_economies("a.{} / b.{}") == {
        "South Korea": "a.KOR / b.KOR", "Singapore": "a.SGP / b.SGP", "Japan": "a.JPN / b.JPN"
    }  # fmt: skip
    assert list(r.of_economies("a.{}", without="SGP")) == ["South Korea", "Japan"]
    assert list(r.of_economies("a.{}", without="KOR")) == ["South Korea", "Singapore", "Japan"]


def test_a_misspelt_series_or_finding_is_refused(report):
    with pytest.raises(UnknownNameError, match="imd_wdcr_rang"):
        report.by_period("tbl-a", "A", {"Place": "imd_wdcr_rang.JPN"})
    with pytest.raises(UnknownNameError, match="rang"):
        report.by_indicator("tbl-a", "A", {"Place": "imd.{}.rang"})


def test_a_notebook_about_a_topic_has_a_title_of_its_own(reports):
    r = reports(focus="KOR", peers=("JPN",))
    head = r.masthead("{name:@}: a profile", "All of {entity:@}")
    assert head.about["report"]["title"] == "South Korea: a profile"
    assert head.about["report"]["subtitle"] == "All of South Korea"


def test_sources_of_claims_are_listed_where_claims_are_told(report):
    report.say("{imd.JPN.rank}")
    few = report.source_list().page.count("<dt")
    report.cards()
    assert report.source_list().page.count("<dt") > few + 20
