"""The Firehose stream that carries the ledger into the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_firehose import FirehoseClient


class DeliveryStream:
    """See `flows.writing.DeliveryStream`."""

    def __init__(self, client: Callable[[], FirehoseClient], name: str) -> None:
        self._client = client
        self._name = name

    def put(self, lines: Sequence[bytes]) -> list[int]:
        """Hand the lines of one request over; returns the places of those that were not taken.

        The answer has one part for each record, in the order of the records; an `ErrorCode` says that the
        record was not taken (API reference, PutRecordBatch).
        """
        with translated("firehose:PutRecordBatch"):
            answer = self._client().put_record_batch(
                DeliveryStreamName=self._name, Records=[{"Data": line} for line in lines]
            )
        if not answer["FailedPutCount"]:
            return []
        return [place for place, part in enumerate(answer["RequestResponses"]) if part.get("ErrorCode")]
