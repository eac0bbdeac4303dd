"""Where the data lies, and the hashes by which it is told whether anything has changed."""

from __future__ import annotations

import logging
import os
import shutil
from datetime import date

import pytest

from analysis.dataset import DataError, find_data, folders, load, other_data
from analysis.dataset.digests import data_digests, digest, package_digest
from analysis.dataset.folders import DATA_VARIABLE

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
    "lost", ["", "data/datapackage.json", "data", "notebooks"], ids=["nothing", "declaration", "data", "notebooks"]
)
@pytest.mark.parametrize("declared", ['{"name": "japan-tech"}', "{", '{"name": "bees"}'])
def test_nothing_stands_in_for_what_the_project_of_the_working_folder_lacks(project, declared, lost):
    home = project(declared)
    (home / "reports").mkdir()
    (home / "reports" / "history.jsonl").touch()
    if lost:
        (home / lost).rename(home / "elsewhere")
    assert find_data() == home / "data"


def test_elsewhere_the_installed_project_serves_and_that_is_told(tmp_path, data, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    folders._tell.cache_clear()
    with caplog.at_level(logging.INFO, "analysis"):
        assert find_data() == data
    assert [str(data.parent) in record.getMessage() for record in caplog.records] == [True]


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
    told = {str(home) in record.getMessage() for record in caplog.records if "no project" not in record.getMessage()}
    assert told == (set() if working == "." else {True})


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


# -- hashes ---------------------------------------------------------------------------------------------------


def test_the_digest_of_the_program_is_of_what_is_shipped_and_of_nothing_that_tools_leave_there(tmp_path):
    shipped = ("cli.py", "rendering/page.html.j2", "py.typed")
    left = (
        "__pycache__/cli.pyc",
        "rendering/cli.pyc",
        "data/a.csv",
        "notebooks/a.ipynb",
        ".cache/a",
        "rendering/.DS_Store",
    )
    digests = []
    for name in (*shipped, *left):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
        digests.append(package_digest(tmp_path))
    assert len(set(digests[:3])) == 3
    assert set(digests[3:]) == {digests[2]}


def test_line_ends_of_text_do_not_matter_but_every_byte_of_a_typeface_does():
    assert digest(b"a\r\nb\r\n") == digest(b"a\nb\n")
    assert digest(b"wOF2\0\r\n") != digest(b"wOF2\0\n")


EARLY = date(2024, 4, 12)
TABLES = {
    "observations.csv": "observation_id,published,document_id,confirmed_by,source_id\n"
    "a,2024-04-12,first,second,imf\nb,2024-05-01,third,second,mof\n",
    "exchange_rates.csv": "date,published,document_id,confirmed_by,source_id\n2024-05-01,2024-05-01,rates,,ecb\n",
    "documents.csv": "document_id,title\nfirst,x\nsecond,x\nthird,x\nrates,x\nread,x\nunused,x\n",
    "sources.csv": "source_id,title\nimf,x\nmof,x\necb,x\n",
    "claims.csv": "claim_id,evidence,source_ids\nC01,read third,mof\n",
    "choices.toml": "x = 1\n",
}


@pytest.fixture
def tables(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def as_if(tables, name, text):
    """The hash that a table has which consists of nothing but some text."""
    (tables / name).write_text(text)
    return data_digests(tables)[name]


def test_of_tables_that_grow_the_rows_count_that_were_public_on_the_day(tables):
    early = data_digests(tables, EARLY)
    lines = {name: text.splitlines(keepends=True) for name, text in TABLES.items()}
    assert early["observations.csv"] == as_if(tables, "observations.csv", "".join(lines["observations.csv"][:2]))
    assert early["exchange_rates.csv"] == as_if(tables, "exchange_rates.csv", lines["exchange_rates.csv"][0])
    documents = lines["documents.csv"]  # a claim names the third one too; only a later rate names that of the rates
    assert early["documents.csv"] == as_if(tables, "documents.csv", "".join(documents[:4] + documents[5:]))
    assert early["sources.csv"] == as_if(tables, "sources.csv", "source_id,title\nimf,x\nmof,x\n")


@pytest.mark.parametrize("name", ["observations.csv", "documents.csv", "sources.csv", "choices.toml"])
def test_a_change_of_what_was_public_changes_the_hash_of_its_file_alone(tables, name):
    before, text = data_digests(tables, EARLY), (tables / name).read_text()
    (tables / name).write_text(text.replace("x", "y") if "x" in text else text.replace("a,2024", "A,2024"))
    after = data_digests(tables, EARLY)
    assert {file for file in before if before[file] != after[file]} == {name}
