"""How many lines one request to a delivery stream may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The API reference of PutRecordBatch: 500 records, 4 MB in all; the quota page reads 4 MiB.
MOST_RECORDS = 500
MOST_BYTES = 4_000_000


def requests(sizes: Sequence[int]) -> Iterator[range]:
    """Places of the lines of each request, in order, from the lines' sizes in bytes."""
    begin = weight = 0
    for place, size in enumerate(sizes):
        if place - begin == MOST_RECORDS or weight + size > MOST_BYTES:
            yield range(begin, place)
            begin, weight = place, 0
        weight += size
    if sizes:
        yield range(begin, len(sizes))
