"""How a line goes, in words for who cannot see it: where it begins, turns and ends."""

from collections.abc import Callable, Sequence
from itertools import pairwise

MOST = 14
"""So many turns of a line are told at most; a restless one has more of them than anyone keeps in mind."""

LARGE = 0.125
"""How far a line goes at least between two turns that are told, as a share of what lies between its ends."""

AT_THE_END = 0.03
"""How far the end of a line lies at least from the furthest it came since the last large turn, for that to be told."""


def turns(values: Sequence[float], most: int = MOST) -> list[int]:
    """Find the large turns of a line, with its first and its last point: the smallest swings are passed over.

    What came last is measured by itself: its newest setback is told where that is large against the way since the last
    large turn, and how far it came, where it no longer stands there.

    >>> turns([0, 50, 48, 52, 20, 100])  # from 50 to 48 is less than an eighth of 100
    [0, 3, 4, 5]
    >>> turns([0, 50, 48, 52, 20, 100], most=0)
    [0, 3, 4, 5]
    >>> turns([400, 100, 200, 180, 205])  # from 200 to 180 is a fifteenth of 300, and a fifth of 105
    [0, 1, 2, 3, 4]
    """
    last = len(values) - 1
    kept = _large(values, most)
    return sorted({*kept, *_newest(values, kept[-2])}) if last else kept


def _large(values: Sequence[float], most: int) -> list[int]:
    """Pass over the smallest swings until only large ones are left, and no more than so many turns."""
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
    return kept


def _newest(values: Sequence[float], start: int) -> list[int]:
    """Find what is told of a line since its last large turn: the newest setback on the way, and the furthest point."""
    way = 1 if values[-1] > values[start] else -1
    gone = [way * (value - values[start]) for value in values[start:]]
    furthest = max(range(len(gone)), key=gone.__getitem__)
    told = [furthest] if gone[furthest] - gone[-1] > AT_THE_END * (max(gone) - min(gone)) else []
    if setbacks := _large(gone[: furthest + 1], len(gone))[1:-1]:
        before = max(range(setbacks[-1]), key=gone.__getitem__)
        told += [before, min(range(before, furthest), key=gone.__getitem__)]
    return [start + at for at in told]


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


def level_since(values: Sequence[float], start: int, at: int) -> int:
    """Find the first point after the start of a line from which on it is level up to a point.

    >>> level_since([2, 2, 1, 1, 1], 0, 4), level_since([2, 2, 1, 1, 1], 0, 1)
    (2, 1)
    """
    while at - 1 > start and values[at - 1] == values[at]:
        at -= 1
    return at


def span(start: float, end: float) -> str:
    """Write from which year to which something goes.

    >>> span(2018, 2021), span(2018.25, 2018.5)
    ('2018–2021', '2018')
    """
    return "–".join(dict.fromkeys(str(int(year)) for year in (start, end)))
