"""What is special to text messages."""

import json
from datetime import UTC, datetime

import pytest

from attribution.rules.parsed import Note, Unresolved
from attribution.rules.touch import Journey, Reason
from attribution.sources import load
from kit.errors import Throttled
from tests.support.flows import LOOKBACK_SECONDS, NOW, READING
from tests.support.samples.reading import sample, samples
from tests.unit.attribution.sources.case import CASES, World
from tests.unit.attribution.sources.cases.sms import delivered, replied

CASE = CASES["sms"]
(SOURCE,) = load(["sms"])
SECOND = NOW - 30_000  # CloudTrail tells no milliseconds


def parse(event):
    return SOURCE.parse(event, READING)


def feedback(message_id="m-1", *, at=SECOND, status="RECEIVED", **fields):
    """CloudTrail has seen the sender report on a message."""
    event = sample("sms", "feedback")
    event["detail"] |= {
        "eventTime": datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "requestParameters": {"messageId": message_id, "messageFeedbackStatus": status},
        **fields,
    }
    return event


def notified(record):
    """As SNS delivers where raw delivery is off."""
    return {"Type": "Notification", "MessageId": "0", "TopicArn": "arn", "Message": json.dumps(record)}


def updated(record):
    """As EventBridge tells of a delivery."""
    return {
        "source": "aws.sms-voice",
        "detail-type": "Text Message Delivery Status Updated",
        "detail": record,
    }


@pytest.mark.parametrize("kind", samples("sms"))
@pytest.mark.parametrize("wrap", [lambda record: record, notified], ids=["raw", "envelope"])
def test_every_kind_of_record_is_recognised(kind, wrap):
    assert SOURCE.recognises(wrap(sample("sms", kind)))


@pytest.mark.parametrize(
    "event",
    [
        None,
        {"Type": "Notification"},
        {"Type": "Notification", "Message": "no json"},
        {"Type": "Notification", "Message": "[1]"},
        {"Type": "SubscriptionConfirmation", "Message": json.dumps(sample("sms", "reply"))},
        {"source": "aws.sms-voice"},
        {
            "source": "aws.sms-voice",
            "detail-type": "Registration Status Change",
            "detail": {"registrationArn": "x"},
        },
        feedback(eventName="SendTextMessage"),
        feedback(eventSource="sns.amazonaws.com"),
        {"eventType": "Open", "mail": {"messageId": "0"}},
        {"messageId": "0", "status": "read"},
    ],
)
def test_other_events_are_not_recognised(event):
    assert not SOURCE.recognises(event)


@pytest.mark.parametrize("wrap", [lambda record: record, notified, updated], ids=["raw", "envelope", "bus"])
def test_delivery_tells_whom_a_message_went_to_and_is_no_interaction(wrap):
    parsed = parse(wrap(delivered(campaign="Spring", username="Ana")))
    assert parsed.notes == [
        Note(
            reference="sms-message:m-1",
            username="ana",
            journey=Journey(kind="sms", id="Spring", name="Spring"),
            kept_seconds=30 * 86400,
        )
    ]
    assert (parsed.items, parsed.ignored) == ([], 1)


@pytest.mark.parametrize(
    "context", [None, [], "text", {}, {"account": "bar"}, {"campaign": "Spring"}, {"username": "ana"}]
)
def test_message_that_no_journey_sent_to_a_user_is_ignored(context):
    parsed = parse(delivered() | {"context": context})
    assert (parsed.items, parsed.notes, parsed.ignored) == ([], [], 1)


def test_reply_refers_to_the_message_before_it_and_has_no_other_time_than_the_queues():
    for wrap in (lambda record: record, notified):
        parsed = parse(wrap(replied()))
        assert parsed.unresolved == [
            Unresolved(
                item="message",
                reference="sms-message:m-1",
                journey=None,
                touched_at=NOW,
                if_unknown=Reason.MESSAGE_UNKNOWN,
            )
        ]


def test_reply_finds_the_message_of_an_earlier_batch():
    world = World()
    world.send(CASE, [delivered(campaign="Spring", username="ana")], now=NOW - 60_000)
    assert world.send(CASE, [replied()]) == []
    touch = world.table.items["ana"]
    assert (touch.journey_name, touch.touched_at, touch.source) == ("Spring", NOW, "sms")


