"""The zips of dist/, unpacked, and interpreters that see them as in the runtime."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def artefact(name: str) -> Path:
    """A zip, by its name in the manifest."""
    return REPOSITORY / "dist" / f"{name}.zip"


@contextlib.contextmanager
def unpacked() -> Iterator[Path]:
    """A folder with package and layer."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("attribution", "dependencies"):
            with zipfile.ZipFile(artefact(name)) as archive:
                archive.extractall(folder)
        yield Path(folder)


def run_python(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *, said: str = ""
) -> str:
    """What a fresh interpreter prints. It sees boto3 with its bytecode and ours as sources only."""
    path = (folder, folder / "python", Path(boto3.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-P", "-S", "-B", *arguments],
        env={**environment, "PYTHONPATH": os.pathsep.join(map(str, path))},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"python {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
