"""The charts about money: the yen, pledges, foreign capital, and public support for chips.

Places are as in `study.charts`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.charts import chart_types
from analysis.charts.axis_layout import Place, Sheet, bottom_axis, label_below, level_lines, upright_lines
from analysis.charts.chart_types import Bar, Remark, Stack
from analysis.charts.figure import Chart, colour, exhibit, known
from analysis.dataset.dates import in_words
from analysis.errors import NotKnownError
from analysis.findings.label_composition import capitalise, join_names
from analysis.rendering.palette import GREY, INK, SOFT, STUDY_COLOUR
from analysis.study.choices import RATE_NAMES
from analysis.study.conversion import ECB, H10
from analysis.study.investment import GIVEN_UP, PLEDGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from analysis.dataset import Rate
    from analysis.findings import Catalogue, Finding
    from analysis.writing.writer import Writer


# ----- currency --------------------------------------------------------------------------------------------

MARKED_DAYS = {"yen.last_weaker": "last as weak", "yen.day": "article", "since.yen.weakest": "weakest since"}
"""Findings whose days are marked, in order, and their labels."""

LONGEST_GAP = timedelta(days=31)
"""Noon rates further apart than this leave a gap that holidays do not explain."""


class MarkedDay(NamedTuple):
    """A marked day: its rate and its label."""

    day: date
    rate: Finding
    label: str


@exhibit
def yen_path(w: Writer) -> Chart:
    """Draw monthly averages of yen per dollar, and the level of the article's date."""
    noon, fixed = _daily_rates(w.catalogue)
    months = _monthly_means(noon, fixed)
    level = w.catalogue["yen.day"]
    days = []
    for name, label in MARKED_DAYS.items():
        rate = known(w, name)
        if rate and rate.day:
            days.append(MarkedDay(rate.day, rate, label))

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(Place(height=2.3, left=0.469, right=sheet.fit(0.201, 0.05), top=0.09, below=0.3))
        axes.axhline(level.value, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        years = [month.year + (month.month - 0.5) / 12 for month, _ in months]  # the middle of each month
        rates = [rate for _, rate in months]
        axes.plot(years, rates, color=STUDY_COLOUR, linewidth=1.5)
        _mark_days(sheet, axes, days)
        axes.set_ylim(30, 370)  # room for the label below the line, and for those above it
        yen = [100, 150, 200, 250, 300, 350]
        level_lines(axes, yen, [f"¥{price}" for price in yen])
        axes.set_xlim(years[0], years[-1] + 1)  # the last marker stays clear of the edge
        decades = range(1980, 2030, 10)
        bottom_axis(axes, decades, [str(decade) for decade in decades])

    table: list[tuple[object, ...]] = [("period", "yen_per_dollar", "mark", "exact_value")]
    for month, mean in months:
        table.append((f"{month:%Y-%m}", f"{mean:.2f}", "", ""))
    for marked in days:
        table.append((marked.day.isoformat(), f"{marked.rate.value:.2f}", marked.label, marked.rate.value))
    latest_months = "the latest months and " if len(fixed) else ""
    return Chart(
        "fig-yen",
        title="The yen had last been as weak [{yen.years:2} years earlier], on {yen.last_weaker_day}",
        subtitle="Yen per dollar, monthly averages; a higher line is a weaker yen",
        alt=_describe_path(months, days),
        data=table,
        source="Federal Reserve {label:H10}; European Central Bank for "
        f"{latest_months}the marked days from the article on.",
        paint=paint,
    )


def _describe_path(months: Sequence[tuple[date, float]], days: Sequence[MarkedDay]) -> str:
    """Describe the path and the marked days for screen readers."""
    means = [mean for _, mean in months]
    means_in_words = [f"¥{mean:.0f} in {month:%B %Y}" for month, mean in months]
    path = chart_types.describe_course(means, means_in_words.__getitem__)
    labels = [f"{marked.label}, {marked.rate.text} on {in_words(marked.day)}" for marked in days]
    return f"The price of a dollar {path}. Marked days: {'; '.join(labels)}."


def _daily_rates(c: Catalogue) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the noon rates of yen per dollar, and the fixings that fill in where there are none.

    The fixings are those after the last noon rate and in gaps of more than a month. The European Central Bank fixes the
    price of a euro only, so a fixing in yen per dollar takes its rates for both on that day.
    """
    rates = c.evidence.rates
    start = c.evidence.settings.windows["rates_start"]
    noon = _by_day(rates.between("USD", "JPY", start, date.max, H10))
    try:
        yen = _by_day(rates.between("EUR", "JPY", start, date.max, ECB))
        dollars = _by_day(rates.between("EUR", "USD", start, date.max, ECB))
    except NotKnownError:
        return noon, noon[:0]  # no fixings
    fixed = (yen / dollars).dropna()  # days with only one of the two rates drop out
    return noon, fixed[_in_gaps(fixed.index, noon.index)]


def _by_day(rates: list[Rate]) -> pd.Series[float]:
    import pandas as pd  # which the charts of the report do without

    return pd.Series([rate.value for rate in rates], index=pd.DatetimeIndex([rate.day for rate in rates]))


def _monthly_means(noon: pd.Series[float], fixed: pd.Series[float]) -> list[tuple[date, float]]:
    """Return the first day of each month and the mean of its daily rates, in yen per dollar."""
    import pandas as pd

    means = pd.concat([noon, fixed]).sort_index().resample("MS").mean().dropna()
    return [(day.date(), float(mean)) for day, mean in zip(pd.DatetimeIndex(means.index), means, strict=True)]


def _in_gaps(days: pd.Index[Any], known: pd.Index[Any]) -> Any:
    """Return for each day whether it lies after all known days or in a gap of more than a month between them.

    Known days 1 and 2 January and 1 March: 15 January is in a gap, 2 March after all; 31 December before is neither.
    """
    next_position = known.searchsorted(days, side="right")  # of the first known day after each
    is_after_all = next_position == len(known)
    has_day_before = next_position > 0

    # both neighbours, of days within a gap; clipped because other days have only one
    day_before = known[(next_position - 1).clip(0)]
    next_day = known[next_position.clip(0, len(known) - 1)]
    is_in_gap = has_day_before & (next_day - day_before > LONGEST_GAP)
    return ~days.isin(known) & (is_after_all | is_in_gap)


def _mark_days(sheet: Sheet, axes: Axes, days: Sequence[MarkedDay]) -> None:
    """Mark days on the line, with labels straight above or below so that they never cross it."""
    for index, marked in enumerate(days):
        days_into_year = marked.day.timetuple().tm_yday - 1
        x = marked.day.year + days_into_year / 365.25
        chart_types.draw_markers(axes, [(x, marked.rate.value)], marker="o", color=INK, markersize=5)

        # the first label is on the right of its day, where the line goes on lower; the others are on the left
        is_first = index == 0
        is_below = marked.label == "article"
        if is_below:
            rise = -31
        elif is_first:
            rise = sheet.fit(52, 80)  # higher on a narrow sheet, clear of the last label
        else:
            rise = 46

        # the corner of the label where its leader line begins, as shares of its width and height
        corner = (0 if is_first else 1, 1 if is_below else 0)
        leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "relpos": corner, "shrinkB": 4}
        chart_types.write_number(
            axes,
            marked.rate,
            (x, marked.rate.value),
            (0, rise),
            words=f"{marked.label}\n{marked.rate.text}, {marked.day.day} {marked.day:%b %Y}",
            ha="left" if is_first else "right",
            va="top" if is_below else "bottom",
            fontsize=9,
            fontweight=400,
            linespacing=1.3,
            arrowprops=leader,
        )


# ----- pledges, foreign capital and dollar figures -------------------------------------------------------------


@exhibit
def pledges(w: Writer) -> Chart:
    """Draw the pledges for Japan public on the article's date: their total, the public share, and cancelled plans."""
    whole, public = w.catalogue["pledge.foreign.usd"], w.catalogue["public.foreign.usd"]
    w.use(whole, public)
    remark = Remark("{} public", public, column="")  # in the table, the part of the bar has this number
    total = Stack("Projects of foreign firms", whole=whole, part=public, remark=remark, form="2")

    actors = w.catalogue.evidence.actors
    actors_by_panel = {
        "The projects one by one": [actor for actor in PLEDGES if actors[actor]["origin"] != "JPN"],
        "Not in the total: led by Japanese firms": [actor for actor in PLEDGES if actors[actor]["origin"] == "JPN"],
    }
    panels = []
    for heading, led_by in actors_by_panel.items():
        rows = _pledges_then(w, led_by)
        if rows:
            panels.append((heading, rows))
    all_panels = [("Total", [total]), *panels]
    return Chart(
        "fig-pledges",
        title="Of [{pledge.foreign.usd:2} promised] for projects of foreign firms, [{public.foreign.usd:2} is Japanese public money]",
        subtitle="When the article ran, in dollars at that day’s exchange rate; second part of a bar: Japanese public money, at most",
        alt=chart_types.describe_stacks(all_panels),
        data=chart_types.stack_table(
            all_panels,
            panel="whose",
            name="pledge",
            value="sum, in US dollars",
            part="state aid seen, at most, in US dollars",
        ),
        source=_about_pledges(w),
        paint=lambda sheet: chart_types.stacks(sheet, panels, left=1.9, total=total),
    )


def _about_pledges(w: Writer) -> str:
    """Return the source line, with what readers should know of the pledges that are drawn."""
    c = w.catalogue
    running_costs = "; Amazon’s includes running costs" if c.knows("pledge.AWS.usd.day") else ""
    sentences = ["Companies, ministries, press.", f"Pledges are not spending{running_costs}."]

    # a pledge of “up to” a sum may come to nothing, so its lower bound is zero and the total counts none of it
    not_in_total = []
    micron = "pledge.MICRON.usd.day"
    if c.knows(micron) and c[micron].quantity.low == 0:
        not_in_total.append("Micron’s “up to”")
    if c.knows("pledge.GOOGLE_CABLES.usd.day"):
        not_in_total.append("cables shared with other countries")
    if not_in_total:
        sentences.append(f"The total leaves out {join_names(not_in_total)}.")
    return " ".join(sentences)


def _pledges_then(w: Writer, actors: list[str]) -> list[Stack]:
    """List the pledges of some actors that were public when the article ran, the largest first."""
    pledges_then = {}
    for actor in actors:
        pledge = known(w, f"pledge.{actor}.usd.day")
        if pledge:
            pledges_then[actor] = pledge

    rows = []
    for actor in sorted(pledges_then, key=lambda actor: -pledges_then[actor].value):
        about = w.catalogue.evidence.actors[actor]
        hue = colour(w, "JPN") if about["origin"] == "JPN" else GREY
        row = Stack(about["name"], pledges_then[actor], colour=hue, form="2")
        cancelled = known(w, f"since.{actor}.published") if actor in GIVEN_UP else None
        if cancelled:
            row = replace(row, remark=Remark("cancelled on {}", cancelled, "cancelled on"), given_up=True)
        else:
            part, remark = _public_money(w, f"public.{actor}")
            # aid that is left out matters only to a row without a part
            row = replace(row, part=part, remark=remark, is_left_out=_is_aided(w, actor))
        rows.append(row)
    return rows


def _public_money(w: Writer, name: str) -> tuple[Finding | None, Remark | None]:
    """Return the public money in a sum, to be drawn, and its share, to be written; both are upper limits."""
    if f"{name}.share" not in w.catalogue:
        return None, None
    share = known(w, f"{name}.share")
    assert share  # for the type checker: what the catalogue has is known
    return w.catalogue[f"{name}.usd"], Remark("{} public", share, "public share, at most, in per cent", INK)


def _is_aided(w: Writer, actor: str) -> bool:
    """Return whether the data mention state aid for a plan, as a row or in a note."""
    rows = [row for row in w.catalogue.evidence.public if row.actor == actor]
    return any("subsidy" in row.indicator or "subsidy" in row.note for row in rows)


@exhibit
def foreign_capital(w: Writer) -> Chart:
    """Draw the stock of foreign direct investment as a share of GDP, or the inflow if no stock was public."""
    has_stock = w.catalogue.knows("fdi.JPN.stock_gdp")
    measure = "stock_gdp" if has_stock else "inflow_gdp"
    rows = []
    for economy in w.catalogue.parameters.economies:
        name = w.catalogue.evidence.entities[economy]["name"]
        rows.append(Bar(name, known(w, f"fdi.{economy}.{measure}"), colour(w, economy)))
    rows.sort(key=lambda row: -row.value)  # the largest first; those not known count as zero

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.19 * len(rows) + 0.03, left=1.139, right=0.67, top=0.04, below=0.28)
        if not has_stock:
            chart_types.bars(sheet, rows, place)
            return
        axes = chart_types.dots(sheet, rows, place, limits=(0.03, 9), log=True)
        percentages = sheet.fit([5, 10, 20, 50, 100, 200, 500], [5, 20, 100, 500])
        shares = [percentage / 100 for percentage in percentages]
        upright_lines(axes, shares, [f"{percentage}%" for percentage in percentages])

    subtitle = "Inflow in {fdi.JPN.inflow_year}, share of GDP"
    if has_stock:
        subtitle = (
            "Stock of foreign direct investment at the end of {fdi.JPN.stock_year}, share of GDP, logarithmic scale"
        )
    return Chart(
        "fig-foreign-capital",
        title=_capital_title(rows, w.catalogue.name("JPN"), has_stock=has_stock),
        subtitle=subtitle,
        alt=chart_types.describe_bars(rows),
        data=chart_types.bar_table(("", rows), name="economy", value="in per cent of GDP"),
        source=f"UNCTAD; GDP from the IMF’s World Economic Outlook.{_larger_basis(w, measure)}",
        paint=paint,
    )


