"""The picture of the newest page in the README, its first screen; run as a program this takes it anew."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from browsers import LAUNCH

REPORTS = Path(__file__).resolve().parents[1] / "reports"
SCREEN = {"width": 1180, "height": 760}
COLOURS = 64
"""So many hold the text, its edges and the colours of the figures, in a third of the bytes."""


def first_screen(page: Path) -> bytes:
    """Open a page in Chromium and return what is seen of it at first."""
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        tab = browser.new_page(viewport=SCREEN)
        tab.goto(page.as_uri())
        tab.evaluate("document.fonts.ready.then(() => true)")
        return tab.screenshot()


def small(picture: bytes) -> bytes:
    """Return a picture with few colours."""
    file = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        file, "png", optimize=True
    )
    return file.getvalue()


if __name__ == "__main__":
    newest = max(path for path in REPORTS.glob("????-??-??") if path.is_dir())
    (REPORTS / "page.png").write_bytes(small(first_screen(newest / "report.html")))
