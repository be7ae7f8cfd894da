"""References to what other payloads tell: the key of a lookup."""

from __future__ import annotations

from typing import Any

from attribution.rules.touch import Reason
from attribution.sources.shared.fields import is_id


def reference_of(prefix: str, value: Any) -> str | Reason:
    """The reference that an id of a service makes; else the reason why it makes none.

    DynamoDB refuses the whole batch for one key that is empty or above 2048 bytes.
    """
    if value is None:
        return Reason.REFERENCE_MISSING
    return prefix + value if is_id(value) else Reason.REFERENCE_INVALID
