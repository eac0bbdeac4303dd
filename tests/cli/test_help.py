"""What the command says of itself, and how little it needs for that."""

import subprocess
import sys
from importlib.metadata import version

import pytest

from analysis import cli

COMMANDS = sorted(cli.cli.commands)
HEAVY = {"pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "IPython", "jupyterlab"}
IMPORTED = """
import sys
from analysis.cli import main
try:
    main()
finally:
    print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_is_given_and_leaves_with_zero(call, command):
    done = call(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"], ["reprot"]], ids=" ".join)
def test_help_and_a_mistyped_word_are_answered_without_what_a_report_needs(arguments):
    done = subprocess.run([sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == (0 if "--help" in arguments else 2)
    imported = set(done.stderr.split())
    assert {"analysis", "click"} <= imported
    assert HEAVY & imported == set()


def test_every_command_that_reads_the_data_says_how_to_name_another_folder(call):
    for name in COMMANDS:
        told = " ".join(call(name, "--help").stdout.split())
        assert "--data DIRECTORY Another data folder than the project's own. [env var: JAPAN_TECH_DATA]" in told, name


def test_every_command_that_computes_says_how_to_name_another_study(call):
    for name in set(COMMANDS) - {"explore", "refresh"}:
        told = " ".join(call(name, "--help").stdout.split())
        assert "--study MODULE:NAME Another study than the project's own" in told, name
        assert "[env var: JAPAN_TECH_STUDY]" in told, name


def test_the_environment_variable_names_the_data_and_the_option_goes_before_it(shell, small_copy, tmp_path):
    (tmp_path / "other").mkdir()
    by_variable = shell("check", JAPAN_TECH_DATA=str(small_copy.folder))
    assert (by_variable.returncode, by_variable.stderr) == (0, "")
    assert by_variable.stdout.splitlines()[-1].startswith("copy has no defect: ")
    by_option = shell("check", "--data", "other", JAPAN_TECH_DATA=str(small_copy.folder))
    assert by_option.returncode == 1
    assert by_option.stderr.startswith("other/datapackage.json:1:-: is missing")


def test_the_version_is_that_of_the_project(call):
    assert call("--version").stdout == f"{version('japan-tech-report')}\n"
