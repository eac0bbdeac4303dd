"""Options that several commands share, each declared once."""

import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

import click

from analysis.dataset import DataError
from analysis.dataset.schema import CONTROL
from analysis.errors import AnalysisError, Ended, UnwritableError

# ----- options ---------------------------------------------------------------------------------------------


def _apart(
    _context: click.Context, _option: click.Parameter, given: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Refuse a name and a value in one word, which takes the word behind it for the value."""
    for name, value in given:
        first, is_joined, rest = name.partition("=")
        if is_joined or value.startswith("--"):
            raise click.UsageError(f"-p {name} {value}: write -p {first} {rest or 'VALUE'}, set apart by a blank")
    return given


DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="JAPAN_TECH_DATA",
    show_envvar=True,
    help="Another data folder than the project's own.",
)
STUDY = click.option(
    "--study",
    default="",
    envvar="JAPAN_TECH_STUDY",
    show_envvar=True,
    metavar="MODULE:NAME",
    help="Another study than the project's own: an object in a module, or in a file as ./study.py:STUDY.",
)
GIVEN = click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE", callback=_apart,
    help="A parameter of the report, such as as_of 2024-04-12; docs/running.md lists them all. May be repeated.",
)  # fmt: skip

REPORTS = click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the editions.  [default: the project's reports/]",
)


def _base_url(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Check the address of a folder on the web, and end it in a slash."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for one that is not a number
        is_folder = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_folder &= bool(re.fullmatch(r"[!$-;=A-Z\[\]_a-z~]+", text))  # no account, query or fragment
        is_folder &= not text.endswith((".html", ".htm", ".xml"))
    except ValueError:
        is_folder = False
    if text and not is_folder:
        raise click.UsageError(f"--base-url {text[:80]!r}: expected an address such as https://example.org/reports/")
    return f"{text.rstrip('/')}/" if text else ""


BASE_URL = click.option(
    "--base-url",
    default="",
    metavar="URL",
    callback=_base_url,
    help="Where the site will stand, for absolute addresses.",
)


# ----- terminal --------------------------------------------------------------------------------------------
# What a command writes to the terminal: a line at a time, and nothing in it that steers the terminal.


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


def show(text: str) -> None:
    """Write a result to standard output; raise `UnwritableError` if that fails, whatever was done before."""
    try:
        click.echo(harmless(text))
    except BrokenPipeError:
        raise  # whoever reads has seen enough, as head does
    except OSError as error:
        _give_up(sys.stdout)
        raise UnwritableError(f"standard output cannot be written: {error.strerror}") from None


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


# ----- ending ----------------------------------------------------------------------------------------------
# How a command ends: with an exit code, and where something went wrong with one line for each fault.

DISK = "the disk of what is written, or of files for a while"
"""What is full or cannot be written where the system does not say."""


def exit_code(command: click.Command) -> int:
    """Run a command and return what it ends with; every error is told in a line, none as a traceback."""
    try:
        with _ended_in_order():
            result = command.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return fail(130, "interrupted; nothing is left half-written")
    except Ended as error:
        return fail(error.exit_code, f"{error}; nothing is left half-written")
    except click.exceptions.NoArgsIsHelpError as error:
        remark(error.format_message())
        return 2
    except click.ClickException as error:
        return fail(2, error.format_message().replace("\n", " "))
    except DataError as error:
        tell(error)
        return error.exit_code
    except AnalysisError as error:
        for line in error.lines:
            fail(error.exit_code, line)
        return error.exit_code
    except OSError as error:
        place = re.sub(r"(^|/)\.([^/]+)\.new$", r"\1\2", str(error.filename or DISK))  # where it would have stood
        return fail(1, f"{place}: {error.strerror}; nothing is left half-written")
    except MemoryError:
        return fail(1, "there is not enough memory; nothing is left half-written")
    except RecursionError:
        return fail(1, "something given is nested too deeply; nothing is left half-written")
    return result if isinstance(result, int) else 0


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Clear up where the process is asked to end, once: `timeout` asks twice, as does who presses Ctrl-C twice.

    The second time disturbs nothing. A terminal that is closed asks as well, unless `nohup` has told the process not to
    mind.
    """

    def end(asked: int, _frame: object) -> None:
        for it in before:
            signal.signal(it, lambda *_: None)
        raise KeyboardInterrupt if asked == signal.SIGINT else Ended(is_hung_up=asked != signal.SIGTERM)

    asks = [signal.SIGTERM, signal.SIGINT, *filter(None, [getattr(signal, "SIGHUP", None)])]
    before = {it: signal.signal(it, end) for it in asks if signal.getsignal(it) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)


def fail(code: int, message: Any) -> int:
    """Tell in one line what went wrong and return the exit code."""
    remark(f"japan-tech: {' '.join(str(message).splitlines())}")
    return code


def tell(error: DataError) -> None:
    """Tell every defect of the data, one a line as file:row:column."""
    for defect in error.defects:
        remark(str(defect))
