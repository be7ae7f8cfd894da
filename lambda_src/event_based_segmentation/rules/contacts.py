"""Who an event is about, by the keys of the contact store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from event_based_segmentation.rules.fields import texts_at
from kit.addresses import bare_address
from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from event_based_segmentation.rules.events import Event

EMAIL, PHONE, ACCOUNT, ENDPOINT = "_email", "_phone", "_account", "endpoint"
LONGEST = 255  # of a search value of Customer Profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A key and its value find the contact; `address` and `channel` are what a new endpoint needs besides."""

    key: str
    value: str
    channel: str = field(default="", compare=False)
    address: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact that was found: its id in the store, and the attributes that it has."""

    identifier: str
    attributes: Mapping[str, str]


def contacts_of(event: Event, keys: Mapping[str, str]) -> tuple[tuple[Contact, ...], int]:
    """Each contact once, and how many people were passed over as what tells who they are cannot be read.

    `keys` says which field holds which key; the first that an event has counts. `BadInput` where there is
    nobody but such people.
    """
    found: dict[Contact, None] = {}
    unreadable: list[BadInput] = []
    for person in event.people:
        try:
            contact = _contact(person, keys)
        except BadInput as error:
            unreadable.append(error)
            continue
        if contact is not None:
            found[contact] = None
    if unreadable and not found:
        raise unreadable[0]
    return tuple(found), len(unreadable)


def _contact(person: Mapping[str, Any], keys: Mapping[str, str]) -> Contact | None:
    for path, key in keys.items():
        for text in texts_at(person, path)[:1]:
            value = bare_address(text) if key == EMAIL else text.strip()
            if not 0 < len(value) <= LONGEST or not value.isprintable():
                raise BadInput(
                    f"{path} must have 1 to {LONGEST} printable characters to find a contact by it"
                )
            channel, address = _address(person) if key == ENDPOINT else ("", "")
            return Contact(key=key, value=value, channel=channel, address=address)
    return None


def _address(person: Mapping[str, Any]) -> tuple[str, str]:
    for field_name, channel in (("email", "EMAIL"), ("phone", "SMS")):
        for text in texts_at(person, field_name)[:1]:
            return channel, bare_address(text) if channel == "EMAIL" else text
    return "", ""
