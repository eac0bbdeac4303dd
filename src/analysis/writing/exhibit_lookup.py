"""Look up the findings and series that a table or chart shows: by name, by pattern, or for each economy.

What is looked up may be the name of a finding (`rank.AVO`), a pattern with braces for the country (`rank.{}`), an
indicator of the dataset, which means the same for each country (`stork_nests`), or the name of a series
(`stork_nests.AVO`, `stork_nests.{} / people.{}`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.dataset.dates import in_words
from analysis.errors import NotKnownError, TemplateError, UnknownNameError, nearest
from analysis.findings import Catalogue, Finding
from analysis.findings.finding import as_finding
from analysis.findings.number_periods import when
from analysis.findings.series import Point, chosen, series
from analysis.writing.country_comparison import Comparison
from analysis.writing.label_comparison import common_parts, distinguishing_parts

HOW_TO_NAME_EACH = "write {} for the country, as rank.{}, or name an indicator of the dataset"
"""The end of messages about a name that does not stand for several countries."""


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

    A pattern of series gives one figure of each country, that of the `year` or the latest. A single series, alone and
    without a `year`, gives a group of all its figures by period.
    """
    items = _items(catalogue, content)
    if len(items) == 1 and not year:
        [(_, value)] = items
        is_single_series = isinstance(value, str) and "{}" not in value and _is_series(catalogue, value)
        if is_single_series:
            rows: dict[str, Finding | None] = {}
            for point in series(catalogue, value):
                rows[period_in_words(point.period)] = point.finding
            return [Group("", rows)]

    # What stands for several countries is a group of its own; all the rest is one group
    ranked: list[tuple[str, dict[str, Finding | None]]] = []
    singles: list[tuple[str, Finding | None]] = []
    for key, value in items:
        if _has_members(value):
            ranked.append((key, _member_findings(catalogue, value, year)))
        else:
            [finding] = _lookup(catalogue, {"": value}, year).values()  # the only member needs no name
            singles.append((key, finding))

    # A group without a key is named by what its labels share, and those of the other groups do not
    shared_parts = []
    for _, findings in ranked:
        labels = [finding.label for finding in findings.values() if finding]
        shared_parts.append(common_parts(labels))
    result = []
    for (key, findings), name in zip(ranked, distinguishing_parts(shared_parts), strict=True):
        result.append(Group(key or name, findings, is_ranked=True))
    if singles:
        result.append(Group("", _distinct_names(catalogue, singles)))
    return result


def series_by_name(catalogue: Catalogue, content: Sequence[Any]) -> dict[str, list[Point]]:
    """Look up the series of a chart, by the names of their lines; a series not known on the day is empty.

    A figure from a source stands for the series it belongs to.
    """
    keyed: list[tuple[str, list[Point]]] = []
    for key, value in _items(catalogue, content):
        if _has_members(value):
            for name, member in _members(catalogue, value).items():
                keyed.append((name, _series(catalogue, member)))
        else:
            keyed.append((key, _series(catalogue, value)))

    # A series without a key is named by the parts of its labels that others do not have
    shared_parts = []
    for _, points in keyed:
        labels = [point.finding.label for point in points]
        shared_parts.append(common_parts(labels))
    distinctions = distinguishing_parts(shared_parts)

    by_name: dict[str, list[Point]] = {}
    for (key, points), parts, distinction in zip(keyed, shared_parts, distinctions, strict=True):
        name = key or distinction or _entity_name(catalogue, parts)
        if name in by_name:  # a key given twice; the count of lines so far is a number that none has yet
            name = f"{name}, {distinction or len(by_name)}"
        by_name[name] = points
    return by_name


def _items(catalogue: Catalogue, content: Sequence[Any]) -> list[tuple[str, Any]]:
    """List what a chart shows, each with its name from a mapping, if any.

    An indicator by itself means all countries chosen; @ in a name stands for the country in focus, as in sentences.
    """
    items = []
    for key, value in _flatten(content):
        item = _full_name(catalogue, value) if isinstance(value, str) else value
        items.append((key, item))
    if not items:
        raise TemplateError("nothing to draw; a chart takes a finding, the name of one, a series or a comparison")
    return items


def _full_name(catalogue: Catalogue, name: str) -> str:
    """Return the name that a short form stands for: `stork_nests` for `stork_nests.{}`, `rank.@` for `rank.AVO`."""
    if name in catalogue.evidence.indicators and not catalogue.declares(name):
        return f"{name}.{{}}"
    return name.replace("@", catalogue.parameters.focus)


