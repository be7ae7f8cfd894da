"""Where the `moved` blocks of this repository lead an address; worked out apart from Terraform."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BLOCK = re.compile(r"^moved \{\n  from = (\S+)\n  to   = (\S+)\n\}$", re.MULTILINE)
_CALL = re.compile(r"module\.([\w-]+)(?:\[[^\]]*\])?\.")
# As many as one address may go through; more are a circle.
_LONGEST_CHAIN = 20


@dataclass(frozen=True, order=True)
class Move:
    folder: str
    """Of the module that has the block, from the repository's root; "." for the root module."""
    start: str
    end: str

    def applied(self, address: str) -> str | None:
        """Where it leads an address of its module; none if the block does not mean it."""
        rest = address.removeprefix(self.start)
        if not address.startswith(self.start) or rest[:1] not in ("", ".", "["):
            return None
        return self.end + rest


def moves_in(repository: Path) -> list[Move]:
    """Of the root and of each module; `ValueError` for a block that this does not understand."""
    found = []
    for file in sorted([*repository.glob("*.tf"), *repository.glob("modules/*/*.tf")]):
        text = file.read_text()
        blocks = _BLOCK.findall(text)
        if len(blocks) != len(re.findall(r"^moved\b", text, re.MULTILINE)):
            raise ValueError(
                f"{file}: write `moved` blocks as `terraform fmt` does, `from` first, and no more in them"
            )
        folder = file.parent.relative_to(repository).as_posix()
        found += [Move(folder, *block) for block in blocks]
    return found


class Resolver:
    """Follows the blocks, by what a plan says of who calls which module."""

    def __init__(self, moves: list[Move], configuration: Mapping[str, Any], folder: str) -> None:
        """``folder`` is that of the configuration which was planned, from the repository's root."""
        self._moves = moves
        self._configuration = configuration["root_module"]
        self._folder = folder
        self.used: set[Move] = set()

    def __call__(self, address: str) -> str:
        """Where the resource of this address is now."""
        for _ in range(_LONGEST_CHAIN):
            following = self._one_step(address)
            if following is None:
                return address
            address = following
        raise ValueError(f"{address} moves in a circle")

    def _one_step(self, address: str) -> str | None:
        for begin, folder in self._modules_of(address):
            for move in self._moves:
                if move.folder == folder and (end := move.applied(address.removeprefix(begin))):
                    self.used.add(move)
                    return begin + end
        return None

    def _modules_of(self, address: str) -> Iterator[tuple[str, str]]:
        """Each module on the way to it that is called today: how its addresses begin, and its folder."""
        begin, folder, module = "", self._folder, self._configuration
        while True:
            yield begin, folder
            call = _CALL.match(address, len(begin))
            if call is None or call[1] not in module.get("module_calls", {}):
                return
            called = module["module_calls"][call[1]]
            folder = os.path.normpath(f"{folder}/{called['source']}")
            begin, module = address[: call.end()], called["module"]
