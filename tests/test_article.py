"""An article of one's own: its folder, the sheet of figures, rules named by claims, and `japan-tech add`."""

import base64
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

import analysis as an
from analysis.cli import cli
from analysis.dataset import DataError, load
from analysis.dataset.digests import data_digests
from analysis.dataset.figures_csv import read_period
from analysis.dataset.printed_number import read_number
from analysis.errors import UnknownNameError

ROOT = Path(__file__).parents[1]
NORWAY = ROOT / "docs" / "norway"
TRANSFERS = ROOT / "docs" / "transfers"
HEADER = "who,what,when,value,unit,publisher,address,published\n"
ARTICLE = "https://example.org/gazette/storks"
BOOKS = "Avonia,Books,2020,12 million,books,Library,https://example.org/books,2021-03-01\n"


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, list(map(str, arguments)))
    assert done.exit_code == code, done.output + str(done.exception)
    return done.output


@pytest.fixture
def storks(tmp_path, monkeypatch):
    """The folder that `japan-tech new --article` makes, as the working folder."""
    monkeypatch.chdir(tmp_path)
    run("new", "--article", "storks")
    monkeypatch.chdir("storks")
    return tmp_path / "storks"


def data(folder, **files):
    """Write files of the data folder of an article and return it."""
    for name, text in files.items():
        (folder / "data" / {"article": "article.toml"}.get(name, f"{name}.csv")).write_text(text, encoding="utf-8")
    return folder / "data"


@pytest.fixture(scope="module")
def norway(tmp_path_factory):
    """The report of the tutorial's article."""
    out = tmp_path_factory.mktemp("norway") / "edition"
    run("report", NORWAY / "report.ipynb", "--data", NORWAY / "data", "--out", out, "--quiet")
    return out


def outcomes(folder):
    return {name: verdict.outcome.value for name, verdict in an.load(data=folder).verdicts.items()}


# -- the folder


