"""Records of a Pinpoint project's event stream: what Pinpoint writes into Kinesis about its messages."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.environment import ACCOUNT_ID
from emulator.errors import EmulatorError
from emulator.standins.times import epoch_milliseconds

_APPLICATION_ID = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
_IP_ADDRESS = "203.0.113.9"
_BROWSER = "Mozilla/5.0"
_RECORDS_PER_CALL = 500


def of_journey(journey_id: str) -> dict[str, str]:
    """The attributes of whatever a journey sends."""
    return {
        "journey_id": journey_id,
        "journey_run_id": "4d2c1b0a9f8e4d7c6b5a4f3e2d1c0b9a",
        "journey_activity_id": "Zx81QpLm2T",
    }


def of_campaign(campaign_id: str) -> dict[str, str]:
    """The attributes of whatever a campaign sends."""
    return {
        "campaign_id": campaign_id,
        "campaign_activity_id": "a9f8e7d6c5b44a3f2e1d0c9b8a7f6e5d",
        "treatment_id": "0",
    }


def email_event(
    action: str,
    endpoint_id: str,
    attributes: Mapping[str, str],
    *,
    sent_at: dt.datetime,
    at: dt.datetime,
    link: str = "https://shop.example.org/spring",
) -> dict[str, Any]:
    """``_email.send``, ``_email.open`` or ``_email.click``, without any user.

    ``event_timestamp`` is the moment of sending for all of them: only ``arrival_timestamp`` tells when the
    customer acted.
    """
    acts: dict[str, dict[str, Any]] = {
        "send": {},
        "open": {"ip_address": _IP_ADDRESS, "user_agent": _BROWSER},
        "click": {"ip_address": _IP_ADDRESS, "user_agent": _BROWSER, "link": link},
    }
    if action not in acts:
        raise ValueError(f"{action} is no action on an email here: choose one of {', '.join(acts)}.")
    mail = {
        "message_id": "0100018f-aa11-0000-0000-000000000000",
        "message_send_timestamp": epoch_milliseconds(sent_at),
        "from_address": "news@example.org",
        "destination": ["ana.lima@example.org"],
        "headers_truncated": False,
        "headers": [],
        "common_headers": {},
    }
    feedback = {"feedback": {"send": "received", "open": "opened", "click": link}[action]}
    return {
        **_record(f"_email.{action}", endpoint_id, sent_at, at, {**attributes, **feedback}),
        "client_context": {"custom": {"legacy_identifier": _APPLICATION_ID}},
        "facets": {"email_channel": {"mail_event": {"mail": mail, action: acts[action]}}},
    }


def journey_send(
    endpoint_id: str, endpoint: Mapping[str, Any], journey_id: str, at: dt.datetime, kind: str = "EMAIL"
) -> dict[str, Any]:
    """``_journey.send``, the one record of an email that has the endpoint with its user."""
    attributes = {
        **of_journey(journey_id),
        "journey_activity_type": kind,
        "journey_send_status": "SUCCESS",
        "journey_send_status_code": "200",
    }
    record = _record("_journey.send", endpoint_id, at, at, attributes)
    return {**record, "client_context": {"custom": {"endpoint": json.dumps(endpoint)}}}


def opened_notification(
    endpoint_id: str, endpoint: Mapping[str, Any], attributes: Mapping[str, str], at: dt.datetime
) -> dict[str, Any]:
    """``_campaign.opened_notification`` or ``_journey.opened_notification``, as the app's SDK reports it.

    Not verified for these: the endpoint, which is documented for other events from the same SDK.
    """
    family = "_journey" if "journey_id" in attributes else "_campaign"
    return _from_app(f"{family}.opened_notification", endpoint_id, endpoint, attributes, at)


def app_event(
    name: str,
    endpoint_id: str,
    endpoint: Mapping[str, Any],
    at: dt.datetime,
    *,
    attributes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """An event of the app's own; it belongs to no journey."""
    return _from_app(name, endpoint_id, endpoint, attributes or {}, at)


def put_records(kinesis: Any, stream_name: str, records: Iterable[Mapping[str, Any] | bytes]) -> None:
    """Into a stream, by client id; bytes go in as they are, to put a broken record."""
    entries = [
        {"Data": record, "PartitionKey": "broken"}
        if isinstance(record, bytes)
        else {"Data": json.dumps(record).encode(), "PartitionKey": record["client"]["client_id"]}
        for record in records
    ]
    for start in range(0, len(entries), _RECORDS_PER_CALL):
        answer = kinesis.put_records(
            StreamName=stream_name, Records=entries[start : start + _RECORDS_PER_CALL]
        )
        if answer["FailedRecordCount"]:
            raise EmulatorError(f"{answer['FailedRecordCount']} records did not get into {stream_name}.")


def _from_app(
    event_type: str,
    endpoint_id: str,
    endpoint: Mapping[str, Any],
    attributes: Mapping[str, str],
    at: dt.datetime,
) -> dict[str, Any]:
    record = _record(event_type, endpoint_id, at, at, attributes, version="3.0")
    record["application"] |= {
        "cognito_identity_pool_id": "us-east-1:0b7e1c5a-0000-4a2f-9d3e-000000000000",
        "package_name": "org.example.shop",
        "sdk": {"name": "aws-amplify", "version": "6.20.0"},
        "title": "Shop",
        "version_name": "1.4.0",
        "version_code": "140",
    }
    record["client"] |= {"cognito_id": "us-east-1:5f2d9c11-0000-4b1a-8c7d-000000000000"}
    record["device"] = {
        "locale": {"code": "en_US", "country": "US", "language": "en"},
        "make": "generic",
        "model": "Phone",
        "platform": {"name": "android", "version": "16"},
    }
    start = epoch_milliseconds(at - dt.timedelta(minutes=1))
    record["session"] = {"session_id": "f549dea9-0000-4c6b-9a1f-000000000000", "start_timestamp": start}
    return {**record, "client_context": {"custom": {"endpoint": json.dumps(endpoint)}}}


def _record(
    event_type: str,
    endpoint_id: str,
    at: dt.datetime,
    arrived_at: dt.datetime,
    attributes: Mapping[str, str],
    *,
    version: str = "3.1",
) -> dict[str, Any]:
    return {
        "event_type": event_type,
        "event_timestamp": epoch_milliseconds(at),
        "arrival_timestamp": epoch_milliseconds(arrived_at),
        "event_version": version,
        "application": {"app_id": _APPLICATION_ID, "sdk": {}},
        "client": {"client_id": endpoint_id},
        "device": {"platform": {}},
        "session": {},
        "attributes": dict(attributes),
        "metrics": {},
        "awsAccountId": ACCOUNT_ID,
    }
