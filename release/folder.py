"""The folder of a release: everything in memory first, then beside its place, then there, in one step."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKSUMS = "SHA256SUMS"


def with_checksums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, and the list of their hashes that `sha256sum -c` takes."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return {**files, CHECKSUMS: "".join(lines).encode()}


def put(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Make the folder with these files; False if it is there with just these, which is no fault."""
    if folder.exists():
        if _content(folder) == files:
            return False
        raise ReleaseError(f"{folder} is there and holds something else: look what it is, and move it away")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
            fresh = Path(beside, folder.name)
            fresh.mkdir()
            for name, data in files.items():
                (fresh / name).write_bytes(data)
            fresh.rename(folder)
    except OSError as error:
        raise ReleaseError(f"{folder} could not be written: {error}") from error
    return True


def _content(folder: Path) -> dict[str, bytes | None]:
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}
