import logging
import re
from collections import defaultdict
from itertools import combinations
from xml.etree import ElementTree

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.exhibits import figures
from analysis.exhibits.figures import lines
from analysis.exhibits.figures.figure import BLUE, FOCUS, GREY
from analysis.exhibits.figures.money import colour
from analysis.exhibits.figures.sheet import NARROW, WIDE, Place, Sheet
from analysis.exhibits.prose import anchor
from analysis.rendering.lint import page_faults
from analysis.rendering.svg import inline_svg
from analysis.runs.edition import notebooks_folder

ALL = [
    *("dollar_figures", "foreign_capital", "pledges", "productivity", "rank_path", "robustness", "subsidy_accounts"),
    *("specification_curve", "subsidy_yardsticks", "unicorn_density", "verdict_strip", "workforce_paths", "yen_path"),
]
COMPARING = ("foreign_capital", "rank_path", "unicorn_density")
GIVEN = {
    "defaults": {},
    "article's day": {"as_of": "2024-04-12"},
    "Korea": {"focus": "KOR", "peers": "USA,JPN"},
    "purchasing power": {"rate_rule": "ppp", "denominator": "gdp_ppp"},
    "announced": {"rate_rule": "announced", "denominator": "population", "basis": "per_year"},
}
SVG = "{http://www.w3.org/2000/svg}"
NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]+"|<!DOCTYPE[^>]+>')


WIDTHS = {"svg": ("box", WIDE), "narrow": ("narrow", NARROW)}
"""The two drawings of a figure: what the place of a number is called in each, and how wide it is in inches."""


@pytest.fixture(params=GIVEN.values(), ids=list(GIVEN))
def given(request, reports):
    return request.param, reports(**request.param)


def test_the_report_has_fourteen_figures_and_every_figure_stands_in_a_notebook():
    used = {
        path.stem: re.findall(r"figures\.(\w+)\(", path.read_text(encoding="utf-8"))
        for path in notebooks_folder().glob("*.ipynb")
    }
    assert sorted(used["report"]) == sorted([*ALL, "verdict_history"])
    assert len(used["report"]) == 14
    assert {name for names in used.values() for name in names} == set(figures.__all__) - {"Figure"}


def test_the_history_is_drawn_once_something_has_changed(reports):
    today, then = reports(), reports(as_of="2024-04-12")
    figure = figures.verdict_history(today.pen, today.history)
    assert "C27: supported (2 of 4) from 2024-04-12" in figure.alt
    assert "disputed (3 of 6) from 2024-05-31" in figure.alt
    assert figures.verdict_history(then.pen, then.history) is None


@pytest.mark.parametrize("name", ALL)
def test_a_figure_draws_without_a_warning_and_says_what_it_shows(name, given, caplog):
    _, report = given
    with caplog.at_level(logging.WARNING):
        figure = getattr(figures, name)(report.pen)
    assert caplog.messages == []
    for svg in (figure.svg, figure.narrow):
        check_drawing(svg)
    for text in (figure.title, figure.subtitle, figure.source):
        assert text.strip()
    assert re.search(r"\d|none|not known", figure.alt)


def check_drawing(svg):
    """Something is drawn at places that exist, and nothing in it runs or loads."""
    root = ElementTree.fromstring(svg)
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


@pytest.mark.parametrize("name", COMPARING)
def test_the_words_of_a_comparing_figure_name_the_focus_and_every_peer(name, given):
    _, report = given
    alt = getattr(figures, name)(report.pen).alt
    for economy in report.parameters.economies:
        editions = report.catalogue.evidence.series("imd_wdcr_rank", economy)
        if name == "rank_path" and len(editions) < 2:
            continue  # one place makes no path
        assert report.catalogue.evidence.entities[economy]["name"] in alt


@pytest.mark.parametrize("name", sorted(set(ALL) - set(COMPARING) - {"verdict_strip", "robustness", "pledges"}))
def test_the_words_of_a_figure_about_japan_name_its_subject(name, reports):
    assert re.search("Japan|yen|labour force", getattr(figures, name)(reports().pen).alt)


def test_the_words_of_the_strip_name_every_claim_once(reports):
    alt = figures.verdict_strip(reports().pen).alt
    assert sorted(re.findall(r"C\d\d", alt)) == [f"C{n:02}" for n in range(1, 32)]


def test_the_focus_alone_is_vermillion(reports):
    report = reports(focus="KOR", peers="USA,JPN")
    assert [colour(report.pen, economy) for economy in ("KOR", "JPN", "USA")] == [FOCUS, BLUE, GREY]


@pytest.mark.parametrize("name", ALL)
def test_a_figure_drawn_twice_is_the_same_file(name, reports):
    draw = getattr(figures, name)
    assert draw(reports().pen) == draw(reports().pen)


@pytest.mark.parametrize("name", ALL)
def test_a_figure_holds_neither_clock_nor_name_of_a_machine(name, reports):
    figure = getattr(figures, name)(reports().pen)
    for svg in (figure.svg, figure.narrow):
        assert "<dc:date>" not in svg
        assert "Matplotlib v" not in svg


