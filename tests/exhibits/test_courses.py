"""How a line goes, in words: the large turns of a long one, and no more of them than one keeps in mind."""

import pytest

from analysis.exhibits.figures import courses, lines

WAVES = [0, 5, 1, 6, 2, 90, 40, 80, 30, 100, 99, 100]


@pytest.mark.parametrize(
    ("values", "most", "at"),
    [
        ([3, 4, 7], 6, [0, 2]),
        ([3, 9, 9, 1], 6, [0, 2, 3]),  # which turns where it leaves its top
        ([5, 5, 5], 6, [0, 2]),
        (WAVES, 6, [0, 5, 6, 7, 8, 11]),  # swings below a tenth of 100 are none
        (WAVES, 2, [0, 5, 8, 11]),  # from 40 to 80 and back is the smallest
        (WAVES, 1, [0, 11]),  # and then from 90 to 30, both of which are passed over
        ([7], 6, [0]),
        ([0, 50, 20, 100, 94, 95], 6, [0, 1, 2, 3, 5]),  # the end lies a twentieth below the top
        ([0, 50, 20, 100, 97, 98], 6, [0, 1, 2, 5]),  # and here a fiftieth
    ],
)
def test_the_large_turns_of_a_line_are_found_and_small_swings_passed_over(values, most, at):
    assert courses.turns(values, most) == at


def test_a_long_line_is_told_with_its_turns_and_a_short_one_without():
    values = [*range(10, 20), *range(20, 0, -1)]
    long = [lines.Line("Long", list(enumerate([0, 30, *values])), texts=list(map(str, [0, 30, *values])))]
    short = [lines.Line("Short", list(enumerate([0, 30, 10, 20])), texts=["0", "30", "10", "20"])]
    assert lines.describe(long) == "Long: 0 in 0, up to 30 in 1, down to 10 in 2, up to 20 in 12, down to 1 in 31."
    assert lines.describe(short) == "Short: 0 in 0, up to 30 in 1, down to 20 in 3."
