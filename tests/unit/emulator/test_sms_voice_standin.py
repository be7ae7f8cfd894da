"""Texts and what is published about them, in the shapes of the samples."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.sms_voice import SmsVoice
from tests.support.samples.reading import sample, structure

CONTEXT = {"campaign": "Spring welcome", "username": "ana.lima"}


class Listener:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self.api_calls: list[dict[str, Any]] = []


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture
def sms(heard: Listener) -> Iterator[SmsVoice]:
    with SmsVoice(
        events=heard.events.append, replies=heard.replies.append, api_calls=heard.api_calls.append
    ) as server:
        yield server


def send(sms: SmsVoice, **more: Any) -> str:
    message_id: str = sms.client().send_text_message(
        DestinationPhoneNumber="+14255550123",
        MessageBody="Spring is here",
        **{"Context": CONTEXT, "ConfigurationSetName": "journeys", **more},
    )["MessageId"]
    return message_id


def test_a_text_is_delivered_with_its_context(sms: SmsVoice, heard: Listener) -> None:
    message_id = send(sms, MessageType="PROMOTIONAL")
    assert [event["eventType"] for event in heard.events] == ["TEXT_PENDING", "TEXT_DELIVERED"]
    assert [event["isFinal"] for event in heard.events] == [False, True]
    delivered, wanted = heard.events[1], sample("sms", "delivered")
    assert structure(delivered) == structure(wanted)
    assert (delivered["messageId"], delivered["context"]) == (message_id, CONTEXT)
    assert (delivered["messageStatus"], delivered["messageType"]) == ("DELIVERED", "PROMOTIONAL")
    assert sms.violations == []


def test_without_a_configuration_set_nobody_hears_of_it(heard: Listener) -> None:
    with SmsVoice(events=heard.events.append) as sms:
        sms.client().send_text_message(DestinationPhoneNumber="+14255550123", MessageBody="x")
    assert heard.events == []


def test_a_dry_run_sends_nothing(sms: SmsVoice, heard: Listener) -> None:
    message_id = send(sms, DryRun=True)
    assert heard.events == []
    with pytest.raises(ValueError, match=r"No text .* was sent"):
        sms.reply(message_id, "YES")


def test_states_are_told_at_will(heard: Listener) -> None:
    with SmsVoice(events=heard.events.append, delivers=False) as sms:
        message_id = send(sms)
        assert heard.events == []
        sms.report(message_id, "TEXT_BLOCKED")
        assert [event["messageStatus"] for event in heard.events] == ["BLOCKED"]
        with pytest.raises(ValueError, match="TEXT_EATEN is no state of a text: choose one of TEXT_SENT"):
            sms.report(message_id, "TEXT_EATEN")
        with pytest.raises(ValueError, match="TEXT_ALL is no state"):
            sms.report(message_id, "TEXT_ALL")


def test_a_reply_names_the_message_and_no_time(sms: SmsVoice, heard: Listener) -> None:
    message_id = send(sms, OriginationIdentity="+12065550111")
    sms.reply(message_id, "YES")
    (reply,) = heard.replies
    assert structure(reply) == structure(sample("sms", "reply"))
    assert (reply["previousPublishedMessageId"], reply["messageBody"]) == (message_id, "YES")
    assert (reply["originationNumber"], reply["destinationNumber"]) == ("+14255550123", "+12065550111")


@pytest.mark.parametrize("status", ["RECEIVED", "FAILED"])
def test_feedback_shows_as_an_event_of_cloudtrail(sms: SmsVoice, heard: Listener, status: str) -> None:
    message_id = send(sms, MessageFeedbackEnabled=True)
    given = {"MessageId": message_id, "MessageFeedbackStatus": status}
    answer = sms.client().put_message_feedback(**given)
    assert {name: answer[name] for name in given} == given
    (event,) = heard.api_calls
    wanted = sample("sms", "feedback")
    assert structure(event) == structure(wanted)
    for name in ("source", "detail-type"):
        assert event[name] == wanted[name]
    for name in ("eventSource", "eventName"):
        assert event["detail"][name] == wanted["detail"][name]
    assert event["detail"]["requestParameters"] == {"messageId": message_id, "messageFeedbackStatus": status}


@pytest.mark.parametrize(
    ("sent_with", "code"),
    [
        ({"MessageFeedbackEnabled": False}, "ValidationException"),
        ({"ConfigurationSetName": "journeys"}, ""),
        ({"DryRun": True}, "ResourceNotFoundException"),
    ],
)
def test_feedback_needs_a_message_that_takes_it(
    sms: SmsVoice, heard: Listener, sent_with: dict[str, Any], code: str
) -> None:
    message_id = send(sms, **sent_with)
    found = ""
    try:
        sms.client().put_message_feedback(MessageId=message_id, MessageFeedbackStatus="RECEIVED")
    except ClientError as error:
        found = error.response["Error"]["Code"]
    assert found == code
    assert len(heard.api_calls) == (not code)


def test_a_context_that_is_too_large_is_refused(sms: SmsVoice) -> None:
    with pytest.raises(ClientError, match="Context has 6 entries; 5 are allowed"):
        send(sms, Context={str(n): "x" for n in range(6)})
    assert len(sms.violations) == 1
