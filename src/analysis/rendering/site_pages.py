"""The pages that stand around reports, in the same dress: any text put into them is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.rendering import palette
from analysis.rendering.html_markup import to_script
from analysis.rendering.webfonts import font_faces

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["write_page"]

TEMPLATES = Path(__file__).with_name("templates")
CUTS = ("ReportSans-Regular", "ReportSans-Semibold", "ReportSerif-Regular")


def write_page(template: str, linked_data: Any = None, **told: Any) -> bytes:
    """Write a page from a template of the site and what it tells; it loads nothing and needs no script."""
    page = _templates().get_template(f"{template}.html.j2")
    text = page.render(
        **told,
        linked_data=to_script(linked_data) if linked_data else "",
        font_faces=font_faces(CUTS),
        **palette.for_style_sheet(),
    )
    return (text.strip() + "\n").encode()


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [TEMPLATES / "site", TEMPLATES / "report_html"]
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
