"""Sentences made from findings: numbers and comparative words come from the evidence, never from the keyboard.

A template names findings in braces, and a template that holds a digit is refused:

- `{imd.JPN.rank}` prints the number and links it to its working;
- `{subsidy.ratio.DEU.mof:more|as much|less}` prints the word that the number and its bounds allow: the first
  if it lies above one (a ratio) or zero (anything else), the last if below, the middle one if neither;
- `{phrase:denominator}` prints how a parameter is called in a sentence;
- `@` in a name stands for the country in focus: `{imd.@.rank}`, `{entity:@}`;
- `{verdict:C04}` prints a verdict, `{entity:KOR}` a country inside a sentence, `{name:KOR}` its bare name,
  `{label:H10}` a name that holds a digit, and `{statement:C04}` a claim in our own words.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from analysis.errors import AnalysisError, nearest
from analysis.evidence import NotKnown
from analysis.exhibits.trace import in_short
from analysis.findings import Catalogue, Finding, Outcome, Verdict

T = TypeVar("T")

CODES = ("verdict", "entity", "name", "label", "statement", "phrase")
PLACE = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")


class DigitInTemplate(AnalysisError, ValueError):
    """A template holds a digit; numbers have to come from findings, names with digits from labels."""


class UnknownPlace(AnalysisError, ValueError):
    """A template asks for something that no place stands for; the message names it."""


@dataclass(frozen=True, slots=True)
class Markup:
    """How one output format writes a link, a choice, a name that holds a digit, a mark and plain text."""

    link: Callable[[str, str, str], str]
    follows: Callable[[str, dict[str, str]], str]
    label: Callable[[str], str]
    verdict: Callable[[Outcome], str]
    escape: Callable[[str], str]


def _escape_markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]{}<>#|~@])", r"\\\1", text.replace("&", "&amp;"))


def _slug(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "-")


def _html_verdict(outcome: Outcome) -> str:
    return f'<span class="verdict verdict-{_slug(outcome)}">{outcome.value}</span>'


def _title(lines: str) -> str:
    return f' title="{_lines(lines)}"' if lines else ""


def _lines(lines: str) -> str:
    """Write what hovering shows: line ends survive as they are read by browsers, and Markdown takes them as text."""
    return "&#10;".join(html.escape(" ".join(line.split())) for line in lines.splitlines())


def _label(text: str) -> str:
    """Mark a name of the data that holds a digit, so that nobody takes it for a number typed by hand."""
    return f'<span class="label">{text}</span>' if re.search(r"\d", text) else text


def _follows(text: str, choice: dict[str, str]) -> str:
    """Mark what follows a reader's choice: a link keeps its tag, other words get one."""
    marks = "".join(f' data-{name}="{html.escape(value)}"' for name, value in choice.items())
    return text.replace("<a", f"<a{marks}", 1) if text.startswith("<a ") else f"<span{marks}>{text}</span>"


def _unmarked(text: str, _choice: dict[str, str]) -> str:
    return text


HTML = Markup(
    follows=_follows,
    link=lambda text, target, title: f'<a href="#{html.escape(target)}"{_title(title)}>{html.escape(text)}</a>',
    label=lambda text: _label(html.escape(text, quote=False)),
    verdict=_html_verdict,
    escape=lambda text: html.escape(text, quote=False),
)
MARKDOWN = Markup(
    follows=_unmarked,
    link=lambda text, target, title: f'[{_escape_markdown(text)}](#{target} "{_lines(title)}")',
    label=lambda text: _label(_escape_markdown(text)),
    verdict=_html_verdict,
    escape=_escape_markdown,
)
PLAIN = Markup(
    follows=_unmarked,
    link=lambda text, _target, _title: text,
    label=str,
    verdict=lambda outcome: outcome.value,
    escape=str,
)


def for_jupyter(page: str) -> str:
    """Keep JupyterLab from reading dollar signs as mathematics and from setting lists of terms side by side.

    Our own exporters drop these styles.
    """
    page = re.sub(r"^<(\w+)(?: class=\"([^\"]*)\")?", _no_mathematics, page)
    return re.sub(r"<(dt|dd)\b", r'<\1 style="float:none;width:auto;text-align:left"', page)


def _no_mathematics(tag: re.Match[str]) -> str:
    return f'<{tag[1]} class="{f"{tag[2]} " if tag[2] else ""}mathjax_ignore tex2jax_ignore"'


def anchor(finding: Finding) -> str:
    """Return the name of the entry in *Workings* that explains a finding: one for each figure from a source."""
    return f"f-{finding.figure}"


