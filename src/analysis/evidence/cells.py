"""What a single cell of a table may hold: numbers, days and words, and no sign that steers what shows it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from analysis.evidence.patterns import LONGEST

CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""Signs that print nothing or have no meaning, and steer what shows them; none has a place in a table."""

NUMBER = re.compile(r"-?(\d+(\.\d+)?([eE][-+]?\d+)?|INF)", re.ASCII)
INTEGER = re.compile(r"-?\d+", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _number(text: str) -> None:
    if not NUMBER.fullmatch(text):
        raise ValueError("is not a number; write 25000000000 or 0.0071")


def _integer(text: str) -> None:
    if not INTEGER.fullmatch(text):
        raise ValueError("is not a whole number")


def _date(text: str) -> None:
    if not DAY.fullmatch(text):
        raise ValueError("is not a day, such as 2024-04-12")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


FORMULA = re.compile(r"\s*(?:[=@＝＠]|[-+－＋](?!(?:[0-9.,]+(?:[eE][-+]?[0-9]+)?|INF)(?:%|\s[^-+*/^&|!]*)?$))")
"""How a cell starts that a spreadsheet would take for a formula, some also in wide letters; a number is none."""

TYPES: dict[str, Callable[[str], None]] = {
    "string": lambda _: None,
    "number": _number,
    "integer": _integer,
    "date": _date,
}


def _text_fault(text: str) -> str:
    if not text.strip():
        return "holds blanks only; write a value, or nothing"
    if found := CONTROL.search(text):
        return f"{text[:40]!r} holds the control character U+{ord(found[0]):04X}; remove it"
    if FORMULA.match(text):
        return f"{text[:40]!r} starts like a spreadsheet formula; remove the {text.strip()[0]!r}"
    return ""


def _form(field: dict[str, Any]) -> str:
    """Say which form the cells of a column have: where words are among those allowed, in words alone."""
    said, pattern = field.get("description", "").rstrip("."), field["constraints"]["pattern"]
    if words := [word for word in pattern.split("|") if word.isalpha() and word.islower()]:
        return f"of a {field['name']}, as datapackage.json declares it: {said}; or {', '.join(words)}"
    return f"{pattern}: {said}" if said else str(pattern)


def cell_fault(text: str, field: dict[str, Any]) -> str:
    """Say what is wrong with a cell by the declaration of its column, or nothing."""
    rules = field.get("constraints", {})
    if not text:
        return "is empty; a value is required" if rules.get("required") else ""
    if field["type"] == "string" and (fault := _text_fault(text)):
        return fault
    try:
        TYPES[field["type"]](text)
    except ValueError as error:
        return f"{text[:40]!r} {error}"
    if "enum" in rules and text not in rules["enum"]:
        return f"{text[:40]!r} is unknown; expected one of {', '.join(rules['enum'])}"
    if "pattern" in rules and len(text) > LONGEST:
        return f"{text[:40]!r} has {len(text)} signs; expected at most {LONGEST}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return f"{text[:40]!r} does not have the form {_form(field)}"
    if "minimum" in rules and float(text) < rules["minimum"]:
        return f"{text} is below {rules['minimum']}"
    return ""
