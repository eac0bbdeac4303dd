"""The study of an article of one's own, which has no code: it follows from the rows of its data folder.

Every figure of the sheet is a finding: `nests.AVONIA` is that of the last period that had ended when the article was
published, `nests.AVONIA.2024` that of one period, both in the newest vintage. A claim is judged by the rule and the
figures that its row names.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, article, expression, sheet
from analysis.dataset.sheet import ORDINALS
from analysis.errors import NotKnownError, nearest
from analysis.findings.arithmetic import change as relative_change
from analysis.findings.arithmetic import period_end, ratio, share
from analysis.findings.article_figures import RULE_THRESHOLDS, threshold_topic
from analysis.findings.article_rules import Period, amount, change, extreme, first_time, is_below, place, running
from analysis.findings.declarations import ClaimRule, Pattern, Study, Topic
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.judging import TREND_WINDOWS
from analysis.findings.quantity import DIFFERENCES, Quantity, ordinal, printed
from analysis.findings.verdicts import FEWEST_FIGURES, comparison, usual_swing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.dataset.article_claims import Meaning
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.judging import Case
    from analysis.findings.verdicts import Judgement


def study_of(folder: Path) -> Study:
    """Return the study of an article's data folder; raise `DataError` where `article.toml` cannot be read."""
    about = article.read_about(folder)
    tables, _, _ = article.read_tables(folder)
    meanings = article.meanings(tables["observations"], about.published)
    topic = Topic()
    former = sheet.former_names(tables)
    take, names = partial(_figure, meanings=meanings, former=former), partial(_figures, former=former)
    topic.patterns.append(Pattern("{figure}", take, "", "", {"figure": names}, f"{folder / sheet.FILE}:1"))
    topic.add("swing.{claim}", _swing, claim=_claims_on_trends)
    claims = tables["claims"]
    for claim_id, check, row in zip(claims["claim_id"], claims["check"], claims["row"], strict=True):
        if check == "computed":
            place = f"{folder / article.CLAIMS}:{row}"
            topic.rules.append(ClaimRule(claim_id, _judgement, None, {}, place))
    places = [tables["entities"][column] for column in ("entity", "name", "kind")]
    codes = {name: code for code, name, kind in zip(*places, strict=True) if kind == "economy"}
    for setting, asked in (("focus", filter(None, [about.texts["focus"]])), ("peers", about.lists["peers"])):
        if unknown := next((name for name in asked if name not in codes), ""):
            hint = nearest(unknown, codes, f"expected one of {', '.join(codes)}")
            fault = f"{unknown!r} is not in figures.csv{hint}"
            raise DataError([Defect(article.FILE, article.line_of(folder, setting), setting, fault)])
    chosen = [about.texts["focus"] or next(iter(codes)), *(about.lists["peers"] or codes)]
    focus, *peers = dict.fromkeys(codes[name] for name in chosen)
    return Study(
        title=about.texts["title"],
        subtitle=about.texts["subtitle"] or "An article, checked claim by claim",
        article=article.SOURCE,
        maintainers=about.texts["author"] or "The author",
        author=about.texts["author"],
        publisher=about.texts["publisher"],
        contact=about.texts["contact"],
        licence=about.texts["licence"] or "CC-BY-4.0",
        keywords=tuple(about.lists["keywords"]),
        focus=focus,
        page=about.page,
        peers=tuple(peers),
        topics=(topic, threshold_topic(RULE_THRESHOLDS, article.CHOICES)),
        thresholds=tuple(RULE_THRESHOLDS),
    )


def _figures(evidence: Evidence, former: Mapping[str, str]) -> Iterator[str]:
    """Name every series without an account, and every figure, also by names of earlier versions."""
    keys = {name: key for name in evidence.names_of_rows if (key := evidence.key_of(name))}
    series = (f"{indicator}.{entity}" for indicator, entity, _, account in keys.values() if not account)
    names = list(dict.fromkeys((*series, *map(article.figure_name, keys))))
    yield from names
    formerly = {new: old for old, new in former.items()}
    for name in names if former else ():
        indicator, entity, *rest = name.split(".")
        old = ".".join((formerly.get(indicator, indicator), formerly.get(entity, entity), *rest))
        if old != name:
            yield old


def _figure(c: Catalogue, figure: str, meanings: Mapping[str, Meaning], former: Mapping[str, str]) -> Finding:
    """Take the figure of a period in its newest vintage; a name without a period means that of `meanings`."""
    figure = ".".join(former.get(part, part) for part in figure.split("."))
    meant = meanings[figure].figure if figure in meanings else figure
    indicator, entity, *rest = meant.split(".")
    rows = c.evidence.series(indicator, entity, account=rest[1] if len(rest) > 1 else "")
    row = next((observation for observation in rows if article.figure_name(observation.observation_id) == meant), None)
    if row is None:
        raise NotKnownError(f"{indicator} of {entity}{f' for {rest[0]}' if rest else ' before the article'}")
    finding = c.row(row)
    if row.qualifier == "range":
        return replace(finding, as_printed=row.printed)
    return replace(finding, as_printed=f"about {finding.text}") if row.qualifier == "approx" else finding


