"""Expressions in the column `evidence` of `claims.csv`: names of figures, added, subtracted and divided.

An expression such as `(a + b) / c` is parsed into a tree, whose leaves are names. Signs stand between blanks, as names
may hold hyphens; only `/` and `+` need none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from analysis.dataset.unit_names import unit_in_words

SIGNS_AS_TYPED = {"+": "+", "-": "-", "−": "-", "–": "-", "/": "/"}
"""Each sign that may be typed, among them two dashes for minus, and the sign that it stands for."""

TOKEN = re.compile(r"[()/+]|[^\s()/+]+")
PURE_UNITS = ("share", "ratio")
"""Units of pure numbers, which can be added to each other."""

UNITS_OF_DIFFERENCES = {"share": "points", "rank": "places"}
"""The units of differences, if they are not those of the figures."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions and the sign between them."""

    sign: str
    left: "Expression"
    right: "Expression"

    def __str__(self) -> str:
        left = f"({self.left})" if isinstance(self.left, Operation) else self.left
        right = f"({self.right})" if isinstance(self.right, Operation) else self.right
        return f"{left} {self.sign} {right}"


Expression = str | Operation
"""A name, or an operation on two expressions."""


def parse(text: str) -> Expression:
    """Parse an expression; division comes before addition and subtraction.

    Raises `ValueError` with what is wrong.

    >>> str(parse("(a + b - c) / d")), str(parse("a - b / c"))
    ('((a + b) - c) / d', 'a - (b / c)')
    """
    tokens = TOKEN.findall(text)
    tree, remaining = _sum(tokens)
    if remaining:
        raise ValueError(
            f"{remaining[0]!r} follows where a sign or the end is expected; write names as in a + b, or a / b"
        )
    return tree


# A parser for each level of precedence: it returns the tree of what it has read, and the remaining tokens.


def _sum(tokens: list[str]) -> tuple[Expression, list[str]]:
    # a loop and no recursion on the right side, as a - b - c is (a - b) - c
    tree, remaining = _quotient(tokens)
    while remaining and SIGNS_AS_TYPED.get(remaining[0]) in ("+", "-"):
        sign = SIGNS_AS_TYPED[remaining[0]]
        right, remaining = _quotient(remaining[1:])
        tree = Operation(sign, tree, right)
    return tree, remaining


def _quotient(tokens: list[str]) -> tuple[Expression, list[str]]:
    tree, remaining = _term(tokens)
    while remaining and remaining[0] == "/":
        right, remaining = _term(remaining[1:])
        tree = Operation("/", tree, right)
    return tree, remaining


def _term(tokens: list[str]) -> tuple[Expression, list[str]]:
    if not tokens or tokens[0] in SIGNS_AS_TYPED or tokens[0] == ")":
        where = f"before {tokens[0]!r}" if tokens else "at the end"
        raise ValueError(f"a name of a figure is missing {where}")
    if tokens[0] != "(":
        return tokens[0], tokens[1:]
    tree, remaining = _sum(tokens[1:])
    if not remaining or remaining[0] != ")":
        raise ValueError("a bracket is not closed")
    return tree, remaining[1:]


def names(tree: Expression) -> Iterator[str]:
    """Yield the names in an expression from left to right."""
    if isinstance(tree, str):
        yield tree
    else:
        yield from names(tree.left)
        yield from names(tree.right)


def compute(tree: Expression, take: Callable[[str], T], operations: Mapping[str, Callable[[T, T], T]]) -> T:
    """Compute an expression: `take` returns what a name stands for, `operations` has a function for each sign."""
    if isinstance(tree, str):
        return take(tree)
    left = compute(tree.left, take, operations)
    right = compute(tree.right, take, operations)
    return operations[tree.sign](left, right)


def renamed(tree: Expression, new: Callable[[str], str]) -> Expression:
    """Return an expression with other names."""
    if isinstance(tree, str):
        return new(tree)
    return Operation(tree.sign, renamed(tree.left, new), renamed(tree.right, new))


def unit(tree: Expression, unit_of: Callable[[str], str]) -> str:
    """Return the unit of an expression; raise `ValueError` for figures of unlike units.

    A difference of shares is in percentage points, one of ranks in places, and a quotient is a ratio.
    """
    if isinstance(tree, str):
        return unit_of(tree)
    left, right = unit(tree.left, unit_of), unit(tree.right, unit_of)
    are_pure = left in PURE_UNITS and right in PURE_UNITS
    # a division as well compares two figures of one unit
    if left != right and not are_pure:
        sides = f"{tree.left} is {unit_in_words(left)}, {tree.right} {unit_in_words(right)}"
        raise ValueError(f"{sides}; {tree.sign} needs figures of one unit")
    if tree.sign == "+" and left == "rank":
        raise ValueError(f"{tree.left} is {unit_in_words(left)}, which is not added")
    if tree.sign == "/":
        return "ratio"
    if tree.sign == "-":
        return UNITS_OF_DIFFERENCES.get(left, left)
    # the sum of a share and a ratio counts in the unit of the first
    return left
