"""The contact stores on their stand-ins; the lock and the failure queue on moto."""

import json
import threading

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from emulator.declared import create_table
from emulator.standins import faults
from emulator.standins.customer_profiles import CustomerProfiles as ProfilesStandIn
from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints as EndpointsStandIn
from event_based_segmentation.adapters.contact_lock import ContactLock
from event_based_segmentation.adapters.customer_profiles import CustomerProfiles
from event_based_segmentation.adapters.failure_queue import LONGEST_DATA, FailureQueue
from event_based_segmentation.adapters.pinpoint_endpoints import PinpointEndpoints
from event_based_segmentation.rules.contacts import Contact
from kit.errors import ConfigError, Throttled, TransientError
from tests.unit.event_based_segmentation.doubles import ANN, of_stream

CONTACT = Contact(key="_email", value=ANN)
APPLICATION = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"


@pytest.fixture
def profiles():
    with ProfilesStandIn() as server:
        server.add_domain("shop")
        yield server
        assert server.violations == []


@pytest.fixture
def endpoints():
    group = EndpointsStandIn()
    with ModelServer("pinpoint", group.operations) as server:
        group.server = server
        yield group
        assert server.violations == []


def test_profiles_are_found_page_by_page(profiles):
    ids = {profiles.add("shop", EmailAddress=ANN) for _ in range(101)}
    found = CustomerProfiles(profiles.client, "shop").find(CONTACT)
    assert {person.identifier for person in found} == ids
    assert [name for name, _ in profiles.calls] == ["SearchProfiles", "SearchProfiles"]


def test_a_profile_is_updated_and_the_rest_of_it_stays(profiles):
    profile_id = profiles.add("shop", EmailAddress=ANN, Attributes={"kept": "1", "gone": "2"})
    store = CustomerProfiles(profiles.client, "shop")
    (person,) = store.find(CONTACT)
    assert person.attributes == {"kept": "1", "gone": "2"}
    store.update(person, {"gone": "", "new": "3"})
    assert profiles.profile("shop", profile_id)["Attributes"] == {"kept": "1", "new": "3"}
    assert profiles.profile("shop", profile_id)["EmailAddress"] == ANN


@pytest.mark.parametrize(
    ("key", "field"),
    [("_email", "EmailAddress"), ("_phone", "PhoneNumber"), ("_account", "AccountNumber")],
)
def test_a_new_profile_is_found_by_its_key(profiles, key, field):
    store = CustomerProfiles(profiles.client, "shop")
    contact = Contact(key=key, value="value")
    assert store.create(contact, {"opened": "true", "gone": ""}) is True
    assert store.find(contact)[0].attributes == {"opened": "true"}
    assert profiles.profiles("shop")[0][field] == "value"


def test_throttling_is_told_apart(profiles):
    profiles.faults.add("SearchProfiles", faults.fail("ThrottlingException", status=429))
    with pytest.raises(Throttled, match="profile:SearchProfiles"):
        CustomerProfiles(profiles.client, "shop").find(CONTACT)


def test_an_endpoint_is_updated_and_the_rest_of_it_stays(endpoints):
    endpoints.add(APPLICATION, "e-1", Address=ANN, Attributes={"kept": ["1", "2"], "gone": ["3"]})
    store = PinpointEndpoints(endpoints.server.client, APPLICATION)
    (person,) = store.find(Contact(key="endpoint", value="e-1"))
    assert person.attributes == {"kept": "1", "gone": "3"}
    store.update(person, {"gone": "", "new": "4"})
    changed = endpoints.endpoint(APPLICATION, "e-1")
    assert (changed["Attributes"], changed["Address"]) == ({"kept": ["1", "2"], "new": ["4"]}, ANN)


def test_defect_no_endpoint_is_left_without_address_or_channel(endpoints):
    """The original updated what it did not find, which makes it."""
    store = PinpointEndpoints(endpoints.server.client, APPLICATION)
    unknown = Contact(key="endpoint", value="e-2")
    assert store.find(unknown) == []
    assert store.create(unknown, {"opened": "true"}) is False
    with pytest.raises(KeyError):
        endpoints.endpoint(APPLICATION, "e-2")
    known = Contact(key="endpoint", value="e-2", channel="EMAIL", address=ANN)
    assert store.create(known, {"opened": "true", "gone": ""}) is True
    made = endpoints.endpoint(APPLICATION, "e-2")
    assert (made["ChannelType"], made["Address"], made["Attributes"]) == ("EMAIL", ANN, {"opened": ["true"]})


