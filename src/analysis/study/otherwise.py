"""The answer counted otherwise: one measure, two of them, or one choice of the money changed, and what is then said."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.study.answer import (
    LEADER,
    NO,
    NO_BUT,
    OFFICIAL,
    PACKAGE,
    SUPPORT,
    Money,
    belonging,
    counted,
    printed,
    said,
    support,
)
from analysis.study.lead import FIRST, MEASURES, compared
from analysis.study.subsidies import ACCOUNTS

if TYPE_CHECKING:
    from datetime import date

NAMED = {
    "chips": "chips",
    "tools": "machines",
    "wafers": "wafers",
    "logic": "the most advanced logic",
    "research": "research",
    "exports": "exports",
    "patents": "patents",
}
"""What each measure is called where it is left out."""

ADDED = {"ranking": "the digital ranking", "papers": "the papers cited most"}
"""The measures that are taken besides, and what each is called."""

SWAPPED = {
    "all machines": ("tools", "all_tools"),
    "the OECD’s count of research": ("research", "research_oecd"),
}
"""The measures that are counted otherwise: what is said of it, which is taken out and which comes in."""

BY_ONE = {"mof": "the Finance Ministry", "meti": "METI"}


class Way(NamedTuple):
    """One way of counting: what it is called, its measures, and the money that decides."""

    words: str
    measures: tuple[str, ...] = tuple(MEASURES)
    money: Money = OFFICIAL


def ways() -> list[Way]:
    """List the other sets of measures: one left out, one more, or one by another count."""
    taken = tuple(MEASURES)
    less = [Way(f"without {NAMED[left]}", tuple(it for it in taken if it != left)) for left in taken]
    more = [Way(f"with {words}", (*taken, added)) for added, words in ADDED.items()]
    swapped = [
        Way(f"with {words}", tuple(by if it == old else it for it in taken)) for words, (old, by) in SWAPPED.items()
    ]
    return [*less, *more, *swapped]


@once
def other_money(c: Catalogue, by: date | None = None) -> list[Way]:
    """List the other choices of the money: each other country with a share of GDP, and each of several accounts."""
    known = {*compared(c.evidence, SUPPORT, ACCOUNTS), *compared(c.evidence, PACKAGE)} - {FIRST, LEADER}
    partners = [e for e in c.evidence.entities if e in known and support(c, by, e)]
    partners.sort(key=lambda economy: not _is_compared(c, economy, by))  # what is added to a name is said last
    accounts = support(c, by)
    against = [Way(f"against {_support_of(c, e, by)}", money=Money(e)) for e in partners]
    alone = [Way(f"by {BY_ONE[account]} alone", money=Money(accounts=(account,))) for account in accounts]
    return against + (alone if len(alone) > 1 else [])


def _support_of(c: Catalogue, economy: str, by: date | None) -> str:
    name = c.evidence.entities[economy]["name_in_prose"]
    return name if _is_compared(c, economy, by) else f"{name}’s loan package"


def _is_compared(c: Catalogue, economy: str, by: date | None) -> bool:
    return any(printed(c, economy, account, by) for account in ACCOUNTS)


@once
def tried(c: Catalogue, by: date | None = None) -> list[Way]:
    """List the ways that can be tried on a day: those that change anything of what is known."""
    taken = set(belonging(c, "measures", by))
    sets = [way for way in ways() if set(belonging(c, "measures", by, way.measures)) != taken]
    return [*sets, *other_money(c, by)]


def said_by(c: Catalogue, way: Way, by: date | None = None) -> str:
    """Give the answer by one way of counting."""
    return said(c, by, way.measures, way.money)


@once
def shares(c: Catalogue, by: date | None = None) -> tuple[int, int]:
    """Count the other ways by which the answer is the same, and all that were tried, changed one at a time."""
    every, answer = tried(c, by), said(c, by)
    return sum(said_by(c, way, by) == answer for way in every), len(every)


def holds(c: Catalogue, by: date | None = None) -> Finding:
    """Count the other ways, changed one at a time, by which the answer is the same."""
    same, every = shares(c, by)
    label, text = "Other ways of counting that give the same answer", f"{same} of {every}"
    inputs = (c["lead.answer"],) if by is None else tuple(counted(c, "measures", by).inputs)
    money = tuple(it for way in other_money(c, by) for it in support(c, by, way.money.partner).values())
    quantity, method = Quantity.exact(same, "ways"), f"counted: {told(by_answer(c, by))}"
    return Finding("holds", label, quantity, method, inputs + money, as_printed=text, of=every)


def holds_of(c: Catalogue, kind: str) -> Finding:
    """Count those of the ways that change the measures alone, or the money alone."""
    money = other_money(c)
    taken = [way for way in tried(c) if (way in money) == (kind == "money")]
    if not taken:
        raise NotKnown(f"another way to count the {kind}")
    same = sum(said_by(c, way) == said(c) for way in taken)
    label = f"Other ways of counting that give the same answer: those of the {kind}"
    quantity, text = Quantity.exact(same, "ways"), f"{same} of {len(taken)}"
    return Finding("holds", label, quantity, "counted", (c["lead.answer.holds"],), as_printed=text, of=len(taken))


def holds_by_two(c: Catalogue) -> Finding:
    """Count the ways that change two things about the measures at once, by which the answer is the same."""
    money = other_money(c)
    found = [_both(*two) for two in combinations([way for way in tried(c) if way not in money], 2) if _are_two(*two)]
    if not found:
        raise NotKnown("two ways to count the measures")
    others = {answer: ways for answer, ways in sorted_by_answer(c, found).items() if answer != said(c)}
    same = len(found) - sum(map(len, others.values()))
    label, text = "Ways that change two measures at once and give the same answer", f"{same} of {len(found)}"
    turning = "; ".join(f"“{inside(it)}” {', or '.join(way.words for way in ways)}" for it, ways in others.items())
    method = f"counted: {turning}" if turning else "counted"
    quantity, inputs = Quantity.exact(same, "ways"), (c["lead.answer.holds.measures"],)
    return Finding("two", label, quantity, method, inputs, as_printed=text, of=len(found))


def _are_two(one: Way, other: Way) -> bool:
    """Whether two ways change different measures, so that both can be taken at once."""
    return not (set(MEASURES) - set(one.measures)) & (set(MEASURES) - set(other.measures))


def _both(one: Way, other: Way) -> Way:
    kept = [it for it in MEASURES if it in one.measures and it in other.measures]
    added = [it for way in (one, other) for it in way.measures if it not in MEASURES]
    return Way(f"{one.words} and {other.words}", (*kept, *added))


def by_answer(c: Catalogue, by: date | None = None) -> dict[str, list[Way]]:
    """Sort the ways that are tried by the answer that each gives."""
    return sorted_by_answer(c, tried(c, by), by)


def sorted_by_answer(c: Catalogue, found: list[Way], by: date | None = None) -> dict[str, list[Way]]:
    """Sort some ways by the answer that each gives."""
    answers: dict[str, list[Way]] = {}
    for way in found:
        answers.setdefault(said_by(c, way, by), []).append(way)
    return answers


def inside(answer: str) -> str:
    """Write an answer as it stands within a sentence."""
    return answer[0].lower() + answer[1:]


def told(answers: dict[str, list[Way]]) -> str:
    """Say of each answer by which ways it is given."""
    return "; ".join(f"“{inside(answer)}” {listed([way.words for way in found])}" for answer, found in answers.items())


def turned(c: Catalogue) -> Finding:
    """Say what the answer would be by the ways that turn it, and which these are."""
    answers = {answer: found for answer, found in by_answer(c).items() if answer != said(c)}
    if not answers:
        raise NotKnown("a way of counting that turns the answer")
    turning = [way for found in answers.values() for way in found]
    text = "; ".join(part for it, found in answers.items() for part in _turning(c, it, found))
    text = text[0].upper() + text[1:]  # it is a sentence of its own
    money = tuple(it for way in turning for it in support(c, None, way.money.partner).values())
    label, quantity = "What the answer would be if it were counted otherwise", Quantity.exact(len(turning), "ways")
    return Finding("turned", label, quantity, "counted", (c["lead.answer.holds"], *money), as_printed=text)


def _turning(c: Catalogue, answer: str, found: list[Way]) -> list[str]:
    """Say of another answer by which ways it is given; of the countries that take the *but* away, how Japan stands."""
    if (said(c), answer) != (NO_BUT, NO):
        return [f"{listed([way.words for way in found])} it is “{inside(answer)}”"]
    sides: dict[str, list[str]] = {}
    for way in found:
        ratios = support(c, None, way.money.partner)
        alone = " (says one)" if len(ratios) == 1 < len(support(c)) else ""  # of the ministries
        sides.setdefault(_side(ratios), []).append(f"{way.words}{alone}")
    return [f"{side} {listed(words, 'and').removeprefix('against ')}" for side, words in sides.items()]


def _side(ratios: dict[str, Finding]) -> str:
    """Say how Japan's chip support stands to that of a country, than which not every account lets it budget more."""
    if any(it.quantity.low > 1 for it in ratios.values()):
        return "ministries differ on"
    return "Japan trails" if all(it.quantity.high < 1 for it in ratios.values()) else "Japan is not ahead of"


def kept(c: Catalogue) -> Finding:
    """Say against which other countries the answer stays the same."""
    same = [way for way in other_money(c) if way.money.partner != OFFICIAL.partner and said_by(c, way) == said(c)]
    if not same:
        raise NotKnown("another country against which the answer stays")
    money = tuple(it for way in same for it in support(c, None, way.money.partner).values())
    label, quantity = "Other countries against which the answer stays", Quantity.exact(len(same), "ways")
    text = listed([way.words for way in same])
    return Finding("kept", label, quantity, "counted", (c["lead.answer.holds"], *money), as_printed=text)


def listed(words: list[str], last: str = "or") -> str:
    """Join what is listed; what several begin with is said once."""
    heads = [it.split(" ", 1) for it in words]
    short = [it[1] if at and it[0] == heads[at - 1][0] else " ".join(it) for at, it in enumerate(heads)]
    return f" {last} ".join(filter(None, (", ".join(short[:-1]), short[-1])))


topic = Topic()
topic.add("lead.answer.holds", holds)
topic.add("lead.answer.holds.{kind}", holds_of, kind=("measures", "money"))
topic.add("lead.answer.holds.two", holds_by_two)
topic.add("lead.answer.turned", turned)
topic.add("lead.answer.kept", kept)
