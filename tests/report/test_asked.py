"""A slip in what is asked at a prompt is told in a sentence, by every method alike."""

import pytest

import analysis as an
from analysis.errors import AnalysisError, ParameterError, TemplateError, UnknownNameError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda d: d.figure("population", "KOR", yaer=2020), "d.figure: takes no yaer; did you mean year?"),
        (lambda d: d.wide("fdi_inflow_usd", eahc="billion"), "d.wide: takes no eahc; did you mean each?"),
        (lambda d: d.bars("unicorns.{}.count", tilte="Firms"), "d.bars: takes no tilte; did you mean title?"),
        (lambda d: d.say("Words.", knid="note"), "d.say: takes no knid; did you mean kind?"),
        (lambda d: d.exhibit(), "d.exhibit: missing a required argument: 'it'; it takes it, title, source, "),
        (lambda d: d.compare("population", peers="KOR"), 'economies are chosen in an.load(peers="KOR,DEU")'),
        (lambda d: d.bars("population.{}", entities="KOR"), 'economies are chosen in an.load(peers="KOR,DEU")'),
        (lambda d: d.compare("population", ["KOR"]), 'economies are chosen in an.load(peers="KOR,DEU")'),
        (lambda d: d.compare("population.{}", each="furlong"), "each='furlong' is of what per names"),
        (lambda d: d.by_economy("tbl-a", "A", ["population.{}"]), 'such as {"Heading": "population.{}"}'),
        (
            lambda d: d.by_economy("tbl-a", "A", {"People": d.compare("population")}),
            """columns: 'People' takes a name; write "population.{}" and no Comparison""",
        ),
        (lambda d: d.by_period("tbl-a", "A", ["population.KOR"]), 'such as {"Heading": "population.KOR"}'),
        (lambda d: d.slope("imd_wdcr_rank.{}", 2019, 2023), "years are given by name, as years=(2019, 2023)"),
        (lambda d: d.bars("population.{}", 2019), "a year is given by name, as year=2019"),
        (
            lambda d: d.over_time("population.{}", 2019),
            "all of its years are drawn, and of one there is d.bars(…, year=",
        ),
        (
            lambda d: d.over_time("population.{}", year=2019),
            "highlight, alt, and findings by name; of one year there is d.bars(…, year=2023)",
        ),
        (lambda d: d.over_time("population.{}", years=(2019, 2020)), "d.over_time: takes no years; it takes shown, "),
        (lambda d: d.slope("population.{}", year=2019), "d.slope: takes no year; did you mean years?"),
        (lambda d: d.dots("population.{}", years=(2019, 2020)), "d.dots: takes no years; did you mean year?"),
        (lambda d: d.bars("population.{}", log=True), "d.bars: takes no log; it takes shown, title, "),
        (lambda d: d.say("They have {a}.", a="five"), """d.say: 'five' is no finding; take one, as a=d["NAME"]"""),
        (
            lambda d: d.bars("population.{}", title="In {a}", a="five"),
            """'five' is no finding; take one, as a=d["NAME"]""",
        ),
        (lambda d: d.tiles(5), "d.tiles: too many positional arguments; it takes none"),
        (lambda d: d.key_numbers("imd.JPN.rank"), 'each is the name of a finding and words for it, as ("NAME", '),
        (lambda d: d.key_numbers(("imd.JPN.rank",)), "d.key_numbers: each is the name of a finding and words for it"),
        (lambda d: d.by_choice("rate_rule", "x"), "drawn is a function that draws with a pen; given was 'x'"),
        (lambda d: d.say("Words.", a="five"), "d.say: takes no a; it takes sentences, kind, and findings by name"),
        (lambda _: an.number(5, "firms"), "an.number: missing a required argument: 'source'; it takes value, unit, so"),
        (lambda d: an.share(d["unicorns.JPN.count"]), "an.share: missing a required argument: 'whole'; it takes part"),
        (lambda d: an.ratio(d["unicorns.JPN.count"], unde=2), "an.ratio: takes no unde; did you mean under?"),
        (lambda _: an.change(1, 2, 3), "an.change: too many positional arguments; it takes later, earlier"),
        (lambda _: an.per(), "an.per: missing a required argument: 'amount'; it takes amount, base, each"),
        (lambda _: an.compare_editions(befor="x"), "an.compare_editions: takes no befor; did you mean before?"),
    ],
)
def test_what_a_method_does_not_take_is_told_with_what_was_meant(d, ask, told):
    with pytest.raises(ParameterError) as refused:
        ask(d)
    assert told in str(refused.value)


