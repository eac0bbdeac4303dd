import hashlib
import json
import re

import pytest

from analysis.dataset import find_data
from analysis.dataset.digests import stored_digest
from analysis.editions import manifest
from analysis.editions.notebooks import find_notebook
from analysis.findings import parameters
from analysis.study import STUDY


@pytest.fixture
def given(evidence):
    return parameters.as_arguments(parameters.check({"as_of": "2024-04-12", "focus": "KOR"}, evidence, STUDY))


def key(given, data=None, formats=("html", "pdf"), base=""):
    return manifest.inputs(data or find_data(), given, manifest.program(find_notebook("report"), formats, base))


def written(given, outputs=(), data=None):
    return manifest.write(key(given, data), stored_digest(data or find_data()), {}, dict(outputs)).decode()


def test_a_manifest_names_what_went_in_and_what_came_out(given):
    content = json.loads(written(given, [("b.pdf", b"b"), ("a.csv", b"a")]))
    assert list(content) == [
        "parameters", "formats", "notebook", "package", "installed", "data", "stored", "defaults", "outputs",
    ]  # fmt: skip
    assert (content["parameters"], content["formats"]) == (given, ["html", "pdf"])
    assert list(content["notebook"]) == ["report.ipynb"]
    assert set(content["data"]) == {path.name for path in find_data().iterdir()}
    assert content["installed"].keys() == manifest.WRITING_PACKAGES | {"python", "zlib"}
    assert content["outputs"] == {"a.csv": hashlib.sha256(b"a").hexdigest(), "b.pdf": hashlib.sha256(b"b").hexdigest()}


@pytest.fixture
def kept(tmp_path, given):
    """An edition of one file, and its key."""
    (tmp_path / "report.html").write_bytes(b"page")
    (tmp_path / "manifest.json").write_text(written(given, [("report.html", b"page")]))
    return tmp_path


def differences(folder, now):
    return list(manifest.differences(folder, manifest.read(folder), now))


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ({}, None),
        ({"given": {"focus": "DEU"}}, "the parameters changed: focus"),
        ({"formats": ("html",)}, "the formats changed"),
        ({"base": "https://example.org/"}, "the base address changed"),
    ],
)
def test_what_differs_is_named(kept, given, now, reason):
    assert differences(kept, key(given | now.pop("given", {}), **now)) == ([reason] if reason else [])


def test_a_row_that_became_public_later_is_no_reason(kept, given, copy):
    rows = copy.rows("exchange_rates.csv")
    later = ["2031-01-01" if re.fullmatch(r"20\d\d-\d\d-\d\d", cell) else cell for cell in rows[-1]]
    copy.write("exchange_rates.csv", [*rows, later])
    assert differences(kept, key(given, copy.folder)) == []
    assert "exchange_rates.csv" in differences(kept, key(given | {"as_of": "2031-01-01"}, copy.folder))[1]


def test_a_notebook_that_was_only_run_and_saved_is_the_same(tmp_path):
    """Its outputs, counts and times do not count; its words, tags and title do."""

    def digest_of(change=lambda _notebook, _code: None):
        notebook = json.loads(find_notebook("report").read_text(encoding="utf-8"))
        change(notebook, next(cell for cell in notebook["cells"] if cell["cell_type"] == "code"))
        (tmp_path / "n.ipynb").write_text(json.dumps(notebook))
        return manifest.notebook_digest(tmp_path / "n.ipynb")

    def run(notebook, code):
        notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
        code["source"] = "".join(code["source"])
        code["metadata"]["execution"] = {"iopub.status.busy": "now"}
        code |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}

    assert digest_of(run) == digest_of()
    others = (
        lambda _, code: code["source"].append("\nx = 1"),
        lambda _, code: code["metadata"]["tags"].append("remove-cell"),
        lambda notebook, _: notebook["metadata"].update(title="Another"),
        lambda notebook, _: notebook["cells"].pop(),
    )
    assert len({digest_of(), *map(digest_of, others)}) == len(others) + 1
