"""Who may send one message may send ten at once, and who may only receive may not."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack, emulator_python

ENTRIES = [{"Id": "0", "MessageBody": "hello"}]


def queue_of_user_with(stack: MiniStack, action: str) -> tuple[Any, str]:
    """A client of a user who may do that one thing with one queue, and the queue's URL."""
    url: str = stack.client("sqs").create_queue(QueueName="probe")["QueueUrl"]
    iam = stack.client("iam")
    iam.create_user(UserName="probe")
    statement = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:sqs:us-east-1:000000000000:probe"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="probe", PolicyName="probe", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="probe")["AccessKey"]
    limited = stack.client("sqs", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"])
    return limited, url


def enforcing(tmp_path: Path, **environment: str) -> MiniStack:
    return MiniStack(tmp_path / "ministack", python=emulator_python(), auth=True, environment=environment)


def test_batch_needs_the_permission_of_the_single_call(tmp_path: Path) -> None:
    with enforcing(tmp_path) as stack:
        queues, url = queue_of_user_with(stack, "sqs:SendMessage")
        sent = queues.send_message_batch(QueueUrl=url, Entries=ENTRIES)
        assert len(sent["Successful"]) == 1


def test_batch_is_denied_to_whom_the_single_call_is(tmp_path: Path) -> None:
    with enforcing(tmp_path) as stack:
        queues, url = queue_of_user_with(stack, "sqs:ReceiveMessage")
        with pytest.raises(ClientError, match="AccessDenied"):
            queues.send_message_batch(QueueUrl=url, Entries=ENTRIES)


def test_stock_asks_for_a_permission_that_aws_does_not_have(tmp_path: Path) -> None:
    """When this fails, the correction may be no longer needed."""
    with enforcing(tmp_path, EMULATOR_WITHOUT_CORRECTIONS="1") as stack:
        queues, url = queue_of_user_with(stack, "sqs:SendMessage")
        with pytest.raises(ClientError, match="AccessDenied"):
            queues.send_message_batch(QueueUrl=url, Entries=ENTRIES)
