"""The answer to the title's question: one rule, applied to every economy compared.

The rule counts the measures of `study.lead` in which an economy is in front, and those in which it clearly gained or
lost; the answer follows from these counts. Everything above the line “findings” works on plain numbers; what is below
makes findings of the results, as of a date and day by day. `docs/methods.md` states the rule and the reason for each
threshold.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.claim_rules import signs
from analysis.findings.finding_dates import on_day, period_end, year_of
from analysis.findings.label_composition import compose, join_names, varying
from analysis.study.economy import ECONOMIES, FIRST, PEERS
from analysis.study.lead import (
    ALL_MEASURES,
    MEASURES,
    economies_compared,
    figures,
    is_rank,
    latest_figure,
    measure_names,
    measurements,
    newest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.dataset import Evidence, Observation

MAJORITY = 0.5
"""An economy with more than this share of the world is in front, whoever the others are."""

CLEAR_CHANGE = 0.02
"""The least change between two figures that counts as a direction, where two are enough."""


class Answer(StrEnum):
    """What the rule can say."""

    YES = "Yes"
    CLOSE = "Close"
    PARTLY = "Partly"
    NOT_YET = "Not yet"
    NO = "No"


MEANINGS = {
    Answer.YES: "in front on clearly more measures than anybody else",
    Answer.CLOSE: "in front on one measure more than anybody else",
    Answer.PARTLY: "not in front on more measures than others, but with clear gains",
    Answer.NOT_YET: "in front somewhere, with no clear way back",
    Answer.NO: "in front nowhere, or clearly falling behind",
}
"""What each answer means, within a sentence."""


class Way(StrEnum):
    """The direction of an economy in a measure."""

    UP = "up"
    DOWN = "down"
    FLAT = "no clear change"
    TOO_FEW = "too few figures"


@dataclass(frozen=True, slots=True)
class Choices:
    """An analyst's choices; the defaults are the rule itself, and None stands for a threshold as declared.

    Attributes:
        measures: The measures that count.
        credited: Measures and economies: first places credited although the rivals' figures are not published.
        without: An economy left out.
        oldest: Age in years above which the latest figure of a measure is too old for the measure to count.
        lasts: Years for which a figure stands beside newer ones of others.
        level: The share by which no other economy may be better than one in front.
        ahead: First places more than anybody else that a yes needs.
        yardstick: What figures are divided by for a direction: the "best" or the "median" of the others, or "own".
        swing: Usual yearly swings that a clear change must exceed.
        base_years: Years before the latest one from which a change is measured.
        fewest: Yearly figures below which no direction is read.
        judges_two: Whether a direction is read from two figures if there are too few.
        margin: Balance of clear gains and losses that decides.

    """

    measures: tuple[str, ...] = tuple(MEASURES)
    credited: tuple[tuple[str, str], ...] = ()
    without: str = ""
    oldest: int | None = None
    lasts: int | None = None
    level: float | None = None
    ahead: int | None = None
    yardstick: str = "best"
    swing: float | None = None
    base_years: int | None = None
    fewest: int | None = None
    judges_two: bool = False
    margin: int | None = None


REFERENCE = Choices()
"""The rule itself, with no choice varied."""


@dataclass(frozen=True, slots=True)
class EconomyScore:
    """What the rule says of an economy.

    It holds the measures in which the economy is in front, moves up or down, has a direction, and has a figure;
    `ahead_by` is its lead in first places over the economy with the next most, negative if others have more.
    """

    front: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    judged: tuple[str, ...]
    measured: tuple[str, ...]
    ahead_by: int
    answer: Answer


def decide(front: int, ahead_by: int, up: int, down: int, margin: int = 2, ahead: int = 2) -> Answer:
    """Return the answer by counts of measures; `ahead_by` is as in `EconomyScore`, the last two as in `Choices`."""
    if ahead_by >= ahead:
        return Answer.YES
    if ahead_by >= 1:
        return Answer.CLOSE
    if up - down >= margin:  # before the next rule: clear gains count even for an economy that is in front nowhere
        return Answer.PARTLY
    if front == 0 or down - up >= margin:
        return Answer.NO
    return Answer.NOT_YET


def in_front(
    latest: Mapping[str, float], level: float, *, is_rank: bool = False, world: bool = False
) -> tuple[str, ...]:
    """Return the economies in front: no other has a figure better by more than `level`, a share of the better one.

    A figure of zero is not a lead. An economy without rivals is in front only with more than half of the world.
    """
    if is_rank:  # the first may be an economy that is not compared, so that nobody here is in front
        return tuple(economy for economy, rank in latest.items() if rank == 1)
    leading = []
    for economy, value in latest.items():
        others = [figure for rival, figure in latest.items() if rival != economy]
        is_best = others and value > 0 and value >= max(others) * (1 - level)
        has_majority = world and value > MAJORITY
        if is_best or has_majority:
            leading.append(economy)
    return tuple(leading)


def direction(
    series: Mapping[int, float],
    others: Iterable[Mapping[int, float]],
    *,
    yardstick: str = "best",
    swing: float = 1.5,
    base_years: int = 5,
    fewest: int = 6,
    lasts: int = 2,
    judges_two: bool = False,
) -> Way:
    """Return the direction of a series against the best or median of the others, or on its own without others.

    In a series, figures are by year, and the larger one is better. The other parameters are those of `Choices`. One of
    the base years may lack a figure.
    """
    rivals = [_lasting(rival, lasts) for rival in others]
    relative = _relative(series, rivals, yardstick if rivals else "own")
    last = max(relative, default=0)
    bases = [year for year in relative if last - base_years <= year < last]

    has_too_few = len(relative) < fewest or len(bases) < base_years - 1
    if has_too_few:
        if not judges_two or len(relative) < 2:
            return Way.TOO_FEW
        first_base = min(bases or relative)  # figures older than the base years count only if there are no others
        before, after = relative[first_base], relative[last]
        if after > before * (1 + CLEAR_CHANGE):
            return Way.UP
        if after < before * (1 - CLEAR_CHANGE):
            return Way.DOWN
        return Way.FLAT

    # Most of the base years have to show the direction, and none the opposite one
    directions = signs(relative, bases, swing)
    majority = len(directions) / 2
    if -1 not in directions and directions.count(1) > majority:
        return Way.UP
    if 1 not in directions and directions.count(-1) > majority:
        return Way.DOWN
    return Way.FLAT


def _relative(series: Mapping[int, float], others: list[dict[int, float]], yardstick: str) -> dict[int, float]:
    """Divide each figure by the best or the median of the others in its year.

    Years without others are left out, and those in which the best or the median is zero. By its "own" yardstick a
    series stays as it is.
    """
    relative = {}
    for year, value in sorted(series.items()):
        others_in_year = [rival[year] for rival in others if year in rival]
        if yardstick == "own":
            base = 1.0
        elif not others_in_year:
            continue
        elif yardstick == "best":
            base = max(others_in_year)
        else:
            base = median(others_in_year)
        if base > 0:
            relative[year] = value / base
    return relative


def _lasting(series: Mapping[int, float], lasts: int) -> dict[int, float]:
    """Carry each figure forward for some years unless there is a newer one.

    For two years, {2019: 5.0, 2021: 6.0} becomes 5.0 in 2019 and 2020, and 6.0 from 2021 to 2023.
    """
    lasting = {}
    for year, value in sorted(series.items()):
        for later in range(lasts + 1):
            lasting[year + later] = value
    return lasting


LEAD_THRESHOLDS = ("level", "ahead", "lasts", "swing", "base_years", "fewest", "margin")
"""Thresholds of the rule; `choices.toml` declares them with the prefix `lead_`."""


@dataclass(slots=True)
class Scoreboard:
    """The rule applied to the figures of a day; results that several choices share are cached.

    Attributes:
        values: Figures by measure, economy and year.
        ranked: Measures in which a smaller number is better.
        thresholds: The declared thresholds by the names in `Choices`.
        year: The year of that day.

    """

    values: dict[str, dict[str, dict[int, float]]]
    ranked: frozenset[str]
    thresholds: dict[str, float]
    year: int
    _front: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)
    _ways: dict[tuple[object, ...], Way] = field(default_factory=dict)

    def front(self, measure: str, choices: Choices = REFERENCE) -> tuple[str, ...]:
        """Return the economies in front in a measure."""
        level, lasts = self.limit(choices, "level"), self.limit(choices, "lasts")
        key = (measure, level, lasts, choices.without)  # all that the result depends on
        if key not in self._front:
            by_economy = self._series(measure, choices)
            last = _last_year(by_economy)
            latest = {}
            for economy, series in by_economy.items():
                last_of_economy = max(series)
                if last_of_economy >= last - lasts:
                    latest[economy] = series[last_of_economy]
            self._front[key] = in_front(
                latest, level, is_rank=measure in self.ranked, world=ALL_MEASURES[measure].world
            )
        return self._front[key]

    def way(self, measure: str, economy: str, choices: Choices = REFERENCE) -> Way:
        """Return the direction of an economy in a measure."""
        swing = self.limit(choices, "swing")
        base_years = self.limit(choices, "base_years")
        fewest = self.limit(choices, "fewest")
        lasts = self.limit(choices, "lasts")
        key = (  # all that the result depends on
            measure,
            economy,
            choices.yardstick,
            choices.judges_two,
            choices.without,
            swing,
            base_years,
            fewest,
            lasts,
        )
        if key not in self._ways:
            by_economy = self._series(measure, choices)
            last = _last_year(by_economy)
            series = by_economy.pop(economy, {})  # from a copy; what is left are the rivals
            is_recent = bool(series) and max(series) >= last - lasts
            # ranks, of which the smaller one is better, do not get to `direction`: none of them is declared to move
            if not ALL_MEASURES[measure].moves or not is_recent:
                self._ways[key] = Way.TOO_FEW
            else:
                self._ways[key] = direction(
                    series,
                    list(by_economy.values()),
                    yardstick=choices.yardstick,
                    judges_two=choices.judges_two,
                    swing=swing,
                    base_years=int(base_years),
                    fewest=int(fewest),
                    lasts=int(lasts),
                )
        return self._ways[key]

    def scores(self, choices: Choices = REFERENCE) -> dict[str, EconomyScore]:
        """Return the score of every economy; that of one left out by choice says nothing."""
        # The measures that count, and who is in front in each
        used = [measure for measure in choices.measures if self._series(measure, choices)]
        if choices.oldest is not None:
            oldest = self.year - choices.oldest
            used = [measure for measure in used if _last_year(self.values[measure]) >= oldest]
        front = {measure: self.front(measure, choices) for measure in used}
        # a credit puts its economy in front alone, even in a measure without figures
        front |= {measure: (economy,) for measure, economy in choices.credited}
        first_places = Counter(chain.from_iterable(front.values()))

        # The score of each economy
        margin, ahead = int(self.limit(choices, "margin")), int(self.limit(choices, "ahead"))
        scores = {}
        for economy in ECONOMIES:
            by_way: dict[Way, list[str]] = {way: [] for way in Way}
            for measure in used:
                by_way[self.way(measure, economy, choices)].append(measure)
            up, down = by_way[Way.UP], by_way[Way.DOWN]
            too_few = by_way[Way.TOO_FEW]

            # rivals may be others than `ECONOMIES`, such as Europe as a whole
            places_of_rivals = [places for rival, places in first_places.items() if rival != economy]
            ahead_by = first_places[economy] - max(places_of_rivals, default=0)
            scores[economy] = EconomyScore(
                front=tuple(measure for measure, leading in front.items() if economy in leading),
                up=tuple(up),
                down=tuple(down),
                judged=tuple(measure for measure in used if measure not in too_few),
                measured=tuple(measure for measure in used if economy in self.values[measure]),
                ahead_by=ahead_by,
                answer=decide(
                    front=first_places[economy],
                    ahead_by=ahead_by,
                    up=len(up),
                    down=len(down),
                    margin=margin,
                    ahead=ahead,
                ),
            )
        return scores

    def _series(self, measure: str, choices: Choices) -> dict[str, dict[int, float]]:
        """Return the figures of a measure by economy and year; an economy may be left out by choice."""
        by_economy = self.values.get(measure, {})
        return {economy: series for economy, series in by_economy.items() if economy != choices.without}

    def limit(self, choices: Choices, name: str) -> float:
        """Return a threshold as chosen, or as declared."""
        chosen = getattr(choices, name)
        return self.thresholds[name] if chosen is None else chosen


def _last_year(by_economy: Mapping[str, Mapping[int, float]]) -> int:
    """Return the latest year for which any economy has a figure; 0 if none has."""
    return max((max(series) for series in by_economy.values()), default=0)


@once
def board(c: Catalogue) -> Scoreboard:
    """Return the scoreboard as of the catalogue's date."""
    values: dict[str, dict[str, dict[int, float]]] = {}
    ranked = set()
    for measure in ALL_MEASURES:
        for economy, by_year in figures(c, measure).items():
            series = {year: figure.value for year, figure in by_year.items()}
            values.setdefault(measure, {})[economy] = series
            if any(is_rank(figure) for figure in by_year.values()):
                ranked.add(measure)
    thresholds = {name: c.threshold(f"lead_{name}") for name in LEAD_THRESHOLDS}
    return Scoreboard(values, frozenset(ranked), thresholds, c.evidence.as_of.year)


