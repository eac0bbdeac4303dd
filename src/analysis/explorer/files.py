"""What the explorer writes on demand: the assumptions as a parameter file, and the report under them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from analysis.errors import AnalysisError
from analysis.evidence import homes
from analysis.explorer.downloads import opened
from analysis.runs.edition import make, reasons
from analysis.runs.orders import order
from analysis.runs.parameter_file import write_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PARAMETER_FILE, REPORT_FOLDER = Path("explored.yaml"), Path("explored-report")
KINDS = {"report.html": "text/html", "report.pdf": "application/pdf"}


class Files:
    """Two buttons; `own` gives what the reader has set, and `say` shows lines and a link to what was written."""

    def __init__(self, data: Path, own: Callable[[], Mapping[str, Any]], say: Callable[..., None]) -> None:
        self.data, self.own, self.say = data, own, say
        auto, into = w.Layout(width="auto"), f"Render the report under these settings into {REPORT_FOLDER}"
        save = w.Button(description="Save", icon="save", tooltip=f"Write what you set to {PARAMETER_FILE}", layout=auto)
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
        what = f"as known on {given['as_of']}, with {others or 'nothing else set'}"
        home = next(homes(), None)
        is_own = home is not None and self.data.resolve() == (home / "data").resolve()
        where = "" if is_own else f" --data {shlex.quote(str(self.data.resolve()))}"
        use = f"Use: japan-tech report -f {PARAMETER_FILE}{where}, or papermill -f."
        self.say(f"Written {what}. {use}", link=opened(PARAMETER_FILE, "text/yaml"))

    def render_report(self) -> None:
        """Render the report under the assumptions and lead to it."""
        work = order("report", dict(self.own()), data=self.data, out=REPORT_FOLDER, formats=("html", "pdf"))
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
