"""What the stand-ins publish, through MiniStack's SNS, EventBridge and Kinesis."""

import datetime as dt
import functools
import json
import uuid
from typing import Any

import pytest

from emulator.ministack import MiniStack
from emulator.standins.event_bus import EventBus
from emulator.standins.pinpoint_stream import email_event, of_journey, put_records
from emulator.standins.sms_voice import SmsVoice
from tests.e2e.emulator.event_queue import EventQueue
from tests.support.samples.reading import sample, samples, structure
from tests.support.waiting import until

NOW = dt.datetime(2026, 4, 2, 9, 15, 30, tzinfo=dt.UTC)


def test_states_and_replies_go_through_a_topic_with_raw_delivery(stack: MiniStack) -> None:
    topics, queues = stack.client("sns"), stack.client("sqs")
    name = f"sms-{uuid.uuid4().hex[:8]}"
    url = queues.create_queue(QueueName=name)["QueueUrl"]
    topic = topics.create_topic(Name=name)["TopicArn"]
    topics.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:us-east-1:000000000000:{name}",
        Attributes={"RawMessageDelivery": "true"},
    )

    def publish(record: dict[str, Any]) -> None:
        topics.publish(TopicArn=topic, Message=json.dumps(record))

    with SmsVoice(events=publish, replies=publish) as sms:
        message_id = sms.client().send_text_message(
            DestinationPhoneNumber="+14255550123",
            MessageBody="Spring is here",
            ConfigurationSetName="journeys",
            Context={"campaign": "Spring welcome", "username": "ana.lima"},
        )["MessageId"]
        sms.reply(message_id, "YES")
    found: list[dict[str, Any]] = []

    def all_three() -> bool:
        answer = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        found.extend(json.loads(message["Body"]) for message in answer.get("Messages", []))
        return len(found) == 3

    until(all_three)
    shapes = [structure(sample("sms", kind)) for kind in ("delivered", "delivered", "reply")]
    found.sort(key=len, reverse=True)
    assert [structure(record) for record in found] == shapes


def test_feedback_comes_over_the_default_bus(stack: MiniStack) -> None:
    queue = EventQueue(stack, "aws.sms-voice")
    with SmsVoice(api_calls=EventBus(stack.url).put) as sms:
        client = sms.client()
        message_id = client.send_text_message(
            DestinationPhoneNumber="+14255550123", MessageBody="x", MessageFeedbackEnabled=True
        )["MessageId"]
        client.put_message_feedback(MessageId=message_id, MessageFeedbackStatus="RECEIVED")
    assert structure(queue.next()) == structure(sample("sms", "feedback"))


@pytest.mark.parametrize("kind", samples("journey_touch"))
def test_a_journey_touch_arrives_as_its_sample_shows(stack: MiniStack, kind: str) -> None:
    name = f"touches-{uuid.uuid4().hex[:8]}"
    stack.client("events").create_event_bus(Name=name)
    event = sample("journey_touch", kind)
    queue = EventQueue(stack, event["source"], bus=name)
    EventBus(stack.url, name).put(event)
    found = queue.next()
    assert structure(found) == structure(event)
    assert (found["detail"], found["time"]) == (event["detail"], event["time"])


def test_records_come_out_of_the_stream_as_they_went_in(stack: MiniStack) -> None:
    kinesis, name = stack.client("kinesis"), f"pinpoint-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=1)
    active = functools.partial(kinesis.describe_stream, StreamName=name)
    until(lambda: active()["StreamDescription"]["StreamStatus"] == "ACTIVE")
    click = email_event("click", "ep-1", of_journey("j1"), sent_at=NOW, at=NOW)
    put_records(kinesis, name, [click, b"\xffbroken"])
    shard = active()["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    assert [record["PartitionKey"] for record in records] == ["ep-1", "broken"]
    assert json.loads(records[0]["Data"]) == click
    assert records[1]["Data"] == b"\xffbroken"
