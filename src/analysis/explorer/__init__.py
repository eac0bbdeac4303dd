"""The explorer: change an assumption in Jupyter and see sentences, verdicts and figure follow at once."""

from __future__ import annotations

import html
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from analysis.charts.interactive import exploration_of
from analysis.dataset import Evidence, find_data, homes, load
from analysis.editions.build import make, reasons
from analysis.editions.job import open_project, write_parameters
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError, ParameterError
from analysis.explorer.controls import Assumptions, BrowserStorage, Place, Prose, answer, as_set, button, note, origin
from analysis.explorer.controls import controls as controls_controls
from analysis.explorer.indicators import Canvas, Indicators, opened
from analysis.findings import Catalogue, Parameters, Study, parameters
from analysis.findings.finding import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.charts.interactive import Exploration
    from analysis.explorer.controls import LiveSentence


__all__ = ["explore"]


# ----- brief -----------------------------------------------------------------------------------------------
# The short result beneath the controls: the verdicts, and what the last move changed, where a screen shows no more.

ONLY_PICTURES = "Only the figures have changed."


class Brief:
    """The first sentence is always shown, each other one while it differs from what was said before the last move."""

    def __init__(self) -> None:
        self.box = w.HTML().add_class("explorer-brief")
        self._before: tuple[LiveSentence | None, ...] = ()
        self._now: tuple[LiveSentence | None, ...] = ()

    def begin(self) -> None:
        """Hold what is said from now on against what is said now: a slider that is drawn is one move."""
        self._before = self._now

    def show(self, sentences: Sequence[LiveSentence | None], has_moved: bool) -> None:
        """Show what is said, with what changed marked in it; `has_moved` tells of the pictures."""
        self._now = tuple(sentences)
        before = self._before or self._now
        changed = [at for at, it in enumerate(self._now) if (it and it.pieces) != ((was := before[at]) and was.pieces)]
        shown = [it.marked(before[at]) for at, it in enumerate(self._now) if it and at in {0, *changed}]
        if self._before and has_moved and not changed:
            shown.append(ONLY_PICTURES)
        self.box.value = f"<div{PLAIN_TEXT}>{''.join(f'<p>{it}</p>' for it in shown)}</div>"


# ----- files -----------------------------------------------------------------------------------------------
# What the explorer writes on demand: the assumptions as a parameter file, and the report under them.

PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")
KINDS = {"report.html": "text/html", "report.pdf": "application/pdf"}


class Files:
    """Two buttons; `own` gives what the reader has set, and `say` shows lines and a link to what was written."""

    def __init__(self, data: Path, own: Callable[[], Mapping[str, Any]], say: Callable[..., None]) -> None:
        self.data, self.own, self.say = data, own, say
        auto, into = w.Layout(width="auto"), f"Render the report with these settings into {REPORT_FOLDER}"
        save = w.Button(description="Save", icon="save", tooltip=f"Save your settings to {PARAMETER_FILE}", layout=auto)
        render = w.Button(
            description="Render report",
            icon="file",
            tooltip=into,
            layout=auto,
        )
        save.on_click(lambda _: self._told(self.write_parameters))
        render.on_click(lambda _: self._told(self.render_report))
        self.buttons = [save, render]

    def write_parameters(self) -> None:
        """Write what was set as a parameter file and say how it is used."""
        given = self.own()
        write_parameters(PARAMETER_FILE, given)
        others = ", ".join(name for name in given if name != "as_of")
        what = f"as known on {given['as_of']}, with {others or 'no other settings'}"
        home = next(homes(), None)
        is_own = home is not None and self.data.resolve() == (home / "data").resolve()
        where = "" if is_own else f" --data {shlex.quote(str(self.data.resolve()))}"
        use = f"Use: japan-tech report -f {PARAMETER_FILE}{where}, or papermill -f."
        self.say(f"Saved: {what}. {use}", link=opened(PARAMETER_FILE, "text/yaml"))

    def render_report(self) -> None:
        """Render the report under the assumptions and lead to it."""
        work = open_project(self.data).create_job(
            "report", dict(self.own()), out=REPORT_FOLDER, formats=("html", "pdf")
        )
        if reasons(work):
            make(work, lambda step: self.say(f"{step} …"))
        links = " · ".join(opened(REPORT_FOLDER / name, kind) for name, kind in KINDS.items())
        self.say(f"Rendered into {REPORT_FOLDER}:", link=links)

    def _told(self, work: Callable[[], None]) -> None:
        """Do what a button stands for; no traceback reaches the notebook."""
        try:
            work()
        except AnalysisError as error:
            self.say(*error.lines)
        except OSError as error:
            self.say(f"{error.filename or 'disk'}: {error.strerror}; nothing was written")
        except Exception as error:
            self.say(f"This went wrong in the program: {type(error).__name__}: {error}")


