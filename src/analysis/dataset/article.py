"""Read the folder of an article: `article.toml`, `claims.csv` and `figures.csv`.

`article.toml` says what the report is called, who signs it and which article it checks. A claim names its rule and the
figures that it is held against, so that no study has to be written. All three are turned into the full tables, which
the rest of the program reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analysis.dataset import sheet
from analysis.dataset.schema import CONTROL, DataError, Defect, Settings, Table, fault_of, is_file, read_toml
from analysis.dataset.sheet import Derived, FigureSheet, Row, read_number, slug
from analysis.errors import nearest

FILE = "article.toml"
CLAIMS = "claims.csv"
SOURCE = "article"
"""The row of the sources and of the documents that holds the article."""

TEXTS = ("title", "subtitle", "author", "publisher", "contact", "licence", "focus")
LISTS = ("keywords", "peers", "names")
ABOUT = ("title", "publisher", "address", "published")

CHOICES = "choices"
"""The row of the sources for thresholds, which are chosen and not measured."""

THRESHOLDS = {"imprecise": 0.10, "rounding": 0.01, "trend_swing": 1.5}
RANGES = {
    "imprecise": [0.05, 0.15, 0.2],
    "rounding": [0.005, 0.015, 0.02],
    "trend_swing": [1.0, 2.0],
}
"""Thresholds where article.toml gives none, and the other values that each is varied over."""

NAMES = {
    "rounding": "a reporter’s rounding were up to",
    "imprecise": "“imprecise” reached to a gap of",
    "trend_swing": "a change counted only if it exceeded the usual swing by a factor of",
}
"""What a card says of another value of a threshold, between “if” and the value."""

WITHOUT_EFFECT = ("trend_majority",)
"""Thresholds that earlier versions had; they are accepted, and `japan-tech check` remarks on them."""

RULES = {
    "amount": "amount",
    "rank": "rank",
    "level": "level",
    "comparison": "comparison",
    "trend": "trend",
    "by hand": "fact",
    "opinion": "opinion",
}
"""How a claim can be judged, and of what kind such a claim is."""

ARGUMENTS = {
    "rank": r"(lowest first)?",
    "level": r"(above|below) (\S+)",
    "comparison": r"(\d+(\.\d+)?)?",
    "trend": r"(rising|falling)",
}
"""What may or has to stand behind a rule: comparison 1.5, level above 50%, trend falling."""

EXAMPLES = {
    "rank": "rank, or rank lowest first",
    "level": "level above 50%, or level below 3",
    "comparison": "comparison, or comparison 1.5",
    "trend": "trend rising, or trend falling",
}

BY_HAND = ("supported", "imprecise", "overstated", "missing context", "disputed", "contradicted")
COLUMNS = (
    *("claim_id", "paragraph", "printed", "title", "statement", "rule", "evidence", "editorial_verdict"),
    *("context", "context_changes_reading", "caveat", "note"),
)
"""The columns that `claims.csv` of an article may have; statement and rule have to be there."""

CLAIM = (
    *(*COLUMNS, "argument", "figures", "kind", "entity", "counterpart", "actor", "indicator", "check"),
    *("context_reason", "source_ids", "document_id", "locator", "row"),
)
"""The columns of the claims in the full tables, with the figures that a rule needs and its argument."""

ARTICLE = (
    *("claim_id", "paragraph", "printed", "value", "low", "high", "unit", "qualifier", "precision", "entity", "actor"),
    *("indicator", "period_start", "period_end", "source_id", "published", "document_id", "locator", "confirmed_by"),
    "note",
)
"""The columns of the figures that the article prints."""


@dataclass(frozen=True, slots=True)
class About:
    """What `article.toml` says: texts and lists by name, the article itself, and thresholds of its own."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    article: Mapping[str, str]
    published: date
    thresholds: Mapping[str, float]


def is_article(folder: Path) -> bool:
    """Say whether a data folder is that of an article of one's own."""
    return is_file(folder / FILE)


