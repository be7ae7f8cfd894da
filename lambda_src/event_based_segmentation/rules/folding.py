"""What a contact's attributes become by all that its events ask for: the same in any order, however often.

Beside each attribute stands `<attribute>_at`, when it was last changed: also where it was removed, else an
older event would bring it back. At one moment the greater value wins, and any value over none. With
`ttl_days`, `<attribute>_until` says until when segments shall count it. `<attribute>_seen` belongs to
`rules.counting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_based_segmentation.rules.counting import counted
from event_based_segmentation.rules.moments import iso, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from event_based_segmentation.rules.matching import Change


def folded(attributes: Mapping[str, str], changes: Iterable[Change], *, longest: int) -> dict[str, str]:
    """The attributes to write, an empty text for those to remove; nothing where all is as it should be."""
    by_attribute: dict[str, list[Change]] = {}
    for change in changes:
        by_attribute.setdefault(change.attribute, []).append(change)
    wanted: dict[str, str] = {}
    for attribute, some in sorted(by_attribute.items()):
        one = _newest if not some[0].identity else _counted
        wanted |= one(attribute, attributes, some, longest)
    return {name: value for name, value in wanted.items() if attributes.get(name, "") != value}


def _newest(
    attribute: str, attributes: Mapping[str, str], changes: Sequence[Change], _longest: int
) -> dict[str, str]:
    now = _moments(attribute, attributes)
    has = (now[0], attributes.get(attribute, ""), now[1])
    at, value, until = max(has, *((change.at, change.value or "", change.until or -1) for change in changes))
    return {attribute: value, **_told(attribute, at, until)}


def _counted(
    attribute: str, attributes: Mapping[str, str], changes: Sequence[Change], longest: int
) -> dict[str, str]:
    seen = f"{attribute}_seen"
    number, kept = counted(attributes.get(attribute, ""), attributes.get(seen, ""), changes, longest=longest)
    at, until = max(_moments(attribute, attributes), *((change.at, change.until or -1) for change in changes))
    return {attribute: number, seen: kept, **_told(attribute, at, until)}


def _moments(attribute: str, attributes: Mapping[str, str]) -> tuple[int, int]:
    return written(attributes.get(f"{attribute}_at")), written(attributes.get(f"{attribute}_until"))


def _told(attribute: str, at: int, until: int) -> dict[str, str]:
    return {f"{attribute}_at": iso(at), f"{attribute}_until": iso(until) if until >= 0 else ""}
