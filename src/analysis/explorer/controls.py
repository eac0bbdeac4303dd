"""The controls of the explorer, one for each parameter and each country, and their settings."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as w
import traitlets

from analysis.errors import ParameterError
from analysis.explorer.output import LOCK
from analysis.findings import Number, Parameters, Study, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.dataset import Evidence
    from analysis.report.explorer_declarations import Slider

FOLDER = Path(__file__).parent


class Amount(anywidget.AnyWidget):
    """A number, set by a slider up to `end` or typed up to `high`."""

    _esm = FOLDER / "amount.js"
    label = traitlets.Unicode().tag(sync=True)
    low, high, end, step, value = (traitlets.Float().tag(sync=True) for _ in range(5))


class Day(w.DatePicker):  # type: ignore[misc]
    """A date picker that keeps a day out of range, so that the user sees why it is refused."""

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> Any:
        return proposal["value"]


class Controls:
    """The settings of the controls, and the earlier ones for undo.

    `controls` has a widget for each parameter by its name, and a box to tick for each country by its code. `notify` is
    called after each change.
    """

    def __init__(
        self,
        evidence: Evidence,
        start: Parameters,
        study: Study,
        sliders: Mapping[str, Slider],
        notify: Callable[[], None],
    ) -> None:
        self.evidence, self.study, self._notify = evidence, study, notify
        self._numbers = [parameter for parameter in study.parameters if isinstance(parameter, Number)]

        # first the countries that are compared at the start, in their order
        self.countries = {}
        for code in dict.fromkeys((*start.economies, *evidence.economies)):
            is_ticked = code in start.economies
            self.countries[code] = w.Checkbox(is_ticked, description=evidence.name(code), indent=False)

        countries = [(evidence.name(code), code) for code in evidence.economies]
        self.controls: dict[str, Any] = {
            "focus": w.Dropdown(description="Country", options=countries, value=start.focus),
            "as_of": Day(description="As known on", value=start.as_of, min=evidence.judged_at, max=evidence.newest),
        }
        for parameter in study.parameters:
            self.controls[parameter.name] = _control(parameter, evidence, start, sliders)
        self.controls |= self.countries
        self._earlier: list[dict[str, Any]] = []
        self._start = self._read()
        self._values = self._start
        for control in self.controls.values():
            control.observe(self._on_change, "value")
        self._show_what_matters()

    @property
    def parameters(self) -> Parameters:
        """The parameters of the report; raises `ParameterError` if no report can be made with them."""
        # The country in focus is not a peer, and that of the study always is; its box is hidden and may not be ticked
        focus = self.controls["focus"].value
        ticked = [code for code, box in self.countries.items() if box.value]
        peers = [code for code in ticked if code not in (focus, self.study.focus)]
        if focus != self.study.focus:
            peers.append(self.study.focus)
        if not peers:
            raise ParameterError("Tick at least one country to compare with")

        # Numbers without effect are left out, because a report refuses them; and so are declared thresholds, because
        # they do not count as changed
        given = {name: value for name, value in self._values.items() if name not in self.countries}
        for number in self._numbers:
            is_declared = given[number.name] == self.evidence.settings.thresholds.get(number.name)
            if is_declared or not self._matters(number):
                del given[number.name]
        return parameters.check(given | {"peers": peers}, self.evidence, self.study)

    @property
    def differences(self) -> dict[str, Any]:
        """The parameters that differ from the report's defaults, and the date, which changes with the data."""
        chosen = self.parameters
        given = parameters.as_arguments(chosen)

        # the default peers depend on the country in focus; the date always differs from None
        default = parameters.as_arguments(parameters.default(self.study, chosen.as_of, chosen.focus))
        default |= {"as_of": None, "focus": self.study.focus}
        if set(given["peers"]) == set(default["peers"]):  # their order is that of the boxes, and counts for nothing
            del given["peers"]
        return {name: value for name, value in given.items() if value != default[name]}

    @property
    def moved(self) -> dict[str, Any]:
        """The values that differ from those at the start, for JSON: a day is a string."""
        moved = {}
        for name, value in self._values.items():
            if value != self._start[name]:
                moved[name] = value.isoformat() if isinstance(value, date) else value
        return moved

    @property
    def can_undo(self) -> bool:
        """True if there are earlier settings."""
        return bool(self._earlier)

    def undo(self) -> None:
        """Return to the settings before the last change."""
        if self._earlier:  # settings that are refused at the start have none before them
            self._set(self._earlier.pop())

    def reset(self) -> None:
        """Return to the settings at the start; this can be undone."""
        self._earlier.append(self._values)
        self._set(self._start)

    def restore(self, moved: Mapping[str, Any]) -> None:
        """Restore the settings before a reload, as far as the controls still allow them."""
        self._earlier.append(self._values)
        self._set({name: value for name, value in moved.items() if name in self.controls})

    def _matters(self, number: Number) -> bool:
        """True if a number has an effect, because the parameter that it goes with has the value for it."""
        if not number.goes_with:
            return True
        name, value = number.goes_with
        return bool(self.controls[name].value == value)

    def _read(self) -> dict[str, Any]:
        """Return the values of all controls."""
        return {name: control.value for name, control in self.controls.items()}

    def _set(self, values: Mapping[str, Any]) -> None:
        """Set several controls at once; a value that its control refuses is left out."""
        for name, value in values.items():
            control = self.controls[name]
            control.unobserve(self._on_change, "value")  # one update for all values
            with suppress(traitlets.TraitError, ValueError):
                if isinstance(control, w.DatePicker) and isinstance(value, str):
                    control.value = date.fromisoformat(value)
                else:
                    control.value = value
            control.observe(self._on_change, "value")
        self._values = self._read()
        self._show_what_matters()
        self._notify()

    def _on_change(self, _change: Any) -> None:
        """Follow a change by the user, and remember the settings before it for undo.

        They are in `_values` until the controls are read again.
        """
        with LOCK:
            self._earlier.append(self._values)
            self._values = self._read()
            self._show_what_matters()
            self._notify()

    def _show_what_matters(self) -> None:
        """Hide numbers without effect, and the boxes of countries that are always shown."""
        for number in self._numbers:
            self.controls[number.name].layout.display = None if self._matters(number) else "none"
        for code, box in self.countries.items():
            is_always_shown = code in (self.study.focus, self.controls["focus"].value)
            box.layout.display = "none" if is_always_shown else None


def _control(parameter: Any, evidence: Evidence, start: Parameters, sliders: Mapping[str, Slider]) -> w.Widget:
    """Return the widget of a parameter: a slider for a number, and a list for any other.

    The study has a slider for each number, and the settings a description and phrases for each list.
    """
    settings = evidence.settings
    name = parameter.name
    if not isinstance(parameter, Number):
        options = [(phrase, value) for value, phrase in settings.phrases[name].items()]
        return w.Dropdown(description=settings.switches[name], options=options, value=start[name])
    slider = sliders[name]
    # The number of the parameters, or else where the slider begins; zero, like None, means that none is given
    value = float(start[name] or slider.start or settings.thresholds[name])
    return Amount(
        label=slider.label,
        low=parameter.low,
        high=parameter.high,
        end=max(slider.high, value),  # a number to start from may lie beyond the slider
        step=slider.step,
        value=value,
    )


def button(words: str, icon: str, tooltip: str, work: Callable[[], None]) -> w.Button:
    """Return a button that does some work when it is pressed."""
    widget = w.Button(description=words, icon=icon, tooltip=tooltip, layout=w.Layout(width="auto"))
    widget.on_click(lambda _: work())
    return widget
