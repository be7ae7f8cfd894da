"""A part of a shard, read a second time: DynamoDB Streams and Kinesis page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attribution.rules.letters import LostBatch

PAGES = 20  # a batch has at most 500 records, and a page often 1,000


def reread(
    batch: LostBatch, iterator: str | None, page_at: Callable[[str], Any], number_of: Callable[[Any], str]
) -> Iterator[Any]:
    """The batch's records, from where `iterator` stands.

    `PermanentError` where the stream has forgotten the first of them: an iterator of a record that is gone
    is given all the same, and stands at the oldest that is left. `TransientError` where the end is not met.
    """
    begun = False
    for _ in range(PAGES):
        if iterator is None:
            if begun:
                return  # the shard was closed
            break
        page = page_at(iterator)
        for record in page["Records"]:
            number = number_of(record)
            if not begun and number != batch.first:
                raise PermanentError("the stream has forgotten the records of the lost batch")
            begun = True
            if int(number) > int(batch.last):
                return
            yield record
            if number == batch.last:
                return
        iterator = page.get("NextShardIterator")
    raise TransientError("the records of the lost batch were not met: try again")
