"""The study of an article of one's own, which has no code: it follows from the rows of its data folder.

Every figure of the sheet is a finding: `nests.AVONIA` is that of the last period that had ended when the article was
published, `nests.AVONIA.2024` that of one period, both in the newest vintage. A claim is judged by the rule and the
figures that its row names.
"""

from __future__ import annotations

import math
import operator
import re
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from analysis.dataset import DataError, Defect, article_folder, expression, figures_csv
from analysis.dataset.printed_number import ORDINALS, read_number
from analysis.errors import NotKnownError, nearest
from analysis.findings.arithmetic import change as relative_change
from analysis.findings.arithmetic import ratio, share
from analysis.findings.article_claim_rules import (
    Period,
    is_below,
    judge_amount,
    judge_change,
    judge_extreme,
    judge_first_time,
    judge_place,
    judge_running,
)
from analysis.findings.claim_rules import FEWEST_FIGURES, comparison, usual_swing
from analysis.findings.declarations import ClaimRule, Pattern, Topic
from analysis.findings.finding import Finding
from analysis.findings.finding_dates import period_end
from analysis.findings.judging import TREND_WINDOWS
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import ordinal, printed
from analysis.findings.quantity import DIFFERENCES, Quantity
from analysis.findings.study import Study
from analysis.findings.threshold_findings import RULE_THRESHOLDS, threshold_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.dataset.figure_index import Meaning
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.judging import Case
    from analysis.findings.verdicts import Judgement


def study_of(folder: Path) -> Study:
    """Return the study of an article's data folder; raise `DataError` where `article.toml` cannot be read."""
    about = article_folder.read_about(folder)
    tables, _, _ = article_folder.read_tables(folder)
    former = figures_csv.former_names(tables)
    meanings = article_folder.meanings(tables["observations"], about.published)

    # Declare the figures, the swings of trends and the claims
    topic = Topic()
    figure_names = partial(_figure_names, former=former)
    figures = Pattern(
        name="{figure}",
        make=partial(_figure, meanings=meanings, former=former),
        label="",
        choice="",
        values={"figure": figure_names},
        place=str(folder / figures_csv.FIGURES_CSV),
    )
    topic.patterns.append(figures)
    topic.add("swing.{claim}", _swing, claim=_claims_on_trends)
    claims = tables["claims"]
    for claim_id, check, row in zip(claims["claim_id"], claims["check"], claims["row"], strict=True):
        if check == "computed":
            place = f"{folder / article_folder.CLAIMS_CSV}:{row}"
            topic.rules.append(ClaimRule(claim_id, reference=_judge, under=None, axes={}, place=place))

    # Look up the economies that article.toml names; by default the first of the sheet, with all others
    entities = tables["entities"]
    entity_rows = zip(entities["name"], entities["entity"], entities["kind"], strict=True)
    codes = {name: code for name, code, kind in entity_rows if kind == "economy"}
    names = list(codes)

    def code_of(name: str, setting: str) -> str:
        if name not in codes:
            hint = nearest(name, codes, f"expected one of {', '.join(codes)}")
            fault = f"{name!r} is not in figures.csv{hint}"
            raise DataError(
                [Defect(article_folder.ARTICLE_TOML, article_folder.line_of(folder, setting), setting, fault)]
            )
        return codes[name]

    if not names:
        fault = "figures.csv has figures of no country, only of regions; enter some of one"
        raise DataError([Defect(article_folder.ARTICLE_TOML, article_folder.line_of(folder, "focus"), "focus", fault)])
    focus = code_of(about.texts["focus"] or names[0], "focus")
    peers = dict.fromkeys(code_of(name, "peers") for name in about.lists["peers"] or names)
    peers.pop(focus, None)  # among the names by default, or named by the author

    return Study(
        title=about.texts["title"],
        subtitle=about.texts["subtitle"] or "An article, checked claim by claim",
        article=article_folder.ARTICLE_ID,
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
        topics=(topic, threshold_topic(RULE_THRESHOLDS, article_folder.CHOICES)),
        thresholds=tuple(RULE_THRESHOLDS),
    )


# -- figures


class _FigureName(NamedTuple):
    """The parts of the name of a figure, as nests.AVONIA.2024.office; with the first two it means a series."""

    indicator: str
    entity: str
    period: str = ""
    account: str = ""


