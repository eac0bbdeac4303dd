"""The explorer: what a study shows under the assumptions of the reader, and beside it any indicator of the dataset."""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as w

from analysis.evidence import Evidence, find_data, load
from analysis.exhibits.panels import exploration_of
from analysis.explorer.assumptions import Assumptions
from analysis.explorer.controls import button, controls, note
from analysis.explorer.files import Files
from analysis.explorer.indicators import Indicators
from analysis.explorer.memory import Memory, as_set
from analysis.explorer.topics import Topics
from analysis.findings import Catalogue, ParameterError, Parameters, Study, parameters
from analysis.runs.studies import study_named

STYLE, NAMES = (Path(__file__).with_name(name).read_text("utf-8") for name in ("style.css", "names.js"))
PAGE = f'<style>{STYLE}</style><img hidden alt="" src="data:," onerror="{html.escape(NAMES)}">'
"""What the page is given once; a script in a widget runs where a picture is asked for that is none."""

VIEWS = ("What the report says", "Any indicator")


def explore(data: Path | str | None = None, study: Study | None = None, **given: Any) -> w.Widget:
    """Open the explorer, which shows what follows from the assumptions set with its controls.

    `given` are parameters of the report to start from. Written are `explored.yaml`, a parameter file for papermill and
    `japan-tech report -f`, and the folder `explored-report`, each beside the notebook and when its button is pressed.
    """
    study, evidence = study or study_named(), load(data)
    start = parameters.check(given, evidence, study)
    return Explorer(evidence, start, study, Path(data) if data else find_data()).box


class Explorer:
    """The widgets and what happens when one is used; `box` is what is shown."""

    def __init__(self, evidence: Evidence, start: Parameters, study: Study, data: Path) -> None:
        exploration = exploration_of(study)
        economies = {evidence.entities[e]["name"]: e for e in evidence.economies}
        self.catalogue = Catalogue(evidence, start, study)
        self.controls = controls(evidence, start, study, exploration.sliders, economies)
        self.assumptions = Assumptions(self.controls, evidence, study, self._turned)
        for control in self.controls.values():
            control.observe(self._noted, "note")
        self.topics = Topics(exploration, [*economies.values()])
        self.indicators = Indicators(self.catalogue, self._keep)
        self.message = w.HTML().add_class("explorer-message")
        self.files = Files(data, lambda: self.assumptions.own, self._say)
        self.undo = button("Undo", "undo", "Take back the last change", self.assumptions.undo)
        self.reset = button("Reset", "refresh", "Go back to where the explorer opened", self.assumptions.reset)
        buttons = w.HBox([self.undo, self.reset, *self.files.buttons]).add_class("explorer-row")
        told = w.VBox([self.topics.brief.box, self.message, self.topics.origin]).add_class("explorer-told")
        side = w.VBox([*self.controls.values(), buttons, told]).add_class("explorer-side")
        topics = w.HBox([side, self.topics.box]).add_class("explorer-topics")
        self.views = w.Tab([topics, self.indicators.box], titles=VIEWS)
        self.views.observe(self._viewed, "selected_index")
        self.memory = Memory(self._restored)
        self.box = w.VBox([w.HTML(PAGE), self.memory.box, self.views]).add_class("explorer")
        self._turned("")

    def _viewed(self, change: Any) -> None:
        self.indicators.show(VIEWS[change["new"]] == "Any indicator")
        self._keep()

    def _keep(self) -> None:
        """Let the browser keep what stands otherwise than where the explorer opened."""
        kept = {"assumptions": self.assumptions.moved, "view": self.views.selected_index} | self.indicators.asked
        self.memory.keep({name: value for name, value in kept.items() if value})

    def _noted(self, change: Any) -> None:
        """Say what a control notes, or take it back once it is no longer so, even where no value has changed."""
        self._say(*self.topics.gaps, *filter(None, [change["new"]]))

    def _turned(self, name: str) -> None:
        """Show what follows; what makes no report is taken back, and that or a change of nothing is answered."""
        try:
            self.catalogue = self.catalogue.under(self.assumptions.parameters)
        except ParameterError as error:
            self.assumptions.undo()
            self._say(str(error))
            return
        self.undo.disabled = not self.assumptions.can_undo
        has_changed = self.topics.show(self.catalogue, self.assumptions.is_new_move)
        self.indicators.update(self.catalogue)
        self._keep()
        said = [*self.topics.gaps]
        if name and (noted := note(self.controls[name])):
            said.append(noted)
        elif name and not has_changed:
            said.append(f"“{self.controls[name].description}”: nothing shown here rests on this change.")
        self._say(*said)

    def _restored(self, values: Mapping[str, Any]) -> None:
        """Go on where the reader was before the page was loaded anew, and say so."""
        moved = values.get("assumptions")
        has_moved = isinstance(moved, dict) and self.assumptions.restore(moved)
        self.indicators.ask(values)  # behind the assumptions, which can tick other lines
        as_set(self.views, values.get("view"), "selected_index")
        self._keep()
        if has_moved:
            self._say("Your settings are as they were before the page was loaded anew; Reset forgets them.")

    def _say(self, *lines: str, link: str = "") -> None:
        said = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        self.message.value = said + (f"<p>{link}</p>" if link else "")
