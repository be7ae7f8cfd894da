"""The stream of the table of touches, shard by shard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import TransientError
from kit.service_errors import translated
from ledger.rules.shards import PlaceForgottenError, Shard, ShardForgottenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient


class TouchStream:
    """See `flows.replaying.TouchStream`."""

    def __init__(self, client: Callable[[], DynamoDBStreamsClient], arn: str) -> None:
        self._client = client
        self._arn = arn

    def shards(self) -> list[Shard]:
        """All shards in the order of their ids. One with an ending number is closed: API, DescribeStream."""
        found: list[Shard] = []
        begin: dict[str, Any] = {}
        while True:
            with translated("dynamodb:DescribeStream"):
                answer = self._client().describe_stream(StreamArn=self._arn, **begin)["StreamDescription"]
            found += [_shard(shard) for shard in answer["Shards"]]
            last = answer.get("LastEvaluatedShardId")
            if last is None:
                return sorted(found)
            begin = {"ExclusiveStartShardId": last}

    def pages(self, shard: str, after: str | None) -> Iterator[list[dict[str, Any]]]:
        """The shard's records page by page, from its beginning or behind the sequence number `after`.

        They look as Lambda hands them over. Pages may be empty; those of an open shard never end.
        `PlaceForgottenError` and `ShardForgottenError` come before the first page.
        """
        client = self._client()
        iterator = self._iterator(shard, after)
        while iterator is not None:
            with translated("dynamodb:GetRecords"):
                try:
                    page = client.get_records(ShardIterator=iterator)
                except (
                    client.exceptions.ExpiredIteratorException,
                    client.exceptions.TrimmedDataAccessException,
                ) as error:
                    raise TransientError("the stream moved on while a shard was read") from error
            yield [_as_lambda(record) for record in page["Records"]]
            iterator = page.get("NextShardIterator")

    def _iterator(self, shard: str, after: str | None) -> str | None:
        client = self._client()
        where: dict[str, Any] = {"ShardIteratorType": "TRIM_HORIZON"}
        if after is not None:
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        with translated("dynamodb:GetShardIterator"):
            try:
                answer = client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **where)
            except client.exceptions.TrimmedDataAccessException as error:
                raise (ShardForgottenError if after is None else PlaceForgottenError) from error
            except client.exceptions.ResourceNotFoundException as error:
                raise ShardForgottenError from error
        return answer.get("ShardIterator")


def _shard(told: Any) -> Shard:
    closed = told.get("SequenceNumberRange", {}).get("EndingSequenceNumber") is not None
    return Shard(told["ShardId"], closed)


def _as_lambda(record: Any) -> dict[str, Any]:
    """Lambda gives the moment as epoch seconds, the SDK as a date."""
    stream = dict(record["dynamodb"])
    moment = stream.get("ApproximateCreationDateTime")
    if moment is not None:
        stream["ApproximateCreationDateTime"] = moment.timestamp()
    return {**record, "dynamodb": stream}
