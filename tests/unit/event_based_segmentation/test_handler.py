"""The function as Lambda calls it, with moto for AWS and stand-ins for the contact stores."""

import base64
import datetime as dt
import gzip
import json

import boto3
import pytest
from moto import mock_aws

from emulator.declared import REPOSITORY, blocks, create_table
from emulator.standins import faults, pinpoint_stream
from emulator.standins.customer_profiles import CustomerProfiles
from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints
from event_based_segmentation.adapters.contact_lock import PATIENCE_SECONDS
from event_based_segmentation.handlers import rule_engine
from kit.errors import ConfigError
from tests.support.doubles import Context
from tests.support.functions import timeout_of
from tests.unit.event_based_segmentation.doubles import (
    ANN,
    BOB,
    OPENED,
    SENT,
    names,
    of_queue,
    of_stream,
    opening,
    own,
)

APPLICATION = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
RULES = [
    {
        "name": "open",
        "event_type": "_email.open",
        "match": {},
        "action": "set",
        "attribute": "opened_email",
        "value": "true",
    },
    {"name": "opens", "event_type": "_email.open", "match": {}, "action": "increment", "attribute": "opens"},
]


@pytest.fixture
def settings(monkeypatch):
    with mock_aws():
        create_table(boto3.client("dynamodb"), "modules/idempotency-table/main.tf", "this", called="locks")
        url = boto3.client("sqs").create_queue(QueueName="dead-letters")["QueueUrl"]
        given = {
            "LOCK_TABLE": "locks",
            "FAILURE_QUEUE_URL": url,
            "RULES": base64.b64encode(gzip.compress(json.dumps(RULES).encode())).decode(),
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        rule_engine.wiring.cache_clear()
        yield url
    rule_engine.wiring.cache_clear()


@pytest.fixture
def profiles(settings, monkeypatch):
    with CustomerProfiles() as server:
        server.add_domain("shop")
        monkeypatch.setenv("AWS_ENDPOINT_URL_CUSTOMER_PROFILES", server.url)
        monkeypatch.setenv("PROFILES_DOMAIN_NAME", "shop")
        monkeypatch.setenv("PROFILE_KEY", '{"email": "_email"}')
        yield server
        assert server.violations == []


@pytest.fixture
def endpoints(settings, monkeypatch):
    group = PinpointEndpoints()
    with ModelServer("pinpoint", group.operations) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT", server.url)
        monkeypatch.setenv("PINPOINT_APPLICATION_ID", APPLICATION)
        yield group
        assert server.violations == []


def test_1_an_open_reaches_the_profile_by_two_calls(profiles):
    profile_id = profiles.add("shop", EmailAddress=ANN, Attributes={"plan": "gold"})
    assert rule_engine.handler(of_queue(opening()), Context()) == {"batchItemFailures": []}
    assert profiles.profile("shop", profile_id)["Attributes"] == {
        "plan": "gold",
        "opened_email": "true",
        "opened_email_at": "2026-01-02T03:04:05.000Z",
        "opens": "1",
        "opens_at": "2026-01-02T03:04:05.000Z",
        "opens_seen": profiles.profile("shop", profile_id)["Attributes"]["opens_seen"],
    }
    assert [name for name, _ in profiles.calls] == ["SearchProfiles", "UpdateProfile"]


def test_4_a_missing_profile_is_made_where_that_is_wanted(profiles, monkeypatch):
    monkeypatch.setenv("CREATE_MISSING_CONTACTS", "true")
    rule_engine.handler(of_queue(opening()), Context())
    (made,) = profiles.profiles("shop")
    assert (made["EmailAddress"], made["Attributes"]["opened_email"]) == (ANN, "true")


def test_the_events_of_a_project_reach_its_endpoints(endpoints):
    endpoints.add(APPLICATION, "e-1", Address=ANN, ChannelType="EMAIL")
    at = OPENED + dt.timedelta(seconds=1)
    event = pinpoint_stream.email_event("open", "e-1", {}, sent_at=SENT, at=at)
    unknown = pinpoint_stream.email_event("open", "e-2", {}, sent_at=SENT, at=at)
    assert rule_engine.handler(of_stream(event, unknown), Context()) == {"batchItemFailures": []}
    attributes = endpoints.endpoint(APPLICATION, "e-1")["Attributes"]
    assert (attributes["opened_email"], attributes["opened_email_at"]) == (
        ["true"],
        ["2026-01-02T03:04:06.000Z"],
    )
    with pytest.raises(KeyError):
        endpoints.endpoint(APPLICATION, "e-2")


def test_5_a_broken_record_of_a_stream_is_a_dead_letter(profiles, settings):
    assert rule_engine.handler(of_stream("%%%"), Context()) == {"batchItemFailures": []}
    (letter,) = boto3.client("sqs").receive_message(QueueUrl=settings)["Messages"]
    assert json.loads(letter["Body"])["sequenceNumber"] == "0"


def test_6_a_profile_that_is_gone_spoils_nothing_for_the_others(profiles):
    """Deleted or merged since it was found: its records come again, and it is searched anew."""
    for who in (ANN, BOB):
        profiles.add("shop", EmailAddress=who)
    gone = profiles.profiles("shop")[0]["ProfileId"]
    fault = faults.fail("ResourceNotFoundException", status=404)
    profiles.faults.choose = lambda _name, params: fault if params.get("ProfileId") == gone else None
    assert names(rule_engine.handler(of_queue(opening(), opening(BOB)), Context())) == [0]
    ann, bob = profiles.profiles("shop")
    assert (ann.get("Attributes", {}), bob["Attributes"]["opens"]) == ({}, "1")
    profiles.faults.choose = lambda _name, _params: None
    assert names(rule_engine.handler(of_queue(opening()), Context())) == []


def test_4_a_profile_is_made_by_one_call_only(profiles, monkeypatch):
    """One whose answer is lost is not repeated at once: each would make a profile."""
    monkeypatch.setenv("CREATE_MISSING_CONTACTS", "true")
    profiles.faults.add("CreateProfile", faults.fail("InternalServerException", status=500), times=5)
    assert names(rule_engine.handler(of_queue(opening()), Context())) == [0]
    assert [name for name, _ in profiles.calls] == ["SearchProfiles", "CreateProfile"]


def test_6_after_throttling_the_contact_comes_again(profiles):
    profiles.add("shop", EmailAddress=ANN)
    profiles.faults.add("UpdateProfile", faults.fail("ThrottlingException", status=429), times=3)
    assert names(rule_engine.handler(of_queue(opening()), Context())) == [0]
    assert rule_engine.handler(of_queue(opening()), Context()) == {"batchItemFailures": []}
    assert profiles.profiles("shop")[0]["Attributes"]["opens"] == "1"


def test_10_logs_and_metrics_name_nobody(profiles, log):
    profiles.faults.add("SearchProfiles", faults.fail("BadRequestException", f"{ANN} is not good"))
    rule_engine.handler(of_queue(opening(), own("x", email="nobody")), Context())
    printed = log.readouterr().out
    assert "profile:SearchProfiles was refused with BadRequestException" in printed
    numbers = json.loads(printed.splitlines()[-1])
    assert (numbers["EventsRefused"], numbers["EventsUnmatched"]) == ([1], [1])
    assert ANN not in printed


def test_missing_settings_are_named(settings, monkeypatch):
    for name in ("LOCK_TABLE", "RULES"):
        monkeypatch.delenv(name)
    with pytest.raises(ConfigError, match=r"LOCK_TABLE.*RULES.*PROFILES_DOMAIN_NAME"):
        rule_engine.handler(of_queue(opening()), Context())


def test_wiring_is_made_once(profiles):
    assert rule_engine.wiring() is rule_engine.wiring()


def test_what_was_begun_ends_before_lambda_does():
    timeout = timeout_of(rule_engine.__name__)
    assert timeout == rule_engine.TIMEOUT_SECONDS
    assert timeout - rule_engine.RESERVE_SECONDS >= 60
    budgets = rule_engine.BUDGETS
    assert budgets["pinpoint"].worst_case_seconds <= rule_engine.LAST_CALL_SECONDS
    assert rule_engine.ONCE["customer-profiles"].attempts == 1


def test_6_the_queue_asks_for_no_more_calls_than_is_said():
    """A large mailing would be throttled, and end as dead letters."""
    declared = blocks(REPOSITORY / "modules/event-based-segmentation/main.tf")["module"]
    (queue,) = (block["queue"] for block in declared if "queue" in block)
    assert queue["maximum_concurrency"] == "${var.maximum_concurrency}"


def test_6_a_lock_that_is_left_behind_ends_before_a_stream_gives_its_records_up():
    """With the retries that are the default, of which each waits for the lock."""
    declared = blocks(REPOSITORY / "modules/event-based-segmentation/variables.tf")["variable"]
    (retries,) = (block["max_retries"]["default"] for block in declared if "max_retries" in block)
    longest = rule_engine.CONTACT_SECONDS + rule_engine.LOCK_SECONDS + 2  # as the table has whole seconds
    assert longest < (retries + 1) * PATIENCE_SECONDS
