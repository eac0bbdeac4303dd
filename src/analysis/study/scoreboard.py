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
from analysis.findings.finding import varying, worded
from analysis.findings.verdicts import signs
from analysis.study.economy import FIRST, PEERS
from analysis.study.lead import ALL, MEASURES, compared, figures, is_rank, measured, newest, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.dataset import Evidence, Observation

ECONOMIES = (FIRST, *PEERS)

HALF = 0.5
"""Who has more than this of the world is in front, whoever the others are."""


class Answer(StrEnum):
    """What the rule can say."""

    YES = "Yes"
    CLOSE = "Close"
    PARTLY = "Partly"
    NOT_YET = "Not yet"
    NO = "No"


class Way(StrEnum):
    """Which way an economy moves in a measure."""

    UP = "up"
    DOWN = "down"
    FLAT = "no clear change"
    TOO_FEW = "too few figures"


@dataclass(frozen=True, slots=True)
class Choices:
    """An analyst's choices; the defaults are the rule as it stands, with None for a threshold as declared.

    `given` credits a measure's first place to an economy though rivals' figures are not published. `without` leaves out
    an economy. `oldest` leaves out measures whose newest figure is more years old than that. `judges_two` reads a
    direction from two figures.
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
    """An economy's line of the scoreboard: in which measures it is in front, moves up or down, or is not judged."""

    front: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    judged: tuple[str, ...]
    measured: tuple[str, ...]
    ahead_by: int
    answer: Answer


def answer(front: int, ahead_by: int, up: int, down: int, margin: int = 2, ahead: int = 2) -> Answer:
    """Give the answer: `ahead_by` is by how many measures an economy is in front in more than any other."""
    if ahead_by >= ahead:
        return Answer.YES
    if ahead_by >= 1:
        return Answer.CLOSE
    if up - down >= margin:
        return Answer.PARTLY
    return Answer.NO if not front or down - up >= margin else Answer.NOT_YET


