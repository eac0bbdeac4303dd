"""How the command ends: its exit code, and one line where something is wrong."""

import re

import pytest
from filelock import FileLock

OUT = ("--out", "out")


ROW = "gdp_nominal_usd.JPN.2023.2026-04-14"


def given(name, value):
    return ["report", "-p", name, value, *OUT]


WRONG = {
    "unknown parameter": (given("fokus", "KOR"), 2, r"parameter fokus: unknown; did you mean focus\?"),
    "unknown country": (given("focus", "KORE"), 2, r"parameter focus: 'KORE' is unknown; did you mean KOR\?"),
    "before the article": (given("as_of", "2024-04-11"), 2, r"2024-04-11 lies before the article of 2024-04-12"),
    "a parameter without a value": (["report", "-p", "focus"], 2, r"Option '-p' requires 2 arguments"),
    "a sign of equality before an option": (
        ["report", "-p", "focus=KOR", "--to", "html", *OUT],
        2,
        r"-p focus=KOR --to: write -p focus KOR",
    ),
    "an option for a value": (
        ["trace", "x", "-p", "focus", "--data", "x"],
        2,
        r"-p focus --data: write -p focus VALUE",
    ),
    "a series for a finding": (["trace", "population.KOR"], 2, r"no finding .population\.KOR.; did you mean "),
    "a finding for a row": (["trace", "--uses", "unicorns.JPN.count"], 2, r"trace unicorns\.JPN\.count names its rows"),
    "unknown notebook": (["report", "reprot", *OUT], 2, r"notebook 'reprot': unknown; did you mean report\?"),
    "no rate of one's own": (given("rate_rule", "own"), 2, r"parameter own_rate: is needed with rate_rule own"),
    "a parameter file that is gone": (["report", "-f", "gone.yaml", *OUT], 2, r"file gone\.yaml: No such file"),
    "unknown format": (
        ["report", "--to", "html,docx", *OUT],
        2,
        r"--to 'html,docx': expected html, pdf, figures, with commas",
    ),
    "unknown command": (["reprot"], 2, r"No such command 'reprot'"),
    "unknown finding": (["trace", "imd.JPN.rnak"], 2, r"no finding 'imd\.JPN\.rnak'; did you mean imd\.JPN\.rank\?"),
    "finding not public yet": (
        ["trace", "subsidy.JPN.share.meti", "-p", "as_of", "2024-04-12"],
        2,
        r"not known on this day: subsidy\.JPN\.share\.meti",
    ),
    "a finding and a row at once": (["trace", "imd.JPN.rank", "--uses", "x"], 2, r"name a finding, or a row of obs"),
    "unknown row": (
        ["trace", "--uses", ROW.replace("04-14", "04-15")],
        2,
        rf"no row '.+' in observations\.csv; did you mean {ROW}\?",
    ),
    "missing article": (["check", "--article", "gone.txt"], 1, r"^gone\.txt:1:-: cannot be read: No such file"),
    "missing data for a report": (["report", "--data", "gone", *OUT], 1, r"gone/datapackage\.json:1:-: is missing"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG.values(), ids=list(WRONG))
def test_bad_input_gets_one_line_its_exit_code_and_writes_nothing(call, tmp_path, arguments, code, message):
    done = call(*arguments)
    assert done.returncode == code
    assert re.search(message, done.stderr.strip()), done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", ["unknown parameter", "unknown finding", "missing data for a report"])
def test_a_shell_sees_the_same_code_and_line(shell, tmp_path, case):
    arguments, code, message = WRONG[case]
    done = shell(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert re.search(message, done.stderr.strip())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", [".", "thesis.txt"])
def test_what_is_no_report_is_never_replaced(call, tmp_path, target):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = call("report", "--out", target)
    assert done.returncode == 2
    assert "is not a report and would be lost" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_held_lock_gives_code_75_and_one_line(shell, tmp_path):
    with FileLock(tmp_path / ".out.lock"):
        done = shell("report", *OUT)
    assert done.returncode == 75
    assert re.fullmatch(r"writing out\njapan-tech: .*out: another run is writing it; try again later\n", done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == [".out.lock"]
