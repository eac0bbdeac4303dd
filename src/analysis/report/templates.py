"""Parse the templates of sentences: their placeholders, and the rule that nobody types a digit."""

import re
from collections.abc import Iterable

from analysis.errors import TemplateError
from analysis.rendering.lint import names_pattern

ENDED = re.compile(r"[.?!][”’»\"')\]*]*$")
"""The end of a sentence at the end of a line, with the quotation mark or bracket that may close behind it."""


class Sentence(str):
    """A template typed in a cell, and the line of the cell on which it begins."""

    line: int


def paragraphs(text: str, first: int = 1) -> list[list[Sentence]]:
    r"""Split a text into paragraphs of sentences; `first` is the number of its first line.

    A sentence begins on a new line and goes on until a line ends in a full stop, a question mark or an exclamation
    mark. A full stop within a line ends nothing, so that what is to be left out together can stand together. An empty
    line begins a new paragraph.

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
            sentence = Sentence(" ".join(lines))
            sentence.line = number - len(lines) + bool(line)
            done[-1].append(sentence)
            lines = []
        if not line and done[-1]:
            done.append([])
    return [paragraph for paragraph in done if paragraph]


CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""What stands before the name in a placeholder that prints something else than a number."""

FORM = "(?:[Ww]ords|[1-9])(?: plain)?|plain"
"""The form of a number: in words, with a capital at the beginning of a sentence, or with so many significant digits;
and whether it is plain, which is without a link to its working."""

PLACE = re.compile(rf"\{{(?P<name>[^{{}}:]+)(?::(?:(?P<form>{FORM})|(?P<words>[^{{}}]*)))?\}}")
"""A placeholder."""

WORDS = r"[^\[\]{}()]*"
REACHING = re.compile(rf"(?P<reach>\[(?P<before>{WORDS}))?{PLACE.pattern}(?(reach)(?P<behind>{WORDS})\])")
"""A placeholder, and in square brackets around it the words that its link takes in."""

NUMBER = rf"\[?\{{[^{{}}:]+(?::(?:{FORM}))?\}}\]?"
GLUED = re.compile(rf"{NUMBER}\**(?:\w|[.,:'’]?\{{)|(?<![\w}}])[-‐‑–−+]\**{NUMBER}|[$€£¥₩]\s?\**{NUMBER}")
"""What makes another number of one in braces: a letter or a placeholder right behind it, a sign or currency before."""


def numbers_in(template: str) -> list[str]:
    """Name the findings that stand in a template, each once.

    >>> numbers_in("{entity:AVO} has {a.b} and {c.d:more|less}, {a.b}")
    ['a.b', 'c.d']
    """
    return list(dict.fromkeys(place["name"] for place in PLACE.finditer(template) if place["name"] not in CODES))


def refuse_typed(template: str, names: Iterable[str] = ()) -> None:
    """Raise `TemplateError` for a digit or a lone brace in what is typed; `names` may hold digits."""
    typed = names_pattern(tuple(names)).sub("", PLACE.sub(_choices, template))
    if any(sign.isnumeric() and not sign.isalpha() for sign in typed):  # one half is one as well
        hint = (
            'a finding in braces, such as {x.year} or {x} with x=an.number(value, "unit", "its source"), '
            "or a name under [labels] in choices.toml or among the names in article.toml"
        )
        raise TemplateError(f"a template may not hold a digit, only {hint}: {template!r}")
    if re.search(r"[{}]", typed):
        raise TemplateError(f"a brace stands alone in {template!r}; write placeholders as {{name}}")
    if glued := GLUED.search(template):
        raise TemplateError(f"{glued[0]!r} in {template!r} would read as another number; put a space between")


def _choices(place: re.Match[str]) -> str:
    return "…" if place["name"] in CODES else place["words"] or "…"