@once
def scores(c: Catalogue) -> dict[str, EconomyScore]:
    """Return the scores by the rule itself, without any other choice."""
    return board(c).scores()


def known_measures(c: Catalogue) -> list[str]:
    """List the measures with any figure."""
    return [measure for measure in MEASURES if measure in board(c).values]


# -- findings ------------------------------------------------------------------------------------------

# The first argument of a finding only stands in for its name, which is the one that it is added under at the end.

COUNTS = {
    "front": "Measures in which it is in front",
    "up": "Measures in which it clearly gained on the best other",
    "down": "Measures in which it clearly fell behind the best other",
    "judged": "Measures with enough yearly figures to read a direction",
    "measured": "Measures with a figure",
}
"""Counts of measures in the score of an economy, by their names there, and their labels."""


def count_measures(c: Catalogue, economy: str, count: str) -> Finding:
    """Count the measures in a field of an economy's score, such as "front"; the method names them."""
    score = scores(c)[economy]
    # all counts but first places rest on the directions, each of which has figures of the economy beneath it
    part = "front" if count == "front" else f"{economy}.way"
    names = [f"scoreboard.{measure}.{part}" for measure in known_measures(c)]
    inputs = tuple(c[name] for name in names if name in c)
    if not inputs or not score.measured:  # inputs alone may be first places of others
        raise NotKnownError(f"a figure of {economy} in any measure")
    counted = getattr(score, count)
    label = compose(COUNTS[count], ": ", varying(c.name(economy)))
    names_counted = ", ".join(measure_names(counted)) or "none"
    method = f"counted: {names_counted}"
    return Finding("count", label, Quantity.exact(len(counted), "measures"), method, inputs)


