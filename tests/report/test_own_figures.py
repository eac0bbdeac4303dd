"""Charts of an analyst's own: what they take, what they say by themselves, and what they refuse."""

import ast
import base64
import io
import re
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.errors import TemplateError, UnitError, UnknownNameError
from analysis.findings.finding import GivenSource
from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
from analysis.rendering.palette import STUDY_COLOUR
from analysis.rendering.svg import drawing_of
from analysis.report.ipython import formatters
from analysis.writing.block import note_left_out
from analysis.writing.writer import Writer

from ..findings.test_doctests import storks
from ..notebook_runner import lint_faults
from ..reports import numbers_in

KINDS = ("bars", "dots", "over_time")


@pytest.fixture
def d():
    """The made-up article as known on its day, 118 nests in Avonia and 75 in Borduria, with a new pen."""
    opened = storks()
    opened.pen, opened.chart_labels = Writer(opened.catalogue), {}
    return opened


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


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_findings_names_of_them_comparisons_and_mappings_are_the_same_to_a_figure(d, kind):
    ways = [
        ("nests.{}",),
        (d.compare("nests.{}"),),
        ("nests.AVO", "nests.BOR"),
        ([d["nests.AVO"], d["nests.BOR"]],),
        ({"Avonia": "nests.AVO", "Borduria": d["nests.BOR"]},),
        ("nests.@", d.figure("stork_nests", "BOR")),
    ]
    drawn = [{(row["name"], row["printed"]) for row in rows(getattr(d, kind)(*way))} for way in ways]
    assert drawn == [{("Avonia", "118"), ("Borduria", "75")}] * len(ways)


def test_a_title_names_findings_and_may_take_one_of_its_own_which_is_explained(d):
    times = d["nests.AVO"] / d["nests.BOR"]
    figure = d.bars("nests.{}", title="Avonia has {times} times as many, {times:more|as many|fewer}", times=times)
    assert figure.alt.startswith("Avonia has 1.57 times as many, more. Nests of storks, 2019. Avonia")
    assert times.id in d.pen.used
    assert printed(d.bars({"Avonia against Borduria": times})) == ["1.57"]
    figure = d.bars("nests.{}", alt="{nests.AVO} against {nests.BOR}.")
    assert figure.alt == "Nests of storks, 2019. 118 nests against 75 nests."


@pytest.mark.parametrize("place", ["title", "subtitle", "alt"])
def test_a_number_typed_by_hand_is_refused(d, place):
    with pytest.raises(TemplateError):
        d.dots("nests.{}", **{place: "In 2019"})


def test_of_a_series_the_newest_year_that_has_ended_is_shown_or_the_one_asked_for(report):
    """The Monetary Fund forecasts India's output of 2025, and everybody's of 2026."""
    newest, asked = report.bars("gdp_nominal_usd"), report.bars("gdp_nominal_usd", year=2026)
    assert [figure.title[-11:-7] for figure in (newest, asked)] == ["2025", "2026"]
    assert [row["name"] for row in rows(newest) if "forecast" in row["name"]] == ["India, forecast"]
    assert all(row["name"].endswith(", forecast") for row in rows(asked))
    assert newest.label != asked.label
    assert rows(newest)[3]["finding"] == report.figure("gdp_nominal_usd", "JPN").id
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
    assert STUDY_COLOUR in d.bars({"Avonia": "nests.AVO"}).svg
    assert STUDY_COLOUR not in d.bars({"Borduria": "nests.BOR"}).svg
    assert STUDY_COLOUR in d.dots({"Here": "nests.AVO", "There": "nests.BOR"}, highlight="Here").svg
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
    subtitle = report.over_time(support).subtitle
    assert "Shorter than a year and left out: Framework; nothing known of Support" in subtitle


def test_a_line_has_every_point_and_is_named_at_its_end_with_its_last_number(report, then):
    figure = report.over_time("imd_wdcr_rank.JPN", title="Rank")
    assert [row["year"] for row in rows(figure)] == list(range(2017, 2026))
    assert printed(figure) == ["Japan 30th"]
    assert [it.partition(".")[0] for it in figure.numbers] == ["f-imd_wdcr_rank"]
    assert "Japan rises from 27th in 2017 to 22nd in 2018, then falls" in figure.alt
    assert then.over_time("imd_wdcr_rank.JPN").data["year"].max() == 2023


