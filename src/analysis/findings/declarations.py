"""Findings and judgements are declared here once each: name, how it is made, and what it is called.

    topic = Topic()
    topic.add("firms.{economy}.share", lambda c, economy: share(c[f"firms.{economy}"], c["firms.all"]),
              label="Share of all firms, {economy}")

A name may hold places in braces; each stands for one of several values, and the finding is declared for every
combination. `{economy}` stands for every economy of the dataset, unless others are given. What is declared is computed
when it is first asked for.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from string import Formatter
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, ParameterError, StudyError, TerminatedError, UnknownNameError, nearest
from analysis.findings.finding import Finding, filled, varying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from analysis.dataset import Evidence
    from analysis.findings.verdicts import Judgement


Values = Iterable[Any] | Callable[[Any], Iterable[Any]]
"""What a place in a name may stand for: values, values with the words for each, or how both follow from the data."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One finding as declared: its name, how it is made from which values, its label, and the line that says so."""

    name: str
    make: Callable[..., Finding]
    values: Mapping[str, Any]
    label: str
    choices: Mapping[str, str]
    place: str
    as_made: bool = False
    key: str = ""
    """Under what it is remembered, where that is not its name."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How a claim is judged: on the declared reference, and under choices, each with the options that are known."""

    claim_id: str
    reference: Callable[..., Judgement]
    under: Callable[..., Judgement] | None
    axes: Mapping[str, Collection[str]]
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A finding as a topic declares it, for every combination of values."""

    name: str
    make: Callable[..., Finding]
    label: str
    choice: str
    values: Mapping[str, Values]
    place: str
    as_made: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A common name for findings that differ in one parameter, as a topic declares it."""

    name: str
    parameter: str
    options: str
    renamed: Mapping[str, str]
    values: Mapping[str, Values]
    place: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The findings of one subject and the judgements that rest on them, in the order in which they are declared."""

    patterns: list[Pattern] = field(default_factory=list)
    chosen: list[Choice] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def add(
        self, name: str, make: Callable[..., Finding], label: str = "", *, choice: str = "", **values: Values
    ) -> None:
        """Declare a finding, or one for every combination of `values`.

        `make` receives the catalogue, and each value by its name. `label` may hold the same places as the name; there
        a country stands with its name, and a value with the words given for it. Without a label the finding keeps its
        own. `choice` names a value that is an analyst's choice.
        """
        drawn = _with_economies(name, values)
        _check(name, label, drawn, choice, make, caller())
        self.patterns.append(Pattern(name, make, label, choice, drawn, caller()))

    def keep(self, name: str, make: Callable[..., Finding], **values: Values) -> None:
        """Declare a finding that is kept as it was made elsewhere, with its own label and place, under its own name."""
        drawn = _with_economies(name, values)
        _check(name, "", drawn, "", make, caller())
        self.patterns.append(Pattern(name, make, "", "", drawn, caller(), as_made=True))

    def choose(
        self, name: str, parameter: str, options: str, *, renamed: Mapping[str, str] | None = None, **values: Values
    ) -> None:
        """Give findings that differ in one parameter a common name, which stands for the one that the report shows.

        `options` is their name with the place `{option}` for the value of the parameter, or for what `renamed` makes
        of it.
        """
        drawn = _with_economies(name, values)
        _check(name, "", drawn, "", _followed, caller())
        self.chosen.append(Choice(name, parameter, options, renamed or {}, drawn, caller()))

    def judge(
        self,
        claim_id: str,
        reference: Callable[..., Judgement],
        under: Callable[..., Judgement] | None = None,
        **axes: Collection[str],
    ) -> None:
        """Declare how a claim is judged.

        `reference` receives the case and gives the verdict. `under` receives the case and one option of each axis by
        its name, and judges under that choice; `axes` are the choices with the options known.
        """
        self.judged.append(Judged(claim_id, reference, under, axes, caller()))


def _with_economies(name: str, values: Mapping[str, Values]) -> Mapping[str, Values]:
    """Let `{economy}` stand for every economy of the dataset, unless the declaration says for which."""
    is_open = "{economy}" in name and "economy" not in values
    return {"economy": lambda evidence: evidence.economies, **values} if is_open else values


def _check(name: str, label: str, drawn: Mapping[str, Values], choice: str, make: Any, place: str) -> None:
    """Refuse a declaration whose name, label and values do not go together."""
    try:
        places, named = (
            {field for _, field, _, _ in Formatter().parse(text) if field is not None} for text in (name, label)
        )
    except (ValueError, TypeError) as error:
        raise StudyError(f"finding {name!r}: {error}").at(shown(place)) from None
    faults = [
        *(["its name is empty or holds a blank"] if not name or re.search(r"\s", name) else []),
        *(f"its name has the place {{{it}}} without values" for it in sorted(places - drawn.keys())),
        *(f"the values {it!r} have no place in its name" for it in sorted(drawn.keys() - places)),
        *(f"its label has the place {{{it}}}, which its name has not" for it in sorted(named - places)),
        *([f"its choice {choice!r} is not a placeholder in its name"] if choice and choice not in drawn else []),
        *(["what makes it is not a function"] if not callable(make) else []),
    ]
    if faults:
        raise StudyError(f"finding {name!r}: {'; '.join(faults)}").at(shown(place))


def caller() -> str:
    """Name the file and line that called the function that asks."""
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def shown(place: str) -> str:
    """Write a place in the code as it is found from the working folder, if it lies below it."""
    path, _, line = place.rpartition(":")
    here = Path.cwd()
    return f"{Path(path).relative_to(here) if Path(path).is_relative_to(here) else path}:{line}"


# -- all that is declared, name by name: every combination of values, and what follows a reader's choice


def expand(topics: Iterable[Topic], options: Mapping[str, Collection[str]], evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name, those that follow a reader's choice last.

    `options` are the values of each parameter. Raises `StudyError` where two lines declare one name.
    """
    topics = list(topics)
    findings = (one for topic in topics for it in topic.patterns for one in expand_pattern(it, evidence, evidence))
    followers = (one for topic in topics for it in topic.chosen for one in _expand_choice(it, options, evidence))
    return together([*findings, *followers])


