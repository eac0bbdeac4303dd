"""A grid makes what is due, goes on where it was stopped, and loses nothing when something dies."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from ..made import COMMAND, at_work, call, gone


@pytest.fixture
def grid(tmp_path):
    """Run a grid of a small notebook over four countries; `code` stands in its second cell."""

    def run(*arguments, code="", focus=("JPN", "KOR", "DEU", "FRA")):
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

    @contextmanager
    def begun(*arguments, code):
        """Begin a grid that is not waited for."""
        run("--dry-run", code=code)
        command = [COMMAND, "grid", "g.toml", *arguments]
        alone = {"start_new_session": True}  # what is sent to its group shall not reach the test
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, **alone) as process:
            try:
                yield process
            finally:
                process.kill()

    run.out = tmp_path / "grids" / "g"
    run.place = tmp_path
    run.begun = begun
    return run


LONG = 240
"""Seconds in which something comes to be also on a busy machine."""


def states(out):
    with (out / "runs.csv").open(encoding="utf-8", newline="") as file:
        return {row["focus"]: row["state"] for row in csv.DictReader(file)}


def reports(out):
    return sorted(path.parent.name[-3:] for path in out.glob("*/report.html"))


def test_a_dry_run_names_what_would_be_made_and_makes_nothing(grid):
    done = grid("--dry-run", "--explain")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4
    assert all(line.endswith("there is none yet") for line in done.stdout.splitlines())
    assert "4 runs, 4 to be made" in done.stderr
    assert not grid.out.exists()


def test_a_dry_run_of_very_many_sets_shows_the_first_and_counts_them_all(grid):
    """999 rates x 1001 thresholds x 914 days, which no memory would hold as a list."""
    axes = (f"{name} = {list(range(2, number + 2))}" for name, number in (("own_rate", 999), ("much_larger", 1001)))
    days = 'as_of = { from = 2024-04-12, to = 2026-10-12, every = "day" }'
    (grid.place / "b.toml").write_text("\n".join(("[axes]", *axes, days, 'rate_rule = "own"')))
    done = call("grid", "b.toml", "--dry-run", "--yes", cwd=grid.place)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 5), done.stderr
    assert done.stderr.splitlines()[-1].startswith("and so on: 913,999,086 sets of parameters")
    assert call("grid", "b.toml", "--dry-run", cwd=grid.place).returncode == 2


def test_a_grid_makes_each_report_once_and_an_index_of_all(grid):
    first = grid("--jobs", "2")
    assert (first.returncode, states(grid.out)) == (0, dict.fromkeys(("JPN", "KOR", "DEU", "FRA"), "made")), (
        first.stderr
    )
    page = BeautifulSoup((grid.out / "index.html").read_bytes(), "html.parser")
    assert len(page.select("ul.runs > li")) == 4
    assert all((grid.out / link["href"]).is_file() for link in page.select("a[href]") if "#" not in link["href"])
    kept = {path: path.stat().st_mtime_ns for path in grid.out.glob("*/report.html")}
    again = grid("-q")
    assert (again.stdout, again.stderr, set(states(grid.out).values())) == ("", "", {"unchanged"})
    assert kept == {path: path.stat().st_mtime_ns for path in grid.out.glob("*/report.html")}


@pytest.mark.long
def test_several_workers_set_pdfs_too(grid):
    grid("--dry-run", focus=["KOR"])
    axes = (grid.place / "g.toml").read_text()
    (grid.place / "g.toml").write_text(f'formats = ["html", "pdf"]\n{axes}')
    done = call("grid", "g.toml", "--jobs", "2", cwd=grid.place)
    assert (done.returncode, states(grid.out)) == (0, {"KOR": "made"}), done.stderr
    assert len(list(grid.out.glob("*/report.pdf"))) == 1


@pytest.mark.long
def test_a_picture_that_was_removed_comes_back_and_what_is_on_no_axis_any_more_is_named(grid):
    code = (
        "from IPython.display import SVG, display\ndisplay(SVG('<svg/>'), metadata={'image/svg+xml': {'alt': 'None'}})"
    )
    grid(code=code, focus=("JPN", "KOR"))
    (picture,) = grid.out.glob("pictures/*KOR.svg")
    drawing = picture.read_bytes()
    picture.unlink()
    again = grid(code=code, focus=("KOR",))
    assert states(grid.out) == {"KOR": "unchanged"}
    assert (drawing, picture.read_bytes()) == (b"<svg/>", b"<svg/>")
    assert again.stderr.splitlines()[-1] == (
        f"left over from other axes, and to be removed by hand if at all: {picture.stem.removesuffix('-focus-KOR')}"
    )
    page = BeautifulSoup((grid.out / "index.html").read_bytes(), "html.parser")
    assert [it["src"] for it in page.select("ul.runs img")] == [f"pictures/{picture.name}"]


def test_a_picture_says_what_it_shows_by_the_first_sentence_of_its_own_words_alone(tmp_path):
    from analysis.editions import grid_results, grid_run

    def pictured(*words):
        about = [{"image/svg+xml": {"alt": alt}} if alt else {} for alt in words]
        drawing = {"image/svg+xml": '<svg width="1"><g/></svg>'}
        cell = new_code_cell(outputs=[new_output("display_data", drawing, metadata=it) for it in about])
        (tmp_path / "a").mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=[cell]), tmp_path / "a" / "report.ipynb")
        grid_run._picture(SimpleNamespace(out=tmp_path), "a")
        return tmp_path / grid_results.PICTURES / "a.svg"

    picture = pictured("Sales <rose> by “a”. From 1 to 2.", "Other.")
    assert '<svg width="1"><title>Sales &lt;rose&gt; by “a”</title>' in picture.read_text()
    assert grid_results._title(picture) == "Sales <rose> by “a”"
    assert grid_results._title(pictured("", "Other.")) == grid_results._title(tmp_path / "none.svg") == ""
    assert not pictured().exists()


@pytest.fixture
def index(tmp_path):
    """Return the index page of a grid that was not made, by its axes, over a notebook with a word and a year."""
    from analysis.editions import grid_results as record_of
    from analysis.editions.grid import plan, read_grid
    from analysis.editions.job import ground

    declared = new_code_cell("word: str = ''\nother: str = ''\nyear: int = 0", metadata={"tags": ["parameters"]})
    nbformat.write(new_notebook(cells=[declared, new_code_cell("word, other, year, focus")]), tmp_path / "words.ipynb")

    def page(axes):
        (tmp_path / "w.toml").write_text(f'notebook = "words.ipynb"\n[axes]\n{axes}')
        made = plan(read_grid(tmp_path / "w.toml"), ground(), tmp_path / "out")
        record = record_of.Record(dict.fromkeys(made.orders, (record_of.STOPPED, "")))
        return BeautifulSoup(record_of._index(made, record), "html.parser")

    return page


def test_the_index_is_grouped_by_the_first_axis_and_says_economies_and_days_in_words(tmp_path):
    from analysis.editions import grid_results as record_of
    from analysis.editions.grid import plan, read_grid
    from analysis.editions.job import ground

    (tmp_path / "g.toml").write_text('[axes]\nfocus = ["JPN", "KOR"]\nas_of = [2024-04-12, 2025-06-30]')
    made = plan(read_grid(tmp_path / "g.toml"), ground(), tmp_path / "out")
    record = record_of.Record(dict.fromkeys(made.orders, (record_of.STOPPED, "")))
    page = BeautifulSoup(record_of._index(made, record), "html.parser")
    assert [it.text for it in page.select("nav a")] == [it.text for it in page.select("h2")] == ["Japan", "South Korea"]
    assert [it.text for it in page.select("h3")] == ["12 April 2024", "30 June 2025"] * 2


def test_a_long_value_is_cut_on_the_index_and_the_title_holds_the_whole(tmp_path, index):
    """Sixty signs of a value stand there, the last of them an ellipsis; values in front and behind stay as they are."""
    long = "b" * 300
    page = index(f"word = ['{long}', 'short', '{'c' * 60}']\nyear = [1, 2]")
    assert [it.text for it in page.select("h2")] == ["b" * 59 + "…", "short", "c" * 60]
    assert [it.get("title") for it in page.select("h2")] == [long, None, None]
    assert [it.text for it in page.select("nav a")] == ["b" * 59 + "…", "short", "c" * 60]
    page = index(f"year = [1]\nword = ['{long}', 'short']")
    assert [(it.text, it.get("title")) for it in page.select("h3")] == [
        ("1 · " + "b" * 59 + "…", f"1 · {long}"), ("1 · short", None),
    ]  # fmt: skip


def test_what_is_left_empty_is_told_only_where_it_tells_runs_apart_and_a_blank_is_seen(index):
    def titles(axes):
        return [it.text for it in index(axes).select("h3")]

    assert titles("word = ['a']\n[[zip]]\nyear = 1\nfocus = ''\n[[zip]]\nyear = 2\nfocus = 'KOR'") == [
        "a · 1", "a · 2 · South Korea",
    ]  # fmt: skip
    assert titles("year = [1]\nword = ['', ' ']") == ["1", "1 · “ ”"]
    assert titles("[[zip]]\nyear = ''\nword = ''") == ["as it is by itself"]
    both = "year = [1]\nword = ['', 'x']\nother = ['', 'x']"
    assert titles(both) == ["1", "1 · as it is by itself · x", "1 · x · as it is by itself", "1 · x · x"]


def test_notebooks_of_failed_runs_of_other_axes_are_named_too(made):
    from analysis.editions import grid_run

    made()
    (report,) = made.out.glob("*KOR")
    for name in ("old.failed.ipynb", "old.failed-2.ipynb", f"{report.name}.failed.ipynb"):
        (made.out / name).write_text("{}")
    report.rename(made.out / "older")
    shutil.copytree(made.out / "older", made.out / ".replaced.new-x")
    assert grid_run.left_over(made.plan) == ["old.failed-2.ipynb", "old.failed.ipynb", "older"]


@pytest.mark.long
def test_a_run_that_fails_leaves_its_notebook_and_stops_no_other(grid):
    done = grid(code='if focus == "KOR":\n    raise ValueError("no such luck")')
    assert done.returncode == 1
    (left,) = grid.out.glob("*.failed.ipynb")
    assert done.stderr.splitlines()[-1].endswith(
        f"ValueError: no such luck; the notebook as far as it ran: grids/g/{left.name}"
    )
    assert states(grid.out) == {"JPN": "made", "KOR": "failed", "DEU": "made", "FRA": "made"}
    assert [path.name[-16:] for path in grid.out.glob("*.failed.ipynb")] == ["KOR.failed.ipynb"]
    again = grid()
    assert (again.returncode, states(grid.out)["KOR"]) == (0, "made")
    assert list(grid.out.glob("*.failed*")) == []


@pytest.mark.long
def test_where_a_report_is_good_again_unmade_the_notebook_of_the_run_that_failed_goes(grid):
    assert grid(focus=["KOR"]).returncode == 0
    assert grid(focus=["KOR"], code="1 / 0").returncode == 1
    assert len(list(grid.out.glob("*.failed.ipynb"))) == 1
    again = grid(focus=["KOR"])
    assert (again.returncode, states(grid.out), list(grid.out.glob("*.failed*"))) == (0, {"KOR": "unchanged"}, [])


def test_a_worker_whose_grid_has_ended_ends_before_it_does_anything():
    work = f"make_one('x', None, None, '', {os.getpid()})"
    code = f"from analysis.editions.grid_run import make_one\n{work}\nprint('on')"
    orphaned = [
        sys.executable,
        "-c",
        f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {code!r}]))",
    ]
    done = subprocess.run(orphaned, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.long
@pytest.mark.parametrize(
    ("killed", "why"),
    [("os.getpid()", "the kernel died, perhaps for want of memory"), ("os.getppid()", "the process that made it died")],
    ids=["kernel", "worker"],
)
def test_a_run_that_kills_its_kernel_or_worker_fails_alone(grid, killed, why):
    done = grid("--jobs", "2", code=f"import os, signal\nif focus == 'KOR':\n    os.kill({killed}, signal.SIGKILL)")
    assert (done.returncode, states(grid.out)) == (1, {"JPN": "made", "KOR": "failed", "DEU": "made", "FRA": "made"})
    assert why in done.stderr.splitlines()[-1]
    assert gone(lambda: at_work(grid.place) == []), at_work(grid.place)


@pytest.mark.long
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(grid):
    """The cell kills its worker."""
    once = grid.place / "killed"
    killing = (
        f"import os, signal\nif focus == 'KOR' and not os.path.exists({str(once)!r}):\n"
        f"    open({str(once)!r}, 'w').close()\n"
        "    os.kill(os.getppid(), signal.SIGKILL)"
    )
    done = grid("--jobs", "2", code=killing)
    assert (done.returncode, set(states(grid.out).values())) == (0, {"made"}), done.stderr
    assert once.exists()


@pytest.mark.long
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_grid_that_is_stopped_goes_on_where_it_was_and_leaves_no_process(grid, sign, jobs, monkeypatch):
    """The first run is let through, the others wait until the grid has been stopped. Nor is a temporary file left."""
    (temporary := grid.place / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    gate = grid.place / "gate"
    code = f"import os, time\nwhile focus != 'JPN' and not os.path.exists({str(gate)!r}):\n    time.sleep(0.05)"
    with grid.begun("--jobs", str(jobs), code=code) as process:
        assert gone(lambda: [it for it in grid.out.glob("*/report.html") if it.parent.name[0] != "."], seconds=LONG)
        time.sleep(2)  # until it is counted as well
        process.send_signal(sign)
        assert process.wait(LONG) in (-sign, {signal.SIGINT: 130, signal.SIGTERM: 143}.get(sign))
        assert gone(lambda: at_work(grid.place) == [], seconds=LONG), at_work(grid.place)
        said = [line for line in process.stderr.read().splitlines() if line]  # one is empty behind the sign for Ctrl-C
    assert len(reports(grid.out)) == 1
    if sign != signal.SIGKILL:
        assert list(temporary.glob("japan-tech-*")) == []
        assert [line for line in said if "Warning" in line] == []
        assert said[-2] == "1 of 4 made; the same command again goes on from there"
        assert said[-1].endswith("; nothing is left half-written")
    gate.touch()
    again = grid(code=code)
    assert again.returncode == 0
    assert list(states(grid.out).values()).count("unchanged") == 1
    assert [path.name for path in grid.out.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_grid_whose_terminal_is_closed_says_so_in_a_line_and_leaves_no_process(grid, jobs):
    """All its processes are told at once; those beside it say nothing of their own."""
    note = grid.place / "begun"
    code = f"import time\nopen({str(note)!r}, 'w').close()\ntime.sleep(300)"
    with grid.begun("--jobs", str(jobs), code=code) as process:
        assert gone(note.exists, seconds=LONG)
        os.killpg(process.pid, signal.SIGHUP)
        assert process.wait(LONG) == 143
        said = process.stderr.read().splitlines()
        assert gone(lambda: at_work(grid.place) == [], seconds=LONG), at_work(grid.place)
    assert said[:2] == ["4 runs, 4 to be made, into grids/g", "0 of 4 made; the same command again goes on from there"]
    assert said[2].startswith("japan-tech: ended before it was done, with the terminal that was closed; nohup would")
    assert len(said) == 3


def test_a_folder_that_holds_something_else_is_left_alone(grid):
    grid.out.mkdir(parents=True)
    (grid.out / "thesis.txt").write_text("years of work")
    done = grid()
    assert done.returncode == 2
    assert done.stderr.startswith(
        "japan-tech: grids/g: holds something other than a grid, or its runs.csv is gone; name"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--backend", "dask"), "--backend dask and --scheduler ADDRESS go together"),
        (("--scheduler", "tcp://x:1"), "--backend dask and --scheduler ADDRESS go together"),
    ],
)
def test_a_backend_goes_with_its_scheduler(grid, arguments, message):
    done = grid(*arguments)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_a_scheduler_that_is_not_there_gets_one_line(grid, address):
    done = grid("--backend", "dask", "--scheduler", address)
    plan, fault = done.stderr.splitlines()
    assert (done.returncode, plan) == (2, "4 runs, 4 to be made, into grids/g")
    assert fault.startswith(f"japan-tech: --scheduler {address}: cannot be reached: ")


@pytest.mark.long
def test_a_place_that_cannot_be_written_gets_one_line(grid):
    (grid.place / "file").write_text("")
    done = grid("--out", "file/grid")
    assert done.returncode == 1
    assert "file: cannot be written: File exists; name another folder" in done.stderr.splitlines()[-1]


@pytest.fixture
def made(request, tmp_path, monkeypatch):
    """Run a grid, by default of four countries, in this process; its reports are of few letters and cost no kernel."""
    from analysis.editions import grid_run
    from analysis.editions.build import Made
    from analysis.editions.grid import plan, read_grid
    from analysis.editions.grid_run import Workers
    from analysis.editions.job import ground
    from analysis.rendering.execute import Limits

    axes = getattr(request, "param", 'focus = ["JPN", "KOR", "DEU", "FRA"]')
    (tmp_path / "g.toml").write_text(f"[axes]\n{axes}")
    planned = plan(read_grid(tmp_path / "g.toml"), ground(), tmp_path / "out")
    names = ("parameters", "notebook", "package", "data")
    manifest = json.dumps({**dict.fromkeys(names), "outputs": {"report.html": "", "report.ipynb": ""}}).encode()

    def work_off(orders, _by, _limits):
        for name in orders:
            yield name, Made({"report.html": b"page", "report.ipynb": b'{"cells": []}', "manifest.json": manifest}, "")

    monkeypatch.setattr(grid_run, "work_off", work_off)

    def run(tick=lambda *_: None, *, force=False):
        return grid_run.run_grid(planned, Workers(), Limits(), dict(planned.due(force=force)), tick=tick)

    run.out, run.plan = tmp_path / "out", planned
    return run


@pytest.mark.parametrize(
    "made", ['focus = ["KOR", "JPN"]\nas_of = [2025-06-30, 2024-04-12, 2026-01-31]'], indirect=True
)
def test_a_grid_is_told_in_the_order_of_its_axes(made):
    made()
    with (made.out / "runs.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["focus"], row["as_of"]) for row in csv.DictReader(file)]
    assert told == [(focus, day) for focus in ("KOR", "JPN") for day in ("2025-06-30", "2024-04-12", "2026-01-31")]


def test_on_a_full_disk_what_is_finished_stays_finished(made, monkeypatch):
    """The third report finds no room: the error is the disk's, two stay, and the table says what was not made."""
    from analysis.editions import build

    real, left = build.publish, [2]

    def full(folder, files):
        if not left[0]:
            raise OSError(28, "No space left on device", str(folder))
        left[0] -= 1
        real(folder, files)

    monkeypatch.setattr(build, "publish", full)
    with pytest.raises(OSError, match="No space left"):
        made()
    assert list(states(made.out).values()) == ["made", "made", "not made", "not made"]
    assert len(reports(made.out)) == 2


