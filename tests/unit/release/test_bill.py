"""The bill of materials: what is in dist/ and nothing else, from what is written there."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cyclonedx.validation.json import JsonStrictValidator

import build
from build import Artefact
from release.bill import bill_of_materials
from release.errors import ReleaseError

REPOSITORY = Path(__file__).parents[3]
LATER = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def committed():
    """The artefacts of dist/, as the manifest tells of them."""
    manifest = json.loads((REPOSITORY / "dist" / "manifest.json").read_text())
    return [
        Artefact(name, (REPOSITORY / "dist" / entry["file"]).read_bytes(), key, entry[key])
        for name, entry in manifest.items()
        for key in ("sources", "wheels")
        if key in entry
    ]


def bill_of(artefacts, commit="c" * 40):
    return json.loads(bill_of_materials("0.1.0", artefacts, commit=commit, committed_at=LATER))


@pytest.fixture(scope="module")
def bill():
    return bill_of(committed())


def components(bill, kind):
    return {one["name"]: one for one in bill["components"] if one["type"] == kind}


def sha256(component):
    (found,) = component["hashes"]
    assert found["alg"] == "SHA-256"
    return found["content"]


def test_lists_every_zip_with_its_hash(bill):
    files = components(bill, "file")
    assert {name: sha256(one) for name, one in files.items()} == {
        path.name: build.sha256(path.read_bytes()) for path in (REPOSITORY / "dist").glob("*.zip")
    }
    assert {one["version"] for one in files.values()} == {"0.1.0"}


def test_lists_what_the_layer_holds_and_nothing_else(bill):
    layer = zipfile.ZipFile(REPOSITORY / "dist" / "dependencies.zip")
    folders = {name.split("/")[1] for name in layer.namelist() if ".dist-info/" in name}
    held = {re.sub("_", "-", name.removesuffix(".dist-info")) for name in folders}
    libraries = components(bill, "library")
    assert {f"{one['name']}-{one['version']}" for one in libraries.values()} == held
    assert len(bill["components"]) == len(held) + len(components(bill, "file"))
    assert all(one["purl"] == f"pkg:pypi/{name}@{one['version']}" for name, one in libraries.items())


def test_hashes_of_packages_are_those_of_the_lock(bill):
    pins = build.parse_lock((REPOSITORY / "requirements" / "dependencies.txt").read_text())
    for name, library in components(bill, "library").items():
        assert pins[name].version == library["version"]
        assert sha256(library) in pins[name].hashes


def test_licences_are_told(bill):
    told = {
        name: [one["license"]["id"] for one in component["licenses"]]
        for name, component in components(bill, "library").items()
    }
    assert told == {"aws-lambda-powertools": ["MIT"], "typing-extensions": ["PSF-2.0"]}
    licence = (REPOSITORY / "LICENSE").read_text()
    assert licence.startswith("MIT No Attribution"), "release/bill.py says MIT-0"


def test_says_what_needs_what(bill):
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert needs["attribution.zip"] == ["dependencies.zip"]
    powertools, typing = needs["dependencies.zip"]
    assert needs[powertools] == [typing]
    assert needs[typing] == []
    assert set(needs["journey-attribution"]) == set(components(bill, "file"))


def test_time_and_serial_number_come_from_the_commit(bill):
    assert bill["metadata"]["timestamp"] == LATER.isoformat()
    assert bill == bill_of(committed())
    other = bill_of(committed(), commit="d" * 40)
    assert other["serialNumber"] != bill["serialNumber"]
    assert other["metadata"]["component"]["properties"][0]["value"] == "d" * 40


def layer_with(*headers):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, more in headers:
            text = "\n".join([f"Name: {name}", "Version: 2.0", *more, "", "Name: not a header"])
            archive.writestr(f"python/{name}-2.0.dist-info/METADATA", text)
    wheels = {f"{name.replace('.', '_')}-2.0-py3-none-any.whl": "0" * 64 for name, _ in headers}
    return Artefact("dependencies", buffer.getvalue(), "wheels", wheels)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("License-Expression: MIT OR Apache-2.0", {"expression": "MIT OR Apache-2.0"}),
        ("License: Apache-2.0", {"license": {"id": "Apache-2.0"}}),
        ("License: The licence of our village", {"license": {"name": "The licence of our village"}}),
    ],
)
def test_any_licence_can_be_told(header, shown):
    bill = bill_of([layer_with(("My.Thing", [header]))])
    library = components(bill, "library")["my-thing"]
    assert sha256(library) == "0" * 64
    (licence,) = library["licenses"]
    licence.get("license", licence).pop("acknowledgement")
    assert licence == shown


def test_needs_are_told_without_those_of_extras():
    needs = ["Requires-Dist: other (>=1)", "Requires-Dist: third; extra == 'all'", "Requires-Dist: of-lambda"]
    layer = layer_with(
        *[(name, ["License: MIT"]) for name in ("other", "third")], ("one", ["License: MIT", *needs])
    )
    refs = {one["ref"]: one.get("dependsOn") for one in bill_of([layer])["dependencies"]}
    assert refs["pkg:pypi/one@2.0"] == ["pkg:pypi/other@2.0"]


def test_a_bill_that_is_not_valid_is_not_released(monkeypatch):
    monkeypatch.setattr(JsonStrictValidator, "validate_str", lambda self, text: "'x' is not one of ['y']")
    with pytest.raises(ReleaseError, match=r"is not valid CycloneDX 1\.6: 'x' is not one of"):
        bill_of(committed())
