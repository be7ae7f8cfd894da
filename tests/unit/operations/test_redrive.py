"""Every dead letter to the queue that it came from, as it is, and none lost."""

import time

import pytest

from kit.errors import KitError
from operations.__main__ import main
from operations.deployment import find
from operations.redrive import redrive
from tests.unit.operations import documented
from tests.unit.operations.fake_deployment import FakeDeployment, text_of

LETTERS = [
    *({"username": f"user{n}"} for n in range(12)),
    {"requestContext": {}, "DDBStreamBatchInfo": {"shardId": "s"}},
]
SWEEP = {"requestContext": {}, "requestPayload": {}}


def moved(fake):
    """What a redrive says that it did with how many."""
    done = redrive(fake.clients, find(fake.clients, "shop"))
    return dict(done.moved), done.dropped, dict(done.left)


def received(fake, queue):
    return fake.client("sqs").receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )["Messages"]


def told(message):
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_redrive_moves_every_letter(shop, capsys):
    shop.send(shop.dead_letters, *LETTERS, SWEEP)
    shop.actions.clear()
    assert main(["redrive", "--name-prefix", "shop"], shop.session) == 0
    said = capsys.readouterr().out
    assert "moved 13 dead letters to the backlog, 0 to the inbox" in said
    assert "dropped: 1 of failed sweeps" in said
    assert set(shop.actions) == documented.permissions("redrive")
    assert shop.bodies(shop.backlog) == sorted(map(text_of, LETTERS))
    assert shop.number_in(shop.dead_letters) == 0


def test_letters_are_taken_in_the_queues_way(shop, monkeypatch):
    """Long polls: a short one asks a part of SQS's servers, and the end of the queue would come too early."""
    asked = []
    monkeypatch.setattr("operations.queues.LONG_POLL_SECONDS", 7)
    shop.answer("sqs:ReceiveMessage", lambda parameters: asked.append(parameters) or {})
    assert moved(shop) == ({}, 0, {})
    assert [one["WaitTimeSeconds"] for one in asked] == [7]


def test_letter_that_cannot_be_sent_stays(shop):
    shop.send(shop.dead_letters, *LETTERS[:2])
    shop.deny("sqs:SendMessageBatch")
    with pytest.raises(KitError, match="sqs:SendMessage was refused"):
        redrive(shop.clients, find(shop.clients, "shop"))
    assert shop.number_in(shop.dead_letters) == 2


def test_letter_that_the_backlog_refuses_stays(shop):
    shop.send(shop.dead_letters, LETTERS[0])
    refused = {"Id": "0", "SenderFault": False, "Code": "InternalError"}
    shop.answer("sqs:SendMessageBatch", lambda _: {"Successful": [], "Failed": [refused]})
    with pytest.raises(KitError, match="did not take 1 letters"):
        redrive(shop.clients, find(shop.clients, "shop"))
    assert shop.number_in(shop.dead_letters) == 1


EVENTS = [
    {"detail-type": "Journey Touch", "source": "shop", "detail": {"username": "ana"}},
    {"eventType": "TEXT_DELIVERED", "messageId": "m1"},
    {"requestContext": {}, "KinesisBatchInfo": {"shardId": "s"}},
    "not json",
]


@pytest.mark.usefixtures("aws")
def test_what_came_through_the_inbox_goes_back_there_with_its_time():
    """Else a reply would look as if it had been sent now."""
    fake = FakeDeployment(inbox=True)
    fake.send(fake.dead_letters, *EVENTS, *LETTERS)
    begin = int(time.time() * 1000)
    assert moved(fake) == ({"backlog": len(LETTERS), "inbox": len(EVENTS)}, 0, {})
    found = received(fake, fake.inbox)
    assert sorted(one["Body"] for one in found) == sorted(map(text_of, EVENTS))
    sent = [int(told(one)["sent_at"]) for one in found]
    assert all(begin - 60_000 < moment <= begin for moment in sent)


@pytest.mark.usefixtures("aws")
def test_second_redrive_keeps_the_first_moment_and_all_other_attributes():
    fake = FakeDeployment(inbox=True)
    fake.send(fake.dead_letters, EVENTS[0], sent_at=1_795_000_000_000, tries=3)
    fake.send(fake.dead_letters, LETTERS[0], waiting_since=1_795_000_000_001)
    assert moved(fake) == ({"backlog": 1, "inbox": 1}, 0, {})
    (event,), (letter,) = received(fake, fake.inbox), received(fake, fake.backlog)
    assert told(event) == {"sent_at": "1795000000000", "tries": "3"}
    assert told(letter)["waiting_since"] == "1795000000001"


@pytest.mark.usefixtures("aws")
def test_letter_with_as_many_attributes_as_sqs_takes():
    """The moment is worth more than the last of them."""
    fake = FakeDeployment(inbox=True)
    fake.send(fake.dead_letters, EVENTS[0], **{f"a{n}": n for n in range(10)})
    assert moved(fake) == ({"inbox": 1}, 0, {})
    (event,) = received(fake, fake.inbox)
    assert len(told(event)) == 10
    assert "sent_at" in told(event)


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("queues", [{"attribute": False, "inbox": True}, {"attribute": False}, {}], ids=str)
def test_letters_of_a_queue_that_is_not_there_stay(queues, capsys):
    """The functions that are there cannot read them. A failed sweep needs none, wherever it is met."""
    fake = FakeDeployment(**queues)
    fake.send(fake.dead_letters, *LETTERS, *EVENTS, SWEEP)
    events = {"inbox": len(EVENTS)} if queues.get("inbox") else {}
    letters = {} if queues.get("attribute") is False else {"backlog": len(LETTERS)}
    staying = {"backlog": len(LETTERS), "inbox": len(EVENTS)}
    left = {queue: n for queue, n in staying.items() if queue not in (events | letters)}
    assert moved(fake) == (events | letters, 1, left)
    assert fake.number_in(fake.dead_letters) == sum(left.values())


def test_what_stays_is_said_and_shows_in_the_exit_code(shop, capsys):
    shop.send(shop.dead_letters, EVENTS[0])
    assert main(["redrive", "--name-prefix", "shop"], shop.session) == 1
    said = capsys.readouterr().out
    assert "LEFT: 1: there is no inbox: they are of a source that was switched off" in said
    assert "dropped" not in said


def test_redrive_ends_although_what_stays_comes_again(shop, monkeypatch):
    """Each is counted once; what comes with them for the first time is still moved."""
    shop.send(shop.dead_letters, *EVENTS, *LETTERS)
    monkeypatch.setattr("operations.redrive.HELD_SECONDS", 0)
    assert moved(shop) == ({"backlog": len(LETTERS)}, 0, {"inbox": len(EVENTS)})