class Writer:
    """Fill templates from the findings and verdicts of one report, and remember which findings were used."""

    def __init__(self, catalogue: Catalogue, verdicts: dict[str, Verdict]) -> None:
        self.catalogue = catalogue
        self.verdicts = verdicts
        self.used: dict[str, Finding] = {}
        self.aliases: dict[str, None] = {}
        self.cited: set[str] = set()

    def fill(self, template: str, markup: Markup) -> str:
        """Return a template with every place filled.

        Raises `NotKnown` when a finding was not public yet, `UnknownFinding` for a name that no rule
        computes, `UnknownPlace` for any other place that nothing can be put in, and `DigitInTemplate` when the
        template holds a digit.
        """
        if re.search(r"\d", PLACE.sub(_words_of, template)):
            raise DigitInTemplate(f"a template may not hold a digit: {template!r}")
        parts = PLACE.split(template)
        if any(brace in part for part in parts[::3] for brace in "{}"):
            raise UnknownPlace(f"a brace stands alone in {template!r}; write places as {{imd.JPN.rank}}")
        filled = [markup.escape(part) if markup is not MARKDOWN else part for part in parts[::3]]
        places = [self._place(name, words, markup) for name, words in zip(parts[1::3], parts[2::3], strict=True)]
        return "".join(text for pair in zip(filled, [*places, ""], strict=True) for text in pair)

    def sentences(self, templates: Iterable[str], markup: Markup) -> str:
        """Fill sentences one after the other; a sentence whose evidence was not public yet is left out."""
        done = []
        for template in templates:
            try:
                done.append(self.fill(template, markup))
            except NotKnown:
                continue
        return " ".join(done)

    def number(self, finding: Finding, markup: Markup) -> str:
        """Write one number with a link to its working."""
        self.use(finding)
        link = markup.link(finding.text, anchor(finding), in_short(finding, self.catalogue.evidence))
        return markup.follows(link, {"alias": finding.alias}) if finding.alias else link

    def grounds(self, verdict: Verdict, markup: Markup) -> str:
        """Name the evidence on which a computed verdict rests: what speaks for the claim, and what against it."""
        sides = (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against))
        told = [
            f"{word}: " + ", ".join(f"{self.number(f, markup)} ({markup.label(f.label)})" for f in found) + "."
            for word, found in sides
            if found
        ]
        return " ".join(told)

    def use(self, *findings: Finding) -> None:
        """Remember that findings were shown, so that *Sources and workings* explains them, with what may be chosen."""
        for finding in findings:
            self.used.setdefault(finding.id, finding)
            if finding.alias:
                self.aliases.setdefault(finding.alias)
                _, options = self.catalogue.alternatives[finding.alias]
                known = (self.catalogue[name] for name in options.values() if name in self.catalogue)
                self.used |= {other.id: other for other in known if other.id not in self.used}

    def _place(self, name: str, words: str | None, markup: Markup) -> str:
        evidence, focus = self.catalogue.evidence, self.catalogue.parameters.focus
        match name.replace("@", focus), words and words.replace("@", focus):
            case "verdict", str(claim_id):
                return markup.verdict(_of(self.verdicts, claim_id, "verdict").outcome)
            case "entity" | "name" as code, str(entity):
                names = _of(evidence.entities, entity, "entity")
                return markup.label(names["name_in_prose" if code == "entity" else "name"])
            case "label", str(label):
                return markup.label(_of(evidence.choices["labels"], label, "label"))
            case "statement", str(claim_id):
                return self.fill(_of(evidence.claims, claim_id, "claim")["statement"], markup)
            case "phrase", str(parameter):
                phrases = _of(evidence.choices["phrases"], parameter, "phrase")
                value = getattr(self.catalogue.parameters, parameter)
                return markup.follows(markup.label(_of(phrases, value, "phrase")), {"phrase": parameter})
            case finding_id, None:
                return self.number(self.catalogue[finding_id], markup)
            case finding_id, str(options):
                finding = self.catalogue[finding_id]
                word = markup.escape(choose(finding, options.split("|")))
                if not finding.alias:
                    return word
                self.use(finding)
                return markup.follows(word, {"alias": finding.alias, "words": options})
        raise UnknownPlace(f"nothing to put for {{{name}:{words}}}")


def _of(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        raise UnknownPlace(f"no {what} {name!r}{nearest(name, table)}")
    return table[name]


def _words_of(place: re.Match[str]) -> str:
    """Return the words a place could print: those to choose from, but not the code of a country or claim."""
    return "" if place[1] in CODES else place[2] or ""


def choose(finding: Finding, options: list[str]) -> str:
    """Choose the comparative word that a finding allows: above, near or below one (a ratio) or zero (the rest)."""
    if len(options) not in (2, 3):
        raise UnknownPlace(f"{'|'.join(options)!r}: a choice has two words or three, as in more|as much|less")
    above, near, below = options if len(options) == 3 else (options[0], *options)
    return (above, near, below)[side(finding)]


def side(finding: Finding) -> int:
    """Say on which side of one (a ratio) or zero (the rest) a finding lies: 0 above, 1 neither, 2 below."""
    pivot = 1.0 if finding.quantity.unit == "ratio" else 0.0
    if finding.quantity.low > pivot:
        return 0
    return 2 if finding.quantity.high < pivot else 1
