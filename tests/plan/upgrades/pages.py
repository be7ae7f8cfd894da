"""The pages of docs/upgrading, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.plan.upgrades.moves import Move
from tests.plan.upgrades.states import numbers
from tests.plan.upgrades.upgrade import Allowed

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"to-(\d+\.\d+)")
_CELL = re.compile(r"^`(.+)`$")


@dataclass(frozen=True)
class Page:
    path: Path
    version: str
    """The minor version that it leads to, from whatever came before."""
    moves: list[Move]
    comes_and_goes: list[Allowed]


def pages_in(folder: Path) -> list[Page]:
    """All but the index; `ValueError` for one that is named otherwise than the others."""
    return sorted(
        (_read(path) for path in folder.glob("*.md") if path.name != "README.md"),
        key=lambda page: numbers(page.version),
    )


def _read(path: Path) -> Page:
    named = _NAME.fullmatch(path.stem)
    if named is None:
        raise ValueError(f"{path.name}: name it by the minor version that it leads to, such as to-0.2.md")
    text = path.read_text()
    return Page(
        path=path,
        version=named[1],
        moves=[Move(*map(_code, row)) for row in _rows(text, "What moves")],
        comes_and_goes=[
            Allowed(_code(address), happens, why)
            for address, happens, why in _rows(text, "What is created, replaced or destroyed")
        ],
    )


def _rows(text: str, heading: str) -> list[list[str]]:
    """Of the table below a heading, without its first two lines."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _code(cell: str) -> str:
    found = _CELL.fullmatch(cell)
    return found[1] if found else cell
