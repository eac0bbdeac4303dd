"""A sheet to draw on: where axes stand on a wide one and on a narrow one."""

import pytest

from analysis.charts.canvas import NARROW, WIDE, Place, Sheet
from analysis.charts.figure import _stretch


def test_what_stands_side_by_side_on_a_wide_sheet_stands_below_on_a_narrow_one():
    wide, narrow = Sheet(WIDE), Sheet(NARROW)
    for sheet in (wide, narrow):
        sheet.axes(Place(height=2, left=1, below=0.5))
    assert (wide.beside, narrow.beside) == (0, 2.5)
    assert (wide.fit("one", "other"), narrow.fit("one", "other")) == ("one", "other")


def test_axes_stay_where_they_were_put_when_the_sheet_grows():
    sheet = Sheet(NARROW)
    first = sheet.axes(Place(height=1, left=0.5, right=0.5, top=0.25, below=0.25))
    sheet.axes(Place(height=2, left=0, top=2))
    assert sheet.drawing.get_size_inches() == pytest.approx((NARROW, 4))
    left, bottom, right, top = first.get_position().extents
    assert [left * NARROW, (1 - right) * NARROW] == pytest.approx([0.5, 0.5])
    assert [4 * (1 - top), 4 * (1 - bottom)] == pytest.approx([0.25, 1.25])


def test_a_stretched_sheet_is_higher_and_parts_in_the_same_way():
    sheet = Sheet(WIDE)
    axes = sheet.axes(Place(height=1, left=0, top=0.5, below=0.5))
    sheet.stretch(1.5)
    assert sheet.drawing.get_size_inches() == pytest.approx((WIDE, 3))
    assert axes.get_position().y0 == pytest.approx(0.25)


def test_a_finger_needs_twenty_four_pixels_on_either_sheet():
    """Of 800 pixels on a desk, and of 328 on a phone."""
    assert [Sheet(width).finger / width * shown for width, shown in ((WIDE, 800), (NARROW, 328))] == pytest.approx(
        [24, 24]
    )


@pytest.mark.parametrize(
    ("gap", "aside", "stretch"), [(20, 0, 1.2), (30, 0, 1), (20, 50, 1), (17, 0, 24 / 17), (15, 0, 1), (0, 0, 1)]
)
def test_a_sheet_is_stretched_until_links_above_each_other_lie_a_finger_apart(gap, aside, stretch):
    """Two links of 40 by 10 pixels on a sheet of 800 by 400: 24 ÷ 20 is 1.2; what lies closer than 16 stays so."""
    sheet = Sheet(WIDE)
    sheet.axes(Place(height=WIDE / 2, left=0))
    boxes = [(0, y / 400, 40 / 800, 10 / 400) for y in (100, 100 + gap)]
    boxes[1] = (aside / 800, *boxes[1][1:])
    assert _stretch(boxes, sheet) == pytest.approx(stretch)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Japan", ["Japan"]),
        ("purchasing power", ["purchasing power"]),
        ("rate of the company", ["rate of the", "company"]),
        ("with the tax credit", ["with the", "tax credit"]),
    ],
)
def test_a_name_is_broken_into_few_lines_of_about_the_same_length_where_room_is_scarce(name, lines):
    assert Sheet(NARROW).wrap(name).split("\n") == lines
    assert Sheet(WIDE).wrap(name) == name
