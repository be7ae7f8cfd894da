"""The stream of the table of touches, read from its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import TransientError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

# An open shard never says that it is at its end, and pages without records may come before those with
# some (API reference, GetRecords): so many in a row are taken for the end.
EMPTY_PAGES = 10


class TouchStream:
    """See `flows.replaying.TouchStream`."""

    def __init__(self, client: Callable[[], DynamoDBStreamsClient], arn: str) -> None:
        self._client = client
        self._arn = arn

    def shards(self) -> list[str]:
        """Ids of all shards, open and closed, in the order of their ids, which begin with their age."""
        found: list[str] = []
        begin: dict[str, Any] = {}
        while True:
            with translated("dynamodb:DescribeStream"):
                answer = self._client().describe_stream(StreamArn=self._arn, **begin)["StreamDescription"]
            found += [shard["ShardId"] for shard in answer["Shards"]]
            last = answer.get("LastEvaluatedShardId")
            if last is None:
                return sorted(found)
            begin = {"ExclusiveStartShardId": last}

    def pages(self, shard: str, after: str | None) -> Iterator[list[dict[str, Any]]]:
        """The shard's records page by page, from its beginning or behind the sequence number `after`.

        They look as Lambda hands them over. What the stream has forgotten is left out; pages may be empty.
        """
        client, empty = self._client(), 0
        iterator = self._iterator(shard, after)
        while iterator is not None and empty < EMPTY_PAGES:
            with translated("dynamodb:GetRecords"):
                try:
                    page = client.get_records(ShardIterator=iterator)
                except (
                    client.exceptions.ExpiredIteratorException,
                    client.exceptions.TrimmedDataAccessException,
                ) as error:
                    raise TransientError("the stream moved on while a shard was read") from error
            empty = 0 if page["Records"] else empty + 1
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
            except client.exceptions.TrimmedDataAccessException:
                return self._iterator(shard, None)
            except client.exceptions.ResourceNotFoundException:
                return None
        return answer.get("ShardIterator")


def _as_lambda(record: Any) -> dict[str, Any]:
    """Lambda gives the moment as epoch seconds, the SDK as a date."""
    stream = dict(record["dynamodb"])
    moment = stream.get("ApproximateCreationDateTime")
    if moment is not None:
        stream["ApproximateCreationDateTime"] = moment.timestamp()
    return {**record, "dynamodb": stream}
