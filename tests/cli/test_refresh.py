"""The command refresh, as a user calls it; nothing here asks a server of somebody else's."""

from __future__ import annotations

import pytest


def test_what_is_due_by_hand_is_listed_with_since_when_where_and_how(call, data):
    done = call("refresh", "--due", "--data", data)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    (ranks,) = [line for line in lines if line.startswith("Rank in the digital ranking")]
    assert ": after 2025, expected since 2026-11-04; see https://" in ranks
    assert ranks.endswith("; enter them as CONTRIBUTING.md says under “Add a series”")
    assert not [line for line in lines if line.startswith(("Population", "Gross domestic product"))]


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["--dry-run", "--verify"], 2, "give one of --dry-run, --verify and --due"),
        (["ecb_ex"], 2, "'ecb_ex' has no row in data/interfaces.csv; did you mean ecb_exr?"),
        (["--data", "nowhere"], 1, "is missing; give a data folder that holds it"),
    ],
)
def test_a_wrong_call_is_one_line(call, small_copy, arguments, code, line):
    place = [] if "--data" in arguments else ["--data", small_copy.folder.rename(small_copy.folder.parent / "data")]
    done = call("refresh", *arguments, *place)
    assert (done.returncode, done.stdout) == (code, "")
    assert line in done.stderr
    assert done.stderr.count("\n") == 1
