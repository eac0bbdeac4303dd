"""Answers kept between runs, so that a server need not send again what has not changed: conditional requests."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ASKED_WITH = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""For each mark that a server puts on an answer, the header that asks whether it still holds."""

LONGEST_MARK = 200
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder in which answers are kept, one for each place of a server; without a folder, none is."""

    folder: Path | None = None

    def conditions(self, address: str) -> dict[str, str]:
        """Return the headers that ask for an answer only if it is another one than the one kept."""
        head, _ = self._read(address)
        return {header: head[mark] for mark, header in ASKED_WITH.items() if mark in head}

    def restore(self, response: Any) -> bytes:
        """Turn "not modified" into the answer that is kept, and return its body."""
        head, body = self._read(response.request.url)
        if head:
            response.status_code, response.reason = 200, "OK"
            response.headers["Content-Type"] = head["content-type"]
        return body

    def keep(self, response: Any, body: bytes) -> None:
        """Keep an answer that its server has marked; one that cannot be kept is asked for again, no more."""
        marks = {mark: response.headers.get(mark, "") for mark in ASKED_WITH}
        marks = {mark: value for mark, value in marks.items() if 0 < len(value) <= LONGEST_MARK}
        if self.folder is None or self.folder.is_symlink() or not marks or response.status_code != 200:
            return
        head = {
            "address": response.request.url,
            "content-type": response.headers.get("content-type", ""),
            "sha256": hashlib.sha256(body).hexdigest(),
            **marks,
        }
        place = self._place(response.request.url)
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            ready = place.with_suffix(".new")
            ready.unlink(missing_ok=True)  # it may be a link
            ready.write_bytes(json.dumps(head).encode() + b"\n" + body)
            ready.replace(place)

    def _read(self, address: str) -> tuple[Mapping[str, str], bytes]:
        """Read what is kept of an address; nothing where it is of another one, or not as it was written."""
        nothing: tuple[Mapping[str, str], bytes] = {}, b""
        if self.folder is None or self.folder.is_symlink() or not self._place(address).is_file():
            return nothing
        try:
            written, _, body = self._place(address).read_bytes().partition(b"\n")
            head = json.loads(written)
            whole = head["address"] == address and head["sha256"] == hashlib.sha256(body).hexdigest()
        except (OSError, ValueError, KeyError, TypeError):
            return nothing
        return (head, body) if whole else nothing

    def _place(self, address: str) -> Path:
        """Name the file of an address; the next year's question takes the place of this year's."""
        asked = urlsplit(address)
        assert self.folder is not None
        return self.folder / hashlib.sha256(f"{asked.netloc}{asked.path}".encode()).hexdigest()


NOWHERE = Kept()
_KEPT: ContextVar[Kept] = ContextVar("kept", default=NOWHERE)


def kept() -> Kept:
    """Return where answers are kept in the run that is under way."""
    return _KEPT.get()


@contextmanager
def keeping(folder: Path | None) -> Iterator[None]:
    """Keep answers in a folder until the end of the block; without one, in none."""
    token = _KEPT.set(Kept(folder))
    try:
        yield
    finally:
        _KEPT.reset(token)
