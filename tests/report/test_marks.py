"""The kinds of chart: what is drawn of their rows, and how these are described and written as a table."""

import math
from dataclasses import replace
from datetime import date

import pytest
from matplotlib.text import Annotation

from analysis.charts import axis_layout, chart_types
from analysis.charts.axis_layout import LABEL, NARROW, WIDE, Place, Sheet
from analysis.charts.chart_types import Bar, Line, Remark, Stack
from analysis.findings import Quantity
from analysis.rendering.palette import STUDY_COLOUR

PLACE = Place(height=1, left=1)
BOTH_WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


@BOTH_WIDTHS
@pytest.mark.parametrize("known", [(True, False), (False, False)])
def test_a_bar_that_is_not_known_says_so_in_its_place_even_if_none_is_known(finding, width, known):
    rows = [Bar(f"row {n}", finding(f"row{n}", 4, 4, "USD") if it else None) for n, it in enumerate(known)]
    axes = chart_types.bars(Sheet(width), rows, PLACE)
    words = [text.get_text() for text in axes.texts if text.get_gid() != LABEL]
    assert words == ["$4" if it else "not known" for it in known]
    assert len(axes.patches) == sum(known)
    assert chart_types.describe_bars(rows) == f"row 0: {'$4' if known[0] else 'not known'}; row 1: not known."


def test_bars_begin_at_zero_and_of_many_the_ends_the_focus_and_gaps_are_described(finding):
    rows = [Bar("up", finding("up", 4, 4, "USD")), Bar("down", finding("down", -2, -2, "USD"))]
    axes = chart_types.bars(Sheet(WIDE), rows, PLACE)
    assert [patch.get_x() for patch in axes.patches] == [0, 0]
    low, high = axes.get_xlim()
    assert (low < -2, high > 4) == (True, True)
    rows = [Bar(f"row {n}", finding(f"row{n}", n, n, "ratio")) for n in range(1, 6)]
    rows[2] = replace(rows[2], colour=STUDY_COLOUR)
    assert (
        chart_types.describe_bars([*rows, Bar("gap", None)]) == "From 1 (row 1) to 5 (row 5); row 3 3; not known: gap."
    )


def test_bounds_are_drawn_where_they_can_be_seen_and_an_open_one_as_an_arrow(finding):
    wide, exact = finding("wide", 2, 6, "USD"), finding("exact", 10, 10, "USD")
    ends = replace(exact, id="open", quantity=Quantity(5, 5, math.inf, "USD"))
    axes = chart_types.bars(Sheet(WIDE), [Bar("wide", wide), Bar("exact", exact), Bar("open", ends)], PLACE)
    assert [list(line.get_ydata()) for line in axes.lines if list(line.get_xdata()) == [2, 6]] == [[0, 0]]
    assert [10, 10] not in [list(line.get_xdata()) for line in axes.lines]
    assert [text.xyann for text in axes.texts if text.get_text() == ""] == [(5, 2)]


@pytest.mark.parametrize(
    ("share", "rows"), [(0.158, [10, 5.8]), (0.0107, [1.07]), (1, [10] * 10), (0, []), (1.2, [10] * 10), (None, [])]
)
def test_a_share_fills_row_after_row_and_never_more_than_the_square(finding, share, rows):
    axes = Sheet(WIDE).axes(Place(1, 0, 5, 0.5))
    part = None if share is None else finding("part", share, share, "share")
    chart_types.square(axes, chart_types.Bar("part", part), STUDY_COLOUR)
    whole, *cells = axes.patches
    assert (whole.get_width(), whole.get_height()) == (10, 10)
    assert [bar.get_width() for bar in cells] == pytest.approx(rows)


HEADS = ("by one", "by another")


