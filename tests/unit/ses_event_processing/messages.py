"""Messages of SES, as its documentation shows them, with invented people, and the batches that bring them."""

from __future__ import annotations

import json
from typing import Any

ANN, BEN = "ann@example.org", "ben@example.org"
AT = "2026-01-02T03:04:05.000Z"


def mail() -> dict[str, Any]:
    return {
        "messageId": "01-abc",
        "destination": [ANN, BEN],
        "tags": {"ses:configuration-set": ["news"]},
    }


def bounce(*addresses: Any, kind: str = "eventType", **changes: Any) -> dict[str, Any]:
    """A hard bounce; `kind` is notificationType for feedback of an identity."""
    entries = [
        {"emailAddress": one, "action": "failed", "status": "5.1.1"} for one in addresses or (ANN, BEN)
    ]
    content = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "feedbackId": "fb-1",
        "timestamp": AT,
        "bouncedRecipients": entries,
    }
    return {kind: "Bounce", "mail": mail(), "bounce": content | changes}


def complaint(*addresses: Any, kind: str = "eventType", **changes: Any) -> dict[str, Any]:
    content = {
        "complainedRecipients": [{"emailAddress": one} for one in addresses or (ANN,)],
        "complaintFeedbackType": "abuse",
        "complaintSubType": None,
        "feedbackId": "fb-2",
        "timestamp": AT,
    }
    return {kind: "Complaint", "mail": mail(), "complaint": content | changes}


def delivery() -> dict[str, Any]:
    return {"eventType": "Delivery", "mail": mail(), "delivery": {"recipients": [ANN], "timestamp": AT}}


def subscribed() -> dict[str, Any]:
    """What SES says when a topic becomes an identity's."""
    text = "You have successfully subscribed your Amazon SNS topic to receive 'Bounce' notifications."
    return {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": text}


def enveloped(message: Any) -> dict[str, Any]:
    """As SNS delivers it without raw delivery."""
    text = message if isinstance(message, str) else json.dumps(message)
    return {"Type": "Notification", "MessageId": "sns-1", "TopicArn": "arn:aws:sns:::t", "Message": text}


def batch(*bodies: Any) -> dict[str, Any]:
    """A batch of the queue; the ids count from 0."""
    return {
        "Records": [
            {
                "messageId": f"{number:08d}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1767323045000"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
            }
            for number, body in enumerate(bodies)
        ]
    }


def again(*numbers: int) -> dict[str, Any]:
    """The answer that brings these records of a batch again."""
    return {"batchItemFailures": [{"itemIdentifier": f"{number:08d}"} for number in numbers]}
