"""Try the lower bounds of pyproject.toml: install them, make a report and a user's error. It takes minutes.

    python tests/lower_bounds.py

A new environment gets the project with each direct dependency at its lower bound, and what these need in turn as new
as they allow. `japan-tech report` has to write HTML and PDF there, `japan-tech grid` two pages by two processes, and a
notebook that does not exist has to end in one line and exit code 2. Prints what was installed and run, and ends with 1
at the first that fails.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

from packaging.requirements import Requirement

GRID = """notebook = "unicorns"
formats = ["html"]
[axes]
focus = ["JPN", "KOR"]
"""
ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run a command, print it, and return what it wrote; exit if it ends with another code."""
    print("$", *command, flush=True)
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != code:
        sys.exit(f"{done.stdout}\nexit code {done.returncode}, expected {code}")
    return done.stdout


def main() -> None:
    """Install the lower bounds and use them."""
    wanted = [Requirement(line) for line in PROJECT["dependencies"]]
    pins = [str(it).replace(">=", "==") for it in wanted if it.specifier]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place / "venv", with_pip=True)
        programs = place / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        run(programs / "python", "-m", "pip", "install", "-q", ROOT, *pins, cwd=place)
        installed = run(programs / "python", "-m", "pip", "list", "--format=freeze", cwd=place).split()
        print(f"Python {sys.version.split()[0]}", *installed)

        run(programs / "japan-tech", "report", "--to", "html,pdf", "--out", "edition", cwd=place)
        for name in ("report.html", "report.pdf"):
            print(f"{name}: {(place / 'edition' / name).stat().st_size} bytes")
        (place / "two.toml").write_text(GRID, encoding="utf-8")
        print(run(programs / "japan-tech", "grid", "two.toml", "--out", "grid", "--jobs", "2", cwd=place), end="")
        told = run(programs / "japan-tech", "report", "nosuch", cwd=place, code=2)
        print(told, end="")
        # before it, the command may say whose data it uses
        if not told.splitlines()[-1].startswith("japan-tech: notebook 'nosuch': unknown") or "Traceback" in told:
            sys.exit("expected the error in one line")
    print("The lower bounds hold.")


if __name__ == "__main__":
    main()
