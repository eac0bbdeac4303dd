"""The controls of the explorer, and what happens when one is turned."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as w

from analysis.errors import AnalysisError
from analysis.evidence import Evidence, find_data, load
from analysis.exhibits.panels import exploration_of
from analysis.explorer.answers import answer, origin
from analysis.explorer.canvas import Canvas
from analysis.explorer.controls import controls
from analysis.findings import Number, ParameterError, Parameters, Study, parameters
from analysis.runs import make, order, study_named, write_parameters

PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")


def explore(data: Path | str | None = None, study: Study | None = None, **given: Any) -> w.Widget:
    """Open the explorer, which shows what follows from the assumptions set with its controls.

    `given` are parameters of the report to start from. Written are `explored.yaml`, a parameter file for papermill and
    `japan-tech report -f`, and the folder `explored-report`, each beside the notebook and when its button is pressed.
    """
    study, evidence = study or study_named(), load(data)
    start = parameters.check(given, evidence, study)
    return Explorer(evidence, start, study, Path(data) if data else find_data()).box


class Explorer:
    """The widgets and their state; `box` is what is shown."""

    def __init__(self, evidence: Evidence, start: Parameters, study: Study, data: Path) -> None:
        self.evidence, self.study, self.data = evidence, study, data
        self.exploration = exploration_of(study)
        economies = {evidence.entities[e]["name"]: e for e in evidence.economies}
        self.controls = controls(evidence, start, study, self.exploration.sliders, economies)
        self.canvas = Canvas(self.exploration, list(economies.values()))
        self.picture = w.Image(format="png", layout=w.Layout(max_width="100%", object_fit="contain"))
        self.sentences, self.message = w.HTML(), w.HTML()
        self.trace = w.HTML(layout=w.Layout(min_height="8em"))
        self.number = w.ToggleButtons(description="Explain", style={"button_width": "auto"})
        for control in self.controls.values():
            control.tooltip = control.description
            control.observe(self._turned, "value")
        self.number.observe(self._asked, "value")
        rows = w.Layout(flex_flow="row wrap", grid_gap=".2em 1em")
        self.box = w.VBox(
            [
                w.HBox([*self.controls.values()], layout=rows),
                w.HBox(self._buttons()),
                self.message,
                self.sentences,
                self.number,
                self.trace,
                self.picture,
            ]
        )
        self.refresh()

    def _buttons(self) -> list[w.Widget]:
        own = w.Layout(width="auto")
        save = w.Button(description="Write parameter file", icon="save", tooltip=f"Write {PARAMETER_FILE}", layout=own)
        render = w.Button(description="Render report", icon="file", tooltip=f"Into {REPORT_FOLDER}", layout=own)
        save.on_click(lambda _: self._told(self.write_parameters))
        render.on_click(lambda _: self._told(self.render_report))
        return [save, render]

    @property
    def assumptions(self) -> Parameters:
        """The parameters that the controls stand for; raises `ParameterError` where they make no report."""
        given = {name: control.value for name, control in self.controls.items()}
        given["peers"] = list(given["peers"])
        for number in (it for it in self.study.parameters if isinstance(it, Number)):
            has_effect = not number.goes_with or given[number.goes_with[0]] == number.goes_with[1]
            is_declared = given[number.name] == self.evidence.settings.thresholds.get(number.name)
            if is_declared or not has_effect:
                del given[number.name]
        return parameters.check(given, self.evidence, self.study)

    def refresh(self) -> None:
        """Compute what follows from the assumptions and show it; assumptions that make no report are answered."""
        try:
            found = answer(self.evidence, self.assumptions, self.study, self.exploration)
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
        for number in (it for it in self.study.parameters if isinstance(it, Number) and it.goes_with):
            name, wanted = number.goes_with or ("", "")
            self.controls[number.name].disabled = self.controls[name].value != wanted
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
