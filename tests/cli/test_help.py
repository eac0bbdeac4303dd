"""What the command says of itself, and how little it needs for that."""

import pytest

from analysis import cli

COMMANDS = sorted(cli.cli.commands)


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_is_given_and_leaves_with_zero(call, command):
    done = call(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")
