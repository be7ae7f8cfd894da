"""The contact stores on their stand-ins; the lock and the failure queue on moto."""

import json
import threading
import time

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from emulator.declared import create_table
from emulator.standins import faults
from emulator.standins.customer_profiles import CustomerProfiles as ProfilesStandIn
from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints as EndpointsStandIn
from event_based_segmentation.adapters.contact_lock import PATIENCE_SECONDS, ContactLock
from event_based_segmentation.adapters.customer_profiles import CustomerProfiles
from event_based_segmentation.adapters.failure_queue import LONGEST_DATA, FailureQueue
from event_based_segmentation.adapters.pinpoint_endpoints import PinpointEndpoints
from event_based_segmentation.rules.contacts import Contact, Person
from kit.deadline import Deadline
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


def store_of(profiles):
    return CustomerProfiles(profiles.client, profiles.client, "shop")


@pytest.fixture
def endpoints():
    group = EndpointsStandIn()
    with ModelServer("pinpoint", group.operations) as server:
        group.server = server
        yield group
        assert server.violations == []


def test_profiles_are_found_page_by_page(profiles):
    ids = {profiles.add("shop", EmailAddress=ANN) for _ in range(101)}
    found = store_of(profiles).find(CONTACT)
    assert {person.identifier for person in found} == ids
    assert [name for name, _ in profiles.calls] == ["SearchProfiles", "SearchProfiles"]


def test_a_profile_is_updated_and_the_rest_of_it_stays(profiles):
    profile_id = profiles.add("shop", EmailAddress=ANN, Attributes={"kept": "1", "gone": "2"})
    store = store_of(profiles)
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
    store = store_of(profiles)
    contact = Contact(key=key, value="value")
    made = store.create(contact, {"opened": "true", "gone": ""})
    assert list(store.find(contact)) == [made]
    assert made.attributes == {"opened": "true"}
    assert profiles.profiles("shop")[0][field] == "value"


def test_throttling_is_told_apart(profiles):
    profiles.faults.add("SearchProfiles", faults.fail("ThrottlingException", status=429))
    with pytest.raises(Throttled, match="profile:SearchProfiles"):
        list(store_of(profiles).find(CONTACT))


def test_a_profile_that_went_away_since_it_was_found_comes_again(profiles):
    """The domain was just searched: such an answer is no wrong deployment, which fails the whole batch."""
    gone = Person(identifier="f" * 32, attributes={})
    with pytest.raises(TransientError, match="deleted or merged"):
        store_of(profiles).update(gone, {"opened": "true"})
    with pytest.raises(ConfigError, match="ResourceNotFoundException"):
        list(CustomerProfiles(profiles.client, profiles.client, "no-domain").find(CONTACT))


def test_the_call_that_makes_a_profile_is_the_creators_alone(profiles):
    store = CustomerProfiles(lambda: pytest.fail("another client"), profiles.client, "shop")
    store.create(CONTACT, {"opened": "true"})
    assert [name for name, _ in profiles.calls] == ["CreateProfile"]


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
    assert store.create(unknown, {"opened": "true"}) is None
    with pytest.raises(KeyError):
        endpoints.endpoint(APPLICATION, "e-2")
    known = Contact(key="endpoint", value="e-2", channel="EMAIL", address=ANN)
    assert store.create(known, {"opened": "true", "gone": ""}).attributes == {"opened": "true"}
    made = endpoints.endpoint(APPLICATION, "e-2")
    assert (made["ChannelType"], made["Address"], made["Attributes"]) == ("EMAIL", ANN, {"opened": ["true"]})


class Clock:
    now = 1_000_000_000_000

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += round(seconds * 1000)

    def deadline(self, seconds=60):
        return Deadline(self.now / 1000 + seconds, lambda: self.now / 1000)


@pytest.fixture
def dynamodb():
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "modules/idempotency-table/main.tf", "this", called="locks")
        yield client


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lock(dynamodb, clock):
    return ContactLock(lambda: dynamodb, "locks", seconds=13, clock=clock, sleep=clock.sleep)


def items(dynamodb):
    return dynamodb.scan(TableName="locks")["Items"]


def test_a_lock_is_held_given_free_and_names_nobody(dynamodb, lock, clock):
    with lock.held(CONTACT, clock.deadline()):
        assert ANN not in json.dumps(items(dynamodb))
        assert len(items(dynamodb)) == 1
    assert items(dynamodb) == []
    with pytest.raises(KeyError), lock.held(CONTACT, clock.deadline()):
        raise KeyError
    assert items(dynamodb) == []


@pytest.mark.parametrize(("seconds", "waited"), [(60, PATIENCE_SECONDS), (1, 1)])
def test_who_waits_too_long_comes_again(dynamodb, lock, clock, seconds, waited):
    """By the clock, and not beyond the deadline: calls may be slow."""
    began = clock.now
    with (
        lock.held(CONTACT, clock.deadline()),
        pytest.raises(TransientError, match="another invocation"),
        lock.held(CONTACT, clock.deadline(seconds)),
    ):
        pass
    assert waited <= (clock.now - began) / 1000 <= waited + 0.1
    bob = Contact(key="_email", value="bob@example.org")
    with lock.held(CONTACT, clock.deadline()), lock.held(bob, clock.deadline()):
        assert len(items(dynamodb)) == 2


def test_one_mailbox_has_one_lock_however_it_is_spelled(lock, clock):
    shouted = Contact(key="_email", value=f"Ann@{ANN.partition('@')[2]}")
    with (
        lock.held(CONTACT, clock.deadline()),
        pytest.raises(TransientError, match="another invocation"),
        lock.held(shouted, clock.deadline()),
    ):
        pass


def test_a_lock_whose_answer_was_lost_is_ours(dynamodb, clock):
    """botocore calls again, and finds what its first call wrote."""

    class Twice:
        exceptions = dynamodb.exceptions
        delete_item = staticmethod(dynamodb.delete_item)

        @staticmethod
        def put_item(**given):
            dynamodb.put_item(**given)
            return dynamodb.put_item(**given)

    lock = ContactLock(Twice, "locks", seconds=13, clock=clock, sleep=clock.sleep)
    with lock.held(CONTACT, clock.deadline(0)):
        pass
    assert items(dynamodb) == []


def test_a_lock_that_was_left_behind_ends_and_is_not_taken_from_the_next(dynamodb, lock, clock):
    """Its holder begins its last call before its deadline, which takes 13 seconds at most."""
    with lock.held(CONTACT, clock.deadline(10)):
        clock.now += 22_900
        with pytest.raises(TransientError), lock.held(CONTACT, clock.deadline(0)):
            pass
        clock.now += 1_100
        lock._give_free = lambda *_: None
        with lock.held(CONTACT, clock.deadline(10)):
            pass
        del lock._give_free
        assert len(items(dynamodb)) == 1
    assert len(items(dynamodb)) == 1, "the first must not give free what the second has taken"


def test_other_errors_of_the_table_are_told(dynamodb, clock):
    lock = ContactLock(lambda: dynamodb, "none", seconds=60)
    with pytest.raises(ConfigError, match="lock of a contact"), lock.held(CONTACT, clock.deadline()):
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
    store = CustomerProfiles(lambda: client, lambda: client, "shop")

    def add(number, tries=5):
        try:
            deadline = Deadline(time.monotonic() + 60)
            with ContactLock(lambda: table, "locks", seconds=60).held(CONTACT, deadline):
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
