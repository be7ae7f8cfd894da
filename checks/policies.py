"""Statements of policies: JSON in attributes, and policy documents that wait for apply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from checks.values import SENSITIVE, UNKNOWN, blocks, dig, is_set, quoted, texts

if TYPE_CHECKING:
    from checks.plan import Resource

# Whose policies only narrow what others allow.
FILTERS = ("aws_organizations_policy", "aws_vpc_endpoint", "aws_vpc_endpoint_policy")
KEY_TYPES = ("aws_kms_key", "aws_kms_key_policy", "aws_kms_external_key", "aws_kms_replica_key")


class Kind(StrEnum):
    """Whose a policy is."""

    IDENTITY = "identity"
    """What a role or user may do."""
    TRUST = "trust"
    """Who may take a role."""
    KEY = "key"
    """Who may use a key: in it, the resource * is the key."""
    RESOURCE = "resource"
    """Who may use a bucket, queue, topic or other thing that has a policy."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a condition."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, whichever way it was written."""

    address: str
    kind: Kind
    sid: str
    allows: bool
    actions: tuple[str, ...]
    but_actions: tuple[str, ...]
    """All actions but these."""
    resources: tuple[str, ...]
    but_resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    """Type and id; ``*`` is anybody."""
    but_principals: bool
    """Whether it is for all but some principals."""
    conditions: tuple[Condition, ...]
    hidden: bool

    def __str__(self) -> str:
        return f"Statement {self.show(self.sid)}" if self.sid else "A statement without a sid"

    def show(self, value: str) -> str:
        """A part of the statement for people; nothing if the policy is sensitive."""
        return SENSITIVE if self.hidden else quoted(value)


def statements_of_json(resource: Resource, *attributes: str) -> Iterator[tuple[Statement, Mapping[str, Any]]]:
    """The statements of every policy in these attributes, or in any; each also as it is written."""
    for path, policy in _policies(resource.values, ()):
        if attributes and path[0] not in attributes:
            continue
        hidden = resource.is_hidden(*path)
        written = policy["Statement"]
        for statement in blocks(written if isinstance(written, list) else [written]):
            yield _of_json(resource, str(path[-1]), statement, hidden), statement


def _policies(
    value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _policies(part, (*path, key))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _policies(part, (*path, position))
    elif isinstance(value, str) and '"Statement"' in value:
        try:
            policy = json.loads(value)
        except ValueError:
            return
        if isinstance(policy, Mapping) and "Statement" in policy:
            yield path, policy


def _of_json(resource: Resource, attribute: str, statement: Mapping[str, Any], hidden: bool) -> Statement:
    principals = tuple(_principals(statement.get("Principal")))
    actions = texts(statement.get("Action"))
    if attribute == "assume_role_policy":
        kind = Kind.TRUST
    elif resource.type in KEY_TYPES:
        kind = Kind.KEY
    else:
        kind = Kind.RESOURCE if principals or "NotPrincipal" in statement else Kind.IDENTITY
    conditions = statement.get("Condition")
    return Statement(
        address=resource.address,
        kind=kind,
        sid=_text(statement.get("Sid")),
        allows=statement.get("Effect") != "Deny",
        actions=actions,
        but_actions=texts(statement.get("NotAction")),
        resources=texts(statement.get("Resource")),
        but_resources=texts(statement.get("NotResource")),
        principals=principals,
        but_principals="NotPrincipal" in statement,
        conditions=tuple(
            Condition(operator, key, texts(values))
            for operator, keys in (conditions.items() if isinstance(conditions, Mapping) else ())
            for key, values in (keys.items() if isinstance(keys, Mapping) else ())
        ),
        hidden=hidden,
    )


def _principals(principal: Any) -> Iterator[tuple[str, str]]:
    if isinstance(principal, Mapping):
        for type_, ids in principal.items():
            for id_ in texts(ids):
                yield type_, id_
    elif isinstance(principal, str):
        yield "*", principal


def statements_of_document(document: Resource) -> list[Statement]:
    """The statements of an ``aws_iam_policy_document``, as far as they are known."""
    found = document.get("statement")
    listed = enumerate(found) if isinstance(found, list) else ()
    return [
        _of_block(document, block, document.is_hidden("statement", position))
        for position, block in listed
        if isinstance(block, Mapping)
    ]


def _of_block(document: Resource, block: Mapping[str, Any], hidden: bool) -> Statement:
    actions = _known(block.get("actions"))
    principals = tuple(
        (_text(principal.get("type")), id_)
        for principal in blocks(block.get("principals"))
        for id_ in _known(principal.get("identifiers"))
    )
    but_principals = is_set(block.get("not_principals"))
    return Statement(
        address=document.address,
        kind=_kind_of_block(actions) if principals or but_principals else Kind.IDENTITY,
        sid=_text(block.get("sid")),
        allows=block.get("effect") != "Deny",
        actions=actions,
        but_actions=_known(block.get("not_actions")),
        resources=_known(block.get("resources")),
        but_resources=_known(block.get("not_resources")),
        principals=principals,
        but_principals=but_principals,
        conditions=tuple(
            Condition(_text(dig(c, "test")), _text(dig(c, "variable")), _known(dig(c, "values")))
            for c in blocks(block.get("condition"))
        ),
        hidden=hidden,
    )


def _kind_of_block(actions: tuple[str, ...]) -> Kind:
    """A document does not say what it is for; its actions do."""
    services = {action.split(":")[0] for action in actions}
    return {frozenset({"sts"}): Kind.TRUST, frozenset({"kms"}): Kind.KEY}.get(
        frozenset(services), Kind.RESOURCE
    )


def _known(value: Any) -> tuple[str, ...]:
    return texts(value) if value != UNKNOWN else (UNKNOWN,)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
