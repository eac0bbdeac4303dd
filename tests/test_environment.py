"""One list of dependencies, told in four places: the project, its two lock files, and conda's file."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-test.lock")}
USE, TEST = LOCKS.values()
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DIRECT = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {name: list(map(Requirement, lines)) for name, lines in PROJECT["optional-dependencies"].items()}
TESTS = EXTRAS["test"]


def pins(lock):
    """Each pinned package with its versions (one for each Python) and their hashes."""
    found = {}
    for entry in re.split(r"\n(?=[a-z])", lock):
        name, version = re.match(r"([\w.-]+)==([^\s;\\]+)", entry).groups()
        hashes = frozenset(re.findall(r"--hash=sha256:(\w{64})", entry))
        found.setdefault(canonicalize_name(name), {})[Version(version)] = hashes
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        *((USE, wanted) for wanted in [*DIRECT, *EXTRAS["notify"]]),
        *((TEST, wanted) for wanted in sum(EXTRAS.values(), DIRECT)),
    ],
    ids=lambda value: value.name if isinstance(value, Requirement) else "use" if value is USE else "test",
)
def test_a_lock_file_pins_every_direct_dependency_within_its_range(lock, wanted):
    assert all(wanted.specifier.contains(version) for version in pins(lock)[canonicalize_name(wanted.name)])


@pytest.mark.parametrize(("lock", "least"), [(USE, 90), (TEST, 140)], ids=list(LOCKS))
def test_every_pin_has_its_hashes(lock, least):
    found = pins(lock)
    assert len(found) > least
    assert [name for name, versions in found.items() if not all(versions.values())] == []


@pytest.mark.parametrize("lock", LOCKS.values(), ids=list(LOCKS))
def test_a_lock_file_names_no_address(lock):
    assert "://" not in lock
    assert [
        line for line in lock.splitlines() if line.lstrip().startswith(("-i", "--index", "--extra", "--find"))
    ] == []


def test_who_tests_has_the_same_versions_as_who_only_makes_reports():
    tested = pins(TEST)
    for name, versions in pins(USE).items():
        assert versions.items() <= tested[name].items(), name


def test_who_only_makes_reports_installs_no_tool_of_the_tests():
    used = pins(USE)
    assert [wanted.name for wanted in TESTS if canonicalize_name(wanted.name) in used] == SHARED
    assert {"hypothesis", "pluggy", "greenlet"} & used.keys() == set()


SHARED = ["fonttools"]
"""Tools of the tests that a report needs too: matplotlib reads its fonts with this one."""


def test_the_lock_files_are_written_as_contributing_says():
    """First that of the tests, which holds the other one to its versions; with hashes, and without an address."""
    commands = [shlex.split(line)[3:] for line in re.findall(r"^uv pip compile .*$", CONTRIBUTING, re.MULTILINE)]
    assert [command[command.index("-o") + 1] for command in commands] == [*reversed(LOCKS)]
    first, second = (set(command) for command in commands)
    assert first & second >= {"pyproject.toml", "--universal", "--generate-hashes", "--no-emit-index-url"}
    assert first - second == {"--all-extras"}
    assert second - first == {"-c", "requirements.lock", "--extra", "notify", "refresh"}


def test_the_file_for_conda_names_the_same_dependencies():
    *packages, pip = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    told = {Requirement(line) for line in [*packages, *pip["pip"]] if line not in {"pip", "-e ."}}
    python = Requirement(f"python{PROJECT['requires-python']}")
    assert {str(requirement) for requirement in told} == {str(requirement) for requirement in [*DIRECT, python]}
    assert "-e ." in pip["pip"]


def test_the_script_of_continuous_integration_runs_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m1 '([^']+)' README\.md", script)[1]
    line = next(line for line in README.splitlines() if re.search(pattern, line))
    assert line == README.split("Run the tests:")[1].split("```")[1].removeprefix("sh\n").strip()
    assert 'bash -c "$command"' in script
    for lint in ("ruff check .", "ruff format --check .", "mypy", "japan-tech check"):
        assert re.search(rf"^\.venv/bin/{re.escape(lint)}$", script, re.MULTILINE)


def test_the_script_of_continuous_integration_is_a_script_that_may_be_run():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)


def test_the_script_of_continuous_integration_tells_the_ten_slowest_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (options,) = re.findall(r"^export PYTEST_ADDOPTS=(\S+)", script, re.MULTILINE)
    assert options == "--durations=10"
    assert script.index("PYTEST_ADDOPTS") < script.index('bash -c "$command"')


def test_tests_that_take_minutes_are_left_out_unless_they_are_asked_for(pytestconfig):
    assert "long" in {mark.partition(":")[0] for mark in pytestconfig.getini("markers")}
    options = pytestconfig.getini("addopts")
    assert options[options.index("-m") + 1] == "not long"
    assert ".venv/bin/python -m pytest -m long\n" in CONTRIBUTING


def test_both_commands_of_the_readme_set_up_in_the_same_way_each_from_its_lock_file():
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    for line, lock in zip(lines, LOCKS, strict=True):
        assert line.count(f" -r {lock} ") == line.count(".lock") == 1
    set_up = [line.rpartition(" && ")[0].replace(lock, "LOCK") for line, lock in zip(lines, LOCKS, strict=True)]
    assert set_up[0] == set_up[1]
    assert [line.rpartition(" && ")[2] for line in lines] == [
        ".venv/bin/japan-tech report",
        ".venv/bin/python -m pytest",
    ]


def test_the_oldest_python_is_told_in_one_way():
    oldest = PROJECT["requires-python"].removeprefix(">=")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert settings["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"Python {oldest} or newer" in README
    workflow = ROOT / "src" / "analysis" / "editions" / "callers" / "update.yml"
    assert f'python-version: "{oldest}"' in workflow.read_text(encoding="utf-8")
    assert CONTRIBUTING.count(f"--python-version {oldest} ") == CONTRIBUTING.count("--python-version") == 2
    assert any(line.endswith(f":: {oldest}") for line in PROJECT["classifiers"])


def test_every_dependency_says_why_it_is_needed():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("test = [")]
    lines = [line for line in block.splitlines() if line.startswith('  "')]
    assert len(lines) == len(DIRECT) + sum(len(extra) for name, extra in EXTRAS.items() if name != "test")
    assert [line for line in lines if not re.search(r"#\s+\w", line)] == []


# -- Binder --------------------------------------------------------------------------------------------

BINDER = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".binder").iterdir()}


def test_binder_installs_what_the_first_command_of_the_readme_installs():
    """The lock file pins every package of environment.yml, as other tests hold, and Binder takes no other file."""
    first = re.search(r"^python3 -m venv .*$", README, re.MULTILINE)[0]
    assert re.findall(r"^pip (install .*)$", BINDER["postBuild"], re.MULTILINE) == re.findall(
        r"pip (install .*?) &&", first
    )
    assert sorted(BINDER) == ["postBuild", "runtime.txt"]


def test_binder_has_the_python_that_the_file_for_conda_asks_for():
    python, *_ = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    version = BINDER["runtime.txt"].strip().removeprefix("python-")
    assert Requirement(python).specifier.contains(version)


def test_what_binder_runs_is_a_script_that_may_be_run_and_names_no_address_or_secret():
    assert (ROOT / ".binder" / "postBuild").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", ".binder/postBuild"], cwd=ROOT, check=True)
    assert [name for name, text in BINDER.items() if re.search(r"://|token|index", text, re.IGNORECASE)] == []


def test_the_notebook_that_binder_is_to_open_is_there():
    """That it runs by itself, the long test of the explorer shows."""
    running = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (path,) = re.findall(r"`doc/tree/(\S+\.ipynb)`", running)
    assert (ROOT / path).is_file()
    assert f"urlpath=doc/tree/{path}`" in running
