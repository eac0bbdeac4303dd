"""A table of pandas as a reader wants it: thousands set apart, no exponents, and the same decimals down a column."""

from __future__ import annotations

import math
from statistics import median
from typing import Any

from analysis.exhibits.prose import YEARS

__all__ = ["gaps_empty", "in_print", "is_named"]

SIGNIFICANT = 3
"""So many digits of what is typical of a column are shown."""

MOST_DECIMALS = 12


def in_print(table: Any) -> Any:
    """Write the numbers of a table in words, with the name of what its rows are in the corner.

    >>> import pandas as pd
    >>> years = pd.Index([2018, 2019], name="year")
    >>> in_print(pd.DataFrame({"nests": [1250.0, 98000.0], "share": [0.1234, float("nan")]}, index=years))
    year   nests  share
    2018   1,250  0.123
    2019  98,000      –
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    written = gaps_empty(table)
    for at, dtype in enumerate(table.dtypes):
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype) and dtype.kind != "c":
            written.isetitem(at, _column(list(table.iloc[:, at])))
    if table.index.nlevels == table.columns.nlevels == 1 and table.index.name is not None:
        written = written.rename_axis(index=None, columns=table.index.name)
    return written


def gaps_empty(table: Any) -> Any:
    """Leave empty where words are missing; a number that is missing stays one.

    >>> import pandas as pd
    >>> gaps_empty(pd.DataFrame({"firm": ["Storks", None]}))["firm"].tolist()
    ['Storks', '']
    """
    from pandas.api.types import is_object_dtype, is_string_dtype

    written = table.copy()
    for at, dtype in enumerate(table.dtypes):
        cells = table.iloc[:, at]
        if (dtype == "category" or is_object_dtype(dtype) or is_string_dtype(dtype)) and cells.isna().any():
            written.isetitem(at, cells.astype(object).where(cells.notna(), ""))
    return written


def is_named(index: Any) -> bool:
    """Say whether rows are called anything; pandas counts those that have no name."""
    from pandas import RangeIndex

    return not isinstance(index, RangeIndex) or index.name is not None


def _column(values: list[Any]) -> list[str]:
    """Write a column with as few decimals as its numbers have, at most what its typical one needs; years stay bare."""
    from pandas import isna

    known = [it for it in values if not isna(it) and math.isfinite(it)]
    typical = median(map(abs, filter(None, known))) if any(known) else 1
    most = min(max(SIGNIFICANT - 1 - math.floor(math.log10(typical)), 0), MOST_DECIMALS)
    decimals = next((n for n in range(most) if all(round(it, n) == it for it in known)), most)
    is_year = all(it in YEARS for it in known)
    form = f"{'' if is_year else ','}.{decimals}f"
    return ["–" if isna(it) else format(round(it, decimals) + 0 if math.isfinite(it) else it, form) for it in values]
