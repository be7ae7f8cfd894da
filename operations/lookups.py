"""What the table of lookups holds of one user. A deployment has that table if a source needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from operations.clients import Clients
    from operations.deployment import Deployment

USER_INDEX = "username"


def references_of(clients: Clients, deployment: Deployment, key: str) -> list[str]:
    """The references that mean the user. The index lags behind the table for a moment."""
    client = clients["dynamodb"]
    with translated("dynamodb:Query"):
        try:
            pages = client.get_paginator("query").paginate(
                TableName=_table(deployment),
                IndexName=USER_INDEX,
                KeyConditionExpression="username = :user",
                ExpressionAttributeValues={":user": {"S": key}},
            )
            return [item["reference"]["S"] for page in pages for item in page["Items"]]
        except client.exceptions.ResourceNotFoundException:
            return []


def remove_references(clients: Clients, deployment: Deployment, key: str, references: Iterable[str]) -> int:
    """How many were the user's: what the index showed may be gone by now, or mean somebody else."""
    client, removed = clients["dynamodb"], 0
    for reference in references:
        with translated("dynamodb:DeleteItem"):
            try:
                client.delete_item(
                    TableName=_table(deployment),
                    Key={"reference": {"S": reference}},
                    ConditionExpression="username = :user",
                    ExpressionAttributeValues={":user": {"S": key}},
                )
            except client.exceptions.ConditionalCheckFailedException:
                continue
        removed += 1
    return removed


def _table(deployment: Deployment) -> str:
    return deployment.physical_name("lookups")
