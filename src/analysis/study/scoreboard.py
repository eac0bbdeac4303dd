"""The answer to the title's question: one rule, applied to every economy compared.

`docs/methods.md` states the rule and the reason for each threshold.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import on_day, period_end, year_of
from analysis.findings.finding import join_names, varying, worded
from analysis.findings.verdicts import signs
from analysis.study.economy import FIRST, PEERS
from analysis.study.lead import ALL, MEASURES, economies_compared, figures, is_rank, latest_figure, measurements, newest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.dataset import Evidence, Observation

ECONOMIES = (FIRST, *PEERS)

HALF = 0.5
"""An economy with more than this share of the world is in front, whoever the others are."""


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

    `given` credits a first place to an economy although its rivals' figures are not published. `without` leaves out an
    economy. `oldest` leaves out measures whose latest figure is more years old. `judges_two` reads a direction from two
    figures.
    """

    measures: tuple[str, ...] = tuple(MEASURES)
    given: tuple[tuple[str, str], ...] = ()
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


@dataclass(frozen=True, slots=True)
class Row:
    """An economy's row: the measures in which it is in front, moves up or down, has a direction, and has a figure."""

    front: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    judged: tuple[str, ...]
    measured: tuple[str, ...]
    ahead_by: int
    answer: Answer


def answer(front: int, ahead_by: int, up: int, down: int, margin: int = 2, ahead: int = 2) -> Answer:
    """Return the answer; `ahead_by` is the lead in first places over the economy with the next most."""
    if ahead_by >= ahead:
        return Answer.YES
    if ahead_by >= 1:
        return Answer.CLOSE
    if up - down >= margin:
        return Answer.PARTLY
    return Answer.NO if not front or down - up >= margin else Answer.NOT_YET


def in_front(now: Mapping[str, float], level: float, *, is_rank: bool = False, world: bool = False) -> tuple[str, ...]:
    """Return the economies in front: no other has a figure better by more than `level`, a share of the better one.

    A figure of zero is not a lead. An economy without rivals is in front only with more than half of the world.
    """
    if is_rank:
        return tuple(e for e, rank in now.items() if rank == 1)
    found = []
    for economy, value in now.items():
        others = [other for e, other in now.items() if e != economy]
        if (others and value > 0 and value >= max(others) * (1 - level)) or (world and value > HALF):
            found.append(economy)
    return tuple(found)


def direction(
    own: Mapping[int, float],
    others: Iterable[Mapping[int, float]],
    *,
    yardstick: str = "best",
    swing: float = 1.5,
    base_years: int = 5,
    fewest: int = 6,
    lasts: int = 2,
    judges_two: bool = False,
) -> Way:
    """Return the direction of a series against the best or median of the others, or on its own without others."""
    rivals = [_lasting(series, lasts) for series in others]
    relative = _relative(own, rivals, yardstick if rivals else "own")
    last = max(relative, default=0)
    bases = [year for year in relative if last - base_years <= year < last]
    if len(relative) < fewest or len(bases) < base_years - 1:
        if judges_two and len(relative) > 1:
            before, now = relative[min(bases or relative)], relative[last]
            return Way.UP if now > before * 1.02 else Way.DOWN if now < before * 0.98 else Way.FLAT
        return Way.TOO_FEW
    found = signs(relative, bases, swing)
    if -1 not in found and 2 * found.count(1) > len(found):
        return Way.UP
    return Way.DOWN if 1 not in found and 2 * found.count(-1) > len(found) else Way.FLAT


def _relative(own: Mapping[int, float], others: list[dict[int, float]], yardstick: str) -> dict[int, float]:
    found = {}
    for year, value in sorted(own.items()):
        same = [series[year] for series in others if year in series]
        by = 1.0 if yardstick == "own" else (max if yardstick == "best" else median)(same) if same else 0
        if by > 0:
            found[year] = value / by
    return found


def _lasting(series: Mapping[int, float], lasts: int) -> dict[int, float]:
    """Carry each figure forward for some years unless there is a newer one."""
    return {year + later: value for later in range(lasts, -1, -1) for year, value in series.items()} | dict(series)


