"""A small repository under git, ready to be released as 1.2.3."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

import build
from release.__main__ import main
from tests.unit.packaging.conftest import Tree

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "1.2.3"
CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.3] - 2026-11-21

### Added

- Everything.

## [1.2.2] - 2026-11-01

- Something.

[1.2.3]: https://example.com/1.2.3
"""
GIT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_AUTHOR_DATE": "2026-11-20T23:30:00+0200",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
    "GIT_COMMITTER_DATE": "2026-11-20T23:30:00+0200",
}


class Clone(Tree):
    """A tree that can be built, with what a release asks for, all of it committed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        shutil.rmtree(self.root / ".build")
        self.use_wheels(self.licensed_wheel("thing", "License-Expression: MIT"))
        self.put(".gitattributes", "* text=auto eol=lf\n*.zip binary\n")
        self.put(".gitignore", ".build/\nindex/\n")
        self.put("CHANGELOG.md", CHANGELOG)
        self.put("pyproject.toml", f'[project]\nname = "x"\nversion = "{VERSION}"\n')
        self.put("README.md", f"source = x.git?ref=v{VERSION}\n")
        self.put("modules/lake/README.md", f"source = x.git//modules/lake?ref=v{VERSION}\n")
        self.put("modules/lake/main.tf", "# empty\n")
        self.build()
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def licensed_wheel(self, name: str, *headers: str) -> Path:
        """A wheel of version 1.0; the headers go into its METADATA."""
        path = self.root / "index" / f"{name}-1.0-py3-none-any.whl"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *headers]
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{name}/__init__.py", "answer = 42\n")
            archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join([*lines, "", "What it is."]))
        return path

    def build(self) -> None:
        assert self.run() == 0

    def git(self, *arguments: str) -> None:
        command = ["git", "-C", str(self.root), *arguments]
        subprocess.run(command, check=True, env=GIT, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A commit")

    def release(self, into: Path, version: str = VERSION) -> int:
        return main([version, "--into", str(into), "--root", str(self.root)])


@pytest.fixture(scope="session")
def first_clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return Clone(tmp_path_factory.mktemp("release") / "repository")


@pytest.fixture
def clone(first_clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """One of its own for each test."""

    def no_download(lock: Path, cache: Path) -> None:
        pytest.fail(f"{lock} was downloaded to {cache}; the cache should have served")

    monkeypatch.setattr(build, "download", no_download)
    own = Clone.__new__(Clone)
    own.root = tmp_path / "repository"
    own.dist = own.root / "dist"
    shutil.copytree(first_clone.root, own.root)
    return own


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "releases"
