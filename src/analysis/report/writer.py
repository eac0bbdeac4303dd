"""Whether the head of a column, or the words beside a number, name the unit that the number has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import AnalysisError, NotKnownError, ParameterError, TemplateError, UnitError, nearest
from analysis.findings import Catalogue, Finding, Verdict
from analysis.findings.arithmetic import year_of
from analysis.findings.compare import CLOCK
from analysis.findings.finding import GivenSource, as_finding, in_brackets, own_marked, own_said
from analysis.findings.quantity import CURRENCIES, SYMBOLS
from analysis.findings.registry import mean_of, rate_of_day
from analysis.findings.user_numbers import numbers_in
from analysis.report.markup import HTML, MARKDOWN, PLAIN, Markup, fit_label, for_jupyter
from analysis.report.templates import CODES, REACHING, named_in_prose, refuse_faults, refuse_unfit
from analysis.report.templates import PLACE as PLACE_TEMPLATES
from analysis.report.templates import place_sentences as place_of
from analysis.report.trace import in_short, with_what_it_is

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "CODES",
    "HTML",
    "MARKDOWN",
    "PLACE_TEMPLATES",
    "PLAIN",
    "TYPED",
    "Markup",
    "Writer",
    "anchor",
    "choose",
    "for_jupyter",
    "side",
]


# ----- heads -----------------------------------------------------------------------------------------------


SIGNS = {"share": "%", **SYMBOLS}
"""Signs of units, which name one wherever they stand, but for those of another number, as in $1."""

WORDS = {
    "share": "per ?cent|pct|share",
    "points": "(?:per ?cent(?:age)? |%[ -]?)?points",
    "ratio": "times",
    **{unit: unit for unit in ("rank", "years", "weeks", "days", "index")},
    **{code: f"{name}s?" for code, name in CURRENCIES.items()},
}
"""Words of units, which name one by themselves, behind a comma, in brackets, or behind "in", as in $ or in dollars."""

ALIKE = {
    "share": {"points"},
    "points": {"index"},
    "rank": {"places"},
    "years": {"year", "date"},
    "days": {"date"},
    "USD": {"INTUSD"},
}
"""Units whose numbers the name of another one suits as well."""

TOLD = {"share": "per cent", "ratio": "times"}
SCALE = r"(?:(?:current|constant|nominal|real) )?(?:(?:thousand|million|billion|trillion)s?(?: of)? )?(?:U\.?S\.? )?"
MORE = r"(?= per\b| an?\b| of\b| for\b|$"
IN_PLACE = rf"(?:^{SCALE}(?:{{0}}){MORE})|(?:[,;:(] ?|\bin ){SCALE}(?:{{0}}){MORE}|[,;:.)]))"
PER_HEAD = re.compile(r"\bper (?:head|person|capita)\b", re.IGNORECASE)
PLACE = re.compile(r"\{[^{}]*\} ?%?")


def _pattern(unit: str) -> re.Pattern[str]:
    signs = [rf"(?<![\w…]){re.escape(SIGNS[unit])}(?!\d|…|[ -]?points)"] if unit in SIGNS else []
    codes = [rf"\b{unit}\b"] if unit in SYMBOLS else []
    return re.compile("|".join([*signs, *codes, IN_PLACE.format(WORDS[unit])]), re.IGNORECASE)


NAMED = {unit: _pattern(unit) for unit in WORDS}

NEXT = rf"(?:\s+|[-‐‑]){SCALE}(?!points (?:to|at|out|towards?)\b)(?:{{0}})(?!\w)"
BEHIND = {
    unit: re.compile(NEXT.format("|".join([words, unit, re.escape(SIGNS.get(unit, unit))])), re.IGNORECASE)
    for unit, words in WORDS.items()
    if unit not in ("share", "rank", "index")
}
"""Words of units right behind a number; those of the others often name none."""

CODE_BEFORE = re.compile(rf"(?<!\w)({'|'.join(SYMBOLS)}|(?i:US\$))\s*$")


def units_in(words: str) -> set[str]:
    """Tell which units some words name as that of a number beside them; what a place in braces has is another one's.

    >>> units_in("Share of GDP, %"), units_in("Output in billions of dollars per head"), units_in("Against the yen")
    ({'share'}, {'USD'}, set())
    """
    said = PLACE.sub("…", words)
    return {unit for unit, pattern in NAMED.items() if pattern.search(said)}


def refuse_other_unit(words: str, shown: Any, place: str = "") -> None:
    """Refuse words that name a unit, or several, of which a number has none; `shown` is one, or a list of some."""
    named = units_in(words)
    suits = named.union(*(ALIKE.get(it, ()) for it in named))
    for it in shown if isinstance(shown, list) else [shown]:
        unit = it.quantity.unit if isinstance(it, Finding) else ""
        if unit and named and suits.isdisjoint({unit, *unit.split(" per ")}):
            raise TemplateError(f"{words!r} says {_told(named)}, and {it.text} is {_right(named, unit)}").at(place)
        if unit in SYMBOLS and PER_HEAD.search(words):
            raise TemplateError(f"{words!r} says per head, and {it.text} is for all; show an.per(it, people)").at(place)


def refuse_unit_beside(place: re.Match[str], finding: Finding) -> None:
    """Refuse a unit in the word right behind the place of a number, or as its code before it, that is another's.

    What may well be meant passes: "in 2017 dollars", "3.4 dollars for each", "7 won a prize", "counted 7 times".
    """
    unit = finding.quantity.unit
    if unit in ("", "date", "month", "year"):
        return
    money = unit.partition(" per ")[0] in SYMBOLS
    own = {unit, *unit.split(" per "), *(SYMBOLS if unit == "ratio" else ())}
    own |= set() if money else {"KRW"} if unit in WORDS else {"KRW", "ratio"}
    behind = place.string[place.string.index("}", place.end("name")) + 1 :].replace("*", "")
    read = {named: f"{finding.text}{it[0]}" for named, pattern in BEHIND.items() if (it := pattern.match(behind))}
    if money and (code := CODE_BEFORE.search(place.string[: place.start("name") - 1])):
        read["USD" if "$" in code[1] else code[1]] = f"{code[0]}{finding.text}"
    for named, words in read.items():
        if own.isdisjoint({named, *ALIKE.get(named, ())}):
            hint = ", or show an.convert(amount, rate)" * (unit in SYMBOLS and named in SYMBOLS)
            raise TemplateError(f"this would read {words!r}; leave out the unit that is not its own{hint}")


def _told(units: Iterable[str]) -> str:
    return " and ".join(TOLD.get(it, it) for it in sorted(units))


def _right(named: set[str], unit: str) -> str:
    """Say what would be right: the unit that a number has, and how it becomes one of the unit that was named."""
    own = _told([unit])
    hint = ", or show an.share(part, whole)" if "share" in named else ""
    hint = hint or ", or show an.convert(amount, rate)" * (unit in SYMBOLS and not named.isdisjoint(SYMBOLS))
    return f"in {own}; say {own} there{hint}"


# ----- origins ---------------------------------------------------------------------------------------------
# Whether what a number rests on is what the dataset, the study or the notebook has under the name of its source.

MEAN = re.compile(r"rate\.(?P<quote>\w+)_per_(?P<base>\w+)\.(?P<first>\d{4}-\d\d-\d\d)--(?P<last>\d{4}-\d\d-\d\d)\.\w+")


HINT = "bring a number of your own as an.number(value, unit, source)"


def refuse_forged(finding: Finding, c: Catalogue, sound: dict[int, Finding]) -> None:
    """Refuse a number that rests on a figure which its source does not have, or that prints it as another one.

    `sound` holds what was looked at before, by identity, and is added to once all beneath the number holds, too.
    """
    looked_at, waiting = {}, [finding]
    while waiting:
        it = waiting.pop()
        if id(it) not in looked_at and sound.get(id(it)) is not it:
            _refuse(it, c)
            looked_at[id(it)] = it
            waiting += reversed(it.inputs)
    sound |= looked_at


def _refuse(it: Finding, c: Catalogue) -> None:
    if type(it) is not Finding:
        raise TemplateError(f"{it.id} is a {type(it).__name__}, no finding of ours; take it from the report")
    named = [source for source in it.source_ids if not isinstance(source, GivenSource)]
    if unknown := next((source for source in named if source not in c.evidence.sources), ""):
        raise TemplateError(f"{it.label}: there is no source {unknown!r}; leave it as it was computed")
    is_own = bool(it.source_ids) and not named and it.observation is None
    if (it.observation or not it.inputs) and not is_own:
        said = _said(it)
        if not any(said == _said(known) for known in _known(it, c)):
            raise TemplateError(f"{it.label}: {it.text} is not what its source has; {HINT}")
    _refuse_numbers(it, c)


def _refuse_numbers(it: Finding, c: Catalogue) -> None:
    """Refuse a label with a number that neither the study put there, nor is in the words for what it was made from."""
    if not (found := numbers_in(it.label)):
        return
    known = [it.method, *(below.label for below in it.inputs)]
    known += [c.label(it.observation)] if it.observation else []
    known += [c[name].label for name in c.declared_at(it.place) if c.knows(name)]
    said = {number for words in known for number in numbers_in(words)}
    if other := next((number for number in found if number not in said), ""):
        raise ParameterError(f"{other!r} in the label {it.label!r} of {it.id} is another number; leave it out")


def refuse_mislabelled(finding: Finding, c: Catalogue) -> None:
    """Refuse a label of one's own with a country that the number does not rest on; a rate or a firm may be of any."""
    if c.declares(finding.id):
        return
    are_plain = all(leaf.observation and not leaf.observation.actor for leaf in finding.leaves())
    if are_plain and (others := countries(finding.label, c) - about(finding, c)):
        told = " and ".join(sorted(map(c.name, others)))
        raise TemplateError(
            f"{finding.label!r} names {told}, on which {finding.id} does not rest; give it another label"
        )


