"""Shards of the table's stream, and what the stream says when it has forgotten."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """A closed shard takes no more records, so that its end is known."""

    id: str  # begins with its age
    closed: bool


class PlaceForgottenError(Exception):
    """The stream has trimmed the records behind which a shard was to be read on."""


class ShardForgottenError(Exception):
    """The stream has no such shard any more."""
