"""Compare the CPU time of this checkout with that of another commit and of the plain tools (Linux or macOS).

    python tests/benchmarks.py [COMMIT] [--rounds 3] [--runs 6]

COMMIT, by default HEAD, is checked out beside this one into a temporary git worktree; both are run by the same Python,
with PYTHONPATH leading to the sources of one or the other. What is measured comes in turn, here and there alternately,
so that a machine that gets slower slows both alike:

    report            japan-tech report with HTML and PDF
    one more run      what one more run adds to a grid with one job: grids of two runs and of RUNS runs, less each other
    plain             papermill's command, then nbconvert's with its own HTML exporter: the yardstick

Printed are the medians of the rounds in CPU seconds, user and system, of a command and all processes that it waits for;
what is here as a ratio to what is there; and both as a ratio to the plain tools. Ratios are worth quoting, seconds say
something about one machine on one day. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DENOMINATORS = ("gdp", "gdp_ppp", "population")
COMMAND = [sys.executable, "-c", "from analysis.cli import main; main()"]


def cpu_seconds(command: list[str], checkout: Path, place: Path) -> float:
    """Run a command with the sources of a checkout and return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(checkout / "src"), "JAPAN_TECH_DATA": str(checkout / "data")}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[-6:])}: ended with {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(checkout: Path, place: Path) -> float:
    """Make a report with HTML and PDF."""
    notebook = checkout / "notebooks" / "report.ipynb"
    options = ["--quiet", "--to", "html,pdf", "--out", str(place / "report")]
    return cpu_seconds([*COMMAND, "report", str(notebook), *options], checkout, place)


def one_more_run(checkout: Path, place: Path, runs: int) -> float:
    """Make grids of two sizes and return what each further run costs."""
    costs = []
    for size in (2, runs):
        days = [date(2024, 4, 12) + timedelta(days=900 * n // runs) for n in range(size)]
        rows = (
            f'[[zip]]\ndenominator = "{DENOMINATORS[n % len(DENOMINATORS)]}"\nas_of = {day}\n'
            for n, day in enumerate(days)
        )
        file = place / f"grid-{size}.toml"
        file.write_text(f'notebook = "{checkout / "notebooks" / "report.ipynb"}"\n' + "".join(rows))
        options = ["--quiet", "--out", str(place / f"grid-{size}")]
        costs.append(cpu_seconds([*COMMAND, "grid", str(file), *options], checkout, place))
    return (costs[1] - costs[0]) / (runs - 2)


def plain(place: Path) -> float:
    """Run the notebook with papermill and convert it with nbconvert."""
    notebook = str(ROOT / "notebooks" / "report.ipynb")
    papermill = [sys.executable, "-m", "papermill", notebook, "plain.ipynb", "--no-progress-bar"]
    nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", "plain.ipynb"]
    return cpu_seconds(papermill, ROOT, place) + cpu_seconds(nbconvert, ROOT, place)


def measure(there: Path, rounds: int, runs: int) -> dict[str, dict[str, float]]:
    """Measure everything in turn and return the medians."""
    found: dict[str, dict[str, list[float]]] = {}
    for number in range(rounds):
        sides = [("here", ROOT), ("there", there)]
        for side, checkout in sides if number % 2 == 0 else reversed(sides):
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder)
                found.setdefault("report", {}).setdefault(side, []).append(report(checkout, place))
                costs = found.setdefault("one more run", {}).setdefault(side, [])
                costs.append(one_more_run(checkout, place, runs))
        with tempfile.TemporaryDirectory() as folder:
            found.setdefault("plain", {}).setdefault("here", []).append(plain(Path(folder)))
        print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    return {way: {side: statistics.median(costs) for side, costs in by.items()} for way, by in found.items()}


def main() -> None:
    """Check the other commit out, measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=6, help="size of the larger grid; at least 3")
    options = parser.parse_args()
    if options.runs < 3:
        parser.error("--runs: at least 3")
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder, "there")
        subprocess.run([*git, "add", "--quiet", "--detach", str(there), options.commit], check=True)
        try:
            found = measure(there, options.rounds, options.runs)
        finally:
            subprocess.run([*git, "remove", "--force", str(there)], check=True)
    yardstick = found["plain"]["here"]
    print(f"{'CPU seconds':14}{'here':>8}{'there':>8}{'ratio':>8}{'here/plain':>12}{'there/plain':>12}")
    for way in ("report", "one more run"):
        here, other = found[way]["here"], found[way]["there"]
        print(f"{way:14}{here:8.2f}{other:8.2f}{here / other:8.2f}{here / yardstick:12.2f}{other / yardstick:12.2f}")
    print(f"{'plain':14}{yardstick:8.2f}")


if __name__ == "__main__":
    main()
