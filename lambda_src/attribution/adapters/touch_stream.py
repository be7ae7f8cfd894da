"""The table's stream, read a second time: for batches that the event source gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.errors import PermanentError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

    from attribution.rules.letters import LostBatch

PAGES = 20  # a batch has at most 500 records, and a page often 1,000


class TouchStream:
    """See `flows.redrive.LostRecords`. Reads one deployment's stream and no other."""

    def __init__(self, client: Callable[[], DynamoDBStreamsClient], stream_arn: str) -> None:
        self._client = client
        self._stream_arn = stream_arn

    def usernames(self, batch: LostBatch) -> list[str]:
        """The users of the batch's records, each once; `PermanentError` where the stream has forgotten."""
        if batch.stream_arn != self._stream_arn:
            raise PermanentError("the lost batch belongs to another stream, or to one that is gone")
        found: dict[str, None] = {}
        client = self._client()
        with translated("dynamodb:GetShardIterator"):
            try:
                iterator: str | None = client.get_shard_iterator(
                    StreamArn=batch.stream_arn,
                    ShardId=batch.shard_id,
                    ShardIteratorType="AT_SEQUENCE_NUMBER",
                    SequenceNumber=batch.first,
                ).get("ShardIterator")
            except client.exceptions.ResourceNotFoundException as error:
                raise PermanentError("the stream has dropped the shard of the lost batch") from error
        for _ in range(PAGES):
            if iterator is None:
                break
            with translated("dynamodb:GetRecords"):
                page = client.get_records(ShardIterator=iterator)
            for record in page["Records"]:
                if int(record["dynamodb"]["SequenceNumber"]) > int(batch.last):
                    return list(found)
                found[record["dynamodb"]["Keys"]["username"]["S"]] = None
                if record["dynamodb"]["SequenceNumber"] == batch.last:
                    return list(found)
            iterator = page.get("NextShardIterator")
        return list(found)
