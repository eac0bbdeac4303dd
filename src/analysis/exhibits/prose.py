"""Sentences made from findings: numbers and comparative words come from the evidence, never from the keyboard.

A template names findings in braces; one that holds a digit is refused, unless that belongs to a name under [labels] in
`choices.toml`, such as G7:

- `{firms.count}` prints the number and links it to its working; so does `{x}` with a finding of one's own, handed over
  as `say("… {x} …", x=…)`, or in a cell of prose a variable of the notebook;
- `{firms.share:words}` prints it in words where its bounds allow it ("about a third", "twice", "seven"), `:Words` does
  so with a capital, and `{firms.share:2}` prints two significant digits;
- `[{firms.count} firms]`, with the words in brackets that belong to a number, makes them part of its link, which then
  says of what it is; in brackets stands one number and, set off by blanks, plain words;
- `{firms.count.year}` prints the year that a figure is of;
- `{firms.ratio:more|as much|less}` prints the word that the number and its bounds allow: the first
  if it lies above one (a ratio) or zero (anything else), the last if below, the middle one if neither;
- `{phrase:denominator}` prints how a parameter is called in a sentence;
- `@` in a name stands for the entity in focus: `{firms.@.count}`, `{entity:@}`;
- `{verdict:NAME}` prints the verdict on a claim, which leads to its card, `{statement:NAME}` the claim in our own words
  and `{title:NAME}` in a few, `{entity:NAME}` an entity inside a sentence, `{name:NAME}` its bare name, and
  `{label:NAME}` a name of that list;
- `*word*` and `**word**` emphasise, and `@fig-LABEL` or `@tbl-LABEL`, best in parentheses, leads to a figure or table.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from analysis.errors import AnalysisError, meant, nearest
from analysis.evidence import NotKnown
from analysis.exhibits.fitness import refuse_unfit
from analysis.exhibits.heads import refuse_unit_beside
from analysis.exhibits.markup import HTML, MARKDOWN, PLAIN, Markup, fit_label, for_jupyter
from analysis.exhibits.origins import refuse_forged, refuse_mislabelled
from analysis.exhibits.sentences import place as place_of
from analysis.exhibits.templates import (
    CODES,
    PLACE,
    REACHING,
    DigitInTemplate,
    UnknownPlace,
    refuse_astray,
    refuse_faults,
)
from analysis.exhibits.trace import in_short, with_what_it_is
from analysis.exhibits.unknown import named_in_prose
from analysis.findings import Catalogue, Finding, Verdict
from analysis.findings.arithmetic import year_of
from analysis.findings.finding import PlainNumber, as_finding
from analysis.findings.given import own_marked
from analysis.findings.periods import in_brackets

__all__ = [
    "CODES", "HTML", "MARKDOWN", "PLACE", "PLAIN", "TYPED", "DigitInTemplate", "Markup", "UnknownPlace",
    "Writer", "anchor", "choose", "for_jupyter", "side",
]  # fmt: skip

T = TypeVar("T")

YEARS = range(1500, 2200)

MOST_EVIDENCE = 3
"""So many pieces of evidence on either side are named in a card; verdicts.csv names all."""

TYPED = ("statement", "title", "context", "caveat")
"""The columns of `claims.csv` that hold templates of sentences."""


def anchor(finding: Finding) -> str:
    """Return the name of the entry in *Workings* that explains a finding: one for each figure from a source."""
    return f"f-{finding.figure}"


class Writer:
    """Fill templates from the findings and verdicts of one report, and remember which findings were used.

    One that `reads_editions` takes findings as the tables of editions have them, which the dataset may have no more.
    """

    def __init__(self, catalogue: Catalogue, *, reads_editions: bool = False) -> None:
        self.catalogue, self.reads_editions = catalogue, reads_editions
        self.used: dict[str, Finding] = {}
        self.points: dict[str, Finding] = {}
        self._sound: dict[int, Finding] = {}
        self.own: Mapping[str, object] = {}
        self.aliases: dict[str, set[str]] = {}  # and the forms in which each is written
        self.labels: dict[str, str] = {}
        self.cited: set[str] = set()
        self.read_for: dict[str, dict[str, None]] = {}  # of a source the claims on whose cards it stands, in order
        self.drawn: dict[str, set[str]] = {}

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every claim."""
        return self.catalogue.verdicts

    def fill(self, template: str, markup: Markup) -> str:
        """Return a template with every place filled.

        Raises `NotKnown` when a finding was not public yet, `UnknownFinding` for a name that no rule computes,
        `UnknownPlace` for any other place that nothing can be put in, and `DigitInTemplate` when the template holds a
        digit. A template typed in a cell says on which line.
        """
        refuse_faults(template, self.catalogue.evidence.settings.labels.values())
        refuse_astray(template, self.labels)
        parts, end = [], 0
        for place in REACHING.finditer(template):
            parts.append(markup.words(template[end : place.start()]))
            try:
                remark = "" if place["words"] else in_brackets(self._of_place(place["name"]), template)
                parts += [self._place(place, markup), markup.escape(remark)]
            except AnalysisError as error:
                raise error.at(place_of(template, place.start())) from None
            end = place.end()
        return "".join([*parts, markup.words(template[end:])])

    def sentences(self, templates: Sequence[str], markup: Markup) -> str:
        """Fill sentences one after the other; a sentence whose evidence was not public yet is left out."""
        done = []
        for number, template in enumerate(templates, 1):
            try:
                done.append(self.fill(template, markup))
            except NotKnown:
                continue
            except AnalysisError as error:
                raise error.at(f"sentence {number}" if len(templates) > 1 else "") from None
        return " ".join(done)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", around: str = "", form: str = ""
    ) -> str:
        """Write a number, and words of it, with a link to its working; behind stands whether the notebook gave it."""
        link = self.link(finding, markup, form)
        return markup.reach(link, before, behind) + markup.escape(own_marked(finding, around))

    def link(self, finding: Finding, markup: Markup, form: str = "") -> str:
        """Write one number with a link to its working, where words beside it say what it is."""
        self.use(finding)
        write = HTML if form and markup is MARKDOWN else markup  # a link of Markdown has no place for its form
        link = write.link(finding.written(form), anchor(finding), in_short(finding, self.catalogue.evidence))
        if form:
            link = write.follows(link, {"form": form})
        if finding.alias:
            self.aliases[finding.alias] |= {form} - {""}
            link = markup.follows(link, {"alias": finding.alias})
        return link

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
        """Remember that findings were shown, so that *Sources and workings* explains them, with what may be chosen."""
        for finding in findings:
            if (shown := self.used.get(finding.id)) != finding:
                refuse_unfit(finding, shown, self.catalogue)
                if not self.reads_editions:
                    refuse_forged(finding, self.catalogue, self._sound)
                    refuse_mislabelled(finding, self.catalogue)
            self.used.setdefault(finding.id, finding)
            if finding.alias:
                self.aliases.setdefault(finding.alias, set())
                _, options = self.catalogue.alternatives[finding.alias]
                known = (self.catalogue[name] for name in options.values() if name in self.catalogue)
                self.used |= {other.id: other for other in known if other.id not in self.used}

    def label(self, label: str, kind: str) -> str:
        """Return the label of a figure or table, and remember it for sentences that lead there."""
        return self.labels.setdefault(fit_label(label, kind), label)

    def draws(self, *findings: Finding) -> None:
        """Remember figures drawn as points, whose numbers are not written out: *Sources* says where they were read."""
        self.points |= {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}

    def _finding(self, name: str) -> Finding:
        """Take a finding that was handed over for this paragraph, or else one of the report."""
        of_which = name.removesuffix(".year")
        if of_which != name and not self.catalogue.declares(name):
            if (found := self._finding(of_which)).observation is None:
                raise UnknownPlace(f"{of_which} was computed and is of no single year; name a figure that it rests on")
            return year_of(found)
        if name not in self.own:
            return named_in_prose(self.catalogue, name, self.own)
        if isinstance(given := self.own[name], int) and given in YEARS:
            raise PlainNumber(f"{given} was typed; a year belongs to a figure: of x=… it is {{x.year}}")
        return as_finding(given)

    def _of_place(self, name: str) -> Finding:
        return self._finding(name.replace("@", self.catalogue.parameters.focus))

    def _claim(self, column: str, claim_id: str, markup: Markup) -> str:
        """Write a claim in our own words; one whose numbers were not public yet says so in their place."""
        typed = _of(self.catalogue.evidence.claims, claim_id, "claim")[column]
        if any(f"{{{name}:{claim_id}}}" in typed for name in ("statement", "title")):
            raise UnknownPlace(f"the {column} of {claim_id} names itself")
        try:
            return self.fill(typed, markup)
        except NotKnown:
            return markup.escape("A claim with a number that was not known on this day.")

    def _place(self, place: re.Match[str], markup: Markup) -> str:
        evidence, focus = self.catalogue.evidence, self.catalogue.parameters.focus
        name, words = place["name"], place["words"]
        match name.replace("@", focus), words and words.replace("@", focus):
            case "verdict", str(claim_id):
                verdict = _of(self.verdicts, claim_id, "verdict")
                verdict.refuse_changed()
                return markup.verdict(verdict.outcome, claim_id)
            case "entity" | "name" as code, str(entity):
                names = _of({**evidence.entities, **evidence.actors}, entity, "entity")
                return markup.label(names["name_in_prose" if code == "entity" else "name"])
            case "label", str(label):
                return markup.label(_of(evidence.settings.labels, label, "label"))
            case "statement" | "title" as column, str(claim_id):
                return self._claim(column, claim_id, markup)
            case "phrase", str(parameter):
                phrases = _of(evidence.settings.phrases, parameter, "phrase")
                value = self.catalogue.parameters[parameter]
                return markup.follows(markup.label(_of(phrases, value, "phrase")), {"phrase": parameter})
            case _, None:
                finding, reach = self._of_place(name), (place["before"] or "", place["behind"] or "")
                refuse_unit_beside(place, finding)
                return self.number(finding, markup, *reach, PLACE.sub("", place.string), place["form"] or "")
            case finding_id, str(options):
                finding = self._finding(finding_id)
                word = markup.escape(choose(finding, options.split("|")))
                self.use(*[finding] if finding.alias else [])
                return markup.follows(word, {"alias": finding.alias, "words": options}) if finding.alias else word
        raise UnknownPlace(f"nothing to put for {{{name}:{words}}}")


def _of(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        names = {code: row["name"] for code, row in table.items() if what == "entity" and isinstance(row, Mapping)}
        raise UnknownPlace(f"no {what} {name!r}{meant(name, names) if names else nearest(name, table)}")
    return table[name]


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
