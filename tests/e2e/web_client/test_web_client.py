"""The example web client: real Amplify, in its browser build, on the emulator with permissions enforced."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from emulator.environment import REGION
from tests.e2e.web_client.account import STREAM, TABLE
from tests.e2e.web_client.app import AppError
from tests.e2e.web_client.conftest import events_of
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.web_client.conftest import World
    from tests.e2e.web_client.node_project import Project

PURCHASE = {"type": "purchase", "attributes": {"sku": "A-100 ✓"}, "metrics": {"value": 39.9}}
ATTEMPTS = 3  # of the SDK in Amplify, for one request
FLUSHES_OFFLINE = 7  # by Amplify's default a line is given up after six


def arrived(read: Callable[[], bytes], recorded: list[dict[str, Any]]) -> list[str]:
    """Waits until the lines of the user are those recorded; the campaigns on them."""
    eventually(lambda: events_of(recorded[0]["user_sub"], read()), recorded)
    return [event["attributes"]["campaign"] for event in recorded]


def test_types_are_strict(node_project: Project) -> None:
    node_project.check_types()


def test_the_linter_has_nothing_to_say(node_project: Project) -> None:
    node_project.lint()


@pytest.mark.parametrize("service", ["firehose", "kinesis"])
def test_events_carry_the_attribute_of_the_moment(
    world: World, content: dict[str, Callable[[], bytes]], service: str
) -> None:
    username = f"attribute-{service}"
    with world.app(username, delivery="attribute", service=service) as app:
        world.project.set_campaign(username, "spring")
        spring = app.do("record", PURCHASE)
        world.project.set_campaign(username, "summer")
        kept = app.do("record", PURCHASE)
        app.do("later", 61)
        summer = app.do("record", PURCHASE)
        world.project.set_campaign(username, "")  # as projection does after expiry
        app.do("renewCampaign")
        blank = app.do("record", {"type": "visit"})
        app.do("flush")
        stamped = arrived(content[service], [spring, kept, summer, blank])
    assert stamped == ["spring", "spring", "summer", ""]
    assert len({uuid.UUID(event["event_id"]) for event in (spring, kept, summer, blank)}) == 4
    assert {event["username"] for event in (spring, kept, summer, blank)} == {username}
    assert spring["attributes"] == {"sku": "A-100 ✓", "campaign": "spring"}
    assert spring["metrics"] == {"value": 39.9}
    assert blank["attributes"] == {"campaign": ""}
    assert blank["metrics"] == {}


def test_events_at_once_ask_for_the_attribute_once(world: World) -> None:
    with world.app("busy", delivery="attribute", service="kinesis") as app:
        world.project.set_campaign("busy", "spring")
        recorded = app.do("recordAtOnce", [PURCHASE, {"type": "visit"}, PURCHASE])
        app.do("flush")
        eventually(lambda: len(events_of(recorded[0]["user_sub"], world.bytes_in_stream())), 3)
        assert [event["attributes"]["campaign"] for event in recorded] == ["spring"] * 3
        assert app.do("asked", "GetUser") == 1


def test_events_carry_the_claim_of_the_product_s_token_function(world: World) -> None:
    """Without a flush: a new token brings new credentials, and then a flush reaches nothing at first."""
    username = "token"
    world.touch(username, "spring")
    with world.app(username, delivery="token", service="firehose", only_flushed=False) as app:
        spring = app.do("record", PURCHASE)
        world.touch(username, "summer")
        kept = app.do("record", PURCHASE)
        app.do("renewCampaign")
        summer = app.do("record", PURCHASE)
        world.touch(username, "summer", seconds=-1)
        app.do("renewCampaign")
        over = app.do("record", PURCHASE)
        stamped = arrived(world.bytes_in_bucket, [spring, kept, summer, over])
    assert stamped == ["spring", "spring", "summer", ""]


def test_who_signs_in_next_does_not_get_the_campaign_of_the_one_before(world: World) -> None:
    with world.app("first", delivery="attribute", service="firehose") as app:
        world.project.set_campaign("first", "spring")
        first = app.do("record", PURCHASE)
        app.do("flush")
        app.do("signOut")
        with pytest.raises(AppError, match="event purchase: nobody is signed in; call signIn"):
            app.do("record", PURCHASE)
        world.sign_in(app, "second")
        second = app.do("record", PURCHASE)
        app.do("flush")
        assert arrived(world.bytes_in_bucket, [first]) == ["spring"]
        assert arrived(world.bytes_in_bucket, [second]) == [""]


def test_events_are_sent_when_the_page_is_hidden(world: World) -> None:
    with world.app("hiding", delivery="attribute", service="kinesis") as app:
        recorded = app.do("record", PURCHASE)
        assert app.do("show", "visible") == 0
        assert app.do("show", "hidden") == 1
        arrived(world.bytes_in_stream, [recorded])
        app.do("endPageHide")
        assert app.do("show", "hidden") == 1


def test_the_shipped_configuration_sends_by_itself(world: World) -> None:
    with world.app("waiting", delivery="attribute", service="kinesis", only_flushed=False) as app:
        recorded = app.do("record", PURCHASE)
        arrived(world.bytes_in_stream, [recorded])


def test_events_outlive_a_time_offline(world: World) -> None:
    with world.app("offline", delivery="attribute", service="firehose") as app:
        app.do("outage", "firehose.")
        recorded = app.do("record", PURCHASE)
        for flushes in range(1, FLUSHES_OFFLINE + 1):
            app.do("flush")
            eventually(lambda: app.do("refused"), flushes * ATTEMPTS)
        app.do("outage", None)
        app.do("flush")
        arrived(world.bytes_in_bucket, [recorded])


def test_an_event_is_recorded_though_the_campaign_cannot_be_read(world: World) -> None:
    with world.app("unread", delivery="attribute", service="firehose") as app:
        world.project.set_campaign("unread", "spring")
        app.do("outage", "cognito-idp.")
        blank = app.do("record", PURCHASE)
        app.do("outage", None)
        spring = app.do("record", PURCHASE)
        app.do("flush")
        assert arrived(world.bytes_in_bucket, [blank, spring]) == ["", "spring"]
        assert "The current journey could not be read" in app.warnings()


def test_bad_input_is_named(world: World) -> None:
    with world.app("bad", delivery="attribute", service="firehose") as app:
        for event, words in (
            ({"type": ""}, "type is empty; name what happened"),
            (
                {"type": "visit", "metrics": {"value": None}},
                "event visit: metrics.value is null; give a finite",
            ),
            (
                {"type": "visit", "attributes": {"page": "x" * 8000}},
                r"event visit: 8\d\d\d bytes; at most 8000",
            ),
        ):
            with pytest.raises(AppError, match=words):
                app.do("record", event)
        with pytest.raises(AppError, match=r"event purchase: attributes\.campaign is stamped"):
            app.do("forge")
        with pytest.raises(AppError, match="amplifyConfig: identityPoolId is missing or empty"):
            app.do("configure", {"identityPoolId": ""})


def test_the_role_may_put_batches_on_its_streams_and_nothing_else(world: World) -> None:
    world.stack.client("kinesis").create_stream(StreamName="others", ShardCount=1)
    with world.app("curious", delivery="attribute", service="firehose") as app:
        issued = app.do("credentials")

    def call(service: str, operation: str, **arguments: Any) -> Any:
        client = boto3.client(
            service,
            REGION,
            endpoint_url=world.stack.url,
            aws_access_key_id=issued["accessKeyId"],
            aws_secret_access_key=issued["secretAccessKey"],
            aws_session_token=issued["sessionToken"],
        )
        return client._make_api_call(operation, arguments)

    records = [{"Data": b"{}", "PartitionKey": "x"}]
    assert call("kinesis", "PutRecords", StreamName=STREAM, Records=records)["FailedRecordCount"] == 0
    for service, operation, arguments in (
        ("kinesis", "PutRecords", {"StreamName": "others", "Records": records}),
        ("kinesis", "PutRecord", {"StreamName": STREAM, **records[0]}),
        ("kinesis", "DescribeStream", {"StreamName": STREAM}),
        ("firehose", "PutRecord", {"DeliveryStreamName": STREAM, "Record": {"Data": b"{}"}}),
        ("dynamodb", "Scan", {"TableName": TABLE}),
        ("s3", "ListObjectsV2", {"Bucket": STREAM}),
    ):
        with pytest.raises(ClientError, match=r"AccessDenied|not authorized"):
            call(service, operation, **arguments)
