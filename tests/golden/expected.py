"""The content of the golden files, as the code gives it now."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import analysis as an
from analysis.cli import cli
from analysis.dataset import load
from analysis.editions.notebooks import notebooks_folder
from analysis.findings import Catalogue, parameters
from analysis.findings.csv_tables import findings_csv, verdicts_csv
from analysis.report import Report
from analysis.study import STUDY

from .. import notebook_runner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.findings import Finding

REPORTS = {
    "default": {"as_of": "2026-10-30"},
    "then": {"as_of": "2024-04-12"},
    "ppp": {"as_of": "2026-10-30", "rate_rule": "ppp", "denominator": "population"},
}
"""The default report and two variants, each with its parameters."""

TOPICS = {"korea": ("country_profile", {"as_of": "2026-10-30", "focus": "KOR", "peers": ["JPN", "USA"]})}
"""A topic notebook with another country in focus, and its parameters."""

KEPT = ("finding_id", "value", "low", "high", "unit", "printed")


def folder(report: str) -> Path:
    """Return where the files of a report lie."""
    return Path(__file__).parent / report


@cache
def _catalogue(report: str) -> Catalogue:
    evidence = load()
    return Catalogue(evidence, parameters.check(REPORTS[report], evidence, STUDY), STUDY)


def numbers(report: str) -> str:
    """Write every finding with its number, as CSV.

    Of a variant those are left out that the default report has as well. Of a topic notebook all are written that it
    shows with a working.
    """
    if report in TOPICS:
        notebook, given = TOPICS[report]
        _, names = notebook_runner.execute(notebooks_folder() / f"{notebook}.ipynb", given)
        page = names["r"]
        return _table(page.pen.used.values(), page.catalogue)
    catalogue = _catalogue(report)
    text = _table(catalogue.everything(), catalogue)
    if report == "default":
        return text
    header, *lines = text.splitlines(keepends=True)
    known = {*numbers("default").splitlines(keepends=True)}
    return header + "".join(line for line in lines if line not in known)


def _table(findings: Iterable[Finding], catalogue: Catalogue) -> str:
    rows = csv.DictReader(io.StringIO(findings_csv(findings, catalogue.evidence.documents)))
    text = io.StringIO()
    writer = csv.DictWriter(text, KEPT, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def verdicts(report: str) -> str:
    """Write every verdict, as CSV."""
    return verdicts_csv(_catalogue(report))


def names() -> str:
    """List what users call: functions, methods, commands with their options, exit codes and entry points."""
    lines = [f"an.{name}" for name in sorted(an.__all__)]
    lines += [f"d.{name}" for name in dir(Report) if not name.startswith("_") and _is_documented(name)]
    for name, command in sorted(cli.commands.items()):
        options = sorted(o for p in command.params for o in (*p.opts, *p.secondary_opts))
        lines.append(f"japan-tech {name} {' '.join(options)}")
    lines += re.findall(r"\b\d+ [a-z][^;.]*(?=[;.])", " ".join((cli.help or "").split()))
    lines += sorted(f"{it.group}: {it.name}" for it in distribution("japan-tech-report").entry_points)
    return "\n".join(lines) + "\n"


def _is_documented(name: str) -> bool:
    return bool(getattr(getattr(Report, name), "__doc__", None))
