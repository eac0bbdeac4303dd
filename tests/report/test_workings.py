from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from analysis.report.provenance import sources, workings
from analysis.report.writer import Writer, anchor


class Shown(NamedTuple):
    """What has written every number of a report, its workings and sources, and the entries of these."""

    pen: Writer
    page: BeautifulSoup
    entries: dict[str, list[str]]

    def __repr__(self) -> str:
        return "Shown()"


@pytest.fixture(scope="module", params=[{}, {"as_of": "2024-04-12"}, {"focus": "KOR", "rate_rule": "ppp"}], ids=str)
def shown(request, reports):
    """A report that has shown every number it knows, with its workings and sources."""
    report = reports(**request.param)
    pen = Writer(report.catalogue)
    pen.use(*report.catalogue.values())
    page = BeautifulSoup(workings(pen) + sources(pen), "html.parser")
    return Shown(pen, page, entries(page))


def entries(page):
    """Each entry of the workings by its name, with the names that it links to; what a group shares belongs to each."""
    found = {}
    for annex in page.select("dl"):
        shared = []
        for part in annex.find_all(["dt", "dd"], recursive=False):
            if not part.get("id"):
                shared = [part] if part.name == "dt" else [*shared, part]
                continue
            links = [a["href"].removeprefix("#") for it in (part, *shared) for a in it.select('a[href^="#"]')]
            found |= {entry["id"]: links for entry in (part, *part.select("[id]")) if entry["id"].startswith("f-")}
    return found


def group(entry):
    """The heading of an entry, and the notes between it and the entry."""
    heading = entry.find_previous_sibling("dt")
    before = [part for part in entry.find_previous_siblings("dd") if part.find_previous_sibling("dt") is heading]
    return [heading, *(part for part in reversed(before) if not part.get("id"))]


def said(entry):
    """What a reader of an entry reads: the heading, the notes, and the entry itself."""
    return [" ".join(part.get_text().split()) for part in (*group(entry), entry)]


def test_every_number_shown_has_an_entry(shown):
    pen = shown.pen
    assert {finding.id for finding in pen.catalogue.values()} <= pen.used.keys()
    assert {anchor(finding) for finding in pen.used.values()} <= shown.entries.keys()


def test_every_inner_link_has_a_target(shown):
    names = {tag["id"] for tag in shown.page.select("[id]")}
    links = [a["href"] for a in shown.page.select('a[href^="#"]')]
    assert len(links) > len(shown.entries)
    assert {link for link in links if link[1:] not in names} == set()


def test_every_way_down_ends_in_a_source(shown):
    below = shown.entries

    def ends(name, seen=()):
        assert name not in seen, f"{name} rests on itself"
        if name.startswith("s-"):
            return True
        return bool(below[name]) and all(ends(part, (*seen, name)) for part in below[name])

    assert [name for name in below if not ends(name)] == []