THRESHOLDS = ("level", "ahead", "lasts", "swing", "base_years", "fewest", "margin")
"""Thresholds of the rule; `choices.toml` declares them with the prefix `lead_`."""


@dataclass(slots=True)
class Scoreboard:
    """The rule applied to the figures of a day; results that several choices share are cached."""

    values: dict[str, dict[str, dict[int, float]]]
    ranked: frozenset[str]
    thresholds: dict[str, float]
    year: int
    _front: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)
    _ways: dict[tuple[object, ...], Way] = field(default_factory=dict)

    def front(self, measure: str, choices: Choices = REFERENCE) -> tuple[str, ...]:
        """Return the economies in front in a measure."""
        level, lasts = self.limit(choices, "level"), self.limit(choices, "lasts")
        key = (measure, level, lasts, choices.without)
        if key not in self._front:
            of = self._of(measure, choices)
            last = max(map(max, of.values()), default=0)
            now = {e: series[max(series)] for e, series in of.items() if max(series) >= last - lasts}
            self._front[key] = in_front(now, level, is_rank=measure in self.ranked, world=ALL[measure].world)
        return self._front[key]

    def way(self, measure: str, economy: str, choices: Choices = REFERENCE) -> Way:
        """Return the direction of an economy in a measure."""
        names = ("swing", "base_years", "fewest", "lasts")
        limits = {name: self.limit(choices, name) for name in names}
        key = (measure, economy, choices.yardstick, choices.judges_two, choices.without, *limits.values())
        if key not in self._ways:
            of = self._of(measure, choices)
            last = max(map(max, of.values()), default=0)
            if not ALL[measure].moves or economy not in of or max(of[economy]) < last - limits["lasts"]:
                self._ways[key] = Way.TOO_FEW
            else:
                self._ways[key] = direction(
                    of[economy],
                    [series for other, series in of.items() if other != economy],
                    yardstick=choices.yardstick, judges_two=choices.judges_two, swing=limits["swing"],
                    base_years=int(limits["base_years"]), fewest=int(limits["fewest"]), lasts=int(limits["lasts"]),
                )  # fmt: skip
        return self._ways[key]

    def rows(self, choices: Choices = REFERENCE) -> dict[str, Row]:
        """Return the row of every economy."""
        used = [m for m in choices.measures if self._of(m, choices)]
        if choices.oldest is not None:
            used = [m for m in used if max(map(max, self.values[m].values())) >= self.year - choices.oldest]
        margin, lead = int(self.limit(choices, "margin")), int(self.limit(choices, "ahead"))
        front = {m: self.front(m, choices) for m in used} | {m: (e,) for m, e in choices.given}
        counts = Counter(economy for of in front.values() for economy in of)
        found = {}
        for economy in ECONOMIES:
            ways = {m: self.way(m, economy, choices) for m in used}
            up, down = ([m for m, way in ways.items() if way is it] for it in (Way.UP, Way.DOWN))
            ahead = counts[economy] - max((n for other, n in counts.items() if other != economy), default=0)
            found[economy] = Row(
                tuple(m for m, of in front.items() if economy in of), tuple(up), tuple(down),
                tuple(m for m, way in ways.items() if way is not Way.TOO_FEW),
                tuple(m for m in used if economy in self.values[m]), ahead,
                answer(counts[economy], ahead, len(up), len(down), margin, lead),
            )  # fmt: skip
        return found

    def _of(self, measure: str, choices: Choices) -> dict[str, dict[int, float]]:
        of = self.values.get(measure, {})
        return {e: series for e, series in of.items() if e != choices.without} if choices.without else of

    def limit(self, choices: Choices, name: str) -> float:
        """Return a threshold as chosen, or as declared."""
        chosen = getattr(choices, name)
        return self.thresholds[name] if chosen is None else chosen


@once
def board(c: Catalogue) -> Scoreboard:
    """Return the scoreboard as of the catalogue's date."""
    found = {m: figures(c, m) for m in ALL}
    values = {m: {e: {y: f.value for y, f in of_e.items()} for e, of_e in of.items()} for m, of in found.items() if of}
    ranked = frozenset(m for m, of in found.items() if any(is_rank(f) for of_e in of.values() for f in of_e.values()))
    thresholds = {name: c.threshold(f"lead_{name}") for name in THRESHOLDS}
    return Scoreboard(values, ranked, thresholds, c.evidence.as_of.year)


