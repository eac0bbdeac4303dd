"""The figures of this study, beside those of any: each is drawn once with each set of parameters, for all rules."""

import csv
import io
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import nbformat
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

import analysis
from analysis import rendering
from analysis.charts.canvas import NARROW, WIDE
from analysis.charts.changes import SIGNS
from analysis.charts.figure import colour
from analysis.editions.job import notebooks_folder
from analysis.rendering import lint, palette
from analysis.rendering.document import Document, FigureBlock
from analysis.rendering.palette import BLUE, FOCUS, GREEN, LINE
from analysis.report.writer import anchor
from analysis.study import charts

from ..drawing import SVG, draw, numbers_in, parsed
from ..opened import opened

GENERAL = {"Figure", "over_time", "revisions"}
"""What is no figure of its own: it is drawn of what is handed to it."""

REPORT = sorted(set(charts.__all__) - GENERAL)
LATER = {"verdict_history", "chip_tools", "logic_capacity", "american_money"}
"""What rests on figures that became public after the article."""

TOPICAL = {"american_money", "research_path", "foreign_capital", "productivity"}
"""What stands in a notebook about one topic alone."""

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

WIDTHS = {"svg": WIDE, "narrow": NARROW}
"""The two drawings of a figure, and how wide each is in inches."""


@cache
def drawn(name, given="defaults"):
    """A figure as drawn with a set of parameters."""
    return draw(getattr(charts, name), opened(**GIVEN[given]))


@pytest.fixture
def one(name, given):
    return drawn(name, given)


every_figure = pytest.mark.parametrize(("name", "given"), CASES)


def test_the_report_draws_each_of_its_figures_once_and_every_figure_stands_in_a_notebook():
    used = {
        path.stem: re.findall(r"\bcharts\.(\w+)\b", path.read_text(encoding="utf-8"))
        for path in notebooks_folder().glob("*.ipynb")
    }
    assert sorted(used["report"]) == sorted(set(REPORT) - TOPICAL)
    assert {name for names in used.values() for name in names} == set(charts.__all__) - {"Figure"}


def test_every_figure_of_the_report_is_cited_by_the_sentences_before_it():
    cells = nbformat.read(notebooks_folder() / "report.ipynb", as_version=4).cells
    named, said = [], ""
    for cell in cells:
        if found := re.fullmatch(r".*\bcharts\.(\w+)(\(r)?\)", cell.source):
            named.append(f"@{drawn(found[1]).figure.label}" in said)
        said += cell.source if cell.source.startswith("%%say") else ""
    assert len(named) == len(set(REPORT) - TOPICAL)
    assert all(named)


@pytest.mark.parametrize("name", sorted(LATER - {"verdict_history"}))
def test_a_figure_whose_figures_were_not_public_yet_leaves_a_note(name):
    assert "left out" in drawn(name, "article's day").figure.plain


def test_the_history_is_drawn_once_something_has_changed():
    figure = drawn("verdict_history").figure
    usa, deu = (
        f"Japan gives chips much more than {peer}: at first supported, then"
        for peer in ("the United States", "Germany")
    )
    assert figure.alt.endswith(f"{usa} overstated from 31 May 2024. {deu} disputed from 31 May 2024.")
    assert drawn("verdict_history", "article's day").figure is None


def test_no_share_that_is_drawn_is_less_than_nothing():
    rows = list(csv.DictReader(io.StringIO(drawn("logic_capacity").figure.data)))
    usa = next(row for row in rows if row["place of the plants"] == "United States")
    assert (usa["printed"], usa["low"], usa["high"]) == ("0%", "0", "0.5")
    assert min(float(row["low"]) for row in rows) == 0


def test_the_years_of_the_workforce_are_years_alone():
    rows = list(csv.DictReader(io.StringIO(drawn("workforce_paths").figure.data)))
    assert {row["who is counted"] for row in rows} == {"employed", "labour force", "population 15–64"}
    assert {row["year"] for row in rows} == {str(year) for year in range(2013, 2026)}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rank_path", ["best 22nd", "in the article 32nd", "6th"]),
        ("workforce_paths", ["5.04% in ten years"]),
        ("dollar_figures", ["article: $25 billion", "article: $14 billion"]),
    ],
)
def test_what_the_title_or_the_subtitle_names_is_marked_in_the_drawing(name, words):
    texts = numbers_in(drawn(name).figure.svg)
    assert [text for text in words if text not in texts] == []


