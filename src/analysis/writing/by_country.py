"""Compare findings across economies, and look up the findings and series that a chart shows."""

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
from analysis.writing.labels import common_heading, common_parts, distinguishing_parts
from analysis.writing.markup import PLAIN as PLAIN_TEMPLATE
from analysis.writing.writer import Writer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings by the name of the country; the others are compared with the first.

    Attributes:
        findings: Shown with their year or day; forecasts are marked.
        missing: Names of countries without a known figure.
        codes: The code of each country, by its name.
        as_of: The day of knowledge.

    """

    findings: dict[str, Finding]
    missing: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    as_of: date = date.min

    @property
    def frame(self) -> "pd.DataFrame":
        """The comparison as a pandas table: code, period, value, bounds, unit, and multiple of the first country.

        If the units differ, as between currencies, there is no column `multiple`.
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
        note = f"in different units ({', '.join(self._units)}), so that none is a multiple of another"
        return note if len(self._units) > 1 else ""

    @property
    def _measure(self) -> str:
        """What is compared, and the unit."""
        labels = [finding.label for finding in self.findings.values()]
        unit = unit_said(self._units[0]) if len(self._units) == 1 else ""
        return common_heading(labels) + f" ({unit})" * bool(unit) if labels else "nothing known"

    def __repr__(self) -> str:
        lines = [self._measure]
        for name, finding in self.findings.items():
            period = _period(finding)
            lines.append(f"{name}, {period}: {finding.text}" if period else f"{name}: {finding.text}")
        if self._note:
            lines.append(self._note)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.table(PLAIN)

    def table(self, marks: Marks) -> str:
        """Return the comparison as an HTML table."""
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
    """Return the year or day of a number, and whether it is a forecast."""
    return f"{when(finding)}{forecast_said(finding)}".removeprefix(", ")


LONGEST_LABEL = 60
"""Maximum length of a label made from names."""

