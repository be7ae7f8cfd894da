"""Events as the services publish them into Firehose, and a lake that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics import views
from analytics.engine import Engine
from analytics.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

ANN, BEN = "ann@example.org", "ben@example.org"
DAY = "2026-01-02"
EVER = {"history_days": "36500"}


def at(time: str, day: str = DAY) -> str:
    """ISO 8601 as SES writes it, of "03:04:05"."""
    return f"{day}T{time}.000Z"


def email(
    kind: str, *, message: str = "m-1", to: Iterable[str] = (ANN,), tags: Any = None, **detail: Any
) -> Any:
    """An event of SES.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-firehose-contents.html
    """
    part = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}.get(kind, kind.lower())
    recipients = list(to)
    return {
        "eventType": kind,
        "mail": {
            "timestamp": at("03:04:05"),
            "source": "shop@example.com",
            "sourceArn": "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
            "sendingAccountId": "111122223333",
            "messageId": message,
            "destination": recipients,
            "headersTruncated": False,
            "headers": [{"name": "Subject", "value": "Hi"}],
            "commonHeaders": {
                "from": ["shop@example.com"],
                "to": recipients[:1],
                "messageId": message,
                "subject": "Hi",
            },
            "tags": {"ses:configuration-set": ["news"], "ses:from-domain": ["example.com"]} | (tags or {}),
        },
        part: detail,
    }


def text(state: str, moment: int = 1_767_323_045_000, *, message: str = "m-1", **changes: Any) -> Any:
    """An event of a text message; `moment` in epoch milliseconds.

    https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
    """
    return {
        "eventType": f"TEXT_{state}",
        "eventVersion": "1.0",
        "eventTimestamp": moment,
        "isFinal": state not in ("PENDING", "QUEUED", "SENT"),
        "originationPhoneNumber": "+12065550100",
        "destinationPhoneNumber": "+12065550101",
        "isoCountryCode": "US",
        "mcc": "310",
        "mnc": "800",
        "carrierName": "Carrier A",
        "messageId": message,
        "messageRequestTimestamp": 1_767_323_040_000,
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": state,
        "messageStatusDescription": "accepted by phone",
        "context": {"order": "o-1"},
        "totalMessageParts": 1,
        "totalMessagePrice": 0.00581,
        "totalCarrierFee": 0.003,
        "protectConfiguration": {"protectConfigurationId": "protect-1", "protectStatus": "ALLOW"},
        **changes,
    }


class Lake:
    """One engine for a group's views; `holds` replaces what is in its table."""

    def __init__(self, group: str, values: dict[str, str] = EVER) -> None:
        self.table = table(f"{group}_events")
        self.engine = Engine()
        self.engine.database(f"{group}_event_db")
        self.engine.table_of_records(self.table, [])
        for view in views.group(group, values):
            self.engine.view(view)

    def holds(self, *records: Any) -> Lake:
        self.engine.refused.clear()
        self.engine.table_of_records(self.table, records)
        return self

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query in Athena's dialect; of a table or view by its name."""
        sql = query if " " in query else f"SELECT * FROM {query}"
        return self.engine.query(sql).dicts()

    def row(self, query: str) -> dict[str, Any]:
        (row,) = self.rows(query)
        return row

    def set_of(self, query: str) -> list[str]:
        """Rows in an order of their own, to compare."""
        return sorted(map(repr, self.rows(query)))
