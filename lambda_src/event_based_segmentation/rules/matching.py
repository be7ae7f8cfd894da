"""The table of rules, and what an event asks for by it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_based_segmentation.rules.fields import texts_at
from kit.errors import BadInput, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from event_based_segmentation.rules.events import Event

SET, REMOVE, INCREMENT = "set", "remove", "increment"
DAY = 86_400_000  # milliseconds
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table."""

    name: str
    event_type: str
    match: Mapping[str, str]
    action: str
    attribute: str
    value: str | None = None
    ttl_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event asks of one attribute: a value, or none, or to count on."""

    attribute: str
    at: int
    value: str | None = None
    by: int = 0
    until: int | None = None
    identity: str = ""


def rules_of(text: str) -> tuple[Rule, ...]:
    """The table as the deployment packs it: JSON, gzip, base64, as an environment has 4 KB for all."""
    try:
        rows = json.loads(zlib.decompress(base64.b64decode(text, validate=True), _GZIP))
        return tuple(Rule(**row) for row in rows)
    except (TypeError, ValueError, zlib.error):
        raise ConfigError(
            "RULES must be a list of rules as JSON in gzip in base64: apply the module"
        ) from None


def changes_of(event: Event, rules: Iterable[Rule], *, longest: int) -> tuple[Change, ...]:
    """What all matching rules ask for, in their order. `longest` is how long the store lets a value be."""
    return tuple(_change(event, rule, longest) for rule in rules if _matches(event, rule))


def _matches(event: Event, rule: Rule) -> bool:
    return rule.event_type == event.type and all(
        wanted in texts_at(event.fields, path) for path, wanted in rule.match.items()
    )


def _change(event: Event, rule: Rule, longest: int) -> Change:
    value = None if rule.action == REMOVE else _filled(rule, event)
    if value is not None and not 0 < len(value) <= longest:
        raise BadInput(f"the value of rule {rule.name} must have 1 to {longest} characters for this event")
    until = None if rule.ttl_days is None or rule.action == REMOVE else event.at + int(rule.ttl_days * DAY)
    if rule.action != INCREMENT:
        return Change(attribute=rule.attribute, at=event.at, value=value, until=until)
    identity = hashlib.sha256(f"{event.identity} {rule.name}".encode()).hexdigest()
    return Change(
        attribute=rule.attribute, at=event.at, by=_number(rule, value), until=until, identity=identity
    )


def _filled(rule: Rule, event: Event) -> str:
    """The rule's value with what the event says in its places; an increment without one counts 1."""

    def said(place: re.Match[str]) -> str:
        found = texts_at(event.fields, place[1])
        if not found:
            raise BadInput(f"rule {rule.name} needs the field {place[1]}, which the event does not have")
        return found[0]

    return _PLACEHOLDER.sub(said, "1" if rule.value is None else rule.value)


def _number(rule: Rule, value: str | None) -> int:
    if value is None or not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise BadInput(
            f"rule {rule.name} counts by whole numbers of at most nine digits, which the event lacks"
        )
    return int(value)
