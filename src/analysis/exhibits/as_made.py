"""A table of the dataset goes about with what it held when it was made, so that one changed by hand is known."""

from __future__ import annotations

from typing import Any

__all__ = ["AsMade", "is_as_made"]


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


def is_as_made(table: Any) -> bool:
    """Say whether a table is one of the dataset, or some rows and columns of one, with every cell as it was."""
    kept = getattr(table, "attrs", {}).get("made")
    if not isinstance(kept, AsMade):
        return False
    whole, part = (it if hasattr(it, "columns") else it.to_frame() for it in (kept.table, table))
    try:
        found = whole.loc[part.index, part.columns]
    except (KeyError, TypeError, ValueError):
        return False
    return bool(found.equals(part) and found.index.equals(part.index))