def answer_for(c: Catalogue, economy: str) -> Finding:
    """Return the answer for an economy, with the counts that decide it; its value is the lead in first places."""
    score = scores(c)[economy]
    names = [f"scoreboard.{economy}.{count}" for count in ("front", "up", "down")]
    for rival in ECONOMIES:
        if rival != economy and scores(c)[rival].front:
            names.append(f"scoreboard.{rival}.front")
    inputs = tuple(c[name] for name in names)
    label = compose("Is its technological lead coming back? ", varying(c.name(economy)))
    quantity = Quantity.exact(score.ahead_by, "measures")
    return Finding("answer", label, quantity, "the rule for the answer", inputs, as_printed=score.answer.value)


def name_measures(c: Catalogue, economy: str, count: str) -> Finding:
    """Return a count with the names of its measures as text."""
    counted = getattr(scores(c)[economy], count)
    text = join_names(measure_names(counted)) or "none"
    return replace(c[f"scoreboard.{economy}.{count}"], as_printed=text)


def leaders(c: Catalogue, measure: str) -> Finding:
    """Return the economies in front in a measure, by name."""
    leading = board(c).front(measure)
    inputs = tuple(newest(c, measure).values())
    if not inputs:
        raise NotKnownError(f"{measure}: no figures")
    # nobody is in front if the first may be an economy without a figure
    text = join_names([c.name(economy) for economy in leading]) or "not known"
    label = f"Who is in front: {ALL_MEASURES[measure].name}"
    return Finding("front", label, Quantity.exact(len(leading), "economies"), "by the rule", inputs, as_printed=text)


