"""Fill sentence templates: numbers and comparative words come from findings and are never typed.

A template names findings in braces. It may hold no digit, except in a name listed under [labels] in `choices.toml`: G7.

- `{firms.count}` prints the number and links it to its working; so does `{x}` with a finding of the author's own,
  passed as `say("… {x} …", x=…)`, or a variable of the notebook in a cell of prose;
- `{firms.share:words}` prints it in words if its bounds allow ("about a third", "twice", "seven"), `:Words` with a
  capital, and `{firms.share:2}` prints two significant digits;
- `{firms.count:plain}` prints the number without a link and without a working unless it is linked elsewhere; so do
  `{firms.count:words plain}` and `{firms.share:2 plain}`. Dates, months and years are always plain in sentences and
  captions; in a table every number is linked;
- `[{firms.count} firms]` makes the words in brackets part of the number's link;
- `{firms.count.year}` prints the year of a figure;
- `{firms.ratio:more|as much|less}` prints the word that the bounds allow: the first if the number is above one (a
  ratio) or zero (anything else), the last if below, the middle one if neither;
- `{phrase:denominator}` prints the phrase for a parameter's value;
- `@` in a name stands for the entity in focus: `{firms.@.count}`, `{entity:@}`;
- `{verdict:NAME}` prints the verdict on a claim, linked to its card, and since when later figures put the claim in
  doubt or cleared it, `{statement:NAME}` the claim in our own words,
  `{title:NAME}` its short title, `{entity:NAME}` an entity inside a sentence, `{name:NAME}` its bare name, and
  `{label:NAME}` a label of `choices.toml`;
- `*word*` and `**word**` emphasise, and `@fig-LABEL` or `@tbl-LABEL`, best in parentheses, links to a figure or table.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from analysis.errors import AnalysisError, NotKnownError, TemplateError, nearest
from analysis.findings.arithmetic import year_of
from analysis.findings.diff import CLOCK
from analysis.findings.finding import as_finding, in_brackets, own_marked, own_said
from analysis.findings.quantity import CURRENCIES, SYMBOLS
from analysis.rendering.placeholders import PLACE
from analysis.writing.markup import HTML, PLAIN, Markup, fit_label, for_jupyter
from analysis.writing.templates import REACHING, Sentence, refuse_typed
from analysis.writing.trace import evidence_label, in_short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.findings import Catalogue, Finding, Verdict

__all__ = ["HTML", "PLAIN", "TYPED", "Markup", "Writer", "anchor", "choose", "for_jupyter"]

T = TypeVar("T")

YEARS = range(1500, 2200)

PLAIN_FORM = "plain"
"""The end of the form of a number without a link."""

MOST_EVIDENCE = 3
"""Findings named in a card on each side of a verdict; verdicts.csv names all."""

TYPED = ("statement", "title", "context", "caveat")
"""The columns of `claims.csv` that hold sentence templates."""

UNIT_WORDS = {
    "points": "(?:per ?cent(?:age)? |%[ -]?)?points",
    "ratio": "times",
    **{unit: unit for unit in ("years", "weeks", "days")},
    **{code: f"{name}s?" for code, name in CURRENCIES.items()},
}
"""Patterns for a unit behind a number."""

SUITABLE = {"points": {"index"}, "years": {"year", "date"}, "days": {"date"}, "USD": {"INTUSD"}}
"""Other units that a unit's name may also follow."""

SCALE = r"(?:(?:current|constant|nominal|real) )?(?:(?:thousand|million|billion|trillion)s?(?: of)? )?(?:U\.?S\.? )?"
NEXT = rf"(?:\s+|[-‐‑]){SCALE}(?!points (?:to|at|out|towards?)\b)(?:{{0}})(?!\w)"
BEHIND = {
    unit: re.compile(NEXT.format("|".join([words, unit, re.escape(SYMBOLS.get(unit, unit))])), re.IGNORECASE)
    for unit, words in UNIT_WORDS.items()
}
CODE_BEFORE = re.compile(rf"(?<!\w)({'|'.join(SYMBOLS)}|(?i:US\$))\s*$")