@once
def rows(c: Catalogue) -> dict[str, Row]:
    """Return the rows of the scoreboard by the rule itself."""
    return board(c).rows()


def known_measures(c: Catalogue) -> list[str]:
    """List the measures with any figure."""
    return [m for m in MEASURES if m in board(c).values]


# -- findings ------------------------------------------------------------------------------------------


COUNTS = {
    "front": "Measures in which it is in front",
    "up": "Measures in which it clearly gained on the best other",
    "down": "Measures in which it clearly fell behind the best other",
    "judged": "Measures with enough yearly figures to read a direction",
    "measured": "Measures with a figure",
}


def count_measures(c: Catalogue, economy: str, count: str) -> Finding:
    """Count the measures in a field of an economy's row; the method names them."""
    found = getattr(rows(c)[economy], count)
    part = "front" if count == "front" else f"{economy}.way"
    inputs = tuple(c[name] for m in known_measures(c) if (name := f"scoreboard.{m}.{part}") in c)
    if not inputs or not rows(c)[economy].measured:
        raise NotKnownError(f"a figure of {economy} in any measure")
    label = worded(COUNTS[count], ": ", varying(c.name(economy)))
    told = ", ".join(ALL[m].name for m in found) or "none"
    return Finding("count", label, Quantity.exact(len(found), "measures"), f"counted: {told}", inputs)


def answer_for(c: Catalogue, economy: str) -> Finding:
    """Return the answer for an economy, with the counts that decide it; its value is the lead in first places."""
    row = rows(c)[economy]
    counts = [c[f"scoreboard.{economy}.{count}"] for count in ("front", "up", "down")]
    rivals = [c[f"scoreboard.{e}.front"] for e in ECONOMIES if e != economy and rows(c)[e].front]
    label = worded("Is its technological lead coming back? ", varying(c.name(economy)))
    quantity = Quantity.exact(row.ahead_by, "measures")
    inputs = (*counts, *rivals)
    return Finding("answer", label, quantity, "the rule for the answer", inputs, as_printed=row.answer.value)


def name_measures(c: Catalogue, economy: str, count: str) -> Finding:
    """Return a count with the names of its measures as text."""
    found = [ALL[m].name for m in getattr(rows(c)[economy], count)]
    return replace(c[f"scoreboard.{economy}.{count}"], id="names", as_printed=join_names(found) or "none")


def leaders(c: Catalogue, measure: str) -> Finding:
    """Return the economies in front in a measure, by name."""
    found = board(c).front(measure)
    inputs = tuple(newest(c, measure).values())
    if not inputs:
        raise NotKnownError(f"{measure}: no figures")
    text = join_names([c.name(e) for e in found]) or "not known"
    label = f"Who is in front: {ALL[measure].name}"
    return Finding("front", label, Quantity.exact(len(found), "economies"), "by the rule", inputs, as_printed=text)


def way(c: Catalogue, measure: str, economy: str) -> Finding:
    """Return the direction of an economy in a measure against the best rival; its value is the sign."""
    found = figures(c, measure).get(economy)
    if not found:
        raise NotKnownError(f"{measure} of {economy}")
    moved = board(c).way(measure, economy)
    last, years = max(found), int(c.threshold("lead_base_years"))
    label = worded(f"Which way: {ALL[measure].name}, ", varying(c.name(economy)))
    method = "against the best other, over each of the last years, beyond the usual swing"
    inputs = tuple(finding for year, finding in sorted(found.items()) if year >= last - years)
    quantity = Quantity.exact({Way.UP: 1, Way.DOWN: -1}.get(moved, 0), "signs")
    return Finding("way", label, quantity, method, inputs, as_printed=moved.value)


def measures(c: Catalogue) -> Finding:
    """Count the measures with any figure."""
    found = known_measures(c)
    names = ", ".join(ALL[m].name for m in found)
    inputs = tuple(c[f"scoreboard.{m}.front"] for m in found)
    return Finding("measures", "", Quantity.exact(len(found), "measures"), f"counted: {names}", inputs)


