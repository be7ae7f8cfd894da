"""Every handler of every package, and the timeout that Terraform gives its function."""

from __future__ import annotations

import functools
import importlib
import re
from typing import TYPE_CHECKING, Any

from emulator.declared import REPOSITORY, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from kit.clients import CallBudget

SOURCES = REPOSITORY / "lambda_src"
HANDLERS = sorted(
    ".".join(path.relative_to(SOURCES).with_suffix("").parts)
    for path in SOURCES.glob("*/handlers/*.py")
    if "\ndef handler(" in path.read_text()
)
VALUE = re.compile(r"\$\{(local|var|each)\.(\w+(?:\.\w+)*)\}")


def budgets_of(handler: str) -> dict[str, CallBudget]:
    """Its own, or those that its package keeps for it."""
    module = importlib.import_module(handler)
    if hasattr(module, "BUDGETS"):
        return module.BUDGETS
    package, name = handler.split(".handlers.")
    return getattr(importlib.import_module(f"{package}.handlers.budgets"), name.upper())


def timeout_of(handler: str) -> int:
    """Of the function; where it is an input, its default."""
    return timeouts()[handler]


@functools.cache
def timeouts() -> dict[str, int]:
    """By handler, of all folders with Terraform files that declare functions."""
    found = {}
    for folder in (REPOSITORY, *sorted((REPOSITORY / "modules").iterdir())):
        for function in _functions(folder):
            found[str(function["handler"]).removesuffix(".handler")] = int(function["timeout_seconds"])
    return found


def _functions(folder: Path) -> list[dict[str, Any]]:
    files = [blocks(path) for path in sorted(folder.glob("*.tf"))]
    known = {
        "local": {
            name: value for file in files for block in file.get("locals", []) for name, value in block.items()
        },
        "var": {
            name: body.get("default")
            for file in files
            for block in file.get("variable", [])
            for name, body in block.items()
        },
    }
    found = []
    for body in (body for file in files for block in file.get("module", []) for body in block.values()):
        if body["source"] not in {"../function", "./modules/function"}:
            continue
        wanted = {name: body[name] for name in ("handler", "timeout_seconds")}
        for key, value in _each(body, known).items():
            names = {**known, "each": {"key": key, "value": value}}
            found.append({name: _resolved(text, names) for name, text in wanted.items()})
    return found


def _each(body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """What the block is repeated for; the root's table picks from locals `<name>_function`."""
    if "for_each" not in body:
        return {"": None}
    table = _resolved(body["for_each"], known)
    if isinstance(table, dict):
        return table
    return {name: value for name, value in known["local"].items() if name.endswith("_function")}


def _resolved(text: Any, names: dict[str, Any]) -> Any:
    """References replaced by what they stand for, which may be one again."""
    whole = VALUE.fullmatch(text) if isinstance(text, str) else None
    if whole:
        found: Any = names[whole[1]]
        for part in whole[2].split("."):
            found = found[part]
        return _resolved(found, names)
    return VALUE.sub(lambda ref: str(_resolved(ref[0], names)), text) if isinstance(text, str) else text
