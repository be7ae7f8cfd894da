"""Every invariant of the product is named by a test that holds it."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("number", range(1, 11))
def test_invariant_has_a_test(number):
    files = [*TESTS.rglob("test_*.py"), *TESTS.rglob("*.tftest.hcl")]
    assert any(re.search(rf"\bI{number}\b", file.read_text()) for file in files if file != Path(__file__))