def _flatten(content: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Yield what lists and mappings hold, each with the outermost key of a mapping, or an empty one.

    >>> list(_flatten(["nests.AVO", {"Here": ["people.AVO", {"inner": "eggs.AVO"}]}]))
    [('', 'nests.AVO'), ('Here', 'people.AVO'), ('Here', 'eggs.AVO')]
    """
    for value in content:
        if isinstance(value, Finding | str | Comparison):
            yield "", value
        elif isinstance(value, Mapping):
            for key, named in value.items():
                for _, item in _flatten([named]):
                    yield str(key), item
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _flatten(value)
        else:
            as_finding(value)  # raises, and says how a number gets a unit and a source


def _has_members(value: Any) -> bool:
    """True for what stands for several countries: a comparison, or a name with braces."""
    return isinstance(value, Comparison) or (isinstance(value, str) and "{}" in value)


def _is_series(catalogue: Catalogue, name: str) -> bool:
    """True if a name is that of a series; a finding of the same name takes precedence."""
    names = [name]
    if "{}" in name:
        names = [name.replace("{}", economy) for economy in catalogue.evidence.economies]
    if any(map(catalogue.declares, names)):
        return False

    # A computation with series has blanks around its operator
    indicator = name.partition(".")[0]
    return " " in name or indicator in catalogue.evidence.indicators


def _members(catalogue: Catalogue, value: Comparison | str) -> dict[str, Finding | str]:
    """Return by country the findings of a comparison, or the names of the finding or series of each country chosen.

    Raises `UnknownNameError` for a pattern that declares no finding of any country, chosen or not.
    """
    if isinstance(value, Comparison):
        return dict(value.findings)

    is_series = _is_series(catalogue, value)
    if not is_series:
        names = [value.replace("{}", economy) for economy in catalogue.evidence.economies]
        if not any(map(catalogue.declares, names)):
            raise _unknown(catalogue, value)

    members: dict[str, Finding | str] = {}
    for economy in catalogue.parameters.economies:
        name = value.replace("{}", economy)
        if is_series or catalogue.declares(name):
            members[catalogue.name(economy)] = name
    return members


def _member_findings(catalogue: Catalogue, value: Comparison | str, year: int) -> dict[str, Finding | None]:
    """Look up the members of a comparison or pattern, with the period behind the names if the periods differ."""
    findings = _lookup(catalogue, _members(catalogue, value), year)
    if isinstance(value, Comparison):
        findings |= dict.fromkeys(value.missing)
    periods = {name: when(finding) for name, finding in findings.items() if finding}
    return _with_periods(findings, periods)


def _with_periods(findings: dict[str, Finding | None], periods: Mapping[str, str]) -> dict[str, Finding | None]:
    """Append the period to each name that does not have it, if the periods differ."""
    distinct_periods = set(filter(None, periods.values()))
    if len(distinct_periods) < 2:
        return findings
    with_periods = {}
    for name, finding in findings.items():
        period = periods.get(name)
        if period and period not in name:
            with_periods[f"{name}, {period}"] = finding
        else:
            with_periods[name] = finding
    return with_periods


def find_known_by_economy(catalogue: Catalogue, name: str, year: int = 0) -> dict[str, Finding]:
    """Look up a pattern or an indicator for every economy chosen, by code; unknown figures are left out."""
    findings = find_by_economy(catalogue, name, year)
    return {code: finding for code, finding in findings.items() if finding}


def find_by_economy(catalogue: Catalogue, name: str, year: int = 0) -> dict[str, Finding | None]:
    """Look up a pattern or an indicator for every economy chosen, by code; None if not known on the day."""
    code_by_name = {catalogue.name(code): code for code in catalogue.parameters.economies}
    members = _members(catalogue, _pattern(catalogue, name))
    findings = _lookup(catalogue, members, year)
    return {code_by_name[country]: finding for country, finding in findings.items()}


def find_ratio_terms(
    catalogue: Catalogue, name: str, per: str, year: int = 0
) -> tuple[dict[str, Finding | None], dict[str, Finding]]:
    """Look up numerators and divisors for every economy chosen, by code; unknown divisors are left out.

    Two series are taken for the latest year in which both have a figure, and if there is none, each for its own latest.
    With a `year`, or where one of them is a finding, both are as `find_by_economy` returns them.
    """
    numerators = find_by_economy(catalogue, name, year)
    divisors = find_known_by_economy(catalogue, per, year)
    numerator_pattern, divisor_pattern = _pattern(catalogue, name), _pattern(catalogue, per)
    are_series = _is_series(catalogue, numerator_pattern) and _is_series(catalogue, divisor_pattern)
    if year or not are_series:
        return numerators, divisors

    as_of = catalogue.parameters.as_of
    for economy in catalogue.parameters.economies:
        numerator_points = series(catalogue, numerator_pattern.replace("{}", economy))
        divisor_points = series(catalogue, divisor_pattern.replace("{}", economy))
        numerator_years = {point.end.year for point in numerator_points if point.end <= as_of}
        divisor_years = {point.end.year for point in divisor_points if point.end <= as_of}
        for common_year in sorted(numerator_years & divisor_years, reverse=True):
            numerator = chosen(numerator_points, as_of, common_year)
            divisor = chosen(divisor_points, as_of, common_year)
            if numerator and divisor:
                numerators[economy], divisors[economy] = numerator.finding, divisor.finding
                break
    return numerators, divisors


def _pattern(catalogue: Catalogue, name: str) -> str:
    """Return a name in full, with braces for the country; refuse an unknown one, or one without braces."""
    full = _full_name(catalogue, str(name))
    if "{}" not in full and not catalogue.declares(full) and not _is_series(catalogue, full):
        raise _unknown(catalogue, full)
    return require_braces(full)


def _unknown(catalogue: Catalogue, name: str) -> UnknownNameError:
    in_focus = name.replace("{}", catalogue.parameters.focus)
    near = nearest(in_focus, [*catalogue.names, *catalogue.evidence.indicators], HOW_TO_NAME_EACH)
    return UnknownNameError(f"no finding or series {name!r} for any economy{near}")


def require_braces(name: str) -> str:
    """Return a name that has braces for the country, or raise `UnknownNameError`."""
    if "{}" in name:
        return name
    raise UnknownNameError(f"{name!r} is the same for every country; {HOW_TO_NAME_EACH}")


def _lookup(catalogue: Catalogue, members: Mapping[str, Any], year: int) -> dict[str, Finding | None]:
    """Look up one finding for each member; raise `TemplateError` for a year for which none has a figure."""
    findings = {name: _single(catalogue, member, year) for name, member in members.items()}
    if not year or any(findings.values()):
        return findings

    known_years: set[int] = set()
    for member in members.values():
        known_years.update(point.end.year for point in series(catalogue, str(member)))
    hint = f"; there are {min(known_years)} to {max(known_years)}" if known_years else ""
    raise TemplateError(f"nothing is known for {year}{hint}")


def _single(catalogue: Catalogue, value: Any, year: int = 0) -> Finding | None:
    """Look up one finding by its name, or one figure of a series; None if it was not known on the day.

    Raises `TemplateError` for a `year` with anything but a series.
    """
    name = value.id if isinstance(value, Finding) else str(value)
    if isinstance(value, str):
        # With a year, a name such as population.AVO means the series even if a finding is called the same
        indicator, _, rest = name.partition(".")
        is_of_indicator = indicator in catalogue.evidence.indicators and "." not in rest
        if _is_series(catalogue, name) or (year and is_of_indicator):
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
    # A series of a firm is named by the firm, not by its country
    return series(catalogue, f"{row.indicator}.{row.actor or row.entity}{account}")


def _entity_name(catalogue: Catalogue, parts: Sequence[str]) -> str:
    """Return the part of a label that is a country, region or firm, or else the first part."""
    evidence = catalogue.evidence
    names = set()
    for row in [*evidence.entities.values(), *evidence.actors.values()]:
        names.add(row["name"])
    for part in parts:
        if part in names:
            return part
    return parts[0] if parts else "not known"


def _distinct_names(catalogue: Catalogue, singles: list[tuple[str, Finding | None]]) -> dict[str, Finding | None]:
    """Name single findings by their keys in a mapping, or by what distinguishes their labels."""
    labels = []
    for _, finding in singles:
        labels.append(finding.label.split(", ") if finding else ["not known"])
    distinctions = distinguishing_parts(labels)

    by_name: dict[str, Finding | None] = {}
    for (key, finding), parts, distinction in zip(singles, labels, distinctions, strict=True):
        name = key or distinction or _entity_name(catalogue, parts)
        if name in by_name:  # unknown ones have no id: the count so far is a number that none has yet
            name = f"{name} ({finding.id if finding else len(by_name)})"
        by_name[name] = finding

    periods = {}
    for name, finding in by_name.items():
        # A computed number may have several periods
        if finding and finding.observation:
            periods[name] = when(finding)
    return _with_periods(by_name, periods)


def period_in_words(period: str) -> str:
    """Write a period for readers: a day in words, anything else as it is."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        return in_words(date.fromisoformat(period))
    return period
