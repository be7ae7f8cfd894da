"""Whose a message is, for every source and every letter: what is not the user's is never taken for it."""

from dataclasses import replace

import pytest

from operations.mentions import Mentions, Whose
from tests.support.flows import READING
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import CASES, Visit
from tests.unit.operations.fake_deployment import text_of

ANA = "ana.lima"
BATCH = {"streamArn": "s", "shardId": "1", "startSequenceNumber": "1", "endSequenceNumber": "2"}


def whose(*bodies, username=ANA, references=(), reading=READING):
    return Mentions(username, references, reading).whose([text_of(body) for body in bodies])


def delivered(message_id, username):
    context = {"campaign": "spring", "username": username}
    return sample("sms", "delivered") | {"messageId": message_id, "context": context}


def replied(message_id, text="YES"):
    return sample("sms", "reply") | {"previousPublishedMessageId": message_id, "messageBody": text}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize(("visitor", "of"), [(ANA, Whose.USERS), ("ana", Whose.NOT_THE_USERS)])
def test_payload_of_every_source(case, visitor, of):
    bodies = case.telling(Visit(username=visitor))
    assert whose(*bodies, references=case.notes) == [of] * len(bodies)


@pytest.mark.parametrize("message", [{"username": ANA}, {"username": ANA, "since": 5}])
def test_letter_of_the_backlog(message):
    assert whose(message, message | {"username": "ana"}) == [Whose.USERS, Whose.NOT_THE_USERS]


@pytest.mark.parametrize("kind", ["reply", "feedback"])
@pytest.mark.parametrize("wrap", [dict, lambda event: {"Type": "Notification", "Message": text_of(event)}])
def test_reference_of_the_lookups(kind, wrap):
    event = sample("sms", kind)
    reference = "sms-message:8a7e1f52-1111-4d20-9c1a-6b8e0b5d0001"
    assert whose(wrap(event), references=[reference]) == [Whose.USERS]
    assert whose(wrap(event), references=["sms-message:another"]) == [Whose.NOT_THE_USERS]


@pytest.mark.parametrize("backwards", [False, True])
def test_reference_that_another_message_tells_of(backwards):
    """Neither was read by the functions, so no lookup was written."""
    bodies = [delivered("m-1", ANA), replied("m-1"), delivered("m-2", "ben"), replied("m-2")]
    expected = [Whose.USERS, Whose.USERS, Whose.NOT_THE_USERS, Whose.NOT_THE_USERS]
    step = -1 if backwards else 1
    assert whose(*bodies[::step]) == expected[::step]


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[" * 100_000,
        "7",
        [],
        {"strange": ANA},
        {"touches": ANA},
        {"username": 7},
        replied("m-1", text="STOP"),
        delivered("m-1", "a b"),
    ],
    ids=range(9),
)
def test_nobody_can_tell(body):
    assert whose(body, references=["sms-message:m-1"]) == [Whose.NOBODY_KNOWS]


@pytest.mark.parametrize(
    "body",
    [
        {"DDBStreamBatchInfo": BATCH},
        {"requestContext": {}, "KinesisBatchInfo": BATCH},
        {"requestContext": {}, "KinesisBatchInfo": {}},
        {"requestContext": {}, "requestPayload": {}},
        sample("ses", "send"),
    ],
    ids=range(5),
)
def test_of_no_person_or_of_no_touch(body):
    assert whose(body) == [Whose.NOT_THE_USERS]


def test_names_are_read_as_the_deployment_reads_them():
    touch = sample("journey_touch", "minimal")
    touch["detail"]["username"] = "Ana.Lima"
    assert whose(touch) == [Whose.USERS]
    exact = replace(READING, username_case_sensitive=True)
    assert whose(touch, reading=exact) == [Whose.NOT_THE_USERS]
    (call,) = CASES["pinpoint_journey"].telling(Visit(username="ben"))
    (endpoint,) = call["Endpoints"].values()
    endpoint["User"] |= {"UserId": ANA}
    assert whose(call, reading=replace(READING, username_attribute=None)) == [Whose.USERS]
