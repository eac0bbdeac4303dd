"""Where a number comes from: in tooltips, in the workings and sources of a page, and by `trace`."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.errors import UnknownNameError
from analysis.findings.label_composition import capitalise
from analysis.report.provenance import MOST_REPEATED_INPUTS, sources, workings
from analysis.writing.trace import in_short, tree
from analysis.writing.writer import Writer, anchor

# -- tooltips --------------------------------------------------------------------------------------------

SHORT = {
    "subsidy.DEU.share.mof": [
        "Chip support as a share of GDP (Finance Ministry), Germany",
        "Source: Ministry of Finance, Japan",
        "Public since 9 April 2024; read in Ministry of Finance, Japan (page held by wic-net.com)",
    ],
    "subsidy.ratio.DEU.mof": [
        "Japan against Germany, Finance Ministry’s printed shares of GDP: 0.71% ÷ 0.41%",
        "Range: 1.699 to 1.765",  # 0.705 / 0.415 and 0.715 / 0.405
        "Source: Ministry of Finance, Japan",
    ],
    "pledge.PSMC_SBI.usd.day": [  # of "more than" there is no range to tell
        "Pledge of PSMC and SBI in dollars: more than ¥800 billion ÷ ¥153.17 per dollar",
        "Source: PSMC and SBI; European Central Bank",
    ],
}


@pytest.mark.parametrize(("name", "lines"), SHORT.items())
def test_a_tooltip_says_what_a_number_is_how_it_was_computed_and_from_whose_figures(report, name, lines):
    assert in_short(report[name], report.catalogue.evidence).splitlines() == lines


def test_the_tooltip_of_every_number_names_a_source(report):
    for finding in report.catalogue.everything():
        first, *lines = in_short(finding, report.catalogue.evidence).splitlines()
        kinds = [line.split(" ")[0] for line in lines]
        assert "Source:" in kinds, finding.id
        assert first.startswith(capitalise(finding.label)), finding.id


# -- workings --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pen(reports):
    """A pen that has written every number of the report."""
    pen = Writer(reports().catalogue)
    pen.use(*pen.catalogue.values())
    return pen


@pytest.fixture(scope="module")
def page(pen):
    """All workings and sources."""
    return BeautifulSoup(workings(pen) + sources(pen), "html.parser")


def entries(page):
    """Each entry of the workings by its name, with the names that it links to; what a group shares belongs to each."""
    links_of = {}
    for annex in page.select("dl"):
        shared = []
        for part in annex.find_all(["dt", "dd"], recursive=False):
            if not part.get("id"):
                shared = [part] if part.name == "dt" else [*shared, part]
                continue
            links = [a["href"].removeprefix("#") for it in (part, *shared) for a in it.select('a[href^="#"]')]
            links_of |= {entry["id"]: links for entry in (part, *part.select("[id]")) if entry["id"].startswith("f-")}
    return links_of


def group(entry):
    """The heading of an entry, and the notes between it and the entry."""
    before = [*takewhile(lambda part: part.name != "dt", (it for it in entry.previous_siblings if it.name))]
    return [entry.find_previous_sibling("dt"), *(part for part in reversed(before) if not part.get("id"))]


def said(entry):
    """What a reader of an entry reads: the heading, the notes, and the entry itself."""
    return [" ".join(part.get_text().split()) for part in (*group(entry), entry)]


def working_of(report, name):
    report.pen.use(report[name])
    return BeautifulSoup(workings(report.pen), "html.parser").find(id=anchor(report[name]))


def test_every_number_has_an_entry_and_every_way_down_ends_in_a_source(pen, page):
    links_of = entries(page)
    assert {anchor(finding) for finding in pen.used.values()} <= links_of.keys()
    names = {tag["id"] for tag in page.select("[id]")}
    assert {a["href"] for a in page.select('a[href^="#"]') if a["href"][1:] not in names} == set()

    def ends(name, seen=()):
        assert name not in seen, f"{name} rests on itself"
        if name.startswith("s-"):
            return True
        return bool(links_of[name]) and all(ends(part, (*seen, name)) for part in links_of[name])

    assert [name for name in links_of if not ends(name)] == []


def test_every_figure_says_itself_in_which_document_it_was_read(pen, page):
    """Who is led to a line reads no other one; and no note stands before a line that is not of its group."""
    documents = pen.catalogue.evidence.documents
    read = {anchor(it): documents[it.documents[0]] for it in pen.catalogue.everything() if it.observation}
    figures = [it for it in page.select("dl")[1].select("dd[id]") if it["id"] in read]
    assert len(figures) > 100
    for entry in figures:
        words = f"Read in {read[entry['id']].publisher}"
        assert words in entry.get_text()
        notes = [it.get_text() for it in group(entry)[1:] if "Read in " in it.get_text()]
        assert all(words in note for note in notes[-1:])


WORKINGS = {
    "subsidy.ratio.DEU.mof": [  # 0.71% and 0.41%: 0.705 / 0.415 = 1.699 and 0.715 / 0.405 = 1.765
        "Japan against Germany, Finance Ministry’s printed shares of GDP",
        (
            "1.73 · Chip support as a share of GDP (Finance Ministry), Japan, April 2021 to March 2024 (0.71%) ÷ "
            "Chip support as a share of GDP (Finance Ministry), Germany (0.41%). Bounds 1.699 to 1.765."
        ),
    ],
    "claim.C11": [
        "Gestión and Agence France-Presse, in an English re-translation",
        (
            "32nd · The article, claim C11: Rank in the digital ranking, Japan, 2023. "
            "Public since 12 April 2024. Read in AFP in Diario El Salvador, 2024-04, paragraph 8; "
            "also in Gestión and Agence France-Presse (English relay), 2024-04-12. "
            "Paragraph 10 of the article, “32nd”."
        ),
    ],
    "subsidy.DEU.share.mof": [  # opened at an archive; of two pages that confirm it the press is nearer than a blog
        "Ministry of Finance, Japan",
        (
            "0.41% · Chip support as a share of GDP (Finance Ministry), Germany. Public since 9 April 2024. "
            "Read in Ministry of Finance, Japan (page held by wic-net.com), 2024-05-21, graph "
            "and list under it; also in Jiji Press in nippon.com, 2024-04-09."
        ),
    ],
}


@pytest.mark.parametrize(("name", "words"), WORKINGS.items())
def test_an_entry_names_number_working_bounds_source_and_document(report, name, words):
    assert said(working_of(report, name)) == words


REMARKS = {
    "subsidy.GBR.share.mof": (". Public by 15 April 2024. Read in ", ", public by 15 April 2024"),
    "imd.DEU.2022.rank": ("Another document has 18: ", "another document has 18: "),
    "claim.C11": ("Paragraph 10 of the article, “32nd”.", "  claim C11, paragraph 10, printed “32nd”"),
    "yen.mean": ("Mean of 750 daily rates. ", "read in part in "),
}


@pytest.mark.parametrize(("name", "words"), REMARKS.items())
def test_an_entry_and_a_trace_say_what_else_there_is_to_know(report, name, words):
    assert words[0] in " ".join(said(working_of(report, name)))
    assert words[1] in repr(report.trace(name))


def test_documents_are_linked_with_their_titles_and_the_language_of_these(report):
    entry, documents = working_of(report, "subsidy.DEU.share.mof"), report.catalogue.evidence.documents
    named = [documents[name] for name in ("mof_2024_05_21_slide_iii_1_10", "jiji_2024_04_09_chips")]
    assert [(a["href"], a["title"]) for a in entry.select("a")] == [(it.url, it.title) for it in named]
    assert [a.get("lang") for a in entry.select("a")] == ["ja", None]
    assert [span.get("lang") for span in entry.select("a > span")] == ["en"]


def test_what_findings_that_were_made_alike_have_in_common_is_told_once(report):
    place, ranked = "Rank in the digital ranking", "Economies in the digital ranking, World"
    report.pen.use(*(report[f"imd.{economy}.percentile"] for economy in ("FRA", "KOR")))
    page = BeautifulSoup(workings(report.pen), "html.parser")
    assert [part.get_text() for part in page.dl.find_all(["dt", "dd"])] == [
        "Share of the other economies ranked below …, 2023",
        "(number ranked − rank) ÷ (number ranked − one).",
        f"58.7% · France: {place} (27th), {ranked} (64).",  # (64 - 27) / 63
        f"92.1% · South Korea: {place} (6th), {ranked} (64).",  # (64 - 6) / 63
    ]


def test_numbers_counted_from_the_same_list_name_it_once(report):
    """The second entry leads to the first, which leads to all; what few numbers rest on is listed again."""
    report.pen.use(
        report["lead.first"], report["lead.measures"], *(report[f"imd.{it}.percentile"] for it in ("FRA", "KOR"))
    )
    page = BeautifulSoup(workings(report.pen), "html.parser")
    counts = [dd for dd in page.dl.select("dd[id]") if "from the same numbers as" in dd.get_text()]
    firsts = [page.find(id=dd.select_one("a")["href"][1:]) for dd in counts]
    assert counts
    for first, entry in zip(firsts, counts, strict=True):
        assert len(first.select("a")) > MOST_REPEATED_INPUTS
        inputs = {it.id for it in report[entry["id"].removeprefix("f-")].inputs}
        assert inputs == {it.id for it in report[first["id"].removeprefix("f-")].inputs}
    assert all("from the same" not in page.find(id=f"f-imd.{it}.percentile").get_text() for it in ("FRA", "KOR"))


def test_only_what_was_shown_and_what_lies_beneath_is_explained_computed_first(report):
    working_of(report, "subsidy.ratio.DEU.mof")
    page = BeautifulSoup(workings(report.pen), "html.parser")
    assert [h3.get_text() for h3 in page.select("h3")] == ["Computed", "From sources"]
    computed, figures = page.select("dl.workings")
    assert [dd["id"] for dd in computed.select("dd[id]")] == ["f-subsidy.ratio.DEU.mof"]
    assert [dd["id"].split(".")[1] for dd in figures.select("dd[id]")] == ["DEU", "JPN"]
    assert figures.find(id="f-chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09")  # as it was called earlier


# -- trace -----------------------------------------------------------------------------------------------


def test_a_tree_has_a_node_for_each_input_and_draws_the_branches(finding, report):
    """By hand: two firms of three, of which one was counted by hand from two lists."""
    low, lower = finding("low", 1, 1, "firms"), finding("lower", 0, 0, "firms")
    middle = finding("middle", 1, 1, "firms", inputs=(low, lower), source_ids=(), choices=(("count", "own"),))
    top = finding("top", 2, 2, "firms", inputs=(middle, low), source_ids=())
    lines = list(tree(top, report.catalogue.evidence))
    assert [line for line in lines if " = " in line] == [
        "top = 2", "├─ middle = 1", "│ ├─ low = 1", "│ └─ lower = 0", "└─ low = 1",
    ]  # fmt: skip
    assert lines[1].startswith("│ Label of top; as published; bounds ")
    assert "│ │ choice: count=own" in lines
    assert sum("source mof_fsc_2024: Ministry of Finance, Japan, " in line for line in lines) == 3


def test_a_tree_of_one_figure_names_source_day_terms_and_every_document(report):
    figure, evidence = report["subsidy.DEU.share.mof"], report.catalogue.evidence
    trace, source = repr(report.trace(figure)), evidence.sources["mof_fsc_2024"]
    assert f"source mof_fsc_2024: Ministry of Finance, Japan, {source['title']}, public since 9 April 2024" in trace
    assert f"terms: {source['licence']}" in trace
    assert all(f" in {name} (" in trace and evidence.documents[name].url in trace for name in figure.documents)


def test_a_trace_names_the_line_that_declares_each_finding_and_takes_findings_and_names(report):
    trace = repr(report.trace("subsidy.ratio.DEU.mof"))
    assert len(re.findall(r"declared at .+:\d+$", trace, re.MULTILINE)) == 3
    file, line = report["subsidy.ratio.DEU.mof"].place.rsplit(":", 1)
    assert "topic." in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert repr(report.trace(report["subsidy.ratio.DEU.mof"])) == trace
    assert repr(report.trace(report["C26"])) == repr(report.trace("C26"))
    with pytest.raises(UnknownNameError, match=r"unicorns\.JPN\.gpd"):
        report.trace("unicorns.JPN.gpd")
