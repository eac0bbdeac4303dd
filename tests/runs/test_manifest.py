import hashlib
import json
import re

import pytest

from analysis.evidence import find_data
from analysis.evidence.digests import digest
from analysis.findings import parameters
from analysis.runs import manifest
from analysis.runs.notebooks import find_notebook
from analysis.study import STUDY


@pytest.fixture
def about(evidence):
    given = parameters.check({"as_of": "2024-04-12", "focus": "KOR"}, evidence, STUDY)
    return find_data(), find_notebook("report"), parameters.as_arguments(given)


def test_a_manifest_names_parameters_inputs_and_outputs(about):
    content = json.loads(manifest.write(*about, {"b.pdf": b"b", "a.csv": b"a"}))
    assert list(content) == ["parameters", "notebook", "package", "data", "stored", "outputs"]
    assert content["parameters"] == about[2]
    assert content["parameters"]["as_of"] == "2024-04-12"
    assert content["parameters"]["focus"] == "KOR"
    assert list(content["notebook"]) == ["report.ipynb"]
    assert set(content["data"]) == {path.name for path in find_data().iterdir()}
    assert list(content["outputs"]) == ["a.csv", "b.pdf"]


def test_a_manifest_gives_the_hash_that_other_tools_give(about):
    content = json.loads(manifest.write(*about, {"report.pdf": b"%PDF\r\nstream\r\n"}))
    assert content["outputs"]["report.pdf"] == hashlib.sha256(b"%PDF\r\nstream\r\n").hexdigest()


def test_a_manifest_holds_no_clock_and_no_path(about):
    text = manifest.write(*about, {"a.csv": b"a"}).decode()
    assert re.findall(r"[/\\]|\d\d:\d\d", text) == []
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", text) == ["2024-04-12"]


def test_a_changed_figure_changes_the_manifest(about, tmp_path):
    for path in find_data().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    same = json.loads(manifest.write(tmp_path, *about[1:], {}))
    assert same == json.loads(manifest.write(*about, {}))
    with (tmp_path / "claims.csv").open("ab") as file:
        file.write(b"\n")
    changed = json.loads(manifest.write(tmp_path, *about[1:], {}))
    assert {name for name, digest in changed["data"].items() if digest != same["data"][name]} == {"claims.csv"}


def test_line_ends_of_a_checkout_do_not_matter():
    assert digest(b"a\r\nb\r\n") == digest(b"a\nb\n")
