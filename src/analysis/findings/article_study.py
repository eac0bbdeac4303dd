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
from functools import partial
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, article, expression, sheet
from analysis.dataset.printed_number import ORDINALS, read_number
from analysis.errors import NotKnownError, nearest
from analysis.findings.arithmetic import change as relative_change
from analysis.findings.arithmetic import period_end, ratio, share
from analysis.findings.article_figures import RULE_THRESHOLDS, threshold_topic
from analysis.findings.article_rules import Period, amount, change, extreme, first_time, is_below, place, running
from analysis.findings.declarations import ClaimRule, Pattern, Study, Topic
from analysis.findings.finding import Finding, compose, varying
from analysis.findings.judging import TREND_WINDOWS
from analysis.findings.quantity import DIFFERENCES, Quantity, ordinal, printed
from analysis.findings.verdicts import FEWEST_FIGURES, comparison, usual_swing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
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
    former = sheet.former_names(tables)
    meanings = article.meanings(tables["observations"], about.published)

    # Declare the figures, the swings of trends and the claims
    topic = Topic()
    figure = partial(_figure, meanings=meanings, former=former)
    figure_names = partial(_figures, former=former)
    topic.patterns.append(
        Pattern("{figure}", figure, "", "", {"figure": figure_names}, str(folder / sheet.FIGURES_CSV))
    )
    topic.add("swing.{claim}", _swing, claim=_claims_on_trends)
    claims = tables["claims"]
    for claim_id, check, row in zip(claims["claim_id"], claims["check"], claims["row"], strict=True):
        if check == "computed":
            topic.rules.append(ClaimRule(claim_id, _judgement, None, {}, f"{folder / article.CLAIMS_CSV}:{row}"))

    # Look up the economies that article.toml names; by default the first of the sheet, with all others
    entities = tables["entities"]
    rows = zip(entities["name"], entities["entity"], entities["kind"], strict=True)
    codes = {name: code for name, code, kind in rows if kind == "economy"}
    focus_name, peer_names = about.texts["focus"], about.lists["peers"]
    settings = [("peers", name) for name in peer_names]
    if focus_name:
        settings.insert(0, ("focus", focus_name))
    for setting, name in settings:
        if name not in codes:
            hint = nearest(name, codes, f"expected one of {', '.join(codes)}")
            fault = f"{name!r} is not in figures.csv{hint}"
            raise DataError([Defect(article.ARTICLE_TOML, article.line_of(folder, setting), setting, fault)])
    focus = codes[focus_name or next(iter(codes))]
    peers = dict.fromkeys(codes[name] for name in peer_names or codes)
    peers.pop(focus, None)

    return Study(
        title=about.texts["title"],
        subtitle=about.texts["subtitle"] or "An article, checked claim by claim",
        article=article.ARTICLE_ID,
        maintainers=about.texts["author"] or "The author",
        author=about.texts["author"],
        publisher=about.texts["publisher"],
        contact=about.texts["contact"],
        licence=about.texts["licence"] or "CC-BY-4.0",
        funding=about.texts["funding"],
        purpose=about.texts["purpose"],
        keywords=tuple(about.lists["keywords"]),
        focus=focus,
        page=about.page,
        peers=tuple(peers),
        topics=(topic, threshold_topic(RULE_THRESHOLDS, article.CHOICES)),
        thresholds=tuple(RULE_THRESHOLDS),
    )


def _figures(evidence: Evidence, former: Mapping[str, str]) -> Iterator[str]:
    """Name every series without an account, and every figure, also by names of earlier versions."""
    series, figures = [], []
    for row in evidence.names_of_rows:
        key = evidence.key_of_figure(row)
        if not key:
            continue
        indicator, entity, _, account = key
        if not account:
            series.append(f"{indicator}.{entity}")
        figures.append(article.figure_name(row))
    names = list(dict.fromkeys(series + figures))
    yield from names

    if not former:
        return
    former_name = {new: old for old, new in former.items()}
    for name in names:
        indicator, entity, *others = name.split(".")
        old = ".".join([former_name.get(indicator, indicator), former_name.get(entity, entity), *others])
        if old != name:
            yield old


