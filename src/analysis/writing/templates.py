"""Parse sentence templates: their placeholders, and the rule that no digit is typed."""

import re
from collections.abc import Iterable

from analysis.errors import TemplateError
from analysis.rendering.lint import names_pattern
from analysis.rendering.placeholders import CODES, FORM, PLACE

ENDED = re.compile(r"[.?!][”’»\"')\]*]*$")
"""The end of a sentence at the end of a line, including closing quotation marks and brackets."""


class Sentence(str):
    """A template from a cell, and the line of the cell on which it begins."""

    line: int


def paragraphs(text: str, first: int = 1) -> list[list[Sentence]]:
    r"""Split a text into paragraphs of sentences; `first` is the number of its first line.

    A sentence begins on a new line and continues until a line ends in a full stop, a question mark or an exclamation
    mark. A full stop within a line does not end it, so that sentences to be left out together can share a line. An
    empty line begins a new paragraph.

    >>> paragraphs("Red is warm.\nBlue is\ncold. Or not?\n\nSo what.")
    [['Red is warm.', 'Blue is cold. Or not?'], ['So what.']]
    """
    result: list[list[Sentence]] = [[]]
    lines: list[str] = []
    for number, raw in enumerate([*text.splitlines(), ""], first):
        line = raw.strip()
        if line:
            lines.append(line)
        if lines and (not line or ENDED.search(line)):
            sentence = Sentence(" ".join(lines))
            sentence.line = number - len(lines) + bool(line)
            result[-1].append(sentence)
            lines = []
        if not line and result[-1]:
            result.append([])
    return [paragraph for paragraph in result if paragraph]


WORDS = r"[^\[\]{}()]*"
REACHING = re.compile(rf"(?P<reach>\[(?P<before>{WORDS}))?{PLACE.pattern}(?(reach)(?P<behind>{WORDS})\])")
"""A placeholder, with the words in square brackets around it that become part of its link."""

NUMBER = rf"\[?\{{[^{{}}:]+(?::(?:{FORM}))?\}}\]?"
GLUED = re.compile(rf"{NUMBER}\**(?:\w|[.,:'’]?\{{)|(?<![\w}}])[-‐‑–−+]\**{NUMBER}|[$€£¥₩]\s?\**{NUMBER}")
"""What would change a number in braces: a letter or placeholder right behind it, a sign or currency before it."""


def numbers_in(template: str) -> list[str]:
    """Return the names of the findings in a template, each once.

    >>> numbers_in("{entity:AVO} has {a.b} and {c.d:more|less}, {a.b}")
    ['a.b', 'c.d']
    """
    return list(dict.fromkeys(place["name"] for place in PLACE.finditer(template) if place["name"] not in CODES))


def refuse_typed(template: str, names: Iterable[str] = ()) -> None:
    """Raise `TemplateError` for a typed digit or a lone brace; `names` may hold digits."""
    text = names_pattern(tuple(names)).sub("", REFERENCE.sub("", PLACE.sub(_choices, template)))
    if any(sign.isnumeric() and not sign.isalpha() for sign in text):  # includes ½
        hint = (
            'a finding in braces, such as {x.year} or {x} with x=an.number(value, "unit", "its source"), '
            "or a name under [labels] in choices.toml or among the names in article.toml"
        )
        raise TemplateError(f"a template may not hold a digit, only {hint}: {template!r}")
    if re.search(r"[{}]", text):
        raise TemplateError(f"a brace stands alone in {template!r}; write placeholders as {{name}}")
    if glued := GLUED.search(template):
        raise TemplateError(f"{glued[0]!r} in {template!r} would read as another number; put a space between")


REFERENCE = re.compile(r"@(?:fig|tbl)-\w[\w-]*")
"""A reference to a figure or table, whose label may hold a digit."""


def _choices(place: re.Match[str]) -> str:
    return "…" if place["name"] in CODES else place["words"] or "…"
