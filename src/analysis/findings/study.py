"""A study: all that is about one article, handed to the engine as one object."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, Ended
from analysis.findings.declarations import Topic, shown
from analysis.findings.parameters import Number, Option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from types import ModuleType

    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding


class UnknownStudy(AnalysisError, LookupError):
    """A study was named that cannot be imported, or what was named is none."""


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
    """Who makes the report and is to be cited."""

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

    hues: Mapping[str, str] = field(default_factory=dict)
    """Which country's lines have which colour: green, orange or purple."""
    rival: str = ""
    """The country that the article holds against the first one."""
    explorer: Callable[[], Any] | None = None
    """Returns what the explore notebook shows; imported only when asked for."""

    def __post_init__(self) -> None:
        for place, topic in enumerate(self.topics, 1):
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: number {place} is a {type(topic).__name__}, not a Topic")

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        """The parameters with values to choose from, which a reader of the finished page may still change."""
        return {it.name: it.values for it in self.parameters if isinstance(it, Option)}


def find_study(name: str) -> Study:
    """Import a study by its module and name, written MODULE:NAME or FILE.py:NAME.

    Raises `UnknownStudy` with one sentence where there is none.
    """
    module, _, attribute = name.rpartition(":")
    is_file = module.endswith(".py")
    if not module or not attribute or (module.startswith(".") and not is_file):
        raise UnknownStudy(f"study {name!r}: write MODULE:NAME or FILE.py:NAME")
    try:
        found = getattr(_read(Path(module)) if is_file else import_module(module), attribute)
    except Ended:
        raise
    except AnalysisError as error:
        raise UnknownStudy(f"study {name!r}: {error}") from None
    except (ImportError, OSError, AttributeError) as error:
        raise UnknownStudy(f"study {name!r}: {_place(error)}{error}") from None
    except (Exception, SystemExit) as error:  # a module that is somebody's own may fail in any way
        said = error.msg if isinstance(error, SyntaxError) else error
        raise UnknownStudy(f"study {name!r}: {_place(error)}{type(error).__name__}: {said}") from None
    if not isinstance(found, Study):
        raise UnknownStudy(f"study {name!r}: is a {type(found).__name__}, not a Study")
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
