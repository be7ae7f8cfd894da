"""How a call of an AWS API shows on EventBridge where a trail of CloudTrail logs it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.event_bus import envelope
from emulator.standins.times import iso_seconds


def api_call(
    service: str, operation: str, params: Mapping[str, Any], answer: Mapping[str, Any], at: dt.datetime
) -> dict[str, Any]:
    """The fields are CloudTrail's documented ones.

    Not verified for sms-voice: that the names of parameters begin with a small letter, as those of the
    documented services do, and whether a call is a management event. CloudTrail knows the messages of
    sms-voice as a resource of data events, and those a trail logs only on request.
    """
    detail = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:shop",
            "arn": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/shop/shop",
            "accountId": ACCOUNT_ID,
        },
        "eventTime": iso_seconds(at),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": operation,
        "awsRegion": REGION,
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "Boto3",
        "requestParameters": _with_small_letters(params),
        "responseElements": _with_small_letters(answer),
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT_ID,
        "eventCategory": "Management",
    }
    return envelope(f"aws.{service}", "AWS API Call via CloudTrail", detail, time=iso_seconds(at))


def _with_small_letters(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name[:1].lower() + name[1:]: value for name, value in members.items()}
