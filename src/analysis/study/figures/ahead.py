"""The figures about the lead: chips by the seat of the maker, the machines that make them, and research."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.exhibits.figures import bars, lines, slopes
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.scales import level_lines
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.figures.slopes import Slope
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, SOFT
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES
from analysis.study.makers import FABS, MAKERS, TOOLS
from analysis.study.market import SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.evidence import Observation
    from analysis.exhibits.prose import Writer
    from analysis.findings import Finding

COUNTERS = {"": "Dataquest", "ihs": "IHS", "sia": "SIA"}
"""Who counted the chip market, one after the other: Dataquest, IHS, and the American makers' association."""

SEATS = {"Japanese": ("JPN",), "American": ("NAM", "USA"), "South Korean": ("KOR",), "European": ("EUROPE",)}
"""Whose makers are drawn; the first count had them of North America."""

TINTS = {"Japanese": FOCUS, "American": GREEN, "South Korean": BLUE, "European": GREY}


def _counted(w: Writer, seats: tuple[str, ...]) -> list[tuple[Observation, bool]]:
    """List the shares of some makers by year, each with whether another count begins with it."""
    found: dict[int, tuple[Observation, bool]] = {}
    for account in COUNTERS:
        rows = [o for seat in seats for o in w.catalogue.evidence.series(SHARE, seat, account=account)]
        rows = sorted((o for o in rows if o.qualifier != "gt"), key=lambda o: _year(o))
        found |= {_year(o): (o, account != "" and at == 0) for at, o in enumerate(rows)}
    return [found[year] for year in sorted(found)]


def _counts(w: Writer) -> list[tuple[int, str]]:
    """Say in which year whose count begins, as far as they were known."""
    evidence = w.catalogue.evidence
    found = {name: evidence.series(SHARE, "JPN", account=account) for account, name in COUNTERS.items()}
    return [(min(map(_year, rows)), name) for name, rows in found.items() if rows]


def _year(row: Observation) -> int:
    assert row.period_end
    return row.period_end.year


@exhibit
def chip_share_path(w: Writer) -> Figure:
    """Draw the share of world chip sales by the seat of the maker, one count after the other."""
    paths: list[Line] = []
    told: dict[tuple[object, ...], str] = {}
    for name, seats in SEATS.items():
        rows = _counted(w, seats)
        told |= {(name, float(_year(o))): COUNTERS[o.account] for o, _ in rows}
        findings = [w.catalogue.row(o) for o, _ in rows]
        if findings:
            w.use(findings[-1])
            w.draws(*findings)
            points = [(float(_year(o)), f.value) for (o, _), f in zip(rows, findings, strict=True)]
            counts = {float(_year(o)): COUNTERS[o.account] for at, (o, begins) in enumerate(rows) if begins or not at}
            line = Line(name, points, TINTS[name], 2.2, tuple(counts), findings[-1], bridged=False, counts=counts)
            paths.append(replace(line, texts=[f.text for f in findings]))

    peak, began = known(w, "chips.JPN.peak"), _counts(w)

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.4, left=0.402, right=1.876, top=0.25, below=0.3)
        above = sorted(paths, key=lambda path: path.colour == FOCUS)  # what is drawn last hides others
        axes = lines.over_time(sheet, above, place, limits=(0, 0.62), years=lambda *_: range(1980, 2030, 10))
        level_lines(axes, [0, 0.2, 0.4, 0.6], ["0%", "20%", "40%", "60%"])
        for year, name in began:
            axes.annotate(name, (year, 0.64), color=SOFT, fontsize=9, annotation_clip=False)
        for x, y in paths[0].points:
            if peak and y == peak.value:
                lines.note(axes, (x, y), f"Japan’s peak {peak.text}", peak, up=10, side="left")

    return draw(
        w,
        "fig-lead-chips",
        title="Japan’s chip makers had [{chips.JPN.peak} of world sales] in {chips.peak_year} by one count, {lead.chips.now} in {lead.chips.now.year} by another",
        subtitle="Share of world chip sales by the seat of the maker, by successive sources; dotted where years were not seen",
        alt=lines.describe(paths),
        data=[(*row, told.get(row[:2], "counted_by")) for row in lines.table(paths, "year", "share", named="makers")],
        source="Dataquest and the American association SIA, mostly by the press; IHS, by South Korea’s ministry. The first counts North America, the others the United States.",
        paint=paint,
    )


