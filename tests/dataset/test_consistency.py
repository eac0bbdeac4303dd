"""What one row says in several columns agrees, and so do two rows about one figure: each fault is one line."""

from __future__ import annotations

import math

import pytest

from analysis.dataset.checks import COUNTED, PERIODS
from analysis.dataset.plausibility import token_value
from analysis.dataset.schema import read_package

from .. import made_up
from ..made_up import observed


def hives(value=3, **cells):
    """A figure of 2020, public since 1 April 2024."""
    return observed("hives", "AAA", value, "2024-04-01", **cells)


@pytest.fixture
def measured(monkeypatch):
    """Say in which unit hives are given, and what the currency of a country is."""

    def give(unit):
        monkeypatch.setitem(made_up.UNITS, "hives", unit)

    return give


# -- the printed token and the value ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7", 7),
        ("1,208", 1208),
        ("12,345,678", 12_345_678),
        ("65.65 million", 65.65e6),
        ("about 3.9 trillion JPY", 3.9e12),
        ("up to 476 billion", 476e9),
        ("more than 1,200", 1200),
        ("$14 billion", 14e9),
        ("US$2.9 billion", 2.9e9),
        ("¥500", 500),
        ("5 thousand", 5000),
        ("0.71%", 0.0071),
        ("5 per cent", 0.05),
        ("-0.5%", -0.005),
        ("−0.5%", -0.005),  # the minus of a printed page
        ("-$3", -3),
        ("30 of 38", 30),
        ("32nd", 32),
        ("0", 0),
        ("three million", 3e6),
        ("one hundred", 100),
        ("two hundred thousand", 2e5),
        ("3.9 Trillion", 3.9e12),
        ("2.5e+15 KRW", 2.5e15),  # as a file of figures has it
        ("Twelve", 12),
        ("more than two", 2),
        ("billions of dollars", None),
        ("dominated", None),
        ("someone", None),
    ],
)
def test_the_number_in_a_printed_token_is_read_with_its_sign_and_its_magnitude(printed, value):
    assert token_value(printed) == (value if value is None else pytest.approx(value, rel=1e-12))


@pytest.mark.parametrize(
    ("value", "printed", "read"),
    [
        (3, "4", "4"),
        (3, "3 million", "3000000"),
        (3, "three thousand", "3000"),
        (3, "3%", "0.03"),
        (3, "30", "30"),
        (3, "1,2,3", "123"),
        (1200, "more than 1,300", "1300"),
    ],
)
def test_a_figure_whose_value_differs_from_its_printed_token_is_one_line(told, value, printed, read):
    fault = f"{printed!r} reads {read}, but the value is {value}; write both as the document has them"
    assert told(hives(value, printed=printed)) == [f"observations.csv:2:printed: {fault}"]


@pytest.mark.parametrize(("value", "printed"), [(-3, "−3"), (-3, "-3"), (0.0071, "0.71%")])
def test_a_figure_that_reads_as_its_token_is_fit(bees, measured, value, printed):
    measured("share")
    assert bees(hives(value, printed=printed, unit="share")).load().latest("hives", "AAA").value == value


def test_a_token_without_a_number_is_fit_where_a_note_says_how_it_is_read(bees, told):
    assert told(hives(printed="some bees")) == [
        "observations.csv:2:printed: 'some bees' holds no number; say in note how it is read"
    ]
    assert bees(hives(printed="some bees", note="read as three")).load().latest("hives", "AAA").value == 3


def test_a_derived_figure_without_a_note_of_its_parts_is_one_line(told):
    found = told(hives(qualifier="derived", precision=1.0))
    assert found == ["observations.csv:2:note: is empty; say of what the figure was worked out"]


def test_a_value_without_the_minus_that_is_printed_is_one_line(told, measured):
    measured("share")
    (line,) = told(hives(3, printed="−3", unit="share"))
    assert line.startswith("observations.csv:2:printed: '−3' reads -3, but the value is 3; ")


def test_a_long_token_is_quoted_in_part(told):
    (line,) = told(hives(3, printed="4 " + "bees " * 20))
    assert repr(("4 " + "bees " * 20)[:40]) in line
    assert len(line) < 160


