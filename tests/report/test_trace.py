import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import UnknownNameError
from analysis.report.markup import capital
from analysis.report.trace import dependents, in_figures, in_short, told, tree

SLIDE = "我が国の財政運営の進むべき方向 (参考資料)1 (49 ページ) 資料Ⅲ-1-10 半導体産業に対する支援"
KEPT_BY = "Ministry of Finance, Japan (page held by wic-net.com)"
CONFIRMED = [
    "    also in cgtn_2024_04_11 (press): Japan leads U.S., Germany in chip subsidies as share of GDP: Nikkei",
    (
        "      CGTN, 2024-04-11, seen on 2026-11-26: https://news.cgtn.com/news/2024-04-11/"
        "Japan-leads-U-S-Germany-in-chip-subsidies-as-share-of-GDP-Nikkei-1sIeOP7O3gk/p.html"
    ),
    (
        "    also in digitimes_2024_04_15 (press): "
        "Japan's semiconductor subsidies eclipse global peers as percentage of GDP"
    ),
    (
        "      DIGITIMES Asia, 2024-04-15, seen on 2026-11-26: "
        "https://www.digitimes.com/news/a20240415PD204/japan-government-funding-subsidies-semiconductor-us.html"
    ),
]
RELAY = "asahitidings.com (copy of a Japanese broadcaster, not named on the page)"
JIJI = (
    "https://www.nippon.com/en/news/yjj2024040900743/japan-govt-urged-to-check-effectiveness-of-chip-investments.html"
)


def test_a_figure_from_a_source_says_in_short_what_it_is_who_says_so_and_since_when(report):
    evidence, finding = report.catalogue.evidence, report["subsidy.DEU.share.mof"]
    assert in_short(finding, evidence).splitlines() == [
        "Chip support as a share of GDP (Finance Ministry), Germany",
        "Source: Ministry of Finance, Japan",
        f"Public since 9 April 2024; read in {KEPT_BY}",
    ]


def test_a_computed_number_says_in_short_from_what_it_was_made(report):
    found = report["subsidy.ratio.DEU.mof"]
    assert in_short(found, report.catalogue.evidence).splitlines() == [
        f"{found.label}: 0.71% ÷ 0.41%",
        "Range: 1.699 to 1.765",  # 0.705 / 0.415 and 0.715 / 0.405
        "Source: Ministry of Finance, Japan",
    ]


def test_a_sum_that_was_converted_says_of_which_sum_and_at_which_rate(report):
    """By hand: 800 billion over 163.16 ÷ 1.0652 is 5.223 billion; of "at least" there is no range to tell."""
    found = report["pledge.PSMC_SBI.usd.day"]
    assert in_short(found, report.catalogue.evidence).splitlines() == [
        "Pledge of PSMC and SBI in dollars: more than ¥800 billion ÷ ¥153.17 per dollar",
        "Source: PSMC and SBI; European Central Bank",
    ]


def test_a_corrected_figure_says_what_its_source_has(finding, report):
    found = finding("one", 5, 5, "firms")
    row = report["subsidy.DEU.share.mof"].observation
    corrected = replace(found, observation=row, method="published as 6, corrected: a slip")
    assert in_figures(corrected) == "published as 6, corrected: a slip"
    assert in_figures(found) == ""


def test_in_short_every_number_of_a_report_names_a_source_in_at_most_five_lines(report, then):
    for opened in (report, then):
        for found in opened.catalogue.everything():
            lines = in_short(found, opened.catalogue.evidence).splitlines()
            kinds = [line.split(" ")[0] for line in lines[1:]]
            order = [k for k in ("From", "Range:", "Source:", "Public") if k in kinds]
            assert kinds == order, found.id
            assert "Source: " in "\n".join(lines), found.id
            assert lines[0].startswith(capital(found.label)), found.id


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
    """The slide was opened at an archive of such slides, and four pages have the same number."""
    found = report["subsidy.DEU.share.mof"]
    source = report.catalogue.evidence.sources["mof_fsc_2024"]
    lines = list(tree(found, report.catalogue.evidence))
    assert lines.pop(2).startswith("  declared at ")
    assert lines == [
        "subsidy.DEU.share.mof = 0.41%",
        f"  {found.label}; as published; bounds 0.405% to 0.415%",
        f"  source mof_fsc_2024: Ministry of Finance, Japan, {source['title']}, public since 9 April 2024",
        f"    terms: {source['licence']}",
        f"    read in mof_2024_05_21_slide_iii_1_10 (copy of the publisher’s): {SLIDE}, graph and list under it",
        f"      {KEPT_BY}, 2024-05-21, seen on 2026-11-26: https://wic-net.com/material/document/14848/49",
        "    also in jiji_2024_04_09_chips (press): Japan Govt Urged to Check Effectiveness of Chip Investments",
        f"      Jiji Press in nippon.com, 2024-04-09, seen on 2026-11-26: {JIJI}",
        "    also in tbs_2024_04_09_copy (a third party’s): business/149 (財政制度等審議会 半導体)",
        f"      {RELAY}, without a day, seen on 2026-11-26: https://asahitidings.com/business/149.html",
        *CONFIRMED,
    ]


def test_a_figure_that_was_public_by_a_day_at_the_latest_is_not_said_to_be_so_since(report):
    found = report["subsidy.GBR.share.mof"]
    assert found.observation.published_is == "latest"
    assert "\nPublic by 15 April 2024; read in " in in_short(found, report.catalogue.evidence)
    assert ", public by 15 April 2024" in "\n".join(tree(found, report.catalogue.evidence))


