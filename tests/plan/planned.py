"""A plan as data: its resources with the values known so far, and every statement of every policy."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.values import UNKNOWN, merged

__all__ = [
    "UNKNOWN",
    "Plan",
    "Resource",
    "Statement",
    "kind_of",
    "owner_of",
    "part_of",
    "without_any_tags",
]

_MODULES = Path(__file__).parents[2] / "modules"
_CALL = re.compile(r'^module "(\w+)" \{\n  source += "\.\./function"', re.MULTILINE)
_CALLS = {name for file in _MODULES.glob("*/*.tf") for name in _CALL.findall(file.read_text())}
# modules/function is called for all functions of a module at once, by keys, or for each by its name.
_FUNCTION = re.compile(
    rf'\.module\.(?P<name>function|{"|".join(sorted(_CALLS))})(?:\[(?:0|"(?P<key>[\w-]+)")\])?\.'
)
_DEPLOYMENT = re.compile(r'^module\.attribution(?:\["(?P<key>[\w-]+)"\])?\.')


@dataclass(frozen=True, slots=True)
class Resource:
    address: str
    type: str
    name: str
    values: Mapping[str, Any]
    """What the plan says of each attribute; ``UNKNOWN`` where only AWS will say it."""

    @property
    def deployment(self) -> str:
        """Which instance of the root module it belongs to."""
        found = _DEPLOYMENT.match(self.address)
        return (found["key"] or "") if found else ""

    @property
    def function(self) -> str | None:
        """Which instance of modules/function it belongs to, if any."""
        found = _FUNCTION.search(self.address)
        return found["key"] or found["name"] if found else None


@dataclass(frozen=True, slots=True)
class Statement:
    deployment: str
    owner: str
    """Whose policy it is in: a function's or another role's (see `owner_of`); of senders, the queue's."""
    kind: str
    """See `kind_of`."""
    address: str
    sid: str | None
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.address} {self.sid}"


def without_any_tags(resource: Resource) -> bool:
    """Whether neither it has tags nor the provider gives it some."""
    defaults = [given for one in resource.values["override_provider"] for given in one["default_tags"]]
    return not resource.values["tags"] and bool(defaults) and not any(given["tags"] for given in defaults)


def part_of(raw: Mapping[str, Any], module: str) -> dict[str, Any]:
    """What a plan says of one module of the root: its resources and checks, and the output of its name."""
    begin = f"module.{module}."
    root = raw.get("prior_state", {}).get("values", {}).get("root_module", {})
    children = [m for m in root.get("child_modules", []) if f"{m['address']}." == begin]
    return {
        "resource_changes": [c for c in raw["resource_changes"] if c["address"].startswith(begin)],
        "output_changes": {module: raw["output_changes"][module]},
        "checks": [c for c in raw["checks"] if c["address"].get("module", "").startswith(begin)],
        "prior_state": {"values": {"root_module": {"child_modules": children}}},
    }


class Plan:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.outputs: dict[str, Any] = {
            name: merged(change.get("after"), change.get("after_unknown"))
            for name, change in raw.get("output_changes", {}).items()
        }
        changes = raw["resource_changes"]
        self.resources = [_of_change(change) for change in changes if change["mode"] == "managed"]
        # A data source that waits for an unknown value is a change; one that could be read is prior state.
        self.data = [_of_change(change) for change in changes if change["mode"] == "data"]
        self.data += _of_state(raw.get("prior_state", {}).get("values", {}).get("root_module", {}))

    @property
    def given(self) -> Mapping[str, Any]:
        """What the configuration gave to the module, as it says itself."""
        given: Mapping[str, Any] = self.outputs["given"]
        return given

    @property
    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(resource.type for resource in self.resources).items()))

    @property
    def checks(self) -> dict[str, list[str]]:
        """The messages of each ``check`` block that did not pass, by its name."""
        return {
            check["address"]["name"]: [
                problem["message"]
                for instance in check["instances"]
                for problem in instance.get("problems", [])
            ]
            for check in self.raw.get("checks", [])
            if check["address"]["kind"] == "check"
        }

    def of_type(self, *types: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type in types]

    @property
    def documents(self) -> list[Resource]:
        return [data for data in self.data if data.type == "aws_iam_policy_document"]

    @property
    def statements(self) -> list[Statement]:
        return [
            _statement(document, statement)
            for document in self.documents
            for statement in document.values["statement"]
        ]


def kind_of(document: Resource) -> str:
    """What a policy says, by its document's name.

    ``senders``: who may send to a queue or a topic; ``bucket``: who may not use a bucket; ``services``: what
    services of AWS may do with it; ``consumers`` and ``producers``: what the caller's own roles need, an
    output; ``trust``: who may take a role; else ``role``: what a role may do.
    """
    if document.name in {"senders", "bucket", "consumers", "producers"}:
        return document.name
    if document.name.startswith("bucket_"):
        return "services"
    return "trust" if "trust" in document.name else "role"


def owner_of(resource: Resource) -> str:
    """Whose a role or a document is: the function's, or as it is called, with its key if it has one."""
    if resource.function:
        return resource.function.replace("_", "-")
    key = re.search(r'\["([\w-]+)"\]$', resource.address)
    name = resource.name.removesuffix("_trust")
    if key:
        name = key[1] if name == "senders" else f"{name}-{key[1]}"
    return name.replace("_", "-")


def _statement(document: Resource, statement: Mapping[str, Any]) -> Statement:
    return Statement(
        deployment=document.deployment,
        owner=owner_of(document),
        kind=kind_of(document),
        address=document.address,
        sid=statement.get("sid"),
        effect=statement.get("effect") or "Allow",
        actions=_all_of(statement.get("actions")),
        resources=_all_of(statement.get("resources")),
        values=statement,
    )


def _all_of(values: Any) -> tuple[str, ...]:
    return (UNKNOWN,) if values == UNKNOWN else tuple(values or ())


def _of_change(change: Mapping[str, Any]) -> Resource:
    values = merged(change["change"]["after"], change["change"]["after_unknown"])
    return Resource(change["address"], change["type"], change["name"], values)


def _of_state(module: Mapping[str, Any]) -> Iterator[Resource]:
    for resource in module.get("resources", []):
        if resource["mode"] == "data":
            yield Resource(resource["address"], resource["type"], resource["name"], resource["values"])
    for child in module.get("child_modules", []):
        yield from _of_state(child)