# -- the name of a row --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("foo.BBB.1999.2024-04-01", "honey.AAA.2020.2024-04-01", "hives.AAA.2020.2020-01-01"),
        *("hives.AAA.2019.2024-04-01", "hives.AAA.2020-12.2021.2024-04-01", "hives.AAA.1999.2024-04-01.register"),
    ],
)
def test_a_name_that_says_another_thing_than_its_row_is_one_line(told, name):
    """Another country, another indicator, another day, another year."""
    expected = "hives.AAA.2020.2024-04-01"
    assert told(hives(observation_id=name)) == [
        f"observations.csv:2:observation_id: '{name}' contradicts its row; expected {expected}"
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("hives.AAA.article", "hives.AAA.2020.2024-04-01.register", "row"),
        *("hives.AAA.2020.first.2024-04-01", "hives.AAA.2020-01.2024-04-01", "hives.AAA.FY1999.2024-04-01"),
    ],
)
def test_a_name_that_only_tells_rows_apart_is_fit(bees, name):
    assert bees(hives(observation_id=name)).load().observation(name).value == 3


# -- the unit and the indicator -----------------------------------------------------------------------------


def test_a_unit_that_is_not_its_indicators_is_one_line(told):
    assert told(hives(unit="persons")) == [
        "observations.csv:2:unit: 'persons' is not the unit of hives; expected firms"
    ]


def with_currency(copy, currency):
    """Give the first country of a made-up dataset a currency."""
    copy.set("entities.csv", 2, "currency", currency)
    return copy


def test_a_figure_in_another_currency_than_the_countrys_own_is_one_line(bees, measured):
    measured("national currency")
    copy = with_currency(bees(hives(unit="USD")), "JPY")
    assert [str(defect) for defect in copy.defects()] == [
        "observations.csv:2:unit: 'USD' is not the unit of hives; expected JPY"
    ]
    copy.set("observations.csv", 2, "unit", "JPY")
    assert copy.load().latest("hives", "AAA").unit == "JPY"


def test_a_price_in_another_currency_than_the_countrys_own_is_one_line(bees, measured):
    measured("national currency per INTUSD")
    copy = with_currency(bees(hives(unit="EUR per INTUSD")), "JPY")
    assert [str(defect) for defect in copy.defects()] == [
        "observations.csv:2:unit: 'EUR per INTUSD' is not the unit of hives; expected JPY per INTUSD"
    ]
    copy.set("observations.csv", 2, "unit", "JPY per INTUSD")
    assert copy.load().latest("hives", "AAA").unit == "JPY per INTUSD"


@pytest.mark.parametrize("unit", ["USD", "JPY", "firms"])
def test_a_country_without_a_currency_has_no_figure_in_its_own(told, measured, unit):
    measured("national currency")
    (line,) = told(hives(unit=unit))
    assert line.startswith(f"observations.csv:2:unit: {unit!r} is not the unit of hives; expected ")


@pytest.mark.parametrize("unit", ["USD", "EUR", "JPY", "INTUSD"])
def test_money_of_any_currency_will_do_where_the_indicator_says_so(bees, measured, unit):
    measured("currency")
    assert bees(hives(unit=unit)).load().latest("hives", "AAA").unit == unit


@pytest.mark.parametrize("unit", ["firms", "share", "JPY per USD", "JPY per hour"])
def test_what_is_no_money_is_one_line_where_the_indicator_wants_a_currency(told, measured, unit):
    measured("currency")
    assert told(hives(unit=unit)) == [
        f"observations.csv:2:unit: {unit!r} is not the unit of hives; expected a currency"
    ]


# -- things that are counted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["firms", "persons", "economies"])
@pytest.mark.parametrize("value", [-1, 2.5])
def test_a_count_that_is_negative_or_not_whole_is_one_line(told, measured, unit, value):
    measured(unit)
    assert told(hives(value, unit=unit)) == [
        f"observations.csv:2:value: {value} is no number of {unit}; expected a whole number, from zero up"
    ]


def test_a_rank_that_is_not_whole_is_one_line(told, measured):
    measured("rank")
    (line,) = told(hives(2.5, unit="rank"))
    assert line.startswith("observations.csv:2:value: 2.5 is no place; expected a whole number")


@pytest.mark.parametrize(("unit", "value"), [("firms", 0), ("persons", 65_650_000), ("rank", 1), ("economies", 38)])
def test_a_whole_number_of_things_is_fit_and_there_may_be_none(bees, measured, unit, value):
    measured(unit)
    assert bees(hives(value, unit=unit, printed=f"{value:,}")).load().latest("hives", "AAA").value == value


@pytest.mark.parametrize("value", [-1, 2.5])
def test_a_share_is_not_counted(bees, measured, value):
    measured("share")
    assert bees(hives(value, unit="share")).load().latest("hives", "AAA").value == value


def test_every_unit_that_is_counted_is_one_that_rows_may_have(raw):
    units = {row["unit"] for row in raw.observations.values()}
    assert units >= COUNTED


