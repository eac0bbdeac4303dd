"""The parameters of a report, validated before any kernel starts.

Every report has an as-of date, a country in focus and peers; a study adds its own in
`Study.parameters`, as `study/choices.py` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.errors import NotKnownError, ParameterError, nearest
from analysis.findings.study import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dataset import Evidence
    from analysis.findings.study import Study


MIDNIGHT = " 00:00:00"
"""How a date of pandas ends as text."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a reader may vary: the as-of date, the countries, and the parameters of the study.

    Attributes:
        as_of: Figures published later do not count.
        focus: The country that comparisons list first and highlight; the claims stay the same.
        peers: The countries it is compared with.
        study_parameters: The values of the study's own parameters by name, which are also available as attributes.
    """

    as_of: date
    focus: str = ""
    peers: tuple[str, ...] = ()
    study_parameters: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.study_parameters[name]

    def __getattr__(self, name: str) -> Any:
        # names that a copy or a pickle asks for before there are any fields must not end up here again
        if name == "study_parameters" or name.startswith("_") or name not in self.study_parameters:
            raise AttributeError(f"no parameter {name!r}")
        return self.study_parameters[name]

    @property
    def economies(self) -> tuple[str, ...]:
        """The countries to compare, the one in focus first."""
        others = [peer for peer in self.peers if peer != self.focus]
        return tuple(economy for economy in (self.focus, *others) if economy)


def names(study: Study) -> list[str]:
    """Return the names of all parameters of a study's reports."""
    return ["as_of", "focus", "peers"] + [parameter.name for parameter in study.parameters]


def default(study: Study, as_of: date, focus: str = "") -> Parameters:
    """Return the default parameters; if another country is in focus, the default one becomes a peer."""
    focus = focus or study.focus
    peers = [peer for peer in study.peers if peer != focus]
    if focus != study.focus:
        peers.append(study.focus)
    defaults = {parameter.name: parameter.default for parameter in study.parameters}
    return Parameters(as_of, focus, tuple(peers), defaults)


def as_arguments(parameters: Parameters) -> dict[str, Any]:
    """Return parameters as plain values, as in a notebook's cell and in a manifest."""
    return {
        "as_of": parameters.as_of.isoformat(),
        "focus": parameters.focus,
        "peers": list(parameters.peers),
        **parameters.study_parameters,
    }


def as_text(value: Any, separator: str = ",") -> str:
    """Write a value as on the command line, with all digits, so that two values never have one text.

    >>> as_text(["AAA", "BBB"]), as_text(150.0), as_text(date(2024, 4, 12))
    ('AAA,BBB', '150', '2024-04-12')
    """
    if isinstance(value, list):
        return separator.join(as_text(part) for part in value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def check(raw: Mapping[str, Any], evidence: Evidence, study: Study) -> Parameters:
    """Validate raw values, such as text from a command line, and return them as parameters.

    None and an empty text stand for the default. Raises `ParameterError` in one line that names the parameter and what
    would be right.
    """
    expected = names(study)
    for name in raw:
        if name not in expected:
            hint = nearest(name, expected, otherwise=f"expected one of {', '.join(expected)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    values = {name: value for name, value in raw.items() if value not in (None, "")}

    as_of = _day(values.get("as_of", evidence.newest), evidence)

    # The study's own parameters, of which one may depend on those before it
    study_parameters: dict[str, Any] = {}
    for parameter in study.parameters:
        value = values.get(parameter.name, parameter.default)
        study_parameters[parameter.name] = parameter.check(value, study_parameters)

    # The countries: the one of the study, which the claims are about, is always among them, in focus or as a peer
    economies = {economy: evidence.name(economy) for economy in evidence.economies}
    focus = one_of("focus", values.get("focus", study.focus), economies)
    chosen = values.get("peers", study.peers)
    peers: list[str] = []
    if chosen:  # a study of one country has no peers
        peers = [peer for peer in _peers(chosen, economies) if peer != focus]
    if focus != study.focus and study.focus not in peers:
        peers.append(study.focus)
    if not peers and study.peers:
        raise ParameterError(
            f"parameter peers: needs a country other than {focus}, which is in focus; add one, such as {study.peers[0]}"
        )
    _require_figures(focus, evidence.as_known_on(as_of), study)
    return Parameters(as_of, focus, tuple(peers), study_parameters)


def _require_figures(focus: str, evidence: Evidence, study: Study) -> None:
    """Raise `ParameterError` if the country in focus lacks figures that comparisons need."""
    for indicator in study.focus_needs:
        try:
            evidence.latest(indicator, focus)
        except NotKnownError:
            raise ParameterError(
                f"parameter focus: {focus} has no {indicator} that was public on {evidence.as_of}; "
                "add it to observations.csv or choose another country"
            ) from None


def _day(value: Any, evidence: Evidence) -> date:
    """Parse the as-of date, which lies between the day of the article and the last day of the data."""
    try:
        is_date = type(value) is date  # not isinstance: a datetime is a date as well, and has a time to remove
        day = value if is_date else date.fromisoformat(str(value).removesuffix(MIDNIGHT))
    except ValueError:
        raise ParameterError(f"parameter as_of: {str(value)[:40]!r} is not a day, such as 2024-04-12") from None
    if day < evidence.judged_at:
        raise ParameterError(f"parameter as_of: {day} lies before the article of {evidence.judged_at}")
    if day > evidence.newest:
        raise ParameterError(f"parameter as_of: {day} lies after the newest figure of the data, {evidence.newest}")
    return day


def _peers(value: Any, economies: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of countries, each once, from a sequence or from text; an empty one is refused."""
    if isinstance(value, str):
        # "USA,DEU" on a command line, or "['USA', 'DEU']" where a notebook's list was made text
        codes = re.sub("['\"]", "", value.strip("[]")).split(",")
        value = [code.strip() for code in codes]
    if not isinstance(value, (list, tuple)) or not value or not all(value):
        raise ParameterError("parameter peers: expected country codes separated by commas")
    return tuple(dict.fromkeys(one_of("peers", peer, economies) for peer in value))
