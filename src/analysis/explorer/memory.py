"""What a reader has set outlasts a page that is loaded anew: the browser keeps it for as long as its tab is open."""

from __future__ import annotations

import html
import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from traitlets import TraitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Memory:
    """Two widgets that nobody sees: what is to be kept stands in one, and `names.js` types what it kept into the other.

    `restore` is called with what was kept, which may be anything: whoever opens the page can change it.
    """

    def __init__(self, restore: Callable[[Mapping[str, Any]], None]) -> None:
        self._restore = restore
        self._kept, self.typed = w.HTML(), w.Text()
        self.typed.observe(self._typed, "value")
        self.box = w.Box([self._kept, self.typed]).add_class("explorer-memory")

    def keep(self, values: Mapping[str, Any]) -> None:
        """Let the browser keep some values; of none it forgets what it had."""
        self._kept.value = html.escape(json.dumps(values, default=_plain)) if values else ""

    def _typed(self, change: Any) -> None:
        try:
            values = json.loads(change["new"])
        except (RecursionError, ValueError):
            return
        if isinstance(values, dict):
            self._restore(values)


def as_set(control: Any, value: Any, trait: str = "value") -> None:
    """Set a control to a value that was kept, if it can have it."""
    if value is None:  # which would leave a choice open
        return
    with suppress(LookupError, TraitError, TypeError, ValueError):
        of = type(getattr(control, trait))
        setattr(control, trait, date.fromisoformat(value) if of is date else tuple(value) if of is tuple else value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
