"""The charts of this study: each is drawn once with each set of parameters, for all rules."""

import re
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from analysis import rendering
from analysis.charts.axis_layout import NARROW
from analysis.findings import Outcome
from analysis.rendering import lint
from analysis.rendering.document import FigureBlock, ReportDocument
from analysis.rendering.palette import LINE
from analysis.report import open_report
from analysis.report.provenance import sources, workings
from analysis.study import STUDY, charts
from analysis.study.competitiveness import IMD_RANK
from analysis.writing.writer import Writer, anchor

from ..reports import SVG, draw, numbers_in, opened, parsed
from ..reports import evidence as project_evidence

GENERAL = {"Figure", "over_time"}
"""What is no figure of its own: it is drawn of what is handed to it."""

REPORT = sorted(set(charts.__all__) - GENERAL)
LATER = {"chip_tools", "logic_capacity", "american_money"}
"""What rests on figures that became public after the article."""

ALL = [name for name in REPORT if name not in LATER]
COMPARING = ("foreign_capital", "rank_path", "unicorn_density")
GIVEN = {
    "defaults": {},
    "article's day": {"as_of": "2024-04-12"},
    "Korea": {"focus": "KOR", "peers": "USA,JPN"},
    "purchasing power": {"rate_rule": "ppp", "denominator": "gdp_ppp"},
    "announced": {"rate_rule": "announced", "denominator": "population", "basis": "per_year"},
}
CASES = [(name, given) for given in GIVEN for name in (ALL if given == "article's day" else REPORT)]
"""Each figure with each set of parameters; on the article's day no verdict had a history."""

NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]+"|<!DOCTYPE[^>]+>')


@cache
def drawn(name, given="defaults"):
    """A figure as drawn with a set of parameters."""
    return draw(getattr(charts, name), opened(**GIVEN[given]))


@pytest.fixture
def one(name, given):
    return drawn(name, given)


every_figure = pytest.mark.parametrize(("name", "given"), CASES)


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_figure_whose_figures_were_not_public_yet_leaves_a_note(name):
    assert "No figure here" in drawn(name, "article's day").figure.plain


def test_no_share_that_is_drawn_is_less_than_nothing():
    rows = drawn("logic_capacity").figure.data.to_dict("records")
    usa = next(row for row in rows if row["place of the plants"] == "United States")
    assert (usa["printed"], usa["low"], usa["high"]) == ("0%", 0, 0.5)
    assert min(row["low"] for row in rows) == 0


def test_a_sum_beyond_a_reporters_rounding_is_a_hollow_dot():
    """By hand: of eight one is within, 25.66 up to 25.5 / 0.99 = 25.76; 25.89 is not, nor 14.75 up to 14.5 / 0.99."""
    white = re.findall(r"fill: ?#ffffff", drawn("dollar_figures").figure.svg, re.IGNORECASE)
    assert len(white) == 7


@every_figure
def test_a_figure_draws_without_a_warning_and_says_what_it_shows(one):
    assert one.warnings == []
    for svg in (one.figure.svg, one.figure.narrow_svg):
        check_drawing(svg)
    for text in (one.figure.title, one.figure.subtitle, one.figure.source):
        assert text.strip()
    assert re.search(r"\d|none|not known", one.figure.alt)


def check_drawing(svg):
    """Something is drawn at places that exist, and nothing in it runs or loads."""
    root = parsed(svg)
    assert root.tag == f"{SVG}svg"
    assert sum(element.tag in {f"{SVG}path", f"{SVG}use"} for element in root.iter()) > 3
    places = [v for e in root.iter() for k, v in e.attrib.items() if k in {"d", "x", "y", "transform"}]
    assert re.findall("nan|inf", " ".join(places)) == []
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags.isdisjoint({"script", "image", "foreignObject", "iframe"})
    links = [v for e in root.iter() for k, v in e.attrib.items() if k.rpartition("}")[2] in {"href", "src"}]
    assert all(link.startswith("#") for link in links)
    assert re.findall(r"\son\w+=", svg) == []
    assert "http" not in NAMESPACES.sub("", svg.split("</metadata>")[-1])


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("name", COMPARING)
def test_the_words_of_a_comparing_figure_name_the_focus(name, one):
    focus = one.report.parameters.focus
    assert one.report.catalogue.evidence.entities[focus]["name"] in one.figure.alt


def place(text):
    """Where a text of a drawing begins: turned text says so in another way than upright text."""
    moved = re.search(r"translate\(([\d.]+) ([\d.]+)\)", text.get("transform", ""))
    return tuple(map(float, moved.groups() if moved else (text.get("x"), text.get("y"))))


