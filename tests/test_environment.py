"""One list of dependencies, told in three places: the project, its lock file, and conda's file."""

import re
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
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DIRECT = [Requirement(line) for line in PROJECT["dependencies"]]
TESTS = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]


def pins():
    """Each pinned package with its versions (one for each Python) and the number of its hashes."""
    found = {}
    for entry in re.split(r"\n(?=[a-z])", LOCK):
        name, version = re.match(r"([\w.-]+)==([^\s;\\]+)", entry).groups()
        found.setdefault(canonicalize_name(name), []).append((Version(version), entry.count("--hash=sha256:")))
    return found


@pytest.mark.parametrize("wanted", [*DIRECT, *TESTS], ids=lambda wanted: wanted.name)
def test_the_lock_file_pins_every_direct_dependency_within_its_range(wanted):
    found = pins()[canonicalize_name(wanted.name)]
    assert all(wanted.specifier.contains(version) for version, _ in found)


def test_every_pin_has_its_hashes():
    assert len(pins()) > 100
    assert [name for name, found in pins().items() if not all(hashes for _, hashes in found)] == []


def test_the_lock_file_names_no_address():
    assert "://" not in LOCK
    assert [
        line for line in LOCK.splitlines() if line.lstrip().startswith(("-i", "--index", "--extra", "--find"))
    ] == []


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
    assert line == README.split("And this passes the tests:")[1].split("```")[1].removeprefix("sh\n").strip()
    assert 'bash -c "$command"' in script
    for lint in ("ruff check .", "ruff format --check .", "mypy", "japan-tech check"):
        assert re.search(rf"^\.venv/bin/{re.escape(lint)}$", script, re.MULTILINE)


def test_the_script_of_continuous_integration_is_a_script_that_may_be_run():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)


def test_both_commands_of_the_readme_set_up_in_the_same_way():
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].rpartition(" && ")[0] == lines[1].rpartition(" && ")[0]
    assert [line.rpartition(" && ")[2] for line in lines] == [
        ".venv/bin/japan-tech report",
        ".venv/bin/python -m pytest",
    ]


def test_the_oldest_python_is_told_in_one_way():
    oldest = PROJECT["requires-python"].removeprefix(">=")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert settings["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"Python {oldest} or newer" in README
    assert f'python-version: "{oldest}"' in README
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"--python-version {oldest} " in contributing
    assert any(line.endswith(f":: {oldest}") for line in PROJECT["classifiers"])


def test_every_dependency_says_why_it_is_needed():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    lines = [line for line in block.splitlines() if line.startswith('  "')]
    assert len(lines) == len(DIRECT)
    assert [line for line in lines if not re.search(r"#\s+\w", line)] == []
