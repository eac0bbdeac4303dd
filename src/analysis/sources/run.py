"""One refresh: ask each source, take in what is new, keep aside what contradicts, and tell what came of it."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.dataset import schema
from analysis.dataset.dataset import Evidence
from analysis.dataset.loading import load
from analysis.dataset.plausibility import Suspicion
from analysis.dataset.records import Kind, Observation
from analysis.dataset.schema import (
    CONTROL,
    FORMULA,
    RATES,
    DataError,
    Interface,
    Table,
    Ways,
    parse,
    read_package,
    read_tables,
    read_text,
)
from analysis.errors import AnalysisError
from analysis.sources import new_rows, publishers
from analysis.sources.new_rows import When
from analysis.sources.publishers import (
    Answer,
    EcbFile,
    Fetched,
    Fetcher,
    Fred,
    NotServed,
    Sdmx,
    Served,
    Status,
    TooSoon,
    WorldBank,
    keeping,
)

# ----- store -----------------------------------------------------------------------------------------------
# The data folder as it is written: one run at a time, checked before, whole at every instant, mended after a crash.
#
# New files are made ready in the hidden folder `.refresh` of the data folder. A journal, written last, is the point
# from
# which they count; each then replaces its old file in an order in which every state in between can be loaded. A run
# that
# finds a journal finishes what it says, and one that finds none clears away what was being made ready.

ROOM = ".refresh"
JOURNAL = "journal.json"
ANSWERS = "answers"
ORDER = ("documents.csv", "observations.csv", "exchange_rates.csv")
"""What figures rest on comes first."""

MOST_ASIDE = 99
"""How many answers of one source and day are kept aside."""

KEYS = {
    "documents.csv": ("document_id",),
    "observations.csv": ("observation_id",),
    "exchange_rates.csv": ("source_id", "quote", "base", "date"),
}
"""By what the rows of a table are sorted."""


class Busy(AnalysisError, RuntimeError):
    """Another run is writing the same data."""

    exit_code = 75


class ReadOnly(AnalysisError, RuntimeError):
    """The data cannot be written where it lies."""

    exit_code = 1


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data folder and mend it; raise `Busy` where another run holds it, `ReadOnly` where it stays as it is."""
    room = data / ROOM
    if "site-packages" in data.resolve().parts or not os.access(data, os.W_OK):
        raise ReadOnly(f"{data}: cannot be written here; refresh a clone of the project, or name a folder with --data")
    if room.is_symlink() or (room.exists() and not room.is_dir()):
        raise ReadOnly(f"{room}: has to be a folder, and no link to one; remove it and try again")
    room.mkdir(exist_ok=True)
    guard = FileLock(room / "lock")
    try:
        guard.acquire(timeout=0)
    except Timeout:
        raise Busy(f"{data}: another run is writing it; try again later") from None
    try:
        recover(data)
        yield
    finally:
        guard.release()


