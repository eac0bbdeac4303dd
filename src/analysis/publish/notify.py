"""Notices: who is told when a verdict changed, a draft waits, or a run failed, by mail, chat or webhook."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset.schema import CONTROL, read_text
from analysis.editions import archive
from analysis.editions.archive import Event, HistoryError, Kind
from analysis.editions.corrections import corrections
from analysis.editions.files import replace_file
from analysis.errors import AnalysisError
from analysis.publish.feed import in_short
from analysis.publish.verify import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# ----- notices ---------------------------------------------------------------------------------------------

VARIABLE = "JAPAN_TECH_NOTIFY"
VARIABLE_OF_FILE = "JAPAN_TECH_NOTIFY_FILE"
EXAMPLE = "mailtos://user:password@example.org?to=me@example.org"
INSTALL = "notices need apprise; install it with: pip install 'japan-tech-report[notify]'"
LARGEST_FILE = 65_536  # bytes; a list of addresses is far smaller
DELIVERY = Path(__file__).with_name("delivery.py")
SECONDS_TO_LOOK = 20.0


class Occasion(StrEnum):
    """Why somebody is told."""

    VERDICT = "verdict"
    WORDS = "words"
    DRAFT = "draft"
    FAILURE = "failure"
    RECOVERY = "recovery"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: a title of one line and a body of plain text; signs that steer what shows them are taken out."""

    occasion: Occasion
    title: str
    body: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(CONTROL.sub(" ", self.title).split()))
        object.__setattr__(self, "body", "\n".join(CONTROL.sub(" ", line).rstrip() for line in self.body.split("\n")))


class NoticeError(AnalysisError, ValueError):
    """The addresses for notices cannot be used; the message tells the place, and nothing that is secret."""


def wanted(occasion: Occasion, *, numbers: bool) -> bool:
    """Say whether anybody is told: always, but of numbers alone only where that is asked for."""
    return numbers or occasion is not Occasion.NUMBERS


