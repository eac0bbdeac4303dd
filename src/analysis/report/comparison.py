"""Set findings and series side by side for several economies, and read what an author gives to be shown."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.dataset.frames import SOURCE
from analysis.dataset.records import in_words
from analysis.errors import NotKnownError, TemplateError, UnknownNameError, nearest
from analysis.findings import Catalogue, Finding
from analysis.findings.finding import PLAIN, PLAIN_TEXT, Marks, as_finding, forecast_said, when
from analysis.findings.quantity import unit_said
from analysis.findings.series import Point, chosen, series
from analysis.report.markup import PLAIN as PLAIN_TEMPLATE
from analysis.report.markup import common_parts, own_parts, shared
from analysis.report.writer import Writer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, by the name of the country; the first one is what the others are set against.

    Each is shown with the year or day that it is of, and a forecast is called one. `missing` names the countries of
    which nothing is known, `codes` has the code of each country by its name, and `as_of` is the day of knowledge.
    """

    findings: dict[str, Finding]
    missing: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    as_of: date = date.min

    @property
    def frame(self) -> "pd.DataFrame":
        """The comparison as a table of pandas: code, period, value, bounds, unit, and multiple of the first country.

        Where the units differ, as between currencies, nothing is a multiple of another, and there is no such column.
        """
        import pandas as pd

        rows = [
            (name, self.codes.get(name), _period(f), f.value, f.quantity.low, f.quantity.high, f.quantity.unit)
            for name, f in self.findings.items()
        ]
        columns = ["economy", "entity", "period", "value", "low", "high", "unit"]
        frame = pd.DataFrame(rows, columns=columns).set_index("economy")
        frame.attrs |= {"source": SOURCE, "as_of": self.as_of.isoformat()}
        if len(self._units) > 1:
            return frame
        return frame.assign(multiple=frame["value"] / frame["value"].iloc[0] if len(frame) else [])

    @property
    def _units(self) -> list[str]:
        return list(dict.fromkeys(finding.quantity.unit for finding in self.findings.values()))

    @property
    def _note(self) -> str:
        differ = f"in different units ({', '.join(self._units)}), so that none is a multiple of another"
        return differ if len(self._units) > 1 else ""

    @property
    def _measure(self) -> str:
        """Say what is compared, and in which unit."""
        found = [finding.label for finding in self.findings.values()]
        unit = unit_said(self._units[0]) if len(self._units) == 1 else ""
        return shared(found) + f" ({unit})" * bool(unit) if found else "nothing known"

    def __repr__(self) -> str:
        told = (", ".join(filter(None, (name, _period(finding)))) for name, finding in self.findings.items())
        lines = (f"{name}: {finding.text}" for name, finding in zip(told, self.findings.values(), strict=True))
        return "\n".join(filter(None, [self._measure, *lines, self._note]))

    def _repr_html_(self) -> str:
        return self.table(PLAIN)

    def table(self, marks: Marks) -> str:
        """Write the comparison as a table of HTML."""
        if not self.findings:
            return "<p>No country chosen has this figure; choose others, or another day of knowledge.</p>"
        note = f"<p>{marks.words(self._note)}</p>" if self._note else ""
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{html.escape(name)}</th><td>{marks.words(_period(f))}</td>"
            f"<td>{marks.number(f)}</td><td>{marks.words(f.bounds)}</td></tr>"
            for name, f in self.findings.items()
        )
        head = "".join(f"<th scope='col'>{word}</th>" for word in ("", "Period", "Value", "Bounds"))
        return f"<table{PLAIN_TEXT}><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _period(finding: Finding) -> str:
    """Say of which year or day a number is, and whether it is a forecast."""
    return f"{when(finding)}{forecast_said(finding)}".removeprefix(", ")


LONGEST = 60
"""Letters of a label that is made from names."""