def expand_pattern(pattern: Pattern, source: Any, evidence: Evidence) -> Iterator[Declared]:
    """Go through the findings of a pattern; `source` is what values are drawn from where they are not given."""
    for values, words in _combinations(pattern, source, evidence):
        choices = {pattern.choice: values[pattern.choice]} if pattern.choice else {}
        name, label = pattern.name.format_map(values), filled(pattern.label, words)
        yield Declared(name, pattern.make, values, label, choices, pattern.place, pattern.as_made)


def _expand_choice(it: Choice, options: Mapping[str, Collection[str]], evidence: Evidence) -> Iterator[Declared]:
    if it.parameter not in options:
        hint = nearest(it.parameter, options, f"expected one of {', '.join(options)}" if options else "")
        raise StudyError(f"finding {it.name!r}: no parameter {it.parameter!r}{hint}").at(shown(it.place))
    for values, _ in _combinations(it, evidence, evidence):
        alias = it.name.format_map(values)
        chosen = {o: it.options.format(option=it.renamed.get(o, o), **values) for o in options[it.parameter]}
        yield Declared(alias, _followed, {"parameter": it.parameter, "options": chosen}, "", {}, it.place, as_made=True)


def _followed(c: Any, parameter: str, options: Mapping[str, str]) -> Finding:
    """Take the finding that the reader's choice puts in the place of a common name."""
    found: Finding = c[options[c.parameters[parameter]]]
    return found


def together(declared: Iterable[Declared], known: Mapping[str, Declared] | None = None) -> dict[str, Declared]:
    """Put declarations together by name; raise `StudyError` where two lines declare one name."""
    found = dict(known or {})
    for one in declared:
        _refuse_second(f"finding {one.name}", found.get(one.name), one)
        found[one.name] = one
    return found


def judgements(topics: Iterable[Topic]) -> dict[str, Judged]:
    """Return how each claim is judged, by claim; raise `StudyError` where two lines judge one claim."""
    found: dict[str, Judged] = {}
    for one in (judged for topic in topics for judged in topic.judged):
        _refuse_second(f"claim {one.claim_id}", found.get(one.claim_id), one)
        found[one.claim_id] = one
    return found


