"""The figures about money: pledges, foreign capital, subsidies."""

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.figure import BLUE, FOCUS, GREY, INK, LETTERING, SOFT, Figure, bare, draw, key, leads_to
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.findings.investment import PLEDGES


def known(w: Writer, finding_id: str) -> Finding | None:
    """Return a finding to draw, or None where it was not public; what is drawn is also explained."""
    if not w.catalogue.knows(finding_id):
        return None
    finding = w.catalogue[finding_id]
    w.use(finding)
    return finding


def colour(w: Writer, economy: str) -> str:
    """The country in focus is vermillion, Japan blue where it is not the focus, every other one grey."""
    if economy == w.catalogue.parameters.focus:
        return FOCUS
    return BLUE if economy == "JPN" else GREY


def pledges(w: Writer) -> Figure:
    """Draw what companies had pledged for Japan by the article's day, by where the money comes from."""
    entities = w.catalogue.evidence.entities
    found = [(a, known(w, f"pledge.{a}.usd")) for a in PLEDGES]
    rows = [
        Bar(entities[actor]["name"], finding, FOCUS if entities[actor]["origin"] == "JPN" else BLUE)
        for actor, finding in sorted(found, key=lambda pair: -(pair[1].value if pair[1] else 0))
    ]

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.21 * len(rows) + 0.03, left=1.742, top=0.275, below=0.025)
        axes = bars.horizontal(sheet, rows, place, scale=1e9, room=1.6)
        for left, name, tint in ((0.05, "foreign company", BLUE), (1.39, "Japanese company", FOCUS)):
            point = sheet.point(axes, sheet.fit(place.left, 0) + left, 0.14)
            sign = {"marker": "s", "markersize": 7, "color": tint}
            key(axes, point, name, sign, color=LETTERING.get(tint, tint), fontweight=600)

    title = "What companies had pledged for Japan by the day of the article"
    if w.catalogue.parameters.rate_rule == "day":  # the sum is at that rate, and so have to be the bars beneath it
        title = "Projects led by foreign companies added up to {pledge.foreign.usd} at the day’s rate, ceilings and public money included"
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


def foreign_capital(w: Writer) -> Figure:
    """Draw the stock of foreign direct investment against GDP; the flow, where the stock was not public yet."""
    stock = w.catalogue.knows("fdi.JPN.stock_gdp")
    which = "stock_gdp" if stock else "inflow_gdp"
    entities = w.catalogue.evidence.entities
    found = [(e, known(w, f"fdi.{e}.{which}")) for e in w.catalogue.parameters.economies]
    rows = [
        Bar(entities[e]["name"], finding, colour(w, e))
        for e, finding in sorted(found, key=lambda pair: -(pair[1].value if pair[1] else 0))
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

    title = (
        "Foreign direct investment in Japan is {fdi.JPN.stock_gdp} of GDP, less than in any other of these economies"
        if stock and rows[-1].name == entities["JPN"]["name"]
        else (
            "Foreign direct investment in Japan is {fdi.JPN.stock_gdp} of GDP"
            if stock
            else "A year’s inflow of foreign direct investment to Japan is {fdi.JPN.inflow_gdp} of GDP"
        )
    )
    measure = "Inward stock at the end of {fdi.JPN.stock_year}, share of GDP, logarithmic scale"
    return draw(
        w,
        "fig-foreign-capital",
        title=title,
        subtitle=measure if stock else "Inflow in {fdi.JPN.inflow_year}, the newest year known, share of GDP",
        alt=bars.describe(rows),
        data=bars.table(("", rows)),
        source="UNCTAD over GDP of the IMF’s World Economic Outlook.",
        paint=paint,
    )


ACCOUNTS = {
    "mof": ("Finance Ministry", ("JPN", "DEU", "USA", "FRA", "GBR")),
    "meti": ("METI", ("CHN", "DEU", "JPN", "USA")),
}


def subsidy_accounts(w: Writer) -> Figure:
    """Draw the shares of GDP side by side as two Japanese ministries print them."""
    entities = w.catalogue.evidence.entities
    panels = [
        (name, [Bar(entities[e]["name"], known(w, f"subsidy.{e}.share.{account}"), colour(w, e)) for e in economies])
        for account, (name, economies) in ACCOUNTS.items()
        if w.catalogue.knows(f"subsidy.JPN.share.{account}")
    ]

    def paint(sheet: Sheet) -> None:
        for i, (name, rows) in enumerate(panels):
            left = 1.005 + sheet.width / 2 * i
            place = Place(height=1.955, left=left, right=4.489 - left, top=sheet.beside + 0.3, below=0.045)
            axes = bars.horizontal(sheet, rows, place, scale=0.01)
            axes.set_xlim(0, 1.1)
            axes.set_ylim(sheet.fit(4.6, len(rows) - 0.4), -0.6)
            axes.set_title(name, x=0, pad=6)

    both = len(panels) > 1
    return draw(
        w,
        "fig-subsidy-accounts",
        title=("By the Finance Ministry" if both else "By the Finance Ministry, the only account public that day,")
        + " Japan gives {subsidy.ratio.DEU.mof:more than|as much as|less than} Germany"
        + (", by METI {subsidy.ratio.DEU.meti:more|as much|less}" if both else ""),
        subtitle="Public support for chips as a share of GDP, as printed; programmes of different length"
        + ("; METI’s shares are of real GDP" if both else ""),
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows in panels),
        data=bars.table(*panels),
        source="Japan’s Ministry of Finance"
        + ("; Ministry of Economy, Trade and Industry, as seen in the press." if both else "."),
        paint=paint,
    )


