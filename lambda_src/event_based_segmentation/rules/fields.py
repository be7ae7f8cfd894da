"""Values in an event, by the path to them."""

from __future__ import annotations

from typing import Any


def texts_at(tree: Any, path: str) -> tuple[str, ...]:
    """What stands under ``mail.tags.campaign``, as texts: of a list, as SES has for each tag, all values."""
    found = [tree]
    for name in path.split("."):
        found = [item.get(name) for value in found for item in _items(value) if isinstance(item, dict)]
    texts = (text_of(item) for value in found for item in _items(value))
    return tuple(text for text in texts if text is not None)


def text_of(value: Any) -> str | None:
    """A value as its text; None of what is no single value."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
    return None


def inside(tree: Any, *names: str) -> Any:
    """What stands in nested objects; None where one of them is missing or something else."""
    for name in names:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
