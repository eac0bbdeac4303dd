"""The processes in which grid_cost.py measures; three kinds also run by themselves.

    python tests/benchmarks/grid_within.py plans [SETS]       planning, what is unchanged, and tables, by default 10,000
    python tests/benchmarks/grid_within.py cells NOTEBOOK     answers each line of parameters with the cost of the cells
    python tests/benchmarks/grid_within.py runs [FORMATS]     answers each with that of one more run of a grid

`plans` prints JSON, in CPU seconds of this process: planning so many sets of parameters (countries x basis x days),
checking that a tenth as many finished reports are unchanged (each is one and the same by hard links, and in memory: no
disk is measured), and computing and writing the findings and verdicts of all sets.

`cells` runs a notebook's cells in IPython's shell, again and again in one process with what they show thrown away: the
floor, below which nothing that runs these cells can come. The first run, with all imports, is not told. What the
program remembers from one run to the next makes the floor lower than that of a fresh process. A cell that makes a
figure of matplotlib is a drawing cell, and a drawing is a figure made. This part knows nothing of our program, so that
an earlier version is measured by it too.

`runs` makes a grid of one report for each line, in a process that has made one before, which is not told. Its cost is
that of this process and of all below it, in hundredths of a second.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from ctypes import CDLL
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, process_time, sleep

WITHIN = [sys.executable, __file__]
FIRST_DAY = date(2024, 4, 12)
COUNTRIES = ("JPN", "USA", "DEU", "FRA", "GBR", "KOR", "CHN", "TWN", "IND", "SGP")
PR_SET_CHILD_SUBREAPER = 36
MOST_BYTES = 2_000_000_000
"""A table of findings that would be larger holds those of Japan alone."""


def measure(*commands: list[str], place: Path) -> dict[str, float]:
    """Run commands one after the other and return what they cost, measured by a process that has no other children."""
    with ProcessPoolExecutor(1, get_context("fork")) as fresh:
        return fresh.submit(_measured, commands, place).result()


def _measured(commands: tuple[list[str], ...], place: Path) -> dict[str, float]:
    """Run commands; all that they start becomes a child of this process in the end, so that it counts as well."""
    CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    parent, start, log = 0.0, monotonic(), place / "said.txt"
    for command in commands:
        with log.open("wb") as said:
            process = subprocess.Popen(command, cwd=place, stdout=said, stderr=said)
        while process.poll() is None:
            parent = max(parent, _peak(process.pid))
            sleep(0.02)
        if process.returncode:
            raise RuntimeError(f"failed: {' '.join(command)}\n{log.read_text('utf-8', 'replace')[-1000:]}")
    wall = monotonic() - start
    signal.alarm(60)  # what goes on for longer ends this process, and is told as its sudden end
    with suppress(ChildProcessError):  # there are no more
        while os.wait():
            pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "largest": used.ru_maxrss / 1024, "parent": parent}


def _peak(pid: int) -> float:
    """Return the most memory that a process has had so far, in MB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


class Shell:
    """IPython's shell, and how many figures were made in it."""

    def __init__(self, notebook: Path) -> None:
        import matplotlib as mpl

        mpl.use("agg")
        from IPython.core.interactiveshell import InteractiveShell
        from matplotlib.figure import Figure

        self.figures, make = 0, Figure.__init__

        def counted(figure, *args, **given) -> None:
            self.figures += 1
            make(figure, *args, **given)

        Figure.__init__ = counted
        self.kind, cells = InteractiveShell, json.loads(notebook.read_text("utf-8"))["cells"]
        self.cells = [(it["metadata"].get("tags", []), "".join(it["source"])) for it in cells if _is_code(it)]

    def run(self, given: dict[str, str]) -> dict[str, float]:
        """Run all cells, and return the CPU seconds of those that draw, how often they do, and those of the others."""
        from IPython.utils.capture import capture_output

        self.kind.clear_instance()
        shell = self.kind.instance()
        cost = {"drawing": 0.0, "drawings": 0, "other": 0.0}
        for tags, source in self.cells:
            if "parameters" in tags:
                source += "".join(f"\n{name} = {value!r}" for name, value in given.items())
            figures, start = self.figures, process_time()
            with capture_output() as said:
                result = shell.run_cell(source)
            cost["drawing" if self.figures > figures else "other"] += process_time() - start
            cost["drawings"] += self.figures - figures
            if not result.success:
                raise SystemExit(f"{given}: {result.error_in_exec or result.error_before_exec}; {said.stdout[-300:]}")
        return cost


def _is_code(cell: dict) -> bool:
    return cell["cell_type"] == "code"


def cells(notebook: Path) -> None:
    """Answer each line of parameters with what the cells cost, after one run that is not told."""
    shell = Shell(notebook)
    shell.run({})
    for line in sys.stdin:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cost = shell.run(json.loads(line))
        cost |= {"cpu": cost["drawing"] + cost["other"], "largest": peak, "parent": 0.0}
        print(json.dumps(cost), flush=True)


