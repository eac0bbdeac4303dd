"""Shared by the commands: options, output to the terminal, signals and exit codes."""

import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from analysis.dataset import DataError
from analysis.dataset.schema_checks import CONTROL
from analysis.errors import AnalysisError, TerminatedError


def _separate_words(
    _context: click.Context, _option: click.Parameter, given: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Refuse -p NAME=VALUE, for which the next word of the command would be the value, and a NAME before an option."""
    for name, value in given:
        before, equals_sign, after = name.partition("=")
        if equals_sign or value.startswith("--"):
            raise click.UsageError(f"-p {name} {value}: write -p {before} {after or 'VALUE'}")
    return given


DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="JAPAN_TECH_DATA",
    show_envvar=True,
    help="Data folder, if not the project's own.",
)
STUDY = click.option(
    "--study",
    default="",
    envvar="JAPAN_TECH_STUDY",
    show_envvar=True,
    metavar="MODULE:NAME",
    help="Study, if not the project's own: an object in a module, or in a file such as ./study.py:STUDY.",
)
PARAMETERS = click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE", callback=_separate_words,
    help="A parameter of the report, such as as_of 2024-04-12; docs/running.md lists them all. May be repeated.",
)  # fmt: skip

SECONDS = click.IntRange(min=1)
CELL_TIMEOUT = click.option("--cell-timeout", type=SECONDS, default=600, show_default=True, help="Seconds per cell.")
TIMEOUT = click.option("--timeout", type=SECONDS, default=3600, show_default=True, help="Seconds per notebook.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only errors: for cron.")

REPORTS = click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of editions.  [default: the project's reports/]",
)


def _base_url(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Validate the URL of a folder, which has no query and no fragment, and end it in a slash."""
    if text and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[!$-;=A-Z_a-z~]*)?", text, re.ASCII):
        raise click.UsageError(f"--base-url {text[:80]!r}: expected an address such as https://example.org/reports/")
    return f"{text.rstrip('/')}/" if text else ""


BASE_URL = click.option(
    "--base-url",
    default="",
    metavar="URL",
    callback=_base_url,
    help="Address at which the site will be served, for absolute links.",
)


def harmless(text: str) -> str:
    """Replace control characters other than line breaks by a visible one.

    >>> harmless("red: \\x1b[31m")
    'red: �[31m'
    """
    return "\n".join(CONTROL.sub("\ufffd", line) for line in text.split("\n"))


def single_line(text: object) -> str:
    """Format a text that may hold a file name in one line: such a name can have any character.

    >>> single_line("a\\nb")
    'a�b'
    """
    return harmless(str(text)).replace("\n", "\ufffd")


def show(text: str) -> None:
    """Print a result to standard output."""
    click.echo(harmless(text))


def remark(text: str) -> None:
    """Print a remark or an error to standard error."""
    click.echo(harmless(text), err=True)


class Remarks(logging.Handler):
    """Print what the package logs to standard error, unless --quiet is set."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record in one line."""
        context = click.get_current_context(silent=True)
        if not (context and context.params.get("quiet")):
            remark(single_line(f"japan-tech: {record.getMessage()}"))


def prepare() -> None:
    """Print what the package logs, and replace characters that the terminal's encoding lacks.

    Closed streams are opened on the null device: the next file to be opened, such as that of a kernel, would otherwise
    get their number, and the output.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            os.set_inheritable(number, True)  # a kernel needs it as well
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(number, mode))
    logger = logging.getLogger("analysis")
    logger.setLevel(logging.INFO)
    logger.handlers = [Remarks()]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def run_command(command: click.Command) -> int:
    """Run a command and return its exit code; print one line for each error, and never a traceback."""
    try:
        with _signals():
            result = command.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return fail(130, "interrupted; nothing is left half-written")
    except TerminatedError as error:
        return fail(error.exit_code, f"{error}; nothing is left half-written")
    except click.exceptions.NoArgsIsHelpError as error:
        remark(error.format_message())
        return 2
    except click.ClickException as error:
        return fail(2, error.format_message().replace("\n", " "))
    except (AnalysisError, OSError) as error:
        return print_error(error)
    return result if isinstance(result, int) else 0  # some commands return an exit code, others None


@contextmanager
def _signals() -> Iterator[None]:
    """Turn SIGTERM, SIGINT and SIGHUP into exceptions once, so that a second one does not disturb the clean-up."""

    def end(number: int, _frame: object) -> None:
        for handled in handlers:
            signal.signal(handled, lambda *_: None)  # not SIG_IGN, which a process started later would inherit
        raise KeyboardInterrupt if number == signal.SIGINT else TerminatedError

    signals = [signal.SIGTERM, signal.SIGINT]
    if hasattr(signal, "SIGHUP"):  # Windows has none
        signals.append(signal.SIGHUP)
    handlers = {}
    for handled in signals:
        if signal.getsignal(handled) is not signal.SIG_IGN:  # as nohup sets it
            handlers[handled] = signal.signal(handled, end)
    try:
        yield
    finally:
        for handled, handler in handlers.items():
            signal.signal(handled, handler)


def print_error(error: AnalysisError | OSError) -> int:
    """Print what is wrong, one line for each fault, and return the exit code."""
    if isinstance(error, DataError):
        print_defects(error)
        return error.exit_code
    if isinstance(error, AnalysisError):
        for line in error.lines:
            fail(error.exit_code, line)
        return error.exit_code
    # without a file name it is a failed write, as to a full disk
    return fail(1, f"{error.filename or 'the disk'}: {error.strerror or error}; nothing is left half-written")


def fail(code: int, message: Any) -> int:
    """Print an error in one line and return the exit code."""
    remark(f"japan-tech: {' '.join(str(message).splitlines())}")
    return code


def print_defects(error: DataError) -> None:
    """Print every defect of the data as file:row:column, one per line."""
    for defect in error.defects:
        remark(str(defect))