def test_where_a_grid_is_stopped_right_behind_a_report_that_was_put_in_place_it_is_counted(made, monkeypatch):
    from analysis.editions import grid_run

    ticks = []

    def stopped(_plan, name):
        if name.endswith("KOR"):
            raise KeyboardInterrupt

    monkeypatch.setattr(grid_run, "_picture", stopped)
    with pytest.raises(KeyboardInterrupt):
        made(tick=lambda name, state: ticks.append((name[-3:], state)))
    assert list(states(made.out).values()) == ["made", "made", "not made", "not made"]
    assert [state for _, state in ticks] == ["made", "made"]
    assert len(reports(made.out)) == 2


def test_where_a_grid_is_stopped_that_makes_all_anew_the_good_reports_are_told_as_unchanged(made, monkeypatch):
    """The second of four is put in place, of which the third was changed by hand before."""
    from analysis.editions import grid as planning

    def stopped(name, _state):
        if name.endswith("KOR"):
            raise KeyboardInterrupt

    made()
    changed = next(made.out.glob("*DEU/report.html"))
    monkeypatch.setattr(planning, "reasons", lambda work, **_: [] if work.name[-3:] != "DEU" else ["it was changed"])
    with pytest.raises(KeyboardInterrupt):
        made(tick=stopped, force=True)
    assert list(states(made.out).values()) == ["made", "made", "not made", "unchanged"]
    page = BeautifulSoup((made.out / "index.html").read_bytes(), "html.parser")
    assert [it["class"] for it in page.select("ul.runs > li")] == [["made"], ["made"], ["not-made"], ["unchanged"]]
    assert changed.read_bytes() == b"page"


