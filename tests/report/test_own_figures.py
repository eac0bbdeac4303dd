"""Figures of an analyst's own: what they take, what they say by themselves, and what they refuse."""

import ast
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import analysis as an
from analysis.errors import TemplateError, UnitError, UnknownNameError
from analysis.findings.finding import GivenSource
from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
from analysis.rendering.palette import FOCUS
from analysis.report.ipython import formatters
from analysis.report.page import left_out
from analysis.report.writer import Writer

from ..drawing import numbers_in
from ..kernelless import lint_faults

STORKS = Path(__file__).resolve().parents[1] / "second_article"
KINDS = ("bars", "dots", "over_time", "slope", "strip")


@pytest.fixture(scope="module")
def storks():
    """The made-up article as known on its day: 118 nests in Avonia, 75 in Borduria."""
    return an.load(study=f"{STORKS / 'study.py'}:STUDY", data=STORKS / "data", as_of="2020-05-04")


@pytest.fixture
def d(storks):
    """The same with a pen that has written nothing yet."""
    storks.pen = Writer(storks.catalogue)
    return storks


def rows(figure):
    """What a figure hands on as data, a mapping for each row."""
    return figure.data.to_dict("records")


def printed(figure):
    """The words on a drawing that lead to a working."""
    return numbers_in(figure.svg)


