"""Whatever is asked of a report, it holds no number without origin."""

import json
import random
from datetime import timedelta

import pytest

from analysis.editions.notebooks import APPS, notebooks_folder, parameter_names
from analysis.findings import parameters
from analysis.study import STUDY

from . import notebook_runner

NOTEBOOKS = [
    path
    for path in sorted(notebooks_folder().glob("*.ipynb"))
    if path.stem not in APPS and {*parameter_names(path)} <= {*parameters.names(STUDY)}
]
CASES = [(path, seed) for path in NOTEBOOKS for seed in range(16 if path.stem == "report" else 5)]


def drawn(evidence, chance):
    """A value for every parameter; ratios are hardly more than equal, equal, and more than any country has."""
    span = (evidence.newest - evidence.judged_at).days
    chosen = {name: chance.choice(options) for name, options in STUDY.options.items()}
    return chosen | {
        "as_of": (evidence.judged_at + timedelta(chance.choice([0, chance.randrange(1, span), span]))).isoformat(),
        "focus": chance.choice(evidence.economies),
        "peers": chance.sample(evidence.economies, chance.choice([1, 4, len(evidence.economies)])),
        "own_rate": round(chance.uniform(75, 365), 1) if chosen["rate_rule"] == "own" else None,
        "much_larger": chance.choice([None, 1.03, 1.0, 3.6]),
    }


@pytest.mark.long
@pytest.mark.parametrize(("path", "seed"), CASES, ids=lambda it: getattr(it, "stem", str(it)))
def test_no_variant_has_a_fault_in_page_or_pdf(path, seed, evidence):
    chosen = drawn(evidence, random.Random(f"{path.stem} {seed}"))
    given = {name: chosen[name] for name in parameter_names(path) if name in chosen}
    parameters.check(given, evidence, STUDY)  # refuses what the command would refuse
    assert list(notebook_runner.faults(notebook_runner.run(path, given), printed=seed % 3 == 0)) == []


@pytest.mark.long
def test_without_a_kernel_a_notebook_shows_the_same(edition):
    """What papermill ran in a kernel is held against it, output by output."""
    asked = json.loads(edition.files["manifest.json"])["parameters"]
    here = notebook_runner.run(notebooks_folder() / "report.ipynb", asked)
    shown, wanted = outputs(here), outputs(edition.notebook)
    assert len(wanted) > 30
    assert shown.keys() == wanted.keys()
    assert [name for name, shown_there in wanted.items() if shown[name] != shown_there] == []


def outputs(notebook):
    """The outputs by cell, without tables that lie beside an edition, and text of pandas, as wide as its terminal."""
    by_cell = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data, metadata = dict(output.data), dict(output.metadata)
            if cell.id == "tables":
                metadata["report"] = {name: part for name, part in metadata["report"].items() if name != "attachments"}
            if cell.id == "rank-data":
                del data["text/plain"]
            by_cell.setdefault(cell.id, []).append((output.output_type, data, metadata))
    return by_cell