def test_a_new_article_renders_at_once_and_says_nothing_of_japan(storks):
    run("report", "--quiet")
    page = (storks / "reports" / "preview" / "2024-11-20" / "report.html").read_text(encoding="utf-8")
    text = BeautifulSoup(page, "html.parser").get_text(" ")
    assert "Have the storks come back?" in text
    assert "By Your name" in text
    assert [word for word in ("Japan", "japan-tech", "JPN") if word in text] == []
    assert (storks / "reports" / "preview" / "2024-11-20" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_each_kind_of_claim_in_the_example_gets_the_verdict_worked_by_hand(storks):
    """118 is within a reporter's rounding of 120; 118 > 75 > 41; 118 / 75 is 1.57."""
    assert outcomes(storks / "data") == {
        "C01": "supported",
        "C02": "supported",
        "C03": "supported",
        "C04": "supported",
        "C05": "supported",
        "C06": "not checkable",
    }


def test_the_tutorial_finds_the_wrong_number(norway):
    assert outcomes(NORWAY / "data") == {
        "C01": "supported",
        "C02": "contradicted",
        "C03": "supported",
        "C04": "supported",
        "C05": "supported",
        "C06": "not checkable",
    }
    assert "34,285" in BeautifulSoup((norway / "report.html").read_text(encoding="utf-8"), "html.parser").get_text()


def test_the_second_example_finds_the_wrong_difference_and_what_cannot_be_told():
    """487.8 million lie between two summers; between the summer and the season it is 1.92 less 1.86 billion."""
    found = outcomes(TRANSFERS / "data")
    others = {"C02": "not checkable", "C03": "contradicted", "C04": "not checkable", "C12": "not checkable"}
    expected = {f"C{number:02}": "supported" for number in range(1, 14)} | others | {"C14": "not checkable"}
    assert found == expected


def test_the_second_example_makes_a_page_and_a_pdf(tmp_path):
    run("check", "--data", TRANSFERS / "data")
    run("report", TRANSFERS / "report.ipynb", "--data", TRANSFERS / "data", "--out", tmp_path / "out", "--quiet")
    assert {"report.html", "report.pdf"} <= {it.name for it in (tmp_path / "out").iterdir()}


def test_a_figure_is_known_from_its_day_of_publication():
    """The count of Teslas was published on the day after the article."""
    early = an.load(data=NORWAY / "data", as_of="2026-01-02")
    assert early.verdicts["C02"].outcome.value == "not checkable"
    assert early.verdicts["C02"].because == "“New Teslas, Norway, 2025” was not public on this day"
    assert [state.since.isoformat() for state in an.load(data=NORWAY / "data").history["C02"]] == [
        "2026-01-02",
        "2026-01-03",
    ]


def test_what_is_added_later_leaves_the_content_of_an_earlier_day_as_it_is(storks):
    folder = storks / "data"
    before = data_digests(folder, load(folder).newest)
    with (folder / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("Avonia,,2025,131,,,https://example.org/survey/2025,2025-11-01\n")
    assert data_digests(folder, load(folder).judged_at) == before
    assert an.load(data=folder)["nests_of_storks.AVONIA.2025"].text == "131"


def test_an_existing_folder_is_not_overwritten(storks):
    assert "already exists" in str(CliRunner().invoke(cli, ["new", "--article", str(storks)]).exception)


# -- rules


CLAIMS = "statement,printed,rule,evidence\n"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("It has 118 nests,118,amount,nests_of_storks.AVONIA", "supported"),
        ("It has 125 nests,125,amount,nests_of_storks.AVONIA", "imprecise"),
        ("It has 150 nests,150,amount,nests_of_storks.AVONIA", "contradicted"),
        ("It had 64 nests,64,amount,nests_of_storks.AVONIA.2015", "supported"),
        ("It is second,second,rank,nests_of_storks.BORDURIA", "supported"),
        ("It is first,1st,rank,nests_of_storks.BORDURIA", "contradicted"),
        ("It has the fewest,first,rank lowest first,nests_of_storks.SYLDAVIA", "supported"),
        ("It is many,,level above 100,nests_of_storks.AVONIA", "supported"),
        ("It is few,,level below 50,nests_of_storks.AVONIA", "contradicted"),
        ("It is rising,,trend rising,nests_of_storks.AVONIA", "supported"),
        ("It is falling,,trend falling,nests_of_storks.AVONIA", "contradicted"),
        ("It has more,,comparison,nests_of_storks.BORDURIA nests_of_storks.AVONIA", "contradicted"),
        ("It has twice as many,,comparison 2,nests_of_storks.AVONIA nests_of_storks.BORDURIA", "overstated"),
        ("It has twice as many,twice,amount,nests_of_storks.AVONIA / nests_of_storks.SYLDAVIA", "contradicted"),
        ("It has 64% of it,64%,amount,nests_of_storks.BORDURIA / nests_of_storks.AVONIA", "supported"),
        ("It is pretty,,opinion,", "not checkable"),
        ("It has at least 118,at least 118,amount,nests_of_storks.AVONIA", "supported"),
        ("It has more than 118,more than 118,amount,nests_of_storks.AVONIA", "not checkable"),
        ("It has one hundred nests,one hundred,amount,nests_of_storks.AVONIA", "contradicted"),
        ("It is among the top two,top two,rank,nests_of_storks.BORDURIA", "supported"),
        ("It is among the top two,top two,rank,nests_of_storks.SYLDAVIA", "contradicted"),
        ("It is up for the ninth year running,ninth,running rising,nests_of_storks.AVONIA", "not checkable"),
        ("It is up nine years in a row,nine,running rising,nests_of_storks.AVONIA", "supported"),
    ],
)
def test_a_rule_judges_by_the_figures_that_the_claim_names(storks, claim, outcome):
    assert outcomes(data(storks, claims=f"{CLAIMS}{claim}\n")) == {"C01": outcome}


# -- the sheet