def meaning(c: Catalogue) -> Finding:
    """Return the answer for Japan with what it means as text."""
    answer = c["lead.answer"]
    words = MEANINGS[rows(c)[FIRST].answer]
    return Finding("meaning", "What the answer means", answer.quantity, "the rule", (answer,), as_printed=words)


def economies(c: Catalogue) -> Finding:
    """Count the economies compared."""
    inputs = tuple(c[name] for economy in ECONOMIES if (name := f"scoreboard.{economy}.measured") in c)
    return Finding("economies", "", Quantity.exact(len(inputs), "economies"), "counted", inputs)


NEWER = {"wafers": "lead.wafers.later", "patents": "lead.patents.edition"}
"""Figures newer than those that the rule counts, but less exact; `docs/methods.md` says why they do not count."""


def confirmed(c: Catalogue) -> Finding:
    """Count Japan's first places that a newer, less exact figure has as well: “both”, or the names of some."""
    front = rows(c)[FIRST].front
    newer = {measure: c[NEWER[measure]] for measure in front if measure in NEWER and NEWER[measure] in c}
    same = {measure: figure for measure, figure in newer.items() if _is_first(figure)}
    if not same:
        raise NotKnownError("a newer figure of a measure in which Japan is in front")
    names = join_names([ALL[measure].name for measure in same])
    text = "both" if len(same) == len(front) > 1 else names
    label = "Measures in which a newer, less exact figure has Japan in front as well"
    quantity = Quantity.exact(len(same), "measures")
    return Finding("confirmed", label, quantity, "counted", tuple(same.values()), as_printed=text)


def _is_first(figure: Finding) -> bool:
    return figure.value == 1 if is_rank(figure) else figure.value > HALF


def names_of_losses(c: Catalogue) -> Finding:
    """Return the number of clear losses with the names of the measures; raises `NotKnownError` if there are none."""
    if not rows(c)[FIRST].down:
        raise NotKnownError("a measure in which Japan clearly fell behind")
    return c[f"scoreboard.{FIRST}.down.names"]


def rival(c: Catalogue) -> Finding:
    """Return the economies besides Japan that are in front in most measures."""
    most = max(len(rows(c)[e].front) for e in PEERS)
    if not most:
        raise NotKnownError("anybody else in front in a measure")
    found = [e for e in PEERS if len(rows(c)[e].front) == most]
    text = join_names([c.evidence.entities[e]["name_in_prose"] for e in found])
    return replace(c[f"scoreboard.{found[0]}.front"], label="Who else is in front in most measures", as_printed=text)


def rival_first(c: Catalogue) -> Finding:
    """Return the number of measures in which those are in front."""
    found = max(PEERS, key=lambda e: len(rows(c)[e].front))
    return c[f"scoreboard.{found}.front"]


def first_year(c: Catalogue) -> Finding:
    """Return the latest year of the figures by which Japan is in front."""
    ends = [latest_figure(c, measure) for measure in rows(c)[FIRST].front]
    if not ends:
        raise NotKnownError("a measure in which Japan is in front")
    return year_of(max(ends, key=period_end))


def measures_moved(c: Catalogue) -> Finding:
    """Count the measures whose latest figure of Japan is for a period that ended after the article."""
    ends = {m: latest_figure(c, m) for m in known_measures(c) if measurements(c, m, FIRST)}
    found = [m for m, it in ends.items() if period_end(it) > c.evidence.judged_at]
    names = ", ".join(ALL[m].name for m in found) or "none"
    label = "Measures whose newest figure could show anything since the article"
    return Finding("count", label, Quantity.exact(len(found), "measures"), f"counted: {names}", tuple(ends.values()))


# -- the answer day by day -------------------------------------------------------------------------------


