"""Read `claims.csv` of an article: the evidence and the rule of each claim, and whether the two fit together.

A claim whose figures have different units, or whose printed number cannot be compared with them, is a defect of the
table, not of the article.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from operator import add, sub, truediv
from typing import NamedTuple
from urllib.parse import urlsplit

from analysis.dataset import expression, figures_csv
from analysis.dataset.claim_numbers import (
    PrintedChange,
    differs_as_change,
    differs_in_sign,
    read_change,
    read_place,
    read_years_running,
    reads_as_change,
    reads_as_fall,
    scale_fault,
    unit_mismatch,
)
from analysis.dataset.expression import Expression, Operation
from analysis.dataset.figures_csv import FigureSheet, Row, read_period, slug
from analysis.dataset.printed_number import Reading, has_per_cent, read_number
from analysis.dataset.schema_checks import CONTROL, DataError, Defect, Table
from analysis.dataset.unit_names import is_small_count
from analysis.errors import nearest

CLAIMS_CSV = "claims.csv"
ARTICLE_ID = "article"
"""The row of the sources and of the documents that holds the article."""

RULES = {
    "amount": "amount",
    "change": "amount",
    "rank": "rank",
    "level": "level",
    "comparison": "comparison",
    "trend": "trend",
    "record": "record",
    "first time": "record",
    "running": "record",
    "by hand": "fact",
    "opinion": "opinion",
}
"""The rules by which a claim can be judged, and the kind of such a claim."""

FORMS_OF_ARGUMENTS = {
    "amount": r"(share)?",
    "change": r"(rising|falling)?",
    "rank": r"(lowest first)?",
    "level": r"(above|below) (\S.*)",
    "comparison": r"(\d+(\.\d+)?)?",
    "trend": r"(rising|falling)",
    "record": r"(highest|lowest)( since \S+)?",
    "first time": r"((above|below) (\S.*))?",
    "running": r"(rising|falling)",
}
"""The form of the argument of a rule: comparison 1.5, level above 50%, trend falling."""

EXAMPLES = {
    "amount": "amount, or amount share if a percentage is a share and no change",
    "change": "change, change rising or change falling",
    "rank": "rank, or rank lowest first",
    "level": "level above 50%, or level below £3 million",
    "comparison": "comparison, or comparison 1.5",
    "trend": "trend rising, or trend falling",
    "record": "record highest, record lowest, or record highest since 2008",
    "first time": "first time, first time above 50%, or first time below 3",
    "running": "running rising, or running falling",
}

OVER_TIME = ("trend", "record", "running", "first time")
"""Rules that judge a series and not single figures."""

EDITORIAL_VERDICTS = ("supported", "imprecise", "overstated", "missing context", "disputed", "contradicted")
"""The verdicts that a person can give to a claim."""

CLAIMS_CSV_COLUMNS = (
    "claim_id",
    "paragraph",
    "printed",
    "title",
    "statement",
    "rule",
    "evidence",
    "editorial_verdict",
    "context",
    "context_changes_reading",
    "caveat",
    "note",
)
"""The columns that `claims.csv` of an article may have; statement and rule have to be there."""

CLAIM_COLUMNS = (
    *CLAIMS_CSV_COLUMNS,
    "argument",
    "figures",
    "meant",
    "kind",
    "entity",
    "counterpart",
    "actor",
    "indicator",
    "check",
    "context_reason",
    "source_ids",
    "document_id",
    "locator",
    "row",
)
"""The columns of the claims in the full tables, with the figures that a rule needs and its argument.

