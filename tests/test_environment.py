"""One list of dependencies, told in five places: the project, its three lock files, and conda's file."""

import os
import re
import subprocess
import sysconfig
import tomllib
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE, REFRESH, TEST = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-refresh.lock", "requirements-test.lock")
)
LOCKS = {CORE: "core", REFRESH: "refresh", TEST: "test"}
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
        *((CORE, wanted) for wanted in DIRECT),
        *((REFRESH, wanted) for wanted in [*DIRECT, *EXTRAS["refresh"]]),
        *((TEST, wanted) for wanted in sum(EXTRAS.values(), DIRECT)),
    ],
    ids=lambda value: value.name if isinstance(value, Requirement) else LOCKS[value],
)
def test_a_lock_file_pins_every_direct_dependency_within_its_range(lock, wanted):
    assert all(wanted.specifier.contains(version) for version in pins(lock)[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("lock", [CORE, REFRESH], ids=["core", "refresh"])
def test_who_tests_has_the_same_versions_as_who_only_makes_reports(lock):
    tested = pins(TEST)
    for name, versions in pins(lock).items():
        assert versions.items() <= tested[name].items(), name


@pytest.fixture
def core(tmp_path):
    """The Python of an environment with the packages of `requirements.lock` and this one, and no other."""
    place = tmp_path / "core"
    venv.create(place, symlinks=True, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (site / "project.pth").write_text(str(ROOT / "src"))
    for name in [*pins(CORE), PROJECT["name"]]:
        try:
            files = distribution(name).files
        except PackageNotFoundError:  # of another system or version of Python
            continue
        for file in files:
            link = Path(os.path.normpath(site / file))
            if link.is_relative_to(place) and link.parent.name != "bin" and not link.exists():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(file.locate())
    return place / "bin" / "python"


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="Windows lets few accounts make links")
def test_a_report_needs_no_package_but_those_of_the_core(core, tmp_path):
    missing = subprocess.run([core, "-c", "import sdmx"], capture_output=True, text=True, check=False)
    assert "No module named 'sdmx'" in missing.stderr
    command = [core, "-c", "from analysis.cli import main; main()", "report", "--quiet", "--out", "out"]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "JUPYTER_PATH")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"report.html", "report.pdf", "findings.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_the_file_for_conda_names_the_same_dependencies():
    *packages, pip = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    told = {Requirement(line) for line in [*packages, *pip["pip"]] if line not in {"pip", "-e ."}}
    python = Requirement(f"python{PROJECT['requires-python']}")
    assert {str(requirement) for requirement in told} == {str(requirement) for requirement in [*DIRECT, python]}
    assert "-e ." in pip["pip"]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git knows which notebooks belong to the project")
@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_the_notebooks_of_the_project_are_packed_and_no_others(target):
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    packed = {path for path in build["targets"][target]["only-include"] if path.startswith("notebooks")}
    tracked = subprocess.run(["git", "ls-files", "notebooks"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert packed == set(tracked.stdout.split())


# -- Binder --------------------------------------------------------------------------------------------
