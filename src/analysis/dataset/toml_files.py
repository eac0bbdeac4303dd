"""TOML files read, with errors that name them, and values checked for their type."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.dataset.schema_checks import DataError, Defect
from analysis.dataset.text_files import read_text


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; raise `DataError` if it is missing or is not one."""
    try:
        return tomllib.loads(read_text(path))
    except RecursionError:
        raise DataError([Defect(path.name, 1, "-", "nests brackets too deep")]) from None
    except FileNotFoundError:
        raise DataError([Defect(path.name, 1, "-", "is missing")]) from None
    except OSError as error:
        raise DataError([Defect(path.name, 1, "-", f"cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        # TOML tells its place in the message, a text that is not UTF-8 does not
        line = re.search(r"\(at line (\d+), column \d+\)", str(error))
        raise DataError(
            [Defect(path.name, int(line[1]) if line else 1, "-", f"is not TOML in UTF-8: {error}")]
        ) from None


def fault_of(value: Any, kind: type) -> str:
    """Return why a value is not of a type, or an empty text."""
    if value is None:
        return "is missing"
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return ""
    # in Python true is an int, and a time of day a date as well; neither is asked for
    if not isinstance(value, kind) or isinstance(value, (bool, datetime)):
        return f"{value!r} is not a {kind.__name__}"
    return ""
