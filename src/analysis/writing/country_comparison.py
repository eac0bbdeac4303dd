"""Findings of several economies, compared with the first of them."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from analysis.dataset.frames import SOURCE
from analysis.findings import Finding
from analysis.findings.finding import PLAIN, PLAIN_TEXT, Marks, forecast_note
from analysis.findings.number_format import unit_said
from analysis.findings.number_periods import when
from analysis.writing.label_comparison import common_heading

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings by the name of the country; the others are compared with the first that is known.

    Attributes:
        findings: Shown with their year or day; forecasts are marked.
        missing: Names of countries without a known figure.
        codes: The code of each country, by its name.
        as_of: The day of knowledge.

    """

    findings: dict[str, Finding]
    missing: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    as_of: date = date.min

    @property
    def frame(self) -> "pd.DataFrame":
        """The comparison as a pandas table: code, period, value, bounds, unit, and multiple of the first country.

        If the units differ, as between currencies, there is no column `multiple`.
        """
        import pandas as pd

        rows = []
        for name, finding in self.findings.items():
            quantity = finding.quantity
            code, period = self.codes.get(name), _period(finding)
            rows.append((name, code, period, finding.value, quantity.low, quantity.high, quantity.unit))
        columns = ["economy", "entity", "period", "value", "low", "high", "unit"]
        frame = pd.DataFrame(rows, columns=columns).set_index("economy")
        frame.attrs |= {"source": SOURCE, "as_of": self.as_of.isoformat()}
        if len(self._units) > 1:
            return frame

        # An empty table has no first row, and the column nevertheless
        if not rows:
            return frame.assign(multiple=[])
        return frame.assign(multiple=frame["value"] / frame["value"].iloc[0])

    @property
    def _units(self) -> list[str]:
        return list(dict.fromkeys(finding.quantity.unit for finding in self.findings.values()))

    @property
    def _note(self) -> str:
        """Why there are no multiples, or nothing if there are."""
        if len(self._units) < 2:
            return ""
        return f"in different units ({', '.join(self._units)}), so that none is a multiple of another"

    @property
    def _measure(self) -> str:
        """What is compared, and the unit if it is the same for all."""
        if not self.findings:
            return "nothing known"
        heading = common_heading(finding.label for finding in self.findings.values())
        if len(self._units) > 1:
            return heading
        unit = unit_said(self._units[0])
        return f"{heading} ({unit})" if unit else heading

    def __repr__(self) -> str:
        lines = [self._measure]
        for name, finding in self.findings.items():
            period = _period(finding)
            lines.append(f"{name}, {period}: {finding.text}" if period else f"{name}: {finding.text}")
        if self._note:
            lines.append(self._note)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.table(PLAIN)

    def table(self, marks: Marks) -> str:
        """Return the comparison as an HTML table."""
        if not self.findings:
            return "<p>No country chosen has this figure; choose others, or another day of knowledge.</p>"
        head = ""
        for word in ("", "Period", "Value", "Bounds"):
            head += f"<th scope='col'>{word}</th>"

        rows = ""
        for name, finding in self.findings.items():
            period, bounds = marks.words(_period(finding)), marks.words(finding.bounds)
            rows += f"<tr><th scope='row' style='text-align:left'>{html.escape(name)}</th><td>{period}</td>"
            rows += f"<td>{marks.number(finding)}</td><td>{bounds}</td></tr>"
        note = f"<p>{marks.words(self._note)}</p>" if self._note else ""
        return f"<table{PLAIN_TEXT}><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _period(finding: Finding) -> str:
    """Return the year or day of a number, and whether it is a forecast; either may be missing."""
    return f"{when(finding)}{forecast_note(finding)}".removeprefix(", ")