def read_about(folder: Path) -> About:
    """Read `article.toml`; raise `DataError` with every fault."""
    given = read_toml(folder / FILE)
    if faults := [Defect(FILE, 1, place, fault) for place, fault in _faults(given)]:
        raise DataError(faults)
    about = given["article"]
    return About(
        texts={name: given.get(name, "") for name in TEXTS},
        lists={name: given.get(name, []) for name in LISTS},
        article={name: str(about[name]) for name in ABOUT},
        published=about["published"],
        thresholds=THRESHOLDS | given.get("thresholds", {}),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = (*TEXTS, *LISTS, "article", "thresholds")
    for name in given.keys() - {*known}:
        hint = nearest(name, known, f"expected {', '.join(known)}")
        yield name, f"is unknown{hint}"
    names = given.get("names", [])
    for name in TEXTS:
        if name in given and (fault := _text_fault(given[name])):
            yield name, fault
        elif name in ("title", "subtitle") and (word := _typed(given.get(name, ""), names)):
            yield name, f"{word!r} is a number typed by hand; leave it out, or list it in names if it is a name"
        elif name == "title" and not given.get(name):
            yield name, "is missing; write the question that the report answers"
    for name in LISTS:
        values = given.get(name, [])
        if not isinstance(values, list) or any(map(_text_fault, values)):
            yield name, 'is not a list of texts, such as ["COVID-19"]'
    about = given.get("article")
    if not isinstance(about, dict):
        yield "article", f"is missing; write [article] with {', '.join(ABOUT)}"
        return
    for name in ABOUT:
        fault = fault_of(about.get(name), date) if name == "published" else _text_fault(about.get(name))
        if fault:
            yield f"article.{name}", fault
    limits = given.get("thresholds", {})
    for name, value in limits.items() if isinstance(limits, dict) else [("", limits)]:
        if name not in (*THRESHOLDS, *WITHOUT_EFFECT) or fault_of(value, float) or value <= 0:
            yield "thresholds", f"{name} = {value!r}; expected {', '.join(THRESHOLDS)}, each a number above zero"


def _typed(text: str, names: Any) -> str:
    """Return the first word with a digit in it that is no name."""
    for name in names if isinstance(names, list) else ():
        text = text.replace(str(name), "")
    found = NUMERAL.search(text)
    return found[0] if found else ""


def _text_fault(value: Any) -> str:
    if value is None:
        return "is missing"
    if not isinstance(value, str) or not value.strip():
        return f"{value!r} is not a text"
    return f"{value[:40]!r} holds a control character" if CONTROL.search(value) else ""


def read_tables(folder: Path, figures: str | None = None) -> tuple[dict[str, Table], Settings, Derived]:
    """Read the folder of an article as the full tables, with what was derived from the sheet.

    `figures` is a text to be read in place of the sheet. Raises `DataError` with every defect, named by its place in
    one of the three files.
    """
    about = read_about(folder)
    tables: dict[str, Table] = {name: {it: [] for it in columns} for name, columns in sheet.TEXT_COLUMNS.items()}
    _append(tables["sources"], {
        "source_id": SOURCE, "publisher": about.article["publisher"], "title": about.article["title"],
        "licence": sheet.TERMS, "kind": "primary",
    })  # fmt: skip
    choice = {"source_id": CHOICES, "publisher": about.texts["author"] or "The author", "kind": "choice"}
    _append(tables["sources"], choice | {"title": "Thresholds chosen for this report", "licence": "the report’s own"})
    _append(tables["documents"], {
        "document_id": SOURCE, "publisher": about.article["publisher"], "title": about.article["title"],
        "url": about.article["address"], "language": "en", "published": about.published.isoformat(),
        "kind": "own",
    })  # fmt: skip
    rows = sheet.read_sheet(text_of(folder / sheet.FILE) if figures is None else figures)
    own = "is that of the article, which is what is checked and proves nothing"
    if defects := [
        Defect(sheet.FILE, number, "address", own)
        for number, row in rows
        if about.article["address"] in row["address"].split()
    ]:
        raise DataError(defects)
    derived = sheet.extend(tables, rows)
    claims = _Claims(tables, about)
    for number, row in _claim_rows(text_of(folder / CLAIMS)):
        claims.add(number, row)
    if claims.defects:
        raise DataError(claims.defects)
    tables["claims"], tables["article"] = claims.claims, claims.article
    labels = {slug(name): name for name in about.lists["names"]} | claims.said
    settings = Settings(about.published, about.thresholds, {}, RANGES, {}, NAMES, labels, {}, {})
    return tables, settings, derived


def text_of(path: Path) -> str:
    """Return the text of a table, without a byte order mark; raise `DataError` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError([Defect(path.name, 1, "-", "is missing")]) from None
    except OSError as error:
        raise DataError([Defect(path.name, 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise DataError([Defect(path.name, 1, "-", f"is not UTF-8: byte {error.start}; save it as UTF-8")]) from None


def _append(table: Table, row: Mapping[str, str]) -> None:
    for column, cells in table.items():
        cells.append(row.get(column, ""))


def _claim_rows(text: str) -> Iterator[tuple[int, Row]]:
    """Go through the claims with the numbers of their rows; columns that are not there are empty."""
    header, *rows = sheet.read_cells(text, CLAIMS) or [[]]
    for name in ("statement", "rule"):
        if name not in header:
            fault = f"the column is missing; expected {', '.join(COLUMNS)}, of which statement and rule are needed"
            raise DataError([Defect(CLAIMS, 1, name, fault)])
    if unknown := next((name for name in header if name not in COLUMNS), ""):
        raise DataError([Defect(CLAIMS, 1, unknown, f"the column is unknown{nearest(unknown, COLUMNS)}")])
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise DataError([Defect(CLAIMS, number, "-", f"has {len(cells)} cells; the header has {len(header)}")])
        given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        yield number, dict.fromkeys(CLAIM, "") | given


NUMERAL = re.compile(r"\S*\d\S*")


class _Claims:
    """The claims as the full tables hold them, with the figures that the article prints."""

    def __init__(self, tables: dict[str, Table], about: About) -> None:
        self.about, self.tables, self.sheet = about, tables, FigureSheet(tables)
        self.claims: Table = {name: [] for name in CLAIM}
        self.article: Table = {name: [] for name in ARTICLE}
        self.said: dict[str, str] = {}
        self.defects: list[Defect] = []
        rows = tables["observations"]
        self.units = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
        self.figures = {f"{i}.{e}" for i, e in zip(rows["indicator"], rows["entity"], strict=True)}
        self.names = self.figures | {figure_name(it) for it in rows["observation_id"]}

    def add(self, number: int, row: Row) -> None:
        """Add a claim, or note what is wrong with it."""
        faults = list(self._complete(number, row))
        self.defects += [Defect(CLAIMS, number, column, fault) for column, fault in faults]
        _append(self.claims, row)

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
        rule = next((it for it in RULES if row["rule"] == it or row["rule"].startswith(f"{it} ")), "")
        if not rule:
            hint = nearest(row["rule"], RULES, f"expected {', '.join(RULES)}")
            yield "rule", f"{row['rule'][:40]!r} is unknown{hint}"
            return
        row["argument"], row["rule"], row["kind"] = row["rule"].removeprefix(rule).strip(), rule, RULES[rule]
        if not re.fullmatch(ARGUMENTS.get(rule, ""), row["argument"]):
            yield "rule", f"{row['argument'][:40]!r} does not go with {rule}; write {EXAMPLES.get(rule, rule)}"
        row["check"] = {"by hand": "editorial", "opinion": "no"}.get(rule, "computed")
        if row["check"] == "computed":
            yield from self._held_against(row)
        elif rule == "by hand":
            yield from self._by_hand(number, row)
        else:
            row["rule"], row["caveat"] = "not checkable", row["caveat"] or "This is an opinion."
        row["statement"], row["title"] = self._quoted(row, "statement"), self._quoted(row, "title") or row["statement"]

    def _held_against(self, row: Row) -> Iterator[tuple[str, str]]:
        row["figures"], row["evidence"] = row["evidence"], ""
        names = row["figures"].replace("/", " ").split()
        if not names:
            yield "evidence", f"is empty; name figures, such as {min(self.figures, default='nests.AVONIA')}"
            return
        for name in names:
            if name not in self.names:
                indicator = name.partition(".")[0]
                known_of = sorted({it for it in self.figures if it.startswith(f"{indicator}.")})
                near = get_close_matches(name, self.names, 1, sheet.ALIKE)
                listed = f"; there are {', '.join(known_of)}" if known_of else nearest(name, self.names)
                hint = f"; did you mean {near[0]}?" if near else listed
                yield "evidence", f"{name[:60]!r} is not in figures.csv{hint}"
        known = [name for name in names if name in self.names]
        wanted = 2 if row["rule"] == "comparison" or "/" in row["figures"] else 1
        if row["rule"] == "comparison" and len(names) == 2:
            row["figures"] = " / ".join(names)
        elif row["rule"] != "trend" and len(names) != wanted:
            what = "two figures, such as a / b" if wanted == 2 else "one figure, or two as a / b"
            yield "evidence", f"names {len(names)} figures; {row['rule']} needs {what}"
        if row["rule"] in ("amount", "rank") and not row["printed"]:
            yield "printed", f"is empty; {row['rule']} needs the number as the article prints it"
        if row["rule"] == "amount" and row["printed"] and row["printed"] not in row["statement"]:
            yield "printed", f"{row['printed'][:40]!r} does not stand in the statement; write it there as it is printed"
        if row["printed"] and known:
            yield from self._printed(row, known)

    def _printed(self, row: Row, known: list[str]) -> Iterator[tuple[str, str]]:
        """Enter the figure that the article prints, in the unit of what it is held against."""
        indicator, entity, *_ = known[0].split(".")
        is_divided, unit = "/" in row["figures"], self.units[indicator]
        if row["rule"] == "rank":
            unit = "rank"
        elif is_divided:
            unit = "share" if "%" in row["printed"] or "per cent" in row["printed"] else "ratio"
        try:
            reading = read_number(row["printed"], unit)
        except ValueError as error:
            yield "printed", str(error)
            return
        day = self.about.published.isoformat()
        own = {
            "claim_id": row["claim_id"], "paragraph": row["paragraph"], "entity": entity, "indicator": indicator,
            "source_id": SOURCE, "published": day, "document_id": SOURCE, "locator": row["locator"],
            "note": "as printed",
        }  # fmt: skip
        _append(self.article, own | reading.cells)

    def _by_hand(self, number: int, row: Row) -> Iterator[tuple[str, str]]:
        row["rule"] = "editorial"
        if row["editorial_verdict"] not in BY_HAND:
            yield "editorial_verdict", f"{row['editorial_verdict']!r} is unknown; expected one of {', '.join(BY_HAND)}"
        addresses = row["evidence"].split()
        if not addresses:
            yield "evidence", "is empty; give the address of the document that decides"
        for address in addresses:
            if not re.fullmatch(r'https?://[^\s<>"]+', address):
                yield "evidence", f"{address[:60]!r} is no address, such as https://example.org/page"
                return
        hosts = [(urlsplit(it).hostname or "").removeprefix("www.") for it in addresses]
        documents = [
            self.sheet.document({"publisher": host, "address": address, "document": "press"}, number)
            for host, address in zip(hosts, addresses, strict=True)
        ]
        for document in self.sheet.derived.tables.pop("documents", []):
            _append(self.tables["documents"], document)
        row["evidence"] = " ".join(documents)

    def _quoted(self, row: Row, column: str) -> str:
        """Put the article’s own figure in its place in a text; other numerals of the article are quoted as they are."""
        text, printed = row[column], row["printed"]
        if printed and printed in text and row["claim_id"] in self.article["claim_id"]:
            text = text.replace(printed, f"{{claim.{row['claim_id']}}}", 1)

        def quote(found: re.Match[str]) -> str:
            word = found[0].strip(".,;:()“”‘’'\"")
            name = f"said_{slug(word)}"
            self.said[name] = word
            return found[0].replace(word, f"{{label:{name}}}")

        parts = re.split(r"(\{[^{}]*\})", text)
        return "".join(it if it.startswith("{") else NUMERAL.sub(quote, it) for it in parts)


def figure_name(observation_id: str) -> str:
    """Return the name of a figure in any of its vintages: that of its row without the day of publication.

    >>> figure_name("nests.AVONIA.2024.2024-11-01")
    'nests.AVONIA.2024'
    """
    return observation_id.rpartition(".")[0]
