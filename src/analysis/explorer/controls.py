"""The controls of the explorer, one for each parameter of the study."""

from collections.abc import Mapping
from typing import Any

import ipywidgets as w

from analysis.evidence import Evidence
from analysis.exhibits.panels import Slider
from analysis.findings import Number, Option, Parameters, Study

LABELS = {"description_width": "14em"}
WIDE = w.Layout(width="32em")


def controls(
    evidence: Evidence, start: Parameters, study: Study, sliders: Mapping[str, Slider], economies: dict[str, str]
) -> dict[str, Any]:
    """Make a control for each parameter, named as the parameter is; `economies` are codes by the names shown."""
    own = {
        it.name: _choice(it, evidence, start)
        if isinstance(it, Option)
        else _slider(it, evidence, start, sliders[it.name])
        for it in study.parameters
    }
    return {
        "focus": w.Dropdown(description="Country", options=economies, value=start.focus, style=LABELS, layout=WIDE),
        "peers": w.SelectMultiple(
            description="Compared with", options=economies, value=start.peers, rows=5, style=LABELS, layout=WIDE
        ),
        **own,
        "as_of": w.DatePicker(
            description="As known on", value=start.as_of, min=evidence.judged_at, max=evidence.newest, style=LABELS,
            layout=WIDE,
        ),
    }  # fmt: skip


def _choice(it: Option, evidence: Evidence, start: Parameters) -> w.Dropdown:
    settings = evidence.settings
    options = [(phrase, value) for value, phrase in settings.phrases[it.name].items()]
    asked = settings.switches[it.name]
    return w.Dropdown(description=asked, options=options, value=start[it.name], style=LABELS, layout=WIDE)


def _slider(it: Number, evidence: Evidence, start: Parameters, shown: Slider) -> w.FloatSlider:
    value = start[it.name] or shown.start or evidence.settings.thresholds[it.name]
    is_idle = it.goes_with is not None and start[it.goes_with[0]] != it.goes_with[1]
    return w.FloatSlider(
        description=shown.label, value=value, min=shown.low, max=max(shown.high, value), step=shown.step,
        readout_format=".2f", disabled=is_idle, style=LABELS, layout=WIDE,
    )  # fmt: skip
