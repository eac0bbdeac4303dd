"""The evidence and the two reports that tests ask about: on the article's day, and with everything known."""

from __future__ import annotations

import csv
import os
import shutil
import signal
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from filelock import FileLock
from hypothesis import settings

from analysis import findings
from analysis.dataset import DataError, Defect, Evidence, load
from analysis.findings import parameters
from analysis.study import STUDY

from . import builders
from .command import Edition, Shared, made

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).resolve().parents[1] / "data"
ARTICLE_DAY = date(2024, 4, 12)


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start: a shell that runs them in the background ignores it for all below."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile("unhurried", deadline=None)  # a busy machine takes longer now and then
    settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers() -> int:
    """Start one worker more than there are processors: many tests wait for a kernel, a browser or a server."""
    return (os.cpu_count() or 1) + 1


class Report(NamedTuple):
    """Everything computed from what was public on one day."""

    catalogue: findings.Catalogue
    verdicts: dict[str, findings.Verdict]

    def __repr__(self) -> str:
        return f"Report({self.catalogue.parameters.as_of})"

    def value(self, finding_id: str) -> float:
        """The number of a finding."""
        return self.catalogue[finding_id].value


class Copy:
    """A copy of the data folder that a test may break."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str) -> list[list[str]]:
        """The cells of a table, header first, so that row n of an editor is item n - 1."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        """Write a table back."""
        with (self.folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def set(self, name: str, row: int, column: str, text: str) -> str:
        """Put a text into one cell, rows counted as an editor does; return what stood there."""
        rows = self.rows(name)
        at = rows[0].index(column)
        before, rows[row - 1][at] = rows[row - 1][at], text
        self.write(name, rows)
        return before

    def row_of(self, name: str, key: str) -> int:
        """The row whose first cell is `key`."""
        return next(number for number, row in enumerate(self.rows(name), 1) if row[0] == key)

    def observe(self, observation_id: str, **cells: str) -> None:
        """Change cells of one observation, or of a figure of the article."""
        claim = observation_id.removeprefix("claim.")
        table = "observations.csv" if claim == observation_id else "article.csv"
        for column, text in cells.items():
            self.set(table, self.row_of(table, claim), column, text)

    def give(self, observation_id: str, **to: str) -> None:
        """Make one observation another country's or firm's, under a name that says so."""
        self.observe(observation_id, **to)
        indicator, _, *rest = observation_id.split(".")
        named = ".".join((indicator, *to.values(), *rest, "given"))
        self.set("observations.csv", self.row_of("observations.csv", observation_id), "observation_id", named)

    def defects(self) -> list[Defect]:
        """The defects that loading the copy names; the test fails when it loads."""
        with pytest.raises(DataError) as caught:
            load(self.folder)
        return caught.value.defects

    def load(self) -> Evidence:
        """Load the copy."""
        return load(self.folder)


@pytest.fixture(scope="session")
def data() -> Path:
    """The project's data folder."""
    return DATA


NEAR_AND_FAR = (("1990-01", "1990-07"), ("1998-10", "1998-11"), ("2024-03", "2024-07"))
"""The months about the article, those about the record that it names, and one of leaps that thinning would add up."""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder with the exchange rates of two days a week, for rules that hold of any rates.

    The newest rates and those of some months are whole; every finding can be computed.
    """
    small = Copy(Path(shutil.copytree(DATA, tmp_path_factory.mktemp("small") / "data")))
    header, *rows = small.rows("exchange_rates.csv")
    newest = max(row[header.index("published")] for row in rows)

    def kept(row: list[str]) -> bool:
        day, published = (row[header.index(name)] for name in ("date", "published"))
        weekday = date.fromisoformat(day).weekday()
        return weekday in {0, 3} or published == newest or any(a <= day < b for a, b in NEAR_AND_FAR)

    small.write("exchange_rates.csv", [header, *filter(kept, rows)])
    return small.folder


@pytest.fixture
def small_copy(tmp_path: Path, small: Path) -> Copy:
    """A copy of the small data folder that a test may break."""
    return Copy(Path(shutil.copytree(small, tmp_path / "copy")))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the data folder that a test may break."""
    return Copy(Path(shutil.copytree(DATA, tmp_path / "data")))


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """The project's evidence with everything known."""
    return load(DATA)


@pytest.fixture
def invented(evidence: Evidence) -> list[str]:
    """An article of invented words, with the tokens in each paragraph that the claims say are printed there."""
    tokens: dict[int, list[str]] = {}
    for claim in evidence.claims.values():
        if claim["paragraph"]:
            found = [token.strip() for token in claim["printed"].split("|") if token.strip()]
            tokens.setdefault(int(claim["paragraph"]), []).extend(found)
    lines = [" and ".join(["Invented words", *tokens.get(n, [])]) + "." for n in range(1, max(tokens) + 1)]
    lines[0] = "Based on massive invention. " + lines[0]
    return lines


