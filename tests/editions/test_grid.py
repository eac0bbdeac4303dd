"""A grid makes what is due, goes on where it was stopped, and loses nothing when something dies."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook

import analysis as an
from analysis.editions.grid import plan, read_grid, run_grid
from analysis.editions.project import open_project
from analysis.errors import ParameterError
from analysis.findings import Catalogue, parameters
from analysis.rendering.execute import Limits
from analysis.study import STUDY

from ..command import COMMAND, at_work, call, gone

LONG = 100
"""Seconds that something may take on a busy machine."""

# The file


@pytest.fixture(scope="module")
def on():
    return open_project()


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a grid from its text."""
    monkeypatch.chdir(tmp_path)

    def from_text(text):
        Path("grid.toml").write_text(text, encoding="utf-8")
        return read_grid(Path("grid.toml"))

    return from_text


ZIP = '[[zip]]\nrate_rule = "own"\nown_rate = 150\n[[zip]]\nrate_rule = "day"\nown_rate = ""\n'
COUNTRIES = 'notebook = "country_profile"\n[axes]\nfocus = '
LISTS = '[axes]\npeers = [["USA"], ["DEU"], ["USA", "DEU"]]\n[[exclude]]\npeers = '
DAYS = "[axes]\nas_of = { from = 2024-08-31, to = 2024-12-01, every = "


@pytest.mark.parametrize(
    ("text", "combinations"),
    [
        (
            f'[axes]\nfocus = ["KOR", "DEU"]\n{ZIP}[[exclude]]\nfocus = ["DEU", "FRA"]\nrate_rule = "own"',
            [("KOR", "own", 150), ("KOR", "day", ""), ("DEU", "day", "")],
        ),
        ("[axes]\nas_of = [2024-04-12, 2024-05-12]\n[[exclude]]\nas_of = 2024-05-12", [("2024-04-12",)]),
        (f'{LISTS}["USA", "DEU"]', [(["USA"],), (["DEU"],)]),
        (f'{DAYS}"month" }}', [("2024-08-31",), ("2024-09-30",), ("2024-10-31",), ("2024-11-30",)]),
        (f"{DAYS}45 }}", [("2024-08-31",), ("2024-10-15",), ("2024-11-29",)]),
    ],
)
def test_axes_are_combined(read, text, combinations):
    assert [tuple(values.values()) for values in read(text).combinations()] == combinations


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("axes = 1", "axes has the wrong type"),
        ('formats = ["doc"]\n[axes]\nfocus = "KOR"', "formats: 'doc' is none of html, pdf, figures"),
        ("[axes", "is not TOML"),
        ("", "has no axes"),
        ("[axis]\nfocus = 1", "axis is unknown; did you mean axes?"),
        ("[axes]\nfocus = []", "axes.focus is empty"),
        ('[axes]\nfocus = "KOR"\n[[zip]]\nfocus = "DEU"', "focus stands on two axes"),
        ('[axes]\nfocus = "KOR"\n[[exclude]]\nfocsu = "DEU"', "exclude.focsu: not on an axis; expected one of focus"),
        ('[axes]\nfocus = "KOR"\n[[exclude]]\nfocus = "DEU"', "exclude.focus: DEU is not on its axis"),
        ('[axes]\nfocus = "KOR"\n[[exclude]]', "exclude: names no parameter"),
        ('[[zip]]\nfocus = "KOR"\n[[zip]]\nbasis = "total"', "zip: each [[zip]] needs the same parameters"),
        ('[axes]\nas_of = { from = "a", to = 2025-01-01, every = 1 }', "axes.as_of: from and to are days"),
        ("[axes]\nas_of = { from = 2025-04-12, to = 2025-01-01, every = 1 }", "axes.as_of: 2025-04-12 lies after"),
        ("[axes]\nas_of = { from = 2024-04-12, to = 2025-01-01, every = 0 }", "axes.as_of: every is a number of days"),
        (f'{COUNTRIES}["KOR", "XYZ"]', "parameter focus: 'XYZ' is unknown"),
        ('[axes]\nfocus = ["JPN", "KOR"]', "parameter focus: report.ipynb does not take it; these notebooks do: "),
        ('notebook = "./gone.ipynb"\n[axes]\nfocus = ["JPN"]', "notebook '"),
        ('[axes]\nfocus = ["KOR"]\n[[exclude]]\nfocus = "KOR"', "every set of parameters is excluded"),
        (f"[axes]\nown_rate = {list(range(400))}\nmuch_larger = {list(range(400))}", "comes to 160,000 runs"),
    ],
)
def test_a_file_that_makes_no_grid_gets_one_line(read, on, tmp_path, text, message):
    with pytest.raises(ParameterError) as error:
        plan(read(text), on, tmp_path / "out")
    assert str(error.value).startswith(f"grid.toml: {message}")
    assert error.value.exit_code == 2


