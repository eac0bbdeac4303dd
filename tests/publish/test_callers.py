"""The files that call the update on a schedule: each is valid for its reader, and its commands do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import analysis
from analysis.cli import cli

CALLERS = Path(analysis.__file__).parent / "editions" / "callers"
CRON, SERVICE, WORKFLOW = (
    (CALLERS / name).read_text(encoding="utf-8")
    for name in ("japan-tech.cron", "japan-tech-update.service", "update.yml")
)
STEPS = {
    step["name"]: step for job in yaml.safe_load(WORKFLOW)["jobs"].values() for step in job["steps"] if "run" in step
}
"""The steps of the workflow that run a script."""


def test_the_callers_call_commands_with_options_that_these_have():
    text = f"{CRON}\n{SERVICE}\n{WORKFLOW}"
    calls = re.findall(
        r"/japan-tech (update|site) (-.*)|^ +(?:run: )?japan-tech (update|site) (.*)", text, re.MULTILINE
    )
    found = [(one or other, options or more) for one, options, other, more in calls]
    assert sorted(name for name, _ in found) == ["site", "site", "site", "update", "update", "update"]
    for name, options in found:
        known = {word for it in cli.commands[name].params for word in it.opts}
        assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", options)) <= known


# -- GitHub Actions --------------------------------------------------------------------------------------


def run(name: str, folder: Path, **environ: str) -> int:
    """Run a step of the workflow as GitHub does, with a command `japan-tech` in `bin`; return its exit code."""
    output = str(folder / "output")
    more = {"GITHUB_OUTPUT": output, "GITHUB_ENV": output, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    script = ["bash", "-e", "-c", STEPS[name]["run"]]
    return subprocess.run(script, cwd=folder, env={**os.environ, **more, **environ}, check=False).returncode


def stand_in(folder: Path, code: int = 0) -> Path:
    """Write a command `japan-tech` that notes how it was called; return the file of its notes."""
    command = folder / "bin" / "japan-tech"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > called; exit {code}\n', encoding="utf-8")
    command.chmod(0o755)
    return folder / "called"


def test_the_workflow_follows_the_published_schema():
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, CALLERS / "update.yml"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode()


def test_no_text_from_outside_stands_in_a_script_and_every_action_is_one_fixed_commit_of_githubs_own():
    assert [name for name, step in STEPS.items() if "${{" in step["run"]] == []
    used = re.findall(r"uses: (.+)", WORKFLOW)
    assert len(used) == WORKFLOW.count("uses:") == 4
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", it) for it in used)


@pytest.mark.parametrize(("code", "goes_on"), [(0, True), (3, True), (4, True), (1, False), (75, False)])
def test_whatever_an_update_ends_with_is_committed_and_published_unless_it_failed(code, goes_on, tmp_path):
    called = stand_in(tmp_path, code)
    assert run("Update", tmp_path, BASE_URL="https://example.org/a b", APPROVE="") == 0
    assert (tmp_path / "output").read_text("utf-8") == f"code={code}\n"
    assert called.read_text("utf-8") == "update|-q|--base-url|https://example.org/a b|"
    assert run("Go on unless the update failed", tmp_path, CODE=str(code)) == (0 if goes_on else code)


@pytest.mark.parametrize("name", ["2026-11-05", "$(touch ran); a 'b\" *"])
def test_a_draft_is_approved_by_its_name_which_is_one_word_to_the_command(name, tmp_path):
    called = stand_in(tmp_path)
    assert run("Update", tmp_path, BASE_URL="https://example.org", APPROVE=name) == 0
    assert called.read_text("utf-8") == f"update|-q|--base-url|https://example.org|--approve={name}|"
    assert not (tmp_path / "ran").exists()


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_new_data_and_editions_are_committed_and_pushed_and_nothing_else(tmp_path):
    commit = "Commit new data, editions and drafts"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin")
    git(tmp_path, "clone", "-q", "origin", "copy")
    copy = tmp_path / "copy"
    git(copy, "checkout", "-q", "-b", "main")
    for name in ("data", "reports"):
        (copy / name).mkdir()
        (copy / name / "old").touch()
    git(copy, "add", "--all")
    git(copy, "commit", "-q", "-m", "Begun")
    git(copy, "push", "-q", "-u", "origin", "main")
    assert run(commit, copy) == 0
    assert git(copy, "log", "--format=%s", "origin/main") == "Begun\n"  # nothing new, nothing committed

    git(tmp_path, "clone", "-q", "origin", "other")  # from which somebody pushes while the next update runs
    git(tmp_path / "other", "commit", "-q", "--allow-empty", "-m", "Theirs")
    git(tmp_path / "other", "push", "-q")
    for name in ("data/new", "reports/new", "loose"):
        (copy / name).touch()
    (copy / "data" / "old").unlink()
    assert run(commit, copy) == 0
    newest = git(tmp_path / "origin", "show", "--name-status", "--no-renames", "--format=%s", "main").splitlines()
    assert re.fullmatch(r"Update of \d{4}-\d{2}-\d{2}", newest[0])
    assert newest[2:] == ["A\tdata/new", "D\tdata/old", "A\treports/new"]
    assert git(copy, "log", "--format=%s", "-2", "origin/main").splitlines()[1] == "Theirs"