def way(c: Catalogue, measure: str, economy: str) -> Finding:
    """Return the direction of an economy in a measure against the best rival; its value is the sign, or 0 without one.

    Its inputs are the economy's own figures since the first base year.
    """
    by_year = figures(c, measure).get(economy)
    if not by_year:
        raise NotKnownError(f"{measure} of {economy}")
    direction_of_economy = board(c).way(measure, economy)
    first_base = max(by_year) - int(c.threshold("lead_base_years"))
    inputs = tuple(figure for year, figure in sorted(by_year.items()) if year >= first_base)
    label = compose(f"Which way: {ALL_MEASURES[measure].name}, ", varying(c.name(economy)))
    method = "against the best other, over each of the last years, beyond the usual swing"
    sign = {Way.UP: 1, Way.DOWN: -1}.get(direction_of_economy, 0)
    quantity = Quantity.exact(sign, "signs")
    return Finding("way", label, quantity, method, inputs, as_printed=direction_of_economy.value)


def count_known_measures(c: Catalogue) -> Finding:
    """Count the measures with any figure."""
    with_figures = known_measures(c)
    names = ", ".join(measure_names(with_figures))
    inputs = tuple(c[f"scoreboard.{measure}.front"] for measure in with_figures)
    label = ""  # given with its name in `topic.add` below
    return Finding("measures", label, Quantity.exact(len(with_figures), "measures"), f"counted: {names}", inputs)


