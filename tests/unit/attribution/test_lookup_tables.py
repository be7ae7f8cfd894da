"""Lookups: the double and the adapters on moto behave alike, and what is special to the adapters."""

from dataclasses import replace

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from attribution.adapters.batch_get import TRIES
from attribution.adapters.endpoint_table import EndpointTable
from attribution.adapters.lookup_table import CALL_KEPT_SECONDS, LookupTable
from attribution.rules.parsed import CONNECT_CALL, PINPOINT_ENDPOINT, SMS_MESSAGE, Note
from attribution.rules.touch import Journey
from emulator.declared import create_table
from kit.errors import ConfigError, Throttled
from tests.support.doubles import MemoryLookups

NOW = 1_795_170_000_000
DAY = 86400
SPRING = Journey(kind="sms", id="Spring", name="Spring")
CALL = CONNECT_CALL + "0" * 64


def of_endpoint(number=0, username="ana"):
    return Note(reference=f"{PINPOINT_ENDPOINT}ep-{number}", username=username)


def of_message(journey=SPRING, **changes):
    note = Note(reference=f"{SMS_MESSAGE}m-1", username="ana", journey=journey, kept_seconds=30 * DAY)
    return replace(note, **changes)


@pytest.fixture
def client():
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture
def ours(client):
    return LookupTable(lambda: client, create_table(client, "lookups.tf", "lookups"))


@pytest.fixture
def theirs(client):
    """The table of endpoints that the customer keeps, empty."""
    client.create_table(
        TableName="endpoints",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "endpoint_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "endpoint_id", "KeyType": "HASH"}],
    )
    return client


@pytest.fixture(params=["memory", "table", "endpoints in front of the table"])
def lookups(request):
    if request.param == "memory":
        return MemoryLookups()
    ours = request.getfixturevalue("ours")
    if request.param == "table":
        return ours
    theirs = request.getfixturevalue("theirs")
    return EndpointTable(lambda: theirs, "endpoints", ours, case_sensitive=False)


def found(lookups, *references):
    return {
        reference: (note.reference, note.username, note.journey)
        for reference, note in lookups.find(references).items()
    }


def told(*notes):
    return {note.reference: (note.reference, note.username, note.journey) for note in notes}


class TestLookups:
    def test_nothing_is_known(self, lookups):
        assert found(lookups) == {}
        assert found(lookups, f"{PINPOINT_ENDPOINT}ep-0", f"{SMS_MESSAGE}m-1") == {}

    @pytest.mark.parametrize(
        "note",
        [
            of_endpoint(),
            of_message(),
            of_message(Journey(kind="pinpoint_journey", id="j-1")),
            of_message(username="ana+lima@example.org"),
            of_message(reference=SMS_MESSAGE + "\U0001f600" * 256),
        ],
    )
    def test_note_is_found_as_it_was_told(self, lookups, note):
        lookups.remember([note], now=NOW)
        assert found(lookups, note.reference) == told(note)

    def test_only_what_is_asked_for_and_known_is_found(self, lookups):
        lookups.remember([of_endpoint(), of_endpoint(1, "bo"), of_message()], now=NOW)
        asked = [of_endpoint(1).reference, of_endpoint(2).reference, of_message().reference]
        assert found(lookups, *asked) == told(of_endpoint(1, "bo"), of_message())

    def test_later_note_of_a_reference_counts(self, lookups):
        lookups.remember([of_message(), of_message(username="bo")], now=NOW)
        assert found(lookups, of_message().reference) == told(of_message(username="bo"))
        lookups.remember([of_message(None, username="cy")], now=NOW)
        assert found(lookups, of_message().reference) == told(of_message(None, username="cy"))

    @pytest.mark.parametrize("count", [25, 26, 100, 101, 250])
    def test_many_at_once(self, lookups, count):
        """More than one call of DynamoDB takes: 25 items are written at once, 100 are read."""
        notes = [of_endpoint(number, f"user-{number}") for number in range(count)]
        lookups.remember(notes, now=NOW)
        assert found(lookups, *(note.reference for note in notes)) == told(*notes)

    @pytest.mark.parametrize("together", [True, False])
    def test_older_note_changes_nothing(self, lookups, together):
        """A batch that was read again, or a late import: the endpoint means another user by now."""
        older, newer = (
            replace(of_endpoint(0, "ana"), told_at=NOW - 1),
            replace(of_endpoint(0, "bo"), told_at=NOW),
        )
        for notes in (
            [[newer, older, of_endpoint(0, "cy")]] if together else [[newer], [older], [of_endpoint(0, "cy")]]
        ):
            lookups.remember(notes, now=NOW)
        assert found(lookups, newer.reference) == told(newer)

    def test_no_notes(self, lookups):
        lookups.remember([], now=NOW)

    def test_call_has_the_moment_of_its_first_time(self, lookups):
        assert lookups.first_seen(CALL, now=NOW) == NOW
        assert lookups.first_seen(CALL, now=NOW + 5_000) == NOW
        assert lookups.first_seen(CALL, now=NOW - 5_000) == NOW
        assert lookups.first_seen(CALL + "1", now=NOW + 5_000) == NOW + 5_000

    def test_call_means_no_user(self, lookups):
        lookups.first_seen(CALL, now=NOW)
        assert found(lookups, CALL) == {}