class Clock:
    now = 1_000_000_000_000

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += round(seconds * 1000)


@pytest.fixture
def dynamodb():
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "modules/idempotency-table/main.tf", "this", called="locks")
        yield client


@pytest.fixture
def lock(dynamodb):
    clock = Clock()
    return ContactLock(lambda: dynamodb, "locks", seconds=60, clock=clock, sleep=clock.sleep)


def items(dynamodb):
    return dynamodb.scan(TableName="locks")["Items"]


def test_a_lock_is_held_given_free_and_names_nobody(dynamodb, lock):
    with lock.held(CONTACT):
        assert ANN not in json.dumps(items(dynamodb))
        assert len(items(dynamodb)) == 1
    assert items(dynamodb) == []
    with pytest.raises(KeyError), lock.held(CONTACT):
        raise KeyError
    assert items(dynamodb) == []


def test_who_waits_too_long_comes_again(dynamodb, lock):
    with lock.held(CONTACT), pytest.raises(TransientError, match="another invocation"), lock.held(CONTACT):
        pass
    with lock.held(CONTACT), lock.held(Contact(key="_email", value="bob@example.org")):
        assert len(items(dynamodb)) == 2


def test_a_lock_that_was_left_behind_ends_and_is_not_taken_from_the_next(dynamodb, lock):
    with lock.held(CONTACT):
        lock._clock.now += 61_000
        lock._give_free = lambda *_: None
        with lock.held(CONTACT):
            pass
        del lock._give_free
        assert len(items(dynamodb)) == 1
    assert len(items(dynamodb)) == 1, "the first must not give free what the second has taken"


def test_other_errors_of_the_table_are_told(dynamodb):
    lock = ContactLock(lambda: dynamodb, "none", seconds=60)
    with pytest.raises(ConfigError, match="lock of a contact"), lock.held(CONTACT):
        pass


class OneAtATime:
    """As DynamoDB decides on an item; moto, called from several threads, lets two conditions hold at once."""

    def __init__(self, client):
        self._client, self._lock, self.exceptions = client, threading.Lock(), client.exceptions

    def put_item(self, **given):
        with self._lock:
            return self._client.put_item(**given)

    def delete_item(self, **given):
        with self._lock:
            return self._client.delete_item(**given)


def test_7_two_invocations_at_once_do_not_lose_an_event(dynamodb, profiles):
    """Both read before either writes, unless the lock lets one after the other."""
    profile_id = profiles.add("shop", EmailAddress=ANN)
    client, table = profiles.client(), OneAtATime(dynamodb)
    store = CustomerProfiles(lambda: client, "shop")

    def add(number, tries=5):
        try:
            with ContactLock(lambda: table, "locks", seconds=60).held(CONTACT):
                (person,) = store.find(CONTACT)
                count = int(person.attributes.get("count", "0")) + 1
                store.update(person, {"count": str(count), f"by_{number}": "true"})
        except TransientError:  # on a busy machine; the record comes again
            assert tries > 1
            add(number, tries - 1)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert profiles.profile("shop", profile_id)["Attributes"]["count"] == "6"


@pytest.fixture
def queue():
    with mock_aws():
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
        yield (
            FailureQueue(lambda: sqs, url),
            lambda: json.loads(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]),
        )


def test_5_a_letter_says_where_the_record_is_and_why(queue):
    put, taken = queue[0].put, queue[1]
    put(of_stream("one", "%%%")["Records"][1], "the record must be JSON in base64")
    assert taken() == {
        "reason": "the record must be JSON in base64",
        "stream": "arn:aws:kinesis:us-east-1:111122223333:stream/shop-events",
        "shard": "shardId-000000000000",
        "sequenceNumber": "1",
        "data": "%%%",
    }


def test_a_record_that_does_not_fit_stays_in_the_stream(queue):
    put, taken = queue[0].put, queue[1]
    put(of_stream("x" * (LONGEST_DATA + 1))["Records"][0], "no event")
    assert taken()["data"] is None


def test_a_letter_that_is_refused_is_told():
    with mock_aws():
        queue = FailureQueue(
            lambda: boto3.client("sqs"), "https://sqs.us-east-1.amazonaws.com/111122223333/none"
        )
        with pytest.raises(Exception, match="sqs:SendMessage") as told:
            queue.put(of_stream("x")["Records"][0], "no event")
    assert isinstance(told.value.__cause__, ClientError)
