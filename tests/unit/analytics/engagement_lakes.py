"""Events as Pinpoint's event stream brings them, one of each kind, and lakes with the views of a group."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from analytics import views
from analytics.engine import Engine
from analytics.tables import table
from tests.support.samples.reading import sample
from tests.unit.analytics.message_lakes import ANN, at, email, text

if TYPE_CHECKING:
    from collections.abc import Iterable

SENT, HAPPENED = 1_767_323_040_000, 1_767_323_045_000  # 2026-01-02 03:04:00 and :05
BEN = "ben@example.org"


def pinpoint(kind: str, **changes: Any) -> Any:
    """An event of a Pinpoint project.

    https://docs.aws.amazon.com/pinpoint/latest/developerguide/event-streams.html
    """
    return {
        "event_type": kind,
        "event_timestamp": SENT,
        "arrival_timestamp": HAPPENED,
        "event_version": "3.1",
        "application": {"app_id": "p-1", "sdk": {}},
        "client": {"client_id": "e-1"},
        "device": {"platform": {}},
        "session": {},
        "attributes": {"campaign_id": "c-1", "treatment_id": "0"},
        "metrics": {},
        "awsAccountId": "111122223333",
        "client_context": {"custom": {"legacy_identifier": "p-1"}},
        **changes,
    }


def pinpoint_email(
    kind: str, *, message: str = "m-1", part: str = "", detail: Any = None, **changes: Any
) -> Any:
    """https://docs.aws.amazon.com/pinpoint/latest/developerguide/event-streams-data-email.html"""
    mail = {
        "message_id": message,
        "message_send_timestamp": SENT,
        "from_address": "shop@example.com",
        "destination": [ANN, BEN],
        "headers_truncated": False,
        "headers": [{"name": "Subject", "value": "Hi"}],
        "common_headers": {"from": "shop@example.com", "to": [ANN], "subject": "Hi"},
    }
    facets = {"email_channel": {"mail_event": {"mail": mail, part or kind: detail or {}}}}
    return pinpoint(f"_email.{kind}", facets=facets, **changes)


def pinpoint_text(
    kind: str, *, message: str = "s-1", context: str = '{"order": "o-1"}', **changes: Any
) -> Any:
    """https://docs.aws.amazon.com/pinpoint/latest/developerguide/event-streams-data-sms.html"""
    attributes = {
        "sender_request_id": "r-1",
        "campaign_id": "c-1",
        "treatment_id": "0",
        "destination_phone_number": "+12065550101",
        "record_status": "SUCCESSFUL",
        "iso_country_code": "US",
        "number_of_message_parts": "2",
        "message_id": message,
        "message_type": "Transactional",
        "origination_phone_number": "+12065550100",
        "customer_context": context,
    }
    price = {"price_in_millicents_usd": 645.0}
    return pinpoint(f"_SMS.{kind}", **({"attributes": attributes, "metrics": price} | changes))


RECIPIENTS = [
    {"email_address": who, "action": "failed", "status": "5.1.1", "diagnostic_code": f"no {who}"}
    for who in (ANN, BEN)
]
BOUNCE = {
    "bounce_type": "Permanent",
    "bounce_sub_type": "General",
    "bounced_recipients": RECIPIENTS[:1],
    "feedback_id": "f-1",
    "reporting_mta": "mta-1",
}
CLICK = {"ip_address": "203.0.113.9", "user_agent": "a", "link": "https://example.org"}
DELIVERY = {
    "smtp_response": "250 ok",
    "reporting_mta": "mta-1",
    "recipients": [ANN],
    "processing_time_millis": 500,
}
COMPLAINT = {
    "complained_recipients": [{"email_address": ANN}],
    "feedback_id": "f-2",
    "user_agent": "a",
    "complaint_feedback_type": "abuse",
}
ENDPOINT = json.dumps({"ChannelType": "EMAIL", "EndpointStatus": "ACTIVE", "User": {"UserId": "u-1"}})
JOURNEY = {
    "journey_id": "j-1",
    "journey_run_id": "jr-1",
    "journey_activity_id": "ja-1",
    "journey_send_status": "SUCCESS",
}
CAMPAIGN = {
    "campaign_id": "c-1",
    "treatment_id": "0",
    "delivery_type": "EMAIL",
    "campaign_send_status": "SUCCESS",
}
APP = sample("pinpoint_events", "app_event")