def test_what_another_document_has_for_the_same_figure_is_named_with_it(report):
    """One report alone put Germany at another place of the ranking of 2022 than all others."""
    told = "\n".join(tree(report["imd.DEU.2022.rank"], report.catalogue.evidence))
    rival = report.catalogue.evidence.observation("imd_wdcr_rank.DEU.2022.2022-09-28.register")
    assert rival.value != report["imd.DEU.2022.rank"].value
    assert f"another document has {rival.printed}: {rival.document_id}" in told


def test_a_figure_of_the_article_names_claim_and_paragraph(report):
    assert list(tree(report["claim.C11"], report.catalogue.evidence))[-1] == (
        "  claim C11, paragraph 10, printed “32nd”"
    )


@pytest.mark.parametrize("name", ["subsidy.ratio.DEU.mof", "pledge.foreign.usd", "robust.always", "yen.AWS.usd.day"])
def test_every_branch_of_a_tree_ends_in_a_source(report, name):
    def check(found, lines):
        if not found.inputs:
            assert any("source " in line for line in lines), found.id
        for part in found.inputs:
            check(part, list(tree(part, report.catalogue.evidence)))

    check(report[name], list(tree(report[name], report.catalogue.evidence)))


# -- where a number is declared ----------------------------------------------------------------------


def declared_at(lines):
    """The lines of the program that a tree names, by the finding above each."""
    named = {}
    for above, line in zip(lines, lines[2:], strict=False):
        if place := re.search(r"declared at (.+):(\d+)$", line):
            source = Path(place[1]).read_text(encoding="utf-8").splitlines()
            named[re.search(r"(\S+) = ", above)[1]] = source[int(place[2]) - 1]
    return named


def test_a_finding_says_at_which_line_of_the_program_it_is_declared(report):
    found = declared_at(list(tree(report["subsidy.ratio.DEU.mof"], report.catalogue.evidence)))
    assert list(found) == ["subsidy.ratio.DEU.mof", "subsidy.JPN.share.mof", "subsidy.DEU.share.mof"]
    assert all(line.lstrip().startswith("topic.add(") for line in found.values())


def test_every_finding_of_a_report_has_such_a_line_and_a_figure_read_on_the_way_has_none(report):
    places = {name: report[name].place.rpartition(":") for name in report.catalogue}
    files = {file: Path(file).read_text(encoding="utf-8").splitlines() for file, _, _ in places.values()}
    blank = [name for name, (file, _, line) in places.items() if not files[file][int(line) - 1].strip()]
    assert blank == []
    step = next(part for part in report["unicorns.JPN.gdp"].inputs if part.id.startswith("obs."))
    assert "declared at" not in "\n".join(tree(step, report.catalogue.evidence))


# -- what depends on a figure ------------------------------------------------------------------------

SHARE = "chip_support_pct_gdp.DEU.meti.2024-05-31.2024-05-31"


def parted(lines):
    """The two lists of what depends on a row: how many each says it holds, and the lines of it."""
    heads = [n for n, line in enumerate(lines) if not line.startswith("  ")]
    assert len(heads) == 2
    return [
        (int(lines[a].rpartition(": ")[2]), lines[a + 1 : b]) for a, b in zip(heads, [*heads[1:], None], strict=True)
    ]


def test_what_rests_on_a_figure_is_named_with_its_number(report):
    lines = list(dependents(report.catalogue, SHARE))
    (count, resting), _ = parted(lines)
    assert lines[0] == f"findings that rest on {SHARE}: {count}"
    # 0.68% of the Japanese GDP over 0.71% of the German one
    assert {"  subsidy.DEU.share.meti = 0.71%", "  subsidy.ratio.DEU.meti = 0.96"} <= set(resting)
    assert "subsidy.ratio.USA.meti" not in " ".join(resting)
    named = [line.split()[0] for line in resting]
    leading = [n for n, f in report.catalogue.items() if any(leaf.figure == SHARE for leaf in f.leaves())]
    assert (named, count) == (sorted(leading), len(leading))


def test_what_looked_where_a_figure_stands_and_took_another_is_named_apart(report, then):
    """By what was public on the article's day, nothing rests on an account of the month after."""
    earlier = next(row for row in report.catalogue.evidence.names_of_rows if row.startswith("imd_wdcr_rank.JPN.2022."))
    (_, resting), (count, considering) = parted(list(dependents(report.catalogue, earlier)))
    assert "  imd.JPN.rank = 32nd" in considering  # which took the edition of 2023
    assert count == len(considering)
    assert not {line.split()[0] for line in resting} & {line.split()[0] for line in considering}
    (_, resting), (_, considering) = parted(list(dependents(then.catalogue, SHARE)))
    assert resting == []
    assert "  subsidy.DEU.share.meti = not known" in considering


def test_the_way_down_is_shown_at_a_prompt_as_by_the_command(report):
    shown = repr(report.trace("unicorns.JPN.gdp"))
    assert shown == "\n".join(told("unicorns.JPN.gdp", report.catalogue))
    assert shown.splitlines()[0] == f"unicorns.JPN.gdp = {report['unicorns.JPN.gdp'].text}"
    assert repr(report.trace(report["unicorns.JPN.gdp"])).splitlines()[0] == shown.splitlines()[0]
    assert repr(report.trace(report["C26"])) == repr(report.trace("C26"))
    with pytest.raises(UnknownNameError, match=r"unicorns\.JPN\.gpd"):
        report.trace("unicorns.JPN.gpd")
