"""The manifest: what went into an edition and what came out, as hashes, without clock or machine."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from analysis.findings import Parameters


def write(data: Path, notebook: Path, parameters: Parameters, outputs: dict[str, bytes]) -> bytes:
    """Return the manifest of an edition as JSON: hashes of data, notebook, package, and every output."""
    package = Path(__file__).resolve().parents[1]
    content = {
        "parameters": {
            "as_of": parameters.as_of.isoformat(),
            "focus": parameters.focus,
            "peers": list(parameters.peers),
            "denominator": parameters.denominator,
            "basis": parameters.basis,
            "rate_rule": parameters.rate_rule,
        },
        "notebook": {notebook.name: digest(notebook.read_bytes())},
        "package": {"japan-tech-report": version("japan-tech-report"), "sha256": tree_digest(package)},
        "data": {path.name: digest(path.read_bytes()) for path in sorted(data.iterdir()) if path.is_file()},
        "outputs": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(outputs.items())},
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes; line ends are read as on Linux, so that a checkout does not matter."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def tree_digest(folder: Path) -> str:
    """Return one hash for all sources of the package."""
    files = [
        p
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.suffix in {".py", ".j2", ".css", ".typ", ".mplstyle", ".json"}
    ]
    names = [
        f"{p.relative_to(folder).as_posix()} {digest(p.read_bytes())}"
        for p in files
        if "data" not in p.relative_to(folder).parts[:1]
    ]
    return digest("\n".join(names).encode())
