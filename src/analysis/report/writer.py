"""Write sentences from findings: numbers and comparative words come from the evidence, never from the keyboard.

A template names findings in braces. It may hold no digit, except in a name under [labels] in `choices.toml`: G7.

- `{firms.count}` prints the number and links it to its working; so does `{x}` with a finding of the author's own,
  passed as `say("… {x} …", x=…)`, or a variable of the notebook in a cell of prose;
- `{firms.share:words}` prints it in words where its bounds allow it ("about a third", "twice", "seven"), `:Words` does
  so with a capital, and `{firms.share:2}` prints two significant digits;
- `{firms.count:plain}` prints the number without a link, and it gets no working unless it is linked elsewhere; so do
  `{firms.count:words plain}` and `{firms.share:2 plain}`. Dates, months and years are plain in sentences and captions
  by themselves; in a table every number keeps its link;
- `[{firms.count} firms]` makes the words in brackets part of the number's link;
- `{firms.count.year}` prints the year that a figure is of;
- `{firms.ratio:more|as much|less}` prints the word that the number and its bounds allow: the first if it lies above one
  (a ratio) or zero (anything else), the last if below, the middle one if neither;
- `{phrase:denominator}` prints how a parameter is called in a sentence;
- `@` in a name stands for the entity in focus: `{firms.@.count}`, `{entity:@}`;
- `{verdict:NAME}` prints the verdict on a claim, linked to its card, `{statement:NAME}` the claim in our own words and
  `{title:NAME}` in a few, `{entity:NAME}` an entity inside a sentence, `{name:NAME}` its bare name, and `{label:NAME}`
  a name of that list;
- `*word*` and `**word**` emphasise, and `@fig-LABEL` or `@tbl-LABEL`, best in parentheses, leads to a figure or table.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from analysis.errors import AnalysisError, NotKnownError, TemplateError, nearest
from analysis.findings.arithmetic import year_of
from analysis.findings.compare import CLOCK
from analysis.findings.finding import as_finding, in_brackets, own_marked, own_said
from analysis.findings.quantity import CURRENCIES, SYMBOLS
from analysis.report.markup import HTML, PLAIN, Markup, fit_label, for_jupyter
from analysis.report.templates import PLACE, REACHING, Sentence, refuse_typed
from analysis.report.trace import in_short, with_what_it_is

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.findings import Catalogue, Finding, Verdict

__all__ = ["HTML", "PLAIN", "TYPED", "Markup", "Writer", "anchor", "choose", "for_jupyter"]

T = TypeVar("T")

YEARS = range(1500, 2200)

PLAIN_FORM = "plain"
"""How the form of a number without a link ends."""

MOST_EVIDENCE = 3
"""So many pieces of evidence on either side are named in a card; verdicts.csv names all."""

TYPED = ("statement", "title", "context", "caveat")
"""The columns of `claims.csv` that hold templates of sentences."""

UNIT_WORDS = {
    "points": "(?:per ?cent(?:age)? |%[ -]?)?points",
    "ratio": "times",
    **{unit: unit for unit in ("years", "weeks", "days")},
    **{code: f"{name}s?" for code, name in CURRENCIES.items()},
}
"""What a unit is called behind a number."""

SUITABLE = {"points": {"index"}, "years": {"year", "date"}, "days": {"date"}, "USD": {"INTUSD"}}
"""Other units whose numbers the name of a unit suits."""

SCALE = r"(?:(?:current|constant|nominal|real) )?(?:(?:thousand|million|billion|trillion)s?(?: of)? )?(?:U\.?S\.? )?"
NEXT = rf"(?:\s+|[-‐‑]){SCALE}(?!points (?:to|at|out|towards?)\b)(?:{{0}})(?!\w)"
BEHIND = {
    unit: re.compile(NEXT.format("|".join([words, unit, re.escape(SYMBOLS.get(unit, unit))])), re.IGNORECASE)
    for unit, words in UNIT_WORDS.items()
}
CODE_BEFORE = re.compile(rf"(?<!\w)({'|'.join(SYMBOLS)}|(?i:US\$))\s*$")


def refuse_unit_beside(place: re.Match[str], finding: Finding) -> None:
    """Raise `TemplateError` for another unit in the word right behind a number, or as a currency code before it.

    What may well be meant passes: "in 2017 dollars", "3.4 dollars for each", "7 won a prize", "counted 7 times".
    """
    unit = finding.quantity.unit
    if unit in ("", *CLOCK):
        return
    is_money = unit.partition(" per ")[0] in SYMBOLS
    own = {unit, *unit.split(" per "), *(SYMBOLS if unit == "ratio" else ())} | (
        set() if is_money else {"KRW", "ratio"}
    )
    behind = place.string[place.string.index("}", place.end("name")) + 1 :].replace("*", "")
    read = {named: f"{finding.text}{it[0]}" for named, pattern in BEHIND.items() if (it := pattern.match(behind))}
    if is_money and (code := CODE_BEFORE.search(place.string[: place.start("name") - 1])):
        read["USD" if "$" in code[1] else code[1]] = f"{code[0]}{finding.text}"
    for named, words in read.items():
        if own.isdisjoint({named, *SUITABLE.get(named, ())}):
            raise TemplateError(f"this would read {words!r}, but the unit is {unit}; leave out the other unit")


def anchor(finding: Finding) -> str:
    """Return the name of the entry in *Workings* that explains a finding: one for each figure from a source."""
    return f"f-{finding.figure}"


class Writer:
    """Fill templates from the findings and verdicts of one report, and remember which findings were used."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.used: dict[str, Finding] = {}
        self.plain: dict[str, Finding] = {}
        self.points: dict[str, Finding] = {}
        self.own: Mapping[str, object] = {}
        self.labels: dict[str, str] = {}
        self.cited: set[str] = set()
        self.read_for: dict[str, dict[str, None]] = {}  # source -> ids of the claims whose cards cite it, in order

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every claim."""
        return self.catalogue.verdicts

    def fill(self, template: str, markup: Markup) -> str:
        """Return a template with every placeholder filled.

        Raises:
            NotKnownError: A finding was not public yet.
            UnknownNameError: No rule computes a finding of that name.
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
        """Fill sentences one after the other; a sentence whose evidence was not public yet is left out."""
        done = []
        for number, template in enumerate(templates, 1):
            try:
                done.append(self.fill(template, markup))
            except NotKnownError:
                continue
            except AnalysisError as error:
                several = f"sentence {number}" if len(templates) > 1 else ""
                raise error.at(f"line {template.line}" if isinstance(template, Sentence) else several) from None
        return " ".join(done)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", around: str = "", form: str = ""
    ) -> str:
        """Write a number and words of it with a link to its working, and behind it whether the notebook gave it.

        `form` is what stands behind the name in a template; a number whose form is plain has no link.
        """
        bare = form.removesuffix(PLAIN_FORM).strip()
        link = (self.link if bare == form else self._unlinked)(finding, markup, bare)
        return markup.reach(link, before, behind) + markup.escape(own_marked(finding, around))

    def link(self, finding: Finding, markup: Markup, form: str = "") -> str:
        """Write one number with a link to its working, where words beside it say what it is."""
        self.use(finding)
        return markup.link(finding.written(form), anchor(finding), in_short(finding, self.catalogue.evidence))

    def _unlinked(self, finding: Finding, markup: Markup, form: str) -> str:
        """Write a number without a link; *Sources* says where it was read, and findings.csv has it."""
        self._remember(finding, self.plain)
        self.draws(finding)
        return markup.number(finding.written(form))

    def grounds(self, verdict: Verdict, markup: Markup) -> str:
        """Name the evidence on which a computed verdict rests: what speaks for the claim, and what against it."""
        sides = (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against))
        told = []
        for word, found in sides:
            shown = [self._evidence(f, markup) for f in found[:MOST_EVIDENCE]]
            more = " and others" if len(found) > MOST_EVIDENCE else ""
            told += [f"{word}: {', '.join(shown)}{more}."] if found else []
        return " ".join(told)

    def _evidence(self, finding: Finding, markup: Markup) -> str:
        """Write a number and what it is as one link, so that nothing is heard twice; what makes that long follows."""
        taken_in, rest = with_what_it_is(finding)
        return self.number(finding, markup, behind=taken_in) + markup.label(rest)

    def use(self, *findings: Finding) -> None:
        """Remember that findings were shown, so that *Sources and workings* explains them."""
        for finding in findings:
            self._remember(finding, self.used)

    def _remember(self, finding: Finding, shown: dict[str, Finding]) -> None:
        """Refuse a finding that was not public on the day, or whose name stands for another number already."""
        known = shown.setdefault(finding.id, finding)
        if known is not finding and known.quantity != finding.quantity:
            hint = 'give one a name of its own, as .named("then.count")'
            raise TemplateError(f"{finding.id} is {known.text} in this report already, and here {finding.text}; {hint}")
        as_of = self.catalogue.parameters.as_of
        if late := next((leaf for leaf in finding.leaves() if (leaf.since or date.min) > as_of), None):
            del shown[finding.id]
            raise TemplateError(f"{late.label} is public since {late.since}; this report is as of {as_of}")

    def label(self, label: str, kind: str) -> str:
        """Return the label of a figure or table, and remember it for sentences that lead there."""
        return self.labels.setdefault(fit_label(label, kind), label)

    def draws(self, *findings: Finding) -> None:
        """Remember figures drawn as points, whose numbers are not written out: *Sources* says where they were read."""
        self.points |= {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}

    def _finding(self, name: str) -> Finding:
        """Return a finding that was given for this paragraph, or else one of the report."""
        if name in self.own:
            return as_finding(self.own[name])
        if name.endswith(".year") and not self.catalogue.declares(name):
            return year_of(self._finding(name.removesuffix(".year")))
        return self.catalogue[name]

    def _of_place(self, name: str) -> Finding:
        return self._finding(name.replace("@", self.catalogue.parameters.focus))

    def _claim(self, column: str, claim_id: str, markup: Markup) -> str:
        """Write a claim in our own words; one whose numbers were not public yet says so in their place."""
        typed = _of(self.catalogue.evidence.claims, claim_id, "claim")[column]
        if any(f"{{{name}:{claim_id}}}" in typed for name in ("statement", "title")):
            raise TemplateError(f"the {column} of {claim_id} names itself")
        try:
            return self.fill(typed, markup)
        except NotKnownError:
            return markup.escape("A claim with a number that was not known on this day.")

    def _place(self, place: re.Match[str], markup: Markup) -> str:
        evidence, focus = self.catalogue.evidence, self.catalogue.parameters.focus
        name, words = place["name"], place["words"]
        if place["reach"] and words is not None:
            raise TemplateError(f"{place[0]!r}: square brackets hold one number, as in [{{firms.count}} firms]")
        match name.replace("@", focus), words and words.replace("@", focus):
            case "verdict", str(claim_id):
                return markup.verdict(_of(self.verdicts, claim_id, "verdict").outcome, claim_id)
            case "entity" | "name" as code, str(entity):
                names = _of({**evidence.entities, **evidence.actors}, entity, "entity")
                return markup.label(names["name_in_prose" if code == "entity" else "name"])
            case "label", str(label):
                return markup.label(_of(evidence.settings.labels, label, "label"))
            case "statement" | "title" as column, str(claim_id):
                return self._claim(column, claim_id, markup)
            case "phrase", str(parameter):
                phrases = _of(evidence.settings.phrases, parameter, "phrase")
                return markup.label(_of(phrases, self.catalogue.parameters[parameter], "phrase"))
            case _, None:
                finding, reach = self._of_place(name), (place["before"] or "", place["behind"] or "")
                refuse_unit_beside(place, finding)
                form = place["form"] or ""
                if finding.quantity.unit in CLOCK and not own_said(finding):
                    form = f"{form.removesuffix(PLAIN_FORM)}{PLAIN_FORM}"
                return self.number(finding, markup, *reach, PLACE.sub("", place.string), form)
            case finding_id, str(options):
                return markup.escape(choose(self._finding(finding_id), options.split("|")))
        raise TemplateError(f"nothing to put for {{{name}:{words}}}")


def _of(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        raise TemplateError(f"no {what} {name!r}{nearest(name, table)}")
    return table[name]


def choose(finding: Finding, options: list[str]) -> str:
    """Choose the comparative word that a finding allows: above, near or below one (a ratio) or zero (the rest)."""
    if len(options) not in (2, 3):
        raise TemplateError(f"{'|'.join(options)!r}: a choice has two words or three, as in more|as much|less")
    above, near, below = options if len(options) == 3 else (options[0], *options)
    pivot = 1.0 if finding.quantity.unit == "ratio" else 0.0
    if finding.quantity.low > pivot:
        return above
    return below if finding.quantity.high < pivot else near