@pytest.mark.parametrize(
    ("printed", "unit", "value", "low", "high", "read_unit"),
    [
        ("82.4", "%", 0.824, 0.8235, 0.8245, "share"),
        ("82.4%", "share", 0.824, 0.8235, 0.8245, "share"),
        ("50%", "share", 0.5, 0.495, 0.505, "share"),
        ("$25 billion", "USD", 25e9, 24.5e9, 25.5e9, "USD"),
        ("25.0", "USD billion", 25e9, 24.95e9, 25.05e9, "USD"),
        ("1,200", "nests", 1200, 1150, 1250, "nests"),
        ("exactly 1,200", "nests", 1200, 1200, 1200, "nests"),
        ("118", "firms", 118, 118, 118, "firms"),
        ("about 130", "nests", 130, 129, 131, "nests"),
        ("more than 3 million", "persons", 3e6, 3e6, float("inf"), "persons"),
        ("up to 40", "nests", 40, 0, 40, "nests"),
        ("seven", "firms", 7, 7, 7, "firms"),
        ("32nd", "rank", 32, 32, 32, "rank"),
        ("third", "rank", 3, 3, 3, "rank"),
        ("three million", "persons", 3e6, 2.5e6, 3.5e6, "persons"),
        ("twice", "ratio", 2, 1.95, 2.05, "ratio"),
        ("3 times", "ratio", 3, 2.5, 3.5, "ratio"),
        ("1 200 000", "persons", 1.2e6, 1.15e6, 1.25e6, "persons"),
        ("−3.2%", "share", -0.032, -0.0325, -0.0315, "share"),
        ("£1.9bn", "GBP", 1.9e9, 1.85e9, 1.95e9, "GBP"),
        ("€749.2m", "EUR", 749.2e6, 749.15e6, 749.25e6, "EUR"),
        ("£1,140m", "GBP", 1140e6, 1139.5e6, 1140.5e6, "GBP"),
        ("fewer than 50", "nests", 50, 0, 50, "nests"),
        ("20 to 25", "nests", 22.5, 20, 25, "nests"),
        ("US$20 to 25 million", "USD", 22.5e6, 20e6, 25e6, "USD"),
        ("15–20%", "share", 0.175, 0.15, 0.2, "share"),
        ("between 1 and 2 million", "tonnes", 1.5e6, 1e6, 2e6, "tonnes"),
        ("419", "robots per ten thousand workers", 419, 418.5, 419.5, "robots per ten thousand workers"),
    ],
)
def test_a_printed_number_has_the_bounds_that_its_form_allows(printed, unit, value, low, high, read_unit):
    cells = read_number(printed, unit).cells
    assert [float(cells[name]) for name in ("value", "low", "high")] == pytest.approx([value, low, high])
    assert cells["unit"] == read_unit


@pytest.mark.parametrize(
    ("printed", "unit", "hint"),
    [
        ("1.047.000", "tonnes", "1,200"),
        ("1'047'000", "tonnes", "1,200"),
        ("1.2 Mio", "tonnes", "3.5 million"),
        ("3,5", "%", "decimals with a point"),
        ("1,8 million", "tonnes", "decimals with a point"),
        ("20-15%", "share", "smaller number first"),
        ("more than 15 to 20", "nests", "is a range"),
        ("2 of 5", "firms", "1,200"),
        ("one in five", "share", "1,200"),
        ("1.9 million", "rank", "1st or 32nd"),
        ("many", "nests", "25 billion"),
    ],
)
def test_a_number_that_cannot_be_read_in_full_is_refused(printed, unit, hint):
    with pytest.raises(ValueError, match=re.escape(repr(printed))) as raised:
        read_number(printed, unit)
    assert hint in str(raised.value)


@pytest.mark.parametrize(
    ("text", "frequency", "first", "last"),
    [
        ("2024", "A", "2024-01-01", "2024-12-31"),
        ("2024-Q2", "Q", "2024-04-01", "2024-06-30"),
        ("2024-02", "M", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "_Z", "2024-02-29", "2024-02-29"),
        ("2023-04-01 to 2024-03-31", "A", "2023-04-01", "2024-03-31"),
        ("2025-01-01 to 2025-11-30", "_Z", "2025-01-01", "2025-11-30"),
    ],
)
def test_a_period_is_read_from_its_form(text, frequency, first, last):
    assert [frequency, first, last] == [str(it) for it in read_period(text)]


def test_a_second_publisher_of_a_series_is_an_account_and_further_addresses_confirm(storks):
    rows = (
        f"{HEADER}{BOOKS},,2021,13 million,,,,\n"
        ",,2020,11 million,,Ministry,https://example.org/ministry https://example.org/copy,2021-05-01\n"
    )
    evidence = load(data(storks, figures=rows, claims=f"{CLAIMS}Books are pretty,,opinion,\n"))
    assert evidence.latest("books", "AVONIA", year=2020).value == 12e6
    ministry = evidence.latest("books", "AVONIA", account="ministry")
    assert (ministry.value, len(ministry.documents)) == (11e6, 2)


def test_a_card_says_that_another_publisher_has_another_number(storks):
    rows = f"{HEADER}{BOOKS},,2020,11 million,,Ministry,https://example.org/ministry,2021-05-01\n"
    claims = f"{CLAIMS}There are 12 million books,12 million,amount,books.AVONIA.2020\n"
    page = an.load(data=data(storks, figures=rows, claims=claims)).cards().parts[0].page
    assert "Ministry has 11 million where this has 12 million" in BeautifulSoup(page, "html.parser").get_text()


def test_semicolons_and_tabs_between_cells_are_read_too(storks):
    for separator in ";\t":
        rows = (HEADER + BOOKS).replace(",", separator)
        folder = data(storks, figures=rows, claims=f"{CLAIMS}Books are pretty,,opinion,\n".replace(",", separator))
        assert load(folder).latest("books", "AVONIA").value == 12e6


