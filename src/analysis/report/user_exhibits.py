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
from analysis.rendering.document_from_notebook import OURS, not_checked
from analysis.writing.markup import HTML, fit_label, for_jupyter

SIGNIFICANT = 3
"""Significant digits shown of the median of a column."""

MOST_DECIMALS = 12
"""Decimals of numbers that are nearly zero, such as 4e-20, which would need more than anybody reads."""

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


def user_exhibit(content: Any, title: str, source: str, alt: str, label: str, origin: str = "") -> UserExhibit:
    """Make an exhibit of a pandas table or a matplotlib figure.

    Args:
        content: The table or figure. `attrs["note"]` of a table, such as which figures are forecasts, is shown below
            it.
        title: HTML.
        source: Whose numbers these are, in the author's words.
        alt: What a figure shows, for readers who cannot see it.
        label: What sentences call it, or nothing.
        origin: The publishers, for a table of the dataset; it replaces `source`.

    """
    is_table = hasattr(content, "to_html") and hasattr(content, "columns")
    if not is_table:
        _close(content)  # first, because a figure that is refused below is not to be displayed either
    if not is_table and not hasattr(content, "savefig"):
        hint = "of Axes show ax.figure" if hasattr(content, "figure") else "show a Series as to_frame()"
        raise TemplateError(
            f"an exhibit is a pandas table or a matplotlib figure, not {type(content).__name__}; {hint}"
        )
    if not origin and not any(map(str.isalpha, source)):
        raise TemplateError('an exhibit needs a source: d.exhibit(it, source="whose numbers, and from when")')

    kind, prefix = ("table", "tbl") if is_table else ("figure", "fig")
    below = [f"{origin}{unit_note(content)}" if origin else not_checked(kind, source)]
    note = str(getattr(content, "attrs", {}).get("note", ""))
    if note:
        below.append(note)
    metadata = {
        OURS: True,
        "source": " ".join(map(HTML.label, below)),
        "label": fit_label(label, prefix) if label else "",
    }
    if is_table:
        return UserExhibit(_table_data(content), {"text/html": metadata | {"data": True, "caption": title}})

    if not alt.strip():
        raise TemplateError('a figure needs a description: d.exhibit(figure, alt="what it shows", source=…)')
    # Without the version of matplotlib in the file, the same figure gives the same bytes
    file = io.BytesIO()
    content.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    png = file.getvalue()
    figure = for_jupyter(_figure_html(png, title=title, alt=alt, source=str(metadata["source"])))
    data = {"image/png": base64.b64encode(png).decode(), "text/html": figure, "text/plain": alt}
    return UserExhibit(data, {"image/png": metadata | {"alt": alt, "title": title}})


def _close(content: Any) -> None:
    """Close a figure, or that of its axes, or the inline backend would display it again, without words."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    figure = getattr(content, "figure", None)
    if pyplot and isinstance(figure, sys.modules["matplotlib.figure"].Figure):
        pyplot.close(figure)


def _figure_html(png: bytes, title: str, alt: str, source: str) -> str:
    """Return a picture with its words for JupyterLab and plain nbconvert; our own exporters take the bare picture."""
    caption = f"<figcaption><strong>{title}</strong></figcaption>" if title else ""
    width = int.from_bytes(png[16:20], "big") * CSS_DPI // DPI  # the header of a PNG has its width in pixels
    address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    image = f'<img alt="{html.escape(alt)}" width="{width}" style="background:#fff;max-width:100%" src="{address}">'
    return f'<figure style="margin: 0">{caption}{image}<div><small>{source}</small></div></figure>'


def _table_data(table: Any) -> dict[str, str]:
    """Return a pandas table as HTML and text; an index that only counts the rows is left out."""
    from pandas import RangeIndex

    if not hasattr(table, "isetitem"):  # a Styler formats itself
        return {"text/html": table.to_html(), "text/plain": repr(table)}
    is_numbered = isinstance(table.index, RangeIndex) and table.index.name is None
    formatted = format_numbers(table)
    if is_numbered:
        return {"text/html": formatted.to_html(index=False), "text/plain": formatted.to_string(index=False)}
    return {"text/html": formatted.to_html(), "text/plain": repr(formatted)}


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
    for position, dtype in enumerate(table.dtypes):
        is_complex = dtype.kind == "c"  # which pandas calls numeric, and nobody can round or put in order
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype) and not is_complex:
            result.isetitem(position, _format_column(list(table.iloc[:, position])))
    # The corner has room for one name, and the names of levels stay where pandas puts them
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
    for position, dtype in enumerate(table.dtypes):
        cells = table.iloc[:, position]
        may_hold_words = dtype == "category" or is_object_dtype(dtype) or is_string_dtype(dtype)
        if may_hold_words and cells.isna().any():
            result.isetitem(position, cells.astype(object).where(cells.notna(), ""))
    return result


def _format_column(values: list[Any]) -> list[str]:
    """Use as few decimals as the numbers have, and at most what their median needs; years get no separator.

    >>> _format_column([1250.0, 98000.0]), _format_column([2018, 2019]), _format_column([0.1234, 0.25])
    (['1,250', '98,000'], ['2018', '2019'], ['0.123', '0.250'])
    """
    from pandas import isna

    # A median of 0.17 has its first digit in the first decimal place, and needs two more
    finite = [value for value in values if not isna(value) and math.isfinite(value)]
    sizes = [abs(value) for value in finite if value]
    typical = median(sizes) if sizes else 1  # of a column of zeros
    magnitude = math.floor(math.log10(typical))
    most_decimals = min(max(SIGNIFICANT - 1 - magnitude, 0), MOST_DECIMALS)

    decimals = 0
    while decimals < most_decimals and any(round(value, decimals) != value for value in finite):
        decimals += 1
    are_years = all(value in YEARS for value in finite)
    number_format = f".{decimals}f" if are_years else f",.{decimals}f"

    cells = []
    for value in values:
        if isna(value):
            cells.append("–")
        elif math.isfinite(value):
            cells.append(format(round(value, decimals) + 0, number_format))  # zero added makes -0.0 a 0.0
        else:
            cells.append(format(value, number_format))
    return cells


def is_of_dataset(table: Any) -> bool:
    """True if a table was read from the dataset and none of its numbers was calculated or changed since.

    pandas hands the attributes of a table on to what is computed from it. Those of a series and of `wide` therefore
    have their original numbers, against which each cell is compared; any other table counts as unchanged.
    """
    attrs = getattr(table, "attrs", {})
    if "source" not in attrs:
        return False
    values = attrs.get("values")
    if values is None:
        return True
    is_known = table.isin(values) | table.isna()
    return bool(is_known.to_numpy().all())


def unit_note(table: Any) -> str:
    """Name the units of a series, or of several in columns, which its cells do not show.

    It follows the source, so that it begins by ending that sentence; it is empty for a table without a unit.
    """
    unit = table.attrs.get("unit", "")
    units = list(unit.values()) if isinstance(unit, dict) else [unit]
    if not any(units):
        return ""
    return f". Unit: {', '.join(dict.fromkeys(units))}."
