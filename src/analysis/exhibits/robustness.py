"""Robustness over a grid: under how many sets of parameters each verdict is the one that the report gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.findings import arithmetic
from analysis.findings.given import number

if TYPE_CHECKING:
    import pandas as pd

    from analysis.exhibits.figures import Figure
    from analysis.exhibits.page import Block
    from analysis.exhibits.report import Report
    from analysis.findings import Finding

UNIT = "sets of parameters"
NEEDED = {"run", "claim_id", "verdict"}
TITLE = "{firm} of [{verdicts.all} verdicts] are the same under all [{sets} sets] of parameters"
SUBTITLE = "Share of the sets under which the verdict is that of the report; claims with another one under some"


class NoGrid(AnalysisError, ValueError):
    """A table was given that is not that of the verdicts of a grid."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many sets of parameters there are, under how many each verdict stands, and how many stand under all."""

    sets: Finding
    firm: Finding
    shares: dict[str, Finding]
    drawn: Figure | Block | None

    def __repr__(self) -> str:
        return f"{self.firm.text} verdicts are the same under all {self.sets.text} sets of parameters"

    def _repr_mimebundle_(self, **how: Any) -> Any:
        return self.drawn._repr_mimebundle_(**how) if self.drawn else {}


def robustness(report: Report, grid: pd.DataFrame) -> Robustness:
    """Count for each claim the sets of a grid that give the verdict of the report. Raises `NoGrid`."""
    if not set(getattr(grid, "columns", ())) >= NEEDED:
        raise NoGrid("the table has no verdicts of a grid; give what an.load_grid(FOLDER) returns")
    source = str(grid.attrs.get("source", "Own computation: a grid"))
    judged = {claim: verdict.outcome.value for claim, verdict in report.verdicts.items()}
    rows = grid[grid["claim_id"].isin(judged)]
    same = rows["verdict"].astype(str) == rows["claim_id"].astype(str).map(judged)
    found = same.groupby(rows["claim_id"].astype(str)).agg(["sum", "count"])
    sets = number(int(grid["run"].nunique()), UNIT, source, "Sets of parameters in the grid")
    shares = {
        str(claim): arithmetic.share(
            number(
                int(row["sum"]), "sets of parameters", source, f"Sets that give the verdict of the report on {claim}"
            ),
            number(int(row["count"]), "sets of parameters", source, f"Sets under which {claim} is judged"),
        )
        for claim, row in found.iterrows()
    }
    is_same = {claim: row["sum"] == row["count"] for claim, row in found.iterrows()}
    firm = number(sum(map(bool, is_same.values())), "verdicts", source, "Verdicts that are the same under all sets")
    turned = sorted((claim for claim in shares if not is_same[claim]), key=lambda claim: shares[claim].value)
    drawn = _draw(report, {f"{{title:{claim}}}": shares[claim] for claim in turned}, sets, firm) if turned else None
    return Robustness(sets, firm, shares, drawn)


def _draw(report: Report, rows: dict[str, Finding], sets: Finding, firm: Finding) -> Figure | Block:
    return report.bars(rows, title=TITLE, subtitle=SUBTITLE, label="fig-robustness", firm=firm, sets=sets)