def _figure(c: Catalogue, figure: str, meanings: Mapping[str, Meaning], former: Mapping[str, str]) -> Finding:
    """Take the figure of a period in its newest vintage; a name without a period means that of `meanings`."""
    name = ".".join(former.get(part, part) for part in figure.split("."))
    if name in meanings:
        name = meanings[name].figure

    indicator, entity, *period_and_account = name.split(".")
    account = period_and_account[1] if len(period_and_account) > 1 else ""
    for row in c.evidence.series(indicator, entity, account=account):
        if article.figure_name(row.observation_id) == name:
            break
    else:
        when = f" for {period_and_account[0]}" if period_and_account else " before the article"
        raise NotKnownError(f"{indicator} of {entity}{when}")

    finding = c.row(row)
    if row.qualifier == "range":
        return replace(finding, as_printed=row.printed)
    if row.qualifier == "approx":
        return replace(finding, as_printed=f"about {finding.text}")
    return finding


def _judgement(case: Case) -> Judgement:
    """Judge a claim by the rule and the figures that its row names."""
    c = case.c
    claim = c.evidence.claims[case.claim_id]
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
            number = None
            if since:
                frequency, _, end = sheet.read_period(since)
                number = _number(frequency, end)
            return extreme(periods, highest=which == "highest", since=number)
        case "running":
            words = claim["printed"].lower()
            is_ordinal = any(word in ORDINALS for word in words.split())
            is_ordinal = is_ordinal or re.search(r"\d(?:st|nd|rd|th)\b", claim["printed"]) is not None
            return running(case.printed, _periods(c, figures), rising=argument == "rising", ordinal=is_ordinal)
        case "first time":
            return _first_time(c, figures, argument)
    is_share = case.printed.quantity.unit == "share"
    return amount(case.printed, _computed(c, figures, is_share=is_share), *_leeway(case))


def _leeway(case: Case) -> tuple[float, float]:
    return case.threshold("imprecise"), case.threshold("rounding")


def _limit(threshold: str, figure: Finding) -> float:
    unit = "%" if "%" in threshold else figure.quantity.unit
    return read_number(threshold, unit).value


def _computed(c: Catalogue, figures: str, *, is_share: bool = False) -> Finding:
    """Compute what a claim is compared with: a figure, or a sum, difference or quotient of figures."""
    divide = share if is_share else ratio
    operations: dict[str, Callable[[Finding, Finding], Finding]]
    operations = {"+": operator.add, "-": operator.sub, "/": divide}
    return expression.compute(expression.parse(figures), lambda name: _take(c, name), operations)


def _changed(c: Catalogue, figures: str, kind: str) -> Finding:
    """Compute the change from the second to the first figure, relative or as a difference."""
    tree = expression.parse(figures)
    if isinstance(tree, str):
        raise TypeError(f"{figures} is one figure and no change")
    later, earlier = _computed(c, str(tree.left)), _computed(c, str(tree.right))
    if kind == "difference":
        return later - earlier
    return relative_change(later, earlier)


def _take(c: Catalogue, figure: str) -> Finding:
    """Return a figure by its name; raise `NotKnownError` in words that a reader of the card understands."""
    if figure in c:
        return c[figure]
    indicator, entity, *when = figure.split(".")
    words = [c.evidence.indicators[indicator]["name"], c.name(entity), *when[:1]]
    raise NotKnownError(f"“{', '.join(words)}” was not public on this day")


# -- series, up to the period that a claim names


def _periods(c: Catalogue, figure: str) -> list[Period]:
    """Return the figures of a series up to the period of one, of periods as long as this one."""
    last = _take(c, figure).observation
    if last is None or last.period_end is None or last.frequency not in PERIODS_PER_YEAR:
        raise NotKnownError(f"{figure} is not the figure of a year, a quarter or a month")
    indicator, entity, _, *account = figure.split(".")
    periods = []
    for row in c.evidence.series(indicator, entity, account=account[0] if account else ""):
        if row.frequency == last.frequency and row.period_end and row.period_end <= last.period_end:
            periods.append(Period(_number(row.frequency, row.period_end), row.when, c.row(row)))
    return periods


PERIODS_PER_YEAR = {"A": 1, "Q": 4, "M": 12}
"""How many periods a year has, by frequency."""


def _number(frequency: str, end: date) -> int:
    """Number the periods of a frequency, so that one follows the other."""
    periods = PERIODS_PER_YEAR[frequency]
    return end.year * periods + (end.month * periods - 1) // 12


def _trend(case: Case, figures: Sequence[str], *, falls: bool) -> Judgement:
    """Judge a trend; where there is no clear change, say how large the change and the usual swing are."""
    measures = {}
    for name in figures:
        periods = _periods(case.c, name)
        measures[str(periods[-1].figure.label)] = [period.figure for period in periods]
    try:
        return case.trend(measures, falls=falls)
    except NotKnownError as error:
        swings = case.threshold("trend_swing")
        reasons = [str(error)]
        for series in measures.values():
            if len(series) >= FEWEST_FIGURES:
                reasons.append(_unclear(series, swings))
        raise NotKnownError("; ".join(reason for reason in reasons if reason)) from None


