"""Notices by mail, chat or webhook: a verdict changed, a draft awaits approval, a run failed."""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset.schema import CONTROL, read_text
from analysis.editions import archive
from analysis.editions.archive import EventKind, HistoryError
from analysis.editions.corrections import corrections
from analysis.editions.files import replace_file
from analysis.errors import ParameterError
from analysis.publish.entries import introduce_causes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.editions.archive import Event

VARIABLE = "JAPAN_TECH_NOTIFY"
VARIABLE_OF_FILE = "JAPAN_TECH_NOTIFY_FILE"
EXAMPLE = "mailtos://user:password@example.org?to=me@example.org"
INSTALL = "notices need apprise; install it with: pip install 'japan-tech-report[notify]'"

SECONDS = 20.0
"""So long does a run wait for all services together."""

STATE = ".told"
"""The file with the number of history lines of which notices were sent, and of those that were tried, if more."""

MOST_NUMBERS = 8
"""How many numbers in sentences a notice names."""

Notice = tuple[str, str]
"""Title and body of a notice."""


def addresses(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the addresses for notices, each once.

    `JAPAN_TECH_NOTIFY` holds addresses of apprise, separated by blanks; the file that `JAPAN_TECH_NOTIFY_FILE` names
    holds one a line, and comments that begin with `#`. Raises `ParameterError`, which names the place of an address and
    never the address itself, for one that apprise does not know, a file that others can read, and without apprise.
    """
    found = [(f"{VARIABLE}: address {number}", it) for number, it in enumerate(environ.get(VARIABLE, "").split(), 1)]
    if named := environ.get(VARIABLE_OF_FILE, "").strip():
        found += _read_file(named)
    for place, address in found:
        if _service(address) is None:
            raise ParameterError(f"{place}: not a whole address for notices; write one such as {EXAMPLE}")
    return tuple(dict.fromkeys(address for _, address in found))


def begin(reports: Path) -> None:
    """Count the lines of a history for which there is no state yet as told; so also if it was restored from a copy."""
    with suppress(HistoryError):  # which is told by whoever reads it next
        count = len(archive.read(reports / archive.FILE))
        if (count and not (reports / STATE).exists()) or _state(reports)[0] > count:
            _keep(reports, count)


def tell(
    reports: Path,
    to: Sequence[str],
    *,
    title: str = "",
    numbers: bool = False,
    base: str = "",
    statements: Callable[[Path], Mapping[str, str]] = lambda _edition: {},
) -> list[str]:
    """Send a notice of each line of the history that has had none; return a line for each address that failed.

    A notice that nobody took is tried once more by the next run. `title`, that of the report, begins each notice;
    `numbers` sends one also of an edition in which numbers alone changed; `base` is the address of the site, and
    `statements` returns what each claim of an edition says.
    """
    prefix = f"{title}: " if title else ""
    try:
        events = archive.read(reports / archive.FILE)
    except HistoryError as error:
        return _send(f"{prefix}the update failed", str(error), to)
    told, tried = _state(reports)
    faults: list[str] = []
    for at, event in enumerate(events[told:], told):
        notice = _notice(event, reports, base, statements) if to and (numbers or not _is_numbers_alone(event)) else None
        failed = _send(f"{prefix}{notice[0]}", notice[1], to) if notice else []
        faults += failed
        if failed and len(failed) == len(to) and at >= tried:
            _keep(reports, at, at + 1)
            break
        _keep(reports, at + 1)  # one dead address does not hold up the others
    return list(dict.fromkeys(faults))


def _read_file(named: str) -> list[tuple[str, str]]:
    """Return the addresses in a file with their places."""
    path = Path(named)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ParameterError(f"{VARIABLE_OF_FILE} does not name a regular file; put one address a line into a file")
        if os.name == "posix" and mode & 0o077:
            raise ParameterError(f"{path}: others can read or write it, and it holds passwords; run: chmod 600 {path}")
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except OSError as error:  # what it names may be an address, with its password
        what = f"{VARIABLE_OF_FILE} names no file that can be read ({error.strerror})"
        raise ParameterError(f"{what}; addresses go into {VARIABLE}") from None
    except UnicodeDecodeError:
        raise ParameterError(f"{path}: is not text in UTF-8; write one address a line") from None
    return [(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def _service(address: str) -> Any:
    """Return a sender for one address, or None if apprise does not know it."""
    try:
        import apprise
    except ImportError:
        raise ParameterError(INSTALL) from None
    for name in ("apprise", "requests", "urllib3"):  # what they log may hold passwords
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # It would wait in threads of its own, which keep a process alive until the server answers.
    asset = apprise.AppriseAsset(
        app_id="japan-tech", app_desc="japan-tech", storage_mode="memory", async_mode=False, service_timeout=0
    )
    sender = apprise.Apprise(asset=asset)
    try:
        return sender if sender.add(address) else None
    except Exception:  # a service may raise anything
        return None


def _send(title: str, body: str, to: Sequence[str]) -> list[str]:
    """Send a notice to all addresses at once; return a line for each that failed. Raises nothing."""
    title = " ".join(CONTROL.sub(" ", title).split())
    body = "\n".join(CONTROL.sub(" ", line).rstrip() for line in body.split("\n"))
    taken = [False] * len(to)

    def deliver(at: int, address: str) -> None:
        with suppress(Exception):  # whose words may hold the password
            taken[at] = bool(_service(address).notify(title=title, body=body, body_format="text"))

    threads = [threading.Thread(target=deliver, args=it, daemon=True) for it in enumerate(to)]
    end = time.monotonic() + SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [
        f"notice to {address.partition('://')[0]}://… (address {at + 1} of {len(to)}): "
        + (f"no answer in {SECONDS:g} seconds" if thread.is_alive() else "refused, or the service cannot be reached")
        for at, (address, thread) in enumerate(zip(to, threads, strict=True))
        if not taken[at]
    ]


def _state(reports: Path) -> tuple[int, int]:
    """Return of how many lines of the history notices were sent, and how many were tried."""
    try:
        numbers = [max(int(word), 0) for word in read_text(reports / STATE).split()]
    except (OSError, ValueError):
        numbers = []
    told = numbers[0] if numbers else 0
    return told, max(numbers, default=0)


def _keep(reports: Path, told: int, tried: int = 0) -> None:
    replace_file(reports / STATE, f"{told} {tried}\n".encode() if tried else f"{told}\n".encode())


def _notice(event: Event, reports: Path, base: str, statements: Callable[[Path], Mapping[str, str]]) -> Notice | None:
    """Write the notice of a line of the history, if it is one that has a notice."""
    name, claims = event.edition, ", ".join(verdict["claim"] for verdict in _turned(event))
    why = f"the verdict on {claims} changed" if claims else event.why
    match event.event:
        case EventKind.PUBLISHED | EventKind.APPROVED:
            where = f"Read {base or f'{reports}/'}{name}/report.html"
            return f"edition {name}: {why}", _body(event, where, reports / name, statements)
        case EventKind.DRAFT:
            folder = reports / archive.FOLDER / name
            where = f"Read {folder / 'report.html'}; then say: japan-tech update --approve {name}"
            return f"draft {name}: {why}", _body(event, where, folder, statements)
        case EventKind.WITHDRAWN:
            return (
                f"draft {name} was withdrawn",
                f"What is known now no longer bears it out{f': {claims}' if claims else ''}.",
            )
        case EventKind.CORRECTION | EventKind.RENEWED:
            if found := corrections([event]):
                return f"edition {name}: {'a correction' if found[0].is_correction else 're-rendered'}", found[0].text
        case EventKind.FAILED:
            what = "a source failed" if event.sources else "the update failed"
            return what, f"{event.day}: {event.why}\n\nWhat is published stays as it is. The next run tries again."
        case EventKind.RECOVERED:
            what = "a source answers again" if event.sources else "the update works again"
            return what, f"{event.day}: {event.why}"
    return None


def _body(event: Event, where: str, folder: Path, statements: Callable[[Path], Mapping[str, str]]) -> str:
    """Write for each verdict that changed the claim, the change and its causes; then which numbers changed."""
    turned = _turned(event)
    claims = statements(folder) if turned else {}
    paragraphs = [
        f"{claims.get(it['claim'], '')} ({it['claim']})\n".lstrip()
        + f"{it['before'] or 'new'} → {it['after'] or 'gone'}; {'; '.join(introduce_causes(it['causes']))}"
        for it in turned
    ]
    numbers = [f"{it['label']}: {it['before']} → {it['after']}" for it in event.numbers[:MOST_NUMBERS]]
    more = len(event.numbers) - MOST_NUMBERS
    numbers += [f"and {more} more in sentences"] if more > 0 else []
    return "\n\n".join(filter(None, [*paragraphs, "\n".join(numbers), where]))


def _turned(event: Event) -> list[dict[str, Any]]:
    """Return the verdicts that changed; of others a count or a margin did."""
    return [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]


def _is_numbers_alone(event: Event) -> bool:
    """True for an edition in which neither a verdict nor a sentence changed."""
    return event.event in archive.PUBLISHED and not (_turned(event) or event.numbers or event.weight == "count")
