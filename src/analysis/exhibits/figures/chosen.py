"""What is drawn in a figure of an analyst's own: rows in order, in one unit, with what is highlighted in colour."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.errors import meant, nearest
from analysis.evidence import NotKnown
from analysis.exhibits.figures import scales
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour
from analysis.exhibits.figures.slopes import Head
from analysis.exhibits.prose import Writer
from analysis.exhibits.selection import Group, UnfitFigure
from analysis.findings import Finding, UnitError, UnknownFinding
from analysis.findings.arithmetic import year_of
from analysis.findings.periods import forecast_said, is_forecast
from analysis.rendering.palette import FOCUS, GREY

NOT_FROM_ZERO = ("rank", "year", "month", "date")
"""Units of which nothing is twice as much; a bar, which says so, would mislead."""

MOST_GAPS = 3
MOST_ROWS = 40
"""So many bars or dots can be read; more of them are lines over time."""


def rows_of(w: Writer, found: list[Group], highlight: Sequence[str]) -> tuple[list[Bar], bool, str]:
    """Make a row of each finding; say whether they were put in order, and of which nothing was known.

    A few that are not known have a row that says so; more of them are left out.
    """
    several = len(found) > 1
    named = {_in_group(name, group.name, several): it for group in found for name, it in group.rows.items()}
    gaps = [name for name, it in named.items() if it is None]
    if len(gaps) > MOST_GAPS:
        named = {name: it for name, it in named.items() if it}
    if len(named) > MOST_ROWS:
        raise UnfitFigure(f"{len(named)} rows are more than can be read; draw them over time, or fewer of them")
    if not any(named.values()):
        raise NotKnown("nothing of what the figure shows")
    rows = bars_of(named, tints_of(w, list(named), highlight))
    ranked = all(group.is_ranked for group in found)
    unknown = nothing_of(gaps) if len(gaps) > MOST_GAPS else ""
    return (sorted(rows, key=rank) if ranked else rows), ranked and len(rows) > 1, unknown


def nothing_of(names: Sequence[str]) -> str:
    """Say of which nothing was known, or of how many."""
    told = ", ".join(names) if len(names) <= MOST_GAPS else f"{len(names)} others"
    return f"nothing known of {told}" if names else ""


def bars_of(named: Mapping[str, Finding | None], tints: Mapping[str, str]) -> list[Bar]:
    """Make a row of each finding, in its colour; a forecast is hollow and called one."""
    return [
        Bar(f"{name}{forecast_said(it)}", it, tints[name], is_hollow=bool(it and is_forecast(it)))
        for name, it in named.items()
    ]


def _in_group(name: str, group: str, several: bool) -> str:
    return f"{name}, {group}" if several and group else name


def rank(bar: Bar) -> tuple[bool, float]:
    """Put the largest first, or the best place, and what is not known last."""
    if bar.finding is None:
        return True, 0.0
    return False, bar.finding.value if bar.finding.quantity.unit == scales.RANK else -bar.finding.value


def place_on_scale(bar: Bar) -> float:
    """Put the smallest first, or the last place, as they stand from left to right of a scale."""
    return -rank(bar)[1]


def known_of(rows: Iterable[Bar]) -> list[Finding]:
    """Return the findings of those rows that have one."""
    return [row.finding for row in rows if row.finding]


def unit_of(known: Sequence[Finding]) -> str:
    """Return the unit that all have; different ones share no axis."""
    units = sorted({finding.quantity.unit for finding in known})
    if not units:
        raise NotKnown("nothing of what the figure shows")
    if len(units) > 1:
        raise UnitError(f"one axis cannot show {' and '.join(units)}; draw a figure for each, or set both against one")
    return units[0]


def tints_of(w: Writer, names: Sequence[str], highlight: Sequence[str]) -> dict[str, str]:
    """Colour what is highlighted, which is named as in the figure or by its code; without a word the country in focus."""
    codes = {w.catalogue.name(economy): economy for economy in w.catalogue.evidence.economies}
    if not highlight:
        about = (w.catalogue.parameters.focus, w.catalogue.study.focus)  # a hue is also what a strip names a dot for
        return {name: colour(w, code) if (code := codes.get(_base(name))) in about else GREY for name in names}
    wanted = {next((full for full, code in codes.items() if code == it), it) for it in highlight}
    for it in wanted:
        if it not in {*names, *map(_base, names)}:
            hint = nearest(it, names) or meant(it, {code: full for full, code in codes.items()})
            raise UnknownFinding(f"nothing in the figure is called {it!r}{hint}")
    return {name: FOCUS if {name, _base(name)} & wanted else GREY for name in names}


def _base(name: str) -> str:
    """Return the name of a country without the year or the measure behind it."""
    return name.partition(", ")[0]


def two_of(given: list[Group], years: Sequence[str]) -> tuple[Group, Group]:
    """Return the two groups of a slope: those of the years wanted, or the first and last that most have a number in."""
    found = [group for group in given if group.known]
    by_name = {group.name: group for group in found}
    if years:
        if len(set(years)) != len(years) or len(years) != 2:
            raise UnfitFigure(
                f"a slope goes from one year to another, as years=(2015, 2024); given: {', '.join(years)}"
            )
        if years[0] > years[1]:
            raise UnfitFigure(f"years=({', '.join(years)}) goes back in time; write years=({years[1]}, {years[0]})")
        if missing := [year for year in years if year not in by_name]:
            raise UnfitFigure(f"nothing is known for {' and '.join(missing)}; there are {', '.join(by_name)}")
        found = [by_name[year] for year in years]
    if not found or len(found) < 2 <= len(given):
        raise NotKnown("nothing of what the figure shows")
    are_years = all(group.name.isdigit() for group in found)
    all_names = {name for group in found for name in group.known}
    most = [group for group in found if 2 * len(group.known) > len(all_names)]
    chosen = most if are_years and len(most) > 1 else found
    if len(chosen) < 2 or (len(chosen) > 2 and not are_years):
        raise UnfitFigure(f"a slope goes from one measure or year to another; known here: {len(chosen)}")
    return chosen[0], chosen[-1]


def head_of(group: Group) -> Head:
    """Head a column by its name; a year leads to the working that says of what."""
    first = next(iter(group.known.values()))
    if group.name.isdigit() and first.observation and str(first.observation.period_end)[:4] == group.name:
        return year_of(first)
    return group.name