def in_front(now: Mapping[str, float], level: float, *, is_rank: bool = False, world: bool = False) -> tuple[str, ...]:
    """Name who is in front: nobody else compared has a figure better by more than `level`, a share of the better one.

    Nothing of something is no lead. An economy alone is in front of nobody, but with more than half of the world.
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
    """Say which way a series moves against the best (or median) of others, or by itself (`own`, or without others)."""
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
    """Let a figure stand for some more years where there is no newer one."""
    return {year + later: value for later in range(lasts, -1, -1) for year, value in series.items()} | dict(series)


THRESHOLDS = ("level", "ahead", "lasts", "swing", "base_years", "fewest", "margin")
"""Those of the rule, which `choices.toml` declares with `lead_` in front."""


@dataclass(slots=True)
class Scoreboard:
    """The rule applied to the figures of a day; what several choices share is computed once."""

    values: dict[str, dict[str, dict[int, float]]]
    ranked: frozenset[str]
    thresholds: dict[str, float]
    year: int
    _front: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)
    _ways: dict[tuple[object, ...], Way] = field(default_factory=dict)

    def front(self, measure: str, choices: Choices = REFERENCE) -> tuple[str, ...]:
        """Name who is in front in a measure."""
        level, lasts = self.limit(choices, "level"), self.limit(choices, "lasts")
        key = (measure, level, lasts, choices.without)
        if key not in self._front:
            of = self._of(measure, choices)
            last = max(map(max, of.values()), default=0)
            now = {e: series[max(series)] for e, series in of.items() if max(series) >= last - lasts}
            self._front[key] = in_front(now, level, is_rank=measure in self.ranked, world=ALL[measure].world)
        return self._front[key]

    def way(self, measure: str, economy: str, choices: Choices = REFERENCE) -> Way:
        """Say which way an economy moves in a measure."""
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
        """Return the line of every economy."""
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
    """Return the scoreboard of the day of knowledge."""
    found = {m: figures(c, m) for m in ALL}
    values = {m: {e: {y: f.value for y, f in of_e.items()} for e, of_e in of.items()} for m, of in found.items() if of}
    ranked = frozenset(m for m, of in found.items() if any(is_rank(f) for of_e in of.values() for f in of_e.values()))
    thresholds = {name: c.threshold(f"lead_{name}") for name in THRESHOLDS}
    return Scoreboard(values, ranked, thresholds, c.evidence.as_of.year)


@once
def rows(c: Catalogue) -> dict[str, Row]:
    """Return the lines of the scoreboard by the rule as it stands."""
    return board(c).rows()


def taken(c: Catalogue) -> list[str]:
    """List the measures of which anything was known."""
    return [m for m in MEASURES if m in board(c).values]


# -- findings ------------------------------------------------------------------------------------------


COUNTED = {
    "front": "Measures in which it is in front",
    "up": "Measures in which it clearly gained on the best other",
    "down": "Measures in which it clearly fell behind the best other",
    "judged": "Measures with enough yearly figures to read a direction",
    "measured": "Measures with a figure",
}


def counted(c: Catalogue, economy: str, count: str) -> Finding:
    """Count the measures of which something holds for an economy; the finding names them."""
    found = getattr(rows(c)[economy], count)
    part = "front" if count == "front" else f"{economy}.way"
    inputs = tuple(c[name] for m in taken(c) if (name := f"scoreboard.{m}.{part}") in c)
    if not inputs or not rows(c)[economy].measured:
        raise NotKnownError(f"a figure of {economy} in any measure")
    label = worded(COUNTED[count], ": ", varying(c.name(economy)))
    told = ", ".join(ALL[m].name for m in found) or "none"
    return Finding("count", label, Quantity.exact(len(found), "measures"), f"counted: {told}", inputs)


def answered(c: Catalogue, economy: str) -> Finding:
    """Give the answer for an economy, with the counts that decide it.

    Its number is by how many measures the economy is in front in more than any other.
    """
    row = rows(c)[economy]
    counts = [c[f"scoreboard.{economy}.{count}"] for count in ("front", "up", "down")]
    rivals = [c[f"scoreboard.{e}.front"] for e in ECONOMIES if e != economy and rows(c)[e].front]
    label = worded("Is its technological lead coming back? ", varying(c.name(economy)))
    quantity = Quantity.exact(row.ahead_by, "measures")
    inputs = (*counts, *rivals)
    return Finding("answer", label, quantity, "the rule for the answer", inputs, as_printed=row.answer.value)


def listed(names: list[str], last: str = "and") -> str:
    """Join names as in a sentence."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def named(c: Catalogue, economy: str, count: str) -> Finding:
    """Name the measures of a count."""
    found = [ALL[m].name for m in getattr(rows(c)[economy], count)]
    return replace(c[f"scoreboard.{economy}.{count}"], id="names", as_printed=listed(found) or "none")


def leaders(c: Catalogue, measure: str) -> Finding:
    """Name who is in front in a measure."""
    found = board(c).front(measure)
    inputs = tuple(newest(c, measure).values())
    if not inputs:
        raise NotKnownError(f"{measure}: no figures")
    text = listed([c.name(e) for e in found]) or "not known"
    label = f"Who is in front: {ALL[measure].name}"
    return Finding("front", label, Quantity.exact(len(found), "economies"), "by the rule", inputs, as_printed=text)


def way(c: Catalogue, measure: str, economy: str) -> Finding:
    """Say which way an economy moves in a measure against the best other; its number is the sign of that."""
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
    """Count the measures of which anything was known."""
    found = taken(c)
    names = ", ".join(ALL[m].name for m in found)
    inputs = tuple(c[f"scoreboard.{m}.front"] for m in found)
    return Finding("measures", "", Quantity.exact(len(found), "measures"), f"counted: {names}", inputs)


def rival(c: Catalogue) -> Finding:
    """Name who else is in front in most measures."""
    most = max(len(rows(c)[e].front) for e in PEERS)
    if not most:
        raise NotKnownError("anybody else in front in a measure")
    found = [e for e in PEERS if len(rows(c)[e].front) == most]
    text = listed([c.evidence.entities[e]["name_in_prose"] for e in found])
    return replace(c[f"scoreboard.{found[0]}.front"], label="Who else is in front in most measures", as_printed=text)