def test_an_entry_names_number_working_bounds_source_and_paragraph(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"], report["claim.C11"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    # 0.71% and 0.41%: 0.705 / 0.415 = 1.699 and 0.715 / 0.405 = 1.765
    ratio = page.find(id="f-subsidy.ratio.DEU.mof")
    assert said(ratio) == [
        "Japan against Germany, Finance Ministry’s printed shares of GDP",
        (
            "1.73 · Chip support as a share of GDP (Finance Ministry), Japan, April 2021 to March 2024 (0.71%) ÷ "
            "Chip support as a share of GDP (Finance Ministry), Germany (0.41%). Bounds 1.699 to 1.765."
        ),
    ]
    assert [a.get_text()[-7:] for a in ratio.select("a")] == ["(0.71%)", "(0.41%)"]
    assert said(page.find(id="f-claim.C11")) == [
        "Gestión and Agence France-Presse, in an English re-translation",
        (
            "32nd · The article, claim C11: Rank in the digital ranking, Japan, 2023. "
            "Public since 12 April 2024. Read in AFP in Diario El Salvador, 2024-04, paragraph 8; "
            "also in Gestión and Agence France-Presse (English relay), 2024-04-12. "
            "Paragraph 10 of the article, “32nd”."
        ),
    ]


def test_a_mean_of_rates_names_every_file_in_which_its_days_were_read(report):
    """The days up to 15 September 2023 are in one copy, the later ones in another; a third file has all of them."""
    report.pen.use(report["yen.mean"])
    entry = BeautifulSoup(workings(report.pen), "html.parser").find(id="f-yen.mean")
    told = " ".join(said(entry))
    assert "Mean of 750 daily rates." in told
    parts = told.split("Read, part by part, in ")[1].split(". ")[0].split("; ")
    assert [part.rsplit(", ", 1)[1].rstrip(".") for part in parts] == ["2023-09-26", "2025-10-08", "2026-05-24"]
    assert "also in" not in told


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


def test_two_names_of_the_same_finding_share_an_entry(report):
    report.pen.use(report["subsidy.JPN.usd.day"], report["subsidy.JPN.amount_usd.day"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    both = [page.find(id=f"f-subsidy.JPN.{name}.day") for name in ("usd", "amount_usd")]
    assert len({entry.get_text() for entry in both}) == 1
    assert len(page.dl.select("dd[id]")) == 1 + 3  # the sum, the rate it was converted by, and two that make that rate


def test_only_what_was_shown_and_what_lies_beneath_is_explained(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    below = [anchor(report[f"subsidy.{e}.share.mof"]) for e in ("JPN", "DEU")]
    earlier = ("DEU.2024-04-09.2024-04-09", "JPN.2021-04-01.2024-04-09")
    assert set(entries(page)) == {
        "f-subsidy.ratio.DEU.mof",
        *below,
        *(f"f-chip_support_pct_gdp_mof.{it}" for it in earlier),
    }


def test_what_was_computed_comes_before_the_figures_that_it_rests_on(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    assert [h3.get_text() for h3 in page.select("h3")] == ["Computed", "From sources"]
    computed, figures = page.select("dl.workings")
    assert [dd["id"] for dd in computed.select("dd[id]")] == ["f-subsidy.ratio.DEU.mof"]
    assert [dd["id"].split(".")[1] for dd in figures.select("dd[id]")] == ["DEU", "JPN"]


def test_every_figure_says_itself_in_which_document_it_was_read(shown):
    """Who is led to a line reads no other one; and no note stands before a line that is not of its group."""
    documents = shown.pen.catalogue.evidence.documents
    named = {anchor(it): documents[it.documents[0]] for it in shown.pen.catalogue.everything() if it.observation}
    entries = [it for it in shown.page.select("dl")[1].select("dd[id]") if it["id"] in named]
    assert len(entries) > 100
    for entry in entries:
        document = named[entry["id"]]
        assert f"Read in {document.publisher}" in entry.get_text()
        for note in [it for it in group(entry)[1:] if "Read in " in it.get_text()][-1:]:
            assert f"Read in {document.publisher}" in note.get_text()


def test_a_figure_that_a_source_corrected_says_what_was_published(reports):
    report = reports(as_of="2025-06-01")
    pen = Writer(report.catalogue)
    pen.use(report["since.JPN.unicorns"])
    entry = BeautifulSoup(workings(pen), "html.parser").select_one("dd[id]").get_text()
    assert entry.endswith(". Published as 9, corrected: one Japanese firm (Opn) stands in the list twice.")


def test_a_figure_names_the_documents_it_was_read_in_with_their_own_addresses(report):
    """By hand: the slide was opened at an archive; of two pages that confirm it the press is nearer than a blog."""
    report.pen.use(report["subsidy.DEU.share.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    entry = page.find(id="f-chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09")
    assert " ".join(entry.get_text().split()) == (
        "0.41% · Chip support as a share of GDP (Finance Ministry), Germany. Public since 9 April 2024. "
        "Read in Ministry of Finance, Japan (page held by wic-net.com), 2024-05-21, graph "
        "and list under it; also in Jiji Press in nippon.com, 2024-04-09."
    )
    documents = report.catalogue.evidence.documents
    named = [documents[name] for name in ("mof_2024_05_21_slide_iii_1_10", "jiji_2024_04_09_chips")]
    assert [(a["href"], a["title"]) for a in entry.select("a")] == [(it.url, it.title) for it in named]
    assert "tbs_2024_04_09_copy" in report["subsidy.DEU.share.mof"].documents
    assert [a.get("lang") for a in entry.select("a")] == ["ja", None]  # in which its title is that shows on hovering
    assert [span.get("lang") for span in entry.select("a > span")] == ["en"]


def test_a_figure_public_by_a_day_at_the_latest_is_not_said_to_be_so_since(report):
    report.pen.use(report["subsidy.GBR.share.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    entry = page.find(id="f-chip_support_pct_gdp.GBR.mof.2024-04-15.2024-04-15")
    assert ". Public by 15 April 2024. Read in " in entry.get_text()


def test_what_another_document_has_for_the_same_figure_is_told_with_its_publisher(report):
    report.pen.use(report["imd.DEU.2022.rank"])
    entry = BeautifulSoup(workings(report.pen), "html.parser").find(id="f-imd_wdcr_rank.DEU.2022.2022-09-28")
    rival = report.catalogue.evidence.observation("imd_wdcr_rank.DEU.2022.2022-09-28.register")
    publisher = report.catalogue.evidence.documents[rival.document_id].publisher
    assert (rival.printed, entry.get_text().split(" ")[0]) == ("18", "19th")
    assert f"Another document has 18: {publisher}." in entry.get_text()