# ----- topics ----------------------------------------------------------------------------------------------
# The view of what a study says: its sentences, the number explained, and its pictures with their key.

HINT = "Click a number or a verdict in a sentence to see how it was computed."


class Topics:
    """The widgets of this view; `show` brings them up to date with a catalogue."""

    def __init__(self, exploration: Exploration, economies: Sequence[str]) -> None:
        self.exploration = exploration
        self.prose = Prose(len(exploration.sentences), self._clicked)
        self.canvases = [Canvas(frame, economies) for frame in exploration.frames]
        self.pictures = [w.Image(format="png") for frame in exploration.frames]
        self.origin = w.HTML(f"<em>{HINT}</em>").add_class("explorer-origin")
        self.brief = Brief()
        self.gaps: tuple[str, ...] = ()
        self._place: Place | None = None
        columns: dict[int, list[w.Image]] = {}
        for frame, picture in zip(exploration.frames, self.pictures, strict=True):
            columns.setdefault(frame.column, []).append(picture)
        pictures = w.HBox([w.VBox(column) for column in columns.values()]).add_class("explorer-pictures")
        drawn = w.HBox([pictures, w.HTML(self._key()).add_class("explorer-signs")]).add_class("explorer-drawn")
        self.box = w.VBox([self.prose.box, drawn]).add_class("explorer-main")

    def show(self, catalogue: Catalogue, is_new_move: bool) -> bool:
        """Show what follows from a catalogue; say whether anything to be seen has changed."""
        found = answer(catalogue, self.exploration)
        before = [it and it.plain for it in self.prose.sentences]
        self.catalogue, self.gaps = catalogue, found.gaps
        seen = [it.value for it in self.pictures]
        for canvas, picture in zip(self.canvases, self.pictures, strict=True):
            if canvas.update(catalogue):
                picture.value = canvas.png()
        has_moved = seen != [it.value for it in self.pictures]  # less than a pixel is nothing to be seen
        self.prose.show(found.sentences)
        if is_new_move:
            self.brief.begin()
        self.brief.show((found.result, *found.sentences), has_moved)
        self._explain()
        return has_moved or before != [it and it.plain for it in found.sentences]

    def _clicked(self, place: Place) -> None:
        self._place = place
        self.prose.mark(place)
        self._explain()

    def _explain(self) -> None:
        """Explain what was clicked last; it stays explained while it changes."""
        told = self.prose.at(self._place) if self._place else None
        self.origin.value = origin(told.about, self.catalogue.evidence) if told else f"<em>{HINT}</em>"

    def _key(self) -> str:
        signs = (
            f'<span><b style="color:{it.colour}">{it.sign}</b> {html.escape(it.words)}</span>'
            for it in self.exploration.key
        )
        return f'<div class="explorer-key">{" ".join(signs)}</div>'


# ----- app -------------------------------------------------------------------------------------------------
# The explorer: what a study shows under the assumptions of the reader, and beside it any indicator of the dataset.

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
        self.controls = controls_controls(evidence, start, study, exploration.sliders, economies)
        self.assumptions = Assumptions(self.controls, evidence, study, self._turned)
        for control in self.controls.values():
            control.observe(self._noted, "note")
        self.topics = Topics(exploration, [*economies.values()])
        self.indicators = Indicators(self.catalogue, self._keep)
        self.message = w.HTML().add_class("explorer-message")
        self.files = Files(data, lambda: self.assumptions.own, self._say)
        self.undo = button("Undo", "undo", "Undo the last change", self.assumptions.undo)
        self.reset = button("Reset", "refresh", "Restore the settings the explorer opened with", self.assumptions.reset)
        buttons = w.HBox([self.undo, self.reset, *self.files.buttons]).add_class("explorer-row")
        told = w.VBox([self.topics.brief.box, self.message, self.topics.origin]).add_class("explorer-told")
        side = w.VBox([*self.controls.values(), buttons, told]).add_class("explorer-side")
        topics = w.HBox([side, self.topics.box]).add_class("explorer-topics")
        self.views = w.Tab([topics, self.indicators.box], titles=VIEWS)
        self.views.observe(self._viewed, "selected_index")
        self.memory = BrowserStorage(self._restored)
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
            said.append(f"“{self.controls[name].description}”: nothing shown here depends on it.")
        self._say(*said)

    def _restored(self, values: Mapping[str, Any]) -> None:
        """Go on where the reader was before the page was loaded anew, and say so."""
        moved = values.get("assumptions")
        has_moved = isinstance(moved, dict) and self.assumptions.restore(moved)
        self.indicators.ask(values)  # behind the assumptions, which can tick other lines
        as_set(self.views, values.get("view"), "selected_index")
        self._keep()
        if has_moved:
            self._say("Your settings were restored after the page was reloaded; Reset clears them.")

    def _say(self, *lines: str, link: str = "") -> None:
        said = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        self.message.value = said + (f"<p>{link}</p>" if link else "")