LARGER_BASIS = ("KOR", "SGP", "TWN")
"""Economies that count foreign direct investment on a basis that makes it larger."""


def _larger_basis(w: Writer, measure: str) -> str:
    """Return a sentence on the economies drawn that count on another basis; nothing if there are none."""
    drawn = []
    for economy in LARGER_BASIS:
        is_compared = economy in w.catalogue.parameters.economies
        if is_compared and w.catalogue.knows(f"fdi.{economy}.{measure}"):
            drawn.append(economy)
    if not drawn:
        return ""
    names = join_names([f"{{entity:{economy}}}" for economy in drawn])
    verb = "reports" if len(drawn) == 1 else "report"
    return f" {names} {verb} on a basis that makes the figure larger."


def _capital_title(rows: list[Bar], japan: str, *, has_stock: bool) -> str:
    """Return the title, which says that Japan comes last only if it does; the rows are sorted, the largest first."""
    if not has_stock:
        return "A year’s inflow of foreign direct investment to Japan is {fdi.JPN.inflow_gdp:2} of GDP"
    names = [row.name for row in rows if row.finding]
    is_last = bool(names) and names[-1] == japan
    if not is_last:
        return "The stock of foreign direct investment in Japan is {fdi.JPN.stock_gdp:2} of GDP"
    others = "any other of these economies" if len(names) == len(rows) else "any other of those known"
    return f"The stock of foreign direct investment in Japan is {{fdi.JPN.stock_gdp:2}} of GDP, less than in {others}"