def countries(words: str, c: Catalogue) -> set[str]:
    """Return which countries some words name."""
    rows = {code: c.evidence.entities[code] for code in c.evidence.economies}
    return {code for code, row in rows.items() if re.search(rf"\b{_either(row)}\b", words)}


def _either(row: Mapping[str, str]) -> str:
    return f"(?:{re.escape(row['name'])}|{re.escape(row['name_in_prose'])})"


def about(finding: Finding, c: Catalogue) -> set[str]:
    """Return of which countries the figures are on which a number rests, or which their names name."""
    rows = [leaf.observation for leaf in finding.leaves() if leaf.observation]
    return {row.entity for row in rows}.union(*(countries(c.label(row), c) for row in rows))


def _said(leaf: Finding) -> tuple[object, ...]:
    """All that a figure says but for its name and its label, which may be one's own."""
    return leaf.quantity, leaf.text, leaf.source_ids, leaf.documents, leaf.day, leaf.observation, leaf.inputs


def _known(leaf: Finding, c: Catalogue) -> Iterator[Finding]:
    """Go through what the figure may be: a row, an exchange rate, or what is declared where it says it is."""
    try:
        if leaf.observation:
            yield c.row(c.evidence.observation(leaf.observation.observation_id))
        elif leaf.day and " per " in leaf.quantity.unit and leaf.source_ids:
            quote, base = leaf.quantity.unit.split(" per ")
            yield rate_of_day(c.evidence.rates.on(base, quote, leaf.day, leaf.source_ids[0]), leaf.label)
        elif (mean := MEAN.fullmatch(leaf.id)) and leaf.source_ids:
            first, last = (date.fromisoformat(mean[day]) for day in ("first", "last"))
            yield mean_of(
                c.evidence.rates.between(mean["base"], mean["quote"], first, last, leaf.source_ids[0]), leaf.label
            )
    except (KeyError, NotKnownError):
        return
    yield from (c[name] for name in c.declared_at(leaf.place) if c.knows(name))


