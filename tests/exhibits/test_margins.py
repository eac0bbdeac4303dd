import pytest
from bs4 import BeautifulSoup

from analysis.findings import UnknownFinding


def page(table):
    return BeautifulSoup(table._repr_mimebundle_()[0]["text/html"], "html.parser")


def told(table, claim_id=""):
    """The cells of the rows of a claim, as a reader sees them."""
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in page(table).select("tbody tr")]
    return [cells[1:] for cells in rows if cells[0] == claim_id] if claim_id else rows


ACCOUNTS_OF_AMAZON = {
    # 2.26 trillion yen at 163.16 ÷ 1.0652 = 153.17 yen for a dollar are 14.755 billion; 14 ÷ 14.755 − 1
    "rate_of_the_day": (14e9 / (2.26e12 / (163.16 / 1.0652)) - 1, ["rate of the day", "$14.8 billion", "−5%", "no"]),
    "company": (14 / 15.24 - 1, ["company’s own figure", "$15.24 billion", "−8%", "no"]),
    "white_house": (14 / 15 - 1, ["White House", "$15 billion", "−7%", "no"]),  # from −13 to 0, printed to the per cent
    "nhk": (14 / 14.9 - 1, ["NHK", "$14.9 billion", "−6%", "no"]),
    "kyodo": (14 / 13 - 1, ["Kyodo", "$13 billion", "+8%", "yes"]),  # “about” 13 is 12 to 14, and 13.5 rounds to 14
}


@pytest.mark.parametrize("account", ACCOUNTS_OF_AMAZON)
def test_a_margin_is_the_printed_figure_over_that_of_the_account_less_one(report, account):
    value, cells = ACCOUNTS_OF_AMAZON[account]
    assert report[f"margin.C04.{account}"].value == pytest.approx(value)
    assert cells in told(report.margins(), "C04")


def test_a_margin_by_the_mean_rate_takes_the_mean_of_the_rates_known(report, raw):
    start, end = (report["pledge.AWS.announced"].observation.period_start, report.catalogue.evidence.judged_at)
    dollars = 2.26e12 / raw.noon_mean(start, end, report.parameters.as_of)
    assert report["margin.C04.mean_rate"].value == pytest.approx(14e9 / dollars - 1)
    assert ["mean rate", "$15.9 billion", "−12%", "no"] in told(report.margins(), "C04")


def test_all_six_accounts_of_amazons_pledge_are_shown_the_reference_first(report):
    assert [cells[0] for cells in told(report.margins(), "C04")] == [
        "rate of the day", "company’s own figure", "mean rate", "White House", "NHK", "Kyodo",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim_id", "rows"),
    [
        # 20 ÷ 13.5 = 1.48 and 20 ÷ 12.2 = 1.64
        ("C23", [["reported", "$13.5 billion", "+48%", "no"], ["original plan", "$12.2 billion", "+64%", "no"]]),
        # 0.71 ÷ 0.21 = 3.4 and 0.68 ÷ 0.50 = 1.36, where 1.5 is much larger
        ("C26", [["Finance Ministry", "3.4", "3.4 times", "yes"], ["METI", "1.36", "1.36 times", "no"]]),
        # 0.71 ÷ 0.41 = 1.73 and 0.68 ÷ 0.71 = 0.96
        ("C27", [["Finance Ministry", "1.73", "1.73 times", "yes"], ["METI", "0.96", "0.96 times", "no"]]),
        # 125 million is anything from 124.5 up to 125.5
        (
            "C08",
            [
                ["official", "124.352 million", "+0.5%", "no"],
                ["IMF then", "124.621 million", "+0.3%", "yes"],
                ["IMF since revised", "124.482 million", "+0.4%", "no"],
                ["register", "124.885 million", "+0.1%", "yes"],
            ],
        ),
        # more than 1,200 has no upper bound, and so no margin
        ("C13", [["newest", "1,227", "–", "yes"], ["previous", "1,233", "–", "yes"]]),
    ],
)
def test_each_account_has_a_row_with_what_it_gives_its_margin_and_its_answer(report, claim_id, rows):
    assert told(report.margins(), claim_id) == rows


