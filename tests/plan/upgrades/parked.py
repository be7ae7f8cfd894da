"""Inputs that are on their way out: one file per module, and one form for what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator.declared import blocks
from tests.plan.upgrades.states import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "variables.deprecated.tf"
_VERSION = r"\d+\.\d+\.\d+"
_MESSAGE = re.compile(
    rf"(?P<name>\w+) (?P<state>was retired in|is deprecated since) (?P<since>{_VERSION}):"
    rf" use (?P<successor>\w+)(?:\.\w+)* instead\b.*\. It is removed in (?P<until>{_VERSION})\."
)
_RELEASE = re.compile(rf"^## \[({_VERSION})\]", re.MULTILINE)


def releases(changelog: str) -> list[str]:
    """The versions that CHANGELOG.md has a section of."""
    return _RELEASE.findall(changelog)


def newest_release(changelog: str) -> str:
    """Of CHANGELOG.md; 0.0.0 before the first."""
    return max(releases(changelog), key=numbers, default="0.0.0")


def problems(folder: Path, released: str) -> list[str]:
    """What is wrong with a module's parking file; nothing if it has none, or one without inputs."""
    file = folder / FILE
    if not file.exists():
        return []
    found = blocks(file)
    checks = _by_name(found.get("check", []))
    others = [path for path in folder.glob("*.tf") if path.name != FILE]
    inputs = {name for path in others for name in _by_name(blocks(path).get("variable", []))}
    read = {name for path in others for name in re.findall(r"\bvar\.(\w+)", path.read_text())}
    parked = _by_name(found.get("variable", []))
    unknown = set(found) - {"variable", "check"}
    return [
        *(f"{FILE} holds {kind}: it is for variables and their checks only" for kind in sorted(unknown)),
        *(f"check.{name} is of no variable in {FILE}" for name in sorted(checks.keys() - parked.keys())),
        *(
            f"{name}: {problem}"
            for name, body in parked.items()
            for problem in _problems_of(name, body, checks.get(name), inputs, read, released)
        ),
    ]


def _problems_of(
    name: str,
    body: dict[str, Any],
    check: dict[str, Any] | None,
    inputs: set[str],
    read: set[str],
    released: str,
) -> Iterator[str]:
    if body.get("default", "") is not None:
        yield "its default must be null, so that whoever does not set it hears nothing"
    sayings = [one["error_message"] for one in body.get("validation", [])]
    sayings += [one["error_message"] for one in (check or {}).get("assert", [])]
    if len(sayings) != 1:
        yield "it needs one validation (it is refused) or one check of its name (it works, with a warning)"
        return
    said = _MESSAGE.fullmatch(sayings[0])
    if said is None or said["name"] != name:
        yield (
            f'its message must be "{name} was retired in x.y.z: use <input> instead. It is removed in x.y.z."'
            ' or "... is deprecated since ..."'
        )
        return
    if said["successor"] not in inputs:
        yield f"its successor {said['successor']} is no input of the module"
    if (said["state"] == "was retired in") != ("validation" in body):
        yield "what was retired is refused by a validation, and what is deprecated warned of by a check"
    if (said["state"] == "was retired in") == (name in read):
        yield "what was retired is read nowhere else, and what is deprecated still is"
    yield from _problems_of_versions(said["since"], said["until"], released)
    wanted = f"{'Retired' if 'validation' in body else 'Deprecated'}: "
    if not str(body.get("description", "")).startswith(wanted):
        yield f'its description must begin with "{wanted}"'


def _problems_of_versions(since: str, until: str, released: str) -> Iterator[str]:
    if numbers(until) <= numbers(since):
        yield f"it cannot be removed in {until}, as that is no later than {since}"
    if not until.endswith(".0" if until.startswith("0.") else ".0.0"):
        yield f"{until} is no version that may remove an input: a major one is, and before 1.0.0 a minor one"
    if numbers(released) >= numbers(until):
        yield f"it was to be removed in {until}, and {released} is released: remove it"


def _by_name(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: body for block in found for name, body in block.items()}
