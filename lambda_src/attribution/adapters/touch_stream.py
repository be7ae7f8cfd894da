"""The table's stream, read a second time: for batches that the event source gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.adapters.shard import reread
from kit.errors import PermanentError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

    from attribution.rules.letters import LostBatch


class TouchStream:
    """See `flows.redrive.LostRecords`. Reads one deployment's stream and no other."""

    def __init__(self, client: Callable[[], DynamoDBStreamsClient], stream_arn: str) -> None:
        self._client = client
        self._stream_arn = stream_arn

    def usernames(self, batch: LostBatch) -> list[str]:
        """The users of the batch's records, each once; `PermanentError` where the stream has forgotten."""
        if batch.stream_arn != self._stream_arn:
            raise PermanentError("the lost batch belongs to another stream, or to one that is gone")
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

        def page(iterator: str) -> Any:
            with translated("dynamodb:GetRecords"):
                return client.get_records(ShardIterator=iterator)

        records = reread(batch, iterator, page, lambda record: record["dynamodb"]["SequenceNumber"])
        return list(dict.fromkeys(record["dynamodb"]["Keys"]["username"]["S"] for record in records))
