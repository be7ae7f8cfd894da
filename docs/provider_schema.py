"""What a schema of the AWS provider says, whoever tells it, and what Terraform itself tells.

All answer alike: `Schema.of(kind)` is the type's body, a `Body` of members by their Terraform name. Types
are named in one way: `string`, `number`, `bool`, `list(...)` for lists and sets, `map(...)`, `block` for one
nested body, `blocks` for several, `any` for what is not told.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ANY = "any"
"""The type of what a schema does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An argument, block or attribute."""

    type: str
    required: bool = False
    settable: bool = False
    deprecated: str | None = None
    body: Callable[[], Body] | None = None
    """Of blocks: their members, looked up when they are asked for, as some nest without end."""


@dataclass(frozen=True, slots=True)
class Body:
    """The members of a type or of a block."""

    members: Mapping[str, Member]
    deprecated: str | None = None

    def member(self, name: str) -> Member | None:
        """By its name in Terraform."""
        return self.members.get(name)


class Schema(Protocol):
    """Where bodies come from."""

    def of(self, kind: str) -> Body | None:
        """The body of `resource aws_x`, `data aws_x` or `provider aws`; None where there is no such type."""


class ProviderSchema:
    """`terraform providers schema -json` of the version that we test with."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        (found,) = (
            schemas for name, schemas in answer["provider_schemas"].items() if name.endswith("hashicorp/aws")
        )
        self._types = {
            "resource": found["resource_schemas"],
            "data": found["data_source_schemas"],
            "provider": {"aws": found["provider"]},
        }

    def of(self, kind: str) -> Body | None:
        """See `Schema`."""
        keyword, name = kind.split()
        found = self._types[keyword].get(name)
        return _schema_body(found["block"]) if found else None


def _schema_body(block: Mapping[str, Any]) -> Body:
    members = {name: _schema_attribute(one) for name, one in block.get("attributes", {}).items()}
    for name, one in block.get("block_types", {}).items():
        is_one = one["nesting_mode"] in ("single", "group") or one.get("max_items") == 1
        members[name] = Member(
            type="block" if is_one else "blocks",
            required=one.get("min_items", 0) > 0,
            settable=True,
            body=functools.partial(_schema_body, one["block"]),
        )
    return Body(members)


def _schema_attribute(attribute: Mapping[str, Any]) -> Member:
    required = attribute.get("required", False)
    settable = required or attribute.get("optional", False)
    if nested := attribute.get("nested_type"):
        name = "block" if nested["nesting_mode"] == "single" else "blocks"
        body = functools.partial(_schema_body, nested)
        return Member(type=name, required=required, settable=settable, body=body)
    name, fields = _schema_type(attribute["type"])
    inside = None if fields is None else functools.partial(_schema_body, {"attributes": fields})
    return Member(type=name, required=required, settable=settable, body=inside)


def _schema_type(declared: Any) -> tuple[str, dict[str, Any] | None]:
    """A name, and the fields of objects."""
    if isinstance(declared, str):
        return (ANY if declared == "dynamic" else declared), None
    collection, of = declared
    if collection == "object":
        return "block", {key: {"type": one} for key, one in of.items()}
    name, fields = _schema_type(of)
    if fields is not None:
        return ("map(block)" if collection == "map" else "blocks"), fields
    return f"{'map' if collection == 'map' else 'list'}({name})", None
