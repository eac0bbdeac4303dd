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

from analysis.dataset import Evidence, find_data, homes, load
from analysis.editions.job import write_parameters
from analysis.editions.notebooks import find_notebook, parameter_names
from analysis.editions.project import open_project
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError, ParameterError
from analysis.explorer.controls import Controls, button
from analysis.explorer.indicators import Indicators
from analysis.explorer.output import LOCK, Text, link_to
from analysis.findings import Catalogue, Parameters, Study, parameters
from analysis.report.explorer_declarations import exploration_of

if TYPE_CHECKING:
    from collections.abc import Callable


FOLDER = Path(__file__).parent
PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")
"""What the buttons write, beside the notebook."""

MEDIA_TYPES = {"report.html": "text/html", "report.pdf": "application/pdf"}
"""The files of a report that are linked to, and their media types."""


def explore(data: Path | str | None = None, study: Study | None = None, **given: Any) -> w.Widget:
    """Open the explorer, whose sentences, verdicts and figures follow the assumptions set with its controls.

    `given` are parameters to start from. Two buttons write `explored.yaml`, a parameter file for papermill and
    `japan-tech report -f`, and the folder `explored-report`, both beside the notebook. Both leave out what the report
    does not take, such as the countries compared, and say so. Under Voila each visitor gets the files to download.
    """
    study = study or study_named(data=data)
    evidence = load(data)
    start = parameters.check(given, evidence, study)
    return Explorer(evidence, start, study, Path(data) if data else find_data()).box


class BrowserStorage(anywidget.AnyWidget):
    """The settings stored in the browser, those stored before a reload, and the stylesheet of the explorer.

    `begun` becomes true when it is shown.
    """

    _esm, _css = FOLDER / "memory.js", FOLDER / "style.css"
    settings, remembered = traitlets.Dict().tag(sync=True), traitlets.Dict().tag(sync=True)
    begun = traitlets.Bool(False).tag(sync=True)


