"""The figures about money: pledges, foreign capital, and what the choice of an exchange rate does."""

from matplotlib.ticker import FuncFormatter

from analysis.evidence import NotKnown
from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, bare, draw, key, leads_to
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.rendering.palette import BLUE, FOCUS, GREY, LETTERING
from analysis.study.pledges import PLEDGES


def _largest_first(found: list[tuple[str, Finding | None]]) -> list[tuple[str, Finding | None]]:
    return sorted(found, key=lambda pair: -(pair[1].value if pair[1] else 0))


@exhibit
def pledges(w: Writer) -> Figure:
    """Draw what companies had pledged for Japan by the article's day, by where the money comes from."""
    actors = w.catalogue.evidence.actors
    rows = [
        Bar(actors[actor]["name"], finding, FOCUS if actors[actor]["origin"] == "JPN" else BLUE)
        for actor, finding in _largest_first([(a, known(w, f"pledge.{a}.usd")) for a in PLEDGES])
    ]

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.21 * len(rows) + 0.03, left=1.742, top=0.275, below=0.025)
        axes = bars.horizontal(sheet, rows, place, scale=1e9, room=1.6)
        for left, name, tint in ((0.05, "foreign company", BLUE), (1.39, "Japanese company", FOCUS)):
            point = sheet.point(axes, sheet.fit(place.left, 0) + left, 0.14)
            sign = {"marker": "s", "markersize": 7, "color": tint}
            key(axes, point, name, sign, color=LETTERING.get(tint, tint), fontweight=600)

    title = "What companies had pledged for Japan by the day of the article"
    if w.catalogue.parameters["rate_rule"] == "day":  # the sum is at that rate, and so have to be the bars beneath it
        title = (
            "Projects led by foreign companies came to {pledge.foreign.usd} at the day’s rate, public money included"
        )
    return draw(
        w,
        "fig-pledges",
        title=title,
        subtitle="Pledges for Japan public on the article’s day, by the report’s rate rule; thin lines are bounds, arrows have no upper bound",
        alt=bars.describe(rows),
        data=bars.table(("", rows)),
        source="Company announcements and press, named in *Workings*; converted by the report’s rate rule.",
        paint=paint,
    )


FATES = {
    "JASM_FAB_2": ("pledge.JASM_FAB_2.original", "since.JASM_FAB_2.usd", "planned anew"),
    "PSMC_SBI": ("pledge.PSMC_SBI.usd.day", "since.PSMC_SBI.usd", "given up"),
    "MICRON": ("pledge.MICRON.usd.day", "since.MICRON.usd", "another plant"),
    "MICROSOFT": ("pledge.MICROSOFT.usd.day", "since.MICROSOFT.usd", "another pledge"),
    "ORACLE": ("", "since.ORACLE.usd", "first pledge"),
}
"""Of whom something has been heard since the article: what was known then, what came after it, and what that is."""


@exhibit
def pledges_since(w: Writer) -> Figure:
    """Draw the pledges of which something has been heard since: what they were, and what came after each."""
    if not any(w.catalogue.knows(after) for _, after, _ in FATES.values()):
        raise NotKnown("nothing has been heard since")
    names = w.catalogue.evidence.actors
    rows = []
    for who, (then, after, what) in FATES.items():
        if then:
            rows.append(Bar(f"{names[who]['name']}, then", known(w, then), GREY))
        rows.append(Bar(f"{names[who]['name']}, {what}", known(w, after), FOCUS))

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.235 * len(rows), left=2.6, right=0.6, top=0.05, below=0.025)
        bars.horizontal(sheet, rows, place)

    return draw(
        w,
        "fig-pledges-since",
        title="Since the article more was pledged in Japan, and the plant of PSMC and SBI was given up",
        subtitle="By the article’s day, and what has been announced since; dollars at the rate of that day",
        alt=bars.describe(rows),
        data=bars.table(("pledges", rows)),
        source="Companies and press, named in *Workings*; a pledge is no spending, and “another” is no growth of the first.",
        paint=paint,
    )


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
        axes.set_xticks(sheet.fit([5, 10, 20, 50, 100, 200, 500], [5, 20, 100, 500]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}%"))
        bare(axes, grid="x")
        axes.minorticks_off()

    measure = "Inward stock at the end of {fdi.JPN.stock_year}, share of GDP, logarithmic scale"
    return draw(
        w,
        "fig-foreign-capital",
        title=_capital_title(rows, w.catalogue.name("JPN"), stock=stock),
        subtitle=measure if stock else "Inflow in {fdi.JPN.inflow_year}, the newest year known, share of GDP",
        alt=bars.describe(rows),
        data=bars.table(("", rows)),
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


SUMS = (
    (
        "Chip support",
        "subsidy.JPN.amount_usd",
        {
            "day": "rate of the day",
            "release_day": "day of the release",
            "period_mean": "mean of the programme",
        },
        "claim.C25",
    ),
    (
        "Amazon Web Services",
        "yen.AWS.usd",
        {
            "day": "rate of the day",
            "announced": "Reuters’ rate",
            "period_mean": "mean since the start",
        },
        "claim.C04",
    ),
)
"""The article's two largest dollar figures: what is converted, by which rules, and the claim."""


@exhibit
def dollar_figures(w: Writer) -> Figure:
    """Draw what the choice of an exchange rate does to the article's two largest dollar figures."""
    panels = [
        (name, [Bar(words, known(w, f"{key}.{rule}"), FOCUS) for rule, words in rules.items()], known(w, claim))
        for name, key, rules, claim in SUMS
    ]

    def paint(sheet: Sheet) -> None:
        for name, rows, claim in panels:
            top = sheet.bottom + sheet.fit(0.261, 0.45)
            place = Place(height=0.27 * len(rows), left=1.608, right=1.072, top=top, below=0.145)
            axes = bars.dots(sheet, rows, place, scale=1e9, limits=(10, 36))
            sheet.head(axes, name, sheet.fit(6, 20))
            if claim:
                axes.axvspan(claim.quantity.low / 1e9, claim.quantity.high / 1e9, color=BLUE, alpha=0.25, linewidth=0)
                printed = axes.text(claim.value / 1e9, -0.95, claim.text, color=BLUE, ha="center", fontweight=600)
                leads_to(claim, printed)
            bare(axes)
            axes.set_xticks([])

    return draw(
        w,
        "fig-dollar-figures",
        title="The same yen are {subsidy.JPN.amount_usd.day} or {subsidy.JPN.amount_usd.period_mean}: the rate decides",
        subtitle="Dollar value by exchange-rate rule; the band is the article’s figure with its rounding",
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows, _ in panels),
        data=bars.table(*((name, [*rows, Bar("the article", claim)]) for name, rows, claim in panels)),
        source="Japan’s Ministry of Finance; Amazon Web Services; Reuters; European Central Bank; Federal Reserve {label:H10}.",
        paint=paint,
    )
