"""The way to a publisher's server: who asks, how long is waited, how often is tried, and what exactly came back."""

import hashlib
import importlib
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

from analysis.evidence.refresh.answers import NotServed

TIMEOUT = 30
"""Seconds without a sign of life after which a try is given up."""

TRIES = 3
PAUSE = 1.0
"""Seconds before the second try; twice as long before the third."""

AGAIN = (429, 500, 502, 503, 504)
"""Answers of a server that is busy or ill, and may be well in a moment."""


def needed(module: str) -> ModuleType:
    """Import a package of the extra `refresh`; raise `NotServed` with how to install it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        how = "pip install 'japan-tech-report[refresh]'"
        raise NotServed(f"the package {(error.name or module).split('.')[0]} is missing; install it: {how}") from None


def user_agent() -> str:
    """Say who asks: the project's name and version."""
    try:
        return f"japan-tech-report/{version('japan-tech-report')}"
    except PackageNotFoundError:
        return "japan-tech-report"


@dataclass(slots=True)
class Record:
    """Every answer of a server as it came, in order: the addresses, and a checksum over all bytes."""

    addresses: list[str] = field(default_factory=list)
    _bytes: list[bytes] = field(default_factory=list)

    def __call__(self, response: Any, *_args: Any, **_kwargs: Any) -> None:
        """Take note of an answer, as requests calls it."""
        self.addresses.append(response.url)
        self._bytes.append(response.content)

    @property
    def checksum(self) -> str:
        """The SHA-256 of what was served."""
        return f"sha256:{hashlib.sha256(b''.join(self._bytes)).hexdigest()}"


def session(record: Record, given: Any = None) -> Any:
    """Return a session that waits, tries again and tells who asks; every answer goes into the record."""
    requests, adapters, retry = (needed(name) for name in ("requests", "requests.adapters", "urllib3.util.retry"))
    opened = requests.Session() if given is None else given
    again = retry.Retry(total=TRIES - 1, backoff_factor=PAUSE, status_forcelist=AGAIN, respect_retry_after_header=False)
    for scheme in ("https://", "http://"):
        opened.mount(scheme, adapters.HTTPAdapter(max_retries=again))
    opened.headers["User-Agent"] = user_agent()
    opened.hooks["response"].append(record)
    return opened
