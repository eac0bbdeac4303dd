"""The way to a publisher's server: who asks, how long is waited, how often is tried, and what exactly came back.

No answer is endless: its size, its time and the number of requests have limits, and it comes from the host asked.
"""

import hashlib
import importlib
import io
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from threading import Thread
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from analysis.evidence.cells import CONTROL
from analysis.evidence.refresh.answers import NotServed
from analysis.evidence.refresh.kept import NOT_MODIFIED, Kept, kept

TIMEOUT = 30
"""Seconds without a sign of life after which a try is given up."""

TRIES = 3
PAUSE = 1.0
"""Seconds before the second try; twice as long before the third."""

AGAIN = (429, 500, 502, 503, 504)
"""Answers of a server that is busy or ill, and may be well in a moment."""


LARGEST = 50_000_000
"""Bytes, unpacked, that all answers to one source may have together; what is wanted has far fewer."""

LONGEST = 60.0
"""Seconds that one answer may take to arrive."""

REQUESTS = 200
"""Requests that one source may take, pages and redirections counted."""

WHOLE = 300.0
"""Seconds that one source may take for all its requests, however little it sends at a time."""

PIECE = 65_536

Got = TypeVar("Got")


def needed(module: str) -> ModuleType:
    """Import a package of the extra `refresh`; raise `NotServed` with how to install it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        how = "pip install 'japan-tech-report[refresh]'"
        raise NotServed(f"the package {(error.name or module).split('.')[0]} is missing; install it: {how}") from None


def secrets() -> list[str]:
    """Return what must not be shown of the proxies that are set: whatever could be a part of a user and a password."""
    proxies = [value for name, value in os.environ.items() if name.lower().endswith("_proxy") and "@" in value]
    accounts = [value.partition("://")[2].rpartition("@")[0] for value in proxies]
    parts = {part for account in accounts for part in (account, *re.split(r"[:#/?@%\\]", account))}
    return sorted((part for part in parts if len(part) > 1), key=len, reverse=True)


def user_agent() -> str:
    """Say who asks: the project's name and version."""
    try:
        return f"japan-tech-report/{version('japan-tech-report')}"
    except PackageNotFoundError:
        return "japan-tech-report"


def in_time(ask: Callable[[], Got]) -> Got:
    """Return what a call gives, or raises; raise `NotServed` when a source takes too long, and heed it no more.

    A socket's time-out begins anew with each byte, and no library bounds how long the head of an answer may take.
    """
    given: Future[Got] = Future()

    def work() -> None:
        try:
            given.set_result(ask())
        except BaseException as error:  # for whoever waits
            given.set_exception(error)

    Thread(target=copy_context().run, args=(work,), daemon=True).start()  # with what is kept of the server
    try:
        return given.result(WHOLE)
    except TimeoutError:
        if given.done():  # it was the call's own
            raise
        raise NotServed(f"took more than {WHOLE:g} seconds") from None


class Refused(NotServed):
    """A server answered with an error; the message tells it in the words of the protocol, not of the page."""

    def __init__(self, response: Any) -> None:
        reason = CONTROL.sub("\ufffd", str(response.reason or ""))[:40]
        super().__init__(f"{_host(response)} answered {response.status_code} {reason}".rstrip())
        self.status = int(response.status_code)


@dataclass(slots=True)
class Record:
    """Every answer of a server as it came, in order: the addresses, and a checksum over all bytes.

    `ends_lines` says that an answer is a text of whole lines: one that ends within a line was broken off.
    """

    addresses: list[str] = field(default_factory=list)
    ends_lines: bool = False
    _kept: Kept = field(default_factory=kept)
    _size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def __call__(self, response: Any, *_args: Any, **_kwargs: Any) -> None:
        """Read an answer within the limits and take note of it, as requests calls it before anybody else reads.

        Raises `NotServed` for an answer beyond them, and for one that leads to another host or away from https.
        """
        self.addresses.append(response.url)
        try:
            if len(self.addresses) > REQUESTS:
                raise NotServed(f"{_host(response)} takes more than {REQUESTS} requests")
            if response.headers.get("Content-Disposition", "").endswith('.gz"'):  # sdmx1 would unpack it without limit
                raise NotServed(f"{_host(response)} served a packed file")
            if response.is_redirect:
                _check_target(response)
            if response.status_code >= 400:
                raise Refused(response)
            body = _body(response, LARGEST - self._size)
            if response.status_code == NOT_MODIFIED:
                body = self._kept.restore(response)
            else:
                if self.ends_lines and body and not body.endswith(b"\n") and not response.is_redirect:
                    raise NotServed(f"{_host(response)} broke off within a line")
                self._kept.keep(response, body)
        finally:
            response.close()  # http.client leaves one open that was read in pieces
        self._size += len(body)
        self._hash.update(body)
        response.raw = io.BytesIO(body)

    @property
    def checksum(self) -> str:
        """The SHA-256 of what was served."""
        return f"sha256:{self._hash.hexdigest()}"


def _body(response: Any, room: int) -> bytes:
    """Read and unpack the body of an answer piece by piece; raise `NotServed` when it is too long or too slow."""
    until = time.monotonic() + LONGEST
    body = bytearray()
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            body += piece
            if len(body) > room:
                raise NotServed(f"{_host(response)} served more than {LARGEST / 1e6:g} MB")
            if time.monotonic() > until:
                raise NotServed(f"{_host(response)} took more than {LONGEST:g} seconds to answer")
    except needed("urllib3").exceptions.HTTPError as error:  # requests would turn it into one of the system too
        raise OSError(f"{_host(response)} broke off: {error}") from None
    return bytes(body)


def _check_target(response: Any) -> None:
    """Refuse to be led to another host, from https to http, or by an address that can be read in two ways."""
    target = urljoin(response.url, response.headers["location"])
    old, new = urlsplit(response.url), urlsplit(target)
    if "\\" in target or new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
        raise NotServed(f"{_host(response)} leads elsewhere, to {target[:80]}; see whether its address has changed")


def _host(response: Any) -> str:
    return str(urlsplit(response.url).hostname)


def session(record: Record, given: Any = None) -> Any:
    """Return a session that waits, tries again and tells who asks; every answer goes into the record."""
    opened = needed("requests").Session() if given is None else given
    for scheme in ("https://", "http://"):
        opened.mount(scheme, _adapter())
    opened.headers["User-Agent"] = user_agent()
    opened.hooks["response"].append(record)
    return opened


def _adapter() -> Any:
    """Return what tries again where the network fails or a server is busy; urllib3 would read a busy one to its end."""
    adapters, retry = needed("requests.adapters"), needed("urllib3.util.retry")

    class Patient(adapters.HTTPAdapter):  # type: ignore[name-defined,misc]
        def send(self, request: Any, **how: Any) -> Any:
            request.headers.update(kept().conditions(request.url))
            for at in range(TRIES - 1):
                response = super().send(request, **how)
                if response.status_code not in AGAIN:
                    return response
                response.close()
                time.sleep(PAUSE * 2**at)
            return super().send(request, **how)

    return Patient(max_retries=retry.Retry(total=TRIES - 1, backoff_factor=PAUSE, respect_retry_after_header=False))