def _judgement(case: Case) -> Judgement:
    """Judge a claim by the rule and the figures that its row names."""
    c, claim = case.c, case.c.evidence.claims[case.claim_id]
    figures, argument = claim["figures"], claim["argument"]
    match claim["rule"]:
        case "trend":
            return _trend(case, figures.split(), falls=argument == "falling")
        case "comparison":
            return comparison([_computed(c, figures)], float(argument or 1))
        case "change":
            return change(case.printed, _changed(c, figures, argument), *_leeway(case))
        case "level":
            side, limit = argument.split(maxsplit=1)
            figure = _computed(c, figures)
            return case.level(figure, _limit(limit, figure), above=side == "above")
        case "rank":
            ranked = _take(c, figures)
            if ranked.quantity.unit == "rank":
                return place(case.printed, ranked, ranked, ())
            rank, others = _place(c, ranked, lowest_first=argument == "lowest first")
            return place(case.printed, ranked, rank, others)
        case "record":
            which, _, since = argument.partition(" since ")
            periods = _periods(c, figures)
            number = _number(*sheet.read_period(since)[::2]) if since else None
            return extreme(periods, highest=which == "highest", since=number)
        case "running":
            is_ordinal = any(word in ORDINALS for word in claim["printed"].lower().split())
            is_ordinal = is_ordinal or re.search(r"\d(?:st|nd|rd|th)\b", claim["printed"]) is not None
            return running(case.printed, _periods(c, figures), rising=argument == "rising", ordinal=is_ordinal)
        case "first time":
            return _first_time(c, figures, argument)
    is_share = case.printed.quantity.unit == "share"
    return amount(case.printed, _computed(c, figures, is_share=is_share), *_leeway(case))


def _leeway(case: Case) -> tuple[float, float]:
    return case.threshold("imprecise"), case.threshold("rounding")


def _limit(written: str, figure: Finding) -> float:
    return sheet.read_number(written, "%" if "%" in written else figure.quantity.unit).value


def _computed(c: Catalogue, figures: str, *, is_share: bool = False) -> Finding:
    """Compute what a claim is held against: a figure, or a sum, difference or quotient of figures."""
    operations: dict[str, Callable[[Finding, Finding], Finding]]
    operations = {"+": operator.add, "-": operator.sub, "/": share if is_share else ratio}
    return expression.compute(expression.parse(figures), lambda name: _take(c, name), operations)


def _changed(c: Catalogue, figures: str, kind: str) -> Finding:
    """Compute the change from the second to the first figure, relative or as a difference."""
    tree = expression.parse(figures)
    if isinstance(tree, str):
        raise TypeError(f"{figures} is one figure and no change")
    later, earlier = (_computed(c, str(side)) for side in (tree.left, tree.right))
    return later - earlier if kind == "difference" else relative_change(later, earlier)


def _take(c: Catalogue, figure: str) -> Finding:
    """Return a figure by its name; raise `NotKnownError` in words that a reader of the card understands."""
    if figure in c:
        return c[figure]
    indicator, entity, *when = figure.split(".")
    words = ", ".join([c.evidence.indicators[indicator]["name"], c.name(entity), *when[:1]])
    raise NotKnownError(f"“{words}” was not public on this day")


# -- series, up to the period that a claim names


def _periods(c: Catalogue, figure: str) -> list[Period]:
    """Return the figures of a series up to the period of one, of periods as long as this one."""
    last = _take(c, figure).observation
    if last is None or last.period_end is None or last.frequency not in YEARLY:
        raise NotKnownError(f"{figure} is not the figure of a year, a quarter or a month")
    indicator, entity, _, *account = figure.split(".")
    rows = c.evidence.series(indicator, entity, account=account[0] if account else "")
    alike = [row for row in rows if row.frequency == last.frequency and (row.period_end or date.max) <= last.period_end]
    return [Period(_number(row.frequency, row.period_end), row.when, c.row(row)) for row in alike if row.period_end]


YEARLY = {"A": 1, "Q": 4, "M": 12}
"""How many periods a year has, by frequency."""


def _number(frequency: str, end: date) -> int:
    """Number the periods of a frequency, so that one follows the other."""
    parts = YEARLY[frequency]
    return end.year * parts + (end.month * parts - 1) // 12


def _trend(case: Case, figures: Sequence[str], *, falls: bool) -> Judgement:
    """Judge a trend; where there is no clear change, say how large the change and the usual swing are."""
    c, measures = case.c, {}
    for name in figures:
        periods = _periods(c, name)
        measures[str(periods[-1].figure.label)] = [period.figure for period in periods]
    try:
        return case.trend(measures, falls=falls)
    except NotKnownError as error:
        swings = case.threshold("trend_swing")
        numbers = [_unclear(points, swings) for points in measures.values() if len(points) >= FEWEST_FIGURES]
        raise NotKnownError("; ".join([str(error), *filter(None, numbers)])) from None


