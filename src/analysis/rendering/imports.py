"""An optional module that is slow to import and of no use here is left out while other modules are imported."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["without"]


@contextmanager
def without(module: str) -> Iterator[None]:
    """Inside the block, importing the module fails as if it were not installed; afterwards it can be imported again.

    This is for `rfc3987_syntax`. Importing papermill imports nbformat, which imports jsonschema, which imports that
    module where it is installed, as it is beside Jupyter; and that module builds a grammar of web addresses at once.
    That grammar takes longer than all the rest of nbformat and papermill. Nothing is lost: it serves to check web
    addresses in data, which nbformat never asks for. No setting of nbformat or jsonschema leaves the module out, hence
    this detour: Python takes None in `sys.modules` to mean "not installed". A module that is imported already stays.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
