"""Whatever is asked of a report, it holds no number without origin: every two choices are tried together.

A sixteenth of the reports is made on every run of the tests, all of them before a release.
"""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from itertools import combinations, cycle, product
from pathlib import Path

import nbformat
import pytest

from analysis.editions.job import APPS, notebooks_folder
from analysis.findings import parameters
from analysis.study import STUDY

from . import kernelless

NAMES = parameters.names(STUDY)
CHOICES = {
    "as_of": ("the article's day", "between", "the newest"),
    "focus": ("the first", "another"),
    "peers": ("all", "one", "some"),
    **STUDY.options,
    "much_larger": ("as declared", "the reader's own"),
}
PRINTED = 3  # of so many reports one is also set as a PDF
AT_ONCE = 6  # reports that one process makes


def takes(path):
    """The parameters that a notebook declares."""
    names = {}
    cell = next(c for c in nbformat.read(path, as_version=4).cells if "parameters" in c.metadata.get("tags", []))
    exec(cell.source, names)
    return [name for name in names if not name.startswith("__")]


NOTEBOOKS = [p for p in sorted(notebooks_folder().glob("*.ipynb")) if p.stem not in APPS and {*takes(p)} <= {*NAMES}]


def pairs(row):
    """Every two choices that a row makes together."""
    return set(combinations(sorted(row.items()), 2))


def all_pairs(choices, chance):
    """Rows that make every two choices together at least once: each in turn one with the most pairs still open."""
    rows = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
    made = list(map(pairs, rows))
    left, taken = set().union(*made), []
    while left:
        new = [len(one & left) for one in made]
        best = chance.choice([number for number, count in enumerate(new) if count == max(new)])
        taken.append(rows[best])
        left -= made[best]
    return taken


@cache
def fewest_rows():
    """Of some ways to choose rows the one that needs the fewest, the same on every run."""
    return min((all_pairs(CHOICES, random.Random(seed)) for seed in range(12)), key=len)


def shares():
    """What is tried with each notebook: all rows with the report, every third with the others, not the same for all."""
    rows = fewest_rows()
    return {path: rows if path.stem == "report" else rows[number % 3 :: 3] for number, path in enumerate(NOTEBOOKS)}


@pytest.fixture(scope="module")
def given(evidence):
    """The parameters of every variant by notebook, the same on every run; countries take turns, days are drawn."""
    chance = random.Random(20240412)
    others = [name for name in evidence.economies if name != STUDY.focus]
    ratios = cycle((1.03, 1.0, 3.6))  # hardly more than equal, equal, and more than any country has
    in_focus, beside, whole = cycle(others), cycle(others), (evidence.newest - evidence.judged_at).days

    def values(row):
        days = {"the article's day": 0, "between": chance.randrange(1, whole), "the newest": whole}
        peers = {"all": evidence.economies, "one": [next(beside)], "some": chance.sample(evidence.economies, 4)}
        return {
            **row,
            "as_of": (evidence.judged_at + timedelta(days[row["as_of"]])).isoformat(),
            "focus": STUDY.focus if row["focus"] == "the first" else next(in_focus),
            "peers": list(peers[row["peers"]]),
            "own_rate": round(chance.uniform(75, 365), 1) if row["rate_rule"] == "own" else None,
            "much_larger": None if row["much_larger"] == "as declared" else next(ratios),
        }

    return {path: [values(row) for row in rows] for path, rows in shares().items()}


def tried(jobs):
    """The faults of some reports, made in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAPAN_TECH_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", kernelless.__file__],
        input=json.dumps(jobs), env=environment, cwd=Path(__file__).parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_every_two_choices_are_made_together_in_some_report():
    wanted = {
        tuple(sorted(((a, x), (b, y)))) for a, b in combinations(CHOICES, 2) for x, y in product(CHOICES[a], CHOICES[b])
    }
    assert set().union(*map(pairs, fewest_rows())) == wanted
    assert 15 <= len(fewest_rows()) < 18  # by hand: three days and five rules alone are fifteen pairs


def test_every_country_is_in_focus_in_some_report_and_every_parameter_is_given(given, evidence):
    asked = [values for variants in given.values() for values in variants]
    assert {values["focus"] for values in asked} == set(evidence.economies)
    assert {tuple(sorted(values)) for values in asked} == {tuple(sorted(NAMES))}
    for values in asked:
        parameters.check(values, evidence, STUDY)  # refuses what the command would refuse


@pytest.fixture(scope="module", params=[16, pytest.param(1, marks=pytest.mark.long)], ids=["some", "all"])
def found(request, given):
    """The faults of every variant, or of every sixteenth, by notebook; several notebooks share a process."""
    jobs = [
        (str(path), values, (first + number) % PRINTED == 0)
        for first, (path, variants) in enumerate(given.items())
        for number, values in enumerate(variants[:: request.param])
    ]
    parts = [jobs[start : start + AT_ONCE] for start in range(0, len(jobs), AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [faults for part in pool.map(tried, parts) for faults in part]
    return {
        path: {str(values): faults for (of, values, _), faults in zip(jobs, results, strict=True) if of == str(path)}
        for path in given
    }


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_variant_has_a_fault_in_page_or_pdf(path, found):
    assert found[path]
    assert {values: faults for values, faults in found[path].items() if faults} == {}


FAULTY = {
    "r.say('Words.').__class__('<p>7 firms</p>', '7 firms', {})": "cell typed: the number '7' has no source",
    "1 / 0": "ZeroDivisionError: division by zero",
}


@pytest.mark.long
def test_a_variant_with_a_fault_would_be_found(tmp_path):
    report = nbformat.read(NOTEBOOKS[0].with_name("report.ipynb"), as_version=4)
    cells = [cell for cell in report.cells if cell.id in {"parameters", "open"}]
    ends = [nbformat.v4.new_code_cell(f"r.{name}()", id=name) for name in ("source_list", "workings")]
    for number, source in enumerate(FAULTY):
        typed = nbformat.v4.new_code_cell(source, id="typed")
        nbformat.write(nbformat.v4.new_notebook(cells=[*cells, typed, *ends]), tmp_path / f"{number}.ipynb")
    jobs = [(str(tmp_path / f"{number}.ipynb"), {"as_of": "2024-04-12"}, False) for number in range(len(FAULTY))]
    for (first, *_), fault in zip(tried(jobs), FAULTY.values(), strict=True):
        assert first.startswith(fault)


@pytest.mark.long
def test_without_a_kernel_a_notebook_shows_the_same(edition):
    """What papermill ran in a kernel is held against it, output by output."""
    asked = json.loads(edition.files["manifest.json"])["parameters"]
    here = kernelless.run(NOTEBOOKS[0].with_name("report.ipynb"), asked)
    shown, wanted = (
        {cell.id: [(o.output_type, o.data, o.metadata) for o in cell.outputs] for cell in notebook.cells
         if cell.get("outputs")} for notebook in (here, edition.notebook)
    )  # fmt: skip
    assert len(wanted) > 30
    assert shown.keys() == wanted.keys()
    assert [name for name, outputs in wanted.items() if shown[name] != outputs] == []
