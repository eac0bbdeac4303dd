"""A study: its topics, parameters and settings, and where it is found."""

from __future__ import annotations

import math
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, ParameterError, TerminatedError, UnknownNameError, nearest
from analysis.findings.declarations import Topic, relative_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from analysis.findings.finding import Finding


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter with a fixed set of values; the first is the default."""

    name: str
    values: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first value."""
        return self.values[0]

    def check(self, value: Any, _others: Mapping[str, Any]) -> str:
        """Return the value; raise `ParameterError` if it is not one of the options."""
        return one_of(self.name, value, {option: option for option in self.values})


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter that is a number within bounds, or None.

    Attributes:
        what: What it is, for messages.
        such_as: An example of a good value.
        goes_with: The name of another parameter, which the study has to list before this one, and the value of it for
            which the number is required. It is refused with any other value.
    """

    name: str
    low: float
    high: float
    what: str
    such_as: str
    goes_with: tuple[str, str] | None = None
    default: None = None

    def check(self, value: Any, others: Mapping[str, Any]) -> float | None:
        """Return the number; raise `ParameterError` if it is not one, is out of bounds, or is missing or unused."""
        is_needed = False
        if self.goes_with:
            other, wanted = self.goes_with
            is_needed = others[other] == wanted
            if is_needed and value is None:
                raise ParameterError(
                    f"parameter {self.name}: is needed with {other} {wanted}; "
                    f"give the {self.what}, such as {self.such_as}"
                )
        if value is None:
            return None

        # True would be the number one, and what is no number at all is refused like infinity
        number = math.nan
        if not isinstance(value, bool):
            with suppress(TypeError, ValueError):
                number = float(value)
        if not math.isfinite(number):
            raise ParameterError(f"parameter {self.name}: {str(value)[:40]!r} is not a number; write {self.such_as}")
        if not self.low <= number <= self.high:
            bounds = f"{self.low:,g} to {self.high:,g}"
            raise ParameterError(
                f"parameter {self.name}: {number:g} cannot be the {self.what}; give {bounds}, such as {self.such_as}"
            )
        if self.goes_with and not is_needed:
            other, wanted = self.goes_with
            raise ParameterError(
                f"parameter {self.name}: has no effect with {other} {others[other]}; set {other} to {wanted}"
            )
        return number


def one_of(name: str, value: Any, options: Mapping[str, str]) -> str:
    """Return a value that is one of the options, which map codes to names; raise `ParameterError` otherwise."""
    if not isinstance(value, str):
        raise ParameterError(f"parameter {name}: {value!r} is not a word; expected one of {', '.join(options)}")
    if value not in options:
        hint = nearest(value, options, otherwise=f"expected one of {', '.join(options)}", labels=options)
        raise ParameterError(f"parameter {name}: {value[:40]!r} is unknown{hint}")
    return value


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that is specific to one article."""

    title: str
    subtitle: str

    article: str = ""
    """The `source_id` of the article."""
    dated_by: str = ""
    """The claim whose figure has the date of the article."""
    begins: str = ""
    ends: str = ""
    """The first words of the article, and those after its end, to find it in a file."""
    keywords: tuple[str, ...] = ()
    maintainers: str = "The maintainers"
    """Who makes the report: the default for author and publisher."""
    author: str = ""
    """Who is to be cited as the author."""
    publisher: str = ""
    """Who publishes it."""
    answer: str = ""
    """The finding that answers the question of the title, for the site."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where links of an answer lead on a page: the id of a section, figure or table, by the name of the finding.

    Other links of an answer lead to workings, as everywhere else, and so do those whose place was left out.
    """
    example: str = ""
    """A figure of each country, with `{}` for its code, with which `japan-tech new` begins a notebook."""
    contact: str = ""
    """Where to report errors: a web or e-mail address; by default the repository of the report."""
    licence: str = "MIT"
    """The licence of the report, as an SPDX identifier."""
    funding: str = ""
    """With whose money the report is made, in a sentence or two."""
    purpose: str = ""
    """Why this article is checked, in a sentence or two."""

    focus: str = ""
    """The country that comparisons list first, by default."""
    peers: tuple[str, ...] = ()
    """The countries it is compared with, by default."""
    focus_needs: tuple[str, ...] = ()
    """Indicators without which no country can be in focus."""
    compared_by: Mapping[str, str] = field(default_factory=dict)
    """Findings that a comparison needs for each country, with `{}` for the country, and what they are in words."""

    topics: tuple[Topic, ...] = ()
    """The declarations of findings and of rules for claims."""
    parameters: tuple[Option | Number, ...] = ()
    """Parameters besides the as-of date and the countries."""
    thresholds: tuple[str, ...] = ()
    windows: Mapping[str, type] = field(default_factory=dict)
    """What `choices.toml` must have: thresholds, and windows with their types."""

    ranked: Mapping[str, str] = field(default_factory=dict)
    """For the indicator of a rank, the series with the number ranked."""
    daily_rates: str = ""
    """The source of exchange rates over time, from the day of the window `rates_start` on."""
    fixing: Callable[..., Finding] | None = None
    """Returns the exchange rate of a day, given the catalogue, a currency, the one that prices it, and the day."""

    page: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the page: logo, accent, header, footer, and charts, which says whether cards have charts."""

    explorer: Callable[[], Any] | None = None
    """Returns what the explore notebook shows, which is imported only then."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "author", self.author or self.maintainers)
        object.__setattr__(self, "publisher", self.publisher or self.maintainers)
        for place, topic in enumerate(self.topics, 1):
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: number {place} is a {type(topic).__name__}, not a Topic")

    @property
    def contact_address(self) -> str:
        """The contact as a URL, or an empty text."""
        is_email = re.fullmatch(r"[^\s:/@]+@[^\s:/@]+", self.contact)
        return f"mailto:{self.contact}" if is_email else self.contact

    @property
    def has_free_headings(self) -> bool:
        """Whether titles of claims are headings of any kind, as in the folder of an article, rather than the claim."""
        return bool(self.page)  # only the folder of an article has settings of the page

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        """The options, which a reader of the finished page may still change, with their values."""
        return {parameter.name: parameter.values for parameter in self.parameters if isinstance(parameter, Option)}