def test_a_column_without_a_name_is_ignored_as_spreadsheets_may_add_one(storks):
    figures = (HEADER + BOOKS).replace("\n", ",\n")
    claims = f"{CLAIMS}Books are pretty,,opinion,\n"
    assert load(data(storks, figures=figures, claims=claims)).latest("books", "AVONIA").value == 12e6
    odd = figures.removesuffix(",\n") + ",own\n"
    with pytest.raises(DataError, match="'own' in a column without a name; name it"):
        load(data(storks, figures=odd, claims=claims))


def test_a_number_said_to_be_about_right_and_a_place_among_few_say_so(storks):
    sheet = (storks / "data" / "figures.csv").read_text(encoding="utf-8").replace(",2024,118,", ",2024,about 118,")
    claims = f"{CLAIMS}It is first,first,rank,nests_of_storks.AVONIA\n"
    report = an.load(data=data(storks, figures=sheet, claims=claims))
    assert report["nests_of_storks.AVONIA"].text == "about 118"
    assert report.verdicts["C01"].evidence_for[0].text == "1st of 3"


def test_check_says_which_figure_a_name_without_a_period_means(storks):
    """A count of 2025 that is published after the article moves no name."""
    with (storks / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("Avonia,,2025,131,,,https://example.org/survey/2025,2025-11-01,own\n")
        file.write("Avonia,Foxes,2023,7,foxes,,,2025-11-02,\n")
    data(storks, claims=f"{CLAIMS}It has 118,118,amount,nests_of_storks.AVONIA\nIt has 7,7,amount,foxes.AVONIA\n")
    said = run("check")
    assert "claims.csv:2: nests_of_storks.AVONIA means 2024\n" in said
    assert "claims.csv:3: foxes.AVONIA means 2023, which was published later; write foxes.AVONIA.2023" in said
    assert outcomes(storks / "data") == {"C01": "supported", "C02": "supported"}


def test_a_claim_behind_blank_rows_is_named_by_its_line(storks):
    data(storks, claims=f"{CLAIMS}\n,,,\nAs {{statement:C99}},,opinion,\n")
    done = CliRunner().invoke(cli, ["check"])
    assert "claims.csv:4:statement: no claim 'C99'" in str(done.exception)


def rows(*figures):
    """Return a sheet of figures, each with who, what, when, value and unit."""
    lines = [f"{figure},Survey,https://example.org/s,2024-01-01\n" for figure in figures]
    return HEADER + "".join(lines)


def test_a_place_is_among_figures_for_periods_of_the_same_length(storks):
    """The fourth quarter ends with the year: Avonia is first by the year and second in its last quarter."""
    figures = ["Avonia,Eggs,2023,59,eggs", "Avonia,Eggs,2023-Q4,20,eggs", "Borduria,Eggs,2023-Q4,99,eggs"]
    claims = f"{CLAIMS}It is first,first,rank,eggs.AVONIA.2023\n"
    alone = an.load(data=data(storks, figures=rows(*figures), claims=claims))
    assert alone.verdicts["C01"].outcome.value == "not checkable"
    assert "is given for" in alone.verdicts["C01"].because
    whole = an.load(data=data(storks, figures=rows(*figures, "Borduria,Eggs,2023,40,eggs"), claims=claims))
    assert whole.verdicts["C01"].outcome.value == "supported"


def test_a_place_with_bounds_and_a_trend_without_two_years_in_a_row_cannot_be_told(storks):
    every_other = [f"Avonia,Eggs,{year},{year - 2000},eggs" for year in range(2010, 2024, 2)]
    claims = f"{CLAIMS}It is fifth,fifth,rank,place.AVONIA.2022\nIt rises,,trend rising,eggs.AVONIA.2022\n"
    sheet = rows("Avonia,Place,2022,about 5,rank", *every_other)
    verdicts = an.load(data=data(storks, figures=sheet, claims=claims)).verdicts
    assert {name: verdict.outcome.value for name, verdict in verdicts.items()} == {
        "C01": "not checkable", "C02": "not checkable",
    }  # fmt: skip
    assert "any place from 4 to 6" in verdicts["C01"].because
    assert "no two years in a row" in verdicts["C02"].because


def test_claims_that_quote_each_other_without_end_are_named(storks):
    said = "As {{statement:{}}},,opinion,\n"
    data(storks, claims=f"{CLAIMS}{said.format('C02')}{said.format('C01')}")
    done = CliRunner().invoke(cli, ["check"])
    assert done.exit_code == 1
    assert isinstance(done.exception, DataError)
    assert "claims.csv:2:statement: the statement of C02 refers to itself" in str(done.exception)


def test_names_in_any_script_are_readable_and_those_of_earlier_versions_stay_valid(storks):
    rows = f"{HEADER}東京,Nests,2023,7,nests,Survey,https://example.org/s,2024-01-01\nNidøs,,,9,,,,\n"
    claims = f"{CLAIMS}It has 7,7,amount,nests.東京\nIt has 7,7,amount,nests.130016B2.2023\n"
    claims += "It has 9,9,amount,nests.NIDS\n"
    settings = (storks / "data" / "article.toml").read_text(encoding="utf-8").replace('focus = "Avonia"', "")
    report = an.load(data=data(storks, figures=rows, claims=claims, article=settings))
    assert [it.outcome.value for it in report.verdicts.values()] == ["supported"] * 3
    assert report["nests.NIDØS"].text == report["nests.NIDS"].text == "9"
    run("check")


def test_nothing_on_a_page_of_unknown_kind_is_well_sourced(storks):
    rows = (
        "who,what,when,value,unit,publisher,address,published,document\n"
        "Avonia,Foxes,2023,7,foxes,Survey,https://press.example/a,2024-01-01,press\n"
        ",,2022,8,,,,,\n"
        ",,2021,9,,,https://press.example/b,,\n"
    )
    claims = (
        "statement,printed,rule,evidence,editorial_verdict\n"
        "It has 9 foxes,9,amount,foxes.AVONIA.2021,\n"
        "It had 8 foxes,8,amount,foxes.AVONIA.2022,\n"
        "It is so,,by hand,https://press.example/c,supported\n"
        "It is so,,by hand,https://press.example/d own,supported\n"
    )
    report = an.load(data=data(storks, figures=rows, claims=claims))
    grounds = [report.verdicts[f"C0{number}"].grounds for number in (1, 2, 3, 4)]
    assert [it.kind.value for it in grounds] == ["unknown", "press", "unknown", "own"]
    assert [it.are_firm for it in grounds] == [False, False, False, True]
    said = run("check")
    assert "figures.csv:4: nothing says whose page https://press.example/b is" in said
    assert "write one of own, copy, press, third_party" in said


def test_a_later_row_or_claim_may_say_whose_page_an_address_is(storks):
    sheet = (
        "who,what,when,value,unit,publisher,address,published,document\n"
        "Avonia,Foxes,2023,7,foxes,Survey,https://example.org/a,2024-01-01,\n"
        "Avonia,Foxes,2022,8,foxes,Survey,https://example.org/a,2024-01-01,copy\n"
    )
    claims = (
        "statement,printed,rule,evidence,editorial_verdict\n"
        "It is so,,by hand,https://example.org/d,supported\n"
        "It is so,,by hand,https://example.org/d own,supported\n"
    )
    report = an.load(data=data(storks, figures=sheet, claims=claims))
    kinds = {
        document.url: (document.kind.value, document.note) for document in report.catalogue.evidence.documents.values()
    }
    assert kinds["https://example.org/a"] == ("copy", "of Survey")
    assert kinds["https://example.org/d"] == ("own", "")


def test_money_spent_before_its_year_ends_is_a_forecast_only_if_it_says_so(storks):
    rows = (
        f"{HEADER}Avonia,Spending,2023,£7m,GBP,Club,https://example.org/club,2023-09-01\n"
        ",Planned spending,2023,£9m,,,,\n,Spending,2025,£9m,,,,\n"
    )
    report = an.load(data=data(storks, figures=rows, claims=f"{CLAIMS}It is pretty,,opinion,\n"))
    status = report.observations["status"].to_dict()
    assert list(status.values()) == ["A", "F", "F"]


def test_check_remarks_on_rows_that_may_be_slips(storks):
    sheet = (storks / "data" / "figures.csv").read_text(encoding="utf-8")
    sheet = sheet.replace("2019,88,", "2019,880,").replace("Borduria,,2024", "Avonja,,2024")
    sheet += "Nidos,,2024,-3,,,,,\nNidos,Meadows,2023,41,%,,,,\n,,2024,0.34,,,,,\n"
    data(storks, figures=sheet, claims=f"{CLAIMS}It is rising,,trend rising,nests_of_storks.AVONJA\n")
    said = run("check")
    assert "note: figures.csv:14: -3 is a negative number of nests" in said
    assert "note: figures.csv:16: 0.34% stands among larger percentages; is it 34%?" in said
    assert "note: figures.csv:6: 880 is far from the other figures of its series" in said
    assert "note: figures.csv:12: who 'Avonja' is nearly 'Avonia'" in said
    assert "note: claims.csv:2: C01 is not decided: Nests of storks, Avonja, 2024: too few figures" in said


# -- at the prompt


def test_figures_are_looked_up_by_who_by_year_and_never_of_one_among_several(storks):
    with (storks / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("Borduria,,2023,70,,,,,\nAvonia,,2023,113,,,,2024-11-15,\n")
    d = an.load(data=storks / "data")
    assert d.find("borduria").index.tolist() == ["nests_of_storks"]
    with pytest.raises(UnknownNameError, match='series\\("nests_of_storks", "AVONIA"\\)'):
        d.series("nests_of_storks")
    assert d.series("nests_of_storks", "BORDURIA").to_dict() == {2023: 70, 2024: 75}
    assert d.compare("nests_of_storks", year=2023).frame["value"].to_dict() == {"Avonia": 113, "Borduria": 70}
    assert "several vintages" in d.wide("nests_of_storks").attrs["vintages"]


# -- bad input


@pytest.mark.parametrize(
    ("row", "place", "fault"),
    [
        (BOOKS.replace("12 million", "many"), "2:value", "holds no number"),
        (BOOKS.replace("12 million", ""), "2:value", "is empty"),
        (BOOKS.replace("2020", "summer"), "2:when", "2024-Q1"),
        (BOOKS.replace("https://", ""), "2:address", "https://example.org/page"),
        (BOOKS.replace("2021-03-01", "1 March"), "2:published", "2024-04-12"),
        (BOOKS.replace("2021-03-01", "2099-01-01"), "2:published", "in the future"),
        (BOOKS + "Books,Avonia,2021,13 million,,,,\n", "3:what", "swapped"),
        (BOOKS.replace("books,", "dollars,"), "2:unit", "money is named by its code"),
        (BOOKS.replace("Avonia", "=A1"), "2:who", "formula"),
        (",Books,2020,12,books,Library,https://example.org/books,2021-03-01\n", "2:who", "no row above"),
        (BOOKS + BOOKS, "3:when", "repeats row 2"),
        (BOOKS.replace("https://example.org/books", ARTICLE), "2:address", "proves nothing"),
        (BOOKS + ",,2021,12,pages,,,\n", "3:unit", "is not the unit of books"),
        (BOOKS + ",,2021,12,,,,,,,\n", "3:-", "cells"),
    ],
)
def test_a_faulty_row_of_the_sheet_is_named_by_its_place(storks, row, place, fault):
    folder = data(storks, figures=HEADER + row, claims=f"{CLAIMS}Books are pretty,,opinion,\n")
    with pytest.raises(DataError) as raised:
        load(folder)
    assert f"figures.csv:{place}: " in str(raised.value)
    assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("claim", "column", "fault"),
    [
        ("It has nests,118,amounts,nests_of_storks.AVONIA", "rule", "did you mean amount"),
        ("It has nests,118,amount,nests_of_storks.AVONA", "evidence", "did you mean nests_of_storks.AVONIA"),
        ("It has nests,,amount,nests_of_storks.AVONIA", "printed", "is empty"),
        ("It has nests,many,amount,nests_of_storks.AVONIA", "printed", "holds no number"),
        ("It has 100 nests,118,amount,nests_of_storks.AVONIA", "printed", "does not stand in the statement"),
        ("It has nests,,trend,nests_of_storks.AVONIA", "rule", "trend rising"),
        ("It has nests,,level above,nests_of_storks.AVONIA", "rule", "level above 50%"),
        ("It has nests,,amount,", "evidence", "is empty"),
        ("It has more,,comparison,nests_of_storks.AVONIA", "evidence", "needs two figures"),
        ("It has,1,amount,nests_of_storks.AVONIA nests_of_storks.BORDURIA", "evidence", "a + b"),
        (
            "It has 43 fewer,43,amount,nests_of_storks.AVONIA - nests_of_storks.BORDURIA",
            "printed",
            "change as the rule",
        ),
        ("It has 43,43,amount,nests_of_storks.BORDURIA - nests_of_storks.AVONIA", "printed", "sign alone"),
        ("Up 57%,up 57%,change,nests_of_storks.AVONIA.2023 / nests_of_storks.AVONIA", "printed", "later one first"),
        ("It is so,57%,change,nests_of_storks.AVONIA / nests_of_storks.BORDURIA", "printed", "up or down"),
        ("It is in the top three,third,rank,nests_of_storks.AVONIA", "printed", "top three"),
        ("It is so,1,amount,(nests_of_storks.AVONIA", "evidence", "bracket"),
        ("It is so,,record highest since then,nests_of_storks.AVONIA", "rule", "no period"),
        ("It is so,,by hand,", "editorial_verdict", "expected one of supported"),
        (",,opinion,", "statement", "is empty"),
    ],
)
def test_a_faulty_claim_is_named_by_its_place(storks, claim, column, fault):
    with pytest.raises(DataError) as raised:
        load(data(storks, claims=f"{CLAIMS}{claim}\n"))
    assert f"claims.csv:2:{column}: " in str(raised.value)
    assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "fault"),
    [
        ("title = ", "titel = ", 3, "titel", "did you mean title"),
        ('title = "Have the storks come back?"', "", 1, "title", "is missing"),
        ("published = 2024-11-20", 'published = "soon"', 26, "article.published", "is not a date"),
        ("published = 2024-11-20", "published = 9999-12-31", 26, "article.published", "lies in the future"),
        ("published = 2024-11-20", "", 22, "article.published", "is missing"),
        ('names = ["COVID-19", "5G"]', "names = 5", 13, "names", "list of texts"),
        ('names = ["COVID-19", "5G"]', 'names = ["999"]', 13, "names", "is a number"),
        ("[article]", "[artikel]", 1, "article", "is missing"),
        ("title = ", "title", 3, "-", "is not TOML"),
        ('focus = "Avonia"', 'focus = "Ruritania"', 12, "focus", "Avonia"),
        ("checked number by number", "checked in 2024", 4, "subtitle", "typed by hand"),
    ],
)
def test_a_faulty_setting_is_named_by_its_line(storks, old, new, line, place, fault):
    text = (storks / "data" / "article.toml").read_text(encoding="utf-8")
    assert old in text
    data(storks, article=text.replace(old, new, 1))
    with pytest.raises(DataError) as raised:
        an.load(data=storks / "data")
    assert f"article.toml:{line}:{place}: " in str(raised.value)
    assert fault in str(raised.value)


