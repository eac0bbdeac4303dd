"""Which findings a report may show: those public on its day, as their sources have them, and one under each name."""

import math
from datetime import date

from analysis.errors import AnalysisError
from analysis.findings import Catalogue, Finding


class NotYetPublic(AnalysisError, ValueError):
    """A finding of one's own rests on what was not public on the day of the report."""


class NotTheSame(AnalysisError, ValueError):
    """A finding bears the name of another number, so that its working would be that of the other."""


def refuse_unfit(finding: Finding, known: Finding | None, c: Catalogue) -> None:
    """Refuse a finding that a reader could not follow; `known` is what the report shows under its name already."""
    as_of = c.parameters.as_of
    for it in finding.beneath():
        it.refuse_changed()
    for leaf in finding.leaves():
        if (leaf.since or date.min) > as_of:
            raise NotYetPublic(f"{leaf.label} is public since {leaf.since}; this report is as of {as_of}")
        if (row := leaf.observation) and not math.isclose(leaf.value, row.value, rel_tol=1e-9):
            raise NotTheSame(f"{leaf.label}: {leaf.text} is not what the source has, {row.printed}")
    if known and known.quantity != finding.quantity:
        hint = 'give one a name of its own, as .named("then.count")'
        raise NotTheSame(f"{finding.id} is {known.text} in this report already, and here {finding.text}; {hint}")
    declared = c.known(finding.id).answer if c.declares(finding.id) else finding
    if declared is not finding and getattr(declared, "quantity", None) != finding.quantity:
        what = declared.text if isinstance(declared, Finding) else "not known on this day"
        hint = 'give yours a name of its own, as .named("mine.count")'
        raise NotTheSame(f"{finding.id} is the name of another number, {what}; here it is {finding.text}; {hint}")
