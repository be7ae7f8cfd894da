"""Two machines, one result: nothing but names and contents may reach the artefacts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import build
from build import main

PARTS = ("lambda_src", "requirements", ".build/wheels")


@pytest.fixture(params=["a small tree", "the repository"])
def source(request: pytest.FixtureRequest, repository: Path, tmp_path: Path) -> Path:
    if request.param == "a small tree":
        return request.getfixturevalue("tree").root
    assert main(["--root", str(repository), "--output", str(tmp_path / "warm"), "--only", build.LAYER]) == 0
    return repository


def copy(source: Path, target: Path, *, backwards: bool, umask: int, time: int) -> None:
    """The same files, made in another order, at another time, with other modes."""
    files = sorted(
        path
        for part in PARTS
        for path in (source / part).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    before = os.umask(umask)
    try:
        for number, path in enumerate(reversed(files) if backwards else files):
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(path.read_bytes())
            os.utime(copied, (time + number, time + number))
    finally:
        os.umask(before)


def build_apart(root: Path, *, umask: int, **settings: str) -> dict[str, bytes]:
    script = Path(build.__file__)
    environment = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", **settings}
    command = [sys.executable, str(script), "--root", str(root)]
    subprocess.run(command, env=environment, umask=umask, cwd=root, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (root / "dist").iterdir()}


def test_twins_are_identical(source: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "a" / "much longer" / "way to twö"
    copy(source, one, backwards=False, umask=0o022, time=1_000_000_000)
    copy(one, two, backwards=True, umask=0o077, time=1_700_000_000)
    shutil.rmtree(one / "lambda_src" / "empty", ignore_errors=True)
    (two / "lambda_src" / "empty").mkdir()

    first = build_apart(one, umask=0o022, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    second = build_apart(two, umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="2")

    assert first == second
    assert {"dependencies.zip", "manifest.json"} < first.keys()
