"""JSON that a field of a payload holds as a text."""

from __future__ import annotations

import json
from typing import Any


def opened(value: Any) -> Any:
    """What a text holds as JSON; whatever is no text, or no JSON, as it stands."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