def meaning(c: Catalogue) -> Finding:
    """Return the answer for Japan with what it means as text."""
    answer = c["lead.answer"]
    words = MEANINGS[scores(c)[FIRST].answer]
    return Finding("meaning", "What the answer means", answer.quantity, "the rule", (answer,), as_printed=words)


def count_economies(c: Catalogue) -> Finding:
    """Count the economies compared, as far as they have a figure in any measure."""
    names = [f"scoreboard.{economy}.measured" for economy in ECONOMIES]
    inputs = tuple(c[name] for name in names if name in c)
    label = ""  # given with its name in `topic.add` below
    return Finding("economies", label, Quantity.exact(len(inputs), "economies"), "counted", inputs)


NEWER = {"wafers": "lead.wafers.later", "patents": "lead.patents.edition"}
"""Figures newer than those that the rule counts, but less exact; `docs/methods.md` says why they do not count."""


def count_confirmed(c: Catalogue) -> Finding:
    """Count Japan's first places that a newer, less exact figure has as well: “both”, or the names of some.

    There are two such figures, so “both” stands for all first places if there are several.
    """
    front = scores(c)[FIRST].front
    confirming = {}
    for measure in front:
        if measure in NEWER and NEWER[measure] in c:
            newer = c[NEWER[measure]]
            if _is_first(newer):
                confirming[measure] = newer
    if not confirming:
        raise NotKnownError("a newer figure of a measure in which Japan is in front")
    names = join_names(measure_names(confirming))
    text = "both" if len(confirming) == len(front) > 1 else names
    label = "Measures in which a newer, less exact figure has Japan in front as well"
    quantity = Quantity.exact(len(confirming), "measures")
    return Finding("confirmed", label, quantity, "counted", tuple(confirming.values()), as_printed=text)