@exhibit
def logic_capacity(w: Writer) -> Figure:
    """Draw who has the capacity for the most advanced logic, and who is forecast to."""
    found = {fab: [known(w, f"lead.capacity.{fab}.{status}") for status in ("measured", "forecast")] for fab in FABS}
    rows = [Slope(w.catalogue.name(fab), sides, colour(w, fab)) for fab, sides in found.items() if any(sides)]
    heads = [w.catalogue["lead.logic.now.year"], w.catalogue["lead.capacity.year"]]
    w.use(*heads)
    return draw(
        w,
        "fig-lead-logic",
        title="Japan had [{lead.logic.now} of the capacity] for the most advanced logic in {lead.logic.now.year}; {lead.capacity.JPN.forecast} was forecast for {lead.capacity.year}",
        subtitle="Share of world capacity for logic {label:most_advanced} by place of the plant: what it was, and a forecast",
        alt=slopes.describe(rows, [f"in {heads[0].text}", f"forecast for {heads[1].text}"]),
        data=slopes.table(
            rows, [head.text for head in heads], side="year", named="place of the plants", told="share, in per cent"
        ),
        source="Boston Consulting Group and the Semiconductor Industry Association, by the press. What a year lacks to the whole is others’, or lies in the rounding.",
        paint=lambda sheet: _slopes(sheet, rows, heads),
    )


def _slopes(sheet: Sheet, rows: Sequence[Slope], heads: Sequence[Finding]) -> None:
    slopes.slope(sheet, rows, Place(height=1.9, left=2.2, right=2.2, top=0.3, below=0.05), heads)


def _rows(sheet: Sheet, rows: Sequence[Bar]) -> None:
    """Draw pairs of bars on one scale, so that a longer bar is always a larger share."""
    bars.horizontal(sheet, rows, Place(height=0.202 * len(rows), left=2.1, right=0.6, top=0.05, below=0.025))


NAMED = {
    "lithography": "Lithography", "etch_clean": "Etching, cleaning", "deposition": "Deposition",
    "process_control": "Inspection", "test": "Testing",
}  # fmt: skip
"""What the classes of machines are called in the figure."""


@exhibit
def chip_tools(w: Writer) -> Figure:
    """Draw by class of machines the share of Japan's makers, and under it the largest share of others."""
    rows = []
    for tool in TOOLS:
        rows.append(
            Bar(f"{NAMED[tool]}: {w.catalogue.name(FIRST)}", known(w, f"lead.tool.{tool}.{FIRST}"), colour(w, FIRST))
        )
        largest = _largest(w, tool)
        rows.append(replace(largest, name=f"{NAMED[tool]}: {largest.name}"))
    return draw(
        w,
        "fig-lead-tools",
        title="Japan’s makers sell [{lead.tool.test.JPN} of the machines that test chips], and [{lead.tool.lithography.JPN} of those for lithography]",
        subtitle="Share of world sales by the seat of the maker, {lead.tool.year}, classes chosen by us; under Japan’s the largest of the others",
        alt=bars.describe(rows),
        data=bars.table(("", rows), named="machines, by the seat of the maker", told="share, in per cent"),
        source="Center for Security and Emerging Technology, after TechInsights.",
        paint=lambda sheet: _rows(sheet, rows),
    )


def _largest(w: Writer, tool: str) -> Bar:
    """Find whose makers, Japan's left out, have the largest share of a class of machines."""
    found = {maker: w.catalogue.get(f"lead.tool.{tool}.{maker}") for maker in MAKERS if maker != FIRST}
    maker = max(found, key=lambda it: f.value if (f := found[it]) else 0.0)
    return Bar(w.catalogue.name(maker), known(w, f"lead.tool.{tool}.{maker}"), colour(w, maker))


@exhibit
def research_path(w: Writer) -> Figure:
    """Draw what countries spend on research and development, as a share of their GDP."""
    indicator = MEASURES["research"].indicator
    evidence, focus = w.catalogue.evidence, w.catalogue.parameters.focus
    paths = []
    for economy in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")):
        found = [(float(_year(o)), w.catalogue.row(o)) for o in evidence.series(indicator, economy) if o.period_end]
        if len(found) > 1:
            last = found[-1][1]
            w.use(last)
            w.draws(*(f for _, f in found))
            points, texts = [(year, f.value) for year, f in found], [f.text for _, f in found]
            width = 2.4 if economy in (focus, "JPN", "KOR") else 1.3
            name = evidence.entities[economy]["name"]
            paths.append(Line(name, points, colour(w, economy), width, last=last, texts=texts))

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.6, left=0.402, right=1.876, top=0.102, below=0.3)
        axes = lines.over_time(sheet, sorted(paths, key=lambda p: p.width), place, limits=(0, 0.054))
        level_lines(axes, [0, 0.01, 0.02, 0.03, 0.04, 0.05], ["0%", "1%", "2%", "3%", "4%", "5%"])

    return draw(
        w,
        "fig-lead-research",
        title="Japan spends [{lead.research.now} of its GDP] on research and development, {lead.research.place.now} of those compared",
        subtitle="Spending on research and development in all sectors, share of GDP, by the newest figure for each year",
        alt=lines.describe(paths),
        data=lines.table(paths, "year", "share", named="country"),
        source="World Bank, from UNESCO and the OECD; Taiwan is not in its files.",
        paint=paint,
    )
