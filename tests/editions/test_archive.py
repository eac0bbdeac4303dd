"""The published editions in their folder: listed by day, and the next one named without taking a name that is taken."""

from __future__ import annotations

import json
from datetime import date

import pytest

from analysis.editions import archive

PARTS = ("parameters", "notebook", "package", "data", "outputs")


@pytest.fixture
def reports(tmp_path):
    """Folders of which some hold an edition."""

    def add(*names):
        for name in names:
            (tmp_path / name).mkdir(parents=True)
            (tmp_path / name / "manifest.json").write_text(json.dumps({part: {} for part in PARTS}))
        return tmp_path

    return add


def test_editions_stand_in_the_order_of_their_days_and_numbers(reports):
    folder = reports("2026-10-30-10", "2026-10-30", "2026-10-30-2", "2025-06-30", "2026-11-05")
    assert [path.name for path in archive.editions(folder)] == [
        "2025-06-30", "2026-10-30", "2026-10-30-2", "2026-10-30-10", "2026-11-05",
    ]  # fmt: skip
    assert archive.newest(folder).name == "2026-11-05"


def test_what_is_no_edition_is_passed_over(reports):
    folder = reports("2026-10-30-country_profile", "drafts/2026-11-05", "20261030", "latest", ".2026-10-30.new-x")
    (folder / "2026-10-29").mkdir()  # without a manifest
    (folder / "2026-10-28").write_text("a file")
    assert archive.editions(folder) == []
    assert archive.newest(folder) is None


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ((), "2026-10-30"),
        (("2026-10-30",), "2026-10-30-2"),
        (("2026-10-30", "2026-10-30-2"), "2026-10-30-3"),
        (("2026-10-29",), "2026-10-30"),
    ],
)
def test_an_edition_is_named_after_its_day_and_a_second_one_of_it_has_a_number(reports, taken, name):
    assert archive.free_name(reports(*taken) if taken else reports(), date(2026, 10, 30)) == name
