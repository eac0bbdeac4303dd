"""What an analyst asks at the prompt: findings and verdicts by name, comparisons, and wrong names."""

import html
import operator
import re
from collections.abc import Mapping
from datetime import date

import pytest
from bs4 import BeautifulSoup

import analysis as an
from analysis.errors import AnalysisError, NotKnownError, ParameterError, TemplateError, UnitError, UnknownNameError
from analysis.report.ipython import PANDAS_TYPES, formatters


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


@pytest.fixture(scope="module")
def newest_known():
    return an.load(as_of="2026-10-30")


WRONG = [
    (lambda d: d["fdi_inflow_us"], UnknownNameError, "fdi_inflow_us"),
    (lambda d: d["unicorns.KR.count"], UnknownNameError, "unicorns.KR.count"),
    (lambda d: d["D01"], UnknownNameError, "D01"),
    (lambda d: d.verdicts["verdikt"], UnknownNameError, "verdikt"),
    (lambda d: d.history["C99"], UnknownNameError, "C99"),
    (lambda d: d.compare("imd.JPN.rank"), UnknownNameError, "imd.JPN.rank"),
    (lambda d: d.compare("imd.{}.rang"), UnknownNameError, "rang"),
    (lambda d: d.compare("gdp_nominal_usd", year=1990), TemplateError, "1990"),
    (lambda d: d.figure("populaton", "JPN"), UnknownNameError, "populaton"),
    (lambda d: d.figure("population", "JPM"), UnknownNameError, "JPM"),
    (lambda d: d.figure("population", "JPN", 2022), ParameterError, "a year is given as year=2022"),
    (lambda d: d["labour_force.JPN"], UnknownNameError, 'd.figure("labour_force", "JPN") and, over time, d.series('),
    (lambda d: d["labour_force"], UnknownNameError, 'd.series("labour_force", "JPN")'),
    (lambda d: d["reer_broad.JPN.boj"], UnknownNameError, 'd.figure("reer_broad", "JPN", account="boj")'),
    (lambda d: d["reer_broad.JPN"], UnknownNameError, 'd.series("reer_broad", "JPN", account="bis")'),
    (lambda d: d.say("It is {population.JPN}."), UnknownNameError, 'd.figure("population", "JPN")'),
    (lambda d: d.figure("gdp_nominal_usd", "JPN", year=1950), NotKnownError, "in 1950; there are 2015 to 2023"),
    (
        lambda d: d.figure("reer_broad", "JPN", account="bis", year=1990),
        NotKnownError,
        'this account has months or quarters of 2023; other accounts: account="boj" (1970)',
    ),
    (lambda d: d.figure("reer_broad", "DEU"), NotKnownError, "there are figures of JPN"),
    (lambda d: d.figure("frontend_equipment_share_hq", "FRA"), NotKnownError, "there are figures of JPN, USA, KOR"),
    (lambda d: d.figure("gdp_nominal_usd", "JPN", account="imf"), UnknownNameError, "usd; leave account out"),
    (lambda d: d.figure("reer_broad", "JPN", account="imf"), UnknownNameError, "its accounts are bis, boj"),
    (lambda d: d.rate("USD", "JPZ", "2024-04-12"), UnknownNameError, "JPZ"),
    (lambda d: d.rate("USD", "JPY", "1965-01-01"), NotKnownError, "1965-01-01"),
    (lambda d: d.rate("USD", "JPY", "12.4.2024"), ParameterError, "12.4.2024"),
    (lambda d: d.series("labour_force", "JPN", "wbi"), UnknownNameError, "wbi"),
    (lambda d: d.series("population", "XXX"), UnknownNameError, "XXX"),
    (lambda d: d.series("USD.JPY"), UnknownNameError, "USD.JPY"),
    (lambda d: d.series("chip_support_pct_gdp"), NotKnownError, 'account="mof"'),
    (lambda d: d.wide("Unicorns"), UnknownNameError, "Unicorns"),
    (lambda d: d.wide("fdi"), UnknownNameError, "fdi_inflow_jpy, fdi_inflow_usd"),
    (lambda d: d.wide(2), UnknownNameError, "d.indicators lists all"),
    (lambda d: d.wide("fdi_inflow_usd.JPN"), UnknownNameError, "fdi_inflow_usd.JPN"),
    (lambda d: d.wide("labour_force", "nobody"), UnknownNameError, "nobody"),
    (lambda d: d.by_period("tbl-a", "A", {"Inflow": "fdi_inflow_usd"}), UnknownNameError, "fdi_inflow_usd"),
    (lambda d: d.by_indicator("tbl-a", "A", {"Place": "imd.{}.rang"}), UnknownNameError, "rang"),
    (lambda d: d.table("tbl-a", "A", ["", "People"], [["Japan", "=population.JPN"]]), UnknownNameError, "population"),
    (lambda d: d.table("tbl-a", "A", ["", "Firms"], [["Japan", None], ["Korea"]]), TemplateError, "row 2"),
    (lambda d: d.table("tbl-a", "A", ["", "Firms"], [["Japan", ("so ", 7)]]), TemplateError, "row 1, column 'Firms'"),
    (lambda d: d.bars("unicorns.{}.count", label="fig-two words"), TemplateError, "fig-two words"),
    (lambda d: d.say("Words.", kind="answr"), ParameterError, "answr"),
    (lambda _: an.load(fokus="KOR"), ParameterError, "fokus"),
    (lambda _: an.load("KOR"), ParameterError, "KOR"),
    (lambda _: an.load("12 April 2024"), ParameterError, "a day is written 2024-04-12"),
    (lambda _: an.load(as_of="12 April 2024"), ParameterError, "2024-04-12"),
]


