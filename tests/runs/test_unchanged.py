"""A run that would make what is there makes nothing."""

from __future__ import annotations

import json
import shutil

import pytest

from analysis.evidence import find_data
from analysis.runs.edition import reasons
from analysis.runs.manifest import FORMATS
from analysis.runs.orders import order
from analysis.runs.unchanged import is_unchanged

from ..made import call


@pytest.fixture
def copy(edition, tmp_path):
    """A copy of the newest edition, made without any parameter, in all formats."""
    return shutil.copytree(edition.folder, tmp_path / "copy")


def asked(out, given=(), **other):
    wanted = {"data": find_data(), "formats": FORMATS} | other
    short = is_unchanged(out, "report", dict(given), **wanted)
    long = not reasons(order("report", dict(given), out=out, **wanted))
    return short, long


@pytest.mark.parametrize(
    ("given", "short"),
    [({}, True), ({"focus": "JPN"}, True), ({"rate_rule": "day"}, True), ({"focus": ""}, False)],
)
def test_it_is_known_again_however_its_parameters_are_given(copy, given, short):
    assert asked(copy, given) == (short, True)


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ({"focus": "KOR"}, {}),
        ({"as_of": "2024-04-12"}, {}),
        ({}, {"formats": ("html",)}),
        ({}, {"base": "https://x.org/"}),
    ],
)
def test_another_report_is_not_taken_for_it(copy, given, other):
    assert asked(copy, given, **other) == (False, False)


def test_where_folders_were_compared_the_long_way_is_taken_as_they_may_have_changed(copy):
    kept = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(kept | {"editions": {"reports/before": "1"}}))
    assert asked(copy) == (False, False)


def test_a_page_that_somebody_changed_is_not_taken_for_it(copy):
    (copy / "report.html").write_text("mine")
    assert asked(copy) == (False, False)


def test_the_command_says_so_and_starts_nothing(copy, tmp_path):
    done = call("report", "--out", "copy", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        0, "leaving copy as it is: nothing of which it is made has changed; --force makes it anew\n",
    )  # fmt: skip
    assert "copy/report.html" in done.stdout.splitlines()
    assert call("report", "--out", "copy", "-q", cwd=tmp_path).stderr == ""


@pytest.mark.long
def test_it_is_made_anew_where_that_is_asked_for_and_says_why(copy, tmp_path):
    done = call("report", "--out", "copy", "--to", "html", "--force", "--explain", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == "writing copy, because it is to be made anew"
    again = call("report", "--out", "copy", "--explain", "--to", "html", "-p", "focus", "KOR", cwd=tmp_path)
    assert again.stderr.splitlines()[0] == "writing copy, because the parameters changed: focus, peers"