@once
def history(c: Catalogue) -> list[tuple[date, Catalogue]]:
    """List the days on which the answer or its counts changed, each with the catalogue of that day."""
    _ = c["lead.answer"]  # so that this holds no longer than the answer itself
    found: list[tuple[date, Catalogue]] = []
    state: tuple[object, ...] = ()
    day = c.evidence.judged_at
    while True:
        then = c.on(day)
        until = then.entry("lead.answer").until
        row = rows(then)[FIRST]
        if (now := (row.answer, row.front, row.up, row.down)) != state:
            found.append((day, then))
            state = now
        if not day < until <= c.evidence.as_of:
            return found
        day = until


def news(evidence: Evidence) -> Iterator[Observation]:
    """Yield the figures of the measures that became public after the article."""
    for of in MEASURES.values():
        for entity in economies_compared(evidence, of):
            for account in of.accounts:
                rows = evidence.vintages(of.indicator, entity, account=account)
                yield from (o for o in rows if o.published > evidence.judged_at)


def days(evidence: Evidence) -> list[str]:
    """List the days on which a figure of a measure became public, so that the answer may change."""
    return [day.isoformat() for day in sorted({evidence.judged_at, *(o.published for o in news(evidence))})]


def on_that_day(c: Catalogue, what: str, day: str) -> Finding:
    """Return the answer or one of its counts as of a day on which something changed."""
    then = dict(history(c)).get(date.fromisoformat(day))
    if then is None:
        raise NotKnownError(f"nothing changed on {day}")
    found = then[what]
    leaves = {leaf.id: leaf for leaf in found.leaves() if leaf.observation and leaf.observation.entity == FIRST}
    label = worded(found.label, ", as known on ", varying(day))
    return replace(found, label=label, inputs=tuple(leaves.values()), method=found.method.partition(":")[0])


def turn(c: Catalogue, day: str) -> Finding:
    """Return a day on which the answer or a count changed; “by” marks a day that may have been earlier."""
    c[f"lead.answer.{day}"]  # not known where nothing changed
    when, label = date.fromisoformat(day), worded("Day from which this was to be said of the lead: ", varying(day))
    if when == c.evidence.judged_at:
        return on_day(when, label, c["claim.day"])
    rows = [row for row in news(c.evidence) if row.published == when]
    found = on_day(when, label, c.row(rows[0]))
    is_sure = any(row.published_is == "exact" for row in rows)
    return found if is_sure else replace(found, as_printed=f"by {found.text}")


SHORT = {"answer": "lead.answer", "first": "lead.first", "gained": "lead.gained", "lost": "lead.lost"}

topic = Topic()
topic.add("scoreboard.{measure}.front", leaders, measure=tuple(ALL))
topic.add("scoreboard.{measure}.{economy}.way", way, measure=tuple(ALL), economy=ECONOMIES)
topic.add("scoreboard.{economy}.{count}", count_measures, economy=ECONOMIES, count=tuple(COUNTS))
topic.add("scoreboard.{economy}.{count}.names", name_measures, economy=ECONOMIES, count=("front", "up", "down"))
topic.add("scoreboard.{economy}.answer", answer_for, economy=ECONOMIES)
topic.add("lead.answer", lambda c: c[f"scoreboard.{FIRST}.answer"], "Is Japan getting its technological lead back?")
topic.add("lead.first", lambda c: c[f"scoreboard.{FIRST}.front"], "Measures in which Japan is in front")
topic.add("lead.gained", lambda c: c[f"scoreboard.{FIRST}.up"], "Measures in which Japan clearly gained")
topic.add("lead.lost", lambda c: c[f"scoreboard.{FIRST}.down"], "Measures in which Japan clearly fell behind")
topic.add("lead.answer.meaning", meaning)
topic.add("lead.economies", economies, "Economies compared")
topic.add("lead.first.confirmed", confirmed)
topic.add("lead.lost.names", names_of_losses)
topic.add("lead.measures", measures, "Measures of a technological lead of which anything was known")
topic.add("lead.rival", rival)
topic.add("lead.rival.first", rival_first, "Measures in which that one is in front")
topic.add("lead.moving", measures_moved)
topic.add("lead.first.year", first_year)
topic.add("lead.{what}.{day}", lambda c, what, day: on_that_day(c, SHORT[what], day), what=tuple(SHORT), day=days)
topic.add("lead.turn.{day}", turn, day=days)