def _by_year(figures: Sequence[Finding]) -> dict[int, Finding]:
    return {period_end(figure).year: figure for figure in figures}


def _claims_on_trends(evidence: Evidence) -> list[str]:
    return [claim_id for claim_id, claim in evidence.claims.items() if claim["rule"] == "trend"]


def _swing(c: Catalogue, claim: str) -> Finding:
    """Return the usual yearly swing of the series of a trend, a difference of its figures."""
    first_series = c.evidence.claims[claim]["figures"].split()[0]
    figures = [period.figure for period in _periods(c, first_series)]
    by_year = _by_year(figures)
    if not any(year - 1 in by_year for year in by_year):
        raise NotKnownError("two years in a row")
    swing = usual_swing({year: figure.value for year, figure in by_year.items()})
    unit = figures[-1].quantity.unit
    unit, factor = DIFFERENCES.get(unit, (unit, 1))
    label = compose("Usual yearly swing: ", figures[-1].label)
    method = "median of the changes from year to year, signs left out"
    return Finding(f"swing.{claim}", label, Quantity.exact(swing * factor, unit), method, tuple(figures))


def _unclear(figures: Sequence[Finding], swings: float) -> str:
    """Tell the change over the longest window, and how much of it the usual swing would explain."""
    by_year = _by_year(figures)
    last_year = max(by_year)
    bases = [last_year - window for window in TREND_WINDOWS if last_year - window in by_year]
    if not bases:
        return ""

    first, last = by_year[min(bases)], by_year[last_year]
    years = last_year - min(bases)
    swing = usual_swing({year: figure.value for year, figure in by_year.items()})
    unit = first.quantity.unit
    before = printed(Quantity.exact(first.value, unit))
    after = printed(Quantity.exact(last.value, unit))
    limit = printed(Quantity.exact(swings * swing * math.sqrt(years), unit))
    return f"from {before} to {after} in {years} years, while a change counts beyond {limit}"


def _first_time(c: Catalogue, figures: str, argument: str) -> Judgement:
    """Judge whether a series passed a threshold, or another series, for the first time."""
    tree = expression.parse(figures)
    if isinstance(tree, str):
        side, limit = argument.split(maxsplit=1)
        series = _periods(c, tree)
        threshold = _limit(limit, series[-1].figure)
        is_above = side == "above"
        return first_time([(period, _is_on_side(period.figure, threshold, above=is_above)) for period in series])

    over, under = [_periods(c, name) for name in expression.names(tree)]
    compared_with = {period.number: period.figure for period in under}
    periods, others = [], []
    for period in over:
        if period.number in compared_with:
            figure = compared_with[period.number]
            periods.append((period, _is_larger(period.figure, figure)))
            others.append(figure)
    if not periods:
        raise NotKnownError("the two series have no period in common")
    return first_time(periods, others)


def _is_on_side(figure: Finding, threshold: float, *, above: bool) -> bool | None:
    low, high = figure.quantity.low, figure.quantity.high
    if above:
        is_beyond, is_not_beyond = low > threshold, high <= threshold
    else:
        is_beyond, is_not_beyond = high < threshold, low >= threshold
    if is_beyond:
        return True
    return False if is_not_beyond else None


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
            series = c.evidence.series(row.indicator, entity, account=account)
            same_period = [figure for figure in series if figure.period_end == row.period_end]
            if same_period:
                others.append(c.row(same_period[-1]))
    if not others:
        raise NotKnownError(f"{row.indicator} of anybody else for {row.period}")

    # The place by the values, between the best and the worst that the bounds leave open
    below = [is_below(ranked, figure) for figure in others]  # None where bounds overlap
    best = 1 + below.count(not lowest_first)
    worst = best + below.count(None)
    if lowest_first:
        value = 1 + sum(figure.value < ranked.value for figure in others)
    else:
        value = 1 + sum(figure.value > ranked.value for figure in others)
    quantity = Quantity(value, min(best, value), max(worst, value), "rank")

    number = len(others) + 1
    indicator = c.evidence.indicators[row.indicator]["name"]
    label = compose("Place by ", indicator, ", ", varying(c.name(row.entity)), ", ", varying(row.when))
    among = f"placed among the {number} in the sheet, the {'lowest' if lowest_first else 'highest'} first"
    name = f"place.{article.figure_name(row.observation_id)}"
    text = f"{ordinal(value)} of {number}"
    return Finding(name, label, quantity, among, (ranked, *others), as_printed=text), others
