"""How a line goes, in words for who cannot see it: where it begins, turns and ends."""

from collections.abc import Callable, Sequence
from itertools import pairwise

MOST = 6
"""So many turns of a line are told; who hears more of them keeps none in mind."""

LARGE = 0.1
"""How far a line goes at least between two turns that are told, as a share of what lies between its ends."""

AT_THE_END = 0.03
"""How far the end of a line lies at least from the furthest it came since the last large turn, for that to be told."""


def turns(values: Sequence[float], most: int = MOST) -> list[int]:
    """Find the large turns of a line, with its first and its last point: the smallest swings are passed over.

    >>> turns([0, 50, 48, 52, 20, 100])  # from 50 to 48 is less than a tenth of 100
    [0, 3, 4, 5]
    >>> turns([0, 50, 48, 52, 20, 100], most=0)
    [0, 5]
    """
    last = len(values) - 1
    moved = [0, *(i for i in range(1, last) if values[i] != values[i + 1]), last]
    kept = [b for a, b, c in zip(moved, moved[1:], moved[2:], strict=False) if _turns(values[a], values[b], values[c])]
    kept = sorted({0, *kept, last})
    least = LARGE * (max(values) - min(values))
    while len(kept) > 2:
        swings = [abs(values[b] - values[a]) for a, b in pairwise(kept)]
        at = min(range(len(swings)), key=swings.__getitem__)
        if swings[at] >= least and len(kept) - 2 <= most:
            break
        del kept[max(at, 1) : min(at + 2, len(kept) - 1)]
    if last:  # the end is not heard as a peak that lies before it
        way = 1 if values[last] > values[kept[-2]] else -1
        furthest = max(range(kept[-2], last), key=lambda at: way * values[at])
        is_beyond = way * (values[furthest] - values[last]) > AT_THE_END * (max(values) - min(values))
        kept[-1:-1] = [furthest] if is_beyond else []
    return kept


def _turns(before: float, here: float, after: float) -> bool:
    return (here - before) * (after - here) < 0


def tell(values: Sequence[float], said: Callable[[int], str], at: Sequence[int], *, first_is_best: bool = False) -> str:
    """Tell how a line goes from one to the next of some of its points; `said` tells a point.

    >>> tell([3, 1, 1], lambda i: f"{i + 2020}", [0, 1, 2])
    '2020, down to 2021, unchanged at 2022'
    """
    told = [said(at[0])]
    words = ("up", "down")[:: -1 if first_is_best else 1]
    for before, here in pairwise(at):
        rise = values[here] - values[before]
        told.append(f"{f'{words[rise < 0]} to' if rise else 'unchanged at'} {said(here)}")
    return ", ".join(told)
