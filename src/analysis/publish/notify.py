"""Notices by mail, chat or webhook: a verdict changed, a draft awaits approval, a run failed."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset.schema import CONTROL, read_text
from analysis.editions import archive
from analysis.editions.archive import ArchiveError, EventKind
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

STATE = ".told"
"""The file with the number of history lines of which notices were sent."""

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
    """Count the lines of a history of which no notice was ever sent as sent."""
    with suppress(ArchiveError):  # reported by whoever reads it next
        if not (reports / STATE).exists() and (events := archive.read(reports / archive.FILE)):
            _keep(reports, len(events))


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

    A notice that no address took is sent again by the next run. `title`, that of the report, begins each notice;
    `numbers` sends one also of an edition in which numbers alone changed; `base` is the address of the site, and
    `statements` returns what each claim of an edition says.
    """
    prefix = f"{title}: " if title else ""
    try:
        events = archive.read(reports / archive.FILE)
    except ArchiveError as error:
        return _send(f"{prefix}the update failed", str(error), to)
    told = _state(reports)
    faults: list[str] = []
    for at, event in enumerate(events[told:], told):
        notice = _notice(event, reports, base, statements) if to and (numbers or not _is_numbers_alone(event)) else None
        failed = _send(f"{prefix}{notice[0]}", notice[1], to) if notice else []
        faults += failed
        if failed and len(failed) == len(to):
            _keep(reports, at)
            break
        _keep(reports, at + 1)  # one dead address does not hold up the others
    return list(dict.fromkeys(faults))


def _read_file(named: str) -> list[tuple[str, str]]:
    """Return the addresses in a file, each with file and line."""
    path = Path(named)
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
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
    asset = apprise.AppriseAsset(
        app_id="japan-tech", app_desc="japan-tech", storage_mode="memory", async_mode=False, service_timeout=0
    )
    sender = apprise.Apprise(asset=asset)
    try:
        return sender if sender.add(address) else None
    except Exception:  # a service may raise anything
        return None


def _send(title: str, body: str, to: Sequence[str]) -> list[str]:
    """Send a notice to all addresses and return a line for each that failed."""
    title = " ".join(CONTROL.sub(" ", title).split())
    body = "\n".join(CONTROL.sub(" ", line).rstrip() for line in body.split("\n"))
    faults = []
    for number, address in enumerate(to, 1):
        is_sent = False
        with suppress(Exception):  # its words may hold the password
            is_sent = bool(_service(address).notify(title=title, body=body, body_format="text"))
        if not is_sent:
            service = f"{address.partition('://')[0]}://… (address {number} of {len(to)})"
            faults.append(f"notice to {service}: refused, or the service cannot be reached")
    return faults


def _state(reports: Path) -> int:
    """Return of how many lines of the history notices were sent; older versions wrote a second number."""
    try:
        return int(read_text(reports / STATE).split()[0])
    except (IndexError, OSError, ValueError):
        return 0


def _keep(reports: Path, sent: int) -> None:
    replace_file(reports / STATE, f"{sent}\n".encode())


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
            where = f"Read {folder / 'report.html'}; then run: japan-tech update --approve {name}"
            return f"draft {name}: {why}", _body(event, where, folder, statements)
        case EventKind.WITHDRAWN:
            return (
                f"draft {name} was withdrawn",
                f"The latest figures no longer support it{f': {claims}' if claims else ''}.",
            )
        case EventKind.CORRECTION | EventKind.RENEWED:
            if found := corrections([event]):
                return f"edition {name}: {'a correction' if found[0].is_correction else 're-rendered'}", found[0].text
        case EventKind.FAILED:
            what = "a source failed" if event.sources else "the update failed"
            return what, f"{event.day}: {event.why}\n\nWhat is published stays as it is. The next run tries again."
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