# ----- prose -----------------------------------------------------------------------------------------------
# Sentences made from findings: numbers and comparative words come from the evidence, never from the keyboard.
#
# A template names findings in braces; one that holds a digit is refused, unless that belongs to a name under [labels]
# in
# `choices.toml`, such as G7:
#
# - `{firms.count}` prints the number and links it to its working; so does `{x}` with a finding of one's own, handed
# over
#   as `say("… {x} …", x=…)`, or in a cell of prose a variable of the notebook;
# - `{firms.share:words}` prints it in words where its bounds allow it ("about a third", "twice", "seven"), `:Words`
# does
#   so with a capital, and `{firms.share:2}` prints two significant digits;
# - `{firms.count:plain}` prints the number without a link, and it gets no working unless it is linked elsewhere; so do
#   `{firms.count:words plain}` and `{firms.share:2 plain}`. Dates, months and years are plain in sentences and captions
#   by themselves; in a table every number keeps its link;
# - `[{firms.count} firms]`, with the words in brackets that belong to a number, makes them part of its link, which then
#   says of what it is; in brackets stands one number and, set off by blanks, plain words;
# - `{firms.count.year}` prints the year that a figure is of;
# - `{firms.ratio:more|as much|less}` prints the word that the number and its bounds allow: the first
#   if it lies above one (a ratio) or zero (anything else), the last if below, the middle one if neither;
# - `{phrase:denominator}` prints how a parameter is called in a sentence;
# - `@` in a name stands for the entity in focus: `{firms.@.count}`, `{entity:@}`;
# - `{verdict:NAME}` prints the verdict on a claim, which leads to its card, `{statement:NAME}` the claim in our own
# words
#   and `{title:NAME}` in a few, `{entity:NAME}` an entity inside a sentence, `{name:NAME}` its bare name, and
#   `{label:NAME}` a name of that list;
# - `*word*` and `**word**` emphasise, and `@fig-LABEL` or `@tbl-LABEL`, best in parentheses, leads to a figure or
# table.

