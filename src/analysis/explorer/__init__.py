"""The explorer: change an assumption in Jupyter and see sentences, verdicts and figure follow at once."""

from analysis.explorer.app import explore

__all__ = ["explore"]