def _figure_names(evidence: Evidence, former: Mapping[str, str]) -> Iterator[str]:
    """Name every series without an account, and every figure, also by names of earlier versions.

    `former` gives the present name of an indicator or an entity by the former one.
    """
    series, figures = [], []
    for row in evidence.names_of_rows:
        key = evidence.key_of_figure(row)
        if not key:
            continue
        indicator, entity, _, account = key
        if not account:
            series.append(f"{indicator}.{entity}")
        figures.append(article_folder.figure_name(row))
    names = list(dict.fromkeys(series + figures))
    yield from names

    former_by_present = {present: old for old, present in former.items()}
    for name in names:
        indicator, entity, *others = name.split(".")
        former_parts = [former_by_present.get(indicator, indicator), former_by_present.get(entity, entity), *others]
        former_name = ".".join(former_parts)
        if former_name != name:
            yield former_name


def _figure(c: Catalogue, figure: str, meanings: Mapping[str, Meaning], former: Mapping[str, str]) -> Finding:
    """Return the figure of a period in its newest vintage; a name without a period means that of `meanings`."""
    # Only indicators and entities have former names; other parts stay as they are
    name = ".".join(former.get(part, part) for part in figure.split("."))
    if name in meanings:
        name = meanings[name].figure

    parts = _FigureName(*name.split("."))
    rows = c.evidence.series(parts.indicator, parts.entity, account=parts.account)
    row = next((row for row in rows if article_folder.figure_name(row.observation_id) == name), None)
    if row is None:
        when = f" for {parts.period}" if parts.period else " before the article"
        raise NotKnownError(f"{parts.indicator} of {parts.entity}{when}")

    finding = c.row(row)
    if row.qualifier == "range":
        return replace(finding, as_printed=row.printed)
    if row.qualifier == "approx":
        return replace(finding, as_printed=f"about {finding.text}")
    return finding


# -- claims


def _judge(case: Case) -> Judgement:
    """Judge a claim by the rule and the figures that its row names.

    The argument of a rule is what follows its name in the sheet, such as `rising` in `trend rising`; for a change it is
    the kind of change that was read from the printed words.
    """
    c = case.c
    claim = c.evidence.claims[case.claim_id]
    figures, argument = claim["figures"], claim["argument"]
    match claim["rule"]:
        case "trend":  # rising, falling
            return _judge_trend(case, figures.split(), falls=argument == "falling")
        case "comparison":  # by how many times it is larger; empty for "larger", which any ratio above one is
            return comparison([_computed(c, figures)], float(argument or 1))
        case "change":  # difference; change if it is relative
            return judge_change(case.printed, _changed(c, figures, argument), *_leeway(case))
        case "level":  # above 2%, below 50
            side, limit = argument.split(maxsplit=1)
            figure = _computed(c, figures)
            return case.level(figure, _limit(limit, figure), above=side == "above")
        case "rank":  # lowest first; empty for the highest first
            ranked = _take(c, figures)
            if ranked.quantity.unit == "rank":  # the figure is a place already
                return judge_place(case.printed, ranked, ranked, ())
            rank, others = _rank(c, ranked, lowest_first=argument == "lowest first")
            return judge_place(case.printed, ranked, rank, others)
        case "record":  # highest, lowest since 2008
            which, _, since = argument.partition(" since ")
            periods = _periods(c, figures)
            number = None
            if since:
                frequency, _, end = figures_csv.read_period(since)
                number = _period_number(frequency, end)
            return judge_extreme(periods, highest=which == "highest", since=number)
        case "running":  # rising, falling
            periods = _periods(c, figures)
            is_ordinal = _is_ordinal(claim["printed"])
            return judge_running(case.printed, periods, rising=argument == "rising", ordinal=is_ordinal)
        case "first time":  # above 2%; empty where a series passes another one
            return _judge_first_time_beyond(c, figures, argument)
    # amount: a share is compared with a quotient that is one as well
    is_share = case.printed.quantity.unit == "share"
    return judge_amount(case.printed, _computed(c, figures, is_share=is_share), *_leeway(case))


def _is_ordinal(printed: str) -> bool:
    """Return whether a printed number is one such as "the fifth year" or "5th", and not "five years"."""
    is_word = any(word in ORDINALS for word in printed.lower().split())
    return is_word or re.search(r"\d(?:st|nd|rd|th)\b", printed) is not None


def _leeway(case: Case) -> tuple[float, float]:
    """Return the largest gaps for *imprecise* and for a reporter's rounding."""
    return case.threshold("imprecise"), case.threshold("rounding")


def _limit(threshold: str, figure: Finding) -> float:
    """Return a threshold as a number in the unit of a figure: 0.02 for "2%"."""
    unit = "%" if "%" in threshold else figure.quantity.unit
    return read_number(threshold, unit).value


