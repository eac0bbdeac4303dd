from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import analysis as an
from analysis.dataset import load

from ..made_editions import write

UNKNOWN = "yesterday: is no folder of an edition and no day; write reports/2024-04-12 or 2024-04-12"
TOO_LATE = "2026-10-31 lies after the newest figure of the data, 2026-10-30"
HEADINGS = ("verdicts that changed", "findings that moved", "findings that are new", "findings that are gone")
AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"


@pytest.fixture(scope="module")
def old(tmp_path_factory, small) -> Path:
    """The edition of the article's day, in a folder."""
    evidence = load(small)
    return write(tmp_path_factory.mktemp("home") / "old", evidence, evidence.judged_at, small)


@pytest.fixture
def edition(old, tmp_path) -> Path:
    """A copy of that edition to break, in the folder from which the command is called."""
    return Path(shutil.copytree(old, tmp_path / "edition"))


def one_line(done) -> str:
    """The only line that a refused command wrote, to standard error."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("japan-tech: ")
    return done.stderr.removeprefix("japan-tech: ").rstrip("\n")


# -- exit codes --------------------------------------------------------------------------------------


def test_code_0_when_nothing_differs(call, old, small):
    for pair in ([old, "2024-04-12"], ["2024-04-12", "2024-04-12"], [old, old], [small, "2026-10-30"]):
        done = call("diff", *pair)
        assert (done.returncode, done.stderr) == (0, ""), pair
        assert done.stdout.splitlines()[1:] == ["no finding, verdict or word differs"]


def test_code_1_when_something_differs(call, old):
    done = call("diff", old, "2026-10-30")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "old (as known on 2024-04-12) → 2026-10-30 (as known on 2026-10-30)"
    assert any(re.match(r"  C26  supported .* → overstated .*  \[vintage ", line) for line in lines)


def test_the_command_and_the_prompt_count_alike(call):
    said = call("diff", "2024-04-12", "2026-10-30").stdout
    counts = [int(re.search(rf"^{what}: (\d+)$", said, re.MULTILINE)[1]) for what in HEADINGS]
    changed = an.compare_editions("2024-04-12", "2026-10-30")
    assert counts == [changed.catalogue[f"changes.{name}"].value for name in ("verdicts", "moved", "new", "gone")]


@pytest.mark.long
def test_a_folder_says_the_same_as_the_day_it_was_made_on(call, old):
    by_folder, by_day = (call("diff", "--json", name, "2024-05-31") for name in (old, "2024-04-12"))
    told = [json.loads(done.stdout) for done in (by_folder, by_day)]
    assert [one["before"].pop("name") for one in told] == ["old", "2024-04-12"]
    assert told[0] == told[1]


# -- what cannot be compared -------------------------------------------------------------------------


def test_an_unknown_name_is_answered_with_what_would_be_right(call):
    assert one_line(call("diff", "yesterday", "2024-04-12")) == UNKNOWN
    assert one_line(call("diff", "2024-04-12", "yesterday")) == UNKNOWN


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 300, "2025-02-29", "../nowhere", "report.html"])
def test_a_strange_name_gets_one_line(call, name):
    one_line(call("diff", name, "2024-04-12"))


def test_a_folder_without_a_manifest_is_no_edition(call, edition):
    (edition / "manifest.json").unlink()
    assert one_line(call("diff", "edition", "2024-04-12")) == "edition: has no manifest.json, so it is no edition"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", r"edition/manifest\.json:1: is not JSON: Expecting value"),
        ('{\n"parameters":', r"edition/manifest\.json:2: is not JSON: Expecting value"),
        ("[1, 2]", r"edition: manifest\.json is not that of an edition"),
        ("{}", r"edition: manifest\.json is not that of an edition"),
        ('{"parameters": {"before": "2024-04-12"}}', r"edition: manifest\.json is not that of an edition"),
    ],
)
def test_a_manifest_that_is_none_is_refused(call, edition, content, words):
    (edition / "manifest.json").write_text(content)
    assert re.fullmatch(words, one_line(call("diff", "edition", "2024-04-12")))


@pytest.mark.parametrize("name", ["findings.csv", "verdicts.csv"])
def test_an_edition_without_a_table_cannot_be_compared(call, edition, name):
    (edition / name).unlink()
    assert one_line(call("diff", "2024-04-12", "edition")) == f"edition: has no {name}, so it cannot be compared"


def test_a_table_that_is_a_folder_is_refused(call, edition):
    (edition / "findings.csv").unlink()
    (edition / "findings.csv").mkdir()
    assert one_line(call("diff", "edition", "2024-04-12")).startswith("edition/findings.csv: ")


@pytest.mark.parametrize("column", ["value", "published", "observation_id"])
def test_a_table_without_a_column_is_refused(call, edition, column):
    path = edition / "findings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(column, "colour", 1), encoding="utf-8")
    line = one_line(call("diff", "edition", "2024-04-12"))
    assert line == f"edition: findings.csv has no column {column}; make the edition anew"


def test_a_torn_row_is_named_with_its_number(call, edition):
    path = edition / "findings.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:20]) + lines[20].split(",")[0], encoding="utf-8")
    line = one_line(call("diff", "edition", "2024-04-12"))
    assert line == "edition: findings.csv:21: has another number of cells than its header"


def test_a_table_that_is_not_text_is_refused(call, edition):
    (edition / "verdicts.csv").write_bytes(b"\xff\xfe\x00claim")
    assert one_line(call("diff", "edition", "2024-04-12")) == "edition/verdicts.csv: is not text in UTF-8"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-04-11", "parameter as_of: 2024-04-11 lies before the article of 2024-04-12"),
        ("2026-10-31", f"parameter as_of: {TOO_LATE}"),
    ],
)
def test_a_day_that_the_data_do_not_reach_is_refused(call, day, words):
    assert one_line(call("diff", "2024-04-12", day)) == words
    assert one_line(call("diff", day, "2024-04-12")) == words


@pytest.fixture
def broken(tmp_path, small) -> Path:
    """A copy of the data with two defects."""
    folder = Path(shutil.copytree(small, tmp_path / "broken"))
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(text.replace(",amount,", ",sum,", 2), encoding="utf-8")
    return folder


def test_defects_of_a_data_folder_are_told_with_code_2_as_1_would_say_that_the_editions_differ(call, broken):
    told = call("check", "--data", broken)
    assert told.returncode == 1
    assert told.stderr.startswith("claims.csv:")
    for arguments in (["2024-04-12", broken], [broken, "2024-04-12"], ["2024-04-12", "2024-04-12", "--data", broken]):
        done = call("diff", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", told.stderr), arguments


# -- for machines ------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_json_of_the_same_is_json_with_code_0(call, old):
    done = call("diff", "--json", old, "2024-04-12")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["same"], told["verdicts"], told["findings"], told["resting_on"]) == (True, [], [], {})


def test_a_row_with_another_number_is_told_as_the_cause(call, tmp_path, small):
    folder = Path(shutil.copytree(small, tmp_path / "other"))
    path = folder / "observations.csv"
    text = path.read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{re.escape(AMOUNT)},.*$", text, re.MULTILINE)
    numbers = {"3930800000000": "4400000000000", "3930650000000": "4399850000000", "3930950000000": "4400150000000"}
    other = line.replace("3930.8 billion", "4400.0 billion")
    for before, after in numbers.items():
        assert f",{before}," in other
        other = other.replace(f",{before},", f",{after},")
    path.write_text(text.replace(line, other), encoding="utf-8")
    lines = call("diff", "2026-10-30", "other").stdout.splitlines()
    assert lines[0] == "2026-10-30 (as known on 2026-10-30) → other (as known on 2026-10-30)"
    assert lines[1] == "data observations.csv: differs"
    because = f"[data {AMOUNT} (¥3.931 trillion → ¥4.400 trillion)]"
    # 28.7 billion dollars are 11% above what rounds to the article's 25, and a tenth is the limit
    assert f"  C25  missing context (2 of 4) → contradicted (1 of 4)  {because}" in lines
    assert f"  subsidy.JPN.amount_usd.day  $25.7 billion → $28.7 billion  {because}" in lines


# -- the notebook's parameters -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["before", "yesterday"], f"parameter before: {UNKNOWN}"),
        (["after", "2026-10-31"], f"parameter after: parameter as_of: {TOO_LATE}"),
        (["before", "."], "parameter before: .: has no manifest.json, so it is no edition"),
        (["focus", "KOR"], "parameter focus: unknown; expected before or after"),
        (["as_of", "2024-04-12"], "parameter as_of: unknown; expected before or after"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_of_the_revisions_gets_one_line_and_writes_nothing(call, tmp_path, arguments, line):
    assert one_line(call("report", "revisions", "-p", *arguments, "--out", "out")) == line
    assert list(tmp_path.iterdir()) == []
