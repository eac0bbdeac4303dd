import hashlib
import json
import re
from pathlib import Path

import pytest

from analysis.dataset import find_data
from analysis.dataset.loading import stored_digest
from analysis.editions import manifest
from analysis.editions.job import find_notebook
from analysis.findings import parameters
from analysis.study import STUDY

ROOT = Path(__file__).resolve().parents[2]


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
    assert content["installed"].keys() == manifest.WRITERS | {"python", "zlib"}
    assert content["outputs"] == {"a.csv": hashlib.sha256(b"a").hexdigest(), "b.pdf": hashlib.sha256(b"b").hexdigest()}


def test_a_manifest_holds_no_clock_and_no_path(given):
    text = written(given, [("a.csv", b"a")])
    assert re.findall(r"[/\\]|\d\d:\d\d", text) == []
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", text) == ["2024-04-12"]


def test_a_changed_figure_changes_the_manifest(given, tmp_path):
    for path in find_data().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    same = json.loads(written(given, data=tmp_path))
    assert same == json.loads(written(given))
    with (tmp_path / "claims.csv").open("ab") as file:
        file.write(b"\n")
    changed = json.loads(written(given, data=tmp_path))
    assert {name for name, digest in changed["data"].items() if digest != same["data"][name]} == {"claims.csv"}


def test_every_package_that_the_project_needs_counts_or_writes_nothing_of_a_report():
    import tomllib

    lines = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    needed = {re.split(r"[^\w-]", line)[0] for line in lines}
    assert needed - manifest.WRITERS == {"jupyter", "pypdfium2", "pyyaml", "click", "filelock", "joblib"}


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


def test_a_file_that_is_missing_or_was_changed_is_a_reason(kept, given):
    (kept / "report.html").write_bytes(b"other")
    assert differences(kept, key(given)) == ["report.html was changed"]
    (kept / "report.html").unlink()
    assert differences(kept, key(given)) == ["report.html is missing"]


def test_a_row_that_became_public_later_is_no_reason(kept, given, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    for path in find_data().iterdir():
        (data / path.name).write_bytes(path.read_bytes())
    row = (data / "exchange_rates.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    with (data / "exchange_rates.csv").open("a", encoding="utf-8") as file:
        file.write(",".join("2031-01-01" if re.fullmatch(r"20\d\d-\d\d-\d\d", cell) else cell for cell in row) + "\n")
    assert differences(kept, key(given, data)) == []
    assert "exchange_rates.csv" in differences(kept, key(given | {"as_of": "2031-01-01"}, data))[1]


@pytest.mark.parametrize("name", ["word", "before", "after", "grid"])
@pytest.mark.parametrize("value", ["words", "日" * 100, "a\0b", ""])
def test_a_text_that_names_nothing_to_be_compared_is_a_text(tmp_path, monkeypatch, name, value):
    """100 letters of Japanese are 300 bytes, too long for a name; a folder of other files is not looked into."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "large.bin").write_bytes(b"x")
    (tmp_path / "words" / "large.bin").chmod(0)
    assert manifest.asked({name: value}) == {"parameters": {name: value}}


def test_only_what_is_compared_counts_of_the_folders_named(kept, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert manifest.asked({"word": str(kept), "data": str(find_data())}).keys() == {"parameters"}
    assert manifest.asked({"before": str(kept)})["editions"].keys() == {str(kept)}
    (tmp_path / "g").mkdir()
    seen = [manifest.asked({"grid": "g"})]
    for table in ("verdicts.csv", "findings.csv"):
        (tmp_path / "g" / table).write_text("run,\n")
        seen.append(manifest.asked({"grid": "g"}))
    (tmp_path / "g" / "index.html").write_text("page")
    assert manifest.asked({"grid": "g"}) == seen[-1]
    assert len({str(it) for it in seen}) == 3


def test_a_notebook_that_was_only_run_and_saved_is_the_same(tmp_path):
    """Its outputs, counts and times do not count; its words, tags and title do, and so does what is not run."""

    def digest_of(change=lambda _: None):
        notebook = json.loads(find_notebook("report").read_text(encoding="utf-8"))
        change(notebook)
        (tmp_path / "n.ipynb").write_text(json.dumps(notebook))
        return manifest.notebook_digest(tmp_path / "n.ipynb")

    def run(notebook):
        notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["metadata"]["execution"] = {"iopub.status.busy": "now"}
            if cell["cell_type"] == "code":
                cell |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}

    def first_code(notebook):
        return next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")

    assert digest_of(run) == digest_of()
    others = (
        lambda it: first_code(it)["source"].append("\nx = 1"),
        lambda it: first_code(it)["metadata"]["tags"].append("remove-cell"),
        lambda it: it["metadata"].update(title="Another"),
        lambda it: it["cells"].pop(),
    )
    assert len({digest_of(), *map(digest_of, others)}) == len(others) + 1

    def unrun(text):
        def change(notebook):
            first_code(notebook)["metadata"]["tags"].append("skip-execution")
            first_code(notebook)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]

        return change

    assert digest_of(unrun("a")) != digest_of(unrun("b"))
