"""The Kinesis stream of Pinpoint's events, read a second time: for batches that were given up."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from attribution.adapters.shard import reread
from kit.errors import PermanentError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_kinesis import KinesisClient

    from attribution.rules.letters import LostBatch

LARGEST_BATCH = 500  # as the mapping declares it; without a limit 10 MB come, and the shard rests for seconds


class EventStream:
    """See `flows.intake.LostRecords`. Reads the one stream of this deployment."""

    def __init__(self, client: Callable[[], KinesisClient], stream_arn: str | None) -> None:
        self._client = client
        self._stream_arn = stream_arn

    def records(self, batch: LostBatch) -> list[dict[str, Any]]:
        """The batch's records, as Lambda hands them over; `PermanentError` where the stream has forgotten."""
        if batch.stream_arn != self._stream_arn:
            raise PermanentError("the lost batch belongs to another stream, or to one that is gone")
        client = self._client()
        with translated("kinesis:GetShardIterator"):
            try:
                iterator = client.get_shard_iterator(
                    StreamARN=batch.stream_arn,
                    ShardId=batch.shard_id,
                    ShardIteratorType="AT_SEQUENCE_NUMBER",
                    StartingSequenceNumber=batch.first,
                )["ShardIterator"]
            except (
                client.exceptions.InvalidArgumentException,
                client.exceptions.ResourceNotFoundException,  # a shard that is no more
            ) as error:
                raise PermanentError("the stream has forgotten the records of the lost batch") from error

        def page(iterator: str) -> Any:
            with translated("kinesis:GetRecords"):
                return client.get_records(
                    StreamARN=batch.stream_arn, ShardIterator=iterator, Limit=LARGEST_BATCH
                )

        return [
            {
                "kinesis": {
                    "data": base64.b64encode(record["Data"]).decode(),
                    "sequenceNumber": record["SequenceNumber"],
                    "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"].timestamp(),
                }
            }
            for record in reread(batch, iterator, page, lambda record: record["SequenceNumber"])
        ]