# -- adding figures


def test_new_figures_are_entered_once_and_a_contradiction_enters_nothing(storks):
    sheet, table = storks / "data" / "figures.csv", storks / "more.csv"
    table.write_text(f"{HEADER}Avonia,Nests of storks,2025,131,nests,Bird Survey,https://example.org/s,2025-11-01\n")
    before = sheet.read_bytes()
    assert "1 would be entered" in run("add", table, "--dry-run")
    assert sheet.read_bytes() == before
    assert "nests_of_storks.AVONIA.2025.2025-11-01: 131 (131 nests" in run("add", table)
    assert "0 entered; 1 there already" in run("add", table)
    entered = sheet.read_bytes()
    table.write_text(table.read_text().replace("131", "140") + ",,2026,150,,,,2026-11-01\n")
    raised = CliRunner().invoke(cli, ["add", str(table)]).exception
    assert "more.csv:2:value: 140 nests contradicts the 131 nests" in str(raised)
    assert sheet.read_bytes() == entered


def test_new_names_and_a_second_publisher_are_remarked_on(storks):
    table = storks / "more.csv"
    table.write_text(
        f"{HEADER}Avonia,Nests of storks,2025,131,nests,Ministry,https://example.org/s,2025-11-01\n"
        "Avonja,Foxes,2025,7,foxes,,,\n"
    )
    said = run("add", table, "--dry-run")
    assert "note: new country or region: Avonja" in said
    assert "note: new indicator: Foxes" in said
    assert "note: nests_of_storks has figures of another publisher, which come first" in said
    assert 'account="ministry"' in said


