"""Imports run one way. Read from the sources with `ast`, so that an import inside a function counts."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "lambda_src"

# Room -> the rooms of ours that it may import besides itself.
ALLOWED = {
    "kit": set(),
    "attribution.rules": {"kit"},
    "attribution.sources": {"attribution.rules", "kit"},
    "attribution.flows": {"attribution.rules", "attribution.sources", "kit"},
    "attribution.adapters": {"attribution.rules", "kit"},
    "attribution.handlers": {
        "attribution.adapters",
        "attribution.flows",
        "attribution.rules",
        "attribution.sources",
        "kit",
    },
    "ledger.rules": {"kit"},
    "ledger.flows": {"ledger.rules", "kit"},
    "ledger.adapters": {"ledger.rules", "kit"},
    "ledger.handlers": {"ledger.adapters", "ledger.flows", "ledger.rules", "kit"},
    "sms_masking.rules": {"kit"},
    "sms_masking.adapters": {"kit"},
    "sms_masking.handlers": {"sms_masking.adapters", "sms_masking.rules", "kit"},
}
PACKAGES = {room.split(".")[0] for room in ALLOWED} - {"kit"}  # a package imports no other
# The only rooms that may speak to AWS, and the SDK modules they may import.
SDK_ROOMS = {"kit": {"boto3", "botocore"}}
TYPES_OF_THE_SDK = "mypy_boto3_"


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
    own = {room_of(name) for name in imports_of(path) if name.split(".")[0] in {*PACKAGES, "kit"}}
    assert own - {room} <= ALLOWED[room], f"{name_of(path)} may not import {own - {room} - ALLOWED[room]}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_the_sdk_stays_in_the_kit_and_is_handed_to_adapters(path):
    room = room_of(name_of(path))
    sdk = {name.split(".")[0] for name in imports_of(path) if name.startswith(("boto3", "botocore"))}
    assert sdk <= SDK_ROOMS.get(room, set())
    if any(name.startswith(TYPES_OF_THE_SDK) for name in imports_of(path)):
        assert room.endswith(".adapters")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= 200


def test_rooms_are_the_ones_on_the_map():
    assert {room_of(name_of(path)) for path in modules()} - PACKAGES == set(ALLOWED)
