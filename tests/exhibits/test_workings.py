import pytest
from bs4 import BeautifulSoup

from analysis.exhibits.prose import Writer, anchor
from analysis.exhibits.workings import sources, workings


@pytest.fixture(scope="module", params=[{}, {"as_of": "2024-04-12"}, {"focus": "KOR", "rate_rule": "ppp"}], ids=str)
def shown(request, reports):
    """A report that has shown every number it knows, with its workings and sources."""
    report = reports(**request.param)
    pen = Writer(report.catalogue, report.verdicts)
    pen.use(*report.catalogue.values())
    return pen, BeautifulSoup(workings(pen) + sources(pen), "html.parser")


def entries(page):
    """Each entry of the workings by its name, with the names of the entries that it links to."""
    return {
        dt["id"]: [a["href"].removeprefix("#") for a in dt.find_next_sibling("dd").select('a[href^="#"]')]
        for dt in page.select("dt[id^=f-]")
    }


def test_every_number_shown_has_an_entry(shown):
    pen, page = shown
    assert len(pen.used) > 300
    assert {anchor(finding) for finding in pen.used.values()} <= entries(page).keys()


def test_no_name_of_an_entry_stands_twice(shown):
    _, page = shown
    names = [tag["id"] for tag in page.select("[id]")]
    assert len(names) == len(set(names))


def test_every_inner_link_has_a_target(shown):
    _, page = shown
    names = {tag["id"] for tag in page.select("[id]")}
    links = [a["href"] for a in page.select('a[href^="#"]')]
    assert len(links) > 500
    assert {link for link in links if link[1:] not in names} == set()


def test_every_way_down_ends_in_a_source(shown):
    _, page = shown
    below = entries(page)

    def ends(name, seen=()):
        assert name not in seen, f"{name} rests on itself"
        if name.startswith("s-"):
            return True
        return bool(below[name]) and all(ends(part, (*seen, name)) for part in below[name])

    assert [name for name in below if not ends(name)] == []


def test_an_entry_names_number_working_bounds_source_and_paragraph(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"], report["claim.C11"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    ratio = page.find(id="f-subsidy.ratio.DEU.mof")
    assert ratio.get_text().startswith("1.73 · Japan against Germany")
    # 0.71% and 0.41%: 0.705 / 0.415 = 1.699 and 0.715 / 0.405 = 1.765
    assert "Bounds 1.699 to 1.765." in ratio.find_next_sibling("dd").get_text()
    assert [a.get_text() for a in ratio.find_next_sibling("dd").select("a")] == ["0.71%", "0.41%"]
    claim = page.find(id="f-imd_wdcr_rank.JPN.2023.article")
    assert claim.small.get_text() == "paragraph 10 of the article, “32nd”"
    assert claim.find_next_sibling("dd").get_text() == (
        "Gestión, relaying Agence France-Presse, public since 2024-04-12. Seen at: the article, read as text."
    )
    share = page.find(id="f-chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09")
    assert share.get_text() == (
        "0.41% · Chip support as a share of GDP, Finance Ministry’s account, Germany bounds 0.405% to 0.415%"
    )


def test_only_what_was_shown_and_what_lies_beneath_is_explained(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    below = [anchor(report[f"subsidy.{e}.share.mof"]) for e in ("JPN", "DEU")]
    assert set(entries(page)) == {"f-subsidy.ratio.DEU.mof", *below}


def test_every_source_states_its_terms(shown):
    _, page = shown
    items = page.select("dt[id^=s-]")
    assert len(items) > 30
    assert all("Terms: " in dt.find_next_sibling("dd").get_text() for dt in items)
    outside = [a["href"] for a in page.select("a") if not a["href"].startswith("#")]
    assert outside
    assert all(address.startswith(("https://", "http://")) for address in outside)


def test_what_was_computed_comes_before_the_figures_that_it_rests_on(report):
    report.pen.use(report["subsidy.ratio.DEU.mof"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    assert [h3.get_text() for h3 in page.select("h3")] == ["Computed", "From sources"]
    computed, figures = page.select("dl.workings")
    assert [dt["id"] for dt in computed.select("dt")] == ["f-subsidy.ratio.DEU.mof"]
    assert [dt["id"].split(".")[1] for dt in figures.select("dt")] == ["DEU", "JPN"]


def test_without_anything_computed_that_part_is_left_out(report):
    report.pen.use(report["claim.C11"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    assert [h3.get_text() for h3 in page.select("h3")] == ["From sources"]


def test_figures_seen_at_the_same_place_share_one_explanation_and_others_do_not(report):
    report.pen.use(report["subsidy.DEU.share.mof"], report["subsidy.USA.share.mof"], report["claim.C11"])
    page = BeautifulSoup(workings(report.pen), "html.parser")
    names = [(part.name, part.get_text()[:5]) for part in page.dl.find_all(["dt", "dd"])]
    assert names == [("dt", "32nd "), ("dd", "Gesti"), ("dt", "0.41%"), ("dt", "0.21%"), ("dd", "Minis")]


def test_a_figure_that_a_source_corrected_says_what_was_published(reports):
    report = reports(as_of="2025-06-01")
    pen = Writer(report.catalogue, report.verdicts)
    pen.use(report["since.JPN.unicorns"])
    small = BeautifulSoup(workings(pen), "html.parser").dt.small.get_text()
    assert small == "published as 9, corrected: one Japanese firm (Opn) stands in the list twice"
