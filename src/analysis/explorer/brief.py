"""The short result beneath the controls: the verdicts, and what the last move changed, where a screen shows no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as w

from analysis.findings.display import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.explorer.answers import Sentence

ONLY_PICTURES = "The words stay as they are; what changed is in the figures."


class Brief:
    """The first sentence is always shown, each other one while it differs from what was said before the last move."""

    def __init__(self) -> None:
        self.box = w.HTML().add_class("explorer-brief")
        self._before: tuple[Sentence | None, ...] = ()
        self._now: tuple[Sentence | None, ...] = ()

    def begin(self) -> None:
        """Hold what is said from now on against what is said now: a slider that is drawn is one move."""
        self._before = self._now

    def show(self, sentences: Sequence[Sentence | None], has_moved: bool) -> None:
        """Show what is said, with what changed marked in it; `has_moved` tells of the pictures."""
        self._now = tuple(sentences)
        before = self._before or self._now
        changed = [at for at, it in enumerate(self._now) if (it and it.pieces) != ((was := before[at]) and was.pieces)]
        shown = [it.marked(before[at]) for at, it in enumerate(self._now) if it and at in {0, *changed}]
        if self._before and has_moved and not changed:
            shown.append(ONLY_PICTURES)
        self.box.value = f"<div{PLAIN_TEXT}>{''.join(f'<p>{it}</p>' for it in shown)}</div>"