@pytest.mark.parametrize(("ask", "error", "named"), WRONG)
def test_what_is_wrong_is_named_in_one_line(d, ask, error, named):
    with pytest.raises(error) as refused:
        ask(d)
    assert named in str(refused.value)
    assert isinstance(refused.value, AnalysisError)
    assert len(refused.value.lines) == 1


def test_an_open_report_says_what_there_is_and_where(d):
    page = BeautifulSoup(d._repr_html_(), "html.parser")
    assert page.div.get_text().startswith("As known on 12 April 2024: 32 claims, ")
    for tag in page.select("code"):
        eval(tag.get_text(), {"d": d})
    assert ("imd.JPN.rank" in d, "imd.JPN.rnak" in d, "imd.JPN.rank" in list(d)) == (True, False, True)


@pytest.mark.parametrize(
    ("compare", "is_true"),
    [
        (lambda d: d["imd.JPN.rank"] > 5, True),
        (lambda d: d["imd.JPN.rank"] <= 32, True),
        (lambda d: d["imd.JPN.rank"] == 32, True),
        (lambda d: d["unicorns.JPN.count"] > 7, False),
        (lambda d: d["unicorns.JPN.count"] == 8, False),
        (lambda d: d.figure("population", "JPN", year=2023) > 1e8, True),
        (lambda d: d["subsidy.ratio.DEU.mof"] > 1, True),  # its bounds are 1.699 to 1.765
        (lambda d: d["subsidy.ratio.DEU.mof"] <= 1.69, False),
        (lambda d: d["subsidy.ratio.DEU.mof"] == 2, False),
    ],
)
def test_ranks_counts_and_ratios_are_compared_with_plain_numbers(d, compare, is_true):
    assert compare(d) is is_true


@pytest.mark.parametrize("name", ["subsidy.JPN.share.total", "subsidy.JPN.amount"])
@pytest.mark.parametrize("compare", [operator.gt, operator.le, operator.eq])
def test_a_number_beside_a_share_or_an_amount_needs_a_unit(d, compare, name):
    with pytest.raises(UnitError, match="has no unit and no source"):
        compare(d[name], 5)


def test_a_ratio_is_not_compared_with_a_number_within_its_bounds(d):
    for compare in (operator.gt, operator.le, operator.eq):
        with pytest.raises(AnalysisError, match=r"1\.699 to 1\.765"):
            compare(d["subsidy.ratio.DEU.mof"], 1.73)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("subsidy.JPN.share.total", 5),
        ("subsidy.JPN.amount", 5),
        ("unicorns.JPN.population", 2),
        ("yen.real", 60),
        ("claim.day", 738000),
    ],
)
def test_what_is_said_of_a_number_without_a_unit_can_be_followed(d, name, number):
    with pytest.raises(UnitError) as refused:
        d[name] > number  # noqa: B015
    recipe = re.search(r"an\.number\(.*?\)|\.value > [^;]*", str(refused.value))[0]
    if recipe.startswith("an.number"):
        recipe = f" > {recipe}"
    assert eval(f"d[name]{recipe}", {"d": d, "an": an, "name": name, "date": date}) in (True, False)