`meant` names the figure that each name without a period stands for."""

ARTICLE_COLUMNS = (
    "claim_id",
    "paragraph",
    "printed",
    "value",
    "low",
    "high",
    "unit",
    "qualifier",
    "precision",
    "entity",
    "actor",
    "indicator",
    "period_start",
    "period_end",
    "source_id",
    "published",
    "document_id",
    "locator",
    "confirmed_by",
    "note",
)
"""The columns of the figures that the article prints."""

NUMERAL = re.compile(r"\S*\d\S*")
"""A word with a digit in it, such as 118, 5G or (2024)."""

YEAR = re.compile(r"(?<![\w.,{])(?:19|20)\d\d(?![\w%]|[.,]\d)(?! (?:per cent|million|billion|thousand)\b)")
"""A year in prose, which is no figure."""

NEED_PRINTED = ("amount", "change", "rank", "running")
"""Rules that judge the number that the article prints."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The figure that a name without a period stands for."""

    figure: str
    was_public: bool
    """True if it had been published by the day of the article."""


def figure_name(observation_id: str) -> str:
    """Return the name of a figure in any of its vintages: that of its row without the day of publication.

    >>> figure_name("nests.AVONIA.2024.2024-11-01")
    'nests.AVONIA.2024'
    """
    return observation_id.rpartition(".")[0]


PUBLIC, ENDED, BEGUN = 2, 1, 0
"""How well a figure suits to be what its series' name means: it was public, or else its period had ended or begun."""


class _Candidate(NamedTuple):
    """A figure that the name of its series may mean; the largest one of a series is meant."""

    grade: int
    period_end: str
    period_start: str
    figure: str


def meanings(observations: Table, day: date) -> dict[str, Meaning]:
    """Return what each name without a period means: the figure of the last period that had ended.

    Only rows published by the day of the article count, so that later ones cannot move a name; a count made within
    its period counts as well. If no row was public by then, it is the last period that had ended, or else begun.
    """
    columns = (
        "observation_id",
        "indicator",
        "entity",
        "account",
        "unit",
        "status",
        "published",
        "period_start",
        "period_end",
    )
    today = day.isoformat()
    best: dict[str, _Candidate] = {}
    for row in zip(*(observations[column] for column in columns), strict=True):
        name, indicator, entity, account, unit, status, published, start, end = row
        # the name stands for the figures of the series' first publisher, which have no account
        if account:
            continue

        was_public = published <= today
        has_ended = end <= today
        is_count = is_small_count(unit) and status != "F"
        if was_public and (has_ended or is_count):
            grade = PUBLIC
        elif has_ended:
            grade = ENDED
        elif start <= today:
            grade = BEGUN
        else:
            continue

        series = f"{indicator}.{entity}"
        candidate = _Candidate(grade, end, start, figure_name(name))
        best[series] = max(best.get(series, candidate), candidate)
    return {series: Meaning(meant.figure, meant.grade == PUBLIC) for series, meant in best.items()}


class FigureIndex:
    """The figures that the evidence of claims can name, each with its latest value."""

    def __init__(self, tables: Mapping[str, Table], day: date) -> None:
        """Index the figures of the full tables; `day` is that of the article."""
        observations, indicators = tables["observations"], tables["indicators"]
        self.units = dict(zip(indicators["indicator"], indicators["unit"], strict=True))
        self.meanings = meanings(observations, day)
        self.series = set()
        for indicator, entity in zip(observations["indicator"], observations["entity"], strict=True):
            self.series.add(f"{indicator}.{entity}")
        self.names = self.series | {figure_name(name) for name in observations["observation_id"]}

        # in the order of publication, so that the latest vintage of a figure replaces the ones before
        columns = [observations[name] for name in ("observation_id", "published", "value", "period_end", "frequency")]
        vintages = sorted(zip(*columns, strict=True), key=lambda row: row[1])
        self.values: dict[str, float] = {}
        self.ends: dict[str, str] = {}
        self.frequencies: dict[str, str] = {}
        for observation_id, _, value, period_end, frequency in vintages:
            name = figure_name(observation_id)
            self.values[name] = float(value)
            self.ends[name] = period_end
            self.frequencies[name] = frequency

    def figure(self, name: str) -> str:
        """Return the name of the figure that a name stands for, which may lack a period."""
        return self.meanings[name].figure if name in self.meanings else name

    def unit(self, name: str) -> str:
        """Return the unit of a figure."""
        indicator = name.partition(".")[0]
        return self.units[indicator]

    def frequency(self, name: str) -> str:
        """Return the frequency of a figure's period, as in SDMX."""
        return self.frequencies[self.figure(name)]

    def value(self, tree: Expression) -> float | None:
        """Compute an expression from the latest values; None if that cannot be done."""
        signs: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "/": truediv}
        try:
            return expression.compute(tree, lambda name: self.values[self.figure(name)], signs)
        except (KeyError, ZeroDivisionError):
            return None

    def last_period(self, tree: Expression) -> str:
        """Return the last day of the latest period among the figures of an expression."""
        return max((self.ends[self.figure(name)] for name in expression.names(tree)), default="")

    def name_fault(self, name: str) -> str:
        """Return a fault, with names that may be meant, if there is no such figure; else an empty text."""
        if name in self.names:
            return ""
        indicator = name.partition(".")[0]
        same_indicator = sorted(series for series in self.series if series.startswith(f"{indicator}."))
        similar = get_close_matches(name, self.names, 1, figures_csv.LEAST_SIMILARITY)
        if similar:
            hint = f"; did you mean {similar[0]}?"
        elif same_indicator:
            hint = f"; there are {', '.join(same_indicator)}"
        else:
            hint = nearest(name, self.names)
        return f"{name[:60]!r} is not in figures.csv{hint}"