BILLIONS = (10, 20, 30, 40)
"""Ticks of the scale, in billions."""

SUM_LIMITS = (10e9, 48e9)
"""Ends of the scale in dollars; a sum beyond them, at the reader's own rate, stands only in the title."""

RULES_SHOWN = ("day", "announced", "period_mean", "ppp")
"""Rate rules that always have a row; the reader's own rate has one only if it was chosen."""

CHOSEN_DOT, OTHER_DOT = (INK, "D"), (GREY, "o")
"""Colour and marker of the rule chosen and of the others; it differs by shape, since hues stand for countries."""


class DollarFigure(NamedTuple):
    """One of the article's dollar figures: its name in the chart, and the names of findings.

    `converted` begins those of the conversions, each ending in a rule; `announced` is the ending of the one that stands
    for the rule "announced". `claim` is the article's figure, and `chosen` the sum by the report's rule.
    """

    name: str
    converted: str
    announced: str
    claim: str
    chosen: str


DOLLAR_FIGURES = (
    DollarFigure("Chip support", "subsidy.JPN.amount_usd", "release_day", "claim.C25", "yen.subsidy.chosen"),
    DollarFigure("Amazon Web Services", "yen.AWS.usd", "announced", "claim.C04", "yen.AWS.chosen"),
)
"""The article's two largest."""

