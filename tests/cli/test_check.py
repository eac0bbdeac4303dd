"""The check of the dataset and of a text of the article."""

import re

import pytest

from analysis.editions.job import notebooks_folder

from .. import kernelless

AKIN = "akin_2024_04_05_export"
"""A law firm's page, one of several documents behind the verdict on C19."""


def test_every_defect_of_the_data_gets_a_line_with_file_row_and_column(call, small_copy):
    small_copy.set("claims.csv", 2, "kind", "guess")
    small_copy.set("claims.csv", 4, "paragraph", "third")
    small_copy.set("entities.csv", 3, "entity", small_copy.rows("entities.csv")[1][0])
    for arguments in (["check"], ["report", "--out", "out"]):
        done = call(*arguments, "--data", "copy")
        assert done.returncode == 1
        assert done.stdout == ""
        lines = done.stderr.splitlines()
        assert [re.match(r"[^:]+:\d+:[^:]+: .", line)[0][:-3] for line in lines] == [
            "claims.csv:2:kind", "claims.csv:4:paragraph", "entities.csv:3:entity",
        ]  # fmt: skip
    assert not (small_copy.folder.parent / "out").exists()


@pytest.mark.parametrize(
    ("statement", "words"),
    [("It fell in 2017.", "may not hold a digit"), ("It was {imd.JPN.rnak}.", "did you mean imd.JPN.rank")],
)
def test_a_claim_that_names_no_finding_or_holds_a_digit_is_a_defect(call, small_copy, statement, words):
    small_copy.set("claims.csv", 2, "statement", statement)
    done = call("check", "--data", small_copy.folder)
    assert done.returncode == 1
    assert done.stderr.startswith("claims.csv:2:statement: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_table_that_is_missing_is_a_defect_and_no_crash(call, small_copy):
    (small_copy.folder / "sources.csv").unlink()
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stderr) == (1, "sources.csv:1:-: is missing\n")


def remarks(done):
    """The notes of a check that found no defect; what it says of the data beneath them."""
    *notes, told = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in notes if not line.startswith("note: ")] == []
    return notes, told


def test_the_projects_own_data_has_no_defect(shell, evidence):
    _, told = remarks(shell("check"))
    assert told == f"data has no defect: {evidence.summary}"


# -- what is missing and keeps no report from being made ----------------------------------------------


def test_figures_that_an_economy_lacks_are_noted_with_what_the_first_of_them_needs_and_do_not_fail(call, small_copy):
    """Singapore is in every edition of the ranking until its ranks are taken out of the table."""
    header, *rows = small_copy.rows("observations.csv")
    at = {name: header.index(name) for name in ("indicator", "entity")}
    kept = [row for row in rows if (row[at["indicator"]], row[at["entity"]]) != ("imd_wdcr_rank", "SGP")]
    assert len(kept) < len(rows)
    before, _ = remarks(call("check", "--data", small_copy.folder))
    small_copy.write("observations.csv", [header, *kept])
    renamed = small_copy.rows("renamed.csv")
    small_copy.write("renamed.csv", [row for row in renamed if "imd_wdcr_rank.SGP" not in row[1]])
    after, _ = remarks(call("check", "--data", small_copy.folder))
    form = (
        r"note: SGP: (\d+) findings known of JPN missing: ([\w.]+), [\w.]+, [\w.]+ and others; \2 needs \w+ of SGP\b.*"
    )
    few, many = ([int(found[1]) for note in notes if (found := re.fullmatch(form, note))] for notes in (before, after))
    assert len(many) == 1
    assert sum(few) < sum(many)
    assert [note for note in after if "SGP" not in note] == [note for note in before if "SGP" not in note]


def test_a_verdict_by_hand_that_rests_on_one_page_of_a_third_party_alone_is_a_defect(call, small_copy):
    number = small_copy.row_of("claims.csv", "C19")
    assert AKIN in small_copy.set("claims.csv", number, "evidence", AKIN)
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    said = f"rests on {AKIN} alone, a third party’s page; find another"
    assert done.stderr == f"claims.csv:{number}:evidence: the verdict on C19 {said}\n"


def test_a_verdict_by_hand_that_names_no_document_is_a_defect(call, small_copy):
    number = small_copy.row_of("claims.csv", "C06")
    assert small_copy.set("claims.csv", number, "evidence", "")
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"claims.csv:{number}:evidence: " in done.stderr


def test_a_place_of_zero_in_a_ranking_is_a_defect(call, small_copy):
    number = small_copy.row_of("observations.csv", "imd_wdcr_rank.JPN.2023.2023-11-30")
    for column in ("value", "low", "high", "printed"):
        small_copy.set("observations.csv", number, column, "0")
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"observations.csv:{number}:value: 0 is no place; ")


@pytest.mark.parametrize("indicator", ["cb_insights_unicorns", "population", "chip_support_amount"])
@pytest.mark.long
def test_figures_of_zero_that_verdicts_divide_by_keep_no_report_from_being_made(
    call, small_copy, indicator, monkeypatch
):
    header, *rows = small_copy.rows("observations.csv")
    at = {name: header.index(name) for name in ("indicator", "entity", "published")}
    of_japan = [row for row in rows if (row[at["indicator"]], row[at["entity"]]) == (indicator, "JPN")]
    zeroed = [row for row in of_japan if row[at["published"]] <= "2024-05-21"]
    assert zeroed
    for row in zeroed:
        row[header.index("qualifier")] = "exact"
        for column in ("value", "precision", "low", "high", "printed"):
            row[header.index(column)] = "0"
    small_copy.write("observations.csv", [header, *rows])
    monkeypatch.setenv("JAPAN_TECH_DATA", str(small_copy.folder))
    assert kernelless.lint_faults(kernelless.run(notebooks_folder() / "report.ipynb", {})) == []


def test_rates_that_end_before_others_are_noted_until_all_end_on_one_day(call, small_copy):
    header, *rows = small_copy.rows("exchange_rates.csv")
    day, source = header.index("date"), header.index("source_id")
    first, last = sorted(
        (max(row[day] for row in rows if row[source] == name), name) for name in ("fed_h10", "ecb_exr")
    )
    notes, _ = remarks(call("check", "--data", small_copy.folder))
    assert notes[-1] == f"note: exchange_rates.csv: {first[1]} ends on {first[0]}, others go on to {last[0]}"
    small_copy.write("exchange_rates.csv", [header, *(row for row in rows if row[day] <= first[0])])
    notes, _ = remarks(call("check", "--data", small_copy.folder))
    assert [note for note in notes if "exchange_rates.csv" in note] == []


# -- the text of the article, always invented here ---------------------------------------------------


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
