"""The lines of a file of touches, or of endpoints: JSON Lines, or CSV with the names of the fields on top.

A line that cannot be read is a part of its own, with the reason, and stops nothing. Bytes that are no UTF-8
become characters that no username and no journey may have.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from attribution.rules.touch import Reason
from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
NEEDED = ("username", "journey_id", "touched_at")
LONGEST_MOMENT = 18  # digits: far more than any moment has, far less than `int` refuses


class FilePart(NamedTuple):
    """One record of a file."""

    first: int  # line, counted from 1 as editors do
    last: int  # line; a CSV record may span several
    content: Any | Reason


def json_parts(lines: Iterable[bytes], *, after: int) -> Iterator[FilePart]:
    """One part for each line behind the first `after` lines; blank ones are left out."""
    for number, line in enumerate(islice(lines, after, None), after + 1):
        text = _text(line)
        if text.strip():
            yield FilePart(number, number, _json(text))


def csv_parts(lines: Iterable[bytes], *, after: int) -> Iterator[FilePart]:
    """One part for each record behind the first `after` lines; blank cells are absent, blank records too."""
    reader = _CsvReader(lines)
    columns = _columns(reader)
    reader.skip(after)
    while (record := reader.record(len(columns))) is not None:
        first, last, cells = record
        if isinstance(cells, Reason):
            yield FilePart(first, last, cells)
        elif fields := {name: cell for name, cell in zip(columns, cells, strict=True) if cell.strip()}:
            yield FilePart(first, last, _with_number(fields))


def _text(line: bytes) -> str:
    """Files that were joined have the mark at the beginning of each."""
    return line.decode(errors="surrogateescape").removeprefix(BYTE_ORDER_MARK)


def _json(text: str) -> Any | Reason:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Reason.RECORD_UNREADABLE


def _with_number(fields: dict[str, str]) -> dict[str, Any]:
    """A cell is a text, but milliseconds are a number."""
    moment = fields.get("touched_at", "").strip()
    if moment.isascii() and moment.isdigit() and len(moment) <= LONGEST_MOMENT:
        return {**fields, "touched_at": int(moment)}
    return fields


def _columns(reader: _CsvReader) -> list[str]:
    record = reader.record(None)
    cells = record[2] if record else []
    columns = [] if isinstance(cells, Reason) else [cell.strip() for cell in cells]
    if wrong := [name for name in NEEDED if columns.count(name) != 1]:
        raise BadInput(
            f"the first line of a CSV file must name its columns, separated by commas: {', '.join(NEEDED)} "
            f"and, if there is one, journey_name; not there, or twice: {', '.join(wrong)}"
        )
    return columns


class _CsvReader:
    """Records of RFC 4180.

    Of a broken one only the first line counts, and the others are read again: a quote that is never closed
    would swallow them.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._done = 0  # lines of the records so far
        self._taken: list[str] = []  # lines of the record at hand
        self._again: deque[str] = deque()
        self._cells = csv.reader(self, strict=True)

    def record(self, width: int | None) -> tuple[int, int, list[str] | Reason] | None:
        """First line, last line and cells of the next record; None at the end. `width`: how many cells."""
        self._taken.clear()
        try:
            cells: list[str] | Reason = next(self._cells)
        except StopIteration:
            return None
        except csv.Error:
            cells = Reason.RECORD_UNREADABLE
        if not isinstance(cells, Reason) and width not in {None, len(cells)}:
            blank = not any(cell.strip() for cell in cells)
            cells = [""] * (width or 0) if blank else Reason.RECORD_UNREADABLE
        if isinstance(cells, Reason):
            self._again.extendleft(reversed(self._taken[1:]))
            del self._taken[1:]
        first = self._done + 1
        self._done += len(self._taken)
        return first, self._done, cells

    def skip(self, after: int) -> None:
        """Go on behind the first `after` lines."""
        self._done += sum(1 for _ in islice(self._lines, max(0, after - self._done)))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line, for the csv module."""
        self._taken.append(self._again.popleft() if self._again else _text(next(self._lines)))
        return self._taken[-1]