def rival_first(c: Catalogue) -> Finding:
    """Count the measures in which that one is in front."""
    found = max(PEERS, key=lambda e: len(rows(c)[e].front))
    return c[f"scoreboard.{found}.front"]


def first_year(c: Catalogue) -> Finding:
    """Return the newest year of a figure by which Japan is in front."""
    ends = [standing(c, measure) for measure in rows(c)[FIRST].front]
    if not ends:
        raise NotKnownError("a measure in which Japan is in front")
    return year_of(max(ends, key=period_end))


def moving(c: Catalogue) -> Finding:
    """Count the measures whose newest figure of Japan is for a period that ends after the article."""
    ends = {m: standing(c, m) for m in taken(c) if measured(c, m, FIRST)}
    found = [m for m, it in ends.items() if period_end(it) > c.evidence.judged_at]
    names = ", ".join(ALL[m].name for m in found) or "none"
    label = "Measures whose newest figure could show anything since the article"
    return Finding("count", label, Quantity.exact(len(found), "measures"), f"counted: {names}", tuple(ends.values()))


# -- the answer day by day -------------------------------------------------------------------------------


@once
def history(c: Catalogue) -> list[tuple[date, Catalogue]]:
    """List the days from which the answer, or what decides it, was another one, each with what was known then."""
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
    """Go through the figures of the measures that became public after the article."""
    for of in MEASURES.values():
        for entity in compared(evidence, of):
            for account in of.accounts:
                rows = evidence.vintages(of.indicator, entity, account=account)
                yield from (o for o in rows if o.published > evidence.judged_at)


def days(evidence: Evidence) -> list[str]:
    """Name the days on which the answer may change: those on which a figure of a measure became public."""
    return [day.isoformat() for day in sorted({evidence.judged_at, *(o.published for o in news(evidence))})]


def on_that_day(c: Catalogue, what: str, day: str) -> Finding:
    """Take the answer, or a count that decides it, as it stood from a day on; only where something changed then."""
    then = dict(history(c)).get(date.fromisoformat(day))
    if then is None:
        raise NotKnownError(f"nothing changed on {day}")
    found = then[what]
    leaves = {leaf.id: leaf for leaf in found.leaves() if leaf.observation and leaf.observation.entity == FIRST}
    label = worded(found.label, ", as known on ", varying(day))
    return replace(found, label=label, inputs=tuple(leaves.values()), method=found.method.partition(":")[0])


def turn(c: Catalogue, day: str) -> Finding:
    """Return a day on which the answer or a count changed, with “by” where it is the latest possible."""
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
topic.add("scoreboard.{economy}.{count}", counted, economy=ECONOMIES, count=tuple(COUNTED))
topic.add("scoreboard.{economy}.{count}.names", named, economy=ECONOMIES, count=("front", "up", "down"))
topic.add("scoreboard.{economy}.answer", answered, economy=ECONOMIES)
topic.add("lead.answer", lambda c: c[f"scoreboard.{FIRST}.answer"], "Is Japan getting its technological lead back?")
topic.add("lead.first", lambda c: c[f"scoreboard.{FIRST}.front"], "Measures in which Japan is in front")
topic.add("lead.gained", lambda c: c[f"scoreboard.{FIRST}.up"], "Measures in which Japan clearly gained")
topic.add("lead.lost", lambda c: c[f"scoreboard.{FIRST}.down"], "Measures in which Japan clearly fell behind")
topic.add("lead.measures", measures, "Measures of a technological lead of which anything was known")
topic.add("lead.rival", rival)
topic.add("lead.rival.first", rival_first, "Measures in which that one is in front")
topic.add("lead.moving", moving)
topic.add("lead.first.year", first_year)
topic.add("lead.{what}.{day}", lambda c, what, day: on_that_day(c, SHORT[what], day), what=tuple(SHORT), day=days)
topic.add("lead.turn.{day}", turn, day=days)
