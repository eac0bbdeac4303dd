"""Show pandas tables and matplotlib figures of the author's own, with their sources."""

from __future__ import annotations

import base64
import html
import io
import math
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from analysis.errors import TemplateError
from analysis.rendering.read_notebook import OURS, not_checked
from analysis.writing.markup import HTML, fit_label, for_jupyter

SIGNIFICANT = 3
"""Significant digits shown of the median of a column."""

MOST_DECIMALS = 12

YEARS = range(1500, 2200)
"""Whole numbers that are years if a column has no others, and so are written without a comma."""

DPI, CSS_DPI = 200, 96
"""Dots per inch of the picture, and of the page."""


@dataclass(frozen=True, slots=True, repr=False)
class UserExhibit:
    """A table or figure of the author's own: what Jupyter displays, and the metadata that a report needs."""

    data: dict[str, str]
    metadata: dict[str, Any]

    def __repr__(self) -> str:
        return self.data["text/plain"]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return self.data, self.metadata


def user_exhibit(it: Any, title: str, source: str, alt: str, label: str, origin: str = "") -> UserExhibit:
    """Make an exhibit of a pandas table or a matplotlib figure.

    Args:
        it: The table or figure. `attrs["note"]` of a table, such as which figures are forecasts, is shown below it.
        title: HTML.
        source: Whose numbers these are, in the author's words.
        alt: What a figure shows, for readers who cannot see it.
        label: What sentences call it, or nothing.
        origin: The publishers, for a table of the dataset; it replaces `source`.

    """
    is_table = hasattr(it, "to_html") and hasattr(it, "columns")
    if not is_table and not hasattr(it, "savefig"):
        hint = "of Axes show ax.figure" if hasattr(it, "figure") else "show a Series as to_frame()"
        raise TemplateError(f"an exhibit is a pandas table or a matplotlib figure, not {type(it).__name__}; {hint}")
    if not origin and not any(map(str.isalpha, source)):
        raise TemplateError('an exhibit needs a source: d.exhibit(it, source="whose numbers, and from when")')
    source_line = f"{origin}{unit_note(it)}" if origin else not_checked("table" if is_table else "figure", source)
    parts = filter(None, (source_line, str(getattr(it, "attrs", {}).get("note", ""))))
    name = label and fit_label(label, "tbl" if is_table else "fig")
    metadata = {OURS: True, "source": " ".join(map(HTML.label, parts)), "label": name}
    if is_table:
        return UserExhibit(_table_data(it), {"text/html": metadata | {"data": True, "caption": title}})
    if not alt.strip():
        raise TemplateError('a figure needs a description: d.exhibit(figure, alt="what it shows", source=…)')
    file = io.BytesIO()
    it.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(it)  # or the inline backend would display it again, without words
    png = file.getvalue()
    figure = for_jupyter(_figure_html(png, title, alt, str(metadata["source"])))
    data = {"image/png": base64.b64encode(png).decode(), "text/html": figure, "text/plain": alt}
    return UserExhibit(data, {"image/png": metadata | {"alt": alt, "title": title}})


def _figure_html(png: bytes, title: str, alt: str, source: str) -> str:
    """Return a picture with its words for JupyterLab and plain nbconvert; our own exporters take the bare picture."""
    caption = f"<figcaption><strong>{title}</strong></figcaption>" if title else ""
    width = int.from_bytes(png[16:20], "big") * CSS_DPI // DPI  # the header of a PNG has its width in pixels
    address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    image = f'<img alt="{html.escape(alt)}" width="{width}" style="background:#fff;max-width:100%" src="{address}">'
    return f'<figure style="margin: 0">{caption}{image}<div><small>{source}</small></div></figure>'


def _table_data(table: Any) -> dict[str, str]:
    from pandas import RangeIndex

    if not hasattr(table, "isetitem"):  # a Styler formats itself
        return {"text/html": table.to_html(), "text/plain": repr(table)}
    is_numbered = isinstance(table.index, RangeIndex) and table.index.name is None
    options, table = {"index": False} if is_numbered else {}, format_numbers(table)
    return {"text/html": table.to_html(**options), "text/plain": table.to_string(**options) if options else repr(table)}


def format_numbers(table: Any) -> Any:
    """Format the numbers of a table for readers, and put the name of its index into the corner.

    Thousands are separated, there are no exponents, and all numbers of a column have the same decimals.

    >>> import pandas as pd
    >>> years = pd.Index([2018, 2019], name="year")
    >>> format_numbers(pd.DataFrame({"nests": [1250.0, 98000.0], "share": [0.1234, float("nan")]}, index=years))
    year   nests  share
    2018   1,250  0.123
    2019  98,000      –
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    result = blank_missing_words(table)
    for at, dtype in enumerate(table.dtypes):
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype) and dtype.kind != "c":
            result.isetitem(at, _format_column(list(table.iloc[:, at])))
    if table.index.nlevels == table.columns.nlevels == 1 and table.index.name is not None:
        result = result.rename_axis(index=None, columns=table.index.name)
    return result


def blank_missing_words(table: Any) -> Any:
    """Return a copy in which missing words are empty; missing numbers stay as they are.

    >>> import pandas as pd
    >>> blank_missing_words(pd.DataFrame({"firm": ["Storks", None]}))["firm"].tolist()
    ['Storks', '']
    """
    from pandas.api.types import is_object_dtype, is_string_dtype

    result = table.copy()
    for at, dtype in enumerate(table.dtypes):
        cells = table.iloc[:, at]
        if (dtype == "category" or is_object_dtype(dtype) or is_string_dtype(dtype)) and cells.isna().any():
            result.isetitem(at, cells.astype(object).where(cells.notna(), ""))
    return result


def _format_column(values: list[Any]) -> list[str]:
    """Use as few decimals as the numbers have, and at most what their median needs; years get no separator."""
    from pandas import isna

    finite = [it for it in values if not isna(it) and math.isfinite(it)]
    typical = median(map(abs, filter(None, finite))) if any(finite) else 1
    most = min(max(SIGNIFICANT - 1 - math.floor(math.log10(typical)), 0), MOST_DECIMALS)
    decimals = next((n for n in range(most) if all(round(it, n) == it for it in finite)), most)
    form = f"{'' if all(it in YEARS for it in finite) else ','}.{decimals}f"
    return ["–" if isna(it) else format(round(it, decimals) + 0 if math.isfinite(it) else it, form) for it in values]


def is_of_dataset(table: Any) -> bool:
    """True if a table was read from the dataset and none of its numbers was calculated or changed since."""
    attrs = getattr(table, "attrs", {})
    values = attrs.get("values")
    return "source" in attrs and (values is None or bool((table.isin(values) | table.isna()).to_numpy().all()))


def unit_note(table: Any) -> str:
    """Name the units of a series, or of several in columns, which its cells do not show."""
    unit = table.attrs.get("unit", "")
    names = dict.fromkeys(unit.values() if isinstance(unit, dict) else [unit])
    return f". Unit: {', '.join(names)}." if any(names) else ""
