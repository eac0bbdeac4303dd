"""The controls of the explorer, and what happens when one is turned."""

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as w

from analysis.errors import AnalysisError
from analysis.evidence import Evidence, find_data, load
from analysis.explorer.answers import answer, origin
from analysis.explorer.canvas import Canvas
from analysis.findings import ParameterError, Parameters, parameters
from analysis.runs import make, order, write_parameters

PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")
LABEL = {"description_width": "14em"}
WIDE = w.Layout(width="32em")


def explore(data: Path | str | None = None, **given: Any) -> w.Widget:
    """Open the explorer, which shows what follows from the assumptions set with its controls.

    `given` are parameters of the report to start from. Written are `explored.yaml`, a parameter file for papermill and
    `japan-tech report -f`, and the folder `explored-report`, each beside the notebook and when its button is pressed.
    """
    evidence = load(data)
    return Explorer(evidence, parameters.check(given, evidence), Path(data) if data else find_data()).box


class Explorer:
    """The widgets and their state; `box` is what is shown."""

    def __init__(self, evidence: Evidence, start: Parameters, data: Path) -> None:
        self.evidence, self.data = evidence, data
        economies = {row["name"]: e for e, row in evidence.entities.items() if row["kind"] == "economy"}
        self.controls = _controls(evidence, start, economies)
        self.canvas = Canvas(list(economies.values()))
        self.picture = w.Image(format="png", layout=w.Layout(max_width="100%", object_fit="contain"))
        self.sentences, self.message = w.HTML(), w.HTML()
        self.trace = w.HTML(layout=w.Layout(min_height="8em"))
        self.number = w.ToggleButtons(description="Explain", style={"button_width": "auto"})
        own = w.Layout(width="auto")
        save = w.Button(description="Write parameter file", icon="save", tooltip=f"Write {PARAMETER_FILE}", layout=own)
        render = w.Button(description="Render report", icon="file", tooltip=f"Into {REPORT_FOLDER}", layout=own)
        save.on_click(lambda _: self._told(self.write_parameters))
        render.on_click(lambda _: self._told(self.render_report))
        for control in self.controls.values():
            control.tooltip = control.description
            control.observe(self._turned, "value")
        self.number.observe(self._asked, "value")
        self.box = w.VBox(
            [
                w.HBox([*self.controls.values()], layout=w.Layout(flex_flow="row wrap", grid_gap=".2em 1em")),
                w.HBox([save, render]),
                self.message,
                self.sentences,
                self.number,
                self.trace,
                self.picture,
            ]
        )
        self.refresh()

    @property
    def assumptions(self) -> Parameters:
        """The parameters that the controls stand for; raises `ParameterError` where they make no report."""
        given = {name: control.value for name, control in self.controls.items()}
        given["peers"] = list(given["peers"])
        if given["rate_rule"] != "own":
            del given["own_rate"]
        checked = parameters.check(given, self.evidence)
        declared = self.evidence.choices["thresholds"]["much_larger"]
        return replace(checked, much_larger=None) if checked.much_larger == declared else checked

    def refresh(self) -> None:
        """Compute what follows from the assumptions and show it; assumptions that make no report are answered."""
        try:
            found = answer(self.evidence, self.assumptions)
        except ParameterError as error:
            self._say(str(error))
            return
        self._say(*found.gaps)
        self.found = found
        self.sentences.value = found.page
        self.canvas.update(found.catalogue)
        self.picture.value = self.canvas.png()
        self._offer()

    def write_parameters(self) -> str:
        """Write the assumptions as a parameter file and say how it is used."""
        write_parameters(PARAMETER_FILE, parameters.as_arguments(self.assumptions))
        return f"Written: {PARAMETER_FILE}. Use it with japan-tech report -f {PARAMETER_FILE}, or with papermill -f."

    def render_report(self) -> str:
        """Render the report under the assumptions and say where it lies."""
        given = parameters.as_arguments(self.assumptions)
        work = order("report", given, data=self.data, out=REPORT_FOLDER, formats=("html", "pdf"))
        make(work, lambda step: self._say(f"{step} …"))
        return f"Rendered: {REPORT_FOLDER}/report.html and report.pdf."

    def _offer(self) -> None:
        """Offer every number of the sentences to be explained; the one chosen before stays chosen."""
        options = [(finding.text, name) for name, finding in self.found.numbers.items()]
        if options != list(self.number.options):
            chosen = self.number.value
            names = [name for _, name in options]
            self.number.unobserve(self._asked, "value")
            self.number.options = options
            self.number.tooltips = [finding.label for finding in self.found.numbers.values()]
            self.number.value = chosen if chosen in names else names[0] if names else None
            self.number.observe(self._asked, "value")
        self._asked(None)

    def _asked(self, _change: Any) -> None:
        self.trace.value = origin(self.found, self.number.value) if self.number.value else ""

    def _turned(self, _change: Any) -> None:
        self.controls["own_rate"].disabled = self.controls["rate_rule"].value != "own"
        self.refresh()

    def _told(self, work: Callable[[], str]) -> None:
        """Do what a button stands for and say how it ended; no traceback reaches the notebook."""
        try:
            self._say(work())
        except AnalysisError as error:
            self._say(*error.lines)
        except OSError as error:
            self._say(f"{error.filename or 'disk'}: {error.strerror}; nothing was written")

    def _say(self, *lines: str) -> None:
        self.message.value = "".join(f"<p><em>{html.escape(line)}</em></p>" for line in lines)


def _controls(evidence: Evidence, start: Parameters, economies: dict[str, str]) -> dict[str, Any]:
    """Make a control for each parameter, named as the parameter is."""
    switches, phrases = evidence.choices["switches"], evidence.choices["phrases"]

    def choice(name: str) -> w.Dropdown:
        options = [(phrase, value) for value, phrase in phrases[name].items()]
        return w.Dropdown(
            description=switches[name], options=options, value=getattr(start, name), style=LABEL, layout=WIDE
        )

    rate = start.own_rate or 150.0
    much = start.much_larger or evidence.choices["thresholds"]["much_larger"]
    return {
        "focus": w.Dropdown(description="Country", options=economies, value=start.focus, style=LABEL, layout=WIDE),
        "peers": w.SelectMultiple(
            description="Compared with", options=economies, value=start.peers, rows=5, style=LABEL, layout=WIDE
        ),
        "denominator": choice("denominator"),
        "basis": choice("basis"),
        "rate_rule": choice("rate_rule"),
        "own_rate": w.FloatSlider(
            description="Yen for a dollar", value=rate, min=0, max=max(400, rate), step=0.01, readout_format=".2f",
            disabled=start.rate_rule != "own", style=LABEL, layout=WIDE,
        ),
        "much_larger": w.FloatSlider(
            description="Much larger from", value=much, min=1, max=max(4, much), step=0.05, readout_format=".2f",
            style=LABEL, layout=WIDE,
        ),
        "as_of": w.DatePicker(
            description="As known on", value=start.as_of, min=evidence.judged_at, max=evidence.newest, style=LABEL,
            layout=WIDE,
        ),
    }  # fmt: skip
