"""Check a news article number by number, and show where every figure comes from.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> d["imd.JPN.rank"].text
    '32nd'
    >>> an.ratio(d["subsidy.JPN.share.mof"], d["subsidy.DEU.share.mof"]).bounds
    '1.699 to 1.765'
    >>> (d["unicorns.KOR.count"] / d["unicorns.JPN.count"]).text
    '2'
    >>> an.share(d["subsidy.JPN.amount"], d.figure("gdp_nominal_lcu", "JPN", year=2023)).text
    '0.66%'
    >>> an.per(d["subsidy.JPN.amount"], d.figure("population", "JPN", year=2023)).text
    '¥31,000'
    >>> an.change(d["work.labour_force"], d.figure("labour_force", "JPN", year=2012)).text
    '5.48%'
    >>> an.convert(d["subsidy.JPN.amount"], d.rate("USD", "JPY", "2024-04-12")).text
    '$25 billion'

`load` opens the dataset with every finding and verdict of it, as known on a day. Findings are added, subtracted,
divided and compared like numbers, and a whole number scales one; `share`, `ratio`, `change`, `per` and `convert` say
what is meant, and `number` takes a number of your own, with its unit and source. Bounds and units are carried along,
and what they return shows itself, its bounds and its origin.
"""

from typing import TYPE_CHECKING, Any

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from analysis.findings import Study
    from analysis.findings.arithmetic import change, convert, per, ratio, share
    from analysis.findings.user_numbers import number
    from analysis.report import Report

__all__ = ["change", "convert", "load", "load_grid", "number", "per", "ratio", "share"]


def load(study: "Study | str | None" = None, data: "Path | str | None" = None, **parameters: Any) -> "Report":
    """Open the dataset as known on a day, with every finding and verdict.

    `parameters` are those of the report, such as as_of="2024-04-12", focus="KOR" or peers=["USA", "DEU"]. `study` is
    another study than the project's own, as an object or written MODULE:NAME, and `data` another data folder; without
    it the project's own is found from the working folder. Raises `ParameterError` for a parameter that is unknown or
    makes no report.

    >>> import analysis as an
    >>> an.load(as_of="2024-04-12", rate_rule="own", own_rate=150)["yen.subsidy.chosen"].text
    '$26 billion'
    """
    from analysis.report import open_report

    return open_report(_study(study, data), data, **parameters)


def load_grid(folder: "Path | str" = "", table: str = "verdicts") -> "pd.DataFrame":
    """Load the verdicts or findings of a grid, a row for each set of parameters, as japan-tech grid --findings wrote.

    Without a folder the grid of notebooks/robustness.toml is computed at once: every month, every sense of "much".
    Raises `ParameterError` where there is no such table.
    """
    from analysis.editions.grid import load_grid

    return load_grid(folder, table)


def _study(study: object, data: "Path | str | None") -> "Study":
    from datetime import date
    from pathlib import Path

    from analysis.editions.studies import study_named
    from analysis.findings import Study

    if study is None or (isinstance(study, str) and ":" in study):
        return study_named(study or "", data)
    if isinstance(study, Study):
        return study
    said = str(study)
    is_folder = isinstance(study, Path) or (bool(said) and Path(said).is_dir())
    is_day = isinstance(study, date) or said[:4].isdecimal()
    meant = f'data="{said}"' if is_folder else f'as_of="{said if is_day else "2024-04-12"}"'
    hint = f"a parameter is given by its name, as in {meant}"
    raise ParameterError(f"{said!r} is not a study, which is written MODULE:NAME or FILE.py:NAME; {hint}")


def __getattr__(name: str) -> Any:
    """Import arithmetic on first use, so that the command starts at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    from analysis.findings import arithmetic, user_numbers

    return getattr(user_numbers if name == "number" else arithmetic, name)


def __dir__() -> list[str]:
    return __all__
