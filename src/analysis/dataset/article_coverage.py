"""Whether every number of the article is covered by a claim."""

import re
from pathlib import Path

from analysis.dataset.dataset_as_of import Evidence
from analysis.dataset.schema_checks import DataError, Defect
from analysis.dataset.text_files import read_text

NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "million", "billion", "trillion", "dozen", "decade",
    "hundreds", "thousands", "millions", "billions", "trillions", "dozens", "decades",
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "half", "quarter", "twice", "double", "triple",
)  # fmt: skip

PRINTED_NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)


def paragraphs(text: str, begins: str, ends: str) -> list[str]:
    """Return the paragraphs of the article, from its first words to those that follow its end.

    If `ends` is empty or does not follow, the article goes on to the end of the text.

    Raises `DataError` when the text does not hold the article.
    """
    start = text.find(begins)
    if start < 0:
        raise DataError([Defect("article", 1, "-", "the article’s first paragraph was not found in this file")])
    end = text.find(ends, start + len(begins)) if ends else -1
    body = text[start:end] if end > start else text[start:]
    return [line.strip() for line in body.splitlines() if line.strip()]


def read_article(path: Path, begins: str, ends: str) -> list[str]:
    """Read the paragraphs of the article from a file; raise `DataError` with one clear line if that fails."""
    try:
        return paragraphs(read_text(path), begins, ends)
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise DataError([Defect(str(path), 1, "-", "is not UTF-8; save it as UTF-8")]) from None


def unexplained_numbers(evidence: Evidence, text: list[str]) -> list[Defect]:
    """Find printed tokens missing from their paragraph, and numbers that no claim covers."""
    defects = []
    tokens: dict[int, list[str]] = {}
    for row, claim in evidence.claims_by_row.items():
        if not claim["paragraph"]:
            continue
        # counted from one; a paragraph that the text lacks holds no token
        number = int(claim["paragraph"])
        paragraph = text[number - 1] if number <= len(text) else ""
        # a claim may print several numbers, with | between them
        for part in claim["printed"].split("|"):
            token = part.strip()
            if not token:
                continue
            tokens.setdefault(number, []).append(token)
            if token not in paragraph:
                fault = f"{token!r} does not stand in paragraph {number}"
                defects.append(Defect("claims.csv", row, "printed", fault))

    # A number is covered by a token of its paragraph that is at least as long
    for number, paragraph in enumerate(text, 1):
        covered = []
        for token in tokens.get(number, []):
            covered += [match.span() for match in re.finditer(re.escape(token), paragraph)]
        for match in PRINTED_NUMBER.finditer(paragraph):
            if not any(start <= match.start() and match.end() <= end for start, end in covered):
                message = f"paragraph {number}: {match[0]!r} is neither a claim nor listed as not a claim"
                defects.append(Defect("article", number, "-", message))
    return defects
