"""The figure of any series over time: what it draws, and whose line has which colour."""

from analysis.charts import over_time
from analysis.charts.figure import colour
from analysis.findings.series import series
from analysis.rendering.palette import FOCUS, GREY, INK

from ..reports import numbers_in

WORDS = {"title": "T", "subtitle": "S", "source": "Q"}


def drawn(report, names, **given):
    return over_time(report, "fig-x", names, **{**WORDS, **given})


def test_every_point_of_a_series_is_drawn_and_can_be_saved(report):
    names = report.of_economies("imd_wdcr_rank.{}")
    figure = drawn(report, names)
    rows = figure.data.itertuples(index=False)
    points = {name: series(report.catalogue, it) for name, it in names.items()}
    assert {tuple(row) for row in rows} == {
        (name, float(point.end.year), point.finding.value, point.finding.text)
        for name, found in points.items()
        if len(found) > 1
        for point in found
    }


def test_a_line_is_named_at_its_end_with_its_last_number_which_leads_to_its_working(report):
    figure = drawn(report, {"Japan": "imd_wdcr_rank.JPN"})
    assert numbers_in(figure.svg) == ["Japan 30th"]
    assert [it.partition(".")[0] for it in figure.numbers] == ["f-imd_wdcr_rank"]
    assert figure.alt.startswith("T. Japan rises from 27th in 2017 to 22nd in 2018, then falls")


def test_on_the_day_of_the_article_nothing_later_is_drawn(then):
    assert drawn(then, {"Japan": "imd_wdcr_rank.JPN"}).data["year"].max() == 2023


def test_japan_has_one_colour_whoever_is_in_focus(reports):
    pen = reports(focus="KOR").pen
    assert [colour(pen, economy) for economy in ("JPN", "KOR", "USA", "CHN")] == [FOCUS, INK, GREY, GREY]
