"""Message attributes of what a state machine publishes."""

import functools
import json
import uuid
from typing import Any

from emulator.ministack import MiniStack
from tests.support.waiting import until

KIND = {"notification_type": {"DataType": "String", "StringValue": "failure"}}


def published(stack: MiniStack) -> dict[str, Any]:
    """What a queue behind the topic gets."""
    name = f"notices-{uuid.uuid4().hex[:8]}"
    topics, queues, machines = (stack.client(service) for service in ("sns", "sqs", "stepfunctions"))
    topic = topics.create_topic(Name=name)["TopicArn"]
    url = queues.create_queue(QueueName=name)["QueueUrl"]
    topics.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:us-east-1:000000000000:{name}",
        Attributes={"RawMessageDelivery": "true"},
    )
    tell = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Arguments": {"TopicArn": topic, "Message": "no report", "MessageAttributes": KIND},
        "End": True,
    }
    machine = machines.create_state_machine(
        name=name,
        definition=json.dumps({"QueryLanguage": "JSONata", "StartAt": "Tell", "States": {"Tell": tell}}),
        roleArn="arn:aws:iam::000000000000:role/machine",
    )["stateMachineArn"]
    machines.start_execution(stateMachineArn=machine)
    found: list[dict[str, Any]] = []
    receive = functools.partial(queues.receive_message, QueueUrl=url, MessageAttributeNames=["All"])

    def told() -> bool:
        found.extend(receive().get("Messages", []))
        return bool(found)

    until(told)
    return found[0]


def test_attributes_are_kept(stack: MiniStack) -> None:
    message = published(stack)
    assert message["Body"] == "no report"
    assert message["MessageAttributes"] == KIND


def test_stock_loses_them(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    assert "MessageAttributes" not in published(stock)
