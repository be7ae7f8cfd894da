"""What the Terraform files declare, read from them; and tables made from it without an apply."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import hcl2
from hcl2 import SerializationOptions

REPOSITORY = Path(__file__).parents[1]


_OPTIONS = SerializationOptions(with_comments=False, explicit_blocks=False, strip_string_quotes=True)


def blocks(terraform: Path) -> dict[str, Any]:
    """The blocks of a Terraform file, by their kind. To be read only: all callers get the same."""
    return _parsed(terraform.read_text())


@functools.cache
def _parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = hcl2.loads(text, serialization_options=_OPTIONS)
    return found


def local_value(file: str, name: str) -> Any:
    """A local in a file of the root module, as it is written there."""
    for block in blocks(REPOSITORY / file)["locals"]:
        if name in block:
            return block[name]
    raise LookupError(f"{file} has no local {name}: teach the caller where it is now")


def resource(file: str, kind: str, name: str) -> dict[str, Any]:
    """The arguments of one resource, as the file declares them."""
    for block in blocks(REPOSITORY / file)["resource"]:
        if kind in block and name in block[kind]:
            found: dict[str, Any] = block[kind][name]
            return found
    raise LookupError(f"{file} declares no {kind}.{name}")


def create_table(dynamodb: Any, file: str, name: str, *, called: str | None = None) -> str:
    """Create a table as `file` declares it, so that tests and infrastructure cannot disagree.

    Its name is ``called``, or the resource's; never the deployment's.
    """
    table = resource(file, "aws_dynamodb_table", name)
    optional: dict[str, Any] = {}
    if indexes := table.get("global_secondary_index"):
        optional["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index["name"],
                "KeySchema": [
                    {"AttributeName": index[key], "KeyType": kind}
                    for key, kind in (("hash_key", "HASH"), ("range_key", "RANGE"))
                    if key in index
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
        TableName=called or name,
        BillingMode=table["billing_mode"],
        AttributeDefinitions=[
            {"AttributeName": attribute["name"], "AttributeType": attribute["type"]}
            for attribute in table["attribute"]
        ],
        KeySchema=[{"AttributeName": table["hash_key"], "KeyType": "HASH"}],
        **optional,
    )
    return called or name


def create_touch_table(dynamodb: Any) -> str:
    """The table of touches."""
    return create_table(dynamodb, "main.tf", "touches")
