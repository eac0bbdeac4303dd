"""The workflows for GitHub: valid for their reader, with fixed actions, and their scripts do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step["run"] for step in RELEASE["jobs"]["release"]["steps"] if "run" in step}


def run(name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the release as GitHub does."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, **environment}
    command = ["bash", "-e", "-c", STEPS[name]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_follows_the_published_schema_and_its_actions_are_fixed(path):
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action) for action in used)
    scripts = [step["run"] for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"] if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


def test_the_tests_run_on_each_python_that_is_classified():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tests = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    tried = [f"Programming Language :: Python :: {it}" for it in tests["jobs"]["tests"]["strategy"]["matrix"]["python"]]
    assert tried == [it for it in project["classifiers"] if "Python ::" in it]


def test_a_tag_that_is_not_the_version_is_refused(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "2.2.0"\n', encoding="utf-8")
    step = "Compare the tag with the version"
    assert run(step, tmp_path, GITHUB_REF_NAME="v2.2.0").returncode == 0
    refused = run(step, tmp_path, GITHUB_REF_NAME="v2.3.0")
    assert (refused.returncode, refused.stderr) == (
        1,
        "the tag is v2.3.0, but pyproject.toml has version 2.2.0; expected v2.2.0\n",
    )


def test_the_latest_edition_is_packed(tmp_path):
    for name in ("2026-10-30", "2026-11-05", "2026-11-05-2", "drafts", "2026-11-05-10"):
        (tmp_path / "reports" / name).mkdir(parents=True)
    (tmp_path / "dist").mkdir()
    assert run("Pack the latest edition", tmp_path).returncode == 0
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["edition-2026-11-05-10.tar.gz"]
