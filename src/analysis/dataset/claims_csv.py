"""Read `claims.csv` of an article: the evidence and the rule of each claim, and whether the two fit together.

A claim whose figures have different units, or whose printed number cannot be compared with them, is a defect of the
table, not of the article.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
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
from analysis.dataset.expression import Operation
from analysis.dataset.figure_index import FigureIndex
from analysis.dataset.figures_csv import FigureSheet, Row, read_period, slug
from analysis.dataset.printed_number import Reading, has_per_cent, read_number
from analysis.dataset.rule_syntax import NEED_PRINTED, RULES, EvidenceFigures, parse_evidence, parse_rule, shape_fault
from analysis.dataset.schema_checks import CONTROL, DataError, Defect, Table

CLAIMS_CSV = "claims.csv"
ARTICLE_ID = "article"
"""The row of the sources and of the documents that holds the article."""

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
        # the header is row 1, so the first claim is C01
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
            # INDICATOR.ENTITY, perhaps with a period and an account behind it
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
        """Return a claim with its rule taken apart; raise `DataError` if the rule is invalid."""
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
        """Read the documents by which a person has decided; return their names."""
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
        return " ".join(documents)

    def enter_documents(self) -> None:
        """Enter the documents of verdicts by hand that the tables do not have, once no claim can say more of them."""
        for _, document in self.sheet.derived.rows("documents"):
            append(self.tables["documents"], document)

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

        # only a trend has further trees, each of them a name
        fault = shape_fault(claim.rule, trees[0])
        if fault:
            raise claim.refusal("evidence", fault)
        try:
            unit = expression.unit(trees[0], self.index.unit)
        except ValueError as error:
            raise claim.refusal("evidence", str(error)) from None
        return EvidenceFigures(trees, names, unit)

    def _check_argument(self, claim: ArticleClaim, evidence: EvidenceFigures) -> None:
        """Raise `DataError` if a threshold or a first period does not suit the evidence.

        These are the last parts of `above 50%` and of `highest since 2008`.
        """
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
        """Return why a threshold cannot be compared with the evidence, or an empty text."""
        tree, unit = evidence.trees[0], evidence.unit
        if unit == "rank":
            return "a place is judged by the rule rank, with a number such as third or top ten"
        if isinstance(tree, Operation) and tree.sign == "/":
            # a quotient can be held against either
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
        """Return why a record cannot be one since a period, or an empty text; its evidence is a single name."""
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
            else:  # running, the last of NEED_PRINTED
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
        assert isinstance(tree, Operation)  # by `shape_fault`
        if self.index.last_period(tree.left) < self.index.last_period(tree.right):
            figures = expression.renamed(tree, self.index.figure)
            raise ValueError(f"the earlier figure stands first in {figures}; write the later one first")
        # a side that cannot be computed is not refused here
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
        # where the number stands twice, only the first is the one printed
        if basis.reading:
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