def _refuse_second(what: str, first: Declared | Judged | None, second: Declared | Judged) -> None:
    if first:
        places = f"declared at {shown(first.place)} and again at {shown(second.place)}"
        raise StudyError(f"{what}: {places}; keep one of the two")


def _combinations(
    one: Pattern | Choice, source: Any, evidence: Evidence
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Go through all combinations of values, each as given and in words."""
    try:
        drawn = {name: values(source) if callable(values) else values for name, values in one.values.items()}
    except AnalysisError as error:
        raise error.at(shown(one.place)) from None
    except Exception as error:
        message = f"finding {one.name!r}: its values fail: {type(error).__name__}: {error}"
        raise StudyError(message).at(shown(one.place)) from error
    for combination in product(*drawn.values()):
        values = dict(zip(drawn, combination, strict=True))
        yield values, {name: _words(value, drawn[name], evidence) for name, value in values.items()}


def _words(value: Any, among: Iterable[Any], evidence: Evidence) -> str:
    """Say a value in words: those given for it, the name of a country or firm, or the value itself.

    Countries, firms and years may differ between findings that are made alike.
    """
    if isinstance(among, Mapping):
        return str(among[value])
    row = evidence.entities.get(value) or evidence.actors.get(value)
    return varying(row["name"] if row else value) if row or isinstance(value, int) else str(value)


# -- a study: all that is about one article, handed to the engine as one object


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter with a few values to choose from; the first is taken when nothing is said."""

    name: str
    values: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value taken when nothing is said."""
        return self.values[0]

    def check(self, value: Any, _others: Mapping[str, Any]) -> str:
        """Return the value; raise `ParameterError` for one that is not among those known."""
        return one_of(self.name, value, {option: option for option in self.values})


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter that is a number between two bounds, or nothing.

    `what` says what it is in a message, `such_as` is a good value. `goes_with` names the parameter and the value of it
    that need this number and without which it would have no effect.
    """

    name: str
    low: float
    high: float
    what: str
    such_as: str
    goes_with: tuple[str, str] | None = None
    default: None = None

    def check(self, value: Any, others: Mapping[str, Any]) -> float | None:
        """Return the number; raise `ParameterError` where it is none, lies out of bounds, or goes with nothing."""
        needed = self.goes_with is not None and others[self.goes_with[0]] == self.goes_with[1]
        if value is None and not needed:
            return None
        with_what = f"with {' '.join(self.goes_with)}" if self.goes_with else ""
        if value is None:
            raise ParameterError(
                f"parameter {self.name}: is needed {with_what}; give the {self.what}, such as {self.such_as}"
            )
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise ParameterError(f"parameter {self.name}: {str(value)[:40]!r} is not a number; write {self.such_as}")
        if not self.low <= number <= self.high:
            bounds = f"{self.low:,g} to {self.high:,g}"
            raise ParameterError(
                f"parameter {self.name}: {number:g} cannot be the {self.what}; give {bounds}, such as {self.such_as}"
            )
        if self.goes_with and not needed:
            name, wanted = self.goes_with
            raise ParameterError(
                f"parameter {self.name}: has no effect with {name} {others[name]}; set {name} to {wanted}"
            )
        return number


def one_of(name: str, value: Any, options: Mapping[str, str]) -> str:
    """Return a value that is one of the codes known, each with the name behind it."""
    if not isinstance(value, str):
        raise ParameterError(f"parameter {name}: {value!r} is not a word; expected one of {', '.join(options)}")
    if value not in options:
        hint = nearest(value, options, f"expected one of {', '.join(options)}", options)
        raise ParameterError(f"parameter {name}: {value[:40]!r} is unknown{hint}")
    return value


@dataclass(frozen=True, slots=True)
class Study:
    """All that the engine has to know of an article and its subject; it knows nothing else of either."""

    title: str
    subtitle: str

    article: str = ""
    """The row of `sources.csv` that holds the article."""
    dated_by: str = ""
    """The claim whose figure carries the article's day."""
    begins: str = ""
    ends: str = ""
    """The first words of the article, and those that follow its end: to find it in a file."""
    keywords: tuple[str, ...] = ()
    maintainers: str = "The maintainers"
    """Who makes the report; they stand for each of the next two that is not given."""
    author: str = ""
    """Who wrote the report and is to be cited."""
    publisher: str = ""
    """Who publishes it."""
    answer: str = ""
    """The finding that answers the question of the title; the site prints it where an edition does not say more."""
    contact: str = ""
    """Where errors are reported: an address of the web or of mail; without one, in the repository of the report."""
    licence: str = "MIT"
    """The licence of what is the report's own, by its name in the list of SPDX."""

    focus: str = ""
    """The country set first in every comparison."""
    peers: tuple[str, ...] = ()
    """The countries it is compared with when nothing else is said."""
    focus_needs: tuple[str, ...] = ()
    """Indicators without which no country can be in focus."""
    compared_by: Mapping[str, str] = field(default_factory=dict)
    """Findings, with braces for the country, that a comparison needs of each; and what they are, in words."""

    topics: tuple[Topic, ...] = ()
    """The findings that are declared, and how the claims are judged."""
    parameters: tuple[Option | Number, ...] = ()
    """What a reader may choose besides the day and the countries."""
    thresholds: tuple[str, ...] = ()
    windows: Mapping[str, type] = field(default_factory=dict)
    """What `choices.toml` has to hold: thresholds, and windows with their types."""

    ranked: Mapping[str, str] = field(default_factory=dict)
    """For the indicator of a rank, the series that says how many were ranked."""
    daily_rates: str = ""
    """The source of exchange rates over time, which go back to the day that the window `rates_start` names."""
    fixing: Callable[..., Finding] | None = None
    """How the rate of a day is taken: of the catalogue, a currency, another one that prices it, and the day."""

    explorer: Callable[[], Any] | None = None
    """Returns what the explore notebook shows; imported only when asked for."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "author", self.author or self.maintainers)
        object.__setattr__(self, "publisher", self.publisher or self.maintainers)
        for place, topic in enumerate(self.topics, 1):
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: number {place} is a {type(topic).__name__}, not a Topic")

    @property
    def contact_address(self) -> str:
        """The contact as an address that a link may lead to, or nothing if there is none."""
        return f"mailto:{self.contact}" if re.fullmatch(r"[^\s:/@]+@[^\s:/@]+", self.contact) else self.contact

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        """The parameters with values to choose from, which a reader of the finished page may still change."""
        return {it.name: it.values for it in self.parameters if isinstance(it, Option)}


def find_study(name: str) -> Study:
    """Import a study by its module and name, written MODULE:NAME or FILE.py:NAME.

    Raises `UnknownNameError` with one sentence where there is none.
    """
    module, _, attribute = name.rpartition(":")
    is_file = module.endswith(".py")
    if not module or not attribute or (module.startswith(".") and not is_file):
        raise UnknownNameError(f"study {name!r}: write MODULE:NAME or FILE.py:NAME")
    try:
        found = getattr(_read(Path(module)) if is_file else import_module(module), attribute)
    except TerminatedError:
        raise
    except AnalysisError as error:
        raise UnknownNameError(f"study {name!r}: {error}") from None
    except (ImportError, OSError, AttributeError) as error:
        raise UnknownNameError(f"study {name!r}: {_place(error)}{error}") from None
    except (Exception, SystemExit) as error:  # a module that is somebody's own may fail in any way
        said = error.msg if isinstance(error, SyntaxError) else error
        raise UnknownNameError(f"study {name!r}: {_place(error)}{type(error).__name__}: {said}") from None
    if not isinstance(found, Study):
        raise UnknownNameError(f"study {name!r}: is a {type(found).__name__}, not a Study")
    return found


def _place(error: BaseException) -> str:
    """Say in which line of a study an error arose, if it was none in finding it."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{shown(f'{error.filename}:{error.lineno}')}: "
    others = (__file__, "<")  # neither this file nor code that lies in no file
    frames = [it for it in extract_tb(error.__traceback__) if not it.filename.startswith(others)]
    frames = [it for it in frames if "importlib" not in it.filename]
    return f"{shown(f'{frames[-1].filename}:{frames[-1].lineno}')}: " if frames else ""


def _read(file: Path) -> ModuleType:
    """Import a file that lies in no package."""
    spec = spec_from_file_location(f"study_{file.stem}", file.resolve())
    if spec is None or spec.loader is None or not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
