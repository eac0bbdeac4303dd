"""The charts about money: the yen, pledges, foreign capital, and public support for chips."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.charts import marks
from analysis.charts.canvas import Place, Sheet, bottom_axis, label_below, level_lines, upright_lines
from analysis.charts.figure import Chart, colour, exhibit, known
from analysis.charts.marks import Bar, Remark, Stack, write_number
from analysis.dataset.records import in_words
from analysis.errors import NotKnownError
from analysis.findings.finding import join_names
from analysis.rendering.palette import FOCUS, GREY, INK, SOFT
from analysis.study.choices import RATE_NAMES
from analysis.study.economy import ECB, H10
from analysis.study.pledges import GIVEN_UP, PLEDGES
from analysis.writing.markup import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from analysis.dataset import Rate
    from analysis.findings import Catalogue, Finding
    from analysis.writing.writer import Writer


# ----- currency --------------------------------------------------------------------------------------------

DAYS = {"yen.last_weaker": "last as weak", "yen.day": "article", "since.yen.weakest": "weakest since"}
"""Findings whose days are marked, in order, and their labels."""

LONGEST_GAP = timedelta(days=31)
"""Noon rates further apart than this leave a gap that holidays do not explain."""


class MarkedDay(NamedTuple):
    """A marked day: its rate and its label."""

    day: date
    rate: Finding
    text: str


@exhibit
def yen_path(w: Writer) -> Chart:
    """Draw monthly averages of yen per dollar, and the level of the article's date."""
    noon, fixed = _daily_rates(w.catalogue)
    months = _monthly_means(noon, fixed)
    points = [(day.year + (day.month - 0.5) / 12, value) for day, value in months]
    level = w.catalogue["yen.day"]
    found = {name: known(w, name) for name in DAYS}
    days = [MarkedDay(rate.day, rate, DAYS[name]) for name, rate in found.items() if rate and rate.day]

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(Place(height=2.3, left=0.469, right=sheet.fit(0.201, 0.05), top=0.09, below=0.3))
        axes.axhline(level.value, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.plot(*zip(*points, strict=True), color=FOCUS, linewidth=1.5)
        _mark_days(sheet, axes, days)
        axes.set_ylim(30, 370)
        level_lines(axes, [100, 150, 200, 250, 300, 350], ["¥100", "¥150", "¥200", "¥250", "¥300", "¥350"])
        axes.set_xlim(points[0][0], points[-1][0] + 1)
        bottom_axis(axes, range(1980, 2030, 10), map(str, range(1980, 2030, 10)))

    return Chart(
        "fig-yen",
        title="The yen had last been as weak [{yen.years:2} years earlier], on {yen.last_weaker_day}",
        subtitle="Yen per dollar, monthly averages; a higher line is a weaker yen",
        alt=_describe_path(months, days),
        data=[
            ("period", "yen_per_dollar", "mark", "exact_value"),
            *((f"{day:%Y-%m}", f"{value:.2f}", "", "") for day, value in months),
            *((it.day.isoformat(), f"{it.rate.value:.2f}", it.text, it.rate.value) for it in days),
        ],
        source=(
            "Federal Reserve {label:H10}; European Central Bank for "
            + ("the latest months and " if len(fixed) else "")
            + "the marked days from the article on."
        ),
        paint=paint,
    )


def _describe_path(months: Sequence[tuple[date, float]], days: Sequence[MarkedDay]) -> str:
    """Describe the path and the marked days for screen readers."""
    values = [value for _, value in months]
    path = marks.describe_course(values, lambda i: f"¥{values[i]:.0f} in {months[i][0]:%B %Y}")
    marked = "; ".join(f"{it.text}, {it.rate.text} on {in_words(it.day)}" for it in days)
    return f"The price of a dollar {path}. Marked days: {marked}."


def _daily_rates(c: Catalogue) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the noon rates of yen per dollar, and the fixings that fill in where there are none.

    These follow the last noon rate or lie in gaps of more than a month, on days with both rates for the euro.
    """
    rates, start = c.evidence.rates, c.evidence.settings.windows["rates_start"]
    noon = _series(rates.between("USD", "JPY", start, date.max, H10))
    try:
        yen, usd = (_series(rates.between("EUR", quote, start, date.max, ECB)) for quote in ("JPY", "USD"))
    except NotKnownError:
        return noon, noon[:0]
    fixed = (yen / usd).dropna()
    return noon, fixed[_in_gaps(fixed.index, noon.index)]


def _monthly_means(noon: pd.Series[float], fixed: pd.Series[float]) -> list[tuple[date, float]]:
    import pandas as pd  # which the charts of the report do without

    means = pd.concat([noon, fixed]).sort_index().resample("MS").mean().dropna()
    return [(day.date(), float(value)) for day, value in zip(pd.DatetimeIndex(means.index), means, strict=True)]


def _in_gaps(days: pd.Index[Any], known: pd.Index[Any]) -> Any:
    """Return for each day whether it lies after all known days or in a gap of more than a month between them."""
    after = known.searchsorted(days, side="right")
    before, later = known[(after - 1).clip(0)], known[after.clip(0, len(known) - 1)]
    return ~days.isin(known) & ((after == len(known)) | ((after > 0) & (later - before > LONGEST_GAP)))


def _mark_days(sheet: Sheet, axes: Axes, days: Sequence[MarkedDay]) -> None:
    """Mark days on the line, with labels straight above or below so that they never cross it."""
    for i, it in enumerate(days):
        x = it.day.year + (it.day.timetuple().tm_yday - 1) / 365.25
        marks.draw_markers(axes, [(x, it.rate.value)], marker="o", color=INK, markersize=5)
        below, side = it.text == "article", "left" if i == 0 else "right"
        above = (
            sheet.fit(52, 80) if i == 0 else 46
        )  # on a narrow sheet the first label stands higher, clear of the last
        leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "relpos": (int(i > 0), int(below)), "shrinkB": 4}
        write_number(
            axes, it.rate, (x, it.rate.value), (0, -31 if below else above), ha=side, va="top" if below else "bottom",
            words=f"{it.text}\n{it.rate.text}, {it.day.day} {it.day:%b %Y}",
            fontsize=9, fontweight=400, linespacing=1.3, arrowprops=leader,
        )  # fmt: skip


def _series(rates: list[Rate]) -> pd.Series[float]:
    import pandas as pd

    return pd.Series([r.value for r in rates], index=pd.DatetimeIndex([r.day for r in rates]))


# ----- pledges, foreign capital and dollar figures -------------------------------------------------------------


def _largest_first(found: list[tuple[str, Finding | None]]) -> list[tuple[str, Finding | None]]:
    return sorted(found, key=lambda pair: -(pair[1].value if pair[1] else 0))


@exhibit
def pledges(w: Writer) -> Chart:
    """Draw the pledges for Japan public on the article's date: their total, the public share, and cancelled plans."""
    origin = {actor: row["origin"] for actor, row in w.catalogue.evidence.actors.items()}
    whole, public = w.catalogue["pledge.foreign.usd"], w.catalogue["public.foreign.usd"]
    w.use(whole, public)
    remark = Remark("{} public", public, column="")
    total = Stack("Projects of foreign firms", whole, public, remark, form="2")
    found = {
        "The projects one by one": _pledges_then(w, [a for a in PLEDGES if origin[a] != "JPN"]),
        "Not in the total: led by Japanese firms": _pledges_then(w, [a for a in PLEDGES if origin[a] == "JPN"]),
    }
    panels = [(heading, rows) for heading, rows in found.items() if rows]
    return Chart(
        "fig-pledges",
        title="Of [{pledge.foreign.usd:2} promised] for projects of foreign firms, [{public.foreign.usd:2} is Japanese public money]",
        subtitle="When the article ran, in dollars at that day’s exchange rate; second part of a bar: Japanese public money, at most",
        alt=marks.describe_stacks([("Total", [total]), *panels]),
        data=marks.stack_table(
            [("Total", [total]), *panels],
            panel="whose",
            name="pledge",
            value="sum, in US dollars",
            part="state aid seen, at most, in US dollars",
        ),
        source=_about_pledges(w),
        paint=lambda sheet: marks.stacks(sheet, panels, left=1.9, total=total),
    )


def _about_pledges(w: Writer) -> str:
    """Return the source line, with what readers should know of the pledges that are drawn."""
    c = w.catalogue
    micron, cables = "pledge.MICRON.usd.day", "pledge.GOOGLE_CABLES.usd.day"
    left_out = {
        "Micron’s “up to”": c.knows(micron) and c[micron].quantity.low == 0,
        "cables shared with other countries": c.knows(cables),
    }
    names = [words for words, is_drawn in left_out.items() if is_drawn]
    sentences = [
        "Companies, ministries, press.",
        "Pledges are not spending" + ("; Amazon’s includes running costs." if c.knows("pledge.AWS.usd.day") else "."),
        f"The total leaves out {join_names(names)}." if names else "",
    ]
    return " ".join(filter(None, sentences))


def _pledges_then(w: Writer, actors: list[str]) -> list[Stack]:
    """List the pledges of some actors that were public when the article ran, the largest first."""
    rows = []
    for actor, whole in _largest_first([(a, known(w, f"pledge.{a}.usd.day")) for a in actors]):
        ended = known(w, f"since.{actor}.published") if actor in GIVEN_UP else None
        about = w.catalogue.evidence.actors[actor]
        name, hue = about["name"], colour(w, "JPN") if about["origin"] == "JPN" else GREY
        if whole and ended:
            rows.append(Stack(name, whole, None, Remark("cancelled on {}", ended, "cancelled on"), True, hue, form="2"))
        elif whole:
            aid = _public_money(w, f"public.{actor}")
            rows.append(Stack(name, whole, *aid, colour=hue, is_left_out=_is_aided(w, actor), form="2"))
    return rows


def _public_money(w: Writer, name: str) -> tuple[Finding | None, Remark | None]:
    """Return the public money in a sum, to be drawn, and its share, to be written; both are upper limits."""
    if f"{name}.share" not in w.catalogue:
        return None, None
    share = known(w, f"{name}.share")
    assert share
    return w.catalogue[f"{name}.usd"], Remark("{} public", share, "public share, at most, in per cent", INK)


def _is_aided(w: Writer, actor: str) -> bool:
    """Return whether the data mention state aid for a plan, as a row or in a note."""
    return any("subsidy" in f"{it.indicator} {it.note}" for it in w.catalogue.evidence.public if it.actor == actor)


@exhibit
def foreign_capital(w: Writer) -> Chart:
    """Draw the stock of foreign direct investment as a share of GDP, or the inflow if no stock was public."""
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
            marks.bars(sheet, rows, place)
            return
        axes = marks.dots(sheet, rows, place, limits=(0.03, 9), log=True)
        shares = sheet.fit([5, 10, 20, 50, 100, 200, 500], [5, 20, 100, 500])
        upright_lines(axes, [share / 100 for share in shares], [f"{share}%" for share in shares])

    measure = "Stock of foreign direct investment at the end of {fdi.JPN.stock_year}, share of GDP, logarithmic scale"
    return Chart(
        "fig-foreign-capital",
        title=_capital_title(rows, w.catalogue.name("JPN"), stock=stock),
        subtitle=measure if stock else "Inflow in {fdi.JPN.inflow_year}, share of GDP",
        alt=marks.describe_bars(rows),
        data=marks.bar_table(("", rows), name="economy", value="in per cent of GDP"),
        source=f"UNCTAD; GDP from the IMF’s World Economic Outlook.{_larger_basis(w, which)}",
        paint=paint,
    )


LARGER = ("KOR", "SGP", "TWN")
"""Economies that count foreign direct investment on a basis that makes it larger."""


def _larger_basis(w: Writer, which: str) -> str:
    """Return a sentence on the economies drawn that count on another basis; nothing if there are none."""
    economies = [e for e in LARGER if e in w.catalogue.parameters.economies and w.catalogue.knows(f"fdi.{e}.{which}")]
    names = join_names([f"{{entity:{economy}}}" for economy in economies])
    verb = "reports" if len(economies) == 1 else "report"
    return f" {names} {verb} on a basis that makes the figure larger." if names else ""


def _capital_title(rows: list[Bar], japan: str, *, stock: bool) -> str:
    """Return the title, which says that Japan comes last only if it does."""
    if not stock:
        return "A year’s inflow of foreign direct investment to Japan is {fdi.JPN.inflow_gdp:2} of GDP"
    is_last = [row.name for row in rows if row.finding][-1:] == [japan]
    if not is_last:
        return "The stock of foreign direct investment in Japan is {fdi.JPN.stock_gdp:2} of GDP"
    others = "any other of these economies" if all(row.finding for row in rows) else "any other of those known"
    return f"The stock of foreign direct investment in Japan is {{fdi.JPN.stock_gdp:2}} of GDP, less than in {others}"


BILLIONS = (10, 20, 30, 40)
"""Ticks of the scale, in billions."""

LIMITS = (10e9, 48e9)
"""Ends of the scale; a sum beyond them, at the reader's own rate, stands only in the title."""

RULES = ("day", "announced", "period_mean", "ppp")
"""Rate rules that always have a row."""

CHOSEN, OTHER = (INK, "D"), (GREY, "o")
"""Colour and marker of the rule chosen and of the others; it differs by shape, since hues stand for countries."""

SUMS = (
    ("Chip support", "subsidy.JPN.amount_usd", "release_day", "claim.C25", "yen.subsidy.chosen"),
    ("Amazon Web Services", "yen.AWS.usd", "announced", "claim.C04", "yen.AWS.chosen"),
)
"""The article's two largest dollar figures: name, prefix of the conversions, the one that stands for the rule
"announced", the claim, and the sum by the report's rule."""


def _rounding(w: Writer, claim: Finding) -> tuple[float, float]:
    """Return the interval around the article's figure that a reporter's rounding may leave."""
    leeway = w.catalogue["choice.rounding"].value
    return claim.quantity.low / (1 + leeway), claim.quantity.high / (1 - leeway)


def _position(w: Writer, it: Finding | None, claim: Finding | None) -> str:
    """Describe where a sum lies relative to the article's figure, as its dot, the band and the lines show it."""
    if not it or not claim:
        return ""
    low, high = _rounding(w, claim)
    if claim.quantity.low <= it.value < claim.quantity.high:
        return "rounds to it"
    return "within the allowance for rounding" if low <= it.value <= high else BEYOND


BEYOND = "outside the allowance for rounding"
"""Position of a sum whose dot is hollow."""


def _describe_sums(name: str, rows: list[Bar], claim: Finding | None, _: dict[str, str]) -> str:
    """Describe one panel for screen readers."""
    article = f", {claim.text} in the article," if claim else ""
    return f"{name}{article} comes to {marks.describe_range(rows)}."


def _mark_article(axes: Axes, claim: Finding, edges: tuple[float, float]) -> None:
    """Draw a band for what rounds to the article's figure, and lines for a reporter's rounding."""
    axes.axvspan(claim.quantity.low, claim.quantity.high, color=GREY, alpha=0.4, linewidth=0)
    for edge in edges:
        axes.axvline(edge, color=INK, linewidth=0.7, zorder=3)
    write_number(axes, claim, (edges[0], -0.95), words=f"article: {claim.text}", va="baseline", annotation_clip=False)


def _sums_by_rate(
    w: Writer, amount: str, first: str, claim: str, own: str
) -> tuple[list[Bar], Finding | None, dict[str, str]]:
    """Return a bar for each rate rule, the article's figure, and the position of each bar relative to it."""
    chosen = w.catalogue[own].id
    found = {RATE_NAMES[it]: known(w, f"{amount}.{first if it == 'announced' else it}") for it in RULES}
    if chosen == f"{amount}.own" and LIMITS[0] < w.catalogue[own].value < LIMITS[1]:
        found[RATE_NAMES["own"]] = w.catalogue[own]
    printed = known(w, claim)
    stands = {words: _position(w, it, printed) for words, it in found.items()}
    rows = [
        Bar(words, it, *(CHOSEN if it and it.id == chosen else OTHER), stands[words] == BEYOND)
        for words, it in found.items()
    ]
    return rows, printed, stands


@exhibit
def dollar_figures(w: Writer) -> Chart:
    """Draw the article's two largest dollar figures under each exchange rate."""
    panels = [(name, *_sums_by_rate(w, *about)) for name, *about in SUMS]
    sums = [row for _, rows, *_ in panels for row in rows if row.finding]
    table = marks.bar_table(
        *((name, [*rows, Bar("the article", claim)]) for name, rows, claim, _ in panels),
        panel="sum", name="by which rate", value="in dollars",
    )  # fmt: skip
    beside = [side for *_, stands in panels for side in (*stands.values(), "itself")]

    def paint(sheet: Sheet) -> None:
        for name, rows, claim, _ in panels:
            top = sheet.bottom + sheet.fit(0.261, 0.55)
            place = Place(height=0.235 * len(rows), left=1.608, right=1.072, top=top, below=0.145)
            axes = marks.dots(sheet, rows, place, limits=LIMITS)
            sheet.head(axes, name, sheet.fit(6, 22))
            upright_lines(axes, [billions * 1e9 for billions in BILLIONS], map(str, BILLIONS))
            if claim:
                _mark_article(axes, claim, _rounding(w, claim))

    return Chart(
        "fig-dollar-figures",
        title="The exchange rate decides the sum: {phrase:rate_rule}, Japan’s chip support is {yen.subsidy.chosen} and Amazon’s pledge {yen.AWS.chosen}",
        subtitle=(
            "Billions of dollars by exchange rate. Band: what rounds to the article’s figure; thin lines: {choice.rounding} beyond it"
            + ("; hollow: outside" if any(row.is_hollow for row in sums) else "")
            + ("; diamond: the rate chosen" if any(row.marker == CHOSEN[1] for row in sums) else "")
        ),
        alt=" ".join(starmap(_describe_sums, panels)),
        data=[(*row, side) for row, side in zip(table, ["beside the article’s figure", *beside], strict=True)],
        source="Japan’s Ministry of Finance; Amazon Web Services; Reuters; European Central Bank; Federal Reserve {label:H10}. For Amazon the rate of the announcement is implied by Reuters, and the average ends on the day of the article.",
        paint=paint,
    )


# ----- chip subsidies ------------------------------------------------------------------------------------------

STEPS = {
    "Set aside": "subsidy.USA.amount",
    "Announced by the week of the article": "since.USA.preliminary",
    "Awarded": "since.USA.awards",
    "Paid out": "since.USA.paid",
}
"""Steps from the law to the payment, and their findings."""


@exhibit
def american_money(w: Writer) -> Chart:
    """Draw how much of the American money for chips was announced, awarded and paid out."""
    rows = [Bar(words, known(w, name), colour(w, "USA")) for words, name in STEPS.items()]

    def paint(sheet: Sheet) -> None:
        marks.bars(sheet, rows, Place(height=0.27 * len(rows), left=2.3, right=0.9))

    return Chart(
        "fig-american-money",
        title="Of {subsidy.USA.amount} for chips the United States had paid out {since.USA.paid} by {since.USA.paid.day}",
        subtitle="Grants under the American chips law, in dollars; the sum set aside includes loans and research",
        alt=marks.describe_bars(rows),
        data=marks.bar_table(("", rows), name="step", value="in US dollars"),
        source="Japan’s Ministry of Finance; Semiconductor Industry Association; Government Accountability Office.",
        paint=paint,
    )


MINISTRIES = {"mof": "Finance Ministry", "meti": "Economy ministry"}
"""The two accounts, from left to right."""

COMPARED = ("JPN", "DEU", "USA", "FRA", "GBR", "CHN")
"""Countries for which either ministry prints a share."""


@exhibit
def subsidy_accounts(w: Writer) -> Chart:
    """Draw the shares of GDP as two Japanese ministries print them, joined where both give one."""
    panels = [(name, rows) for account, name in MINISTRIES.items() if (rows := _shares(w, account))]
    both = len(panels) > 1
    return Chart(
        "fig-subsidy-accounts",
        title=(
            "On chip support as a share of GDP, one ministry puts Japan {subsidy.ratio.DEU.mof:ahead of|level with|behind} Germany, the other {subsidy.ratio.DEU.meti:ahead|level|behind}"
            if both
            else "On chip support as a share of GDP, the Finance Ministry puts Japan {subsidy.ratio.DEU.mof:ahead of|level with|behind} Germany"
        ),
        subtitle="Public support for chips, per cent of GDP; programmes of different length"
        + ("; the economy ministry counts tax breaks and uses real GDP" if both else ""),
        alt=marks.describe_slopes(panels, ["according to the Finance Ministry", "according to the economy ministry"]),
        data=marks.bar_table(*panels, panel="account", name="country", value="support, in per cent of GDP"),
        source="Japan’s Ministry of Finance"
        + ("; Ministry of Economy, Trade and Industry (METI), as reported in the press." if both else "."),
        paint=lambda sheet: marks.slopes(sheet, panels, Place(1.9, 2.2, 2.2, top=0.3, below=0.05)),
    )


def _shares(w: Writer, account: str) -> list[Bar]:
    """List the shares of GDP that a ministry prints, as far as they were public."""
    names = {economy: f"subsidy.{economy}.share.{account}" for economy in COMPARED}
    found = {economy: known(w, name) for economy, name in names.items() if name in w.catalogue}
    return [Bar(w.catalogue.name(economy), share, colour(w, economy)) for economy, share in found.items() if share]


SMALLEST_SPREAD = 1.3
"""Below this ratio the labels of the two lines would overlap if they stood between them."""

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

AGAINST = ("USA", "DEU")
"""Countries compared with Japan."""

POSSESSIVES = {"USA": "America’s", "DEU": "Germany’s"}
"""Their names in the title."""


@exhibit
def subsidy_yardsticks(w: Writer) -> Chart:
    """Draw the ratios of Japan's support to that of two countries, by every way of counting."""
    by_peer = {peer: ratios for peer in AGAINST if (ratios := _ratios(w, peer))}
    panels = [(f"Against {w.catalogue.evidence.entities[peer]['name_in_prose']}", by_peer[peer]) for peer in by_peer]
    every = [row for ratios in by_peer.values() for row in ratios]
    much = w.catalogue["choice.much_larger"]
    w.use(much)
    has_bands = any(row.finding.has_wider_bounds for row in every if row.finding)
    start, end = 0.5, max(7, math.ceil(0.25 + max(row.value for row in every)))

    def paint(sheet: Sheet) -> None:
        for at, (heading, rows) in enumerate(panels):
            top = sheet.bottom + (sheet.fit(0.46, 0.52) if at == 0 else 0.3)
            is_last = at == len(panels) - 1
            place = Place(0.202 * len(rows), left=1.95, right=0.5, top=top, below=0.3 if is_last else 0)
            axes = marks.dots(sheet, rows, place, limits=(start, end), letters=24, numbers=[row.text for row in every])
            sheet.head(axes, heading, 20 if at == 0 else 5)
            _draw_lines(axes, much)
            if at == 0:
                _name_lines(axes, much)
            if is_last:
                label_below(axes, range(1, end), [f"{ratio}×" for ratio in range(1, end)])

    spans = [f"{_span(ratios)} {POSSESSIVES[peer]}" for peer, ratios in by_peer.items()]
    ranges = "; ".join(f"{heading}: from {marks.describe_range(rows)}" for heading, rows in panels)
    return Chart(
        "fig-subsidy-yardsticks",
        title=f"Relative to its size, Japan’s chip support is {' and '.join(spans)}, depending on how one counts",
        subtitle="Japan’s chip support as a multiple of the other country’s, one dot for each way of counting"
        + ("; a pale band shows wide bounds" if has_bands else ""),
        alt=f"{ranges}. “Much larger” begins at {much.text}.",
        data=marks.bar_table(
            *panels, panel="against whom", name="way of counting", value="Japan’s support as a multiple of theirs"
        ),
        source=_sources([row.finding.id for row in every if row.finding]),
        paint=paint,
    )


def _ratios(w: Writer, peer: str) -> list[Bar]:
    """List the known ratios of Japan's support to that of another country, the largest first."""
    names = {k: words for k, words in WAYS_TO_COUNT.items() if f"subsidy.ratio.{peer}.{k}" in w.catalogue}
    found = [(words, known(w, f"subsidy.ratio.{peer}.{k}")) for k, words in names.items()]
    rows = [Bar(capital(words), ratio, colour(w, peer), form="2") for words, ratio in found if ratio]
    return sorted(rows, key=lambda row: row.value, reverse=True)


def _span(found: list[Bar]) -> str:
    """Return a template for the range of the ratios."""
    names = [bar.finding.id for bar in sorted(found, key=lambda row: row.value) if bar.finding]
    return f"{f'{{{names[0]}:2}} to ' if len(names) > 1 else ''}[{{{names[-1]}:2}} times]"


def _sources(drawn: Sequence[str]) -> str:
    """Return the line of sources of the ratios that are drawn."""
    ways = {name.removeprefix("subsidy.ratio.").partition(".")[2] for name in drawn}
    single = "as_awarded" in ways
    parts = {
        "Japan’s Ministry of Finance": True,
        "METI": single or "meti" in ways,
        "American aid: SIA, Commerce Department": single,
        "tax credit: CBO": "with_tax_credit" in ways,
        "GDP, population and purchasing power parity: IMF": not ways <= {"mof", "meti"},
        "rates: European Central Bank": "per_head.day" in ways,
    }
    return f"{'; '.join(words for words, is_used in parts.items() if is_used)}.{SINGLE_PLANTS if single else ''}"


def _draw_lines(axes: Axes, much: Finding) -> None:
    """Draw the lines at "equal" and at "much larger"."""
    axes.axvline(1, color=INK, linewidth=1, zorder=1)
    axes.axvline(much.value, color=SOFT, linewidth=1, linestyle=(0, (2, 2)), zorder=1)


def _name_lines(axes: Axes, much: Finding) -> None:
    """Label the lines at "equal" and at "much larger"."""
    aside = -1 if much.value < SMALLEST_SPREAD else 2
    beside: dict[str, Any] = {"color": SOFT, "fontsize": 9}
    axes.annotate("equal", (1, -0.6), xytext=(aside, 3), textcoords="offset points", ha="right", **beside)
    words = f"much larger, from {much.text}"
    write_number(axes, much, (much.value, -0.6), (-aside, 3), words=words, va="baseline", fontweight=400, **beside)