def test_combinations_that_come_to_the_same_report_are_one_run(read, on, tmp_path):
    made = plan(read('[axes]\nrate_rule = ["day", "", "ppp"]'), on, tmp_path / "out")
    assert list(made.runs) == [on.evidence.newest.isoformat(), f"{on.evidence.newest}-rate_rule-ppp"]


# The work


@pytest.fixture
def grid(tmp_path):
    """Run a grid of a small notebook over two countries; `code` stands in its second cell."""

    def run(*arguments, code="", focus=("JPN", "KOR")):
        cells = [
            new_code_cell("focus: str = 'JPN'", id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(code or "focus", id="work"),
            new_code_cell("import analysis as an\nr = an.load(focus=focus)\nr.masthead('Small', 'A test')", id="head"),
            new_code_cell("r.source_list()", id="sources"),
            new_code_cell("r.workings()", id="workings"),
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(new_notebook(cells=cells, metadata={**kernel, "title": "Small"}), tmp_path / "small.ipynb")
        (tmp_path / "g.toml").write_text(f'notebook = "./small.ipynb"\n[axes]\nfocus = {json.dumps(list(focus))}')
        return call("grid", "g.toml", *arguments, cwd=tmp_path)

    run.out = tmp_path / "grids" / "g"
    run.place = tmp_path
    return run


def states(out):
    with (out / "runs.csv").open(encoding="utf-8", newline="") as file:
        return {row["focus"]: row["state"] for row in csv.DictReader(file)}


def cards(out):
    return BeautifulSoup((out / "index.html").read_bytes(), "html.parser").select("ul.runs > li")


def test_a_dry_run_names_what_would_be_made_and_makes_nothing(grid):
    done = grid("--dry-run", "--explain")
    assert done.returncode == 0
    assert [line.endswith("there is none yet") for line in done.stdout.splitlines()] == [True] * 2
    assert "2 runs, 2 to be made" in done.stderr
    assert not grid.out.exists()


def test_a_grid_makes_each_report_once_and_an_index(grid):
    first = grid()
    assert (first.returncode, set(states(grid.out).values())) == (0, {"made"}), first.stderr
    assert [card.h3.text for card in cards(grid.out)] == ["Japan", "South Korea"]
    links = [link["href"] for card in cards(grid.out) for link in card.select("a[href]")]
    assert len(links) == 2
    assert all((grid.out / link).is_file() for link in links)
    kept = {path: path.stat().st_mtime_ns for path in grid.out.glob("*/report.html")}
    again = grid("-q")
    assert (again.stdout, again.stderr, set(states(grid.out).values())) == ("", "", {"unchanged"})
    assert kept == {path: path.stat().st_mtime_ns for path in grid.out.glob("*/report.html")}


def test_the_index_says_what_each_run_answers_and_in_what_it_differs_from_the_first(read, on, tmp_path):
    numbers = {"a": 100, "b": 90, "c": 50, "d": 99, "lead.answer": 1, "obs.e": 1}
    runs = [
        (numbers, "supported"),
        (numbers, "supported"),
        (numbers | {"a": 101, "b": 99, "c": 70, "d": 1}, "disputed"),
    ]
    planned = plan(read(f'{COUNTRIES}["JPN", "KOR", "DEU"]'), on, tmp_path / "out")
    for run, (values, verdict) in zip(planned.runs.values(), runs, strict=True):
        run.state = "unchanged"
        rows = [f"{name},The {name},{value},{value},{value},x,{value}" for name, value in values.items()]
        run.job.out.mkdir(parents=True)
        for table, lines in (
            ("findings", ["finding_id,label,value,low,high,unit,printed", *rows]),
            ("verdicts", ["claim_id,verdict,evidence", f"C01,{verdict},a"]),
        ):
            (run.job.out / f"{table}.csv").write_text("\n".join(lines), encoding="utf-8")
    for _ in range(2):  # the second time from what the table of runs says
        run_grid(planned, [], Limits(1, 1), tick=bool)
        for table in planned.out.glob("*/*.csv"):
            table.unlink()
    same = "The same verdicts and numbers as in the first run"
    assert [[it.text for it in card.select("p, li")] for card in cards(planned.out)] == [
        ["Answer: 1"],
        ["Answer: 1", same],
        [
            *("Answer: 1", "Other than in the first run:", "C01: supported → disputed"),
            *("The a: 100 → 101", "The d: 99 → 1", "The c: 50 → 70", "and 1 more"),
        ],
    ]


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ((), "if focus == 'KOR':\n    raise ValueError('no such luck')", "ValueError: no such luck"),
        (("--cold",), "import time\nif focus == 'KOR':\n    time.sleep(300)", "it took too long"),
        pytest.param(
            ("--jobs", "2"),
            "import os\nif focus == 'KOR':\n    os.kill(os.getpid(), 9)",
            "died",
            marks=pytest.mark.long,
        ),
    ],
    ids=["fails", "endless", "kills its kernel"],
)
def test_a_run_that_fails_leaves_its_notebook_and_stops_no_other(grid, options, code, why):
    done = grid(*options, "--cell-timeout", "8", code=code, focus=("KOR", "JPN"))
    assert (done.returncode, states(grid.out)) == (1, {"KOR": "failed", "JPN": "made"})
    (left,) = grid.out.glob("*.failed.ipynb")
    last = done.stderr.splitlines()[-1]
    assert why in last
    assert last.endswith(f"the notebook as far as it ran: grids/g/{left.name}")
    assert [link["href"] for card in cards(grid.out) for link in card.select("a[href*=failed]")] == [left.name]
    assert gone(lambda: at_work(grid.place) == []), at_work(grid.place)


