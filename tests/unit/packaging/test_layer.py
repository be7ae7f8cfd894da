"""The layer is what the lock says, laid out as Lambda wants it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.packaging.conftest import Tree


THIS_PLATFORM = re.sub(r"[-.]", "_", sysconfig.get_platform())


def build_with_pip(tree: Tree, script: Path, *, index: str) -> subprocess.CompletedProcess[str]:
    """A build in its own process, with a pip that sees one folder and no network."""
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tree.root / index), "PIP_CONFIG_FILE": os.devnull}
    command = [sys.executable, str(script / "build.py"), "--root", str(tree.root), "--only", "dependencies"]
    return subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


def refused(tree: Tree, capsys: pytest.CaptureFixture[str]) -> str:
    assert tree.run("--only", "dependencies") == 2
    return capsys.readouterr().err


def test_the_library_lies_under_python(tree: Tree) -> None:
    assert tree.entries("dependencies") == {
        "python/thing/__init__.py": b"answer = 42\n",
        "python/thing-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n",
        "python/thing-1.0.dist-info/WHEEL": (
            b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
        "python/thing-1.0.dist-info/licenses/LICENSE": b"do as you like\n",
    }


def test_what_the_runtime_has_is_left_out(tree: Tree) -> None:
    shutil.rmtree(tree.cache)
    tree.use_wheels(
        tree.wheel({"thing/__init__.py": ""}), tree.wheel({"jmespath/__init__.py": ""}, name="jmespath")
    )
    assert not [name for name in tree.entries("dependencies") if "jmespath" in name]
    manifest = json.loads((tree.root / "dist/manifest.json").read_text())
    assert list(manifest["dependencies"]["wheels"]) == ["thing-1.0-py3-none-any.whl"]


def test_what_nobody_imports_is_left_out(tree: Tree) -> None:
    before = set(tree.entries("dependencies"))
    unused = [
        "thing/tests/test_it.py",
        "tests/__init__.py",
        "thing/py.typed",
        "thing/__init__.pyi",
        "thing/__pycache__/x.cpython-313.pyc",
        "thing/old.pyc",
        "thing-1.0.data/scripts/thing",
        "thing-1.0.data/headers/thing.h",
        "thing-1.0.dist-info/INSTALLER",
        "thing-1.0.dist-info/REQUESTED",
        "thing-1.0.dist-info/RECORD.jws",
    ]
    kept = {
        "thing/tests.py": "",
        "thing/testing/__init__.py": "",
        "thing/data.js": "",
        "notes.data": "",
        "thing-1.0.data/purelib/x.py": "",
    }

    tree.use_wheels(tree.wheel({"thing/__init__.py": "", **dict.fromkeys(unused, "x"), **kept}))

    assert set(tree.entries("dependencies")) - before == {
        "python/thing/tests.py",
        "python/thing/testing/__init__.py",
        "python/thing/data.js",
        "python/notes.data",
        "python/x.py",
    }


def test_pip_fetches_once_and_then_the_cache_serves(tree: Tree, repository: Path) -> None:
    tree.lock(tree.wheel({"thing/__init__.py": "answer = 43\n"}))

    first = build_with_pip(tree, repository, index="index")
    second = build_with_pip(tree, repository, index="empty")

    assert first.returncode == 0, first.stderr
    assert "downloading" in first.stderr
    assert second.returncode == 0, second.stderr
    assert "downloading" not in second.stderr
    assert second.stdout == first.stdout
    assert [path.name for path in tree.cache.iterdir()] == ["thing-1.0-py3-none-any.whl"]


def test_pip_refuses_a_wheel_that_the_lock_does_not_know(tree: Tree, repository: Path) -> None:
    tree.lock(tree.wheel({"thing/__init__.py": "answer = 43\n"}))
    tree.wheel({"thing/__init__.py": "something = 'else'\n"})

    result = build_with_pip(tree, repository, index="index")

    assert result.returncode == 2
    assert "HASHES" in result.stderr
    assert "Traceback" not in result.stderr
    assert not tree.cache.exists()


@pytest.mark.parametrize("tag", ["cp311-cp311-manylinux2014_x86_64", f"py3-none-{THIS_PLATFORM}"])
def test_pip_takes_no_platform_wheel(tree: Tree, repository: Path, tag: str) -> None:
    tree.lock(tree.wheel({"thing/__init__.py": ""}, tag=tag))

    result = build_with_pip(tree, repository, index="index")

    assert result.returncode == 2
    assert "pure Python only" in result.stderr
    assert "thing==1.0" in result.stderr


def test_the_download_is_strict(tmp_path: Path) -> None:
    command = build.download_command(tmp_path / "lock.txt", tmp_path / "wheels")

    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(command)


def test_a_build_that_was_overtaken_uses_the_cache_of_the_other(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    cache = tree.cache

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        target = next(part for part in command if part.startswith("--dest="))
        os.mkdir(target.removeprefix("--dest="))  # noqa: PTH102
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(build.subprocess, "run", pip)

    build.download(tree.root / "requirements/dependencies.txt", cache)

    assert [path.name for path in cache.iterdir()] == ["thing-1.0-py3-none-any.whl"]
    assert list(cache.parent.iterdir()) == [cache]


def test_a_cached_wheel_that_was_changed_is_named(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    with next(tree.cache.iterdir()).open("ab") as wheel:
        wheel.write(b"more")

    message = refused(tree, capsys)

    assert "thing-1.0-py3-none-any.whl: its sha256 is not in requirements/dependencies.txt" in message
    assert f"delete .build/wheels/{tree.cache.name}" in message


def test_a_hash_of_another_requirement_does_not_count(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    thing, other = (tree.wheel({f"{name}.py": name}, name=name) for name in ("thing", "other"))
    tree.use_wheels(thing, other)
    (tree.cache / thing.name).write_bytes(other.read_bytes())

    assert "thing-1.0-py3-none-any.whl: its sha256" in refused(tree, capsys)


def test_a_cache_without_a_wheel_of_the_lock_is_named(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    next(tree.cache.iterdir()).unlink()

    assert "thing: not in the wheel cache" in refused(tree, capsys)


@pytest.mark.parametrize(
    "name", ["other-1.0-py3-none-any.whl", "thing-1.0.tar.gz", "thing-2.0-py3-none-any.whl"]
)
def test_a_foreign_file_in_the_cache_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tree.cache / name).write_bytes(b"")

    message = refused(tree, capsys)

    assert name.partition("-")[0] in message
    assert f"delete .build/wheels/{tree.cache.name}" in message


def test_a_source_archive_in_the_cache_is_no_wheel(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """The lock lists its hash too, as locks do."""
    wheel = next(tree.cache.iterdir())
    wheel.rename(tree.cache / "thing-1.0.tar.gz")

    assert "thing-1.0.tar.gz: requirements/dependencies.txt does not ask for it" in refused(tree, capsys)


@pytest.mark.parametrize("tag", ["cp313-cp313-manylinux2014_aarch64", "py3-none-win_amd64", "cp39-abi3-any"])
def test_a_platform_wheel_is_named(tree: Tree, capsys: pytest.CaptureFixture[str], tag: str) -> None:
    tree.use_wheels(tree.wheel({"thing/__init__.py": ""}, tag=tag))

    assert f"thing-1.0-{tag}.whl: is a platform wheel" in refused(tree, capsys)


@pytest.mark.parametrize(
    "name", ["thing/fast.so", "thing/fast.cp313-win_amd64.pyd", "thing-1.0.data/platlib/x.py"]
)
def test_a_platform_wheel_in_disguise_is_named(
    tree: Tree, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tree.use_wheels(tree.wheel({name: ""}))

    assert f"thing-1.0-py3-none-any.whl: has {name}, so it is a platform wheel" in refused(tree, capsys)


@pytest.mark.parametrize("name", ["../escape.py", "/etc/x.py", "thing/./x.py", "thing//x.py", "thing\\x.py"])
def test_an_entry_that_leaves_the_layer_is_refused(
    tree: Tree, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tree.use_wheels(tree.wheel({name: ""}))

    assert "not safe to unpack" in refused(tree, capsys)


def test_a_symbolic_link_in_a_wheel_is_refused(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.use_wheels(tree.wheel({"thing/link.py": "__init__.py"}, mode=stat.S_IFLNK | 0o777))

    assert "not safe to unpack" in refused(tree, capsys)


def test_two_wheels_may_not_share_a_file(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.use_wheels(*(tree.wheel({"shared.py": ""}, name=name) for name in ("thing", "other")))

    assert "has python/shared.py, which another wheel has too" in refused(tree, capsys)


@pytest.mark.parametrize(
    "line",
    [
        "thing==1.0",
        "thing>=1.0 --hash=sha256:" + "0" * 64,
        "thing==1.0 ; python_version < '3.12' --hash=sha256:" + "0" * 64,
        "--index-url https://example.com",
        "thing @ https://example.com/thing-1.0-py3-none-any.whl --hash=sha256:" + "0" * 64,
    ],
)
def test_a_lock_holds_pins_and_nothing_else(
    tree: Tree, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    tree.put("requirements/dependencies.txt", f"{line}\n")

    assert f"requirements/dependencies.txt: {line.split(maxsplit=1)[0]!r}" in refused(tree, capsys)


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_a_lock_without_pins_is_explained(
    tree: Tree, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    tree.put("requirements/dependencies.txt", content)

    assert "pins nothing" in refused(tree, capsys)


def test_a_missing_lock_is_explained(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    (tree.root / "requirements/dependencies.txt").unlink()

    assert "requirements/dependencies.txt: there is no such file" in refused(tree, capsys)


def test_names_in_a_lock_are_compared_as_indexes_do(tree: Tree) -> None:
    wheel = tree.wheel({"thing.py": ""}, name="some_thing")
    tree.use_wheels(wheel)
    lock = tree.root / "requirements/dependencies.txt"
    lock.write_text(lock.read_text().replace("some_thing==", "Some.Thing[extra]=="))
    tree.cache.mkdir()
    (tree.cache / wheel.name).write_bytes(wheel.read_bytes())

    assert "python/thing.py" in tree.entries("dependencies")
