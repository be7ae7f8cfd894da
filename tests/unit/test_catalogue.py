"""The catalogue lists every system once, and a module that is there is complete."""

import dataclasses

import pytest

from docs import catalogue
from tests.support.modules import MODULES, REPOSITORY, is_internal

SYSTEMS = {system.name: system for system in catalogue.systems()}
READY = [system for system in SYSTEMS.values() if system.is_ready]
# The part of the product that is a module for others, and no system.
OF_THE_PRODUCT = {"journey-analytics"}

each = pytest.mark.parametrize("system", READY, ids=lambda system: system.name)


def test_there_are_28_systems():
    assert len(SYSTEMS) == 28


def test_every_module_is_a_system_or_known_to_be_none():
    """Internal blocks say of themselves what they are: see test_modules.py."""
    public = {path.name for path in MODULES if not is_internal(path)}
    unlisted = public - {system.name for system in READY} - OF_THE_PRODUCT
    assert not unlisted, "list it in docs/catalogue.yaml, or call it '(internal)' in its README's heading"
    assert public >= OF_THE_PRODUCT


@each
def test_a_system_that_is_ready_is_complete(system):
    files = [f"{folder}/{system.name}/main.tf" for folder in ("modules", "examples")]
    missing = [file for file in files if not (REPOSITORY / file).exists()]
    assert not missing, f"{system.name} is not complete: write {missing}"
    for kind in ("unit", "module"):
        assert kind in system.tests, (
            f"{system.name} has no {kind} tests: see System.tests in docs/catalogue.py for their places"
        )
    readme = REPOSITORY / "modules" / system.name / "README.md"
    assert readme.exists() and "## Accept" in readme.read_text(), (  # noqa: PT018 - one message for both
        f"modules/{system.name}/README.md needs a section `## Acceptance`: how to see that it works"
    )


@each
def test_a_system_with_a_package_of_its_name_has_a_story_and_runs_on_the_emulator(system):
    if (REPOSITORY / "lambda_src" / system.package).is_dir():
        story = f"examples/demo/systems/{system.package}.py"
        assert (REPOSITORY / story).exists(), f"write its story, {story}"
        assert "emulator" in system.tests, f"write tests/e2e/systems/test_{system.package}.py"
        assert system.lambdas, f"lambda_src/{system.package}/handlers has no handler"


def test_every_package_belongs_to_a_system_or_to_the_product():
    packages = {path.parent.name for path in (REPOSITORY / "lambda_src").glob("*/handlers")}
    of_systems = {name for system in READY for name in (system.packages or [system.package])}
    assert packages - of_systems == {"attribution", "ledger"}, (
        "name the package in docs/catalogue.yaml, under `packages` of the system that it belongs to"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pinpoint": "maybe"}, "pinpoint must be one of"),
        ({"cost": 1.0}, "has a cost when its module is there"),
        ({"colour": "red"}, "unexpected keyword argument"),
    ],
)
def test_a_wrong_entry_is_named(change, said, monkeypatch, tmp_path):
    entry = {"what": "x", "services": ["S3"], "pinpoint": "no"} | change
    file = tmp_path / "catalogue.yaml"
    file.write_text(f"not-there: {entry}")
    monkeypatch.setattr(catalogue, "ENTRIES", file)
    with pytest.raises(SystemExit, match=f"catalogue.yaml, not-there: .*{said}"):
        catalogue.systems()


def test_a_system_that_is_planned_has_no_lambdas_and_no_links():
    planned = next(system for system in SYSTEMS.values() if not system.is_ready)
    cells = catalogue.row(dataclasses.replace(planned, what="it"))
    assert cells[1:4] == ("it", "planned", "")
    assert cells[-2:] == ("", "")
