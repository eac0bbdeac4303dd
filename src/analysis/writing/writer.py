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
  ratio) or zero (anything else), the last if below, the middle one if neither; without that it is refused;
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
from typing import TYPE_CHECKING, TypeVar

from analysis.errors import AnalysisError, NotKnownError, TemplateError, nearest
from analysis.findings.finding import as_finding, author_note
from analysis.findings.finding_dates import year_of
from analysis.findings.number_format import CURRENCIES, SYMBOLS
from analysis.findings.number_suffixes import in_brackets, number_suffix
from analysis.findings.quantity import TIME_UNITS
from analysis.rendering.id_prefixes import WORKING
from analysis.rendering.sentence_syntax import PLACEHOLDER
from analysis.writing.markup import HTML, PLAIN, Markup, fit_label, for_jupyter
from analysis.writing.template_parsing import BRACKETED_PLACEHOLDER, Sentence, check_template
from analysis.writing.trace import evidence_label, in_short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.findings import Catalogue, Finding, Verdict

__all__ = ["HTML", "PLAIN", "TEMPLATE_COLUMNS", "Markup", "Writer", "anchor", "choose", "for_jupyter"]

T = TypeVar("T")

PLAIN_FORM = "plain"
"""The end of the form of a number without a link."""

MOST_EVIDENCE = 3
"""Findings named in a card on each side of a verdict; verdicts.csv names all."""

TEMPLATE_COLUMNS = ("statement", "title", "context", "caveat")
"""The columns of `claims.csv` that hold sentence templates."""

UNIT_WORDS = {
    "points": "(?:per ?cent(?:age)? |%[ -]?)?points",
    "ratio": "times",
    "years": "years",
    "weeks": "weeks",
    "days": "days",
} | {code: f"{name}s?" for code, name in CURRENCIES.items()}
"""Patterns for a unit behind a number."""

ALSO_FITTING = {"points": {"index"}, "years": {"year", "date"}, "days": {"date"}, "USD": {"INTUSD"}}
"""Other units that a unit's name may also follow."""

NOT_ONLY_UNITS = {"KRW", "ratio"}
"""Units whose names have another meaning behind a number that is no amount: "7 won a prize", "counted 7 times"."""

SCALE = r"(?:(?:current|constant|nominal|real) )?(?:(?:thousand|million|billion|trillion)s?(?: of)? )?(?:U\.?S\.? )?"
"""What may stand between a number and its unit: "billion U.S." in "3 billion U.S. dollars"."""

POINTING = r"points (?:to|at|out|towards?)\b"
"""A verb that looks like the unit of percentage points, as in "the 3 points to a change"."""


def _unit_pattern(unit: str, words: str) -> re.Pattern[str]:
    """Return a pattern for a unit right behind a number: in words, as its code or as its symbol."""
    names = "|".join([words, unit, re.escape(SYMBOLS.get(unit, unit))])
    return re.compile(rf"(?:\s+|[-‐‑]){SCALE}(?!{POINTING})(?:{names})(?!\w)", re.IGNORECASE)


UNIT_BEHIND = {unit: _unit_pattern(unit, words) for unit, words in UNIT_WORDS.items()}
CODE_BEFORE = re.compile(rf"(?<!\w)({'|'.join(SYMBOLS)}|(?i:US\$))\s*$")


def refuse_unit_beside(place: re.Match[str], finding: Finding) -> None:
    """Raise `TemplateError` if the word right behind a number, or a currency code before it, names another unit.

    Legitimate uses pass: "in 2017 dollars", "3.4 dollars for each", "7 won a prize", "counted 7 times".
    """
    unit = finding.quantity.unit
    if unit in ("", *TIME_UNITS):
        return

    is_money = unit.partition(" per ")[0] in SYMBOLS
    fitting = {unit, *unit.split(" per ")}
    if unit == "ratio":
        fitting.update(SYMBOLS)  # "3.4 dollars for each"
    if not is_money:
        fitting |= NOT_ONLY_UNITS

    # What the sentence would read, by the unit that it names
    reading: dict[str, str] = {}
    # From the closing brace, as the words of [{firms.count} firms] are part of the placeholder
    end_of_braces = place.string.index("}", place.end("name")) + 1
    words_behind = place.string[end_of_braces:].replace("*", "")
    for named_unit, pattern in UNIT_BEHIND.items():
        behind = pattern.match(words_behind)
        if behind:
            reading[named_unit] = f"{finding.text}{behind[0]}"
    if is_money:
        start_of_braces = place.start("name") - 1
        code = CODE_BEFORE.search(place.string[:start_of_braces])
        if code:
            currency = "USD" if "$" in code[1] else code[1]  # US$ is no code
            reading[currency] = f"{code[0]}{finding.text}"

    for named_unit, words in reading.items():
        if fitting.isdisjoint({named_unit, *ALSO_FITTING.get(named_unit, ())}):
            raise TemplateError(f"this would read {words!r}, but the unit is {unit}; leave out the other unit")


