"""Compare the cost of a run in a grid with that of the plain commands, and with the cells alone (Linux).

    python tests/benchmarks/grid_cost.py [RUNS] [--rounds 1] [--pdf] [--only WORDS] [--before FOLDER]
                                         [--sets 10000] [--json FILE]

RUNS reports, each with another `focus` and `as_of`, are made in each way:

    plain html           papermill's command, then nbconvert's with its own HTML exporter, one after the other
    plain html,pdf       and nbconvert's webpdf (only with --pdf, and where it finds a browser)
    report html          a `japan-tech report` for each run; `report html,pdf` with the PDF
    grid cold 1          `japan-tech grid --cold` with one job, or two: a new kernel for each run
    grid warm 1          the same with one kernel for all runs of a job (with --pdf also `grid warm 1 html,pdf`)
    grid cached 1        the same command a second time: nothing has changed, and nothing is made
    grid dask 1          the same on a cluster of Dask on this machine with one worker, or two, where it is installed
    one more run         a report made by a process that has made one before, as a worker of a grid does; also with PDF
    floor                the cells alone in one process that has imported everything; see grid_within.py
    floor of two         the same in two processes at once: as much faster as this machine lets two workers be
    floor of before      the same of the notebook in FOLDER, a checkout of an earlier version

What is measured comes in turn: the single runs are spread evenly between the grids, so that a machine that gets slower
slows all alike. One more run and the floor follow each other for each set, so that their ratio is the surest. A grid is
made of all runs and of half of them. Of each way are printed, from the median of the rounds:

    runs       how many were made in all
    cpu        CPU seconds a run, user and system, of the command and of all that it started, also what outlives it
    slope      what one more run adds, from the two grids: without start and imports; of a dozen runs or
               on a busy machine it says little
    start      CPU seconds that a grid costs whatever its size, which is the rest
    wall       seconds a run, of all jobs together
    pace       the same of one more run, from the two grids: without start and imports
    largest    peak memory in MB of the largest of its processes
    parent     the same of the process that was started
    …/plain    CPU as a part of that of the plain commands for the same formats, from `cpu` and from `slope`
    …/floor    CPU as a multiple of the cells alone, likewise

Below the table stands how much faster two workers are than one, by `wall` and by `pace`. It needs an idle machine; the
median of five is asked for by --rounds 5.

--only takes words, one of which a way has to hold in its name, as in --only "plain floor warm". --sets is the number of
sets of parameters that planning and tables are measured with; 0 leaves that out. Nothing is asserted: a ratio is from
one machine on one day, seconds from nowhere else.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grid_within import COUNTRIES, FIRST_DAY, WITHIN, Within, cells_of, measure

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLOOR, PAIR, BEFORE, MORE = "floor", "floor of two", "floor of before", "one more run"
WITH_PDF = f"{MORE} html,pdf"
DAYS = 930
"""Days of knowledge since the first one that the data reach to."""


CLUSTER = """
import subprocess, sys
from distributed import LocalCluster
workers, *command = sys.argv[1:]
with LocalCluster(n_workers=int(workers), threads_per_worker=1, dashboard_address=None) as cluster:
    sys.exit(subprocess.call([*command, "--backend", "dask", "--scheduler", cluster.scheduler_address]))
