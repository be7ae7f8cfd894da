"""What an operator takes out of a queue on moto: what was meant, and nothing else is lost."""

import pytest

from operations.mentions import Mentions
from operations.queues import BATCH, HELD_SECONDS, SCAN_SECONDS, delete, receive, remove_messages_of
from tests.support.flows import READING
from tests.unit.operations.fake_deployment import text_of

ANN = Mentions("ann", (), READING)


def test_received_are_out_of_sight_until_they_are_deleted(shop):
    shop.send(shop.backlog, *[{"username": f"user{n}"} for n in range(BATCH + 2)])
    sqs, url = shop.clients["sqs"], shop.backlog
    first, rest = (receive(sqs, url, held_seconds=600) for _ in range(2))
    assert (len(first), len(rest), receive(sqs, url, held_seconds=600)) == (BATCH, 2, [])
    assert delete(sqs, url, [message["ReceiptHandle"] for message in first]) == BATCH
    assert shop.number_in(url) == 2


def test_received_come_back_when_their_time_is_over(shop):
    shop.send(shop.backlog, {"username": "ann"})
    for _ in range(2):
        assert len(receive(shop.clients["sqs"], shop.backlog, held_seconds=0)) == 1


def test_message_that_could_not_be_deleted_is_not_counted(shop):
    refused = {"Id": "1", "SenderFault": False, "Code": "InternalError"}
    shop.answer("sqs:DeleteMessageBatch", lambda _: {"Successful": [{"Id": "0"}], "Failed": [refused]})
    assert delete(shop.clients["sqs"], shop.backlog, ["first", "second"]) == 1


def test_longer_than_a_batch(shop):
    others = [{"username": f"user{n}"} for n in range(35)]
    shop.send(shop.backlog, *others[:20], {"username": "ann"}, *others[20:], {"username": "ann"})
    done = remove_messages_of(ANN, shop.clients["sqs"], shop.backlog)
    assert (done.removed, done.unknown, done.looked_at, done.complete) == (2, 0, 37, True)
    assert shop.bodies(shop.backlog) == sorted(map(text_of, others))


def test_what_nobody_can_read_stays_and_is_counted(shop):
    shop.send(shop.backlog, "not json", {"username": "ann"}, {"strange": "ann"}, {"username": "ben"})
    done = remove_messages_of(ANN, shop.clients["sqs"], shop.backlog)
    assert (done.removed, done.unknown, done.looked_at) == (1, 2, 4)
    assert len(shop.bodies(shop.backlog)) == 3


def test_others_are_received_once_per_pass(shop):
    """Each receipt brings a message nearer to the dead letters."""
    shop.send(shop.backlog, *[{"username": f"user{n}"} for n in range(15)])
    remove_messages_of(ANN, shop.clients["sqs"], shop.backlog)
    messages = shop.client("sqs").receive_message(
        QueueUrl=shop.backlog, MaxNumberOfMessages=10, AttributeNames=["ApproximateReceiveCount"]
    )["Messages"]
    assert {message["Attributes"]["ApproximateReceiveCount"] for message in messages} == {"2"}


def test_pass_ends_before_the_first_message_comes_again(shop):
    assert SCAN_SECONDS < HELD_SECONDS
    shop.send(shop.backlog, *[{"username": f"user{n}"} for n in range(30)])
    moments = iter([0, 1, SCAN_SECONDS, SCAN_SECONDS])
    done = remove_messages_of(ANN, shop.clients["sqs"], shop.backlog, clock=lambda: next(moments))
    assert (done.looked_at, done.complete) == (10, False)
    assert len(shop.bodies(shop.backlog)) == 30


def test_others_are_put_back_whatever_happens(shop):
    shop.send(shop.backlog, {"username": "ben"}, {"username": "cem"})
    sqs = shop.clients["sqs"]
    calls = iter([sqs.receive_message])

    def then_interrupted(**arguments):
        for call in calls:
            return call(**arguments)
        raise KeyboardInterrupt

    sqs.receive_message = then_interrupted
    with pytest.raises(KeyboardInterrupt):
        remove_messages_of(ANN, sqs, shop.backlog)
    assert len(shop.bodies(shop.backlog)) == 2