@pytest.mark.parametrize("name", ["figure", "compare", "bars", "dots", "strip"])
def test_a_year_is_a_number_wherever_one_is_asked_for(d, name):
    given = ["population", "KOR"] if name == "figure" else ["population.{}"]
    with pytest.raises(ParameterError, match="year='2020' is no year, which is written year=2023"):
        getattr(d, name)(*given, year="2020")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("exchange_rate", 'd has no exchange_rate; take d.rate("USD", "JPY", day), or d.exchange_rates for all'),
        ("convert", 'd has no convert; take an.convert(amount, rate), with rate = d.rate("USD", "JPY", "2024-04-12")'),
        ("over", "d has no over; did you mean over_time?"),
        ("zebra", "d has no zebra; it has actors, article, bars, "),
    ],
)
def test_what_a_report_does_not_have_is_told_with_the_nearest_names(d, name, told):
    with pytest.raises(AttributeError) as refused:
        getattr(d, name)
    assert str(refused.value).startswith(told)
    assert not hasattr(d, "_repr_svg_")


def test_how_money_is_converted_is_told_where_it_is_looked_for(d):
    with pytest.raises(
        ParameterError, match=r"missing .*'quote'; it takes .* such as d\.rate\(\"USD\", \"JPY\", \"2024-"
    ):
        d.rate("2024-04-12")
    for name in ("to", "convert"):
        with pytest.raises(AttributeError, match=rf"^a finding has no {name}; .* by an\.convert\(amount, rate\)$"):
            getattr(d["subsidy.JPN.amount"], name)
    with pytest.raises(UnknownNameError, match="did you mean gdp_ppp"):
        d.figure("gdp_ppp_usd", "JPN")  # a name with a currency in it is no rate


def test_a_paragraph_shows_its_words_in_a_plain_prompt(d):
    assert repr(d.say("There were {unicorns.JPN.count} firms.")) == "There were 7 firms."


def test_the_help_and_the_arguments_are_those_of_the_method(d):
    """Of jupyter's question mark and of Tab."""
    from inspect import signature

    assert list(signature(d.compare).parameters) == ["name", "per", "each", "year"]
    assert d.compare.__doc__.startswith("Set one finding side by side")
    assert list(signature(an.per).parameters) == ["amount", "base", "each"]
    assert an.number.__doc__.startswith("Take a number of your own")


def test_an_account_that_is_none_is_refused_with_the_one_that_was_meant(d):
    with pytest.raises(UnknownNameError, match="'wbi' is no account; did you mean wdi"):
        d.series("labour_force", "JPN", "wbi")
    with pytest.raises(UnknownNameError, match="'USA' is no account; economies are chosen"):
        d.series("labour_force", "JPN", "USA")
    with pytest.raises(UnknownNameError, match=r"accounts of labour_force\.JPN are wdi$"):
        d.series("labour_force", "JPN", "xyz")
    with pytest.raises(UnknownNameError, match=r"'imf' is no account; leave it out$"):
        d.series("gdp_nominal_usd", "JPN", "imf")


RATES = {
    "a pair, followed": lambda d: d.series("USD.JPY"),
    "a currency, followed": lambda d: d.series("USD"),
    "a currency in a country's place": lambda d: d.series("USD", "JPY"),
    "a pair, side by side": lambda d: d.wide("USD.JPY"),
    "a currency, side by side": lambda d: d.wide("JPY"),
    "its means, side by side": lambda d: d.wide("USD.JPY mean"),
    "its vintages": lambda d: d.vintages("USD.JPY"),
    "a pair, as a figure": lambda d: d.figure("usd_jpy", "JPN"),
    "by its name, as a figure": lambda d: d.figure("exchange_rate", "JPN"),
}


@pytest.mark.parametrize("ask", RATES.values(), ids=RATES)
def test_a_rate_that_was_taken_for_a_series_is_told_with_what_works(d, ask):
    with pytest.raises(UnknownNameError) as refused:
        ask(d)
    day = 'd.rate("USD", "JPY", "2024-04-12")'
    told = f'of an exchange rate there are {day} and d.series("USD.JPY mean"), daily of USD.JPY'
    assert str(refused.value).endswith(f"in the dataset; {told}")
    assert eval(day).text == "¥153.17"  # by the euro: 163.16 ÷ 1.0652
    assert d.series("USD.JPY mean")[2023] == pytest.approx(140.5, abs=0.05)


def test_a_row_that_is_too_short_is_named(d):
    with pytest.raises(TemplateError, match="tbl-a: row 2 has 1 cell; expected 2"):
        d.table("tbl-a", "A", ["", "Firms"], [["Japan", "=unicorns.JPN.count"], ["South Korea"]])


