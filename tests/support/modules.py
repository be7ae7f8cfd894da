"""The modules of the repository, and who calls them, as the Terraform files say."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MODULES = sorted(path for path in (REPOSITORY / "modules").iterdir() if path.is_dir())
_CALL = re.compile(r'^module "[\w-]+" \{\n(?:  [^\n]*\n|\n)*?  source\s+= "(\.[^"]*)"', re.MULTILINE)


def is_internal(module: Path) -> bool:
    """Whether its README says in the heading that only this repository calls it."""
    readme = module / "README.md"
    return readme.exists() and readme.read_text().partition("\n")[0].endswith(" (internal)")


@functools.cache
def terraform_files() -> list[Path]:
    """All of the repository's own."""
    folders = [folder for folder in REPOSITORY.iterdir() if folder.is_dir() and folder.name[0] != "."]
    found = [*REPOSITORY.glob("*.tf"), *(file for folder in folders for file in folder.rglob("*.tf"))]
    return sorted(file for file in found if not {".terraform", "node_modules"} & {*file.parts})


@functools.cache
def calls() -> dict[Path, set[Path]]:
    """Folder with Terraform files -> the folders that it calls."""
    found: dict[Path, set[Path]] = {}
    for file in terraform_files():
        called = {(file.parent / source).resolve() for source in _CALL.findall(file.read_text())}
        found.setdefault(file.parent, set()).update(called)
    return found


def callers(module: Path) -> set[Path]:
    """The folders that call it themselves."""
    return {folder for folder, called in calls().items() if module in called}


def reached(folders: Iterable[Path]) -> set[Path]:
    """What the folders call, directly or not."""
    found: set[Path] = set()
    waiting = list(folders)
    while waiting:
        new = calls().get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
