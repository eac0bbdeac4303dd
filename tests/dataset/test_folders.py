"""Where the data lies: in the working folder or above it, or where the environment says."""

from __future__ import annotations

import logging
import os
import shutil
from datetime import date

import pytest

from analysis.dataset import DataError, find_data, homes, load, other_data
from analysis.dataset.loading import DATA_VARIABLE

RESOURCES = '"resources": [{"name": "n", "path": "p", "schema": {"fields": [], "primaryKey": "n"}}]'


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a declaration of its data; the working folder lies deep inside of it."""

    def make(declared):
        text = declared.replace("}", f", {RESOURCES}}}") if "}" in declared else declared
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "datapackage.json").write_text(text, encoding="utf-8")
        inside = tmp_path / "notebooks" / "deep"
        inside.mkdir(parents=True)
        monkeypatch.chdir(inside)
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("declared", "found"), [('{"name": "japan-tech"}', True), ("{", True), ('{"name": "bees"}', False)]
)
def test_the_data_folder_is_found_from_any_folder_inside_the_project(project, data, declared, found):
    """Another project's data are passed over; our own in a bad state are not."""
    home = project(declared)
    assert find_data() == (home / "data" if found else data)


def test_the_working_folder_goes_before_the_checkout_of_the_package(project, data):
    home = project('{"name": "japan-tech"}')
    assert list(homes()) == [home, data.parent]


OTHER_USER = 5002
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")


@pytest.mark.parametrize(
    ("others", "working", "is_used"),
    [
        ([], "notebooks/deep", True),
        (["."], "notebooks/deep", False),
        (["data"], "notebooks/deep", False),
        (["notebooks"], "notebooks/deep", False),
        ([".", "data", "notebooks"], ".", True),
    ],
    ids=["the user's", "another's folder", "another's data", "another's notebooks", "another's, and worked in"],
)
@as_root
def test_a_folder_above_is_used_only_if_it_is_the_users_and_either_is_told(
    project, data, monkeypatch, caplog, others, working, is_used
):
    home = project('{"name": "japan-tech"}')
    for name in others:
        os.chown(home / name, OTHER_USER, OTHER_USER)
    monkeypatch.chdir(home / working)
    with caplog.at_level(logging.INFO, "analysis"):
        assert find_data() == (home / "data" if is_used else data)
    told = [str(home) in record.getMessage() for record in caplog.records]
    assert told == ([] if working == "." else [True])


def test_a_named_data_folder_goes_first(project, monkeypatch, tmp_path):
    project('{"name": "japan-tech"}')
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "elsewhere"))
    assert find_data() == tmp_path / "elsewhere"
    with pytest.raises(DataError, match="missing"):
        load()


def test_other_rows_than_the_project_has_are_told_by_their_folder(tmp_path):
    own = find_data()
    assert other_data(own, date.max) == ""
    copy = shutil.copytree(own, tmp_path / "data2")
    assert other_data(copy, date.max) == ""  # the same rows
    (copy / "sources.csv").write_text((copy / "sources.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert other_data(copy, date.max) == "data2"
    renamed = copy.rename(tmp_path / "data")
    assert other_data(renamed, date.max) == f"{tmp_path.name}/data"
    (renamed / "datapackage.json").write_text('{"name": "storks"}', encoding="utf-8")
    assert other_data(renamed, date.max) == ""  # another study's
