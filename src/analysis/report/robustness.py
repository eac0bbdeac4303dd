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

COLUMNS = {"run", "claim_id", "verdict"}
"""The columns of a grid's verdicts that are needed."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many parameter sets there are, how many verdicts are equal under all, and what share agrees on each claim."""

    sets: Finding
    firm: Finding
    shares: dict[str, Finding]
    figure: Figure | Block | None

    def __repr__(self) -> str:
        return f"{self.firm.text} verdicts are the same under all {self.sets.text} sets of parameters"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.figure._repr_mimebundle_(**options) if self.figure else {}


def robustness_of(
    grid: pd.DataFrame, verdicts: Mapping[str, Verdict], bars: Callable[..., Figure | Block]
) -> Robustness:
    """Compare the verdicts of a grid with those of a report; `bars` draws those that differ.

    Raises `ParameterError` for a table without verdicts of a grid.
    """
    if not set(getattr(grid, "columns", ())) >= COLUMNS:
        raise ParameterError("the table has no verdicts of a grid; pass what an.load_grid(FOLDER) returns")
    source = str(grid.attrs.get("source", "Own computation: a grid"))

    def finding(value: int, label: str, unit: str = "sets of parameters") -> Finding:
        return number(int(value), unit, source, label)

    outcomes = {claim: verdict.outcome.value for claim, verdict in verdicts.items()}
    rows = grid[grid["claim_id"].isin(outcomes)]
    is_same = rows["verdict"].astype(str) == rows["claim_id"].astype(str).map(outcomes)
    counts = is_same.groupby(rows["claim_id"].astype(str)).agg(["sum", "count"])
    sets = finding(grid["run"].nunique(), "Sets of parameters in the grid")

    shares = {}
    for claim, row in counts.iterrows():
        agreeing = finding(row["sum"], f"Sets that give the verdict of the report on {claim}")
        judging = finding(row["count"], f"Sets under which {claim} is judged")
        shares[str(claim)] = arithmetic.share(agreeing, judging)

    is_firm = counts["sum"] == counts["count"]
    firm = finding(is_firm.sum(), "Verdicts that are the same under all sets", "verdicts")
    changing = sorted((claim for claim in shares if not is_firm[claim]), key=lambda claim: shares[claim].value)
    if not changing:
        return Robustness(sets, firm, shares, None)
    figure = bars(
        {f"{{title:{claim}}}": shares[claim] for claim in changing},
        title="{firm} of [{verdicts.all} verdicts] are the same under all [{sets} sets] of parameters",
        subtitle="Share of the sets under which the verdict is that of the report; claims with another one under some",
        label="fig-robustness",
        firm=firm,
        sets=sets,
    )
    return Robustness(sets, firm, shares, figure)
