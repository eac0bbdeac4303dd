"""Sentences on the screen whose numbers and verdicts can be clicked: words and buttons in one flow of text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as w

from analysis.findings.display import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.explorer.answers import Sentence, Told

Place = tuple[int, int]
"""Which sentence, and which thing to be clicked in it."""


class Prose:
    """Paragraphs, one for each sentence; `clicked` is called with the place of what was clicked."""

    def __init__(self, count: int, clicked: Callable[[Place], None]) -> None:
        self._clicked = clicked
        self.paragraphs = [w.Box().add_class("explorer-sentence") for _ in range(count)]
        self.box = w.VBox(self.paragraphs).add_class("explorer-prose")
        self.sentences: tuple[Sentence | None, ...] = (None,) * count

    def show(self, sentences: Sequence[Sentence | None]) -> None:
        """Show sentences; only what differs is sent to the browser."""
        self.sentences = tuple(sentences)
        for at, (sentence, box) in enumerate(zip(sentences, self.paragraphs, strict=True)):
            box.layout.display = None if sentence else "none"
            if sentence:
                if len(box.children) != len(sentence.words) + len(sentence.told):
                    box.children = self._pieces(at, len(sentence.told))
                self._fill(box, sentence)

    def at(self, place: Place) -> Told | None:
        """Return what stands at a place, if the sentence is said."""
        sentence = self.sentences[place[0]]
        return sentence.told[place[1]] if sentence else None

    def mark(self, place: Place) -> None:
        """Mark the one that is explained."""
        for at, box in enumerate(self.paragraphs):
            for number, button in enumerate(box.children[1::2]):
                (button.add_class if (at, number) == place else button.remove_class)("explorer-explained")

    def _pieces(self, at: int, count: int) -> list[w.Widget]:
        pieces: list[w.Widget] = [w.HTML()]
        for number in range(count):
            button = w.Button(tooltip="Show how this was made").add_class("explorer-number")
            button.on_click(partial(self._pressed, (at, number)))
            pieces += [button, w.HTML()]
        return pieces

    def _pressed(self, place: Place, _button: object) -> None:
        self._clicked(place)

    @staticmethod
    def _fill(box: w.Box, sentence: Sentence) -> None:
        for piece, words in zip(box.children[::2], sentence.words, strict=True):
            piece.value = f"<span{PLAIN_TEXT}>{words}</span>"
        for button, told in zip(box.children[1::2], sentence.told, strict=True):
            button.description = told.text
