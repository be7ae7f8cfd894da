"""The catalogue lists every system once, and a module that is there is complete."""

import dataclasses
from pathlib import Path

import pytest

from docs import catalogue

REPOSITORY = Path(__file__).parents[2]
SYSTEMS = {system.name: system for system in catalogue.systems()}
READY = [system for system in SYSTEMS.values() if system.is_ready]
# Blocks of several modules, and the part of the product that is a module.
OTHERS = {
    "alarms",
    "athena-view",
    "bucket",
    "dead-letters",
    "dependencies",
    "event-lake",
    "function",
    "idempotency-table",
    "journey-analytics",
    "pinpoint-event-stream",
    "queue-consumer",
}

each = pytest.mark.parametrize("system", READY, ids=lambda system: system.name)


def test_there_are_28_systems():
    assert len(SYSTEMS) == 28


def test_every_module_is_a_system_or_known_to_be_none():
    modules = {path.name for path in (REPOSITORY / "modules").iterdir() if path.is_dir()}
    assert modules == {system.name for system in READY} | OTHERS


def test_internal_blocks_have_two_users():
    """Or one that calls them for several of its parts; who has none is dead."""
    texts = {path.parent.name: path.read_text() for path in (REPOSITORY / "modules").glob("*/README.md")}
    for block in OTHERS - {"journey-analytics"}:
        users = {
            file.parent.name
            for file in [*REPOSITORY.glob("*.tf"), *REPOSITORY.glob("modules/*/*.tf")]
            if f'source = "../{block}"' in file.read_text()
            or f'source = "./modules/{block}"' in file.read_text()
        }
        assert len(users) >= 2, block
        assert "nternal" in texts[block]


@each
def test_a_system_that_is_ready_is_complete(system):
    folders = ["modules", "examples"]
    assert [
        folder for folder in folders if not (REPOSITORY / folder / system.name / "main.tf").exists()
    ] == []
    assert system.tests.keys() >= {"unit", "module"}
    assert "## Accept" in (REPOSITORY / "modules" / system.name / "README.md").read_text()


@each
def test_a_system_with_a_package_of_its_name_has_a_story_and_runs_on_the_emulator(system):
    if (REPOSITORY / "lambda_src" / system.package).is_dir():
        assert (REPOSITORY / "examples" / "demo" / "systems" / f"{system.package}.py").exists()
        assert "emulator" in system.tests
        assert system.lambdas


def test_every_package_belongs_to_a_system_or_to_the_product():
    packages = {path.parent.name for path in (REPOSITORY / "lambda_src").glob("*/handlers")}
    of_systems = {name for system in READY for name in (system.packages or [system.package])}
    assert packages - of_systems == {"attribution", "ledger"}


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