@pytest.mark.parametrize("name", ALL)
def test_every_number_in_the_words_around_a_figure_is_a_link_or_part_of_a_name(name, given):
    _, report = given
    figure = getattr(figures, name)(report.pen)
    for words in (figure.title, figure.subtitle, figure.source):
        named = re.sub(r'<span class="label">.*?</span>', "", words)
        assert re.findall(r"\d", re.sub(r'\[[^\]]*\]\(#\S+ "[^"]*"\)', "", named)) == []


def place(text):
    """Where a text of a drawing begins: turned text says so in another way than upright text."""
    moved = re.search(r"translate\(([\d.]+) ([\d.]+)\)", text.get("transform", ""))
    return tuple(map(float, moved.groups() if moved else (text.get("x"), text.get("y"))))


def drawn(svg):
    """The numbers of a drawing that are links: where each leads, what it says, and where its first line begins."""
    for link in ElementTree.fromstring(svg).iter(f"{SVG}a"):
        lines = list(link.iter(f"{SVG}text"))
        words = " ".join(" ".join("".join(line.itertext()) for line in lines).split())
        yield link.get("{http://www.w3.org/1999/xlink}href"), words, place(lines[0])


def marks(svg, *groups):
    """The words in groups of some kinds, such as the marks on an axis."""
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("id", "").startswith(groups) and not any(e.tag.endswith("}a") for e in group.iter()):
            yield from (" ".join("".join(t.itertext()).split()) for t in group.iter(f"{SVG}text"))