@pytest.fixture(scope="session")
def report_on(evidence: Evidence) -> Callable[[date], Report]:
    """Compute the report of a day, each day once."""
    done: dict[date, Report] = {}

    whole = findings.Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)

    def compute(day: date) -> Report:
        if day not in done:
            catalogue = whole.on(day)
            done[day] = Report(catalogue, catalogue.verdicts)
        return done[day]

    return compute


@pytest.fixture(scope="session")
def then(report_on: Callable[[date], Report]) -> Report:
    """The report on the article's day."""
    return report_on(ARTICLE_DAY)


@pytest.fixture(scope="session")
def now(evidence: Evidence, report_on: Callable[[date], Report]) -> Report:
    """The report with everything known."""
    return report_on(evidence.newest)


class Raw(NamedTuple):
    """Figures and rates as they stand in the files, read without the program."""

    observations: dict[str, dict[str, str]]
    rows: dict[str, dict[str, str]]
    noon: dict[date, tuple[float, date]]
    rates: dict[tuple[str, str, str, date], date]

    def __repr__(self) -> str:
        return "Raw()"

    def noon_mean(self, start: date, end: date, public: date) -> float:
        """Average the noon rates of a period that were public on a day."""
        values = [rate for day, (rate, published) in self.noon.items() if start <= day <= end and published <= public]
        return sum(values) / len(values)


@pytest.fixture(scope="session")
def raw() -> Raw:
    """The files, read without the program."""
    with (DATA / "observations.csv").open(encoding="utf-8", newline="") as file:
        observations = {row["observation_id"]: row for row in csv.DictReader(file)}
    with (DATA / "article.csv").open(encoding="utf-8", newline="") as file:
        rows = observations | {f"claim.{row['claim_id']}": row for row in csv.DictReader(file)}
    with (DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        rows |= {row["event_id"]: row for row in csv.DictReader(file)}
    noon: dict[date, tuple[float, date]] = {}
    rates: dict[tuple[str, str, str, date], date] = {}
    with (DATA / "exchange_rates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day, published = date.fromisoformat(row["date"]), date.fromisoformat(row["published"])
            rates[row["source_id"], row["base"], row["quote"], day] = published
            if row["source_id"] == "fed_h10":
                noon[day] = float(row["rate"]), published
    return Raw(observations, rows, noon, rates)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """Make something costly once for all workers: the first that asks makes it in an empty folder, the others wait."""
    own = tmp_path_factory.getbasetemp()
    root = own if worker_id == "master" else own.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, made = root / name, root / f"{name}.made"
        with FileLock(root / f"{name}.lock"):
            if not made.exists():
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def edition(shared: Shared) -> Edition:
    """The report with its defaults, made quietly from the project's own data."""
    return made(shared, "edition", "--quiet", out="first")


ALSO = ("labour_force.JPN.2012.2017-03-03", "chip_support_amount.JPN.mof.2021-04-01.2024-04-09")
"""Rows that tests of a few rows name."""


@pytest.fixture(scope="session")
def few(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the data folder with the first rows of long tables and those that other tables name."""
    few = Copy(Path(shutil.copytree(small, tmp_path_factory.mktemp("few") / "data")))
    few.write("exchange_rates.csv", few.rows("exchange_rates.csv")[:20])
    named = {cell for name in ("claims.csv", "corrections.csv") for row in few.rows(name) for cell in row} | {*ALSO}
    rows = few.rows("observations.csv")
    few.write("observations.csv", [row for number, row in enumerate(rows) if number < 20 or row[0] in named])
    few.load()
    return few


@pytest.fixture
def few_copy(few: Copy, tmp_path: Path) -> Copy:
    """A copy of the few rows that a test may break."""
    return Copy(Path(shutil.copytree(few.folder, tmp_path / "few")))


@pytest.fixture
def bees(tmp_path: Path) -> Callable[..., Copy]:
    """Write made-up rows into a data folder that a test may break."""

    def write(*observations: builders.Row, **tables: Any) -> Copy:
        return Copy(builders.write_dataset(tmp_path / "bees", observations, **tables))

    return write


@pytest.fixture
def told(bees: Callable[..., Copy]) -> Callable[..., list[str]]:
    """Write made-up rows and return what loading them tells, a line for each defect."""
    return lambda *observations, **tables: [str(defect) for defect in bees(*observations, **tables).defects()]
