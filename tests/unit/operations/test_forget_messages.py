"""forget on moto: the user's letters and events go from every queue; what cannot be told is reported."""

import pytest

from operations.forget import Forgetting
from operations.queues import SCAN_SECONDS
from tests.support.doubles import item_of
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import CASES, Visit
from tests.unit.operations.everywhere import STRANGERS, forget
from tests.unit.operations.evidence_of import touch
from tests.unit.operations.fake_deployment import FakeDeployment, text_of

UNREADABLE = "messages of which nobody can tell whose they are: {}, look at them"


def sms(kind, **fields):
    return sample("sms", kind) | fields


def texts_of(username):
    """A text message has reached its phone and is answered, and a click in an email."""
    context = {"campaign": "spring", "username": username}
    click = sample("ses", "click")
    click["detail"]["mail"]["tags"]["username"] = [username]
    return [sms("delivered", messageId=f"m-{username}", context=context), click]


@pytest.mark.usefixtures("aws")
def test_events_of_the_user_go_from_inbox_and_dead_letters():
    """They hold addresses and replies, and would make the touch again. The lookups are gone by then."""
    fake = FakeDeployment(inbox=True)
    fake.add_lookups(**{"sms-message:m-old": "ann", "sms-message:m-ben": "ben"})
    replies = [sms("reply", previousPublishedMessageId=f"m-{text}") for text in ("old", "ann")]
    of_ben = [*texts_of("ben"), sms("reply", previousPublishedMessageId="m-ben"), *STRANGERS]
    for queue in (fake.inbox, fake.dead_letters):
        fake.send(queue, *replies, *texts_of("ann"), *of_ben)
    assert "the user's messages among about" in str(Forgetting(fake.clients, fake.deployment, "ann").plan())
    outcome = forget(fake)
    assert outcome.removed == {"lookup": 1, "inbox message": 4, "dead-letter queue message": 4}
    assert (outcome.left, outcome.failed) == ({}, [])
    for queue in (fake.inbox, fake.dead_letters):
        assert fake.bodies(queue) == sorted(map(text_of, of_ben))


@pytest.mark.usefixtures("aws")
def test_events_are_read_as_the_deployment_reads_them():
    fake = FakeDeployment(inbox=True, case_sensitive=True)
    (call,) = CASES["pinpoint_journey"].telling(Visit())
    (endpoint,) = call["Endpoints"].values()
    endpoint["User"] = {"UserAttributes": {"login": ["Ann"]}}
    fake.send(fake.inbox, call)
    assert forget(fake, "ann").removed == {}
    assert forget(fake, "Ann").removed == {"inbox message": 1}


@pytest.mark.usefixtures("aws")
def test_what_nobody_can_read_is_reported():
    fake = FakeDeployment(inbox=True)
    fake.send(fake.inbox, "not json", {"strange": "ann"})
    fake.send(fake.dead_letters, "not json")
    left = {"inbox": UNREADABLE.format(2), "dead-letter queue": UNREADABLE.format(1)}
    assert (forget(fake).left, fake.number_in(fake.inbox)) == (left, 2)


def test_messages_at_work_are_mentioned(known):
    known.client("sqs").receive_message(QueueUrl=known.backlog, MaxNumberOfMessages=1, VisibilityTimeout=600)
    assert forget(known).unseen == {"backlog": "messages at work that could not be looked at: about 1"}


def test_queue_that_is_too_long_is_reported(known, monkeypatch):
    monkeypatch.setattr("operations.queues.SCAN_SECONDS", 0)
    too_long = "longer than the 0 messages that were looked at: run again"
    assert forget(known).left == dict.fromkeys(["dead-letter queue", "backlog"], too_long)


def test_second_look_that_sees_the_end_takes_that_back(known, monkeypatch):
    def sleep(_seconds):
        known.put(item_of(touch()))
        monkeypatch.setattr("operations.queues.SCAN_SECONDS", SCAN_SECONDS)

    monkeypatch.setattr("operations.queues.SCAN_SECONDS", 0)
    assert "backlog" not in forget(known, sleep=sleep).left
    assert known.bodies(known.backlog) == sorted(map(text_of, STRANGERS))