EXPECTED = "a finding, the name of one, a series or a comparison"
BRACES = "write {} for the country, as rank.{}, or name an indicator of the dataset"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that belong together, such as one measure of several countries, each under the name that it is shown by.

    `is_ranked` means that they have no order of their own, so that the largest may come first.
    """

    name: str
    rows: dict[str, Finding | None]
    is_ranked: bool = False

    @property
    def known(self) -> dict[str, Finding]:
        """Those that were public on the day of knowledge."""
        return {name: finding for name, finding in self.rows.items() if finding}


def groups(c: Catalogue, shown: Sequence[Any], *, by_period: bool = False, year: int = 0) -> list[Group]:
    """Find what was given, in groups: one for each name with braces or comparison, and one for single findings.

    A series with braces is one figure of each country, that of the `year` or else the newest; with `by_period` series
    have a group for each year.
    """
    items = _items(c, shown)
    are_series = all(isinstance(it, str) and _is_series(c, it) for _, it in items)
    if by_period and are_series and not year and (len(items) == 1 or not any(_is_set(it) for _, it in items)):
        return _by_period(lines(c, shown))
    if are_series and len(items) == 1 and "{}" not in (name := items[0][1]) and not year:
        return [Group("", {period_in_words(point.period): point.finding for point in _series(c, name)})]
    sets = [(key, _set(c, value, year)) for key, value in items if _is_set(value)]
    singles = [(key, _known(c, {"": value}, year)[""]) for key, value in items if not _is_set(value)]
    names = own_parts([common_parts([f.label for f in rows.values() if f]) for _, rows in sets])
    found = [Group(key or name, rows, is_ranked=True) for (key, rows), name in zip(sets, names, strict=True)]
    return [*found, *([Group("", _named(c, singles))] if singles else [])]


def lines(c: Catalogue, shown: Sequence[Any]) -> dict[str, list[Point]]:
    """Find the series that were given, by the names that their lines have; one of which nothing was known is empty.

    A figure from a source stands for the series it belongs to.
    """
    found: list[tuple[str, list[Point]]] = []
    for key, value in _items(c, shown):
        if _is_set(value):
            found += [(name, _series(c, it)) for name, it in _members(c, value).items()]
        else:
            found.append((key, _series(c, value)))
    parts = [common_parts([point.finding.label for point in points]) for _, points in found]
    named: dict[str, list[Point]] = {}
    for (key, points), own, all_parts in zip(found, own_parts(parts), parts, strict=True):
        name = key or own or _who(c, all_parts)
        named[name if name not in named else f"{name}, {own or len(named)}"] = points
    return named


def _items(c: Catalogue, shown: Sequence[Any]) -> list[tuple[str, Any]]:
    """List all that was given, each with the name that it was given under, if any.

    An indicator alone is that of every country chosen; @ in a name stands for the one in focus, as in sentences.
    """
    if items := list(_flat(shown)):
        return [(key, _whole(c, it) if isinstance(it, str) else it) for key, it in items]
    raise TemplateError(f"nothing was given to be shown; a figure shows {EXPECTED}")


def _whole(c: Catalogue, name: str) -> str:
    """Write a name in full."""
    is_indicator = name in c.evidence.indicators and not c.declares(name)
    return f"{name}.{{}}" if is_indicator else name.replace("@", c.parameters.focus)


def _flat(shown: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for value in shown:
        if isinstance(value, Finding | str | Comparison):
            yield "", value
        elif isinstance(value, Mapping):
            yield from ((str(key), it) for key, one in value.items() for _, it in _flat([one]))
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _flat(value)
        else:
            as_finding(value)  # which says how a number gets its unit and source


def _is_set(value: Any) -> bool:
    return isinstance(value, Comparison) or (isinstance(value, str) and "{}" in value)


def _is_series(c: Catalogue, name: str) -> bool:
    """Tell whether a name is that of a series; a finding of the same name takes precedence."""
    economies = c.evidence.economies if "{}" in name else [""]
    if any(c.declares(name.replace("{}", economy)) for economy in economies):
        return False
    return " " in name or name.partition(".")[0] in c.evidence.indicators


def _members(c: Catalogue, value: Comparison | str) -> dict[str, Finding | str]:
    """Name each member of a set: those compared, or the finding or series of each country chosen."""
    if isinstance(value, Comparison):
        return dict(value.findings)
    if not _is_series(c, value):
        names = [value.replace("{}", economy) for economy in c.evidence.economies]
        if not any(map(c.declares, names)):
            raise _unknown(c, value)
        return {c.name(e): it for e in c.parameters.economies if c.declares(it := value.replace("{}", e))}
    return {c.name(economy): value.replace("{}", economy) for economy in c.parameters.economies}


def _set(c: Catalogue, value: Comparison | str, year: int) -> dict[str, Finding | None]:
    """Find each member of a set, with its period behind its name where not all are of the same."""
    found = _known(c, _members(c, value), year) | dict.fromkeys(getattr(value, "missing", ()))
    return _with_periods(found, {name: when(it) for name, it in found.items() if it})


def _with_periods(found: dict[str, Finding | None], periods: Mapping[str, str]) -> dict[str, Finding | None]:
    """Put the period of each number behind its name, where not all are of the same and the name does not say it."""
    if len(set(filter(None, periods.values()))) < 2:
        return found
    told = {name: f", {period}" for name, period in periods.items() if period and period not in name}
    return {f"{name}{told.get(name, '')}": it for name, it in found.items()}


def by_economy(c: Catalogue, name: str, year: int = 0) -> dict[str, Finding]:
    """Find what is known by a name with braces, or of an indicator, for every economy chosen, by its code."""
    return {code: finding for code, finding in of_each(c, name, year).items() if finding}


def of_each(c: Catalogue, name: str, year: int = 0) -> dict[str, Finding | None]:
    """Find the same with None for each economy chosen of which nothing is known."""
    found, codes = _known(c, _members(c, _for_each(c, name)), year), {c.name(e): e for e in c.parameters.economies}
    return {codes[who]: finding for who, finding in found.items()}


def of_each_pair(
    c: Catalogue, name: str, per: str, year: int = 0
) -> tuple[dict[str, Finding | None], dict[str, Finding]]:
    """Find what is divided and by what it is; of two series the figures of the latest year of which both have one."""
    found, below = of_each(c, name, year), by_economy(c, per, year)
    names = [_for_each(c, it) for it in (name, per)]
    if year or not all(_is_series(c, it) for it in names):
        return found, below
    for economy in c.parameters.economies:
        both = [series(c, it.replace("{}", economy)) for it in names]
        ended = [{point.end.year for point in points if point.end <= c.parameters.as_of} for points in both]
        for common in sorted(set.intersection(*ended), reverse=True):
            over, under = (chosen(points, c.parameters.as_of, common) for points in both)
            if over and under:
                found[economy], below[economy] = over.finding, under.finding
                break
    return found, below


def _for_each(c: Catalogue, name: str) -> str:
    """Write a name in full, with braces for the country; refuse one that is none, or the same for every country."""
    whole = _whole(c, str(name))
    if "{}" not in whole and not c.declares(whole) and not _is_series(c, whole):
        raise _unknown(c, whole)
    return with_braces(whole)


def _unknown(c: Catalogue, name: str) -> UnknownNameError:
    near = nearest(name.replace("{}", c.parameters.focus), [*c.names, *c.evidence.indicators], BRACES)
    return UnknownNameError(f"no finding or series {name!r} for any economy{near}")


def with_braces(name: str) -> str:
    """Return a name with braces for the country; one without them would say the same of every country."""
    if "{}" in name:
        return name
    raise UnknownNameError(f"{name!r} is the same for every country; {BRACES}")


def _known(c: Catalogue, members: Mapping[str, Any], year: int) -> dict[str, Finding | None]:
    """Find one finding of each; a year of which none has a figure is refused with those that there are."""
    found = {name: _single(c, it, year) for name, it in members.items()}
    if year and not any(found.values()):
        years = sorted({point.end.year for it in members.values() for point in series(c, str(it))})
        told = f"; there are {years[0]} to {years[-1]}" if years else ""
        raise TemplateError(f"nothing is known for {year}{told}")
    return found


def _by_period(found: dict[str, list[Point]]) -> list[Group]:
    """Group the points of series by their year; of several in a year the last one counts."""
    by_year = {name: {str(point.end.year): point.finding for point in points} for name, points in found.items()}
    years = sorted({year for points in by_year.values() for year in points})
    return [Group(year, {name: points.get(year) for name, points in by_year.items()}, is_ranked=True) for year in years]


def _single(c: Catalogue, value: Any, year: int = 0) -> Finding | None:
    """Find one finding by its name, or one figure of a series; None where nothing was known."""
    name = value.id if isinstance(value, Finding) else str(value)
    if isinstance(value, str) and _is_series(c, name):
        point = chosen(series(c, name), c.parameters.as_of, year)
        return point.finding if point else None
    if year:
        raise TemplateError(f"year={year} chooses among the years of a series; {name} has its own")
    if isinstance(value, Finding):
        return value
    try:
        return c.named(name)
    except NotKnownError:
        return None


def _series(c: Catalogue, value: Any) -> list[Point]:
    """Find a series by its name, or the one that a figure from a source belongs to."""
    if isinstance(value, str) and _is_series(c, value):
        return series(c, value)
    finding = _single(c, value)
    if finding is None:
        return []
    row = finding.observation
    if row is None or row.period_end is None or not row.indicator:
        raise TemplateError(f"{finding.id} is computed; a figure over time takes a series")
    account = f".{row.account}" if row.account else ""
    return series(c, f"{row.indicator}.{row.actor or row.entity}{account}")


def _who(c: Catalogue, parts: Sequence[str]) -> str:
    """Return the part of a label that names whom it is about, or else its first one."""
    names = {row["name"] for row in (*c.evidence.entities.values(), *c.evidence.actors.values())}
    return next((part for part in parts if part in names), parts[0] if parts else "not known")


def _named(c: Catalogue, singles: list[tuple[str, Finding | None]]) -> dict[str, Finding | None]:
    """Name single findings by what is their own, or as they were given."""
    own = own_parts([finding.label.split(", ") if finding else ["not known"] for _, finding in singles])
    named: dict[str, Finding | None] = {}
    for (key, finding), name in zip(singles, own, strict=True):
        wanted = key or name or _who(c, finding.label.split(", ") if finding else [])
        named[wanted if wanted not in named else f"{wanted} ({finding.id if finding else len(named)})"] = finding
    return _with_periods(named, {name: when(it) for name, it in named.items() if it and it.observation})


def period_in_words(period: str) -> str:
    """Write a period the way a reader says it: a day in words, a year as it is."""
    return in_words(date.fromisoformat(period)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else period


def called(w: Writer, shown: Any) -> Any:
    """Fill the names that a mapping gives to what it shows, which are templates as in a sentence."""
    match shown:
        case Mapping():
            return {w.fill(str(key), PLAIN_TEMPLATE): called(w, it) for key, it in shown.items()}
        case list() | tuple():
            return [called(w, it) for it in shown]
    return shown


def named(shown: Any) -> str:
    """Name what is shown, in a few words that stay the same as long as it does."""
    match shown:
        case Finding():
            return shown.id
        case Comparison():
            return " ".join(finding.id for finding in shown.findings.values())
        case Mapping():
            return " ".join(f"{key} {named(value)}" for key, value in shown.items())
        case list() | tuple():
            return " ".join(map(named, shown))
    return str(shown)


def label_of(words: str) -> str:
    """Write what a figure shows as the label that leads to it.

    >>> label_of("Bars nests.{}")
    'fig-bars-nests'
    """
    slug = "-".join(re.findall(r"\w+", words.lower()))
    return f"fig-{slug[:LONGEST].strip('-')}"