def refuse_unit_beside(place: re.Match[str], finding: Finding) -> None:
    """Raise `TemplateError` if the word right behind a number, or a currency code before it, names another unit.

    Legitimate uses pass: "in 2017 dollars", "3.4 dollars for each", "7 won a prize", "counted 7 times".
    """
    unit = finding.quantity.unit
    if unit in ("", *CLOCK):
        return
    is_money = unit.partition(" per ")[0] in SYMBOLS
    own = {unit, *unit.split(" per "), *(SYMBOLS if unit == "ratio" else ())} | (
        set() if is_money else {"KRW", "ratio"}
    )
    behind = place.string[place.string.index("}", place.end("name")) + 1 :].replace("*", "")
    units = {unit: f"{finding.text}{it[0]}" for unit, pattern in BEHIND.items() if (it := pattern.match(behind))}
    if is_money and (code := CODE_BEFORE.search(place.string[: place.start("name") - 1])):
        units["USD" if "$" in code[1] else code[1]] = f"{code[0]}{finding.text}"
    for other, words in units.items():
        if own.isdisjoint({other, *SUITABLE.get(other, ())}):
            raise TemplateError(f"this would read {words!r}, but the unit is {unit}; leave out the other unit")


def anchor(finding: Finding) -> str:
    """Return the id of the entry in *Workings* that explains a finding; one figure of a source has one entry."""
    return f"f-{finding.figure}"


