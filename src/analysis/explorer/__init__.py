"""Change an assumption in Jupyter, and see sentences, verdicts and figures follow."""

from analysis.explorer.explorer import explore

__all__ = ["explore"]
