"""Templates of sentences: where places stand in them, and that no digit is typed beside these."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Any

from analysis.errors import (
    FEW,
    TemplateError,
    UnknownNameError,
    nearest,
)
from analysis.findings import Catalogue, Finding
from analysis.rendering.lint import names_pattern
from analysis.report.markup import BEFORE_NUMBER, BEHIND_NUMBER

# ----- fitness ---------------------------------------------------------------------------------------------
# Which findings a report may show: those public on its day, as their sources have them, and one under each name.


def refuse_unfit(finding: Finding, known: Finding | None, c: Catalogue) -> None:
    """Refuse a finding that a reader could not follow; `known` is what the report shows under its name already."""
    as_of = c.parameters.as_of
    for leaf in finding.leaves():
        if (leaf.since or date.min) > as_of:
            raise TemplateError(f"{leaf.label} is public since {leaf.since}; this report is as of {as_of}")
        if (row := leaf.observation) and not math.isclose(leaf.value, row.value, rel_tol=1e-9):
            raise TemplateError(f"{leaf.label}: {leaf.text} is not what the source has, {row.printed}")
    if known and known.quantity != finding.quantity:
        hint = 'give one a name of its own, as .named("then.count")'
        raise TemplateError(f"{finding.id} is {known.text} in this report already, and here {finding.text}; {hint}")
    declared = c.known(finding.id).answer if c.declares(finding.id) else finding
    if declared is not finding and getattr(declared, "quantity", None) != finding.quantity:
        what = declared.text if isinstance(declared, Finding) else "not known on this day"
        hint = 'give yours a name of its own, as .named("mine.count")'
        raise TemplateError(f"{finding.id} is the name of another number, {what}; here it is {finding.text}; {hint}")


# ----- sentences -------------------------------------------------------------------------------------------
# The sentences of a cell, as they are typed: a sentence begins on a new line and may go on over several.
#
# A line that ends in a full stop, a question mark or an exclamation mark ends the sentence; one that does not goes on
# in
# the next line. A full stop within a line ends nothing, so that what is to be left out together can stand together. An
# empty line begins a new paragraph.

ENDED = re.compile(r"[.?!][”’»\"')\]*]*$")
"""The end of a sentence at the end of a line, with the quotation mark or bracket that may close behind it."""


class Sentence(str):
    """A template typed in a cell; it knows on which lines of the cell it stands."""

    first: int
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[str], first: int) -> "Sentence":
        """Join lines, the first of which has the number `first` in its cell."""
        made = cls(" ".join(lines))
        made.first = first
        made.starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        return made

    def place(self, offset: int) -> str:
        """Say on which line of the cell one of the letters stands."""
        return f"line {self.first + bisect_right(self.starts, offset) - 1}"


def paragraphs(text: str, first: int = 1) -> list[list[Sentence]]:
    r"""Part a text into paragraphs of sentences; `first` is the number of its first line.

    >>> paragraphs("Red is warm.\nBlue is\ncold. Or not?\n\nSo what.")
    [['Red is warm.', 'Blue is cold. Or not?'], ['So what.']]
    """
    done: list[list[Sentence]] = [[]]
    lines: list[str] = []
    for number, typed in enumerate([*text.splitlines(), ""], first):
        line = typed.strip()
        if line:
            lines.append(line)
        if lines and (not line or ENDED.search(line)):
            done[-1].append(Sentence.of(lines, number - len(lines) + bool(line)))
            lines = []
        if not line and done[-1]:
            done.append([])
    return [paragraph for paragraph in done if paragraph]


def place_sentences(template: str, offset: int) -> str:
    """Say where in its cell a letter of a template stands; of one that was not typed in a cell nothing is known."""
    return template.place(offset) if isinstance(template, Sentence) else ""


# ----- templates -------------------------------------------------------------------------------------------

CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""What stands before the name of a place that prints something else than a number."""

FORM = "(?:[Ww]ords|[1-9])(?: plain)?|plain"
"""The form of a number: in words, with a capital at the beginning of a sentence, or with so many significant digits;
and whether it is plain, which is without a link to its working."""

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
        raise TemplateError(f"{wanted}; given was {template!r:.60}")
    for place in PLACE.finditer(template):
        if place["name"] not in CODES and FORMAT.fullmatch(place["words"] or ""):
            message = f"{place[0]!r} has a format of Python; write {{x:2}} for two significant digits, or {{x:words}}"
            raise TemplateError(message).at(place_sentences(template, place.start()))
    _refuse_typed(template, tuple(names))


