"""The bytes that are written: entries and their metadata, and what the manifest says of them."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

import build

if TYPE_CHECKING:
    from tests.unit.packaging.conftest import Tree


@pytest.mark.parametrize("name", ["attribution", "dependencies"])
def test_every_entry_has_the_same_metadata(tree: Tree, name: str) -> None:
    tree.put("lambda_src/attribution/größe.py").chmod(0o600)
    tree.run()

    with zipfile.ZipFile(tree.dist / f"{name}.zip") as archive:
        entries = archive.infolist()
        assert archive.comment == b""

    assert len(entries) > 3
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr == (stat.S_IFREG | 0o644) << 16
        assert entry.create_system == 3
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.extra == entry.comment == b""
        assert not entry.is_dir()


@pytest.mark.parametrize("name", ["attribution", "dependencies"])
def test_entries_are_sorted_by_posix_name(tree: Tree, name: str) -> None:
    for file in ("a/b.py", "a.py", "a_b.py", "B.py"):
        tree.put(f"lambda_src/attribution/{file}")

    names = list(tree.entries(name))

    assert names == sorted(names)
    assert len(names) == len(set(names))


def test_a_zip_depends_on_no_order() -> None:
    files = {"b.py": b"2", "a.py": b"1"}

    assert build.stored_zip(files) == build.stored_zip(dict(reversed(files.items())))


def test_a_zip_made_on_windows_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.py": b"1"}
    here = build.stored_zip(files)
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.sys, "platform", "win32")
        there = build.stored_zip(files)

    assert there == here


def test_the_bytes_of_a_zip_are_pinned() -> None:
    """The same on CPython 3.11, 3.12 and 3.13; a change here republishes every function."""
    data = build.stored_zip({"kit/__init__.py": b"", "attribution/größe.py": b"x = 1\n"})

    assert (
        hashlib.sha256(data).hexdigest() == "765ff79c3263b79d2521e0068fb8c788522a88091034d02801c0710c5d70bb78"
    )


def test_the_manifest_states_each_artefact(tree: Tree) -> None:
    tree.run()
    zips = {name: (tree.dist / f"{name}.zip").read_bytes() for name in ("attribution", "dependencies")}

    manifest = tree.manifest()

    assert list(manifest) == ["attribution", "dependencies"]
    for name, data in zips.items():
        digest = hashlib.sha256(data)
        assert manifest[name]["file"] == f"{name}.zip"
        assert manifest[name]["sha256"] == digest.hexdigest()
        assert manifest[name]["source_code_hash"] == base64.b64encode(digest.digest()).decode()
        assert manifest[name]["size"] == len(data)


def test_the_manifest_lists_the_sources_of_a_package(tree: Tree) -> None:
    entries = tree.entries("attribution")

    assert tree.manifest()["attribution"]["sources"] == {
        name: hashlib.sha256(data).hexdigest() for name, data in entries.items()
    }
    assert "kit/settings.py" in entries


def test_the_manifest_lists_the_wheels_of_the_layer(tree: Tree) -> None:
    tree.run()

    layer = tree.manifest()["dependencies"]

    assert layer["wheels"] == {
        wheel.name: hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in tree.cache.iterdir()
    }
    assert "sources" not in layer


def test_the_manifest_is_plain_sorted_text(tree: Tree) -> None:
    tree.put("lambda_src/attribution/größe.py")
    tree.run()

    text = (tree.dist / "manifest.json").read_bytes()

    assert text == (json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n").encode("ascii")
    assert b"\r" not in text
