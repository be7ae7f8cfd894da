"""Which files become a package, and which stop the build."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.packaging.conftest import Tree


def test_every_folder_but_the_kit_is_a_package(tree: Tree) -> None:
    tree.put("lambda_src/second/handler.py")

    assert tree.run() == 0

    assert sorted(path.name for path in tree.dist.iterdir()) == [
        "attribution.zip",
        "dependencies.zip",
        "manifest.json",
        "second.zip",
    ]


def test_a_folder_without_files_is_no_package(tree: Tree) -> None:
    tree.put("lambda_src/left_over/__pycache__/handler.cpython-311.pyc")
    (tree.root / "lambda_src/bare/deeper").mkdir(parents=True)

    assert tree.run() == 0

    assert sorted(tree.manifest()) == ["attribution", "dependencies"]


def test_bytecode_is_ignored(tree: Tree) -> None:
    before = tree.entries("attribution")
    tree.put("lambda_src/attribution/__pycache__/__init__.cpython-313.pyc")
    tree.put("lambda_src/attribution/__pycache__/half-written.cpython-313.pyc.140")
    tree.put("lambda_src/attribution/old.pyc")

    assert tree.entries("attribution") == before


def test_a_package_holds_all_of_itself(tree: Tree) -> None:
    own = {name for name in tree.entries("attribution") if name.startswith("attribution/")}

    assert own == {
        "attribution/__init__.py",
        "attribution/handlers/event.json",
        "attribution/handlers/tag.py",
        "attribution/py.typed",
    }


@pytest.mark.parametrize(
    "name", ["notes.txt", "native.so", ".DS_Store", "py.typed.bak", "settings.JSON", ".py"]
)
@pytest.mark.parametrize("folder", ["attribution", "attribution/handlers", "kit"])
def test_a_foreign_file_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], folder: str, name: str
) -> None:
    tree.put(f"lambda_src/{folder}/{name}")

    assert tree.run() == 2

    assert f"lambda_src/{folder}/{name}: only .py, .json and py.typed are packed" in capsys.readouterr().err
    assert not tree.dist.exists()


def test_a_special_file_is_foreign(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tree.root / "lambda_src/attribution/pipe.py")

    assert tree.run() == 2

    assert "lambda_src/attribution/pipe.py: only" in capsys.readouterr().err


def test_a_file_outside_a_package_is_named(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.put("lambda_src/handler.py")

    assert tree.run() == 2

    assert "lambda_src/handler.py: belongs to no package" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["attribution/windows.py", "attribution/event.json", "kit/settings.py"])
@pytest.mark.parametrize("content", [b"a = 1\r\nb = 2\n", b"a = 1\r"])
def test_crlf_is_named(tree: Tree, capsys: pytest.CaptureFixture[str], name: str, content: bytes) -> None:
    tree.put(f"lambda_src/{name}", content)

    assert tree.run() == 2

    assert f"lambda_src/{name}: has CRLF line endings" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["__init__.py", "handlers", "nowhere.py"])
@pytest.mark.parametrize(
    "name", ["attribution/linked.py", "kit/linked.py", "linked", "attribution/__pycache__"]
)
def test_a_symbolic_link_is_refused(
    tree: Tree, capsys: pytest.CaptureFixture[str], name: str, target: str
) -> None:
    (tree.root / "lambda_src" / name).symlink_to(tree.root / "lambda_src/attribution" / target)

    assert tree.run() == 2

    assert f"lambda_src/{name}: is a symbolic link" in capsys.readouterr().err


def test_a_name_that_is_not_utf8_is_refused(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    folder = os.fsencode(tree.root / "lambda_src/attribution")
    try:
        with open(folder + b"/caf\xe9.py", "wb"):  # noqa: PTH123  (a Path cannot hold this name everywhere)
            pass
    except OSError:
        pytest.skip("this file system has UTF-8 names only")

    assert tree.run() == 2

    message = capsys.readouterr().err
    assert r"caf\xe9.py" in message
    assert "not UTF-8" in message


def test_a_utf8_name_is_kept(tree: Tree) -> None:
    tree.put("lambda_src/attribution/größe.json", "{}\n")

    assert "attribution/größe.json" in tree.entries("attribution")


@pytest.mark.parametrize("package", ["Second", "second-part", "2nd", "zweit\u00e4"])
def test_a_package_name_must_be_plain(tree: Tree, capsys: pytest.CaptureFixture[str], package: str) -> None:
    tree.put(f"lambda_src/{package}/handler.py")

    assert tree.run() == 2

    assert f"lambda_src/{package}: a package name has" in capsys.readouterr().err


def test_the_name_of_the_layer_is_taken(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.put("lambda_src/dependencies/handler.py")

    assert tree.run() == 2

    assert "lambda_src/dependencies: this name belongs to the layer" in capsys.readouterr().err


def test_a_root_without_sources_is_explained(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.root /= "nowhere"

    assert tree.run() == 2

    assert "is --root the repository?" in capsys.readouterr().err
