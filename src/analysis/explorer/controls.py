"""The controls of the explorer, one for each parameter of the study, named as the parameter is."""

from collections.abc import Mapping
from typing import Any

import ipywidgets as w
import traitlets

from analysis.evidence import Evidence
from analysis.evidence.observations import in_words
from analysis.exhibits.panels import Slider
from analysis.findings import Number, Option, Parameters, Study

LABELS = {"description_width": "8.5em"}


class Peers(w.VBox):  # type: ignore[misc]
    """A box to tick for each economy; a click adds one or takes it away and leaves the others alone.

    `value` are the codes that are ticked. One that is `held` is shown all the same: its box is ticked and closed. The
    last one stays ticked, and `note` says why.
    """

    value = traitlets.Tuple()
    note = traitlets.Unicode()

    def __init__(self, label: str, economies: Mapping[str, str], value: tuple[str, ...]) -> None:
        self.label, self.order = label, value
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
            raise traitlets.TraitError(f"{self.label}: {proposal['value']} are not among {', '.join(self.boxes)}")
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
            self.note = f"“{self.label}”: tick at least one; {change['owner'].description} stays."
            return
        self.note = ""
        wanted = (*self.order, *self.boxes)  # in the order of the report, whatever the order of the clicks
        self.value = tuple(sorted(dict.fromkeys(ticked), key=wanted.index))


class Day(w.DatePicker):  # type: ignore[misc]
    """A day out of a range; one beyond it becomes the nearest day within, and `note` says so."""

    note = traitlets.Unicode()

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> Any:
        day = super()._validate_value(proposal)
        if day == proposal["value"]:
            self.note = ""
        else:
            first, last = in_words(self.min), in_words(self.max)
            self.note = f"“{self.description}” goes from {first} to {last}; it was set to the nearest day."
        return day


def note(control: Any) -> str:
    """Say that a slider stands at the end of its range, beyond which nothing is set, or what else a control notes."""
    if isinstance(control, w.FloatSlider) and control.value in (control.min, control.max):
        low, high = f"{control.min:g}", f"{control.max:g}"
        return f"“{control.description}” goes from {low} to {high}; what is typed beyond that is set to the end."
    return str(getattr(control, "note", ""))


def controls(
    evidence: Evidence, start: Parameters, study: Study, sliders: Mapping[str, Slider], economies: Mapping[str, str]
) -> dict[str, Any]:
    """Make a control for each parameter; `economies` are codes by the names shown."""
    own = {
        it.name: _choice(it, evidence, start)
        if isinstance(it, Option)
        else _slider(it, evidence, start, sliders[it.name])
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
        if not isinstance(control, Peers):
            control.layout, control.style = w.Layout(width="calc(100% - 4px)"), LABELS
            control.tooltip = control.description
    return made


def _choice(it: Option, evidence: Evidence, start: Parameters) -> w.Dropdown:
    settings = evidence.settings
    options = [(phrase, value) for value, phrase in settings.phrases[it.name].items()]
    return w.Dropdown(description=settings.switches[it.name], options=options, value=start[it.name])


def _slider(it: Number, evidence: Evidence, start: Parameters, shown: Slider) -> w.FloatSlider:
    value = start[it.name] or shown.start or evidence.settings.thresholds[it.name]
    high = max(shown.high, value)
    return w.FloatSlider(
        description=shown.label, value=value, min=shown.low, max=high, step=shown.step, readout_format=".2f"
    )