def kill_once(once):
    """Code of a cell that kills the worker it runs in, the first time."""
    return (
        f"import os, signal\nif focus == 'KOR' and not os.path.exists({str(once)!r}):\n"
        f"    open({str(once)!r}, 'w').close()\n    os.kill(os.getppid(), signal.SIGKILL)"
    )


def test_a_worker_that_is_killed_ends_the_grid_which_goes_on_where_it_was(grid):
    code = kill_once(grid.place / "killed")
    done = grid("--jobs", "2", code=code)
    assert (done.returncode, states(grid.out)) == (1, {"JPN": "made", "KOR": "not made"}), done.stderr
    assert "a worker process died" in done.stderr.splitlines()[-1]
    assert grid("--jobs", "2", code=code).returncode == 0
    assert states(grid.out) == {"JPN": "unchanged", "KOR": "made"}


@pytest.mark.long
def test_on_a_cluster_a_worker_that_is_killed_loses_nothing(grid, tmp_path_factory):
    from distributed import LocalCluster

    place = str(tmp_path_factory.mktemp("dask"))  # working folders of their own
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=place) as cluster:
        options = ("--scheduler", cluster.scheduler_address)
        done = grid(*options, code=kill_once(grid.place / "killed"))
    assert (done.returncode, states(grid.out)) == (0, {"JPN": "made", "KOR": "made"}), done.stderr
    assert (grid.place / "killed").exists()


