"""A table of the dataset goes about with what it held when it was made, so that one changed by hand is known."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AsMade", "as_made", "written_plainly"]

PLAINLY = (
    *("display.float_format", None, "display.precision", 6, "display.chop_threshold", None),
    *("display.date_dayfirst", False, "display.date_yearfirst", False, "display.multi_sparse", True),
)
"""Options of pandas that change what a cell says, as pandas has them by itself."""


class AsMade(str):
    """What a table held when it was made: it goes along in its `attrs`, and is but these words in a file."""

    table: Any

    def __new__(cls, table: Any) -> AsMade:
        """Keep a copy of a table."""
        made = super().__new__(cls, "as the dataset has it")
        made.table = table.copy()
        return made

    def __deepcopy__(self, _: Any) -> AsMade:
        return self  # pandas copies what goes along at each step

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (str(self),)


def _is_plain(table: Any) -> bool:
    """Say whether a table is one of pandas itself: one of another class may print what it likes."""
    import pandas as pd

    return type(table) in (pd.DataFrame, pd.Series)


def as_made(table: Any) -> tuple[Any, bool]:
    """Return a table and whether it is one of the dataset, or some rows and columns of one, with every cell as it was.

    Such a one is returned as it was made: with its own names of axes, and with what its `attrs` said of it then.
    """
    kept = getattr(table, "attrs", {}).get("made")
    if not isinstance(kept, AsMade) or not _is_plain(table):
        return table, False
    whole, part = (it if hasattr(it, "columns") else it.to_frame() for it in (kept.table, table))
    columns = whole.columns.get_indexer_for(part.columns)
    rows = _rows(whole.iloc[:, columns], part)
    found = whole.iloc[rows, columns]
    if -1 in rows or -1 in columns or not found.equals(part):
        return table, False
    return (found if hasattr(table, "columns") else found.iloc[:, 0]), True


def _rows(whole: Any, part: Any) -> Any:
    """Find the rows of a part, by their names, or by all that is in them where several have one name, as of one day."""
    if whole.index.is_unique:
        return whole.index.get_indexer_for(part.index)
    known = {row: number for number, row in enumerate(whole.itertuples(name=None))}
    return [known.get(row, -1) for row in part.itertuples(name=None)]


@contextmanager
def written_plainly(is_ours: bool) -> Iterator[None]:
    """Let pandas write the cells of a table of the dataset as it does by itself, whatever a notebook asked it for."""
    import pandas as pd

    with pd.option_context(*PLAINLY) if is_ours else nullcontext():
        yield
