"""Whatever is asked of a report, it holds no number without origin: variants drawn at random, thirty of the report."""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest

from analysis.findings import Parameters, parameters
from analysis.findings.parameters import BASES, DENOMINATORS, RATE_RULES
from analysis.runs.edition import APPS, notebooks_folder

from . import kernelless

NAMES = [field.name for field in fields(Parameters)]
COUNTS, FEW = {"report": 30}, 6
AT_ONCE = 3  # the typesetter keeps 250 MB of every report, so no process makes many


def takes(path):
    """The parameters that a notebook declares."""
    names = {}
    cell = next(c for c in nbformat.read(path, as_version=4).cells if "parameters" in c.metadata.get("tags", []))
    exec(cell.source, names)
    return [name for name in names if not name.startswith("__")]


NOTEBOOKS = [p for p in sorted(notebooks_folder().glob("*.ipynb")) if p.stem not in APPS and takes(p) == NAMES]


def variants(evidence, count):
    """Parameters drawn from all that are allowed, the same on every run."""
    chance = random.Random(20240412)
    economies = [name for name, row in evidence.entities.items() if row["kind"] == "economy"]
    days = (evidence.newest - evidence.judged_at).days
    for _ in range(count):
        rate_rule = chance.choice(RATE_RULES)
        yield {
            "as_of": (evidence.judged_at + timedelta(chance.randint(0, days))).isoformat(),
            "focus": chance.choice(economies),
            "peers": chance.sample(economies, chance.randint(1, len(economies))),
            "denominator": chance.choice(DENOMINATORS),
            "basis": chance.choice(BASES),
            "rate_rule": rate_rule,
            "own_rate": round(chance.uniform(75, 365), 1) if rate_rule == "own" else None,
            "much_larger": chance.choice([None, round(chance.uniform(1, 4), 2)]),
        }


def tried(jobs):
    """The faults of some reports, made in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "JAPAN_TECH_DATA"}
    done = subprocess.run(
        [sys.executable, "-W", "error", kernelless.__file__],
        input=json.dumps(jobs), env=environment, cwd=Path(__file__).parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_report_is_among_the_notebooks_that_are_tried():
    assert "report" in [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_variant_has_a_fault_in_page_or_pdf(path, evidence):
    count = COUNTS.get(path.stem, FEW)
    given = list(variants(evidence, count))
    assert len({str(values) for values in given}) == count
    for values in given:
        parameters.check(values, evidence)  # refuses what the command would refuse
    shares = [given[start : start + AT_ONCE] for start in range(0, count, AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda share: tried([(str(path), values) for values in share]), shares))
    found = {
        str(values): faults
        for share, result in zip(shares, results, strict=True)
        for values, faults in zip(share, result, strict=True)
        if faults
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("r.say('Words.').__class__('<p>7 firms</p>', '7 firms', {})", "cell typed: the number '7' has no origin"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_variant_with_a_fault_would_be_found(tmp_path, source, fault):
    notebook = nbformat.read(NOTEBOOKS[0].with_name("report.ipynb"), as_version=4)
    cells = [cell for cell in notebook.cells if cell.id in {"parameters", "open"}]
    typed = nbformat.v4.new_code_cell(source, id="typed")
    ends = [nbformat.v4.new_code_cell(f"r.{name}()", id=name) for name in ("sources", "workings")]
    nbformat.write(nbformat.v4.new_notebook(cells=[*cells, typed, *ends]), tmp_path / "broken.ipynb")
    ((first, *_),) = tried([(str(tmp_path / "broken.ipynb"), {"as_of": "2024-04-12"})])
    assert first.startswith(fault)


def test_without_a_kernel_a_notebook_shows_the_same(evidence):
    """The masthead and a table by hand; that a kernel shows no more is for the tests of whole editions."""
    given = {"as_of": "2024-04-12", "focus": "KOR"}
    notebook = kernelless.run(NOTEBOOKS[0].with_name("report.ipynb"), given)
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.get("outputs")}
    assert outputs["open"][0].metadata["report"]["date"] == "2024-04-12"
    assert outputs["rank-table"][0].data["text/plain"].splitlines()[1].startswith("South Korea")
