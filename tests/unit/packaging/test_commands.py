"""The command line: build, --check, --only, --output, --help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.packaging.conftest import Tree

REMEDY = "run python build.py and commit dist/"


@pytest.fixture
def built(tree: Tree, capsys: pytest.CaptureFixture[str]) -> Tree:
    assert tree.run() == 0
    capsys.readouterr()
    return tree


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def found(tree: Tree, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What --check prints above the remedy; it must leave dist/ alone."""
    before = contents(tree.dist)
    assert tree.run("--check", *arguments) == 1
    assert contents(tree.dist) == before
    *lines, last = capsys.readouterr().out.splitlines()
    assert last == REMEDY
    return lines


def test_a_build_prints_a_table(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.run()

    manifest = tree.manifest()
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        ["name", "size", "sha256"],
        *([name, f"{entry['size']:,}", entry["sha256"]] for name, entry in manifest.items()),
    ]


def test_a_second_build_changes_nothing(built: Tree) -> None:
    before = contents(built.dist)

    assert built.run() == 0

    assert contents(built.dist) == before


def test_check_is_content_after_a_build(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert built.run("--check") == 0

    assert capsys.readouterr().out == "dist/ is what the sources give\n"


def test_check_names_the_sources_that_differ(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    built.put("lambda_src/attribution/__init__.py", "changed = True\n")
    built.put("lambda_src/attribution/fresh.py")
    (built.root / "lambda_src/attribution/handlers/event.json").unlink()

    assert found(built, capsys) == [
        "attribution: attribution.zip is not what the sources give",
        "  changed: attribution/__init__.py",
        "  added: attribution/fresh.py",
        "  removed: attribution/handlers/event.json",
        "attribution: its entry in manifest.json is not what the sources give",
    ]


def test_check_follows_the_kit(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    built.put("lambda_src/kit/unused.py", "changed = True\n")
    assert built.run("--check") == 0
    capsys.readouterr()

    built.put("lambda_src/kit/settings.py", "changed = True\n")

    assert "  changed: kit/settings.py" in found(built, capsys)


def test_check_sees_another_lock(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    built.use_wheels(built.wheel({"thing/__init__.py": "answer = 43\n"}))

    assert found(built, capsys)[:2] == [
        "dependencies: dependencies.zip is not what the sources give",
        "  changed: python/thing/__init__.py",
    ]


def test_check_keeps_a_long_list_short(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(25):
        built.put(f"lambda_src/attribution/fresh_{number}.py")

    lines = found(built, capsys)

    assert "  ... and 5 more" in lines
    assert len(lines) == 23


def test_check_names_a_new_package(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    built.put("lambda_src/second/handler.py")

    assert found(built, capsys) == [
        "second: second.zip is missing",
        "second: its entry in manifest.json is not what the sources give",
    ]


def test_check_names_a_stale_zip(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    (built.dist / "gone.zip").write_bytes(b"")

    assert found(built, capsys) == ["gone.zip: no package owns this zip; delete it"]


def test_check_names_the_zip_of_a_package_that_went(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(built.root / "lambda_src/attribution")

    assert found(built, capsys) == [
        "attribution.zip: no package owns this zip; delete it",
        "attribution: no package owns this entry of manifest.json",
    ]


def test_a_build_takes_away_the_zip_of_a_package_that_went(built: Tree) -> None:
    (built.dist / "somebody-elses.zip").write_bytes(b"")
    shutil.rmtree(built.root / "lambda_src/attribution")

    assert built.run() == 0

    assert sorted(contents(built.dist)) == ["dependencies.zip", "manifest.json", "somebody-elses.zip"]
    assert list(built.manifest()) == ["dependencies"]


def test_a_manifest_cannot_send_the_broom_elsewhere(built: Tree) -> None:
    treasure = built.put("treasure.zip", "gold")
    built.put("dist/manifest.json", '{"../treasure": {}}\n')

    assert built.run() == 0

    assert treasure.exists()
    assert list(built.manifest()) == ["attribution", "dependencies"]


@pytest.mark.parametrize("pointer", [b"version https://git-lfs.github.com/spec/v1\n", b""])
def test_check_names_a_zip_that_is_none(
    built: Tree, capsys: pytest.CaptureFixture[str], pointer: bytes
) -> None:
    (built.dist / "attribution.zip").write_bytes(pointer)

    assert found(built, capsys) == ["attribution: attribution.zip is not a readable zip"]


def test_check_names_a_zip_that_another_tool_wrote(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    archive = built.dist / "attribution.zip"
    archive.write_bytes(archive.read_bytes()[:-2] + b"\x01\x00!")  # a comment at its end

    assert found(built, capsys) == [
        "attribution: attribution.zip was not written by build.py (same files, other bytes)"
    ]


@pytest.mark.parametrize("content", [b"", b"[]\n", b"{}\n", b"\xff"])
def test_check_names_a_damaged_manifest_and_a_build_mends_it(
    built: Tree, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (built.dist / "manifest.json").write_bytes(content)

    assert found(built, capsys) == [
        "attribution: its entry in manifest.json is not what the sources give",
        "dependencies: its entry in manifest.json is not what the sources give",
    ]
    assert built.run() == 0
    assert built.run("--check") == 0


def test_check_compares_the_manifest_byte_for_byte(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = built.dist / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n"))

    assert found(built, capsys) == ["manifest.json: was not written by build.py (same facts, other bytes)"]


def test_check_before_any_build_says_what_is_missing(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("--check") == 1

    assert "attribution: attribution.zip is missing" in capsys.readouterr().out
    assert not tree.dist.exists()


def test_only_builds_what_it_names_and_keeps_the_rest(
    built: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    built.put("lambda_src/attribution/fresh.py")
    built.put("lambda_src/second/handler.py")
    built.put("lambda_src/third/handler.py")
    before = contents(built.dist)

    assert built.run("--only", "second", "--only", "third") == 0

    after = contents(built.dist)
    assert sorted(after.keys() - before.keys()) == ["second.zip", "third.zip"]
    assert after["attribution.zip"] == before["attribution.zip"]
    assert sorted(built.manifest()) == ["attribution", "dependencies", "second", "third"]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["name", "second", "third"]


def test_only_a_package_needs_no_wheels(built: Tree) -> None:
    shutil.rmtree(built.root / ".build")

    assert built.run("--only", "attribution") == 0


def test_check_only_looks_at_what_it_names(built: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    built.put("lambda_src/attribution/fresh.py")
    (built.dist / "gone.zip").write_bytes(b"")

    assert built.run("--check", "--only", "dependencies") == 0
    capsys.readouterr()
    assert "  added: attribution/fresh.py" in found(built, capsys, "--only", "attribution")


@pytest.mark.parametrize("name", ["kit", "attribtion"])
def test_only_an_unknown_name_lists_the_known(
    tree: Tree, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert tree.run("--only", name) == 2

    assert f"{name}: no such artefact; there are attribution, dependencies" in capsys.readouterr().err


def test_output_goes_elsewhere(tree: Tree, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else" / "where"

    assert tree.run("--output", str(elsewhere)) == 0
    assert tree.run("--check", "--output", str(elsewhere)) == 0

    assert sorted(contents(elsewhere)) == ["attribution.zip", "dependencies.zip", "manifest.json"]
    assert not tree.dist.exists()


def test_the_root_is_where_the_script_is(tree: Tree, repository: Path, tmp_path: Path) -> None:
    for name in ("build.py", "strip_source.py"):
        shutil.copy(repository / name, tree.root)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    subprocess.run(
        [sys.executable, str(tree.root / "build.py")], cwd=elsewhere, check=True, capture_output=True
    )

    assert sorted(contents(tree.dist)) == ["attribution.zip", "dependencies.zip", "manifest.json"]
    assert list(elsewhere.iterdir()) == []


def test_a_broken_rule_leaves_dist_alone(built: Tree) -> None:
    before = contents(built.dist)
    built.put("lambda_src/attribution/notes.txt")

    assert built.run() == 2
    assert built.run("--check") == 2

    assert contents(built.dist) == before


def test_the_zips_are_readable_whatever_the_umask_of_the_reader(built: Tree) -> None:
    mask = os.umask(0)
    os.umask(mask)

    for path in built.dist.iterdir():
        assert path.stat().st_mode & 0o777 == 0o666 & ~mask


def test_help_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        build.main(["--help"])

    text = capsys.readouterr().out
    assert end.value.code == 0
    for part in (
        "--check",
        "--only NAME",
        "--output DIR",
        "--root DIR",
        "examples:",
        "python build.py --check ",
        "python build.py --only attribution ",
        "exit status:",
        "lambda_src/<name>/ becomes dist/<name>.zip",
    ):
        assert part in text