INSIDE, ALLOWED, BEYOND = "rounds to it", "within the allowance for rounding", "outside the allowance for rounding"
"""Positions of a sum relative to the article's figure; the dot of one outside is hollow."""


class SumPanel(NamedTuple):
    """A panel of sums: a dot for each rate rule, the article's figure, and the position of each dot relative to it."""

    name: str
    rows: list[Bar]
    claim: Finding | None
    positions: list[str]


def _allowance(w: Writer, claim: Finding) -> tuple[float, float]:
    """Return the ends of the interval in which a sum may lie so that a reporter could have rounded it to the figure.

    The allowance is a share of the sum, not of the figure, so the ends are divided by one more and one less.
    """
    leeway = w.catalogue["choice.rounding"].value
    return claim.quantity.low / (1 + leeway), claim.quantity.high / (1 - leeway)


def _position(w: Writer, amount: Finding | None, claim: Finding | None) -> str:
    """Describe where a sum lies relative to the article's figure, as its dot, the band and the lines show it."""
    if not amount or not claim:
        return ""
    if claim.quantity.low <= amount.value < claim.quantity.high:  # the upper end rounds to the next figure
        return INSIDE
    low, high = _allowance(w, claim)
    return ALLOWED if low <= amount.value <= high else BEYOND


def _sums_by_rate(w: Writer, figure: DollarFigure) -> SumPanel:
    """Return the panel of one of the article's figures under each rate rule."""
    chosen = w.catalogue[figure.chosen]
    sums = {}
    for rule in RULES_SHOWN:
        ending = figure.announced if rule == "announced" else rule
        sums[RATE_NAMES[rule]] = known(w, f"{figure.converted}.{ending}")
    lowest, highest = SUM_LIMITS
    is_own_rate = chosen.id == f"{figure.converted}.own"
    if is_own_rate and lowest < chosen.value < highest:
        sums[RATE_NAMES["own"]] = chosen

    claim = known(w, figure.claim)
    rows, positions = [], []
    for name, amount in sums.items():
        is_chosen = amount is not None and amount.id == chosen.id  # a choice keeps the name of what is chosen
        hue, marker = CHOSEN_DOT if is_chosen else OTHER_DOT
        position = _position(w, amount, claim)
        rows.append(Bar(name, amount, hue, marker, is_hollow=position == BEYOND))
        positions.append(position)
    return SumPanel(figure.name, rows, claim, positions)