def test_the_day_may_come_first(d):
    assert an.load("2024-04-12").parameters.as_of == an.load(date(2024, 4, 12)).parameters.as_of == d.parameters.as_of
    for given in ({"as_of": "2024-05-01"}, {"as_of": ""}):
        with pytest.raises(ParameterError, match="given twice"):
            an.load("2024-04-12", **given)
    with pytest.raises(ParameterError, match="2024-13-01"):
        an.load("2024-13-01")


def test_a_rate_is_that_of_its_day_or_the_mean_of_its_year(d):
    assert d.rate("USD", "JPY", "2024-04-12").text == "¥153.17"  # by the euro: 163.16 ÷ 1.0652
    assert d.series("USD.JPY mean")[2023] == pytest.approx(140.5, abs=0.05)


# -- what is of an earlier day, or of two accounts, says so


@pytest.mark.parametrize(
    ("name", "newest"),
    [
        ("unicorns.JPN.count", 'Unicorns, Japan, 29 June 2026: 5, d.figure("cb_insights_unicorns", "JPN")'),
        ("yen.real", 'January 2026: 67.73, d.figure("reer_broad", "JPN", account="bis")'),
        ("unicorns.JPN.population", '5, d.figure("cb_insights_unicorns", "JPN"); Population (IMF), Japan, 2025'),
        ("verdicts.all", "of the figures it uses have newer ones"),
        ("since.JPN.unicorns", ""),
        ("claim.C12", ""),
        ("obs.imd_wdcr_rank.JPN.2023.2023-11-30", ""),
    ],
)
def test_a_finding_of_an_earlier_day_names_the_newest_figure(newest_known, name, newest):
    found = newest_known[name]
    assert newest in found.remark if newest else found.remark == ""
    assert html.unescape(found._repr_html_()).count(found.remark) > 0 < repr(found).count(found.remark)
    assert found == newest_known.catalogue.named(name)  # which is what the page shows


def test_figures_of_two_accounts_say_so_when_they_are_set_against_each_other(newest_known):
    share = "semiconductor_sales_share_hq"
    first, *others = (
        newest_known.figure(share, "JPN", account=account, year=year)
        for account, year in (("sia", 2024), ("sia", 2021), ("", 1990))
    )
    for calculate in (an.change, an.ratio, operator.sub):
        remarks = [calculate(first, other).remark for other in others]
        assert remarks == ["", f"remark: two accounts of {share}, sia and the default, which may count differently"]


def test_the_table_of_all_vintages_names_the_one_of_the_latest(d):
    (kind, *_), (bundle, *_) = zip(*((k, b) for k, b in formatters(d).items() if k in PANDAS_TYPES), strict=True)
    assert kind == PANDAS_TYPES[0]
    whole, extract = (bundle(it)[0] for it in (d.observations, d.observations.head()))
    assert all("d.latest" in text for text in whole.values())
    assert not any("d.latest" in text for text in extract.values())


# -- comparisons -----------------------------------------------------------------------------------------


def test_the_countries_chosen_stand_in_their_order_with_period_value_and_bounds(d):
    compared = d.compare("unicorns.{}.count")
    assert list(compared.findings) == ["Japan", "South Korea", "Germany"]
    assert repr(compared).splitlines()[:2] == ["Unicorns, 20 March 2024 (firms)", "Japan, 20 March 2024: 7"]
    table = BeautifulSoup(d.compare("unicorns.{}.gdp")._repr_html_(), "html.parser").table
    japan = [cell.get_text() for cell in table.tbody.tr.find_all(["th", "td"])]
    assert japan == ["Japan", "2022 and 20 March 2024", d["unicorns.JPN.gdp"].text, d["unicorns.JPN.gdp"].bounds]
    frame = compared.frame
    assert frame.merge(d.entities, on="entity")["name"].tolist() == ["Japan", "South Korea", "Germany"]
    assert frame.attrs["as_of"] == d.wide("cb_insights_unicorns").attrs["as_of"] == "2024-04-12"


