"""Records into entries; one that cannot be read stops nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput
from kit.logs import logger
from ledger.rules.entries import Entry, entry_of, line_of, sequence_number_of

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Read:
    """What came of some records, in their order."""

    entries: list[Entry] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)  # of the entries
    unreadable: int = 0


def read(records: Iterable[Any]) -> Read:
    """All that can be read; what cannot is named in the log by its place in the stream."""
    found = Read()
    for record in records:
        try:
            entry = entry_of(record)
            line = line_of(entry)
        except BadInput as error:
            found.unreadable += 1
            logger().warning("record is no change of a touch", error=str(error), record=_place(record))
            continue
        found.entries.append(entry)
        found.lines.append(line)
    return found


def _place(record: Any) -> str:
    try:
        return sequence_number_of(record)
    except BadInput:
        return "…"  # what stands there may be personal data
