"""How many parameter sets of a grid give the verdicts of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import ParameterError
from analysis.findings import Finding, arithmetic
from analysis.findings.user_numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from analysis.charts import Figure
    from analysis.findings import Verdict
    from analysis.writing.block import Block

REQUIRED_COLUMNS = {"run", "claim_id", "verdict"}
"""The columns that a table of a grid's verdicts must have."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """How far the verdicts of a report depend on its parameters.

    Attributes:
        sets: The number of parameter sets in the grid.
        firm: The number of verdicts that are the same under all of them.
        shares: For each claim, the share of the sets that give the verdict of the report.
        figure: The shares of the claims whose verdicts differ; None if there are none.

    """

    sets: Finding
    firm: Finding
    shares: dict[str, Finding]
    figure: Figure | Block | None

    def __repr__(self) -> str:
        return f"{self.firm.text} verdicts are the same under all {self.sets.text} sets of parameters"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # Without a figure, Jupyter shows the words of __repr__
        return self.figure._repr_mimebundle_(**options) if self.figure else {}


def robustness_of(
    grid: pd.DataFrame, verdicts: Mapping[str, Verdict], bars: Callable[..., Figure | Block]
) -> Robustness:
    """Compare the verdicts of a grid with those of a report; `bars` draws those that differ.

    Raises `ParameterError` for a table without verdicts of a grid.
    """
    if not set(getattr(grid, "columns", ())) >= REQUIRED_COLUMNS:
        raise ParameterError("the table has no verdicts of a grid; pass what an.load_grid(FOLDER) returns")
    source = str(grid.attrs.get("source", "Own computation: a grid"))

    def finding(value: int, label: str, unit: str = "sets of parameters") -> Finding:
        # pandas counts in types of its own
        return number(int(value), unit, source=source, label=label)

    # For each claim: in how many sets its verdict is that of the report, and in how many it is judged
    outcomes = {claim_id: verdict.outcome.value for claim_id, verdict in verdicts.items()}
    # The columns may be categories, of which as text only those that have rows remain
    rows = grid[grid["claim_id"].isin(outcomes)]
    is_same = rows["verdict"].astype(str) == rows["claim_id"].astype(str).map(outcomes)
    counts = is_same.groupby(rows["claim_id"].astype(str)).agg(["sum", "count"])

    sets = finding(grid["run"].nunique(), "Sets of parameters in the grid")
    shares = {}
    for claim_id, row in counts.iterrows():
        agreeing = finding(row["sum"], f"Sets that give the verdict of the report on {claim_id}")
        judging = finding(row["count"], f"Sets under which {claim_id} is judged")
        shares[str(claim_id)] = arithmetic.share(agreeing, judging)

    is_firm = counts["sum"] == counts["count"]
    firm = finding(is_firm.sum(), "Verdicts that are the same under all sets", unit="verdicts")
    changing = [claim_id for claim_id in shares if not is_firm[claim_id]]
    if not changing:
        return Robustness(sets, firm, shares, figure=None)

    changing.sort(key=lambda claim_id: shares[claim_id].value)  # the least firm first
    figure = bars(
        {f"{{title:{claim_id}}}": shares[claim_id] for claim_id in changing},
        title="{firm} of [{verdicts.all} verdicts] are the same under all [{sets} sets] of parameters",
        subtitle="Share of the sets under which the verdict is that of the report; claims with another one under some",
        label="fig-robustness",
        firm=firm,
        sets=sets,
    )
    return Robustness(sets, firm, shares, figure)
