"""What a worker elsewhere needs for a run beside the program: the notebook and the data, so that no disk is shared."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.digests import package_digest

if TYPE_CHECKING:
    from analysis.runs.orders import Order


class OtherProgram(AnalysisError, RuntimeError):
    """A worker has another version of the program than the one that hands out the work."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of a notebook and of a data folder, each by its name and pressed, and the hash of the program."""

    notebook: tuple[str, bytes]
    data: tuple[tuple[str, bytes], ...]
    program: str

    def unpack(self, order: Order) -> Order:
        """Return an order for the files as they lie here. Raises `OtherProgram`."""
        if self.program != package_digest():
            raise OtherProgram("a worker has another version of japan-tech-report; install the same one there")
        place = _unpacked(self)
        return replace(order, notebook=place / "notebooks" / self.notebook[0], data=place / "data")


def pack(order: Order) -> Parcel:
    """Pack what the runs of a grid have in common."""
    files = sorted(path for path in order.data.iterdir() if path.is_file())
    data = tuple((path.name, zlib.compress(path.read_bytes())) for path in files)
    return Parcel((order.notebook.name, zlib.compress(order.notebook.read_bytes())), data, package_digest())


@lru_cache(maxsize=4)
def _unpacked(parcel: Parcel) -> Path:
    """Write the files of a parcel into a folder of this process, once for all runs."""
    place = Path(tempfile.mkdtemp(prefix="japan-tech-grid-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for folder, files in (("notebooks", (parcel.notebook,)), ("data", parcel.data)):
        (place / folder).mkdir()
        for name, content in files:
            (place / folder / name).write_bytes(zlib.decompress(content))
    return place