"""

Given = dict[str, str]
Cost = dict[str, float]
Measured = dict[str, Any]
Task = tuple[float, Callable[[], None]]
"""Something to be measured, and when in a round, from 0 to 1."""


class Bench:
    """All ways, and what was measured of them."""

    def __init__(self, options: argparse.Namespace, place: Path) -> None:
        self.options, self.place, self.costs = options, place, []
        step = DAYS / options.runs
        self.sets = [
            {"focus": COUNTRIES[i % len(COUNTRIES)], "as_of": str(FIRST_DAY + timedelta(days=int(i * step)))}
            for i in range(options.runs)
        ]
        self.has_browser = options.pdf and self._finds_browser()
        checkouts = {FLOOR: ROOT, BEFORE: options.before}
        self.within = {way: cells_of(it) for way, it in checkouts.items() if it and self._is_asked(way)}
        if self._is_asked(MORE):
            self.within[MORE] = Within(ROOT, "runs")
            if options.pdf:
                self.within[WITH_PDF] = Within(ROOT, "runs", "html,pdf")
        self.pair = [cells_of(ROOT), cells_of(ROOT)] if self._is_asked(PAIR) else []

    def _is_asked(self, name: str) -> bool:
        return not self.options.only or any(word in name for word in self.options.only.split())

    def _finds_browser(self) -> bool:
        """Try webpdf on a notebook without cells; it knows but its own browser, and is lent that of the machine."""
        notebook = self.place / "empty.ipynb"
        notebook.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
        for _ in range(3):
            done = subprocess.run(_webpdf(notebook), cwd=self.place, capture_output=True, text=True, check=False)
            missing = re.search(r"Executable doesn't exist at (\S+)", done.stderr)
            if done.returncode == 0 or not missing or not CHROMIUM:
                break
            own, path = self.place / "browsers", Path(missing[1])
            if own in path.parents:
                path.parent.mkdir(parents=True)
                path.symlink_to(CHROMIUM)
            os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(own)
        return done.returncode == 0

    def run(self, number: int) -> None:
        """Measure every way once for all sets, in turn."""
        tasks = sorted([*self._singles(), *self._grids(number)], key=lambda task: task[0])
        for count, (_, task) in enumerate(tasks, 1):
            if sys.stderr.isatty():
                print(f"\rround {number + 1}: {count} of {len(tasks)} ", end="", file=sys.stderr, flush=True)
            task()

    def _note(self, way: str, runs: int, cost: Cost) -> None:
        self.costs.append({"way": way, "runs": runs} | cost)

    def _singles(self) -> Iterator[Task]:
        """Go through what makes one report at a time."""
        for index, given in enumerate(self.sets):
            when = (index + 0.5) / len(self.sets)
            for way, it in self.within.items():
                yield when, lambda way=way, it=it, given=given: self._note(way, 1, it.measure(given))
            if self.pair:
                yield when, lambda given=given: self._note(PAIR, 2, self._at_once(given))
            for way, commands in self._commands(given).items():
                if self._is_asked(way):
                    yield when, lambda way=way, them=commands: self._note(way, 1, measure(*them, place=self.place))

    def _at_once(self, given: Given) -> Cost:
        """Run the cells in two processes at the same time."""
        with ThreadPoolExecutor(2) as pool:
            costs = list(pool.map(lambda cells: cells.measure(given), self.pair))
        return {part: sum(it[part] for it in costs) for part in ("cpu", "parent")} | {
            part: max(it[part] for it in costs) for part in ("wall", "largest")
        }

    def _commands(self, given: Given) -> dict[str, list[list[str]]]:
        executed, notebook = self.place / "executed.ipynb", str(ROOT / "notebooks" / "report.ipynb")
        values = [part for name, value in given.items() for part in ("-p", name, value)]
        html = [str(BIN / "jupyter-nbconvert"), "--to", "html", str(executed)]
        plain = [[str(BIN / "papermill"), notebook, str(executed), "--no-progress-bar", *values], html]
        ours = [str(BIN / "japan-tech"), "report", *values, "--force", "--out", str(self.place / "single"), "--to"]
        ways = {"plain html": plain, "report html": [[*ours, "html"]], "report html,pdf": [[*ours, "html,pdf"]]}
        return ways | ({"plain html,pdf": [*plain, _webpdf(executed)]} if self.has_browser else {})

    def _grids(self, number: int) -> Iterator[Task]:
        """Go through the grids, each of all sets and then of half of them, whose difference is the slope."""
        kinds = [("cold", "html"), ("warm", "html"), *([("dask", "html")] if find_spec("distributed") else [])]
        kinds += [("warm", "html,pdf")] if self.options.pdf else []
        sizes = (self.sets, self.sets[::2]) if len(self.sets) > 1 else (self.sets,)
        legs = [(*kind, jobs, sets) for kind in kinds for jobs in (1, 2) for sets in sizes]
        for index, leg in enumerate(legs):
            yield (index + 0.5) / len(legs), lambda index=index, leg=leg: self._grid(f"{number}-{index}", *leg)

    def _grid(self, name: str, kind: str, formats: str, jobs: int, sets: list[Given]) -> None:
        ways = [f"grid {it} {jobs}{'' if formats == 'html' else ' ' + formats}" for it in (kind, "cached")]
        if not any(map(self._is_asked, ways[: 1 if kind != "warm" else 2])):
            return
        file, out = self.place / f"{name}.toml", self.place / f"grid-{name}"
        rows = (f'[[zip]]\nfocus = "{it["focus"]}"\nas_of = "{it["as_of"]}"\n' for it in sets)
        file.write_text(f"formats = {json.dumps(formats.split(','))}\n{''.join(rows)}")
        command = [str(BIN / "japan-tech"), "grid", str(file), "--out", str(out), "--jobs", str(jobs)]
        if kind == "dask":
            command = [sys.executable, "-c", CLUSTER, str(jobs), *command]
        self._note(ways[0], len(sets), measure(command + ["--cold"] * (kind == "cold"), place=self.place))
        made = len(list(out.glob("*/report.html")))
        if made != len(sets):
            raise SystemExit(f"{ways[0]}: {made} reports instead of {len(sets)}")
        if kind == "warm":
            self._note(ways[1], len(sets), measure(command, place=self.place))


def _webpdf(notebook: Path) -> list[str]:
    root = ["--disable-chromium-sandbox"] if os.geteuid() == 0 else []
    return [str(BIN / "jupyter-nbconvert"), "--to", "webpdf", *root, str(notebook)]


def summary(costs: list[Measured]) -> dict[str, Cost]:
    """Return the numbers of each way."""
    ways = sorted({cost["way"] for cost in costs})
    found = {way: _numbers([cost for cost in costs if cost["way"] == way]) for way in ways}
    for way, cost in found.items():
        plain = "plain html,pdf" if "pdf" in way else "plain html"
        for name, other in (("plain", plain), ("floor", FLOOR)):
            per = found[other]["cpu"] if other in found else None
            cost |= {f"{part}/{name}": per and cost[part] / per for part in ("cpu", "slope")}
    return found


def _numbers(costs: list[Measured]) -> Cost:
    """Sum up one way: single runs by their mean, as they differ, the same grid made again by its median."""
    sizes = sorted({cost["runs"] for cost in costs})
    few, most = sizes[0], sizes[-1]
    typical = statistics.median if most > 1 else statistics.mean
    cpu, wall = (
        {size: typical(cost[part] for cost in costs if cost["runs"] == size) for size in sizes}
        for part in ("cpu", "wall")
    )
    slope, pace = ((it[most] - it[few]) / (most - few) if most > few else it[most] / most for it in (cpu, wall))
    peaks = {part: max(cost[part] for cost in costs) for part in ("largest", "parent")}
    runs, start = sum(cost["runs"] for cost in costs), cpu[most] - slope * most
    costs_of_one = {"cpu": cpu[most] / most, "slope": slope, "start": start, "wall": wall[most] / most, "pace": pace}
    return {"runs": runs} | costs_of_one | peaks


def show(costs: list[Measured], found: dict[str, Cost], *, has_browser: bool) -> None:
    """Print the table, and what the cells cost in both versions."""
    wide = max(map(len, found), default=0) + 1
    print(" " * wide + "".join(f"{name:>12}" for name in next(iter(found.values()), ())))
    for way, cost in found.items():
        print(
            f"{way:{wide}}"
            + "".join(f"{'-' if it is None else format(it, '.3g' if it < 100 else '.0f'):>12}" for it in cost.values())
        )
    for one, two in ((way, way.replace(" 1", " 2")) for way in found if " 1" in way):
        if two in found and "cached" not in one:
            wall, pace = (found[one][part] / found[two][part] for part in ("wall", "pace"))
            print(f"{two}: {wall:.2f} times as fast as one worker, {pace:.2f} times for one more run")
    if FLOOR in found and PAIR in found:
        print(f"{PAIR}: {found[FLOOR]['wall'] / found[PAIR]['wall']:.2f} times as fast as one process of the cells")
    if not has_browser:
        print("plain html,pdf is left out: --pdf was not given, or nbconvert's webpdf finds no browser here")
    parts = {way: _parts([cost for cost in costs if cost["way"] == way]) for way in (FLOOR, BEFORE) if way in found}
    for way, (drawing, other) in parts.items():
        print(f"{way}: {drawing:.4f} s CPU a drawing, {other:.3f} s CPU all other cells")
    if len(parts) > 1:
        drawing, other = (now / before for now, before in zip(parts[FLOOR], parts[BEFORE], strict=True))
        print(f"{FLOOR} / {BEFORE}: {drawing:.2f} a drawing, {other:.2f} all other cells")


def _parts(costs: list[Measured]) -> tuple[float, float]:
    """Return the CPU seconds of one drawing, and of all cells of a run that do not draw."""
    drawing = sum(cost["drawing"] for cost in costs) / sum(cost["drawings"] for cost in costs)
    return drawing, statistics.mean(cost["other"] for cost in costs)


def main() -> None:
    """Measure all that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sets", type=int, default=10_000)
    parser.add_argument("--pdf", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--before", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "src")  # whatever is installed, this checkout is measured
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        for number in range(options.rounds):
            bench.run(number)
    found, within = summary(bench.costs), {}
    show(bench.costs, found, has_browser=bench.has_browser)
    if options.sets:
        within = json.loads(subprocess.check_output([*WITHIN, "plans", str(options.sets)], cwd=ROOT))
        print(f"in one process, CPU seconds: {json.dumps(within)}")
    if options.json:
        machine = {"processors": os.cpu_count(), "python": sys.version, "load": os.getloadavg()}
        content = {"machine": machine, "ways": found, "within": within, "measured": bench.costs}
        options.json.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