EXPECTED = "a finding, the name of one, a series or a comparison"
BRACES = "write {} for the country, as rank.{}, or name an indicator of the dataset"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that belong together, such as one measure of several countries, by the names that a chart shows.

    `is_ranked` means that they have no order of their own, so that a chart may sort them.
    """

    name: str
    rows: dict[str, Finding | None]
    is_ranked: bool = False

    @property
    def known(self) -> dict[str, Finding]:
        """The findings that were public on the day of knowledge."""
        return {name: finding for name, finding in self.rows.items() if finding}


def groups(catalogue: Catalogue, content: Sequence[Any], *, year: int = 0) -> list[Group]:
    """Look up the content of a chart: a group for each pattern or comparison, and one for single findings.

    A pattern of series gives one figure of each country, that of the `year` or the latest.
    """
    items = _items(catalogue, content)
    are_series = all(isinstance(it, str) and _is_series(catalogue, it) for _, it in items)
    if are_series and len(items) == 1 and "{}" not in (name := items[0][1]) and not year:
        return [Group("", {period_in_words(point.period): point.finding for point in _series(catalogue, name)})]
    sets = [(key, _set(catalogue, value, year)) for key, value in items if _is_set(value)]
    singles = [(key, _lookup(catalogue, {"": value}, year)[""]) for key, value in items if not _is_set(value)]
    names = distinguishing_parts([common_parts([f.label for f in rows.values() if f]) for _, rows in sets])
    result = [Group(key or name, rows, is_ranked=True) for (key, rows), name in zip(sets, names, strict=True)]
    return [*result, *([Group("", _distinct_names(catalogue, singles))] if singles else [])]


def series_by_name(catalogue: Catalogue, content: Sequence[Any]) -> dict[str, list[Point]]:
    """Look up the series of a chart, by the names of their lines; a series not known on the day is empty.

    A figure from a source stands for the series it belongs to.
    """
    keyed: list[tuple[str, list[Point]]] = []
    for key, value in _items(catalogue, content):
        if _is_set(value):
            keyed += [(name, _series(catalogue, it)) for name, it in _members(catalogue, value).items()]
        else:
            keyed.append((key, _series(catalogue, value)))
    parts = [common_parts([point.finding.label for point in points]) for _, points in keyed]
    by_name: dict[str, list[Point]] = {}
    for (key, points), own, all_parts in zip(keyed, distinguishing_parts(parts), parts, strict=True):
        name = key or own or _entity_name(catalogue, all_parts)
        by_name[name if name not in by_name else f"{name}, {own or len(by_name)}"] = points
    return by_name


def _items(catalogue: Catalogue, content: Sequence[Any]) -> list[tuple[str, Any]]:
    """List what a chart shows, each with its name from a mapping, if any.

    An indicator by itself means all countries chosen; @ in a name stands for the country in focus, as in sentences.
    """
    if items := list(_flat(content)):
        return [(key, _full_name(catalogue, item) if isinstance(item, str) else item) for key, item in items]
    raise TemplateError(f"nothing to draw; a chart takes {EXPECTED}")


def _full_name(catalogue: Catalogue, name: str) -> str:
    is_indicator = name in catalogue.evidence.indicators and not catalogue.declares(name)
    return f"{name}.{{}}" if is_indicator else name.replace("@", catalogue.parameters.focus)


def _flat(content: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for value in content:
        if isinstance(value, Finding | str | Comparison):
            yield "", value
        elif isinstance(value, Mapping):
            for key, named in value.items():
                for _, item in _flat([named]):
                    yield str(key), item
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _flat(value)
        else:
            as_finding(value)  # raises, and says how a number gets a unit and a source


def _is_set(value: Any) -> bool:
    return isinstance(value, Comparison) or (isinstance(value, str) and "{}" in value)


def _is_series(catalogue: Catalogue, name: str) -> bool:
    """True if a name is that of a series; a finding of the same name takes precedence."""
    economies = catalogue.evidence.economies if "{}" in name else [""]
    if any(catalogue.declares(name.replace("{}", economy)) for economy in economies):
        return False
    return " " in name or name.partition(".")[0] in catalogue.evidence.indicators


def _members(catalogue: Catalogue, value: Comparison | str) -> dict[str, Finding | str]:
    """List the members of a comparison, or the finding or series of each country chosen."""
    if isinstance(value, Comparison):
        return dict(value.findings)
    if not _is_series(catalogue, value):
        names = [value.replace("{}", economy) for economy in catalogue.evidence.economies]
        if not any(map(catalogue.declares, names)):
            raise _unknown(catalogue, value)
        members: dict[str, Finding | str] = {}
        for economy in catalogue.parameters.economies:
            name = value.replace("{}", economy)
            if catalogue.declares(name):
                members[catalogue.name(economy)] = name
        return members
    return {catalogue.name(economy): value.replace("{}", economy) for economy in catalogue.parameters.economies}


def _set(catalogue: Catalogue, value: Comparison | str, year: int) -> dict[str, Finding | None]:
    """Look up the members of a set, with the period behind the names if the periods differ."""
    findings = _lookup(catalogue, _members(catalogue, value), year) | dict.fromkeys(getattr(value, "missing", ()))
    return _with_periods(findings, {name: when(it) for name, it in findings.items() if it})


def _with_periods(findings: dict[str, Finding | None], periods: Mapping[str, str]) -> dict[str, Finding | None]:
    """Append the period to each name that does not have it, if the periods differ."""
    if len(set(filter(None, periods.values()))) < 2:
        return findings
    suffixes = {name: f", {period}" for name, period in periods.items() if period and period not in name}
    return {f"{name}{suffixes.get(name, '')}": it for name, it in findings.items()}


def by_economy(catalogue: Catalogue, name: str, year: int = 0) -> dict[str, Finding]:
    """Look up a pattern or an indicator for every economy chosen, by code; unknown figures are left out."""
    return {code: finding for code, finding in of_each(catalogue, name, year).items() if finding}


def of_each(catalogue: Catalogue, name: str, year: int = 0) -> dict[str, Finding | None]:
    """Look up a pattern or an indicator for every economy chosen, by code; None if not known on the day."""
    codes = {catalogue.name(code): code for code in catalogue.parameters.economies}
    members = _members(catalogue, _pattern(catalogue, name))
    return {codes[who]: finding for who, finding in _lookup(catalogue, members, year).items()}


def of_each_pair(
    catalogue: Catalogue, name: str, per: str, year: int = 0
) -> tuple[dict[str, Finding | None], dict[str, Finding]]:
    """Look up numerators and divisors; two series are taken for the latest year in which both have a figure."""
    numerators, divisors = of_each(catalogue, name, year), by_economy(catalogue, per, year)
    patterns = [_pattern(catalogue, name), _pattern(catalogue, per)]
    as_of = catalogue.parameters.as_of
    if year or not all(_is_series(catalogue, pattern) for pattern in patterns):
        return numerators, divisors

    for economy in catalogue.parameters.economies:
        points_above, points_below = (series(catalogue, pattern.replace("{}", economy)) for pattern in patterns)
        years_above = {point.end.year for point in points_above if point.end <= as_of}
        years_below = {point.end.year for point in points_below if point.end <= as_of}
        for common_year in sorted(years_above & years_below, reverse=True):
            above = chosen(points_above, as_of, common_year)
            below = chosen(points_below, as_of, common_year)
            if above and below:
                numerators[economy], divisors[economy] = above.finding, below.finding
                break
    return numerators, divisors


def _pattern(catalogue: Catalogue, name: str) -> str:
    """Return a name in full, with braces for the country; refuse an unknown one, or one without braces."""
    full = _full_name(catalogue, str(name))
    if "{}" not in full and not catalogue.declares(full) and not _is_series(catalogue, full):
        raise _unknown(catalogue, full)
    return with_braces(full)


def _unknown(catalogue: Catalogue, name: str) -> UnknownNameError:
    near = nearest(
        name.replace("{}", catalogue.parameters.focus), [*catalogue.names, *catalogue.evidence.indicators], BRACES
    )
    return UnknownNameError(f"no finding or series {name!r} for any economy{near}")


def with_braces(name: str) -> str:
    """Return a name that has braces for the country, or raise `UnknownNameError`."""
    if "{}" in name:
        return name
    raise UnknownNameError(f"{name!r} is the same for every country; {BRACES}")


def _lookup(catalogue: Catalogue, members: Mapping[str, Any], year: int) -> dict[str, Finding | None]:
    """Look up one finding for each member; raise `TemplateError` for a year for which none has a figure."""
    findings = {name: _single(catalogue, it, year) for name, it in members.items()}
    if year and not any(findings.values()):
        years = sorted({point.end.year for it in members.values() for point in series(catalogue, str(it))})
        hint = f"; there are {years[0]} to {years[-1]}" if years else ""
        raise TemplateError(f"nothing is known for {year}{hint}")
    return findings


def _single(catalogue: Catalogue, value: Any, year: int = 0) -> Finding | None:
    """Look up one finding by its name, or one figure of a series; None if it was not known on the day."""
    name = value.id if isinstance(value, Finding) else str(value)
    indicator, _, rest = name.partition(".")
    is_named_alike = bool(year) and "." not in rest and indicator in catalogue.evidence.indicators
    if isinstance(value, str) and (is_named_alike or _is_series(catalogue, name)):
        point = chosen(series(catalogue, name), catalogue.parameters.as_of, year)
        return point.finding if point else None
    if year:
        raise TemplateError(f"year={year} chooses among the years of a series; {name} has its own")
    if isinstance(value, Finding):
        return value
    try:
        return catalogue.named(name)
    except NotKnownError:
        return None


def _series(catalogue: Catalogue, value: Any) -> list[Point]:
    """Look up a series by its name, or the one that a figure from a source belongs to."""
    if isinstance(value, str) and _is_series(catalogue, value):
        return series(catalogue, value)
    finding = _single(catalogue, value)
    if finding is None:
        return []
    row = finding.observation
    if row is None or row.period_end is None or not row.indicator:
        raise TemplateError(f"{finding.id} is computed; a figure over time takes a series")
    account = f".{row.account}" if row.account else ""
    return series(catalogue, f"{row.indicator}.{row.actor or row.entity}{account}")


def _entity_name(catalogue: Catalogue, parts: Sequence[str]) -> str:
    """Return the part of a label that is a country, region or firm, or else the first part."""
    evidence = catalogue.evidence
    names = {row["name"] for row in (*evidence.entities.values(), *evidence.actors.values())}
    return next((part for part in parts if part in names), parts[0] if parts else "not known")


def _distinct_names(catalogue: Catalogue, singles: list[tuple[str, Finding | None]]) -> dict[str, Finding | None]:
    """Name single findings by their keys in a mapping, or by what distinguishes their labels."""
    labels = [finding.label.split(", ") if finding else ["not known"] for _, finding in singles]
    by_name: dict[str, Finding | None] = {}
    for (key, finding), label, distinction in zip(singles, labels, distinguishing_parts(labels), strict=True):
        name = key or distinction or _entity_name(catalogue, label)
        by_name[name if name not in by_name else f"{name} ({finding.id if finding else len(by_name)})"] = finding
    return _with_periods(by_name, {name: when(it) for name, it in by_name.items() if it and it.observation})


def period_in_words(period: str) -> str:
    """Write a period for readers: a day in words, anything else as it is."""
    return in_words(date.fromisoformat(period)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else period


def fill_names(writer: Writer, content: Any) -> Any:
    """Fill the names in mappings, which are templates as in a sentence."""
    match content:
        case Mapping():
            return {writer.fill(str(key), PLAIN_TEMPLATE): fill_names(writer, it) for key, it in content.items()}
        case list() | tuple():
            return [fill_names(writer, it) for it in content]
    return content


def name_of(content: Any) -> str:
    """Name the content of a chart in a few words that are stable as long as it is the same."""
    match content:
        case Finding():
            return content.id
        case Comparison():
            return " ".join(finding.id for finding in content.findings.values())
        case Mapping():
            return " ".join(f"{key} {name_of(value)}" for key, value in content.items())
        case list() | tuple():
            return " ".join(map(name_of, content))
    return str(content)


def label_of(words: str) -> str:
    """Make a label from the name of what a figure shows.

    >>> label_of("Bars nests.{}")
    'fig-bars-nests'
    """
    slug = "-".join(re.findall(r"\w+", words.lower()))
    return f"fig-{slug[:LONGEST_LABEL].strip('-')}"
