"""docs/releasing.md speaks of what the command makes, and of how it is called."""

import re
import shlex
import tomllib
from pathlib import Path

from release.__main__ import COPIED_FROM, parser, refuse_other_versions
from tests.unit.release.test_folder import FILES

REPOSITORY = Path(__file__).parents[3]
PAGE = (REPOSITORY / "docs" / "releasing.md").read_text()
VERSION = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]


def test_table_has_every_file_of_a_release():
    cells = re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE)
    told = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    packages = {"attribution.zip": "<package>.zip"}
    assert told == {packages.get(name, name.replace("1.2.3", VERSION)) for name in FILES}


def test_command_can_be_typed():
    commands = re.findall(r"^ +\.venv/bin/python -m release (.*)$", PAGE, re.MULTILINE)
    assert commands
    for command in commands:
        assert parser().parse_args(shlex.split(command)).into


def test_bill_is_of_the_version_that_the_page_says():
    text = (REPOSITORY / "release" / "bill.py").read_text()
    (version,) = re.findall(r"CycloneDX (\d\.\d)", PAGE)
    assert f"SchemaVersion.V{version.replace('.', '_')}" in text


def test_page_names_one_version():
    """Its commands, prefixes and names go together."""
    assert set(re.findall(r"\b\d+\.\d+\.\d+\b", PAGE)) == {VERSION}


def test_pages_and_project_name_one_version():
    """That of the last release, or of the one that is being made."""
    patterns = ("*.md", "docs/*.md", "modules/*/*", "examples/*/*")
    found = {path.relative_to(REPOSITORY).as_posix() for one in patterns for path in REPOSITORY.glob(one)}
    paths = {path for path in found if COPIED_FROM.fullmatch(path)}
    assert {"README.md", "docs/releasing.md", "examples/private-artifacts/main.tf"} <= paths
    refuse_other_versions(
        {path: (REPOSITORY / path).read_bytes() for path in {*paths, "pyproject.toml"}}, VERSION
    )
