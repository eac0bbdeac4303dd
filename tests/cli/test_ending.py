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
    "unknown country": (
        ["report", "country_profile", "-p", "focus", "KORE", *OUT],
        2,
        r"parameter focus: 'KORE' is unknown; did you mean KOR\?",
    ),
    "another country in the report": (
        given("focus", "KOR"),
        2,
        r"parameter focus: report\.ipynb does not take it; these notebooks do: .*country_profile, .*technological_lead",
    ),
    "other peers in the report": (
        given("peers", "USA"),
        2,
        r"parameter peers: report\.ipynb does not take it; these notebooks do: .*country_profile, .*technological_lead",
    ),
    "an exchange rate in the ranking": (
        ["report", "digital_competitiveness", "-p", "rate_rule", "ppp", *OUT],
        2,
        r"parameter rate_rule: .* does not take it; these notebooks do: exchange_rate, investment_pledges, report$",
    ),
    "a grid in the report": (given("grid", "grids/x"), 2, r"report\.ipynb does not take it; these notebooks do: grid$"),
    "before the article": (given("as_of", "2024-04-11"), 2, r"2024-04-11 lies before the article of 2024-04-12"),
    "no rate of one's own": (given("rate_rule", "own"), 2, r"parameter own_rate: is needed with rate_rule own"),
    "a parameter without a value": (["report", "-p", "focus"], 2, r"Option '-p' requires 2 arguments"),
    "NAME=VALUE": (["report", "-p", "focus=KOR", "peers", *OUT], 2, r"-p focus=KOR peers: write -p focus KOR"),
    "an option for a value": (["trace", "x", "-p", "focus", "--data", "x"], 2, r"focus --data: write -p focus VALUE"),
    "a parameter file that is gone": (["report", "-f", "gone.yaml", *OUT], 2, r"file gone\.yaml: No such file"),
    "unknown notebook": (["report", "reprot", *OUT], 2, r"notebook 'reprot': unknown; did you mean report\?"),
    "unknown format": (["report", "--to", "html,docx", *OUT], 2, r"--to 'html,docx': expected html, pdf, figures"),
    "no reason": (["report", "--renew", "--reason", " "], 2, r"--renew and --reason TEXT go together"),
    "a reason alone": (["report", "--reason", "A slip."], 2, r"--renew and --reason TEXT go together"),
    "no published edition": (["report", "--renew", "--reason", "x", *OUT], 2, r"out: not a published edition"),
    "unknown command": (["reprot"], 2, r"No such command 'reprot'"),
    "unknown finding": (["trace", "imd.JPN.rnak"], 2, r"no finding 'imd\.JPN\.rnak'; did you mean imd\.JPN\.rank\?"),
    "finding not public yet": (
        ["trace", "subsidy.JPN.share.meti", "-p", "as_of", "2024-04-12"],
        2,
        r"not known on this day: subsidy\.JPN\.share\.meti",
    ),
    "a finding and a row at once": (["trace", "imd.JPN.rank", "--uses", "x"], 2, r"name a finding, or a row of obs"),
    "unknown row": (["trace", "--uses", ROW.replace("04-14", "04-15")], 2, rf"no row '.+' in .*did you mean {ROW}\?"),
    "missing article": (["check", "--article", "gone.txt"], 1, r"^gone\.txt:1:-: cannot be read: No such file"),
    "missing data for a report": (["report", "--data", "gone", *OUT], 1, r"gone/datapackage\.json:1:-: is missing"),
    "missing data for the explorer": (["explore", "--data", "gone"], 1, r"gone/datapackage\.json:1:-: is missing"),
    "two ways to refresh": (["refresh", "--dry-run", "--verify"], 2, "give one of --dry-run, --verify and --due"),
    "unknown source": (["refresh", "ecb_ex"], 2, r"'ecb_ex' has no row in .*interfaces\.csv; did you mean ecb_exr\?"),
    "no address": (["site", "--base-url", "example.org"], 2, "'example.org': expected an address such as https://"),
    "no edition": (["site", "--reports", "nowhere"], 2, "nowhere: holds no edition; make one with: japan-tech update"),
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


def test_a_shell_sees_the_same_code_and_line(shell, tmp_path):
    arguments, code, message = WRONG["missing data for a report"]
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
    with FileLock(tmp_path / ".japan-tech-out.lock"):
        done = shell("report", *OUT)
    assert done.returncode == 75
    assert re.fullmatch(
        r".*using the data of .*\nwriting out\njapan-tech: .*out: another run is writing it; try again later\n",
        done.stderr,
    )
    assert [path.name for path in tmp_path.iterdir()] == [".japan-tech-out.lock"]
