"""One event on a bus, as boto3 sends it."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager

import boto3
import pytest
from botocore.stub import Stubber

from kit.errors import ConfigError, PermanentError, TransientError
from kit.event_bus import EventBus

DETAIL = {"id": "e-1", "who": "Änn"}
ENTRY = {
    "EventBusName": "customers",
    "Source": "shop.ses",
    "DetailType": "AddressSuppressed",
    "Detail": json.dumps(DETAIL),
}
TAKEN = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}


@contextmanager
def bus(answer=None, entry=ENTRY):
    client = boto3.client("events", region_name="us-east-1")
    with Stubber(client) as stubber:
        if answer is None:
            stubber.add_client_error("put_events", "AccessDeniedException", http_status_code=403)
        else:
            stubber.add_response("put_events", answer, {"Entries": [entry]})
        yield EventBus(lambda: client, "customers", "shop.ses")
        stubber.assert_no_pending_responses()


def test_an_event_says_who_tells_what():
    with bus(TAKEN) as customers:
        customers.put("AddressSuppressed", DETAIL)


def test_an_event_says_when_where_that_is_known():
    moment = dt.datetime(2026, 3, 1, 6, 0, 0, 500_000, dt.UTC)
    with bus(TAKEN, {**ENTRY, "Time": moment}) as customers:
        customers.put("AddressSuppressed", DETAIL, at=round(moment.timestamp() * 1000))


@pytest.mark.parametrize(
    ("refusal", "kind", "code"),
    [
        ({"ErrorCode": "ThrottlingException"}, TransientError, "ThrottlingException"),
        ({"ErrorCode": "InternalFailure"}, TransientError, "InternalFailure"),
        ({"ErrorCode": "MalformedDetail", "ErrorMessage": "of Änn"}, PermanentError, "MalformedDetail"),
        ({}, PermanentError, "no code"),
    ],
)
def test_an_entry_that_is_refused_is_an_error_though_the_call_succeeded(refusal, kind, code):
    with (
        bus({"FailedEntryCount": 1, "Entries": [refusal]}) as customers,
        pytest.raises(kind, match=f"^events:PutEvents refused the event with {code}$"),
    ):
        customers.put("AddressSuppressed", DETAIL)


def test_a_call_that_is_refused_is_translated():
    with bus() as customers, pytest.raises(ConfigError, match="events:PutEvents was refused"):
        customers.put("AddressSuppressed", DETAIL)
