"""A folder that reads like a root configuration but keeps what Terraform writes."""

import re
import shutil
from pathlib import Path

_CLIMB = re.compile(r"\.\.(?:/\.\.)*")
_LOCK = ".terraform.lock.hcl"


def mirror(source: Path, work_dir: Path) -> Path:
    """Links to the entries of ``source``, in a folder under ``work_dir``.

    A path such as ``../../modules/x`` must lead to the same place from there, so the mirror also has, above
    the folder, as many levels as the ``*.tf`` files climb, each with links to its entries.
    """
    source = source.resolve()
    levels = [source, *source.parents][: _levels_above(source) + 1]
    folder = work_dir.resolve() / "configuration"
    for level, below in zip(reversed(levels), [*reversed(levels[:-1]), None], strict=True):
        if level is not levels[-1]:
            folder /= level.name
        folder.mkdir(parents=True, exist_ok=True)
        _link_entries(level, folder, left_out=below)
    lock = source / _LOCK
    # a copy: `terraform init` adds what it learns
    if lock.exists() and not (folder / _LOCK).exists():
        shutil.copy(lock, folder / _LOCK)
    return folder


def _levels_above(source: Path) -> int:
    climbs = [climb for file in source.glob("*.tf") for climb in _CLIMB.findall(file.read_text())]
    return max((climb.count("..") for climb in climbs), default=0)


def _link_entries(level: Path, folder: Path, *, left_out: Path | None) -> None:
    for link in folder.iterdir():
        if link.is_symlink():
            link.unlink()
    for entry in level.iterdir():
        if entry != left_out and not _is_left_by_terraform(entry.name):
            (folder / entry.name).symlink_to(entry)


def _is_left_by_terraform(name: str) -> bool:
    return name.startswith(".") or ".tfstate" in name