def _describe_sums(panel: SumPanel) -> str:
    """Describe one panel for screen readers."""
    article = f", {panel.claim.text} in the article," if panel.claim else ""
    return f"{panel.name}{article} comes to {chart_types.describe_range(panel.rows)}."


def _mark_article(axes: Axes, claim: Finding, edges: tuple[float, float]) -> None:
    """Draw a band for what rounds to the article's figure, and lines for a reporter's rounding."""
    axes.axvspan(claim.quantity.low, claim.quantity.high, color=GREY, alpha=0.4, linewidth=0)
    for edge in edges:
        axes.axvline(edge, color=INK, linewidth=0.7, zorder=3)
    left, _ = edges
    above_rows = -0.95
    words = f"article: {claim.text}"
    chart_types.write_number(axes, claim, (left, above_rows), words=words, va="baseline", annotation_clip=False)


@exhibit
def dollar_figures(w: Writer) -> Chart:
    """Draw the article's two largest dollar figures under each exchange rate."""
    panels = [_sums_by_rate(w, figure) for figure in DOLLAR_FIGURES]
    dots = [row for panel in panels for row in panel.rows if row.finding]

    # the table has the article's figures as well, and one more column, which says where each sum lies
    panels_with_article = []
    positions = ["beside the article’s figure"]
    for panel in panels:
        article = Bar("the article", panel.claim)
        panels_with_article.append((panel.name, [*panel.rows, article]))
        positions += [*panel.positions, "itself"]
    table = chart_types.bar_table(*panels_with_article, panel="sum", name="by which rate", value="in dollars")

    def paint(sheet: Sheet) -> None:
        for panel in panels:
            top = sheet.bottom + sheet.fit(0.261, 0.55)
            place = Place(height=0.235 * len(panel.rows), left=1.608, right=1.072, top=top, below=0.145)
            axes = chart_types.dots(sheet, panel.rows, place, limits=SUM_LIMITS)
            sheet.head(axes, panel.name, sheet.fit(6, 22))
            dollars = [billions * 1e9 for billions in BILLIONS]
            upright_lines(axes, dollars, [str(billions) for billions in BILLIONS])
            if panel.claim:
                _mark_article(axes, panel.claim, _allowance(w, panel.claim))

    # the subtitle explains only what is drawn
    _, chosen_marker = CHOSEN_DOT
    subtitle = "Billions of dollars by exchange rate. Band: what rounds to the article’s figure; thin lines: {choice.rounding} beyond it"
    if any(dot.is_hollow for dot in dots):
        subtitle += "; hollow: outside"
    if any(dot.marker == chosen_marker for dot in dots):
        subtitle += "; diamond: the rate chosen"
    return Chart(
        "fig-dollar-figures",
        title="The exchange rate decides the sum: {phrase:rate_rule}, Japan’s chip support is {yen.subsidy.chosen} and Amazon’s pledge {yen.AWS.chosen}",
        subtitle=subtitle,
        alt=" ".join(_describe_sums(panel) for panel in panels),
        data=[(*cells, position) for cells, position in zip(table, positions, strict=True)],
        source="Japan’s Ministry of Finance; Amazon Web Services; Reuters; European Central Bank; Federal Reserve {label:H10}. For Amazon the rate of the announcement is implied by Reuters, and the average ends on the day of the article.",
        paint=paint,
    )


