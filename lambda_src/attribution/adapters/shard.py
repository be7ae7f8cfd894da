"""A part of a shard, read a second time: DynamoDB Streams and Kinesis page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGES = 20  # a batch has at most 500 records, and a page often 1,000


def reread(
    iterator: str | None, page_at: Callable[[str], Any], number_of: Callable[[Any], str], last: str
) -> Iterator[Any]:
    """The records from where `iterator` stands to the one with the sequence number `last`."""
    for _ in range(PAGES):
        if iterator is None:
            return
        page = page_at(iterator)
        for record in page["Records"]:
            if int(number_of(record)) > int(last):
                return
            yield record
            if number_of(record) == last:
                return
        iterator = page.get("NextShardIterator")