def _computed(c: Catalogue, figures: str, *, is_share: bool = False) -> Finding:
    """Compute what a claim is compared with: a figure, or a sum, difference or quotient of figures."""
    operations: dict[str, Callable[[Finding, Finding], Finding]] = {
        "+": operator.add,
        "-": operator.sub,
        "/": share if is_share else ratio,
    }
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
    parts = _FigureName(*figure.split("."))
    words = [c.evidence.indicators[parts.indicator]["name"], c.name(parts.entity)]
    if parts.period:
        words.append(parts.period)
    raise NotKnownError(f"“{', '.join(words)}” was not public on this day")


# -- series, up to the period that a claim names


def _periods(c: Catalogue, figure: str) -> list[Period]:
    """Return the figures of a series up to the period of one, of periods as long as this one."""
    last = _take(c, figure).observation
    if last is None or last.period_end is None or last.frequency not in PERIODS_PER_YEAR:
        raise NotKnownError(f"{figure} is not the figure of a year, a quarter or a month")

    parts = _FigureName(*figure.split("."))
    periods = []
    for row in c.evidence.series(parts.indicator, parts.entity, account=parts.account):
        if row.frequency == last.frequency and row.period_end and row.period_end <= last.period_end:
            number = _period_number(row.frequency, row.period_end)
            periods.append(Period(number, row.when, c.row(row)))
    return periods


PERIODS_PER_YEAR = {"A": 1, "Q": 4, "M": 12}
"""How many periods a year has, by frequency."""


def _period_number(frequency: str, end: date) -> int:
    """Number the periods of a frequency by their last day, so that each has the number after the one before.

    The quarter that ends in June 2024 has the number 2024 × 4 + 1, the first one of 2025 has 2025 × 4 + 0. A fiscal
    year has the number of the year in which it ends.
    """
    periods = PERIODS_PER_YEAR[frequency]
    return end.year * periods + (end.month * periods - 1) // 12


def _judge_trend(case: Case, figures: Sequence[str], *, falls: bool) -> Judgement:
    """Judge a trend; where there is no clear change, say how large the change and the usual swing are.

    `figures` names the last figure of each measure.
    """
    measures = {}
    for name in figures:
        series = [period.figure for period in _periods(case.c, name)]
        measures[str(series[-1].label)] = series
    try:
        return case.trend(measures, falls=falls)
    except NotKnownError as error:
        swings = case.threshold("trend_swing")
        reasons = [str(error)]
        for series in measures.values():
            if len(series) >= FEWEST_FIGURES:
                with suppress(NotKnownError):  # no usual swing, which is among the reasons already
                    reasons.append(_change_and_swing(series, swings))
        raise NotKnownError("; ".join(reason for reason in reasons if reason)) from None


def _by_year(figures: Sequence[Finding]) -> dict[int, Finding]:
    """Return figures by the year in which their periods end, the last one of each year."""
    return {period_end(figure).year: figure for figure in figures}


def _claims_on_trends(evidence: Evidence) -> list[str]:
    return [claim_id for claim_id, claim in evidence.claims.items() if claim["rule"] == "trend"]


def _swing(c: Catalogue, claim: str) -> Finding:
    """Return the usual yearly swing of the first series of a trend, a difference of its figures."""
    first_series = c.evidence.claims[claim]["figures"].split()[0]
    figures = [period.figure for period in _periods(c, first_series)]
    by_year = _by_year(figures)
    swing = usual_swing({year: figure.value for year, figure in by_year.items()})

    # The swing of a share is in percentage points, as 0.4 points for 0.004
    unit = figures[-1].quantity.unit
    unit, factor = DIFFERENCES.get(unit, (unit, 1))
    label = compose("Usual yearly swing: ", figures[-1].label)
    method = "median of the changes from year to year, signs left out"
    return Finding(f"swing.{claim}", label, Quantity.exact(swing * factor, unit), method, tuple(figures))


def _change_and_swing(figures: Sequence[Finding], swings: float) -> str:
    """Tell the change over the longest window, and how much of it the usual swing would explain.

    As “from 4.1% to 4.3% in 10 years, while a change counts beyond 0.9%”; empty if no window has a first figure.
    `swings` is the threshold in usual swings, which grow with the root of the years, as those of a random walk.
    """
    by_year = _by_year(figures)
    last_year = max(by_year)
    first_years = [last_year - window for window in TREND_WINDOWS if last_year - window in by_year]
    if not first_years:
        return ""

    first_year = min(first_years)
    years = last_year - first_year
    first, last = by_year[first_year], by_year[last_year]
    swing = usual_swing({year: figure.value for year, figure in by_year.items()})
    unit = first.quantity.unit
    before = printed(Quantity.exact(first.value, unit))
    after = printed(Quantity.exact(last.value, unit))
    limit = printed(Quantity.exact(swings * swing * math.sqrt(years), unit))
    return f"from {before} to {after} in {years} years, while a change counts beyond {limit}"


