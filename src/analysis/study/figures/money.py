"""The figures about money: pledges, foreign capital, and what the choice of an exchange rate does."""

from itertools import starmap

from matplotlib.axes import Axes

from analysis.exhibits.figures import bars, stacks
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw, leads_to
from analysis.exhibits.figures.scales import upright_lines
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.figures.stacks import Remark, Stack
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK
from analysis.study.milestones import GIVEN_UP
from analysis.study.pledges import PLEDGES
from analysis.study.yardsticks import RATE_NAMES


def _largest_first(found: list[tuple[str, Finding | None]]) -> list[tuple[str, Finding | None]]:
    return sorted(found, key=lambda pair: -(pair[1].value if pair[1] else 0))


ANNOUNCED_SINCE = {"JASM_FAB_2": ", new plan", "MICRON": ", another", "MICROSOFT": ", more", "ORACLE": ""}
"""Who has pledged since, and what that is beside an earlier pledge."""


@exhibit
def pledges(w: Writer) -> Figure:
    """Draw what was pledged for Japan by the article's day and since: whose money it is, and what was given up."""
    origin = {actor: row["origin"] for actor, row in w.catalogue.evidence.actors.items()}
    found = {
        "Foreign companies, by the day of the article": _by_then(w, [a for a in PLEDGES if origin[a] != "JPN"]),
        "Led by Japanese companies, by the day of the article": _by_then(w, [a for a in PLEDGES if origin[a] == "JPN"]),
        "Announced or reported since, foreign companies": _since(w),
    }
    panels = [(heading, rows) for heading, rows in found.items() if rows]
    return draw(
        w,
        "fig-pledges",
        title="Of [{pledge.foreign.usd} for foreign companies’ projects], [{public.foreign.usd} of state aid] was seen",
        subtitle="Pledges for Japan, in dollars at the rate of the article’s day. The end set apart is aid of the Japanese state that was seen, at most; hollow: given up; arrow: “more than”",
        alt=stacks.describe(panels),
        data=stacks.table(
            panels,
            panel="whose, and when",
            named="pledge",
            told="sum, in US dollars",
            part="state aid seen, at most, in US dollars",
        ),
        source="Companies, ministries, press; pledges are no spending, some run longer, Amazon’s takes in running costs. The sum of the title leaves out Micron’s “up to”, the aid for it, and cables shared with other countries. It adds up lower bounds, so it is a little less than the numbers drawn. TSMC’s new plan takes the place of the old one, which is part of “both plants”. Aid for TSMC’s second plant is drawn there alone. Aid to SoftBank is not drawn.",
        paint=lambda sheet: stacks.stacked(sheet, panels, left=2.4),
    )


def _by_then(w: Writer, actors: list[str]) -> list[Stack]:
    """List the pledges of some that were public on the article's day, the largest first."""
    rows = []
    for actor, whole in _largest_first([(a, known(w, f"pledge.{a}.usd.day")) for a in actors]):
        ended = known(w, f"since.{actor}.published") if actor in GIVEN_UP else None
        about = w.catalogue.evidence.actors[actor]
        name, hue = about["name"], colour(w, "JPN") if about["origin"] == "JPN" else GREY
        if whole and ended:
            rows.append(Stack(name, whole, None, Remark("given up on {}", ended, "given up on"), True, hue))
        elif whole:
            aid = _public(w, f"public.{actor}")
            rows.append(Stack(name, whole, *aid, colour=hue, is_left_out=_is_aided(w, actor)))
    return rows


def _since(w: Writer) -> list[Stack]:
    """List what has been announced since, the largest first."""
    names = {actor: w.catalogue.evidence.actors[actor]["name"] + what for actor, what in ANNOUNCED_SINCE.items()}
    found = _largest_first([(actor, known(w, f"since.{actor}.usd")) for actor in names])
    return [
        Stack(names[a], whole, *_public(w, f"since.{a}.public"), is_left_out=_is_aided(w, a))
        for a, whole in found
        if whole
    ]


def _public(w: Writer, name: str) -> tuple[Finding | None, Remark | None]:
    """Find the public money in a sum, which is drawn, and its share, which is written; both are ceilings."""
    if f"{name}.share" not in w.catalogue:
        return None, None
    share = known(w, f"{name}.share")
    assert share
    return w.catalogue[f"{name}.usd"], Remark("{} public", share, "public share, at most, in per cent", INK)