def addresses(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the addresses for notices, from the environment and from a file that its owner alone can read.

    `JAPAN_TECH_NOTIFY` holds addresses of apprise with blanks or line ends between them. The file, or the one that
    `JAPAN_TECH_NOTIFY_FILE` names, holds one a line, and remarks behind `#` at the beginning of a line. Raises
    `NoticeError` with the place of an address that is none, for a file that others can read, and without apprise.
    """
    named = environ.get(VARIABLE_OF_FILE, "").strip()
    if not file and (":/" in named or "@" in named) and not _is_file(named):
        raise NoticeError(f"{VARIABLE_OF_FILE} names no file; put addresses into {VARIABLE}")  # it may hold a password
    path = file or (Path(named) if named else None)
    found = [(f"{VARIABLE}: address {n}", it) for n, it in enumerate(environ.get(VARIABLE, "").split(), 1)]
    found += _in_file(path) if path else []
    places = {address: place for place, address in reversed(found)}  # the first place of one that stands twice
    given = tuple(dict.fromkeys(address for _, address in found))
    answers = _deliver({"addresses": given, "seconds": SECONDS_TO_LOOK})
    for at, address in enumerate(given):
        answer = answers.get(at, {"outcome": "unknown"})
        if answer["outcome"] != "known":
            raise NoticeError(_complaint(places[address], answer))
    return given


def send(notice: Notice, to: Sequence[str], *, seconds: float = 20) -> list[str]:
    """Send a notice to all addresses at once, in at most so many seconds; return a line for each that failed.

    It raises nothing. The sending is done by a process of its own, which is ended when the time is up.
    """
    order = {"addresses": list(to), "seconds": seconds, "title": notice.title, "body": notice.body}
    answers = _deliver(order)
    failed = {at: answers.get(at, {"outcome": "unknown"}) for at in range(len(to))}
    return [
        f"notice to {_shown(answer)} (address {at + 1} of {len(to)}): {_failure(answer, seconds)}"
        for at, answer in failed.items()
        if answer["outcome"] != "taken"
    ]


def _is_file(named: str) -> bool:
    try:
        return Path(named).is_file()
    except OSError:  # longer than the name of a file can be
        return False


def _in_file(path: Path) -> list[tuple[str, str]]:
    """Return the addresses of a file with their places."""
    try:
        # a named pipe would wait for ever for somebody to write into it
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_private(path, os.fstat(file.fileno()))
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NoticeError(f"{path}: cannot be read ({error.strerror}); name a file of addresses") from None
    if len(content) > LARGEST_FILE:
        raise NoticeError(f"{path}: is too large; write one address a line")
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError:
        raise NoticeError(f"{path}: is not text in UTF-8; write one address a line") from None
    return [(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def _check_private(path: Path, status: os.stat_result) -> None:
    """Refuse what is no file, and a file that somebody else owns or can read: addresses hold passwords."""
    if not stat.S_ISREG(status.st_mode):
        raise NoticeError(f"{path}: is no file; write one address a line into a file")
    if os.name == "posix" and status.st_uid != os.geteuid():
        raise NoticeError(f"{path}: belongs to another user; take a copy of your own and: chmod 600 {path}")
    if os.name == "posix" and status.st_mode & 0o077:
        raise NoticeError(f"{path}: others can read or write it, and it holds passwords; run: chmod 600 {path}")


def _deliver(order: dict[str, Any]) -> dict[int, dict[str, str]]:
    """Give an order to the process that delivers, and return what it last knew about each address, by its place.

    The addresses go to its input, for other users can read the arguments of a process.
    """
    if not order["addresses"]:
        return {}
    command = [sys.executable, "-P", str(DELIVERY)]  # -P: no file of the working folder is taken for a library
    try:
        said = subprocess.run(
            command,
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=max(order["seconds"], 0),
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    except (OSError, ValueError):  # no memory for another process, no number of seconds
        said = b""
    return dict(_answers(said))


def _answers(said: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    for line in said.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:  # cut off when the time was up, or a word of a service's own module
            continue
        if isinstance(answer, dict) and isinstance(answer.get("at"), int):
            yield answer["at"], answer


def _complaint(place: str, answer: dict[str, str]) -> str:
    if answer["outcome"] == "missing":
        return INSTALL
    if answer["outcome"] == "unknown":
        return f"{place}: could not be looked at in {SECONDS_TO_LOOK:g} seconds; try again"
    meant = f"; did you mean {answer['near']}://?" if answer["near"] else ""
    return f"{place}: {_shown(answer)} is no whole address for notices{meant}; write one such as {EXAMPLE}"


def _failure(answer: dict[str, str], seconds: float) -> str:
    return {
        "missing": INSTALL,
        "wrong": f"is no whole address; write one such as {EXAMPLE}",
        "refused": "the service refused it or could not be reached",
        "known": f"no answer in {seconds:g} seconds",
    }.get(answer["outcome"], f"could not be tried in {seconds:g} seconds")


def _shown(answer: dict[str, str]) -> str:
    """Name an address by its service alone: all the rest may be secret."""
    return f"{answer['service']}://…" if answer.get("service") else "an unknown service"


# ----- telling ---------------------------------------------------------------------------------------------
# Who has been told of what: notices are made from the lines of the history, each once, also after an interruption.

STATE = ".told"
"""Holds how many lines of the history have been told; what an interrupted run left untold is told by the next one."""

MOST_NUMBERS = 8
"""How many numbers in sentences a letter names."""

LATER = 20
"""Of the lines that could not be told so many are told later; older ones are let go."""


def begin(reports: Path) -> None:
    """Take what the history holds before anybody was told for told; from here on the state says how far it was told."""
    file = reports / archive.FILE
    with suppress(HistoryError):  # that is told by whoever reads it next
        count = len(archive.read(file)) if file.is_file() else 0
        if (count and not (reports / STATE).exists()) or _told(reports) > count:  # the history came back from a copy
            _keep(reports, count)


def tell(reports: Path, to: Sequence[str], *, title: str = "", numbers: bool = False, base: str = "") -> list[str]:
    """Tell of every line of the history that was not told yet; return a line for each address that failed.

    `title` names the report, `base` is where the site stands, `numbers` tells of numbers alone as well. What could not
    be told is tried again by the next run.
    """
    try:
        events = archive.read(reports / archive.FILE)
    except HistoryError as error:
        unreadable = Notice(Occasion.FAILURE, "the update failed", str(error))
        return send(_from(title, unreadable), to) if to else []
    faults: list[str] = []
    for at in range(max(_told(reports), len(events) - LATER), len(events)):
        notice = _notice(events[at], reports, base)
        is_for_them = to and notice and wanted(notice.occasion, numbers=numbers)
        failed = send(_from(title, notice), to) if is_for_them and notice else []
        if failed and len(failed) == len(to):  # the next run tries again
            _keep(reports, at)
            return failed
        _keep(reports, at + 1)  # one address that is dead must not silence the others
        faults += failed
    return list(dict.fromkeys(faults))


def _told(reports: Path) -> int:
    try:
        return max(int(read_text(reports / STATE)), 0)
    except (OSError, ValueError):
        return 0


def _keep(reports: Path, count: int) -> None:
    replace_file(reports / STATE, f"{count}\n".encode())


def _from(title: str, notice: Notice) -> Notice:
    """Say in the title which report a notice is about: whoever gets it may get others."""
    return replace(notice, title=f"{title}: {notice.title}" if title else notice.title)


def _notice(event: Event, reports: Path, base: str) -> Notice | None:
    """Write what those who are told of an event read; of some nobody is told."""
    name, claims = event.edition, ", ".join(verdict["claim"] for verdict in _turned(event))
    why = f"the verdict on {claims} changed" if claims else event.why
    match event.event:
        case Kind.PUBLISHED | Kind.APPROVED:
            where = f"Read {base}{name}/report.html" if base else f"Read {reports / name}/report.html"
            return Notice(_occasion(event), f"edition {name}: {why}", _body(event, reports / name, where))
        case Kind.DRAFT:
            folder = reports / archive.FOLDER / name
            how = f"Read {folder / 'report.html'}; then say: japan-tech update --approve {name}"
            return Notice(Occasion.DRAFT, f"draft {name}: {why}", _body(event, folder, how))
        case Kind.WITHDRAWN:
            gone = f"What is known now no longer bears it out{f': {claims}' if claims else ''}."
            return Notice(Occasion.DRAFT, f"draft {name} was withdrawn", gone)
        case Kind.CORRECTION | Kind.RENEWED:
            if found := corrections([event]):
                kind = "a correction" if found[0].is_correction else "re-rendered"
                return Notice(Occasion.WORDS, f"edition {name}: {kind}", found[0].text)
        case Kind.FAILED:
            told = "a source failed" if event.sources else "the update failed"
            return Notice(Occasion.FAILURE, told, f"{event.day}: {event.why}\n\n{UNHARMED}")
        case Kind.RECOVERED:
            well = "a source answers again" if event.sources else "the update works again"
            return Notice(Occasion.RECOVERY, well, f"{event.day}: {event.why}")
    return None


UNHARMED = "What is published stays as it is. The next run tries again."


def _occasion(event: Event) -> Occasion:
    """Say why an edition is told of: for a verdict, for words that read otherwise, or for numbers alone."""
    if _turned(event):
        return Occasion.VERDICT
    return Occasion.WORDS if event.numbers or event.weight == "count" else Occasion.NUMBERS


def _body(event: Event, folder: Path, where: str) -> str:
    """Say of each claim whose verdict turned what it says, what became of it and why; then which numbers changed."""
    _, claims = described(folder)
    paragraphs = [
        f"{claims.get(v['claim'], '')} ({v['claim']})\n".lstrip()
        + f"{v['before'] or 'new'} → {v['after'] or 'gone'}; {'; '.join(in_short(v['causes']))}"
        for v in _turned(event)
    ]
    numbers = [f"{number['label']}: {number['before']} → {number['after']}" for number in event.numbers[:MOST_NUMBERS]]
    more = len(event.numbers) - MOST_NUMBERS
    numbers += [f"and {more} more in sentences"] if more > 0 else []
    return "\n\n".join(filter(None, [*paragraphs, "\n".join(numbers), where]))


def _turned(event: Event) -> list[dict[str, Any]]:
    """Return the verdicts that say another thing than before, not those of which only a count or a margin moved."""
    return [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
