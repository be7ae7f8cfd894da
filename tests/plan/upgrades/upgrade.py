"""What a plan does to what an earlier version left, and what of it nobody may do."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

# What is lost with these cannot be applied anew: items, messages, records, logs, query results, users, keys.
DATA = {
    "aws_athena_workgroup",
    "aws_cloudwatch_log_group",
    "aws_cognito_user_pool",
    "aws_dynamodb_table",
    "aws_glue_catalog_database",
    "aws_kinesis_firehose_delivery_stream",
    "aws_kinesis_stream",
    "aws_kms_key",
    "aws_pinpoint_app",
    "aws_s3_bucket",
    "aws_sqs_queue",
}
# What names something in the account, together: its own name, and whose it is.
_NAMES = (
    "alarm_name",
    "bucket",
    "dashboard_name",
    "database_name",
    "event_bus_name",
    "event_source_arn",
    "function_name",
    "layer_name",
    "name",
    "queue_url",
    "role",
    "rule",
    "statement_id",
    "target_id",
    "topic_arn",
)


@dataclass(frozen=True)
class Change:
    address: str
    was: str
    """Its address in the state; the same where it did not move."""
    type: str
    actions: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    unknown: Mapping[str, Any]

    @property
    def goes(self) -> bool:
        return "delete" in self.actions

    @property
    def comes(self) -> bool:
        return "create" in self.actions

    @property
    def happens(self) -> str:
        """In a word."""
        if self.goes and self.comes:
            return "replaced"
        return (
            "destroyed" if self.goes else {"create": "created", "update": "updated"}.get(self.actions[0], "")
        )


@dataclass(frozen=True)
class Allowed:
    """One line of what a page on an update says is created, replaced or destroyed."""

    pattern: str
    happens: str
    why: str

    def means(self, change: Change) -> bool:
        wanted = re.escape(self.pattern).replace(r"\*", ".*")
        return change.happens == self.happens and re.fullmatch(wanted, change.address) is not None


def changes_of(plan: Mapping[str, Any]) -> list[Change]:
    """Of every managed resource; ``plan`` as `terraform show -json` prints it."""
    return [
        Change(
            address=one["address"],
            was=one.get("previous_address", one["address"]),
            type=one["type"],
            actions=tuple(one["change"]["actions"]),
            before=one["change"]["before"],
            after=one["change"]["after"],
            unknown=one["change"]["after_unknown"] or {},
        )
        for one in plan["resource_changes"]
        if one["mode"] == "managed"
    ]


def losses(changes: Iterable[Change]) -> list[str]:
    """Data that would be lost."""
    return [
        f"{change.was} would be {change.happens}, with what is in it"
        for change in changes
        if change.goes and change.type in DATA
    ]


def lost_streams(changes: Iterable[Change]) -> list[str]:
    """Streams of tables that would not go on as they are: readers lose their place with the stream's ARN."""
    found = []
    for change in changes:
        before = change.before or {}
        if change.type == "aws_dynamodb_table" and before.get("stream_enabled"):
            after = change.after or {}
            found += [
                f"{change.was}: {name} would no longer be {before.get(name)!r}"
                for name in ("stream_enabled", "stream_view_type", "stream_arn")
                if change.unknown.get(name) or after.get(name) != before.get(name)
            ]
    return found


def unsaid(changes: Iterable[Change], allowed: Collection[Allowed]) -> list[str]:
    """What comes or goes and is not listed; each line as one may list it."""
    return [
        f"| `{change.address}` | {change.happens} | why? |"
        for change in changes
        if (change.goes or change.comes) and not any(one.means(change) for one in allowed)
    ]


def stale(changes: Collection[Change], allowed: Iterable[Allowed]) -> list[str]:
    """Lines of the list that mean nothing."""
    return [
        f"{one.pattern} is {one.happens}: nothing is" for one in allowed if not any(map(one.means, changes))
    ]


def overlooked(changes: Iterable[Change], addresses: Iterable[str]) -> list[str]:
    """Resources of the state that the plan does not speak of."""
    return sorted(set(addresses) - {change.was for change in changes})


def misled(changes: Iterable[Change], resolve: Callable[[str], str]) -> list[str]:
    """Resources that are elsewhere than the `moved` blocks say."""
    return [
        f"{change.was} is now {change.address}, and by the moved blocks {resolve(change.was)}"
        for change in changes
        if change.before is not None and change.address != resolve(change.was)
    ]


def twins(changes: Collection[Change]) -> list[str]:
    """What is created under the name of something that is destroyed: AWS refuses it, or it is a lost move."""
    gone = defaultdict(list)
    for change in changes:
        if change.happens == "destroyed" and (name := _name(change.type, change.before)):
            gone[name].append(change.was)
    return [
        f"{change.address} is created as {_said(name)}, and {was} is destroyed, which has that name:"
        " is a `moved` block missing?"
        for change in changes
        if change.happens == "created" and (name := _name(change.type, change.after))
        for was in gone.get(name, [])
    ]


def _name(kind: str, values: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Type and physical name; nothing where only AWS knows it."""
    known = values or {}
    names = [known[one] for one in _NAMES if isinstance(known.get(one), str)]
    return (kind, *names) if names else ()


def _said(name: tuple[str, ...]) -> str:
    return " of ".join(name[1:])