def _is_aided(w: Writer, actor: str) -> bool:
    """Whether a figure of state aid for a plan was seen: as a row of the data, or told beside the plan's sum."""
    return any("subsidy" in f"{it.indicator} {it.note}" for it in w.catalogue.evidence.public if it.actor == actor)


@exhibit
def foreign_capital(w: Writer) -> Figure:
    """Draw the stock of foreign direct investment against GDP; the flow, where the stock was not public yet."""
    stock = w.catalogue.knows("fdi.JPN.stock_gdp")
    which = "stock_gdp" if stock else "inflow_gdp"
    economies, entities = w.catalogue.parameters.economies, w.catalogue.evidence.entities
    rows = [
        Bar(entities[e]["name"], finding, colour(w, e))
        for e, finding in _largest_first([(e, known(w, f"fdi.{e}.{which}")) for e in economies])
    ]

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.19 * len(rows) + 0.03, left=1.139, right=0.67, top=0.04, below=0.28)
        if not stock:
            bars.horizontal(sheet, rows, place, scale=0.01)
            return
        axes = bars.dots(sheet, rows, place, scale=0.01, limits=(3, 900), log=True)
        shares = sheet.fit([5, 10, 20, 50, 100, 200, 500], [5, 20, 100, 500])
        upright_lines(axes, shares, [f"{share}%" for share in shares])

    measure = "Inward stock at the end of {fdi.JPN.stock_year}, share of GDP, logarithmic scale"
    return draw(
        w,
        "fig-foreign-capital",
        title=_capital_title(rows, w.catalogue.name("JPN"), stock=stock),
        subtitle=measure if stock else "Inflow in {fdi.JPN.inflow_year}, the newest year known, share of GDP",
        alt=bars.describe(rows),
        data=bars.table(("", rows), named="economy", told="in per cent of GDP"),
        source="UNCTAD over GDP of the IMF’s World Economic Outlook; South Korea, Singapore and Taiwan on a basis that makes it larger.",
        paint=paint,
    )


def _capital_title(rows: list[Bar], japan: str, *, stock: bool) -> str:
    """Say that Japan comes last only where it does, among those economies of which a figure was known."""
    if not stock:
        return "A year’s inflow of foreign direct investment to Japan is {fdi.JPN.inflow_gdp} of GDP"
    is_last = [row.name for row in rows if row.finding][-1:] == [japan]
    if not is_last:
        return "The stock of foreign direct investment in Japan is {fdi.JPN.stock_gdp} of GDP"
    others = "any other of these economies" if all(row.finding for row in rows) else "any other of those known"
    return f"The stock of foreign direct investment in Japan is {{fdi.JPN.stock_gdp}} of GDP, less than in {others}"


BILLIONS = (10, 20, 30, 40)
"""Sums that are marked on the scale."""
LIMITS = (10, 48)
"""Where the scale begins and ends, in billions; what an own rate gives beyond is told in the title alone."""

DOT = bars.DOT * 1e9 * (LIMITS[1] - LIMITS[0])
"""Bounds that lie nearer to each other cannot be seen behind a dot."""

RULES = ("day", "announced", "period_mean", "ppp")
"""By which rules sums are converted; the rows are called as the options of the choice are."""

CHOSEN, OTHER = (INK, "D"), (GREY, "o")
"""How the rule chosen is marked: by its shape, since a hue stands for a country."""

SUMS = (
    ("Chip support", "subsidy.JPN.amount_usd", "release_day", "claim.C25", "yen.subsidy.chosen"),
    ("Amazon Web Services", "yen.AWS.usd", "announced", "claim.C04", "yen.AWS.chosen"),
)
"""The article's two largest dollar figures: what is converted, by which rule when announced, the
claim, and the sum by the report's rule."""


def _rounding(w: Writer, claim: Finding) -> tuple[float, float]:
    """Return from where to where a reporter's rounding goes beyond what rounds to the article's figure."""
    leeway = w.catalogue["choice.rounding"].value
    return claim.quantity.low / (1 + leeway), claim.quantity.high / (1 - leeway)


def _stands(w: Writer, it: Finding | None, claim: Finding | None) -> str:
    """Say in words how a sum stands beside the article's figure, as its dot, the band and the lines show it."""
    if not it or not claim:
        return ""
    low, high = _rounding(w, claim)
    if claim.quantity.low <= it.value < claim.quantity.high:
        return "rounds to it"
    return "within a reporter’s rounding" if low <= it.value <= high else BEYOND


