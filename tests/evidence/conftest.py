"""A dataset of few rows, for rules on cells, rows and tables, which need no more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .. import made_up
from ..conftest import Copy

if TYPE_CHECKING:
    from collections.abc import Callable

ALSO = (
    "labour_force.JPN.2012.2017-03-03",
    "chip_support_amount.JPN.mof.2021-04-01.2024-04-09",
)


@pytest.fixture(scope="session")
def few(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the data folder with the first rows of long tables and those that other tables name."""
    few = Copy(Path(shutil.copytree(small, tmp_path_factory.mktemp("few") / "data")))
    few.write("exchange_rates.csv", few.rows("exchange_rates.csv")[:20])
    named = {cell for name in ("claims.csv", "corrections.csv") for row in few.rows(name) for cell in row} | {*ALSO}
    rows = few.rows("observations.csv")
    few.write("observations.csv", [row for number, row in enumerate(rows) if number < 20 or row[0] in named])
    few.load()
    return few


@pytest.fixture
def few_copy(few: Copy, tmp_path: Path) -> Copy:
    """A copy of the few rows that a test may break."""
    return Copy(Path(shutil.copytree(few.folder, tmp_path / "few")))


@pytest.fixture
def bees(tmp_path: Path) -> Callable[..., Copy]:
    """Write made-up rows into a data folder that a test may break."""

    def write(*observations: made_up.Row, **tables: Any) -> Copy:
        return Copy(made_up.write(tmp_path / "bees", observations, **tables))

    return write


@pytest.fixture
def told(bees: Callable[..., Copy]) -> Callable[..., list[str]]:
    """Write made-up rows and return what loading them tells, a line for each defect."""
    return lambda *observations, **tables: [str(defect) for defect in bees(*observations, **tables).defects()]