@BOTH_WIDTHS
def test_slopes_join_what_has_a_number_on_either_side_and_are_described(finding, width):
    def bar(name, value, **options):
        return Bar(name, finding(f"{name}{value}", value, value, "share"), **options)

    one = [bar("Up", 0.1, colour=STUDY_COLOUR), bar("Down", 0.4), bar("Left", 0.05)]
    slopes = [
        ("by one", one),
        ("by another", [bar("Up", 0.3, colour=STUDY_COLOUR), bar("Down", 0.2), bar("Right", 0.5)]),
    ]
    axes = chart_types.slopes(Sheet(width), slopes, Place(2, 2, 2, 0.3))
    drawn = ["-".join(str(int(x)) for x in line.get_xdata()) for line in axes.lines if line.get_marker() == "None"]
    assert sorted(drawn) == ["0", "0-0", "0-1", "0-1", "1", "1-1"]  # of these two are the columns
    words = {text.get_text() for text in axes.texts}
    assert {"Up 10%", "Up 30%", "Down 40%", "Down 20%", "Left 5%", "Right 50%", *HEADS} == words
    assert chart_types.describe_slopes(slopes, HEADS) == (
        "Up: 10% by one, 30% by another; Down: 40% and 20%; Left: 5% by one; Right: 50% by another."
    )


@pytest.fixture
def panels(finding):
    half, day = finding("half", 0.25, 0.25, "share"), finding("day", 738988, 738988, "date")
    public, gone = Remark("{} public", half, "public, in per cent"), Remark("given up on {}", day, "given up on")
    more = replace(finding("d", 5, 5), quantity=Quantity(5, 5, math.inf, "USD"))
    return [
        ("Then", [
            Stack("Whole", finding("a", 8, 8, "USD"), finding("b", 2, 2, "USD"), public),
            Stack("Gone", finding("c", 4, 4, "USD"), remark=gone, given_up=True, is_left_out=True),
        ]),
        ("Since", [Stack("New", more)]),
    ]  # fmt: skip


@BOTH_WIDTHS
def test_the_part_ends_where_the_sum_does_and_what_was_given_up_is_hollow(panels, width):
    sheet = Sheet(width)
    chart_types.stacks(sheet, panels, left=1)
    then, since = sheet.drawing.axes
    rest, part, gone = then.patches
    assert rest.get_x() == 0
    assert rest.get_width() < 6  # a point of paper parts the two
    assert (part.get_x(), part.get_width(), gone.get_width()) == (6, 2, 4)
    assert [bar.get_facecolor()[3] for bar in then.patches] == [1, 1, 0]
    assert then.get_xlim() == pytest.approx(since.get_xlim())  # one scale for all panels
    assert {text.get_text() for text in then.texts} >= {"$8", "25% public", "$4", "given up on 12 April 2024"}


