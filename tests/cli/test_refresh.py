"""The command `refresh`; nothing here asks a server of somebody else's."""


def test_what_is_due_by_hand_is_listed_with_since_when_where_and_how(call, data):
    done = call("refresh", "--due", "--data", data)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    (ranks,) = [line for line in lines if line.startswith("Rank in the digital ranking")]
    assert ": after 2025, expected since 2026-11-04; see https://" in ranks
    assert ranks.endswith("; enter them as CONTRIBUTING.md says under “Add a series”")
    assert not [line for line in lines if line.startswith(("Population", "Gross domestic product"))]
