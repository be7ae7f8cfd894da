"""Every test that the pages on security, privacy and sources name as evidence exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.environments import SOURCES

REPOSITORY = Path(__file__).parents[2]
REFERENCE = re.compile(r"`(tests/[\w/.]+)::([\w:]+)`")
THREAT = re.compile(
    r"^## (?!Who is trusted|The systems of the catalogue)(.+?)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)


def references():
    for name in ("security.md", "privacy.md", "sources.md"):
        for file, test in sorted(set(REFERENCE.findall((REPOSITORY / "docs" / name).read_text()))):
            yield pytest.param(REPOSITORY / file, test, id=f"{name}-{file}::{test}")


def names_in(file):
    """Functions and classes as pytest names them; the runs of a Terraform test."""
    if file.suffix == ".hcl":
        return set(re.findall(r'^run "(\w+)"', file.read_text(), re.MULTILINE))
    names = set()

    def look(nodes, prefix):
        for node in nodes:
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                names.add(prefix + node.name)
                look(node.body, f"{prefix}{node.name}::")
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                names.add(prefix + node.name)

    look(ast.parse(file.read_text()).body, "")
    return names


@pytest.mark.parametrize(("file", "test"), list(references()))
def test_evidence_exists(file, test):
    assert file.exists(), "the docs name a file that is gone: name the test that shows it now"
    assert test in names_in(file), "the docs name a test that is gone: name the one that shows it now"


def test_every_threat_has_its_four_lines():
    threats = THREAT.findall((REPOSITORY / "docs" / "security.md").read_text())
    assert threats
    for title, text in threats:
        lines = re.findall(r"^- \*\*(.+?):\*\*", text, re.MULTILINE)
        assert lines == ["Could happen", "Stops it", "Shown by", "Remains"], title
        assert REFERENCE.search(text.split("**Shown by:**")[1].split("**Remains:**")[0]), title


ROWS = re.findall(
    r"^\| `(\w+)` \| `(\w+)` \| `\[(\w+)\]` \| `(\w+)` \| `(\w+)` \|$",
    (REPOSITORY / "docs" / "sources.md").read_text(),
    re.MULTILINE,
)


def names_of_tests(*patterns):
    found = {name for pattern in patterns for file in REPOSITORY.glob(pattern) for name in names_in(file)}
    return {name.rpartition("::")[2] for name in found}


def test_every_source_has_its_row():
    assert sorted(row[0] for row in ROWS) == sorted(SOURCES)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_tests_of_the_row_exist(row):
    source, unit, contract, plan, emulator = row
    assert contract == source
    assert (REPOSITORY / "examples" / "sources" / source / "main.tf").exists()
    assert unit in names_of_tests("tests/unit/attribution/sources/test_*.py")
    assert plan in names_of_tests("tests/modules/root_*.tftest.hcl")
    assert emulator in names_of_tests("tests/e2e/test_*.py")
