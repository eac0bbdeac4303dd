"""Lines over time: where their names stand, and where a line is broken."""

from dataclasses import replace

import pytest
from matplotlib.text import Annotation

from analysis.charts import lines
from analysis.charts.canvas import WIDE, Place, Sheet


@pytest.mark.parametrize(
    ("values", "heights", "places"),
    [
        ([1, 2], [1, 1], [1, 2]),
        ([5, 5], [2, 2], [4, 6]),
        ([6, 5], [3, 3], [7, 4]),
        ([5, 5], [2, 4], [3.5, 6.5]),
        ([], [], []),
        ([3], [9], [3]),
    ],
)
def test_labels_move_as_little_as_needed(values, heights, places):
    assert lines.apart(values, heights) == pytest.approx(places)


def test_no_line_is_drawn_over_a_missing_year_as_if_it_were_known():
    yearly = lines.Line("yearly", [(2017, 1), (2018, 2), (2021, 3)])
    assert lines._runs(yearly) == [[(2017, 1), (2018, 2)], [(2021, 3)]]
    monthly = lines.Line("monthly", [(2024.0, 1), (2024.083, 2), (2024.25, 3)], step=1 / 12)
    assert lines._runs(monthly) == [[(2024.0, 1), (2024.083, 2)], [(2024.25, 3)]]


def test_a_line_is_told_by_where_it_begins_turns_and_ends():
    texts = ["27th", "22nd", "32nd", "30th"]
    places = lines.Line("japan", [(2017, 27), (2018, 22), (2023, 32), (2025, 30)], texts=texts)
    assert lines.describe([places], first_is_best=True) == (
        "Japan: 27th in 2017, up to 22nd in 2018, down to 32nd in 2023, up to 30th in 2025; "
        "dotted 2018–2023, 2023–2025."
    )
    parted = replace(places, breaks=(2023,), bridged=False, step=2.0)  # another count is not where the line goes
    assert lines.describe([parted], first_is_best=True) == (
        "Japan: 27th in 2017, up to 22nd in 2018; by another count 32nd in 2023, up to 30th in 2025."
    )
    counted = replace(parted, counts={2017: "One", 2023: "Another"})
    assert lines.describe([counted], first_is_best=True) == (
        "Japan: by One 27th in 2017, up to 22nd in 2018; by Another 32nd in 2023, up to 30th in 2025."
    )
    rebased = replace(places, breaks=(2023,), step=2.0)
    assert lines.describe([rebased], first_is_best=True).endswith("up to 30th in 2025; dotted 2018–2023.")
    level = lines.Line("Level", [(2017, 3), (2018, 3)], texts=["3", "3"])
    assert lines.describe([level]) == "Level: 3 in 2017, unchanged at 3 in 2018."


def test_the_name_of_a_line_that_ended_early_stands_beside_the_plot_with_its_year_and_no_line_below_it():
    """Early is named at the height of its end, where dots lead from there that no line of data has."""
    long = lines.Line("Long", [(year, 1) for year in range(2017, 2026)])
    late, early = lines.Line("Late", [(2023, 2), (2024, 2)]), lines.Line("Early", [(2020, 3), (2021, 3)])
    axes = lines.over_time(Sheet(WIDE), [long, late, early], Place(2, 0.4, 1.8), limits=(0, 4))
    at = {text.get_text(): text.xy for text in axes.texts if isinstance(text, Annotation)}
    assert at == {"Long": (2025, 1), "Late (2024)": (2025, 2), "Early (2021)": (2025, 3)}
    leaders = [list(zip(*it.get_data(), strict=True)) for it in axes.lines if it.get_linestyle() == "--"]
    assert leaders == [[(2021, 3), (2025, 3)]]