@pytest.mark.parametrize(
    ("sign", "jobs", "code"),
    [
        (signal.SIGINT, 1, 130),
        pytest.param(signal.SIGTERM, 2, 143, marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, 1, 143, marks=pytest.mark.long),
        pytest.param(signal.SIGKILL, 2, -9, marks=pytest.mark.long),
    ],
)
def test_a_grid_that_is_stopped_goes_on_where_it_was_and_leaves_no_process(grid, sign, jobs, code, monkeypatch):
    """The first run is let through, the other waits until the grid has been stopped.

    Ctrl-C and a closed terminal reach all its processes at once.
    """
    (temporary := grid.place / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    gate = grid.place / "gate"
    waiting = f"import os, time\nwhile focus != 'JPN' and not os.path.exists({str(gate)!r}):\n    time.sleep(0.05)"
    grid("--dry-run", code=waiting)
    command = [COMMAND, "grid", "g.toml", "--jobs", str(jobs)]
    alone = {"start_new_session": True}  # what is sent to its group shall not reach the test
    with subprocess.Popen(command, cwd=grid.place, stderr=subprocess.PIPE, text=True, **alone) as process:
        try:
            assert gone(lambda: list(grid.out.glob("[!.]*/report.html")), seconds=LONG)
            time.sleep(2)  # until it is counted as well
            (os.killpg if sign in (signal.SIGINT, signal.SIGHUP) else os.kill)(process.pid, sign)
            assert process.wait(LONG) == code
            assert gone(lambda: at_work(grid.place) == [], seconds=LONG), at_work(grid.place)
            said = [line for line in process.stderr.read().splitlines() if line]
        finally:
            process.kill()
    assert len(list(grid.out.glob("[!.]*/report.html"))) == 1
    if sign != signal.SIGKILL:
        assert list(temporary.glob("japan-tech-*")) == []
        assert said[-1].startswith("japan-tech: ")
        assert "Traceback" not in "\n".join(said)
        assert states(grid.out) == {"JPN": "made", "KOR": "not made"}
    gate.touch()
    assert grid(code=waiting).returncode == 0
    assert states(grid.out) == {"JPN": "unchanged", "KOR": "made"}
    assert [path.name for path in grid.out.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "grids/g: not the folder of a grid (no runs.csv); choose another one with --out"),
        (("--out", "g.toml/grid"), "cannot be written"),
        (("--backend", "dask", "--out", "other"), "--backend dask and --scheduler ADDRESS go together"),
        pytest.param(
            ("--scheduler", "tcp://127.0.0.1:9", "--out", "other"),
            "cannot be reached",
            marks=pytest.mark.long,
        ),
    ],
)
def test_what_cannot_be_done_gets_one_line_and_nothing_is_lost(grid, arguments, message):
    grid.out.mkdir(parents=True)
    (grid.out / "thesis.txt").write_text("years of work")
    done = grid(*arguments)
    assert done.returncode in (1, 2)
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert [path.name for path in grid.out.iterdir()] == ["thesis.txt"]


# Tables


def test_findings_and_verdicts_of_a_grid_are_those_of_each_report(grid, evidence):
    (grid.place / "f.toml").write_text(
        'findings = ["yen.*", "imd.*.rank"]\n[axes]\nrate_rule = ["day", "ppp"]\nas_of = [2024-04-12, 2025-06-30]\n'
    )
    done = call("grid", "f.toml", "--findings", cwd=grid.place)
    assert done.stdout.splitlines() == ["grids/f/findings.csv", "grids/f/verdicts.csv"], done.stderr
    tables = {}
    for name in ("findings", "verdicts"):
        with (grid.place / "grids" / "f" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    for given in ({"rate_rule": rule, "as_of": day} for rule in ("day", "ppp") for day in ("2024-04-12", "2025-06-30")):
        catalogue = Catalogue(evidence, parameters.check(given, evidence, STUDY), STUDY)
        mine = {name: [row for row in tables[name] if row.items() >= given.items()] for name in tables}
        chosen = [n for n in catalogue if n.startswith("yen.") or (n.startswith("imd.") and n.endswith(".rank"))]
        printed = {row["finding_id"]: row["printed"] for row in mine["findings"]}
        assert printed == {name: catalogue[name].text for name in chosen}
        assert {row["claim_id"]: row["verdict"] for row in mine["verdicts"]} == {
            claim: verdict.outcome.value for claim, verdict in catalogue.verdicts.items()
        }


def test_the_example_has_every_month_and_every_sense_of_much(evidence):
    """April 2024 to October 2026 are 31 months. Each row is what a report under these parameters says."""
    verdicts = an.load_grid()
    assert verdicts["run"].nunique() == 31 * 5
    assert verdicts["as_of"].dtype == "datetime64[s]"
    assert sorted(verdicts["much_larger"].unique()) == [1.2, 1.5, 2, 3, 4]
    checked = parameters.check({"as_of": "2025-06-12", "much_larger": 3}, evidence, STUDY)
    rows = verdicts[(verdicts["as_of"] == pd.Timestamp(date(2025, 6, 12))) & (verdicts["much_larger"] == 3)]
    assert dict(zip(rows["claim_id"], rows["verdict"], strict=True)) == {
        claim: verdict.outcome.value for claim, verdict in Catalogue(evidence, checked, STUDY).verdicts.items()
    }
