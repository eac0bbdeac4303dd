"""Every recipe of CONTRIBUTING.md is followed word by word on a copy of the project."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (.*?)\n(.*?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("data", "notebooks", "reports", "src", "tests/second_article")

RESULTS = {
    "Add a claim": "(d.verdicts['C98'].outcome.value, len(d.verdicts))",
    "Add a rule": "d.verdicts['C13'].outcome.value",
    "Add a parameter": "an.load(low_level=0.8).catalogue.threshold('low_level')",
    "Add a command or an option": "'ok'",
    "Add an economy": "(d['economy.AVO.gdp_per_head'].text, 'unicorns.AVO.gdp' in d.catalogue.names)",
    "Correct an edition": "'storks are unicorns' in Path('reports/corrections.html').read_text('utf-8')",
    "Add a topic": "d['wealth.KOR'].label",
    "Add a figure": "'ok'",
    "Add a notebook": "Path('wealth/report.html').is_file()",
    "Add a format": "Path('text/report.txt').read_text('utf-8').startswith(d.title)",
    "Add another article": "'ok'",
}
"""What is asked of the copy when a recipe has been followed."""

ASK = """
from pathlib import Path
import analysis as an
d = an.load()
print(repr({}))
"""


def expected(evidence):
    """The answers: 50 billion for 2 million people are 25,000 a head, and there is one claim more than before."""
    return {
        "Add a claim": ("supported", len(evidence.claims_judged) + 1),
        "Add a rule": "supported",
        "Add a parameter": 0.8,
        "Add a command or an option": "ok",
        "Add an economy": ("$25,000", True),
        "Correct an edition": True,
        "Add a topic": "Output a head against Japan, South Korea",
        "Add a figure": "ok",
        "Add a notebook": True,
        "Add a format": True,
        "Add another article": "ok",
    }


class Follower:
    """Does what a recipe says, in a copy of the project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in COPIED:
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("drafts"))

    def run(self, *words: str) -> str:
        """Run a program of the copy and return what it prints; the test fails where it fails."""
        environment = os.environ | {"PYTHONPATH": str(self.folder / "src")}
        environment.pop("JAPAN_TECH_DATA", None)
        done = subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def follow(self, language: str, file: str, text: str) -> None:
        """Append rows and code to their file, change lines as told, run commands and what is typed at the prompt."""
        path = self.folder / file
        match language:
            case "sh":
                for line in text.splitlines():
                    program, *words = shlex.split(line)
                    assert program == "japan-tech"
                    self.run(sys.executable, "-c", "from analysis.cli import main; main()", *words)
            case "python" if not file:
                self.run(sys.executable, "-c", text)
            case "python" | "csv" | "jsonl":
                before = (
                    path.read_text(encoding="utf-8") + ("\n" if language == "python" else "") if path.exists() else ""
                )
                path.write_text(before + text, encoding="utf-8")
            case "diff":
                old = "".join(f"{line[1:]}\n" for line in text.splitlines() if line.startswith("-"))
                new = "".join(f"{line[1:]}\n" for line in text.splitlines() if line.startswith("+"))
                source = path.read_text(encoding="utf-8")
                assert source.count(old) == 1, f"{file} has no line {old!r}"
                path.write_text(source.replace(old, new), encoding="utf-8")
            case _:
                raise AssertionError(f"nobody knows how to follow a block of {language}")


LONG = {"Add an economy", "Add a figure", "Add a notebook", "Add a format", "Add another article"}
"""What takes long, or other tests do in their own way, as growing the data."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in RESULTS]
)
def test_a_recipe_does_what_it_says(name, tmp_path, evidence):
    follower = Follower(tmp_path)
    blocks = BLOCK.findall(RECIPES[name])
    assert blocks
    for block in blocks:
        follower.follow(*block)
    said = follower.run(sys.executable, "-c", ASK.format(RESULTS[name]))
    assert said.strip() == repr(expected(evidence)[name])
