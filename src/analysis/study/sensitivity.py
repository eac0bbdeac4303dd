"""Sensitivity of the answer: each choice varied alone, in Japan's favour and against it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.label_composition import join_names
from analysis.study.answer import REFERENCE, Answer, Choices, EconomyScore, board, decide, scores
from analysis.study.economy import ECONOMIES, FIRST, PEERS
from analysis.study.lead import ALL_MEASURES, KINDS, MEASURES, measure_names

PEER_NAMES = {
    "USA": "the United States", "DEU": "Germany", "FRA": "France", "GBR": "Britain", "KOR": "South Korea",
    "CHN": "China", "TWN": "Taiwan", "IND": "India", "SGP": "Singapore",
}  # fmt: skip
"""Names of the peers within a sentence, written here because the variations are declared before any data is read."""


class Variation(NamedTuple):
    """One choice varied: its name in a sentence that begins with the answer, as in “Yes” when leaving out robots."""

    words: str
    choices: Choices


def without(*measures: str) -> Choices:
    """Leave out measures."""
    return replace(REFERENCE, measures=tuple(measure for measure in MEASURES if measure not in measures))


def also(*measures: str, instead_of: str = "") -> Choices:
    """Count more measures, or some in place of another."""
    others = tuple(measure for measure in MEASURES if measure != instead_of)
    return replace(REFERENCE, measures=others + measures)


OLD_AFTER_YEARS = 5
"""Years after which a figure counts as old where that is tried."""

OVERLAPPING_KINDS = ("batch_cleaning", "single_cleaning")
"""Kinds of chip machine that are counted in another one, etching and cleaning, as well."""

# Variations of one kind, for the list of all below

WITHOUT_ONE = [Variation(f"leaving out {measure.name}", without(name)) for name, measure in MEASURES.items()]
WITH_ONE_MORE = [
    Variation(f"adding {ALL_MEASURES[name].name}", also(name)) for name in ("test", "coaters", "photomasks")
]
WITHOUT_A_PEER = [
    Variation(f"leaving out {PEER_NAMES[economy]}", replace(REFERENCE, without=economy)) for economy in PEERS
]
SEVEN_KINDS = [kind for kind in KINDS if kind not in OVERLAPPING_KINDS]

VARIATIONS = (
    *WITHOUT_ONE,
    *WITH_ONE_MORE,
    Variation("counting robots for Japan", replace(REFERENCE, credited=(("robots", FIRST),))),
    Variation("taking robots installed for robots made", also("robots_installed", instead_of="robots")),
    Variation("taking private investment for AI models", also("ai_investment", instead_of="ai")),
    Variation("taking AI patents per head for AI models", also("ai_patents", instead_of="ai")),
    Variation("taking patent applications for inventions", also("filings", instead_of="patents")),
    Variation("taking the most-cited papers for inventions", also("papers", instead_of="patents")),
    Variation("taking a trade paper’s wafer shares", also("wafers_2021", instead_of="wafers")),
    Variation("taking all chip machines, tests and packaging too", also("all_tools", instead_of="tools")),
    Variation(
        "counting seven kinds of chip machine in place of all",
        also(*SEVEN_KINDS, instead_of="tools"),
    ),
    Variation("counting nine kinds of chip machine, two of which overlap", also(*KINDS, instead_of="tools")),
    Variation("taking research spending by volume", also("research_volume", instead_of="research")),
    Variation("taking the OECD’s count of research", also("research_oecd", instead_of="research")),
    Variation("taking chips as one industry", without("logic", "tools", "wafers")),
    *WITHOUT_A_PEER,
    Variation("leaving out figures older than five years", replace(REFERENCE, oldest=OLD_AFTER_YEARS)),
    Variation("letting old figures stand for five years", replace(REFERENCE, lasts=5)),
    Variation("letting only figures of the same year stand", replace(REFERENCE, lasts=0)),
    Variation("letting nobody be ahead by any margin", replace(REFERENCE, level=0.0)),
    Variation("calling all within 5% level", replace(REFERENCE, level=0.05)),
    Variation("asking for three first places more", replace(REFERENCE, ahead=3)),
    Variation("comparing with the middle of the others", replace(REFERENCE, yardstick="median")),
    Variation("comparing Japan with itself", replace(REFERENCE, yardstick="own")),
    Variation("asking for less of a change", replace(REFERENCE, swing=1.0)),
    Variation("asking for more of a change", replace(REFERENCE, swing=2.0)),
    Variation("looking back three years", replace(REFERENCE, base_years=3)),
    Variation("looking back eight years", replace(REFERENCE, base_years=8)),
    Variation("looking back ten years", replace(REFERENCE, base_years=10)),
    Variation("reading a direction from four figures", replace(REFERENCE, fewest=4, base_years=3)),
    Variation("reading a direction from two figures", replace(REFERENCE, judges_two=True)),
    Variation("letting one gain or loss decide", replace(REFERENCE, margin=1)),
    Variation("asking for a balance of three", replace(REFERENCE, margin=3)),
)
"""Every single variation that is tried."""


@once
def effective_variations(c: Catalogue) -> list[tuple[Variation, EconomyScore]]:
    """List the variations that change a count for Japan, or a threshold so that the answer changes; with Japan's score.

    One that changes neither says nothing about the robustness of the answer.
    """
    scoreboard = board(c)
    reference = scores(c)[FIRST]
    effective = []
    for variation in VARIATIONS:
        added = set(variation.choices.measures) - set(MEASURES)
        if not added <= scoreboard.values.keys():
            continue  # on this day nothing was known of them
        score = scoreboard.scores(variation.choices)[FIRST]
        if _counts(score) != _counts(reference) or score.answer != reference.answer:
            effective.append((variation, score))
    return effective


def _counts(score: EconomyScore) -> tuple[int, int, int, int]:
    """Return the counts that decide the answer."""
    return len(score.front), score.ahead_by, len(score.up), len(score.down)


def by_other_answer(c: Catalogue) -> dict[Answer, list[Variation]]:
    """Group the variations that change the answer by the other answer."""
    reference = scores(c)[FIRST]
    groups: dict[Answer, list[Variation]] = {}
    for variation, score in effective_variations(c):
        if score.answer is not reference.answer:
            groups.setdefault(score.answer, []).append(variation)
    return groups


def holds(c: Catalogue) -> Finding:
    """Count the variations that leave the answer as it is, of those that change a count."""
    tried = effective_variations(c)
    if not tried:
        raise NotKnownError("a choice that moves a count")
    reference = scores(c)[FIRST]
    same_answer = [variation for variation, score in tried if score.answer is reference.answer]
    label = "Single choices that move a count and leave the answer as it is"
    text = f"{len(same_answer)} of {len(tried)}"
    names = ", ".join(variation.words for variation in same_answer)
    method = f"counted: {names or 'none'}"
    quantity = Quantity.exact(len(same_answer), "choices")
    return Finding("holds", label, quantity, method, (c["lead.answer"],), as_printed=text, of=len(tried))


def name_turns(c: Catalogue) -> Finding:
    """Name each variation that changes the answer, by the other answer."""
    groups = by_other_answer(c)
    if not groups:
        raise NotKnownError("a single choice that changes the answer")
    number = 0
    parts = []
    for other_answer, variations in groups.items():
        words = join_names([variation.words for variation in variations], "or")
        parts.append(f"{in_quotes(other_answer)} when {words}")
        number += len(variations)
    quantity = Quantity.exact(number, "choices")
    label = "Single choices that change the answer"
    return Finding("turned", label, quantity, "counted", (c["lead.answer.holds"],), as_printed="; ".join(parts))


def in_quotes(answer: Answer) -> str:
    """Write an answer as it stands within a sentence."""
    return f"“{answer.lower()}”"


def answer_without_old_figures(c: Catalogue) -> Finding:
    """Return the answer without figures older than five years; raises `NotKnownError` if it is the same."""
    recent = board(c).scores(replace(REFERENCE, oldest=OLD_AFTER_YEARS))[FIRST]
    if recent.answer is scores(c)[FIRST].answer:
        raise NotKnownError("an answer that rests on old figures")
    label = "The answer without figures older than five years"
    quantity = Quantity.exact(recent.ahead_by, "measures")
    text = in_quotes(recent.answer)
    return Finding("answer", label, quantity, "the rule for the answer", (c["lead.answer"],), as_printed=text)


def gains_by_old_figures(c: Catalogue) -> Finding:
    """Return the age from which figures count as old; raises `NotKnownError` unless only Japan is in front by them."""
    front = {economy: len(score.front) for economy, score in scores(c).items()}
    recent_scores = board(c).scores(replace(REFERENCE, oldest=OLD_AFTER_YEARS))
    gaining = [economy for economy in ECONOMIES if front[economy] > len(recent_scores[economy].front)]
    if gaining != [FIRST]:
        raise NotKnownError("that only Japan is in front by old figures")
    label = "Years after which a figure counts as old; only Japan is in front by older ones"
    inputs = tuple(c[f"scoreboard.{economy}.front"] for economy in ECONOMIES if front[economy])
    return Finding("old", label, Quantity.exact(OLD_AFTER_YEARS, "years"), "a declared choice", inputs)


def answer_after_a_loss(c: Catalogue) -> Finding:
    """Return the answer with one more clear loss; raises `NotKnownError` if it is the same."""
    score = scores(c)[FIRST]
    margin, ahead = int(c.threshold("lead_margin")), int(c.threshold("lead_ahead"))
    losses = len(score.down) + 1
    next_answer = decide(
        front=len(score.front),
        ahead_by=score.ahead_by,
        up=len(score.up),
        down=losses,
        margin=margin,
        ahead=ahead,
    )
    if next_answer is score.answer:
        raise NotKnownError("an answer that one more loss changes")
    label = "The answer with one more clear loss"
    quantity = Quantity.exact(score.ahead_by, "measures")
    inputs = (c["lead.answer"],)
    return Finding("answer", label, quantity, "the rule for the answer", inputs, as_printed=in_quotes(next_answer))


def losses_without_singapore(c: Catalogue) -> Finding:
    """Count Japan's clear losses without Singapore; raises `NotKnownError` if there are as many with it."""
    with_singapore = scores(c)[FIRST].down
    down = board(c).scores(replace(REFERENCE, without="SGP"))[FIRST].down
    if len(down) >= len(with_singapore):
        raise NotKnownError("a loss against Singapore alone")
    label = "Measures in which Japan clearly fell behind the best other, Singapore left out"
    names = join_names(measure_names(down))
    method = f"counted: {names or 'none'}"
    return Finding("losses", label, Quantity.exact(len(down), "measures"), method, (c["lead.lost"],))


def rival_with_robots_credited(c: Catalogue) -> Finding:
    """Return America's answer if robots count as a first place of Japan; raises `NotKnownError` if it is the same."""
    credited = board(c).scores(replace(REFERENCE, credited=(("robots", FIRST),)))["USA"]
    if credited.answer is scores(c)["USA"].answer:
        raise NotKnownError("another answer for the United States")
    label = "The answer for the United States, with robots counted as a first place of Japan"
    quantity = Quantity.exact(credited.ahead_by, "measures")
    inputs = (c["scoreboard.USA.answer"],)
    return Finding("answer", label, quantity, "the rule for the answer", inputs, as_printed=in_quotes(credited.answer))


topic = Topic()
topic.add("lead.answer.holds", holds)
topic.add("lead.answer.turned", name_turns)
topic.add("lead.answer.recent", answer_without_old_figures)
topic.add("lead.answer.next_loss", answer_after_a_loss)
topic.add("lead.first.old", gains_by_old_figures)
topic.add("lead.lost.elsewhere", losses_without_singapore)
topic.add("scoreboard.USA.answer.robots", rival_with_robots_credited)
