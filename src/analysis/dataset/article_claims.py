"""Read `claims.csv` of an article: what each claim is held against, by which rule, and whether the two go together.

A claim whose figures have unlike units, or whose printed number cannot be compared with them, is refused: the entry is
at fault then, not the article.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from operator import add, sub, truediv
from urllib.parse import urlsplit

from analysis.dataset import expression, sheet
from analysis.dataset.expression import Expression, Operation
from analysis.dataset.plausibility import BIG, WORDS, counts, read_token
from analysis.dataset.schema import CONTROL, Defect, Table
from analysis.dataset.sheet import (
    MULTIPLES,
    ORDINALS,
    PER_CENT,
    QUALIFIERS,
    SHORT,
    FigureSheet,
    Reading,
    Row,
    read_number,
    read_period,
    slug,
)
from analysis.dataset.units import currencies_of, is_money, unit_in_words
from analysis.errors import nearest

CLAIMS = "claims.csv"
SOURCE = "article"
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
"""How a claim can be judged, and of what kind such a claim is."""

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
"""What may or has to stand behind a rule: comparison 1.5, level above 50%, trend falling."""

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
COLUMNS = (
    *("claim_id", "paragraph", "printed", "title", "statement", "rule", "evidence", "editorial_verdict"),
    *("context", "context_changes_reading", "caveat", "note"),
)
"""The columns that `claims.csv` of an article may have; statement and rule have to be there."""

CLAIM = (
    *(*COLUMNS, "argument", "figures", "meant", "kind", "entity", "counterpart", "actor", "indicator", "check"),
    *("context_reason", "source_ids", "document_id", "locator", "row"),
)
"""The columns of the claims in the full tables, with the figures that a rule needs and its argument.

