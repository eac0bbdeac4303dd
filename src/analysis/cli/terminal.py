"""What a command writes to the terminal: a line at a time, and nothing in it that steers the terminal."""

import logging
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from analysis.errors import AnalysisError
from analysis.evidence.cells import CONTROL


class UnwritableOutput(AnalysisError, OSError):
    """Standard output cannot be written, as where the disk is full."""

    exit_code = 1


def harmless(text: str) -> str:
    """Return a text in which a visible sign stands for each one that would steer the terminal; line ends stay.

    >>> harmless("red: \\x1b[31m")
    'red: �[31m'
    """
    return "\n".join(CONTROL.sub("\ufffd", line) for line in text.split("\n"))


def named(path: object) -> str:
    """Write the name of a file in one line, whatever signs it holds.

    >>> named("a\\nb")
    'a�b'
    """
    return harmless(str(path)).replace("\n", "\ufffd")


def escaped(text: str) -> str:
    """Return JSON in which signs that would steer the terminal are written as escapes, which mean the same.

    >>> escaped('"\\u202e"')
    '"\\\\u202e"'
    """
    return "\n".join(CONTROL.sub(lambda found: _escape(found[0]), line) for line in text.split("\n"))


def _escape(sign: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in memoryview(sign.encode("utf-16-le", "surrogatepass")).cast("H"))


def show(text: str) -> None:
    """Write a result to standard output; raise `UnwritableOutput` if that fails, whatever was done before."""
    try:
        click.echo(harmless(text))
    except BrokenPipeError:
        raise  # whoever reads has seen enough, as head does
    except OSError as error:
        _give_up(sys.stdout)
        raise UnwritableOutput(f"standard output cannot be written: {error.strerror}") from None


def remark(text: str) -> None:
    """Write a remark or a fault to standard error; where that cannot be written, there is nobody to tell."""
    try:
        click.echo(harmless(text), err=True)
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let what is still kept for a stream that cannot be written go nowhere, so that the program ends quietly."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class Remarks(logging.Handler):
    """Write what the package logs to standard error, unless the command was asked to be quiet."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        context = click.get_current_context(silent=True)
        if not (context and context.params.get("quiet")):
            remark(named(f"japan-tech: {record.getMessage()}"))


def prepare() -> None:
    """Make the standard streams fit to be written: none is missing, and none fails at a letter; show what is logged."""
    logger = logging.getLogger("analysis")
    logger.setLevel(logging.INFO)
    logger.handlers = [Remarks()]
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller; files opened later must not take its place
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