def marks(svg, *groups):
    """The words in groups of some kinds, such as the marks on an axis."""
    for group in parsed(svg).iter(f"{SVG}g"):
        if group.get("id", "").startswith(groups) and not any(e.tag.endswith("}a") for e in group.iter()):
            yield from (" ".join("".join(t.itertext()).split()) for t in group.iter(f"{SVG}text"))


@every_figure
def test_a_number_that_is_drawn_is_that_of_a_finding_with_a_working(one):
    texts = {anchor(it): (it.text, it.written("2"), it.written("1")) for it in one.used.values()}
    assert {*one.figure.numbers} <= texts.keys()
    drawn = [text for name in one.figure.numbers for text in texts[name]]
    for svg in (one.figure.svg, one.figure.narrow_svg):
        written = numbers_in(svg)
        assert bool(written) == bool(one.figure.numbers)
        assert [words for words in written if not any(text in words for text in drawn)] == []


@every_figure
def test_a_drawing_holds_no_other_number_than_links_names_and_marks_on_an_axis(one):
    drawings = one.figure.svg, one.figure.narrow_svg
    svg, narrow = (it.encode() for it in drawings)
    figure = FigureBlock("drawn", "", [], [], svg, "image/svg+xml", "words", narrow=narrow)
    assert lint.faults(ReportDocument("", [figure])) == []
    scale = r"[−+]?[¥$]?\d[\d,.]*(%|×|st|nd|rd|th)?|[A-Z][a-z]{2} \d{4}"
    numbers = (m for svg in drawings for m in marks(svg, "xtick", "ytick") if re.search(r"\d", m))
    assert [number for number in numbers if not re.fullmatch(scale, number)] == []


@cache
def lettering(svg):
    """What a drawing says line by line, with the room that the capitals take: left, top, right and bottom."""
    return list(_lines(svg))


def _lines(svg):
    for text in parsed(svg).iter(f"{SVG}text"):
        style = dict(part.split(": ") for part in text.get("style").split("; "))
        size = float(style["font-size"].removesuffix("px"))
        weight = int(style.get("font-weight", 400))
        font = FontProperties(family="Source Sans Pro", size=size, weight=weight)
        (x, y), said = place(text), "".join(text.itertext())
        wide, *_ = text_to_path.get_text_width_height_descent(said, font, ismath=False)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[style.get("text-anchor", "start")]
        yield said, size, (left, y - 0.7 * size, left + wide, y)


@every_figure
def test_a_narrow_drawing_can_be_read_on_a_phone(one):
    """At its own size, which is that of a phone: nothing small, nothing cut off, nothing on top of another."""
    svg = one.figure.narrow_svg
    width, height = map(float, parsed(svg).get("viewBox").split()[2:])
    assert width == pytest.approx(NARROW * 72, abs=0.01)
    written = lettering(svg)
    assert min(size for _, size, _ in written) >= 8.5
    cut = [said for said, _, (x, y, right, low) in written if min(x, y) < -1 or right > width + 1 or low > height]
    assert cut == []
    touching = [
        (said, other)
        for (said, _, (x, y, right, low)), (other, _, (x2, y2, right2, low2)) in combinations(written, 2)
        if x < right2 and x2 < right and y < low2 and y2 < low
    ]
    assert touching == []


@every_figure
def test_a_narrow_drawing_shows_the_same_numbers_and_says_the_same_words(one):
    """But for the marks on an axis of numbers, of which there are fewer."""
    drawings = one.figure.svg, one.figure.narrow_svg
    wide, narrow = (words(svg) - set(marks(svg, "xtick")) for svg in drawings)
    assert wide == narrow
    signs = [len(re.findall(rf'<use [^>]*style="fill: (?!{LINE})', svg)) for svg in drawings]
    assert signs[0] == signs[1]


def words(svg):
    """Every word of a drawing."""
    return {word for text in parsed(svg).iter(f"{SVG}text") for word in "".join(text.itertext()).split()}


def test_a_verdict_has_the_same_sign_on_the_page_and_in_print():
    templates = Path(rendering.__file__).parent / "templates"
    page = (templates / "report_html" / "style.css").read_text("utf-8")
    signs = dict(re.findall(r'\.verdict-([\w-]+) \{ --mark: "(.)"; \}', page))
    assert signs.keys() == {outcome.value.replace(" ", "-") for outcome in Outcome}
    printed = (templates / "report_pdf" / "report.typ").read_text("utf-8")
    assert all(f'{name}: "{sign}"' in printed for name, sign in signs.items())


