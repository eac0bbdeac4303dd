"""What was asked of the evidence, and between which days of knowledge the answer stays the same."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class LookUp(NamedTuple):
    """One question put to the evidence, and the days of knowledge on which it has the same answer.

    `key` is what was asked for: an indicator with entity, actor and account, the name of a row, or a pair of
    currencies with its source. The answer holds from `since` up to, but not including, `until`: a new row can win a
    look-up even where the answer so far was "nothing".
    """

    key: tuple[str, ...]
    since: date
    until: date


Note = Callable[[LookUp], None]
"""What is told of each look-up, so that a finding knows on what it depends."""


def unheard(_: LookUp) -> None:
    """Let a look-up pass that nobody wants to know of."""
