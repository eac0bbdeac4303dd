import subprocess
import sys

import pytest

from analysis.rendering.execute import without

ABSENT = "tabnanny"
"""A module that nothing here imports, so that it can be left out."""


@pytest.fixture(autouse=True)
def absent():
    """Make sure that the module has not been imported."""
    sys.modules.pop(ABSENT, None)


def test_a_module_left_out_cannot_be_imported_inside_and_can_be_afterwards():
    with without(ABSENT), pytest.raises(ImportError):
        __import__(ABSENT)
    assert __import__(ABSENT).__name__ == ABSENT


@pytest.mark.parametrize("fails", [False, True])
def test_the_modules_are_left_as_they_were_found_even_after_an_error(fails):
    before = dict(sys.modules)
    with pytest.raises(ZeroDivisionError) if fails else without("nothing.else"), without(ABSENT):
        assert sys.modules != before
        assert not fails or 1 / 0
    assert sys.modules == before


def test_a_module_that_is_imported_already_stays_as_it_is():
    found = __import__(ABSENT)
    with without(ABSENT):
        assert sys.modules[ABSENT] is found
    assert sys.modules[ABSENT] is found


@pytest.mark.parametrize(("block", "imported"), [("without('rfc3987_syntax')", False), ("nullcontext()", True)])
def test_papermill_works_without_the_slow_module_that_it_would_import(block, imported):
    """When the second case fails, papermill no longer imports it, and the detour can go."""
    code = (
        "import sys\nfrom contextlib import nullcontext\nfrom analysis.rendering.execute import without\n"
        f"with {block}:\n    import nbformat, papermill\n"
        "nbformat.validate(nbformat.v4.new_notebook())\nprint('rfc3987_syntax' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(imported)
