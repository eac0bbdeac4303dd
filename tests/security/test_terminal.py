"""Signs that steer a terminal, in whatever a command is given or reads: none of them reaches the terminal as it is."""

from __future__ import annotations

import json

import pytest

from analysis.cli.common import harmless

from ..cli.conftest import call  # noqa: F401
from ..made_editions import judged, row
from ..shelves import publish, tell, three
from .signs import ALL, SEQUENCES, steering

NAMEABLE = [sign for sign in ALL if sign not in "\0/" and not "\ud800" <= sign <= "\udfff"]
"""Signs that the name of a file may have."""

COMMON = "".join(sign for sign in NAMEABLE if ord(sign) < 0x3000)
FOUL = "".join(SEQUENCES) + COMMON
SHORT = COMMON.encode()[:200].decode(errors="ignore")
"""As much of it as the name of a file may have."""


def test_every_sign_that_steers_is_shown_by_another_and_line_ends_stay():
    assert len(ALL) > 2100  # with two thousand surrogates
    assert [sign for sign in ALL if sign != "\n" and harmless(f"a{sign}\nb") != "a\ufffd\nb"] == []


@pytest.fixture
def said(call):  # noqa: F811
    """Call the command's own function in an empty folder; return what it wrote, and its exit code."""

    def run(*arguments):
        done = call(*arguments)
        return done.stdout + done.stderr, done.returncode

    return run


def foul_edition(folder):
    """An edition whose findings, parameters and parts bear steering signs."""
    made = publish(folder, row(f"a{FOUL}", 3, label=FOUL, printed=f"¥{FOUL}", method=FOUL), as_of="2024-04-12",
                   verdicts=(judged("C01", rule=FOUL, margin=FOUL, holds_in=FOUL, of=FOUL, evidence=""),))  # fmt: skip
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["parameters"] |= {f"p{FOUL}": FOUL}
    manifest["data"] |= {FOUL: FOUL}
    (made / "manifest.json").write_text(json.dumps(manifest))
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--data", FOUL),
        ("check", "--study", f"./{SHORT}.py:STUDY"),
        ("report", FOUL),
        ("report", "-p", FOUL, "a"),
        ("report", "-p", "focus", FOUL),
        ("report", "-f", FOUL),
        ("report", f"--{FOUL}"),
        (FOUL,),
        ("diff", FOUL, "2024-04-12"),
        ("trace", "--uses", FOUL),
        ("refresh", FOUL),
        ("site", "--reports", FOUL),
        ("update", "--offline", "--reports", "reports", "--approve", FOUL),
    ],
    ids=lambda it: " ".join(it)[:20].replace("\x1b", "^"),
)
def test_what_is_typed_steers_no_terminal(said, arguments):
    text, code = said(*arguments)
    assert steering(text) == []
    assert (code != 0, "Traceback" in text) == (True, False)
    assert "\ufffd" in text or "\\x1b" in text or "\\u" in text  # it was told what was wrong


def test_names_of_editions_and_drafts_and_lines_of_the_history_steer_no_terminal(said, tmp_path, small):
    reports = three(tmp_path / "reports")
    tell(reports, *({"day": "2026-11-01", "event": kind, "edition": FOUL, "why": FOUL, "what": FOUL, "supersedes": FOUL}
                    for kind in ("published", "correction", "failed")))  # fmt: skip
    (reports / SHORT).mkdir()
    foul_edition(reports / "drafts" / f"2024-04-12{SHORT}")
    for arguments in (("site",), ("update", "--offline", "--approve", "2024-04-12")):
        text, _ = said(*arguments, "--reports", reports)
        assert steering(text) == []
    (reports / "history.jsonl").write_text(f'{{"{FOUL}', encoding="utf-8")
    for arguments in (("site",), ("update", "--offline")):
        text, code = said(*arguments, "--reports", reports)
        assert (steering(text), code) == ([], 1)
