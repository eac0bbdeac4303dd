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
from urllib.parse import urlsplit

from analysis.dataset import expression, sheet
from analysis.dataset.expression import Expression, Operation
from analysis.dataset.plausibility import counts
from analysis.dataset.printed_number import (
    ABBREVIATED_SCALES,
    LIMITING_WORD,
    MULTIPLES,
    ONE_TO_TWELVE,
    ORDINALS,
    PER_CENT,
    SCALE_WORDS,
    Reading,
    read_number,
    read_token,
)
from analysis.dataset.schema import CONTROL, Defect, Table
from analysis.dataset.sheet import FigureSheet, Row, read_period, slug
from analysis.dataset.units import currencies_of, is_money, unit_in_words
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

ARGUMENTS = {
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

BY_HAND = ("supported", "imprecise", "overstated", "missing context", "disputed", "contradicted")
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
YEAR = re.compile(r"(?<![\w.,{])(?:19|20)\d\d(?![\w%]|[.,]\d)(?! (?:per cent|million|billion|thousand)\b)")
"""A year in prose, which is no figure."""

NEED_PRINTED = ("amount", "change", "rank", "running")
"""Rules that judge the number that the article prints."""

LARGEST_SCALE_GAP = 1000
"""How many times a number without a currency may differ from the evidence before its scale is asked for."""

SAME_NUMBER = 0.02
"""Two numbers closer than this share may be meant as one."""

UP = (
    r"rose|risen|rises?|rising|grew|grown|grows?|growth|increased?|increases|up|higher|more|gained?|jump(?:ed)?|"
    r"climb(?:ed)?|surged?|soared|larger|bigger|greater|above"
)
DOWN = (
    r"fell|fallen|falls?|falling|dropped|drops?|declined?|declines|decreased?|decreases|down|lower|less|fewer|shrank|"
    r"shrunk|cut|lost|reduced|reduction|smaller|plunged|dipped|slipped|cheaper|below"
)
DIRECTIONS = {
    "rising": re.compile(rf"\b(?:{UP})\b", re.IGNORECASE),
    "falling": re.compile(rf"\b(?:{DOWN})\b", re.IGNORECASE),
}
MULTIPLIED = {"doubled": 2, "tripled": 3, "trebled": 3, "quadrupled": 4, "halved": 0.5}
MAGNITUDE = rf"(?:{'|'.join(SCALE_WORDS)}|bn|tn|trn|mn|mln|m|%|per cent|percent|percentage points?|points?)"
CORE = rf"[^\d\s]{{0,4}}\d[\d,.]*(?: ?{MAGNITUDE}\b|%)*"
CHANGED = re.compile(
    rf"(?:(?P<qualifier>{LIMITING_WORD})\s*)?"
    rf"(?:(?P<number>{CORE}(?:(?: to |[-–—]){CORE})?)|(?P<times>{'|'.join(MULTIPLIED)}))",
    re.IGNORECASE,
)
"""The number of a change: 67%, more than 3 percentage points, nearly doubled."""

READS_AS_CHANGE = (
    rf"\b(?:{UP}|{DOWN})(?: by)?(?: (?:about|around|nearly|almost|some|more than|over|at least))? ?$",
    rf"^ (?:{UP}|{DOWN}|rise|growth|increase|fall|drop|decline|decrease|jump|cut)\b",
)
"""Words before or after a percentage that is a change."""


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
    # For each series the best row so far: its grade, the end and the start of its period, and the name of its figure
    best: dict[str, tuple[int, str, str, str]] = {}
    for row in zip(*(observations[column] for column in columns), strict=True):
        name, indicator, entity, account, unit, status, published, start, end = row
        # the name stands for the figures of the series' first publisher, which have no account
        if account:
            continue

        was_public = published <= today
        has_ended = end <= today
        is_count = counts(unit) and status != "F"
        if was_public and (has_ended or is_count):
            grade = 2
        elif has_ended:
            grade = 1
        elif start <= today:
            grade = 0
        else:
            continue

        series = f"{indicator}.{entity}"
        candidate = (grade, end, start, figure_name(name))
        best[series] = max(best.get(series, candidate), candidate)
    return {series: Meaning(figure, grade == 2) for series, (grade, _, _, figure) in best.items()}


class Claims:
    """The claims as the full tables hold them, with the figures that the article prints."""

    def __init__(self, tables: dict[str, Table], published: date) -> None:
        self.published = published
        self.tables = tables
        self.sheet = FigureSheet(tables)
        self.claims: Table = {name: [] for name in CLAIM_COLUMNS}
        self.article: Table = {name: [] for name in ARTICLE_COLUMNS}
        self.labels: dict[str, str] = {}
        self.defects: list[Defect] = []

        observations = tables["observations"]
        indicators = tables["indicators"]
        self.units = dict(zip(indicators["indicator"], indicators["unit"], strict=True))
        self.series = set()
        for indicator, entity in zip(observations["indicator"], observations["entity"], strict=True):
            self.series.add(f"{indicator}.{entity}")
        self.names = self.series | {figure_name(name) for name in observations["observation_id"]}
        self.meanings = meanings(observations, published)
        self.former = sheet.former_names(tables)

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

    def add(self, number: int, row: Row) -> None:
        """Add a claim, completed by what follows from its cells; enter its faults in `defects`."""
        row["row"] = str(number)
        row["claim_id"] = row["claim_id"] or f"C{number - 1:02}"
        row["document_id"] = ARTICLE_ID
        row["locator"] = f"paragraph {row['paragraph']}" if row["paragraph"] else ""
        self._check_cells(row)
        if self._split_rule(row):
            self._apply_rule(row)
        append(self.claims, row)

    def _refuse(self, row: Row, column: str, fault: str) -> None:
        self.defects.append(Defect(CLAIMS_CSV, int(row["row"]), column, fault))

    def _check_cells(self, row: Row) -> None:
        name = row["claim_id"]
        if not re.fullmatch(r"[A-Z]\d{2,}", name):
            self._refuse(row, "claim_id", f"{name[:40]!r} is no name of a claim: write a capital letter and digits")
        if name in self.claims["claim_id"]:
            self._refuse(row, "claim_id", f"repeats {name}")
        for column in CLAIMS_CSV_COLUMNS:
            if CONTROL.search(row[column]):
                self._refuse(row, column, "holds a control character")
        if not row["statement"]:
            self._refuse(row, "statement", "is empty; write what the article says, in your own words")

    def _split_rule(self, row: Row) -> bool:
        """Split the cell of the rule into its name and its argument; return False if one of them is invalid."""
        text = row["rule"]
        rules = [name for name in RULES if text == name or text.startswith(f"{name} ")]
        if not rules:
            hint = nearest(text, RULES, f"expected {', '.join(RULES)}")
            self._refuse(row, "rule", f"{text[:40]!r} is unknown{hint}")
            return False

        rule = rules[0]
        argument = text.removeprefix(rule).strip()
        row["rule"] = rule
        row["argument"] = argument
        row["kind"] = RULES[rule]
        if not re.fullmatch(ARGUMENTS.get(rule, ""), argument):
            example = EXAMPLES.get(rule, rule)
            self._refuse(row, "rule", f"{argument[:40]!r} does not go with {rule}; write {example}")
            return False
        return True

    def _apply_rule(self, row: Row) -> None:
        """Fill in what the rule needs, and then the texts of a claim."""
        if row["rule"] == "by hand":
            row["check"] = "editorial"
            self._read_addresses(row)
        elif row["rule"] == "opinion":
            row["check"] = "no"
            row["rule"] = "not checkable"
            row["caveat"] = row["caveat"] or "This is an opinion."
        else:
            row["check"] = "computed"
            self._read_evidence(row)

        # The texts can be completed only now: the printed figure has its place in them once it has been read
        row["statement"] = self._quoted(row, "statement")
        row["title"] = self._quoted(row, "title") or row["statement"]
        for column in ("context", "caveat"):
            row[column] = self._with_years(self._with_new_names(row[column]))

    # -- what a claim is compared with

    def _read_evidence(self, row: Row) -> None:
        """Replace the evidence of a claim by the figures it names, and enter the number that the article prints."""
        rule = row["rule"]
        text = self._with_new_names(row["evidence"])
        row["evidence"] = ""
        if not text:
            self._refuse(row, "evidence", f"is empty; name figures, such as {min(self.series, default='nests.AVONIA')}")
            return

        # Parse the expression; a trend names one or more series instead
        trees: list[Expression]
        words = text.split()
        if rule == "trend":
            trees = list(words)
        else:
            # a comparison may name its two figures side by side
            if rule == "comparison" and len(words) == 2 and "/" not in text:
                text = " / ".join(words)
            try:
                trees = [expression.parse(text)]
            except ValueError as error:
                self._refuse(row, "evidence", str(error))
                return

        # Refuse unknown names, and expressions to which the rule does not apply
        names: list[str] = []
        for tree in trees:
            names += expression.names(tree)
        unknown = [name for name in names if name not in self.names]
        for name in unknown:
            self._refuse(row, "evidence", self._unknown(name))
        if unknown:
            return
        fault = self._shape_fault(rule, trees[0])
        if fault:
            self._refuse(row, "evidence", fault)
            return

        # Enter the figures
        row["meant"] = " ".join(f"{name}={self.meanings[name].figure}" for name in names if name in self.meanings)
        row["figures"] = " ".join(str(expression.renamed(tree, self._figure)) for tree in trees)
        try:
            unit = expression.unit(trees[0], self._unit)
        except ValueError as error:
            self._refuse(row, "evidence", str(error))
            return

        # Enter the number that the article prints
        printed = row["printed"]
        if rule in NEED_PRINTED and not printed:
            self._refuse(row, "printed", f"is empty; {rule} needs the number as the article prints it")
            return
        is_comparable = self._read_printed(row, trees[0], unit)
        is_quoted = printed in row["statement"]
        if is_comparable and not is_quoted and rule in ("amount", "change", "running"):
            self._refuse(
                row,
                "printed",
                f"{printed[:40]!r} does not stand in the statement; write it there as it is printed",
            )

    def _read_printed(self, row: Row, tree: Expression, unit: str) -> bool:
        """Enter the figure that the article prints; return False if it cannot be compared with the evidence."""
        column = "printed"
        try:
            match row["rule"]:
                case "amount":
                    self._enter(row, tree, self._amount(row, tree, unit))
                case "change":
                    self._enter(row, tree, self._change(row, tree))
                case "rank":
                    self._enter(row, tree, _place(row["printed"], row["statement"]))
                case "running":
                    self._enter(row, tree, _years_running(row["printed"]))
                case "level" | "first time" if row["argument"]:
                    column = "rule"
                    if unit == "rank":
                        raise ValueError("a place is judged by the rule rank, with a number such as third or top ten")
                    self._check_threshold(row["argument"].partition(" ")[2], tree, unit)
                case "record" if " since " in row["argument"]:
                    column = "rule"
                    self._check_since(row["argument"].rpartition(" ")[2], tree)
        except ValueError as error:
            self._refuse(row, column, str(error))
            return False

        if row["printed"] and row["rule"] not in NEED_PRINTED:
            with suppress(ValueError):  # the rule does not need it, so it may be words
                self._enter(row, tree, read_number(row["printed"], unit))
        return True

    def _unknown(self, name: str) -> str:
        indicator = name.partition(".")[0]
        same_indicator = sorted(series for series in self.series if series.startswith(f"{indicator}."))
        similar = get_close_matches(name, self.names, 1, sheet.LEAST_SIMILARITY)
        if similar:
            hint = f"; did you mean {similar[0]}?"
        elif same_indicator:
            hint = f"; there are {', '.join(same_indicator)}"
        else:
            hint = nearest(name, self.names)
        return f"{name[:60]!r} is not in figures.csv{hint}"

    def _shape_fault(self, rule: str, tree: Expression) -> str:
        """Return why a rule cannot be applied to an expression, or an empty text."""
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

    def _figure(self, name: str) -> str:
        return self.meanings[name].figure if name in self.meanings else name

    def _unit(self, name: str) -> str:
        return self.units[name.partition(".")[0]]

    def _value(self, tree: Expression) -> float | None:
        """Compute an expression from the newest values; None if that cannot be done."""
        signs: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "/": truediv}
        try:
            return expression.compute(tree, lambda name: self.values[self._figure(name)], signs)
        except (KeyError, ZeroDivisionError):
            return None

    # -- what the article prints

    def _enter(self, row: Row, tree: Expression, reading: Reading) -> None:
        # a figure of the article has one indicator and one entity: those of the first name
        indicator, entity, *_ = next(expression.names(tree)).split(".")
        figure = reading.cells
        figure |= {
            "claim_id": row["claim_id"],
            "paragraph": row["paragraph"],
            "printed": row["printed"],
            "entity": entity,
            "indicator": indicator,
            "source_id": ARTICLE_ID,
            "published": self.published.isoformat(),
            "document_id": ARTICLE_ID,
            "locator": row["locator"],
            "note": "as printed",
        }
        append(self.article, figure)

    def _amount(self, row: Row, tree: Expression, unit: str) -> Reading:
        """Read a printed amount in the unit of the evidence; raise `ValueError` if the two cannot be compared."""
        printed = row["printed"]
        if unit == "ratio" and any(sign in printed for sign in PER_CENT):
            unit = "share"
        fault = unit_fault(printed, unit)
        if fault:
            raise ValueError(fault)

        reading = read_number(printed, unit)
        computed = self._value(tree)
        self._refuse_missing_scale(printed, reading.value, computed, unit)

        if computed and reading.value and abs(reading.value + computed) < SAME_NUMBER * abs(computed):
            hint = "swap the figures of the evidence" if isinstance(tree, Operation) else "write both with their sign"
            number = f"{computed:,.0f}" if abs(computed) >= 1000 else f"{computed:.4g}"
            raise ValueError(f"{printed} and the evidence, {number}, differ in sign alone; {hint}")
        if not isinstance(tree, Operation):
            return reading

        if tree.sign == "-" and self._reads_as_fall(row):
            raise ValueError(f"{printed} reads as a fall or a lack; write change as the rule with “{printed} less”")
        if tree.sign == "/" and unit == "share" and row["argument"] != "share":
            reason = _may_be_change(row, reading.value, computed)
            if reason:
                hint = f"write change as the rule with “{printed} higher” or the like, or amount share"
                raise ValueError(f"{reason}; {hint}")
        return reading

    def _reads_as_fall(self, row: Row) -> bool:
        before, _, behind = row["statement"].partition(row["printed"])
        verb_before = re.search(rf"\b(?:{DOWN})(?: by)? ?$", before, re.IGNORECASE)
        verb_behind = re.match(rf" (?:{DOWN})\b", behind, re.IGNORECASE)
        return bool(verb_before or verb_behind)

    def _refuse_missing_scale(self, number: str, value: float, computed: float | None, unit: str) -> None:
        """Raise `ValueError` for a number without currency and magnitude that is far from an amount of money."""
        has_scale = any(word in number.lower() for word in SCALE_WORDS | ABBREVIATED_SCALES)
        if not is_money(unit) or currencies_of(number) or has_scale:
            return
        if not computed or not value:
            return
        if not 1 / LARGEST_SCALE_GAP < abs(computed / value) < LARGEST_SCALE_GAP:
            raise ValueError(
                f"{number} has no scale, and the evidence is {computed:,.0f} {unit}; write all of it, as in £1 billion"
            )

    def _change(self, row: Row, tree: Expression) -> Reading:
        """Read a printed change, with its sign: of the first figure against the second one."""
        assert isinstance(tree, Operation)
        later, earlier = self._last_period(tree.left), self._last_period(tree.right)
        if later < earlier:
            raise ValueError(f"the earlier figure stands first in {row['figures']}; write the later one first")

        printed = row["printed"]
        unit = expression.unit(tree.left, self._unit)
        change = CHANGED.search(printed)
        if not change:
            raise ValueError(f"{printed[:40]!r} holds no change, such as 67% higher, fell by 3%, doubled")
        if any((self._value(side) or 0) < 0 for side in (tree.left, tree.right)):
            raise ValueError(
                "of a figure below zero a rise and a fall can be read in two ways; write amount with a - b"
            )
        row["argument"], reading = _change_read(change, printed, unit, row["argument"])
        return reading

    def _last_period(self, tree: Expression) -> str:
        """Return the last day of the latest period among the figures of an expression."""
        return max((self.ends[self._figure(name)] for name in expression.names(tree)), default="")

    def _check_threshold(self, threshold: str, tree: Expression, unit: str) -> None:
        if isinstance(tree, Operation) and tree.sign == "/":
            unit = "share" if "%" in threshold else "ratio"
        fault = unit_fault(threshold, unit)
        if fault:
            raise ValueError(fault)
        self._refuse_missing_scale(threshold, read_number(threshold, unit).value, self._value(tree), unit)

    def _check_since(self, period: str, tree: Expression) -> None:
        assert isinstance(tree, str)
        try:
            frequency, _, _ = read_period(period)
        except ValueError:
            raise ValueError(f"{period[:40]!r} is no period, such as 2008") from None
        if frequency != self.frequencies[self._figure(tree)]:
            raise ValueError(f"{period} is no period of {tree}; name one as figures.csv does")

    # -- verdicts by hand, and words

    def _read_addresses(self, row: Row) -> None:
        """Enter the documents by which a person has decided."""
        row["rule"] = "editorial"
        verdict = row["editorial_verdict"]
        if verdict not in BY_HAND:
            fault = f"{verdict!r} is unknown; expected one of {', '.join(BY_HAND)}"
            self._refuse(row, "editorial_verdict", fault)

        # Read the addresses, each perhaps followed by whose page it is
        pages: list[tuple[str, str]] = []
        for word in row["evidence"].split():
            if re.fullmatch(r'https?://[^\s<>"]+', word):
                pages.append((word, ""))
            elif pages and word in sheet.KINDS:
                address, _ = pages[-1]
                pages[-1] = (address, word)
            else:
                hint = f"; whose page it is may stand behind it: {', '.join(sheet.KINDS)}" if pages else ""
                fault = f"{word[:60]!r} is no address, such as https://example.org/page{hint}"
                self._refuse(row, "evidence", fault)
                return
        if not pages:
            self._refuse(row, "evidence", "is empty; give the address of the document that decides")

        # Enter their documents
        documents = []
        for address, kind in pages:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            page = {"publisher": host, "address": address, "document": kind}
            documents.append(self.sheet.document(page, int(row["row"])))
        for document in self.sheet.derived.tables.pop("documents", []):
            append(self.tables["documents"], document)
        row["evidence"] = " ".join(documents)

    def _quoted(self, row: Row, column: str) -> str:
        """Put the article’s own figure in its place in a text; other numerals of the article are quoted as they are."""
        text = row[column]
        printed = row["printed"]
        if printed and printed in text and row["claim_id"] in self.article["claim_id"]:
            text = text.replace(printed, f"{{claim.{row['claim_id']}}}", 1)

        def quote(match: re.Match[str]) -> str:
            numeral = match[0].strip(".,;:()“”‘’'\"")
            return match[0].replace(numeral, self._label(slug(numeral), numeral))

        return _outside_placeholders(NUMERAL, quote, text)

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


