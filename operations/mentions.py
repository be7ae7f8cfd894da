"""Whose a message is: a letter of the backlog, or the payload of any source, read as the functions do."""

from __future__ import annotations

import json
import pkgutil
from enum import Enum, auto
from typing import TYPE_CHECKING

from attribution import sources
from attribution.rules.letters import OF_KINESIS, OF_THE_TABLE, Waiting, letter_in
from attribution.rules.parsed import Parsed
from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# All, since a message may be older than the switch of its source.
SOURCES = sources.load(module.name for module in pkgutil.iter_modules(sources.__path__) if not module.ispkg)
POSITIONS = {OF_THE_TABLE, OF_KINESIS}  # their letters say where records stand in a stream, and hold none


class Whose(Enum):
    """As far as the message tells."""

    USERS = auto()
    NOT_THE_USERS = auto()
    NOBODY_KNOWS = auto()


class Mentions:
    """Looks for one user, by name and by the references that mean the user."""

    def __init__(self, username: str, references: Iterable[str], reading: sources.Reading) -> None:
        self._username = username
        self._references = set(references)
        self._reading = reading

    def whose(self, bodies: Sequence[str]) -> list[Whose]:
        """For each body. What one tells of a reference holds for all, in whatever order they come."""
        contents = [_content(body, self._reading) for body in bodies]
        for content in contents:
            if isinstance(content, Parsed):
                mine = [note.reference for note in content.notes if note.username == self._username]
                self._references.update(mine)
        return [self._whose(content) for content in contents]

    def _whose(self, content: Parsed | Waiting | None) -> Whose:
        if content is None:
            return Whose.NOBODY_KNOWS
        if isinstance(content, Waiting):
            return Whose.USERS if content.username == self._username else Whose.NOT_THE_USERS
        named = {part.username for part in content.interactions} | {note.username for note in content.notes}
        if self._username in named or any(one.reference in self._references for one in content.unresolved):
            return Whose.USERS
        return Whose.NOBODY_KNOWS if content.rejections else Whose.NOT_THE_USERS


def _content(body: str, reading: sources.Reading) -> Parsed | Waiting | None:
    """None where nobody can read the body."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(event, dict) and not POSITIONS.isdisjoint(event):
        return Parsed(source="stream")
    try:
        letter = letter_in(body, since=0)
    except BadInput:
        return _payload(event, reading)
    return letter if isinstance(letter, Waiting) else Parsed(source="schedule")


def _payload(event: object, reading: sources.Reading) -> Parsed | None:
    try:
        return sources.source_of(event, SOURCES).parse(event, reading)
    except BadInput:
        return None