def test_a_choice_of_yardstick_is_no_account(report):
    claims = {cells[0] for cells in told(report.margins())}
    assert claims == {"C04", "C08", "C13", "C23", "C26", "C27"}
    assert {"C05", "C10", "C25", "C30", "C31"} <= report.catalogue.evidence.settings.sensitivity.keys()


def test_only_the_account_is_varied_and_every_other_choice_stays_at_the_reference(report):
    shown = [cells[2] for cells in told(report.margins(), "C26")]
    assert shown == [report["margin.C26.mof.printed_share"].text, report["margin.C26.meti.printed_share"].text]
    assert len(report.verdicts["C26"].specifications) == 8


def test_an_account_that_was_not_public_yet_has_no_row_and_a_single_account_no_table(then):
    told_then = told(then.margins())
    assert {cells[0] for cells in told_then} == {"C04", "C08", "C13"}
    assert ["C04", "Kyodo"] not in [cells[:2] for cells in told_then]
    assert [cells[1] for cells in told_then if cells[0] == "C08"] == ["official", "IMF then"]


def test_every_number_of_the_margins_leads_to_its_working(report):
    table = page(report.margins())
    links = {a["href"] for a in table.select("td a")}
    assert "#f-margin.C04.company" in links
    names = {tag["id"] for tag in BeautifulSoup(report.workings().page, "html.parser").select("[id]")}
    assert {link[1:] for link in links} <= names


# -- what became of it -------------------------------------------------------------------------------

RANK = ("Place in the ranking", "imd.JPN.rank", "since.JPN.imd.rank", "since.imd.year")
FIRMS = ("Unicorns", "unicorns.JPN.count", "since.JPN.unicorns", "since.JPN.unicorns.date")
GERMANY = ("German support", "subsidy.DEU.amount", "since.DEU.amount", "since.DEU.day")
WORK = ("Labour force", "work.labour_force", "since.labour_force", "since.work.year")
ROWS = (RANK, FIRMS, GERMANY, WORK)


def test_on_the_articles_day_nothing_had_become_of_anything(then):
    assert then.updates(*ROWS) is None


def test_each_figure_known_then_stands_beside_what_it_has_come_to_and_when(report):
    assert told(report.updates(*ROWS)) == [
        ["Place in the ranking", "32nd", "30th", "2025"],
        ["Unicorns", "7", "8", "7 October 2025"],  # nine on the list, one firm of them twice
        ["German support", "€15.9 billion", "€6.0 billion", "24 July 2025"],  # less the 9.9 for a plant given up
        ["Labour force", "69.25 million", "70.04 million", "2025"],
    ]


def test_a_row_whose_later_figure_is_not_public_yet_is_left_out(reports):
    rows = told(reports(as_of="2024-12-31").updates(*ROWS))
    assert rows == [["Place in the ranking", "32nd", "31st", "2024"], ["Unicorns", "7", "8", "24 December 2024"]]


def test_every_number_of_the_updates_leads_to_its_working(report):
    links = {a["href"][1:] for a in page(report.updates(*ROWS)).select("td a")}
    assert len(links) == 12
    assert links <= {tag["id"] for tag in BeautifulSoup(report.workings().page, "html.parser").select("[id]")}


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("day", ["", "2024-04-12"])
def test_a_name_that_no_rule_computes_is_refused_and_not_taken_for_a_gap(reports, at, day):
    row = [*RANK]
    row[at] = "since.JPN.imd.rnak"
    with pytest.raises(UnknownFinding, match=r"no finding 'since\.JPN\.imd\.rnak'; did you mean since\.JPN\.imd\.rank"):
        (reports(as_of=day) if day else reports()).updates(tuple(row))


def test_the_tables_name_themselves_and_their_columns(report):
    margins, updates = report.margins(), report.updates(RANK)
    assert margins.label == "tbl-margins"
    assert margins.columns == ("Claim", "Account", "What it gives", "Margin", "Supported")
    assert updates.label == "tbl-since"
    assert updates.columns == ("", "Known to the article", "Since", "As of")
