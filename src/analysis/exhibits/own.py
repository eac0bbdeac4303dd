"""Tables and figures of one's own, shown in a report with where they are from."""

import base64
import html
import io
import sys
from dataclasses import dataclass
from typing import Any

from analysis.errors import AnalysisError
from analysis.exhibits.in_print import in_print, is_named
from analysis.exhibits.markup import MARKDOWN, fit_label
from analysis.rendering.foreign import OURS, not_checked

__all__ = ["NotAnExhibit", "Own", "own"]

DPI = 200


class NotAnExhibit(AnalysisError, TypeError):
    """Something was to be shown that is no table and no figure, or that says nothing of its source."""


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
        raise NotAnExhibit(f"an exhibit is a table of pandas or a figure of matplotlib, not of type {kind}; {hint}")
    if not ours and not any(map(str.isalpha, source)):
        raise NotAnExhibit(
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
        raise NotAnExhibit(
            'a figure needs words for who cannot see it: d.exhibit(figure, alt="what it shows", source=…)'
        )
    file = io.BytesIO()
    it.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(it)  # which would show it once more, without its words
    picture = base64.b64encode(file.getvalue()).decode()
    return Own({"image/png": picture, "text/plain": alt}, {"image/png": about | {"alt": alt, "title": title}})
