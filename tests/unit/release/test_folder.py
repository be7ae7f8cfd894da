"""The folder of a release: what is in it, twice the same, whole or not there."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.unit.release.conftest import VERSION

FILES = {
    "CHANGELOG.md",
    "SHA256SUMS",
    "attribution.zip",
    "bill-of-materials.cdx.json",
    "dependencies.zip",
    f"journey-attribution-{VERSION}.zip",
    "manifest.json",
}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def released(clone, into):
    assert clone.release(into) == 0
    return contents(into / f"v{VERSION}")


def test_has_its_files_and_nothing_beside(released, into):
    assert released.keys() == FILES
    assert [path.name for path in into.iterdir()] == [f"v{VERSION}"]


def test_sha256sum_takes_the_checksums(released, into):
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(command, cwd=into / f"v{VERSION}", capture_output=True, text=True, check=True)
    assert {line.split(": ")[0] for line in done.stdout.splitlines()} == FILES - {"SHA256SUMS"}


def test_zips_and_manifest_are_those_of_dist(released, clone):
    assert contents(clone.dist).items() <= released.items()


def test_notes_are_the_section_of_the_version(released):
    assert released["CHANGELOG.md"].decode() == "## [1.2.3] - 2026-11-21\n\n### Added\n\n- Everything.\n"


def test_source_archive_is_the_commit(clone, into):
    """Modules and zips at the top, as a source of Terraform wants them; nothing that git does not know."""
    clone.put(".build/notes", "not committed")
    assert clone.release(into) == 0
    archive = zipfile.ZipFile(into / f"v{VERSION}" / f"journey-attribution-{VERSION}.zip")
    names = archive.namelist()
    listed = subprocess.run(["git", "-C", clone.root, "ls-files"], capture_output=True, text=True, check=True)
    assert sorted(names) == sorted(listed.stdout.split())
    assert {"modules/lake/main.tf", "dist/attribution.zip", ".gitignore"} <= set(names)
    assert archive.read("dist/attribution.zip") == (clone.dist / "attribution.zip").read_bytes()
    assert {(info.date_time, info.compress_type) for info in archive.infolist()} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
    }


def test_another_clone_gives_the_same_bytes(released, first_clone, tmp_path, monkeypatch):
    """Elsewhere, with another time zone, and settings of git that change what it archives."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    settings = tmp_path / "gitconfig"
    settings.write_text("[tar]\n  umask = 0077\n[core]\n  autocrlf = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    elsewhere = tmp_path / "elsewhere"
    assert first_clone.release(elsewhere) == 0
    assert contents(elsewhere / f"v{VERSION}") == released


def test_again_changes_nothing(released, clone, into, capsys):
    folder = into / f"v{VERSION}"
    before = folder.stat()
    assert clone.release(into) == 0
    assert "was there already, with the same bytes" in capsys.readouterr().out
    assert folder.stat() == before


@pytest.mark.parametrize("spoil", [Path.unlink, Path.touch, lambda path: path.write_text("other")])
def test_a_folder_with_something_else_is_left_alone(spoil, released, clone, into, capsys):
    folder = into / f"v{VERSION}"
    spoil(folder / ("manifest.json" if spoil is not Path.touch else "signature"))
    before = contents(folder)
    assert clone.release(into) == 2
    assert "is there and holds something else: look what it is, and move it away" in capsys.readouterr().err
    assert contents(folder) == before


def test_what_breaks_off_leaves_nothing(clone, into, monkeypatch, capsys):
    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert clone.release(into) == 2
    assert "could not be written: [Errno 28] No space left" in capsys.readouterr().err
    assert list(into.iterdir()) == []


def test_a_file_in_its_place_is_named(clone, into, capsys):
    into.write_text("a file")
    assert clone.release(into) == 2
    assert f"{into / 'v1.2.3'} could not be written" in capsys.readouterr().err
    into.unlink()
    into.mkdir()
    (into / "v1.2.3").write_text("a file")
    assert clone.release(into) == 2
    assert "holds something else" in capsys.readouterr().err


def test_tells_what_is_in_it(clone, into, capsys):
    assert clone.release(into) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert {line.split()[1] for line in lines} == FILES
    assert last == f"{into / 'v1.2.3'} is made"


def test_the_bill_speaks_of_the_zips_beside_it(released):
    bill = json.loads(released["bill-of-materials.cdx.json"])
    named = {component["name"] for component in bill["components"] if component["type"] == "file"}
    assert named == {"attribution.zip", "dependencies.zip"}
    layer = zipfile.ZipFile(io.BytesIO(released["dependencies.zip"]))
    assert "python/thing-1.0.dist-info/METADATA" in layer.namelist()
