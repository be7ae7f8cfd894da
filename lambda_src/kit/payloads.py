"""Parts of a payload that must be there, in the type that the sender's documentation gives them."""

from __future__ import annotations

from typing import Any

from kit.errors import BadInput


def required_object(value: Any, name: str) -> dict[str, Any]:
    """A JSON object; `BadInput`, which says where it is missing, for anything else."""
    if not isinstance(value, dict):
        raise BadInput(f"{name} must be an object")
    return value


def required_text(value: Any, name: str) -> str:
    """A text that is not empty; `BadInput`, which says where it is missing, for anything else."""
    if not isinstance(value, str) or not value:
        raise BadInput(f"{name} must be a text that is not empty")
    return value
