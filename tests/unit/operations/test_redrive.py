"""Every dead letter to the backlog, as it is, and none lost."""

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
    assert "moved 14 dead letters" in capsys.readouterr().out
    assert set(shop.actions) == documented.permissions("redrive")
    assert shop.bodies(shop.backlog) == sorted(map(text_of, LETTERS))
    assert shop.number_in(shop.dead_letters) == 0


def test_letters_are_taken_in_the_queues_way(shop, monkeypatch):
    """Long polls: a short one asks a part of SQS's servers, and the end of the queue would come too early."""
    asked = []
    monkeypatch.setattr("operations.queues.LONG_POLL_SECONDS", 7)
    shop.answer("sqs:ReceiveMessage", lambda parameters: asked.append(parameters) or {})
    assert redrive(shop.clients, find(shop.clients, "shop")) == 0
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


@pytest.mark.usefixtures("aws")
def test_without_a_backlog_there_is_nothing_to_do(capsys):
    fake = FakeDeployment(attribute=False)
    assert main(["redrive", "--name-prefix", "shop"], fake.session) == 2
    assert "there is no backlog" in capsys.readouterr().err