# ----- chip subsidies ------------------------------------------------------------------------------------------

AMERICAN_STEPS = {
    "Set aside": "subsidy.USA.amount",
    "Announced by the week of the article": "since.USA.preliminary",
    "Awarded": "since.USA.awards",
    "Paid out": "since.USA.paid",
}
"""Steps from the law to the payment, and their findings."""


@exhibit
def american_money(w: Writer) -> Chart:
    """Draw how much of the American money for chips was announced, awarded and paid out."""
    rows = [Bar(step, known(w, name), colour(w, "USA")) for step, name in AMERICAN_STEPS.items()]

    def paint(sheet: Sheet) -> None:
        chart_types.bars(sheet, rows, Place(height=0.27 * len(rows), left=2.3, right=0.9))

    return Chart(
        "fig-american-money",
        title="Of {subsidy.USA.amount} for chips the United States had paid out {since.USA.paid} by {since.USA.paid.day}",
        subtitle="Grants under the American chips law, in dollars; the sum set aside includes loans and research",
        alt=chart_types.describe_bars(rows),
        data=chart_types.bar_table(("", rows), name="step", value="in US dollars"),
        source="Japan’s Ministry of Finance; Semiconductor Industry Association; Government Accountability Office.",
        paint=paint,
    )


MINISTRIES = {"mof": "Finance Ministry", "meti": "Economy ministry"}
"""The two accounts, from left to right."""

PRINTED_SHARES = ("JPN", "DEU", "USA", "FRA", "GBR", "CHN")
"""Countries for which either ministry prints a share."""


