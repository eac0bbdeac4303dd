"""Where the browser of this machine is, and what skips a test where there is none."""

import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LAUNCH = {"executable_path": CHROMIUM, "args": ["--disable-gpu", "--disable-software-rasterizer"]}
"""How it is started: drawing by the processor alone takes a third less time where there is no graphics card."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
