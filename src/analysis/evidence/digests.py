"""Hashes of data and program: two editions with the same hashes were made of the same things."""

import hashlib
from pathlib import Path

SOURCES = frozenset({".py", ".j2", ".css", ".typ", ".mplstyle", ".json"})


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes; line ends are read as on Linux, so that a checkout does not matter."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def data_digests(folder: Path) -> dict[str, str]:
    """Return a hash for every file of a data folder, by name."""
    return {path.name: digest(path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()}


def package_digest() -> str:
    """Return one hash for all sources of this package; the data that an installed package carries is no source."""
    package = Path(__file__).resolve().parents[1]
    files = [p for p in sorted(package.rglob("*")) if p.is_file() and p.suffix in SOURCES]
    names = [
        f"{p.relative_to(package).as_posix()} {digest(p.read_bytes())}"
        for p in files
        if "data" not in p.relative_to(package).parts[:1]
    ]
    return digest("\n".join(names).encode())