def test_a_sum_beyond_a_reporters_rounding_is_a_hollow_dot():
    """By hand: of eight one is within, 25.66 up to 25.5 / 0.99 = 25.76; 25.89 is not, nor 14.75 up to 14.5 / 0.99."""
    white = re.findall(r"fill: ?#ffffff", drawn("dollar_figures").figure.svg, re.IGNORECASE)
    assert len(white) == 7


def test_it_is_told_in_words_which_sums_pass_for_the_printed_one():
    """By hand as above: 25.7 does not round to 25 billion, and lies within the rounding; all else lies beyond."""
    one = drawn("dollar_figures").figure
    assert "Within a reporter’s rounding: rate of the article’s day: $25.7 billion. Beyond a reporter’s" in one.alt
    found = [row["beside the article’s figure"] for row in csv.DictReader(io.StringIO(one.data))]
    beyond = "beyond a reporter’s rounding"
    assert found == ["within a reporter’s rounding", *[beyond] * 3, "itself", *[beyond] * 4, "itself"]


@every_figure
def test_a_figure_draws_without_a_warning_and_says_what_it_shows(one):
    assert one.warnings == []
    for svg in (one.figure.svg, one.figure.narrow):
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
def test_the_words_of_a_comparing_figure_name_the_focus_and_every_peer(name, one):
    evidence = one.report.catalogue.evidence
    for economy in one.report.parameters.economies:
        if name == "rank_path" and len(evidence.series("imd_wdcr_rank", economy)) < 2:
            continue  # one place makes no path
        assert evidence.entities[economy]["name"] in one.figure.alt


@pytest.mark.parametrize("name", sorted(set(ALL) - set(COMPARING) - {"pledges"}))
def test_the_words_of_a_figure_about_japan_name_its_subject(name):
    assert re.search("Japan|yen|labour force", drawn(name).figure.alt)


def test_the_focus_alone_is_vermillion():
    pen = opened(focus="KOR", peers="USA,JPN").pen
    assert [colour(pen, economy) for economy in ("KOR", "JPN", "USA")] == [FOCUS, BLUE, GREEN]


COLOUR = re.compile(r"""["']#(?:[0-9a-fA-F]{3}){1,2}["']""")