def test_a_fault_of_a_new_row_is_named_by_its_place_in_the_table(storks):
    table = storks / "more.csv"
    table.write_text(f"{HEADER}Avonia,Nests of storks,2025,131,pairs,Bird Survey,https://example.org/s,2025-11-01\n")
    raised = CliRunner().invoke(cli, ["add", str(table)]).exception
    assert "more.csv:2:unit: 'pairs' is not the unit of nests_of_storks" in str(raised)


def test_a_workbook_is_read_as_it_shows_its_numbers(storks):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(HEADER.strip().split(","))
    book.active.append(
        ["Avonia", "Share of meadows", 2024, 0.4567, "share", "Survey", "https://example.org/m", date(2025, 1, 2)]
    )
    book.active["D2"].number_format = "0.0%"
    book.save(storks / "more.xlsx")
    said = run("add", storks / "more.xlsx")
    assert "share_of_meadows.AVONIA.2024.2025-01-02: 45.7% (0.457 share, 0.4565 to 0.4575)" in said


@pytest.mark.parametrize(
    ("number_format", "bounds"),
    [
        ("0.00;-0.00", "1234.495 to 1234.505"),
        ('#,##0.0" h"', "1234.45 to 1234.55"),
        ("0.00_);[Red](0.00)", "1234.495 to 1234.505"),
        ("0.##", "1234.45 to 1234.55"),
    ],
)
def test_a_workbook_shows_as_many_decimals_as_its_format_has(storks, number_format, bounds):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(HEADER.strip().split(","))
    book.active.append(["Avonia", "Rain", 2024, 1234.5, "mm", "Survey", "https://example.org/m", date(2025, 1, 2)])
    book.active["D2"].number_format = number_format
    book.save(storks / "more.xlsx")
    assert bounds in run("add", storks / "more.xlsx")
    book.active["D2"].number_format = "0.00E+00"
    book.save(storks / "more.xlsx")
    done = CliRunner().invoke(cli, ["add", str(storks / "more.xlsx")])
    assert "D2: 0.00E+00 hides digits" in str(done.exception)