T = TypeVar("T")

YEARS = range(1500, 2200)

PLAIN_FORM = "plain"
"""How the form of a number without a link ends."""

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
        self.plain: dict[str, Finding] = {}
        self.points: dict[str, Finding] = {}
        self._sound: dict[int, Finding] = {}
        self.own: Mapping[str, object] = {}
        self.labels: dict[str, str] = {}
        self.cited: set[str] = set()
        self.read_for: dict[str, dict[str, None]] = {}  # of a source the claims on whose cards it stands, in order

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every claim."""
        return self.catalogue.verdicts

    def fill(self, template: str, markup: Markup) -> str:
        """Return a template with every place filled.

        Raises `NotKnownError` when a finding was not public yet, `UnknownNameError` for a name that no rule computes,
        and `TemplateError` for any other invalid placeholder or a digit in the template. For a template typed in a
        cell the error names the line.
        """
        refuse_faults(template, self.catalogue.evidence.settings.labels.values())
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
            except NotKnownError:
                continue
            except AnalysisError as error:
                raise error.at(f"sentence {number}" if len(templates) > 1 else "") from None
        return " ".join(done)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", around: str = "", form: str = ""
    ) -> str:
        """Write a number, and words of it, with a link to its working; behind stands whether the notebook gave it.

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
        self._check(finding, self.plain.get(finding.id))
        self.plain.setdefault(finding.id, finding)
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
            self._check(finding, self.used.get(finding.id))
            self.used.setdefault(finding.id, finding)

    def _check(self, finding: Finding, known: Finding | None) -> None:
        """Refuse a finding that cannot be shown; `known` is what is shown under its name already."""
        if finding != known:
            refuse_unfit(finding, known, self.catalogue)
            if not self.reads_editions:
                refuse_forged(finding, self.catalogue, self._sound)
                refuse_mislabelled(finding, self.catalogue)

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
                raise TemplateError(f"{of_which} was computed and is of no single year; name a figure that it rests on")
            return year_of(found)
        if name not in self.own:
            return named_in_prose(self.catalogue, name, self.own)
        if isinstance(given := self.own[name], int) and given in YEARS:
            raise UnitError(f"{given} was typed; a year belongs to a figure: of x=… it is {{x.year}}")
        return as_finding(given)

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
        match name.replace("@", focus), words and words.replace("@", focus):
            case "verdict", str(claim_id):
                verdict = _of(self.verdicts, claim_id, "verdict")
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
                return markup.label(_of(phrases, value, "phrase"))
            case _, None:
                finding, reach = self._of_place(name), (place["before"] or "", place["behind"] or "")
                refuse_unit_beside(place, finding)
                form = place["form"] or ""
                if finding.quantity.unit in CLOCK and not own_said(finding):
                    form = f"{form.removesuffix(PLAIN_FORM)}{PLAIN_FORM}"
                return self.number(finding, markup, *reach, PLACE_TEMPLATES.sub("", place.string), form)
            case finding_id, str(options):
                return markup.escape(choose(self._finding(finding_id), options.split("|")))
        raise TemplateError(f"nothing to put for {{{name}:{words}}}")


def _of(table: Mapping[str, T], name: str, what: str) -> T:
    if name not in table:
        names = {code: row["name"] for code, row in table.items() if what == "entity" and isinstance(row, Mapping)}
        raise TemplateError(f"no {what} {name!r}{nearest(name, table, labels=names)}")
    return table[name]


def choose(finding: Finding, options: list[str]) -> str:
    """Choose the comparative word that a finding allows: above, near or below one (a ratio) or zero (the rest)."""
    if len(options) not in (2, 3):
        raise TemplateError(f"{'|'.join(options)!r}: a choice has two words or three, as in more|as much|less")
    above, near, below = options if len(options) == 3 else (options[0], *options)
    return (above, near, below)[side(finding)]


def side(finding: Finding) -> int:
    """Say on which side of one (a ratio) or zero (the rest) a finding lies: 0 above, 1 neither, 2 below."""
    pivot = 1.0 if finding.quantity.unit == "ratio" else 0.0
    if finding.quantity.low > pivot:
        return 0
    return 2 if finding.quantity.high < pivot else 1
