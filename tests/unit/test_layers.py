"""Imports run one way. Read from the sources with `ast`, so that an import inside a function counts."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "lambda_src"

KIT = "kit"
# A package imports itself and the kit, and no other package.
PACKAGES = {path.name for path in SOURCES.iterdir() if path.is_dir() and path.name != "__pycache__"} - {KIT}
# Room -> the rooms of its package that it may import besides itself.
ROOMS = {
    "rules": set(),
    "flows": {"rules"},
    "adapters": {"rules"},
    "handlers": {"adapters", "flows", "rules"},
}
# Rooms that one package alone has: who may import what besides the above.
MORE_ROOMS = {"attribution": {"sources": {"rules"}, "flows": {"sources"}, "handlers": {"sources"}}}
# The only rooms that may speak to AWS, and the SDK modules they may import.
SDK_ROOMS = {KIT: {"boto3", "botocore"}}
TYPES_OF_THE_SDK = "mypy_boto3_"
NETWORK = ("http.client", "socket", "urllib.request")


def allowed(room):
    if room == KIT:
        return {KIT}
    package, own = room.split(".")
    others = ROOMS.get(own, set()) | MORE_ROOMS.get(package, {}).get(own, set())
    return {KIT, room} | {f"{package}.{other}" for other in others}


def modules():
    return sorted(path for path in SOURCES.rglob("*.py") if path.parent != SOURCES)


def name_of(path):
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module):
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in PACKAGES else parts[0]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [alias.name for alias in node.names]
            if node.module in PACKAGES:  # `from attribution import sources`
                yield from (f"{node.module}.{name}" for name in names)
            else:
                yield str(node.module)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_run_one_way(path):
    room = room_of(name_of(path))
    if room in PACKAGES:  # the package's own docstring
        assert list(imports_of(path)) == []
        return
    own = {room_of(name) for name in imports_of(path) if name.split(".")[0] in {*PACKAGES, KIT}}
    assert own <= allowed(room), f"{name_of(path)} may not import {own - allowed(room)}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_the_sdk_stays_in_the_kit_and_is_handed_to_adapters(path):
    room = room_of(name_of(path))
    sdk = {name.split(".")[0] for name in imports_of(path) if name.startswith(("boto3", "botocore"))}
    assert sdk <= SDK_ROOMS.get(room, set())
    if any(name.startswith(TYPES_OF_THE_SDK) for name in imports_of(path)):
        assert room.endswith(".adapters")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_adapters_open_connections(path):
    if any(name.startswith(NETWORK) for name in imports_of(path)):
        assert room_of(name_of(path)).endswith(".adapters")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= 200


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_rooms_are_the_ones_on_the_map(package):
    found = {room_of(name_of(path)) for path in modules()} - PACKAGES
    rooms = {room.removeprefix(f"{package}.") for room in found if room.startswith(f"{package}.")}
    assert rooms <= ROOMS.keys() | MORE_ROOMS.get(package, {}).keys()
    assert {"rules", "adapters", "handlers"} <= rooms


def test_what_is_looked_for_is_found():
    assert {"attribution", "ledger", "sms_masking"} <= PACKAGES
    assert allowed("attribution.flows") == {
        KIT,
        "attribution.flows",
        "attribution.rules",
        "attribution.sources",
    }