def _by_year(figures: Sequence[Finding]) -> dict[int, Finding]:
    return {period_end(figure).year: figure for figure in figures}


def _claims_on_trends(evidence: Evidence) -> list[str]:
    return [claim_id for claim_id, claim in evidence.claims.items() if claim["rule"] == "trend"]


def _swing(c: Catalogue, claim: str) -> Finding:
    """Return the usual yearly swing of the series of a trend, a difference of its figures."""
    figures = [period.figure for period in _periods(c, c.evidence.claims[claim]["figures"].split()[0])]
    by_year = _by_year(figures)
    if not any(year - 1 in by_year for year in by_year):
        raise NotKnownError("two years in a row")
    usual = usual_swing({year: figure.value for year, figure in by_year.items()})
    unit, each = DIFFERENCES.get(figures[-1].quantity.unit, (figures[-1].quantity.unit, 1))
    label = worded("Usual yearly swing: ", figures[-1].label)
    method = "median of the changes from year to year, signs left out"
    return Finding(f"swing.{claim}", label, Quantity.exact(usual * each, unit), method, tuple(figures))


def _unclear(figures: Sequence[Finding], swings: float) -> str:
    """Tell the change over the longest window, and how much of it the usual swing would explain."""
    by_year = _by_year(figures)
    last = max(by_year)
    bases = [last - window for window in TREND_WINDOWS if last - window in by_year]
    if not bases:
        return ""
    years, first = last - min(bases), by_year[min(bases)]
    usual = usual_swing({year: figure.value for year, figure in by_year.items()})
    unit = first.quantity.unit
    texts = [printed(Quantity.exact(value, unit)) for value in (first.value, by_year[last].value)]
    limit = Quantity.exact(swings * usual * math.sqrt(years), unit)
    return f"from {texts[0]} to {texts[1]} in {years} years, while a change counts beyond {printed(limit)}"


def _first_time(c: Catalogue, figures: str, argument: str) -> Judgement:
    """Judge whether a series passed a threshold, or another series, for the first time."""
    tree = expression.parse(figures)
    if isinstance(tree, str):
        side, limit = argument.split(maxsplit=1)
        periods = _periods(c, tree)
        threshold = _limit(limit, periods[-1].figure)
        return first_time(
            [(period, _is_on_side(period.figure, threshold, above=side == "above")) for period in periods]
        )
    over, under = (_periods(c, name) for name in expression.names(tree))
    others = {period.number: period.figure for period in under}
    both = [(period, others[period.number]) for period in over if period.number in others]
    if not both:
        raise NotKnownError("the two series have no period in common")
    return first_time(
        [(period, _is_larger(period.figure, other)) for period, other in both], [other for _, other in both]
    )


def _is_on_side(figure: Finding, threshold: float, *, above: bool) -> bool | None:
    low, high = figure.quantity.low, figure.quantity.high
    holds, fails = (low > threshold, high <= threshold) if above else (high < threshold, low >= threshold)
    return True if holds else False if fails else None


def _is_larger(figure: Finding, other: Finding) -> bool | None:
    if figure.quantity.is_exact and other.quantity.is_exact:
        return figure.value > other.value
    return is_below(other, figure)


def _place(c: Catalogue, ranked: Finding, *, lowest_first: bool) -> tuple[Finding, list[Finding]]:
    """Take the place of a figure among those of all economies of the sheet for the same period, and the others."""
    row = ranked.observation
    if row is None:
        raise NotKnownError("a place in a ranking needs a figure, not a quotient")
    others = []
    for _, entity, actor, account in c.evidence.keys(row.indicator):
        if entity in c.evidence.economies and entity != row.entity and not actor and account == row.account:
            rows = c.evidence.series(row.indicator, entity, account=account)
            others += [c.row(other) for other in rows if other.period_end == row.period_end][-1:]
    if not others:
        raise NotKnownError(f"{row.indicator} of anybody else for {row.period}")

    below = [is_below(ranked, other) for other in others]  # None where bounds overlap
    ahead = not lowest_first
    first = 1 + below.count(ahead)
    value = 1 + sum((ranked.value < other.value) if ahead else (ranked.value > other.value) for other in others)
    quantity = Quantity(value, min(first, value), max(first + below.count(None), value), "rank")
    among = f"placed among the {len(others) + 1} in the sheet, the {'lowest' if lowest_first else 'highest'} first"
    label = worded(
        "Place by ",
        c.evidence.indicators[row.indicator]["name"],
        ", ",
        varying(c.name(row.entity)),
        ", ",
        varying(row.when),
    )
    text = f"{ordinal(value)} of {len(others) + 1}"
    name = f"place.{article.figure_name(row.observation_id)}"
    return Finding(name, label, quantity, among, (ranked, *others), as_printed=text), others