def test_figures_can_be_added_to_the_full_tables(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    table = tmp_path / "nests.csv"
    table.write_text(f"{HEADER}Japan,Nests of storks,2023,118,nests,Bird Survey,https://example.org/s,2023-11-01\n")
    run("add", table, "--data", tmp_path / "data")
    assert an.load(data=tmp_path / "data").figure("nests_of_storks", "JPN").text == "118"


# -- the page


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # a PNG


def test_the_page_has_a_tally_a_key_charts_and_what_the_settings_say(storks):
    settings = (storks / "data" / "article.toml").read_text(encoding="utf-8")
    page = '[page]\nlogo = "logo.svg"\naccent = "#7a0019"\nheader = "Fact check"\nfooter = "Our footer"\n\n[article]'
    data(storks, article=settings.replace("[article]", page, 1))
    (storks / "data" / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (storks / "data" / "page.html.j2").write_text(
        '{% extends "index.html.j2" %}{% block after %}<p>Added by a block</p>{% endblock %}'
    )
    (storks / "nest.png").write_bytes(base64.b64decode(PIXEL))
    notebook = json.loads((storks / "report.ipynb").read_text(encoding="utf-8"))
    picture = {"cell_type": "markdown", "id": "photo", "metadata": {}, "source": "Look:\n\n![A nest](nest.png)"}
    notebook["cells"].insert(3, picture)
    (storks / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    run("report", "--quiet", "--out", storks / "out")
    tree = BeautifulSoup((storks / "out" / "report.html").read_text(encoding="utf-8"), "html.parser")
    text = " ".join(tree.get_text(" ").split())
    for words in ("5 supported", "What the verdicts mean", "Fact check", "Our footer", "Added by a block"):
        assert words in text
    assert "Funding: The newsroom’s own money." in tree.find(id="about").get_text()
    assert tree.footer.find("a", href="#about")
    assert "economies named" not in text
    assert [it["id"] for it in tree.select('figure[id^="fig-"]')] == ["fig-c02", "fig-c03", "fig-c04"]
    assert tree.select_one(".brand img")["src"].startswith("data:image/svg+xml;base64,")
    assert tree.select_one('main img[alt="A nest"]')
    assert "#7a0019" in str(tree.style)


def test_charts_can_be_switched_off(storks):
    settings = (storks / "data" / "article.toml").read_text(encoding="utf-8")
    data(storks, article=f"charts = false\n{settings}")
    assert "parts" not in dir(an.load(data=storks / "data").cards())


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ('logo = "logo.gif"', ".png, .svg"),
        ('logo = "logo.png"', "cannot be read"),
        ('accent = "red"', "#005a8c"),
        ('accent = "#ffee00"', "too pale"),
        ('header = "Since 1900"', "typed by hand"),
        ('colour = "#005a8c"', "expected logo, accent, header, footer"),
    ],
)
def test_a_faulty_setting_of_the_page_is_refused(storks, setting, fault):
    settings = (storks / "data" / "article.toml").read_text(encoding="utf-8")
    data(storks, article=settings.replace("[article]", f"[page]\n{setting}\n\n[article]", 1))
    with pytest.raises(DataError, match=r"article\.toml:23:page") as raised:
        an.load(data=storks / "data")
    assert fault in str(raised.value)
