"""One list of dependencies, told in four places: the project, its two lock files, and conda's file."""

import re
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
        *((USE, wanted) for wanted in [*DIRECT, *EXTRAS["refresh"]]),
        *((TEST, wanted) for wanted in sum(EXTRAS.values(), DIRECT)),
    ],
    ids=lambda value: value.name if isinstance(value, Requirement) else "use" if value is USE else "test",
)
def test_a_lock_file_pins_every_direct_dependency_within_its_range(lock, wanted):
    assert all(wanted.specifier.contains(version) for version in pins(lock)[canonicalize_name(wanted.name)])


def test_who_tests_has_the_same_versions_as_who_only_makes_reports():
    tested = pins(TEST)
    for name, versions in pins(USE).items():
        assert versions.items() <= tested[name].items(), name


def test_the_file_for_conda_names_the_same_dependencies():
    *packages, pip = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    told = {Requirement(line) for line in [*packages, *pip["pip"]] if line not in {"pip", "-e ."}}
    python = Requirement(f"python{PROJECT['requires-python']}")
    assert {str(requirement) for requirement in told} == {str(requirement) for requirement in [*DIRECT, python]}
    assert "-e ." in pip["pip"]


# -- Binder --------------------------------------------------------------------------------------------