class Explorer:
    """The widgets of the explorer and their callbacks; `box` contains all of them."""

    def __init__(self, evidence: Evidence, start: Parameters, study: Study, data: Path) -> None:
        exploration = exploration_of(study)
        self.data = data

        # Under Voila each visitor has a kernel, and a folder that is removed with it
        self.folder = Path()
        self._visitor_folder = None
        if "VOILA_KERNEL_ID" in os.environ:
            self._visitor_folder = TemporaryDirectory(prefix="explored-")
            self.folder = Path(self._visitor_folder.name)

        self.catalogue = Catalogue(evidence, start, study)
        self.settings = Controls(evidence, start, study, exploration.sliders, self._update)
        controls = self.settings.controls
        self.topics = [(topic, Text()) for topic in exploration.topics]
        self.indicators = Indicators()
        self.message = Text()
        self.memory = BrowserStorage()
        self.memory.observe(self._restore, "remembered")

        # The buttons
        save = self._with_errors_shown(self._write_parameters)
        render = self._with_errors_shown(self._render_report)
        self.undo = button("Undo", icon="undo", tooltip="Undo the last change", work=self.settings.undo)
        buttons = [
            self.undo,
            button(
                "Reset",
                icon="refresh",
                tooltip="Restore the settings the explorer opened with",
                work=self.settings.reset,
            ),
            button("Save", icon="save", tooltip=f"Save the settings to {PARAMETER_FILE}", work=save),
            button("Render report", icon="file", tooltip=f"Render the report into {REPORT_FOLDER}", work=render),
        ]

        # The controls of a topic are above its text, and those of no topic, `common`, above all of them
        columns = []
        countries = self.settings.countries
        common = {name: control for name, control in controls.items() if name not in countries}
        for topic, text in self.topics:
            topic_controls = [controls[name] for name in topic.parameters]
            columns.append(w.VBox([w.HTML(f"<h3>{topic.title}</h3>"), *topic_controls, text]))
            for name in topic.parameters:
                common.pop(name, None)

        # Everything in its place
        self.views = w.Tab(
            [w.Box(columns).add_class("explorer-topics"), self.indicators.box],
            titles=("What the report says", "Any indicator"),
        )
        peers = [w.HTML("Compared with"), *countries.values()]
        self.box = w.VBox([
            self.memory,
            w.Box(list(common.values())).add_class("explorer-row"),
            w.Box(peers).add_class("explorer-row"),
            w.Box(buttons).add_class("explorer-row"),
            self.message,
            self.views,
        ]).add_class("explorer")  # fmt: skip
        self.views.observe(lambda _: self._show(), "selected_index")
        self._update()

    def _update(self) -> None:
        """Update the explorer to the settings; a change that the report refuses is undone."""
        try:
            self.catalogue = self.catalogue.under(self.settings.parameters)
        except ParameterError as error:
            self.settings.undo()  # which calls this method again; its error is shown after that
            self.message.say(str(error))
            return
        self.message.say()
        self.undo.disabled = not self.settings.can_undo
        self.memory.settings = self.settings.moved
        self._show()

    def _show(self) -> None:
        """Update the open tab: the second has any indicator, the first the topics."""
        with LOCK:
            if self.views.selected_index:
                self.indicators.update(self.catalogue)
                return
            for topic, text in self.topics:
                text.show(topic, self.catalogue)

    def _restore(self, change: Any) -> None:
        """Restore the settings that the browser kept over a reload of the page."""
        self.settings.restore(change["new"])
        self.message.say("Your settings were restored after the page was reloaded; Reset clears them.")

    def _report_settings(self) -> tuple[dict[str, Any], str]:
        """Return the changed settings that the report takes, and a sentence that names those it does not."""
        accepted = parameter_names(find_notebook("report"))
        changed, others = {}, []
        for name, value in self.settings.differences.items():
            if name in accepted:
                changed[name] = value
            else:
                others.append(name)
        left_out = f"Without {', '.join(others)}, which the report does not take." if others else ""
        return changed, left_out

    def _write_parameters(self) -> None:
        """Write the settings as a parameter file, and show how to use it."""
        changed, left_out = self._report_settings()
        file = self.folder / PARAMETER_FILE
        write_parameters(file, changed)

        # The command needs --data unless it finds the folder itself; a visitor does not have it
        folder = self.data.resolve()
        home = next(homes(), None)
        is_default = home is not None and folder == (home / "data").resolve()
        data_option = ""
        if not is_default and not self._visitor_folder:
            data_option = f" --data {shlex.quote(str(folder))}"
        # The day is always among the changed settings, because it has no default
        others = ", ".join(name for name in changed if name != "as_of") or "all other settings default"
        self.message.say(
            f"Saved to {PARAMETER_FILE}: data as known on {changed['as_of']}, {others}.",
            left_out,
            f"Use: japan-tech report -f {PARAMETER_FILE}{data_option}, or papermill -f.",
            links=link_to(file, "text/yaml"),
        )

    def _render_report(self) -> None:
        """Render the report with the settings, and link to it."""
        changed, left_out = self._report_settings()
        folder = self.folder / REPORT_FOLDER
        job = open_project(self.data).create_job("report", changed, out=folder, formats=("html", "pdf"))
        if job.reasons_to_make():
            from analysis.editions.build import make  # imports nbconvert, which opening does not need

            make(job, lambda step: self.message.say(f"{step} …"))
        links = " · ".join(link_to(folder / name, media_type) for name, media_type in MEDIA_TYPES.items())
        place = "" if self._visitor_folder else f" into {REPORT_FOLDER}"
        self.message.say(left_out, f"Rendered{place}:", links=links)

    def _with_errors_shown(self, work: Callable[[], None]) -> Callable[[], None]:
        """Return a callback for a button that shows errors in a line: a notebook does not show those of widgets."""

        def run() -> None:
            try:
                work()
            except AnalysisError as error:
                self.message.say(*error.lines)
            except OSError as error:
                self.message.say(f"{error.filename or 'disk'}: {error.strerror}; nothing was written")

        return run
