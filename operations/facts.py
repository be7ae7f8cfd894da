"""What can be known about one user in one deployment: `evidence` collects it, `diagnosis` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attribution.rules.touch import Touch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotReadable:
    """A piece of evidence that could not be had, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """An item of the table that is no touch: the attributes that are missing or of another type."""

    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Generic[T]):
    """An item, and which of the user's names is its key: ``username``, ``email``, ``sub`` …"""

    key: str
    item: T


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user as ListUsers shows them. `found_by` is the field that holds the name that was asked for."""

    username: str
    status: str
    enabled: bool
    campaign: str  # "" where the attribute is absent
    found_by: str
    names: Mapping[str, str]  # the standard attributes, of which some are names: sub, email …


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The settings of the user pool that matter here."""

    case_sensitive: bool
    token_trigger: str | None  # ARN of the pre token generation function
    aliases: tuple[str, ...]  # what a user may sign in with besides the username


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """An event source mapping of the projection function."""

    state: str
    last_result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that was seen at `now` (epoch milliseconds). None: it was looked for and is not there."""

    now: int
    asked: str  # the name, as it was given
    key: str  # the same, as the table's key
    case_sensitive: bool  # the module's username_case_sensitive
    delivers_attribute: bool
    token_arn: str | None
    held: tuple[Held[Touch | UnreadableItem], ...] | NotReadable
    user: User | NotReadable | None
    pool: Pool | NotReadable
    stream: EventSource | NotReadable | None
    backlog: EventSource | NotReadable | None
    schedule: str | NotReadable | None  # ENABLED or DISABLED
    waiting: int | NotReadable
    dead_letters: int | NotReadable
    writers: tuple[str, ...] | NotReadable  # app clients that may write the attribute

    @property
    def touches(self) -> list[Held[Touch]]:
        """The items that are touches."""
        if isinstance(self.held, NotReadable):
            return []
        return [
            Held(key=one.key, item=one.item) for one in self.held if not isinstance(one.item, UnreadableItem)
        ]

    @property
    def unreadable_items(self) -> list[Held[UnreadableItem]]:
        """The items that are none."""
        if isinstance(self.held, NotReadable):
            return []
        return [Held(key=one.key, item=one.item) for one in self.held if isinstance(one.item, UnreadableItem)]

    @property
    def not_readable(self) -> dict[str, str]:
        """The pieces that could not be looked at, and why."""
        names = {
            "held": "item in the table",
            "user": "user in the pool",
            "pool": "settings of the pool",
            "stream": "stream mapping",
            "backlog": "backlog mapping",
            "schedule": "schedule of the expiration",
            "waiting": "backlog queue",
            "dead_letters": "dead-letter queue",
            "writers": "app clients",
        }
        pieces = {title: getattr(self, name) for name, title in names.items()}
        return {title: piece.reason for title, piece in pieces.items() if isinstance(piece, NotReadable)}
