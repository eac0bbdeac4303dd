"""The data folder as it is written: one run at a time, checked before, whole at every instant, mended after a crash.

New files are made ready in the hidden folder `.refresh` of the data folder. A journal, written last, is the point from
which they count; each then replaces its old file in an order in which every state in between can be loaded. A run that
finds a journal finishes what it says, and one that finds none clears away what was being made ready.
"""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError
from analysis.evidence.files import read_text
from analysis.evidence.loading import load

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