def _is_first(figure: Finding) -> bool:
    """Return whether a figure is a first place whoever the others are: the first rank, or most of the world."""
    return figure.value == 1 if is_rank(figure) else figure.value > MAJORITY


def names_of_losses(c: Catalogue) -> Finding:
    """Return the number of clear losses with the names of the measures; raises `NotKnownError` if there are none."""
    if not scores(c)[FIRST].down:
        raise NotKnownError("a measure in which Japan clearly fell behind")
    return c[f"scoreboard.{FIRST}.down.names"]


def rival(c: Catalogue) -> Finding:
    """Return the economies besides Japan that are in front in most measures."""
    most = max(len(scores(c)[economy].front) for economy in PEERS)
    if not most:
        raise NotKnownError("anybody else in front in a measure")
    rivals = [economy for economy in PEERS if len(scores(c)[economy].front) == most]  # several if they are level
    names = [c.evidence.entities[economy]["name_in_prose"] for economy in rivals]
    text = join_names(names)
    # the count of the first one is that of all of them
    return replace(c[f"scoreboard.{rivals[0]}.front"], label="Who else is in front in most measures", as_printed=text)


def first_places_of_rival(c: Catalogue) -> Finding:
    """Return the number of measures in which the economies of `rival` are in front, the same for each of them."""
    first_rival = max(PEERS, key=lambda economy: len(scores(c)[economy].front))
    return c[f"scoreboard.{first_rival}.front"]


def year_of_first_places(c: Catalogue) -> Finding:
    """Return the latest year of the figures by which Japan is in front."""
    leading_figures = [latest_figure(c, measure) for measure in scores(c)[FIRST].front]
    if not leading_figures:
        raise NotKnownError("a measure in which Japan is in front")
    return year_of(max(leading_figures, key=period_end))


def count_measures_since(c: Catalogue) -> Finding:
    """Count the measures whose latest figure of Japan is for a period that ended after the article."""
    latest = {}
    for measure in known_measures(c):
        if measurements(c, measure, FIRST):
            latest[measure] = latest_figure(c, measure)
    since = [measure for measure, figure in latest.items() if period_end(figure) > c.evidence.judged_at]
    names = ", ".join(measure_names(since)) or "none"
    label = "Measures whose newest figure could show anything since the article"
    quantity = Quantity.exact(len(since), "measures")
    return Finding("count", label, quantity, f"counted: {names}", tuple(latest.values()))


# -- the answer day by day -------------------------------------------------------------------------------


@once
def history(c: Catalogue) -> list[tuple[date, Catalogue]]:
    """List the days on which the answer or its counts changed, each with the catalogue of that day.

    The first is the day of the article.
    """
    c.depend_on("lead.answer")  # so that this, which is cached, holds no longer than the answer itself
    changes: list[tuple[date, Catalogue]] = []
    state: tuple[object, ...] = ()
    day = c.evidence.judged_at
    while True:
        catalogue = c.on(day)
        score = scores(catalogue)[FIRST]
        new_state = (score.answer, score.front, score.up, score.down)
        if new_state != state:
            changes.append((day, catalogue))
            state = new_state

        # on to the first day on which the answer has to be computed again
        until = catalogue.entry("lead.answer").until
        if not day < until <= c.evidence.as_of:
            return changes
        day = until


def news(evidence: Evidence) -> Iterator[Observation]:
    """Yield the figures of the measures that became public after the article."""
    for measure in MEASURES.values():
        for entity in economies_compared(evidence, measure):
            for account in measure.accounts:
                for row in evidence.vintages(measure.indicator, entity, account=account):
                    if row.published > evidence.judged_at:
                        yield row


