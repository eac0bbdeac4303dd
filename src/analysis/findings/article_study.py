"""The study of an article of one's own, which has no code: it follows from the rows of its data folder.

Every figure of the sheet is a finding: `nests.AVONIA` is that of the last period that had begun when the article was
published, `nests.AVONIA.2024` that of one period, both in the newest vintage. A claim is judged by the rule and the
figures that its row names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, article, sheet
from analysis.errors import NotKnownError, nearest
from analysis.findings.arithmetic import ratio, share
from analysis.findings.article_figures import RULE_THRESHOLDS, threshold_topic
from analysis.findings.declarations import ClaimRule, Pattern, Study, Topic
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.quantity import Quantity, ordinal
from analysis.findings.series import series
from analysis.findings.verdicts import comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.judging import Case
    from analysis.findings.verdicts import Judgement


def study_of(folder: Path) -> Study:
    """Return the study of an article's data folder; raise `DataError` where `article.toml` cannot be read."""
    about = article.read_about(folder)
    tables, _, _ = article.read_tables(folder)
    topic = Topic()
    topic.patterns.append(Pattern("{figure}", _figure, "", "", {"figure": _figures}, f"{folder / sheet.FILE}:1"))
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
            raise DataError([Defect(article.FILE, 1, setting, fault)])
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
        peers=tuple(peers),
        topics=(topic, threshold_topic(RULE_THRESHOLDS, article.CHOICES)),
        thresholds=tuple(RULE_THRESHOLDS),
    )


def _figures(evidence: Evidence) -> Iterator[str]:
    """Name every series without an account, and every figure."""
    keys = {name: key for name in evidence.names_of_rows if (key := evidence.key_of(name))}
    series = (f"{indicator}.{entity}" for indicator, entity, _, account in keys.values() if not account)
    return iter(dict.fromkeys((*series, *map(article.figure_name, keys))))


def _figure(c: Catalogue, figure: str) -> Finding:
    """Take the newest figure of a series, or that of a period in its newest vintage."""
    indicator, entity, *rest = figure.split(".")
    rows = c.evidence.series(indicator, entity, account=rest[1] if len(rest) > 1 else "")
    if rest:
        found = [c.row(row) for row in rows if article.figure_name(row.observation_id) == figure]
    else:
        found = _before(c, map(c.row, rows))
    if not found:
        raise NotKnownError(f"{indicator} of {entity}{f' for {rest[0]}' if rest else ' before the article'}")
    row = found[-1].observation
    is_about = row is not None and row.qualifier == "approx"
    return replace(found[-1], as_printed=f"about {found[-1].text}") if is_about else found[-1]


def _before(c: Catalogue, figures: Iterable[Finding]) -> list[Finding]:
    """Return the figures of periods that had begun when the article was published."""
    day = c.evidence.judged_at
    return [it for it in figures if (row := it.observation) and (row.period_start is None or row.period_start <= day)]


def _judgement(case: Case) -> Judgement:
    """Judge a claim by the rule and the figures that its row names."""
    c, claim = case.c, case.c.evidence.claims[case.claim_id]
    figures, argument = claim["figures"], claim["argument"]
    match claim["rule"]:
        case "trend":
            measures = {}
            for name in figures.split():
                points = _before(c, [point.finding for point in series(c, name)])
                measures[str(_take(c, name).label)] = points
            return case.trend(measures, falls=argument == "falling")
        case "comparison":
            return comparison([_found(c, claim)], float(argument or 1))
        case "level":
            side, limit = argument.split()
            found = _found(c, claim)
            threshold = sheet.read_number(limit, "%" if "%" in limit else found.quantity.unit).value
            return case.level(found, threshold, above=side == "above")
        case "rank" if (found := _found(c, claim)).quantity.unit != "rank":
            return case.amount(_place(c, found, lowest_first=argument == "lowest first"))
    return case.amount(_found(c, claim))


def _found(c: Catalogue, claim: Mapping[str, str]) -> Finding:
    """Take the figure that a claim names, or divide the two between which it puts a stroke."""
    over, _, under = (part.strip() for part in claim["figures"].partition("/"))
    if not under:
        return _take(c, over)
    printed = f"claim.{claim['claim_id']}"
    is_share = c.declares(printed) and c[printed].quantity.unit == "share"
    return (share if is_share else ratio)(_take(c, over), _take(c, under))


def _take(c: Catalogue, figure: str) -> Finding:
    """Return a figure by its name; raise `NotKnownError` in words that a reader of the card understands."""
    if figure in c:
        return c[figure]
    indicator, entity, *when = figure.split(".")
    words = ", ".join([c.evidence.indicators[indicator]["name"], c.name(entity), *when[:1]])
    raise NotKnownError(f"“{words}” was not public on this day")


def _place(c: Catalogue, own: Finding, *, lowest_first: bool) -> Finding:
    """Take the place of a figure among those of all economies of the sheet for the same period."""
    row = own.observation
    if row is None:
        raise NotKnownError("a place in a ranking needs a figure, not a quotient")
    others = []
    for _, entity, actor, account in c.evidence.keys(row.indicator):
        if entity in c.evidence.economies and entity != row.entity and not actor and account == row.account:
            rows = c.evidence.series(row.indicator, entity, account=account)
            others += [c.row(it) for it in rows if it.period_end == row.period_end][-1:]
    if not others:
        raise NotKnownError(f"{row.indicator} of any other economy for {row.period}")

    below = [own.quantity.is_below(it.quantity) for it in others]  # None where bounds overlap
    ahead = not lowest_first
    first = 1 + below.count(ahead)
    value = 1 + sum((own.value < it.value) if ahead else (own.value > it.value) for it in others)
    quantity = Quantity(value, min(first, value), max(first + below.count(None), value), "rank")
    among = f"placed among the {len(others) + 1} economies named, the {'lowest' if lowest_first else 'highest'} first"
    label = worded(
        "Place by ",
        c.evidence.indicators[row.indicator]["name"],
        ", ",
        varying(c.name(row.entity)),
        ", ",
        varying(row.when),
    )
    text = f"{ordinal(value)} of {len(others) + 1}"
    return Finding(f"place.{row.indicator}.{row.entity}", label, quantity, among, (own, *others), as_printed=text)