def anchor(finding: Finding) -> str:
    """Return the id of the entry in *Workings* that explains a finding; one figure of a source has one entry."""
    return f"{WORKING}{finding.figure}"


class Writer:
    """Fill templates from the findings and verdicts of one report, and record which findings were used.

    Attributes:
        catalogue: Every finding and verdict by name.
        used: Findings written with a link to their working, by name.
        unlinked: Findings written without one.
        points: Figures drawn without their numbers.
        author_findings: Findings of the author's own that the templates filled now may name.
        labels: The labels of figures and tables.
        cited: The ids of sources named although none of their figures is used.
        read_for: For each source, the ids of the claims whose cards cite it, in order.

    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.used: dict[str, Finding] = {}
        self.unlinked: dict[str, Finding] = {}
        self.points: dict[str, Finding] = {}
        self.author_findings: Mapping[str, object] = {}
        self.labels: dict[str, str] = {}
        self.cited: set[str] = set()
        self.read_for: dict[str, dict[str, None]] = {}
        self._claims_being_filled: set[str] = set()

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
        check_template(template, self.catalogue.evidence.settings.labels.values())
        parts = []
        end = 0
        for place in BRACKETED_PLACEHOLDER.finditer(template):
            parts.append(markup.words(template[end : place.start()]))
            parts.append(self._fill_place(place, markup))
            if place["choices_or_code"] is None:  # a number
                remark = in_brackets(self._finding(place["name"]), template)
                parts.append(markup.escape(remark))
            end = place.end()
        parts.append(markup.words(template[end:]))
        return "".join(parts)

    def sentences(self, templates: Sequence[str], markup: Markup) -> str:
        """Fill sentences; one whose evidence was not yet public is left out."""
        texts = []
        for number, template in enumerate(templates, 1):
            try:
                texts.append(self.fill(template, markup))
            except NotKnownError:
                continue
            except AnalysisError as error:
                if isinstance(template, Sentence):
                    where = f"line {template.line}"
                elif len(templates) > 1:
                    where = f"sentence {number}"
                else:
                    where = ""
                raise error.at(where) from None
        return " ".join(texts)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", around: str = "", form: str = ""
    ) -> str:
        """Write a number, linked to its working, with the unit or note that the words around it lack.

        Args:
            finding: The number.
            markup: The output format.
            before: Words before the number that become part of the link.
            behind: Words behind it that do.
            around: The sentence; what it says already is not said again behind the number.
            form: What follows the name in a template; if it is plain, there is no link.

        """
        if form.endswith(PLAIN_FORM):
            number = self._unlinked_number(finding, markup, form.removesuffix(PLAIN_FORM).strip())
        else:
            number = self.link(finding, markup, form)
        return markup.extend_link(number, before, behind) + markup.escape(number_suffix(finding, around))

    def link(self, finding: Finding, markup: Markup, form: str = "") -> str:
        """Write a number with a link to its working, without any words."""
        self.use(finding)
        return markup.link(finding.written(form), anchor(finding), in_short(finding, self.catalogue.evidence))

    def _unlinked_number(self, finding: Finding, markup: Markup, form: str) -> str:
        """Write a number without a link; *Sources* says where its figures were read, as for those that are drawn."""
        self._remember(finding, self.unlinked)
        self.draws(finding)
        return markup.number(finding.written(form))

    def grounds(self, verdict: Verdict, markup: Markup) -> str:
        """List the evidence for and against a claim with a computed verdict."""
        sentences = []
        for side, findings in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
            if findings:
                numbers = [self._evidence(finding, markup) for finding in findings[:MOST_EVIDENCE]]
                more = " and others" if len(findings) > MOST_EVIDENCE else ""
                sentences.append(f"{side}: {', '.join(numbers)}{more}.")
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
        """Record a finding under its name in `findings`, of which the first of a name stays.

        Raises `TemplateError` for one that was not yet public, or whose name is already used for another number.
        """
        earlier = findings.setdefault(finding.id, finding)
        if earlier is not finding and earlier.quantity != finding.quantity:
            hint = 'give one a name of its own, as .named("then.count")'
            raise TemplateError(
                f"{finding.id} is already {earlier.text} in this report, and here {finding.text}; {hint}"
            )

        try:
            self._refuse_later(finding)
        except TemplateError:
            del findings[finding.id]  # so that Sources and workings do not list what was refused
            raise

    def _refuse_later(self, finding: Finding) -> None:
        """Raise `TemplateError` for a finding that was not yet public.

        The catalogue gives none, but a notebook may pass a finding of another report.
        """
        as_of = self.catalogue.parameters.as_of
        for leaf in finding.leaves():
            if leaf.since and leaf.since > as_of:
                raise TemplateError(f"{leaf.label} became public on {leaf.since}; this report is as of {as_of}")

    def label(self, label: str, kind: str) -> str:
        """Check the label of a figure or table, and record it for references to it."""
        return self.labels.setdefault(fit_label(label, kind), label)

    def draws(self, *findings: Finding) -> None:
        """Record figures drawn without their numbers; *Sources* says where they were read."""
        for finding in findings:
            for leaf in finding.leaves():
                self.points[leaf.figure] = leaf

    def _finding(self, name: str) -> Finding:
        """Return a finding passed for this paragraph, or else one of the report; @ is the entity in focus."""
        name = name.replace("@", self.catalogue.parameters.focus)
        if name in self.author_findings:
            return as_finding(self.author_findings[name])
        if name.endswith(".year") and not self.catalogue.declares(name):  # a study may declare a year itself
            return year_of(self._finding(name.removesuffix(".year")))
        return self.catalogue[name]

    def _fill_claim(self, column: str, claim_id: str, markup: Markup) -> str:
        """Write a claim in our own words, or a stock sentence if its numbers were not yet public."""
        template = _lookup(self.catalogue.evidence.claims, claim_id, "claim")[column]
        # A claim that quotes itself, or another one that quotes it, would never end
        if claim_id in self._claims_being_filled:
            raise TemplateError(f"the {column} of {claim_id} refers to itself")
        self._claims_being_filled.add(claim_id)
        try:
            return self.fill(template, markup)
        except NotKnownError:
            return markup.escape("A claim with a number that was not known on this day.")
        finally:
            self._claims_being_filled.discard(claim_id)

    def _fill_place(self, place: re.Match[str], markup: Markup) -> str:
        """Fill a placeholder: a number, a word that its bounds allow, or a text that a code such as `entity` names."""
        if place["choices_or_code"] is None:
            return self._fill_number(place, markup)
        if place["bracket"]:
            raise TemplateError(f"{place[0]!r}: square brackets hold one number, as in [{{firms.count}} firms]")

        evidence, parameters = self.catalogue.evidence, self.catalogue.parameters
        name = place["name"]
        argument = place["choices_or_code"].replace("@", parameters.focus)  # what follows the colon
        match name:
            case "verdict":  # {verdict:C901}
                verdict = _lookup(self.verdicts, argument, "verdict")
                text = markup.verdict(verdict.outcome, argument)
                since = self.catalogue.standings[argument].words
                return f"{text} ({markup.label(since)})" if since else text
            case "entity" | "name":  # {entity:AVO}, {name:AVO}
                row = _lookup({**evidence.entities, **evidence.actors}, argument, "entity")
                return markup.label(row["name_in_prose" if name == "entity" else "name"])
            case "label":
                return markup.label(_lookup(evidence.settings.labels, argument, "label"))
            case "statement" | "title":  # {statement:C901}, {title:C901}
                return self._fill_claim(name, argument, markup)
            case "phrase":  # {phrase:denominator}, whose words depend on the value of that parameter
                phrases = _lookup(evidence.settings.phrases, argument, "phrase")
                return markup.label(_lookup(phrases, parameters[argument], "phrase"))
        # {firms.ratio:more|as much|less}: a word has no working, so that its finding is not recorded
        finding = self._finding(name)
        self._refuse_later(finding)
        return markup.escape(choose(finding, argument.split("|")))

    def _fill_number(self, place: re.Match[str], markup: Markup) -> str:
        """Write the number of a placeholder, with the words in its square brackets."""
        finding = self._finding(place["name"])
        refuse_unit_beside(place, finding)

        # Days and years have no link in a sentence, except the notebook's own: the link leads to the source given
        form = place["form"] or ""
        is_of_source = not author_note(finding)
        if finding.quantity.unit in TIME_UNITS and is_of_source and not form.endswith(PLAIN_FORM):
            form = f"{form} {PLAIN_FORM}"  # the blank before it is stripped if there is no other form

        # Without placeholders, as a name such as {forecast.share} says nothing to the reader
        sentence = PLACEHOLDER.sub("", place.string)
        before, behind = place["before"] or "", place["behind"] or ""  # None without square brackets
        return self.number(finding, markup, before=before, behind=behind, around=sentence, form=form)


def _lookup(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        raise TemplateError(f"no {what} {name!r}{nearest(name, table)}")
    return table[name]


def choose(finding: Finding, options: list[str]) -> str:
    """Choose the comparative word that the bounds allow: above, near or below one (a ratio) or zero (the rest).

    Raises `TemplateError` if there is no word for a number that may be on either side.
    """
    if len(options) not in (2, 3):
        raise TemplateError(
            f"{'|'.join(options)!r}: a choice has two or three words, as in more|as much|less; "
            "a number may be followed by words, plain, or its digits, as in :2"
        )
    above, below = options[0], options[-1]
    pivot = 1.0 if finding.quantity.unit == "ratio" else 0.0
    if finding.quantity.low > pivot:
        return above
    if finding.quantity.high < pivot:
        return below
    if len(options) == 2:
        raise TemplateError(
            f"{'|'.join(options)!r}: {finding.id} may be neither, as its bounds are {finding.bounds}; "
            "give a word for that in the middle, as in more|as much|less"
        )
    return options[1]
