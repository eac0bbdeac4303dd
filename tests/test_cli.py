import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from filelock import FileLock

from analysis import cli
from analysis.evidence import article, find_data, load

COMMAND = str(Path(sys.executable).with_name("japan-tech"))
DATA = find_data().resolve()


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    """Call the command's own function from an empty folder that is no part of the project."""

    def run(*arguments):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
        monkeypatch.setattr(sys, "argv", ["japan-tech", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, end.value.code, said.out, said.err)

    return run


@pytest.fixture
def shell(tmp_path):
    """Call the installed command as a shell does, in a process of its own."""

    def run(*arguments):
        environment = {name: value for name, value in os.environ.items() if name != "JAPAN_TECH_DATA"}
        return subprocess.run(
            [COMMAND, *map(str, arguments)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def copied(tmp_path):
    """A copy of the data to break."""
    return Path(shutil.copytree(DATA, tmp_path / "copy"))


@pytest.fixture(scope="module")
def evidence():
    return load(DATA)


def edit(folder, table, change):
    path = folder / table
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


OUT = ("--out", "out")


def given(name, value):
    return ["report", "-p", name, value, *OUT]


WRONG = {
    "unknown parameter": (given("fokus", "KOR"), 2, r"parameter fokus: unknown; did you mean focus\?"),
    "parameter like nothing": (given("x", "1"), 2, r"parameter x: unknown; expected one of as_of, focus"),
    "unknown country": (given("focus", "KORE"), 2, r"parameter focus: 'KORE' is unknown; did you mean KOR\?"),
    "country in small letters": (given("focus", "jpn"), 2, r"parameter focus: 'jpn' .* did you mean JPN\?"),
    "unknown peer": (given("peers", "USA,KORE"), 2, r"parameter peers: 'KORE' is unknown; did you mean KOR\?"),
    "no peer": (given("peers", ","), 2, r"parameter peers: expected country codes such as USA,DEU,KOR"),
    "unknown rule": (given("rate_rule", "pp"), 2, r"parameter rate_rule: 'pp' is unknown; did you mean ppp\?"),
    "before the article": (given("as_of", "2024-04-11"), 2, r"2024-04-11 lies before the article of 2024-04-12"),
    "not a day": (given("as_of", "yesterday"), 2, r"as_of: 'yesterday' is not a day; write 2024-04-12"),
    "no day of the calendar": (given("as_of", "2025-02-29"), 2, r"as_of: '2025-02-29' is not a day"),
    "a number for a word": (given("basis", "7"), 2, r"basis: '7' is unknown; expected one of total, per_year"),
    "a parameter without a value": (["report", "-p", "focus"], 2, r"Option '-p' requires 2 arguments"),
    "unknown notebook": (["report", "reprot", *OUT], 2, r"notebook 'reprot': unknown; did you mean report\?"),
    "notebook as a path": (["report", "notebooks/report.ipynb", *OUT], 2, r"give a name, not a path"),
    "explorer asked for as a report": (["report", "explore", *OUT], 2, r"notebook 'explore': unknown; known are chip"),
    "no rate of one's own": (given("rate_rule", "own"), 2, r"parameter own_rate: is needed with rate_rule own"),
    "a rate of nothing": (["report", "-p", "rate_rule", "own", "-p", "own_rate", "0", *OUT], 2, r"own_rate: 0 yen for"),
    "a parameter file that is gone": (["report", "-f", "gone.yaml", *OUT], 2, r"file gone\.yaml: does not exist"),
    "unknown format": (
        ["report", "--to", "html,docx", *OUT],
        2,
        r"--to 'html,docx': expected html, pdf, figures, with commas",
    ),
    "no format": (["report", "--to", ",", *OUT], 2, r"--to ',': expected html, pdf, figures, with commas"),
    "unknown command": (["reprot"], 2, r"No such command 'reprot'"),
    "unknown option": (["report", "--format", "pdf"], 2, r"No such option:? '?--format"),
    "unknown finding": (["trace", "imd.JPN.rnak"], 2, r"no finding 'imd\.JPN\.rnak'; did you mean imd\.JPN\.rank\?"),
    "finding not public yet": (
        ["trace", "subsidy.JPN.share.meti", "-p", "as_of", "2024-04-12"],
        2,
        r"not known on this day: subsidy\.JPN\.share\.meti",
    ),
    "no finding": (["trace"], 2, r"Missing argument 'FINDING'"),
    "missing article": (["check", "--article", "gone.txt"], 1, r"^gone\.txt:1:-: cannot be read: No such file"),
    "missing data": (["check", "--data", "gone"], 1, r"gone/datapackage\.json:1:-: is missing"),
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


@pytest.mark.parametrize(
    "case", ["unknown parameter", "unknown finding", "missing article", "missing data for a report"]
)
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
    assert "is no report and would be lost" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_held_lock_gives_code_75_and_one_line(shell, tmp_path):
    name = sha256(str((tmp_path / "out").resolve()).encode()).hexdigest()[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"japan-tech-{name}.lock"):
        done = shell("report", *OUT)
    assert done.returncode == 75
    assert re.fullmatch(r"japan-tech: .*out: another run is writing it; try again later\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_every_defect_of_the_data_gets_a_line_with_file_row_and_column(call, copied):
    def break_claims(rows):
        rows[1][rows[0].index("kind")] = "guess"
        rows[3][rows[0].index("paragraph")] = "third"

    def break_entities(rows):
        rows[2][0] = rows[1][0]

    edit(copied, "claims.csv", break_claims)
    edit(copied, "entities.csv", break_entities)
    for arguments in (["check"], ["report", *OUT]):
        done = call(*arguments, "--data", "copy")
        assert done.returncode == 1
        assert done.stdout == ""
        lines = done.stderr.splitlines()
        assert [re.match(r"[^:]+:\d+:[^:]+: .", line)[0][:-3] for line in lines] == [
            "claims.csv:2:kind", "claims.csv:4:paragraph", "entities.csv:3:entity",
        ]  # fmt: skip
    assert not (copied.parent / "out").exists()


@pytest.mark.parametrize(
    ("statement", "words"),
    [("It fell in 2017.", "may not hold a digit"), ("It was {imd.JPN.rnak}.", "did you mean imd.JPN.rank")],
)
def test_a_claim_that_names_no_finding_or_holds_a_digit_is_a_defect(call, copied, statement, words):
    edit(copied, "claims.csv", lambda rows: rows[1].__setitem__(rows[0].index("statement"), statement))
    done = call("check", "--data", copied)
    assert done.returncode == 1
    assert done.stderr.startswith("claims.csv:2:statement: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_table_that_is_missing_is_a_defect_and_no_crash(call, copied):
    (copied / "sources.csv").unlink()
    done = call("check", "--data", copied)
    assert (done.returncode, done.stderr) == (1, "sources.csv:1:-: is missing\n")


def test_the_projects_own_data_has_no_defect(shell, evidence):
    done = shell("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"data has no defect: {evidence.summary}\n"


def test_a_copy_of_the_data_is_as_good_as_the_data(call, copied, evidence):
    done = call("check", "--data", "copy")
    assert (done.returncode, done.stdout) == (0, f"copy has no defect: {evidence.summary}\n")


# -- the text of the article, always invented here ---------------------------------------------------


@pytest.fixture
def invented(evidence):
    """Words of our own in each paragraph, with the tokens that the claims say are printed there."""
    tokens = {}
    for claim in evidence.claims.values():
        if claim["paragraph"]:
            found = [token.strip() for token in claim["printed"].split("|") if token.strip()]
            tokens.setdefault(int(claim["paragraph"]), []).extend(found)
    lines = [" and ".join(["Invented words", *tokens.get(n, [])]) + "." for n in range(1, max(tokens) + 1)]
    lines[0] = "Based on massive invention. " + lines[0]
    return lines


def write(folder, lines):
    text = "A title\n\nA title\n\n" + "\n\n".join(lines) + "\n\nYou may also like 99 other stories\n"
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return folder / "text.txt"


def test_a_text_whose_numbers_are_all_claimed_passes(call, tmp_path, invented):
    done = call("check", "--article", write(tmp_path, invented))
    assert (done.returncode, done.stderr) == (0, "")
    assert "accounts for every number of the article" in done.stdout


def test_numbers_not_claimed_and_tokens_not_printed_are_all_reported(call, tmp_path, invented):
    invented[0] += " Then 4,711 more came, and nineteen left."
    where = next(n for n, line in enumerate(invented) if "32nd" in line)
    invented[where] = invented[where].replace("32nd", "last")
    done = call("check", "--article", write(tmp_path, invented))
    assert done.returncode == 1
    row = 1 + 11  # the claim is the eleventh, and the header is row one
    assert done.stderr.splitlines() == [
        "article:1:-: paragraph 1: '4,711' is neither a claim nor listed as not a claim",
        "article:1:-: paragraph 1: 'nineteen' is neither a claim nor listed as not a claim",
        f"claims.csv:{row}:printed: '32nd' does not stand in paragraph {where + 1}",
    ]


def test_a_file_that_is_not_the_article_is_named_so(call, tmp_path):
    (tmp_path / "text.txt").write_text("A recipe for 4 persons.\n")
    done = call("check", "--article", "text.txt")
    assert done.returncode == 1
    assert done.stderr == "article:1:-: the article’s first paragraph was not found in this file\n"


def test_paragraphs_are_counted_from_the_first_sentence_to_the_link_that_follows():
    text = "Title 1\n\nTitle 1\nBased on massive words.\n\n  Second.  \n\nHeading\n\nYou may also like\nMore 7\n"
    assert article.paragraphs(text) == ["Based on massive words.", "Second.", "Heading"]


def test_a_text_without_a_link_after_it_is_read_to_its_end():
    assert article.paragraphs("Based on massive a\nb") == ["Based on massive a", "b"]


@pytest.mark.parametrize(
    "number",
    [
        *("7", "1,200", "2.9", "32", "Seven", "twelve", "nineteen", "thirty", "three million", "billions", "third"),
        *("ninth", "a decade", "Half", "dozens", "twice", "1970s"),
    ],
)
def test_a_number_that_no_claim_covers_is_found_in_digits_and_words(evidence, invented, number):
    assert article.unexplained(evidence, invented) == []
    invented[1] += f" Here is {number}."
    found = article.unexplained(evidence, invented)
    assert len(found) == len(re.findall("three million", number)) + 1
    assert all("paragraph 2: " in defect.message for defect in found)


@pytest.mark.parametrize("word", ["someone", "often", "bone", "tenfold-free", "weight", "firstly", "halfway"])
def test_words_that_only_hold_a_number_are_no_numbers(evidence, invented, word):
    invented[1] += f" {word}"
    assert article.unexplained(evidence, invented) == []


def test_a_number_is_covered_only_in_the_paragraph_of_its_claim(evidence, invented):
    invented[0] += " The 32nd."
    assert [defect.message for defect in article.unexplained(evidence, invented)] == [
        "paragraph 1: '32' is neither a claim nor listed as not a claim"
    ]


def test_a_number_that_only_begins_like_a_claim_is_not_covered(evidence, invented):
    where = next(n for n, line in enumerate(invented) if "32nd" in line)
    invented[where] += " 132nd"
    assert [defect.row for defect in article.unexplained(evidence, invented)] == [where + 1]


# -- trace, help, version ----------------------------------------------------------------------------


def test_a_trace_goes_down_to_sources_line_by_line(shell):
    done = shell("trace", "subsidy.ratio.DEU.mof")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "subsidy.ratio.DEU.mof = 1.73"
    assert [line for line in lines if line.startswith(("├─ ", "└─ "))] == [
        "├─ subsidy.JPN.share.mof = 0.71%", "└─ subsidy.DEU.share.mof = 0.41%",
    ]  # fmt: skip
    assert sum("source mof_fsc_2024: " in line for line in lines) == 2
    assert "seen at: " in lines[-1]


@pytest.mark.parametrize("finding", ["yen.AWS.usd.period_mean", "pledge.foreign.usd", "robust.always", "claim.C11"])
def test_every_branch_of_a_trace_ends_in_a_source(call, finding):
    lines = call("trace", finding).stdout.splitlines()
    nodes = [
        (re.search(r"[^│├└─ ]", line).start(), n) for n, line in enumerate(lines) if re.match(r"[│ ]*[├└]─ ", line)
    ]
    nodes.insert(0, (0, 0))
    for (depth, start), (next_depth, end) in zip(nodes, [*nodes[1:], (0, len(lines))], strict=True):
        if next_depth <= depth:  # nothing below: a figure from a source
            assert any("source " in line for line in lines[start:end]), lines[start]


def test_a_trace_of_the_articles_own_figure_names_claim_and_paragraph(call):
    assert "claim C11, paragraph 10, printed “32nd”" in call("trace", "claim.C11").stdout


def test_a_trace_may_be_asked_as_of_a_day(call):
    done = call("trace", "verdicts.all", "-p", "as_of", "2024-04-12")
    assert done.returncode == 0
    assert done.stdout.startswith("verdicts.all = 31\n")


@pytest.mark.parametrize("command", [[], ["report"], ["check"], ["trace"]])
def test_help_is_given_and_leaves_with_zero(call, command):
    done = call(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_the_version_is_that_of_the_project(call):
    assert call("--version").stdout == f"{version('japan-tech-report')}\n"