BEYOND = "beyond a reporter’s rounding"
"""How a sum stands whose dot is hollow."""


def _told(name: str, rows: list[Bar], claim: Finding | None, stands: dict[str, str]) -> str:
    """Write one panel as sentences, for those who cannot see which sums pass for the article's figure."""
    found = {side: [row for row in rows if stands[row.name] == side] for side in stands.values()}
    said = (f"{side.capitalize()}: {bars.describe(rows, DOT)}".removeprefix(": ") for side, rows in found.items())
    return " ".join([f"{name}{f', {claim.text} in the article' if claim else ''}.", *said])


def _as_printed(axes: Axes, name: str, claim: Finding, edges: tuple[float, float]) -> None:
    """Draw what rounds to the article's figure, and as lines how far a reporter's rounding goes."""
    axes.axvspan(claim.quantity.low / 1e9, claim.quantity.high / 1e9, color=GREY, alpha=0.4, linewidth=0)
    for edge in edges:
        axes.axvline(edge / 1e9, color=INK, linewidth=0.7, zorder=3)
    printed = axes.text(edges[0] / 1e9, -0.95, f"article: {claim.text}", color=INK, fontweight=600)
    leads_to(claim, printed, f"{name},")


def _by_rate(
    w: Writer, amount: str, first: str, claim: str, own: str
) -> tuple[list[Bar], Finding | None, dict[str, str]]:
    """List what each rate makes of a sum, the article's figure, and how each stands beside that."""
    chosen = w.catalogue[own].id
    found = {RATE_NAMES[it]: known(w, f"{amount}.{first if it == 'announced' else it}") for it in RULES}
    if chosen == f"{amount}.own" and LIMITS[0] < w.catalogue[own].value / 1e9 < LIMITS[1]:
        found[RATE_NAMES["own"]] = w.catalogue[own]
    printed = known(w, claim)
    stands = {words: _stands(w, it, printed) for words, it in found.items()}
    rows = [
        Bar(words, it, *(CHOSEN if it and it.id == chosen else OTHER), stands[words] == BEYOND)
        for words, it in found.items()
    ]
    return rows, printed, stands


@exhibit
def dollar_figures(w: Writer) -> Figure:
    """Draw what the choice of an exchange rate does to the article's two largest dollar figures."""
    panels = [(name, *_by_rate(w, *about)) for name, *about in SUMS]
    taken = dict.fromkeys(row.name for _, rows, *_ in panels for row in rows if row.marker == CHOSEN[1])
    table = bars.table(
        *((name, [*rows, Bar("the article", claim)]) for name, rows, claim, _ in panels),
        panel="sum", named="by which rate", told="in dollars",
    )  # fmt: skip
    beside = [side for *_, stands in panels for side in (*stands.values(), "itself")]

    def paint(sheet: Sheet) -> None:
        for name, rows, claim, _ in panels:
            top = sheet.bottom + sheet.fit(0.261, 0.55)
            place = Place(height=0.235 * len(rows), left=1.608, right=1.072, top=top, below=0.145)
            axes = bars.dots(sheet, rows, place, scale=1e9, limits=LIMITS)
            sheet.head(axes, name, sheet.fit(6, 22))
            upright_lines(axes, BILLIONS, map(str, BILLIONS))
            if claim:
                _as_printed(axes, name, claim, _rounding(w, claim))

    return draw(
        w,
        "fig-dollar-figures",
        title="Each rate gives another sum: {phrase:rate_rule} Japan’s chip support is {yen.subsidy.chosen}, Amazon’s pledge {yen.AWS.chosen}",
        subtitle="Dollars by rate, marked in billions; international dollars at purchasing power. For Amazon, the rate of the announcement is implied by Reuters, and the mean ends on the article’s day. Diamond: the rule chosen; band: what rounds to the article’s figure; lines: {choice.rounding} more, a reporter’s rounding; hollow: beyond them",
        alt=" ".join([*starmap(_told, panels), *map("Chosen: {}.".format, taken)]),
        data=[(*row, side) for row, side in zip(table, ["beside the article’s figure", *beside], strict=True)],
        source="Japan’s Ministry of Finance, which first showed a round sum on {subsidy.JPN.first_shown} and later the yearly totals added here; Amazon Web Services; Reuters; European Central Bank; Federal Reserve {label:H10}.",
        paint=paint,
    )
