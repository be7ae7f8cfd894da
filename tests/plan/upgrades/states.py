"""States of Terraform, as revisions left them: small, and without what only one machine or account has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
PLATFORM = HERE / "platform"
FOLDER = HERE / "recorded"


def versions() -> list[str]:
    """Of which there is a state, oldest first: releases, and `before-0.1.0` for commits before that one."""
    return sorted((path.stem for path in FOLDER.glob("*.json")), key=age)


def age(version: str) -> tuple[int, ...]:
    """To be compared: `before-0.1.0` is the older neighbour of 0.1.0."""
    return *numbers(version.removeprefix("before-")), not version.startswith("before-")


def numbers(version: str) -> tuple[int, ...]:
    """Of a version such as 0.1.0, to be compared."""
    return tuple(map(int, version.split(".")))


class State:
    """What a version, or what was there before it, left; see `record`.

    Ids that an emulated account makes up anew stand there as ``(user_pool_id)``: `write` puts others in.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self._file = FOLDER / f"{version}.json"
        found: dict[str, Any] = json.loads(self._file.read_text()) if self._file.exists() else {}
        self.revisions: dict[str, str] = found.get("revisions", {})
        """Of each module of the platform, and of the platform itself (""), what was applied."""
        self.terraform: str = found.get("terraform", "")
        self.resources: list[dict[str, Any]] = found.get("resources", [])

    @property
    def instances(self) -> dict[str, dict[str, Any]]:
        """The attributes of every resource, by its address."""
        return {
            _address(resource, instance): instance["attributes"]
            for resource in self.resources
            for instance in resource["instances"]
        }

    def add(self, revisions: Mapping[str, str], terraform: str, resources: list[dict[str, Any]]) -> None:
        """Put a recording in, in place of what there was of its modules."""
        self.revisions = dict(sorted({**self.revisions, **revisions}.items()))
        self.terraform = terraform
        kept = [one for one in self.resources if call_of(one) not in revisions]
        self.resources = sorted(
            kept + resources, key=lambda one: (one.get("module", ""), one["type"], one["name"])
        )

    def save(self) -> None:
        lines = ",\n".join(json.dumps(one, sort_keys=True, separators=(",", ":")) for one in self.resources)
        head = json.dumps({"revisions": self.revisions, "terraform": self.terraform}, indent=1)
        self._file.write_text(f'{head[:-2]},\n "resources": [\n{lines}\n]}}\n')

    def write(self, file: Path, provider: str, given: Mapping[str, str]) -> None:
        """A state file for Terraform; ``given`` has what stands in brackets."""
        whole = {
            "version": 4,
            "terraform_version": self.terraform,
            "serial": 1,
            "lineage": "recorded",
            "resources": [
                {"mode": "managed", "provider": f'provider["{provider}"]', **one} for one in self.resources
            ],
        }
        text = json.dumps(whole)
        for name, value in given.items():
            text = text.replace(f"({name})", value)
        file.write_text(text)


def call_of(resource: Mapping[str, Any]) -> str:
    """Which module of the platform it belongs to; "" if to none."""
    path: list[str] = resource.get("module", "").split(".")
    return path[1].partition("[")[0] if len(path) > 1 else ""


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    module = f"{resource['module']}." if "module" in resource else ""
    key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{module}{resource['type']}.{resource['name']}{key}"