class ArticleClaim(NamedTuple):
    """A row of `claims.csv` as its author wrote it, with its rule taken apart."""

    line: int
    name: str
    statement: str
    printed: str
    rule: str
    argument: str
    evidence: str

    def refusal(self, column: str, *faults: str) -> DataError:
        """Return the error to be raised for faults in a column."""
        return DataError([Defect(CLAIMS_CSV, self.line, column, fault) for fault in faults])


class EvidenceFigures(NamedTuple):
    """The figures that the evidence of a claim names: one expression, or for a trend one or more series.

    `names` are all names in them from left to right, and `unit` is that of the first expression.
    """

    trees: list[Expression]
    names: list[str]
    unit: str


class Basis(NamedTuple):
    """What a claim is judged by: the cells of the full table that follow from its rule and its evidence.

    `check` is how it is judged: computed, editorial or no. `evidence` has the documents by which a person has decided,
    `figures` the expression that is computed, and `meant` what each name without a period stands for. `caveat` is for a
    claim whose author has written none.
    """

    check: str
    rule: str
    argument: str = ""
    evidence: str = ""
    figures: str = ""
    meant: str = ""
    caveat: str = ""
    reading: Reading | None = None
    """The number that the article prints, if it can be read."""

    first_name: str = ""
    """The first name in the evidence; the printed number has the same indicator and entity."""


def parse_rule(text: str) -> tuple[str, str]:
    """Return the name and the argument of a rule; raise `ValueError` if one of them is invalid.

    >>> parse_rule("record highest since 2008"), parse_rule("first time")
    (('record', 'highest since 2008'), ('first time', ''))
    """
    rules = [name for name in RULES if text == name or text.startswith(f"{name} ")]
    if not rules:
        hint = nearest(text, RULES, f"expected {', '.join(RULES)}")
        raise ValueError(f"{text[:40]!r} is unknown{hint}")
    rule = rules[0]
    argument = text.removeprefix(rule).strip()
    if not re.fullmatch(FORMS_OF_ARGUMENTS.get(rule, ""), argument):
        raise ValueError(f"{argument[:40]!r} does not go with {rule}; write {EXAMPLES.get(rule, rule)}")
    return rule, argument


def parse_evidence(rule: str, text: str) -> list[Expression]:
    """Parse the evidence of a claim into one expression, or for a trend into names of series.

    Raises `ValueError` if it is no expression.
    """
    words = text.split()
    if rule == "trend":
        return list(words)
    # a comparison may name its two figures side by side
    if rule == "comparison" and len(words) == 2 and "/" not in text:
        text = " / ".join(words)
    return [expression.parse(text)]