def test_scales_say_that_they_are_logarithmic_or_do_not_begin_at_zero(report):
    assert "logarithmic scale" in report.dots("fdi.{}.stock_gdp").subtitle
    assert "logarithmic" not in report.dots("fdi.{}.stock_gdp", log=False).subtitle
    with pytest.raises(TemplateError, match="above zero only"):
        report.dots("unicorns.{}.gdp", log=True)
    cut = [report.over_time("population.JPN"), report.dots("population.JPN")]
    whole = [report.over_time("fdi_inflow_usd.{}"), report.bars("population.{}"), report.dots("imd_wdcr_rank.{}")]
    noted = ["scale does not begin at zero" in figure.subtitle.lower() for figure in (*cut, *whole)]
    assert noted == [True] * 2 + [False] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_different_units_share_no_axis(report, kind):
    shown = ["labour_force.JPN", "imd_wdcr_rank.JPN"] if kind == "over_time" else ["unicorns.{}.count", "imd.{}.rank"]
    with pytest.raises(UnitError, match=r"one axis cannot show .* and rank"):
        getattr(report, kind)(*shown)


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_was_known_on_the_day_a_note_says_so(d, kind):
    assert getattr(d, kind)("since.nests.AVO", "since.nests.AVO") == note_left_out("figure")


def test_ranks_and_more_rows_than_can_be_read_are_no_bars(report):
    with pytest.raises(TemplateError, match="use dots"):
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
    words = {b"Nests of storks, 2019", b"Bird Survey."}
    assert suffix != "svg" or words <= set(re.findall(rb">([^<]+)</text>", content))
    with pytest.raises(ValueError, match="Format 'doc' is not supported"):
        figure.save(tmp_path / "nests.doc")
    assert figure.svg == before


def test_what_is_added_to_the_axes_is_on_the_page_on_every_screen(d):
    figure = d.bars("nests.{}")
    figure.axes.axvline(100, color="#00ff00")
    data, metadata = figure._repr_mimebundle_()
    assert "00ff00" in drawing_of(data["text/html"])
    assert metadata["text/html"]["narrow"] == ""


def test_in_a_notebook_a_chart_is_a_picture_with_its_description_and_no_other_letters_than_it_shows(d):
    """JupyterLab drops an <svg> of a notebook that is not trusted, and shows pictures without a ground in the dark."""
    figure = d.bars("nests.{}", title="Avonia’s & others’ “nests”")
    data, _ = figure._repr_mimebundle_()
    page = BeautifulSoup(data["text/html"], "html.parser")
    image = page.select_one("img")
    assert (image["alt"], page.select("svg, style")) == (figure.alt, [])
    assert "background:#fff" in image["style"]
    assert drawing_of(data["text/html"]) == figure.svg
    picture = unquote(image["src"].removeprefix("data:image/svg+xml,"))
    texts = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    drawn = {ord(letter) for text in texts for letter in "".join(text.itertext())}
    fonts = [TTFont(io.BytesIO(base64.b64decode(it))) for it in re.findall(r"data:font/woff;base64,([^)]+)\)", picture)]
    assert {letter for font in fonts for letter in font.getBestCmap()} == drawn


def test_words_of_the_data_are_text(d, finding):
    hostile = finding("x", 1, 1, "nests", source_ids=(GivenSource("survey"),))
    page = d.bars({"<b>": hostile, "a & b": hostile})._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;Nests" in d.bars(replace(hostile, label="<b>Nests")).title
    with pytest.raises(ValueError, match="script"):
        d.bars({"<b>": hostile}, label='"><script>')


SHOWN = """
d.bars("nests.{}")
d.bars("nests.{}", label="fig-again", title="That is {x} times as many", x=d["nests.AVO"] / d["nests.BOR"])
d.bars("stork_nests.AVO", highlight="2018")
d.dots({"In all": "nests.ratio.in_all", "By people": "nests.ratio.by_people"})
d.over_time("stork_nests.{}", subtitle="Nests with a pair in spring")
d.over_time("population.{}")
d.bars("since.nests.AVO")
"""


def test_page_and_pdf_of_a_notebook_of_own_figures_have_no_fault(d):
    display, cells = formatters(d), []
    for number, line in enumerate(SHOWN.strip().splitlines()):
        it = eval(compile(ast.parse(line, mode="eval"), "cell", "eval"), {"d": d})
        own = display.get(f"{type(it).__module__}.{type(it).__name__}")
        data, metadata = own(it) if own else it._repr_mimebundle_()
        output = new_output("display_data", data, metadata=metadata)
        cells.append(new_code_cell(line, id=f"own-{number}", outputs=[output]))
    notebook = new_notebook(cells=cells)
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    pdf, _ = ReportPDFExporter().from_notebook_node(notebook)
    assert [*lint_faults(notebook), *lint.sheet_faults(pdf)] == []
    assert page.count('<figure class="exhibit"') == 6