YARDSTICKS = {
    "mof": "share of GDP, Finance Ministry",
    "meti": "share of GDP, METI",
    "share.then": "share of GDP, computed then",
    "share.total": "share of GDP, newest",
    "with_tax_credit": "with the tax credit",
    "share.per_year": "share of GDP per year",
    "per_head.day": "per head, day’s rate",
    "per_head.ppp": "per head, purchasing power",
}


def subsidy_yardsticks(w: Writer) -> Figure:
    """Draw Japan's lead over two countries by every yardstick: the choice decides the answer."""
    entities = w.catalogue.evidence.entities
    panels = []
    for peer in ("USA", "DEU"):
        names = [(k, n) for k, n in YARDSTICKS.items() if f"subsidy.ratio.{peer}.{k}" in w.catalogue]
        rows = [Bar(n, known(w, f"subsidy.ratio.{peer}.{k}"), colour(w, "JPN")) for k, n in names]
        panels.append(
            (
                f"Japan against {entities[peer]['name_in_prose']}",
                sorted(rows, key=lambda b: -(b.finding.value if b.finding else 0)),
            )
        )
    much = w.catalogue["choice.much_larger"]
    w.use(much)

    def paint(sheet: Sheet) -> None:
        for i, (name, rows) in enumerate(panels):
            top = sheet.bottom + sheet.fit(0.24 + 0.16 * i, 0.5)
            place = Place(height=0.2166 * len(rows), left=1.876, right=0.67, top=top, below=0.32 * i)
            axes = bars.dots(sheet, rows, place, limits=(0.5, 7))
            axes.tick_params(length=0)
            axes.set_xticks([1, 2, 3, 4, 5, 6], ["1×", "2×", "3×", "4×", "5×", "6×"] if i else [])
            sheet.head(axes, name, sheet.fit(6, 20))
            _name_lines(axes, much)

    return draw(
        w,
        "fig-subsidy-yardsticks",
        title="Per head at the day’s rate Japan gives {subsidy.ratio.DEU.per_head.day:more than|about as much as|less than} Germany and {subsidy.ratio.USA.per_head.day:more than|about as much as|less than} the United States",
        subtitle="Japan’s chip support as a multiple of the other country’s, by yardstick, with bounds",
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows in panels),
        data=bars.table(*panels),
        source="Japan’s Ministry of Finance"
        + (" and METI" if w.catalogue.knows("subsidy.JPN.share.meti") else "")
        + "; GDP, population and purchasing power parity of the IMF; rates of the European Central Bank.",
        paint=paint,
    )


def _name_lines(axes: Axes, much: Finding) -> None:
    """Draw the two lines that decide, and say above them what they mean."""
    axes.axvline(1, color=INK, linewidth=1, zorder=1)
    axes.axvline(much.value, color=SOFT, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
    for x, word, side in ((1, "equal", "right"), (much.value, f"much larger, from {much.text}", "left")):
        label = axes.annotate(
            word,
            (x, -0.6),
            xytext=(2 if x == 1 else -2, 3),
            textcoords="offset points",
            ha=side,
            color=SOFT,
            fontsize=9,
        )
        if x != 1:
            leads_to(much, label)


def dollar_figures(w: Writer) -> Figure:
    """Draw what the choice of an exchange rate does to the article's two largest dollar figures."""
    groups = (
        (
            "Chip support",
            "subsidy.JPN.amount_usd",
            (
                ("day", "rate of the day"),
                ("release_day", "day of the release"),
                ("period_mean", "mean of the programme"),
                ("ppp", "purchasing power"),
            ),
            "claim.C25",
        ),
        (
            "Amazon Web Services",
            "yen.AWS.usd",
            (
                ("day", "rate of the day"),
                ("announced", "rate of the company"),
                ("period_mean", "mean since the start"),
                ("ppp", "purchasing power"),
            ),
            "claim.C04",
        ),
    )
    panels = [
        (name, [Bar(words, known(w, f"{key}.{rule}"), FOCUS) for rule, words in rules], known(w, claim))
        for name, key, rules, claim in groups
    ]

    def paint(sheet: Sheet) -> None:
        for name, rows, claim in panels:
            top = sheet.bottom + sheet.fit(0.261, 0.45)
            place = Place(height=1.044, left=1.608, right=1.072, top=top, below=0.145)
            axes = bars.dots(sheet, rows, place, scale=1e9, limits=(10, 46))
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
        title="The same yen are {subsidy.JPN.amount_usd.day} or {subsidy.JPN.amount_usd.ppp}: the rate decides",
        subtitle="Dollar value by exchange-rate rule; the band is the article’s figure with its rounding; Int$ are international dollars",
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows, _ in panels),
        data=bars.table(*((name, [*rows, Bar("the article", claim)]) for name, rows, claim in panels)),
        source="Japan’s Ministry of Finance; Amazon Web Services; European Central Bank; Federal Reserve {label:H10}; IMF.",
        paint=paint,
    )
