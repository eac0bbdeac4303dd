"""Show tables of pandas and figures of matplotlib in a report, with where their numbers are from."""

from __future__ import annotations

import base64
import io
import math
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from analysis.errors import TemplateError
from analysis.rendering.read_notebook import OURS, not_checked
from analysis.report.markup import HTML, fit_label
from analysis.report.writer import YEARS

SIGNIFICANT = 3
"""So many digits of what is typical of a column are shown."""

MOST_DECIMALS = 12
DPI = 200


@dataclass(frozen=True, slots=True, repr=False)
class Own:
    """A table or figure of the author's own, as Jupyter shows it, with what a report needs to know of it."""

    data: dict[str, str]
    about: dict[str, Any]

    def __repr__(self) -> str:
        return self.data["text/plain"]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return self.data, self.about


def in_print(table: Any) -> Any:
    """Write the numbers of a table for readers, with the name of what its rows are in the corner.

    Thousands are set apart, there are no exponents, and a column has the same decimals all the way down.

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


def _column(values: list[Any]) -> list[str]:
    """Write a column with as few decimals as its numbers have, at most what its typical one needs; years stay bare."""
    from pandas import isna

    known = [it for it in values if not isna(it) and math.isfinite(it)]
    typical = median(map(abs, filter(None, known))) if any(known) else 1
    most = min(max(SIGNIFICANT - 1 - math.floor(math.log10(typical)), 0), MOST_DECIMALS)
    decimals = next((n for n in range(most) if all(round(it, n) == it for it in known)), most)
    form = f"{'' if all(it in YEARS for it in known) else ','}.{decimals}f"
    return ["–" if isna(it) else format(round(it, decimals) + 0 if math.isfinite(it) else it, form) for it in values]


def is_of_dataset(table: Any) -> bool:
    """Tell whether a table was read from the dataset, and holds no number that was calculated or changed since."""
    attrs = getattr(table, "attrs", {})
    known = attrs.get("values")
    return "source" in attrs and (known is None or bool((table.isin(known) | table.isna()).to_numpy().all()))


def units(table: Any) -> str:
    """Name the units of a series, or of series side by side, which stand in no cell."""
    given = table.attrs.get("unit", "")
    named = dict.fromkeys(given.values() if isinstance(given, dict) else [given])
    return f". Unit: {', '.join(named)}." if any(named) else ""


def own(it: Any, title: str, source: str, alt: str, label: str, origin: str = "") -> Own:
    """Take a table of pandas, its numbers in print, or a figure of matplotlib; `title` is filled already.

    `origin` says whose numbers a table of the dataset has, which needs no other source. What `attrs["note"]` of a table
    says, such as which of its figures are forecasts, stands beneath it.
    """
    is_table = hasattr(it, "to_html") and hasattr(it, "columns")
    if not is_table and not hasattr(it, "savefig"):
        hint = "of Axes show ax.figure" if hasattr(it, "figure") else "show a Series as to_frame()"
        raise TemplateError(
            f"an exhibit is a table of pandas or a figure of matplotlib, not {type(it).__name__}; {hint}"
        )
    if not origin and not any(map(str.isalpha, source)):
        raise TemplateError('an exhibit needs a source: d.exhibit(it, source="whose numbers, and from when")')
    said = f"{origin}{units(it)}" if origin else not_checked("table" if is_table else "figure", source)
    parts = filter(None, (said, str(getattr(it, "attrs", {}).get("note", ""))))
    name = label and fit_label(label, "tbl" if is_table else "fig")
    about = {OURS: True, "source": " ".join(map(HTML.label, parts)), "label": name}
    if is_table:
        return Own(_table(it), {"text/html": about | {"data": True, "caption": title}})
    if not alt.strip():
        raise TemplateError('a figure needs a description: d.exhibit(figure, alt="what it shows", source=…)')
    file = io.BytesIO()
    it.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(it)  # which would show it once more, without its words
    picture = base64.b64encode(file.getvalue()).decode()
    return Own({"image/png": picture, "text/plain": alt}, {"image/png": about | {"alt": alt, "title": title}})


def _table(it: Any) -> dict[str, str]:
    from pandas import RangeIndex

    if not hasattr(it, "isetitem"):  # what is styled has its own forms
        return {"text/html": it.to_html(), "text/plain": repr(it)}
    shown, is_counted = in_print(it), isinstance(it.index, RangeIndex) and it.index.name is None
    named = {"index": False} if is_counted else {}
    return {"text/html": shown.to_html(**named), "text/plain": shown.to_string(**named) if named else repr(shown)}
