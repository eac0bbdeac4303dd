"""Findings and judgements are declared here once each: name, how it is made, and what it is called.

    topic = Topic()
    topic.add("firms.{economy}.share", lambda c, economy: share(c[f"firms.{economy}"], c["firms.all"]),
              label="Share of all firms, {economy}")

A name may hold places in braces; each stands for one of several values, and the finding is declared for every
combination. `{economy}` stands for every economy of the dataset, unless others are given. What is declared is computed
when it is first asked for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from string import Formatter
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, StudyError, TerminatedError, UnknownNameError, nearest
from analysis.findings.finding import Finding, filled, varying
from analysis.findings.parameters import Number, Option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from types import ModuleType

    from analysis.dataset import Evidence
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.verdicts import Judgement


# ----- declarations ----------------------------------------------------------------------------------------

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
    key: str = ""  # under which it is remembered, where that is not its name


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
        _check(name, "", drawn, "", followed, caller())
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
        *([f"its choice {choice!r} is none of its values"] if choice and choice not in drawn else []),
        *(["how it is made is no function"] if not callable(make) else []),
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


def followed(c: Any, alias: str, parameter: str, options: Mapping[str, str]) -> Finding:
    """Take the finding that the reader's choice puts in the place of a common name."""
    found: Finding = c[options[c.parameters[parameter]]]
    return replace(found, alias=alias)


def made(c: Catalogue, declared: Declared) -> Finding:
    """Make a finding as declared, and give it, and the steps on the way, their names."""
    finding = declared.make(c, **declared.values)
    if not isinstance(finding, Finding):
        raise TypeError(f"gives a {type(finding).__name__}, not a Finding")
    if declared.as_made:
        return finding
    steps = (part.named(f"{declared.name}{part.id}") if part.id[0] == "." else part for part in finding.inputs)
    return replace(
        finding,
        id=declared.name,
        label=declared.label or finding.label,
        inputs=tuple(steps),
        choices=tuple(declared.choices.items()) or finding.choices,
        place=declared.place,
    )


# ----- plan ------------------------------------------------------------------------------------------------
# All that is declared, name by name: every combination of values, and what follows a reader's choice.


def expand(topics: Iterable[Topic], evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name; raise `StudyError` where two lines declare one name."""
    return _named(one for topic in topics for pattern in topic.patterns for one in _from_data(pattern, evidence))


def expand_with(topics: Iterable[Topic], source: Any, evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name, with values that are drawn from something else than the data."""
    return _named(one for topic in topics for it in topic.patterns for one in _declared(it, source, evidence))


@lru_cache(4096)
def _from_data(pattern: Pattern, evidence: Evidence) -> tuple[Declared, ...]:
    """Expand a pattern; of the same data this is done once, however many reports are made of it."""
    return tuple(_declared(pattern, evidence, evidence))


def _declared(pattern: Pattern, source: Any, evidence: Evidence) -> Iterator[Declared]:
    """Expand a pattern; `source` is what values are drawn from where they are not given."""
    for values, words in _combinations(pattern, source, evidence):
        choices = {pattern.choice: values[pattern.choice]} if pattern.choice else {}
        name, label = pattern.name.format_map(values), filled(pattern.label, words)
        yield Declared(name, pattern.make, values, label, choices, pattern.place, pattern.as_made)


def alternatives(
    topics: Iterable[Topic], options: Mapping[str, Collection[str]], evidence: Evidence
) -> tuple[dict[str, Declared], dict[str, tuple[str, dict[str, str]]]]:
    """Return the names that follow a reader's choice: how each is made, and its parameter with the name for each value.

    `options` are the values of each parameter.
    """
    found: dict[str, Declared] = {}
    names: dict[str, tuple[str, dict[str, str]]] = {}
    for topic in topics:
        for it in topic.chosen:
            if it.parameter not in options:
                hint = nearest(it.parameter, options, f"expected one of {', '.join(options)}" if options else "")
                raise StudyError(f"finding {it.name!r}: no parameter {it.parameter!r}{hint}").at(shown(it.place))
            for values, _ in _combinations(it, evidence, evidence):
                alias = it.name.format_map(values)
                chosen = {o: it.options.format(option=it.renamed.get(o, o), **values) for o in options[it.parameter]}
                names[alias] = it.parameter, chosen
                follow = {"alias": alias, "parameter": it.parameter, "options": chosen}
                _keep(found, Declared(alias, followed, follow, "", {}, it.place, as_made=True))
    return found, names


def together(declared: Mapping[str, Declared], more: Mapping[str, Declared]) -> dict[str, Declared]:
    """Put declarations together; raise `StudyError` for a name that both have."""
    return _named(more.values(), dict(declared))


def _named(declared: Iterable[Declared], found: dict[str, Declared] | None = None) -> dict[str, Declared]:
    found = {} if found is None else found
    for one in declared:
        _keep(found, one)
    return found


def judgements(topics: Iterable[Topic]) -> dict[str, Judged]:
    """Return how each claim is judged, by claim; raise `StudyError` where two lines judge one claim."""
    found: dict[str, Judged] = {}
    for topic in topics:
        for one in topic.judged:
            if one.claim_id in found:
                _refuse(f"claim {one.claim_id}", found[one.claim_id].place, one.place)
            found[one.claim_id] = one
    return found


def _keep(found: dict[str, Declared], one: Declared) -> None:
    if one.name in found:
        _refuse(f"finding {one.name}", found[one.name].place, one.place)
    found[one.name] = one


def _refuse(what: str, first: str, second: str) -> None:
    raise StudyError(f"{what}: declared at {shown(first)} and again at {shown(second)}; keep one of the two")


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


# ----- study -----------------------------------------------------------------------------------------------
# A study: all that is about one article, handed to the engine as one object.


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
    fixing: Callable[[Catalogue, str, str, date], Finding] | None = None
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
