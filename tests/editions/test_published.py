"""The published edition is whole, and the README leads to it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EDITIONS = sorted(path.parent for path in (ROOT / "reports").glob("????-??-??/manifest.json"))


def test_the_pictures_of_the_readme_exist_and_its_links_lead_to_the_newest_edition():
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 1
    for alt, path in pictures:
        assert len(alt) > 30
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG"), path
    named = set(re.findall(r"\]\((reports/[^)]*)\)", README)) - {path for _, path in pictures}
    assert len(named) >= 2
    assert [path for path in named if not (ROOT / path).exists() or EDITIONS[-1].name not in path] == []