def test_the_table_and_the_index_are_true_while_a_grid_is_at_work(made, monkeypatch):
    """They are written at the start, behind each report where the time has come, and at the end."""
    from analysis.editions import grid_results as record_of

    told = []

    def look(*_):
        page = BeautifulSoup((made.out / "index.html").read_bytes(), "html.parser")
        assert len(page.select("ul.runs a[href]")) == list(states(made.out).values()).count("made")
        told.append(list(states(made.out).values()).count("made"))

    made(tick=look)
    assert told == [0, 0, 0, 0]
    monkeypatch.setattr(record_of, "EVERY", 0)
    monkeypatch.setattr(record_of, "SHARE", 0)
    for path in made.out.glob("*/report.html"):
        path.unlink()
    told.clear()
    made(tick=look)
    assert told == [0, 1, 2, 3]


def test_tables_take_a_fiftieth_of_the_time_at_most(monkeypatch, tmp_path):
    """Where one takes two seconds, the next one is due a hundred seconds behind it."""
    from analysis.editions import grid_results as record_of

    written, clock = [], iter([10.0, 12.0, 111.9, 112.0, 112.0, 114.0])
    monkeypatch.setattr(record_of, "replace_file", lambda path, _: written.append(path.name))
    monkeypatch.setattr(record_of, "_table", lambda *_: b"")
    monkeypatch.setattr(record_of, "_index", lambda *_: b"")
    monkeypatch.setattr(record_of.time, "monotonic", lambda: next(clock))
    tables = record_of.Tables(SimpleNamespace(out=tmp_path), record_of.Record())
    tables.write()
    tables.keep()
    assert written == ["runs.csv", "index.html"]
    tables.keep()
    assert written == ["runs.csv", "index.html"] * 2