@lru_cache(2048)
def _refuse_typed(template: str, names: tuple[str, ...]) -> None:
    shown = _unbracketed(template)
    typed = names_pattern(names).sub(lambda name: "·" * len(name[0]), PLACE.sub(_words_of, shown))
    digits = (at for at, sign in enumerate(typed) if sign.isnumeric() and not sign.isalpha())  # one half is one as well
    if (digit := next(digits, -1)) >= 0:
        own = (
            '; a number of your own is {x} with x=an.number(value, "unit", "its source"), and a name with a digit '
            "stands under [labels] in choices.toml"
        )
        hint = "; a year is that of a figure, as in {x.year} with x=d.figure(…)" if YEAR.search(typed) else own
        message = f"a template may not hold a digit, but a finding in braces: {template!r}{hint}"
        raise TemplateError(message).at(place_sentences(template, digit))
    if brace := re.search(r"[{}]", typed):
        message = f"a brace stands alone in {template!r}; write places as {{name}}"
        raise TemplateError(message).at(place_sentences(template, brace.start()))
    if glued := GLUED.search(shown):
        message = f"{glued[0]!r} in {template!r} would make another number; set a blank, or take a finding of the whole"
        raise TemplateError(message).at(place_sentences(template, glued.start()))


def refuse_marks(sentence: object) -> None:
    """Refuse what is no part of a sentence, such as a link of Markdown or a tag, and say where it belongs."""
    if isinstance(sentence, str) and (found := OTHER_MARKS.search(sentence)):
        message = f"{found[0]!r} would be printed as it stands; a sentence takes *word* and **word**"
        raise TemplateError(f"{message}, and all else belongs in a Markdown cell").at(
            place_sentences(sentence, found.start())
        )


def _unbracketed(template: str) -> str:
    """Blank out the brackets around a number and its words, which print nothing; refuse any others around a place."""
    shown = REACH.sub(rf"{UNSEEN}\1{UNSEEN}", template)
    left = PLACE.sub(_filler, REACH.sub(_filler, template))
    if bracket := ASTRAY.search(BRACKETS.sub(lambda found: " " * len(found[0]), left)):
        message = (
            f"a bracket in {template!r} cannot be read; brackets hold one number in braces, with no words to choose, "
            "and, set off by blanks, plain words that belong to it, as in [{firms.count} firms]; nothing is glued to it"
        )
        raise TemplateError(message).at(place_sentences(template, bracket.end() - 1))
    return shown


def _filler(place: re.Match[str]) -> str:
    return "{" * len(place[0])


def _words_of(place: re.Match[str]) -> str:
    """Blank out a place but for the words to choose from: not the code behind such as entity, nor a name."""
    words = "" if place["name"] in CODES else place["words"] or ""
    return f"{'·' * (len(place[0]) - len(words) - 1)}{words}·" if words else "·" * len(place[0])


# ----- unknown ---------------------------------------------------------------------------------------------
# What may have been meant by a name that nothing has: an indicator, a country, or names that begin alike.

CALCULATED = re.compile(r"[()\[\]]")
"""What a name has not, and Python that calculates has."""


def no_finding(c: Catalogue, name: object, fault: UnknownNameError) -> UnknownNameError:
    """Say what would be right in place of a name that no finding has, at a prompt and in a sentence alike."""
    if isinstance(name, list | tuple | set):
        return UnknownNameError(f"one name is wanted; of several write [d[name] for name in {str(name)[:60]}]")
    if not (more := hint(c, str(name))) and "; " in str(fault):
        return fault
    return UnknownNameError(f"no finding {name!r}{more or '; d.findings or findings.csv lists them all'}")


