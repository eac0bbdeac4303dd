"""Compare the cost of one report with that of the plain commands on the same notebook.

    python tests/benchmarks/report_cost.py [ROUNDS]

Runs in turn `japan-tech report` (HTML and PDF) and what one would type without it: papermill's command,
nbconvert's HTML command, and nbconvert's webpdf where a browser for it is installed. Prints the median CPU
time of each and the ratio; times depend on the machine, the ratio hardly does.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL, Popen

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def cpu(*commands: list[str]) -> float:
    """Run commands one after the other and return the CPU seconds of all their processes."""
    before = os.times()
    for command in commands:
        if Popen(command, cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL).wait():
            raise SystemExit(f"failed: {' '.join(command)}")
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main(rounds: int) -> None:
    """Print the cost of both ways and their ratio."""
    notebook = str(ROOT / "notebooks" / "report.ipynb")
    with tempfile.TemporaryDirectory() as folder:
        executed = f"{folder}/executed.ipynb"
        run = [str(BIN / "papermill"), notebook, executed, "--no-progress-bar"]
        html = [str(BIN / "jupyter"), "nbconvert", "--to", "html", executed]
        root = ["--disable-chromium-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        webpdf = [str(BIN / "jupyter"), "nbconvert", "--to", "webpdf", *root, executed]
        ours = [str(BIN / "japan-tech"), "report", "--quiet", "--out", f"{folder}/report"]
        cpu(run)
        browser = Popen(webpdf, stdout=DEVNULL, stderr=DEVNULL).wait() == 0
        plain = [run, html, webpdf] if browser else [run, html]
        pairs = [(cpu(ours), cpu(*plain)) for _ in range(rounds)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    words = "papermill + nbconvert html" + (" + webpdf" if browser else " (no browser for webpdf here)")
    print(f"japan-tech report, HTML and PDF: {mine:.2f} s CPU")
    print(f"{words}: {theirs:.2f} s CPU")
    print(f"ratio {mine / theirs:.2f}; the aim is at most {0.6 if browser else 1.0}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