def runs(formats: str) -> None:
    """Answer each line of parameters with what one more run of a grid costs, after one that is not told."""
    from analysis.editions.grid import Grid, plan
    from analysis.editions.grid_run import Workers, run_grid
    from analysis.editions.job import ground
    from analysis.rendering.execute import Limits

    on, idle = ground(), set[int]()
    with tempfile.TemporaryDirectory() as folder:
        for number, line in enumerate(sys.stdin):
            axes = tuple(({name: value},) for name, value in json.loads(line).items())
            grid = Grid(Path("one.toml"), "report", tuple(formats.split(",")), axes, (), ())
            planned, used = plan(grid, on, Path(folder) / str(number)), _used()
            record = run_grid(planned, Workers(), Limits(), dict(planned.due()), tick=_nobody)
            if any(state != "made" for state, _ in record.states.values()):
                raise SystemExit(f"{line}: {record.states}")
            while number and len(_below()) > len(idle):
                sleep(0.01)  # until what has run is gone and counted
            idle = idle or _below()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"cpu": _used() - used, "largest": peak, "parent": peak}), flush=True)


def _below(pid: int | str = "self") -> set[int]:
    """Return all processes below one."""
    found = {int(it) for path in Path(f"/proc/{pid}/task").glob("*/children") for it in path.read_text().split()}
    return found.union(*map(_below, found))


def _used() -> float:
    """Return the CPU seconds of this process, of all below it, and of those that have ended there."""
    ticks = 0
    for pid in ("self", *_below()):
        ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Within:
    """A process of this file that measures one set of parameters after the other, as often as asked."""

    def __init__(self, checkout: Path, *mode: str) -> None:
        source = os.environ | {"PYTHONPATH": str(checkout / "src")}
        command, pipe = [*WITHIN, *mode], subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=checkout, env=source, stdin=pipe, stdout=pipe, text=True)
        self.measure({"focus": COUNTRIES[0]})  # so that its start is over before anything is timed

    def measure(self, given: dict[str, str]) -> dict[str, float]:
        """Let it measure once."""
        start = monotonic()
        print(json.dumps(given), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"the process that was to measure has ended: {self.process.args}")
        return json.loads(answer) | {"wall": monotonic() - start}


def cells_of(checkout: Path) -> Within:
    """Start a process that runs the cells of the report of a checkout."""
    return Within(checkout, "cells", str(checkout / "notebooks" / "report.ipynb"))


def plans(number: int, place: Path) -> dict[str, float]:
    """Measure planning, what is unchanged, and the tables."""
    from analysis.editions.grid import plan
    from analysis.editions.grid_results import write_tables
    from analysis.editions.job import ground

    on = ground()
    few = plan(_grid(20), on, place / "few")
    sample = sum(path.stat().st_size for path in write_tables(few, on, tick=_nobody)) / len(few.orders)
    patterns = ("*JPN*",) if sample * number > MOST_BYTES else ()
    start = process_time()
    planned = plan(_grid(number, patterns), on, place / "tables")
    cost = {"planned": len(planned.orders), "planning": process_time() - start}
    kept = plan(_grid(number // 10), on, place / "kept")
    _finish(kept, place / "one")
    start = process_time()
    if due := list(kept.due()):
        raise SystemExit(f"{due[0][0]} should be unchanged: {due[0][1]}")
    cost |= {"unchanged": len(kept.orders), "checking": process_time() - start}
    start = process_time()
    tables = write_tables(planned, on, tick=_nobody)
    cost |= {"tables": process_time() - start, "bytes": sum(path.stat().st_size for path in tables)}
    return cost | {"findings": ", ".join(patterns) or "all"}


def _grid(number: int, findings: tuple[str, ...] = ()):
    """Make axes of countries, basis and days that come to about a number of sets."""
    from analysis.editions.grid import Grid

    days = range(max(1, number // (2 * len(COUNTRIES))))
    axes = (
        tuple({"focus": country} for country in COUNTRIES),
        ({"basis": "total"}, {"basis": "per_year"}),
        tuple({"as_of": (FIRST_DAY + timedelta(days=day)).isoformat()} for day in days),
    )
    return Grid(Path("axes.toml"), "report", ("html",), axes, (), findings)


def _finish(planned, one: Path) -> None:
    """Lay finished reports into the folders of all runs: one is made, the others are the same by name and link."""
    from analysis.editions import manifest

    command = [str(Path(sys.executable).parent / "japan-tech"), "report", "-q", "--to", "html", "--out", str(one)]
    subprocess.run(command, check=True)
    files = {name: (one / name).read_bytes() for name in manifest.listed(one) - {manifest.NAME}}
    keys: dict[str, manifest.Content] = {}  # of each day one, as it takes long to compute
    for order in planned.orders.values():
        order.out.mkdir(parents=True)
        for name in files:
            os.link(one / name, order.out / name)
        day = order.parameters["as_of"]
        keys[day] = keys.get(day) or order.key
        key = keys[day] | {"parameters": order.parameters}
        (order.out / manifest.NAME).write_bytes(manifest.write(key, order.stored, order.defaults, files))


def _nobody(_name: str, _state: str) -> None:
    """Tell nobody of a run that has ended."""


if __name__ == "__main__":
    if sys.argv[1:2] == ["cells"]:
        cells(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["runs"]:
        runs(sys.argv[2] if len(sys.argv) > 2 else "html")
    else:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(plans(int(sys.argv[2]) if len(sys.argv) > 2 else 10_000, Path(folder)), indent=1))
