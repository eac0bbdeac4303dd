"""Measure what setting the page and the PDF adds to a run, in a process that has already set one.

    python tests/benchmarks/rendering_cost.py [ROUNDS]

Executes the report once and prints the CPU time of the execution, the median of reading it and of setting its HTML
and its PDF, and each as a part of the execution; times depend on the machine, the parts hardly do.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.execute import execute

ROOT = Path(__file__).resolve().parents[2]
AIMS = {"HTML": 0.1, "PDF": 0.35}


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that this process spends on a piece of work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main(rounds: int) -> None:
    """Print the cost of setting a report in either form."""
    before = os.times()
    notebook = execute(ROOT / "notebooks" / "report.ipynb", {}, {}, progress=False)
    after = os.times()
    run = sum(
        getattr(after, part) - getattr(before, part) for part in ("user", "system", "children_user", "children_system")
    )
    print(f"execution, kernel included: {run:.2f} s CPU")
    html, pdf = ReportHTMLExporter(), ReportPDFExporter()
    report, _ = html.read(notebook)
    parts = {
        "reading": lambda: html.read(notebook),
        "HTML": lambda: html.render(report),
        "PDF": lambda: pdf.render(report),
    }
    for name, work in parts.items():
        work()
        cost = statistics.median(cpu(work) for _ in range(rounds))
        aim = f"; the aim is at most {AIMS[name]} s" if name in AIMS else ""
        print(f"{name}: {cost:.3f} s CPU, {cost / run:.1%} of the execution{aim}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
