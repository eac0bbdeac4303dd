"""Do the same harm to our command and to the plain tools, and count what is left in pieces.

    python tests/benchmarks/faults.py [KILLS]

Three faults: the whole group of processes killed (kill -9) at random instants; readers while editions follow each
other; and a disk that takes no more than some kilobytes a file (RLIMIT_FSIZE). The plain way is papermill followed by
nbconvert into one folder. An edition is whole where notebook and page are of the same run. Needs Linux or macOS.
"""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from analysis.editions.files import replace_folder

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
REPORT = ROOT / "notebooks" / "unicorns.ipynb"
DAYS = ("2024-04-12", "2026-10-30")
SIZES = (1_000, 20_000, 100_000, 300_000)


def ours(out: Path, day: str) -> list[str]:
    """Make an edition with our command."""
    options = ["--quiet", "--to", "html", "-p", "as_of", day, "--out", str(out)]
    return [str(BIN / "japan-tech"), "report", "unicorns", *options]


def plain(out: Path, day: str) -> list[str]:
    """Make an edition with the plain tools, one after the other."""
    run = f"'{BIN}/papermill' '{REPORT}' report.ipynb -p as_of {day} --no-progress-bar"
    return ["sh", "-c", f"mkdir -p '{out}' && cd '{out}' && {run} && '{BIN}/jupyter' nbconvert --to html report.ipynb"]


def run(command: list[str], *, seconds: float | None = None, size: int | None = None) -> int:
    """Run a command in a group of its own; kill the group after some seconds, or limit the size of files."""

    def limit() -> None:
        if size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=limit,
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait()


def whole(out: Path) -> bool:
    """Whether notebook and page are there, complete, and as known on the same day."""
    try:
        cells = json.loads((out / "report.ipynb").read_text(encoding="utf-8"))["cells"]
        page = (out / "report.html").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    code = [cell for cell in cells if cell["cell_type"] == "code" and cell["source"]]
    sources = ["".join(cell["source"]) for cell in code]
    day = next((day for day in DAYS if any(day in text for text in sources[1:])), "none")
    done = all(cell["execution_count"] for cell in code)
    return done and page.rstrip().endswith("</html>") and day in page


def harmed(way: Callable[[Path, str], list[str]], home: Path, fault: Callable[[list[str]], object], times: int) -> int:
    """Make a good edition, then try to replace it under a fault; count how often what is there is not whole."""
    good, count = home / "good", 0
    if run(way(good, DAYS[0])) or not whole(good):
        raise SystemExit(f"failed without a fault: {' '.join(way(good, DAYS[0]))}")
    for number in range(times):
        out = home / f"edition-{number}"
        shutil.copytree(good, out)
        fault(way(out, DAYS[1]))
        count += not whole(out)
    return count


def readings(replace: Callable[[Path, dict[str, bytes]], None], home: Path, times: int) -> tuple[int, int]:
    """Read an edition without a pause while it is replaced; return all readings and those torn or in vain."""
    folder, done, found = home / "edition", [False], [0, 0]
    replace(folder, {"a": b"0" * 9000, "b": b"0" * 9000})

    def read() -> None:
        while not done[0]:
            found[0] += 1
            try:
                text = (folder / "a").read_bytes()
            except OSError:
                text = b""
            found[1] += len(text) != 9000 or len(set(text)) != 1

    reader = Thread(target=read)
    reader.start()
    for number in range(times):
        replace(folder, {name: str(number % 10).encode() * 9000 for name in ("a", "b")})
    done[0] = True
    reader.join()
    return found[0], found[1]


def write_in_place(folder: Path, files: dict[str, bytes]) -> None:
    """Write files as the plain tools do: over those that are there."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def main(kills: int) -> None:
    """Print the figures of every fault, the plain tools beside ours."""
    with tempfile.TemporaryDirectory() as place:
        for name, way, replace in (
            ("papermill + nbconvert", plain, write_in_place),
            ("japan-tech", ours, replace_folder),
        ):
            home = Path(place) / name.split()[0]
            home.mkdir()
            start = time.monotonic()
            run(way(home / "first", DAYS[0]))
            longest, chance = time.monotonic() - start, random.Random(1)
            killed = harmed(way, home, lambda it, s=longest, c=chance: run(it, seconds=c.uniform(0.1, s)), kills)
            shutil.rmtree(home)
            home.mkdir()
            sizes = iter(SIZES)
            full = harmed(way, home, lambda it, s=sizes: run(it, size=next(s)), len(SIZES))
            reads, torn = readings(replace, home, 500)
            print(f"{name}: harmed by kill -9 {killed} of {kills}; by a full disk {full} of {len(SIZES)};")
            print(f"  of {reads} readings during publication {torn} torn or in vain")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
