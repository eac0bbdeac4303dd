"""What the command says of itself, and how little it needs for that."""

import pytest

from analysis import cli

COMMANDS = sorted(cli.cli.commands)


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_is_given_and_leaves_with_zero(call, command):
    done = call(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_the_environment_variable_names_the_data_and_the_option_goes_before_it(shell, small_copy, tmp_path):
    (tmp_path / "other").mkdir()
    by_variable = shell("check", JAPAN_TECH_DATA=str(small_copy.folder))
    assert (by_variable.returncode, by_variable.stderr) == (0, "")
    assert by_variable.stdout.splitlines()[-1].startswith("copy has no defect: ")
    by_option = shell("check", "--data", "other", JAPAN_TECH_DATA=str(small_copy.folder))
    assert by_option.returncode == 1
    assert by_option.stderr.startswith("other/datapackage.json:1:-: is missing")