# -- an index and its base ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "what"),
    [
        ("", "is empty"),
        ("census 2020", "'census 2020' is no year"),
        ("20", "'20' is no year"),
        ("2020-01", "'2020-01' is no year"),
    ],
)
def test_an_index_without_the_year_that_is_its_base_is_one_line(told, measured, base, what):
    measured("index")
    assert told(hives(99.5, unit="index", base_period=base)) == [
        f"observations.csv:2:base_period: {what}; an index needs the year in which it is a hundred, such as 2020"
    ]


def test_an_index_with_its_base_is_fit_and_nothing_else_needs_one(bees, measured):
    assert bees(hives()).load().latest("hives", "AAA").base_period == ""
    measured("index")
    found = bees(hives(99.5, unit="index", base_period="2020")).load().latest("hives", "AAA")
    assert (found.value, found.base_period) == (99.5, "2020")


# -- the frequency and the period -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "start", "end"),
    [
        ("A", "2020-01-01", "2020-11-30"),
        ("A", "2020-01-01", "2021-12-31"),
        ("A", "2020-04-02", "2021-04-01"),
        ("A", "2020-04-01", "2021-03-30"),
        ("Q", "2020-01-01", "2020-12-31"),
        ("Q", "2020-02-01", "2020-04-30"),
        ("Q", "2020-01-02", "2020-03-31"),
        ("Q", "2020-01-01", "2020-03-30"),
        ("M", "2020-01-01", "2020-12-31"),
        ("M", "2020-02-01", "2020-02-28"),
        ("M", "2020-02-02", "2020-02-29"),
        ("D", "2020-01-01", "2020-12-31"),
        ("D", "2020-01-01", "2020-01-02"),
    ],
)
def test_a_frequency_that_its_period_contradicts_is_one_line(told, frequency, start, end):
    assert told(hives(frequency=frequency, period_start=start, period_end=end)) == [
        f"observations.csv:2:frequency: {start} to {end} is no period of frequency {frequency}"
    ]


@pytest.mark.parametrize(
    ("frequency", "start", "end"),
    [
        ("A", "2020-01-01", "2020-12-31"),
        ("A", "2020-04-01", "2021-03-31"),  # a fiscal year
        ("Q", "2020-01-01", "2020-03-31"),
        ("Q", "2020-10-01", "2020-12-31"),
        ("M", "2020-02-01", "2020-02-29"),
        ("M", "2021-02-01", "2021-02-28"),
        ("M", "2020-12-01", "2020-12-31"),
        ("D", "2020-02-29", "2020-02-29"),
        ("_Z", "2021-04-01", "2024-03-31"),
        ("_Z", "2021-04-01", ""),
        ("_Z", "", ""),
    ],
)
def test_a_period_of_its_frequency_is_fit(bees, frequency, start, end):
    row = hives(frequency=frequency, period_start=start, period_end=end)
    assert bees(row).load().observation(row["observation_id"]).frequency == frequency


@pytest.mark.parametrize("frequency", ["A", "Q", "M", "D"])
@pytest.mark.parametrize("cells", [{"period_start": ""}, {"period_end": ""}, {"period_start": "", "period_end": ""}])
def test_what_recurs_needs_both_days_of_its_period(told, frequency, cells):
    assert told(hives(frequency=frequency, **cells)) == [
        f"observations.csv:2:frequency: {frequency} needs a period; give both its days, or _Z"
    ]


def test_every_frequency_that_is_declared_has_a_rule(data):
    table = next(it for it in read_package(data)["resources"] if it["name"] == "observations")
    frequency = next(field for field in table["schema"]["fields"] if field["name"] == "frequency")
    assert set(PERIODS) == set(frequency["constraints"]["enum"])


# -- two documents that disagree ------------------------------------------------------------------------------


def rival(**cells):
    """Another row about the same figure, read in the blog, with another number."""
    return hives(4) | {"observation_id": "other", "document_id": "blog"} | cells


FIRST = hives()
NAME = FIRST["observation_id"]


def test_two_documents_that_disagree_without_one_naming_the_other_are_one_line(told):
    fault = f"4 contradicts the 3 of row 2, {NAME}, in the same vintage; keep one, or name it in disagrees_with"
    assert told(FIRST, rival()) == [f"observations.csv:3:value: {fault}"]


def test_two_documents_that_disagree_are_both_kept_where_one_names_the_other(bees):
    data = bees(FIRST, rival(disagrees_with=NAME)).load()
    assert data.latest("hives", "AAA").value == 3
    assert data.observation("other").value == 4


def test_it_makes_no_difference_which_of_the_two_stands_first(bees):
    data = bees(rival(disagrees_with=NAME), FIRST).load()
    assert data.latest("hives", "AAA").value == 3


