"""Say whether a run costs the same, and the parent takes the same memory, however many runs a grid has (Linux).

    python tests/benchmarks/grid_flat.py [SIZES] [--notebook country_profile] [--jobs 1]

SIZES are numbers of runs, two at least, by default 10 and 100. The runs of each size are spread evenly over countries
and days, as a later day has more to show and costs more. A grid of one run on the middle day is made first: what it
costs is start and imports. Printed are, for each size and as multiples of the smallest: CPU seconds a further run, wall
seconds a further run, and the peak memory of the process that was started and of the largest of all.
"""

import argparse
import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from grid_cost import BIN, DAYS, ROOT
from grid_within import COUNTRIES, FIRST_DAY, measure

PARTS = ("cpu", "wall", "parent", "largest")


def made(size: int, options: argparse.Namespace, place: Path) -> dict[str, float]:
    """Make a grid of so many runs, country after country and day after day, and return what it cost."""
    days = [FIRST_DAY + timedelta(days=DAYS * (2 * i + 1) // (2 * size)) for i in range(size)]
    rows = (f'[[zip]]\nfocus = "{COUNTRIES[i % len(COUNTRIES)]}"\nas_of = {day}\n' for i, day in enumerate(days))
    file, out = place / f"{size}.toml", place / f"grid-{size}"
    file.write_text(f"notebook = {json.dumps(options.notebook)}\n{''.join(rows)}")
    command = [str(BIN / "japan-tech"), "grid", str(file), "--out", str(out), "--jobs", str(options.jobs)]
    cost = measure(command, place=place)
    if (number := len(list(out.glob("*/report.html")))) != size:
        raise SystemExit(f"{number} reports instead of {size}")
    return cost


def main() -> None:
    """Make a grid of each size, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 100])
    parser.add_argument("--notebook", default="country_profile")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    if min(options.sizes) < 2:
        parser.error("a size is two runs at least")
    os.environ["PYTHONPATH"] = str(ROOT / "src")  # whatever is installed, this checkout is measured
    with tempfile.TemporaryDirectory() as folder:
        one = made(1, options, Path(folder))
        rows = {}
        for size in sorted(options.sizes):
            cost = made(size, options, Path(folder))
            further = {part: (cost[part] - one[part]) / (size - 1) for part in ("cpu", "wall")}
            rows[size] = further | {part: cost[part] for part in ("parent", "largest")}
    first = rows[min(rows)]
    print("runs" + "".join(f"{part:>10}{'ratio':>8}" for part in PARTS))
    for size, row in rows.items():
        print(f"{size:4}" + "".join(f"{row[part]:10.3g}{row[part] / first[part]:8.3f}" for part in PARTS))


if __name__ == "__main__":
    main()
