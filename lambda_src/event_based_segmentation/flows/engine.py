"""What a deployment consists of: its rules, its store of contacts, and what the flows ask of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from event_based_segmentation.rules.contacts import Contact, Person
    from event_based_segmentation.rules.matching import Rule
    from kit.deadline import Deadline


class ContactStore(Protocol):
    """Where contacts and their attributes are."""

    def find(self, contact: Contact) -> Iterable[Person]:
        """All that have the contact's key, read from the store as they are asked for."""

    def update(self, person: Person, attributes: Mapping[str, str]) -> None:
        """Write these attributes, remove those that are empty, leave the others."""

    def create(self, contact: Contact, attributes: Mapping[str, str]) -> Person | None:
        """The new one; none where the event does not say enough to make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """`keys` says by which field a contact is found by which key."""

    rules: Sequence[Rule]
    keys: Mapping[str, str]
    store: ContactStore
    longest: int  # characters of an attribute's value
    create_missing: bool
    held: Callable[[Contact, Deadline], AbstractContextManager[None]]
    contact_seconds: float  # after which no call is begun for a contact, so that its lock can end soon
    refuse: Callable[[Mapping[str, Any], str], None]  # a record of a stream, and why
    clock: Callable[[], int]
    workers: int
