"""Links to what the explorer makes: a download that holds its file, or the address under which Jupyter serves one."""

from __future__ import annotations

import html
import os
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote


def download(name: str, content: str | bytes, kind: str, words: str) -> str:
    """Write a link that saves a file; the file stands in the link, so that it works wherever the page is shown."""
    packed = b64encode(content.encode() if isinstance(content, str) else content).decode()
    return f'<a class="explorer-link" download="{html.escape(name)}" href="data:{kind};base64,{packed}">{words}</a>'


def opened(file: Path, kind: str) -> str:
    """Write a link that opens a file in a tab of its own, or that saves it where no Jupyter serves the folder."""
    words, address = html.escape(file.name), address_of(file)
    if not address:
        return download(file.name, file.read_bytes(), kind, words)
    return f'<a class="explorer-link" href="{html.escape(address)}" target="_blank" rel="noopener">{words}</a>'


def address_of(file: Path) -> str:
    """Return where the Jupyter that started this kernel serves a file; nothing where none does."""
    from jupyter_server.serverapp import list_running_servers

    server = next((it for it in list_running_servers() if it.get("pid") == os.getppid()), None)
    if server is None or not file.resolve().is_relative_to(Path(server["root_dir"]).resolve()):
        return ""
    place = file.resolve().relative_to(Path(server["root_dir"]).resolve())
    return f"{server['base_url']}files/{quote(place.as_posix())}"
