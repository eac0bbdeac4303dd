"""One finding side by side for several economies, as a table that shows itself and can be calculated with."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from analysis.evidence.frames import SOURCE
from analysis.exhibits.families import shared
from analysis.findings import Finding
from analysis.findings.display import PLAIN, PLAIN_TEXT, Marks
from analysis.findings.formats import unit_said
from analysis.findings.periods import forecast_said, when

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, by the name of the country; the first one is what the others are set against.

    Each is shown with the year or day that it is of, and a forecast is called one. `note` says of which countries
    there is nothing, where another account has them; `missing` names all of which nothing is known. `codes` has the
    code of each country by its name, and `as_of` is the day of knowledge.
    """

    findings: dict[str, Finding]
    note: str = ""
    missing: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    as_of: date = date.min

    @property
    def frame(self) -> "pd.DataFrame":
        """The comparison as a table of pandas: code, period, value, bounds, unit, and multiple of the first country.

        Where the units differ, as between currencies, nothing is a multiple of another, and there is no such column.
        """
        import pandas as pd

        rows = [
            (name, self.codes.get(name), _period(f), f.value, f.quantity.low, f.quantity.high, f.quantity.unit)
            for name, f in self.findings.items()
        ]
        columns = ["economy", "entity", "period", "value", "low", "high", "unit"]
        frame = pd.DataFrame(rows, columns=columns).set_index("economy")
        frame.attrs |= {"source": SOURCE, "as_of": self.as_of.isoformat()}
        if len(self._units) > 1:
            return frame
        return frame.assign(multiple=frame["value"] / frame["value"].iloc[0] if len(frame) else [])

    @property
    def _units(self) -> list[str]:
        return list(dict.fromkeys(finding.quantity.unit for finding in self.findings.values()))

    @property
    def _notes(self) -> list[str]:
        """Say what is to be known beside the numbers: that their units differ, and of whom there is nothing."""
        differ = f"in different units ({', '.join(self._units)}), so that none is a multiple of another"
        return list(filter(None, (differ if len(self._units) > 1 else "", self.note)))

    @property
    def _measure(self) -> str:
        """Say what is compared, and in which unit."""
        found = [finding.label for finding in self.findings.values()]
        unit = unit_said(self._units[0]) if len(self._units) == 1 else ""
        return shared(found) + f" ({unit})" * bool(unit) if found else "nothing known"

    def __repr__(self) -> str:
        told = (", ".join(filter(None, (name, _period(finding)))) for name, finding in self.findings.items())
        lines = (f"{name}: {finding.text}" for name, finding in zip(told, self.findings.values(), strict=True))
        return "\n".join([self._measure, *lines, *self._notes])

    def _repr_html_(self) -> str:
        return self.table(PLAIN)

    def table(self, marks: Marks) -> str:
        """Write the comparison as a table of HTML."""
        note = "".join(f"<p>{marks.words(it)}</p>" for it in self._notes)
        if not self.findings:
            return f"<p>No country chosen has this figure; choose others, or another day of knowledge.</p>{note}"
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{html.escape(name)}</th><td>{marks.words(_period(f))}</td>"
            f"<td>{marks.number(f)}</td><td>{marks.words(f.bounds)}</td></tr>"
            for name, f in self.findings.items()
        )
        head = "".join(f"<th scope='col'>{word}</th>" for word in ("", "Period", "Value", "Bounds"))
        return f"<table{PLAIN_TEXT}><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _period(finding: Finding) -> str:
    """Say of which year or day a number is, and whether it is a forecast."""
    return f"{when(finding)}{forecast_said(finding)}".removeprefix(", ")