def test_a_row_set_aside_that_names_no_row_is_one_line(told):
    assert told(FIRST, rival(disagrees_with="nowhere")) == [
        "observations.csv:3:disagrees_with: 'nowhere' is not in the table observations; did you mean other?"
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [("indicator", "people"), ("entity", "BBB"), ("actor", "MAKER"), ("account", "one")],
)
def test_a_row_set_aside_that_names_another_figure_is_one_line(told, column, text):
    assert told(FIRST, rival(disagrees_with=NAME, **{column: text})) == [
        f"observations.csv:3:disagrees_with: {NAME!r} is about another figure: {column} differs"
    ]


def test_a_row_set_aside_that_names_another_period_is_one_line(told):
    row = observed("hives", "AAA", 4, "2024-04-01", year=2019, document_id="blog", disagrees_with=NAME)
    assert told(FIRST, row) == [
        f"observations.csv:3:disagrees_with: {NAME!r} is about another figure: period_start differs"
    ]


def test_a_row_set_aside_in_another_currency_is_one_line(told, measured):
    measured("currency")
    rows = hives(unit="JPY"), rival(unit="USD", disagrees_with=NAME)
    assert told(*rows) == [f"observations.csv:3:disagrees_with: {NAME!r} is about another figure: unit differs"]


def test_a_row_set_aside_that_was_read_in_the_same_document_is_one_line(told):
    assert told(FIRST, rival(disagrees_with=NAME, document_id="report")) == [
        f"observations.csv:3:disagrees_with: {NAME!r} was read in the same document"
    ]


def test_a_row_set_aside_that_names_itself_is_one_line(told):
    assert told(FIRST, rival(disagrees_with="other")) == [
        "observations.csv:3:disagrees_with: 'other' is the row itself"
    ]


def test_a_row_set_aside_that_names_another_one_set_aside_is_one_line(told):
    third = hives(9) | {"observation_id": "third", "document_id": "daily", "disagrees_with": "other"}
    assert told(FIRST, rival(disagrees_with=NAME), third) == [
        "observations.csv:4:disagrees_with: 'other' names a row that is itself set aside"
    ]


def test_a_row_set_aside_that_gives_the_same_value_is_one_line(told):
    same = FIRST | {"observation_id": "other", "document_id": "blog", "disagrees_with": NAME}
    assert told(FIRST, same) == [
        f"observations.csv:3:disagrees_with: {NAME!r} has the same value; name the document in its confirmed_by"
    ]


def test_a_document_that_confirms_a_row_cannot_contradict_it(told):
    assert told(FIRST | {"confirmed_by": "blog"}, rival(disagrees_with=NAME)) == [
        f"observations.csv:3:disagrees_with: {NAME!r} was read in the same document"
    ]


@pytest.mark.parametrize("cells", [{"source_id": "article"}, {"vintage": "another"}, {"vintage": "2024-04-01 "}])
def test_neither_another_source_nor_another_name_of_the_vintage_makes_it_another_figure(told, cells):
    (line,) = told(FIRST, rival(**cells))
    assert line.startswith("observations.csv:3:value: 4 contradicts the 3 of row 2")


def test_a_period_that_ends_with_the_last_of_all_days_is_no_crash(told):
    assert told(hives(period_end="9999-12-31")) == [
        "observations.csv:2:frequency: 2020-01-01 to 9999-12-31 is no period of frequency A"
    ]


def test_two_rows_cannot_set_each_other_aside(told):
    first = FIRST | {"disagrees_with": "other"}
    assert told(first, rival(disagrees_with=NAME)) == [
        "observations.csv:2:disagrees_with: 'other' names a row that is itself set aside",
        f"observations.csv:3:disagrees_with: {NAME!r} names a row that is itself set aside",
    ]


# -- the project's own rows -----------------------------------------------------------------------------------


def test_nearly_every_figure_of_the_project_is_held_against_its_token(raw):
    """A rule that reads no token would find no fault."""
    rows = raw.observations.values()
    counted = [row for row in rows if row["unit"] != "events"]  # an event is told, its number is never printed
    without = [row["observation_id"] for row in counted if token_value(row["printed"]) is None]
    assert len(without) < 10
    for row in rows:
        read = token_value(row["printed"])
        assert read is None or math.isclose(read, float(row["value"]), rel_tol=1e-9), row["observation_id"]


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("value", "65640000", "printed"),
        ("unit", "firms", "unit"),
        ("frequency", "Q", "frequency"),
    ],
)
def test_a_row_of_the_project_is_held_against_the_same_rules(few_copy, column, text, fault):
    row = few_copy.row_of("observations.csv", "labour_force.JPN.2012.2017-03-03")  # 65.65 million, to ten thousand
    few_copy.set("observations.csv", row, column, text)
    assert ("observations.csv", row, fault) in {(d.file, d.row, d.column) for d in few_copy.defects()}
