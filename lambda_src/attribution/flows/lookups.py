"""What payloads refer to: the user behind an endpoint or a message, and the first moment of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attribution.rules.parsed import Interaction, Rejection
from attribution.rules.touch import Reason
from kit.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attribution.rules.parsed import Note, Parsed, Unresolved


class Lookups(Protocol):
    """Where notes are kept."""

    def remember(self, notes: Sequence[Note], *, now: int) -> None:
        """Keep the notes; of a reference the one that was told last counts. `now` in epoch milliseconds."""

    def find(self, references: Sequence[str]) -> Mapping[str, Note]:
        """The notes of those references that are known."""

    def first_seen(self, call: str, *, now: int) -> int:
        """When `call` was first seen, in epoch milliseconds: `now`, unless it is a repeat."""


def needed(lookups: Lookups | None) -> Lookups:
    """The lookups; `ConfigError` where a payload needs them and the deployment has none."""
    if lookups is None:
        raise ConfigError("LOOKUPS_TABLE_NAME is missing: a source that is switched on needs that table")
    return lookups


def resolved(payloads: Sequence[Parsed], lookups: Lookups | None, *, now: int) -> None:
    """Makes interactions and rejections of what is unresolved. Notes are kept first: one may need another's.

    What stays unresolved belongs to a payload that comes again, by when the note may be there.
    """
    notes = [note for parsed in payloads for note in parsed.notes]
    if notes:
        needed(lookups).remember(notes, now=now)
    references = {part.reference for parsed in payloads for part in parsed.unresolved}
    known = needed(lookups).find(sorted(references)) if references else {}
    for parsed in payloads:
        waiting = []
        for part in parsed.unresolved:
            note = known.get(part.reference)
            if note is None and parsed.comes_again:
                waiting.append(part)
            else:
                _sort(part, note, parsed)
        parsed.unresolved[:] = waiting


def _sort(part: Unresolved, note: Note | None, parsed: Parsed) -> None:
    if note is None:
        parsed.rejections.append(Rejection(item=part.item, reason=part.if_unknown))
        return
    journey = part.journey or note.journey
    if journey is None:
        parsed.rejections.append(Rejection(item=part.item, reason=Reason.JOURNEY_MISSING))
        return
    parsed.interactions.append(
        Interaction(item=part.item, username=note.username, journey=journey, touched_at=part.touched_at)
    )
