"""Resources on a fake or emulated AWS without an apply, read from the Terraform that declares them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hcl2

REPOSITORY = Path(__file__).parents[1]


def _plain(value: Any) -> Any:
    """python-hcl2 keeps the quotes of strings."""
    if isinstance(value, str):
        return value.strip('"')
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return value


def resource(file: str, kind: str, name: str) -> dict[str, Any]:
    """The arguments of one resource, as the file declares them."""
    declared = _plain(hcl2.loads((REPOSITORY / file).read_text()))
    for block in declared["resource"]:
        if kind in block and name in block[kind]:
            found: dict[str, Any] = block[kind][name]
            return found
    raise LookupError(f"{file} declares no {kind}.{name}")


def create_table(dynamodb: Any, file: str, name: str) -> str:
    """Create a table as `file` declares it, so that tests and infrastructure cannot disagree.

    Its name is the resource's, not the deployment's.
    """
    table = resource(file, "aws_dynamodb_table", name)
    optional: dict[str, Any] = {}
    if indexes := table.get("global_secondary_index"):
        optional["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index["name"],
                "KeySchema": [
                    {"AttributeName": index["hash_key"], "KeyType": "HASH"},
                    {"AttributeName": index["range_key"], "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": index["projection_type"]},
            }
            for index in indexes
        ]
    if table.get("stream_enabled"):
        optional["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": table["stream_view_type"],
        }
    dynamodb.create_table(
        TableName=name,
        BillingMode=table["billing_mode"],
        AttributeDefinitions=[
            {"AttributeName": attribute["name"], "AttributeType": attribute["type"]}
            for attribute in table["attribute"]
        ],
        KeySchema=[{"AttributeName": table["hash_key"], "KeyType": "HASH"}],
        **optional,
    )
    return name


def create_touch_table(dynamodb: Any) -> str:
    """The table of touches."""
    return create_table(dynamodb, "main.tf", "touches")