def test_the_words_and_the_table_of_stacks_hold_all_that_is_drawn(panels):
    assert chart_types.describe_stacks(panels) == (
        "Then: Whole, $8 (25% public) down to Gone, $4 (given up on 12 April 2024). Since: New, at least $5."
    )
    header, *rows = chart_types.stack_table(panels, name="plan", value="cost", part="public money")
    assert header == (
        *("panel", "plan", "cost", "low", "high", "unit", "printed"),
        *("public money", "public money, exact", "public, in per cent", "given up on"),
    )
    assert [(*row[:3], *row[6:]) for row in rows] == [
        ("Then", "Whole", 8, "$8", "$2", 2, "25", ""),
        ("Then", "Gone", 4, "$4", "not drawn", "", "", date(2024, 4, 12)),
        ("Since", "New", 5, "at least $5", "none seen", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("values", "heights", "places"),
    [([1, 2], [1, 1], [1, 2]), ([6, 5], [3, 3], [7, 4]), ([5, 5], [2, 4], [3.5, 6.5]), ([], [], [])],
)
def test_labels_move_as_little_as_needed(values, heights, places):
    assert axis_layout.spread_labels(values, heights) == pytest.approx(places)


@pytest.mark.parametrize(
    ("points", "step", "drawn"),
    [
        ([(2017, 1), (2018, 2), (2021, 3)], 1.0, [[2017, 2018], [2021], [2018, 2021]]),
        ([(2024.0, 1), (2024.083, 2), (2024.25, 3)], 1 / 12, [[2024.0, 2024.083], [2024.25], [2024.083, 2024.25]]),
    ],
)
def test_no_line_is_drawn_over_a_missing_year_as_if_it_were_known(points, step, drawn):
    axes = chart_types.lines(Sheet(WIDE), [Line("Line", points, step=step)], Place(2, 0.4, 1.8), limits=(0, 4))
    *runs, gap = (line for line in axes.lines if list(line.get_xdata()) in drawn)
    assert [list(line.get_xdata()) for line in (*runs, gap)] == drawn
    assert [line.get_linestyle() for line in (*runs, gap)] == ["-", "-", "--"]


def test_the_name_of_a_line_that_ended_early_stands_beside_the_plot_with_its_year_and_a_leader():
    rows = [Line("Long", [(year, 1) for year in range(2017, 2026)]), Line("Early", [(2020, 3), (2021, 3)])]
    axes = chart_types.lines(Sheet(WIDE), rows, Place(2, 0.4, 1.8), limits=(0, 4))
    at = {text.get_text(): text.xy for text in axes.texts if isinstance(text, Annotation)}
    assert at == {"Long": (2025, 1), "Early (2021)": (2025, 3)}
    leaders = [list(zip(*it.get_data(), strict=True)) for it in axes.lines if it.get_linestyle() == "--"]
    assert leaders == [[(2021, 3), (2025, 3)]]


EXTREMES = [
    ([3, 4, 7], [0, 2]),
    ([3, 9, 9, 1], [0, 1, 3]),
    ([50, 100, 0, 60], [0, 1, 2, 3]),
    ([0, 50, 44, 100, 94], [0, 4]),  # the peak lies within an eighth of the end
    ([7], [0]),
]


@pytest.mark.parametrize(("values", "at"), EXTREMES)
def test_a_line_is_described_by_its_ends_its_peak_and_its_low(values, at):
    assert chart_types.extremes(values) == at


def test_thick_lines_are_described_by_their_course_and_thin_ones_by_their_ends():
    ranks = {2017: 19, 2023: 6, 2025: 15}
    korea = Line("korea", list(ranks.items()), width=2.2, texts=["19th", "6th", "15th"])
    thin = [
        Line("Avonia", [(2017, 3), (2025, 2)], texts=["3rd", "2nd"]),
        Line("Borduria", [(2017, 3), (2026, 4)], texts=["3rd", "4th"], forecasts={2026: ", forecast"}),
    ]
    course = "Korea rises from 19th in 2017 to 6th in 2023, then falls to 15th in 2025."
    ends = "In 2025: Avonia 2nd. In 2026: Borduria 4th (forecast)."
    assert chart_types.describe_lines([thin[0], korea, thin[1]], first_is_best=True) == f"{course} {ends}"
    level = Line("Level", [(2017, 3), (2018, 3)], texts=["3", "3"])
    assert chart_types.describe_lines([level]) == "Level goes from 3 in 2017 to 3 in 2018."


LIMITS = [
    ([0.2, 0.8], "share", (0.0, 0.836)),  # near zero: starts there
    ([100, 150], "share", (97, 153)),
    ([-0.1, 0.4], "share", (-0.13, 0.43)),
    ([1, 51], "rank", (54, -2)),  # the first place at the top
    ([3, 3], "share", (2, 4)),
]


@pytest.mark.parametrize(("values", "unit", "limits"), LIMITS)
def test_a_scale_leaves_room_and_starts_at_zero_where_that_costs_little(values, unit, limits):
    assert axis_layout.axis_limits(values, unit) == pytest.approx(limits)


def test_ticks_are_round_and_as_many_as_there_is_room_for():
    assert axis_layout.ticks(2017, 2025, most=4, integer=True) == [2018, 2020, 2022, 2024]
    assert axis_layout.log_ticks(4, 130, most=6) == [5, 10, 20, 50, 100]
    assert axis_layout.log_ticks(4, 13000, most=2) == [10, 1000]