def item(client, reference):
    return client.get_item(TableName="lookups", Key={"reference": {"S": reference}})["Item"]


def test_items_as_operators_read_them(client, ours):
    ours.remember([of_message(told_at=NOW), of_endpoint()], now=NOW)
    ours.first_seen(CALL, now=NOW)
    assert item(client, of_message().reference) == {
        "reference": {"S": "sms-message:m-1"},
        "username": {"S": "ana"},
        "journey_kind": {"S": "sms"},
        "journey_id": {"S": "Spring"},
        "journey_name": {"S": "Spring"},
        "told_at": {"N": str(NOW)},
        "expires_at": {"N": str(NOW // 1000 + 30 * DAY)},
    }
    assert item(client, of_endpoint().reference) == {
        "reference": {"S": "pinpoint-endpoint:ep-0"},
        "username": {"S": "ana"},
        "told_at": {"N": "0"},
    }
    assert item(client, CALL) == {
        "reference": {"S": CALL},
        "first_seen_at": {"N": str(NOW)},
        "expires_at": {"N": str(NOW // 1000 + CALL_KEPT_SECONDS)},
    }


def test_call_expires_a_day_after_its_first_time(client, ours):
    ours.first_seen(CALL, now=NOW)
    ours.first_seen(CALL, now=NOW + 60_000)
    assert item(client, CALL)["expires_at"] == {"N": str(NOW // 1000 + CALL_KEPT_SECONDS)}


def test_all_references_of_a_user_are_found_to_forget_it(client, ours):
    ours.remember([of_endpoint(), of_message(), of_endpoint(1, "bo")], now=NOW)
    ours.first_seen(CALL, now=NOW)
    answer = client.query(
        TableName="lookups",
        IndexName="username",
        KeyConditionExpression="username = :user",
        ExpressionAttributeValues={":user": {"S": "ana"}},
    )
    assert {each["reference"]["S"] for each in answer["Items"]} == {
        "pinpoint-endpoint:ep-0",
        "sms-message:m-1",
    }


@pytest.mark.parametrize(
    "do",
    [
        lambda table: table.find(["sms-message:m-1"]),
        lambda table: table.remember([of_message()], now=NOW),
        lambda table: table.first_seen(CALL, now=NOW),
    ],
)
def test_missing_table_is_a_wrong_deployment(client, do):
    with pytest.raises(ConfigError, match="was refused with ResourceNotFoundException"):
        do(LookupTable(lambda: client, "absent"))


class TestCustomersEndpoints:
    def put(self, client, endpoint_id="ep-0", **attributes):
        client.put_item(TableName="endpoints", Item={"endpoint_id": {"S": endpoint_id}} | attributes)

    def table(self, theirs, ours, **changes):
        options = {"case_sensitive": False} | changes
        return EndpointTable(lambda: theirs, "endpoints", ours, **options)

    def test_their_user_counts_before_ours(self, theirs, ours):
        self.put(theirs, username={"S": "bo"})
        ours.remember([of_endpoint(), of_endpoint(1)], now=NOW)
        asked = [of_endpoint().reference, of_endpoint(1).reference]
        assert found(self.table(theirs, ours), *asked) == told(of_endpoint(username="bo"), of_endpoint(1))

    def test_their_user_is_folded_as_the_pool_folds_it(self, theirs, ours):
        self.put(theirs, username={"S": "Ana"})
        assert found(self.table(theirs, ours), of_endpoint().reference) == told(of_endpoint())
        exact = self.table(theirs, ours, case_sensitive=True)
        assert found(exact, of_endpoint().reference) == told(of_endpoint(username="Ana"))

    @pytest.mark.parametrize(
        "attributes",
        [{}, {"username": {"N": "7"}}, {"username": {"S": " "}}, {"username": {"S": "ana lima"}}],
    )
    def test_item_without_a_user_leaves_the_word_to_ours(self, theirs, ours, attributes):
        self.put(theirs, **attributes)
        ours.remember([of_endpoint()], now=NOW)
        assert found(self.table(theirs, ours), of_endpoint().reference) == told(of_endpoint())

    def test_table_is_asked_about_endpoints_only(self, ours):
        """A deployment with text messages alone never calls it."""
        ours.remember([of_message()], now=NOW)
        table = EndpointTable(lambda: None, "endpoints", ours, case_sensitive=False)
        assert found(table, of_message().reference) == told(of_message())

    def test_ours_is_not_asked_when_theirs_knows_all(self, theirs):
        self.put(theirs, username={"S": "ana"})
        absent = LookupTable(lambda: theirs, "absent")
        assert found(self.table(theirs, absent), of_endpoint().reference) == told(of_endpoint())

    def test_missing_table_is_a_wrong_deployment(self, client, ours):
        table = EndpointTable(lambda: client, "absent", ours, case_sensitive=False)
        with pytest.raises(ConfigError, match="BatchGetItem was refused with ResourceNotFoundException"):
            table.find([of_endpoint().reference])


class TestUnprocessed:
    """DynamoDB may do a part of a batch only."""

    WANTED = (of_endpoint(), of_endpoint(1, "bo"))

    @pytest.fixture
    def stub(self):
        with Stubber(boto3.client("dynamodb", region_name="us-east-1")) as stub:
            yield stub
            stub.assert_no_pending_responses()

    def keys(self, *notes):
        return {"lookups": {"Keys": [{"reference": {"S": note.reference}} for note in notes]}}

    def page(self, *notes, left=()):
        items = [{"reference": {"S": note.reference}, "username": {"S": note.username}} for note in notes]
        return {"Responses": {"lookups": items}, "UnprocessedKeys": self.keys(*left) if left else {}}

    def test_keys_that_are_left_are_asked_for_again(self, stub):
        first, second = self.WANTED
        stub.add_response("batch_get_item", self.page(first, left=[second]))
        stub.add_response("batch_get_item", self.page(second), {"RequestItems": self.keys(second)})
        table = LookupTable(lambda: stub.client, "lookups")
        assert found(table, first.reference, second.reference) == told(first, second)

    def test_keys_that_are_left_at_every_try_are_transient(self, stub):
        for _ in range(TRIES):
            stub.add_response("batch_get_item", self.page(left=self.WANTED))
        with pytest.raises(Throttled, match="left keys unprocessed"):
            LookupTable(lambda: stub.client, "lookups").find([note.reference for note in self.WANTED])