@pytest.mark.parametrize("room", ["charts", "report", "study", "explorer"])
def test_what_draws_takes_its_colours_from_the_palette(room):
    assert COLOUR.search(Path(palette.__file__).read_text(encoding="utf-8"))
    written = (Path(analysis.__file__).parent / room).rglob("*.py")
    assert [path.name for path in written if COLOUR.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", REPORT)
def test_a_figure_drawn_twice_is_the_same_file(name):
    before = drawn(name)
    assert draw(getattr(charts, name), before.report).figure == before.figure


@pytest.mark.parametrize("name", REPORT)
def test_a_figure_holds_neither_clock_nor_name_of_a_machine(name):
    figure = drawn(name).figure
    for svg in (figure.svg, figure.narrow):
        assert "<dc:date>" not in svg
        assert "Matplotlib v" not in svg


@every_figure
def test_every_number_in_the_words_around_a_figure_is_a_link_or_part_of_a_name(one):
    for words in (one.figure.title, one.figure.subtitle, one.figure.source):
        named = re.sub(r'<span class="label">.*?</span>', "", words)
        assert re.findall(r"\d", re.sub(r'\[[^\]]*\]\(#\S+ "[^"]*"\)', "", named)) == []


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
    texts = {anchor(finding): finding.text for finding in one.used.values()}
    assert {*one.figure.numbers} <= texts.keys()
    for svg in (one.figure.svg, one.figure.narrow):
        written = numbers_in(svg)
        assert bool(written) == bool(one.figure.numbers)
        assert [words for words in written if not any(texts[it] in words for it in one.figure.numbers)] == []


@every_figure
def test_a_drawing_holds_no_other_number_than_links_names_and_marks_on_an_axis(one):
    drawings = one.figure.svg, one.figure.narrow
    svg, narrow = (it.encode() for it in drawings)
    figure = FigureBlock("drawn", "", [], [], svg, "image/svg+xml", "words", narrow=narrow)
    assert lint.faults(Document("", [figure])) == []
    scale = r"[−+]?[¥$]?\d[\d,.]*(%|×|st|nd|rd|th)?|[A-Z][a-z]{2} \d{4}"
    numbers = (m for svg in drawings for m in marks(svg, "xtick", "ytick") if re.search(r"\d", m))
    assert [number for number in numbers if not re.fullmatch(scale, number)] == []


def test_names_in_drawings_that_hold_digits_are_those_of_ages_and_years():
    drawings = (drawn(name).figure.svg for name in ALL)
    names = {m for svg in drawings for m in marks(svg, "label") if re.search(r"\d", m)}
    assert names == {"population 15–64 (2024)"}


def test_what_a_figure_draws_is_explained():
    used = drawn("subsidy_accounts").used.keys()
    assert {"subsidy.JPN.share.mof", "subsidy.DEU.share.mof", "subsidy.CHN.share.meti"} <= used


def test_an_account_not_public_yet_is_not_drawn():
    figure = drawn("subsidy_accounts", "article's day").figure
    assert "METI" not in figure.alt
    assert "the only account public that day" in figure.title


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
    svg = one.figure.narrow
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
    drawings = one.figure.svg, one.figure.narrow
    wide, narrow = (words(svg) - set(marks(svg, "xtick")) for svg in drawings)
    assert wide == narrow
    signs = [len(re.findall(rf'<use [^>]*style="fill: (?!{LINE})', svg)) for svg in drawings]
    assert signs[0] == signs[1]


def words(svg):
    """Every word of a drawing."""
    return {word for text in parsed(svg).iter(f"{SVG}text") for word in "".join(text.itertext()).split()}


def test_a_verdict_has_the_same_sign_in_a_figure_on_the_page_and_in_print():
    """A reader who learnt a sign in the tiles finds it again."""
    templates = Path(rendering.__file__).parent / "templates"
    page = (templates / "report_html" / "style.css").read_text("utf-8")
    signs = dict(re.findall(r'\.verdict-([\w-]+) \{ --mark: "(.)"; \}', page))
    assert signs == {outcome.value.replace(" ", "-"): sign for outcome, sign in SIGNS.items()}
    printed = (templates / "report_pdf" / "report.typ").read_text("utf-8")
    assert all(f'{name}: "{sign}"' in printed for name, sign in signs.items())


def test_the_words_of_the_yen_tell_its_large_turns_and_that_it_was_stronger_in_between():
    alt = drawn("yen_path").figure.alt
    turns = re.findall(r"(down|up) to ¥(\d+) in (\w+ \d{4})", alt)
    assert [(way, when) for way, _, when in turns] == [
        ("down", "October 1978"), ("up", "April 1980"), ("down", "January 1981"), ("up", "October 1982"),
        ("down", "November 1988"), ("up", "April 1990"), ("down", "April 1995"), ("up", "August 1998"),
        ("down", "December 1999"),
        ("up", "February 2002"), ("down", "October 2011"), ("up", "June 2015"), ("down", "August 2016"),
        ("up", "June 2024"), ("down", "September 2024"), ("up", "July 2026"), ("down", "October 2026"),
    ]  # fmt: skip
    assert alt.endswith("it always cost less than on these two days.")


def test_the_words_of_the_ratios_name_the_line_that_decides_and_what_lies_on_either_side():
    """By hand: 0.71 ÷ 0.41 is 1.73 and 0.68 ÷ 0.50 is 1.36; much larger is from 1.5 on."""
    above, below = drawn("subsidy_yardsticks").figure.alt.partition(" Below 1.5: ")[::2]
    assert "United States, Finance Ministry: 3.4 (from 3.279 to 3.488);" in above  # the only band that is seen
    assert "At 1.5 or more: " in above
    assert above.endswith("Germany, Finance Ministry: 1.73.")
    assert below.startswith("United States, METI: 1.36;")
