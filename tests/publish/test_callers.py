"""The files that call the update on a schedule: each is valid for its reader, and its commands do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import analysis
from analysis.cli import cli

CALLERS = Path(analysis.__file__).parent / "editions" / "callers"
CRON, SERVICE, WORKFLOW = (
    (CALLERS / name).read_text(encoding="utf-8")
    for name in ("japan-tech.cron", "japan-tech-update.service", "update.yml")
)
ALL = f"{CRON}\n{SERVICE}\n{WORKFLOW}"
OPTIONS = {name: {word for it in cli.commands[name].params for word in it.opts} for name in ("update", "site")}
"""The options of the commands that the callers call."""

ROOT = Path(__file__).resolve().parents[2]


def command(path: Path, script: str) -> None:
    """Put a command into a folder that stands in for one that is not on this machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_the_callers_call_commands_with_options_that_these_have():
    calls = re.findall(r"/japan-tech (update|site) (-.*)|^ +(?:run: )?japan-tech (update|site) (.*)", ALL, re.MULTILINE)
    found = [(one or other, options or more) for one, options, other, more in calls]
    assert sorted(name for name, _ in found) == ["site", "site", "site", "update", "update", "update"]
    for name, options in found:
        assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", options)) <= OPTIONS[name]


# -- GitHub Actions --------------------------------------------------------------------------------------

STEPS = {
    step["name"]: step for job in yaml.safe_load(WORKFLOW)["jobs"].values() for step in job["steps"] if "run" in step
}


COMMIT, GO_ON = "Commit new data, editions and drafts", "Go on unless the update failed"


class Ran(NamedTuple):
    """How a step of the workflow ended, and what it wrote for the steps behind it."""

    code: int
    output: str


def run(name: str, folder: Path, **environ: str) -> Ran:
    """Run a step of the workflow as GitHub does, with the commands in `bin` before those of the machine."""
    output = folder / "output"
    output.touch()
    more = {"GITHUB_OUTPUT": str(output), "GITHUB_ENV": str(output), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-e", "-c", STEPS[name]["run"]], cwd=folder, env={**os.environ, **more, **environ}, check=False
    )
    return Ran(done.returncode, output.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [CALLERS / "update.yml", ROOT / ".github" / "workflows" / "tests.yml"], ids=str)
def test_a_workflow_follows_the_published_schema(path):
    command = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", path]
    done = subprocess.run([Path(sys.executable).with_name(command[0]), *command[1:]], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode()


def test_no_text_from_outside_stands_in_a_script_and_every_action_is_one_fixed_commit_of_githubs_own():
    assert [name for name, step in STEPS.items() if "${{" in step["run"]] == []
    used = re.findall(r"uses: (.+)", WORKFLOW)
    assert len(used) == WORKFLOW.count("uses:") == 4
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", it) for it in used)


@pytest.mark.parametrize(("code", "goes_on"), [(0, True), (3, True), (4, True), (1, False), (2, False), (75, False)])
def test_whatever_an_update_ends_with_is_committed_and_published_unless_it_failed(code, goes_on, tmp_path):
    command(tmp_path / "bin" / "japan-tech", f'printf "%s|" "$@" > called; exit {code}')
    assert run("Update", tmp_path, BASE_URL="https://example.org/a b", APPROVE="") == Ran(0, f"code={code}\n")
    assert (tmp_path / "called").read_text("utf-8") == "update|-q|--base-url|https://example.org/a b|"
    assert run(GO_ON, tmp_path, CODE=str(code)).code == (0 if goes_on else code)


@pytest.mark.parametrize("name", ["2026-11-05", "--unattended", "$(touch ran); a 'b\" *"])
def test_a_draft_is_approved_by_its_name_which_is_one_word_to_the_command(name, tmp_path):
    command(tmp_path / "bin" / "japan-tech", 'printf "%s|" "$@" > called')
    assert run("Update", tmp_path, BASE_URL="https://example.org", APPROVE=name).code == 0
    assert (tmp_path / "called").read_text("utf-8") == f"update|-q|--base-url|https://example.org|--approve={name}|"
    assert not (tmp_path / "ran").exists()


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_new_data_and_editions_are_committed_and_pushed_and_nothing_else(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin")
    git(tmp_path, "clone", "-q", "origin", "copy")
    copy = tmp_path / "copy"
    git(copy, "checkout", "-q", "-b", "main")
    for name in ("data", "reports"):
        (copy / name).mkdir()
        (copy / name / "old").touch()
    as_somebody = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(copy, "add", "--all")
    git(copy, *as_somebody, "commit", "-q", "-m", "Begun")
    git(copy, "push", "-q", "-u", "origin", "main")

    assert run(COMMIT, copy).code == 0
    assert git(copy, "log", "--format=%s", "origin/main") == "Begun\n"  # nothing new, nothing committed

    for name in ("data/new", "reports/new", "loose"):
        (copy / name).touch()
    (copy / "data" / "old").unlink()
    assert run(COMMIT, copy).code == 0
    newest = git(tmp_path / "origin", "show", "--name-status", "--no-renames", "--format=%s", "main").splitlines()
    assert re.fullmatch(r"Update of \d{4}-\d{2}-\d{2}", newest[0])
    assert newest[2:] == ["A\tdata/new", "D\tdata/old", "A\treports/new"]

    git(tmp_path, "clone", "-q", "origin", "other")  # from which somebody pushes while the next update runs
    (tmp_path / "other" / "theirs").touch()
    git(tmp_path / "other", "add", "--all")
    git(tmp_path / "other", *as_somebody, "commit", "-q", "-m", "Theirs")
    git(tmp_path / "other", "push", "-q")
    (copy / "reports" / "newer").touch()
    assert run(COMMIT, copy).code == 0
    assert git(copy, "log", "--format=%s", "-2", "origin/main").splitlines()[1] == "Theirs"