def test_bars_say_by_themselves_what_they_show_and_whose_figures_they_are(d):
    figure = d.bars("nests.{}")
    assert figure.label == "fig-bars-nests"
    assert figure.title == '<span class="label">Nests of storks, 2019</span>'
    assert figure.subtitle == '<span class="label">Nests; the longest bar first</span>'
    assert figure.source == '<span class="label">Bird Survey.</span>'
    assert repr(figure) == "Nests of storks, 2019. Avonia: 118; Borduria: 75."
    assert printed(figure) == ["118", "75"]
    assert [(row["name"], row["value"], row["finding"]) for row in rows(figure)] == [
        ("Avonia", 118, "nests.AVO"), ("Borduria", 75, "nests.BOR"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["bars", "dots", "strip"])
def test_findings_names_of_them_comparisons_and_mappings_are_the_same_to_a_figure(d, kind):
    draw = getattr(d, kind)
    given = [
        ("nests.{}",),
        (d.compare("nests.{}"),),
        ("nests.AVO", "nests.BOR"),
        ([d["nests.AVO"], d["nests.BOR"]],),
        ({"Avonia": "nests.AVO", "Borduria": d["nests.BOR"]},),
        ("nests.@", d.figure("stork_nests", "BOR")),
    ]
    told = [{(row["name"], row["printed"]) for row in rows(draw(*shown))} for shown in given]
    assert told == [{("Avonia", "118"), ("Borduria", "75")}] * len(given)


def test_what_was_just_computed_is_drawn_and_explained(d):
    figure = d.bars({"Avonia against Borduria": d["nests.AVO"] / d["nests.BOR"]})
    assert printed(figure) == ["1.57"]
    assert {"ratio(nests.AVO,nests.BOR)"} <= set(d.pen.used)


def test_a_series_is_a_bar_for_each_period(d):
    assert [(row["name"], row["value"]) for row in rows(d.bars("stork_nests.AVO"))] == [("2018", 98), ("2019", 118)]


def test_a_title_names_findings_and_may_take_one_of_its_own(d):
    times = d["nests.AVO"] / d["nests.BOR"]
    figure = d.bars("nests.{}", title="Avonia has {times} times as many, {times:more|as many|fewer}", times=times)
    assert figure.alt.startswith("Avonia has 1.57 times as many, more. Nests of storks, 2019. Avonia")
    assert times.id in d.pen.used
    figure = d.bars("nests.{}", alt="{nests.AVO} against {nests.BOR}.")
    assert figure.alt == "Nests of storks, 2019. 118 nests against 75 nests."


@pytest.mark.parametrize("place", ["title", "subtitle", "alt"])
def test_a_number_typed_by_hand_is_refused(d, place):
    with pytest.raises(TemplateError):
        d.dots("nests.{}", **{place: "In 2019"})


def test_of_a_series_the_newest_year_that_has_ended_is_shown_or_the_one_asked_for(report):
    """The Monetary Fund forecasts India's output of 2025, and everybody's of 2026."""
    newest, asked = report.bars("gdp_nominal_usd"), report.bars("gdp_nominal_usd", year=2026)
    assert (newest.title, asked.title) == tuple(
        f'<span class="label">GDP in dollars, {year}</span>' for year in (2025, 2026)
    )
    assert [row["name"] for row in rows(newest) if "forecast" in row["name"]] == ["India, forecast"]
    assert all(row["name"].endswith(", forecast") for row in rows(asked))
    assert newest.label != asked.label
    one = report.figure("gdp_nominal_usd", "JPN")
    assert rows(newest)[3]["finding"] == one.id == report.compare("gdp_nominal_usd").findings["Japan"].id
    with pytest.raises(TemplateError, match="nothing is known for 1990; there are 2015 to 2026"):
        report.dots("gdp_nominal_usd.{}", year=1990)
    with pytest.raises(TemplateError, match=r"year=2023 chooses among the years of a series.*unicorns\.JPN\.count"):
        report.dots("unicorns.{}.count", year=2023)


def test_forecasts_over_time_are_dashed_and_called_forecasts_in_words_and_data(report):
    figure = report.over_time("gdp_nominal_usd.JPN")
    assert printed(figure) == ["Japan $4.379 trillion, forecast"]
    assert figure.alt.endswith("to $4.379 trillion in 2026 (forecast).")
    assert [row["year"] for row in rows(figure) if row["printed"].endswith(", forecast")] == [2026]
    assert "dashed where forecast" in figure.subtitle.lower()
    assert "stroke-dasharray" in figure.svg
    assert "stroke-dasharray" not in report.over_time("fdi_inflow_usd.JPN").svg


def test_the_country_in_focus_is_in_colour_or_what_is_highlighted(d):
    def in_colour(**given):
        alone = [d.bars({name: it}, **given) for name, it in (("Avonia", "nests.AVO"), ("Borduria", "nests.BOR"))]
        return [FOCUS in figure.svg for figure in alone]

    assert in_colour() == [True, False]
    assert FOCUS in d.bars("nests.{}", highlight="BOR").svg
    assert d.dots({"Here": "nests.AVO", "There": "nests.BOR"}, highlight="Here").svg.count(FOCUS)
    assert not d.dots({"Here": "nests.AVO", "There": "nests.BOR"}).svg.count(FOCUS)
    with pytest.raises(UnknownNameError, match="nothing in the figure is called 'Bordura'"):
        d.bars("nests.{}", highlight="Bordura")


def test_a_figure_from_a_source_stands_for_its_series(d):
    assert d.over_time("nests.{}").data.equals(d.over_time("stork_nests.{}").data)
    with pytest.raises(TemplateError, match=r"nests\.AVO\.per_head is computed"):
        d.over_time("nests.AVO.per_head")


def test_a_series_of_a_single_period_is_drawn_as_bars_and_left_out_beside_longer_ones_with_a_word(d, report):
    assert [(row["name"], row["printed"]) for row in rows(d.over_time("population.{}"))] == [
        ("Borduria", "420,000"), ("Avonia", "400,000"),
    ]  # fmt: skip
    support = {"Framework": "ai_chip_framework.JPN", "Support": "esmc_dresden_aid.JPN", "FDI": "fdi_inflow_jpy.JPN"}
    said = report.over_time(support).subtitle
    assert "Of a single period and left out: Framework; nothing known of Support" in said


def test_a_slope_goes_from_the_first_year_to_the_last_that_most_have_a_figure_of(d):
    figure = d.slope("stork_nests.{}")
    assert set(printed(figure)) == {"2018", "2019", "Avonia 98", "Avonia 118", "Borduria 70", "Borduria 75"}
    assert figure.data.equals(d.slope("stork_nests.{}", years=[2018, 2019]).data)
    with pytest.raises(TemplateError, match="nothing is known for 2001; there are 2018, 2019"):
        d.slope("stork_nests.{}", years=[2001, 2019])


@pytest.mark.parametrize("years", [2018, (2018,), (2018, 2018), (2018, 2019, 2019)])
def test_a_slope_has_two_years_or_says_so(d, years):
    with pytest.raises(
        TemplateError, match=r"a slope goes from one year to another, as years=\(2015, 2024\); given: 2018"
    ):
        d.slope("stork_nests", years=years)


def test_numbers_far_apart_stand_on_a_logarithmic_scale_and_it_is_told(report):
    assert "logarithmic scale" in report.dots("fdi.{}.stock_gdp").subtitle
    assert "logarithmic" not in report.dots("fdi.{}.stock_gdp", log=False).subtitle
    with pytest.raises(TemplateError, match="above zero only"):
        report.dots("unicorns.{}.gdp", log=True)


@pytest.mark.parametrize("kind", KINDS)
def test_different_units_share_no_axis(report, kind):
    shown = ["labour_force.JPN", "imd_wdcr_rank.JPN"] if kind == "over_time" else ["unicorns.{}.count", "imd.{}.rank"]
    with pytest.raises(UnitError, match=r"one axis cannot show .* and rank"):
        getattr(report, kind)(*shown)


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_was_known_on_the_day_a_note_says_so(d, kind):
    shown = ["since.nests.AVO", "since.nests.AVO"] if kind != "slope" else [{"A": "since.nests.AVO"}]
    assert getattr(d, kind)(*shown) == left_out("figure")


def test_places_are_no_bars(report):
    with pytest.raises(TemplateError, match="take dots"):
        report.bars("imd.{}.rank")
    with pytest.raises(TemplateError, match="more than can be read"):
        report.bars("reer_broad.JPN.bis")


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_chart_can_be_saved_with_its_words_and_is_the_same_afterwards(d, tmp_path, suffix, begins):
    figure = d.bars("nests.{}")
    before = figure.svg
    figure.save(tmp_path / f"nests.{suffix}")
    content = (tmp_path / f"nests.{suffix}").read_bytes()
    assert content.startswith(begins)
    assert suffix != "svg" or {b"Nests of storks, 2019", b"Bird Survey."} <= set(
        re.findall(rb">([^<]+)</text>", content)
    )
    assert figure.svg == before
    with pytest.raises(ValueError, match="Format 'doc' is not supported"):
        figure.save(tmp_path / "nests.doc")
    assert figure.svg == before


def test_what_is_added_to_the_axes_is_on_the_page_on_every_screen(d):
    figure = d.bars("nests.{}")
    assert "00ff00" not in figure.svg + figure.narrow
    figure.axes.axvline(100, color="#00ff00")
    data, about = figure._repr_mimebundle_()
    assert "00ff00" in data["image/svg+xml"]
    assert about["image/svg+xml"]["narrow"] == ""


def test_words_of_the_data_are_text(d, finding):
    hostile = finding("x", 1, 1, "nests", source_ids=(GivenSource("survey"),))
    figure = d.bars({"<b>": hostile, "a & b": hostile})
    page = figure._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in page
    assert "<b>" not in page
    with pytest.raises(ValueError, match="script"):
        d.bars({"<b>": hostile}, label='"><script>')


SHOWN = """
d.bars("nests.{}")
d.bars("nests.{}", label="fig-again", title="That is {x} times as many", x=d["nests.AVO"] / d["nests.BOR"])
d.bars("stork_nests.AVO", highlight="2018")
d.dots({"In all": "nests.ratio.in_all", "By people": "nests.ratio.by_people"})
d.over_time("stork_nests.{}", subtitle="Nests with a pair in spring")
d.slope("stork_nests.{}")
d.strip({"Nests": "nests.{}"})
d.strip("stork_nests.{}")
d.over_time("population.{}")
d.bars("since.nests.AVO")
"""


def test_page_and_pdf_of_a_notebook_of_own_figures_have_no_fault(d):
    ways, cells = formatters(d), []  # as IPython shows what a cell ends with
    for number, line in enumerate(SHOWN.strip().splitlines()):
        it = eval(compile(ast.parse(line, mode="eval"), "cell", "eval"), {"d": d})
        own = ways.get(f"{type(it).__module__}.{type(it).__name__}")
        data, about = own(it) if own else it._repr_mimebundle_()
        cells.append(
            new_code_cell(line, id=f"own-{number}", outputs=[new_output("display_data", data, metadata=about)])
        )
    notebook = new_notebook(cells=cells)
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    pdf, _ = ReportPDFExporter().from_notebook_node(notebook)
    assert [*lint_faults(notebook), *lint.sheet_faults(pdf)] == []
    assert page.count('<figure class="exhibit"') == 9