@exhibit
def subsidy_accounts(w: Writer) -> Chart:
    """Draw the shares of GDP as two Japanese ministries print them, joined where both give one."""
    panels = []
    for account, ministry in MINISTRIES.items():
        rows = _shares(w, account)
        if rows:
            panels.append((ministry, rows))

    place = Place(height=1.9, left=2.2, right=2.2, top=0.3, below=0.05)

    # the Finance Ministry's figures were the first to be public, so a single panel is its
    title = "On chip support as a share of GDP, the Finance Ministry puts Japan {subsidy.ratio.DEU.mof:ahead of|level with|behind} Germany"
    remark = meti = ""
    if len(panels) > 1:
        title = "On chip support as a share of GDP, one ministry puts Japan {subsidy.ratio.DEU.mof:ahead of|level with|behind} Germany, the other {subsidy.ratio.DEU.meti:ahead|level|behind}"
        remark = "; the economy ministry counts tax breaks and uses real GDP"
        meti = "; Ministry of Economy, Trade and Industry (METI), as reported in the press"
    return Chart(
        "fig-subsidy-accounts",
        title=title,
        subtitle=f"Public support for chips, per cent of GDP; programmes of different length{remark}",
        alt=chart_types.describe_slopes(
            panels, ["according to the Finance Ministry", "according to the economy ministry"]
        ),
        data=chart_types.bar_table(*panels, panel="account", name="country", value="support, in per cent of GDP"),
        source=f"Japan’s Ministry of Finance{meti}.",
        paint=lambda sheet: chart_types.slopes(sheet, panels, place),
    )


def _shares(w: Writer, account: str) -> list[Bar]:
    """List the shares of GDP that a ministry prints, as far as they were public."""
    rows = []
    for economy in PRINTED_SHARES:
        name = f"subsidy.{economy}.share.{account}"
        share = known(w, name) if name in w.catalogue else None  # not every country is in both accounts
        if share:
            rows.append(Bar(w.catalogue.name(economy), share, colour(w, economy)))
    return rows


SMALLEST_DISTANCE = 1.3
"""If "much larger" begins below this ratio, its label and that of "equal" are moved apart."""

WAYS_TO_COUNT = {
    "mof": "Finance Ministry",
    "meti": "economy ministry",
    "with_tax_credit": "tax credit counted",
    "as_awarded": "aid to single plants",
    "share.total": "share of GDP, our count",
    "share.per_year": "share of GDP a year",
    "per_head.day": "per head, exchange rate",
    "per_head.ppp": "per head, purchasing power",
}
"""Names of the ways of counting; the ministries' own come first."""

SINGLE_PLANTS = (
    " Aid to single plants is what each government had announced by the day of the article, at most, Rapidus included. The American programme"
    " had only just begun."
)
"""Note on the way of counting that gives the highest ratio."""

POSSESSIVES = {"USA": "America’s", "DEU": "Germany’s"}
"""Countries compared with Japan, and their names in the title."""