def _outside_placeholders(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    parts = []
    for part in re.split(r"(\{[^{}]*\})", text):
        is_placeholder = part.startswith("{")
        parts.append(part if is_placeholder else pattern.sub(replacement, part))
    return "".join(parts)


def _may_be_change(row: Row, share: float, computed: float | None) -> str:
    """Return why a percentage compared with a quotient may be a change rather than a share, or an empty text."""
    printed = row["printed"]
    before, _, behind = row["statement"].partition(printed)
    verb_before = re.search(READS_AS_CHANGE[0], before, re.IGNORECASE)
    verb_behind = re.search(READS_AS_CHANGE[1], behind, re.IGNORECASE)
    if verb_before or verb_behind:
        return f"{printed} reads as a change, and {row['figures']} is a share"

    if not computed or abs(share - computed) <= SAME_NUMBER * computed:
        return ""
    # 67% for a quotient of 1.67 or of 0.33, and 167% for one of 0.67
    gap = min(abs(share - abs(computed - 1)), abs(share - 1 - computed))
    return f"{printed} differs from {computed:.0%} as a change differs from a share" if gap < SAME_NUMBER else ""


def append(table: Table, row: Mapping[str, str]) -> None:
    """Add a row to a table; columns that the row lacks are empty."""
    for column, cells in table.items():
        cells.append(row.get(column, ""))


def unit_fault(printed: str, unit: str) -> str:
    """Return why a printed number cannot be compared with a figure of a unit, or an empty text.

    >>> unit_fault("£5 million", "EUR")
    "'£5 million' is money of another currency; the evidence is in EUR"
    >>> unit_fault("11.1", "share")
    "'11.1' names no unit, and the evidence is a percentage; write 11.1% as the article has it"
    """
    quoted = f"{printed[:40]!r}"
    expected = f"the evidence is {unit_in_words(unit)}"
    if "point" in printed and unit != "points":
        return f"{quoted} is a difference of percentages, and {expected}; write a - b, or change as the rule"

    has_percent = any(sign in printed for sign in PER_CENT) and "point" not in printed
    if has_percent and unit not in ("share", "ratio"):
        return f"{quoted} is a percentage, and {expected}"

    currencies = currencies_of(printed)
    if currencies and not is_money(unit):
        return f"{quoted} is money, and {expected}"
    if currencies and unit.partition(" per ")[0] not in currencies:
        return f"{quoted} is money of another currency; {expected}"

    if unit == "share" and not has_percent and printed.lower() not in MULTIPLES:
        token = read_token(printed)
        if token and token.value > 1:
            return f"{quoted} names no unit, and {expected}; write {printed}% as the article has it"
    return ""


def _change_read(change: re.Match[str], printed: str, unit: str, argument: str) -> tuple[str, Reading]:
    """Return the kind of a change, relative or a difference, and its number with its sign."""
    number = change["number"] or ""
    qualifier = f"{change['qualifier']} " if change["qualifier"] else ""

    # Collect all that tells the direction: words around the number, the argument of the rule, a sign, the verb
    around = f"{printed[: change.start()]} {printed[change.end() :]}"
    directions = {name for name, pattern in DIRECTIONS.items() if pattern.search(around)}
    if argument:
        directions.add(argument)
    if number.startswith(("-", "−")):
        directions.add("falling")
    elif number.startswith("+"):
        directions.add("rising")

    if change["times"]:
        factor = MULTIPLIED[change["times"].lower()]
        directions.add("falling" if factor < 1 else "rising")
        kind = "change"
        limit = read_number(f"{qualifier}{abs(factor - 1):.1%}", "share").qualifier
        # as wide as a count of times with one decimal: doubled is 1.95 to 2.05 times, halved 0.4875 to 0.5125
        precision = 0.025 if factor < 1 else 0.1
        reading = Reading(printed, abs(factor - 1), "share", limit, precision)
    else:
        text = f"{qualifier}{number.lstrip('+-−')}"
        if "point" in number:
            if unit != "share":
                raise ValueError(f"{printed[:40]!r} is a difference of percentages, and {unit_in_words(unit)} is none")
            kind, reading = "difference", read_number(text, "points")
        elif any(sign in number for sign in PER_CENT):
            kind, reading = "change", read_number(text, "share")
        else:
            fault = unit_fault(number, unit)
            if fault:
                raise ValueError(fault)
            kind, reading = "difference", read_number(text, unit)

    if len(directions) != 1:
        fault = "says both" if directions else "does not say which"
        raise ValueError(
            f"{printed[:40]!r} {fault}, up or down; write it as in 67% higher, or change rising as the rule"
        )
    if directions == {"falling"}:
        reading = _negative(reading)
    return kind, reading


def _negative(reading: Reading) -> Reading:
    """Return the reading of a fall as a negative number; one of less than x lies between minus x and zero."""
    if reading.qualifier in ("lt", "le"):
        return Reading(reading.printed, -reading.value / 2, reading.unit, "range", reading.value)
    qualifier = {"gt": "lt", "ge": "le"}.get(reading.qualifier, reading.qualifier)
    return Reading(reading.printed, -reading.value, reading.unit, qualifier, reading.precision)


def _place(printed: str, statement: str) -> Reading:
    """Read a place in a ranking: first, 32nd, or top ten, which is that place or a better one."""
    top = re.search(r"\btop (\w+)", printed, re.IGNORECASE)
    if not top:
        top_in_statement = re.search(
            r"\btop (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b", statement, re.IGNORECASE
        )
        if top_in_statement:
            raise ValueError(
                f"{printed[:40]!r} is one place, and the statement has {top_in_statement[0]!r}; write that"
            )
        return read_number(printed, "rank")

    count = top[1].lower()
    number = ONE_TO_TWELVE.get(count, 0)
    if count.isdecimal():
        number = int(count)
    if not number:
        raise ValueError(f"{printed[:40]!r} is no place in a ranking, such as third or top ten")
    return Reading(printed, float(number), "rank", "le", 0.0)


def _years_running(printed: str) -> Reading:
    """Parse for how many periods something went on: fifth, five years, 5th."""
    for word in re.findall(r"\w+", printed.lower()):
        digits = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", word)
        if digits:
            count = int(digits[1])
        elif word in ORDINALS:
            count = ORDINALS.index(word) + 1
        elif word in ONE_TO_TWELVE:
            count = ONE_TO_TWELVE[word]
        else:
            continue
        return Reading(printed, float(count), "years", "exact", 0.0)
    raise ValueError(f"{printed[:40]!r} holds no count, such as fifth or five years")