def test_a_slope_does_not_turn_round_the_years_it_was_given(d):
    with pytest.raises(TemplateError, match=r"years=\(2023, 2019\) goes back in time; write years=\(2019, 2023\)"):
        d.slope("imd_wdcr_rank.{}", years=(2023, 2019))
    assert "2019 on the left, 2023 on the right" in d.slope("imd_wdcr_rank.{}", years=(2019, 2023)).subtitle


def test_a_year_that_was_typed_in_a_title_is_refused_with_an_example(d):
    with pytest.raises(TemplateError, match=r"a year is that of a figure, as in \{x.year\} with x=d.figure"):
        d.say("It is so since 2021.")


def test_a_number_that_was_typed_is_refused_with_what_to_write(d):
    with pytest.raises(TemplateError, match=r'a number of your own is \{x\} with x=an\.number\(value, "unit", '):
        d.say("It is 7.")


def test_what_is_like_no_name_is_told_what_there_is(d):
    with pytest.raises(UnknownNameError, match=r"no .quux. in the dataset; d\.indicators lists them all"):
        d.series("quux")
    with pytest.raises(UnknownNameError, match="no 'XXX' in the dataset; known are JPN, USA, "):
        d.series("population", "XXX")
    with pytest.raises(UnknownNameError, match="did you mean gdp_ppp"):
        d.series("GDP")
    with pytest.raises(UnknownNameError, match=r"did you mean .*semiconductor_sales_share_hq"):
        d.series("chip_sales_share")
    with pytest.raises(UnknownNameError, match="did you mean reer_broad"):
        d.series("real_effective_exchange_rate")


def test_a_cell_that_names_a_series_says_how_to_take_its_figure(d):
    with pytest.raises(UnknownNameError, match=r"that is a series: take d\.figure"):
        d.table("tbl-a", "A", ["", "People"], [["Japan", "=population.JPN"]])


def test_axes_are_told_to_be_shown_as_their_figure(d):
    from matplotlib.figure import Figure

    with pytest.raises(TemplateError, match=r"not of type Axes; of Axes show ax\.figure"):
        d.exhibit(Figure().add_subplot(), source="Own", alt="Nothing.")


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda d: d.say(5), "a sentence, title or caption is words in quotation marks, .*; given was 5"),
        (lambda d: d.masthead("A", 5), "is words in quotation marks, with findings in braces; given was 5"),
        (
            lambda d: d.bars("unicorns.{}.count", label=5),
            "a label is words in quotation marks, such as 'fig-storks'; gi",
        ),
        (lambda d: d.robustness("x"), r"give what an\.load_grid\(FOLDER\) returns"),
        (lambda d: d.wide("labour_force", "wid"), "'wid' is no account; did you mean wdi"),
        (lambda d: d.wide("labour_force", "nobody"), r"'nobody' is no account; .*accounts of labour_force.JPN are wdi"),
        (lambda d: d.wide("population", "labour_force"), "d.wide takes one indicator"),
        (lambda d: d.wide(["population", "labour_force"]), "d.wide takes one indicator"),
    ],
)
def test_what_is_no_words_no_grid_and_no_account_is_told_what_is_wanted(d, ask, told):
    with pytest.raises(AnalysisError, match=told):
        ask(d)


ONE = 'one name is wanted, not {}; several countries stand side by side in d.wide("population") and d.compare('


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda d: d.series("population", ["JPN", "KOR"]), ONE.format("['JPN', 'KOR']")),
        (lambda d: d.figure("population", ("JPN", "KOR")), ONE.format("('JPN', 'KOR')")),
        (lambda d: d.vintages(["population"]), ONE.format("['population']")),
        (lambda d: d[["C26", "C27"]], "one name is wanted; of several write [d[name] for name in ['C26', 'C27']]"),
        (
            lambda d: d.wide("fdi_inflow_usd / gdp_nominal_usd"),
            'write "fdi_inflow_usd.{} / gdp_nominal_usd.{}", or of one country "fdi_inflow_usd.JPN / gdp_no',
        ),
        (lambda d: d.series("population change"), 'write "population.{} change", or of one country "population.JPN ch'),
        (lambda d: d.trace("nope"), "no finding 'nope'; d.findings or findings.csv lists them all"),
        (lambda d: d["C26"].trace(), 'write d.trace("C26") for a verdict, or in a terminal japan-tech trace C26'),
        (lambda d: d["imd.JPN.rank"].trace(), "write d.trace(it) for a finding, or in a terminal japan-tech trace NA"),
        (lambda d: d.trace("imd.JPN.rnk"), "did you mean imd.JPN.rank?"),
    ],
)
def test_several_names_where_one_belongs_and_one_that_is_none_are_told_what_to_write(d, ask, told):
    with pytest.raises(AnalysisError) as refused:
        ask(d)
    assert told in str(refused.value)
