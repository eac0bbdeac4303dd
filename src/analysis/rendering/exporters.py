"""Two exporters for nbconvert: from a notebook to a web page, and to a PDF for print and archives."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionError
from nbconvert.exporters.exporter import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Bool, Unicode, default, validate
from traitlets.config import Config

from analysis.errors import AnalysisError
from analysis.rendering import lint, palette
from analysis.rendering.document import FigureBlock
from analysis.rendering.document_from_notebook import read_report
from analysis.rendering.fonts import font_faces
from analysis.rendering.html_tree import plain
from analysis.rendering.pdf import picture, render_pdf, typeset
from analysis.rendering.report_errors import ReportError, as_report_error, printable
from analysis.rendering.template_filters import (
    TEMPLATES,
    PageLocation,
    about,
    citation,
    filters,
    has_masthead,
    hash_for_policy,
    to_script,
)

if TYPE_CHECKING:
    from analysis.rendering.document import ReportDocument


SCRIPTS = TEMPLATES / "report_html"

ERROR_MARKER = "papermill-error-cell-tag"
"""The tag of the cells that papermill adds to say which cell failed; that cell has its error as an output."""


class _ReportExporter(TemplateExporter):
    """The base of both exporters, which show the same cells and read the notebook in the same way."""

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        """Accept the settings that nbconvert passes on; it has no types, and this gives callers some."""
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]

    exclude_input = Bool(True, help="Leave the code out; readers want the findings.").tag(config=True)

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @validate("extra_template_basedirs")
    def _keep_own_templates(self, proposal: Any) -> list[str]:
        """Append the folder of the report's templates, so that other templates can extend them."""
        folders = [folder for folder in proposal.value if folder != str(TEMPLATES)]
        return [*folders, str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        """The settings for nbconvert, which remove cells and outputs by their tags."""
        config = Config(
            {
                "TagRemovePreprocessor": {
                    "enabled": True,
                    "remove_cell_tags": {"remove_cell", "remove-cell", ERROR_MARKER},
                    "remove_input_tags": {"remove_input", "remove-input", "hide_input", "hide-input"},
                    "remove_all_outputs_tags": {"remove_output", "remove-output"},
                }
            }
        )
        config.merge(super().default_config)
        return config

    @default("optimistic_validation")
    def _default_optimistic_validation(self) -> bool:
        # validate the notebook once, after all preprocessors, not after each of them
        return True

    def read(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[ReportDocument, Any]:
        """Read an executed notebook; the report may have faults."""
        # a cell that fails while nbconvert runs the notebook has a message that its users know
        with as_report_error("the notebook cannot be read", CellExecutionError):
            # this runs the preprocessors; the method of TemplateExporter would render a template as well
            nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
            about_file = resources.get("metadata", {})
            # the path is empty for a file in the working folder, and missing if the notebook is not from a file
            folder = Path(about_file["path"] or ".") if "path" in about_file else None
            report = read_report(
                nb,
                inputs=not (self.exclude_input or self.exclude_code_cell),
                outputs=not (self.exclude_output or self.exclude_code_cell),
                fallback=about_file.get("name") or "Report",
                folder=folder,
            )
        return report, resources

    def read_and_mark(self, nb: Any, resources: Any, **kw: Any) -> tuple[ReportDocument, Any]:
        """Read an executed notebook and log what is wrong in it; faults are also marked, which makes it a draft."""
        report, resources = self.read(nb, resources, **kw)
        if lint.faults(report):
            lines = lint.make_draft(report)
        else:
            lines = lint.remarks(report)
        for line in lines:
            self.log.warning("%s", line)
        return report, resources

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Read a notebook from a file and export it."""
        try:
            with as_report_error("the notebook cannot be read", CellExecutionError):
                return super().from_file(file_stream, resources, **kw)
        except AnalysisError as error:
            # `jupyter nbconvert` ends with a message, not with a traceback
            command = sys.modules.get("nbconvert.nbconvertapp")
            if command and command.NbConvertApp.initialized():
                raise SystemExit("\n".join(map(printable, error.lines))) from None
            raise


class ReportHTMLExporter(_ReportExporter):
    """The report as one web page: it loads nothing from elsewhere, and is complete without its script."""

    export_from_notebook = "Report (HTML)"
    output_mimetype = "text/html"
    address = Unicode("", help="The address at which the page will be published.").tag(config=True)
    has_files = Bool(False, help="Each figure is also a file in figures/, beside the page.").tag(config=True)
    has_tables = Bool(False, help="Each table of the report is also a file beside the page.").tag(config=True)

    @default("file_extension")
    def _default_file_extension(self) -> str:
        return ".html"

    @default("template_name")
    def _default_template_name(self) -> str:
        return "report_html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """Turn an executed notebook into a web page."""
        report, resources = self.read_and_mark(nb, resources, **kw)
        return self.render(report), resources

    def render(self, report: ReportDocument, template: Path | None = None) -> str:
        """Return a report as a web page; `template` is a file that extends `index.html.j2`."""
        with as_report_error("the page cannot be written"):
            page = self._page(report, template)
            # fail on lone surrogates here, not when the file is written
            page.encode()
        return page

    def _page(self, report: ReportDocument, template_file: Path | None) -> str:
        place = PageLocation(
            address=self.address, has_files=self.has_files, has_tables=self.has_tables, cited=citation(report)
        )
        script = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("*.js")))
        template = self.template
        if template_file:
            with as_report_error(f"{template_file.name} is not a template"):
                template = self.environment.from_string(template_file.read_text(encoding="utf-8"))
        page: str = template.render(
            report=report,
            # a template cannot ask for the type of a block
            blocks=[(type(block).__name__, block) for block in report.blocks],
            files=[table.name for table in report.attachments] if self.has_tables else [],
            script=script,
            script_hash=hash_for_policy(script),
            place=place,
            has_masthead=has_masthead(report),
            about=about(report, place),
            font_faces=font_faces(),
            linked_data=to_script(report.linked_data) if report.linked_data else "",
            **palette.for_style_sheet(),
        )
        return page.strip() + "\n"

    def _create_environment(self) -> Any:
        environment = super()._create_environment()  # type: ignore[no-untyped-call]
        # nbconvert's templates write HTML as it is; ours are given text
        environment.autoescape = True
        return environment

    def default_filters(self) -> Any:
        """Yield the filters of nbconvert and those of the report's templates."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield from filters().items()


class ReportPDFExporter(_ReportExporter):
    """The report as a tagged PDF for archives and screen readers, with the same bytes on every run."""

    export_from_notebook = "Report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _default_file_extension(self) -> str:
        return ".pdf"

    @default("template_name")
    def _default_template_name(self) -> str:
        return "report_pdf"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """Turn an executed notebook into a PDF."""
        report, resources = self.read_and_mark(nb, resources, **kw)
        resources["output_extension"] = ".pdf"  # as nbconvert's own exporter does, whatever is configured
        return self.render(report), resources

    def render(self, report: ReportDocument) -> bytes:
        """Write a report as a PDF."""
        with as_report_error("the PDF cannot be written"):
            # the newest of the dates that the report has
            day = report.modified or report.published or report.date
            pdf, warnings = render_pdf(report, _timestamp(day))
        for warning in warnings:
            self.log.warning("%s", warning)
        return pdf


def _timestamp(date: str) -> int:
    """Return a date as seconds since 1970, or 0 if there is none: the current time would change the PDF at each run."""
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


# Each figure as a separate file with title, source and credit, for use elsewhere.

PNG_DOTS_PER_INCH = 192.0
"""Twice the resolution of a page, for sharp screens."""


def graphics(report: ReportDocument) -> dict[str, bytes]:
    """Return each titled figure of a report as SVG and PNG, by file name; a credit names the report and its edition."""
    figures = [block for block in report.blocks if isinstance(block, FigureBlock) and block.name]
    if not figures:
        return {}
    for figure in figures:
        if not re.fullmatch(r"\w[\w.-]*", figure.label):
            raise ReportError(f"{figure.cell}: the label {figure.label!r} cannot name a file; use letters and hyphens.")
    credit = " · ".join(part for part in (report.title, report.edition, *report.authors) if part)

    # Set all figures at once, each on a page, with titles and sources as plain text
    drawings = {}
    data = []
    for number, figure in enumerate(figures):
        name = f"{number}.svg"
        drawings[name] = picture(figure)
        data.append((name, plain(figure.title), plain(figure.subtitle), plain(figure.source), credit))
    svg, _ = typeset("graphics", data, drawings, format="svg")
    png, _ = typeset("graphics", data, drawings, format="png", ppi=PNG_DOTS_PER_INCH)

    # Typst returns a list only if there are several pages
    files: dict[str, bytes] = {}
    for suffix, pages in (("svg", svg), ("png", png)):
        if not isinstance(pages, list):
            pages = [pages]
        for figure, page in zip(figures, pages, strict=True):
            files[f"{figure.label}.{suffix}"] = page
    return files