def with_rows(text: str, keys: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Put rows into the text of a table where its order wants them; every other line stays as it is."""
    end = "\r\n" if "\r\n" in text else "\n"
    header, *lines = text.splitlines(keepends=True)
    names = next(csv.reader([header]))
    at = [names.index(name) for name in keys]
    places = [tuple(cells[i] for i in at) for cells in csv.reader(lines)]
    for row in rows:
        written = io.StringIO()
        csv.DictWriter(written, names, lineterminator=end).writerow(row)
        place = tuple(row[name] for name in keys)
        where = bisect_right(places, place)
        places.insert(where, place)
        lines.insert(where, written.getvalue())
    return "".join([header, *lines])


def prepared(
    data: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], place: Path | None = None
) -> dict[str, bytes]:
    """Return the new content of each file that gets rows; raise `DataError` when the dataset would not load with it.

    `place` is where that is tried, such as the hidden folder, in which the next run clears away what a killed one left.
    """
    files = {}
    for table, added in rows.items():
        name = f"{table}.csv"
        files[name] = with_rows((data / name).read_bytes().decode("utf-8"), KEYS[name], added).encode("utf-8")
    with tempfile.TemporaryDirectory(prefix="japan-tech-refresh-", dir=place) as folder:
        for path in data.iterdir():
            if path.is_file() and path.name not in files:
                shutil.copy(path, folder)
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        load(Path(folder))
    return files


def commit(data: Path, files: Mapping[str, bytes]) -> None:
    """Replace files of the data folder; it can be loaded at every instant, and `recover` mends a crash."""
    room = data / ROOM
    journal = {}
    for name in sorted(files, key=ORDER.index):
        _write(room / name, files[name])
        journal[name] = [_digest((data / name).read_bytes()), _digest(files[name])]
    _write(room / f"{JOURNAL}.new", json.dumps(journal).encode())
    (room / f"{JOURNAL}.new").replace(room / JOURNAL)
    _sync(room)
    recover(data)


def recover(data: Path) -> None:
    """Finish what a journal says, or clear away what was being made ready; a file edited since is left alone."""
    room = data / ROOM
    for name, (old, new) in _journal(room / JOURNAL).items():
        ready = room / name
        if not ready.is_file() or _digest(ready.read_bytes()) != new:
            continue  # it stands in its place already
        if _digest((data / name).read_bytes()) != old:
            break  # edited since: what rests on it must not enter either
        ready.replace(data / name)
        _sync(data)
    (room / JOURNAL).unlink(missing_ok=True)
    for path in room.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name != ANSWERS:
                shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def _journal(path: Path) -> dict[str, list[str]]:
    try:
        read = json.loads(read_text(path))
        return {name: [str(old), str(new)] for name, (old, new) in read.items() if name in ORDER}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep_aside(data: Path, name: str, text: str) -> Path:
    """Write an answer that is kept aside into the folder `aside` of the data folder, beside those kept before.

    The same answer is kept once; another one of the same name gets a number. No name leads out of the folder.
    """
    folder = data / "aside"
    folder.mkdir(exist_ok=True)
    content, stem = text.encode("utf-8"), re.sub(r"[^\w.-]", "_", name)
    names = (f"{stem}{number}.csv" for number in ("", *(f"-{n}" for n in range(2, MOST_ASIDE + 1))))
    for kept in (folder / it for it in names):
        if not os.path.lexists(kept):
            break
        if kept.is_file() and kept.read_bytes() == content:
            return kept
    else:
        raise OSError(f"{folder} holds {MOST_ASIDE} answers of {name} already; clear it")
    ready = data / ROOM / kept.name
    _write(ready, content)
    ready.replace(kept)
    _sync(folder)
    return kept


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Have the disk keep the names of a folder too; where a system cannot, its own order has to do."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ----- run -------------------------------------------------------------------------------------------------

FETCHERS: Mapping[str, Fetcher] = {"fred": Fred(), "ecb_file": EcbFile(), "sdmx": Sdmx(), "world_bank": WorldBank()}
"""For each protocol of `interfaces.csv` who speaks it."""

LONGEST = 300
"""Signs of a line about somebody else's error."""


def refresh(
    data: Path,
    sources: Sequence[str] = (),
    *,
    today: date,
    edition: date = date.min,
    dry_run: bool = False,
    fetchers: Mapping[str, Fetcher] = FETCHERS,
) -> list[Answer]:
    """Fetch what is new of some sources, or of all, and take it into the data folder.

    `edition` is the day of the newest edition made of these data, which stays as it is whatever enters.

    What is stored is never changed or lost. A source that fails or contradicts stops no other. Raises `Busy` when
    another run is writing the folder, `ReadOnly` when it cannot be written, `DataError` when it has defects before.
    """
    read_package(data)  # a folder that is none is told as such, not as one that cannot be written
    answers = None if dry_run else data / ROOM / ANSWERS
    with nullcontext() if dry_run else held(data), keeping(answers):
        wanted, when = schema.chosen(_interfaces(read(data)), sources, data), When(today, edition)
        return [_answer(data, source, ways, when, dry_run, fetchers) for source, ways in wanted.items()]


def verify(
    data: Path, sources: Sequence[str] = (), *, today: date, fetchers: Mapping[str, Fetcher] = FETCHERS
) -> dict[str, list[str]]:
    """Compare what is stored with what is served now and tell every difference by source; nothing is written."""
    tables = read(data)
    found: dict[str, list[str]] = {}
    for source, ways in schema.chosen(_interfaces(tables), sources, data).items():
        try:
            asked, served, faults = _ask(tables, ways, today, fetchers)
            found[source] = [*faults, *_differences(tables, asked, served, today)]
            if not found[source] and not _is_compared(tables, asked, served, today):
                found[source] = ["served is another vintage than any stored, so nothing could be compared"]
        except Exception as error:  # what is served may be anything, and no source may stop another
            found[source] = [f"could not be compared: {_line(error)}"]
    return found


def read(data: Path) -> dict[str, Table]:
    """Read the tables as text; raise `DataError` when they have defects."""
    tables, defects = read_tables(data, read_package(data))
    if defects:
        raise DataError(defects)
    return tables


def _interfaces(tables: Mapping[str, Table]) -> list[Interface]:
    return schema.parse(tables["interfaces"]) if "interfaces" in tables else []


def _answer(data: Path, source: str, ways: Ways, when: When, dry_run: bool, fetchers: Mapping[str, Fetcher]) -> Answer:
    """Ask one source and take in what is new of it; where another way had to stand in, the source has failed."""
    tables = read(data)
    try:
        asked, served, faults = _ask(tables, ways, when.seen, fetchers)
    except NotServed as error:
        return Answer(source, Status.FAILED, why=_line(error))
    try:
        entry, doubted = new_rows.plausible(tables, new_rows.entry(tables, asked, served, when))
        files = prepared(data, entry.rows, None if dry_run else data / ROOM) if entry.names else {}
        if files and not dry_run:
            commit(data, files)
    except (TooSoon, OSError) as error:
        return Answer(source, Status.FAILED, why=_line(error))
    except Exception as error:  # what is served may be anything, and no source may stop another
        return _aside(data, source, when.seen, _line(error), None if dry_run else served)
    if doubted:
        why = "; ".join([*faults, _doubts(doubted)])
        return _aside(data, source, when.seen, why, None if dry_run else served, entry.names)
    if faults:
        return Answer(source, Status.FAILED, entry.names, f"{'; '.join(faults)}; instead read: {_from(served)}")
    return Answer(source, Status.ENTERED if entry.names else Status.NOTHING_NEW, entry.names)


def _from(served: Served) -> str:
    return served.note.rstrip(".") or served.address


def _doubts(found: Sequence[Suspicion]) -> str:
    """Say which rows did not enter, as they are hardly plausible, and what is to be done."""
    first = f"{found[0].name}: {found[0].why}" + (f"; and {len(found) - 1} more" if found[1:] else "")
    return f"{first}; where that is right, enter it by hand and in accepted.csv"


def _aside(
    data: Path, source: str, seen: date, why: str, served: Served | None, entered: tuple[str, ...] = ()
) -> Answer:
    """Keep an answer aside, if there is one to keep; where even that cannot be done the source has failed."""
    try:
        if served:
            keep_aside(data, f"{source}.{seen}", _as_text(why, served))
    except OSError as error:
        return Answer(source, Status.FAILED, entered, f"{why}; could not be kept aside: {_line(error)}")
    return Answer(source, Status.KEPT_ASIDE, entered, why)


def _ask(
    tables: Mapping[str, Table], ways: Ways, today: date, fetchers: Mapping[str, Fetcher]
) -> tuple[Sequence[Interface], Served, list[str]]:
    """Ask a source in one way after the other until one answers, and tell why those before it did not.

    Raises `NotServed` with every reason when none does.
    """
    faults: list[str] = []
    unknown = [f"{protocol}: no such protocol; expected {', '.join(fetchers)}" for protocol in ways.keys() - fetchers]
    for protocol, asked in ((protocol, asked) for protocol, asked in ways.items() if protocol in fetchers):
        try:
            ask = partial(fetchers[protocol], asked, _since(tables, asked), today)
            with redirect_stdout(io.StringIO()) as unread, redirect_stderr(unread):  # libraries print what was served
                return asked, publishers.in_time(ask), faults
        except Exception as error:  # libraries raise what they like, and no source may stop another
            faults.append(f"{protocol}: {_line(error)}")
    raise NotServed("; ".join([*unknown, *faults]))


def _since(tables: Mapping[str, Table], asked: Sequence[Interface]) -> date:
    """Return the first day that is held of any series, so that an answer can be compared with all of it."""
    held = (
        min(new_rows.stored_rates(tables, of), default="") if of.table == RATES
        else min((row["period_start"] for row in new_rows.stored(tables, of)), default="")
        for of in asked
    )  # fmt: skip
    return min((date.fromisoformat(day) for day in held if day), default=date(1900, 1, 1))


def _differences(tables: Mapping[str, Table], asked: Sequence[Interface], served: Served, today: date) -> Iterator[str]:
    by_series: dict[Interface, list[Fetched]] = {of: [] for of in asked}
    for value in served.values:
        by_series[value.of].append(value)
    for of, unordered in by_series.items():
        values = new_rows.ordered(of, unordered)
        if of.table == RATES:
            held = new_rows.compared(new_rows.stored_rates(tables, of), values, is_copy=served.kind == Kind.COPY)
            yield from new_rows.differences_rates(held, of, values) if held else ()
        elif rows := new_rows.stored(tables, of):
            yield from new_rows.differences(rows, of, values, today)


def _is_compared(tables: Mapping[str, Table], asked: Sequence[Interface], served: Served, today: date) -> bool:
    """Say whether anything that was served is of a vintage that is stored; a rate has none."""
    held = {of: new_rows.stored(tables, of) for of in asked if of.table != RATES}
    return any(of.table == RATES for of in asked) or any(
        new_rows.is_of(row, value, today) for value in served.values for row in held[value.of]
    )


def _line(error: Exception) -> str:
    """Tell an error in one line that steers nothing it is shown in, and tells no password of a proxy."""
    text = error.lines[0] if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"
    for secret in publishers.secrets():
        text = text.replace(secret, "…")
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _as_text(why: str, served: Served) -> str:
    """Write an answer down as a table with the reason on top."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")  # which keeps a remark in one cell, whatever commas it holds
    table.writerow([f"# {why}"])
    table.writerow([f"# {CONTROL.sub('', served.address or served.note)} {served.checksum}"])
    table.writerow(("series", "period", "printed", "published", "vintage", "status", "place"))
    for value in served.values:
        cells = (value.period, value.printed, value.published or "", value.vintage, value.status, value.place)
        table.writerow([value.of.name, *(_cell(str(cell)) for cell in cells)])
    return written.getvalue()


def _cell(text: str) -> str:
    """Take the sting out of a cell: signs that steer, and what a spreadsheet would take for a formula."""
    shown = CONTROL.sub("\ufffd", text)
    return f"'{shown}" if FORMULA.match(shown) else shown


# ----- due -------------------------------------------------------------------------------------------------
# What has to be done by hand: figures without an interface that should be out by now, verdicts long not reread.

MONTHS = {"A": 12, "Q": 3, "M": 1}
"""How many months after a figure the next of its series comes, by frequency; other figures have no rhythm."""

YEAR = timedelta(days=365)
HOW = "enter them as CONTRIBUTING.md says under “Add a series”"


def due(data: Path, today: date) -> list[str]:
    """Say in a line each which figures are expected, since when, where and how to enter them, and what to reread.

    A figure is expected one period after the newest one of its series became public; one figure alone is no series.
    """
    tables = read(data)
    served = parse(tables["interfaces"]) if "interfaces" in tables else []
    fetched = {(of.indicator, of.account) for of in served if of.table != RATES}
    evidence = load(data, as_of=date.max)
    return [*_figures(evidence, fetched, today), *_verdicts(evidence, today)]


def _figures(evidence: Evidence, fetched: set[tuple[str, str]], today: date) -> Iterator[str]:
    periods: dict[tuple[str, str, str], set[date | None]] = defaultdict(set)
    newest: dict[tuple[str, str, str], Observation] = {}
    for name in evidence.names_of_rows:
        row = evidence.observation(name)
        if row.frequency in MONTHS and (row.indicator, row.account) not in fetched:
            key = (row.indicator, row.account, row.frequency)
            periods[key].add(row.period_end)
            newest[key] = max(newest.get(key, row), row, key=lambda o: (o.period_end or date.min, o.published))
    series = [row for key, row in newest.items() if len(periods[key]) > 1]
    waiting = [(later(row.published, MONTHS[row.frequency]), row) for row in series]
    for since, row in sorted(waiting, key=lambda pair: (pair[0], pair[1].observation_id)):
        if since <= today:
            document = evidence.documents[row.document_id]
            what = " ".join(filter(None, (evidence.indicators[row.indicator]["name"], _of(evidence, row))))
            where = document.url or document.title
            yield f"{what}: after {row.period}, expected since {since}; see {where}; {HOW}"


def _of(evidence: Evidence, row: Observation) -> str:
    return f"({evidence.accounts[row.account]})" if row.account else ""


def later(day: date, months: int) -> date:
    """Return the day some months later, or the last day of that month where it has none of that number.

    >>> later(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


def _verdicts(evidence: Evidence, today: date) -> Iterator[str]:
    for claim_id, claim in evidence.claims.items():
        seen = [evidence.documents[name].seen for name in claim["evidence"].split()]
        if claim["check"] == "editorial" and seen and today - date.fromisoformat(max(seen)) > YEAR:
            yield f"the verdict on {claim_id} rests on documents last seen on {max(seen)}; read them again"
