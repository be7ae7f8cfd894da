"""What the attribute says for a journey."""

from __future__ import annotations


def attribute_value(journey_id: str, journey_name: str | None, *, longest: int) -> str:
    """The journey's name, or its id where there is no name or the attribute cannot hold it.

    An id that is too long as well is cut: half a name still attributes, none does not.
    """
    name = (journey_name or "").strip()
    if name and len(name) <= longest:
        return name
    return journey_id[:longest]
