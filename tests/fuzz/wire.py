"""AWS clients that get an answer without a connection: the SDK checks and serialises, nothing is sent."""

from __future__ import annotations

import functools
import io
import json
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from kit import clients
from tests.fuzz.shapes import CANARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.clients import CallBudget

# One item serves the table of touches and the timetable of the pace: each reads its own attributes.
ITEM = {"journey_name": {"S": "spring"}, "expires_at": {"N": "4102444800"}, "next_free": {"N": "0"}}
NOTE = {"reference": {"S": f"pinpoint-endpoint:{CANARY}"}, "username": {"S": CANARY}}
SHARD = "shardId-00000001795170000000-0123abcd"
ANSWERS: dict[str, dict[str, Any]] = {
    "BatchGetItem": {"Responses": {"touches": [], "lookups": [NOTE]}},
    "DescribeStream": {"StreamDescription": {"Shards": [{"ShardId": SHARD}]}},
    "GetCampaign": {"Name": "sale"},
    "GetItem": {"Item": ITEM},
    "GetJourney": {"Name": "spring"},
    "GetRecords": {"Records": []},
    "GetShardIterator": {"ShardIterator": "iterator"},
    "ListUsers": {"Users": []},
    "PutRecordBatch": {"FailedPutCount": 0, "RequestResponses": []},
    "Query": {"Items": []},
    "Scan": {"Items": []},
    "UpdateItem": {"Attributes": {"first_seen_at": {"N": "1795170000000"}}},
}

LINE = {"username": CANARY, "journey_id": "spring", "touched_at": "2026-11-20T10:00:00Z"}  # of a file

make = clients.client


class _Raw(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def _answer(request: Any, event_name: str, **_: Any) -> AWSResponse:
    operation, headers = event_name.rpartition(".")[2], HTTPHeaders()
    body = LINE if operation == "GetObject" else ANSWERS.get(operation, {})
    headers["ETag"] = "etag"
    return AWSResponse(request.url, 200, headers, _Raw(json.dumps(body).encode()))


@functools.cache
def answering_client(service: str, budget: CallBudget, *, connections: int = 10) -> Any:
    """Stands in for `kit.clients.client`; made once, as that takes a tenth of a second."""
    client = make(service, budget, connections=connections)
    client.meta.events.register_first("before-send", _answer)
    return client
