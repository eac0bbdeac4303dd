"""Notices: who is told when a verdict changed, a draft waits, or a run failed, by mail, chat or webhook."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError
from analysis.evidence.cells import CONTROL

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