def _judge_first_time_beyond(c: Catalogue, figures: str, argument: str) -> Judgement:
    """Judge whether a series passed a threshold, or another series as in `a / b`, for the first time."""
    periods: list[tuple[Period, bool | None]] = []
    tree = expression.parse(figures)
    if isinstance(tree, str):
        side, limit = argument.split(maxsplit=1)
        series = _periods(c, tree)
        threshold = _limit(limit, series[-1].figure)
        for period in series:
            periods.append((period, _is_on_side(period.figure, threshold, above=side == "above")))
        return judge_first_time(periods)

    over, under = [_periods(c, name) for name in expression.names(tree)]
    under_by_number = {period.number: period.figure for period in under}
    # The second name is the threshold of the first; periods that only one of them has are left out
    others = []
    for period in over:
        other = under_by_number.get(period.number)
        if other:
            periods.append((period, _is_larger(period.figure, other)))
            others.append(other)
    if not periods:
        raise NotKnownError("the two series have no period in common")
    return judge_first_time(periods, others)


def _is_on_side(figure: Finding, threshold: float, *, above: bool) -> bool | None:
    """Return whether a figure is above or below a threshold, or None if its bounds reach across it."""
    low, high = figure.quantity.low, figure.quantity.high
    if above:
        is_beyond, is_not_beyond = low > threshold, high <= threshold
    else:
        is_beyond, is_not_beyond = high < threshold, low >= threshold
    if is_beyond:
        return True
    return False if is_not_beyond else None


def _is_larger(figure: Finding, other: Finding) -> bool | None:
    """Return whether a figure is larger than another one, or None if their bounds leave that open."""
    if figure.quantity.is_exact and other.quantity.is_exact:
        return figure.value > other.value
    return is_below(other, figure)


def _rank(c: Catalogue, ranked: Finding, *, lowest_first: bool) -> tuple[Finding, list[Finding]]:
    """Rank a figure among those of all economies of the sheet for the same period.

    Returns the place, with the bounds that those of the figures leave open, and the other figures.
    """
    row = ranked.observation
    if row is None:
        raise NotKnownError("a place in a ranking needs a figure, not a quotient")

    others = []
    for _, entity, actor, account in c.evidence.keys(row.indicator):
        is_rival = entity in c.evidence.economies and entity != row.entity
        if is_rival and not actor and account == row.account:
            series = c.evidence.series(row.indicator, entity, account=account)
            same_end = [other_row for other_row in series if other_row.period_end == row.period_end]
            # the fourth quarter ends with the year, and is no figure of a year
            same_period = [other_row for other_row in same_end if other_row.frequency == row.frequency]
            if same_end and not same_period:
                name = c.evidence.indicators[row.indicator]["name"]
                raise NotKnownError(
                    f"of {c.name(entity)}, “{name}” is given for {same_end[-1].when} and not {row.when}"
                )
            if same_period:
                others.append(c.row(same_period[-1]))
    if not others:
        raise NotKnownError(f"{row.indicator} of anybody else for {row.period}")

    # The best place has only those before it that certainly are, the worst also those whose bounds overlap
    are_before = []  # None where bounds overlap; equal exact figures share a place
    for other in others:
        are_before.append(is_below(other, ranked) if lowest_first else is_below(ranked, other))
    best = 1 + are_before.count(True)
    worst = best + are_before.count(None)

    # The place by the values alone
    if lowest_first:
        value = 1 + sum(other.value < ranked.value for other in others)
    else:
        value = 1 + sum(other.value > ranked.value for other in others)
    quantity = Quantity(value, min(best, value), max(worst, value), "rank")  # its bounds have to include the value

    number = len(others) + 1
    indicator = c.evidence.indicators[row.indicator]["name"]
    label = compose("Place by ", indicator, ", ", varying(c.name(row.entity)), ", ", varying(row.when))
    among = f"placed among the {number} in the sheet, the {'lowest' if lowest_first else 'highest'} first"
    name = f"place.{article_folder.figure_name(row.observation_id)}"
    text = f"{ordinal(value)} of {number}"
    return Finding(name, label, quantity, among, (ranked, *others), as_printed=text), others
