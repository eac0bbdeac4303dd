import subprocess
import sys

import pytest


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