def days(evidence: Evidence) -> list[str]:
    """List the days on which a figure of a measure became public, so that the answer may change, and the article's."""
    published = {row.published for row in news(evidence)}
    published.add(evidence.judged_at)
    return [day.isoformat() for day in sorted(published)]


def on_that_day(c: Catalogue, name: str, day: str) -> Finding:
    """Return the answer or one of its counts as of a day on which something changed; its inputs are Japan's figures."""
    catalogue = dict(history(c)).get(date.fromisoformat(day))
    if catalogue is None:
        raise NotKnownError(f"nothing changed on {day}")
    earlier = catalogue[name]
    leaves = {}
    for leaf in earlier.leaves():
        if leaf.observation and leaf.observation.entity == FIRST:
            leaves[leaf.id] = leaf
    label = compose(earlier.label, ", as known on ", varying(day))
    # the method names the measures of that day, which may have other names of findings today
    method = earlier.method.partition(":")[0]
    return replace(earlier, label=label, inputs=tuple(leaves.values()), method=method)


def turn(c: Catalogue, day: str) -> Finding:
    """Return a day on which the answer or a count changed; “by” marks a day that may have been earlier."""
    c[f"lead.answer.{day}"]  # raises NotKnownError for a day on which nothing changed
    when = date.fromisoformat(day)
    label = compose("Day from which this was to be said of the lead: ", varying(day))
    if when == c.evidence.judged_at:
        return on_day(when, label, c["claim.day"])
    rows = [row for row in news(c.evidence) if row.published == when]  # never empty: `days` are those of these rows
    finding = on_day(when, label, c.row(rows[0]))  # any of them will do, since all became public on that day
    if any(row.published_is == "exact" for row in rows):
        return finding
    return replace(finding, as_printed=f"by {finding.text}")


DAILY = {"answer": "lead.answer", "first": "lead.first", "gained": "lead.gained", "lost": "lead.lost"}
"""Findings that are also given as of each day on which something changed."""

topic = Topic()
topic.add("scoreboard.{measure}.front", leaders, measure=tuple(ALL_MEASURES))
topic.add("scoreboard.{measure}.{economy}.way", way, measure=tuple(ALL_MEASURES), economy=ECONOMIES)
topic.add("scoreboard.{economy}.{count}", count_measures, economy=ECONOMIES, count=tuple(COUNTS))
topic.add("scoreboard.{economy}.{count}.names", name_measures, economy=ECONOMIES, count=("front", "up", "down"))
topic.add("scoreboard.{economy}.answer", answer_for, economy=ECONOMIES)
topic.add("lead.answer", lambda c: c[f"scoreboard.{FIRST}.answer"], "Is Japan getting its technological lead back?")
topic.add("lead.first", lambda c: c[f"scoreboard.{FIRST}.front"], "Measures in which Japan is in front")
topic.add("lead.gained", lambda c: c[f"scoreboard.{FIRST}.up"], "Measures in which Japan clearly gained")
topic.add("lead.lost", lambda c: c[f"scoreboard.{FIRST}.down"], "Measures in which Japan clearly fell behind")
topic.add("lead.answer.meaning", meaning)
topic.add("lead.economies", count_economies, "Economies compared")
topic.add("lead.first.confirmed", count_confirmed)
topic.add("lead.lost.names", names_of_losses)
topic.add("lead.measures", count_known_measures, "Measures of a technological lead of which anything was known")
topic.add("lead.rival", rival)
topic.add("lead.rival.first", first_places_of_rival, "Measures in which that one is in front")
topic.add("lead.moving", count_measures_since)
topic.add("lead.first.year", year_of_first_places)
topic.add(
    "lead.{what}.{day}",
    lambda c, what, day: on_that_day(c, DAILY[what], day),
    what=tuple(DAILY), day=days,
)  # fmt: skip
topic.add("lead.turn.{day}", turn, day=days)