@pytest.mark.parametrize("sentence", ["It is {later}.", "It is {later:more|as much|less}."])
def test_a_number_of_a_later_report_is_refused_in_figures_and_as_a_word(sentence):
    later = an.load(as_of="2026-10-30")["subsidy.JPN.share.meti"]
    with pytest.raises(TemplateError, match=r"became public on .*; this report is as of 2024-04-12"):
        an.load(as_of="2024-04-12").say(sentence, later=later)


def test_a_series_is_compared_in_the_year_asked_for_and_two_in_the_latest_that_both_have():
    d = an.load(as_of="2026-10-30", peers=["DEU"])
    assert repr(d.compare("fdi_inflow_usd.{}", year=2022)).splitlines()[1] == "Japan, 2022: $34.35 billion"
    assert d.compare("gdp_nominal_usd", year=2026).frame["period"].tolist() == ["2026, forecast"] * 2
    found = an.load(as_of="2026-10-30", peers=["TWN"]).compare("fdi_inward_stock_usd", per="gdp_nominal_usd").frame
    stock, gdp = (d.figure(name, "JPN", year=2024) for name in ("fdi_inward_stock_usd", "gdp_nominal_usd"))
    assert found["period"].tolist() == ["2024", "2024"]
    assert found.loc["Japan", "value"] == pytest.approx(stock.value / gdp.value)
    assert d.figure("gdp_nominal_usd", "JPN").observation.period == "2025"  # is newer, and not taken
    with pytest.raises(ParameterError, match="give per as well"):
        d.compare("gdp_nominal_usd", each="million")


@pytest.mark.parametrize(("per", "units"), [("", "JPY, KRW, EUR"), ("population", "JPY per persons, KRW per persons")])
def test_what_is_in_different_units_is_no_multiple_of_another_and_says_so(d, per, units):
    compared = d.compare("gdp_nominal_lcu", per=per)
    assert "multiple" not in compared.frame
    assert all(units in text for text in (repr(compared), compared._repr_html_()))


def test_a_country_without_the_figure_is_left_out(d):
    assert list(d.compare("subsidy.{}.share.mof").findings) == ["Japan", "Germany"]
    compared = an.load(as_of="2024-04-12", focus="SGP", peers=["IND"]).compare("subsidy.{}.share.meti")
    assert (compared.frame.empty, repr(compared)) == (True, "nothing known")


# -- verdicts --------------------------------------------------------------------------------------------


def test_verdicts_are_a_mapping_by_claim_and_else_a_pandas_table(report):
    verdicts = report.verdicts
    assert isinstance(verdicts, Mapping)
    assert verdicts["C26"] is report["C26"] is report.catalogue.verdicts["C26"]
    assert dict(verdicts) == report.catalogue.verdicts
    assert ("C26" in verdicts, "verdict" in verdicts, "D01" in verdicts) == (True, False, False)
    assert verdicts.loc["C26", "verdict"] == "overstated"
    assert verdicts[verdicts.verdict == "disputed"].index.tolist() == [
        claim for claim, verdict in verdicts.items() if verdict.outcome.value == "disputed"
    ]
    assert verdicts["margin"].loc["C26"] == pytest.approx(1.36)
    assert "statement" in dir(verdicts)


def test_their_table_tells_why_and_on_whose_figures_each_rests(report):
    frame = report.verdicts.frame
    row = frame.loc["C26"]
    assert row["why"].startswith("By both Japanese ministries the share of GDP is larger, but by how much depends")
    assert row["sources"] == "mof_fsc_2024 meti_2024_05"
    assert (row["paragraph"], row["holds_in"], row["of"]) == (23, 6, 8)
    assert frame.loc["C03", "sources"] == report.claims.loc["C03", "source_ids"] == "google_centre"
    assert ((frame["why"] == "") == (frame["verdict"] == "supported")).all()


def test_words_of_the_data_are_not_markup_in_it(report, monkeypatch):
    claims = report.catalogue.evidence.claims
    monkeypatch.setitem(claims, "C03", {**claims["C03"], "statement": "A <script>alert()</script> of theirs."})
    page = report.verdicts._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "mathjax_ignore" in BeautifulSoup(page, "html.parser").div["class"]
