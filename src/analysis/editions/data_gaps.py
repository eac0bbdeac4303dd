"""Remarks on what the data lack: figures missing for an economy, and periods that were assumed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.dataset import Evidence, article_folder
from analysis.findings import Catalogue, Study, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_NAMED = 3
"""Maximum number of missing findings that a remark names."""


def notes(evidence: Evidence, study: Study) -> Iterator[str]:
    """Yield remarks on gaps that do not prevent a report, a sentence each.

    An economy may lack figures that others have, a name in a claim may leave its period open, a claim may be undecided,
    a setting may have no effect, and one source of exchange rates may end before another.
    """
    catalogue = Catalogue(evidence, parameters.check({}, evidence, study), study)
    for economy, names in _missing_findings(catalogue).items():
        listed = ", ".join(names[:MOST_NAMED])
        if len(names) > MOST_NAMED:
            listed += " and others"
        number = f"{len(names)} findings" if len(names) > 1 else "a finding"
        # The need of the first one alone, so that the remark stays a sentence
        need = f"{names[0]} needs {catalogue.missing[names[0]]}"
        yield f"{economy}: {number} known of {study.focus} missing: {listed}; {need}"

    yield from _assumed_periods(evidence)
    for claim_id, claim in evidence.claims.items():
        if claim.get("figures"):
            because = catalogue.verdict(claim_id).because
            if because:
                yield f"claims.csv:{claim['row']}: {claim_id} is not decided: {because}"
    for name in article_folder.WITHOUT_EFFECT:
        if name in evidence.settings.thresholds:
            yield f"{name} has no effect any more: the longest span of a trend decides; leave it out"

    last_days = evidence.rates.newest_by_source
    for source, day in last_days.items():
        if day < max(last_days.values()):
            yield f"exchange_rates.csv: {source} ends on {day}, others go on to {max(last_days.values())}"


def _assumed_periods(evidence: Evidence) -> Iterator[str]:
    """Yield which figure each name without a period stands for, and whether that was published after the article."""
    for claim in evidence.claims.values():
        for pair in claim.get("meant", "").split():
            name, _, figure = pair.partition("=")  # as in nests.AVO=nests.AVO.2023
            period = figure.removeprefix(f"{name}.")

            # A name means the latest figure that was public when the article ran, which later rows cannot move; without
            # one the latest of all, which they can. Either has at least one row, as it was found by its rows
            vintages = [evidence.observation(row) for row in evidence.names_of_rows if row.startswith(f"{figure}.")]
            hint = ""
            if min(vintage.published for vintage in vintages) > evidence.judged_at:
                hint = f", which was published later; write {figure}, so that further rows cannot move it"
            yield f"claims.csv:{claim['row']}: {name} means {period}{hint}"


def _missing_findings(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return for each economy the findings that are known of the country in focus but not of it."""
    # Findings that differ only in the economy, by their declaration and other placeholders; in each family the name
    # of the finding of each economy
    families: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    for name, declared in catalogue.names.items():
        if "economy" in declared.values:
            others = tuple((key, value) for key, value in declared.values.items() if key != "economy")
            families[declared.place, others][declared.values["economy"]] = name

    missing: dict[str, list[str]] = defaultdict(list)
    for names in families.values():
        if names.get(catalogue.study.focus) in catalogue:  # false as well if the family has none of the focus
            for economy, name in names.items():
                if name not in catalogue:
                    missing[economy].append(name)
    return missing