@pytest.mark.parametrize(
    ("force", "advice"),
    [
        pytest.param((), "0 of 4 made; the same command again goes on from there", marks=pytest.mark.long),
        pytest.param(
            ("--force",),
            "0 of 4 made; with --force the same command begins anew, without it only what is out of date",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_grid_that_is_stopped_before_anything_is_done_says_how_to_go_on(grid, force, advice):
    note = grid.place / "begun"
    code = f"import time\nopen({str(note)!r}, 'w').close()\ntime.sleep(300)"
    with grid.begun(*force, code=code) as process:
        assert gone(note.exists, seconds=LONG)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 143
        said = process.stderr.read().splitlines()
    assert said[-2].startswith(advice)
    assert set(states(grid.out).values()) == {"not made"}


@pytest.mark.long
def test_on_a_cluster_a_worker_that_is_killed_loses_nothing(grid, tmp_path_factory):
    """Two workers with working folders of their own."""
    from distributed import LocalCluster

    killed = threading.Event()
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=str(tmp_path_factory.mktemp("dask"))
    ) as cluster:

        def kill():
            end = time.monotonic() + 90
            while not list(grid.out.glob("*/report.html")) and time.monotonic() < end:
                time.sleep(0.05)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            killed.set()

        threading.Thread(target=kill, daemon=True).start()
        done = grid("--backend", "dask", "--scheduler", cluster.scheduler_address, code="import time\ntime.sleep(1)")
    assert killed.is_set()
    assert (done.returncode, set(states(grid.out).values())) == (0, {"made"}), done.stderr


def test_a_notebook_left_beside_one_that_was_worked_in_is_named_and_linked(made, monkeypatch):
    from analysis.editions import grid_run
    from analysis.editions.grid_run import Failed

    mine = made.out / f"{next(iter(made.plan.orders))}.failed.ipynb"
    made()
    mine.write_text("mine")
    failing = Failed(["no such luck"], new_notebook(cells=[new_code_cell("1")]))
    monkeypatch.setattr(grid_run, "work_off", lambda orders, *_: ((name, failing) for name in orders))
    for path in made.out.glob("*/report.html"):
        path.write_text("changed")
    record = made()
    assert record.left[mine.name.removesuffix(".failed.ipynb")].name == mine.name.replace("failed", "failed-2")
    page = BeautifulSoup((made.out / "index.html").read_bytes(), "html.parser")
    links = [link["href"] for link in page.select("a[href*=failed]")]
    assert links == [path.name for path in record.left.values()]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("The exit codes of the workers are {SIGSEGV(-11)}", "the process that made it died: killed by SIGSEGV"),
        ("The exit codes of the workers are {EXIT(7)}", "the process that made it died: it ended with 7"),
        ("{SIGKILL(-9)}", "the process that made it died, perhaps for want of memory"),
        ("unexpectedly", "the process that made it died, perhaps for want of memory"),
    ],
)
def test_with_what_a_worker_ended_is_told(monkeypatch, said, why):
    from joblib.externals.loky.process_executor import BrokenProcessPool

    from analysis.editions import grid_run
    from analysis.rendering.execute import Limits

    def dies(*_, **__):
        raise BrokenProcessPool(said)

    monkeypatch.setattr(grid_run.joblib, "Parallel", lambda **_: dies)
    outcomes = dict(grid_run.work_off({"a": None}, grid_run.Workers(cold=True), Limits()))
    assert outcomes["a"].faults == [why]