@exhibit
def subsidy_yardsticks(w: Writer) -> Chart:
    """Draw the ratios of Japan's support to that of two countries, by every way of counting."""
    panels, spans, ranges = [], [], []
    for peer, possessive in POSSESSIVES.items():
        ratios = _ratios(w, peer)
        if ratios:
            heading = f"Against {w.catalogue.evidence.entities[peer]['name_in_prose']}"
            panels.append((heading, ratios))
            spans.append(f"{_span(ratios)} {possessive}")
            ranges.append(f"{heading}: from {chart_types.describe_range(ratios)}")
    all_rows = [row for _, ratios in panels for row in ratios]
    findings = [row.finding for row in all_rows if row.finding]
    numbers = [row.text for row in all_rows]
    much = w.catalogue["choice.much_larger"]
    w.use(much)

    # the scale begins below "equal" and ends with a whole number beyond the largest ratio
    largest = max(row.value for row in all_rows)  # there are some: the Finance Ministry's are older than the article
    start, end = 0.5, max(7, math.ceil(largest + 0.25))

    def paint(sheet: Sheet) -> None:
        for index, (heading, rows) in enumerate(panels):
            # above the first panel there are the labels of the lines, and below the last one those of the ticks
            is_first, is_last = index == 0, index == len(panels) - 1
            space_above = sheet.fit(0.46, 0.52) if is_first else 0.3
            space_below = 0.3 if is_last else 0
            top = sheet.bottom + space_above
            place = Place(height=0.202 * len(rows), left=1.95, right=0.5, top=top, below=space_below)
            axes = chart_types.dots(sheet, rows, place, limits=(start, end), letters=24, numbers=numbers)
            sheet.head(axes, heading, 20 if is_first else 5)
            axes.axvline(1, color=INK, linewidth=1, zorder=1)
            axes.axvline(much.value, color=SOFT, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
            if is_first:
                _name_lines(axes, much)
            if is_last:
                label_below(axes, range(1, end), [f"{ratio}×" for ratio in range(1, end)])

    subtitle = "Japan’s chip support as a multiple of the other country’s, one dot for each way of counting"
    if any(ratio.has_wider_bounds for ratio in findings):
        subtitle += "; a pale band shows wide bounds"
    return Chart(
        "fig-subsidy-yardsticks",
        title=f"Relative to its size, Japan’s chip support is {' and '.join(spans)}, depending on how one counts",
        subtitle=subtitle,
        alt=f"{'; '.join(ranges)}. “Much larger” begins at {much.text}.",
        data=chart_types.bar_table(
            *panels, panel="against whom", name="way of counting", value="Japan’s support as a multiple of theirs"
        ),
        source=_sources([ratio.id for ratio in findings]),
        paint=paint,
    )


def _ratios(w: Writer, peer: str) -> list[Bar]:
    """List the known ratios of Japan's support to that of another country, the largest first."""
    rows = []
    for way, words in WAYS_TO_COUNT.items():
        name = f"subsidy.ratio.{peer}.{way}"
        ratio = known(w, name) if name in w.catalogue else None  # some ways exist for one peer only
        if ratio:
            rows.append(Bar(capitalise(words), ratio, colour(w, peer), form="2"))
    return sorted(rows, key=lambda row: row.value, reverse=True)


def _span(ratios: list[Bar]) -> str:
    """Return a template for the range of the ratios, such as "{a:2} to [{b:2} times]", where a and b are findings."""
    from_smallest = sorted(ratios, key=lambda row: row.value)
    names = [row.finding.id for row in from_smallest if row.finding]
    largest = f"[{{{names[-1]}:2}} times]"
    if len(names) == 1:
        return largest
    return f"{{{names[0]}:2}} to {largest}"


def _sources(drawn: Sequence[str]) -> str:
    """Return the line of sources of the ratios that are drawn, which are given by the names of their findings."""
    ways = set()
    for name in drawn:
        _, _, way = name.removeprefix("subsidy.ratio.").partition(".")  # subsidy.ratio.USA.per_head.day
        ways.add(way)
    has_single_plants = "as_awarded" in ways
    is_used = {
        "Japan’s Ministry of Finance": True,  # its ratios are always drawn
        "METI": has_single_plants or "meti" in ways,
        "American aid: SIA, Commerce Department": has_single_plants,
        "tax credit: CBO": "with_tax_credit" in ways,
        "GDP, population and purchasing power parity: IMF": not ways <= {"mof", "meti"},
        "rates: European Central Bank": "per_head.day" in ways,
    }
    sources = "; ".join(source for source in is_used if is_used[source])
    note = SINGLE_PLANTS if has_single_plants else ""
    return f"{sources}.{note}"


def _name_lines(axes: Axes, much: Finding) -> None:
    """Label the lines at "equal", on the left of its line, and at "much larger", on the right."""
    # points by which each label reaches over its line; where the lines are close, it keeps away
    aside = -1 if much.value < SMALLEST_DISTANCE else 2
    style: dict[str, Any] = {"color": SOFT, "fontsize": 9}
    axes.annotate("equal", (1, -0.6), xytext=(aside, 3), textcoords="offset points", ha="right", **style)
    words = f"much larger, from {much.text}"
    chart_types.write_number(
        axes, much, (much.value, -0.6), (-aside, 3), words=words, va="baseline", fontweight=400, **style
    )