def find_study(name: str) -> Study:
    """Import a study by its module and name, written MODULE:NAME or FILE.py:NAME.

    Raises `UnknownNameError` in one line if there is none.
    """
    module, _, attribute = name.rpartition(":")
    is_file = module.endswith(".py")
    is_relative_module = module.startswith(".") and not is_file
    if not module or not attribute or is_relative_module:
        raise UnknownNameError(f"study {name!r}: write MODULE:NAME or FILE.py:NAME")
    try:
        imported = _import_file(Path(module)) if is_file else import_module(module)
        study = getattr(imported, attribute)
    except TerminatedError:  # a SystemExit, which would be taken for one of the user's code below
        raise
    except AnalysisError as error:
        raise UnknownNameError(f"study {name!r}: {error}") from None
    except (ImportError, OSError, AttributeError) as error:
        raise UnknownNameError(f"study {name!r}: {_place_of(error)}{error}") from None
    except (Exception, SystemExit) as error:  # code of the user, which may raise anything
        message = error.msg if isinstance(error, SyntaxError) else error
        raise UnknownNameError(f"study {name!r}: {_place_of(error)}{type(error).__name__}: {message}") from None
    if not isinstance(study, Study):
        raise UnknownNameError(f"study {name!r}: is a {type(study).__name__}, not a Study")
    return study


def _place_of(error: BaseException) -> str:
    """Return file and line of a study in which an error was raised, with a colon, or an empty text."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{relative_place(f'{error.filename}:{error.lineno}')}: "

    # The last frame that is in a file, and neither here nor in the machinery of imports
    for frame in reversed(extract_tb(error.__traceback__)):
        if not frame.filename.startswith((__file__, "<")) and "importlib" not in frame.filename:
            return f"{relative_place(f'{frame.filename}:{frame.lineno}')}: "
    return ""


def _import_file(file: Path) -> ModuleType:
    """Import a file that is in no package."""
    spec = spec_from_file_location(f"study_{file.stem}", file.resolve())
    if spec is None or spec.loader is None or not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # before it runs, as dataclasses look up the module of their annotations
    spec.loader.exec_module(module)
    return module
