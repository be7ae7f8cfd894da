"""Sends replies by AWS End User Messaging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable


class TextSender:
    """See `flows.consent.Sender`."""

    def __init__(self, client: Callable[[], Any]) -> None:
        self._client = client

    def send(self, text: str, *, to: str, identity: str) -> None:
        """One text. A reply that somebody asked for is transactional, whatever the program is."""
        with translated("sms-voice:SendTextMessage"):
            self._client().send_text_message(
                DestinationPhoneNumber=to,
                OriginationIdentity=identity,
                MessageBody=text,
                MessageType="TRANSACTIONAL",
            )