@pytest.mark.parametrize("which", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_every_number_that_is_drawn_is_covered_by_a_link_of_its_own(name, which, given):
    """Links lie over the drawing: those inside a picture would be lost in the PDF."""
    _, report = given
    figure, (box, _) = getattr(figures, name)(report.pen), WIDTHS[which]
    svg = getattr(figure, which)
    width, height = map(float, ElementTree.fromstring(svg).get("viewBox").split()[2:])
    found = defaultdict(list)
    for to, words, (x, y) in drawn(svg):
        found[to].append((words, x / width, y / height))
    assert sorted({f"#{spot['to']}" for spot in figure.spots}) == sorted(found)
    for to, written in found.items():
        spots = [spot for spot in figure.spots if f"#{spot['to']}" == to]
        assert " ".join(words for words, _, _ in written) == " ".join(spot["text"] for spot in spots)
        for words, x, y in written:
            assert any(
                words in spot["text"] and left - 0.01 < x < left + wide + 0.01 and top - 0.01 < y < top + tall + 0.01
                for spot in spots
                for left, top, wide, tall in [spot[box]]
            ), words


@pytest.mark.parametrize("name", ALL)
def test_a_drawn_number_says_what_its_finding_says_and_stays_inside_the_drawing(name, given):
    _, report = given
    figure = getattr(figures, name)(report.pen)
    texts = defaultdict(set)
    for finding in report.pen.used.values():
        texts[anchor(finding)].add(finding.text)
    for spot in figure.spots:
        assert any(text in spot["text"] for text in texts[spot["to"]]), spot
        for box, widest in (("box", 0.5), ("narrow", 0.6)):
            left, top, width, height = spot[box]
            assert min(left, top) >= 0, spot
            assert max(left + width, top + height) <= 1, spot
            assert 0 < width < widest, spot
            assert 0 < height < 0.2, spot


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_holds_no_other_number_than_links_names_and_marks_on_an_axis(name, given):
    _, report = given
    figure = getattr(figures, name)(report.pen)
    drawings = figure.svg, figure.narrow
    for svg in drawings:
        assert page_faults(f"<main>{inline_svg(svg.encode(), 'words', 's-')}</main>") == []
    scale = r"(equal |much larger from )?[−+]?[¥$]?\d[\d,.]*(%|×|st|nd|rd|th)?|C\d\d( [a-z ]+)?"
    numbers = (m for svg in drawings for m in marks(svg, "xtick", "ytick") if re.search(r"\d", m))
    assert [number for number in numbers if not re.fullmatch(scale, number)] == []


def test_names_in_drawings_that_hold_digits_are_those_of_claims_ages_and_years(reports):
    drawings = (getattr(figures, name)(reports().pen).svg for name in ALL)
    names = {m for svg in drawings for m in marks(svg, "label") if re.search(r"\d", m)}
    assert {"4", "31", "C26: Japan against the United States", "C27: Japan against Germany"} <= names
    assert sorted(m for m in names if not re.fullmatch(r"\d\d?|C\d\d: .*", m)) == ["population 15–64 (2024)"]


def test_what_a_figure_draws_is_explained(report):
    figures.subsidy_accounts(report.pen)
    assert {"subsidy.JPN.share.mof", "subsidy.DEU.share.mof", "subsidy.CHN.share.meti"} <= report.pen.used.keys()


def test_an_account_not_public_yet_is_not_drawn(then):
    figure = figures.subsidy_accounts(then.pen)
    assert "METI" not in figure.alt
    assert "the only account public that day" in figure.title


def lettering(svg):
    """What a drawing says line by line, with the room that the capitals take: left, top, right and bottom."""
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        style = dict(part.split(": ") for part in text.get("style").split("; "))
        size = float(style["font-size"].removesuffix("px"))
        weight = int(style.get("font-weight", 400))
        font = FontProperties(family="Source Sans Pro", size=size, weight=weight)
        (x, y), said = place(text), "".join(text.itertext())
        wide, *_ = text_to_path.get_text_width_height_descent(said, font, ismath=False)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[style.get("text-anchor", "start")]
        yield said, size, (left, y - 0.7 * size, left + wide, y)


@pytest.mark.parametrize("name", ALL)
def test_a_narrow_drawing_can_be_read_on_a_phone(name, given):
    """At its own size, which is that of a phone: nothing small, nothing cut off, nothing on top of another."""
    _, report = given
    svg = getattr(figures, name)(report.pen).narrow
    width, height = map(float, ElementTree.fromstring(svg).get("viewBox").split()[2:])
    assert width == pytest.approx(NARROW * 72, abs=0.01)
    written = list(lettering(svg))
    assert min(size for _, size, _ in written) >= 8.5
    cut = [said for said, _, (x, y, right, low) in written if min(x, y) < -1 or right > width + 1 or low > height]
    assert cut == []
    touching = [
        (said, other)
        for (said, _, (x, y, right, low)), (other, _, (x2, y2, right2, low2)) in combinations(written, 2)
        if x < right2 and x2 < right and y < low2 and y2 < low
    ]
    assert touching == []


@pytest.mark.parametrize("name", ALL)
def test_a_narrow_drawing_shows_the_same_numbers_and_says_the_same_words(name, given):
    """But for the marks on an axis of numbers, of which there are fewer."""
    _, report = given
    figure = getattr(figures, name)(report.pen)
    wide, narrow = (
        {word for said, *_ in lettering(svg) for word in said.split()} - set(marks(svg, "xtick"))
        for svg in (figure.svg, figure.narrow)
    )
    assert wide == narrow
    signs = [len(re.findall(r'<use [^>]*style="fill: (?!#d6dde3)', svg)) for svg in (figure.svg, figure.narrow)]
    assert signs[0] == signs[1]


def test_what_stands_side_by_side_on_a_wide_sheet_stands_below_on_a_narrow_one():
    wide, narrow = Sheet(WIDE), Sheet(NARROW)
    for sheet in (wide, narrow):
        sheet.axes(Place(height=2, left=1, below=0.5))
    assert (wide.beside, narrow.beside) == (0, 2.5)
    assert (wide.fit("one", "other"), narrow.fit("one", "other")) == ("one", "other")


def test_axes_stay_where_they_were_put_when_the_sheet_grows():
    sheet = Sheet(NARROW)
    first = sheet.axes(Place(height=1, left=0.5, right=0.5, top=0.25, below=0.25))
    sheet.axes(Place(height=2, left=0, top=2))
    assert sheet.drawing.get_size_inches() == pytest.approx((NARROW, 4))
    left, bottom, right, top = first.get_position().extents
    assert [left * NARROW, (1 - right) * NARROW] == pytest.approx([0.5, 0.5])
    assert [4 * (1 - top), 4 * (1 - bottom)] == pytest.approx([0.25, 1.25])


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Japan", ["Japan"]),
        ("purchasing power", ["purchasing power"]),
        ("rate of the company", ["rate of the", "company"]),
        ("with the tax credit", ["with the", "tax credit"]),
    ],
)
def test_a_name_is_broken_into_few_lines_of_about_the_same_length_where_room_is_scarce(name, lines):
    assert Sheet(NARROW).wrap(name).split("\n") == lines
    assert Sheet(WIDE).wrap(name) == name


@pytest.mark.parametrize(
    ("values", "heights", "places"),
    [
        ([1, 2], [1, 1], [1, 2]),
        ([5, 5], [2, 2], [4, 6]),
        ([6, 5], [3, 3], [7, 4]),
        ([5, 5], [2, 4], [3.5, 6.5]),
        ([], [], []),
        ([3], [9], [3]),
    ],
)
def test_labels_move_as_little_as_needed(values, heights, places):
    assert lines.apart(values, heights) == pytest.approx(places)


def test_no_line_is_drawn_over_a_missing_year_as_if_it_were_known():
    yearly = lines.Line("yearly", [(2017, 1), (2018, 2), (2021, 3)])
    assert lines._runs(yearly) == [[(2017, 1), (2018, 2)], [(2021, 3)]]
    monthly = lines.Line("monthly", [(2024.0, 1), (2024.083, 2), (2024.25, 3)], step=1 / 12)
    assert lines._runs(monthly) == [[(2024.0, 1), (2024.083, 2)], [(2024.25, 3)]]