# View -> the one event that it shows.
PINPOINT_EVENTS = {
    "email_send": pinpoint_email("send"),
    "email_delivered": pinpoint_email("delivered", part="delivery", detail=DELIVERY),
    "email_hardbounce": pinpoint_email("hardbounce", part="bounce", detail=BOUNCE),
    "email_softbounce": pinpoint_email(
        "softbounce", part="bounce", detail=BOUNCE | {"bounce_type": "Transient"}
    ),
    "email_complaint": pinpoint_email("complaint", detail=COMPLAINT),
    "email_open": pinpoint_email("open", detail={"ip_address": "203.0.113.9", "user_agent": "a"}),
    "email_click": pinpoint_email("click", detail=CLICK),
    "email_unsubscribe": pinpoint_email(
        "unsubscribe", part="click", detail=CLICK | {"link_tags": {"unsubscribeLinkTag": ["click"]}}
    ),
    "email_rejected": pinpoint_email("rejected", part="reject", detail={"reason": "Bad content"}),
    "sms_buffered": pinpoint_text("BUFFERED"),
    "sms_success": pinpoint_text("SUCCESS"),
    "sms_failure": pinpoint_text("FAILURE"),
    "sms_optout": pinpoint_text("OPTOUT"),
    "campaign_send": pinpoint("_campaign.send", attributes=CAMPAIGN),
    "journey_send": pinpoint(
        "_journey.send", attributes=JOURNEY, client_context={"custom": {"endpoint": ENDPOINT}}
    ),
}

TAGS = {"tags": {"campaign": ["c-1"], "order": ["o-1", "o-2"]}, "to": [ANN, BEN]}
LATER = at("03:05:00")
SES_BOUNCE = {
    "bounceSubType": "General",
    "bouncedRecipients": [
        {"emailAddress": ANN, "action": "failed", "status": "5.1.1", "diagnosticCode": f"no {ANN}"}
    ],
    "timestamp": LATER,
    "feedbackId": "f-1",
    "reportingMTA": "mta-1",
}
SES_EVENTS = {
    "email_send": email("Send", **TAGS),
    "email_delivered": email(
        "Delivery",
        **TAGS,
        timestamp=LATER,
        processingTimeMillis=500,
        recipients=[ANN],
        smtpResponse="250 ok",
        reportingMTA="mta-1",
    ),
    "email_hardbounce": email("Bounce", **TAGS, bounceType="Permanent", **SES_BOUNCE),
    "email_softbounce": email("Bounce", **TAGS, bounceType="Transient", **SES_BOUNCE),
    "email_complaint": email(
        "Complaint",
        **TAGS,
        complainedRecipients=[{"emailAddress": ANN}],
        timestamp=LATER,
        feedbackId="f-2",
        userAgent="a",
        complaintFeedbackType="abuse",
    ),
    "email_open": email("Open", **TAGS, ipAddress="203.0.113.9", timestamp=LATER, userAgent="a"),
    "email_click": email(
        "Click",
        **TAGS,
        ipAddress="203.0.113.9",
        timestamp=LATER,
        userAgent="a",
        link="https://example.org",
        linkTags={},
    ),
    "email_unsubscribe": email(
        "Subscription", **TAGS, contactList="all", timestamp=LATER, source="UnsubscribeHeader"
    ),
    "email_rejected": email("Reject", **TAGS, reason="Bad content"),
}
SMS_CONTEXT = {"order": "o-1", "campaign": "c-1"}
SMS_EVENTS = {
    "sms_buffered": text("PENDING", context=SMS_CONTEXT),
    "sms_success": text("DELIVERED", context=SMS_CONTEXT),
    "sms_failure": text("CARRIER_UNREACHABLE", context=SMS_CONTEXT),
}
APP_EVENT = {
    "event_id": "a-1",
    "event_type": "purchase",
    "event_timestamp": HAPPENED,
    "user_sub": "u-1",
    "attributes": {"campaign": "c-1"},
    "metrics": {"value": 5},
}


class Lakes:
    """An engine with the tables and views that group.json tells of; `records` by table."""

    def __init__(self, group: str, **records: Iterable[Any]) -> None:
        about = json.loads((views.FOLDER / group / "group.json").read_text())
        self.database = about["database"]
        self.tables: dict[str, str] = {
            name: database
            for database, names in (about["foreign_tables"] | {self.database: about["tables"]}).items()
            for name in names
        }
        self.engine = Engine()
        self.holds(**records)
        self.views = views.group(group, about["placeholders"])
        for view in self.views:
            self.engine.view(view)

    def holds(self, **records: Iterable[Any]) -> Lakes:
        """What is in the tables from now on; in those that are not named, nothing."""
        self.engine.refused.clear()
        for name, database in self.tables.items():
            self.engine.database(database)
            self.engine.table_of_records(table(name), records.get(name, ()), datehour="2026/01/02/03")
        self.engine.database(self.database)
        return self

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query in Athena's dialect; of a table or view by its name."""
        return self.engine.query(query if " " in query else f"SELECT * FROM {query}").dicts()

    def row(self, query: str) -> dict[str, Any]:
        (row,) = self.rows(query)
        return row

    def counts(self) -> dict[str, int]:
        """How many rows each view has."""
        return {view.name: len(self.rows(view.name)) for view in self.views}
