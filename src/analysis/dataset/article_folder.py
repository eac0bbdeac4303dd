"""Read the folder of an article: `article.toml`, `claims.csv` and `figures.csv`.

`article.toml` says what the report is called, who signs it and which article it checks. A claim names its rule and the
figures that it is held against, so that no study has to be written. All three are turned into the full tables, which
the rest of the program reads.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.dataset import figures_csv
from analysis.dataset.choices_toml import Settings
from analysis.dataset.claims_csv import (
    ARTICLE_COLUMNS,
    ARTICLE_ID,
    CLAIM_COLUMNS,
    CLAIMS_CSV,
    CLAIMS_CSV_COLUMNS,
    NUMERAL,
    Claims,
    append,
)
from analysis.dataset.figure_index import figure_name, meanings
from analysis.dataset.figures_csv import Derived, Row, slug
from analysis.dataset.schema_checks import CONTROL, DataError, Defect, Table
from analysis.dataset.text_files import is_file, read_text
from analysis.dataset.toml_files import fault_of, read_toml
from analysis.errors import nearest

__all__ = [
    "ARTICLE_COLUMNS",
    "ARTICLE_ID",
    "ARTICLE_TOML",
    "CLAIMS_CSV",
    "figure_name",
    "is_article",
    "meanings",
    "read_about",
    "read_tables",
]

ARTICLE_TOML = "article.toml"
TEXT_SETTINGS = ("title", "subtitle", "author", "publisher", "contact", "licence", "funding", "purpose", "focus")
LIST_SETTINGS = ("keywords", "peers", "names")
SETTINGS = (*TEXT_SETTINGS, *LIST_SETTINGS, "charts", "article", "page", "thresholds")
ARTICLE_SETTINGS = ("title", "publisher", "address", "published")

PAGE_SETTINGS = ("logo", "accent", "header", "footer")
LOGO_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
LEAST_CONTRAST = 4.5
"""The least contrast of letters with what lies behind them, by the WCAG."""

CHOICES = "choices"
"""The row of the sources for thresholds, which are chosen and not measured."""

THRESHOLDS = {"imprecise": 0.10, "rounding": 0.01, "trend_swing": 1.5}
THRESHOLD_RANGES = {
    "imprecise": [0.05, 0.15, 0.2],
    "rounding": [0.005, 0.015, 0.02],
    "trend_swing": [1.0, 2.0],
}
"""Thresholds where article.toml gives none, and the other values that each is varied over."""

THRESHOLD_NAMES = {
    "rounding": "a reporter’s rounding were up to",
    "imprecise": "“imprecise” reached to a gap of",
    "trend_swing": "a change counted only if it exceeded the usual swing by a factor of",
}
"""The words of a card for another value of a threshold, between “if” and the value."""

WITHOUT_EFFECT = ("trend_majority",)
"""Thresholds that earlier versions had; they are accepted, and `japan-tech check` remarks on them."""


@dataclass(frozen=True, slots=True)
class About:
    """What `article.toml` says: texts and lists by name, the article itself, and thresholds of its own."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    article: Mapping[str, str]
    published: date
    thresholds: Mapping[str, float]
    page: Mapping[str, Any]
    """The settings of the page, with the logo as an address that holds its content."""


def is_article(folder: Path) -> bool:
    """Return whether a data folder is that of a user's own article."""
    return is_file(folder / ARTICLE_TOML)


def read_about(folder: Path) -> About:
    """Read `article.toml`; raise `DataError` with every fault."""
    settings = read_toml(folder / ARTICLE_TOML)
    defects = [Defect(ARTICLE_TOML, line_of(folder, place), place, fault) for place, fault in _faults(settings)]
    if defects:
        raise DataError(defects)
    about = settings["article"]
    return About(
        texts={name: settings.get(name, "") for name in TEXT_SETTINGS},
        lists={name: settings.get(name, []) for name in LIST_SETTINGS},
        article={name: str(about[name]) for name in ARTICLE_SETTINGS},
        published=about["published"],
        thresholds=THRESHOLDS | settings.get("thresholds", {}),
        page=_page(folder, settings),
    )


