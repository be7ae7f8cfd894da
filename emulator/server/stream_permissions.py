"""Calls on a table's stream need the permission for that stream, as on AWS.

With AUTH=true MiniStack asks for the permission for ``*``, which no role should have.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import contextlib
import json
from typing import Any


def install() -> None:
    from ministack.core import iam_actions

    extract = iam_actions.extract_resource_arn

    def extract_of_stream(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any, **more: Any
    ) -> str:
        found = _stream_arn(body) if service == "dynamodbstreams" else None
        return found or str(extract(service, method, path, headers, body, *rest, **more))

    iam_actions.extract_resource_arn = extract_of_stream


def _stream_arn(body: bytes) -> str | None:
    from ministack.services import dynamodb_streams

    with contextlib.suppress(ValueError):
        asked = json.loads(body or b"{}")
        if "StreamArn" in asked:
            return str(asked["StreamArn"])
        if iterator := dynamodb_streams._decode_iterator(asked.get("ShardIterator") or ""):
            return str(iterator["arn"])
    return None