def test_the_table_of_pledges_has_words_units_and_the_shares_that_are_drawn():
    table = draw(charts.pledges, opened()).figure.data
    assert [column for column in table if "remark" in column or column in {"name", "value"}] == []
    micron, plant = (table[table["pledge"] == name].iloc[0] for name in ("Micron", "PSMC and SBI"))
    assert micron["public share, at most, in per cent"] == "38"
    assert micron["state aid seen, at most, in US dollars"] == "$1.3 billion"  # 192 billion yen at 153.1731
    assert (micron["cancelled on"], plant["cancelled on"]) == (None, date(2024, 9, 27))


def test_the_total_that_the_title_names_is_the_first_bar_of_pledges():
    first = draw(charts.pledges, opened()).figure.data.iloc[0]
    assert (first["printed"], first["state aid seen, at most, in US dollars"]) == (
        "at least $38 billion",
        "up to $8 billion",
    )


def test_kinds_of_machine_are_in_the_order_of_japans_share_each_beside_its_largest_rival():
    """By hand, of the shares of 2024; for coating no rival's share is known."""
    drawn = draw(charts.chip_tools, opened(as_of="2026-03-01")).figure
    table = drawn.data.values.tolist()
    assert [(row[0], row[1], row[6]) for row in table[:5]] == [
        ("Coating", "Japan", "94%"),
        ("Testing", "Japan", "56%"),
        ("Testing", "United States", "30%"),
        ("Etching and cleaning", "Japan", "38%"),
        ("Etching and cleaning", "United States", "50%"),
    ]
    assert "Japan leads in machines for coating wafers and testing chips" in drawn.title


def test_an_own_rate_has_a_row_of_its_own_where_its_sum_is_on_the_scale():
    def own(**given):
        rows = draw(charts.dollar_figures, opened(**given)).figure.data
        return list(rows["printed"][rows["by which rate"] == "the reader’s own rate"])

    assert own(rate_rule="own", own_rate=140) == ["$28.1 billion", "$16.1 billion"]  # of 3,931 and 2,260 billion yen
    assert own(rate_rule="own", own_rate=1000) == own() == []


def test_every_source_and_document_of_points_that_are_drawn_is_named():
    """Of chips IHS counted between Dataquest and the American association; no number of its stands in the text."""
    listed, found = provenance(charts.rank_path)
    rows = [row for economy in ("JPN", "KOR") for row in project_evidence().series(IMD_RANK, economy)]
    assert all(listed.find(id=f"s-{row.source_id}") for row in rows)
    (document,) = (row.documents[0] for row in rows if (row.entity, row.source_id) == ("JPN", "imd_wdcr_2024"))
    assert project_evidence().documents[document].url in addresses(found, "imd_wdcr_2024")
    assert not found.find(id="drawn-imd_wdcr_2025")  # whose numbers have entries of their own
    listed, found = provenance(charts.chip_share_path)
    rows = project_evidence().series("semiconductor_sales_share_hq", "JPN", account="ihs")
    (source,) = {row.source_id for row in rows}
    assert listed.find(id=f"s-{source}")
    assert addresses(found, source)


def provenance(chart):
    """What is written of sources and workings after a chart was drawn."""
    writer = Writer(opened().catalogue)
    chart(writer)
    return BeautifulSoup(sources(writer), "html.parser"), BeautifulSoup(workings(writer), "html.parser")


def addresses(page, source):
    """The addresses of the documents that are named for points of a source."""
    entry = page.find(id=f"drawn-{source}")
    assert entry.find_previous_sibling("dt").get_text() == "Drawn, and not written out"
    return [a["href"] for a in entry.select("a[href^=http]")]


@pytest.mark.parametrize("much", [1.0, 1.03, 1.24, 1.26])
def test_the_names_of_the_two_lines_that_decide_never_lie_on_each_other(small, much):
    figure = charts.subsidy_yardsticks(open_report(STUDY, small, much_larger=much))
    for drawing in (figure.drawing, figure.narrow_drawing):
        boxes = boxes_of(drawing, "equal", "much larger")
        assert len(boxes) >= (2 if much > 1 else 1)
        assert [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []


def boxes_of(drawing, *words):
    """The boxes of all that is written in a drawing and begins with one of some words."""
    drawing.draw_without_rendering()
    renderer = FigureCanvasAgg(drawing).get_renderer()
    texts = [text for text in drawing.findobj(Text) if text.get_visible() and text.get_text().startswith(words)]
    return [Text.get_window_extent(text, renderer) for text in texts]
