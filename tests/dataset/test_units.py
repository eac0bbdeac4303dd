"""Units of one's own are plain words for what is counted; a slip in a unit is told once, where it is mended."""

import pytest

from analysis.dataset import units

from .. import made_up
from ..made_up import observed


def hives(value, unit, entity="AAA"):
    """A figure of 2020, public since 1 April 2024."""
    return observed("hives", entity, value, "2024-04-01", unit=unit)


@pytest.fixture
def told(bees, monkeypatch):
    """What is told of some rows, where the indicator has a unit."""

    def tell(wanted, *rows):
        monkeypatch.setitem(made_up.UNITS, "hives", wanted)
        return [str(defect) for defect in bees(*rows).defects()]

    return tell


@pytest.mark.parametrize(
    "unit", ["nests", "robots per ten thousand employees", "passenger trains", "USD per thousand persons"]
)
def test_what_is_counted_has_plain_words_for_its_unit(bees, monkeypatch, unit):
    monkeypatch.setitem(made_up.UNITS, "hives", unit)
    row = bees(hives(397, unit)).load().latest("hives", "AAA")
    assert (row.value, row.unit) == (397, unit)


@pytest.mark.parametrize("unit", ["robots per 10000 workers", "robots per 10,000 workers", "robots per 10 000 workers"])
def test_a_unit_for_each_so_many_in_figures_is_read_in_words(bees, monkeypatch, unit):
    monkeypatch.setitem(made_up.UNITS, "hives", unit)
    assert bees(hives(419, unit)).load().latest("hives", "AAA").unit == "robots per ten thousand workers"


@pytest.mark.parametrize(
    ("unit", "right"),
    [
        ("percent", "per cent is share, as 0.397 for 39.7%"),
        ("per cent", "per cent is share, as 0.397 for 39.7%"),
        ("dollars per robot", "money is named by its code, such as USD"),
        ("million nests", "a value stands in full, and its unit counts ones"),
        ("robots per 500 workers", units.ONLY),
        ("person", "did you mean persons?"),
        ("shares", "did you mean share?"),
    ],
)
def test_a_word_that_is_no_unit_is_told_once_and_not_again_for_each_row(told, unit, right):
    assert told(unit, hives(3, unit), hives(4, unit, "BBB")) == [
        f"indicators.csv:2:unit: {unit!r} is not a unit; {right}"[:200]
    ]


def test_rows_of_another_unit_than_their_indicator_are_one_line(told):
    assert told("nests", hives(3, "firms"), hives(4, "firms", "BBB"), hives(5, "nests", "CCC")) == [
        "observations.csv:2:unit: 'firms' is not the unit of hives; expected nests (in 2 rows)"
    ]
