"""The check of the dataset and of a text of the article."""

import re

AKIN = "akin_2024_04_05_export"
"""A law firm's page, one of several documents behind the verdict on C19."""


def test_every_defect_of_the_data_gets_a_line_with_file_row_and_column(call, small_copy):
    small_copy.set("claims.csv", 2, "kind", "guess")
    small_copy.set("claims.csv", 4, "paragraph", "third")
    small_copy.set("entities.csv", 3, "entity", small_copy.rows("entities.csv")[1][0])
    for arguments in (["check"], ["report", "--out", "out"]):
        done = call(*arguments, "--data", "copy")
        assert (done.returncode, done.stdout) == (1, "")
        places = [re.match(r"([^:]+:\d+:[^:]+): .", line)[1] for line in done.stderr.splitlines()]
        assert places == ["claims.csv:2:kind", "claims.csv:4:paragraph", "entities.csv:3:entity"]
    assert not (small_copy.folder.parent / "out").exists()


def test_the_projects_own_data_has_no_defect(shell, evidence):
    done = shell("check")
    *notes, told = done.stdout.splitlines()
    assert (done.returncode, "using the data of" in done.stderr) == (0, True)
    assert [line for line in notes if not line.startswith("note: ")] == []
    assert told == f"data has no defect: {evidence.summary}"


def test_a_choice_that_no_rule_knows_is_a_defect(call, small_copy):
    file = small_copy.folder / "choices.toml"
    text = file.read_text(encoding="utf-8")
    assert '"nikkei", "original_plan"' in text
    file.write_text(text.replace('"nikkei", "original_plan"', '"nikkei", "foo"', 1), encoding="utf-8")
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "choices.toml:1:sensitivity.C23.plant_account: "
        "'foo' is not an option of the rule, or is listed twice; expected one of kyodo, nikkei, original_plan\n"
    )


def test_a_verdict_by_hand_that_rests_on_one_page_of_a_third_party_alone_is_a_defect(call, small_copy):
    number = small_copy.row_of("claims.csv", "C19")
    assert AKIN in small_copy.set("claims.csv", number, "evidence", AKIN)
    done = call("check", "--data", small_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    said = f"rests on {AKIN} alone, a third party’s page; find another"
    assert done.stderr == f"claims.csv:{number}:evidence: the verdict on C19 {said}\n"


def test_numbers_of_an_invented_article_are_all_claimed_or_reported_and_tokens_not_printed_too(
    call, tmp_path, invented
):
    def check(lines):
        text = "A title\n\nA title\n\n" + "\n\n".join(lines) + "\n\nYou may also like 99 other stories\n"
        (tmp_path / "text.txt").write_text(text, encoding="utf-8")
        return call("check", "--article", tmp_path / "text.txt")

    done = check(invented)
    assert done.returncode == 0, done.stderr
    assert "accounts for every number of the article" in done.stdout
    invented[0] += " Then 4,711 more came, and nineteen left."
    where = next(n for n, line in enumerate(invented) if "32nd" in line)
    invented[where] = invented[where].replace("32nd", "last")
    done = check(invented)
    assert done.returncode == 1
    row = 1 + 11  # the claim is the eleventh, and the header is row one
    assert done.stderr.splitlines() == [
        "article:1:-: paragraph 1: '4,711' is neither a claim nor listed as not a claim",
        "article:1:-: paragraph 1: 'nineteen' is neither a claim nor listed as not a claim",
        f"claims.csv:{row}:printed: '32nd' does not stand in paragraph {where + 1}",
    ]
