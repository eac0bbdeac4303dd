"""Parameters in a file: read as papermill reads them, refused in one sentence, written to be read again."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papermill.iorw import read_yaml_file

from analysis.editions.job import order, read_parameters, write_parameters
from analysis.errors import ParameterError
from analysis.findings.parameters import as_arguments, check
from analysis.study import STUDY

COMMAND = Path(sys.executable).with_name("japan-tech")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "explored.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("focus: [KOR", ":1: is not YAML in UTF-8; write lines such as as_of: 2024-04-12"),
        ("a: 1\nb: {", ":2: is not YAML in UTF-8"),
        ("- focus\n- KOR\n", ": holds no parameters by name; write lines such as as_of: 2024-04-12"),
        ("KOR", ": holds no parameters by name"),
        ("", ": holds no parameters by name"),
        ("1: KOR", ": holds no parameters by name"),
    ],
)
def test_a_file_that_holds_no_parameters_is_refused_by_name_and_line(file, text, message):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as error:
        read_parameters(file)
    assert str(error.value).startswith(f"parameter file {file}{message}")


def test_a_file_that_is_not_there_or_not_text_is_refused(file):
    with pytest.raises(ParameterError, match="does not exist"):
        read_parameters(file)
    file.write_bytes(b"focus: \xff\xfe")
    with pytest.raises(ParameterError, match="is not YAML in UTF-8"):
        read_parameters(file)


@settings(deadline=None)
@given(
    focus=st.sampled_from(["JPN", "KOR", "SGP"]),
    peers=st.lists(st.sampled_from(["JPN", "KOR", "USA"]), min_size=2, unique=True),
    rate=st.floats(1, 1e4),
)
def test_what_is_written_is_read_again(evidence, tmp_path_factory, focus, peers, rate):
    file = tmp_path_factory.mktemp("parameters") / "explored.yaml"
    chosen = check({"focus": focus, "peers": peers, "rate_rule": "own", "own_rate": rate}, evidence, STUDY)
    write_parameters(file, as_arguments(chosen))
    assert check(read_parameters(file), evidence, STUDY) == chosen


@pytest.mark.parametrize("text", ["as_of: 2024-13-45", "as_of: [", "\xff"])
def test_what_is_no_yaml_or_no_day_gets_one_line(file, text):
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ParameterError, match=r"explored\.yaml:1: is not YAML"):
        read_parameters(file)


def test_papermill_reads_the_same_from_it(file):
    write_parameters(file, {"focus": "KOR", "peers": ["JPN", "USA"], "own_rate": None})
    assert read_yaml_file(str(file)) == read_parameters(file) == {"focus": "KOR", "peers": ["JPN", "USA"]}


def test_a_day_need_not_be_quoted(file, evidence):
    file.write_text("as_of: 2024-06-01\n", encoding="utf-8")
    assert check(read_parameters(file), evidence, STUDY).as_of.isoformat() == "2024-06-01"


def test_a_parameter_on_the_command_line_goes_before_the_file(file, tmp_path, small):
    file.write_text("focus: KOR\nrate_rule: nonsense\n", encoding="utf-8")
    command = [COMMAND, "report", "-f", file, "-p", "rate_rule", "weird", "--data", small, "--out", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("japan-tech: parameter rate_rule: 'weird' is unknown")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("notebook", "asked", "name"),
    [
        ("report", {}, "2026-10-30"),
        ("report", {"as_of": "2024-04-12"}, "2024-04-12"),
        ("report", {"focus": "KOR"}, "2026-10-30-focus-KOR"),
        ("report", {"peers": "JPN,USA", "focus": "KOR"}, "2026-10-30-focus-KOR-peers-JPN+USA"),
        (
            "exchange_rate",
            {"rate_rule": "own", "own_rate": 150},
            "2026-10-30-exchange_rate-rate_rule-own-own_rate-150",
        ),
    ],
)
def test_a_variant_gets_a_folder_of_its_own_beside_the_edition(notebook, asked, name):
    assert order(notebook, asked, data=None, out=None, formats=("html",)).out.name == name
