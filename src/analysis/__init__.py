"""Check a news article number by number, and show where every figure comes from.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> d["imd.JPN.rank"].text
    '32nd'
    >>> an.ratio(d["subsidy.JPN.share.mof"], d["subsidy.DEU.share.mof"]).bounds
    '1.699 to 1.765'

`load` opens the dataset with every finding and verdict of it, as known on a day; `share`, `ratio`, `change`, `per` and
`convert` calculate with findings, bounds included; what they return shows itself, its bounds and its origin.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.exhibits import open_report as load
    from analysis.findings.workbench import change, convert, per, ratio, share

__all__ = ["change", "convert", "load", "per", "ratio", "share"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command starts at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    if name == "load":
        from analysis.exhibits import open_report

        return open_report
    from analysis.findings import workbench

    return getattr(workbench, name)


def __dir__() -> list[str]:
    return __all__
