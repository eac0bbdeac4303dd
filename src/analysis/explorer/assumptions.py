"""The assumptions that the controls stand for, the way back to earlier ones, and what of them a reader has set."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from analysis.explorer.memory import as_set
from analysis.findings import Number, Parameters, Study, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.evidence import Evidence

ONE_MOVE = 1.0
"""Seconds within which turning one control again belongs to the same move, as a slider that is drawn."""


class Assumptions:
    """Controls taken together; `changed` is called with the name of the one that was turned, or with nothing."""

    def __init__(
        self, controls: Mapping[str, Any], evidence: Evidence, study: Study, changed: Callable[[str], None]
    ) -> None:
        self.controls, self.evidence, self.study, self._changed = controls, evidence, study, changed
        self._earlier: list[dict[str, Any]] = []
        self._last, self._when, self._quiet = "", 0.0, False
        self.is_new_move = True
        self._values = self._start = self._read()
        for name, control in controls.items():
            control.observe(partial(self._turned, name), "value")
        self._open()

    @property
    def parameters(self) -> Parameters:
        """The parameters that the controls stand for; raises `ParameterError` where they make no report."""
        given = self._read()
        given["peers"] = list(given["peers"])
        for number in self._numbers:
            is_declared = given[number.name] == self.evidence.settings.thresholds.get(number.name)
            if is_declared or not self._has_effect(number):
                del given[number.name]
        return parameters.check(given, self.evidence, self.study)

    @property
    def own(self) -> dict[str, Any]:
        """What is set otherwise than when nothing is said, in the form of a parameter file.

        The day of knowledge is always told: what counts as the newest day changes with the data.
        """
        chosen = self.parameters
        usual = parameters.check({"focus": chosen.focus}, self.evidence, self.study)
        given, unsaid = parameters.as_arguments(chosen), parameters.as_arguments(usual)
        unsaid["focus"] = self.study.focus
        if set(given["peers"]) == set(unsaid["peers"]):
            del given["peers"]
        return {name: value for name, value in given.items() if name == "as_of" or value != unsaid[name]}

    @property
    def can_undo(self) -> bool:
        """Say whether there is a way back."""
        return bool(self._earlier)

    def undo(self) -> None:
        """Take back the last move."""
        if self._earlier:
            self._set(self._earlier.pop())

    def reset(self) -> None:
        """Go back to where the explorer opened; that can be taken back, too."""
        if self._values != self._start:
            self._earlier.append(self._values)
            self._set(self._start)

    @property
    def moved(self) -> dict[str, Any]:
        """What stands otherwise than where the explorer opened."""
        return {name: value for name, value in self._values.items() if value != self._start[name]}

    def restore(self, moved: Mapping[str, Any]) -> bool:
        """Set again what was set before the page was loaded anew, as far as there is such a setting still."""
        before, self._quiet = self._values, True
        for name in {*moved} & {*self.controls}:
            as_set(self.controls[name], moved[name])
        if (after := self._read()) != before:
            self._earlier.append(before)
        self._set(after)
        return self._values != before

    @property
    def _numbers(self) -> list[Number]:
        return [it for it in self.study.parameters if isinstance(it, Number)]

    def _has_effect(self, number: Number) -> bool:
        return not number.goes_with or self.controls[number.goes_with[0]].value == number.goes_with[1]

    def _read(self) -> dict[str, Any]:
        return {name: control.value for name, control in self.controls.items()}

    def _set(self, values: Mapping[str, Any]) -> None:
        self._quiet = True
        for name, value in values.items():
            self.controls[name].value = value
        self._quiet, self._last, self._values, self.is_new_move = False, "", dict(values), True
        self._open()
        self._changed("")

    def _turned(self, name: str, _change: object) -> None:
        if self._quiet:
            return
        now = monotonic()
        self.is_new_move = name != self._last or now - self._when > ONE_MOVE
        if self.is_new_move:
            self._earlier.append(self._values)
        self._last, self._when, self._values = name, now, self._read()
        self._open()
        self._changed(name)

    def _open(self) -> None:
        """Show a number only where it has an effect, and keep those countries ticked that are shown anyway."""
        for number in self._numbers:
            self.controls[number.name].layout.display = None if self._has_effect(number) else "none"
        subject, focus = self.study.focus, self.controls["focus"].value
        held = {subject: "The report is about this country: it is always shown", focus: "In focus: it is always shown"}
        self.controls["peers"].hold(held)