def _page(folder: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the page; raise `DataError` where the logo cannot be read."""
    page = {"charts": settings.get("charts", True), **settings.get("page", {})}
    if "logo" in page:
        path = folder / page["logo"]
        try:
            content = path.read_bytes()
        except OSError as error:
            fault = f"{page['logo']!r} cannot be read: {error.strerror}; give its path from article.toml"
            raise DataError([Defect(ARTICLE_TOML, line_of(folder, "page.logo"), "page.logo", fault)]) from None
        # the type is known, as `_page_fault` has checked the ending
        page["logo"] = f"data:{LOGO_TYPES[path.suffix.lower()]};base64,{base64.b64encode(content).decode()}"
    return page


def line_of(folder: Path, place: str) -> int:
    """Return the line of a setting in `article.toml`, such as article.title; the first if it is missing.

    A setting missing from a table is placed at the head of the table.
    """
    # a setting of no table stands in the table ""
    table, _, name = place.rpartition(".")
    current_table, head = "", 1
    for number, line in enumerate(text_of(folder / ARTICLE_TOML).splitlines(), 1):
        header = re.match(r"\s*\[+\s*([\w.]+)\s*\]", line)
        if header:
            current_table = header[1]
            if current_table == place:
                return number
            if current_table == table:
                head = number
        elif current_table == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return head


def _faults(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the place of each faulty setting, and what is wrong with it."""
    for name in settings.keys() - set(SETTINGS):
        hint = nearest(name, SETTINGS, f"expected {', '.join(SETTINGS)}")
        yield name, f"is unknown{hint}"

    # Texts and lists
    names = settings.get("names", [])
    for name in TEXT_SETTINGS:
        fault = _text_fault(settings[name]) if name in settings else ""
        if not fault and name in ("title", "subtitle"):
            fault = _number_fault(settings.get(name, ""), names)
        if not fault and name == "title" and not settings.get(name):
            fault = "is missing; write the question that the report answers"
        if fault:
            yield name, fault
    for name in LIST_SETTINGS:
        values = settings.get(name, [])
        if not isinstance(values, list) or any(map(_text_fault, values)):
            yield name, 'is not a list of texts, such as ["COVID-19"]'
        elif name == "names":
            # a name needs a letter, or any number could be listed as one
            numbers = [value for value in values if not any(map(str.isalpha, value))]
            if numbers:
                yield name, f"{numbers[0]!r} is a number and no name; a sentence takes numbers from findings"

    # The article; without it nothing else is checked
    about = settings.get("article")
    if not isinstance(about, dict):
        yield "article", f"is missing; write [article] with {', '.join(ARTICLE_SETTINGS)}"
        return
    for name in ARTICLE_SETTINGS:
        value = about.get(name)
        if name != "published":
            fault = _text_fault(value)
        else:
            fault = fault_of(value, date)
            if not fault and figures_csv.is_in_future(about[name]):
                fault = f"{value} lies in the future; write the day on which the article appeared"
        if fault:
            yield f"article.{name}", fault

    # The page and the thresholds
    if not isinstance(settings.get("charts", True), bool):
        yield "charts", f"{settings['charts']!r} is neither true nor false"
    yield from _page_faults(settings.get("page", {}), names)
    thresholds = settings.get("thresholds", {})
    expected = f"expected {', '.join(THRESHOLDS)}, each a number above zero"
    if not isinstance(thresholds, dict):
        yield "thresholds", f"{thresholds!r}; {expected}"
        return
    for name, value in thresholds.items():
        is_named = name in THRESHOLDS or name in WITHOUT_EFFECT
        if not is_named or fault_of(value, float) or value <= 0:
            yield f"thresholds.{name}", f"{value!r}; {expected}"


def _page_faults(page: Any, names: Any) -> Iterator[tuple[str, str]]:
    """Yield the place of each faulty setting of the page, and what is wrong with it."""
    if not isinstance(page, dict):
        yield "page", f"{page!r} is not a table; write [page] with any of {', '.join(PAGE_SETTINGS)}"
        return
    for name, value in page.items():
        fault = _page_fault(name, value, names)
        if fault:
            yield f"page.{name}", fault


def _page_fault(name: str, value: Any, names: Any) -> str:
    """Return what is wrong with a setting of the page, or an empty text."""
    if name not in PAGE_SETTINGS:
        return f"is unknown{nearest(name, PAGE_SETTINGS, 'expected ' + ', '.join(PAGE_SETTINGS))}"
    fault = _text_fault(value)
    if fault:
        return fault
    if name == "logo":
        is_picture = Path(value).suffix.lower() in LOGO_TYPES
        kinds = ", ".join(LOGO_TYPES)
        return "" if is_picture else f"{value[:40]!r} is no picture of a kind that can be shown; expected {kinds}"
    if name == "accent":
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            return f"{value[:40]!r} is no colour such as #005a8c"
        if contrast_with_white(value) < LEAST_CONTRAST:
            return f"{value} is too pale for letters on white; choose a darker colour"
        return ""
    return _number_fault(value, names)


def contrast_with_white(colour: str) -> float:
    """Return the contrast of a colour with white by the WCAG, from one to 21.

    >>> round(contrast_with_white("#000000")), contrast_with_white("#ffffff")
    (21, 1.0)
    """
    # The brightness of each channel by the curve of sRGB, then the luminance of all three as the WCAG weighs them
    linear = []
    for start in (1, 3, 5):
        channel = int(colour[start : start + 2], 16) / 255
        if channel <= 0.04045:
            linear.append(channel / 12.92)
        else:
            linear.append(((channel + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (1 + 0.05) / (luminance + 0.05)


def _number_fault(text: str, names: Any) -> str:
    """Return a fault if a word of a text has a digit and is not one of the names, or an empty text."""
    # the names come from the same file, and may be no list; that is a fault of its own
    if isinstance(names, list):
        for name in names:
            text = text.replace(str(name), "")
    numeral = NUMERAL.search(text)
    if not numeral:
        return ""
    return f"{numeral[0]!r} is a number typed by hand; leave it out, or list it in names if it is a name"


def _text_fault(value: Any) -> str:
    """Return why a setting is not a text that can be shown, or an empty text."""
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
    tables: dict[str, Table] = {}
    for name, columns in figures_csv.TEXT_COLUMNS.items():
        tables[name] = {column: [] for column in columns}

    # The article is a source and a document, and the choice of thresholds a source
    author = about.texts["author"] or "The author"
    append(tables["sources"], {
        "source_id": ARTICLE_ID, "publisher": about.article["publisher"], "title": about.article["title"],
        "licence": figures_csv.LICENCE, "kind": "primary",
    })  # fmt: skip
    append(tables["sources"], {
        "source_id": CHOICES, "publisher": author, "title": "Thresholds chosen for this report",
        "licence": "the report’s own", "kind": "choice",
    })  # fmt: skip
    append(tables["documents"], {
        "document_id": ARTICLE_ID, "publisher": about.article["publisher"], "title": about.article["title"],
        "url": about.article["address"], "language": "en", "published": about.published.isoformat(),
        "kind": "own",
    })  # fmt: skip

    # The figures, which must not be taken from the article itself
    if figures is None:
        figures = text_of(folder / figures_csv.FIGURES_CSV)
    rows = figures_csv.read_sheet(figures)
    defects = []
    for number, row in rows:
        if about.article["address"] in row["address"].split():
            fault = "is that of the article, which is what is checked and proves nothing"
            defects.append(Defect(figures_csv.FIGURES_CSV, number, "address", fault))
    if defects:
        raise DataError(defects)
    derived = figures_csv.extend(tables, rows)

    # The claims, which name figures
    claims = Claims(tables, about.published)
    for number, row in _claim_rows(text_of(folder / CLAIMS_CSV)):
        claims.add(number, row)
    if claims.defects:
        raise DataError(claims.defects)
    claims.enter_documents()
    tables["claims"] = claims.claims
    tables["article"] = claims.article

    # a study declares more settings; an article has only these
    labels = {slug(name): name for name in about.lists["names"]} | claims.labels
    settings = Settings(
        judged_at=about.published,
        thresholds=about.thresholds,
        windows={},
        ranges=THRESHOLD_RANGES,
        sensitivity={},
        names=THRESHOLD_NAMES,
        labels=labels,
        switches={},
        phrases={},
    )
    return tables, settings, derived


def text_of(path: Path) -> str:
    """Return the text of a table, without a byte order mark; raise `DataError` where it cannot be read."""
    try:
        return read_text(path).removeprefix("\ufeff")
    except FileNotFoundError:
        raise DataError([Defect(path.name, 1, "-", "is missing")]) from None
    except OSError as error:
        raise DataError([Defect(path.name, 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise DataError([Defect(path.name, 1, "-", f"is not UTF-8: byte {error.start}; save it as UTF-8")]) from None


def _claim_rows(text: str) -> Iterator[tuple[int, Row]]:
    """Iterate over the claims with the numbers of their rows; missing columns are empty."""
    # an empty file has an empty header, and so lacks the needed columns
    header, *rows = figures_csv.read_cells(text, CLAIMS_CSV) or [[]]
    for name in ("statement", "rule"):
        if name not in header:
            expected = ", ".join(CLAIMS_CSV_COLUMNS)
            fault = f"the column is missing; expected {expected}, of which statement and rule are needed"
            raise DataError([Defect(CLAIMS_CSV, 1, name, fault)])
    for name in header:
        if name and name not in CLAIMS_CSV_COLUMNS:
            raise DataError([Defect(CLAIMS_CSV, 1, name, f"the column is unknown{nearest(name, CLAIMS_CSV_COLUMNS)}")])
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise DataError([Defect(CLAIMS_CSV, number, "-", f"has {len(cells)} cells; the header has {len(header)}")])
        row = dict.fromkeys(CLAIM_COLUMNS, "")
        # not strict, as spreadsheets leave out empty cells at the end
        row |= {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        yield number, row
