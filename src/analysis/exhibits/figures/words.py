"""What is said of a figure of an analyst's own: the words that were given, or those that follow from what it shows."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from analysis.exhibits.families import capital, shared
from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.chosen import NOT_FROM_ZERO, rank
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.sheet import Sheet
from analysis.exhibits.prose import PLAIN, Writer
from analysis.exhibits.tables import Verbatim
from analysis.findings import Finding
from analysis.findings.formats import SYMBOLS, unit_said
from analysis.findings.given import own_said, source_row
from analysis.findings.periods import when

MOST_PUBLISHERS = 4
BY_THEMSELVES = ("share", "points", "ratio", "", *NOT_FROM_ZERO)
"""Units that are told by the printed number itself, or by no word."""


@dataclass(frozen=True, slots=True)
class Words:
    """What may be said of a figure in other words than those that follow from what it shows."""

    label: str
    title: str = ""
    subtitle: str = ""
    highlight: Sequence[str] = ()
    alt: str = ""
    findings: Mapping[str, Finding] = field(default_factory=dict)


def complete(
    w: Writer,
    words: Words,
    known: Sequence[Finding],
    said: Sequence[str],
    data: Iterable[tuple[object, ...]],
    told: str,
    paint: Callable[[Sheet], None],
    labels: Sequence[str] = (),
) -> Figure:
    """Draw a figure with the words given, and with those that follow from the findings where there are none."""
    w.use(*known)
    pen = copy(w)  # what it uses is used by the pen of the report
    pen.own = words.findings
    named = shared(labels or [finding.label for finding in known])
    is_told = bool(words.subtitle) or named.split(", ")[0].lower() in words.title.lower()
    measure = named if words.title and not is_told else ""
    period = _period(known) if words.title and not labels else ""
    unit = _unit(known[0].quantity.unit, is_named=not (words.title or known[0].observation))
    about = "; ".join(
        filter(None, (measure, period if period not in measure else "", unit if unit not in measure.lower() else ""))
    )
    subtitle = "; ".join(filter(None, (about, *said)))
    figure = draw(
        pen,
        words.label,
        title=words.title or Verbatim(named),
        subtitle=words.subtitle or Verbatim(capital(subtitle)),
        alt=pen.fill(words.alt, PLAIN) if words.alt else f"{capital(about)}. {told}" if words.title and about else told,
        source=Verbatim(sources(w, known)),
        data=data,
        paint=paint,
    )
    return replace(figure, is_own=True)


def _period(known: Sequence[Finding]) -> str:
    """Say of which period all are, which a title of one's own may leave open."""
    periods = {when(finding) for finding in known}
    return periods.pop() if len(periods) == 1 else ""


def sources(w: Writer, known: Sequence[Finding]) -> str:
    """Name the publishers of all that a figure rests on, in the order of first use."""
    rows = w.catalogue.evidence.sources
    found = list(dict.fromkeys(source_row(it, rows)["publisher"] for finding in known for it in finding.sources))
    more = " and others" if len(found) > MOST_PUBLISHERS else ""
    own = " With own numbers of the notebook." if any(map(own_said, known)) else ""
    return f"{'; '.join(found[:MOST_PUBLISHERS])}{more}.{own}" if found else "Own calculation."


def _unit(unit: str, *, is_named: bool) -> str:
    """Name a unit where the numbers do not, nor a title that follows from what was computed, as so many per head."""
    is_said = unit in (*BY_THEMSELVES, *SYMBOLS) or (" per " in unit and is_named)
    return "" if is_said else unit_said(unit)


def cut_said(lowest: float, unit: str) -> str:
    """Say where a scale begins above zero, so that a small step may look like a large one; places have no zero."""
    return "the scale does not begin at zero" if lowest > 0 and unit not in NOT_FROM_ZERO else ""


def bounds_said(known: Sequence[Finding], drawn: str, open_end: str, seen: float = 0.0) -> str:
    """Say how bounds are drawn, where some reach further than rounding and as far as `seen`, and those without an end."""
    widths = [f.quantity.high - f.quantity.low for f in known if f.has_wider_bounds]
    said = f"{drawn} are bounds" if any(seen <= width < math.inf for width in widths) else ""
    return "; ".join(filter(None, (said, f"{open_end} has no upper bound" if math.inf in widths else "")))


def told_of(rows: Sequence[Bar], what: str) -> str:
    """Tell rows to who cannot see them: from which to which they reach, and then each."""
    known = [(row, row.finding) for row in rows if row.finding]
    if len(known) < 3:
        return f"{what}. {bars.describe(rows)}"
    by_size = sorted(known, key=lambda pair: rank(pair[0]))
    (first, top), (last, end) = by_size[0], by_size[-1]
    return f"{what} from {end.text} ({last.name}) to {top.text} ({first.name}). {bars.describe(rows)}"
