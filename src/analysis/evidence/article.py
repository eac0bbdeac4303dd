"""Hold the list of claims against the text of the article: is every number accounted for?

The text itself is no part of the project. It is read from a file that the user gives, compared, and
forgotten.
"""

import re
from pathlib import Path

from analysis.evidence.dataset import Evidence
from analysis.evidence.files import read_text
from analysis.evidence.schema import DataError, Defect

WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "zero"),
    *("hundred", "thousand", "million", "billion", "trillion", "dozen", "decade"),
    *("hundreds", "thousands", "millions", "billions", "trillions", "dozens", "decades"),
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("half", "quarter", "twice", "double", "triple"),
)
NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)


def paragraphs(text: str, begins: str, ends: str) -> list[str]:
    """Return the paragraphs of the article, from its first words to those that follow its end.

    Raises `DataError` when the text does not hold the article.
    """
    start, end = text.find(begins), text.find(ends) if ends else -1
    if start < 0:
        raise DataError([Defect("article", 1, "-", "the article’s first paragraph was not found in this file")])
    body = text[start : end if end > start else None]
    return [line.strip() for line in body.splitlines() if line.strip()]


def read(path: Path, begins: str, ends: str) -> list[str]:
    """Read the paragraphs of the article from a file; raise `DataError` with one clear line if that fails."""
    try:
        return paragraphs(read_text(path), begins, ends)
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise DataError([Defect(str(path), 1, "-", "is not UTF-8; save it as UTF-8")]) from None


def unexplained(evidence: Evidence, text: list[str]) -> list[Defect]:
    """Find tokens that do not stand in their paragraph, and numbers that no claim covers."""
    found = []
    tokens: dict[int, list[str]] = {}
    for row, claim in enumerate(evidence.claims.values(), 2):
        if not claim["paragraph"]:
            continue
        number = int(claim["paragraph"])
        printed = [token.strip() for token in claim["printed"].split("|") if token.strip()]
        tokens.setdefault(number, []).extend(printed)
        where = text[number - 1] if number <= len(text) else ""
        found += [
            Defect("claims.csv", row, "printed", f"{token!r} does not stand in paragraph {number}")
            for token in printed
            if token not in where
        ]
    for number, paragraph in enumerate(text, 1):
        covered = [span for token in tokens.get(number, []) for span in _spans(token, paragraph)]
        for match in NUMBER.finditer(paragraph):
            if not any(start <= match.start() and match.end() <= end for start, end in covered):
                message = f"paragraph {number}: {match[0]!r} is neither a claim nor listed as not a claim"
                found.append(Defect("article", number, "-", message))
    return found


def _spans(token: str, paragraph: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(token), paragraph)]
