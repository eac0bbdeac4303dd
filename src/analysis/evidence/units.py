"""The units that figures may have: those known here, and plain words for what is counted, such as nests."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from analysis.evidence.schema import Defect, Table

CURRENCY = re.compile(r"[A-Z]{3}|INTUSD")
KNOWN = ("currency", "national currency", "economies", "firms", "index", "persons", "rank", "share", "years")
"""Units that are words and mean something to the program; what else is counted adds up, and becomes nothing else."""

EACH = {
    "100": "hundred",
    "1000": "thousand",
    "10000": "ten thousand",
    "100000": "hundred thousand",
    "1000000": "million",
    "10000000": "ten million",
}
"""For how many of something a figure may be given, and how that is said."""

VERY_NEAR = 0.8
"""How alike two words are, from zero to one, of which the one is taken for a slip of the other."""

SLIPS = {
    r"per ?cent|percentages?|pct": "per cent is share, as 0.397 for 39.7%",
    r"dollars?|yen|euros?|yuan|rupees?": "money is named by its code, such as USD",
    r"(?:thousand|million|billion|trillion)s?": "a value stands in full, and its unit counts ones",
}
"""Words that are no unit, or one that has another name, and what is right."""

ONLY = "a unit is for each one, hundred, thousand, ten thousand, hundred thousand or million"
"""What is told of a unit with another number in it, such as robots per 500 workers."""


def spelled(unit: str) -> str:
    """Write a unit that is for each so many of something in words alone, as a sentence has it.

    >>> spelled("robots per 10,000 workers"), spelled("cases per 100 000 persons"), spelled("USD per hour")
    ('robots per ten thousand workers', 'cases per hundred thousand persons', 'USD per hour')
    """
    over, per, under = unit.partition(" per ")
    found = re.match(r"1[0 ,]*0(?= )", under)
    each = EACH.get(re.sub("[ ,]", "", found[0])) if found else None
    return f"{over}{per}{each}{under[found.end() :]}" if found and each else unit


def word_fault(unit: str) -> str:
    """Say why a word cannot be a unit of one's own, or nothing.

    >>> word_fault("robots per ten thousand employees"), word_fault("person")
    ('', "'person' is not a unit; did you mean persons?")
    """
    if unit in KNOWN or not unit.islower():
        return ""
    if re.search(r"\d", spelled(unit)):
        return f"{unit!r} is not a unit; {ONLY}"
    if near := get_close_matches(unit, KNOWN, 1, VERY_NEAR):
        return f"{unit!r} is not a unit; did you mean {near[0]}?"
    over, _, _ = unit.partition(" per ")
    wrong = next((told for pattern, told in SLIPS.items() if re.search(rf"\b(?:{pattern})\b", over)), "")
    return f"{unit!r} is not a unit; {wrong}" if wrong else ""


def defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find units that are none, and rows whose unit is not that of their indicator, all of one kind in one line."""
    wanted = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
    currencies = dict(zip(tables["entities"]["entity"], tables["entities"]["currency"], strict=True))
    for number, unit in enumerate(wanted.values(), 2):
        if fault := word_fault(unit):
            yield Defect("indicators.csv", number, "unit", fault)
    for name in ("observations", "article"):
        table, found = tables.get(name, {}), dict[str, list[int]]()
        rows = zip(*(table.get(column, []) for column in ("unit", "indicator", "entity")), strict=True)
        for number, (unit, indicator, entity) in enumerate(rows, 2):
            if fault := _of_row(unit, wanted[indicator], currencies[entity], indicator):
                found.setdefault(fault, []).append(number)
        for fault, numbers in found.items():
            many = f" (in {len(numbers)} rows)" * (len(numbers) > 1)
            yield Defect(f"{name}.csv", numbers[0], "unit", fault + many)


def _of_row(unit: str, wanted: str, currency: str, indicator: str) -> str:
    own = wanted.replace("national currency", currency or "-")
    if unit == own or (wanted == "currency" and CURRENCY.fullmatch(unit)):
        return ""
    expected = "a currency" if wanted == "currency" else own if currency or own == wanted else wanted
    return f"{unit!r} is not the unit of {indicator}; expected {expected}"


def told_once(tables: Mapping[str, Table], found: Sequence[Defect]) -> list[Defect]:
    """Leave out what the unit of an indicator is the cause of: the same unit in each of its rows."""
    told = {_unit_at(tables, it) for it in found if it.file == "indicators.csv"} - {""}
    return [it for it in found if it.file != "observations.csv" or _unit_at(tables, it) not in told]


def _unit_at(tables: Mapping[str, Table], fault: Defect) -> str:
    """Return the unit that a fault is about; of any other fault, or one of the whole table, nothing."""
    column = tables[fault.file.removesuffix(".csv")].get("unit", []) if fault.column == "unit" else []
    return column[fault.row - 2] if column and fault.row > 1 else ""
