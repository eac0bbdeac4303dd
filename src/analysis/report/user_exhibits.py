"""A table of the dataset goes about with what it held when it was made, so that one changed by hand is known."""

from __future__ import annotations

import base64
import html
import io
import math
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from analysis.errors import TemplateError
from analysis.rendering.read_notebook import OURS, not_checked
from analysis.report.markup import MARKDOWN, fit_label
from analysis.report.writer import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "AsMade",
    "Own",
    "as_made",
    "gaps_empty",
    "in_print",
    "is_named",
    "own",
    "written_plainly",
]


# ----- as_made ---------------------------------------------------------------------------------------------

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


# ----- in_print --------------------------------------------------------------------------------------------
# A table of pandas as a reader wants it: thousands set apart, no exponents, and the same decimals down a column.

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


# ----- own -------------------------------------------------------------------------------------------------
# Tables and figures of one's own, shown in a report with where they are from.

DPI = 200


@dataclass(frozen=True, slots=True, repr=False)
class Own:
    """A table or figure of one's own, as Jupyter shows it, with what a report needs to know of it."""

    data: dict[str, str]
    about: dict[str, Any]

    def __repr__(self) -> str:
        return self.data["text/plain"]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return self.data, self.about


def units(table: Any) -> str:
    """Name the units of a series, or of series side by side, which stand in no cell; of what was calculated none."""
    given, known = table.attrs.get("unit", ""), table.attrs.get("values")
    named = dict.fromkeys(given.values() if isinstance(given, dict) else [given])
    is_read = known is None or bool((table.isin(known) | table.isna()).to_numpy().all())
    return f" Unit: {', '.join(named)}." if any(named) and is_read else ""


def own(it: Any, title: str, source: str, alt: str, label: str, ours: str = "") -> Own:
    """Take a table of pandas, its numbers in print, or a figure of matplotlib; `title` is filled already.

    `ours` says whose numbers a table of the dataset has, which needs no other source. What `attrs["note"]` of a table
    says, such as which of its figures are forecasts, stands beneath it.
    """
    is_table = hasattr(it, "to_html") and hasattr(it, "columns")
    if not is_table and not hasattr(it, "savefig"):
        kind = html.escape(type(it).__name__)
        hint = "of Axes show ax.figure" if hasattr(it, "figure") else "show a Series as to_frame()"
        raise TemplateError(f"an exhibit is a table of pandas or a figure of matplotlib, not of type {kind}; {hint}")
    if not ours and not any(map(str.isalpha, source)):
        raise TemplateError(
            'an exhibit of your own needs a source: d.exhibit(it, source="whose numbers, and from when")'
        )
    said = ours or not_checked("table" if is_table else "figure", source)
    noted = str(getattr(it, "attrs", {}).get("note", ""))
    parts = filter(None, (said + (f".{units(it)}" if is_table and units(it) else ""), noted))
    name = label and fit_label(label, "tbl" if is_table else "fig")
    about = {OURS: True, "source": " ".join(map(MARKDOWN.label, parts)), "label": name}
    if is_table:
        shown = in_print(it) if hasattr(it, "isetitem") else it  # what is styled has its own forms
        named = {} if not hasattr(it, "isetitem") or is_named(it.index) else {"index": False}
        data = {"text/html": shown.to_html(**named), "text/plain": shown.to_string(**named) if named else repr(shown)}
        return Own(data, {"text/html": about | {"data": True, "caption": title}})
    if not alt.strip():
        raise TemplateError(
            'a figure needs words for who cannot see it: d.exhibit(figure, alt="what it shows", source=…)'
        )
    file = io.BytesIO()
    it.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(it)  # which would show it once more, without its words
    picture = base64.b64encode(file.getvalue()).decode()
    return Own({"image/png": picture, "text/plain": alt}, {"image/png": about | {"alt": alt, "title": title}})
