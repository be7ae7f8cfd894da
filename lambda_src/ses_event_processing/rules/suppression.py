"""An address that must get no more mail, and the event that tells of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

DETAIL_TYPE = "AddressSuppressed"


class Reason(StrEnum):
    """As the suppression list has it."""

    BOUNCE = "BOUNCE"
    COMPLAINT = "COMPLAINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One address of one bounce or complaint."""

    address: str
    reason: Reason
    message_id: str | None
    feedback_id: str | None
    occurred_at: str | None

    @property
    def detail(self) -> dict[str, str | None]:
        """The event's detail. Whoever hears it twice knows by `id`, which is the same whenever it is told."""
        # without SES's own id a complaint must still not look like the bounce before it
        origin = self.feedback_id or f"{self.message_id}\n{self.reason}\n{self.occurred_at}"
        return {
            "id": hashlib.sha256(f"{origin}\n{self.address}".encode()).hexdigest(),
            "address": self.address,
            "reason": self.reason.value,
            "message_id": self.message_id,
            "feedback_id": self.feedback_id,
            "occurred_at": self.occurred_at,
        }