def test_a_run_that_kills_its_process_takes_no_neighbour_with_it(monkeypatch):
    """Two at a time: the second of five kills its process, whoever is beside it. Each suspect is tried alone."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    from analysis.editions import grid_run
    from analysis.rendering.execute import Limits

    begun = []

    def pool(given):
        jobs = list(given)
        for at, (name, *_) in enumerate(jobs):
            pair = [name for name, *_ in jobs[at : at + 2]]
            begun.append("".join(pair))
            if "b" in pair:
                raise BrokenProcessPool("{SIGKILL(-9)}")
            yield name, grid_run.Failed([])

    monkeypatch.setattr(grid_run.joblib, "Parallel", lambda **_: pool)
    monkeypatch.setattr(grid_run.joblib, "delayed", lambda _: lambda *given: given)
    outcomes = dict(grid_run.work_off(dict.fromkeys("abcde"), grid_run.Workers(2, cold=True), Limits()))
    assert sorted(outcomes) == list("abcde")
    assert [name for name, outcome in outcomes.items() if outcome.faults] == ["b"]
    assert begun == ["ab", "a", "b", "b", "cd", "de", "e"]


def test_findings_and_verdicts_of_a_grid_are_those_of_each_report(grid, evidence):
    from analysis.findings import Catalogue, parameters
    from analysis.study import STUDY

    (grid.place / "f.toml").write_text(
        'findings = ["yen.*", "imd.*.rank"]\n[axes]\nfocus = ["JPN", "KOR"]\n'
        "as_of = [2024-04-12, 2024-06-01, 2025-06-30]\n"
    )
    done = call("grid", "f.toml", "--findings", cwd=grid.place)
    assert done.stdout.splitlines() == ["grids/f/findings.csv", "grids/f/verdicts.csv"], done.stderr
    tables = {}
    for name in ("findings", "verdicts"):
        with (grid.place / "grids" / "f" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    for focus in ("JPN", "KOR"):
        for day in ("2024-04-12", "2024-06-01", "2025-06-30"):
            catalogue = Catalogue(evidence, parameters.check({"focus": focus, "as_of": day}, evidence, STUDY), STUDY)
            mine = {name: [r for r in tables[name] if (r["focus"], r["as_of"]) == (focus, day)] for name in tables}
            told = {row["finding_id"]: row["printed"] for row in mine["findings"]}
            chosen = [n for n in catalogue if n.startswith("yen.") or (n.startswith("imd.") and n.endswith(".rank"))]
            assert told == {name: catalogue[name].text for name in chosen}
            assert {r["claim_id"]: r["verdict"] for r in mine["verdicts"]} == {
                claim: verdict.outcome.value for claim, verdict in catalogue.verdicts.items()
            }


@pytest.mark.long
def test_findings_can_be_computed_again_and_pages_made_beside_them(grid):
    (grid.place / "f.toml").write_text('findings = ["imd.*.rank"]\n[axes]\nfocus = ["JPN"]\n')
    for more in (("--findings",), ("--findings",), ("--dry-run",)):
        assert call("grid", "f.toml", *more, cwd=grid.place).returncode == 0


def test_a_pattern_that_fits_no_finding_is_refused(grid):
    (grid.place / "f.toml").write_text('findings = ["yan.*"]\n[axes]\nfocus = ["JPN"]\n')
    done = call("grid", "f.toml", "--findings", cwd=grid.place)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2, "japan-tech: f.toml: findings: 'yan.*' fits no finding; japan-tech trace lists their names",
    )  # fmt: skip
    assert list((grid.place / "grids").glob("**/*.csv")) == []