def shape_fault(rule: str, tree: Expression) -> str:
    """Return why a rule cannot be applied to an expression, or an empty text.

    >>> shape_fault("rank", expression.parse("a + b")), shape_fault("change", expression.parse("a / b"))
    ('names 2 figures; rank needs one figure', '')
    """
    number = len(list(expression.names(tree)))
    sign = tree.sign if isinstance(tree, Operation) else ""
    if rule == "comparison" and sign != "/":
        return f"comparison needs two figures, such as a / b, not {number}"
    if rule == "change" and sign not in ("/", "-"):
        return "change needs a later and an earlier figure, such as a / b"
    if rule == "first time" and sign and (sign != "/" or number != 2):
        return "first time needs one series and a threshold, or two series as a / b"
    if rule in ("rank", "record", "running") and sign:
        return f"names {number} figures; {rule} needs one figure"
    return ""


class Claims:
    """The claims as the full tables hold them, with the figures that the article prints.

    Each claim goes through the same steps. `parse_rule` takes its rule apart; `_basis` reads what the rule needs, be it
    documents or figures and a printed number; `add` enters the claim with all that was read, and the printed number as
    a figure of the article. A step that fails raises `DataError`, which ends up in `defects`.
    """

    def __init__(self, tables: dict[str, Table], published: date) -> None:
        self.published = published
        self.tables = tables
        self.sheet = FigureSheet(tables)
        self.index = FigureIndex(tables, published)
        self.former = figures_csv.former_names(tables)
        self.names: set[str] = set()
        self.claims: Table = {name: [] for name in CLAIM_COLUMNS}
        self.article: Table = {name: [] for name in ARTICLE_COLUMNS}
        self.labels: dict[str, str] = {}
        self.defects: list[Defect] = []

    def add(self, line: int, cells: Row) -> None:
        """Add the claim in a line of `claims.csv`, with what follows from its cells; enter its faults in `defects`."""
        name = cells["claim_id"] or f"C{line - 1:02}"
        self.defects += self._cell_defects(line, name, cells)
        self.names.add(name)
        try:
            claim = self._parse(line, name, cells)
            basis = self._basis(claim, cells["editorial_verdict"])
        except DataError as error:
            self.defects += error.defects
            return

        locator = f"paragraph {cells['paragraph']}" if cells["paragraph"] else ""
        if basis.reading:
            indicator, entity, *_ = basis.first_name.split(".")
            figure = basis.reading.cells
            figure |= {
                "claim_id": name,
                "paragraph": cells["paragraph"],
                "printed": claim.printed,
                "entity": entity,
                "indicator": indicator,
                "source_id": ARTICLE_ID,
                "published": self.published.isoformat(),
                "document_id": ARTICLE_ID,
                "locator": locator,
                "note": "as printed",
            }
            append(self.article, figure)

        # paragraph, printed, editorial_verdict, context_changes_reading and note stay as the author wrote them
        statement = self._with_labels(claim, basis, claim.statement)
        completed = cells | {
            "row": str(line),
            "claim_id": name,
            "statement": statement,
            "title": self._with_labels(claim, basis, cells["title"]) or statement,
            "context": self._with_years(self._with_new_names(cells["context"])),
            "caveat": self._with_years(self._with_new_names(cells["caveat"] or basis.caveat)),
            "kind": RULES[claim.rule],
            "check": basis.check,
            "rule": basis.rule,
            "argument": basis.argument,
            "evidence": basis.evidence,
            "figures": basis.figures,
            "meant": basis.meant,
            "document_id": ARTICLE_ID,
            "locator": locator,
        }
        append(self.claims, completed)

    def _cell_defects(self, line: int, name: str, cells: Row) -> list[Defect]:
        """Return the defects of single cells."""
        faults = []
        if not re.fullmatch(r"[A-Z]\d{2,}", name):
            faults.append(("claim_id", f"{name[:40]!r} is no name of a claim: write a capital letter and digits"))
        if name in self.names:
            faults.append(("claim_id", f"repeats {name}"))
        for column in CLAIMS_CSV_COLUMNS:
            if CONTROL.search(cells[column]):
                faults.append((column, "holds a control character"))
        if not cells["statement"]:
            faults.append(("statement", "is empty; write what the article says, in your own words"))
        return [Defect(CLAIMS_CSV, line, column, fault) for column, fault in faults]

    def _parse(self, line: int, name: str, cells: Row) -> ArticleClaim:
        try:
            rule, argument = parse_rule(cells["rule"])
        except ValueError as error:
            raise DataError([Defect(CLAIMS_CSV, line, "rule", str(error))]) from None
        return ArticleClaim(line, name, cells["statement"], cells["printed"], rule, argument, cells["evidence"])

    def _basis(self, claim: ArticleClaim, editorial_verdict: str) -> Basis:
        """Return what a claim is judged by; raise `DataError` if its cells do not give what its rule needs."""
        if claim.rule == "opinion":
            return Basis("no", "not checkable", evidence=claim.evidence, caveat="This is an opinion.")
        if claim.rule == "by hand":
            return Basis("editorial", "editorial", evidence=self._documents(claim, editorial_verdict))

        evidence = self._read_evidence(claim)
        argument = claim.argument
        if claim.rule in NEED_PRINTED:
            argument, reading = self._read_printed(claim, evidence)
        else:
            self._check_argument(claim, evidence)
            reading = None
            if claim.printed:
                # the rule does not need it, so it may be words
                with suppress(ValueError):
                    reading = read_number(claim.printed, evidence.unit)

        means = [f"{name}={self.index.figure(name)}" for name in evidence.names if name in self.index.meanings]
        figures = [str(expression.renamed(tree, self.index.figure)) for tree in evidence.trees]
        return Basis(
            "computed",
            claim.rule,
            argument,
            figures=" ".join(figures),
            meant=" ".join(means),
            reading=reading,
            first_name=evidence.names[0],
        )

    # -- what a claim is compared with

    def _documents(self, claim: ArticleClaim, editorial_verdict: str) -> str:
        """Enter the documents by which a person has decided; return their names."""
        defects = []
        if editorial_verdict not in EDITORIAL_VERDICTS:
            fault = f"{editorial_verdict!r} is unknown; expected one of {', '.join(EDITORIAL_VERDICTS)}"
            defects += claim.refusal("editorial_verdict", fault).defects
        try:
            pages = pages_of(claim.evidence)
        except ValueError as error:
            defects += claim.refusal("evidence", str(error)).defects
        if defects:
            raise DataError(defects)

        documents = []
        for address, kind in pages:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            page = {"publisher": host, "address": address, "document": kind}
            documents.append(self.sheet.document(page, claim.line))
        for document in self.sheet.derived.tables.pop("documents", []):
            append(self.tables["documents"], document)
        return " ".join(documents)

    def _read_evidence(self, claim: ArticleClaim) -> EvidenceFigures:
        """Return the figures that the evidence names, which must suit the rule and have one unit."""
        text = self._with_new_names(claim.evidence)
        if not text:
            example = min(self.index.series, default="nests.AVONIA")
            raise claim.refusal("evidence", f"is empty; name figures, such as {example}")
        try:
            trees = parse_evidence(claim.rule, text)
        except ValueError as error:
            raise claim.refusal("evidence", str(error)) from None

        names: list[str] = []
        for tree in trees:
            names += expression.names(tree)
        name_faults = [self.index.name_fault(name) for name in names]
        if any(name_faults):
            raise claim.refusal("evidence", *filter(None, name_faults))

        fault = shape_fault(claim.rule, trees[0])
        if fault:
            raise claim.refusal("evidence", fault)
        try:
            unit = expression.unit(trees[0], self.index.unit)
        except ValueError as error:
            raise claim.refusal("evidence", str(error)) from None
        return EvidenceFigures(trees, names, unit)

    def _check_argument(self, claim: ArticleClaim, evidence: EvidenceFigures) -> None:
        """Raise `DataError` if a threshold or a first period does not suit the evidence."""
        fault = ""
        if claim.rule in ("level", "first time") and claim.argument:
            _, _, threshold = claim.argument.partition(" ")
            fault = self._threshold_fault(threshold, evidence)
        elif claim.rule == "record" and " since " in claim.argument:
            _, _, period = claim.argument.rpartition(" ")
            fault = self._since_fault(period, evidence)
        if fault:
            raise claim.refusal("rule", fault)

    def _threshold_fault(self, threshold: str, evidence: EvidenceFigures) -> str:
        tree, unit = evidence.trees[0], evidence.unit
        if unit == "rank":
            return "a place is judged by the rule rank, with a number such as third or top ten"
        if isinstance(tree, Operation) and tree.sign == "/":
            unit = "share" if "%" in threshold else "ratio"
        mismatch = unit_mismatch(threshold, unit)
        if mismatch:
            return mismatch
        try:
            number = read_number(threshold, unit)
        except ValueError as error:
            return str(error)
        return scale_fault(threshold, number.value, self.index.value(tree), unit)

    def _since_fault(self, period: str, evidence: EvidenceFigures) -> str:
        name = evidence.names[0]
        try:
            frequency, _, _ = read_period(period)
        except ValueError:
            return f"{period[:40]!r} is no period, such as 2008"
        if frequency != self.index.frequency(name):
            return f"{period} is no period of {name}; name one as figures.csv does"
        return ""

    # -- what the article prints

    def _read_printed(self, claim: ArticleClaim, evidence: EvidenceFigures) -> tuple[str, Reading]:
        """Return the argument of a rule that judges the printed number, and that number.

        The argument of `change` becomes the kind of the change.
        """
        if not claim.printed:
            raise claim.refusal("printed", f"is empty; {claim.rule} needs the number as the article prints it")
        argument = claim.argument
        try:
            if claim.rule == "amount":
                reading = self._amount(claim, evidence)
            elif claim.rule == "change":
                argument, reading = self._change(claim, evidence)
            elif claim.rule == "rank":
                reading = read_place(claim.printed, claim.statement)
            else:
                reading = read_years_running(claim.printed)
        except ValueError as error:
            raise claim.refusal("printed", str(error)) from None

        # a statement may put a place into other words
        if claim.rule != "rank" and claim.printed not in claim.statement:
            fault = f"{claim.printed[:40]!r} does not stand in the statement; write it there as it is printed"
            raise claim.refusal("printed", fault)
        return argument, reading

    def _amount(self, claim: ArticleClaim, evidence: EvidenceFigures) -> Reading:
        """Read a printed amount in the unit of the evidence; raise `ValueError` if the two cannot be compared."""
        printed, tree, unit = claim.printed, evidence.trees[0], evidence.unit
        if unit == "ratio" and has_per_cent(printed):
            unit = "share"
        fault = unit_mismatch(printed, unit)
        if fault:
            raise ValueError(fault)

        reading = read_number(printed, unit)
        computed = self.index.value(tree)
        fault = scale_fault(printed, reading.value, computed, unit)
        if fault:
            raise ValueError(fault)
        if computed and differs_in_sign(reading.value, computed):
            hint = "swap the figures of the evidence" if isinstance(tree, Operation) else "write both with their sign"
            number = f"{computed:,.0f}" if abs(computed) >= 1000 else f"{computed:.4g}"
            raise ValueError(f"{printed} and the evidence, {number}, differ in sign alone; {hint}")

        # What may be a change is refused, as it would be judged as an amount
        if not isinstance(tree, Operation):
            return reading
        if tree.sign == "-" and reads_as_fall(printed, claim.statement):
            raise ValueError(f"{printed} reads as a fall or a lack; write change as the rule with “{printed} less”")
        if tree.sign == "/" and unit == "share" and claim.argument != "share":
            hint = f"write change as the rule with “{printed} higher” or the like, or amount share"
            if reads_as_change(printed, claim.statement):
                figures = expression.renamed(tree, self.index.figure)
                raise ValueError(f"{printed} reads as a change, and {figures} is a share; {hint}")
            if differs_as_change(reading.value, computed):
                raise ValueError(f"{printed} differs from {computed:.0%} as a change differs from a share; {hint}")
        return reading

    def _change(self, claim: ArticleClaim, evidence: EvidenceFigures) -> PrintedChange:
        """Read a printed change of the first figure against the second; raise `ValueError` if there is none."""
        tree = evidence.trees[0]
        assert isinstance(tree, Operation)
        if self.index.last_period(tree.left) < self.index.last_period(tree.right):
            figures = expression.renamed(tree, self.index.figure)
            raise ValueError(f"the earlier figure stands first in {figures}; write the later one first")
        if any((self.index.value(side) or 0) < 0 for side in (tree.left, tree.right)):
            raise ValueError(
                "of a figure below zero a rise and a fall can be read in two ways; write amount with a - b"
            )
        unit = expression.unit(tree.left, self.index.unit)
        return read_change(claim.printed, unit, claim.argument)

    # -- the words of a claim

    def _with_labels(self, claim: ArticleClaim, basis: Basis, text: str) -> str:
        """Replace the printed number in a text by the figure of the article, and other numerals by labels.

        `It has 118 nests, 7 of them new` becomes `It has {claim.C77} nests, {label:said_7} of them new`.
        """
        if basis.reading and claim.printed:
            text = text.replace(claim.printed, f"{{claim.{claim.name}}}", 1)

        def label(match: re.Match[str]) -> str:
            numeral = match[0].strip(".,;:()“”‘’'\"")
            return match[0].replace(numeral, self._label(slug(numeral), numeral))

        return _outside_placeholders(NUMERAL, label, text)

    def _with_new_names(self, text: str) -> str:
        """Replace names of earlier versions in a text by the present ones."""
        if not self.former:
            return text
        return re.sub(r"\w+", lambda word: self.former.get(word[0], word[0]), text)

    def _with_years(self, text: str) -> str:
        """Mark years in a text as labels, as they are not figures."""
        return _outside_placeholders(YEAR, lambda year: self._label(year[0], year[0]), text)

    def _label(self, name: str, text: str) -> str:
        """Return a placeholder for a text that may stand in a sentence as it is."""
        self.labels[f"said_{name}"] = text
        return f"{{label:said_{name}}}"


