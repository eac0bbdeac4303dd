"""One refresh: ask each source, take in what is new, keep aside what contradicts, and tell what came of it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.evidence import interfaces
from analysis.evidence.cells import CONTROL, FORMULA
from analysis.evidence.documents import Kind
from analysis.evidence.interfaces import RATES, Interface, Ways
from analysis.evidence.plausibility import Suspicion
from analysis.evidence.refresh import figures, merge, rates, store, web
from analysis.evidence.refresh.answers import Answer, Fetched, Fetcher, NotServed, Served, Status, TooSoon
from analysis.evidence.refresh.ecb_file import EcbFile
from analysis.evidence.refresh.fred import Fred
from analysis.evidence.refresh.kept import keeping
from analysis.evidence.refresh.publication import When
from analysis.evidence.refresh.sdmx_flow import Sdmx
from analysis.evidence.refresh.world_bank import WorldBank
from analysis.evidence.schema import DataError, Table, read_package, read_tables

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
    answers = None if dry_run else data / store.ROOM / store.ANSWERS
    with nullcontext() if dry_run else store.held(data), keeping(answers):
        wanted, when = interfaces.chosen(_interfaces(read(data)), sources, data), When(today, edition)
        return [_answer(data, source, ways, when, dry_run, fetchers) for source, ways in wanted.items()]


def verify(
    data: Path, sources: Sequence[str] = (), *, today: date, fetchers: Mapping[str, Fetcher] = FETCHERS
) -> dict[str, list[str]]:
    """Compare what is stored with what is served now and tell every difference by source; nothing is written."""
    tables = read(data)
    found: dict[str, list[str]] = {}
    for source, ways in interfaces.chosen(_interfaces(tables), sources, data).items():
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
    return interfaces.parse(tables["interfaces"]) if "interfaces" in tables else []


def _answer(data: Path, source: str, ways: Ways, when: When, dry_run: bool, fetchers: Mapping[str, Fetcher]) -> Answer:
    """Ask one source and take in what is new of it; where another way had to stand in, the source has failed."""
    tables = read(data)
    try:
        asked, served, faults = _ask(tables, ways, when.seen, fetchers)
    except NotServed as error:
        return Answer(source, Status.FAILED, why=_line(error))
    try:
        entry, doubted = merge.plausible(tables, merge.entry(tables, asked, served, when))
        files = store.prepared(data, entry.rows, None if dry_run else data / store.ROOM) if entry.names else {}
        if files and not dry_run:
            store.commit(data, files)
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
            store.keep_aside(data, f"{source}.{seen}", _as_text(why, served))
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
                return asked, web.in_time(ask), faults
        except Exception as error:  # libraries raise what they like, and no source may stop another
            faults.append(f"{protocol}: {_line(error)}")
    raise NotServed("; ".join([*unknown, *faults]))


def _since(tables: Mapping[str, Table], asked: Sequence[Interface]) -> date:
    """Return the first day that is held of any series, so that an answer can be compared with all of it."""
    held = (
        min(rates.stored(tables, of), default="") if of.table == RATES
        else min((row["period_start"] for row in figures.stored(tables, of)), default="")
        for of in asked
    )  # fmt: skip
    return min((date.fromisoformat(day) for day in held if day), default=date(1900, 1, 1))


def _differences(tables: Mapping[str, Table], asked: Sequence[Interface], served: Served, today: date) -> Iterator[str]:
    by_series: dict[Interface, list[Fetched]] = {of: [] for of in asked}
    for value in served.values:
        by_series[value.of].append(value)
    for of, unordered in by_series.items():
        values = merge.ordered(of, unordered)
        if of.table == RATES:
            held = rates.compared(rates.stored(tables, of), values, is_copy=served.kind == Kind.COPY)
            yield from rates.differences(held, of, values) if held else ()
        elif rows := figures.stored(tables, of):
            yield from figures.differences(rows, of, values, today)


def _is_compared(tables: Mapping[str, Table], asked: Sequence[Interface], served: Served, today: date) -> bool:
    """Say whether anything that was served is of a vintage that is stored; a rate has none."""
    held = {of: figures.stored(tables, of) for of in asked if of.table != RATES}
    return any(of.table == RATES for of in asked) or any(
        figures.is_of(row, value, today) for value in served.values for row in held[value.of]
    )


def _line(error: Exception) -> str:
    """Tell an error in one line that steers nothing it is shown in, and tells no password of a proxy."""
    text = error.lines[0] if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"
    for secret in web.secrets():
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
