"""How a line goes, in words: the large turns of a long one, and no more of them than one keeps in mind."""

import pytest

from analysis.charts import canvas, lines

WAVES = [0, 5, 1, 6, 2, 90, 40, 80, 30, 100, 99, 100]


@pytest.mark.parametrize(
    ("values", "most", "at"),
    [
        ([3, 4, 7], 6, [0, 2]),
        ([3, 9, 9, 1], 6, [0, 2, 3]),  # which turns where it leaves its top
        ([5, 5, 5], 6, [0, 2]),
        (WAVES, 6, [0, 5, 6, 7, 8, 11]),  # swings below an eighth of 100 are none
        (WAVES, 2, [0, 5, 8, 11]),  # from 40 to 80 and back is the smallest
        (WAVES, 1, [0, 5, 8, 11]),  # and then from 90 to 30, which is told as the newest setback on the way to 100
        ([0, 50, 44, 90, 100], 6, [0, 4]),  # a swing of 6 is less than an eighth of 100
        ([0, 50, 37, 90, 100], 6, [0, 1, 2, 4]),  # and one of 13 is more
        (
            [400, 0, 60, 50, 80, 70, 78],
            6,
            [0, 1, 2, 3, 6],
        ),  # 60 to 50 is an eighth of the way to 80
        ([400, 0, 60, 51, 80, 79], 6, [0, 1, 5]),  # 60 to 51 is less, and 79 is nearly the top
        ([400, 0, 60, 40, 55, 30, 80], 6, [0, 1, 2, 5, 6]),  # of 60 to 40 and 55 to 30 the whole setback
        ([7], 6, [0]),
        ([0, 50, 20, 100, 94, 95], 6, [0, 1, 2, 3, 5]),  # the end lies a twentieth below the top
        ([0, 50, 20, 100, 97, 98], 6, [0, 1, 2, 5]),  # and here a fiftieth
    ],
)
def test_the_large_turns_of_a_line_are_found_and_small_swings_passed_over(values, most, at):
    assert canvas.turns(values, most) == at


def test_a_line_is_told_with_its_turns_whether_it_is_long_or_short():
    values = [0, 30, *range(10, 20), *range(20, 0, -1)]
    long = [lines.Line("Long", list(enumerate(values)), texts=list(map(str, values)))]
    assert lines.describe(long) == "Long: 0 in 0, up to 30 in 1, down to 10 in 2, up to 20 in 12, down to 1 in 31."
    ranks = {2017: 3, 2018: 1, 2019: 1, 2020: 1, 2021: 1, 2022: 2, 2023: 1, 2024: 4, 2025: 2}
    short = [lines.Line("Short", list(ranks.items()), texts=list(map(str, ranks.values())))]
    assert lines.describe(short, first_is_best=True) == (
        "Short: 3 in 2017, up to 1 in 2018–2021, down to 2 in 2022, up to 1 in 2023, "
        "down to 4 in 2024, up to 2 in 2025."
    )
