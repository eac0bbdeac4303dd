"""Templates of sentences: where places stand in them, and that no digit is typed beside these."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from analysis.errors import AnalysisError
from analysis.exhibits.sentences import place as place_of
from analysis.rendering.references import astray
from analysis.rendering.words import BEFORE_NUMBER, BEHIND_NUMBER, any_of

CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""What stands before the name of a place that prints something else than a number."""

FORM = "[Ww]ords|[1-9]"
"""The form of a number: in words, with a capital at the beginning of a sentence, or with so many significant digits."""

PLACE = re.compile(rf"\{{(?P<name>[^{{}}:]+)(?::(?:(?P<form>{FORM})|(?P<words>[^{{}}]*)))?\}}")
NUMBER = rf"\{{[^{{}}:]+(?::(?:{FORM}))?\}}"

FORMAT = re.compile(r"(?=.*[\d<>=^+,.%])[<>=^+\-]?[\d,.]*[a-z%]?")
"""A format of Python, such as .1f."""

REACHING = re.compile(rf"(?P<reach>\[(?P<before>[^\[\]{{}}]*))?{PLACE.pattern}(?(reach)(?P<behind>[^\[\]{{}}]*)\])")
"""A place, and in square brackets around it the words that its link takes in."""

REACH = re.compile(rf"\[(?!\{{[^{{}}]*\}}\])({BEFORE_NUMBER}{NUMBER}{BEHIND_NUMBER})\](?!\()")
BRACKETS = re.compile(r"\[[^\[\]{}]*\]")
"""Brackets around typed words alone are no more than brackets."""

ASTRAY = re.compile(r"\[(?=[^\]]*\{)|(?<=\{)[^\[]*?\]")
"""A bracket that opens before a place and does not close in time, or closes behind one and has not opened."""

UNSEEN = "\u2060"
"""What takes the place of a bracket, so that all others keep theirs."""

YEAR = re.compile(r"\b(?:1[5-9]|2[01])\d\d\b")

MARKS = rf"[*{UNSEEN}]*"
GLUED = re.compile(
    rf"{NUMBER}{MARKS}(?:\w|[.,:'’]?\{{)|(?<!\w)[-−+]{MARKS}{NUMBER}|(?<![\w}}])[‐‑–]{MARKS}{NUMBER}"
    rf"|[$€£¥₩]\s?{MARKS}{NUMBER}"
)
"""What makes another number of one in braces: a letter or a place right behind it, a sign or a currency before it."""

OTHER_MARKS = re.compile(r"!?\[[^\[\]]+\]\([^()\s]+\)|</?[a-zA-Z][^<>]*>|`[^`]+`|\A#+ .{,40}")
"""Links, pictures, code and headings of Markdown, and tags: a sentence would print them as they are typed."""


class DigitInTemplate(AnalysisError, ValueError):
    """A template holds a digit; numbers have to come from findings, names with digits from the settings."""


class UnknownPlace(AnalysisError, ValueError):
    """A template asks for something that no place stands for; the message names it."""


def numbers_in(template: str) -> list[str]:
    """Name the findings that stand in a template, each once.

    >>> numbers_in("{entity:AVO} has {a.b} and {c.d:more|less}, {a.b}")
    ['a.b', 'c.d']
    """
    return list(dict.fromkeys(place["name"] for place in PLACE.finditer(template) if place["name"] not in CODES))


def refuse_faults(template: object, names: Iterable[str] = ()) -> None:
    """Refuse digits and lone braces in what is typed and in the words to choose from; `names` may hold digits."""
    if not isinstance(template, str):
        wanted = "a sentence, title or caption is words in quotation marks, with findings in braces"
        raise UnknownPlace(f"{wanted}; given was {template!r:.60}")
    for place in PLACE.finditer(template):
        if place["name"] not in CODES and FORMAT.fullmatch(place["words"] or ""):
            message = f"{place[0]!r} has a format of Python; write {{x:2}} for two significant digits, or {{x:words}}"
            raise UnknownPlace(message).at(place_of(template, place.start()))
    _refuse_typed(template, tuple(names))


@lru_cache(2048)
def _refuse_typed(template: str, names: tuple[str, ...]) -> None:
    shown = _unbracketed(template)
    typed = any_of(names).sub(lambda name: "·" * len(name[0]), PLACE.sub(_words_of, shown))
    digits = (at for at, sign in enumerate(typed) if sign.isnumeric() and not sign.isalpha())  # one half is one as well
    if (digit := next(digits, -1)) >= 0:
        own = (
            '; a number of your own is {x} with x=an.number(value, "unit", "its source"), and a name with a digit '
            "stands under [labels] in choices.toml"
        )
        hint = "; a year is that of a figure, as in {x.year} with x=d.figure(…)" if YEAR.search(typed) else own
        message = f"a template may not hold a digit, but a finding in braces: {template!r}{hint}"
        raise DigitInTemplate(message).at(place_of(template, digit))
    if brace := re.search(r"[{}]", typed):
        message = f"a brace stands alone in {template!r}; write places as {{name}}"
        raise UnknownPlace(message).at(place_of(template, brace.start()))
    if glued := GLUED.search(shown):
        message = f"{glued[0]!r} in {template!r} would make another number; set a blank, or take a finding of the whole"
        raise UnknownPlace(message).at(place_of(template, glued.start()))


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


def _words_of(place: re.Match[str]) -> str:
    """Blank out a place but for the words to choose from: not the code behind such as entity, nor a name."""
    words = "" if place["name"] in CODES else place["words"] or ""
    return f"{'·' * (len(place[0]) - len(words) - 1)}{words}·" if words else "·" * len(place[0])
