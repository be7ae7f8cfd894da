"""Puts events on a bus of EventBridge."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from kit.errors import PermanentError, TransientError
from kit.service_errors import THROTTLING_CODES, TRANSIENT_CODES, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAY_WORK_LATER = {*THROTTLING_CODES, *TRANSIENT_CODES, "InternalFailure"}


class EventBus:
    """One bus, by its name or ARN; `source` is this deployment's."""

    def __init__(self, client: Callable[[], Any], bus: str, source: str) -> None:
        self._client = client
        self._bus = bus
        self._source = source

    def put(self, detail_type: str, detail: Mapping[str, Any], *, at: int | None = None) -> None:
        """One event; `at` is when it happened, in epoch milliseconds, None: now.

        The answer is 200 also where the entry was refused:
        https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
        """
        entry = {
            "EventBusName": self._bus,
            "Source": self._source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
        }
        time = {} if at is None else {"Time": dt.datetime.fromtimestamp(at / 1000, dt.UTC)}
        with translated("events:PutEvents"):
            answer = self._client().put_events(Entries=[entry | time])
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode", "no code")
            kind = TransientError if code in MAY_WORK_LATER else PermanentError
            raise kind(f"events:PutEvents refused the event with {code}")
