"""Parameters in a file, as papermill takes them with -f: a name and a value on each line, in YAML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.evidence.files import read_text
from analysis.findings import ParameterError


def read_parameters(file: Path) -> dict[str, Any]:
    """Read a parameter file; raise `ParameterError` with one sentence where it is none."""
    import yaml

    try:
        given = yaml.safe_load(read_text(file))
    except FileNotFoundError:
        raise ParameterError(f"parameter file {file}: does not exist") from None
    except OSError as error:
        raise ParameterError(f"parameter file {file}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ParameterError(f"parameter file {file}: is nested too deeply") from None
    except (ValueError, yaml.YAMLError) as error:  # no UTF-8, no day of the calendar, no YAML
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise ParameterError(
            f"parameter file {file}:{line}: is not YAML in UTF-8; write lines such as as_of: 2024-04-12"
        ) from None
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise ParameterError(
            f"parameter file {file}: holds no parameters by name; write lines such as as_of: 2024-04-12"
        )
    return given


def write_parameters(file: Path, given: Mapping[str, Any]) -> None:
    """Write a parameter file; what is not set is left out."""
    import yaml

    known = {name: value for name, value in given.items() if value is not None}
    file.write_text(yaml.safe_dump(known, sort_keys=False, allow_unicode=True), encoding="utf-8")
