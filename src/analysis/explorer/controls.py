"""The controls of the explorer, one for each parameter of the study, named as the parameter is."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as w
import traitlets

from analysis.evidence import Evidence
from analysis.evidence.observations import in_words
from analysis.exhibits.panels import Slider
from analysis.findings import Number, Option, Parameters, Study

LABELS = {"description_width": "7.6em"}
DECIMALS = 9
"""So many decimals of a drawn number are its own; the others are dust of counting in steps."""


class Peers(w.VBox):  # type: ignore[misc]
    """A box to tick for each economy; a click adds one or takes it away and leaves the others alone.

    `value` are the codes that are ticked. One that is `held` is shown all the same: its box is ticked and closed. The
    last one stays ticked, and `note` says why.
    """

    value = traitlets.Tuple()
    note = traitlets.Unicode()

    def __init__(self, label: str, economies: Mapping[str, str], value: tuple[str, ...]) -> None:
        self.description, self.order = label, value
        self.boxes = {
            economy: w.Checkbox(description=name, indent=False, layout=w.Layout(width="auto"))
            for name, economy in economies.items()
        }
        self._held: dict[str, str] = {}
        grid = w.Box([*self.boxes.values()]).add_class("explorer-peers")
        super().__init__([w.HTML(f"<span class='explorer-label'>{label}</span>"), grid])
        self.value = value
        for box in self.boxes.values():
            box.observe(self._ticked, "value")

    def hold(self, held: Mapping[str, str]) -> None:
        """Keep economies ticked, each for a reason that hovering tells; all others are free."""
        self._held = dict(held)
        self._show()

    @traitlets.validate("value")
    def _of_the_boxes(self, proposal: Any) -> Any:
        """Refuse codes that have no box, as a browser may send them."""
        if not proposal["value"] or not {*proposal["value"]} <= {*self.boxes}:
            raise traitlets.TraitError(f"{self.description}: {proposal['value']} are not among {', '.join(self.boxes)}")
        return proposal["value"]

    @traitlets.observe("value")
    def _show(self, _change: Any = None) -> None:
        for economy, box in self.boxes.items():
            box.unobserve(self._ticked, "value")
            box.value = economy in self.value or economy in self._held
            box.disabled, box.tooltip = economy in self._held, self._held.get(economy, box.description)
            box.observe(self._ticked, "value")

    def _ticked(self, change: Any) -> None:
        economy = next(code for code, box in self.boxes.items() if box is change["owner"])
        ticked = (*self.value, economy) if change["new"] else tuple(it for it in self.value if it != economy)
        if not {*ticked} - {*self._held}:
            self._show()
            self.note = ""  # so that it is heard again where it was said before
            self.note = f"“{self.description}”: tick at least one; {change['owner'].description} stays."
            return
        self.note = ""
        wanted = (*self.order, *self.boxes)  # in the order of the report, whatever the order of the clicks
        self.value = tuple(sorted(dict.fromkeys(ticked), key=wanted.index))


class Amount(w.HBox):  # type: ignore[misc]
    """A number, by a slider as far as that is handy or typed as far as its parameter goes; `note` names the ends."""

    value = traitlets.Float()

    def __init__(self, it: Number, shown: Slider, value: float) -> None:
        self.description, self.low, self.high = shown.label, it.low, it.high
        most = max(shown.high, value)
        self.slider = w.FloatSlider(
            value, min=it.low, max=most, step=shown.step, description=shown.label, readout=False
        )
        self.slider.style, self.slider.layout.flex = LABELS, "1 1 auto"
        self.typed = w.BoundedFloatText(value, min=it.low, max=it.high, step=shown.step, tooltip=shown.label)
        self.typed.layout.flex = "0 0 6em"
        super().__init__([self.slider, self.typed], value=value)
        traitlets.link((self, "value"), (self.typed, "value"))
        self.observe(self._show, "value")
        self.slider.observe(self._drawn, "value")

    @property
    def note(self) -> str:
        """Say that it stands at an end of its range, beyond which nothing is set."""
        at_end = self.value in (self.low, self.high)
        ends = f"“{self.description}” goes from {self.low:,g} to {self.high:,g}"
        return f"{ends}; it stands at an end of that, and nothing beyond is taken." if at_end else ""

    @traitlets.validate("value")
    def _within(self, proposal: Any) -> float:
        return min(max(self.low, float(proposal["value"])), self.high)

    def _show(self, _change: Any) -> None:
        self.slider.value = min(self.value, self.slider.max)

    def _drawn(self, change: Any) -> None:
        """Take over what was drawn; the nearest step, which the browser answers a typed number with, is no drawing."""
        shown = min(self.value, self.slider.max)  # at its end it stands for all that is beyond
        if abs(change["new"] - shown) > 0.51 * self.slider.step:
            self.value = round(change["new"], DECIMALS)


class Day(w.DatePicker):  # type: ignore[misc]
    """A day out of a range; one beyond it becomes the nearest day within, none at all the last; `note` says so."""

    note = traitlets.Unicode()

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> Any:
        if proposal["value"] is None:
            self.note = f"“{self.description}” was emptied: it is set to the last day, on which everything is known."
            return self.max
        day = super()._validate_value(proposal)
        if day == proposal["value"]:
            self.note = ""
        else:
            first, last = in_words(self.min), in_words(self.max)
            self.note = f"“{self.description}” goes from {first} to {last}; it was set to the nearest day."
        return day


def button(words: str, icon: str, tooltip: str, work: Callable[[], None]) -> w.Button:
    """Make a button that does some work when it is pressed."""
    made = w.Button(description=words, icon=icon, tooltip=tooltip, layout=w.Layout(width="auto"))
    made.on_click(lambda _: work())
    return made


def note(control: Any) -> str:
    """Say what a control notes of its value."""
    return str(getattr(control, "note", ""))


def controls(
    evidence: Evidence, start: Parameters, study: Study, sliders: Mapping[str, Slider], economies: Mapping[str, str]
) -> dict[str, Any]:
    """Make a control for each parameter; `economies` are codes by the names shown."""
    own = {
        it.name: _choice(it, evidence, start)
        if isinstance(it, Option)
        else Amount(it, sliders[it.name], _begin(it, evidence, start, sliders[it.name]))
        for it in study.parameters
    }
    order = {code: name for name, code in economies.items()}
    named = {order[code]: code for code in dict.fromkeys((*start.economies, *economies.values()))}
    made = {
        "focus": w.Dropdown(description="Country", options=[*economies.items()], value=start.focus),
        **own,
        "as_of": Day(description="As known on", value=start.as_of, min=evidence.judged_at, max=evidence.newest),
        "peers": Peers("Compared with", named, start.peers),
    }
    for control in made.values():
        control.layout.width = "calc(100% - 4px)"
        if not isinstance(control, w.Box):
            control.style, control.tooltip = LABELS, control.description
    return made


def _choice(it: Option, evidence: Evidence, start: Parameters) -> w.Dropdown:
    settings = evidence.settings
    options = [(phrase, value) for value, phrase in settings.phrases[it.name].items()]
    return w.Dropdown(description=settings.switches[it.name], options=options, value=start[it.name])


def _begin(it: Number, evidence: Evidence, start: Parameters, shown: Slider) -> float:
    return float(start[it.name] or shown.start or evidence.settings.thresholds[it.name])