class Writer:
    """Fill templates from the findings and verdicts of one report, and record which findings were used."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.used: dict[str, Finding] = {}
        self.plain: dict[str, Finding] = {}
        self.points: dict[str, Finding] = {}
        self.own: Mapping[str, object] = {}
        self.labels: dict[str, str] = {}
        self.cited: set[str] = set()
        self.read_for: dict[str, dict[str, None]] = {}  # source id -> ids of the claims whose cards cite it, in order

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every claim."""
        return self.catalogue.verdicts

    def fill(self, template: str, markup: Markup) -> str:
        """Return a template with every placeholder filled.

        Raises:
            NotKnownError: A finding was not yet public.
            UnknownNameError: There is no finding of that name.
            TemplateError: Another placeholder is invalid, or a digit was typed.

        """
        refuse_typed(template, self.catalogue.evidence.settings.labels.values())
        parts, end = [], 0
        for place in REACHING.finditer(template):
            parts.append(markup.words(template[end : place.start()]))
            remark = "" if place["words"] else in_brackets(self._of_place(place["name"]), template)
            parts += [self._place(place, markup), markup.escape(remark)]
            end = place.end()
        return "".join([*parts, markup.words(template[end:])])

    def sentences(self, templates: Sequence[str], markup: Markup) -> str:
        """Fill sentences; one whose evidence was not yet public is left out."""
        texts = []
        for number, template in enumerate(templates, 1):
            try:
                texts.append(self.fill(template, markup))
            except NotKnownError:
                continue
            except AnalysisError as error:
                place = f"sentence {number}" if len(templates) > 1 else ""
                raise error.at(f"line {template.line}" if isinstance(template, Sentence) else place) from None
        return " ".join(texts)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", around: str = "", form: str = ""
    ) -> str:
        """Write a number, linked to its working, and whether it is a number of the notebook's own.

        Args:
            finding: The number.
            markup: The output format.
            before: Words before the number that become part of the link.
            behind: Words behind it that do.
            around: The sentence, in which the mark of an own number is left out if it says so itself.
            form: What follows the name in a template; if it is plain, there is no link.

        """
        bare = form.removesuffix(PLAIN_FORM).strip()
        link = (self.link if bare == form else self._unlinked)(finding, markup, bare)
        return markup.extend_link(link, before, behind) + markup.escape(own_marked(finding, around))

    def link(self, finding: Finding, markup: Markup, form: str = "") -> str:
        """Write a number with a link to its working, without any words."""
        self.use(finding)
        return markup.link(finding.written(form), anchor(finding), in_short(finding, self.catalogue.evidence))

    def _unlinked(self, finding: Finding, markup: Markup, form: str) -> str:
        """Write a number without a link; it is in *Sources* and in findings.csv."""
        self._remember(finding, self.plain)
        self.draws(finding)
        return markup.number(finding.written(form))

    def grounds(self, verdict: Verdict, markup: Markup) -> str:
        """List the evidence for and against a claim with a computed verdict."""
        sides = (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against))
        sentences = []
        for side, findings in sides:
            numbers = [self._evidence(it, markup) for it in findings[:MOST_EVIDENCE]]
            more = " and others" if len(findings) > MOST_EVIDENCE else ""
            sentences += [f"{side}: {', '.join(numbers)}{more}."] if findings else []
        return " ".join(sentences)

    def _evidence(self, finding: Finding, markup: Markup) -> str:
        """Write a number and its label as one link, so that screen readers do not repeat it; a long rest follows."""
        label, rest = evidence_label(finding)
        return self.number(finding, markup, behind=label) + markup.label(rest)

    def use(self, *findings: Finding) -> None:
        """Record findings as used, so that the sources and workings explain them."""
        for finding in findings:
            self._remember(finding, self.used)

    def _remember(self, finding: Finding, findings: dict[str, Finding]) -> None:
        """Refuse a finding that was not yet public, or whose name is already used for another number."""
        earlier = findings.setdefault(finding.id, finding)
        if earlier is not finding and earlier.quantity != finding.quantity:
            hint = 'give one a name of its own, as .named("then.count")'
            raise TemplateError(
                f"{finding.id} is already {earlier.text} in this report, and here {finding.text}; {hint}"
            )
        as_of = self.catalogue.parameters.as_of
        if late := next((leaf for leaf in finding.leaves() if (leaf.since or date.min) > as_of), None):
            del findings[finding.id]
            raise TemplateError(f"{late.label} became public on {late.since}; this report is as of {as_of}")

    def label(self, label: str, kind: str) -> str:
        """Check the label of a figure or table, and record it for references to it."""
        return self.labels.setdefault(fit_label(label, kind), label)

    def draws(self, *findings: Finding) -> None:
        """Record figures drawn without their numbers; *Sources* says where they were read."""
        self.points |= {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}

    def _finding(self, name: str) -> Finding:
        """Return a finding passed for this paragraph, or else one of the report."""
        if name in self.own:
            return as_finding(self.own[name])
        if name.endswith(".year") and not self.catalogue.declares(name):
            return year_of(self._finding(name.removesuffix(".year")))
        return self.catalogue[name]

    def _of_place(self, name: str) -> Finding:
        return self._finding(name.replace("@", self.catalogue.parameters.focus))

    def _claim(self, column: str, claim_id: str, markup: Markup) -> str:
        """Write a claim in our own words, or a stock sentence if its numbers were not yet public."""
        template = _lookup(self.catalogue.evidence.claims, claim_id, "claim")[column]
        if any(f"{{{name}:{claim_id}}}" in template for name in ("statement", "title")):
            raise TemplateError(f"the {column} of {claim_id} refers to itself")
        try:
            return self.fill(template, markup)
        except NotKnownError:
            return markup.escape("A claim with a number that was not known on this day.")

    def _place(self, place: re.Match[str], markup: Markup) -> str:
        evidence, focus = self.catalogue.evidence, self.catalogue.parameters.focus
        name, words = place["name"], place["words"]
        if place["reach"] and words is not None:
            raise TemplateError(f"{place[0]!r}: square brackets hold one number, as in [{{firms.count}} firms]")
        match name.replace("@", focus), words and words.replace("@", focus):
            case "verdict", str(claim_id):
                text = markup.verdict(_lookup(self.verdicts, claim_id, "verdict").outcome, claim_id)
                since = self.catalogue.standings[claim_id].words
                return f"{text} ({markup.label(since)})" if since else text
            case "entity" | "name" as code, str(entity):
                names = _lookup({**evidence.entities, **evidence.actors}, entity, "entity")
                return markup.label(names["name_in_prose" if code == "entity" else "name"])
            case "label", str(label):
                return markup.label(_lookup(evidence.settings.labels, label, "label"))
            case "statement" | "title" as column, str(claim_id):
                return self._claim(column, claim_id, markup)
            case "phrase", str(parameter):
                phrases = _lookup(evidence.settings.phrases, parameter, "phrase")
                return markup.label(_lookup(phrases, self.catalogue.parameters[parameter], "phrase"))
            case _, None:
                finding, reach = self._of_place(name), (place["before"] or "", place["behind"] or "")
                refuse_unit_beside(place, finding)
                form = place["form"] or ""
                if finding.quantity.unit in CLOCK and not own_said(finding):
                    form = f"{form.removesuffix(PLAIN_FORM)}{PLAIN_FORM}"
                return self.number(finding, markup, *reach, PLACE.sub("", place.string), form)
            case finding_id, str(options):
                return markup.escape(choose(self._finding(finding_id), options.split("|")))
        raise TemplateError(f"{{{name}:{words}}}: not a placeholder")


def _lookup(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        raise TemplateError(f"no {what} {name!r}{nearest(name, table)}")
    return table[name]


def choose(finding: Finding, options: list[str]) -> str:
    """Choose the comparative word that the bounds allow: above, near or below one (a ratio) or zero (the rest)."""
    if len(options) not in (2, 3):
        raise TemplateError(f"{'|'.join(options)!r}: a choice has two or three words, as in more|as much|less")
    above, near, below = options if len(options) == 3 else (options[0], *options)
    pivot = 1.0 if finding.quantity.unit == "ratio" else 0.0
    if finding.quantity.low > pivot:
        return above
    return below if finding.quantity.high < pivot else near
