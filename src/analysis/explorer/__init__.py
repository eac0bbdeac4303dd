"""The explorer: change an assumption in Jupyter, and see sentences, verdicts and figures follow."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as w
import traitlets

from analysis.charts.interactive import exploration_of
from analysis.dataset import Evidence, find_data, homes, load
from analysis.editions.build import make, reasons
from analysis.editions.job import find_notebook, open_project, parameter_names, write_parameters
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError, ParameterError
from analysis.explorer.controls import Controls, button
from analysis.explorer.indicators import Indicators
from analysis.explorer.text import LOCK, Text, link_to
from analysis.findings import Catalogue, Parameters, Study, parameters

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["explore"]

FOLDER = Path(__file__).parent
PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")
KINDS = {"report.html": "text/html", "report.pdf": "application/pdf"}


def explore(data: Path | str | None = None, study: Study | None = None, **given: Any) -> w.Widget:
    """Open the explorer, which shows what follows from the assumptions set with its controls.

    `given` are parameters to start from. Two buttons write `explored.yaml`, a parameter file for papermill and
    `japan-tech report -f`, and the folder `explored-report`, both beside the notebook. Both leave out what the report
    does not take, such as the countries compared, and say so. Under Voila each visitor gets the files to download.
    """
    study, evidence = study or study_named("", data), load(data)
    start = parameters.check(given, evidence, study)
    return Explorer(evidence, start, study, Path(data) if data else find_data()).box


class BrowserStorage(anywidget.AnyWidget):
    """The settings that the browser remembers, those that it remembered before a reload, and the style of all.

    `begun` is set when it is shown.
    """

    _esm, _css = FOLDER / "memory.js", FOLDER / "style.css"
    settings, remembered = traitlets.Dict().tag(sync=True), traitlets.Dict().tag(sync=True)
    begun = traitlets.Bool(False).tag(sync=True)


class Explorer:
    """The widgets and what happens when one is used; `box` is what is shown."""

    def __init__(self, evidence: Evidence, start: Parameters, study: Study, data: Path) -> None:
        exploration = exploration_of(study)
        self._visitor = TemporaryDirectory(prefix="explored-") if "VOILA_KERNEL_ID" in os.environ else None
        self.folder = Path(self._visitor.name if self._visitor else "")
        self.data, self.catalogue = data, Catalogue(evidence, start, study)
        self.settings = Controls(evidence, start, study, exploration.sliders, self._update)
        controls = self.settings.controls
        self.topics = [(topic, Text()) for topic in exploration.topics]
        self.indicators = Indicators()
        self.message, self.memory = Text(), BrowserStorage()
        self.memory.observe(self._restore, "remembered")
        self.undo = button("Undo", "undo", "Undo the last change", self.settings.undo)
        buttons = [
            self.undo,
            button("Reset", "refresh", "Restore the settings the explorer opened with", self.settings.reset),
            button("Save", "save", f"Save the settings to {PARAMETER_FILE}", self._tried(self._write_parameters)),
            button(
                "Render report", "file", f"Render the report into {REPORT_FOLDER}", self._tried(self._render_report)
            ),
        ]
        columns = [
            w.VBox([w.HTML(f"<h3>{topic.title}</h3>"), *(controls[name] for name in topic.parameters), text])
            for topic, text in self.topics
        ]
        placed = {name for topic in exploration.topics for name in topic.parameters}
        common = [it for name, it in controls.items() if name not in placed and name not in self.settings.countries]
        self.views = w.Tab(
            [w.Box(columns).add_class("explorer-topics"), self.indicators.box],
            titles=("What the report says", "Any indicator"),
        )
        peers = [w.HTML("Compared with"), *self.settings.countries.values()]
        self.box = w.VBox([
            self.memory,
            w.Box(common).add_class("explorer-row"),
            w.Box(peers).add_class("explorer-row"),
            w.Box(buttons).add_class("explorer-row"),
            self.message,
            self.views,
        ]).add_class("explorer")  # fmt: skip
        self.views.observe(lambda _: self._show(), "selected_index")
        self._update()

    def _update(self) -> None:
        """Show what follows from the settings; what makes no report is undone."""
        try:
            self.catalogue = self.catalogue.under(self.settings.parameters)
        except ParameterError as error:
            self.settings.undo()
            self.message.say(str(error))
            return
        self.message.say()
        self.undo.disabled = not self.settings.can_undo
        self.memory.settings = self.settings.moved
        self._show()

    def _show(self) -> None:
        """Bring the tab that is open up to date."""
        with LOCK:
            if self.views.selected_index:
                self.indicators.update(self.catalogue)
                return
            for topic, text in self.topics:
                text.show(topic, self.catalogue)

    def _restore(self, change: Any) -> None:
        self.settings.restore(change["new"])
        self.message.say("Your settings were restored after the page was reloaded; Reset clears them.")

    def _report_settings(self) -> tuple[dict[str, Any], str]:
        """Return the changed settings that the report takes, and a sentence that names those it does not."""
        taken, changed = parameter_names(find_notebook("report")), self.settings.differences
        others = ", ".join(name for name in changed if name not in taken)
        left_out = f"Without {others}, which the report does not take." if others else ""
        return {name: value for name, value in changed.items() if name in taken}, left_out

    def _write_parameters(self) -> None:
        """Write the settings as a parameter file, and say how it is used."""
        changed, left_out = self._report_settings()
        file = self.folder / PARAMETER_FILE
        write_parameters(file, changed)
        home = next(homes(), None)
        is_own = home is not None and self.data.resolve() == (home / "data").resolve()
        where = "" if is_own or self._visitor else f" --data {shlex.quote(str(self.data.resolve()))}"
        others = ", ".join(name for name in changed if name != "as_of") or "all other settings default"
        self.message.say(
            f"Saved to {PARAMETER_FILE}: data as known on {changed['as_of']}, {others}.",
            left_out,
            f"Use: japan-tech report -f {PARAMETER_FILE}{where}, or papermill -f.",
            links=link_to(file, "text/yaml"),
        )

    def _render_report(self) -> None:
        """Render the report with the settings, and link to it."""
        changed, left_out = self._report_settings()
        folder = self.folder / REPORT_FOLDER
        job = open_project(self.data).create_job("report", changed, out=folder, formats=("html", "pdf"))
        if reasons(job):
            make(job, lambda step: self.message.say(f"{step} …"))
        links = " · ".join(link_to(folder / name, kind) for name, kind in KINDS.items())
        place = "" if self._visitor else f" into {REPORT_FOLDER}"
        self.message.say(left_out, f"Rendered{place}:", links=links)

    def _tried(self, work: Callable[[], None]) -> Callable[[], None]:
        """Return what a button does; an error is shown in a line, since a notebook shows no traceback of a widget."""

        def tried() -> None:
            try:
                work()
            except AnalysisError as error:
                self.message.say(*error.lines)
            except OSError as error:
                self.message.say(f"{error.filename or 'disk'}: {error.strerror}; nothing was written")

        return tried
