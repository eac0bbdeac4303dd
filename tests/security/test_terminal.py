"""Signs that steer a terminal, in whatever a command is given or reads: none of them reaches the terminal as it is."""

from __future__ import annotations

import pytest

from analysis.cli.common import harmless

from ..cli.conftest import call  # noqa: F401
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


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--data", FOUL),
        ("check", "--study", f"./{SHORT}.py:STUDY"),
        ("report", FOUL),
        ("report", "country_profile", "-p", "focus", FOUL),
        ("report", "-f", FOUL),
        (FOUL,),
        ("diff", FOUL, "2024-04-12"),
        ("trace", "--uses", FOUL),
        ("refresh", FOUL),
        ("site", "--reports", FOUL),
        ("update", "--offline", "--reports", "reports", "--approve", FOUL),
    ],
    ids=lambda it: " ".join(it)[:20].replace("\x1b", "^"),
)
def test_what_is_typed_steers_no_terminal(call, arguments):  # noqa: F811
    done = call(*arguments)
    text = done.stdout + done.stderr
    assert steering(text) == []
    assert (done.returncode != 0, "Traceback" in text) == (True, False)
    assert "\ufffd" in text or "\\x1b" in text or "\\u" in text  # it was told what was wrong
