"""Templates of sentences: where places stand in them, and what may not be typed beside these."""

import re
from collections.abc import Collection
from functools import lru_cache

from analysis.errors import AnalysisError
from analysis.exhibits.sentences import place as place_of
from analysis.rendering.measuring import BEFORE_NUMBER, BEHIND_NUMBER, MEASURE, as_read, glue, mixed, refusal
from analysis.rendering.references import astray

CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""What stands before the name of a place that prints something else than a number."""

PLACE = re.compile(r"\{(?P<name>[^{}:]+)(?::(?P<words>[^{}]*))?\}")

FORM = re.compile(rf"\{{(?!(?:{'|'.join(CODES)}):)[^{{}}:]*:(?=[^{{}}]*[\d<>=^+,.%])[<>=^+\-]?[\d,.]*[a-z%]?\}}")
"""A number with a form as in Python, such as .1f."""

REACHING = re.compile(rf"(?P<reach>\[(?P<before>[^\[\]{{}}]*))?{PLACE.pattern}(?(reach)(?P<behind>[^\[\]{{}}]*)\])")
"""A place, and in square brackets around it the words that its link takes in."""

REACH = re.compile(rf"\[(?!\{{[^{{}}]*\}}\])({BEFORE_NUMBER}\{{[^{{}}:]+\}}{BEHIND_NUMBER})\](?!\()")
BRACKETS = re.compile(r"\[[^\[\]{}]*\]")
"""Brackets around typed words alone are no more than brackets."""

ASTRAY = re.compile(r"\[(?=[^\]]*\{)|(?<=\{)[^\[]*?\]")
"""A bracket that opens before a place and does not close in time, or closes behind one and has not opened."""

UNSEEN = "\u2060"
"""What takes the place of a bracket, so that all others keep theirs."""

OF_UNIT = re.compile(r"(?:thousand|illion)s\b")
"""What measures, unless it was to say in which unit the numbers of a figure are."""

YEAR = re.compile(r"\b(?:1[5-9]|2[01])\d\d\b")

GLUED = glue(r"\{", r"[^{}:]+\}")


OTHER_MARKS = re.compile(r"!?\[[^\[\]]+\]\([^()\s]+\)|</?[a-zA-Z][^<>]*>|`[^`]+`|\A#+ .{,40}")
"""Links, pictures, code and headings of Markdown, and tags: a sentence would print them as they are typed."""


class DigitInTemplate(AnalysisError, ValueError):
    """A template holds a digit; numbers have to come from findings, names with digits from labels."""


class MeasureInTemplate(AnalysisError, ValueError):
    """A template measures in words; these are numbers, too, and have to come from findings."""


class UnknownPlace(AnalysisError, ValueError):
    """A template asks for something that no place stands for; the message names it."""


def numbers_in(template: str) -> list[str]:
    """Name the findings that stand in a template, each once.

    >>> numbers_in("{entity:AVO} has {a.b} and {c.d:more|less}, {a.b}")
    ['a.b', 'c.d']
    """
    return list(dict.fromkeys(place["name"] for place in PLACE.finditer(template) if place["name"] not in CODES))


def refuse_faults(template: object) -> None:
    """Refuse digits, lone braces and words that measure, in what is typed and in the words that a place could print."""
    if not isinstance(template, str):
        wanted = "a sentence, title or caption is words in quotation marks, with findings in braces"
        raise UnknownPlace(f"{wanted}; given was {template!r:.60}")
    if form := FORM.search(template):
        message = f"{form[0]!r} takes no form behind the colon; how many digits are printed follows from the bounds"
        raise UnknownPlace(message).at(place_of(template, form.start()))
    _refuse_typed(template)


@lru_cache(2048)
def _refuse_typed(template: str) -> None:
    shown = _unbracketed(template)
    typed = PLACE.sub(_words_of, shown)
    digits = (at for at, sign in enumerate(typed) if sign.isnumeric() and not sign.isalpha())  # one half is one as well
    if (digit := next(digits, -1)) >= 0:
        own = '; a number of your own is {x} with x=an.number(value, "unit", "its source")'
        hint = "; a year is that of a figure, as in {x.year} with x=d.figure(…)" if YEAR.search(typed) else own
        message = f"a template may not hold a digit, but a finding in braces: {template!r}{hint}"
        raise DigitInTemplate(message).at(place_of(template, digit))
    if brace := re.search(r"[{}]", typed):
        message = f"a brace stands alone in {template!r}; write places as {{name}}"
        raise UnknownPlace(message).at(place_of(template, brace.start()))
    if glued := GLUED.search(_plain(shown)):
        message = f"{glued[0]!r} in {template!r} would make another number; set a blank, or take a finding of the whole"
        raise UnknownPlace(message).at(_where(template, shown, glued))
    if word := mixed(typed):
        message = f"{word!r} mixes letters of several alphabets that look alike; type it in one"
        raise MeasureInTemplate(message).at(place_of(template, 0))
    if measure := MEASURE.search(_plain(typed)):
        hint = "; the unit of a figure is printed by itself: leave it out of the title" * bool(
            OF_UNIT.search(measure[0])
        )
        raise MeasureInTemplate(refusal(measure[0]) + hint).at(_where(template, typed, measure))


def refuse_astray(template: str, labels: Collection[str]) -> None:
    """Refuse what was to lead to a figure or table and does not begin as a label does; other words with @ pass."""
    if "@" in template and (fault := astray(PLACE.sub("·", template), labels)):
        raise UnknownPlace(fault).at(place_of(template, template.find(fault.split()[0])))


def refuse_marks(sentence: object) -> None:
    """Refuse what is no part of a sentence, such as a link of Markdown or a tag, and say where it belongs."""
    if isinstance(sentence, str) and (found := OTHER_MARKS.search(sentence)):
        message = f"{found[0]!r} would be printed as it stands; a sentence takes *word* and **word**"
        raise UnknownPlace(f"{message}, and all else belongs in a Markdown cell").at(place_of(sentence, found.start()))


def _unbracketed(template: str) -> str:
    """Blank out the brackets around a number and its words, which print nothing; refuse any others around a place."""
    shown = REACH.sub(rf"{UNSEEN}\1{UNSEEN}", template)
    left = PLACE.sub(_filler, REACH.sub(_filler, template))
    if bracket := ASTRAY.search(BRACKETS.sub(lambda found: " " * len(found[0]), left)):
        message = (
            f"a bracket in {template!r} cannot be read; brackets hold one number in braces, with no words to choose, "
            "and, set off by blanks, plain words that belong to it, as in [{firms.count} firms]; nothing is glued to it"
        )
        raise UnknownPlace(message).at(place_of(template, bracket.end() - 1))
    return shown


def _filler(place: re.Match[str]) -> str:
    return "{" * len(place[0])


def _plain(text: str) -> str:
    """Return a text as a reader sees it, without what only makes words lean or bold."""
    return as_read(text).replace("*", "")


def _where(template: str, typed: str, found: re.Match[str]) -> str:
    """Say where something stands that was found in the plain text of what is typed."""
    return place_of(template, next(end for end in range(len(typed)) if len(_plain(typed[: end + 1])) > found.start()))


def _words_of(place: re.Match[str]) -> str:
    """Blank out a place but for the words to choose from: not the code behind such as entity, nor a name."""
    words = "" if place[1] in CODES else place[2] or ""
    return f"{'·' * (len(place[0]) - len(words) - 1)}{words}·" if words else "·" * len(place[0])
