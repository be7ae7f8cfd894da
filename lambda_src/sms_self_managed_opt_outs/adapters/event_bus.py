"""Tells other systems of changes."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from kit.errors import PermanentError, TransientError
from kit.service_errors import THROTTLING_CODES, TRANSIENT_CODES, translated
from sms_self_managed_opt_outs.rules.consent_event import DETAIL_TYPE, detail_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_events import EventBridgeClient

    from sms_self_managed_opt_outs.rules.consent import Consent

MAY_WORK_LATER = {*THROTTLING_CODES, *TRANSIENT_CODES, "InternalFailure"}


class EventBus:
    """See `flows.consent.Events`."""

    def __init__(
        self, client: Callable[[], EventBridgeClient], bus_arn: str, *, source: str, include_number: bool
    ) -> None:
        self._client = client
        self._bus_arn = bus_arn
        self._source = source
        self._include_number = include_number

    def publish(self, consent: Consent) -> None:
        """One event. The answer is 200 also where the entry failed:
        https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html.
        """
        with translated("events:PutEvents"):
            answer = self._client().put_events(
                Entries=[
                    {
                        "EventBusName": self._bus_arn,
                        "Source": self._source,
                        "DetailType": DETAIL_TYPE,
                        "Time": dt.datetime.fromtimestamp(consent.received_at / 1000, dt.UTC),
                        "Detail": json.dumps(detail_of(consent, include_number=self._include_number)),
                    }
                ]
            )
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode", "no code")
            kind = TransientError if code in MAY_WORK_LATER else PermanentError
            raise kind(f"events:PutEvents refused the event with {code}")
