"""Check a news article number by number, and show where every figure comes from.

    >>> import analysis as an
    >>> d = an.load("2024-04-12")
    >>> d["imd.JPN.rank"].text, d["imd.JPN.rank"] > 5
    ('32nd', True)
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

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import ParameterError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.charts.figure import look
    from analysis.findings import Study
    from analysis.findings.arithmetic import change, convert, per, ratio, share
    from analysis.findings.user_numbers import number
    from analysis.report import Report

__all__ = ["change", "convert", "load", "load_grid", "look", "number", "per", "ratio", "share"]


def load(
    study: "date | Study | str | None" = None,
    data: "Path | str | None" = None,
    *,
    as_of: "date | str | None" = None,
    focus: str | None = None,
    peers: "Sequence[str] | str | None" = None,
    **parameters: Any,
) -> "Report":
    """Open the dataset as known on a day, with every finding and verdict.

    A day may come first, as in `load("2024-04-12")`. `focus` and `peers` are the countries of comparisons, such as
    focus="KOR", peers=["USA", "DEU"], and `parameters` those of the study, such as rate_rule="ppp". `study` is another
    study than the project's own, as an object or written MODULE:NAME, and `data` another data folder; without it the
    project's own is found from the working folder. Raises `ParameterError` for a parameter that is unknown or makes no
    report.

    >>> import analysis as an
    >>> an.load("2024-04-12", rate_rule="own", own_rate=150)["yen.subsidy.chosen"].text
    '$26 billion'
    """
    from analysis.report import open_report

    if is_day(study):
        if as_of is not None:
            raise ParameterError(f"the day is given twice, as {study} and as as_of={as_of!r}")
        study, as_of = None, study
    report = open_report(_study(study, data), data, as_of=as_of, focus=focus, peers=peers, **parameters)
    shell = _shell()
    if shell is not None:  # it may have been started after the import
        register_completion(shell)
    return report


def load_grid(folder: "Path | str" = "", table: str = "verdicts") -> "pd.DataFrame":
    """Load the verdicts or findings of a grid, a row for each set of parameters, as japan-tech grid --findings wrote.

    Without a folder the grid of notebooks/robustness.toml is computed at once: every month, every sense of "much".
    Raises `ParameterError` if there is no such table.
    """
    from analysis.editions.grid import load_grid

    return load_grid(folder, table)


def is_day(given: object) -> bool:
    """True if the first argument of `load` is a day."""
    return isinstance(given, date) or (isinstance(given, str) and given[:4].isdecimal())


def _study(study: object, data: "Path | str | None") -> "Study":
    """Return the study that `load` was given, by default that of the data; raise `ParameterError` for anything else."""
    from analysis.editions.studies import study_named
    from analysis.findings import Study

    if study is None or (isinstance(study, str) and ":" in study):
        return study_named(study or "", data)
    if isinstance(study, Study):
        return study

    name = str(study)
    if isinstance(study, Path) or (name != "" and Path(name).is_dir()):
        hint = f'a data folder is given as data="{name}"'
        raise ParameterError(f"{name!r} is not a study, which is written MODULE:NAME or FILE.py:NAME; {hint}")
    expected = "a day is written 2024-04-12, a study MODULE:NAME or FILE.py:NAME"
    raise ParameterError(f"{name!r} is neither a day nor a study: {expected}")


def __getattr__(name: str) -> Any:
    """Import arithmetic on first use, so that importing a module of the package does not import all of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    if name == "look":
        from analysis.charts import figure

        return figure.look
    from analysis.findings import arithmetic, user_numbers

    module = user_numbers if name == "number" else arithmetic
    return getattr(module, name)


def __dir__() -> list[str]:
    return __all__


def _shell() -> Any:
    """Return the shell that runs the notebook, or None; IPython is not imported only to ask."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _prepare_notebook() -> None:
    """In IPython, register completion with Tab, and a `%%say` that asks to open a report first."""
    shell = _shell()
    if shell is None:
        return

    def say(line: str, cell: str) -> None:  # noqa: ARG001
        raise TemplateError("no report is open for %%say; run r = an.load() in a cell above first")

    shell.register_magic_function(say, "cell", "say")
    register_completion(shell)


def register_completion(shell: Any) -> None:
    """Let IPython, and so JupyterLab, complete names of reports; what that needs is imported with the first Tab."""
    from IPython.core.completer import completion_matcher

    identifier = "japan-tech names"
    for matcher in shell.Completer.custom_matchers:
        if getattr(matcher, "matcher_identifier", "") == identifier:
            return

    def match_names(context: Any) -> dict[str, Any]:
        from analysis.report.tab_completion import complete

        return complete(shell, context)

    register = completion_matcher(identifier=identifier, api_version=2)
    shell.Completer.custom_matchers.append(register(match_names))


_prepare_notebook()
