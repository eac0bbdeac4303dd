"""The figure of any series over time: what it draws, how it scales, and whose line has which colour."""

import csv
import io

import pytest

from analysis.charts import over_time
from analysis.charts.canvas import limits as limits_of
from analysis.charts.canvas import log_ticks, ticks
from analysis.charts.figure import colour
from analysis.findings.series import series
from analysis.rendering.palette import FOCUS, GREY, INK

from ..drawing import numbers_in

WORDS = {"title": "T", "subtitle": "S", "source": "Q"}


def drawn(report, names, **given):
    return over_time(report, "fig-x", names, **{**WORDS, **given})


def test_every_point_of_a_series_is_drawn_and_can_be_saved(report):
    names = report.of_economies("imd_wdcr_rank.{}")
    figure = drawn(report, names)
    rows = list(csv.reader(io.StringIO(figure.data)))[1:]
    points = {name: series(report.catalogue, it) for name, it in names.items()}
    assert {(line, float(year), float(value), printed) for line, year, value, printed in rows} == {
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
    rows = list(csv.reader(io.StringIO(drawn(then, {"Japan": "imd_wdcr_rank.JPN"}).data)))[1:]
    assert max(float(year) for _, year, *_ in rows) == 2023


@pytest.mark.parametrize(
    ("values", "is_rank", "limits"),
    [
        ([0.2, 0.8], False, (0.0, 0.836)),  # near zero: starts there
        ([100, 150], False, (97, 153)),
        ([-0.1, 0.4], False, (-0.13, 0.43)),
        ([1, 51], True, (54, -2)),  # the first place at the top
        ([3, 3], False, (2, 4)),
    ],
)
def test_a_scale_leaves_room_and_starts_at_zero_where_that_costs_little(values, is_rank, limits):
    assert limits_of(values, "rank" if is_rank else "share") == pytest.approx(limits)


def test_marks_on_an_axis_are_round_and_inside():
    assert ticks(2017, 2025, most=4, integer=True) == [2018, 2020, 2022, 2024]
    assert ticks(0.0, 0.836, most=5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


def test_marks_on_a_logarithmic_axis_begin_with_few_digits_and_are_as_many_as_there_is_room_for():
    assert log_ticks(4, 130, most=6) == [5, 10, 20, 50, 100]
    assert log_ticks(4, 130, most=4) == [10, 30, 100]
    assert log_ticks(4, 13000, most=2) == [10, 1000]


def test_japan_has_one_colour_whoever_is_in_focus(reports):
    pen = reports(focus="KOR").pen
    assert [colour(pen, economy) for economy in ("JPN", "KOR", "USA", "CHN")] == [FOCUS, INK, GREY, GREY]
