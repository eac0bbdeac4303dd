"""Parse sentence templates: their placeholders, and the rule that no digit is typed."""

import re
from collections.abc import Iterable

from analysis.errors import TemplateError
from analysis.rendering.cross_references import REFERENCE
from analysis.rendering.lint import names_pattern
from analysis.rendering.sentence_syntax import CODES, FORM, PLACEHOLDER

SENTENCE_END = re.compile(r"[.?!][”’»\"')\]*]*$")
"""The end of a sentence at the end of a line, including closing quotation marks and brackets."""

WITHOUT_BRACKETS = r"[^\[\]{}()]*"
"""Words inside a link. No parentheses: by them `markup.ONLY_IN_DATA` knows words that come from the data."""

BRACKETED_PLACEHOLDER = re.compile(
    rf"""
    (?P<bracket> \[ (?P<before>{WITHOUT_BRACKETS}) )?     # the opening bracket in [about {{storks.count}} storks]
    {PLACEHOLDER.pattern}
    (?(bracket) (?P<behind>{WITHOUT_BRACKETS}) \] )       # its closing bracket; none for {{storks.count}} alone
    """,
    re.VERBOSE,
)
"""A placeholder and, if it is in square brackets, the words beside it there, which become part of its link."""

NUMBER_IN_BRACES = rf"\[?\{{[^{{}}:]+(?::(?:{FORM}))?\}}\]?"
GLUED = re.compile(
    rf"""
        {NUMBER_IN_BRACES} \** \w                         # {{storks.count}}k
    |   {NUMBER_IN_BRACES} \** [.,:'’]? \{{               # {{storks.count}}.{{eggs.count}}
    |   (?<![\w}}]) [-‐‑–−+] \** {NUMBER_IN_BRACES}       # -{{storks.count}}, but not pre-{{storks.year}}
    |   [$€£¥₩] \s? \** {NUMBER_IN_BRACES}                # ${{eggs.price}}
    """,
    re.VERBOSE,
)
"""What would change a number in braces: a letter or placeholder right behind it, a sign or currency before it."""


class Sentence(str):
    """A template from a cell, and the line of the cell on which it begins."""

    line: int


def split_paragraphs(text: str, first: int = 1) -> list[list[Sentence]]:
    r"""Split a text into paragraphs of sentences; `first` is the number of its first line.

    A sentence begins on a new line and continues until a line ends in a full stop, a question mark or an exclamation
    mark. A full stop within a line does not end it, so that sentences to be left out together can share a line. An
    empty line begins a new paragraph.

    >>> split_paragraphs("Red is warm.\nBlue is\ncold. Or not?\n\nSo what.")
    [['Red is warm.', 'Blue is cold. Or not?'], ['So what.']]
    """
    paragraphs: list[list[Sentence]] = [[]]
    lines: list[str] = []
    all_lines = [*text.splitlines(), ""]  # the empty line ends the last sentence
    for number, raw_line in enumerate(all_lines, first):
        line = raw_line.strip()
        if line:
            lines.append(line)

        is_end = not line or SENTENCE_END.search(line)
        if lines and is_end:
            sentence = Sentence(" ".join(lines))
            # An empty line ends the sentence on the line before it
            last_line = number if line else number - 1
            sentence.line = last_line - len(lines) + 1
            paragraphs[-1].append(sentence)
            lines = []

        if not line and paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def finding_names(template: str) -> list[str]:
    """Return the names of the findings in a template, each once.

    >>> finding_names("{entity:AVO} has {a.b} and {c.d:more|less}, {a.b}")
    ['a.b', 'c.d']
    """
    names = [place["name"] for place in PLACEHOLDER.finditer(template)]
    return list(dict.fromkeys(name for name in names if name not in CODES))


def check_template(template: str, names: Iterable[str] = ()) -> None:
    """Raise `TemplateError` for a typed digit, a lone brace, or a number that what is beside it would change.

    `names` may hold digits.
    """
    # What remains are the words that the author typed: without placeholders, references, whose labels may hold a digit,
    # and names. The names come last, as a placeholder may hold one: {firms.G7.count}
    text = PLACEHOLDER.sub(_typed_words, template)
    text = REFERENCE.sub("", text)
    text = names_pattern(tuple(names)).sub("", text)

    if any(sign.isnumeric() and not sign.isalpha() for sign in text):  # includes ½, but not 三 as in 三菱
        hint = (
            'a finding in braces, such as {x.year} or {x} with x=an.number(value, "unit", "its source"), '
            "or a name under [labels] in choices.toml or among the names in article.toml"
        )
        raise TemplateError(f"a template may not hold a digit, only {hint}: {template!r}")
    if re.search(r"[{}]", text):
        raise TemplateError(f"a brace stands alone in {template!r}; write placeholders as {{name}}")

    glued = GLUED.search(template)
    if glued:
        raise TemplateError(f"{glued[0]!r} in {template!r} would read as another number; put a space between")


def _typed_words(place: re.Match[str]) -> str:
    """Return the words to choose from in a placeholder, or an ellipsis for what is filled in.

    With nothing in its place, the typed digit of `G{x.share}7` would pass as part of the name G7.
    """
    if place["name"] in CODES:
        return "…"
    return place["choices_or_code"] or "…"
