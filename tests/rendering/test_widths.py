import pytest

from analysis.rendering.document import read
from analysis.rendering.html_tree import parse, walk
from analysis.rendering.typst_tables import GAP, shared, widths


@pytest.mark.parametrize(
    ("lengths", "least", "room", "wanted"),
    [
        # Names of 30 signs and a text of 80, with 74 signs to share: 31 hold a name, and 43 the text on two lines.
        ([[30, 30, 12], [80, 12, 12]], [10, 10], 80, [31, 43]),
        # All 77 that are left are the only column's.
        ([[30, 90]], [10], 80, [77]),
        # Where not even the longest words have room, each column is as wide as its own.
        ([[30, 30], [30, 30]], [20, 14], 30, [20, 14]),
        ([], [], 80, []),
    ],
)
def test_columns_share_a_line_so_that_the_table_is_low(lengths, least, room, wanted):
    assert shared(lengths, least, room) == wanted


def test_a_column_that_is_long_in_one_row_leaves_room_to_the_names_of_all():
    """It took the more, the longer its longest text was, and most names took two lines."""
    name, long = "The name of a measure, in words that are many", "Words that tell of it. " * 8
    rows = f"<tr><td>{name}</td><td>12</td><td>short</td></tr>" * 9 + f"<tr><td>one</td><td>12</td><td>{long}</td></tr>"
    page = parse(f"<table><tr><th>A</th><th>B</th><th>C</th></tr>{rows}</table>")
    first, second, third = widths(read(next(it for it in walk(page) if it.tag == "table")))
    assert first[0] - GAP >= len(name)
    assert second == (0, 0)
    assert third[0] > 0
