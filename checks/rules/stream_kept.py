"""What follows a table goes on following it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan


@rule(
    "stream-kept",
    "No table loses its stream, and none gets another one.",
    detail="With another view type DynamoDB makes a new stream, and nobody reads on in the old one.",
)
def stream_kept(plan: Plan, _: Settings) -> Iterator[Finding]:
    """A new stream: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-dynamodb-table-streamspecification.html"""
    for table in plan.of_type("aws_dynamodb_table"):
        if table.was("stream_enabled") is not True or "create" in table.actions:
            continue
        view = table.get("stream_view_type")
        if table.get("stream_enabled") in (False, None):
            problem = "Its stream is turned off."
        elif view not in (table.was("stream_view_type"), UNKNOWN):
            problem = f"Its stream is replaced by one with stream_view_type {table.show('stream_view_type')}."
        else:
            continue
        yield Finding(
            stream_kept.id,
            table.address,
            problem,
            "Leave stream_enabled and stream_view_type as they are; else stop what writes, and wait until "
            "all that reads the stream has come to its end.",
        )
