"""The grammar of the columns `rule` and `evidence` of an article's `claims.csv`."""

import re
from typing import NamedTuple

from analysis.dataset import expression
from analysis.dataset.expression import Expression, Operation
from analysis.errors import nearest

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

NEED_PRINTED = ("amount", "change", "rank", "running")
"""Rules that judge the number that the article prints."""


class EvidenceFigures(NamedTuple):
    """The figures that the evidence of a claim names: one expression, or for a trend one or more series.

    `names` are all names in them from left to right, and `unit` is that of the first expression.
    """

    trees: list[Expression]
    names: list[str]
    unit: str


def parse_rule(text: str) -> tuple[str, str]:
    """Return the name and the argument of a rule; raise `ValueError` if one of them is invalid.

    >>> parse_rule("record highest since 2008"), parse_rule("first time")
    (('record', 'highest since 2008'), ('first time', ''))
    """
    rules = [name for name in RULES if text == name or text.startswith(f"{name} ")]
    if not rules:
        hint = nearest(text, RULES, f"expected {', '.join(RULES)}")
        raise ValueError(f"{text[:40]!r} is unknown{hint}")
    rule = rules[0]  # the only one, as no name of a rule begins with another one and a blank
    # a rule without a form takes no argument
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
    # amount, level and trend take any expression
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
