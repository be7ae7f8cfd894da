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
    {"requestContext": {}, "requestPayload": {}},
]


def test_redrive_moves_every_letter(shop, capsys):
    shop.send(shop.dead_letters, *LETTERS)
    shop.actions.clear()
    assert main(["redrive", "--name-prefix", "shop"], shop.session) == 0
    assert "moved 14 dead letters to the backlog, 0 to the inbox" in capsys.readouterr().out
    assert set(shop.actions) == documented.permissions("redrive")
    assert shop.bodies(shop.backlog) == sorted(map(text_of, LETTERS))
    assert shop.number_in(shop.dead_letters) == 0


def test_letters_are_taken_in_the_queues_way(shop, monkeypatch):
    """Long polls: a short one asks a part of SQS's servers, and the end of the queue would come too early."""
    asked = []
    monkeypatch.setattr("operations.queues.LONG_POLL_SECONDS", 7)
    shop.answer("sqs:ReceiveMessage", lambda parameters: asked.append(parameters) or {})
    assert redrive(shop.clients, find(shop.clients, "shop")).total() == 0
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
    assert redrive(fake.clients, find(fake.clients, "shop")) == {
        "backlog": len(LETTERS),
        "inbox": len(EVENTS),
    }
    found = fake.client("sqs").receive_message(
        QueueUrl=fake.inbox, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )["Messages"]
    assert sorted(one["Body"] for one in found) == sorted(map(text_of, EVENTS))
    sent = [int(one["MessageAttributes"]["sent_at"]["StringValue"]) for one in found]
    assert all(begin - 60_000 < moment <= begin for moment in sent)


@pytest.mark.usefixtures("aws")
def test_the_only_queue_takes_every_letter():
    """What its function cannot read comes back, and is told there."""
    fake = FakeDeployment(attribute=False, inbox=True)
    fake.send(fake.dead_letters, *EVENTS, *LETTERS[:2])
    assert redrive(fake.clients, find(fake.clients, "shop")) == {"inbox": len(EVENTS) + 2}


@pytest.mark.usefixtures("aws")
def test_without_a_backlog_there_is_nothing_to_do(capsys):
    fake = FakeDeployment(attribute=False)
    assert main(["redrive", "--name-prefix", "shop"], fake.session) == 2
    assert "neither backlog nor inbox" in capsys.readouterr().err
