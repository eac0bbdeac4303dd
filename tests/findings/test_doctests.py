import doctest
import importlib
import pkgutil

import pytest

import analysis

MODULES = ["analysis", *(module.name for module in pkgutil.walk_packages(analysis.__path__, "analysis."))]
WITH_EXAMPLES = {
    "analysis": 4,
    "analysis.exhibits.dataset": 20,
    "analysis.exhibits.report": 2,
    "analysis.findings.formats": 4,
    "analysis.findings.quantity": 1,
    "analysis.findings.workbench": 15,
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_of_a_module_are_true(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert result.attempted >= WITH_EXAMPLES.get(name, 0)