def pages_of(text: str) -> list[tuple[str, str]]:
    """Return the addresses in the evidence of a claim judged by hand, each with the kind of the document if given.

    Raises `ValueError` for anything else.

    >>> pages_of("https://example.org/law own https://example.org/page")
    [('https://example.org/law', 'own'), ('https://example.org/page', '')]
    """
    pages: list[tuple[str, str]] = []
    for word in text.split():
        if re.fullmatch(r'https?://[^\s<>"]+', word):
            pages.append((word, ""))
        elif pages and word in figures_csv.DOCUMENT_KINDS:
            address, _ = pages[-1]
            pages[-1] = (address, word)
        else:
            hint = f"; whose page it is may stand behind it: {', '.join(figures_csv.DOCUMENT_KINDS)}" if pages else ""
            raise ValueError(f"{word[:60]!r} is no address, such as https://example.org/page{hint}")
    if not pages:
        raise ValueError("is empty; give the address of the document that decides")
    return pages


def _outside_placeholders(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace a pattern in a text, but for the parts in curly brackets."""
    parts = []
    for part in re.split(r"(\{[^{}]*\})", text):
        is_placeholder = part.startswith("{")
        parts.append(part if is_placeholder else pattern.sub(replacement, part))
    return "".join(parts)


def append(table: Table, row: Mapping[str, str]) -> None:
    """Add a row to a table; columns that the row lacks are empty."""
    for column, cells in table.items():
        cells.append(row.get(column, ""))
