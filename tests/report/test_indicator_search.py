"""Finding an indicator by words, and completing names in a shell of IPython, as JupyterLab does."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import analysis as an
from analysis.errors import UnknownNameError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2026-10-30")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("chip sales", "semiconductor_sales_share_hq"),
        ("Sales, CHIP", "semiconductor_sales_share_hq"),
        ("real exchange", "reer_broad"),
        ("gdp hour worked", "gdp_per_hour_rank_oecd"),
        ("research developm", "rnd_share_gdp"),
        ("unicorn heads", "cb_insights_unicorns"),
        ("cb insights", "cb_insights_unicorns"),
    ],
)
def test_an_indicator_is_found_by_words(d, words, first):
    assert d.find(words).index[0] == first


def test_what_is_found_says_what_can_be_asked_next(d):
    row = d.find("chip sales").loc["semiconductor_sales_share_hq"]
    assert row.drop("accounts").tolist() == ["Share of world chip sales", "share", 5, "1979–2024"]
    assert {"(default)", "sia", "ihs"} <= set(row["accounts"].split(", "))
    assert d.find("inflow usd").loc["fdi_inflow_usd", "accounts"] == ""


def test_what_was_not_public_does_not_count(d):
    then = an.load(as_of="2024-04-12").find("chip sales").loc["semiconductor_sales_share_hq"]
    assert then["years"] < d.find("chip sales").loc["semiconductor_sales_share_hq", "years"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "such as d.find"),
        ("semicondutor", "did you mean semiconductor?"),
        ("zzz", "d.indicators lists all 137"),
    ],
)
def test_what_is_not_found_gets_one_line_with_what_is_near(d, words, told):
    with pytest.raises(UnknownNameError, match=told.replace("?", r"\?")):
        d.find(words)


# -- completion

pytestmark = pytest.mark.filterwarnings("ignore:.*Completer.complete:PendingDeprecationWarning")


@pytest.fixture(scope="module")
def shell(d):
    shell = InteractiveShell()
    shell.user_ns |= {"d": d, "an": an, "mine": d["imd.JPN.rank"]}
    an.register_completion(shell)
    an.register_completion(shell)
    assert len(shell.Completer.custom_matchers) == 1
    return shell


@pytest.fixture
def opened(d, monkeypatch):
    monkeypatch.setattr("analysis.report.tab_completion.OPENED", [d])


@pytest.mark.parametrize(
    ("typed", "fragment", "offered"),
    [
        ('d.figure("gdp_n', "gdp_n", ["gdp_nominal_lcu", "gdp_nominal_usd"]),
        ("d.vintages('imd_wdcr_r", "imd_wdcr_r", ["imd_wdcr_rank"]),
        ('d.wide("broad', "broad", ["reer_broad"]),
        ('d.series("reer_broad", "', "", ["JPN"]),
        ('d.series("reer_broad", "JPN", "', "", ["bis", "boj"]),
        ('d.wide("reer_broad", account="b', "b", ["bis", "boj"]),
        ('d.compare("unicorns.{}.co', "unicorns.{}.co", ["unicorns.{}.count"]),
        ('d.compare("fdi_inward_stock_usd", per="gdp_n', "gdp_n", ["gdp_nominal_lcu", "gdp_nominal_usd"]),
        ('d.verdicts["C2', "C2", [f"C2{n}" for n in range(10)]),
        ("d.history['C1", "C1", [f"C1{n}" for n in range(10)]),
        ('an.load("2024', "2024", ["2024-04-12"]),
        ("an.load(den", "den", ["denominator="]),
        ('an.load("2024-04-12", ra', "ra", ["rate_rule="]),
        ('an.load(denominator="gdp_', "gdp_", ["gdp_ppp"]),
        ('an.load(peers=["KOR", "DE', "DE", ["DEU"]),
        ("%%say answer\nJapan was {imd.JPN.r", "imd.JPN.r", ["imd.JPN.rank"]),
        ("%%say\nJapan was [{min", "min", ["mine"]),
        ('an.share(d.figure("ppp_rate", "JPN"), d.figure("gdp_pp', "gdp_pp", ["gdp_ppp"]),
        ('d["imd.JPN.rank"].bou', "bou", ["bounds"]),
        ('d["imd.JPN.rnak"].bou', "bou", ["bounds"]),  # misspelt: what a finding has
        ('d.verdicts["C26"].ru', "ru", ["rule"]),
        ("d.latest.is_def", "is_def", ["is_default"]),
        ('d.latest["is_def', "is_def", ["is_default"]),
        ("mine.bou", "bou", ["bounds"]),
        ('(mine / d["imd.JPN.rank"]).bou', "bou", ["bounds"]),
        ("%%say an", "an", ["answer"]),
        ("%%say\nJapan was {mine:wo", "wo", ["words"]),
        ("%%say\nJapan was pri", "", []),
        ('x = [d["imd.JPN.ra', "imd.JPN.ra", ["imd.JPN.rank"]),
        ('d.trace("imd.JPN.ra', "imd.JPN.ra", ["imd.JPN.rank"]),
        ('d.bars("imd.JPN.ra', "imd.JPN.ra", ["imd.JPN.rank"]),
        ('d.bars("imd.{}.rank",\n    "gdp_nominal_u', "gdp_nominal_u", ["gdp_nominal_usd"]),
        ('d.dots({"Rank": "imd.{}.ra', "imd.{}.ra", ["imd.{}.rank"]),
        ('d.over_time("reer_broad.JPN.b', "reer_broad.JPN.b", ["reer_broad.JPN.bis", "reer_broad.JPN.boj"]),
        ('d.over_time(["USD.J', "USD.J", ["USD.JPY mean"]),
        ('d.series("labour_force.J', "labour_force.J", ["labour_force.JPN", "labour_force.JPN.wdi"]),
        ('d.by_economy("tbl-a", "A", {"Firms, all": "unicorns.{}.co', "unicorns.{}.co", ["unicorns.{}.count"]),
        ('d.by_period("tbl-a", "A", columns={"B": "population.J', "population.J", ["population.JPN"]),
        ('d.by_economy("', "", ["tbl-"]),
        ('d.rate("USD", "JP', "JP", ["JPY"]),
        ('d.say("Japan (32nd), {imd.JPN.ra', "imd.JPN.ra", ["imd.JPN.rank"]),
        ('d.bars("imd.{}.rank", title="It is {imd.JPN.ra', "imd.JPN.ra", ["imd.JPN.rank"]),
    ],
)
@pytest.mark.usefixtures("opened")
def test_names_are_completed_within_calls(shell, typed, fragment, offered):
    with provisionalcompleter():  # what a kernel answers to JupyterLab
        found = list(shell.Completer.completions(typed, len(typed)))
    assert [typed[: it.start] + it.text for it in found] == [typed.removesuffix(fragment) + it for it in offered]


@pytest.mark.parametrize(
    "typed",
    [
        'print("gdp_nom',
        'nothing.figure("gdp_nom',
        'd.say("gdp_nom',
        'd.bars({"gdp_nom',
        'd.say(f"{gdp_nom',
        'd.wide("fdi_inflow_usd") + print("gdp_nom',
    ],
)
def test_other_strings_are_left_alone(shell, typed):
    assert shell.complete(None, typed, len(typed))[1] == []


def test_parameters_are_completed_before_a_report_is_open(shell, monkeypatch):
    monkeypatch.setattr("analysis.report.tab_completion.OPENED", [])
    with provisionalcompleter():
        found = [it.text for it in shell.Completer.completions("an.load(foc", len("an.load(foc"))]
    assert found == ["focus="]
