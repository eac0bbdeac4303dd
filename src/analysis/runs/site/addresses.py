"""Where a site will stand: absolute addresses where that is known, and otherwise such as hold wherever it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from analysis.errors import AnalysisError

CLEAN = re.compile(r"[!-~]+")
NOT_IN_ADDRESSES = frozenset('<>"{}|\\^`')


class WrongAddress(AnalysisError, ValueError):
    """What was given as the address of the site is none; the message shows one."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a site; `base` ends in a stroke, or is empty where it is not known where the site will stand."""

    base: str = ""

    @classmethod
    def below(cls, given: str) -> Addresses:
        """Check the address of a site as somebody typed it. Raises `WrongAddress`."""
        if given and not _is_base(given):
            shown = given if len(given) <= 80 else f"{given[:80]}…"
            raise WrongAddress(f"--base-url {shown!r}: expected an address such as https://example.org/reports/")
        return cls(f"{given.rstrip('/')}/" if given else "")

    def of(self, path: str) -> str:
        """Return the address of a file of the site, absolute where the base is known."""
        return urljoin(self.base, path) if self.base else path


def _is_base(given: str) -> bool:
    """Say whether a text is a web address of a folder: with scheme and host, without account, query and fragment."""
    if not CLEAN.fullmatch(given) or NOT_IN_ADDRESSES & set(given):
        return False
    try:
        parts = urlsplit(given)
        _ = parts.port  # a port that is no number is found out only when asked for
    except ValueError:
        return False
    is_folder = not parts.query and not parts.fragment and not given.endswith(("?", "#", ".html", ".htm", ".xml"))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and is_folder
