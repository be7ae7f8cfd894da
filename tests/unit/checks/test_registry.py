"""Every rule is in the registry, in a file of its name, and says what it wants."""

from pathlib import Path

import checks.rules
from checks.registry import RULES

FILES = {path.stem for path in Path(checks.rules.__file__).parent.glob("*.py")} - {"__init__"}


def test_every_file_is_a_rule_of_its_name():
    assert {rule.id.replace("-", "_") for rule in RULES} == FILES
    assert len(RULES) == len(FILES)
    assert {rule.check.__module__.rpartition(".")[2] for rule in RULES} == FILES


def test_descriptions_fit_on_a_line():
    assert [
        rule.id for rule in RULES if not rule.description.endswith(".") or len(rule.description) > 90
    ] == []


def test_only_the_standard_library_is_needed():
    """A checkout is enough: nothing has to be installed, but pytest for its plugin."""
    import ast
    import sys

    imported = {
        name.split(".")[0]
        for path in Path(checks.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"checks", "pytest"}