def test_reply_that_overtakes_the_event_of_its_message_comes_again():
    """Two topics feed the inbox, so nothing keeps them in order. What comes again keeps its time."""
    world = World()
    reply, event = replied(), delivered(campaign="Spring", username="ana")
    assert world.send(CASE, [reply]) == ["0000-0"]
    world.send(CASE, [event], now=NOW + 60_000)
    assert world.send(CASE, [reply]) == []
    assert world.table.items["ana"].touched_at == NOW


@pytest.mark.parametrize(
    "body",
    [
        *("STOP", "stop", " Stop. ", "STOP please", '"stop"', "Arret", "Cancel", "END", "opt-out", "OptOut"),
        *("Quit", "TD", "REMOVE me", "unsubscribe!"),
    ],
)
def test_reply_that_opts_out_is_no_interest_in_the_journey(body):
    world = World()
    world.send(CASE, [delivered(campaign="Spring", username="ana"), replied(messageBody=body)])
    assert world.table.items == {}
    assert world.meter.counts["TouchesRejectedByReason", Reason.OPTED_OUT] == 1


@pytest.mark.parametrize(
    "body", ["YES", "Stopover in Rome?", "end-of-season sale", "please stop", "TDs", "", None, 7, ["STOP"]]
)
def test_any_other_reply_is_one(body):
    world = World()
    world.send(CASE, [delivered(campaign="Spring", username="ana"), replied(messageBody=body)])
    assert set(world.table.items) == {"ana"}


class TestFeedback:
    def test_message_that_achieved_its_aim_is_an_interaction_of_that_moment(self):
        world = World()
        world.send(CASE, [feedback(), delivered(campaign="Spring", username="ana")])
        touch = world.table.items["ana"]
        assert (touch.journey_name, touch.touched_at) == ("Spring", SECOND)

    @pytest.mark.parametrize("sent", [(0, 1), (1, 0)])
    def test_later_one_wins_in_whatever_order_they_come(self, sent):
        """I4"""
        world = World()
        told = [feedback("m-1", at=SECOND - 5000), feedback("m-2", at=SECOND)]
        world.send(
            CASE,
            [
                delivered("m-1", campaign="Spring", username="ana"),
                delivered("m-2", campaign="Summer", username="ana"),
            ],
        )
        for number in sent:
            world.send(CASE, [told[number]])
        assert world.table.items["ana"].journey_name == "Summer"

    def test_window_counts_from_the_call_and_not_from_its_arrival(self):
        world = World()
        old = feedback(at=SECOND - LOOKBACK_SECONDS * 1000)
        world.send(CASE, [delivered(campaign="Spring", username="ana"), old])
        assert world.table.items == {}
        assert world.meter.counts["TouchesRejectedByReason", Reason.WINDOW_OVER] == 1

    @pytest.mark.parametrize(
        "event",
        [
            feedback(errorCode="AccessDeniedException"),
            feedback(errorCode="ValidationException", requestParameters=None),
            feedback(status="FAILED"),
            feedback(status=None),
        ],
    )
    def test_call_that_reports_no_success_is_ignored(self, event):
        parsed = parse(event)
        assert (parsed.items, parsed.ignored) == ([], 1)

    @pytest.mark.parametrize(
        ("event", "reason"),
        [
            (feedback(None), Reason.REFERENCE_MISSING),
            (feedback(7), Reason.REFERENCE_INVALID),
            (feedback(requestParameters=None), Reason.REFERENCE_MISSING),
            (feedback(eventTime=None), Reason.TIME_MISSING),
            (feedback(eventTime="yesterday"), Reason.TIME_INVALID),
        ],
    )
    def test_call_that_cannot_be_read_is_a_rejection(self, event, reason):
        assert [part.reason for part in parse(event).rejections] == [reason]


def test_message_whose_lookup_cannot_be_had_comes_again():
    """I6"""
    world = World()
    world.lookups.fail = lambda operation: Throttled("refused") if operation == "find" else None
    with pytest.raises(Throttled):
        world.send(CASE, [replied()])
    assert world.table.items == {}
