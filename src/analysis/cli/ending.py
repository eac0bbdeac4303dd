"""How a command ends: with an exit code, and where something went wrong with one line for each fault."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from analysis.cli.terminal import remark
from analysis.errors import AnalysisError, Ended
from analysis.evidence import DataError

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
        return fail(2, error.format_message().replace("\n", " ") + _hint(error, command))
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


def _hint(error: click.ClickException, command: click.Command) -> str:
    """Say how an option is written whose place or form was not right."""
    if isinstance(error, click.NoSuchOption) and isinstance(command, click.Group) and error.ctx:
        taken = [it for it in command.commands.values() for one in it.params if error.option_name in one.opts]
        if taken and error.ctx.command is command:
            return f" It stands behind the command, as in: japan-tech {taken[0].name} {error.option_name} …"
    if isinstance(error, click.BadOptionUsage) and error.option_name in ("-p", "--parameter"):
        return " A name and a value are set apart by a blank, as in: -p as_of 2024-04-12"
    return ""


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