`meant` names the figure that each name without a period stands for."""

ARTICLE = (
    *("claim_id", "paragraph", "printed", "value", "low", "high", "unit", "qualifier", "precision", "entity", "actor"),
    *("indicator", "period_start", "period_end", "source_id", "published", "document_id", "locator", "confirmed_by"),
    "note",
)
"""The columns of the figures that the article prints."""

NUMERAL = re.compile(r"\S*\d\S*")
YEAR = re.compile(r"(?<![\w.,{])(?:19|20)\d\d(?![\w%]|[.,]\d)(?! (?:per cent|million|billion|thousand)\b)")
"""A year in prose, which is no figure."""

FAR = 1000
"""How many times a threshold without a currency may differ from the evidence before its scale is asked for."""

ALIKE = 0.02
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
MAGNITUDE = rf"(?:{'|'.join(BIG)}|bn|tn|trn|mn|mln|m|%|per cent|percent|percentage points?|points?)"
CORE = rf"[^\d\s]{{0,4}}\d[\d,.]*(?: ?{MAGNITUDE}\b|%)*"
CHANGED = re.compile(
    rf"(?:(?P<said>{'|'.join(sorted(map(re.escape, QUALIFIERS), key=len, reverse=True))})\s*)?"
    rf"(?:(?P<number>{CORE}(?:(?: to |[-–—]){CORE})?)|(?P<times>{'|'.join(MULTIPLIED)}))",
    re.IGNORECASE,
)
"""The number of a change: 67%, more than 3 percentage points, nearly doubled."""

READS_AS_CHANGE = (
    rf"\b(?:{UP}|{DOWN})(?: by)?(?: (?:about|around|nearly|almost|some|more than|over|at least))? ?$",
    rf"^ (?:{UP}|{DOWN}|rise|growth|increase|fall|drop|decline|decrease|jump|cut)\b",
)
"""What stands before or behind a percentage that is a change."""


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
    columns = ("observation_id", "indicator", "entity", "account", "unit", "status", "published")
    periods = ("period_start", "period_end")
    best: dict[str, tuple[tuple[int, str, str], str]] = {}
    for name, indicator, entity, account, unit, status, published, start, end in zip(
        *(observations[column] for column in (*columns, *periods)), strict=True
    ):
        if account:
            continue
        today = day.isoformat()
        has_ended, was_public = end <= today, published <= today
        counted = counts(unit) and status != "F"
        grade = 2 if was_public and (has_ended or counted) else 1 if has_ended else 0
        if grade or start <= today:
            candidate = ((grade, end, start), figure_name(name))
            best[f"{indicator}.{entity}"] = max(best.get(f"{indicator}.{entity}", candidate), candidate)
    return {name: Meaning(figure, grade == 2) for name, ((grade, *_), figure) in best.items()}


class Claims:
    """The claims as the full tables hold them, with the figures that the article prints."""

    def __init__(self, tables: dict[str, Table], published: date) -> None:
        self.published, self.tables, self.sheet = published, tables, FigureSheet(tables)
        self.claims: Table = {name: [] for name in CLAIM}
        self.article: Table = {name: [] for name in ARTICLE}
        self.said: dict[str, str] = {}
        self.defects: list[Defect] = []
        rows = tables["observations"]
        self.units = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
        self.series = {f"{i}.{e}" for i, e in zip(rows["indicator"], rows["entity"], strict=True)}
        self.names = self.series | {figure_name(name) for name in rows["observation_id"]}
        self.meanings = meanings(rows, published)
        self.former = sheet.former_names(tables)
        columns = ("observation_id", "published", "value", "period_end", "frequency")
        newest = sorted(zip(*(rows[name] for name in columns), strict=True), key=lambda row: row[1])
        self.values = {figure_name(name): float(value) for name, _, value, _, _ in newest}
        self.ends = {figure_name(name): end for name, _, _, end, _ in newest}
        self.frequencies = {figure_name(name): frequency for name, _, _, _, frequency in newest}

    def add(self, number: int, row: Row) -> None:
        """Add a claim, or note what is wrong with it."""
        faults = list(self._complete(number, row))
        self.defects += [Defect(CLAIMS, number, column, fault) for column, fault in faults]
        append(self.claims, row)

    def _complete(self, number: int, row: Row) -> Iterator[tuple[str, str]]:
        """Fill in what follows from the cells that are there; yield what is wrong with them."""
        row["claim_id"] = row["claim_id"] or f"C{number - 1:02}"
        if not re.fullmatch(r"[A-Z]\d{2,}", row["claim_id"]):
            yield "claim_id", f"{row['claim_id'][:40]!r} is no name of a claim: write a capital letter and digits"
        if row["claim_id"] in self.claims["claim_id"]:
            yield "claim_id", f"repeats {row['claim_id']}"
        yield from ((name, "holds a control character") for name in COLUMNS if CONTROL.search(row[name]))
        if not row["statement"]:
            yield "statement", "is empty; write what the article says, in your own words"
        row["row"] = str(number)
        row["document_id"], row["locator"] = SOURCE, f"paragraph {row['paragraph']}" if row["paragraph"] else ""
        rule = next((name for name in RULES if row["rule"] == name or row["rule"].startswith(f"{name} ")), "")
        if not rule:
            hint = nearest(row["rule"], RULES, f"expected {', '.join(RULES)}")
            yield "rule", f"{row['rule'][:40]!r} is unknown{hint}"
            return
        row["argument"], row["rule"], row["kind"] = row["rule"].removeprefix(rule).strip(), rule, RULES[rule]
        if not re.fullmatch(ARGUMENTS.get(rule, ""), row["argument"]):
            yield "rule", f"{row['argument'][:40]!r} does not go with {rule}; write {EXAMPLES.get(rule, rule)}"
            return
        row["check"] = {"by hand": "editorial", "opinion": "no"}.get(rule, "computed")
        if row["check"] == "computed":
            yield from self._held_against(row)
        elif rule == "by hand":
            yield from self._by_hand(number, row)
        else:
            row["rule"], row["caveat"] = "not checkable", row["caveat"] or "This is an opinion."
        row["statement"] = self._quoted(row, "statement")
        row["title"] = self._quoted(row, "title") or row["statement"]
        for column in ("context", "caveat"):
            row[column] = self._with_years(self._with_new_names(row[column]))

    # -- what a claim is held against

    def _held_against(self, row: Row) -> Iterator[tuple[str, str]]:
        rule, written, row["evidence"] = row["rule"], row["evidence"], ""
        if not written:
            yield "evidence", f"is empty; name figures, such as {min(self.series, default='nests.AVONIA')}"
            return
        written = self._with_new_names(written)
        if rule == "trend":
            trees: list[Expression] = [*written.split()]
        else:
            if rule == "comparison" and len(both := written.split()) == 2 and "/" not in written:
                written = " / ".join(both)
            try:
                trees = [expression.parse(written)]
            except ValueError as error:
                yield "evidence", str(error)
                return
        unknown = [self._unknown(name) for tree in trees for name in expression.names(tree) if name not in self.names]
        if unknown:
            yield from (("evidence", fault) for fault in unknown)
            return
        if fault := self._shape_fault(rule, trees[0]):
            yield "evidence", fault
            return
        row["meant"] = " ".join(
            f"{name}={self.meanings[name].figure}"
            for tree in trees
            for name in expression.names(tree)
            if name in self.meanings
        )
        row["figures"] = " ".join(str(expression.renamed(tree, self._figure)) for tree in trees)
        try:
            unit = expression.unit(trees[0], self._unit)
        except ValueError as error:
            yield "evidence", str(error)
            return
        if rule in ("amount", "change", "rank", "running") and not row["printed"]:
            yield "printed", f"is empty; {rule} needs the number as the article prints it"
            return
        faults = list(self._compared(row, trees[0], unit))
        yield from faults
        if not faults and rule in ("amount", "change", "running") and row["printed"] not in row["statement"]:
            yield "printed", f"{row['printed'][:40]!r} does not stand in the statement; write it there as it is printed"

    def _compared(self, row: Row, tree: Expression, unit: str) -> Iterator[tuple[str, str]]:
        """Enter the figure that the article prints, and yield why it cannot be compared with the evidence."""
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
                    self._threshold(row["argument"].partition(" ")[2], tree, unit)
                case "record" if " since " in row["argument"]:
                    column = "rule"
                    self._since(row["argument"].rpartition(" ")[2], tree)
        except ValueError as error:
            yield column, str(error)
            return
        if row["printed"] and row["rule"] not in ("amount", "change", "rank", "running"):
            with suppress(ValueError):  # the rule does not need it, so it may be words
                self._enter(row, tree, read_number(row["printed"], unit))

    def _unknown(self, name: str) -> str:
        indicator = name.partition(".")[0]
        known_of = sorted({name for name in self.series if name.startswith(f"{indicator}.")})
        near = get_close_matches(name, self.names, 1, sheet.ALIKE)
        listed = f"; there are {', '.join(known_of)}" if known_of else nearest(name, self.names)
        hint = f"; did you mean {near[0]}?" if near else listed
        return f"{name[:60]!r} is not in figures.csv{hint}"

    def _shape_fault(self, rule: str, tree: Expression) -> str:
        """Say why a rule cannot be applied to an expression, or nothing."""
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
        try:
            signs: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "/": truediv}
            return expression.compute(tree, lambda name: self.values[self._figure(name)], signs)
        except (KeyError, ZeroDivisionError):
            return None

    # -- what the article prints

    def _enter(self, row: Row, tree: Expression, reading: Reading) -> None:
        indicator, entity, *_ = next(expression.names(tree)).split(".")
        cells = {
            "claim_id": row["claim_id"], "paragraph": row["paragraph"], "entity": entity, "indicator": indicator,
            "source_id": SOURCE, "published": self.published.isoformat(), "document_id": SOURCE,
            "locator": row["locator"], "note": "as printed",
        }  # fmt: skip
        append(self.article, cells | reading.cells | {"printed": row["printed"]})

    def _amount(self, row: Row, tree: Expression, unit: str) -> Reading:
        """Read a printed amount in the unit of the evidence; raise `ValueError` if the two cannot be compared."""
        printed = row["printed"]
        if unit == "ratio":
            unit = "share" if any(sign in printed for sign in PER_CENT) else "ratio"
        if fault := unit_fault(printed, unit):
            raise ValueError(fault)
        reading, computed = read_number(printed, unit), self._value(tree)
        self._refuse_missing_scale(printed, reading.value, computed, unit)
        if computed and reading.value and abs(reading.value + computed) < ALIKE * abs(computed):
            hint = "swap the figures of the evidence" if isinstance(tree, Operation) else "write both with their sign"
            number = f"{computed:,.0f}" if abs(computed) >= FAR else f"{computed:.4g}"
            raise ValueError(f"{printed} and the evidence, {number}, differ in sign alone; {hint}")
        if isinstance(tree, Operation) and tree.sign == "-" and self._reads_as_fall(row):
            raise ValueError(f"{printed} reads as a fall or a lack; write change as the rule with “{printed} less”")
        is_share = isinstance(tree, Operation) and tree.sign == "/" and unit == "share"
        if is_share and row["argument"] != "share" and (why := _may_be_change(row, reading.value, computed)):
            raise ValueError(f"{why}; write change as the rule with “{printed} higher” or the like, or amount share")
        return reading

    def _reads_as_fall(self, row: Row) -> bool:
        before, _, behind = row["statement"].partition(row["printed"])
        return bool(
            re.search(rf"\b(?:{DOWN})(?: by)? ?$", before, re.IGNORECASE)
            or re.search(rf"^ (?:{DOWN})\b", behind, re.IGNORECASE)
        )

    def _refuse_missing_scale(self, written: str, value: float, computed: float | None, unit: str) -> None:
        """Raise `ValueError` for a number without currency and magnitude that is far from an amount of money."""
        if not is_money(unit) or currencies_of(written) or any(word in written.lower() for word in (*BIG, *SHORT)):
            return
        if computed and value and not 1 / FAR < abs(computed / value) < FAR:
            raise ValueError(
                f"{written} has no scale, and the evidence is {computed:,.0f} {unit}; write all of it, as in £1 billion"
            )

    def _change(self, row: Row, tree: Expression) -> Reading:
        """Read a printed change, with its sign: of the first figure against the second one."""
        assert isinstance(tree, Operation)
        sides = [max((self.ends[self._figure(name)] for name in expression.names(side)), default="") for side in
                 (tree.left, tree.right)]  # fmt: skip
        if sides[0] < sides[1]:
            raise ValueError(f"the earlier figure stands first in {row['figures']}; write the later one first")
        printed, unit = row["printed"], expression.unit(tree.left, self._unit)
        change = CHANGED.search(printed)
        if not change:
            raise ValueError(f"{printed[:40]!r} holds no change, such as 67% higher, fell by 3%, doubled")
        if any((self._value(side) or 0) < 0 for side in (tree.left, tree.right)):
            raise ValueError(
                "of a figure below zero a rise and a fall can be read in two ways; write amount with a - b"
            )
        row["argument"], reading = _change_read(change, printed, unit, row["argument"])
        return reading

    def _threshold(self, written: str, tree: Expression, unit: str) -> None:
        if isinstance(tree, Operation) and tree.sign == "/":
            unit = "share" if "%" in written else "ratio"
        if fault := unit_fault(written, unit):
            raise ValueError(fault)
        self._refuse_missing_scale(written, read_number(written, unit).value, self._value(tree), unit)

    def _since(self, written: str, tree: Expression) -> None:
        assert isinstance(tree, str)
        frequency = self.frequencies[self._figure(tree)]
        try:
            asked = read_period(written)[0]
        except ValueError:
            raise ValueError(f"{written[:40]!r} is no period, such as 2008") from None
        if asked != frequency:
            raise ValueError(f"{written} is no period of {tree}; name one as figures.csv does")

    # -- verdicts by hand, and words

    def _by_hand(self, number: int, row: Row) -> Iterator[tuple[str, str]]:
        row["rule"] = "editorial"
        if row["editorial_verdict"] not in BY_HAND:
            yield "editorial_verdict", f"{row['editorial_verdict']!r} is unknown; expected one of {', '.join(BY_HAND)}"
        pages: list[list[str]] = []
        for word in row["evidence"].split():
            if re.fullmatch(r'https?://[^\s<>"]+', word):
                pages.append([word, ""])
            elif pages and word in sheet.KINDS:
                pages[-1][1] = word
            else:
                hint = f"; whose page it is may stand behind it: {', '.join(sheet.KINDS)}" if pages else ""
                yield "evidence", f"{word[:60]!r} is no address, such as https://example.org/page{hint}"
                return
        if not pages:
            yield "evidence", "is empty; give the address of the document that decides"
        documents = []
        for address, kind in pages:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            documents.append(self.sheet.document({"publisher": host, "address": address, "document": kind}, number))
        for document in self.sheet.derived.tables.pop("documents", []):
            append(self.tables["documents"], document)
        row["evidence"] = " ".join(documents)

    def _quoted(self, row: Row, column: str) -> str:
        """Put the article’s own figure in its place in a text; other numerals of the article are quoted as they are."""
        text, printed = row[column], row["printed"]
        if printed and printed in text and row["claim_id"] in self.article["claim_id"]:
            text = text.replace(printed, f"{{claim.{row['claim_id']}}}", 1)

        def quote(numeral: re.Match[str]) -> str:
            word = numeral[0].strip(".,;:()“”‘’'\"")
            name = f"said_{slug(word)}"
            self.said[name] = word
            return numeral[0].replace(word, f"{{label:{name}}}")

        parts = re.split(r"(\{[^{}]*\})", text)
        return "".join(part if part.startswith("{") else NUMERAL.sub(quote, part) for part in parts)

    def _with_new_names(self, text: str) -> str:
        """Put the present names into a text that has those of earlier versions."""
        if not self.former:
            return text
        return re.sub(r"\w+", lambda word: self.former.get(word[0], word[0]), text)

    def _with_years(self, text: str) -> str:
        """Let years stand in a text, as they are no figures."""

        def year(match: re.Match[str]) -> str:
            self.said[f"said_{match[0]}"] = match[0]
            return f"{{label:said_{match[0]}}}"

        parts = re.split(r"(\{[^{}]*\})", text)
        return "".join(part if part.startswith("{") else YEAR.sub(year, part) for part in parts)


def _may_be_change(row: Row, share: float, computed: float | None) -> str:
    """Say why a percentage that is held against a quotient may be a change and no share, or nothing."""
    printed = row["printed"]
    before, _, behind = row["statement"].partition(printed)
    if re.search(READS_AS_CHANGE[0], before, re.IGNORECASE) or re.search(READS_AS_CHANGE[1], behind, re.IGNORECASE):
        return f"{printed} reads as a change, and {row['figures']} is a share"
    if not computed or abs(share - computed) <= ALIKE * computed:
        return ""
    is_growth = min(abs(share - abs(computed - 1)), abs(share - 1 - computed)) < ALIKE
    return f"{printed} differs from {computed:.0%} as a change differs from a share" if is_growth else ""


def append(table: Table, row: Mapping[str, str]) -> None:
    """Add a row to a table; columns that the row lacks are empty."""
    for column, cells in table.items():
        cells.append(row.get(column, ""))


def unit_fault(printed: str, unit: str) -> str:
    """Say why a printed number cannot be compared with a figure of a unit, or nothing.

    >>> unit_fault("£5 million", "EUR")
    "'£5 million' is money of another currency; the evidence is in EUR"
    >>> unit_fault("11.1", "share")
    "'11.1' names no unit, and the evidence is a percentage; write 11.1% as the article has it"
    """
    quoted, there = f"{printed[:40]!r}", f"the evidence is {unit_in_words(unit)}"
    if "point" in printed and unit != "points":
        return f"{quoted} is a difference of percentages, and {there}; write a - b, or change as the rule"
    has_percent = any(sign in printed for sign in PER_CENT) and "point" not in printed
    if has_percent and unit not in ("share", "ratio"):
        return f"{quoted} is a percentage, and {there}"
    if codes := currencies_of(printed):
        if not is_money(unit):
            return f"{quoted} is money, and {there}"
        if unit.partition(" per ")[0] not in codes:
            return f"{quoted} is money of another currency; {there}"
    if unit == "share" and not has_percent and printed.lower() not in MULTIPLES:
        token = read_token(printed)
        if token and token.value > 1:
            return f"{quoted} names no unit, and {there}; write {printed}% as the article has it"
    return ""


def _change_read(change: re.Match[str], printed: str, unit: str, argument: str) -> tuple[str, Reading]:
    """Return of which kind a change is, relative or a difference, and its number with its sign."""
    rest = f"{printed[: change.start()]} {printed[change.end() :]}"
    number = change["number"] or ""
    directions = {name for name, pattern in DIRECTIONS.items() if pattern.search(rest)}
    directions |= {argument} if argument else set()
    directions |= {"falling"} if number[:1] in ("-", "−") else {"rising"} if number[:1] == "+" else set()
    qualifier = f"{change['said']} " if change["said"] else ""
    if times := change["times"]:
        factor = MULTIPLIED[times.lower()]
        directions |= {"falling" if factor < 1 else "rising"}
        kind, reading = "change", read_number(f"{qualifier}{abs(factor - 1):.1%}", "share")
        precision = 0.025 if factor < 1 else 0.1
        reading = Reading(printed, abs(factor - 1), "share", reading.qualifier, precision)
    else:
        core = f"{qualifier}{number.lstrip('+-−')}"
        if "point" in number:
            if unit != "share":
                raise ValueError(f"{printed[:40]!r} is a difference of percentages, and {unit_in_words(unit)} is none")
            kind, reading = "difference", read_number(core, "points")
        elif any(sign in number for sign in PER_CENT):
            kind, reading = "change", read_number(core, "share")
        else:
            if fault := unit_fault(number, unit):
                raise ValueError(fault)
            kind, reading = "difference", read_number(core, unit)
    if len(directions) != 1:
        what = "says both" if directions else "does not say which"
        raise ValueError(
            f"{printed[:40]!r} {what}, up or down; write it as in 67% higher, or change rising as the rule"
        )
    return kind, _signed(reading, -1 if directions == {"falling"} else 1)


def _signed(reading: Reading, sign: int) -> Reading:
    """Return the reading of a fall as a negative number; one of less than x lies between minus x and zero."""
    if sign > 0:
        return reading
    if reading.qualifier in ("lt", "le"):
        return Reading(reading.printed, -reading.value / 2, reading.unit, "range", reading.value)
    qualifier = {"gt": "lt", "ge": "le"}.get(reading.qualifier, reading.qualifier)
    return Reading(reading.printed, -reading.value, reading.unit, qualifier, reading.precision)


def _place(printed: str, statement: str) -> Reading:
    """Read a place in a ranking: first, 32nd, or top ten, which is that place or a better one."""
    top = re.search(r"\btop (\w+)", printed, re.IGNORECASE)
    if not top:
        if in_statement := re.search(
            r"\btop (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b", statement, re.IGNORECASE
        ):
            raise ValueError(f"{printed[:40]!r} is one place, and the statement has {in_statement[0]!r}; write that")
        return read_number(printed, "rank")
    number = WORDS.get(top[1].lower()) or (int(top[1]) if top[1].isdecimal() else 0)
    if not number:
        raise ValueError(f"{printed[:40]!r} is no place in a ranking, such as third or top ten")
    return Reading(printed, float(number), "rank", "le", 0.0)


def _years_running(printed: str) -> Reading:
    """Read for how many periods something went on: fifth, five years, 5th."""
    words = re.findall(r"\w+", printed.lower())
    for word in words:
        number = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", word)
        if number:
            return Reading(printed, float(number[1]), "years", "exact", 0.0)
        if word in ORDINALS or word in WORDS:
            count = ORDINALS.index(word) + 1 if word in ORDINALS else WORDS[word]
            return Reading(printed, float(count), "years", "exact", 0.0)
    raise ValueError(f"{printed[:40]!r} holds no count, such as fifth or five years")