def named_in_prose(c: Catalogue, name: str, own: Iterable[str]) -> Finding:
    """Return the finding that a place of a sentence names; `own` are the names that the notebook gave to others."""
    try:
        return c[name]
    except UnknownNameError as fault:
        if name.strip() != name:
            raise UnknownNameError(f"{{{name}}} has blanks around a name; write {{{name.strip()}}}") from None
        if re.fullmatch(r"[\d.,]+", name):
            own = f'x = an.number({name.replace(",", "")}, "unit", "its source")'
            raise UnknownNameError(f"{{{name}}} is a typed number; write {own} in a cell before, and {{x}}") from None
        if CALCULATED.search(name):
            message = f"{{{name}}} is more than a name: write x = {name} in a cell before, and {{x}} in the sentence"
            raise UnknownNameError(message) from None
        if "." not in name and (near := nearest(name, own)):
            raise UnknownNameError(f"no finding {name!r}{near}") from None
        raise no_finding(c, name, fault) from None


def hint(c: Catalogue, name: str) -> str:
    """Say what would be right in place of a name that is no finding's: a series, a rate, or the nearest names."""
    evidence = c.evidence
    indicator, _, whose = name.partition(".")
    if indicator in evidence.indicators:
        who, *more = (whose or c.parameters.focus).split(".")
        year = next((it for it in more if it.isdecimal()), "")
        figure = f'd.figure("{indicator}", "{who}"{f", year={year}" if year else ""})'
        series = name.removesuffix(f".{year}")
        return f'; that is a series: take {figure}, d.series("{series}") or d.compare("{indicator}")'
    if name in evidence.rates.pairs(c.study.daily_rates):
        return f'; that is an exchange rate: take d.rate("{indicator}", "{whose}", day) or d.series("{name} mean")'
    return nearest(name, [*c.names, *evidence.claims_judged, *evidence.indicators])


def all_names(c: Catalogue) -> list[str]:
    """Every name that may be meant: of findings, of exchange rates, and of the series of the country in focus."""
    rates = (f"{pair} mean" for pair in c.evidence.rates.pairs(c.study.daily_rates))
    return [*c.names, *rates, *(f"{indicator}.{c.parameters.focus}" for indicator in c.evidence.indicators)]


def patterns(c: Catalogue) -> list[str]:
    """Every name that may be meant for all countries, with braces in place of the one in focus, and the indicators."""
    focus = c.parameters.focus
    names = (name.split(".") for name in all_names(c))
    found = (".".join("{}" if part == focus else part for part in parts) for parts in names if focus in parts)
    return [*dict.fromkeys(found), *c.evidence.indicators]


def other_accounts(c: Catalogue, shown: Any) -> str:
    """Say of which countries chosen a series with braces has nothing, and by whose account there is more of them."""
    told = []
    for indicator, account in re.findall(r"(\w+)\.\{\}(?:\.(\w+))?", " ".join(_series_in(c, shown))):
        known = _known_by_account(c, indicator)
        missing = [it for it in c.parameters.economies if it not in known.get(account, ())]
        others = {said: sum(it in who for it in missing) for said, who in known.items() if said != account}
        best = max(others, key=others.__getitem__, default="")
        if missing and (known.get(account) or others.get(best)):
            told.append(f"nothing of {_few([c.name(it) for it in missing])}")
        if missing and (many := others.get(best)):
            has = "them" if many == len(missing) else f"{many} of them"
            told.append(f"{indicator}.{{}}{f'.{best}' if best else ''} has {has}")
    return "; ".join(dict.fromkeys(told))


def _series_in(c: Catalogue, shown: Any) -> Iterator[str]:
    """Name the series for every country among what is to be shown."""
    if isinstance(shown, str):
        name = f"{shown}.{{}}" if shown in c.evidence.indicators else shown
        if not any(c.declares(name.replace("{}", economy)) for economy in c.evidence.economies):
            yield name
    elif isinstance(shown, Mapping | list | tuple):
        for it in shown.values() if isinstance(shown, Mapping) else shown:
            yield from _series_in(c, it)


def _few(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= FEW else f"{len(names)} others"


def _known_by_account(c: Catalogue, indicator: str) -> dict[str, set[str]]:
    """Return the countries of which there are public figures of an indicator, by account."""
    known: dict[str, set[str]] = {}
    for _, entity, actor, account in c.evidence.keys(indicator):
        if not actor and c.evidence.series(indicator, entity, account=account):
            known.setdefault(account, set()).add(entity)
    return known
